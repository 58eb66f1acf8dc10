//! Every way to answer: by order, by a line, in words of one's own, and that something does not apply.

use e2e::{Key, Page, Shop, Story, Visitor};

#[tokio::test]
async fn the_keyboard_alone_puts_things_in_order_and_draws_a_handle_along_a_line() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Served("ways")).await?;

    visitor.is_asked("What matters most to you?").await?;
    visitor.tabs_to("Fast delivery").await?;
    visitor.presses(Key::Space).await?;
    visitor.is_told("Place 1 of 3").await?;
    visitor.tabs_back_to("A low price").await?;
    visitor.presses(Key::Space).await?;
    visitor.is_told("Your order: 1. Fast delivery, 2. A low price").await?;
    visitor.presses(Key::Enter).await?;
    visitor.is_held_back_with("Please give all 3 a place before going on.").await?;
    visitor.tabs_to("Careful packing").await?;
    visitor.presses(Key::Space).await?;
    // Once more takes a thing out, and those behind it move up.
    visitor.tabs_back_to("Fast delivery").await?;
    visitor.presses(Key::Space).await?;
    visitor.is_told("Your order: 1. A low price, 2. Careful packing").await?;
    visitor.presses(Key::Space).await?;
    visitor.tabs_to("Next").await?;
    visitor.presses(Key::Enter).await?;

    visitor.is_asked("How full is your shelf by now?").await?;
    visitor.is_told("No answer yet").await?;
    visitor.tabs_to("").await?;
    visitor.presses(Key::Right).await?;
    visitor.presses(Key::Right).await?;
    visitor.is_told("70").await?;
    visitor.tabs_to("Take the answer back").await?;
    visitor.presses(Key::Space).await?;
    visitor.is_told("No answer yet").await?;
    // The focus is on the line again.
    visitor.presses(Key::Left).await?;
    visitor.is_told("40").await?;
    visitor.presses(Key::Enter).await?;

    visitor.is_asked("How did the wrapping make you feel?").await?;
    visitor.tabs_to("Very unhappy face").await?;
    visitor.presses(Key::Right).await?;
    visitor.finds_chosen("Unhappy face").await?;
    visitor.presses(Key::Enter).await?;
    visitor.is_asked("How many stars does our shop deserve?").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives_to("ways", 1).await?;
    assert_eq!(kept[0].says("matters").as_deref(), Some(r#"["price","care","speed"]"#));
    assert_eq!(kept[0].says("shelf").as_deref(), Some("40"));
    assert_eq!(kept[0].says("wrapping").as_deref(), Some("2"));
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}

/// A visitor who has answered the first question: what matters most.
async fn lands_and_ranks(shop: &Shop) -> Story<Visitor> {
    let visitor = shop.land_on(Page::Served("ways")).await?;
    visitor.is_asked("What matters most to you?").await?;
    for thing in ["A low price", "Fast delivery", "Careful packing"] {
        visitor.chooses(thing).await?;
    }
    visitor.continues().await?;
    Ok(visitor)
}

#[tokio::test]
async fn a_line_that_nobody_touched_is_no_answer_and_what_does_not_apply_no_number() -> Story {
    let shop = Shop::open().await?;
    let visitor = lands_and_ranks(&shop).await?;
    visitor.is_told("No answer yet").await?;
    visitor.continues().await?;
    visitor.is_asked("How did the wrapping make you feel?").await?;
    visitor.continues().await?;
    visitor.is_held_back_with("Please choose an answer before going on.").await?;
    visitor.chooses("Does not apply to me").await?;
    visitor.continues().await?;
    visitor.is_asked("How many stars does our shop deserve?").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives_to("ways", 1).await?;
    assert_eq!(kept[0].says("shelf"), None);
    assert_eq!(kept[0].says("wrapping").as_deref(), Some("not_applicable"));
    assert_eq!(kept[0].scored("rating.wrapping"), None);
    visitor.leaves().await
}

#[tokio::test]
async fn words_for_another_option_are_scrubbed_and_go_with_it_alone() -> Story {
    let shop = Shop::open().await?;
    let visitor = lands_and_ranks(&shop).await?;
    visitor.continues().await?;
    visitor.chooses("Very happy face").await?;
    visitor.continues().await?;
    visitor.chooses("4 of 5 stars").await?;
    visitor.continues().await?;

    visitor.is_asked("How did you find us?").await?;
    visitor.chooses("Other").await?;
    visitor.writes("At a fair, by me@example.com").await?;
    visitor.is_told("Will be blacked out before sending: 1").await?;
    visitor.continues().await?;

    visitor.is_asked("What will you use it for?").await?;
    visitor.chooses("Tea").await?;
    visitor.continues().await?;
    visitor.is_held_back_with("Please choose at least 2.").await?;
    for use_ in ["Coffee", "Pens", "Other"] {
        visitor.chooses(use_).await?;
    }
    visitor.writes("As a present").await?;
    visitor.continues().await?;
    visitor.is_held_back_with("Please choose 3 at most.").await?;
    visitor.chooses("Other").await?;
    visitor.continues().await?;

    visitor.is_asked("How do you like these?").await?;
    visitor.answers("The shape", "4").await?;
    visitor.answers("The handle", "Does not apply to me").await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives_to("ways", 1).await?;
    let found = r#"{"choice":"other","other":"At a fair, by [email]"}"#;
    assert_eq!(kept[0].says("found").as_deref(), Some(found));
    assert_eq!(kept[0].says("uses").as_deref(), Some(r#"["tea","coffee","pens"]"#));
    let looks = r#"{"handle":"not_applicable","shape":4}"#;
    assert_eq!(kept[0].says("looks").as_deref(), Some(looks));
    assert_eq!(kept[0].says("shop").as_deref(), Some("4"));
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}
