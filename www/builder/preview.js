// The page in the frame: the widget as shops get it, with a survey that the builder hands over.
import { init } from "../aftersay.mjs";

const place = document.getElementById("place");
let widget;
let turn = 0;

const tell = (name, detail) => parent.postMessage({ name, detail }, location.origin);

const show = async ({ turn: mine, survey, options }) => {
  turn = mine;
  widget?.destroy();
  widget = undefined;
  place.replaceChildren();
  document.documentElement.lang = options.lang;
  document.getElementById("draft").textContent = JSON.stringify(survey);
  try {
    const made = await init({ ...options, survey: "#draft", target: place });
    if (mine !== turn) return made.destroy();
    widget = made;
    tell("shown", mine);
  } catch (error) {
    if (mine === turn) tell("error", error.message);
  }
};

addEventListener("message", ({ origin, source, data }) => {
  if (origin === location.origin && source === parent) show(data);
});
document.addEventListener("aftersay:submitted", ({ detail }) => tell("submitted", detail.submission));
tell("waiting");
