//! Who leaves in the middle leaves behind what they went on from, and no more.

use e2e::{Page, Power, Shop, Story, can};

#[tokio::test]
async fn a_tab_closed_in_the_middle_leaves_the_confirmed_answers_once() -> Story {
    if !can(Power::SendsWhileLeft)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Dissatisfied").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(2).await?;
    visitor.continues().await?;
    visitor.is_asked("What is behind that?").await?;
    visitor.writes("Half a senten").await?;
    visitor.closes_the_tab().await?;

    let kept = shop.collector.receives(1).await?;
    assert!(!kept[0].complete);
    assert_eq!(kept[0].asked, ["overall", "recommend", "why"]);
    assert_eq!(kept[0].says("overall").as_deref(), Some("-60"));
    assert_eq!(kept[0].says("recommend").as_deref(), Some("2"));
    assert_eq!(kept[0].says("why"), None, "what is half-written does not leave the page");
    assert!(shop.collector.requests().iter().all(|sent| !sent.body.contains("senten")));
    let sent = shop.collector.submissions()?;
    assert_eq!(sent.len(), 1, "hiding and closing are one departure: {sent:?}");
    let report = shop.collector.report().await?;
    assert_eq!((report.n(), report.n_complete()), (1, 0));
    Ok(())
}

#[tokio::test]
async fn who_leaves_before_going_on_from_anything_leaves_nothing() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Dissatisfied").await?;
    visitor.leaves().await?;

    assert_eq!(shop.collector.submissions()?, []);
    Ok(())
}

#[tokio::test]
async fn who_comes_back_and_finishes_is_one_visit_and_a_whole_one() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.returns_to_the_tab().await?;
    visitor.rates(7).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.goes_back().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.finds_chosen("7").await?;
    visitor.rates(10).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.continues().await?;
    visitor.is_told("Your answers have arrived.").await?;

    let kept = shop.collector.receives(1).await?;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(kept[0].complete);
    if can(Power::HiddenTabs)? {
        let sent = shop.collector.submissions()?;
        assert!(!sent[0].complete, "what was there when the tab was hidden went first: {sent:?}");
    }
    assert_eq!(kept[0].says("recommend").as_deref(), Some("10"));
    visitor.leaves().await
}
