//! The surveys and submissions of the repository, read when a target starts.

use crate::json;
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::addressed;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Every survey file that reads well.
pub static SURVEYS: LazyLock<Vec<(Tree, Survey)>> = LazyLock::new(|| {
    let files = trees("tests/fixtures/surveys").into_iter().chain(trees("www/surveys"));
    let surveys: Vec<_> =
        files.filter_map(|tree| Survey::read(&tree).ok().map(|read| (tree, read))).collect();
    assert!(!surveys.is_empty(), "there is no survey to start from");
    surveys
});

/// Every submission, with the survey that it answers.
pub static SUBMISSIONS: LazyLock<Vec<(Tree, &Survey)>> = LazyLock::new(|| {
    let of = |tree: &Tree| {
        let (id, version) = addressed(tree)?;
        let mut surveys = SURVEYS.iter().map(|(_, survey)| survey);
        surveys.find(|survey| (survey.id.as_str(), survey.version) == (id, version))
    };
    let files = trees("tests/fixtures/wire").into_iter();
    let submissions: Vec<_> = files.filter_map(|tree| of(&tree).map(|of| (tree, of))).collect();
    assert!(!submissions.is_empty(), "there is no submission to start from");
    submissions
});

/// The survey with the most questions.
pub static LONGEST: LazyLock<&Survey> = LazyLock::new(|| {
    let surveys = SURVEYS.iter().map(|(_, survey)| survey);
    surveys.max_by_key(|survey| survey.questions.len()).expect("there is one")
});

/// Every answer of every submission: whatever shape answers have, here is one.
pub static ANSWERS: LazyLock<Vec<Tree>> = LazyLock::new(|| {
    let answers = SUBMISSIONS.iter().filter_map(|(tree, _)| tree.get("answers"));
    answers.flat_map(Tree::entries).map(|(_, answer)| answer.clone()).collect()
});

/// The JSON files of a folder, in the order of their names.
fn trees(folder: &str) -> Vec<Tree> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| json(&fs::read(path).expect("a file"))).collect()
}
