// Runs before every page's own scripts, and notes what a visitor would not see.
(() => {
  // Where a driver runs this in a world of its own, that world is what `this` would otherwise be.
  "use strict";
  const seen = { violations: [], errors: [], events: [], listeners: 0, shifts: 0, restored: false, hidden: 0, held: [], ours: [], warned: [] };
  Object.defineProperty(window, "witness", { value: seen });
  // Before the page can change it.
  const { stringify } = JSON;
  addEventListener("securitypolicyviolation", (event) => {
    seen.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
  addEventListener("error", (event) => seen.errors.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => seen.errors.push(String(event.reason)));
  document.addEventListener("visibilitychange", () => (seen.hidden += Number(document.hidden)));
  addEventListener("pageshow", (event) => (seen.restored = event.persisted));
  for (const name of ["ready", "shown", "answered", "submitted", "sent", "kept", "dismissed", "error"]) {
    document.addEventListener(`aftersay:${name}`, (event) => {
      seen.events.push({ name, text: stringify(event.detail) });
    });
  }
  // Where a browser does not count shifts, this observes nothing.
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) seen.shifts += shift.value;
  }).observe({ type: "layout-shift", buffered: true });

  // Chromium tells its console itself, and sees more of it.
  const { warn } = console;
  console.warn = (...all) => {
    seen.warned.push(`WARNING: ${all.join(" ")}`);
    warn(...all);
  };

  // What the page calls its own, but for us.
  const names = new Set(Object.getOwnPropertyNames(window));
  seen.globals = () => Object.getOwnPropertyNames(window).filter((name) => !names.has(name));

  // Timers that have not gone off, and how long the page was held up at a stretch.
  const { setTimeout: set, clearTimeout: clear } = window;
  const timers = new Set();
  seen.timers = () => timers.size;
  window.setTimeout = (act, ...rest) => {
    const timer = set(() => {
      timers.delete(timer);
      act();
    }, ...rest);
    timers.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => {
    timers.delete(timer);
    clear(timer);
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.held.push(Math.round(duration));
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { scripts } of list.getEntries())
      for (const { sourceURL, duration } of scripts) if (/\/aftersay\//.test(sourceURL)) seen.ours.push(Math.round(duration));
  }).observe({ type: "long-animation-frame", buffered: true });

  // Listeners on window and document that are there now, beside our own.
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const held = new Map();
  const key = (type, options) => `${type} ${options === true || Boolean(options?.capture)}`;
  const held_by = (target, type, options) => {
    if (target !== window && target !== document) return new Set();
    const name = `${target === window} ${key(type, options)}`;
    if (!held.has(name)) held.set(name, new Set());
    return held.get(name);
  };
  const count = () => (seen.listeners = [...held.values()].reduce((sum, set) => sum + set.size, 0));
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    held_by(this ?? window, type, options).add(listener);
    count();
    return add.call(this ?? window, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    held_by(this ?? window, type, options).delete(listener);
    count();
    return remove.call(this ?? window, type, listener, options);
  };
})();
