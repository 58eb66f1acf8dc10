// Brings every survey on the page into the state that the page names, as a visitor would: by its controls.
const { state, total } = document.documentElement.dataset;

const WORDS = "The parcel came two days late. Call me: 0170 1234567";

const fields = (card) => [...card.querySelectorAll("fieldset, .writing")];

const answer = (field) => {
  const choices = field.querySelectorAll("[type=radio], [type=checkbox]");
  if (choices.length) return choices[choices.length >> 1].click();
  const control = field.querySelector("input, textarea");
  control.value = control.localName === "textarea" ? WORDS : 3;
  control.dispatchEvent(new Event("input", { bubbles: true }));
};

// Another card is drawn once the page has had its turn.
const go = (card) => {
  card.querySelector(".next").click();
  return new Promise((resolve) => setTimeout(resolve));
};

const toTheEnd = async (card) => {
  while (card.querySelector(".next")) await go(card);
};

const bring = {
  answered: (card) => fields(card).forEach(answer),
  // Of several choices the first is made, so that one can see which are open.
  error(card) {
    const [first, ...others] = card.querySelectorAll("fieldset");
    if (others.length) answer(first);
    return go(card);
  },
  async last(card) {
    const { value, max } = card.querySelector(".bar");
    for (let at = value; at < max; at += 1) await go(card);
  },
  thanks: toTheEnd,
  sending: toTheEnd,
  sent: toTheEnd,
  kept: toTheEnd,
  refused: toTheEnd,
};

// The event by which the page learns that a state is there; else it is there as soon as it is asked for.
const told = { sent: "sent", kept: "kept", refused: "error" }[state];
let there = 0;
const arrive = () => ++there === Number(total) && document.querySelector("main").removeAttribute("aria-busy");

document.addEventListener("aftersay:shown", async ({ target }) => {
  await bring[state]?.(target.shadowRoot);
  if (!told) arrive();
});
if (told) document.addEventListener(`aftersay:${told}`, () => setTimeout(arrive));
