// The widget for bundlers, and what aftersay.js loads when it is needed.
import start, { mount } from "./pkg/aftersay.js";
import { element, failure, load, reserve } from "./parts.js";

const base = new URL(".", import.meta.url).href;
const NAMES = ["ready", "shown", "answered", "submitted", "sent", "kept", "dismissed"];
let module;

/**
 * Puts a survey on the page and shows its first question.
 * Takes the options of the script tag in camel case; the loader also hands in the element it made
 * and the parts that it began to load.
 */
export async function init(options = {}, host, parts = load(base, options)) {
  const own = !host;
  if (own) {
    const target = typeof options.target === "string" ? document.querySelector(options.target) : options.target;
    if (!target) throw failure("target", `${options.target} is not on the page`);
    host = target.appendChild(element());
    reserve(host);
  }
  try {
    module ??= start({ module_or_path: parts[0] });
    const [, survey, locale] = await Promise.all([module, parts[1], parts[2]]);
    const { target, ...rest } = options;
    const mounted = mount(host, rest, survey, locale);
    const log = (event) => console[event.detail?.code ? "warn" : "log"](event.type, event.detail);
    host.addEventListener("aftersay:error", log);
    if (options.debug != null) NAMES.forEach((name) => host.addEventListener(`aftersay:${name}`, log));
    host.dispatchEvent(new CustomEvent("aftersay:ready", { bubbles: true, composed: true }));
    if (options.when !== "manual") mounted.open();
    return {
      open: () => mounted.open(),
      close: () => mounted.close(),
      destroy() {
        mounted.free();
        host.remove();
      },
      on: (name, listener) => host.addEventListener(`aftersay:${name}`, listener),
      off: (name, listener) => host.removeEventListener(`aftersay:${name}`, listener),
    };
  } catch (error) {
    if (own) host.remove();
    throw error;
  }
}
