// The script tag: waits for the trigger, then loads the rest from its own folder.
/* global AFTERSAY_VERSION */
import { element, fail, failure, find, floats, load, remembers, reserve } from "./parts.js";

const script = document.currentScript;
const base = new URL(".", script.src).href;

// An element of the page may have this id, and then is a name of the window, too.
if (window.aftersay?.init) window.aftersay.init(script);
else {
  const surveys = new Map();
  let consented;
  const consent = new Promise((resolve) => (consented = resolve));

  const listed = (options) => Object.entries(options).join();

  const wait = {
    visible: (host) =>
      new Promise((resolve) => {
        const observer = new IntersectionObserver(([entry]) => {
          if (entry.isIntersecting) resolve(observer.disconnect());
        });
        observer.observe(host);
      }),
    exit: () =>
      new Promise((resolve) => {
        const page = document.documentElement;
        const left = ({ clientY }) => clientY <= 0 && resolve(page.removeEventListener("mouseleave", left));
        page.addEventListener("mouseleave", left);
      }),
  };

  const start = async (host, options) => {
    let opened;
    // What is called before the module is there waits for it.
    const early = new Promise((resolve) => (opened = resolve));
    const survey = { options: listed(options), open: opened, close: () => (survey.closed = true) };
    surveys.set(host, survey);
    try {
      if (options.consent === "wait") await consent;
      const memory = remembers(options) && (await import(`${base}remember.mjs`).catch(() => {}))?.default(host, options);
      // Who is in the middle was drawn before; who has answered is asked again where the page says so.
      if (!memory?.draft && !(Math.random() < (options.sample ?? 1))) return leave(host);
      if (options.when === "manual" || memory?.answered) await early;
      reserve(host, options);
      await wait[options.when]?.(host);
      // Even without a delay the page has its turn first.
      await new Promise((resolve) => setTimeout(resolve, options.delay));
      if (survey.closed || !surveys.has(host)) return;
      const parts = { ...load(base, options), memory };
      const { attach } = await import(`${base}core.mjs`);
      const widget = await attach(host, options, parts);
      if (!surveys.has(host)) return widget.destroy();
      Object.assign(survey, widget);
      if (survey.closed) widget.close();
      else widget.open();
    } catch (error) {
      fail(host, error);
    }
  };

  const leave = (host) => {
    const survey = surveys.get(host);
    surveys.delete(host);
    survey?.destroy ? survey.destroy() : host.remove();
  };

  const init = (from = {}) => {
    const tag = from instanceof HTMLScriptElement;
    const { target, ...options } = tag ? from.dataset : from;
    const same = listed(options);
    for (const [host, survey] of surveys) if (tag && survey.options === same && host.isConnected) return;
    const host = element();
    const place = find(target);
    if (floats(options)) document.body.append(host);
    else if (place) place.append(host);
    else if (tag && from.isConnected && !target && document.body.contains(from)) from.after(host);
    else document.body.append(host);
    if (target && !place) return fail(host, failure("target", `${target} is not on the page`));
    start(host, options);
  };

  const each = (name) => () => [...surveys.values()].forEach((survey) => survey[name]());
  const listen = (change) => (name, listener) => document[change](`aftersay:${name}`, listener);

  window.aftersay = {
    version: AFTERSAY_VERSION,
    init,
    open: each("open"),
    close: each("close"),
    destroy: () => [...surveys.keys()].forEach(leave),
    consent: (given) => given && consented(),
    on: listen("addEventListener"),
    off: listen("removeEventListener"),
  };

  const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  // Attributes that every element may have are the page's, not options.
  const foreign = /^(id|class|style|slot|part|hidden|dir|title|role|(aria|data)-.*)$/;

  customElements.define(
    "aftersay-survey",
    class extends HTMLElement {
      connectedCallback() {
        // One that we made ourselves has its shadow root already.
        if (this.shadowRoot) return;
        this.attachShadow({ mode: "open" });
        const options = {};
        for (const { name, value } of this.attributes) if (!foreign.test(name)) options[camel(name)] = value;
        start(this, options);
      }
      disconnectedCallback() {
        // Moved elements are back before the microtask; removed ones take their survey along.
        queueMicrotask(() => this.isConnected || leave(this));
      }
    },
  );

  init(script);
}
