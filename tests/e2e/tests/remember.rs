//! What a browser keeps from one page to the next, where the page asks for it, and what becomes of it.

use e2e::{Fault, Lets, Page, Shop, Story, Visitor};

const FIRST: &str = "How satisfied are you with your order?";
const SECOND: &str = "How likely are you to recommend us to a friend or colleague?";
const THIRD: &str = "What is behind that?";

/// The tag with a storage that ends with the tab's session.
const SESSION: &str = "data-survey=\"after-delivery\" data-remember=\"session\"";
/// With one that stays.
const DEVICE: &str = "data-survey=\"after-delivery\" data-remember=\"device\"";

/// Says that the order was bad and would not be recommended, and comes to be asked why.
async fn is_unhappy(visitor: &Visitor) -> Story {
    visitor.is_asked(FIRST).await?;
    visitor.chooses("Dissatisfied").await?;
    visitor.continues().await?;
    visitor.is_asked(SECOND).await?;
    visitor.rates(2).await?;
    visitor.continues().await?;
    visitor.is_asked(THIRD).await
}

/// Says how likely a recommendation is, which is required, and goes on to the end.
async fn recommends_and_goes_on(visitor: &Visitor) -> Story {
    visitor.is_asked(SECOND).await?;
    visitor.rates(9).await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await
}

/// Comes to the end while the collector is down, leaves with what could not be sent, and returns it; then
/// the collector is back.
async fn leaves_with_something_unsent(shop: &Shop, visitor: &Visitor) -> Story<String> {
    is_unhappy(visitor).await?;
    shop.collector.goes_down().await;
    visitor.goes_on_to_the_end().await?;
    visitor.page_is_told("kept").await?;
    visitor.comes_to_keep(&["session answered", "session unsent"]).await?;
    let unsent = visitor.finds_kept("unsent").await?;
    visitor.goes_away().await?;
    shop.collector.comes_back().await?;
    Ok(unsent)
}

#[tokio::test]
async fn who_reloads_in_the_middle_goes_on_there_and_is_one_visit() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Remembering(SESSION, Lets::Keep)).await?;

    visitor.is_asked(FIRST).await?;
    assert_eq!(visitor.keeps().await?, [""; 0], "nothing before anything was said");
    is_unhappy(&visitor).await?;
    assert_eq!(visitor.keeps().await?, ["session draft"]);
    visitor.writes("Half a senten").await?;
    let draft = visitor.finds_kept("draft").await?;
    assert!(!draft.contains("senten"), "what is half-written is not kept: {draft}");

    visitor.reloads().await?;
    visitor.is_asked(THIRD).await?;
    visitor.finds_written("").await?;
    assert_eq!(visitor.page_is_told("shown").await?.len(), 1);
    visitor.goes_back().await?;
    visitor.is_asked(SECOND).await?;
    visitor.finds_chosen("2").await?;
    visitor.rates(3).await?;
    visitor.continues().await?;
    visitor.is_asked(THIRD).await?;
    visitor.reloads().await?;
    visitor.is_asked(THIRD).await?;
    visitor.writes("Late").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;

    let kept = shop.collector.receives(1).await?;
    assert!(kept[0].complete && kept.len() == 1, "every part has one id: {kept:?}");
    assert_eq!(kept[0].says("overall").as_deref(), Some("-60"));
    assert_eq!(kept[0].says("recommend").as_deref(), Some("3"));
    assert_eq!(kept[0].says("why").as_deref(), Some("Late"));
    let sent = shop.collector.submissions()?;
    assert!(!sent[0].complete, "what was there at the first reload went first: {sent:?}");
    let report = shop.collector.report().await?;
    assert_eq!((report.n(), report.n_complete()), (1, 1));
    visitor.comes_to_keep(&["session answered"]).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn the_code_to_take_answers_back_is_the_same_after_a_reload() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Remembering(SESSION, Lets::Keep)).await?;

    is_unhappy(&visitor).await?;
    visitor.reloads().await?;
    visitor.is_asked(THIRD).await?;
    visitor.goes_on_to_the_end().await?;
    let code = visitor.is_given_a_code().await?;
    shop.collector.receives(1).await?;

    visitor.goes_where_codes_are_taken().await?;
    visitor.takes_answers_back(&code).await?;
    shop.collector.receives(0).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn what_could_not_be_sent_is_sent_by_the_next_page_under_its_id() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Remembering(SESSION, Lets::Keep)).await?;

    let unsent = leaves_with_something_unsent(&shop, &visitor).await?;
    shop.sends(&visitor, Page::Remembering(SESSION, Lets::Keep)).await?;
    visitor.comes_to_keep(&["session answered"]).await?;
    let kept = shop.collector.receives(1).await?;
    assert!(kept[0].complete && unsent.contains(&kept[0].id), "{unsent} became {kept:?}");
    assert_eq!(kept[0].says("overall").as_deref(), Some("-60"));
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn what_the_next_page_cannot_send_either_is_tried_again_once_a_minute() -> Story {
    let shop = Shop::open().await?;
    let page = Page::Remembering(SESSION, Lets::Keep);
    let visitor = shop.land_on(page).await?;

    leaves_with_something_unsent(&shop, &visitor).await?;
    shop.collector.meets(Fault::Answer(503));
    shop.sends(&visitor, page).await?;
    while shop.collector.submissions()?.is_empty() {
        tokio::task::yield_now().await;
    }

    visitor.lets_the_page_call("open").await?;
    visitor.is_asked(FIRST).await?;
    visitor.continues().await?;
    visitor.is_asked(SECOND).await?;
    visitor.comes_to_keep(&["session answered", "session unsent"]).await?;
    assert_eq!(shop.collector.submissions()?.len(), 1, "a minute is not over");
    visitor.finds_it_is_later_by(61).await?;
    visitor.rates(9).await?;
    let kept = shop.collector.receives(1).await?;
    assert!(kept[0].complete, "{kept:?}");
    visitor.comes_to_keep(&["session answered"]).await?;
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn who_has_answered_is_asked_again_only_where_the_page_says_so() -> Story {
    let shop = Shop::open().await?;
    let page = Page::Remembering("data-remember=\"device\"", Lets::Keep);
    let visitor = shop.land_on(page).await?;

    visitor.is_asked("Overall, how satisfied are you with this order?").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    visitor.comes_to_keep(&["local answered"]).await?;
    let told = visitor.finds_kept("answered").await?;
    assert!(told.len() < 20, "no more than the day is kept: {told}");

    shop.sends(&visitor, page).await?;
    visitor.sees_no_card().await?;
    visitor.lets_the_page_call("open").await?;
    visitor.is_asked("Overall, how satisfied are you with this order?").await?;
    assert_eq!(visitor.page_was_told("shown").await?.len(), 1);
    visitor.goes_on_to_the_end().await?;
    shop.collector.receives_to("quick", 2).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_second_tab_goes_on_with_the_same_visit_where_the_device_keeps_it() -> Story {
    let shop = Shop::open().await?;
    let page = Page::Remembering(DEVICE, Lets::Keep);
    let visitor = shop.land_on(page).await?;
    is_unhappy(&visitor).await?;

    visitor.opens_a_second_tab().await?;
    shop.sends(&visitor, page).await?;
    visitor.is_asked(THIRD).await?;
    visitor.writes("Late").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    visitor.closes_the_second_tab().await?;

    // The first tab knows nothing of it, and comes to the end as well.
    visitor.is_asked(THIRD).await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    let report = shop.collector.report().await?;
    assert_eq!((report.n(), report.n_complete()), (1, 1), "one visit, whatever the tab");
    visitor.comes_to_keep(&["local answered"]).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_second_tab_begins_anew_where_only_the_session_keeps_it() -> Story {
    let shop = Shop::open().await?;
    let page = Page::Remembering(SESSION, Lets::Keep);
    let visitor = shop.land_on(page).await?;
    is_unhappy(&visitor).await?;

    visitor.opens_a_second_tab().await?;
    shop.sends(&visitor, page).await?;
    visitor.is_asked(FIRST).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_asks_and_sends_as_ever() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Remembering(DEVICE, Lets::KeepNothing)).await?;
    for (n, lets) in [(1, Lets::KeepNothing), (2, Lets::KeepNoMore)] {
        shop.sends(&visitor, Page::Remembering(DEVICE, lets)).await?;
        is_unhappy(&visitor).await?;
        visitor.goes_on_to_the_end().await?;
        visitor.is_told("Your answers have arrived.").await?;
        let report = shop.collector.report().await?;
        assert_eq!(report.n_complete(), n, "{lets:?}");
        visitor.finds_the_page_unharmed().await?;
    }
    visitor.leaves().await
}

#[tokio::test]
async fn what_is_no_draft_of_this_survey_is_dropped_and_the_visit_begins() -> Story {
    let shop = Shop::open().await?;
    let page = Page::Remembering(SESSION, Lets::Keep);
    let visitor = shop.land_on(page).await?;
    is_unhappy(&visitor).await?;
    let draft = visitor.finds_kept("draft").await?;
    let day = visitor.finds_the_day_of("draft").await?;
    let deep = format!("{{\"day\":{day},\"draft\":{}1{}}}", "[".repeat(50_000), "]".repeat(50_000));
    for (case, text) in [
        ("another version", draft.replace("\"after-delivery\",1,", "\"after-delivery\",2,")),
        ("eight days old", draft.replace(&day.to_string(), &(day - 8).to_string())),
        ("of the future", draft.replace(&day.to_string(), &(day + 80).to_string())),
        ("an answer off its scale", draft.replace(",-60]", ",-61]")),
        ("markup for an id", draft.replace("\"overall\"", "\"<img src=x onerror=alert(1)>\"")),
        ("no JSON", "{\"day\":".to_owned()),
        ("nothing", format!("{{\"day\":{day}}}")),
        ("null", "null".to_owned()),
        ("a number where a list is", format!("{{\"day\":{day},\"draft\":7,\"code\":[7]}}")),
        ("lists of nothing", format!("{{\"day\":{day},\"draft\":[[],[],[],[]]}}")),
        ("as deep as can be", deep),
    ] {
        assert_ne!(text, draft, "{case}");
        // The page that goes writes once more.
        visitor.goes_away().await?;
        shop.sends(&visitor, Page::Remembering("", Lets::Keep)).await?;
        visitor.finds_somebody_has_put("draft", &text).await?;
        shop.sends(&visitor, page).await?;
        visitor.is_asked(FIRST).await.map_err(|error| error.context(case))?;
        visitor.comes_to_keep(&[]).await.map_err(|error| error.context(case))?;
        visitor.finds_the_page_unharmed().await?;
        visitor.chooses("Satisfied").await?;
        visitor.continues().await?;
        visitor.is_asked(SECOND).await?;
    }
    visitor.leaves().await
}

#[tokio::test]
async fn a_draft_of_another_order_is_none_of_this_one() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Remembering(SESSION, Lets::Keep)).await?;
    is_unhappy(&visitor).await?;

    let other = "data-survey=\"after-delivery\" data-remember=\"session\" data-order-items=\"3\"";
    shop.sends(&visitor, Page::Remembering(other, Lets::Keep)).await?;
    visitor.is_asked(FIRST).await?;
    visitor.continues().await?;
    recommends_and_goes_on(&visitor).await?;
    let kept = shop.collector.receives(2).await?;
    assert!(!kept[0].complete && kept[1].complete, "each order has its own: {kept:?}");
    visitor.leaves().await
}

#[tokio::test]
async fn chance_is_drawn_once_whatever_is_reloaded() -> Story {
    let shop = Shop::open().await?;
    let noisy = "data-survey=\"after-delivery\" data-remember=\"session\" data-privacy=\"noise\" \
                 data-epsilon=\"1\"";
    let visitor = shop.land_on(Page::Remembering(noisy, Lets::Keep)).await?;

    visitor.is_asked(FIRST).await?;
    visitor.chooses("Dissatisfied").await?;
    visitor.continues().await?;
    visitor.is_asked(SECOND).await?;
    visitor.opens_what_leaves().await?;
    let before = visitor.sees_what_leaves().await?;
    let draft = visitor.finds_kept("draft").await?;
    for _ in 0..3 {
        visitor.reloads().await?;
        visitor.is_asked(SECOND).await?;
        visitor.opens_what_leaves().await?;
        assert_eq!(visitor.sees_what_leaves().await?, before);
        assert_eq!(visitor.finds_kept("draft").await?, draft);
    }
    recommends_and_goes_on(&visitor).await?;
    let sent = shop.collector.submissions()?;
    assert_eq!(sent.len(), 1, "no part leaves: {sent:?}");
    visitor.leaves().await
}

#[tokio::test]
async fn a_card_that_floats_goes_on_as_well_and_so_does_one_without_webassembly() -> Story {
    let shop = Shop::open().await?;
    if !shop.has_a_fallback()? {
        return Ok(());
    }
    let floating = "data-survey=\"after-delivery\" data-remember=\"session\" data-mode=\"popover\"";
    let page = Page::Remembering(floating, Lets::KeepWithoutWebAssembly);
    let visitor = shop.land_on(page).await?;
    is_unhappy(&visitor).await?;
    visitor.closes_the_card().await?;
    visitor.reloads().await?;
    visitor.is_asked(THIRD).await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    shop.collector.receives(1).await?;
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn two_elements_of_one_survey_on_a_page_are_two_visits() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Remembering(SESSION, Lets::Keep)).await?;
    is_unhappy(&visitor).await?;

    visitor.lets_the_page_repeat_the_survey().await?;
    visitor.is_asked(FIRST).await?;
    visitor.continues().await?;
    recommends_and_goes_on(&visitor).await?;
    visitor.lets_the_page_take_the_first_survey_away().await?;
    visitor.is_asked(THIRD).await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    let report = shop.collector.report().await?;
    assert_eq!((report.n(), report.n_complete()), (2, 2));
    visitor.leaves().await
}
