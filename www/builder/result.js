// The right side: the preview in its frame, what it would send, and what the owner takes away.
import { checkSurvey, toSurveyJs } from "./core.js";
import { button, el, select } from "./dom.js";
import { draft } from "./draft.js";
import { volume } from "./volume.js";
import { words } from "./words.js";

const say = words.result;
const WIDGET = new URL("../aftersay.js", location.href).href;
/** How long a draft rests before the preview begins again. */
const REST_MS = 400;

/** What may stand in the line beside the options: facts that differ from order to order, and what is for trying out. */
const MORE = { order: { orderValue: "49.80", orderCurrency: "EUR", orderItems: "2", customer: "returning" }, debug: { debug: "" } };
const more = new Set();

let shown = "preview";
let width = 360;
let scope = "whole";
let submission;
let timer;
/** What the preview was last told to show, and how often it was told. */
let previewed;
let turn = 0;

const frame = el("iframe", { src: "preview.html", title: say.frame });
const frameBox = el("div", { class: "frame" }, frame);
const note = el("p", { class: "quiet", role: "status" });
const panels = {};

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What the preview shows: the survey, or one question of it as if it were all. */
const scoped = (place) => {
  const { survey } = draft;
  const question = scope === "one" && Number.isInteger(place) ? survey.questions[place] : undefined;
  if (!question) return survey;
  const { show_if: _, ...alone } = question;
  return { schema: survey.schema, id: survey.id, version: survey.version, questions: [alone] };
};

/** Fits a wide page into a narrow column, as it would look from further away. */
const fit = () => {
  const room = frameBox.clientWidth || width;
  const scale = Math.min(1, room / width);
  frame.style.width = `${width}px`;
  frame.style.transform = scale < 1 ? `scale(${scale})` : "";
  frameBox.style.height = `${frame.offsetHeight * scale}px`;
};

/** Whether the preview is about to show something else. */
const busy = (is) => frameBox.setAttribute("aria-busy", String(is));

export const result = {
  /** The question that is edited, by its index, or another part. */
  place: undefined,
  lang: "",

  /** Builds the pane. */
  build() {
    const tab = (name) =>
      button(say[name], () => this.choose(name), { role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "data-tab": name });
    const names = ["preview", "sent", "take"];
    const walk = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = names[(names.indexOf(shown) + step + names.length) % names.length];
      this.choose(next);
      document.getElementById(`tab-${next}`).focus();
    };
    const tabs = el("div", { role: "tablist", class: "tabs", onkeydown: walk }, names.map(tab));
    for (const name of names) panels[name] = el("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "-1" });

    const widths = select([["360", say.phone], ["720", say.desktop]], String(width), {
      "aria-label": say.width,
      onchange: (event) => {
        width = Number(event.target.value);
        fit();
      },
    });
    const scopes = select([["whole", say.whole], ["one", say.one]], scope, {
      "aria-label": say.what,
      onchange: (event) => {
        scope = event.target.value;
        this.restart();
      },
    });
    panels.preview.append(el("div", { class: "row" }, scopes, widths, button(say.again, () => this.restart())), note, frameBox);
    frameBox.append(frame);
    addEventListener("resize", fit);
    addEventListener("message", ({ origin, source, data }) => {
      if (origin !== location.origin || source !== frame.contentWindow) return;
      if (data.name === "waiting") this.restart();
      if (data.name === "shown" && data.detail === turn && !timer) busy(false);
      if (data.name === "error") {
        note.textContent = data.detail;
        busy(false);
      }
      if (data.name === "submitted") {
        submission = data.detail;
        this.drawSent();
      }
    });
    this.choose(shown);
    return [tabs, ...Object.values(panels)];
  },

  choose(name) {
    shown = name;
    for (const [other, panel] of Object.entries(panels)) {
      panel.hidden = other !== name;
      const tab = document.getElementById(`tab-${other}`);
      tab?.setAttribute("aria-selected", String(other === name));
      tab?.setAttribute("tabindex", other === name ? "0" : "-1");
    }
    if (name === "preview") fit();
    if (name === "sent") this.drawSent();
    if (name === "take") this.drawTake();
  },

  /** The draft has changed. */
  changed(mistakes) {
    this.mistakes = mistakes;
    clearTimeout(timer);
    busy(true);
    timer = setTimeout(() => this.restart(true), REST_MS);
    if (shown === "take") this.drawTake();
  },

  /** Begins the preview again; `ifNew`, where it would show something else. */
  restart(ifNew) {
    timer = clearTimeout(timer);
    const survey = scoped(this.place);
    const { mode, theme, privacy, epsilon, lang } = draft.options;
    const right = !checkSurvey(survey).mistakes.length && !this.optionsWrong;
    note.textContent = right ? "" : previewed ? say.wait : say.none;
    if (!right) return busy(false);
    const options = Object.fromEntries(Object.entries({ mode, theme, privacy, epsilon, lang: this.lang || lang || "en" }).filter(([, value]) => value != null));
    const now = JSON.stringify({ survey, options });
    if (ifNew && now === previewed) return busy(false);
    busy(true);
    previewed = now;
    frame.contentWindow?.postMessage({ turn: ++turn, survey, options }, location.origin);
  },

  /** Another survey: nothing of the one before is said any more. */
  forget() {
    submission = previewed = undefined;
    scope = "whole";
    this.choose("preview");
  },

  drawSent() {
    if (!submission) return panels.sent.replaceChildren(el("p", { class: "quiet" }, say.empty));
    const { masked } = submission.privacy;
    panels.sent.replaceChildren(
      el("p", { class: "quiet" }, say.last, masked ? ` ${say.masked(masked)}` : ""),
      el("pre", { tabindex: "0" }, JSON.stringify(submission, null, 2)),
    );
  },

  /** A box to tick for more in the line. */
  offer(name) {
    const turn = (event) => {
      if (event.target.checked) more.add(name);
      else more.delete(name);
      this.drawTake();
      panels.take.querySelector(`[data-more="${name}"]`).focus();
    };
    return el("label", { class: "check" }, el("input", { type: "checkbox", "data-more": name, checked: more.has(name), onchange: turn }), say.more[name]);
  },

  drawTake() {
    const { survey, options } = draft;
    const file = `${JSON.stringify(survey, null, 2)}\n`;
    const n = this.mistakes?.length ?? 0;
    const theirs = n ? undefined : toSurveyJs(survey);
    const name = /^[\w-]+$/.test(survey.id ?? "") ? survey.id : "survey";
    const quoted = (text) => String(text).replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
    const beside = [...more].map((name) => MORE[name]);
    const attributes = Object.entries(Object.assign({ survey: name, ...options }, ...beside)).map(([option, value]) => `\n        data-${kebab(option)}="${quoted(value)}"`);
    const snippet = `<script async src="${quoted(WIDGET)}"\n        referrerpolicy="no-referrer"${attributes.join("")}></script>`;
    panels.take.replaceChildren(
      el(
        "section",
        {},
        el("h3", {}, say.survey),
        n > 0 && el("p", { class: "mistake" }, say.wrong(n)),
        el("p", { class: "quiet" }, say.surveyHelp(name), " ", say.version),
        taken(`${name}.json`, file, true),
        el("details", {}, el("summary", {}, `${name}.json`), el("pre", { tabindex: "0" }, file)),
      ),
      el("section", {}, el("h3", {}, say.snippet), el("p", { class: "quiet" }, say.snippetHelp), Object.keys(MORE).map((name) => this.offer(name)), el("p", { class: "quiet" }, say.known), el("pre", { tabindex: "0" }, snippet), taken(undefined, snippet)),
      options.privacy === "noise" && !n ? volume(survey, options) : "",
      el(
        "section",
        { hidden: !theirs },
        el("h3", {}, say.surveyjs),
        el("p", { class: "quiet" }, say.surveyjsHelp),
        theirs && taken(`${name}.surveyjs.json`, `${JSON.stringify(theirs.file, null, 2)}\n`),
        theirs?.leftOut.length > 0 && el("details", {}, el("summary", {}, say.lost), leftOut(theirs.leftOut)),
      ),
    );
  },
};

/** What did not fit into the other format, each with its place. */
export const leftOut = (list) => el("ul", { class: "left" }, list.map(({ pointer, message }) => el("li", {}, el("code", {}, pointer), ` ${message}`)));

/** Buttons that hand a text over. */
const taken = (file, text, clean) => {
  const told = el("span", { role: "status", class: "quiet" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = say.copied;
    } catch {
      told.textContent = say.notCopied;
    }
  };
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    el("a", { href: url, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    if (clean) draft.dirty = false;
  };
  return el("div", { class: "row" }, file && button(say.download, download, { class: "main" }), button(say.copy, copy), told);
};
