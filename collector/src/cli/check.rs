//! `aftersay check`: is this file a survey?

use super::output::{self, Format};
use crate::surveys::{self, SurveysError};
use aftersay::survey::Survey;
use aftersay::survey::warnings::Warning;
use aftersay::tree::Tree;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Checks survey files and tells every mistake in them, with its place and what is allowed there;
/// and warns of what is allowed, and had better be otherwise
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The files to check
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How to print the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let files: Vec<_> = options.files.iter().map(|path| File::check(path)).collect();
    match options.format {
        Format::Json => {
            output::print(&mut io::stdout(), Format::Json, || tree(&files), String::new)?;
        }
        Format::Text => files.iter().try_for_each(File::tell)?,
    }
    let n_bad = files.iter().filter(|file| file.found.is_err()).count();
    let n_files = files.len();
    anyhow::ensure!(n_bad == 0, "{n_bad} of {n_files} files cannot be used as a survey");
    Ok(())
}

/// One file, and what is to be said of it.
struct File<'a> {
    path: &'a Path,
    found: Result<(Survey, Vec<Warning>), Vec<SurveysError>>,
}

impl<'a> File<'a> {
    fn check(path: &'a Path) -> Self {
        let found = surveys::read(path).map(|(survey, tree)| {
            let warnings = survey.warnings(&tree);
            (survey, warnings)
        });
        Self { path, found }
    }

    fn tell(&self) -> io::Result<()> {
        let (mut out, mut errors) = (io::stdout(), io::stderr());
        let path = self.path.display();
        match &self.found {
            Ok((survey, warnings)) => {
                let (id, version, n) = (&survey.id, survey.version, survey.questions.len());
                writeln!(out, "{path}: {id}, version {version}, {n} questions")?;
                warnings.iter().try_for_each(|one| writeln!(errors, "{path}: warning: {one}"))
            }
            Err(mistakes) => mistakes.iter().try_for_each(|mistake| writeln!(errors, "{mistake}")),
        }
    }
}

fn tree(files: &[File<'_>]) -> Tree {
    let one = |file: &File<'_>| {
        let mut fields = vec![("file", file.path.to_string_lossy().as_ref().into())];
        let (mistakes, warnings) = match &file.found {
            Ok((survey, warnings)) => {
                fields.push(("survey", survey.id.as_str().into()));
                fields.push(("version", f64::from(survey.version).into()));
                fields.push(("questions", (survey.questions.len() as f64).into()));
                (Vec::new(), warnings.iter().map(warning).collect())
            }
            Err(mistakes) => (mistakes.iter().map(mistake).collect(), Vec::new()),
        };
        fields.extend([("mistakes", Tree::List(mistakes)), ("warnings", Tree::List(warnings))]);
        Tree::map(fields)
    };
    let files = files.iter().map(one).collect();
    Tree::map([("schema", "aftersay.check/1".into()), ("files", Tree::List(files))])
}

fn mistake(error: &SurveysError) -> Tree {
    let (pointer, text) = match error {
        SurveysError::Mistake { mistake, .. } => {
            (mistake.pointer.to_string(), mistake.problem.told())
        }
        other => (String::new(), other.to_string()),
    };
    Tree::map([("pointer", pointer.as_str().into()), ("text", text.as_str().into())])
}

fn warning(Warning { code, pointer, text }: &Warning) -> Tree {
    let pointer = pointer.to_string();
    Tree::map([
        ("code", (*code).into()),
        ("pointer", pointer.as_str().into()),
        ("text", text.as_str().into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::assert_fits;
    use aftersay::outputs::CHECK;
    use serde_json::{Value, json};

    fn checked(survey: &Value) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.json");
        std::fs::write(&path, survey.to_string()).unwrap();
        let told = serde_json::to_string(&tree(&[File::check(&path)])).unwrap();
        assert_fits(&CHECK, &told);
        serde_json::from_str::<Value>(&told).unwrap()["files"][0].take()
    }

    #[test]
    fn programs_are_told_the_place_of_every_mistake_and_of_every_warning() {
        let mut survey = json!({"schema": "aftersay.survey/1", "id": "s", "version": 2,
            "questions": [{"id": "recommend", "kind": "nps"}],
            "thanks": [
                {"show_if": "recommend >= 9", "text": "Thanks",
                 "link": {"href": "https://shop.example/review", "text": "Leave a review"}},
                {"text": "Thanks"}]});
        let file = checked(&survey);
        assert_eq!((&file["survey"], &file["version"]), (&json!("s"), &json!(2)));
        assert_eq!(file["mistakes"], json!([]));
        assert_eq!(file["warnings"][0]["code"], "review_gating");
        assert_eq!(file["warnings"][0]["pointer"], "/thanks/0/link");

        survey["questions"][0]["kind"] = json!("nsp");
        survey["id"] = json!("");
        let file = checked(&survey);
        let mistakes = file["mistakes"].as_array().unwrap().iter();
        let places: Vec<_> = mistakes.map(|mistake| mistake["pointer"].as_str().unwrap()).collect();
        assert_eq!(places, ["/id", "/questions/0/kind", "/thanks/0/show_if"]);
        assert!(file["survey"].is_null());
    }
}
