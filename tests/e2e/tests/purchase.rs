//! A buyer answers, and the owner reads it.

use e2e::{Shop, Story};

#[tokio::test]
async fn a_buyer_answers_and_the_owner_reads_it() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.enter().await?;

    visitor.buys("Mug").await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(9).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.rates(5).await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.chooses("Friends or family").await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.is_told("Your answers have arrived.").await?;

    let kept = shop.collector.receives(1).await?;
    assert!(kept[0].complete);
    assert_eq!(kept[0].asked, ["overall", "recommend", "checkout", "found"]);
    assert_eq!(kept[0].says("overall").as_deref(), Some("60"));
    assert_eq!(kept[0].says("recommend").as_deref(), Some("9"));
    assert_eq!(kept[0].says("checkout").as_deref(), Some("5"));
    assert_eq!(kept[0].says("found").as_deref(), Some("friends"));
    assert_eq!(kept[0].says_of_the_order("order_value").as_deref(), Some("10-25 EUR"));

    let report = shop.collector.report().await?;
    assert_eq!((report.n(), report.n_complete()), (1, 1));
    assert_eq!(report.score("recommend", "nps"), None, "one answer is too few to show");
    assert!(report.warnings().contains(&"too_few"), "{:?}", report.warnings());

    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn eleven_buyers_make_a_number_with_its_interval() -> Story {
    let shop = Shop::open().await?;
    shop.collector.has_heard_from(10, "It took a while").await?;
    let visitor = shop.enter().await?;

    visitor.buys("Mug").await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(3).await?;
    visitor.continues().await?;
    visitor.is_asked("What is behind that?").await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.continues().await?;
    visitor.is_told("Your answers have arrived.").await?;
    visitor.leaves().await?;

    shop.collector.receives(11).await?;
    // Ten promoters less one detractor, out of eleven.
    let [value, low, high] = shop.collector.report().await?.score("recommend", "nps").unwrap();
    assert_eq!(value, "81.8");
    assert_ne!((&low, &high), (&value, &value));

    let owner = shop.owner_looks().await?;
    owner.opens("How did we do?").await?;
    owner.reads("11").await?;
    owner.reads("82").await?;
    owner.finds_the_page_unharmed().await?;
    owner.leaves().await
}
