//! Every kind of question in every state: what it is to those who see little, who hear it instead,
//! who have a thumb, and who have a keyboard.

use anyhow::Context as _;
use e2e::{Exhibit, Look, Page, Power, Shop, Story, can};

/// The smallest phone; the same as a desktop of 1280 pixels enlarged to 400 %.
const SMALLEST: Look = Look { size: (320, 640), dark: false };

/// Everything that hangs in the gallery, in these colours and this language.
fn everything(theme: &'static str, lang: &'static str) -> impl Iterator<Item = Exhibit> {
    let states = Exhibit::ASKING.into_iter().chain(Exhibit::ENDS);
    states.map(move |state| Exhibit { kind: "", state, theme, lang })
}

#[tokio::test]
async fn no_state_of_any_kind_is_a_barrier_in_any_theme_or_direction() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.opens_the_gallery().await?;

    visitor.meets_no_barrier().await?;
    for (theme, lang) in [("light", "en"), ("dark", "ar"), ("page", "he")] {
        for exhibit in everything(theme, lang) {
            shop.shows(&visitor, exhibit).await?;
            visitor.meets_no_barrier().await.with_context(|| format!("{exhibit:?}"))?;
        }
    }
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_card_beside_or_over_the_page_is_no_barrier() -> Story {
    let shop = Shop::open().await?;
    for mode in ["popover", "dialog", "tab"] {
        let visitor = shop.land_on(Page::Placed(mode)).await?;
        if mode == "tab" {
            visitor.presses_the_tab("Your feedback").await?;
        }
        visitor.is_asked("Overall, how satisfied are you with this order?").await?;
        visitor.meets_no_barrier().await.context(mode)?;
        visitor.can_hit_everything().await.context(mode)?;
        visitor.leaves().await?;
    }
    Ok(())
}

#[tokio::test]
async fn on_the_smallest_phone_everything_fits_and_can_be_hit_by_a_thumb() -> Story {
    if !can(Power::AnySize)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    let visitor = shop.opens_the_gallery().await?;
    visitor.looks(SMALLEST).await?;

    visitor.need_not_scroll_sideways().await?;
    for exhibit in everything("page", "de").chain(everything("page", "ar")) {
        shop.shows(&visitor, exhibit).await?;
        visitor.can_hit_everything().await.with_context(|| format!("{exhibit:?}"))?;
        visitor.need_not_scroll_sideways().await.with_context(|| format!("{exhibit:?}"))?;
    }
    visitor.leaves().await
}

/// A kind, a state, and what is to be heard of it: one of each family, and what all have in common.
const SAID: [(&str, &str, &[&str]); 9] = [
    (
        "nps",
        "answered",
        &[
            "region nps",
            "text Question 1 of 2",
            "radiogroup How likely are you to recommend us to a friend or colleague?",
            "radio 0 , Not at all likely",
            "radio 5, checked",
            "radio 10 , Extremely likely",
            "button Next",
        ],
    ),
    (
        "csat",
        "last",
        &[
            "text Question 2 of 2",
            "radiogroup Overall, how satisfied are you with this order?",
            "radio Very dissatisfied",
            "radio Very satisfied",
            "button Back",
            "button Send",
            "text Anonymous: your answers are not linked to your name or your order.",
        ],
    ),
    (
        "matrix",
        "error",
        &[
            "group How do you like these?",
            "radiogroup The shape (Please choose an answer before going on.)",
            "radio 3, checked",
            "radiogroup The glaze, invalid (Please choose an answer before going on.)",
            "alert ",
            "text Please choose an answer before going on.",
        ],
    ),
    (
        "multiple_choice",
        "answered",
        &["group What did you buy?", "checkbox Mugs", "checkbox Bowls, checked"],
    ),
    (
        "number",
        "error",
        &[
            "textbox How many days did it take?, invalid (Please write a whole number from 0 to 60.)",
            "alert ",
        ],
    ),
    (
        "text",
        "answered",
        &[
            "textbox What is behind that? (Will be blacked out before sending: 1)",
            "status ",
            "text Will be blacked out before sending: 1",
        ],
    ),
    ("info", "unanswered", &["text Now to the shop.", "button Next"]),
    (
        "kano",
        "answered",
        &[
            "group Two questions about one thing",
            "radiogroup How would you feel if there is gift wrapping?",
            "radio I do not care, checked",
            "radiogroup And how would you feel if there is no gift wrapping?",
            "radio I do not care, checked",
        ],
    ),
    ("nps", "sent", &["status ", "text Thank you.", "status ", "text Your answers have arrived."]),
];

#[tokio::test]
async fn a_screen_reader_tells_what_is_asked_what_was_said_and_what_is_wrong() -> Story {
    if !can(Power::AccessibilityTree)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    let visitor = shop.opens_the_gallery().await?;

    for (kind, state, lines) in SAID {
        shop.shows(&visitor, Exhibit { kind, state, theme: "page", lang: "en" }).await?;
        visitor.hears(lines).await.with_context(|| format!("{kind}, {state}"))?;
    }
    visitor.leaves().await
}

#[tokio::test]
async fn the_tab_key_leads_out_of_every_card_but_a_dialog() -> Story {
    let shop = Shop::open().await?;
    for (mode, leads_out) in [("inline", true), ("popover", true), ("dialog", false)] {
        let visitor = shop.land_on(Page::Placed(mode)).await?;
        visitor.is_asked("Overall, how satisfied are you with this order?").await?;
        assert_eq!(visitor.tabs_as_far_as("Your order").await?, leads_out, "{mode}");
        visitor.leaves().await?;
    }
    Ok(())
}
