//! What the commands of the collector print for programs, as tables: their JSON Schemas come from
//! here, and their tests hold them to it.

use crate::shape::{Field, Shape, optional, required};

const COUNT: Shape = Shape::Integer(0, 9_007_199_254_740_991);

const SENTENCE: Shape = Shape::Text(10_000);

const WARNING: Shape = Shape::Record(&[required("code", Shape::Id), required("text", SENTENCE)]);

const WARNINGS: Field = required("warnings", Shape::List(&WARNING, 0, 10_000));

/// `null` is what cannot be estimated; a warning says why.
const ESTIMATE: Shape = Shape::Record(&[
    required("value", Shape::Number),
    optional("low", OR_NULL),
    optional("high", OR_NULL),
    required("n", COUNT),
    // What a mean of levels is nearest to.
    optional("level", Shape::Text(100)),
    optional("change", CHANGE),
]);

/// Against another period, or against all other groups together.
const CHANGE: Shape = Shape::Record(&[
    required("value", Shape::Number),
    required("low", Shape::Number),
    required("high", Shape::Number),
    optional("z", OR_NULL),
    optional("p", OR_NULL),
    required("clear", Shape::Flag),
]);

const OR_NULL: Shape = Shape::Nullable(&Shape::Number);

const ESTIMATES: Shape = Shape::Map(&Shape::Nullable(&ESTIMATE));

/// Words, numbers, flags, or `null` for what the method cannot read.
const READINGS: Shape = Shape::Map(&Shape::Anything);

const N: Field = optional("n", COUNT);
const COUNTS: Field = optional("counts", Shape::Map(&COUNT));
const SCORES: Field = optional("scores", Shape::Nullable(&ESTIMATES));
const FACTS: Field = optional("readings", READINGS);
const HIDDEN: Field = optional("hidden", Shape::Flag);
const NAME: Field = required("name", Shape::Text(2_000));

const ITEM: Shape = Shape::Record(&[NAME, HIDDEN, N, COUNTS, SCORES, FACTS]);

const PART: Shape =
    Shape::Record(&[NAME, HIDDEN, N, COUNTS, SCORES, FACTS, optional("parts", Shape::Map(&ITEM))]);

const QUESTION: Shape = Shape::Record(&[
    required("kind", Shape::Id),
    HIDDEN,
    N,
    optional("asked", COUNT),
    COUNTS,
    SCORES,
    optional("shares", ESTIMATES),
    optional("parts", Shape::Map(&PART)),
    FACTS,
    optional("model", MODEL),
]);

const DAY: Shape = Shape::Text(10);

/// A hidden one says no more than which it is; without a value it is of those who did not tell.
const GROUP: Shape = Shape::Record(&[
    required("by", Shape::Id),
    optional("value", Shape::Nullable(&Shape::Text(100))),
    HIDDEN,
    N,
    optional("questions", Shape::Map(&QUESTION)),
    optional("indexes", ESTIMATES),
]);

/// `aftersay report --format json`, and `GET /v1/reports/{id}`.
pub const REPORT: Shape = Shape::Record(&[
    required("schema", Shape::Choice(&["aftersay.report/1"])),
    required("survey", Shape::Id),
    required("n", COUNT),
    required("complete", COUNT),
    required("k_min", COUNT),
    required("simulated", Shape::Flag),
    required("questions", Shape::Map(&QUESTION)),
    required("indexes", ESTIMATES),
    optional("from", DAY),
    optional("to", DAY),
    optional("against", Shape::Record(&[required("from", DAY), required("to", DAY)])),
    required("groups", Shape::List(&GROUP, 0, 10_000)),
    required("comments", Shape::Map(&Shape::List(&SENTENCE, 0, 10_000))),
    WARNINGS,
]);

const EFFECT: Shape = Shape::Record(&[
    required("from", Shape::Text(100)),
    required("to", Shape::Text(100)),
    required("value", Shape::Number),
    optional("se", OR_NULL),
    optional("low", OR_NULL),
    optional("high", OR_NULL),
    // Of a path only: what it comes to with the chains of arrows beside it.
    optional("total", OR_NULL),
]);

const EFFECTS: Shape = Shape::List(&EFFECT, 0, 10_000);

const LATENT: Shape = Shape::Record(&[
    optional("r2", OR_NULL),
    optional("index", OR_NULL),
    optional("index_se", OR_NULL),
    required("ave", Shape::Number),
    optional("rho_c", OR_NULL),
    optional("alpha", OR_NULL),
    required("items", Shape::Map(&WEIGHTS)),
]);

const WEIGHTS: Shape = Shape::Record(&[
    required("weight", Shape::Number),
    required("loading", Shape::Number),
    required("raw_weight", Shape::Number),
]);

/// `aftersay model --format json`, and the model of a structural question in a report.
pub const MODEL: Shape = Shape::Record(&[
    required("schema", Shape::Choice(&["aftersay.model/1"])),
    required("n", COUNT),
    required("scheme", Shape::Choice(&["path", "centroid", "factorial"])),
    required("iterations", COUNT),
    required("paths", EFFECTS),
    required("total_effects", EFFECTS),
    required("latent", Shape::Map(&LATENT)),
    optional("gof", OR_NULL),
    WARNINGS,
]);

const PLACED: Field = required("pointer", Shape::Text(10_000));

/// `aftersay check --format json`.
pub const CHECK: Shape = Shape::Record(&[
    required("schema", Shape::Choice(&["aftersay.check/1"])),
    required(
        "files",
        Shape::List(
            &Shape::Record(&[
                required("file", SENTENCE),
                // These three only of a file that is a survey.
                optional("survey", Shape::Id),
                optional("version", COUNT),
                optional("questions", COUNT),
                required(
                    "mistakes",
                    Shape::List(&Shape::Record(&[PLACED, required("text", SENTENCE)]), 0, 10_000),
                ),
                required(
                    "warnings",
                    Shape::List(
                        &Shape::Record(&[
                            required("code", Shape::Id),
                            PLACED,
                            required("text", SENTENCE),
                        ]),
                        0,
                        10_000,
                    ),
                ),
            ]),
            1,
            10_000,
        ),
    ),
]);

/// `aftersay score`, line by line.
pub const SCORE: Shape = Shape::Record(&[required("scores", Shape::Map(&Shape::Anything))]);

/// `aftersay plan --format json`.
pub const PLAN: Shape = Shape::Record(&[
    required("schema", Shape::Choice(&["aftersay.plan/1"])),
    required("needed", COUNT),
    required("send", COUNT),
    required("days", COUNT),
    required("epsilon", Shape::Map(&Shape::Nullable(&COUNT))),
    optional("carries", OR_NULL),
    required("assumed", Shape::Map(&Shape::Anything)),
    WARNINGS,
]);
