//! The Kano model: what a feature's presence and its absence do to satisfaction.
//!
//! Features age, from attractive over one-dimensional to must-be, so date every result.

use super::estimate::{Estimate, share};
use super::moments::{PairMoments, Tally};

/// Fong's factor for 90 % confidence, as his paper rounds it.
const FONG_90: f64 = 1.65;

/// From this percentage of the answers on does the leading letter lead: up to it, two share.
const MIXED_PERCENT: u64 = 6;

/// From this mean on is a coordinate of `DuMouchel` high.
const DUMOUCHEL_LIMIT: f64 = 2.0;

/// How somebody feels about a feature that is there, or that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// I like it.
    Like,
    /// It must be so.
    MustBe,
    /// I am neutral.
    Neutral,
    /// I can live with it.
    LiveWith,
    /// I dislike it.
    Dislike,
}

impl Answer {
    /// All the answers, in the order of the questionnaire.
    pub const ALL: [Self; 5] =
        [Self::Like, Self::MustBe, Self::Neutral, Self::LiveWith, Self::Dislike];

    /// The answer of a number from 1 (like) to 5 (dislike); `None` for any other.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// What one pair of answers, or the answers of many, make of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// A: pleases when there, not missed when not.
    Attractive,
    /// O: pleases when there, annoys when not.
    OneDimensional,
    /// M: taken for granted when there, annoys when not.
    MustBe,
    /// I: does not matter.
    Indifferent,
    /// R: pleases when it is *not* there.
    Reverse,
    /// Q: the two answers contradict each other.
    Questionable,
}

impl Letter {
    /// The letters as they are written, in the order of this enum.
    pub const NAMES: [&str; 6] = ["A", "O", "M", "I", "R", "Q"];

    /// The letter as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attractive => "A",
            Self::OneDimensional => "O",
            Self::MustBe => "M",
            Self::Indifferent => "I",
            Self::Reverse => "R",
            Self::Questionable => "Q",
        }
    }
}

/// How often each letter came up, in the order of [`Letter`]: `letters.add(letter as usize)`.
pub type Letters = Tally<6>;

/// Which evaluation table to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Table {
    /// The usual table.
    #[default]
    Usual,
    /// Pouliot's: "must be so" twice and "can live with it" twice contradict themselves too.
    Pouliot,
}

/// Finds the letter of one pair of answers; `None` where one is missing.
///
/// - **Shape**: the answer to "it is there", then the answer to "it is not there".
/// - **Source**: Kano, Seraku, Takahashi & Tsuji (1984) Attractive quality and must-be quality;
///   Pouliot in Berger et al. (1993) Kano's methods for understanding customer-defined quality.
///
/// # Examples
/// ```
/// use aftersay::scoring::kano::{Answer, Letter, Table, letter};
/// let pair = (Some(Answer::Like), Some(Answer::Dislike));
/// assert_eq!(letter(pair.0, pair.1, Table::Usual), Some(Letter::OneDimensional));
/// assert_eq!(letter(pair.0, None, Table::Usual), None);
/// ```
#[must_use]
pub const fn letter(there: Option<Answer>, not: Option<Answer>, table: Table) -> Option<Letter> {
    use Answer::{Dislike, Like, LiveWith, MustBe};
    let (Some(there), Some(not)) = (there, not) else {
        return None;
    };
    Some(match (there, not, table) {
        (Like, Like, _) | (Dislike, Dislike, _) => Letter::Questionable,
        (MustBe, MustBe, Table::Pouliot) | (LiveWith, LiveWith, Table::Pouliot) => {
            Letter::Questionable
        }
        (Like, Dislike, _) => Letter::OneDimensional,
        (Like, _, _) => Letter::Attractive,
        (_, Like, _) | (Dislike, _, _) => Letter::Reverse,
        (_, Dislike, _) => Letter::MustBe,
        _ => Letter::Indifferent,
    })
}

/// The letters in the order in which they win ties: what is riskier to neglect comes first.
const TIES: [Letter; 6] = [
    Letter::MustBe,
    Letter::OneDimensional,
    Letter::Attractive,
    Letter::Indifferent,
    Letter::Reverse,
    Letter::Questionable,
];

/// The most frequent letter, ties by M > O > A > I > R > Q; `None` without answers.
///
/// - **Source**: Berger et al. (1993); the ties beyond M > O > A > I are a convention of ours.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::{Letter, mode}};
/// let letters = Tally { counts: [28, 30, 18, 16, 5, 3] }; // A, O, M, I, R, Q
/// assert_eq!(mode(&letters), Some(Letter::OneDimensional));
/// ```
#[must_use]
pub fn mode(letters: &Letters) -> Option<Letter> {
    ranked(letters, &TIES).first().filter(|(_, n)| 0 < *n).map(|&(letter, _)| letter)
}

/// The most frequent of A, O and M, whatever the others say; `None` where none of these came up.
///
/// Some Chinese texts decide by these three alone. As this can never yield I or R, show it beside
/// the [`mode`] and not instead.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::{Letter, leading_wanted}};
/// let letters = Tally { counts: [22, 14, 12, 45, 4, 3] }; // A, O, M, I, R, Q
/// assert_eq!(leading_wanted(&letters), Some(Letter::Attractive));
/// ```
#[must_use]
pub fn leading_wanted(letters: &Letters) -> Option<Letter> {
    let wanted = [Letter::MustBe, Letter::OneDimensional, Letter::Attractive];
    ranked(letters, &wanted).first().filter(|(_, n)| 0 < *n).map(|&(letter, _)| letter)
}

/// Blauth's rule: the most frequent of A, O, M if these outnumber I, R, Q, else of I, R, Q.
///
/// - **Source**: Blauth in Berger et al. (1993). `None` without answers.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::{Letter, blauth}};
/// let letters = Tally { counts: [20, 20, 20, 40, 0, 0] }; // A, O, M, I, R, Q
/// assert_eq!(blauth(&letters), Some(Letter::MustBe)); // 60 against 40, where the mode is I
/// ```
#[must_use]
pub fn blauth(letters: &Letters) -> Option<Letter> {
    let [attractive, one_dimensional, must_be, ..] = letters.counts;
    let wanted = attractive + one_dimensional + must_be;
    if letters.n() - wanted < wanted {
        return leading_wanted(letters);
    }
    let others = [Letter::Indifferent, Letter::Reverse, Letter::Questionable];
    ranked(letters, &others).first().filter(|(_, n)| 0 < *n).map(|&(letter, _)| letter)
}

/// By how much the leading letter leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CategoryStrength {
    /// The lead over the second letter, as a share of all answers, 0.0 to 1.0.
    pub lead: f64,
    /// The leading letter; in a mixed class, the one that is riskier to neglect.
    pub letter: Letter,
    /// The other letter of a mixed class, which a lead of at most 6 % makes.
    pub mixed_with: Option<Letter>,
}

/// Finds how clearly one of A, O, M, I and R leads; `None` where none of them came up.
///
/// - **Source**: Lee & Newcomb (1997) Applying the Kano methodology to meet customer
///   requirements.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::{Letter, category_strength}};
/// let letters = Tally { counts: [48, 52, 0, 0, 0, 0] }; // A, O, M, I, R, Q
/// let strength = category_strength(&letters).unwrap();
/// assert_eq!((strength.lead, strength.letter), (0.04, Letter::OneDimensional));
/// assert_eq!(strength.mixed_with, Some(Letter::Attractive));
/// ```
#[must_use]
pub fn category_strength(letters: &Letters) -> Option<CategoryStrength> {
    let n = letters.n();
    let [(first, n_first), (second, n_second)] = leading_two(letters)?;
    let lead = (n_first - n_second) as f64 / n as f64;
    let is_mixed = 0 < n_second && 100 * (n_first - n_second) <= MIXED_PERCENT * n;
    if !is_mixed {
        return Some(CategoryStrength { lead, letter: first, mixed_with: None });
    }
    let mut pair = TIES.into_iter().filter(|letter| *letter == first || *letter == second);
    Some(CategoryStrength { lead, letter: pair.next()?, mixed_with: pair.next() })
}

/// The share of A, O and M among all answers; from 0.6 on a feature is strongly wanted.
///
/// - **Units**: a share, 0.0 to 1.0, with Wilson's interval; `None` without answers.
/// - **Source**: Lee & Newcomb (1997).
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::total_strength};
/// let letters = Tally { counts: [30, 30, 15, 25, 0, 0] }; // A, O, M, I, R, Q
/// assert_eq!(total_strength(&letters).unwrap().value, 0.75);
/// ```
#[must_use]
pub fn total_strength(letters: &Letters) -> Option<Estimate> {
    let [attractive, one_dimensional, must_be, ..] = letters.counts;
    share(attractive + one_dimensional + must_be, letters.n())
}

/// By how much satisfaction rises where the feature is there: `(A + O) / (A + O + M + I)`.
///
/// - **Units**: 0.0 to 1.0, with Wilson's interval; `None` where none of the four came up.
/// - **Source**: Timko in Berger et al. (1993).
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::{better, worse}};
/// let letters = Tally { counts: [2, 1, 4, 1, 9, 9] }; // A, O, M, I, R, Q
/// assert_eq!(better(&letters).unwrap().value, 0.375); // (2 + 1) / 8
/// assert_eq!(worse(&letters).unwrap().value, -0.625); // -(1 + 4) / 8
/// ```
#[must_use]
pub fn better(letters: &Letters) -> Option<Estimate> {
    let [attractive, one_dimensional, must_be, indifferent, _, _] = letters.counts;
    let n = attractive + one_dimensional + must_be + indifferent;
    share(attractive + one_dimensional, n)
}

/// By how much satisfaction falls where the feature is not there: `-(O + M) / (A + O + M + I)`.
///
/// - **Units**: -1.0 to 0.0, with Wilson's interval; `None` where none of the four came up.
/// - **Source**: Timko in Berger et al. (1993).
#[must_use]
pub fn worse(letters: &Letters) -> Option<Estimate> {
    let [attractive, one_dimensional, must_be, indifferent, _, _] = letters.counts;
    let n = attractive + one_dimensional + must_be + indifferent;
    let loss = share(one_dimensional + must_be, n)?;
    let interval = loss.interval.map(|(low, high)| (-high, -low));
    Some(Estimate { value: -loss.value, interval, n })
}

/// Whether the two most frequent letters differ by more than chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fong {
    /// The lead of the first over the second, in answers.
    pub lead: u64,
    /// The least lead that is more than chance, at 90 %.
    pub limit: f64,
    /// Whether the lead reaches it.
    pub is_distinct: bool,
}

/// Tests the lead of the most frequent of A, O, M, I and R; `None` where none of them came up.
///
/// - **Source**: Fong (1996) Using the self-stated importance questionnaire to interpret Kano
///   questionnaire results: `a - b >= 1.65 sqrt((a + b) (2n - a - b) / 2n)`.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, kano::fong};
/// let test = fong(&Tally { counts: [40, 10, 0, 0, 25, 25] }).unwrap(); // A, O, M, I, R, Q
/// assert_eq!(test.lead, 15); // 40 less 25
/// assert!(test.is_distinct); // 1.65 * sqrt(65 * 135 / 200) is 10.9
/// ```
#[must_use]
pub fn fong(letters: &Letters) -> Option<Fong> {
    let [(_, first), (_, second)] = leading_two(letters)?;
    let (both, all) = ((first + second) as f64, 2.0 * letters.n() as f64);
    let limit = FONG_90 * (both * (all - both) / all).sqrt();
    let lead = first - second;
    Some(Fong { lead, limit, is_distinct: limit <= lead as f64 })
}

/// One pair of answers as a point: (there, not there), each -2.0 to 4.0.
///
/// Strong positive answers count more than negative ones, which may be questionable or reverse.
///
/// - **Source**: `DuMouchel` in Berger et al. (1993).
///
/// # Examples
/// ```
/// use aftersay::scoring::kano::{Answer, point};
/// assert_eq!(point(Some(Answer::Like), Some(Answer::LiveWith)), Some((4.0, 2.0)));
/// ```
#[must_use]
pub const fn point(there: Option<Answer>, not: Option<Answer>) -> Option<(f64, f64)> {
    let (Some(there), Some(not)) = (there, not) else {
        return None;
    };
    let there = match there {
        Answer::Like => 4.0,
        Answer::MustBe => 2.0,
        Answer::Neutral => 0.0,
        Answer::LiveWith => -1.0,
        Answer::Dislike => -2.0,
    };
    let not = match not {
        Answer::Like => -2.0,
        Answer::MustBe => -1.0,
        Answer::Neutral => 0.0,
        Answer::LiveWith => 2.0,
        Answer::Dislike => 4.0,
    };
    Some((there, not))
}

/// A feature as the mean of its points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DuMouchel {
    /// What its presence does, -2.0 to 4.0.
    pub there: Estimate,
    /// What its absence does, -2.0 to 4.0.
    pub not: Estimate,
    /// The quadrant: O, A, M or I.
    pub letter: Letter,
}

/// Places a feature by the means of its points; `None` without a pair.
///
/// - **Shape**: (there, not there) of every complete pair, as [`point`] gives them.
/// - **Source**: `DuMouchel` in Berger et al. (1993); a mean of 2 counts as high.
///
/// # Examples
/// ```
/// use aftersay::scoring::kano::{Letter, du_mouchel};
/// let points = [(4.0, 4.0), (4.0, -2.0)].into_iter().collect();
/// assert_eq!(du_mouchel(&points).unwrap().letter, Letter::Attractive); // (4, 1)
/// ```
#[must_use]
pub fn du_mouchel(points: &PairMoments) -> Option<DuMouchel> {
    let (there, not) = (points.x().estimate()?, points.y().estimate()?);
    let letter = match (DUMOUCHEL_LIMIT <= there.value, DUMOUCHEL_LIMIT <= not.value) {
        (true, true) => Letter::OneDimensional,
        (true, false) => Letter::Attractive,
        (false, true) => Letter::MustBe,
        (false, false) => Letter::Indifferent,
    };
    Some(DuMouchel { there, not, letter })
}

/// Some letters with their counts, most frequent first, ties in the order given.
fn ranked(letters: &Letters, among: &[Letter]) -> Vec<(Letter, u64)> {
    let count = |letter: Letter| letters.counts.get(letter as usize).copied().unwrap_or(0);
    let mut ranked: Vec<_> = among.iter().map(|&letter| (letter, count(letter))).collect();
    ranked.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    ranked
}

/// The two most frequent of A, O, M, I and R.
fn leading_two(letters: &Letters) -> Option<[(Letter, u64); 2]> {
    let among = TIES.split_last()?.1;
    let two = ranked(letters, among).first_chunk().copied();
    two.filter(|[(_, n_first), _]| 0 < *n_first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    const CASE_1: Letters = Tally { counts: [28, 30, 18, 16, 5, 3] };
    const CASE_2: Letters = Tally { counts: [22, 14, 12, 45, 4, 3] };

    fn table(table: Table) -> String {
        let letters = Answer::ALL.into_iter().map(|there| {
            let row = Answer::ALL.into_iter().map(|not| letter(Some(there), Some(not), table));
            row.map(|letter| ["A", "O", "M", "I", "R", "Q"][letter.unwrap() as usize]).collect()
        });
        letters.collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn the_tables_are_those_of_the_papers() {
        assert_eq!(table(Table::Usual), "QAAAO RIIIM RIIIM RIIIM RRRRQ");
        assert_eq!(table(Table::Pouliot), "QAAAO RQIIM RIIIM RIIQM RRRRQ");
    }

    #[test]
    fn a_pair_with_a_missing_half_has_no_letter() {
        assert_eq!(letter(None, Some(Answer::Like), Table::Usual), None);
        assert_eq!(letter(Some(Answer::Like), None, Table::Usual), None);
        assert_eq!(point(Some(Answer::Like), None), None);
        assert_eq!([Answer::from_number(0), Answer::from_number(6)], [None, None]);
        assert_eq!(Answer::from_number(5), Some(Answer::Dislike));
    }

    #[test]
    fn the_first_case_of_the_reference_is_a_mixed_class() {
        assert_eq!(mode(&CASE_1), Some(Letter::OneDimensional));
        assert_eq!(leading_wanted(&CASE_1), Some(Letter::OneDimensional));
        assert_eq!(blauth(&CASE_1), Some(Letter::OneDimensional));
        let strength = category_strength(&CASE_1).unwrap();
        assert_near("strength", strength.lead, 0.02, 1e-9);
        assert_eq!(strength.letter, Letter::OneDimensional);
        assert_eq!(strength.mixed_with, Some(Letter::Attractive));
        assert_near("total", total_strength(&CASE_1).unwrap().value, 0.76, 1e-9);
        assert_near("better", better(&CASE_1).unwrap().value, 0.630_435, 5e-7);
        assert_near("worse", worse(&CASE_1).unwrap().value, -0.521_739, 5e-7);
        let fong = fong(&CASE_1).unwrap();
        assert_near("Fong", fong.limit, 10.588_321, 5e-7);
        assert_eq!((fong.lead, fong.is_distinct), (2, false));
    }

    #[test]
    fn the_second_case_of_the_reference_is_distinctly_indifferent() {
        assert_eq!(mode(&CASE_2), Some(Letter::Indifferent));
        assert_eq!(leading_wanted(&CASE_2), Some(Letter::Attractive));
        assert_eq!(blauth(&CASE_2), Some(Letter::Indifferent));
        let strength = category_strength(&CASE_2).unwrap();
        assert_near("strength", strength.lead, 0.23, 1e-9);
        assert_eq!((strength.letter, strength.mixed_with), (Letter::Indifferent, None));
        assert_near("total", total_strength(&CASE_2).unwrap().value, 0.48, 1e-9);
        assert_near("better", better(&CASE_2).unwrap().value, 0.387_097, 5e-7);
        assert_near("worse", worse(&CASE_2).unwrap().value, -0.279_570, 5e-7);
        let fong = fong(&CASE_2).unwrap();
        assert_near("Fong", fong.limit, 11.013_673, 5e-7);
        assert_eq!((fong.lead, fong.is_distinct), (23, true));
    }

    #[test]
    fn ties_go_to_what_is_riskier_to_neglect() {
        for (case, counts, letter) in [
            ("all alike", [1; 6], Letter::MustBe),
            ("A and O", [2, 2, 0, 0, 0, 0], Letter::OneDimensional),
            ("A and I", [2, 0, 0, 2, 0, 0], Letter::Attractive),
            ("R and Q", [0, 0, 0, 0, 2, 2], Letter::Reverse),
            ("only Q", [0, 0, 0, 0, 0, 2], Letter::Questionable),
        ] {
            assert_eq!(mode(&Tally { counts }), Some(letter), "{case}");
        }
        let half_and_half = Tally { counts: [2, 0, 0, 2, 0, 0] };
        assert_eq!(blauth(&half_and_half), Some(Letter::Indifferent));
        let indifferent_or_reverse = Tally { counts: [0, 0, 0, 50, 50, 0] };
        let strength = category_strength(&indifferent_or_reverse).unwrap();
        assert_eq!(strength.letter, Letter::Indifferent);
        assert_eq!(strength.mixed_with, Some(Letter::Reverse));
    }

    #[test]
    fn without_answers_there_is_no_class() {
        let none = Letters::default();
        assert_eq!((mode(&none), leading_wanted(&none), blauth(&none)), (None, None, None));
        assert_eq!((category_strength(&none), fong(&none)), (None, None));
        assert_eq!((total_strength(&none), better(&none), worse(&none)), (None, None, None));
        assert_eq!(du_mouchel(&PairMoments::default()), None);
        let questionable = Tally { counts: [0, 0, 0, 0, 0, 9] };
        assert_eq!(category_strength(&questionable), None);
        assert_eq!(better(&questionable), None);
        assert_eq!(leading_wanted(&questionable), None);
    }

    #[test]
    fn du_mouchel_places_features_in_quadrants() {
        for (there, not, letter) in [
            (2.0, 2.0, Letter::OneDimensional),
            (2.0, 1.9, Letter::Attractive),
            (1.9, 2.0, Letter::MustBe),
            (1.9, 1.9, Letter::Indifferent),
        ] {
            let points = [(there, not)].into_iter().collect();
            assert_eq!(du_mouchel(&points).unwrap().letter, letter, "{there}, {not}");
        }
        assert_eq!(point(Some(Answer::MustBe), Some(Answer::Dislike)), Some((2.0, 4.0)));
    }

    proptest! {
        #[test]
        fn the_figures_stay_in_range(counts in prop::array::uniform6(0_u64..60)) {
            let letters = Tally { counts };
            if let (Some(better), Some(worse)) = (better(&letters), worse(&letters)) {
                prop_assert!((0.0..=1.0).contains(&better.value));
                prop_assert!((-1.0..=0.0).contains(&worse.value));
                let (low, high) = worse.interval.unwrap();
                prop_assert!(low <= worse.value && worse.value <= high);
            }
            if let Some(strength) = category_strength(&letters) {
                prop_assert!((0.0..=1.0).contains(&strength.lead));
                prop_assert!(strength.mixed_with != Some(strength.letter));
            }
            prop_assert_eq!(mode(&letters).is_some(), letters.n() != 0);
            prop_assert_eq!(blauth(&letters).is_some(), letters.n() != 0);
        }
    }
}
