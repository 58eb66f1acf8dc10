//! Exact order facts -> bands. The exact fact is dropped here, and nothing downstream can hold it.

use crate::shape::{Mistake, Pointer, is_currency};
use crate::tree::{Tree, digits};

/// The order in bands: nothing in here is finer than a group of many orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context(Vec<(Fact, String)>);

/// A fact about the order that a band exists for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// What the order cost, with its currency.
    OrderValue,
    /// How many items it holds.
    Items,
    /// Whether the buyer had bought here before.
    Customer,
}

/// What is known of the buyer.
pub const CUSTOMERS: &[&str] = &["new", "returning"];

/// The lower edges of the bands of order values, in units of the currency. The last is open.
const VALUE_EDGES: [u32; 8] = [0, 10, 25, 50, 100, 200, 500, 1000];

/// The lower edges of the bands of item counts. The last is open.
const ITEM_EDGES: [u32; 4] = [1, 2, 4, 10];

/// Currencies whose unit is about a hundredth of a euro or a dollar, so that their edges are a
/// hundred times as high.
const SMALL_UNITS: &[&str] =
    &["HUF", "INR", "ISK", "JPY", "KRW", "LKR", "PHP", "RSD", "RUB", "THB", "TWD"];

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 3] = [Self::OrderValue, Self::Items, Self::Customer];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderValue => "order_value",
            Self::Items => "items",
            Self::Customer => "customer",
        }
    }

    /// Whether `band` is one of its bands.
    fn has(self, band: &str) -> bool {
        match self {
            Self::OrderValue => band.split_once(' ').is_some_and(|(range, currency)| {
                is_currency(currency) && bands(&VALUE_EDGES, unit(currency), 0).any(|b| b == range)
            }),
            Self::Items => bands(&ITEM_EDGES, 1, 1).any(|known| known == band),
            Self::Customer => CUSTOMERS.contains(&band),
        }
    }
}

/// The order as the page tells it, in exact figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Order {
    /// What it cost.
    pub value: Option<f64>,
    /// In which currency, as an ISO 4217 code.
    pub currency: Option<String>,
    /// How many items it holds.
    pub n_items: Option<f64>,
    /// Whether the buyer is `new` or `returning`.
    pub customer: Option<String>,
}

impl Order {
    /// Reduces the order to its bands. A value without a currency has no band.
    ///
    /// # Examples
    /// ```
    /// use aftersay::anonymise::bands::Order;
    /// use aftersay::tree::Tree;
    /// let order = Order { value: Some(49.9), currency: Some("EUR".into()), ..Order::default() };
    /// assert_eq!(Tree::from(&order.context()), Tree::map([("order_value", "25-50 EUR".into())]));
    /// ```
    #[must_use]
    pub fn context(&self) -> Context {
        let mut facts = Vec::new();
        if let (Some(value), Some(currency)) = (self.value, &self.currency) {
            let unit = unit(currency);
            let at = VALUE_EDGES.iter().rposition(|&edge| f64::from(edge * unit) <= value);
            if let Some(range) = at.and_then(|at| bands(&VALUE_EDGES, unit, 0).nth(at)) {
                facts.push((Fact::OrderValue, [&range, " ", currency].concat()));
            }
        }
        if let Some(n_items) = self.n_items {
            let at = ITEM_EDGES.iter().rposition(|&edge| f64::from(edge) <= n_items);
            facts.extend(
                at.and_then(|at| bands(&ITEM_EDGES, 1, 1).nth(at)).map(|b| (Fact::Items, b)),
            );
        }
        facts.extend(self.customer.clone().map(|customer| (Fact::Customer, customer)));
        Context(facts)
    }
}

impl Context {
    /// The band of a fact, where the page told it.
    #[must_use]
    pub fn get(&self, fact: Fact) -> Option<&str> {
        self.0.iter().find(|(other, _)| *other == fact).map(|(_, band)| band.as_str())
    }

    /// Reads bands from the wire, and refuses whatever is not one.
    pub fn read(tree: &Tree, at: &Pointer, mistakes: &mut Vec<Mistake>) -> Self {
        let mut facts = Vec::new();
        for fact in Fact::ALL {
            if let Some(value) = tree.get(fact.name()) {
                match value.text().filter(|band| fact.has(band)) {
                    Some(band) => facts.push((fact, band.to_owned())),
                    None => mistakes.push(at.key(fact.name()).wrong(value, "one of its bands")),
                }
            }
        }
        Self(facts)
    }
}

impl From<&Context> for Tree {
    fn from(context: &Context) -> Self {
        let field = |(fact, band): &(Fact, String)| (fact.name().to_owned(), band.as_str().into());
        Self::Map(context.0.iter().map(field).collect())
    }
}

/// The names of the bands between edges: `25-50`, and `1000+` for the last. `overlap` is 1 where
/// the upper end belongs to the next band and is not named, as in counts: `2-3`.
fn bands(edges: &'static [u32], unit: u32, overlap: u32) -> impl Iterator<Item = String> {
    edges.iter().enumerate().map(move |(index, low)| {
        let low = low * unit;
        match edges.get(index + 1).map(|high| high * unit - overlap) {
            None => [&digits(low.into()), "+"].concat(),
            Some(high) if high == low => digits(low.into()),
            Some(high) => [&digits(low.into()), "-", &digits(high.into())].concat(),
        }
    })
}

fn unit(currency: &str) -> u32 {
    if SMALL_UNITS.contains(&currency) { 100 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_fact_becomes_the_band_that_holds_it() {
        for (value, currency, n_items, band) in [
            (49.9, "EUR", 1.0, r#"{"order_value":"25-50 EUR","items":"1"}"#),
            (50.0, "EUR", 2.0, r#"{"order_value":"50-100 EUR","items":"2-3"}"#),
            (0.0, "USD", 3.0, r#"{"order_value":"0-10 USD","items":"2-3"}"#),
            (123_456.0, "EUR", 500.0, r#"{"order_value":"1000+ EUR","items":"10+"}"#),
            (4990.0, "JPY", 4.0, r#"{"order_value":"2500-5000 JPY","items":"4-9"}"#),
            (-5.0, "EUR", 0.0, "{}"),
        ] {
            let order = Order {
                value: Some(value),
                currency: Some(currency.to_owned()),
                n_items: Some(n_items),
                customer: None,
            };
            let tree = Tree::from(&order.context());
            assert_eq!(serde_json::to_string(&tree).unwrap(), band);
            let mut mistakes = Vec::new();
            assert_eq!(Context::read(&tree, &Pointer::default(), &mut mistakes), order.context());
            assert_eq!(mistakes, []);
        }
    }

    #[test]
    fn what_is_no_band_is_refused() {
        for context in [
            r#"{"order_value":"49.90 EUR"}"#,
            r#"{"order_value":"49-50 EUR"}"#,
            r#"{"order_value":"25-50"}"#,
            r#"{"order_value":"25-50 order 4711"}"#,
            r#"{"items":"7"}"#,
            r#"{"customer":"Jane Doe"}"#,
        ] {
            let mut mistakes = Vec::new();
            let tree = serde_json::from_str(context).unwrap();
            let read = Context::read(&tree, &Pointer::default(), &mut mistakes);
            assert_eq!((read, mistakes.len()), (Context::default(), 1), "{context}");
        }
    }
}
