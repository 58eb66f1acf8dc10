// The module, its glue, and what surveys need beyond it: loaded by the tag when it is needed, and by
// aftersay.mjs.
/* global AFTERSAY_BASIC, AFTERSAY_MODELS, AFTERSAY_RARE, AFTERSAY_STYLE */
import start, { mount } from "./pkg/aftersay_bg.js";
import { floats, json, quiet, wear } from "./parts.js";

const NAMES = ["ready", "shown", "answered", "submitted", "sent", "kept", "dismissed"];
let small, large;

/** The larger module with its glue: for a survey that asks by a model or in a rare way, or whose answers are randomised. */
const models = async (base) => {
  const glue = await import("./models.mjs");
  await glue.default({ module_or_path: fetch(`${base}aftersay_models_bg.wasm`, quiet) });
  return glue;
};

/** Whether the page's policy refuses WebAssembly, or the browser has none: an empty module tells. */
const refused = () => {
  try {
    // Safari compiles under any policy, and refuses what is to run.
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return true;
  }
};

const button = (part, label, press) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = part;
  made.setAttribute("part", part);
  made.setAttribute("aria-label", label);
  made.addEventListener("click", press);
  return made;
};

/** Lets the page have its turn, which is never held up for long. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

/**
 * The box of a card that floats. Only a dialog takes the focus unasked, and only the browser's own
 * can be trusted to give it back.
 */
const boxed = (host, mode, { dir, words }) => {
  const box = document.createElement(mode === "dialog" ? "dialog" : "div");
  box.className = "box";
  box.dir = dir;
  const shut = () => (box.close ? box.close() : box.dispatchEvent(new Event("close")));
  const cross = button("close", words.close, shut);
  cross.textContent = "\u00d7";
  box.append(cross);
  host.shadowRoot.append(box);
  let shown;
  const show = async (draw) => {
    shown = true;
    draw();
    // A card is drawn once the page has had its turn.
    await breath();
    if (box.childElementCount < 2) return box.remove();
    box.classList.add("open");
    box.showModal?.();
    // Whoever opened it, or is held by it, is here.
    if (mode !== "popover") box.querySelector(".prompt").focus();
  };
  let tab = mode === "tab";
  box.open_ = (draw) => {
    if (!tab) return box.isConnected && !shown && show(draw);
    if (tab.remove) return tab.click();
    tab = button("tab", words.feedback, () => {
      tab.remove();
      tab = false;
      show(draw);
    });
    tab.textContent = words.feedback;
    host.shadowRoot.append(tab);
  };
  return box;
};

/** Puts a survey, whose parts are under way, into an element that has a shadow root. */
export async function attach(host, options, { wasm, survey: file, locale: words, base, lang, stop, memory }) {
  const survey = await file;
  const names = (one) => [one?.set ?? one?.kind, ...AFTERSAY_RARE.filter((name) => name in Object(one))];
  const asked = Array.isArray(survey.questions) ? survey.questions.flatMap(names) : [];
  const beyond = new Set(asked.filter((name) => !AFTERSAY_BASIC.includes(name)));
  const own = [...beyond].filter((name) => AFTERSAY_MODELS.includes(name));
  const more = own.map((name) => json("locale", `${base}locales/${lang}/${name}.json`));
  // Several endings, earlier answers in later texts, and what is kept for the next page take the larger module, too.
  const needsModels = beyond.size || options.privacy === "noise" || memory || /"thanks":\[|{answer:/.test(JSON.stringify(survey));
  const fallback = refused();
  if (needsModels || fallback) stop.abort();
  const module = fallback
    ? import("./aftersay.fallback.js")
    : needsModels
      ? (large ??= models(base))
      : (small ??= start({ module_or_path: wasm }).then(() => ({ mount })));
  const [{ mount: put, style = "" }, locale, ...others] = await Promise.all([module, words, ...more]);
  await breath();
  Object.assign(locale.words, ...others);
  wear(host, AFTERSAY_STYLE + style);
  const order = options.datalayer && (await import("./datalayer.mjs")).order(options.datalayer);
  const { target, ...rest } = { ...order, ...options };
  const box = floats(options) ? boxed(host, options.mode, locale) : undefined;
  const mounted = put(host, rest, locale);
  await breath();
  mounted.take(survey, memory?.draft, memory?.keep);
  // A card without it asks and sends all the same.
  const add = () => import("./after.mjs").then((after) => after.default(host, mounted, options, survey, `${base}locales/${lang}/`, memory)).catch(() => {});
  if (options.endpoint) host.addEventListener("aftersay:shown", add);
  const log = (event) => console[event.detail?.code ? "warn" : "log"](event.type, event.detail);
  host.addEventListener("aftersay:error", log);
  if (options.debug != null) NAMES.forEach((name) => host.addEventListener(`aftersay:${name}`, log));
  host.dispatchEvent(new CustomEvent("aftersay:ready", { bubbles: true, composed: true }));
  const close = () => {
    mounted.close();
    box?.remove();
  };
  box?.addEventListener("close", close);
  await breath();
  return {
    open: () => (box ? box.open_(() => mounted.open()) : mounted.open()),
    close,
    destroy() {
      mounted.free();
      host.remove();
    },
  };
}
