// The widget for bundlers.
import { element, failure, find, load, reserve } from "./parts.js";

/** Puts a survey on the page and shows its first question; options as the tag's, in camel case. */
export async function init(options = {}) {
  const place = find(options.target);
  if (!place) throw failure("target", `${options.target} is not on the page`);
  const host = place.appendChild(element());
  reserve(host);
  try {
    const core = (name) => (name ? import("./core.models.mjs") : import("./core.mjs"));
    const attach = await load(new URL(".", import.meta.url).href, options, core);
    const widget = await attach(host);
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
