//! Who sends a request, and what they may do: tokens with scopes, of which only hashes are known here.

use std::{collections::BTreeSet, convert::Infallible, fmt, marker::PhantomData, str::FromStr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use relvar_catalog::hexadecimal;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::problem::Problem;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Looking at the schema, at revisions, modules and jobs.
    Read,
    /// Making plans, and seeing the audit trail.
    Plan,
    /// Running plans and taking migrations back.
    Apply,
    /// Seeing rows and the statements of sessions, and writing backups.
    Data,
}

impl Scope {
    const ALL: [Self; 4] = [Self::Read, Self::Plan, Self::Apply, Self::Data];

    fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Data => "data",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A scope that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no scope `{0}`\nhint: there are read, plan, apply and data")]
pub struct UnknownScope(String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| UnknownScope(text.to_owned()))
    }
}

/// A token: its secret is not known, only the SHA-256 of it.
#[derive(Clone, Debug)]
struct Token {
    name: String,
    scopes: BTreeSet<Scope>,
    hash: [u8; 32],
}

/// The tokens that are accepted.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Vec<Token>);

/// A line of a file of tokens that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line} of the tokens: {what}\nhint: a line is NAME SCOPE,SCOPE SHA256, as `relvar serve token` writes it"
)]
pub struct TokensError {
    line: usize,
    what: String,
}

impl Tokens {
    /// Reads lines of `NAME SCOPES SHA256`; lines that begin with `#` are comments.
    ///
    /// ```
    /// use relvar_serve::{Scope, Tokens, new_token};
    ///
    /// let (secret, line) = new_token("deploy", &[Scope::Read, Scope::Plan])?;
    /// let tokens = Tokens::parse(&line)?;
    /// assert_eq!(tokens.find(&secret).unwrap().name, "deploy");
    /// assert!(tokens.find("relvar_guess").is_none());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, TokensError> {
        let mut tokens: Vec<Token> = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let token = token(line).map_err(|what| TokensError { line: at + 1, what })?;
            if tokens.iter().any(|own| own.name == token.name) {
                return Err(TokensError { line: at + 1, what: format!("there is a token `{}` already", token.name) });
            }
            tokens.push(token);
        }
        Ok(Self(tokens))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whose secret this is. All hashes are compared, each in constant time.
    pub fn find(&self, secret: &str) -> Option<Caller> {
        let hash = hash(secret);
        let mut found = None;
        for token in &self.0 {
            if bool::from(token.hash.ct_eq(&hash)) {
                found = Some(Caller { name: token.name.clone(), scopes: token.scopes.clone(), is_known: true });
            }
        }
        found
    }
}

fn token(line: &str) -> Result<Token, String> {
    let mut words = line.split_whitespace();
    let (Some(name), Some(scopes), Some(digits), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("it has not three words".to_owned());
    };
    let scopes: Result<BTreeSet<Scope>, _> = scopes.split(',').map(str::parse).collect();
    let scopes = scopes.map_err(|error| error.to_string())?;
    let byte = |at: usize| digits.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let mut hash = [0; 32];
    for (at, own) in hash.iter_mut().enumerate() {
        *own = byte(at).filter(|_| digits.len() == 64).ok_or("the hash is not 64 hexadecimal digits")?;
    }
    Ok(Token { name: name.to_owned(), scopes, hash })
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Random digits, as many as nobody guesses.
pub(crate) fn random<const BYTES: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hexadecimal(&bytes))
}

/// A new token: its secret, and the line for the file of tokens.
pub fn new_token(name: &str, scopes: &[Scope]) -> Result<(String, String), getrandom::Error> {
    let secret = format!("relvar_{}", random::<32>()?);
    let scopes: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
    let line = format!("{name} {} {}", scopes.join(","), hexadecimal(&hash(&secret)));
    Ok((secret, line))
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name of their token.
    pub name: String,
    scopes: BTreeSet<Scope>,
    /// Whether they sent a token.
    is_known: bool,
}

impl Caller {
    /// Somebody without a token.
    fn anonymous(may_read: bool) -> Self {
        let scopes = if may_read { BTreeSet::from([Scope::Read]) } else { BTreeSet::new() };
        Self { name: "anonymous".to_owned(), scopes, is_known: false }
    }

    /// Who sends a request, by its `Authorization`. A browser, which has no other way to ask for a password, may send a token as
    /// the password of `Basic`, and can only read with it: browsers send that by themselves, wherever a request comes from.
    pub(crate) fn of(method: &Method, headers: &HeaderMap, tokens: &Tokens, may_read: bool) -> Result<Self, Problem> {
        let wrong = || Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "this token is not known");
        let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(Self::anonymous(may_read)) };
        let (scheme, secret) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(wrong)?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return tokens.find(secret.trim()).ok_or_else(wrong);
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(wrong());
        }
        let text = STANDARD.decode(secret.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let password = text.and_then(|text| Some(text.split_once(':')?.1.to_owned()));
        let mut caller = password.and_then(|secret| tokens.find(&secret)).ok_or_else(wrong)?;
        if !matches!(*method, Method::GET | Method::HEAD) {
            caller.scopes.clear();
        }
        Ok(caller)
    }

    /// Whether they sent a token.
    pub(crate) fn is_known(&self) -> bool {
        self.is_known
    }

    pub(crate) fn may(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.contains(&scope) {
            return Ok(());
        }
        let text = format!("this takes a token with the scope `{scope}`");
        Err(if self.is_known {
            Problem::new(StatusCode::FORBIDDEN, "scope", text)
        } else {
            Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", text).hint("send `Authorization: Bearer TOKEN`")
        })
    }
}

/// A scope as a type.
pub(crate) trait Demand {
    const SCOPE: Scope;
}

/// [`Scope::Read`].
pub(crate) struct Read;
/// [`Scope::Plan`].
pub(crate) struct Plan;
/// [`Scope::Apply`].
pub(crate) struct Apply;
/// [`Scope::Data`].
pub(crate) struct Data;

impl Demand for Read {
    const SCOPE: Scope = Scope::Read;
}
impl Demand for Plan {
    const SCOPE: Scope = Scope::Plan;
}
impl Demand for Apply {
    const SCOPE: Scope = Scope::Apply;
}
impl Demand for Data {
    const SCOPE: Scope = Scope::Data;
}

/// Somebody who may do what a handler does: whoever may not does not reach it.
pub(crate) struct By<D>(pub(crate) Caller, pub(crate) PhantomData<D>);

impl<S: Sync, D: Demand> FromRequestParts<S> for By<D> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().cloned().unwrap_or_else(|| Caller::anonymous(false));
        caller.may(D::SCOPE)?;
        Ok(Self(caller, PhantomData))
    }
}

/// Who sends a request, whatever they may do.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::anonymous(false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_cannot_be_used_are_told() {
        for (text, what) in [
            ("a read", "three words"),
            ("a write 00", "no scope `write`"),
            ("a read 00", "64 hexadecimal digits"),
            ("a read zz345678901234567890123456789012345678901234567890123456789012345", "64 hexadecimal digits"),
        ] {
            let error = Tokens::parse(text).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
    }

    #[test]
    fn browsers_may_read_and_nothing_else() {
        let (secret, line) = new_token("all", &Scope::ALL).unwrap();
        let tokens = Tokens::parse(&line).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, format!("Bearer {secret}").parse().unwrap());
        let caller = Caller::of(&Method::POST, &headers, &tokens, true).unwrap();
        assert!(caller.may(Scope::Apply).is_ok());
        let basic = format!("Basic {}", STANDARD.encode(format!("relvar:{secret}")));
        headers.insert(header::AUTHORIZATION, basic.parse().unwrap());
        assert!(Caller::of(&Method::GET, &headers, &tokens, false).unwrap().may(Scope::Read).is_ok());
        assert!(Caller::of(&Method::POST, &headers, &tokens, true).unwrap().may(Scope::Apply).is_err());
        headers.insert(header::AUTHORIZATION, "Bearer relvar_other".parse().unwrap());
        assert_eq!(Caller::of(&Method::GET, &headers, &tokens, true).unwrap_err().status, 401);
    }
}
