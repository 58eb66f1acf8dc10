// Scores one response by hand, and holds the time against that of the module. The body of an async
// function: `glue` is the module's, `module` its bytes as base64, `rounds` how often both take turns.
const kinds = [
  ["overall", "csm"], ["recommend", "nps"], ["again", "csat"], ["effort", "ces"], ["wrap", "kano"],
  ["index", "acsi"], ["parcel", "failures"], ["service", "servqual"], ["ladder", "loyalty_ladder"],
];
const survey = {
  schema: "aftersay.survey/1",
  id: "bench",
  version: 1,
  questions: kinds.map(([id, kind]) => ({ id, kind, ...(kind === "kano" && { feature: "gift wrapping" }) })),
};
const weights = { reliability: 32, responsiveness: 22, assurance: 19, empathy: 16, tangibles: 11 };
const service = {};
for (const [at, name] of Object.keys(weights).entries())
  for (const item of [1, 2]) {
    service[`${name}_${item}_expected`] = 5 + ((at + item) % 3);
    service[`${name}_${item}_perceived`] = 3 + ((at * item) % 5);
  }
const answers = {
  overall: -30, recommend: 9, again: 4, effort: 6, wrap: { with: 1, without: 5 },
  index: { overall: 8, expected: 7, ideal: 6 }, parcel: ["right_day_late", "damaged"], service,
  ladder: { cognitive: 6, affective: 5, conative: 4, action: 7 },
};

const letters = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"];
const points = { wrong_day: 5, right_day_late: 1, pickup_missed: 10, lost: 10, misinformed: 5, paperwork: 1, staff: 5, damaged: 10 };
const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const byHand = (said) => {
  const scores = {
    csm: said.overall,
    nps: said.recommend > 8 ? 1 : said.recommend > 6 ? 0 : -1,
    csat: said.again > 3 ? 1 : 0,
    ces: ((said.effort - 1) / 6) * 100,
    "kano.wrap": letters[said.wrap.with - 1][said.wrap.without - 1],
    acsi: ((mean([said.index.overall, said.index.expected, said.index.ideal]) - 1) / 9) * 100,
    failures: said.parcel.reduce((sum, failure) => sum + points[failure], 0),
  };
  const gaps = [];
  let weighted = 0;
  for (const [name, weight] of Object.entries(weights)) {
    const gap = mean([1, 2].map((item) => said.service[`${name}_${item}_perceived`] - said.service[`${name}_${item}_expected`]));
    scores[`servqual.${name}`] = gap;
    gaps.push(gap);
    weighted += (gap * weight) / 100;
  }
  scores.servqual = weighted;
  scores["servqual.unweighted"] = mean(gaps);
  let stage = 0;
  for (const step of ["cognitive", "affective", "conative", "action"]) {
    if (!(said.ladder[step] >= 5)) break;
    stage += 1;
  }
  scores.loyalty_ladder = stage;
  return scores;
};

const wasm_bindgen = new Function(`${glue}; return wasm_bindgen`)();
await wasm_bindgen({ module_or_path: Uint8Array.from(atob(module), (letter) => letter.charCodeAt(0)) });
const response = new wasm_bindgen.Response(JSON.stringify(survey), JSON.stringify(answers));

const ours = JSON.parse(response.scores());
const theirs = byHand(answers);
for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
  const same = typeof theirs[name] === "number" ? Math.abs(ours[name] - theirs[name]) < 1e-9 : ours[name] === theirs[name];
  if (!same) throw new Error(`${name} is ${ours[name]} here and ${theirs[name]} by hand`);
}

const times = 20000;
let kept = 0;
const timed = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const rest = () => new Promise((resolve) => setTimeout(resolve));
const turn = async () => {
  const module = timed(() => response.repeat(times));
  await rest();
  const hand = timed(() => {
    for (let at = 0; at < times; at += 1) kept += byHand(answers).servqual;
  });
  await rest();
  return { ratio: module / hand, microseconds: (module * 1000) / times };
};
await turn(); // Both are compiled by now as well as they will be.
const turns = [];
for (let round = 0; round < rounds; round += 1) turns.push(await turn());
return { turns, kept, scores: Object.keys(ours).length };
