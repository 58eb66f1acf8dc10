//! What opens the results: the owner's token, the owner's password, and tokens for scripts. Nothing
//! here shows in logs, and comparing takes as long whatever was offered.

use argon2::Argon2;
use argon2::password_hash::rand_core::{OsRng, RngCore as _};
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq as _;

/// The fewest characters of a password.
pub const PASSWORD_MIN: usize = 12;

/// The most bytes of a password, so that hashing it costs what it should.
pub const PASSWORD_MAX_BYTES: usize = 1000;

/// The owner's token: it opens everything.
#[derive(Clone)]
pub struct Token(String);

/// Why a text cannot be the owner's token. The text itself is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not 16 to 200 letters, digits, - or _")]
pub struct TokenError;

impl Token {
    /// Takes a token that can stand in an address, and that nobody guesses.
    ///
    /// # Errors
    /// [`TokenError`] for any other.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = (16..=200).contains(&text.len()) && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(TokenError) }
    }

    /// Makes one of 32 random bytes.
    #[must_use]
    pub fn drawn(random: [u8; 32]) -> Self {
        Self(crate::hex(&random))
    }

    /// The token itself, for the one who started the collector.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `offered` is the token.
    #[must_use]
    pub fn is(&self, offered: &str) -> bool {
        digest(&self.0).ct_eq(&digest(offered)).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A password as its hash, by Argon2id in the form of PHC strings.
#[derive(Clone)]
pub struct Password(String);

/// Why something cannot be a password or its hash. Neither is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PasswordError {
    #[error(
        "the password has to have {PASSWORD_MIN} characters at least, and {PASSWORD_MAX_BYTES} bytes at most"
    )]
    Length,
    #[error("it is not a hash as `aftersay password` makes it, which begins with $argon2id$")]
    NotHashed,
}

impl Password {
    /// Takes a hash.
    ///
    /// # Errors
    /// [`PasswordError::NotHashed`].
    pub fn hashed(hash: &str) -> Result<Self, PasswordError> {
        let parsed = PasswordHash::new(hash).map_err(|_| PasswordError::NotHashed)?;
        let is_whole = parsed.algorithm.as_str() == "argon2id" && parsed.hash.is_some();
        if is_whole { Ok(Self(hash.to_owned())) } else { Err(PasswordError::NotHashed) }
    }

    /// Hashes a password, with a salt of its own.
    ///
    /// # Errors
    /// [`PasswordError::Length`].
    pub fn new(password: &str) -> Result<Self, PasswordError> {
        let fits = PASSWORD_MIN <= password.chars().count() && password.len() <= PASSWORD_MAX_BYTES;
        let salt = SaltString::generate(&mut OsRng);
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
        match hash {
            Ok(hash) if fits => Ok(Self(hash.to_string())),
            _ => Err(PasswordError::Length),
        }
    }

    /// The hash, to be put into the settings.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.0
    }

    /// Whether `offered` is the password. It takes some 20 MB and as many milliseconds on purpose.
    #[must_use]
    pub fn is(&self, offered: &str) -> bool {
        let verify = |hash| Argon2::default().verify_password(offered.as_bytes(), &hash).is_ok();
        offered.len() <= PASSWORD_MAX_BYTES && PasswordHash::new(&self.0).is_ok_and(verify)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What a script's token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scope {
    /// Reports, as JSON.
    Report,
    /// The answers themselves.
    Export,
}

impl Scope {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Export => "export",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Report, Self::Export].into_iter().find(|scope| scope.name() == name)
    }
}

/// A script's token as its hash, and what it opens: `report+export:` and 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer {
    scopes: Vec<Scope>,
    hash: [u8; 32],
}

/// Why a text is no such token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not scopes, which are report and export joined by +, then : and a hash, as `aftersay token` makes it"
)]
pub struct BearerError;

impl Bearer {
    /// Makes one: the token, which is told once, and what the settings hold of it.
    #[must_use]
    pub fn drawn(scopes: Vec<Scope>) -> (String, Self) {
        let mut random = [0; 32];
        OsRng.fill_bytes(&mut random);
        let token = crate::hex(&random);
        // The token has 256 random bits: nobody finds it by trying, and a quick hash will do.
        let hash = digest(&token);
        (token, Self { scopes, hash })
    }

    /// Whether `offered` is the token.
    #[must_use]
    pub fn is(&self, offered: &str) -> bool {
        self.hash.ct_eq(&digest(offered)).into()
    }

    /// Whether it opens this.
    #[must_use]
    pub fn opens(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

impl FromStr for Bearer {
    type Err = BearerError;

    fn from_str(text: &str) -> Result<Self, BearerError> {
        let (scopes, hash) = text.trim().split_once(':').ok_or(BearerError)?;
        let scopes: Option<Vec<_>> = scopes.split('+').map(Scope::named).collect();
        let digits: Option<Vec<u32>> = hash.chars().map(|digit| digit.to_digit(16)).collect();
        let pairs = digits.ok_or(BearerError)?;
        let bytes = pairs.chunks(2).filter_map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        });
        let hash = <[u8; 32]>::try_from(bytes.collect::<Vec<_>>()).map_err(|_| BearerError)?;
        let is_even = pairs.len() == 64;
        scopes.filter(|_| is_even).map(|scopes| Self { scopes, hash }).ok_or(BearerError)
    }
}

impl fmt::Display for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scopes: Vec<_> = self.scopes.iter().map(|scope| scope.name()).collect();
        write!(f, "{}:{}", scopes.join("+"), crate::hex(&self.hash))
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bearer({:?}, …)", self.scopes)
    }
}

/// What stands for a secret wherever secrets are compared or looked up.
pub(super) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_token_opens() {
        let token = Token::new("correct-horse-battery").unwrap();
        for (case, offered, opens) in [
            ("the token", "correct-horse-battery", true),
            ("a part of it", "correct-horse", false),
            ("more than it", "correct-horse-battery1", false),
            ("another case", "Correct-horse-battery", false),
            ("nothing", "", false),
        ] {
            assert_eq!(token.is(offered), opens, "{case}");
        }
    }

    #[test]
    fn a_token_that_could_be_guessed_or_would_break_a_header_is_refused() {
        for text in
            ["", "short", "correct horse battery", "correct-horse;battery", "0123456789abcdé"]
        {
            assert_eq!(Token::new(text).err(), Some(TokenError), "{text}");
        }
    }

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let password = Password::new("correct horse battery").unwrap();
        let kept = Password::hashed(password.hash()).unwrap();
        assert!(kept.is("correct horse battery"));
        assert!(!kept.is("correct horse battery "));
        assert!(!kept.is(&"x".repeat(PASSWORD_MAX_BYTES + 1)));
        assert_ne!(Password::new("correct horse battery").unwrap().hash(), password.hash());
        assert_eq!(Password::new("eleven char").err(), Some(PasswordError::Length));
        for text in ["", "correct horse battery", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ"] {
            assert_eq!(Password::hashed(text).err(), Some(PasswordError::NotHashed), "{text}");
        }
    }

    #[test]
    fn a_scripts_token_opens_what_its_scopes_name() {
        let (token, made) = Bearer::drawn(vec![Scope::Report]);
        let kept: Bearer = made.to_string().parse().unwrap();
        assert!(kept.is(&token) && !kept.is(&token[1..]));
        assert!(kept.opens(Scope::Report) && !kept.opens(Scope::Export));
        assert!(!format!("{kept:?}{kept}").contains(&token));
        let hash = "0".repeat(64);
        for text in [
            "",
            "report",
            "report:00",
            "read:",
            ":",
            &format!("report+read:{hash}"),
            &format!("report:{hash}0"),
            &format!("report:g{}", &hash[1..]),
        ] {
            assert_eq!(text.parse::<Bearer>(), Err(BearerError), "{text}");
        }
    }
}
