//! Reads the pages for owners, for the tests that hold them to the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All pages of a folder, by name.
pub(crate) fn pages(folder: &str) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let page = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    files.filter(|path| path.extension() == Some(Path::new("md").as_os_str())).map(page).collect()
}

/// The fenced blocks of a page in their order: what each says it is, and what it holds.
pub(crate) fn blocks(page: &str) -> Vec<(&str, &str)> {
    let fenced = page.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap_or((block, ""))).collect()
}

/// The cells of every row of the page's tables, heads and rules left out.
pub(crate) fn rows(page: &str) -> Vec<Vec<&str>> {
    let mut rows = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let is_rule = |line: &str| line.starts_with("|---");
        if line.starts_with('|')
            && !is_rule(line)
            && !lines.peek().is_some_and(|next| is_rule(next))
        {
            rows.push(line.trim_matches('|').split('|').map(str::trim).collect());
        }
    }
    rows
}
