//! Groups and changes as a page shows them.

use crate::report::groups::{Column, GroupReport};
use crate::report::words::{self, Other, counted, measure, rounded};
use crate::report::{Field, Report};
use aftersay::scoring::compare::Difference;
use aftersay::survey::{Question, Survey};
use maud::{Markup, html};

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
    let columns = Column::of(report, survey);
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

fn cell(report: &Report, column: &Column<'_>) -> Markup {
    let (score, change) = column.found(report);
    let measure = measure(column.name, column.question);
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
