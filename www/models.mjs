// The larger module's glue: loaded by core.mjs where a survey needs it.
export { default, mount } from "./pkg/aftersay_models_bg.js";
