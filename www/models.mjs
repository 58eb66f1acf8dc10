// The larger module's glue, and the looks of what only it draws: loaded by core.mjs where a survey needs it.
/* global AFTERSAY_MODELS_STYLE */
export { default, mount } from "./pkg/aftersay_models_bg.js";
export const style = AFTERSAY_MODELS_STYLE;
