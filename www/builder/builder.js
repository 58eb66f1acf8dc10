// The page on which an owner makes a survey. It has no rule of its own: what may stand where comes as
// schemas from the core, and so does every mistake.
/* global AFTERSAY_BASIC, AFTERSAY_LANGUAGES */
import { KINDS, OPTIONS, SURVEY, checkOptions, checkSurvey, fromSurveyJs } from "./core.js";
import { button, el, select } from "./dom.js";
import { draft, steps } from "./draft.js";
import { field, fields, showFindings } from "./form.js";
import { leftOut, result } from "./result.js";
import { told, words } from "./words.js";

const names = new Intl.DisplayNames("en", { type: "language" });
const named = (lang) => {
  try {
    return names.of(lang);
  } catch {
    return lang;
  }
};

/** What is edited: `survey`, `tag`, or the index of a question. */
let place = "survey";
let lang = "";
/** What the core finds in the draft: mistakes, and then what `warns`, each with the place that it is `of`. */
let findings = [];

const sample = (name, n) => (lang ? { [lang]: words.sample(name, n) } : words.sample(name, n));
const spoken = () => said(AFTERSAY_LANGUAGES);
const said = (langs) => langs.map((tag) => [tag, named(tag)]);

/* ---------------------------------------------------------------- beginning */

const open = (survey) => {
  draft.begin(survey);
  begun();
};

const begun = (lost = []) => {
  const found = draft.languages();
  lang = found.includes("en") ? "en" : (found[0] ?? "");
  place = draft.survey.questions.length ? 0 : "survey";
  result.forget();
  build(lost);
};

const readFile = async (file, tell) => {
  let read;
  try {
    read = JSON.parse(await file.text());
  } catch (error) {
    return tell(words.start.notJson(file.name, error.message));
  }
  // What says that it is ours is ours, however wrong.
  if (typeof read?.schema === "string" && Array.isArray(read.questions) && read.questions.every((one) => one && typeof one === "object")) return open(read);
  const id = file.name.replace(/\.json$/i, "").replace(/[^\w-]+/g, "_").replace(/^[^a-z]+/i, "").slice(0, 64) || "survey";
  const { file: survey, leftOut: lost } = fromSurveyJs(read, id);
  if (!survey) return tell(words.start.notSurvey(file.name));
  draft.begin(survey);
  draft.dirty = true;
  begun(lost);
};

const readyMade = async () => {
  const reply = await fetch("../integrity.json").catch(() => null);
  const files = reply?.ok ? Object.keys(await reply.json()) : [];
  return files.flatMap((path) => path.match(/^surveys\/(.+)\.json$/)?.[1] ?? []);
};

const start = async () => {
  const say = words.start;
  const wrong = el("p", { class: "mistake", role: "alert" });
  const tell = (message) => (wrong.textContent = message);
  const load = async (name) => {
    const reply = await fetch(`../surveys/${name}.json`).catch(() => null);
    if (!reply?.ok) return tell(say.unreadable(name));
    open(await reply.json());
  };
  const ready = await readyMade();
  // The ready-made survey to begin with comes first.
  ready.sort((one, other) => (other === "quick") - (one === "quick"));
  const language = select(spoken(), "en", { "aria-label": words.bar.language });
  const empty = () => {
    lang = language.value;
    open({ schema: "aftersay.survey/1", id: "my-survey", version: 1, title: sample("title"), questions: [{ id: "overall", kind: "csat" }] });
  };
  const file = el("input", { type: "file", accept: ".json,application/json", "aria-label": say.file, onchange: () => file.files[0] && readFile(file.files[0], tell) });
  const resume = el("section", { class: "card", hidden: true }, button(say.resume, () => begun(), { class: "main" }));
  const kept = draft.survey ? false : draft.resume();
  resume.hidden = !kept;
  document.body.replaceChildren(
    top(),
    el(
      "main",
      { class: "start" },
      el("h1", {}, words.title),
      el("p", { class: "quiet" }, words.promise),
      wrong,
      resume,
      el(
        "section",
        { class: "card" },
        el("h2", {}, say.ready),
        ready.length ? el("ul", { class: "ready" }, ready.map((name) => el("li", {}, button(name, () => load(name)), el("span", { class: "quiet" }, say.for[name] ?? "")))) : el("p", { class: "quiet" }, say.noList),
      ),
      el("section", { class: "card row" }, button(say.empty, empty), say.emptyIn, language),
      el("section", { class: "card" }, el("h2", {}, say.file), el("p", { class: "quiet" }, say.fileHelp), file),
    ),
  );
};

/* ---------------------------------------------------------------- the three panes */

const bar = el("div", { class: "bar" });
const status = el("p", { class: "status", role: "status" });
const lists = el("nav", { class: "pane list", "aria-label": words.list.label });
const form = el("section", { class: "pane form", "aria-label": words.panes.form });
const results = el("section", { class: "pane result", "aria-label": words.panes.result });
const heard = el("p", { class: "unseen", role: "status" });

const top = () => el("header", { class: "top" }, el("span", { class: "brand" }, words.name));

const pane = (name) => {
  document.body.dataset.pane = name;
  for (const other of document.querySelectorAll(".switch button")) other.setAttribute("aria-pressed", String(other.dataset.pane === name));
  if (name === "result") result.choose("preview");
};

const build = (lost) => {
  const switches = Object.entries(words.panes).map(([name, label]) => button(label, () => pane(name), { "data-pane": name }));
  const imported = lost.length
    ? el("details", { class: "card imported", open: true }, el("summary", {}, words.imported.title), leftOut(lost), button(words.imported.close, () => document.querySelector(".imported").remove()))
    : "";
  results.replaceChildren(...result.build());
  document.body.replaceChildren(top(), bar, imported, el("main", { class: "panes" }, lists, form, results), el("div", { class: "switch" }, switches), heard);
  pane("form");
  result.choose("preview");
  draw();
};

/** Everything anew: what is edited, or its order, has changed. */
const draw = () => {
  if (Number.isInteger(place) && !draft.survey.questions[place]) place = draft.survey.questions.length - 1;
  if (place === -1) place = "survey";
  drawForm();
  refresh();
};

/** What follows from the draft, but not the fields, in which somebody may be writing. */
const refresh = () => {
  const ofOptions = checkOptions(draft.options).map((mistake) => ({ ...mistake, of: "tag" }));
  const ofSurvey = (warns) => (finding) => {
    const [first, index] = steps(finding.pointer);
    return { ...finding, warns, of: first === "questions" && index !== undefined ? Number(index) : "survey" };
  };
  const { mistakes, warnings } = checkSurvey(draft.survey);
  findings = [...mistakes.map(ofSurvey(false)), ...ofOptions, ...warnings.map(ofSurvey(true))];
  const left = showFindings(form, findings.filter(({ of }) => of === place));
  form.querySelector(".mistake.all")?.append(...left);
  drawBar();
  drawList();
  Object.assign(result, { place, lang, optionsWrong: ofOptions.length > 0 });
  result.changed(findings.filter(({ warns }) => !warns));
};

const drawBar = () => {
  const say = words.bar;
  const found = draft.languages();
  const langs = [...new Set([...found, ...(lang ? [lang] : [])])];
  const more = spoken().filter(([tag]) => !langs.includes(tag));
  const present = langs.length ? said(langs) : [["", say.plain]];
  const choose = select([...present, [say.add, more]], lang, {
    "aria-label": say.language,
    title: say.language,
    "data-act": "language",
    onchange: (event) => {
      lang = event.target.value;
      draw();
    },
  });
  const again = () => {
    if (draft.dirty && !draft.keeps && !confirm(say.sure)) return;
    start();
  };
  const first = () => {
    choosePlace(findings[0].of);
    const said = form.querySelector("[aria-invalid]") ?? form.querySelector(".mistake:not(:empty)")?.parentElement.querySelector("input, select, textarea");
    said?.focus();
  };
  const n_wrong = findings.filter(({ warns }) => !warns).length;
  status.classList.toggle("wrong", n_wrong > 0);
  const count = words.status.found(n_wrong, findings.length - n_wrong);
  if (status.dataset.told !== count) {
    status.dataset.told = count;
    status.replaceChildren(count, findings.length ? button(words.status.show, first) : "");
  }
  const keeps = el("label", { class: "check" }, el("input", { type: "checkbox", "data-act": "keep", checked: draft.keeps, onchange: (event) => draft.setKeeps(event.target.checked) }), say.keep);
  const focus = document.activeElement?.closest(".bar") && document.activeElement.dataset.act;
  bar.replaceChildren(
    button(say.undo, () => step("undo"), { disabled: !draft.past.length, "data-act": "undo" }),
    button(say.redo, () => step("redo"), { disabled: !draft.future.length, "data-act": "redo" }),
    choose,
    status,
    el("span", { class: "space" }),
    keeps,
    button(say.again, again),
  );
  if (focus) bar.querySelector(`[data-act="${focus}"]`)?.focus();
};

const step = (way) => {
  draft[way]();
  draw();
};

/** How many findings a part has: its mistakes, and where it has none, what is to be warned of. */
const badge = (of) => {
  const here = findings.filter((finding) => finding.of === of);
  const wrong = here.filter(({ warns }) => !warns);
  const n = wrong.length || here.length;
  const say = wrong.length ? words.status.here(n) : words.status.warningsHere(n);
  return n ? el("span", { class: wrong.length ? "count wrong" : "count", title: say }, el("span", { "aria-hidden": "true" }, String(n)), el("span", { class: "unseen" }, say)) : "";
};

const choosePlace = (next) => {
  place = next;
  pane("form");
  draw();
};

const prompt = (question) => {
  for (const said of [question.prompt, question.feature, question.about]) {
    if (typeof said === "string") return said;
    if (said && typeof said === "object") return said[lang] ?? said.en ?? Object.values(said)[0];
  }
};

const drawList = () => {
  const say = words.list;
  const focused = lists.contains(document.activeElement) && document.activeElement.dataset.place;
  const entry = (of, title, help) =>
    el(
      "button",
      { type: "button", "aria-current": of === place && "true", "data-place": String(of), onclick: () => choosePlace(of), onkeydown: (event) => event.altKey && keys(event, of) },
      el("span", { class: "what", dir: "auto" }, title),
      el("span", { class: "quiet" }, help),
      badge(of),
    );
  const questions = draft.survey.questions.map((question, index) => {
    const kind = told(String(question.kind), words.kinds);
    const asks = prompt(question);
    return el("li", {}, entry(index, asks ?? kind, asks ? `${question.id} · ${kind}` : String(question.id)));
  });
  const simple = [...KINDS.keys()].filter((kind) => AFTERSAY_BASIC.includes(kind));
  const models = [...KINDS.keys()].filter((kind) => !AFTERSAY_BASIC.includes(kind));
  const options = (kinds) => kinds.map((kind) => [kind, told(kind, words.kinds)]);
  const old = lists.querySelector("select")?.value;
  const kinds = select([[say.simple, options(simple)], [say.models, options(models)]], old ?? "rating", { "aria-label": say.add });
  const add = () => {
    const kind = kinds.value;
    const made = draft.turn({ id: draft.freeId(kind) }, kind, sample);
    const at = Number.isInteger(place) ? place + 1 : draft.survey.questions.length;
    draft.change(() => draft.survey.questions.splice(at, 0, made));
    choosePlace(at);
    form.querySelector("textarea")?.focus();
  };
  lists.replaceChildren(
    entry("survey", say.survey, say.surveyHelp),
    el("ol", {}, questions),
    el("div", { class: "row add" }, kinds, button(say.addButton, add, { "aria-label": say.add })),
    entry("tag", say.tag, say.tagHelp),
  );
  if (focused) lists.querySelector(`[data-place="${focused}"]`)?.focus();
};

/** Alt with an arrow moves a question. */
const keys = (event, of) => {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by || !Number.isInteger(of)) return;
  event.preventDefault();
  move(of, by);
  lists.querySelector(`[data-place="${place}"]`)?.focus();
};

const move = (index, by) => {
  const { questions } = draft.survey;
  const to = index + by;
  if (!questions[to]) return;
  place = to;
  draft.change(() => questions.splice(to, 0, ...questions.splice(index, 1)));
  heard.textContent = words.list.moved(questions[to].id, to + 1, questions.length);
  draw();
};

/* ---------------------------------------------------------------- the form */

const setting = (root) => ({ root, lang, langName: lang ? named(lang) : "", redraw: draw, sample });

const drawForm = () => {
  const all = el("p", { class: "mistake all" });
  if (place === "survey") return form.replaceChildren(el("h2", {}, words.list.survey), all, ...surveyForm());
  if (place === "tag") return form.replaceChildren(el("h2", {}, words.list.tag), all, ...tagForm());
  form.replaceChildren(...questionForm(place, all));
};

const surveyForm = () => {
  const inner = fields(setting("survey"), SURVEY, [], { without: ["schema", "questions"] });
  if (!draft.hasPlainTexts()) return inner;
  const which = select(spoken(), "en", { "aria-label": words.bar.language });
  const name = () => {
    draft.nameLanguage(which.value);
    lang = which.value;
    draw();
  };
  return [...inner, el("div", { class: "row" }, words.form.plainTexts, which, button(words.form.name, name))];
};

const tagForm = () => words.options.filter((name) => OPTIONS.properties[name]).map((name) => field(setting("options"), OPTIONS.properties[name], [name]));

const questionForm = (index, all) => {
  const say = words.form;
  const question = draft.survey.questions[index];
  const path = ["questions", index];
  const schema = KINDS.get(question.kind);
  const kinds = [...KINDS.keys()].map((kind) => [kind, told(kind, words.kinds)]);
  if (!schema) kinds.unshift([String(question.kind), String(question.kind)]);
  const turn = (event) => {
    const kind = event.target.value;
    if (KINDS.has(kind)) draft.change(() => (draft.survey.questions[index] = draft.turn(question, kind, sample)));
    draw();
    form.querySelector("#kind").focus();
  };
  const copy = () => {
    const made = { ...structuredClone(question), id: draft.freeId(String(question.id)) };
    draft.change(() => draft.survey.questions.splice(index + 1, 0, made));
    choosePlace(index + 1);
  };
  const remove = () => {
    draft.remove(index);
    heard.textContent = words.list.removed(question.id);
    draw();
    lists.querySelector("[aria-current]")?.focus();
  };
  const moves = (by) => () => {
    move(index, by);
    (form.querySelector(`[data-by="${by}"]:enabled`) ?? form.querySelector("[data-by]:enabled"))?.focus();
  };
  const n = draft.survey.questions.length;
  const actions = el(
    "div",
    { class: "row actions" },
    button("↑", moves(-1), { disabled: index === 0, "aria-label": say.up, title: say.up, "data-by": -1 }),
    button("↓", moves(1), { disabled: index === n - 1, "aria-label": say.down, title: say.down, "data-by": 1 }),
    button(say.copy, copy),
    button(say.remove, remove),
  );
  const chosen = el("div", { class: "field", "data-at": `/questions/${index}/kind` }, el("label", { for: "kind" }, say.kind), select(kinds, String(question.kind), { id: "kind", onchange: turn }), el("p", { class: "mistake" }));
  const head = [el("div", { class: "head" }, el("h2", {}, say.question(index + 1)), actions), all, chosen];
  if (!schema) return head;
  const renames = (id) => {
    draft.rename(index, id);
    draw();
  };
  const inside = { ...setting("survey"), renames };
  const own = Object.keys(schema.properties).filter((name) => !["kind", ...COMMON].includes(name));
  const order = ["id", ...own.filter((name) => name === "prompt"), ...own.filter((name) => name !== "prompt"), ...COMMON.filter((name) => name !== "id")];
  const shown = order.filter((name) => schema.properties[name]);
  return [...head, ...shown.map((name) => field(inside, schema.properties[name], [...path, name], { needed: schema.required.includes(name) }))];
};

/** The fields that questions of every kind have. */
const COMMON = [...KINDS.values()].map(({ properties }) => Object.keys(properties)).reduce((one, other) => one.filter((name) => other.includes(name) && name !== "kind"));

/* ---------------------------------------------------------------- the page */

draft.listeners.push(() => draft.survey && document.body.contains(form) && refresh());
addEventListener("beforeunload", (event) => draft.dirty && !draft.keeps && event.preventDefault());
addEventListener("keydown", (event) => {
  const writes = event.target.matches?.("input, textarea, select");
  if (writes || event.altKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  step(event.shiftKey ? "redo" : "undo");
});
start();
