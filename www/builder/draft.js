// What is being made: a survey and the options of its tag, with every step back and forth.
import { KINDS, SURVEY, isWords } from "./core.js";

const KEPT = "aftersay.builder";
const STEPS_MAX = 200;

/** The steps of a JSON pointer. */
export const steps = (pointer) =>
  pointer === "/" ? [] : pointer.split("/").slice(1).map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));

/** The JSON pointer of some steps. */
export const pointer = (path) => path.map((step) => `/${String(step).replace(/~/g, "~0").replace(/\//g, "~1")}`).join("") || "/";

/** Of what may be one object or a list of them, that which the value is. */
export const variant = ({ anyOf }, value) => anyOf.find(({ type }) => (type === "array") === Array.isArray(value)) ?? anyOf[0];

/** Calls `visit` with every text for people in `value`, and keeps what it returns. */
const eachWords = (schema, value, visit) => {
  if (value == null) return value;
  if (isWords(schema)) return visit(value);
  if (schema.anyOf) return eachWords(variant(schema, value), value, visit);
  if (schema.oneOf) {
    const own = schema.oneOf.find(({ properties }) => properties?.kind && properties.kind.const === value.kind);
    return own ? eachWords(own, value, visit) : value;
  }
  if (schema.items && Array.isArray(value)) return value.map((item) => eachWords(schema.items, item, visit));
  if (schema.properties && typeof value === "object") {
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([name, inner]) => [name, schema.properties[name] ? eachWords(schema.properties[name], inner, visit) : inner]));
  }
  return value;
};

export const draft = {
  survey: undefined,
  options: {},
  /** Whether something is here that nobody has taken away. */
  dirty: false,
  past: [],
  future: [],
  listeners: [],

  snapshot() {
    return JSON.stringify([this.survey, this.options]);
  },

  restore(snapshot) {
    [this.survey, this.options] = JSON.parse(snapshot);
  },

  /** Begins with this survey, and forgets what was here. */
  begin(survey) {
    Object.assign(this, { survey, options: {}, dirty: false, past: [], future: [], last: undefined });
    this.keep();
  },

  /** Does `edit` as one step; edits under the same name in a row are one. */
  change(edit, name) {
    const before = this.snapshot();
    edit();
    if (this.snapshot() === before) return;
    if (!name || name !== this.last) this.past.push(before);
    if (STEPS_MAX < this.past.length) this.past.shift();
    this.last = name;
    this.future = [];
    this.told();
  },

  undo(from = this.past, to = this.future) {
    if (!from.length) return;
    to.push(this.snapshot());
    this.restore(from.pop());
    this.last = undefined;
    this.told();
  },

  redo() {
    this.undo(this.future, this.past);
  },

  told() {
    this.dirty = true;
    this.keep();
    this.listeners.forEach((listener) => listener());
  },

  get(root, path) {
    return path.reduce((value, step) => value?.[step], this[root]);
  },

  /** Puts a value at its place; `undefined` takes it away, and with it an object that is empty then. */
  put(root, path, value, name) {
    this.change(() => {
      const set = (inside, [step, ...rest]) => {
        const made = inside ?? {};
        const next = rest.length ? set(made[step], rest) : value;
        if (next !== undefined) made[step] = next;
        else if (Array.isArray(made)) made.splice(step, 1);
        else delete made[step];
        const empty = !Array.isArray(made) && !Object.keys(made).length;
        return empty && made !== this[root] ? undefined : made;
      };
      set(this[root], path);
    }, name);
  },

  /** The languages that the survey has texts in, in the order in which they come. */
  languages() {
    const found = new Set();
    eachWords(SURVEY, this.survey, (words) => {
      if (typeof words === "object") Object.keys(words).forEach((lang) => found.add(lang));
      return words;
    });
    return [...found];
  },

  /** Whether some text is there for everybody, in a language that is not said. */
  hasPlainTexts() {
    let found = false;
    eachWords(SURVEY, this.survey, (words) => {
      found ||= typeof words === "string";
      return words;
    });
    return found;
  },

  /** Says of every text without a language that it is in this one. */
  nameLanguage(lang) {
    this.change(() => (this.survey = eachWords(SURVEY, this.survey, (words) => (typeof words === "string" ? { [lang]: words } : words))));
  },

  /** Gives a question another id, and those who speak of it as well. */
  rename(index, id) {
    this.change(() => {
      const { questions, ask } = this.survey;
      const old = questions[index].id;
      questions[index].id = id;
      if (!old || !id || questions.some((question, other) => other !== index && question.id === old)) return;
      for (const question of questions.slice(index + 1)) {
        if (typeof question.show_if !== "string") continue;
        // After a comparison the word is an option.
        question.show_if = question.show_if.replace(/([=<>]\s*)?[\w-]+/g, (word) => (word === old ? id : word));
      }
      if (Array.isArray(ask?.always)) ask.always = ask.always.map((other) => (other === old ? id : other));
    });
  },

  remove(index) {
    this.change(() => {
      const [{ id }] = this.survey.questions.splice(index, 1);
      const { ask } = this.survey;
      if (Array.isArray(ask?.always)) ask.always = ask.always.filter((other) => other !== id);
      if (ask?.always && !ask.always.length) delete ask.always;
    });
  },

  /** Makes a question of another kind: what the new one knows stays, what it needs is filled in. */
  turn(question, kind, sample) {
    const { properties, required } = KINDS.get(kind);
    const kept = Object.entries(question).filter(([name, value]) => properties[name] && fits(properties[name], value));
    const made = { ...Object.fromEntries(kept), kind };
    for (const name of required) made[name] ??= filled(properties[name], name, sample);
    return made;
  },

  /** An id that no question has yet. */
  freeId(kind) {
    const ids = this.survey.questions.map(({ id }) => id);
    let id = kind;
    for (let n = 2; ids.includes(id); n++) id = `${kind}-${n}`;
    return id;
  },

  keeps: false,

  /** Keeps the draft in this browser, where the owner wants that. */
  keep() {
    if (!this.keeps || !this.survey) return;
    try {
      localStorage.setItem(KEPT, this.snapshot());
    } catch {
      this.keeps = false;
    }
  },

  /** Turns keeping on or off; off leaves nothing behind. */
  setKeeps(keeps) {
    this.keeps = keeps;
    if (keeps) return this.keep();
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // A browser that stores nothing has kept nothing.
    }
  },

  /** Takes up what was kept; whether there was something. */
  resume() {
    try {
      const kept = localStorage.getItem(KEPT);
      if (!kept) return false;
      this.restore(kept);
      this.keeps = this.dirty = true;
      return Array.isArray(this.survey?.questions);
    } catch {
      return false;
    }
  },
};

/** Whether a value of another kind's field can stay: of a choice only what is among its values. */
const fits = (schema, value) => !schema.enum || schema.enum.includes(value);

/** Something to begin with in a field that has to be there. */
const filled = (schema, name, sample) => {
  if (schema.enum) return schema.enum[0];
  if (isWords(schema)) return sample(name);
  if (schema.items?.properties) {
    const item = (n) => {
      const fields = schema.items.required.map((field) => [field, field === "id" ? `${name.replace(/s$/, "")}-${n}` : filled(schema.items.properties[field], field, (what) => sample(what, n))]);
      return Object.fromEntries(fields);
    };
    return Array.from({ length: Math.max(schema.minItems, 2) }, (_, index) => item(index + 1));
  }
  return schema.type?.includes?.("number") || schema.type === "integer" ? (schema.minimum ?? 1) : undefined;
};
