//! `cargo xtask size --why`: which part of the widget owns which bytes.

use crate::{
    build::{self, MODULES},
    project::{Project, say},
    setup, size,
};
use anyhow::Context as _;
use std::{collections::BTreeMap, fs, path::Path};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// So that each function stays whole, and its bytes can be told from those of its callers. It makes
/// modules larger than they ship.
const NO_INLINING: [&str; 1] = ["-Cllvm-args=-inline-threshold=-100000"];

/// Prints what the code of each of our files takes, in both modules, and the words of each family.
pub(crate) fn run(project: &Project) -> anyhow::Result<()> {
    let wasm_std = setup::wasm_std(project)?;
    let mut parts: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    let mut totals = [0; 2];
    for ((at, total), (name, features)) in totals.iter_mut().enumerate().zip(MODULES) {
        say("why", &format!("module {name}, without inlining"));
        let module = build::compile(project, &wasm_std, features, "why", &NO_INLINING)?;
        for (part, bytes) in functions(&fs::read(&module)?)? {
            *total += bytes;
            if let Some(of) = parts.entry(part).or_default().get_mut(at) {
                *of += bytes;
            }
        }
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, [_, large])| std::cmp::Reverse(*large));
    say("why", "bytes of code before the optimiser and compression: smaller module, larger, part");
    for (part, [small, large]) in parts {
        say("why", &format!("{small:>8} {large:>8}  {part}"));
    }
    let [small, large] = totals;
    say("why", &format!("{small:>8} {large:>8}  in all"));
    words(project)
}

/// The functions of a module: which file of ours, or else whose crate, and how many bytes.
fn functions(module: &[u8]) -> anyhow::Result<Vec<(String, u64)>> {
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    let mut n_imported = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if matches!(import?.ty, wasmparser::TypeRef::Func(_)) {
                        n_imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len() as u64),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    if let Name::Function(functions) = subsection? {
                        for function in functions {
                            let function = function?;
                            names.insert(function.index, function.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let owned = (n_imported..).zip(sizes).map(|(index, bytes)| {
        let name = names.get(&index).map_or("", String::as_str);
        (owner(&format!("{:#}", rustc_demangle::demangle(name))), bytes)
    });
    // What wasm-bindgen asks the module about its types is gone from what ships.
    Ok(owned.filter(|(owner, _)| owner != "describe").collect())
}

/// Whose a function is, by its path: the file of ours that the path names first, or a crate.
fn owner(path: &str) -> String {
    if path.contains("describe") {
        return "describe".to_owned();
    }
    let Some((_, ours)) = path.split_once("aftersay::") else {
        return if path.contains("::") { "libraries" } else { "entry points" }.to_owned();
    };
    let is_module = |name: &&str| name.starts_with(|c: char| c.is_ascii_lowercase());
    let end = ours.find(|c: char| !(c.is_alphanumeric() || "_:".contains(c)));
    let modules = ours.get(..end.unwrap_or(ours.len())).unwrap_or_default().split("::");
    let mut modules: Vec<_> = modules.take_while(is_module).collect();
    while 1 < modules.len() && !Path::new(&file(&modules)).exists() {
        modules.pop();
    }
    file(&modules)
}

fn file(modules: &[&str]) -> String {
    format!("src/{}.rs", modules.join("/"))
}

/// What the words of each family take in `dist/`: in English, and in the language of the most.
fn words(project: &Project) -> anyhow::Result<()> {
    let mut families: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for path in project.files_below("dist/locales").context("run cargo xtask build first")? {
        let [_, _, lang, family] = path.split('/').collect::<Vec<_>>()[..] else { continue };
        let bytes = size::brotli(&project.read(&path)?)?.len();
        families.entry(family.to_owned()).or_default().insert(lang.to_owned(), bytes);
    }
    say("why", "bytes of words after brotli: English, the most in any language, family");
    for (family, langs) in families {
        let (english, most) = (langs.get("en"), langs.values().max());
        if let (Some(english), Some(most)) = (english, most) {
            say("why", &format!("{english:>8} {most:>8}  {family}"));
        }
    }
    Ok(())
}
