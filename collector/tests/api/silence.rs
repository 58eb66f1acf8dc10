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
    for (case, day, n_new, changed, silent) in [
        ("the next day", later(1), 0, false, false),
        ("after a week", later(8), 0, true, true),
        ("still", later(9), 0, false, true),
        ("again", later(10), 8, true, false),
    ] {
        for n in 0..n_new {
            collector.hears_on(later(9), &submission(200 + n)).await;
        }
        assert_eq!(collector.looks_on(day).await, changed, "{case}");
        let metrics = collector.get("/metrics").await.text();
        let gauge = format!("aftersay_silent{{survey=\"quick\"}} {}\n", u8::from(silent));
        assert!(metrics.contains(&gauge), "{case}: {metrics}");
        let told = collector.report().await["warnings"].to_string().contains("\"silent\"");
        assert_eq!(told, silent, "{case}");
        for path in ["/dashboard", "/dashboard/quick"] {
            let page = collector.owner_gets(path).await.text();
            assert_eq!(page.contains(banner), silent, "{case} at {path}: {page}");
        }
    }
}
