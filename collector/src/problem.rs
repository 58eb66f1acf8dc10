//! Every refusal and what the sender is told: `application/problem+json` (RFC 9457).

use crate::limits::Reached;
use crate::report::scope::ScopeError;
use crate::store::StoreError;
use aftersay::shape::Mistake;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;

/// Why a request was refused.
#[derive(Debug)]
pub enum Problem {
    /// The body is not JSON.
    NotJson(String),
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// The body did not arrive in this many seconds.
    TooSlow(u64),
    /// There is no survey of this id, or not in this version.
    UnknownSurvey {
        /// The id that was asked for.
        id: String,
        /// The version that was asked for, where one was.
        version: Option<u32>,
        /// The versions that there are.
        known: Vec<u32>,
    },
    /// The submission is not one that its survey allows; every reason is in here.
    Invalid(Vec<Mistake>),
    /// The id belongs to a submission to another survey.
    Conflict,
    /// More is waiting than can be taken, or the store cannot write just now.
    Busy,
    /// There is no such report; why, and what was allowed, is in here.
    BadQuery(ScopeError),
    /// An owner's route was asked for without the owner's token.
    Unauthorised,
    /// A script's token was sent that does not open this.
    Forbidden,
    /// Another site's page sent what only our own may.
    CrossSite,
    /// More came than is taken; after so many seconds more is.
    TooMany(u64),
    /// Nothing is at this address.
    NotFound,
    /// The address does not take this method.
    NotAllowed,
    /// Something that the sender can do nothing about; its cause is logged and not sent.
    Internal(anyhow::Error),
}

/// The name of the refusal, for the outermost layer to count.
#[derive(Debug, Clone, Copy)]
pub struct Refused(pub &'static str);

/// The cause of an internal problem, for the outermost layer to log.
#[derive(Debug, Clone)]
pub struct Cause(pub Arc<anyhow::Error>);

/// How many mistakes are told one by one; a body can hold thousands, and `detail` counts them all.
const ERRORS_MAX: usize = 50;

/// After how many seconds a sender that met a busy collector should try again.
const RETRY_AFTER: &str = "5";

impl Problem {
    /// Every name that [`Problem::name`] gives.
    pub const NAMES: [&str; 15] = [
        "not-json",
        "too-large",
        "too-slow",
        "unknown-survey",
        "invalid",
        "conflict",
        "busy",
        "bad-query",
        "unauthorised",
        "forbidden",
        "cross-site",
        "too-many",
        "not-found",
        "not-allowed",
        "internal",
    ];

    /// Its name in metrics, and the end of its `type`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not-json",
            Self::TooLarge(_) => "too-large",
            Self::TooSlow(_) => "too-slow",
            Self::UnknownSurvey { .. } => "unknown-survey",
            Self::Invalid(_) => "invalid",
            Self::Conflict => "conflict",
            Self::Busy => "busy",
            Self::BadQuery(_) => "bad-query",
            Self::Unauthorised => "unauthorised",
            Self::Forbidden => "forbidden",
            Self::CrossSite => "cross-site",
            Self::TooMany(_) => "too-many",
            Self::NotFound => "not-found",
            Self::NotAllowed => "not-allowed",
            Self::Internal(_) => "internal",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotJson(_) | Self::BadQuery(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::UnknownSurvey { .. } | Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unauthorised => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The same for every problem of its kind.
    fn title(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "the body is not JSON",
            Self::TooLarge(_) => "the body is too large",
            Self::TooSlow(_) => "the body came too slowly",
            Self::UnknownSurvey { .. } => "there is no such survey",
            Self::Invalid(_) => "the survey does not allow this submission",
            Self::Conflict => "the id is taken",
            Self::Busy => "the collector is busy",
            Self::BadQuery(_) => "there is no such report",
            Self::Unauthorised => "this is for the owner",
            Self::Forbidden => "the token does not open this",
            Self::CrossSite => "another site may not ask for this",
            Self::TooMany(_) => "too much has come",
            Self::NotFound => "nothing is here",
            Self::NotAllowed => "this address does not take this method",
            Self::Internal(_) => "the collector failed",
        }
    }

    /// What is particular to this one; empty where the title says all.
    fn detail(&self) -> String {
        match self {
            Self::NotJson(reason) => reason.clone(),
            Self::TooLarge(allowed) => format!("allowed are {allowed} bytes"),
            Self::TooSlow(allowed) => format!("allowed are {allowed} seconds"),
            Self::UnknownSurvey { id, version: Some(version), known } if !known.is_empty() => {
                let known: Vec<_> = known.iter().map(u32::to_string).collect();
                let known = known.join(", ");
                format!("survey {id:?} has no version {version}, answers are taken to {known}")
            }
            Self::UnknownSurvey { id, .. } => format!("survey {id:?} is not one of this collector"),
            Self::Invalid(mistakes) => format!("{} in it, see errors", counted(mistakes.len())),
            Self::Conflict => {
                "a submission to another survey has it; a new submission draws a new one".to_owned()
            }
            Self::Busy => format!("nothing was stored; send it again in {RETRY_AFTER} seconds"),
            Self::BadQuery(reason) => reason.to_string(),
            Self::Unauthorised => {
                "sign in, or send the header Authorization: Bearer with the owner's token or one of \
                 a script's"
                    .to_owned()
            }
            Self::Forbidden => "its scopes say what it opens".to_owned(),
            Self::CrossSite => {
                "allowed are requests of this server's own pages, as browsers mark them".to_owned()
            }
            Self::TooMany(seconds) => format!("nothing was stored; come again in {seconds} seconds"),
            Self::NotFound | Self::NotAllowed => String::new(),
            Self::Internal(_) => "the cause is in the collector's log".to_owned(),
        }
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 mistake is".to_owned() } else { format!("{n} mistakes are") }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (name, status) = (self.name(), self.status());
        let mut body = json!({
            "type": format!("urn:aftersay:problem:{name}"),
            "title": self.title(),
            "status": status.as_u16(),
        });
        if let Some(fields) = body.as_object_mut() {
            let detail = self.detail();
            if !detail.is_empty() {
                fields.insert("detail".to_owned(), detail.into());
            }
            if let Self::Invalid(mistakes) = &self {
                let errors = mistakes.iter().take(ERRORS_MAX).map(|mistake| {
                    json!({
                        "pointer": mistake.pointer.to_string(),
                        "detail": mistake.problem.told(),
                    })
                });
                fields.insert("errors".to_owned(), errors.collect());
            }
        }
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match &self {
            Self::TooMany(seconds) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            Self::Busy => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
            }
            Self::Unauthorised => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response.extensions_mut().insert(Refused(name));
        if let Self::Internal(cause) = self {
            response.extensions_mut().insert(Cause(Arc::new(cause)));
        }
        response
    }
}

impl Problem {
    /// The same on a page for people, which `page` makes of the status; what counts and logs it stays,
    /// and so does when to come again.
    pub fn on_a_page(self, page: impl FnOnce(StatusCode) -> Response) -> Response {
        let (head, _) = self.into_response().into_parts();
        let mut response = page(head.status);
        response.extensions_mut().extend(head.extensions);
        if let Some(seconds) = head.headers.get(header::RETRY_AFTER) {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
        }
        response
    }
}

impl From<getrandom::Error> for Problem {
    fn from(error: getrandom::Error) -> Self {
        Self::Internal(anyhow::anyhow!("no random numbers: {error}"))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            // A store that cannot write, say for a full disk, may write again later.
            StoreError::Busy | StoreError::Unwritten => Self::Busy,
            StoreError::OtherSurvey => Self::Conflict,
            StoreError::NoRandom(_) | StoreError::Unread(_) | StoreError::Damaged(_) => {
                Self::Internal(error.into())
            }
        }
    }
}

impl From<Reached> for Problem {
    fn from(reached: Reached) -> Self {
        Self::TooMany(reached.retry_after_s)
    }
}

impl From<ScopeError> for Problem {
    fn from(error: ScopeError) -> Self {
        Self::BadQuery(error)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::NotJson(error.to_string())
    }
}
