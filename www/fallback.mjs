// The core as a script, with its glue: loaded by core.mjs where WebAssembly is refused or missing.
/* global AFTERSAY_MODELS_STYLE */
import core from "./pkg/aftersay_lowered.js";
import { imports, link, mount } from "./pkg/aftersay_lowered_glue.js";

link({ exports: core(imports()) });
export { mount };
export const style = AFTERSAY_MODELS_STYLE;
