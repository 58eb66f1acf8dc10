//! What the responses of a report can be split by.

use aftersay::anonymise::bands::Fact;
use aftersay::wire::Submission;

/// Something that splits responses into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// A band of the order.
    Order(Fact),
    /// The language that the survey was shown in.
    Lang,
    /// The version of the survey.
    Version,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 5] = [
        Self::Order(Fact::OrderValue),
        Self::Order(Fact::Items),
        Self::Order(Fact::Customer),
        Self::Lang,
        Self::Version,
    ];

    /// The fields whose groups the store keeps statistics of. It keeps those of each version anyway.
    pub const KEPT: [Self; 4] = [
        Self::Order(Fact::OrderValue),
        Self::Order(Fact::Items),
        Self::Order(Fact::Customer),
        Self::Lang,
    ];

    /// The field of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Its name in options, in the report and in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order(fact) => fact.name(),
            Self::Lang => "lang",
            Self::Version => "version",
        }
    }

    /// The group that a submission belongs to; `None` where the page did not tell.
    #[must_use]
    pub fn of(self, submission: &Submission) -> Option<String> {
        match self {
            Self::Order(fact) => submission.content.context.get(fact).map(str::to_owned),
            Self::Lang => Some(submission.lang.clone()),
            Self::Version => Some(submission.version.to_string()),
        }
    }
}
