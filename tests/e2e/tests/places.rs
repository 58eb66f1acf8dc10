//! Where a card shows: beside the page, over it, behind a tab.

use e2e::{Key, Page, Shop, Story};

const FIRST: &str = "Overall, how satisfied are you with this order?";

#[tokio::test]
async fn a_popover_leaves_the_focus_to_the_page_and_goes_when_it_is_closed() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Placed("popover")).await?;

    visitor.is_asked(FIRST).await?;
    visitor.has_the_focus_on("body").await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.closes_the_card().await?;
    visitor.sees_no_card().await?;
    assert_eq!(visitor.page_is_told("dismissed").await?.len(), 1);
    visitor.leaves().await
}

#[tokio::test]
async fn a_dialog_takes_the_focus_and_gives_it_back_on_escape() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Placed("dialog")).await?;

    visitor.is_asked(FIRST).await?;
    visitor.has_the_focus_on("aftersay-survey").await?;
    visitor.presses(Key::Escape).await?;
    visitor.sees_no_card().await?;
    visitor.has_the_focus_on("body").await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_tab_opens_the_card_and_the_answers_arrive() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Placed("tab")).await?;

    visitor.presses_the_tab("Your feedback").await?;
    visitor.is_asked(FIRST).await?;
    visitor.chooses("Satisfied").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;
    let kept = shop.collector.receives_to("quick", 1).await?;
    assert_eq!(kept[0].scored("csat").as_deref(), Some("1"));
    visitor.leaves().await
}
