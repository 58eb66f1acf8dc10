//! A guest who does no harm, whatever the page is and does.

use anyhow::{Context as _, ensure};
use e2e::{Page, Power, Shop, Story, Tamper, can};

const FIRST: &str = "Overall, how satisfied are you with this order?";

#[tokio::test]
async fn a_hundred_surveys_leave_nothing_behind() -> Story {
    if !can(Power::Heap)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::OnCall).await?;
    visitor.reads("Thank you for your order").await?;
    // What is loaded once, is loaded.
    visitor.lets_the_page_put_up_and_take_down(10).await?;
    visitor.lets_the_page_call("destroy").await?;
    let before = visitor.page_still_holds().await?;
    visitor.lets_the_page_put_up_and_take_down(100).await?;
    let after = visitor.page_still_holds().await?;
    println!("before {before:?}\nafter  {after:?}");

    assert_eq!(after.globals, ["aftersay"]);
    assert_eq!(after.n_timers, 0);
    assert_eq!(after.n_listeners, before.n_listeners);
    assert_eq!(after.n_nodes, before.n_nodes);
    // A survey that stayed would take some ten thousand bytes.
    let grown_bytes = after.heap_bytes.saturating_sub(before.heap_bytes) / 100;
    ensure!(grown_bytes < 1000, "each survey leaves {grown_bytes} bytes");
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn scripts_that_change_the_language_get_a_survey_or_a_word_and_never_an_exception() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::OnCall).await?;
    let mut n_stored = 0;
    for tamper in [Tamper::FetchWatched, Tamper::ArraysToText, Tamper::Frozen, Tamper::NameTaken] {
        shop.sends(&visitor, Page::Tampered(tamper)).await?;
        visitor.is_asked(FIRST).await.with_context(|| format!("{tamper:?}"))?;
        visitor.goes_on_to_the_end().await?;
        visitor.is_told("Your answers have arrived.").await?;
        n_stored += 1;
        shop.collector.receives_to("quick", n_stored).await?;
        visitor.finds_nothing_thrown().await.with_context(|| format!("{tamper:?}"))?;
    }
    for tamper in Tamper::BREAKING {
        shop.sends(&visitor, Page::Tampered(tamper)).await?;
        visitor.reads("Thank you for your order").await?;
        visitor.is_asked_or_told_why_not().await.with_context(|| format!("{tamper:?}"))?;
        visitor.finds_nothing_thrown().await.with_context(|| format!("{tamper:?}"))?;
    }
    visitor.leaves().await
}

#[tokio::test]
async fn a_page_may_throw_the_survey_out_at_any_time() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::ReadyMade("quick")).await?;
    for (selector, goes_on) in [("body", false), ("body", true), ("html", true)] {
        shop.sends(&visitor, Page::ReadyMade("quick")).await?;
        visitor.is_asked(FIRST).await?;
        visitor.takes_the_choice(3).await?;
        if goes_on {
            visitor.continues().await?;
            visitor.is_asked("What should we know?").await?;
        }
        visitor.lets_the_page_throw_out(selector).await?;
        visitor.finds_nothing_thrown().await?;
        visitor.goes_away().await?;
    }
    // A survey that is gone hands nothing over any more.
    shop.collector.receives_to("quick", 0).await?;
    visitor.leaves().await
}
