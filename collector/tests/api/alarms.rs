//! What the owner and the operator are told when a survey gets no answers any more.

use crate::fixture::{TestCollector, submission};
use jiff::civil::date;
use jiff::{Span, civil::Date};

const LAST: Date = date(2026, 11, 1);

#[tokio::test]
async fn a_survey_that_falls_silent_is_told_until_answers_come_again() {
    let collector = TestCollector::start().await;
    for n in 0..120 {
        let day = LAST.checked_sub(Span::new().days(i64::from(n) / 2)).unwrap();
        collector.hears_on(day, &submission(n)).await;
    }
    let later = |n_days| LAST.checked_add(Span::new().days(n_days)).unwrap();
    let banner = "In the last 7 days no response came, where about 14 were to be expected.";
    for (case, day, n_new, new, silent) in [
        ("the next day", later(1), 0, vec![], false),
        ("after a week", later(8), 0, vec!["silent"], true),
        ("still", later(9), 0, vec![], true),
        ("again", later(10), 8, vec![], false),
    ] {
        for n in 0..n_new {
            collector.hears_on(later(9), &submission(200 + n)).await;
        }
        assert_eq!(collector.looks_on(day).await, new, "{case}");
        let metrics = collector.get("/metrics").await.text();
        let gauge =
            format!("aftersay_alarm{{survey=\"quick\",alarm=\"silent\"}} {}\n", u8::from(silent));
        assert!(metrics.contains(&gauge), "{case}: {metrics}");
        let told = collector.report().await["warnings"].to_string().contains("\"silent\"");
        assert_eq!(told, silent, "{case}");
        for path in ["/dashboard", "/dashboard/quick"] {
            let page = collector.owner_gets(path).await.text();
            assert_eq!(page.contains(banner), silent, "{case} at {path}: {page}");
        }
    }
}

#[tokio::test]
async fn a_score_that_falls_beyond_chance_is_told_and_one_that_wavers_is_not() {
    let collector = TestCollector::start().await;
    let answer = |n: u8, rating: u8| {
        let mut submission = submission(n);
        let score = if rating < 7 { -1 } else { 1 };
        submission["answers"]["recommend"] = rating.into();
        submission["scores"]["nps"] = score.into();
        submission
    };
    // Nine promoters in ten for four weeks, then for a week, then as many detractors.
    for n in 0..200 {
        let day = LAST.checked_sub(Span::new().days(i64::from(n) / 5)).unwrap();
        let is_promoter = if n < 35 { n % 10 == 0 } else { n % 10 != 0 };
        collector.hears_on(day, &answer(n, if is_promoter { 9 } else { 3 })).await;
    }
    let before = LAST.checked_sub(Span::new().days(6)).unwrap();
    assert!(collector.looks_on(before).await.is_empty());
    let after = LAST.checked_add(Span::new().days(1)).unwrap();
    assert_eq!(collector.looks_on(after).await, ["changed"]);
    let told = collector.owner_gets("/dashboard/quick").await.text();
    assert!(told.contains("in the last 7 days NPS is lower than before by"), "{told}");
}
