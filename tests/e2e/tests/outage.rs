//! The collector is down for a while: nobody on the page is disturbed, and no answer is lost.

use e2e::{Page, Shop, Story};

#[tokio::test]
async fn an_answer_given_during_an_outage_is_kept_and_arrives_once() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Very satisfied").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(10).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;

    shop.collector.goes_down().await;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.is_told("No connection. Your answers will be sent as soon as there is one").await?;
    visitor.page_is_told("kept").await?;
    assert_eq!(visitor.page_was_told("sent").await?.len(), 0);

    shop.collector.comes_back().await?;
    visitor.returns_to_the_tab().await?;
    visitor.is_told("Your answers have arrived.").await?;

    let kept = shop.collector.receives(1).await?;
    assert_eq!(kept.len(), 1, "every try carries one id: {kept:?}");
    assert_eq!(kept[0].says("recommend").as_deref(), Some("10"));
    assert_eq!(visitor.page_was_told("sent").await?.len(), 1);
    visitor.leaves().await
}

#[tokio::test]
async fn without_the_visitors_doing_it_is_tried_again_until_it_arrives() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(8).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    shop.collector.goes_down().await;
    visitor.continues().await?;
    visitor.is_told("No connection.").await?;

    shop.collector.comes_back().await?;
    visitor.is_told("Your answers have arrived.").await?;
    shop.collector.receives(1).await?;
    visitor.leaves().await
}

#[tokio::test]
async fn what_the_collector_will_never_take_is_sent_once_and_told() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::UnknownSurvey).await?;

    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(8).await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.is_told("Your answers could not be delivered.").await?;
    let told = visitor.page_is_told("error").await?;
    assert!(told[0].contains("refused") && told[0].contains("404"), "{told:?}");
    visitor.returns_to_the_tab().await?;
    assert_eq!(shop.collector.submissions()?.len(), 1);
    visitor.leaves().await
}

#[tokio::test]
async fn a_page_whose_widget_cannot_be_loaded_is_the_page_it_would_be_without() -> Story {
    let shop = Shop::open().await?;
    shop.collector.goes_down().await;
    let visitor = shop.land_on(Page::Private).await?;

    visitor.reads("We write to erika.mustermann@mail.example as soon as it is on its way.").await?;
    visitor.sees_surveys(0).await?;
    visitor.finds_nothing_thrown().await?;
    visitor.leaves().await
}
