//! The same scores for each group of visitors, as far as they tell on nobody.

use super::parts::Split;
use super::{Field, Figures, Finding, Report, Tally, changes};
use aftersay::scoring::disclosure::{self, Group, KMin};
use aftersay::survey::{Kind, Survey};
use std::collections::BTreeSet;

/// What was found of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupReport {
    /// What splits the groups.
    pub by: Field,
    /// Which of them it is; `None` where the page did not tell.
    pub value: Option<String>,
    /// Its scores; `None` where the group is hidden.
    pub report: Option<Report>,
}

/// One group, and its responses that the report is not about.
struct Member {
    value: Option<String>,
    now: Tally,
    others: Tally,
}

/// A figure that all groups have, and that would follow for one of them from the others' and that
/// of all.
enum Cell {
    /// What is told of a question at all.
    Question(usize),
    /// One of its scores.
    Score(usize, &'static str),
    /// A figure over several questions.
    Index(usize),
}

/// Works out what may be told of each group, beside what is told of all.
///
/// A group, or a single figure of it, is hidden where it rests on few, or where the same group's
/// responses on other days are few, since all less these are told as well. More are hidden until
/// what is shown does not reveal them.
///
/// - **Source**: measurement reference, F5; changes against all others, F3.
pub(super) fn groups(
    by: Field,
    now: &Split,
    others: &Split,
    survey: &Survey,
    k_min: u64,
) -> Vec<GroupReport> {
    let members = members(now, others);
    let is_few = |n: u64| 0 < n && n < k_min;
    let sizes = members.iter().map(|member| Group {
        n: member.now.n_responses(),
        gives_itself_away: is_few(member.others.n_responses()),
    });
    let hide = hidden(&sizes.collect::<Vec<_>>(), k_min);

    let of = |tally: fn(&Member) -> &Tally, k_min| -> Vec<_> {
        members.iter().map(|member| tally(member).report(survey, k_min)).collect()
    };
    let (open, elsewhere) = (of(|member| &member.now, 1), of(|member| &member.others, 1));
    let mut shown = of(|member| &member.now, k_min);
    for cell in cells(&open) {
        let sizes = members.iter().enumerate().map(|(at, member)| {
            let n = open.get(at).map_or(0, |open| cell.n(open, &member.now));
            let n_elsewhere = elsewhere.get(at).map_or(0, |open| cell.n(open, &member.others));
            let is_hidden = hide.get(at) == Some(&true)
                || !shown.get(at).is_some_and(|report| cell.is_shown(report));
            Group { n, gives_itself_away: is_hidden || is_few(n_elsewhere) }
        });
        let hide = hidden(&sizes.collect::<Vec<_>>(), k_min);
        for (report, _) in shown.iter_mut().zip(hide).filter(|(_, hide)| *hide) {
            cell.conceal(report);
        }
    }
    let reported = members.into_iter().zip(shown).zip(hide).map(|((member, mut report), hide)| {
        let mut rest = now.all.clone();
        rest.subtract(&member.now);
        changes::compare(&mut report, &rest.report(survey, k_min));
        leave_scores(&mut report, survey);
        GroupReport { by, value: member.value, report: (!hide).then_some(report) }
    });
    reported.collect()
}

/// The groups in the order of their bands; those who told no group are one more.
fn members(now: &Split, others: &Split) -> Vec<Member> {
    let mut values: Vec<_> = now.groups.keys().chain(others.groups.keys()).collect();
    values.sort_by_key(|value| place(value));
    values.dedup();
    let of = |split: &Split, value: &String| split.groups.get(value).cloned().unwrap_or_default();
    let mut members: Vec<_> = values
        .into_iter()
        .map(|value| Member {
            value: Some(value.clone()),
            now: of(now, value),
            others: of(others, value),
        })
        .collect();
    let rest = |split: &Split| {
        let mut rest = split.all.clone();
        split.groups.values().for_each(|group| rest.subtract(group));
        rest
    };
    let rest = Member { value: None, now: rest(now), others: rest(others) };
    if 0 < rest.now.n_responses() + rest.others.n_responses() {
        members.push(rest);
    }
    members
}

/// Where a group stands among the others: `25-50 EUR` by its currency and then by its number, a
/// version by its number, and everything else by the alphabet.
pub(super) fn place(value: &str) -> (&str, u64, &str) {
    let (range, unit) = value.split_once(' ').unwrap_or((value, ""));
    let number = range.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    (unit, number.parse().unwrap_or(0), value)
}

/// Which of the groups to hide.
fn hidden(groups: &[Group], k_min: u64) -> Vec<bool> {
    match KMin::new(k_min) {
        Ok(k_min) => disclosure::hidden(groups, k_min),
        // Whoever may ask for less has the lines in hand, and nothing has to be kept from them.
        Err(_) => groups.iter().map(|group| 0 < group.n && group.n < k_min).collect(),
    }
}

/// Every figure that some group has.
fn cells(open: &[Report]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let Some(any) = open.first() else { return cells };
    for at in 0..any.questions.len() {
        cells.push(Cell::Question(at));
        let figures = open.iter().filter_map(|report| figures(report, at));
        let names = figures.flat_map(|figures| figures.scores.iter().map(|(name, _)| *name));
        let names: BTreeSet<_> = names.collect();
        cells.extend(names.into_iter().map(|name| Cell::Score(at, name)));
    }
    cells.extend((0..any.indexes.len()).map(Cell::Index));
    cells
}

fn figures(report: &Report, at: usize) -> Option<&Figures> {
    match &report.questions.get(at)?.finding {
        Finding::Shown(figures) => Some(figures),
        Finding::Hidden | Finding::TooFew { .. } => None,
    }
}

impl Cell {
    /// How many visitors are behind it, in a report that hides nothing for being few.
    fn n(&self, open: &Report, tally: &Tally) -> u64 {
        match *self {
            Self::Question(at) => open.questions.get(at).map_or(0, |question| {
                let id = &question.id;
                tally.n_answered(id) + tally.n_scored(id)
            }),
            Self::Score(at, name) => figures(open, at).map_or_else(
                || Self::Question(at).n(open, tally),
                |figures| score(figures, name).map_or(0, |score| score.n),
            ),
            Self::Index(at) => {
                open.indexes.get(at).and_then(|(_, index)| *index).map_or(0, |index| index.n)
            }
        }
    }

    fn is_shown(&self, report: &Report) -> bool {
        match *self {
            Self::Question(at) => figures(report, at).is_some(),
            Self::Score(at, name) => {
                figures(report, at).and_then(|figures| score(figures, name)).is_some()
            }
            Self::Index(at) => report.indexes.get(at).is_some_and(|(_, index)| index.is_some()),
        }
    }

    fn conceal(&self, report: &mut Report) {
        match *self {
            Self::Question(at) => {
                if let Some(question) = report.questions.get_mut(at) {
                    question.finding = Finding::Hidden;
                }
            }
            Self::Score(at, name) => {
                if let Some(Finding::Shown(figures)) =
                    report.questions.get_mut(at).map(|question| &mut question.finding)
                {
                    figures.scores.retain(|(other, _)| *other != name);
                }
            }
            Self::Index(at) => {
                if let Some((_, index)) = report.indexes.get_mut(at) {
                    *index = None;
                }
            }
        }
    }
}

fn score(figures: &Figures, name: &str) -> Option<aftersay::scoring::estimate::Estimate> {
    figures.scores.iter().find(|(other, _)| *other == name)?.1
}

/// Leaves of a group's report its scores alone: what is behind them would have to be kept from
/// telling on the other groups, item by item and answer by answer. How few gave the answers that are
/// hidden would tell as well.
fn leave_scores(report: &mut Report, survey: &Survey) {
    let is_text = |id: &str| survey.question(id).is_some_and(|(_, q)| q.kind == Kind::Text);
    report.questions.retain(|question| !is_text(&question.id));
    for question in &mut report.questions {
        question.finding = match std::mem::replace(&mut question.finding, Finding::Hidden) {
            Finding::Shown(figures) => {
                let Figures { n, n_asked, scores, changes, .. } = *figures;
                Finding::Shown(Box::new(Figures { scores, changes, ..Figures::new(n, n_asked) }))
            }
            Finding::TooFew { n: 0, n_asked } => Finding::TooFew { n: 0, n_asked },
            Finding::TooFew { .. } | Finding::Hidden => Finding::Hidden,
        };
    }
    report.warnings.clear();
}
