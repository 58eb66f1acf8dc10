// What the browser keeps from one page to the next: a draft of the visit, what is not sent yet, and that a
// survey was answered. Loaded where the page asks for it. Where a storage is forbidden or full, or holds
// what nobody of ours has put there, it is as if nothing were kept.

import { quiet } from "./parts.js";

const STORAGES = { session: "sessionStorage", device: "localStorage" };

/** For how many days each is kept; nothing tells more exactly when it was. */
const DAYS = { draft: 7, unsent: 30, answered: 30 };

/** Whose draft it is on this page: two elements of one survey are two visits. */
const owners = new Map();

const attempt = (act) => {
  try {
    return act();
  } catch {
    // As if it were not there.
  }
};

/** What is kept for the survey of an element; its `keep` takes what `mount` in `src/web.rs` hands over. */
export default (host, { remember, survey = "quick", endpoint = "" }) => {
  const storage = attempt(() => window[STORAGES[remember]]);
  if (!storage) return;
  const today = Math.floor(Date.now() / 864e5);
  const get = (key) => attempt(() => storage.getItem(key));
  const read = (key) => attempt(() => JSON.parse(get(key)));
  const written = {};
  const put = (key, kept) => {
    const text = attempt(() => JSON.stringify({ day: today, ...kept }));
    if (written[key] !== text) attempt(() => storage.setItem(key, text));
    written[key] = text;
  };
  /** Takes away what is kept, unless another tab has put something else there. */
  const drop = (key, text) => {
    if (get(key) === text) attempt(() => storage.removeItem(key));
    delete written[key];
  };

  const failed = new Set();
  let due = 0;
  /** Sends what a page before this one could not; what is sent twice is stored once, by its id. */
  const send = async (key) => {
    failed.delete(key);
    const text = get(key);
    const body = attempt(() => JSON.stringify(JSON.parse(text).submission));
    const request = { ...quiet, method: "POST", body, cache: "no-store", keepalive: true, signal: AbortSignal.timeout(30_000) };
    const reply = body && (await fetch(endpoint, request).catch(() => ({ status: 503 })));
    if (!reply || (reply.status < 500 && reply.status !== 408 && reply.status !== 429)) return drop(key, text);
    failed.add(key);
    due = Date.now() + 1000 * Math.max(60, reply.headers?.get("retry-after") || 0);
  };
  attempt(() => {
    for (const key of Object.keys(storage)) {
      const sort = /^aftersay:(draft|unsent|answered):/.exec(key)?.[1];
      const kept = sort && read(key);
      if (sort && !(Math.abs(today - kept?.day) <= DAYS[sort])) drop(key, get(key));
      else if (sort === "unsent" && endpoint && kept.to === endpoint) send(key);
    }
  });

  const named = survey[0] === "#" ? attempt(() => JSON.parse(document.getElementById(survey.slice(1)).textContent).id) : survey;
  const place = `${named}@${endpoint}`;
  const draftKey = `aftersay:draft:${place}`;
  const answeredKey = `aftersay:answered:${place}`;
  const owns = !owners.get(place)?.deref()?.isConnected;
  if (owns) owners.set(place, new WeakRef(host));
  const { draft, code } = (owns && read(draftKey)) || {};
  const answered = get(answeredKey);
  let begun, sending;
  host.addEventListener("aftersay:submitted", () => {
    if (owns) drop(draftKey, get(draftKey));
    put(answeredKey);
  });
  const memory = {
    draft,
    answered,
    /** By which the answers can be taken back, as after.mjs draws it: the draft's id follows from it. */
    code: /^[A-Z2-9]{28}$/.test(code) ? code : undefined,
    keep(draft, unsent) {
      // Another tab may have come to the end of the same visit.
      if (owns && draft && get(answeredKey) === answered) put(draftKey, { draft, code: memory.code });
      else if (owns && (draft || !begun)) {
        // What was there is no draft of this survey.
        drop(draftKey, get(draftKey));
        memory.code = undefined;
      }
      begun = true;
      const key = unsent && `aftersay:unsent:${unsent.id}`;
      if (key) put(key, { to: endpoint, submission: unsent });
      else if (sending) drop(sending, written[sending]);
      sending = key;
      if (Date.now() >= due) failed.forEach(send);
    },
  };
  return memory;
};
