//! What leaves the page, and what does not.

use e2e::{Layer, ORDER_PATH, Page, Sent, Shop, Story, Visitor};

/// Says everything that can be said, and waits until it has arrived.
async fn says_everything(visitor: &Visitor) -> Story {
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Very dissatisfied").await?;
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(0).await?;
    visitor.continues().await?;
    visitor.is_asked("What is behind that?").await?;
    visitor.writes("Broken. Call 0170 1234567 or write to erika.mustermann@mail.example").await?;
    visitor.is_told("Will be blacked out before sending: 2").await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.rates(1).await?;
    visitor.continues().await?;
    visitor.is_asked("How did you find us?").await?;
    visitor.chooses("A search engine").await?;
    visitor.continues().await?;
    visitor.is_thanked().await?;
    visitor.is_told("Your answers have arrived.").await
}

/// Finds none of what would tell who bought what, in whatever way it is written.
fn tell_nothing(sent: &[Sent], secrets: &[&str]) {
    for secret in secrets {
        for sent in sent {
            let found = sent.raw.to_lowercase().contains(&secret.to_lowercase());
            assert!(!found, "{secret:?} is in {}", sent.raw);
        }
    }
}

#[tokio::test]
async fn the_unhappy_buyer_is_asked_why_and_contacts_are_struck_out_before_sending() -> Story {
    let shop = Shop::open().await?;
    shop.collector.has_heard_from(10, "It took a while").await?;
    let visitor = shop.enter().await?;

    visitor.buys("Mug").await?;
    says_everything(&visitor).await?;

    let kept = shop.collector.receives(11).await?;
    assert_eq!(kept.len(), 1, "one visit was sent from a page");
    let why = "Broken. Call [phone] or write to [email]";
    assert_eq!(kept[0].says("why").as_deref(), Some(why));
    assert_eq!(kept[0].n_masked(), 2);
    let report = shop.collector.report().await?;
    assert!(report.comments("why").contains(&why), "{report:?}");
    visitor.leaves().await
}

#[tokio::test]
async fn nothing_that_goes_to_another_origin_says_who_bought_what() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;
    says_everything(&visitor).await?;
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await?;

    let kept = shop.collector.receives(1).await?;
    assert_eq!(kept[0].says_of_the_order("order_value").as_deref(), Some("100-200 EUR"));
    let sent = shop.collector.requests();
    assert!(sent.iter().any(|sent| sent.method == "POST"), "nothing was recorded");
    tell_nothing(&sent, &SECRETS);
    for sent in &sent {
        assert_eq!(sent.headers.get("referer"), None, "{}", sent.raw);
        assert_eq!(sent.headers.get("cookie"), None, "{}", sent.raw);
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_would_tell_its_address_to_everyone_does_not_tell_us() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::PrivateButCareless).await?;
    says_everything(&visitor).await?;
    visitor.leaves().await?;

    shop.collector.receives(1).await?;
    tell_nothing(&shop.collector.requests(), &SECRETS);
    Ok(())
}

#[tokio::test]
async fn nothing_that_leaves_the_demo_shop_says_who_bought_what() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.enter().await?;
    let order = visitor.buys("Mug").await?;
    says_everything(&visitor).await?;
    visitor.leaves().await?;

    shop.collector.receives(1).await?;
    let sent = shop.collector.requests();
    assert!(sent.iter().any(|sent| sent.method == "POST"), "nothing was recorded");
    let [name, mail, street] = order.buyer;
    tell_nothing(
        &sent,
        &[&order.number, &order.key, name, mail, street, "order-received", "24.90", "01701234567"],
    );
    Ok(())
}

#[tokio::test]
async fn a_submission_has_the_fields_of_the_contract_and_no_other() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;
    says_everything(&visitor).await?;
    visitor.leaves().await?;

    let kept = shop.collector.receives(1).await?;
    let fields = [
        "answers",
        "answers.checkout",
        "answers.found",
        "answers.overall",
        "answers.recommend",
        "answers.why",
        "asked",
        "complete",
        "context",
        "context.customer",
        "context.items",
        "context.order_value",
        "id",
        "lang",
        "privacy",
        "privacy.masked",
        "privacy.mode",
        "schema",
        "scores",
        "scores.csm",
        "scores.nps",
        "scores.rating",
        "survey",
        "version",
    ];
    assert_eq!(kept[0].fields, fields);
    Ok(())
}

#[tokio::test]
async fn a_data_layer_tells_bands_of_the_order_and_nothing_else_of_it() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Told(Layer::TagManager)).await?;
    let mut n_stored = 0;
    for (layer, bands) in [
        (Layer::TagManager, [Some("100-200 EUR"), Some("2-3"), Some("returning")]),
        (Layer::Gtag, [Some("100-200 EUR"), Some("1"), None]),
        (Layer::GtagAndTag, [Some("0-10 EUR"), Some("1"), None]),
        (Layer::Nonsense, [None, None, None]),
        (Layer::Missing, [None, None, None]),
    ] {
        shop.sends(&visitor, Page::Told(layer)).await?;
        visitor.is_asked("Overall, how satisfied are you with this order?").await?;
        visitor.goes_on_to_the_end().await?;
        visitor.is_told("Your answers have arrived.").await?;
        n_stored += 1;
        let kept = shop.collector.receives_to("quick", n_stored).await?;
        let told = ["order_value", "items", "customer"];
        let told = told.map(|fact| kept.last()?.says_of_the_order(fact));
        assert_eq!(told.each_ref().map(Option::as_deref), bands, "{layer:?}");
        visitor.finds_the_page_unharmed().await?;
    }
    visitor.leaves().await?;
    tell_nothing(
        &shop.collector.requests(),
        &[
            "48151623", "137.31", "137,31", "21.92", "45.77", "ERIKA", "SKU", "90210", "Saucer",
            "Euro",
        ],
    );
    Ok(())
}

/// What page and address of [`Page::Private`] hold, and what is said into its card.
const SECRETS: [&str; 12] = [
    "48151623",
    "wc_order",
    "Zm9vYmFy42",
    ORDER_PATH,
    "bestellung",
    "thank you",
    "Erika",
    "Mustermann",
    "mail.example",
    "137.31",
    "1234567",
    "key=",
];
