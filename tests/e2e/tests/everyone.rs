//! Other languages, other directions, no mouse, no answer.

use e2e::{Key, Page, Shop, Story};

#[tokio::test]
async fn a_german_page_asks_in_german() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.enter_in("de").await?;

    visitor.orders().await?;
    visitor.is_asked("Wie zufrieden sind Sie mit Ihrer Bestellung?").await?;
    visitor.sees_a_card_in("de", "ltr").await?;
    visitor.chooses("Zufrieden").await?;
    visitor.continues().await?;
    visitor.is_told("Frage 2 von 4").await?;
    visitor.leaves().await
}

#[tokio::test]
async fn an_arabic_page_asks_in_arabic_from_right_to_left() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.enter_in("ar").await?;

    visitor.orders().await?;
    visitor.is_told("كيف كان أداؤنا؟").await?;
    visitor.sees_a_card_in("ar", "rtl").await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn the_keyboard_alone_leads_from_the_first_tab_to_thanks() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.tabs_to("Very dissatisfied").await?;
    visitor.presses(Key::Space).await?;
    visitor.presses(Key::Down).await?;
    visitor.finds_chosen("Dissatisfied").await?;
    visitor.tabs_to("Next").await?;
    visitor.presses(Key::Enter).await?;

    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.tabs_to("0").await?;
    visitor.presses(Key::Right).await?;
    visitor.finds_chosen("1").await?;
    // Within a form, Enter goes on.
    visitor.presses(Key::Enter).await?;

    visitor.is_asked("What is behind that?").await?;
    visitor.tabs_to("").await?;
    visitor.types("Dented").await?;
    visitor.tabs_to("Next").await?;
    visitor.presses(Key::Space).await?;

    visitor.is_asked("How easy was it to order?").await?;
    visitor.tabs_to("Next").await?;
    visitor.presses(Key::Enter).await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.tabs_to("Send").await?;
    visitor.presses(Key::Enter).await?;
    visitor.is_thanked().await?;

    let kept = shop.collector.receives(1).await?;
    assert_eq!(kept[0].says("overall").as_deref(), Some("-60"));
    assert_eq!(kept[0].says("recommend").as_deref(), Some("1"));
    assert_eq!(kept[0].says("why").as_deref(), Some("Dented"));
    visitor.leaves().await
}

#[tokio::test]
async fn a_required_question_is_not_passed_over_and_says_so() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::RequiredFirst).await?;

    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.continues().await?;
    visitor.is_held_back_with("Please choose an answer before going on.").await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(4).await?;
    visitor.continues().await?;

    visitor.is_asked("Why?").await?;
    visitor.writes("   ").await?;
    visitor.continues().await?;
    visitor.is_held_back_with("Please write a few words before going on.").await?;
    visitor.finds_written("   ").await?;
    visitor.writes("Slow").await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}
