//! The shop's pages.

use super::words::Lang;
use super::{N_ITEMS_MAX, Order, PRICE_CENTS, Shop};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The shop's one product, drawn by hand.
const MUG: &str = include_str!("../../../../www/shop/mug.svg");

/// The product.
pub(super) fn product(lang: Lang) -> Markup {
    let words = lang.words();
    let content = html! {
        div.product {
            figure role="img" aria-label=(words.picture) { (PreEscaped(MUG)) }
            div.offer {
                h1 { (words.product) }
                p.price { (lang.price(PRICE_CENTS)) }
                p.quiet { (words.tax) }
                p.lead { (words.lead) }
                form.buy action="/shop/checkout" {
                    input type="hidden" name="lang" value=(lang.tag());
                    label for="quantity" { (words.quantity) }
                    select id="quantity" name="quantity" {
                        @for n in 1..=N_ITEMS_MAX { option value=(n) { (n) } }
                    }
                    button { (words.buy) }
                }
                dl.details { @for (term, text) in &words.details {
                    div { dt { (term) } dd { (text) } }
                } }
            }
        }
    };
    frame(lang, words.product, "/shop?", &content)
}

/// The form that takes the order.
pub(super) fn checkout(lang: Lang, n_items: u32) -> Markup {
    let words = lang.words();
    let field = |name: &str, label: &str, kind: &str, autocomplete: &str| {
        html! {
            label for=(name) { (label) }
            input id=(name) name=(name) type=(kind) autocomplete=(autocomplete) required
                maxlength="200" dir=[(kind == "email").then_some("ltr")];
        }
    };
    let content = html! {
        h1 { (words.checkout) }
        div.two {
            form method="post" action="/shop/checkout" {
                h2 { (words.delivery_address) }
                input type="hidden" name="lang" value=(lang.tag());
                input type="hidden" name="quantity" value=(n_items);
                (field("name", words.name, "text", "name"))
                (field("email", words.email, "email", "email"))
                (field("address", words.address, "text", "street-address"))
                button { (words.place_order) }
            }
            (summary(lang, n_items))
        }
    };
    frame(lang, words.checkout, &format!("/shop/checkout?quantity={n_items}&"), &content)
}

/// The confirmation: this is the page that a real shop puts the widget on.
pub(super) fn received(shop: &Shop, order: &Order, lang: Lang) -> Markup {
    let words = lang.words();
    let (before, after, without) = words.thanks;
    let value_cents = order.n_items * PRICE_CENTS;
    let content = html! {
        h1 {
            @if order.first_name.is_empty() { (without) }
            // A name may run the other way than the sentence it stands in.
            @else { (before) bdi { (order.first_name) } (after) }
        }
        p.lead { (words.confirmed) }
        dl.details {
            div { dt { (words.order_number) } dd { bdi { (order.number) } } }
            div { dt { (words.arrives) } dd { (words.arrives_when) br; span.quiet { (words.packed) } } }
        }
        (summary(lang, order.n_items))
        div.survey {
            script async referrerpolicy="no-referrer"
                src={ (shop.widget_base) "/aftersay.js" }
                data-survey="after-delivery"
                data-endpoint=(shop.endpoint)
                data-order-value=(format!("{}.{:02}", value_cents / 100, value_cents % 100))
                data-order-currency="EUR"
                data-order-items=(order.n_items)
                data-customer="new" {}
        }
        p { a href={ "/shop?lang=" (lang.tag()) } { (words.back) } }
    };
    let here = format!("/shop/order-received/{}?key={}&", order.number, order.key);
    frame(lang, words.confirmed, &here, &html! { div.received { (content) } })
}

/// The page of an order that is none.
pub(super) fn unknown(lang: Lang) -> Markup {
    let words = lang.words();
    let content = html! {
        h1 { (words.unknown) }
        p.lead { (words.unknown_why) }
        p { a href={ "/shop?lang=" (lang.tag()) } { (words.back) } }
    };
    frame(lang, words.unknown, "/shop?", &content)
}

fn summary(lang: Lang, n_items: u32) -> Markup {
    let words = lang.words();
    let total = lang.price(n_items * PRICE_CENTS);
    html! {
        section.summary aria-labelledby="summary" {
            h2 id="summary" { (words.your_order) }
            div.line {
                div.thumb aria-hidden="true" { (PreEscaped(MUG)) }
                p { (words.product) br; span.quiet { (n_items) " × " bdi { (lang.price(PRICE_CENTS)) } } }
                p.amount { bdi { (total) } }
            }
            div.line.thin { p { (words.shipping) } p.amount { (words.free) } }
            div.line.total { p { (words.total) } p.amount { bdi { (total) } } }
        }
    }
}

/// `here` is the page's own address up to its language.
fn frame(lang: Lang, title: &str, here: &str, content: &Markup) -> Markup {
    let words = lang.words();
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) dir=(lang.dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Lehm & Licht" }
                // Or browsers would ask for one that is not there.
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/shop/shop.css";
            }
            body {
                a.skip href="#main" { (words.skip) }
                header.top {
                    a.brand href={ "/shop?lang=" (lang.tag()) } dir="ltr" { "Lehm & Licht" }
                    p.tagline { (words.tagline) }
                    nav aria-label=(words.languages) {
                        @for other in Lang::ALL {
                            a href={ (here) "lang=" (other.tag()) } lang=(other.tag())
                                hreflang=(other.tag())
                                aria-current=[(other == lang).then_some("true")] { (other.name()) }
                        }
                    }
                }
                main id="main" { (content) }
                footer.quiet { p { (words.demo) } }
            }
        }
    }
}
