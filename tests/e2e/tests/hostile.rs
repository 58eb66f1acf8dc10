//! Survey files that mean harm: the page stays whole, and its owner is told why nothing shows.

use e2e::{Page, Shop, Story, Visitor};

/// One event, one line, no card, and the page as it was. A dialog would fail any step.
async fn is_refused_quietly(visitor: &Visitor) -> Story {
    let told = visitor.page_is_told("error").await?;
    assert_eq!(told.len(), 1, "{told:?}");
    let told = told.concat();
    assert!(told.contains(r#""code":"survey""#), "{told}");
    for place in
        ["/version", "/onload", "/questions/0/kind", "/questions/1/prompt", "/thanks/link/href"]
    {
        assert!(told.contains(place), "{place} is not told: {told}");
    }
    let console = visitor.console_of_the_widget().await?;
    assert_eq!(console.len(), 1, "{console:?}");
    assert!(console.concat().starts_with("WARNING"), "{console:?}");
    visitor.sees_surveys(0).await?;
    visitor.reads("Your parcel leaves tomorrow.").await
}

#[tokio::test]
async fn a_hostile_survey_on_the_page_is_refused_with_every_mistake_at_once() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::HostileSurvey).await?;
    is_refused_quietly(&visitor).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn a_hostile_survey_behind_an_address_is_refused_in_the_same_way() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::HostileSurveyElsewhere).await?;
    is_refused_quietly(&visitor).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn markup_in_the_texts_of_a_survey_is_shown_as_text() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::MarkupInTexts).await?;

    visitor.is_asked("Was it <img src=x onerror=alert(1)> a gift?").await?;
    visitor.is_told("<b>How</b> did we do?").await?;
    visitor.chooses("<i>No</i>").await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.is_told("Thanks<br>a lot").await?;
    visitor.is_told("<u>Help</u>").await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn markup_in_comments_is_text_on_the_owners_page() -> Story {
    let shop = Shop::open().await?;
    let why = "</li><img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3)";
    shop.collector.has_heard_from(12, why).await?;
    let owner = shop.owner_looks().await?;
    owner.opens("How did we do?").await?;
    owner.reads("</li><img src=x onerror=alert(1)><script>alert(2)</script>").await?;
    owner.finds_the_page_unharmed().await?;
    owner.leaves().await
}
