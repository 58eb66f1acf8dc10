// What a survey is made of, loaded side by side, and the element it goes into.
// Bundled into both aftersay.js and aftersay.mjs. The languages come in alphabetical order.
/* global AFTERSAY_BASIC, AFTERSAY_LANGUAGES */

// No request of ours says who asks, or from which page.
export const quiet = { credentials: "omit", referrerPolicy: "no-referrer" };

/** An error with one of the codes that `aftersay:error` carries. */
export const failure = (code, message) => Object.assign(new Error(message), { code });

const json = async (code, url) => {
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

/** Which models a survey asks, by the files of their words; the smaller module does without them. */
const models = ({ questions }) => [
  ...new Set(Array.isArray(questions) ? questions.map((one) => one?.set ?? one?.kind) : []),
].filter((name) => !AFTERSAY_BASIC.includes(name));

/**
 * Starts loading everything at once. The smaller module is what nearly every survey needs, so it is
 * not waited for; a survey that asks for more gives it up.
 */
export const load = async (base, options, core) => {
  const lang = language((options.lang || document.documentElement.lang || "en").replace(/^zh-(hant|hk|mo)\b/i, "zh-TW"));
  const stop = new AbortController();
  const module = (name, signal) => [core(name), fetch(`${base}aftersay${name && "_models"}_bg.wasm`, { ...quiet, signal })];
  let parts = module("", stop.signal);
  const words = json("locale", `${base}locales/${lang}.json`);
  // Whoever awaits a part is told of its failure; until then nobody else has to be.
  [...parts, words].forEach((part) => part.catch(() => {}));
  const file = await survey(base, options.survey || "quick");
  const asked = models(file);
  if (asked.length) {
    stop.abort();
    parts = module(".models");
  }
  const more = asked.map((name) => json("locale", `${base}locales/${lang}/${name}.json`).catch(() => {}));
  const [{ attach }, wasm, locale, ...others] = await Promise.all([...parts, words, ...more]);
  Object.assign(locale.words, ...others);
  return (host) => attach(host, options, wasm, file, locale);
};

/** Makes the one element that a survey puts into the page. */
export const element = () => {
  const host = document.createElement("aftersay-survey");
  host.attachShadow({ mode: "open" });
  return host;
};

/** Holds the place that the card will take, so that nothing moves when it comes. */
export const reserve = (host) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{display:block;min-height:var(--aftersay-height,26rem)}");
  host.shadowRoot.adoptedStyleSheets = [sheet];
};

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
