// The core in WebAssembly: the checker, the schemas and SurveyJS, the same code as on the server.
import start, * as glue from "../pkg/aftersay_builder_bg.js";

await start({ module_or_path: fetch(new URL("aftersay_builder_bg.wasm", import.meta.url)) });

export const { check_survey: checkSurvey, check_options: checkOptions, from_surveyjs: fromSurveyJs, to_surveyjs: toSurveyJs } = glue;
export const { effort, scores_mixed: scoresMixed } = glue;
export const EPSILON = glue.epsilon_default();
export const SURVEY = glue.survey_schema();
export const OPTIONS = glue.options_schema();
export const QUESTION = SURVEY.properties.questions.items;

/** The kinds of question, by name, in the order of the tables. */
export const KINDS = new Map(QUESTION.oneOf.map((schema) => [schema.properties.kind.const, schema]));

/** A text in one language for everybody, or in each of some. */
export const isWords = (schema) => schema?.oneOf?.[0].type === "string";
