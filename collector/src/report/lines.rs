//! Submissions as JSON lines -> Tally, with everything that was wrong told and counted.

use super::parts::Split;
use super::{Comments, Field, Report, Warning, tally};
use crate::one_line;
use crate::store::Origin;
use aftersay::anonymise::bands::Context;
use aftersay::anonymise::{Anonymous, Mode};
use aftersay::answers::Answers;
use aftersay::random::next_random;
use aftersay::scoring::score;
use aftersay::shape::{Pointer, Shape, required};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};
use std::collections::HashSet;
use std::io::BufRead;

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Lines {
    /// What the good lines add up to, all of them and group by group.
    pub found: Split,
    /// The comments in them.
    pub comments: Comments,
    /// How many lines are no submission to this survey.
    pub n_bad: u64,
    /// How many lines only repeat a submission that an earlier line holds.
    pub n_repeated: u64,
    /// How many answers are not on the scale of their question, and so were taken as not given.
    pub n_off_scale: u64,
}

/// Answers without the rest of a submission, as `aftersay score` takes them.
const BARE: Shape = Shape::Record(&[required("answers", Shape::Named)]);

/// Reads one submission a line; a line may also hold nothing but `{"answers": {…}}`.
///
/// Lines are split into groups by the field `by`; bare answers only by the version of the survey.
/// A line that is wrong is left out, told by its number and field, and counted. In a line of bare
/// answers, which some other tool wrote, a single answer off its scale is taken as not given.
///
/// - **Source**: measurement reference, section 0, "out of range".
///
/// # Errors
/// When the input itself cannot be read.
pub fn read(
    from: impl BufRead,
    survey: &Survey,
    by: Option<Field>,
    mut tell: impl FnMut(String),
) -> std::io::Result<Lines> {
    let mut lines = Lines::default();
    let mut ids = HashSet::new();
    for (index, line) in from.split(b'\n').enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut tell = |mistake: String| tell(one_line(&format!("line {}: {mistake}", index + 1)));
        let tree: Tree = match serde_json::from_slice(&line) {
            Ok(tree) => tree,
            Err(error) => {
                tell(format!("is not JSON: {error}"));
                lines.n_bad += 1;
                continue;
            }
        };
        let is_bare = tree.get("schema").is_none() && tree.get("answers").is_some();
        let read = if is_bare {
            bare(&tree, survey, index as u64, &mut lines.n_off_scale, &mut tell)
        } else {
            Submission::read(&tree, survey)
        };
        match read {
            Ok(submission) if is_bare || ids.insert(submission.id) => {
                lines.found.all.add(&submission, survey, Origin::Visitor);
                let by = by.filter(|by| !is_bare || *by == Field::Version);
                if let Some(group) = by.and_then(|by| by.of(&submission)) {
                    let group = lines.found.groups.entry(group).or_default();
                    group.add(&submission, survey, Origin::Visitor);
                }
                for (id, text) in tally::comments(&submission) {
                    lines.comments.entry(id).or_default().push(text.to_owned());
                }
            }
            Ok(_) => lines.n_repeated += 1,
            Err(mistakes) => {
                for mistake in mistakes {
                    tell(mistake.to_string());
                }
                lines.n_bad += 1;
            }
        }
    }
    Ok(lines)
}

/// Makes a submission of bare answers: whoever answered a question was asked it.
fn bare(
    tree: &Tree,
    survey: &Survey,
    mut seed: u64,
    n_off_scale: &mut u64,
    tell: &mut impl FnMut(String),
) -> Result<Submission, Vec<aftersay::shape::Mistake>> {
    let root = Pointer::default();
    let mut mistakes = Vec::new();
    BARE.check(tree, &root, &mut mistakes);
    let at = root.key("answers");
    let mut answers = Answers::default();
    for (id, value) in tree.get("answers").map_or(&[][..], Tree::entries) {
        let one = Tree::Map(vec![(id.clone(), value.clone())]);
        match (Answers::read(&one, survey, &at), survey.question(id)) {
            (Ok(read), _) => answers = answers.with(id, read.get(id).cloned()),
            (Err(off), Some(_)) => {
                for off in off {
                    tell(format!("{off}; taken as not given"));
                }
                *n_off_scale += 1;
            }
            (Err(unknown), None) => mistakes.extend(unknown),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let scores = score(survey, &answers);
    // It has no id of its own, and by that it falls into one of the groups for standard errors.
    let random = next_random(&mut seed).to_le_bytes();
    let mut id = [0; 16];
    id.iter_mut().rev().zip(random).for_each(|(byte, random)| *byte = random);
    Ok(Submission {
        id: SubmissionId::drawn(id),
        survey: survey.id.clone(),
        version: survey.version,
        lang: super::words::LANG.to_owned(),
        complete: true,
        asked: answers.iter().map(|(id, _)| id.to_owned()).collect(),
        content: Anonymous {
            answers,
            scores,
            context: Context::default(),
            mode: Mode::Answers,
            n_masked: 0,
            epsilon: None,
        },
    })
}

impl Lines {
    /// Adds to a report what was wrong with its lines.
    pub fn warn(&self, report: &mut Report) {
        let told = [
            ("bad_lines", self.n_bad, "lines that are no submission to this survey were left out"),
            ("repeated", self.n_repeated, "lines that repeat a submission were not counted again"),
            ("out_of_range", self.n_off_scale, "answers off their scale were taken as not given"),
        ];
        for (code, n, what) in told.into_iter().filter(|(_, n, _)| 0 < *n) {
            report.warnings.push(Warning { code, text: format!("{n} {what}") });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"s","version":1,
        "questions":[{"id":"recommend","kind":"nps"},{"id":"why","kind":"text","prompt":"Why?"}]}"#;

    const FULL: &str = r#"{"schema":"aftersay.submission/1",
        "id":"0b0e4b0e-6d0c-4b7e-9d7e-0d7c1f6f6a55","survey":"s","version":1,"lang":"de",
        "complete":true,"asked":["recommend"],"answers":{"recommend":9},"scores":{"nps":1},
        "context":{},"privacy":{"mode":"answers","masked":0}}"#;

    #[test]
    fn every_wrong_line_is_told_by_number_and_field_and_counted() {
        let survey = Survey::read(&serde_json::from_str(SURVEY).unwrap()).unwrap();
        let full = FULL.replace('\n', " ");
        let lines = [
            full.as_str(),
            "",
            r#"{"answers":{"recommend":3,"why":"Late."}}"#,
            "nonsense",
            &full,
            r#"{"answers":{"recommend":11,"why":"Fine."}}"#,
            r#"{"answers":{"recomend\u001b[2J\n":9}}"#,
            &full.replace("\"nps\":1", "\"nps\":0"),
        ];
        let mut told = Vec::new();
        let read =
            read(lines.join("\n").as_bytes(), &survey, None, |line| told.push(line)).unwrap();
        assert_eq!((read.n_bad, read.n_repeated, read.n_off_scale), (3, 1, 1));
        assert_eq!(read.found.all.n_responses(), 3);
        let n_scored: u64 = read.found.all.levels("nps").map(|(_, n)| n).sum();
        assert_eq!(n_scored, 2, "11 is no answer");
        assert_eq!(read.found.all.n_comments("why"), 2);
        assert_eq!(read.comments["why"], ["Late.", "Fine."]);
        assert_eq!(
            told,
            [
                "line 4: is not JSON: expected ident at line 1 column 2",
                "line 6: /answers/recommend: 11 is not one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10; taken as not given",
                "line 7: /answers/recomend [2J : is not a field here, allowed are recommend, why",
                "line 8: /scores: an object is not what these answers score",
            ]
        );
        let mut report = read.found.all.report(&survey, 1);
        report.warnings.clear();
        read.warn(&mut report);
        let codes: Vec<_> = report.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["bad_lines", "repeated", "out_of_range"]);
    }
}
