//! The package as others use it: packed, installed, type-checked and bundled by `cargo xtask test`.

use e2e::{Page, Shop, Story};

#[tokio::test]
async fn a_shop_with_a_bundler_of_its_own_asks_by_the_package_alone() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Bundled).await?;

    visitor.is_asked("Overall, how satisfied are you with this order?").await?;
    visitor.chooses("Very satisfied").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_thanked().await?;
    visitor.reads("satisfied: 1").await?;

    let kept = shop.collector.receives_to("quick", 1).await?;
    assert_eq!(kept[0].says_of_the_order("order_value").as_deref(), Some("10-25 EUR"));
    let loaded = shop.collector.requests();
    assert!(loaded.iter().all(|sent| !sent.target.starts_with("/aftersay/")), "{loaded:?}");
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}
