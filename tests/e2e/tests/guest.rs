//! The widget as a guest on somebody else's page.

use e2e::{Page, Shop, Story};

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
    let shop = Shop::open().await?;
    let visitor = shop.enter().await?;

    visitor.buys("Mug").await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    let shift = visitor.layout_shift().await?;
    assert!(shift == 0.0, "a layout shift of {shift}");
    visitor.leaves().await
}
