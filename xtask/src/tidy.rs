//! `cargo xtask tidy`: what the compiler cannot see in `src/`: who imports whom.

use crate::project::{Project, say};
use anyhow::ensure;
use std::path::Path;

/// The modules of the root crate, each with those it may import besides [`LEAVES`].
/// ARCHITECTURE.md draws it; a new module is added here on purpose.
const IMPORTS: [(&str, &[&str]); 16] = [
    ("random", &[]),
    ("tree", &[]),
    ("shape", &["tree"]),
    ("locale", &["tree", "shape"]),
    // What a survey asks next depends on the answers: `survey/branch.rs`. What the models ask stands
    // in the tables of their scoring: `survey/kinds/models.rs`.
    ("survey", &["answers", "scoring"]),
    ("answers", &["survey"]),
    ("scoring", &["survey", "answers"]),
    ("anonymise", &["survey", "answers", "scoring"]),
    ("exchange", &["survey"]),
    ("config", &["anonymise"]),
    ("wire", &["survey", "answers", "scoring", "anonymise"]),
    ("outbox", &["wire"]),
    ("outputs", &[]),
    ("flow", &["survey", "answers"]),
    ("view", &["flow", "survey", "answers", "anonymise"]),
    ("draft", &["flow", "survey", "answers", "scoring", "anonymise", "config", "wire"]),
];

/// Every other module may import them.
const LEAVES: [&str; 4] = ["random", "tree", "shape", "locale"];

/// These see all of the above, and only the second may see a browser.
const SHELLS: [&str; 2] = ["lib", "web"];

/// What only `web` may name.
const BROWSER: [&str; 4] = ["web_sys", "js_sys", "wasm_bindgen", "gloo"];

/// What an editor or a merge leaves behind in any file.
const LEFTOVERS: [&str; 4] = ["<<<<<<< ", ">>>>>>> ", "/home/", "/Users/"];

/// Reads the sources and names everything that is out of place.
///
/// # Errors
/// With all of it, each under its file.
pub(crate) fn run(project: &Project) -> anyhow::Result<()> {
    say("tidy", "src/: who imports whom; everywhere: leftovers");
    let mut wrong = Vec::new();
    for path in project.files_below("src")? {
        if Path::new(&path).extension().is_some_and(|extension| extension == "rs") {
            let text = String::from_utf8(project.read(&path)?)?;
            wrong.extend(check(&path, &text).into_iter().map(|what| format!("{path}: {what}")));
        }
    }
    let tracked = project.sh.cmd("git").args(["ls-files", "-z"]).quiet().ignore_stderr().read();
    for path in tracked.unwrap_or_default().split_terminator('\0') {
        let text = project.read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let found = LEFTOVERS.iter().filter(|leftover| text.contains(**leftover));
        if path != "xtask/src/tidy.rs" {
            wrong.extend(found.map(|leftover| format!("{path}: `{leftover}` was left behind")));
        }
    }
    ensure!(wrong.is_empty(), "out of place:\n  {}", wrong.join("\n  "));
    Ok(())
}

/// What is out of place in one file of `src/`.
fn check(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if !text.starts_with("//!") {
        wrong.push("opens without `//!` and what it is for".to_owned());
    }
    let module = path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
    // Tests stand at the foot, and may look anywhere; comments may name anything.
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().lines();
    let code: String = code
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();

    if module != "web" {
        let named = BROWSER.iter().filter(|name| code.contains(**name));
        wrong.extend(named.map(|name| format!("names {name}, which only web may")));
    }
    if SHELLS.contains(&module) {
        return wrong;
    }
    let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else {
        wrong.push(format!("module {module} is new: say in xtask/src/tidy.rs what it may import"));
        return wrong;
    };
    let leaves: &[&str] = if LEAVES.contains(&module) { &[] } else { &LEAVES };
    for import in imports(&code) {
        if import != module && !allowed.contains(&import) && !leaves.contains(&import) {
            wrong.push(format!("{module} must not import {import}"));
        }
    }
    wrong
}

/// The modules that stand right after a `crate::`, alone or in its braces.
fn imports(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = code.get(at + path.len()..).unwrap_or_default();
        let Some(group) = rest.strip_prefix('{') else {
            found.push(first_name(rest));
            continue;
        };
        let mut depth = 1;
        let mut starts_name = true;
        for (index, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if starts_name && depth == 1 && !letter.is_whitespace() => {
                    found.push(first_name(group.get(index..).unwrap_or_default()));
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            starts_name = letter == ',' || (starts_name && letter.is_whitespace());
        }
    }
    found
}

/// The name that a text begins with.
fn first_name(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_against_the_path_is_named() {
        for (path, code, wrong) in [
            ("src/flow.rs", "use crate::answers::Answers;", None),
            ("src/survey/branch.rs", "use crate::survey::Survey;", None),
            ("src/survey.rs", "use crate::{\n    tree::{Tree, Node},\n    locale,\n};", None),
            ("src/view.rs", "/// Unlike [`crate::outbox`].\nuse crate::flow::State;", None),
            ("src/view.rs", "use crate::{flow::{self, State}, outbox::Outbox};", Some("outbox")),
            ("src/survey.rs", "fn f() -> crate::flow::State {}", Some("import flow")),
            ("src/tree.rs", "use crate::locale;", Some("import locale")),
            ("src/lib.rs", "use wasm_bindgen::prelude::*;", Some("wasm_bindgen")),
            ("src/web/dom.rs", "use wasm_bindgen::prelude::*;\nuse crate::view;", None),
            ("src/sender.rs", "", Some("module sender is new")),
        ] {
            let found = check(path, &format!("//! A file.\n{code}\n")).join("; ");
            match wrong {
                None => assert_eq!(found, "", "{path}: {code}"),
                Some(wrong) => assert!(found.contains(wrong), "{path}: {code}: {found}"),
            }
        }
    }
}
