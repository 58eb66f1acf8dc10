// What the shop's orders can carry: how long it takes until a score that is mixed with chance is exact.
import { EPSILON, effort, scoresMixed } from "./core.js";
import { el } from "./dom.js";
import { words } from "./words.js";

const say = words.volume;
const count = new Intl.NumberFormat("en");
/** Kept while the page is open. */
let orders = 50;

/** The section for a survey whose scores are mixed with chance. */
export const volume = (survey, { epsilon = EPSILON }) => {
  const rows = el("tbody");
  const draw = () => {
    const levels = [...new Set([epsilon, 1, 2, 3])].filter((level) => level > 0).sort((one, other) => one - other);
    const row = (level) => {
      const { answers, days } = effort(orders, level) ?? {};
      const cell = (number) => el("td", {}, number == null ? "\u2013" : count.format(number));
      return el("tr", { "aria-current": level === epsilon && "true" }, el("th", { scope: "row" }, level ?? say.without), cell(answers), cell(days));
    };
    rows.replaceChildren(...[undefined, ...levels].map(row));
  };
  const number = el("input", { type: "number", min: "1", value: orders, id: "orders" });
  number.addEventListener("input", () => {
    orders = number.valueAsNumber;
    draw();
  });
  draw();
  return el(
    "section",
    {},
    el("h3", {}, say.title),
    el("p", { class: "quiet" }, say.help, " ", say.budget(scoresMixed(survey), epsilon)),
    el("div", { class: "field" }, el("label", { for: "orders" }, say.orders), number),
    el("table", {}, el("thead", {}, el("tr", {}, [say.epsilon, say.answers, say.days].map((head) => el("th", { scope: "col" }, head)))), rows),
  );
};
