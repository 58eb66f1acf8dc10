//! The worked example of the measurement reference, and what must hold for any answers.

use super::*;
use proptest::prelude::*;

/// Items q1 q2, s1 s2 s3, l1 l2 of twelve responses.
const ROWS: [[f64; 7]; 12] = [
    [7.0, 7.0, 4.0, 6.0, 5.0, 5.0, 5.0],
    [8.0, 7.0, 4.0, 5.0, 6.0, 6.0, 4.0],
    [7.0, 7.0, 8.0, 7.0, 8.0, 7.0, 8.0],
    [6.0, 4.0, 5.0, 6.0, 5.0, 6.0, 5.0],
    [4.0, 5.0, 7.0, 7.0, 9.0, 5.0, 6.0],
    [6.0, 8.0, 7.0, 8.0, 8.0, 8.0, 7.0],
    [7.0, 7.0, 5.0, 6.0, 6.0, 8.0, 8.0],
    [10.0, 10.0, 8.0, 9.0, 10.0, 10.0, 9.0],
    [4.0, 4.0, 4.0, 5.0, 5.0, 6.0, 6.0],
    [6.0, 7.0, 6.0, 5.0, 6.0, 6.0, 5.0],
    [5.0, 8.0, 6.0, 8.0, 6.0, 7.0, 7.0],
    [6.0, 6.0, 7.0, 6.0, 6.0, 6.0, 8.0],
];

const TOLERANCE: f64 = 1e-5;

fn latent(name: &str, columns: std::ops::Range<usize>) -> Latent {
    let item = |column| Item { name: format!("x{column}"), column, scale: (1.0, 10.0) };
    Latent { name: name.into(), mode: Mode::A, items: columns.map(item).collect() }
}

fn model() -> Model {
    let latents = vec![latent("Q", 0..2), latent("S", 2..5), latent("L", 5..7)];
    Model::new(latents, &[("Q", "S"), ("Q", "L"), ("S", "L")]).unwrap()
}

fn moments<const K: usize>(rows: &[[f64; K]]) -> CrossMoments {
    let mut moments = CrossMoments::new(K);
    for row in rows {
        moments.add(&row.map(Some)).unwrap();
    }
    moments
}

fn fitted(rows: &[[f64; 7]], scheme: Scheme) -> Result<Fit, PlsError> {
    let model = model();
    estimate(&model, &Data::from_moments(&model, &moments(rows)), scheme)
}

#[track_caller]
fn close(what: &str, found: impl IntoIterator<Item = f64>, expected: &[f64]) {
    let found: Vec<f64> = found.into_iter().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < TOLERANCE, "{what}: {found} is not {expected}");
    }
}

#[test]
fn the_worked_example_comes_back_in_every_scheme() {
    for (scheme, paths, r2, total, gof, indexes) in [
        (
            Scheme::Centroid,
            [0.518_419, 0.369_567, 0.523_865],
            [0.268_758, 0.611_750],
            0.641_149,
            0.610_999,
            [61.488_21, 59.735_12, 62.166_30],
        ),
        (
            Scheme::Factorial,
            [0.516_434, 0.367_427, 0.526_156],
            [0.266_704, 0.611_521],
            0.639_152,
            0.610_291,
            [61.470_86, 59.699_22, 62.157_91],
        ),
        (
            Scheme::Path,
            [0.516_548, 0.362_423, 0.529_622],
            [0.266_822, 0.610_149],
            0.635_998,
            0.609_887,
            [61.473_64, 59.694_90, 62.139_14],
        ),
    ] {
        let fit = fitted(&ROWS, scheme).unwrap();
        let what = format!("{scheme:?}");
        close(&what, fit.paths.iter().map(|path| path.estimate.value), &paths);
        close(&what, fit.latents.iter().filter_map(|latent| latent.r2), &r2);
        let effect = fit.total_effects.iter().find(|effect| effect.from == "Q" && effect.to == "L");
        close(&what, effect.map(|effect| effect.estimate.value), &[total]);
        close(&what, fit.gof, &[gof]);
        let index = |latent: &LatentFit| latent.index.map(|index| index.value);
        close(&what, fit.latents.iter().filter_map(index), &indexes);
    }
}

#[test]
fn the_worked_example_comes_back_item_by_item() {
    let fit = fitted(&ROWS, Scheme::Path).unwrap();
    let items = || fit.latents.iter().flat_map(|latent| &latent.items);
    let weights = [0.425_609, 0.653_123, 0.334_118, 0.408_796, 0.349_452, 0.573_755, 0.501_817];
    close("weights", items().map(|item| item.weight), &weights);
    let loadings = [0.886_463, 0.953_439, 0.911_882, 0.907_399, 0.928_263, 0.938_880, 0.919_285];
    close("loadings", items().map(|item| item.loading), &loadings);
    close("ave", fit.latents.iter().map(|latent| latent.ave), &[0.847_431, 0.838_858, 0.863_291]);
    let rho_c = fit.latents.iter().filter_map(|latent| latent.rho_c);
    close("rho_c", rho_c, &[0.917_315, 0.939_816, 0.926_623]);
    let raw = fit.latents[1].items.iter().map(|item| item.raw_weight);
    close("raw weights", raw, &[0.299_054, 0.419_010, 0.281_935]);
    close("alpha", fit.latents[1].alpha, &[0.901_471]);
    assert_eq!(fit.n, 12);
    assert_eq!(fit.warnings, [Warning::FewResponses { n: 12, n_wanted: 30 }]);
}

#[test]
fn a_single_item_is_its_latent_variable() {
    let latents = vec![latent("Q", 0..1), latent("S", 2..5)];
    let model = Model::new(latents, &[("Q", "S")]).unwrap();
    let data = Data::from_moments(&model, &moments(&ROWS));
    let fit = estimate(&model, &data, Scheme::Path).unwrap();
    let single = &fit.latents[0];
    close("single", [single.items[0].weight, single.items[0].loading, single.ave], &[1.0; 3]);
    assert_eq!((single.rho_c, single.alpha, single.r2), (Some(1.0), None, None));
    close("its index", single.index.map(|index| index.value), &[100.0 * (76.0 / 12.0 - 1.0) / 9.0]);
}

#[test]
fn formative_weights_are_those_of_the_regression_on_the_proxy() {
    let mut formative = latent("Q", 0..2);
    formative.mode = Mode::B;
    let model = Model::new(vec![formative, latent("S", 2..3)], &[("Q", "S")]).unwrap();
    let data = Data::from_moments(&model, &moments(&ROWS));
    let fit = estimate(&model, &data, Scheme::Factorial).unwrap();
    // With one item on the other side, R2 is that of the regression of this item on the block.
    let r = |first, second| data.correlations.at(first, second);
    let (one, two, both) = (r(0, 2), r(1, 2), r(0, 1));
    let r2 = (one * one + two * two - 2.0 * one * two * both) / (1.0 - both * both);
    close("r2", fit.latents[1].r2, &[r2]);
    assert_eq!((fit.latents[0].rho_c, fit.latents[0].alpha), (None, None));
}

#[test]
fn an_item_that_does_not_vary_is_left_out_and_said_so() {
    let rows = ROWS.map(|mut row| {
        row[0] = 7.0;
        row
    });
    let fit = fitted(&rows, Scheme::Path).unwrap();
    assert!(fit.warnings.contains(&Warning::ItemDropped { item: "x0".into() }));
    assert_eq!(fit.latents[0].items.len(), 1);
}

#[test]
fn what_cannot_be_estimated_says_why() {
    let constant = ROWS.map(|mut row| {
        row[..2].fill(7.0);
        row
    });
    let twin = ROWS.map(|mut row| {
        row[1] = row[0];
        row
    });
    for (case, rows, error) in [
        ("a block without variance", &constant[..], PlsError::EmptyBlock { latent: "Q".into() }),
        ("three responses", &ROWS[2..5], PlsError::TooFewResponses { n: 3, n_min: 3 }),
        ("an item twice", &twin[..], PlsError::NotPositiveDefinite),
        ("fewer responses than items", &ROWS[..5], PlsError::NotPositiveDefinite),
    ] {
        assert_eq!(fitted(rows, Scheme::Path), Err(error), "{case}");
    }

    let model = model();
    let mut apart = CrossMoments::new(7);
    for row in ROWS {
        for not_asked in [0, 6] {
            let mut answers = row.map(Some);
            answers[not_asked] = None;
            apart.add(&answers).unwrap();
        }
    }
    let data = Data::from_moments(&model, &apart);
    let error = PlsError::NoCorrelation { first: "x0".into(), second: "x6".into() };
    let few = PlsError::TooFewResponses { n: 0, n_min: 3 };
    assert_eq!(estimate(&model, &data, Scheme::Path), Err(few), "never asked together");
    assert_eq!(estimate(&model, &Data { n: 12, ..data }, Scheme::Path), Err(error));

    let unit = Matrix::from_fn(7, 7, |i, j| f64::from(u8::from(i == j)));
    let data = Data { correlations: unit, means: vec![5.0; 7], sds: vec![1.0; 7], n: 100 };
    let error = PlsError::Unrelated { latent: "Q".into() };
    assert_eq!(estimate(&model, &data, Scheme::Path), Err(error), "no correlation at all");
    let error = PlsError::OtherItems { found: 6, expected: 7 };
    assert_eq!(estimate(&model, &Data { sds: vec![1.0; 6], ..data }, Scheme::Path), Err(error));
}

#[test]
fn covariances_serve_as_well_as_moments() {
    let (model, moments) = (model(), moments(&ROWS));
    let means = moments.means().into_iter().flatten().collect();
    let data = Data::from_covariances(means, &moments.covariance_matrix(), 12);
    let fit = estimate(&model, &data, Scheme::Path).unwrap();
    let paths = fit.paths.iter().map(|path| path.estimate.value);
    close("paths", paths, &[0.516_548, 0.362_423, 0.529_622]);

    let mut noisy = moments.covariance_matrix();
    noisy.set(0, 0, -0.1);
    let fit = estimate(&model, &Data::from_covariances(data.means, &noisy, 12), Scheme::Path);
    assert!(fit.unwrap().warnings.contains(&Warning::ItemDropped { item: "x0".into() }));
}

#[test]
fn standard_errors_need_groups() {
    let mut grouped = Grouped::new(7, 12);
    for (row, random) in ROWS.iter().zip(0..) {
        grouped.add(random, &row.map(Some)).unwrap();
    }
    let fit = estimate_grouped(&model(), &grouped, Scheme::Path).unwrap();
    let plain = fitted(&ROWS, Scheme::Path).unwrap();
    for (with, without) in fit.paths.iter().zip(&plain.paths) {
        assert_eq!(with.estimate.value.to_bits(), without.estimate.value.to_bits());
        let (low, high) = with.estimate.interval.unwrap();
        assert!(low < with.estimate.value && with.estimate.value < high);
        assert_eq!((without.estimate.interval, without.standard_error), (None, None));
    }
    let single = fit.latents.iter().all(|latent| latent.index_standard_error.is_some());
    assert!(single && fit.total_effects.iter().all(|effect| effect.standard_error.is_some()));

    let mut few = Grouped::new(7, 3);
    for (row, random) in ROWS.iter().zip(0..) {
        few.add(random, &row.map(Some)).unwrap();
    }
    let fit = estimate_grouped(&model(), &few, Scheme::Path).unwrap();
    assert!(fit.warnings.contains(&Warning::NoStandardErrors));
}

proptest! {
    #[test]
    fn paths_ignore_scale_and_shift_of_items(
        factors in prop::array::uniform7(0.2..5.0), shifts in prop::array::uniform7(-9.0..9.0),
    ) {
        let rows = ROWS.map(|row| std::array::from_fn(|at| row[at] * factors[at] + shifts[at]));
        for scheme in [Scheme::Centroid, Scheme::Factorial, Scheme::Path] {
            let (before, after) = (fitted(&ROWS, scheme).unwrap(), fitted(&rows, scheme).unwrap());
            for (before, after) in before.paths.iter().zip(&after.paths) {
                prop_assert!((before.estimate.value - after.estimate.value).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn what_is_estimated_stays_within_its_bounds(
        rows in prop::collection::vec(prop::array::uniform7((1_u8..=10).prop_map(f64::from)), 10..30),
    ) {
        if let Ok(fit) = fitted(&rows, Scheme::Path) {
            for latent in &fit.latents {
                prop_assert!(latent.r2.is_none_or(|r2| (-1e-9..=1.0 + 1e-9).contains(&r2)));
                prop_assert!((0.0..=1.0 + 1e-9).contains(&latent.ave));
                prop_assert!(0.0 <= latent.items.iter().map(|item| item.loading).sum::<f64>()
                    || latent.items.len() != 2);
                if latent.items.iter().all(|item| 0.0 <= item.raw_weight) {
                    let index = latent.index.unwrap().value;
                    prop_assert!((-1e-9..=100.0 + 1e-9).contains(&index));
                }
            }
        }
    }
}
