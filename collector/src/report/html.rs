//! A report as a page: plain HTML that needs no script and keeps to a strict policy.

mod chart;
mod figures;
mod groups;

use super::words::{self, counted, measure, percent};
use super::{Finding, Report, Warning};
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Kind, Survey};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The pages' look, served as a file of its own or put into a page that stands alone.
pub const STYLESHEET: &str = include_str!("../../../www/dashboard/dashboard.css");

/// What the server's pages may load: their stylesheet and nothing else.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
                          form-action 'self'; frame-ancestors 'none'";

/// How many comments show before the reader asks for the rest.
const N_COMMENTS_OPEN: usize = 5;

/// Where a page will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// On the server, beside its stylesheet and the other pages.
    Dashboard,
    /// On the server, before one has signed in.
    Outside,
    /// In a file of its own, with everything in it.
    File,
}

/// One survey in the list of all.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// What it found out.
    pub report: &'a Report,
}

/// The list of surveys.
#[must_use]
pub fn list(summaries: &[Summary<'_>]) -> Markup {
    let content = html! {
        h1 { "Surveys" }
        @if summaries.is_empty() {
            p.quiet { "No survey yet. Put one into the folder of surveys, and it shows here." }
        }
        ul.surveys {
            @for Summary { survey, report } in summaries {
                li.card {
                    h2 { a href={ "/dashboard/" (survey.id) } { (words::title(survey)) } }
                    (alarm(report))
                    (facts(report))
                    @if let Some(sentence) = words::too_few_responses(report) {
                        p.quiet { (sentence) }
                    } @else {
                        (headlines(report, survey))
                    }
                }
            }
        }
    };
    frame("Surveys", Setting::Dashboard, &content)
}

/// The page of one survey.
#[must_use]
pub fn page(report: &Report, survey: &Survey, setting: Setting) -> Markup {
    let title = words::title(survey);
    let content = html! {
        @if setting == Setting::Dashboard {
            nav { a href="/dashboard" { "← All surveys" } }
        }
        h1 { (title) }
        (alarm(report))
        (facts(report))
        @if let Some(days) = words::days(&report.scope) { p.quiet { (days) } }
        @if let Some(sentence) = words::too_few_responses(report) {
            (waiting(report, survey, &sentence))
        } @else {
            (headlines(report, survey))
            (groups::groups(report, survey))
            (questions(report, survey))
        }
        (notes(report))
        @if setting == Setting::Dashboard {
            (groups::ways_to_split(survey))
            p.quiet { a href={ "/v1/reports/" (survey.id) } { "These figures as JSON" } }
        }
    };
    frame(&title, setting, &content)
}

fn questions(report: &Report, survey: &Survey) -> Markup {
    html! {
        @for (index, (question, found)) in words::questions(report, survey).enumerate() {
            section.question.card aria-labelledby={ "q-" (question.id) } {
                h2 id={ "q-" (question.id) } {
                    span.number { (index + 1) }
                    " " (words::prompt(question))
                }
                @match &found.finding {
                    Finding::Hidden => p.quiet { (words::HIDDEN) },
                    Finding::TooFew { n, n_asked } => (too_few(*n, *n_asked, report.k_min)),
                    Finding::Shown(figures) => (figures::figures_of(question, figures)),
                }
                @for (about, texts) in words::comments(report, question) {
                    @if let Some(about) = about { h3 { (about) } }
                    (comments(texts))
                }
            }
        }
    }
}

/// A page that shows nothing of what was found out.
#[must_use]
pub fn outside(title: &str, content: &Markup) -> Markup {
    frame(title, Setting::Outside, content)
}

fn frame(title: &str, setting: Setting, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words::LANG) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · aftersay" }
                // Or browsers would ask for one that is not there.
                link rel="icon" href="data:,";
                @match setting {
                    Setting::Dashboard | Setting::Outside => link rel="stylesheet" href="/dashboard/dashboard.css";,
                    // The file is ours and holds no `</style>`.
                    Setting::File => style { (PreEscaped(STYLESHEET)) },
                }
            }
            body {
                header.top { @match setting {
                    Setting::Dashboard => {
                        a.brand href="/dashboard" { "aftersay" }
                        form method="post" action="/logout" { button { "Sign out" } }
                    },
                    Setting::Outside | Setting::File => span.brand { "aftersay" },
                } }
                main { (content) }
            }
        }
    }
}

/// What has to be known of all answers: how many, how complete, how real.
fn facts(report: &Report) -> Markup {
    html! {
        p.facts {
            span { (counted(report.n, "response", "responses")) }
            @if 0 < report.n {
                span { (percent(report.n_complete, report.n)) " complete" }
            }
            @if 0 < report.n_simulated {
                span.badge {
                    "Simulated data"
                    @if report.n_simulated < report.n {
                        ": " (report.n_simulated) " of " (report.n)
                    }
                }
            }
        }
    }
}

/// What stands in place of figures where there are too few answers for any.
fn waiting(report: &Report, survey: &Survey, sentence: &str) -> Markup {
    html! {
        section.card.waiting {
            (chart::progress(report.n, report.k_min))
            p { (sentence) }
            p.quiet {
                "Until then nothing is shown, so that no single answer can be read off a figure."
            }
        }
        section.card {
            h2 { "What is asked" }
            ol.asked {
                @for question in &survey.questions { li { (words::prompt(question)) } }
            }
        }
    }
}

fn too_few(n: u64, n_asked: u64, k_min: u64) -> Markup {
    html! {
        (chart::progress(n, k_min))
        p { "Too few answers: " (n) " of " (k_min) "." }
        p.quiet { "Asked " (counted(n_asked, "time", "times")) "." }
    }
}

/// The figures that stand for the whole survey.
fn headlines(report: &Report, survey: &Survey) -> Markup {
    let indexes = report.indexes.iter().filter_map(|(name, index)| {
        Some((name.as_str(), "all that was rated".to_owned(), (*index)?))
    });
    let of_questions = words::questions(report, survey).filter_map(|(question, found)| {
        let Finding::Shown(figures) = &found.finding else { return None };
        let (name, score) = *figures.scores.first()?;
        let stands_out = matches!(
            question.kind,
            Kind::Nps | Kind::Csat | Kind::Ces | Kind::Csi { .. } | Kind::Acsi
        );
        Some((name, words::prompt(question), score.filter(|_| stands_out)?))
    });
    let all: Vec<_> = indexes.chain(of_questions).collect();
    html! {
        @if !all.is_empty() {
            ul.headlines {
                @for (name, of, estimate) in &all { li {
                    (headline(name, of, estimate))
                    (groups::change(name, None, &report.changes))
                } }
            }
        }
    }
}

fn headline(name: &str, of: &str, estimate: &Estimate) -> Markup {
    let measure = measure(name, None);
    html! {
        p.name title=(of) { (measure.title) }
        p.value {
            (measure.show(estimate.value))
            @if let Some((low, high)) = estimate.interval {
                " " span.level { "between " (words::rounded(low, measure.n_decimals)) " and " (measure.show(high)) }
            }
        }
        (chart::range(&measure, estimate))
    }
}

fn comments(texts: &[String]) -> Markup {
    let (open, folded) = texts.split_at(N_COMMENTS_OPEN.min(texts.len()));
    let quoted = |texts: &[String]| {
        html! { ul.comments { @for text in texts { li { p dir="auto" { (text) } } } } }
    };
    html! {
        @if !open.is_empty() { (quoted(open)) }
        @if !folded.is_empty() {
            details {
                summary { (counted(folded.len() as u64, "more comment", "more comments")) }
                (quoted(folded))
            }
        }
    }
}

/// What cannot wait.
fn alarm(report: &Report) -> Markup {
    html! {
        @for warning in report.warnings.iter().filter(|w| w.is_alarm()) {
            p.alarm role="status" { (warning.text) "." }
        }
    }
}

/// Warnings of too few answers stand where the figures would; the others stand here.
fn notes(report: &Report) -> Markup {
    let is_note = |w: &&Warning| w.code != "too_few" && !w.is_alarm();
    let others: Vec<_> = report.warnings.iter().filter(is_note).collect();
    html! {
        @if !others.is_empty() {
            section.card.notes {
                h2 { "Before you rely on it" }
                ul { @for warning in others { li { (warning.text) } } }
            }
        }
    }
}
