// A module and its glue: loaded by the tag when it is needed, and by aftersay.mjs.
import start, { mount } from "AFTERSAY_GLUE";

const NAMES = ["ready", "shown", "answered", "submitted", "sent", "kept", "dismissed"];
let module;

/** Puts a survey into an element that has a shadow root. */
export async function attach(host, options, wasm, survey, locale) {
  await (module ??= start({ module_or_path: wasm }));
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
  };
}
