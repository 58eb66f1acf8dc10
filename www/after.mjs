// What the card offers beside its questions, loaded once the first of them is on screen: a look at what
// leaves the page, and a code by which it can be taken back.

import { json } from "./parts.js";

const STYLE = `
pre { max-block-size: 15rem; margin: 0.25rem 0 0; padding: 0.75rem; overflow: auto; white-space: pre-wrap; font-size: 0.75rem; color: var(--fg); background: var(--fill); border-radius: 6px; }
summary:focus-visible, pre:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.code { margin-block-start: 1.1rem; padding-block-start: 1rem; border-block-start: 1px solid color-mix(in srgb, var(--line) 45%, transparent); font-size: 0.875rem; color: var(--soft); }
code { display: block; text-align: match-parent; margin-block: 0.5rem; font-size: 1.05rem; color: var(--fg); letter-spacing: 0.04em; user-select: all; }`;

// None of them is mistaken for another.
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

// 130 random bits, and two symbols by which the collector finds a slip of the pen: what the others
// come to as a number, modulo a prime.
const drawCode = () => {
  const symbols = [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => byte % 32);
  const check = symbols.reduce((sum, symbol) => (sum * 32 + symbol) % 1021, 0);
  return [...symbols, check >> 5, check % 32].map((symbol) => ALPHABET[symbol]).join("");
};

const make = (tag, part, text) => {
  const made = document.createElement(tag);
  made.className = part;
  made.setAttribute("part", part);
  made.textContent = text;
  return made;
};

/** Shows what would be posted, or was, in the place that the card has for it. */
const disclose = (host, root, mounted) => {
  let submission;
  host.addEventListener("aftersay:submitted", ({ detail }) => (submission = detail.submission));
  const show = () => {
    const details = root.querySelector("details[open]");
    if (!details) return;
    let data = details.querySelector("pre");
    if (!data) {
      data = details.appendChild(make("pre", "json", ""));
      data.dir = "ltr";
      // It scrolls, so that keys have to reach it.
      data.tabIndex = 0;
      data.setAttribute("role", "region");
      data.setAttribute("aria-label", details.firstChild.textContent);
    }
    data.textContent = JSON.stringify(submission ?? mounted.preview(0, 0, 0, 0), null, 2);
  };
  root.addEventListener("toggle", show, true);
  root.addEventListener("input", show);
  root.addEventListener("change", show);
  show();
};

/** Derives the submission's id from a code, and tells the code once the answers have arrived. */
const offer = async (host, mounted, endpoint, folder, memory) => {
  // Only pages of a secure origin can hash.
  if (!crypto.subtle) return;
  const code = memory?.code ?? drawCode();
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  // What was posted already keeps its id, which is not that of this code.
  const id = mounted.preview(...new Uint32Array(hash).slice(0, 4))?.id;
  if (!id?.startsWith(new DataView(hash).getUint32(0).toString(16).padStart(8, "0"))) return;
  if (memory) memory.code = code;
  host.addEventListener("aftersay:sent", async () => {
    const words = await json("locale", `${folder}after.json`).catch(() => {});
    const card = host.shadowRoot.querySelector(".thanks");
    if (!words || !card || card.querySelector(".code")) return;
    const block = make("div", "code", words["after.code"]);
    const shown = make("code", "symbols", code.match(/.{4}/g).join(" "));
    shown.dir = "ltr";
    block.append(shown);
    // Elsewhere it is the shop's to say where a code is taken.
    if (isOurs(endpoint)) {
      const link = make("a", "link", words["after.withdraw"]);
      link.href = endpoint.replace(/v1\/submissions$/, `s/withdraw?lang=${card.lang}`);
      link.target = "_blank";
      link.rel = "noreferrer noopener";
      block.append(link);
    }
    card.querySelector("details").before(block);
  });
};

const isOurs = (endpoint) => endpoint.endsWith("/v1/submissions");

/** Adds to a card whose first question is on screen. */
export default (host, mounted, { endpoint }, survey, folder, memory) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, sheet];
  disclose(host, host.shadowRoot, mounted);
  if (survey.withdrawal ?? isOurs(endpoint)) return offer(host, mounted, endpoint, folder, memory);
};
