//! The pages for owners: every command on them prints what stands below it.

use crate::pages::{blocks, pages, rows};
use aftersay::answers::Answers;
use aftersay::scoring::score;
use aftersay::shape::Pointer;
use aftersay::survey::{Sheet, Survey};
use aftersay::tree::Tree;
use aftersay::wire::SubmissionId;
use std::path::Path;
use std::process::Command;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
const SURVEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/surveys");

/// What a command prints, run in `folder`.
fn printed(command: &str, folder: &Path) -> String {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("aftersay"), "{command} is no command of ours");
    let mut aftersay = Command::new(env!("CARGO_BIN_EXE_aftersay"));
    let output = aftersay.args(words).current_dir(folder).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{command}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// A survey of the one question of a page.
fn survey(question: &str) -> String {
    let head = r#"{"schema":"aftersay.survey/1","id":"page","version":1,"questions":["#;
    [head, question, "]}"].concat()
}

/// The submissions of all buyers whose answers a page lists, one a line.
fn submissions(survey: &Survey, visits: &str) -> String {
    let mut lines = String::new();
    let mut n_submissions = 0_u128;
    for line in visits.lines() {
        let visit: Tree = serde_json::from_str(line).unwrap();
        let id = survey.questions[0].id.as_str();
        let answers = Tree::map([(id, visit.get("answer").unwrap().clone())]);
        let scores = score(survey, &Answers::read(&answers, survey, &Pointer::default()).unwrap());
        let context = visit.get("context").cloned().unwrap_or(Tree::Map(Vec::new()));
        for _ in 0..visit.get("buyers").unwrap().integer().unwrap() {
            // Spread out, so that the groups for standard errors are of equal size.
            n_submissions += 1;
            let number = n_submissions.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
            let submission = Tree::map([
                ("schema", "aftersay.submission/1".into()),
                ("id", SubmissionId::drawn(number.to_be_bytes()).to_string().as_str().into()),
                ("survey", "page".into()),
                ("version", 1.0.into()),
                ("lang", "en".into()),
                ("complete", true.into()),
                ("asked", Tree::List(vec![id.into()])),
                ("answers", answers.clone()),
                ("scores", Tree::from(&scores)),
                ("context", context.clone()),
                ("privacy", Tree::map([("mode", "answers".into()), ("masked", 0.0.into())])),
            ]);
            lines += &serde_json::to_string(&submission).unwrap();
            lines.push('\n');
        }
    }
    lines
}

/// Runs every command of a block and finds the lines below it in what it prints, in their order.
fn check(name: &str, block: &str, folder: &Path) {
    let mut output = String::new();
    let mut printed_lines = output.lines();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            output = printed(command, folder);
            printed_lines = output.lines();
        } else if !matches!(line.trim(), "" | "…") {
            let found = printed_lines.any(|printed| printed.trim() == line.trim());
            assert!(found, "{name}: {line:?} is not the next of\n{output}");
        }
    }
}

/// The numbers of a text, as they are written.
fn numbers(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| c.is_whitespace() || "{}[]:,;()“”\"%±".contains(c));
    let words = words.map(|word| word.trim_end_matches('.'));
    words.filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect()
}

#[test]
fn every_command_on_a_page_prints_what_stands_below_it() {
    let mut n_commands = 0;
    for (name, page) in pages(&[DOCS, "/models"].concat()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut asked = None;
        for (sort, text) in blocks(&page) {
            match sort {
                "json survey" => {
                    let file = survey(text);
                    std::fs::write(folder.join("survey.json"), &file).unwrap();
                    asked = Survey::read(&serde_json::from_str(&file).unwrap()).ok();
                }
                "jsonl answers" => {
                    let lines = submissions(asked.as_ref().unwrap(), text);
                    std::fs::write(folder.join("answers.jsonl"), lines).unwrap();
                }
                "console" => {
                    check(&name, text, folder);
                    n_commands += text.lines().filter(|line| line.starts_with("$ ")).count();
                }
                other => panic!("{name}: a block of {other:?} is held by no test"),
            }
        }
    }
    assert!(40 < n_commands, "only {n_commands} commands were run");
}

#[test]
fn every_bold_number_on_a_page_stands_in_a_block_of_its_section() {
    let mut n_numbers = 0;
    for (name, page) in pages(&[DOCS, "/models"].concat()) {
        for section in page.split("\n## ") {
            let held = blocks(section).into_iter().map(|(_, text)| text).collect::<String>();
            let held = numbers(&held);
            let prose: String = section.split("```").step_by(2).collect();
            for number in prose.split("**").skip(1).step_by(2).flat_map(numbers) {
                assert!(held.contains(&number), "{name}: {number} is in no block of its section");
                n_numbers += 1;
            }
        }
    }
    assert!(40 < n_numbers, "only {n_numbers} numbers are told in bold");
}

/// The share of the visitors who are asked a card that is drawn like any other.
fn share_asked(survey: &Survey) -> f64 {
    let n_drawn = |asked: usize, of: usize| asked.min(of) as f64 / of as f64;
    let questions = survey.questions.iter().filter(|question| !question.always);
    let shares = questions.map(|question| {
        let n_cards = question.sheets.iter().filter(|sheet: &&Sheet| sheet.when.is_none()).count();
        n_drawn(question.at_most, n_cards)
    });
    let n_always = survey.questions.iter().filter(|question| question.always).count();
    let n_rest = survey.questions.len() - n_always;
    n_drawn(survey.at_most - n_always, n_rest) * shares.fold(1.0, f64::min)
}

#[test]
fn every_ready_made_survey_is_listed_with_the_answers_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = std::fs::read_dir(SURVEYS).unwrap().collect::<Vec<_>>().len();
    for row in rows(&pages(DOCS)["surveys"]) {
        let [name, _, _, options, answers, visitors] = row.as_slice() else { panic!("{row:?}") };
        let name = name.trim_matches('`');
        let file = std::fs::read_to_string(format!("{SURVEYS}/{name}.json")).unwrap();
        let survey = Survey::read(&serde_json::from_str(&file).unwrap()).unwrap();
        let options = options.trim_matches('`');
        let plan = printed(&format!("aftersay plan {options}"), folder.path());
        let plan: Tree = serde_json::from_str(&plan).unwrap();
        let needed = plan.get("needed").and_then(Tree::number).unwrap();
        assert_eq!(needed.to_string(), *answers, "{name}: answers");
        let needed = (needed / share_asked(&survey) - 1e-9).ceil();
        assert_eq!(needed.to_string(), *visitors, "{name}: visitors");
        files -= 1;
    }
    assert_eq!(files, 0, "so many are not listed");
}

#[test]
fn check_is_content_with_every_ready_made_survey() {
    let files = std::fs::read_dir(SURVEYS).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.map(|path| path.to_string_lossy().into_owned()).collect();
    let told = printed(&format!("aftersay check {}", files.join(" ")), Path::new("."));
    assert_eq!(told.lines().count(), files.len(), "{told}");
}
