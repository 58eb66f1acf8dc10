//! `aftersay score`: answers in, scores out, by the code that runs in the browser.

use super::{all, input};
use crate::{one_line, surveys};
use aftersay::answers::Answers;
use aftersay::scoring::score;
use aftersay::shape::{Pointer, Shape, required};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use anyhow::Context as _;
use std::io::{BufRead, IsTerminal as _, Write};
use std::path::PathBuf;

/// Scores answers: JSON lines from standard input to standard output
///
/// Each line reads {"answers": {"recommend": 9}} and becomes {"scores": {"nps": 1}}. A line that is
/// wrong is told on standard error and leaves no line; the others are scored all the same, and the
/// exit code is 1.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The survey that was answered
    #[arg(long, value_name = "FILE")]
    survey: PathBuf,
}

const LINE: Shape = Shape::Record(&[required("answers", Shape::Named)]);

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let read = surveys::read(&options.survey);
    let (survey, _) = read.map_err(|mistakes| all("the survey cannot be used", &mistakes))?;
    let (from, progress) = input::standard();
    let to = std::io::stdout().lock();
    if to.is_terminal() {
        progress.hide();
    }
    let n_bad = score_lines(&survey, from, to, |told| progress.tell(&told))?;
    anyhow::ensure!(n_bad == 0, "{n_bad} lines could not be scored");
    Ok(())
}

/// Scores every line and counts those that could not be.
///
/// # Errors
/// When the lines cannot be read or the scores cannot be written.
pub fn score_lines(
    survey: &Survey,
    from: impl BufRead,
    to: impl Write,
    mut tell: impl FnMut(String),
) -> anyhow::Result<usize> {
    let mut to = std::io::BufWriter::new(to);
    let mut n_bad = 0;
    for (index, line) in from.split(b'\n').enumerate() {
        let line = line.context("standard input cannot be read")?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match score_line(survey, &line) {
            Ok(scores) => {
                serde_json::to_writer(&mut to, &Tree::map([("scores", scores)]))?;
                writeln!(to)?;
            }
            Err(mistakes) => {
                n_bad += 1;
                for mistake in mistakes {
                    tell(one_line(&format!("line {}: {mistake}", index + 1)));
                }
            }
        }
    }
    to.flush()?;
    Ok(n_bad)
}

/// Scores one line, or says everything that is wrong with it.
fn score_line(survey: &Survey, line: &[u8]) -> Result<Tree, Vec<String>> {
    let tree: Tree =
        serde_json::from_slice(line).map_err(|error| vec![format!("is not JSON: {error}")])?;
    let mut mistakes = Vec::new();
    LINE.check(&tree, &Pointer::default(), &mut mistakes);
    let answers = tree.get("answers").unwrap_or(&Tree::Null);
    let answers = Answers::read(answers, survey, &Pointer::default().key("answers"));
    match answers {
        Ok(answers) if mistakes.is_empty() => Ok(Tree::from(&score(survey, &answers))),
        read => {
            mistakes.extend(read.err().unwrap_or_default());
            Err(mistakes.iter().map(ToString::to_string).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_is_told_by_its_number_and_the_others_are_scored() {
        let survey = r#"{"schema":"aftersay.survey/1","id":"s","version":1,
            "questions":[{"id":"recommend","kind":"nps"},{"id":"overall","kind":"csm"}]}"#;
        let survey = Survey::read(&serde_json::from_str(survey).unwrap()).unwrap();
        let lines = concat!(
            r#"{"answers":{"recommend":9}}"#,
            "\n\n",
            r#"{"answers":{"recommend":11,"overal":0},"id\u001b[2J\n":1}"#,
            "\nnonsense\n",
            r#"{"answers":{"overall":-30}}"#,
        );
        let (mut scores, mut told) = (Vec::new(), Vec::new());
        let n_bad = score_lines(&survey, lines.as_bytes(), &mut scores, |line| told.push(line));
        assert_eq!(n_bad.unwrap(), 2);
        let scores = String::from_utf8(scores).unwrap();
        assert_eq!(scores, "{\"scores\":{\"nps\":1}}\n{\"scores\":{\"csm\":-30}}\n");
        for line in scores.lines() {
            crate::report::json::assert_fits(&aftersay::outputs::SCORE, line);
        }
        assert_eq!(
            told,
            [
                "line 3: /id [2J : is not a field here, allowed are answers",
                "line 3: /answers/recommend: 11 is not one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
                "line 3: /answers/overal: is not a field here, allowed are recommend, overall",
                "line 4: is not JSON: expected ident at line 1 column 2",
            ]
        );
    }
}
