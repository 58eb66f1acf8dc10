//! Groups and changes as a page shows them.

use crate::report::groups::GroupReport;
use crate::report::words::{self, Other, counted, measure, rounded};
use crate::report::{Field, Finding, Report};
use aftersay::scoring::compare::Difference;
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Question, Survey};
use maud::{Markup, html};

/// A score that groups are shown by: that of several questions, or the first of one.
struct Column<'a> {
    name: &'a str,
    question: Option<&'a Question>,
}

/// How a score differs from that of the days before.
pub(super) fn change(
    name: &str,
    question: Option<&Question>,
    changes: &[(impl AsRef<str>, Difference)],
) -> Markup {
    let change = changes.iter().find(|(of, _)| of.as_ref() == name);
    html! {
        @if let Some((_, change)) = change {
            p.change { (words::change(&measure(name, question), change, Other::Before)) }
        }
    }
}

/// Where the same is told by group, for those who may want to split it.
pub(super) fn ways_to_split(survey: &Survey) -> Markup {
    html! {
        nav.split aria-label="Split the figures" {
            @for field in Field::ALL {
                a href={ "/dashboard/" (survey.id) "?by=" (field.name()) } {
                    "By " (words::field(field))
                }
            }
        }
    }
}

/// Every group in a row.
pub(super) fn groups(report: &Report, survey: &Survey) -> Markup {
    let columns = columns(report, survey);
    html! {
        @if let Some(first) = report.groups.first() {
            section.card aria-labelledby="groups" {
                h2 id="groups" { "By " (words::field(first.by)) }
                div.wide tabindex="0" role="region" aria-labelledby="groups" {
                    table.groups {
                        thead { tr {
                            th scope="col" { "Group" }
                            @for Column { name, question } in &columns {
                                th scope="col" {
                                    (measure(name, *question).title)
                                    @if let Some(question) = question {
                                        small { (words::prompt(question)) }
                                    }
                                }
                            }
                        } }
                        tbody { @for group in &report.groups { (row(group, &columns)) } }
                    }
                }
            }
        }
    }
}

/// The scores that some group shows.
fn columns<'a>(report: &'a Report, survey: &'a Survey) -> Vec<Column<'a>> {
    let shown = || report.groups.iter().filter_map(|group| group.report.as_ref());
    let mut columns = Vec::new();
    for (name, _) in &report.indexes {
        columns.push(Column { name, question: None });
    }
    for question in &survey.questions {
        let mut found = shown().filter_map(|report| figures(report, question)?.scores.first());
        if let Some((name, _)) = found.next() {
            columns.push(Column { name, question: Some(question) });
        }
    }
    columns
}

fn figures<'a>(
    report: &'a Report,
    question: &Question,
) -> Option<&'a crate::report::figures::Figures> {
    let found = report.questions.iter().find(|found| found.id == question.id)?;
    if let Finding::Shown(figures) = &found.finding { Some(figures) } else { None }
}

fn row(group: &GroupReport, columns: &[Column<'_>]) -> Markup {
    let value = words::group(group.value.as_deref());
    html! {
        tr {
            @match &group.report {
                None => {
                    th scope="row" { (value) }
                    td.quiet colspan=(columns.len()) { (words::GROUP_HIDDEN) }
                }
                Some(report) => {
                    th scope="row" {
                        (value) small { (counted(report.n, "response", "responses")) }
                    }
                    @for column in columns { td { (cell(report, column)) } }
                }
            }
        }
    }
}

fn cell(report: &Report, Column { name, question }: &Column<'_>) -> Markup {
    let (score, change) = found(report, name, *question);
    let measure = measure(name, *question);
    html! {
        @match score {
            None => "–",
            Some(score) => {
                (measure.show(score.value))
                @if let Some((low, high)) = score.interval {
                    small { (rounded(low, measure.n_decimals)) " to " (measure.show(high)) }
                }
                @if let Some(change) = change {
                    small { (words::change(&measure, change, Other::Others)) }
                }
            }
        }
    }
}

/// A group's score of this name, and how it differs from that of the others.
fn found<'a>(
    report: &'a Report,
    name: &str,
    question: Option<&Question>,
) -> (Option<Estimate>, Option<&'a Difference>) {
    let Some(question) = question else {
        let index = report.indexes.iter().find(|(of, _)| of == name);
        let change = report.changes.iter().find(|(of, _)| of == name);
        return (index.and_then(|(_, index)| *index), change.map(|(_, change)| change));
    };
    let Some(figures) = figures(report, question) else { return (None, None) };
    let score = figures.scores.iter().find(|(of, _)| *of == name);
    let change = figures.changes.iter().find(|(of, _)| *of == name);
    (score.and_then(|(_, score)| *score), change.map(|(_, change)| change))
}
