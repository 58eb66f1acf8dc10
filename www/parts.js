// What a survey is made of, loaded side by side, and the element it goes into.
// Bundled into both aftersay.js and aftersay.mjs. The languages come in alphabetical order.
/* global AFTERSAY_LANGUAGES */

// No request of ours says who asks, or from which page.
export const quiet = { credentials: "omit", referrerPolicy: "no-referrer" };

/** An error with one of the codes that `aftersay:error` carries. */
export const failure = (code, message) => Object.assign(new Error(message), { code });

export const json = async (code, url) => {
  const reply = await fetch(url, quiet).catch(() => null);
  const found = reply?.ok ? await reply.json().catch(() => null) : null;
  if (found) return found;
  throw failure(code, `${url} ${reply ? `answered ${reply.status}, no JSON` : "is out of reach"}`);
};

const survey = (base, name) => {
  if (name[0] !== "#") return json("survey", /^[\w-]+$/.test(name) ? `${base}surveys/${name}.json` : name);
  try {
    return Promise.resolve(JSON.parse(document.getElementById(name.slice(1)).textContent));
  } catch {
    return Promise.reject(failure("survey", `${name} holds no JSON`));
  }
};

/** The best of our languages for a tag: pt-BR, else pt, else English. */
const language = (tag) =>
  AFTERSAY_LANGUAGES.findLast((lang) => `${tag}-`.toLowerCase().startsWith(`${lang}-`.toLowerCase())) ?? "en";

/** Starts loading everything at once: the smaller module is what nearly every survey needs. */
export const load = (base, options) => {
  const lang = language((options.lang || document.documentElement.lang || "en").replace(/^zh-(hant|hk|mo)\b/i, "zh-TW"));
  const stop = new AbortController();
  const parts = {
    wasm: fetch(`${base}aftersay_bg.wasm`, { ...quiet, signal: stop.signal }),
    survey: survey(base, options.survey || "quick"),
    locale: json("locale", `${base}locales/${lang}.json`),
  };
  // Whoever awaits a part is told of its failure; until then nobody else has to be.
  Object.values(parts).forEach((part) => part.catch(() => {}));
  return { ...parts, base, lang, stop };
};

/** Makes the one element that a survey puts into the page. */
export const element = () => {
  const host = document.createElement("aftersay-survey");
  host.attachShadow({ mode: "open" });
  return host;
};

/** Whether the browser may keep something, as long as the page is not told otherwise. */
export const remembers = ({ remember }) => remember && remember !== "off";

/** Gives the card its look. A constructed sheet is the one kind that a strict `style-src` lets through. */
export const wear = (host, style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  host.shadowRoot.adoptedStyleSheets = [sheet];
};

/** Whether the card does not stand in the page, but beside it, over it, or behind a tab. */
export const floats = ({ mode }) => mode && mode !== "inline";

/** Holds the place that the card will take, so that nothing moves when it comes. */
export const reserve = (host, options) => floats(options) || wear(host, ":host{display:block;min-height:var(--aftersay-height,28rem)}");

/** Says that something went wrong: one event, one line in the console, nothing thrown. */
export const fail = (host, error) => {
  const detail = { code: error.code || "module", message: error.message };
  console.warn(`aftersay: ${detail.code}: ${detail.message}`);
  host.shadowRoot.adoptedStyleSheets = [];
  host.dispatchEvent(new CustomEvent("aftersay:error", { bubbles: true, composed: true, detail }));
};

/** The element that a selector finds; an element is itself. */
export const find = (target) => {
  try {
    return typeof target === "string" ? document.querySelector(target) : target;
  } catch {
    // Not a selector: it finds nothing.
  }
};
