//! The widget as a guest on somebody else's page.

use e2e::{Page, Power, Shop, Story, can};

/// What the smallest survey asks.
const FIRST: &str = "Overall, how satisfied are you with this order?";
const SECOND: &str = "What should we know?";

#[tokio::test]
async fn a_tag_inserted_twice_shows_one_survey() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::TagTwice).await?;

    visitor.is_asked("Overall, how satisfied are you with this order?").await?;
    visitor.page_is_told("shown").await?;
    visitor.sees_surveys(1).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_tag_that_a_tag_manager_repeats_later_shows_no_second_survey() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::ReadyMade("quick")).await?;

    visitor.is_asked(FIRST).await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.lets_the_page_put_the_tag().await?;
    visitor.lets_the_page_put_the_tag().await?;
    visitor.is_asked(SECOND).await?;
    visitor.sees_surveys(1).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn an_element_put_on_the_page_late_asks_where_it_stands_and_a_second_one_too() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::When("manual")).await?;

    visitor.lets_the_page_put_an_element("quick", "de").await?;
    visitor.is_asked("Wie zufrieden sind Sie insgesamt mit dieser Bestellung?").await?;
    visitor.sees_surveys(1).await?;
    visitor.lets_the_page_put_an_element("quick", "en").await?;
    visitor.is_asked(FIRST).await?;
    visitor.sees_surveys(2).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_survey_that_the_page_moves_goes_on_where_the_visitor_was() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::ReadyMade("quick")).await?;

    visitor.is_asked(FIRST).await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.is_asked(SECOND).await?;
    visitor.lets_the_page_move_the_survey().await?;
    visitor.is_asked(SECOND).await?;
    visitor.goes_back().await?;
    visitor.finds_chosen("Satisfied").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives_to("quick", 1).await?;
    assert_eq!(kept[0].scored("csat").as_deref(), Some("1"));
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_change_of_route_takes_the_survey_along_and_the_next_tag_asks_anew() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::ReadyMade("quick")).await?;

    visitor.is_asked(FIRST).await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.lets_the_page_change_its_route().await?;
    visitor.sees_surveys(0).await?;
    let (_, n_listeners) = visitor.page_holds().await?;
    assert_eq!(n_listeners, 0, "nothing of a survey outlives it");
    visitor.lets_the_page_put_the_tag().await?;
    visitor.is_asked(FIRST).await?;
    visitor.sees_surveys(1).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn who_is_to_be_asked_on_leaving_is_asked_when_the_mouse_goes_out_by_the_top() -> Story {
    if !can(Power::MouseAnywhere)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::When("exit")).await?;

    visitor.reads("Thank you for your order").await?;
    visitor.sees_surveys(0).await?;
    visitor.moves_out_by_the_top().await?;
    visitor.is_asked(FIRST).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn destroy_leaves_no_element_and_no_listener_behind() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::TagTwice).await?;

    visitor.is_asked("Overall, how satisfied are you with this order?").await?;
    let (n_elements, n_listeners) = visitor.page_holds().await?;
    visitor.lets_the_page_call("destroy").await?;
    visitor.sees_surveys(0).await?;
    let (n_elements_after, n_listeners_after) = visitor.page_holds().await?;
    assert_eq!(n_elements_after, n_elements - 1);
    assert_eq!(n_listeners_after, n_listeners - 3, "coming, going and being online again");
    assert_eq!(n_listeners_after, 0);
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_strict_page_policy_is_kept_through_a_whole_visit() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.enter().await?;

    visitor.buys("Mug").await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Acceptable").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(6).await?;
    visitor.continues().await?;
    visitor.is_asked("What is behind that?").await?;
    visitor.writes("Nothing special").await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.continues().await?;
    visitor.is_told("Your answers have arrived.").await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn nothing_on_the_page_moves_when_the_card_comes() -> Story {
    if !can(Power::LayoutShift)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    let visitor = shop.enter().await?;

    visitor.buys("Mug").await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    let shift = visitor.layout_shift().await?;
    assert!(shift == 0.0, "a layout shift of {shift}");
    visitor.leaves().await
}
