//! Tells an address of the owner's of alarms: a POST that is signed, and tried again until it is taken.

use crate::delivery::{TRY_MAX_TIME, Undelivered, deliver};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use std::fmt;

/// Where to send, and what to sign with.
#[derive(Clone)]
pub struct Webhook {
    address: String,
    secret: Secret,
}

/// The secret that the owner's program shares with this one.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// Why a text is no such secret. The text itself is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret is not whsec_ and the base64 of 24 to 64 bytes")]
pub struct SecretError;

impl Secret {
    /// Reads a secret.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn new(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix("whsec_").ok_or(SecretError)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| SecretError)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(SecretError) }
    }

    /// The signature of a message.
    ///
    /// - **Units**: `timestamp_s` in seconds since 1970.
    /// - **Source**: Standard Webhooks, version 1.0.0, "Signature scheme", symmetric.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp_s: i64, body: &str) -> String {
        // A key of any length is one.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{timestamp_s}.{body}").as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a secret of its own.
        f.write_str("Webhook(…)")
    }
}

impl Webhook {
    /// Sends to this address, and signs with this secret.
    #[must_use]
    pub fn new(address: String, secret: Secret) -> Self {
        Self { address, secret }
    }

    /// Tells of an alarm, and tries again for some hours where it is not taken.
    ///
    /// # Errors
    /// Why the last try failed.
    pub async fn tell(&self, survey: &str, alarm: &str, text: &str) -> Result<(), Undelivered> {
        let random = getrandom::u64()
            .map_err(|error| Undelivered::Broken(anyhow::anyhow!("no random numbers: {error}")))?;
        let id = format!("msg_{random:016x}");
        let body = json!({
            "type": format!("alarm.{alarm}"),
            "timestamp": now().to_string(),
            "data": {"survey": survey, "alarm": alarm, "text": text},
        });
        let body = body.to_string();
        deliver("webhook", || self.post(&id, &body)).await
    }

    async fn post(&self, id: &str, body: &str) -> Result<(), Undelivered> {
        let timestamp_s = now().as_second();
        let signature = self.secret.sign(id, timestamp_s, body);
        let (id, body, address) = (id.to_owned(), body.to_owned(), self.address.clone());
        let posted = tokio::task::spawn_blocking(move || {
            let config = ureq::Agent::config_builder()
                .timeout_global(Some(TRY_MAX_TIME))
                .max_redirects(0)
                .http_status_as_error(false)
                .user_agent("aftersay")
                .build();
            ureq::Agent::from(config)
                .post(&address)
                .header("content-type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp_s.to_string())
                .header("webhook-signature", signature)
                .send(body)
        });
        let reply = posted.await.map_err(|error| Undelivered::Broken(error.into()))?;
        let status = reply.map_err(|error| Undelivered::OutOfReach(error.into()))?.status();
        match status.as_u16() {
            200..300 => Ok(()),
            // Gone: the owner wants no more of it.
            410 => Err(Undelivered::Unwanted(410)),
            other => Err(Undelivered::Refused(other)),
        }
    }
}

fn now() -> jiff::Timestamp {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::PAUSES;
    use axum::Router;
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::post;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_message_is_signed_as_others_verify_it() {
        // Worked out by Python's hmac, from the message of the standard's own libraries.
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature =
            Secret::new(SECRET).unwrap().sign(id, 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_taken_only_as_the_standard_writes_it() {
        for text in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_?"]
        {
            assert_eq!(Secret::new(text).err(), Some(SecretError), "{text}");
        }
    }

    #[tokio::test]
    async fn an_alarm_is_told_again_under_the_same_id_until_it_is_taken() {
        type Got = (String, i64, String, String);
        let got: Arc<Mutex<Vec<Got>>> = Arc::default();
        let take = {
            let got = Arc::clone(&got);
            async move |headers: HeaderMap, body: String| {
                let text = |name: &str| headers[name].to_str().unwrap().to_owned();
                let timestamp = text("webhook-timestamp").parse().unwrap();
                let mut got = got.lock().unwrap();
                got.push((text("webhook-id"), timestamp, text("webhook-signature"), body));
                if got.len() < 3 { StatusCode::BAD_GATEWAY } else { StatusCode::NO_CONTENT }
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/hook", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await });

        tokio::time::pause();
        let secret = Secret::new(SECRET).unwrap();
        let webhook = Webhook::new(address, secret.clone());
        webhook.tell("quick", "silent", "Nothing came.").await.unwrap();

        let got = got.lock().unwrap();
        assert_eq!(got.len(), 3);
        for (id, timestamp, signature, body) in &*got {
            assert_eq!(*id, got[0].0);
            assert_eq!(*signature, secret.sign(id, *timestamp, body));
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!(body["type"], "alarm.silent");
            assert_eq!(body["data"]["text"], "Nothing came.");
        }
    }

    #[tokio::test]
    async fn an_address_that_is_never_there_is_given_up() {
        tokio::time::pause();
        let secret = Secret::new(SECRET).unwrap();
        // Nothing listens on this port.
        let webhook = Webhook::new("http://127.0.0.1:1/".to_owned(), secret);
        let start = tokio::time::Instant::now();
        let told = webhook.tell("quick", "silent", "Nothing came.").await;
        assert!(matches!(told, Err(Undelivered::OutOfReach(_))), "{told:?}");
        assert!(PAUSES.iter().sum::<Duration>() <= start.elapsed());
    }
}
