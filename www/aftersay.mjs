// The widget for bundlers.
import { attach } from "./core.mjs";
import { element, failure, find, load, remembers, reserve } from "./parts.js";

/**
 * Puts a survey on the page and shows its first question; options as the tag's, in camel case. A
 * bundler takes this file elsewhere: `base` then says where what is loaded stands.
 */
export async function init({ base = new URL(".", import.meta.url).href, ...options } = {}) {
  const place = find(options.target);
  if (!place) throw failure("target", `${options.target} is not on the page`);
  const host = place.appendChild(element());
  const memory = remembers(options) && (await import("./remember.mjs").catch(() => {}))?.default(host, options);
  if (!memory?.answered) reserve(host, options);
  try {
    const widget = await attach(host, options, { ...load(base, options), memory });
    if (options.when !== "manual" && !memory?.answered) widget.open();
    return {
      ...widget,
      on: (name, listener) => host.addEventListener(`aftersay:${name}`, listener),
      off: (name, listener) => host.removeEventListener(`aftersay:${name}`, listener),
    };
  } catch (error) {
    host.remove();
    throw error;
  }
}
