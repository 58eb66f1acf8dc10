// The form of one part of the survey, made from its schema: whatever the tables of the core gain, it
// shows by itself.
import { isWords } from "./core.js";
import { button, el, select } from "./dom.js";
import { draft, pointer, variant } from "./draft.js";
import { told, words } from "./words.js";

const say = words.form;
let n_fields = 0;

/** What a text says in a language, or says instead. */
const spoken = (value, lang) => {
  if (typeof value !== "object" || value === null) return { own: value ?? "", instead: "" };
  return { own: value[lang] ?? "", instead: value.en ?? Object.values(value)[0] ?? "" };
};

/** The text with another one in this language; `undefined` where none is left. */
const respoken = (value, lang, text) => {
  const speaks = typeof value === "object" && value !== null;
  if (!speaks && (!lang || typeof value === "string")) return text || undefined;
  const texts = { ...(speaks ? value : {}) };
  if (text) texts[lang] = text;
  else delete texts[lang];
  return Object.keys(texts).length ? texts : undefined;
};

/** One field with its label, its help and a place for what is wrong with it. */
const wrapped = (path, label, control, { help, note, after } = {}) => {
  const id = `field-${++n_fields}`;
  control.id = id;
  const described = [help && `${id}-help`, note && `${id}-note`, `${id}-wrong`].filter(Boolean).join(" ");
  control.setAttribute("aria-describedby", described);
  return el(
    "div",
    { class: "field", "data-at": pointer(path), "data-name": path.at(-1) },
    el("label", { for: id }, label),
    help && el("p", { class: "quiet", id: `${id}-help` }, help),
    control,
    note && el("p", { class: "quiet", id: `${id}-note` }, note),
    el("p", { class: "mistake", id: `${id}-wrong` }),
    after,
  );
};

const number = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text.trim() || undefined);

/** A field for whatever the schema allows at this place; `form` is `{root, lang, langName, redraw, sample, renames}`. */
export const field = (form, schema, path, { needed } = {}) => {
  const name = path.at(-1);
  const value = draft.get(form.root, path);
  // The same name may mean something else within another.
  const within = [Number.isInteger(path.at(-2)) ? path.at(-3) : path.at(-2), name].join("/");
  const label = words.fields[within] ?? told(name);
  const help = words.help[within] ?? words.help[name];
  const put = (next) => draft.put(form.root, path, next, pointer(path));
  const write = (read) => (event) => put(read(event.target.value));
  const single = (attributes, read = (text) => text || undefined) =>
    el("input", { type: "text", value: value == null ? "" : String(value), autocomplete: "off", spellcheck: "false", oninput: write(read), ...attributes });

  if (schema.anyOf) {
    const one = !Array.isArray(value) && schema.anyOf.some(({ type }) => type === "array");
    const more = () => {
      put([value ?? {}]);
      form.redraw();
    };
    return el("div", {}, field(form, variant(schema, value), path, { needed }), one && value && button(say.several(label), more));
  }
  if (name === "show_if") return conditions(path, label, help, value, put);
  if (name === "always" && schema.items) return always(path, value, put);
  if (schema.enum) {
    const strange = value != null && !schema.enum.includes(value) ? [[String(value), String(value)]] : [];
    const choices = [...strange, ...schema.enum.map((one) => [one, words.values[one] ?? told(one, {})])];
    // Of the tag's options the first is what is so without them.
    if (form.root === "options") choices.find(([one]) => one === schema.enum[0])[0] = "";
    else if (!needed || value == null) choices.unshift(["", say.usual]);
    const chosen = select(choices, value ?? "", { onchange: write((text) => text || undefined) });
    return wrapped(path, label, chosen, { help });
  }
  if (schema.type === "boolean") {
    const flag = { "": undefined, yes: true, no: false };
    const choices = name === "required" ? [["", say.no], ["yes", say.yes]] : [["", say.usual], ["yes", say.yes], ["no", say.no]];
    const chosen = value === true ? "yes" : value === false ? "no" : "";
    return wrapped(path, label, select(choices, chosen, { onchange: write((text) => flag[text]) }), { help });
  }
  if (isWords(schema)) return text(form, path, label, help ?? (name === "prompt" && !needed ? say.standard : undefined), value);
  if (schema.type === "integer" || schema.type?.includes?.("number")) {
    const range = [schema.minimum, schema.maximum].some((end) => end == null) ? "" : `${schema.minimum} – ${schema.maximum}`;
    return wrapped(path, label, single({ inputmode: "decimal", placeholder: range, class: "amount" }, number), { help });
  }
  if (schema.type === "string") {
    // A name is given once it is written; half of one would rename others with it.
    const renames = form.renames && name === "id" && path.length === 3;
    const input = single(renames ? { oninput: null, onchange: (event) => form.renames(event.target.value) } : {});
    return wrapped(path, label, input, { help });
  }
  const listed = schema.items && (schema.items.properties || schema.items.type === "string" || isWords(schema.items));
  if (listed && (value === undefined || Array.isArray(value))) return list(form, schema, path, label, help, value ?? []);
  if (schema.properties && (value === undefined || (typeof value === "object" && !Array.isArray(value)))) {
    return el("fieldset", { "data-at": pointer(path) }, el("legend", {}, label), help && el("p", { class: "quiet" }, help), el("p", { class: "mistake" }), fields(form, schema, path));
  }
  return json(path, label, help, value, put);
};

/** The fields of an object, those that are needed first as the tables have them. */
export const fields = (form, schema, path, { without = [] } = {}) =>
  Object.entries(schema.properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, inner]) => field(form, inner, [...path, name], { needed: schema.required.includes(name) }));

const text = (form, path, label, help, value) => {
  const { own, instead } = spoken(value, form.lang);
  const speaks = typeof value === "object" && value !== null;
  const note = speaks && !own ? say.missing(form.langName, instead) : typeof value === "string" && form.lang ? say.everybody : undefined;
  const write = (event) => {
    const before = draft.get(form.root, path);
    draft.put(form.root, path, respoken(before, form.lang, event.target.value), `${pointer(path)} ${form.lang}`);
  };
  const area = el("textarea", { rows: 2, dir: "auto", lang: form.lang, placeholder: own ? "" : instead, oninput: write }, own);
  return wrapped(path, label, area, { help, note });
};

const conditions = (path, label, help, value, put) => {
  const area = el("textarea", { rows: 2, class: "code", spellcheck: "false", oninput: (event) => put(event.target.value || undefined) }, value ?? "");
  const earlier = draft.survey.questions.slice(0, path[1]);
  const told = earlier.map(({ id, options }) => {
    const named = Array.isArray(options) && options.map((option) => option?.id).filter(Boolean);
    return el("li", {}, el("code", {}, String(id)), named?.length ? [": ", named.join(", ")] : "");
  });
  const more = el("details", {}, el("summary", {}, say.conditions), told.length ? el("ul", {}, told) : el("p", { class: "quiet" }, say.noEarlier));
  return wrapped(path, label, area, { help, after: more });
};

const always = (path, value, put) => {
  const chosen = Array.isArray(value) ? value : [];
  const ids = [...new Set([...draft.survey.questions.map(({ id }) => id), ...chosen])];
  const boxes = ids.map((id) => {
    const turn = (event) => {
      const now = draft.get("survey", path) ?? [];
      const next = ids.filter((other) => (other === id ? event.target.checked : now.includes(other)));
      put(next.length ? next : undefined);
    };
    return el("label", { class: "check" }, el("input", { type: "checkbox", checked: chosen.includes(id), onchange: turn }), String(id));
  });
  return el("fieldset", { "data-at": pointer(path) }, el("legend", {}, say.always), el("p", { class: "mistake" }), boxes);
};

const list = (form, schema, path, label, help, value) => {
  const name = told(path.at(-1)).replace(/s$/, "");
  const inner = schema.items;
  const edit = (change) => {
    const items = [...value];
    change(items);
    draft.put(form.root, path, items.length ? items : undefined);
    form.redraw();
  };
  const fresh = () => {
    if (!inner.properties) return "";
    const taken = value.map((item) => item?.id);
    let n = value.length + 1;
    const base = path.at(-1).replace(/s$/, "");
    while (taken.includes(`${base}-${n}`)) n++;
    const filled = inner.required.map((field) => [field, field === "id" ? `${base}-${n}` : isWords(inner.properties[field]) ? form.sample("text", n) : 1]);
    return Object.fromEntries(filled);
  };
  const items = value.map((item, index) => {
    const at = [...path, index];
    const called = say.item(name, index + 1);
    const buttons = el(
      "div",
      { class: "buttons" },
      index > 0 && button("↑", () => edit((items) => items.splice(index - 1, 0, ...items.splice(index, 1))), { "aria-label": say.upItem(called), title: say.upItem(called) }),
      button("×", () => edit((items) => items.splice(index, 1)), { "aria-label": say.removeItem(called), title: say.removeItem(called) }),
    );
    if (!inner.properties) {
      return el("li", {}, field(form, inner, at, { needed: true }), buttons);
    }
    return el("li", {}, el("fieldset", { class: "item", "data-at": pointer(at) }, el("legend", {}, called), el("p", { class: "mistake" }), fields(form, inner, at)), buttons);
  });
  const add = button(say.addItem, () => edit((items) => items.push(fresh())), { "aria-label": `${say.addItem}: ${label}` });
  return el("fieldset", { "data-at": pointer(path) }, el("legend", {}, label), help && el("p", { class: "quiet" }, help), el("p", { class: "mistake" }), el("ol", { class: "items" }, items), add);
};

/** What no form fits: the value as it stands in the file. What is not JSON yet stays as it is written. */
const json = (path, label, help, value, put) => {
  const read = (event) => {
    const written = event.target.value.trim();
    try {
      put(written ? JSON.parse(written) : undefined);
    } catch {
      put(written);
    }
  };
  const shown = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 1);
  const area = el("textarea", { rows: 4, class: "code", spellcheck: "false", oninput: read }, shown);
  return wrapped(path, `${label}, ${say.json}`, area, { help });
};

/** Says each finding at the nearest place that is on the form; returns those that have none. */
export const showFindings = (pane, findings) => {
  for (const place of pane.querySelectorAll(".mistake")) place.textContent = "";
  for (const input of pane.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const left = [];
  for (const finding of findings) {
    const { pointer: at, warns } = finding;
    let here = at;
    let found;
    while (here && !(found = pane.querySelector(`[data-at="${CSS.escape(here)}"]`))) here = here.slice(0, here.lastIndexOf("/"));
    if (!found) {
      left.push(said(finding, at));
      continue;
    }
    const place = found.querySelector(":scope > .mistake");
    place.append(said(finding, at.slice(here.length + 1)));
    if (!warns) found.querySelector(":scope > input, :scope > select, :scope > textarea")?.setAttribute("aria-invalid", "true");
  }
  return left;
};

/** A finding in words, with where it is within the place at which it is said. */
const said = ({ message, warns }, within) => el("span", { class: warns && "warning" }, warns && `${words.status.warning} `, within && `${within} `, message);
