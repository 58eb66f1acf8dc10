//! `cargo xtask build`: makes `dist/`, what a shop serves.

use crate::{
    project::{Project, say},
    setup::{self, Tools, WASM32, WasmStd},
    size::{self, Integrity},
};
use aftersay::{
    config::CONFIG,
    outputs::{CHECK, MODEL, PLAN, REPORT, SCORE},
    shape::schema,
    survey::{
        SURVEY,
        kinds::{
            BASIC,
            models::{RARE, families},
        },
    },
    tree::Tree,
    wire::SUBMISSION,
};
use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::{Bindgen, Output};

/// Where the modules and their glue are made; not in git.
const PKG: &str = "www/pkg";

/// The modules: the name of each, and the features of the crate that it has. A survey that uses none
/// of the measurement models does without what they weigh; the last one is the builder's alone.
pub(crate) const MODULES: [(&str, &str); 3] =
    [("aftersay_bg.wasm", "web"), ("aftersay_models_bg.wasm", "web,models"), (BUILDER, "builder")];

/// The module of the page on which surveys are made.
const BUILDER: &str = "aftersay_builder_bg.wasm";

/// How the optimiser is called. The lowest kilobyte is the far end of the stack, which a form does
/// not reach, and memory begins as zeros.
const WASM_OPT: [&str; 4] = ["-Oz", "--converge", "--low-memory-unused", "--zero-filled-memory"];

/// The compiler's choice is a megabyte, which the script would copy whenever its memory grows. The deepest
/// nesting that is read takes a fifth of this; smaller addresses make a smaller module, too.
const SMALL_STACK: &str = "-Clink-arg=-zstack-size=65536";

/// The module of [`MODULES`] that is also shipped as a script, and the two halves of that script: the
/// core itself, and its glue.
const LOWERED: &str = "aftersay_models_bg";
const LOWERED_CORE: &str = "aftersay_lowered.js";
const LOWERED_GLUE: &str = "aftersay_lowered_glue.js";

/// Takes out of a module what JavaScript has no operators for.
const LOWER: [&str; 4] = [
    "--llvm-nontrapping-fptoint-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--signext-lowering",
    "-Oz",
];

/// How the glue asks whether its view of the memory is stale. In a script, memory that has grown leaves
/// its old views as they were, and only a comparison tells.
const STALE_VIEWS: [(&str, &str); 2] = [
    (
        "cachedDataViewMemory0",
        "cachedDataViewMemory0.buffer.detached === true || \
         (cachedDataViewMemory0.buffer.detached === undefined && \
         cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
    ),
    ("cachedUint8ArrayMemory0", "cachedUint8ArrayMemory0.byteLength === 0"),
];

/// What `core.mjs` loads only where it is needed.
const LOADED_LATER: [&str; 4] =
    ["models.mjs", "after.mjs", "datalayer.mjs", "aftersay.fallback.js"];

/// What a shop serves: a path below `dist/`, and what stands there.
pub(crate) type Dist = BTreeMap<String, Vec<u8>>;

/// Makes `dist/` and prints how large it came out.
pub(crate) fn run(project: &Project) -> anyhow::Result<()> {
    size::print(project, &dist(project)?);
    Ok(())
}

/// Makes `dist/`; in seconds where little has changed.
pub(crate) fn dist(project: &Project) -> anyhow::Result<Integrity> {
    let wasm_std = setup::wasm_std(project)?;
    let tools = setup::tools(project)?;
    for (name, features) in MODULES {
        say("build", &format!("module {name}: cargo rustc, profile web"));
        // Each in a folder of its own, or they would take turns in making each other stale.
        let folder = format!("web/{}", name.trim_end_matches("_bg.wasm"));
        let module = compile(project, &wasm_std, features, &folder, &[])?;
        bind(project, &module, name, &wasm_std, &tools)?;
    }
    lower(project, &tools)?;
    say("build", "scripts, words and surveys into dist/");
    schemas(project)?;
    let mut dist = collect(project, &tools)?;
    let integrity = size::integrity(project, &dist)?;
    dist.insert("integrity.json".to_owned(), serde_json::to_vec_pretty(&integrity)?);
    write(project, &dist)?;
    Ok(integrity)
}

/// Builds the server as it is shipped, and says where it is.
pub(crate) fn server(project: &Project) -> anyhow::Result<PathBuf> {
    say("build", "server: cargo build --release");
    project.cargo("build").args(["--release", "--locked", "--package", "collector"]).run()?;
    Ok(project.target.join("release/aftersay"))
}

/// Compiles the root crate into a module; cargo knows when there is nothing to do.
///
/// The target folder is one of its own, so that an editor's cargo is not waited for.
pub(crate) fn compile(
    project: &Project,
    wasm_std: &WasmStd,
    features: &str,
    folder: &str,
    flags: &[&str],
) -> anyhow::Result<PathBuf> {
    let target = project.target.join(folder);
    wasm_std
        .cargo_for_size(project, "rustc")
        .args(["--package", "aftersay", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", "web", "--no-default-features", "--features", features])
        .arg("--target-dir")
        .arg(&target)
        .arg("--")
        .arg(SMALL_STACK)
        .args(flags)
        .run()?;
    Ok(target.join(WASM32).join("web/aftersay.wasm"))
}

/// Makes a module of [`MODULES`] ready to be shipped: the glue that JavaScript calls it by, and the
/// module optimised. One glue serves both.
fn bind(
    project: &Project,
    module: &Path,
    name: &str,
    wasm_std: &WasmStd,
    tools: &Tools,
) -> anyhow::Result<()> {
    let pkg = project.root.join(PKG);
    let stamp_path = pkg.join(name).with_extension("stamp");
    let bytes = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    // The module, and everything that is done to it.
    let inputs = [bytes.as_slice(), include_bytes!("build.rs")].concat();
    let stamp = format!("{} {} {:?}", wasm_std.route(), size::sri(&inputs), tools.wasm_opt);
    if fs::read_to_string(&stamp_path).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    say("build", "bindings: wasm-bindgen");
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("aftersay", bytes).web(true)?.typescript(false);
    bindgen.omit_default_module_path(true).remove_name_section(true).remove_producers_section(true);
    let mut bound = bindgen.generate_output().context("wasm-bindgen cannot read the module")?;
    let glue = shorten_names(&mut bound);
    fs::create_dir_all(&pkg)?;
    let module = pkg.join(name);
    fs::write(&module, bound.wasm_mut().emit_wasm())?;
    fs::write(module.with_extension("js"), glue)?;
    optimise(project, tools, &module);
    Ok(fs::write(stamp_path, stamp)?)
}

/// Makes the larger module a script as well, for pages whose policy refuses WebAssembly; it stands in
/// [`PKG`] as [`LOWERED_CORE`] and [`LOWERED_GLUE`].
fn lower(project: &Project, tools: &Tools) -> anyhow::Result<()> {
    let pkg = project.root.join(PKG);
    let (core, glue) = (pkg.join(LOWERED_CORE), pkg.join(LOWERED_GLUE));
    let stamp_path = pkg.join("aftersay_lowered.stamp");
    let module = pkg.join(LOWERED).with_extension("wasm");
    let inputs = [fs::read(&module)?.as_slice(), include_bytes!("build.rs")].concat();
    let stamp = format!("{} {:?}", size::sri(&inputs), tools.wasm2js);
    if fs::read_to_string(&stamp_path).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    say("build", "fallback: wasm2js -Oz");
    match lowered(project, tools, &module) {
        Ok([script, linked]) => {
            fs::write(core, script)?;
            fs::write(glue, linked)?;
        }
        // Whoever allows WebAssembly misses nothing.
        Err(reason) => {
            say("build", &format!("fallback: NONE ({reason:#})"));
            project.sh.remove_path(core)?;
        }
    }
    Ok(fs::write(stamp_path, stamp)?)
}

/// A module as a script, and the glue that goes with it.
fn lowered(project: &Project, tools: &Tools, module: &Path) -> anyhow::Result<[String; 2]> {
    let (Some(wasm_opt), Some(wasm2js)) = (&tools.wasm_opt, &tools.wasm2js) else {
        anyhow::bail!("it takes the wasm2js that npm has")
    };
    let lowered = project.root.join(PKG).join("aftersay_lowered.wasm");
    let run = |tool: &Path| project.sh.cmd(tool).quiet().ignore_stderr();
    run(wasm_opt).args(LOWER).arg(module).arg("-o").arg(&lowered).run()?;
    let script = run(wasm2js).args(["-Oz", "--low-memory-unused"]).arg(&lowered).read()?;
    // It would import its imports and start at once; what starts it is ours.
    let body = script.split_once(";\n").and_then(|(_, rest)| rest.split_once("var retasmFunc"));
    let (body, _) = body.context("wasm2js writes another frame than it did")?;
    let mut glue = fs::read_to_string(module.with_extension("js"))?;
    for (view, stale) in STALE_VIEWS {
        ensure!(glue.contains(stale), "the glue no longer asks whether {stale}");
        glue = glue.replace(stale, &format!("{view}.buffer !== wasm.memory.buffer"));
    }
    glue.push_str("\nexport { __wbg_get_imports as imports, __wbg_finalize_init as link };\n");
    Ok([[body, "export default asmFunc;\n"].concat(), glue])
}

/// Makes a module smaller in its place, where there is a tool that can.
fn optimise(project: &Project, tools: &Tools, module: &Path) {
    let Some(wasm_opt) = &tools.wasm_opt else { return };
    say("build", &format!("module: wasm-opt {}", WASM_OPT.join(" ")));
    let optimise = project.sh.cmd(wasm_opt).args(WASM_OPT).arg("-o").arg(module).arg(module);
    // Debian's does not know the table instructions of a ready-made standard library.
    if optimise.quiet().ignore_stderr().run().is_err() {
        say("build", "module: NOT optimised, as this wasm-opt cannot read it; npm has a newer one");
    }
}

/// Makes the module that only scores, as the widget's are made, and its glue; says where they are.
pub(crate) fn scorer(project: &Project) -> anyhow::Result<PathBuf> {
    let wasm_std = setup::wasm_std(project)?;
    let tools = setup::tools(project)?;
    let target = project.target.join("web");
    say("build", "module that scores: cargo rustc, profile web");
    wasm_std
        .cargo_for_size(project, "rustc")
        .args(["--package", "aftersay", "--example", "scoring", "--profile", "web", "--target-dir"])
        .arg(&target)
        .run()?;
    let module = target.join(WASM32).join("web/examples/scoring.wasm");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&module).no_modules(true)?.typescript(false).out_name("scoring");
    let mut bound = bindgen.generate_output().context("wasm-bindgen cannot read the module")?;
    let folder = target.join("scoring");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("scoring.js"), bound.js())?;
    let module = folder.join("scoring.wasm");
    fs::write(&module, bound.wasm_mut().emit_wasm())?;
    optimise(project, &tools, &module);
    Ok(folder)
}

/// Gives what module and glue call each other by short names, since the generated ones carry long
/// hashes, which brotli cannot shrink; returns the glue.
fn shorten_names(bound: &mut Output) -> String {
    let mut glue = bound.js().to_owned();
    let module = bound.wasm_mut();
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let mut names: Vec<_> = imports.chain(exports).filter(|name| is_generated(name)).collect();
    // Longest first, as a name may begin another; equal ones side by side, to be called the same.
    names.sort_by_key(|name| (Reverse(name.len()), (*name).clone()));
    for (index, same) in names.chunk_by_mut(|one, other| one == other).enumerate() {
        let short = format!("${index}");
        for name in same {
            glue = glue.replace(&**name, &short);
            name.clone_from(&short);
        }
    }
    glue
}

/// Whether wasm-bindgen made up a name; those of `#[wasm_bindgen]` functions are the entry's to call.
fn is_generated(name: &str) -> bool {
    name.starts_with("__wb") || name.starts_with("wasm_bindgen_")
}

/// How many bytes more than from the best tools the module in [`PKG`] may take, after brotli: a
/// ready-made standard library is built for speed and tells its panics, and Debian's optimiser is
/// some years behind npm's.
pub(crate) fn allowance(project: &Project) -> u64 {
    let stamp =
        fs::read_to_string(project.root.join(PKG).join("aftersay_bg.stamp")).unwrap_or_default();
    let (stock_std, old_optimiser) =
        (stamp.starts_with("target "), !stamp.contains("node_modules"));
    match (stock_std, old_optimiser) {
        (false, false) => 0,
        (false, true) => 500,
        (true, false) => 4_000,
        // Which that optimiser cannot read at all.
        (true, true) => 6_500,
    }
}

/// Writes the JSON Schemas of what people and programs hand us and of what we print, for editors and
/// programs to check against.
fn schemas(project: &Project) -> anyhow::Result<()> {
    let folder = project.root.join("www/schema");
    fs::create_dir_all(&folder)?;
    for (name, shape) in [
        ("survey", SURVEY),
        ("submission", SUBMISSION),
        ("options", CONFIG),
        ("check", CHECK),
        ("score", SCORE),
        ("report", REPORT),
        ("model", MODEL),
        ("plan", PLAN),
    ] {
        let path = folder.join(format!("{name}.json"));
        fs::write(&path, serde_json::to_vec_pretty(&schema(&shape))?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Reads or makes every file of [`Dist`] but `integrity.json`, which is about the others.
fn collect(project: &Project, tools: &Tools) -> anyhow::Result<Dist> {
    let version = env!("CARGO_PKG_VERSION");
    let locales = project.files_below("www/locales")?;
    // The files of a folder below are those of the models.
    let (interfaces, models): (Vec<_>, Vec<_>) =
        locales.iter().partition(|path| path.matches('/').count() == 2);
    let stems = interfaces.iter().filter_map(|path| Path::new(path).file_stem()?.to_str());
    let languages = json!(stems.collect::<Vec<_>>());
    let basic = json!(BASIC.iter().map(|(kind, _)| *kind).collect::<Vec<_>>());
    let rare = json!(RARE.map(|(field, _)| field.name));
    let families_of_words = families();
    let families = json!(families_of_words.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let esbuild = |entry: &str| {
        let cmd = project.sh.cmd(&tools.esbuild).arg(entry).quiet();
        cmd.args([
            "--bundle",
            "--minify",
            "--charset=utf8",
            "--target=es2022",
            "--log-level=warning",
        ])
        .arg(format!("--define:AFTERSAY_VERSION=\"{version}\""))
        .arg(format!("--define:AFTERSAY_LANGUAGES={languages}"))
        .arg(format!("--define:AFTERSAY_BASIC={basic}"))
        .arg(format!("--define:AFTERSAY_RARE={rare}"))
        .arg(format!("--define:AFTERSAY_MODELS={families}"))
    };
    let style = |path: &str| -> anyhow::Result<Value> {
        let style = project.sh.cmd(&tools.esbuild).arg(path).quiet();
        Ok(json!(style.args(["--minify", "--charset=utf8"]).read()?.trim()))
    };
    let mut dist = Dist::new();
    let mut add = |path: &str, bytes: Vec<u8>| dist.insert(path.to_owned(), bytes);

    let loader = esbuild("www/loader.js").arg("--format=iife");
    add("aftersay.js", loader.read()?.into_bytes());
    let entry = esbuild("www/aftersay.mjs").arg("--format=esm");
    add(
        "aftersay.mjs",
        entry
            .args(["core.mjs", "remember.mjs"].map(|path| format!("--external:./{path}")))
            .read()?
            .into_bytes(),
    );
    let core = esbuild("www/core.mjs").arg("--format=esm");
    let core = core.arg(format!("--define:AFTERSAY_STYLE={}", style("www/style.css")?));
    add(
        "core.mjs",
        core.args(LOADED_LATER.map(|path| format!("--external:./{path}"))).read()?.into_bytes(),
    );
    let models_style = format!("--define:AFTERSAY_MODELS_STYLE={}", style("www/models.css")?);
    if project.root.join(PKG).join(LOWERED_CORE).is_file() {
        // Chromium then compiles it beside the page, and not function by function in its way.
        let fallback = esbuild("www/fallback.mjs").arg("--banner:js=//# allFunctionsCalledOnLoad");
        let fallback = fallback.arg("--format=esm").arg(&models_style);
        add("aftersay.fallback.js", fallback.read()?.into_bytes());
    }
    for name in ["models.mjs", "datalayer.mjs", "after.mjs", "remember.mjs"] {
        let script = esbuild(&format!("www/{name}")).arg("--format=esm").arg(&models_style);
        add(name, script.read()?.into_bytes());
    }
    add("aftersay.d.ts", project.read("www/aftersay.d.ts")?);
    for (name, _) in MODULES {
        let path = if name == BUILDER { format!("builder/{name}") } else { name.to_owned() };
        add(&path, project.read(&format!("{PKG}/{name}"))?);
    }
    for name in ["builder.js", "preview.js"] {
        let script =
            esbuild(&format!("www/builder/{name}")).arg("--format=esm").arg("--target=es2022");
        add(
            &format!("builder/{name}"),
            script.arg("--external:../aftersay.mjs").read()?.into_bytes(),
        );
    }
    let look = project.sh.cmd(&tools.esbuild).arg("www/builder/builder.css").quiet();
    let look = look.args(["--bundle", "--minify", "--charset=utf8", "--target=es2022"]);
    add("builder/builder.css", look.read()?.into_bytes());
    for name in ["index.html", "preview.html"] {
        add(&format!("builder/{name}"), project.read(&format!("www/builder/{name}"))?);
    }
    for path in project.files_below("www/surveys")? {
        let name = path.strip_prefix("www/").unwrap_or(&path);
        add(name, serde_json::to_vec(&json_of(project, &path)?)?);
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        add(licence, project.read(licence)?);
    }
    let package = String::from_utf8(project.read("www/package.json")?)?;
    add("package.json", package.replace("AFTERSAY_VERSION", version).into_bytes());
    dist.extend(words(project, interfaces, models, &families_of_words)?);
    Ok(dist)
}

/// The words of every language: those that a card begins with, those that come after, and those of
/// each model.
fn words(
    project: &Project,
    interfaces: Vec<&String>,
    models: Vec<&String>,
    families: &[(&str, BTreeSet<String>)],
) -> anyhow::Result<Dist> {
    let mut dist = Dist::new();
    let mut add = |path: &str, bytes: Vec<u8>| dist.insert(path.to_owned(), bytes);
    // What is said after the first question is loaded after it.
    for path in interfaces {
        let mut file = json_of(project, path)?;
        let mut later = Vec::new();
        if let Tree::Map(fields) = &mut file {
            for (_, words) in fields.iter_mut().filter(|(name, _)| name == "words") {
                if let Tree::Map(words) = words {
                    later.extend(words.extract_if(.., |(key, _)| key.starts_with("after.")));
                }
            }
        }
        let name = path.strip_prefix("www/").unwrap_or(path);
        add(name, serde_json::to_vec(&file)?);
        let name = name.replace(".json", "/after.json");
        add(&name, serde_json::to_vec(&Tree::Map(later))?);
    }
    // One file a model, so that a survey loads the words that it says and no others.
    for path in models {
        let lang = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
        let words = json_of(project, path)?;
        for (family, keys) in families {
            let said = words.entries().iter().filter(|(key, _)| keys.contains(key)).cloned();
            let said = Tree::Map(said.collect());
            add(&format!("locales/{lang}/{family}.json"), serde_json::to_vec(&said)?);
        }
    }
    Ok(dist)
}

fn json_of(project: &Project, path: &str) -> anyhow::Result<Tree> {
    serde_json::from_slice(&project.read(path)?).with_context(|| format!("{path} is not JSON"))
}

/// Makes `dist/` hold exactly these files, and touches only those that differ.
fn write(project: &Project, dist: &Dist) -> anyhow::Result<()> {
    let folder = project.root.join("dist");
    for (path, bytes) in dist {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for path in project.files_below("dist")? {
        if path.strip_prefix("dist/").is_some_and(|path| !dist.contains_key(path)) {
            project.sh.remove_path(path)?;
        }
    }
    Ok(())
}
