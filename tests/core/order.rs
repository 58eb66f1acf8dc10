//! What a page tells of an order, in any way, leaves it as bands or not at all.

use aftersay::config::Config;
use aftersay::tree::Tree;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What every band is made of: the edges between orders, and between counts.
const TOKENS: [&str; 14] =
    ["0", "1", "2", "3", "4", "9", "10", "25", "50", "100", "200", "500", "1000", "order_value"];

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0_u64..10_000_000).prop_map(|cents| json!(cents as f64 / 100.0)),
        (0_u64..10_000_000).prop_map(|cents| json!(format!("{}.{:02}", cents / 100, cents % 100))),
        (0_u32..10_000).prop_map(|n| json!(n)),
        "[0-9]{1,12}".prop_map(|text| json!(text)),
    ]
}

fn order() -> impl Strategy<Value = Map<String, Value>> {
    let currency = prop::sample::select(vec!["EUR", "USD", "JPY", "SEK"]);
    let anything = "[0-9A-Za-z@. -]{6,30}";
    (number(), currency, number(), prop::sample::select(vec!["new", "returning"]), anything)
        .prop_map(|(value, currency, items, customer, anything)| {
            let told = json!({
                "orderValue": value, "orderCurrency": currency, "orderItems": items,
                "customer": customer, "orderCategory": anything, "delivery": anything,
                "country": anything,
            });
            told.as_object().cloned().unwrap_or_default()
        })
}

proptest! {
    #[test]
    fn no_figure_or_word_of_an_order_leaves_but_those_that_bands_are_made_of(order in order()) {
        let options: Tree = serde_json::from_value(Value::Object(order.clone())).unwrap();
        // What is no number of items is refused as a whole, and nothing leaves either.
        let Ok(config) = Config::read(&options) else { return Ok(()) };
        let sent = serde_json::to_string(&Tree::from(&config.order.context())).unwrap();
        let currency = order["orderCurrency"].as_str().unwrap();
        let tokens = sent.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for token in tokens.filter(|token| !token.is_empty()) {
            // Where a unit is a hundredth of others, its edges are a hundred times as high.
            let edge = token.strip_suffix("00").filter(|edge| !edge.is_empty()).unwrap_or(token);
            let known = [token, edge].iter().any(|token| TOKENS.contains(token));
            prop_assert!(
                known || token == currency
                    || ["items", "customer", "new", "returning"].contains(&token),
                "{token} of {sent} is no part of a band"
            );
        }
    }
}
