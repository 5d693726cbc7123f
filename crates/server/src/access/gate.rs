//! The gate: signs people in, and says by cookie or key who asks.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};
use axum::http::{HeaderMap, HeaderValue, header};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use cookie::{Cookie, SameSite};
use model::Moment;
use params::PeopleRules;
use sha2::{Digest as _, Sha256};
use store::{ApiKey, NewApiKey, People, Person};
use tokio::sync::Semaphore;

use super::{
    factor, password,
    principal::{InSession, Principal},
    provider::{ATTEMPT, CALLBACK, Identity, Provider},
};
use crate::clock;

/// The cookie of a session.
const COOKIE: &str = "tongguan_session";

/// The cookie of an attempt to sign in with the provider.
const ATTEMPT_COOKIE: &str = "tongguan_attempt";

/// What a key begins with, so that one that leaked is known for what it is.
const KEY_PREFIX: &str = "tgk_";

/// Passwords that are compared at once: each takes 19 MiB and a while of a core.
const COMPARED_AT_ONCE: usize = 2;

/// The people of the house, and how they get in.
#[derive(Clone)]
pub(crate) struct Gate {
    people: Arc<Mutex<People>>,
    pub(crate) rules: Arc<PeopleRules>,
    comparing: Arc<Semaphore>,
    /// Who else says who people are.
    provider: Option<Arc<Provider>>,
    /// Whether cookies go over TLS alone.
    is_secure: bool,
}

/// What came of an attempt to sign in.
pub(crate) enum SignedIn {
    In {
        principal: Box<Principal>,
        cookie: HeaderValue,
    },
    /// The password is right, and a code is asked for.
    CodeNeeded,
    /// Login, password or code is not right, or the account is locked or disabled; which, is not said.
    Refused,
}

/// What a gate is made of.
pub(crate) struct Front {
    pub(crate) people: People,
    pub(crate) provider: Option<Provider>,
    pub(crate) is_secure: bool,
}

impl Gate {
    pub(crate) fn new(front: Front, rules: Arc<PeopleRules>) -> Gate {
        let comparing = Arc::new(Semaphore::new(COMPARED_AT_ONCE));
        let Front { people, provider, is_secure } = front;
        let (people, provider) = (Arc::new(Mutex::new(people)), provider.map(Arc::new));
        Gate { people, rules, comparing, provider, is_secure }
    }

    /// Who else says who people are; nothing: they sign in with passwords alone.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.provider.as_deref()
    }

    /// Does something with the file, on a thread that may wait.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut People, &PeopleRules) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (people, rules) = (Arc::clone(&self.people), Arc::clone(&self.rules));
        let task = tokio::task::spawn_blocking(move || {
            act(&mut people.lock().unwrap_or_else(PoisonError::into_inner), &rules)
        });
        task.await?
    }

    /// The same, where passwords are compared or digested: few at once, and the file is nobody's meanwhile.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) async fn compare<T: Send + 'static>(
        &self,
        act: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _place = self.comparing.acquire().await?;
        Ok(tokio::task::spawn_blocking(act).await?)
    }

    /// Who asks, by what the request carries; nobody where it carries nothing that holds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) async fn principal(&self, headers: &HeaderMap) -> Result<Option<Principal>> {
        let now = clock::now();
        if let Some(key) = bearer(headers) {
            let digest = token_digest(key);
            return self
                .with(move |people, rules| {
                    let key = people.key_by_digest(&digest, now)?;
                    Ok(key.map(|it| Principal::key(&it, rules)))
                })
                .await;
        }
        let Some(token) = session_cookie(headers) else { return Ok(None) };
        let digest = token_digest(&token);
        self.with(move |people, rules| {
            let (idle, whole) =
                (rules.sign_in.session_idle_minutes, rules.sign_in.session_whole_minutes);
            let Some(session) = people.session(&digest, now, idle, whole)? else { return Ok(None) };
            let person = people.person(session.person)?;
            let session =
                InSession { digest, csrf: session.csrf, is_by_provider: session.is_by_provider };
            Ok(person.map(|it| Principal::person(it, session, rules)))
        })
        .await
    }

    /// Signs somebody in.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub(crate) async fn sign_in(
        &self,
        login: String,
        password: String,
        code: Option<String>,
    ) -> Result<SignedIn> {
        let asked = login.clone();
        let person = self.with(move |people, _| Ok(people.person_by_login(&asked)?)).await?;
        // As long as for one whom the house knows.
        let kept = person.as_ref().map(|it| it.password.clone());
        let is_right = self.compare(move || password::is_right(kept.as_deref(), &password)).await?;
        let is_secure = self.is_secure;
        self.with(move |people, rules| {
            let now = clock::now();
            let Some(person) = person else {
                people.record(now, &login, "refused", "no such login")?;
                return Ok(SignedIn::Refused);
            };
            if let Some(refused) = refusal(people, rules, &person, is_right, code.as_deref(), now)?
            {
                return Ok(refused);
            }
            enter(people, rules, person, false, is_secure)
        })
        .await
    }

    /// Lets somebody in of whom the provider said who he is. What he may do is the house's word: he needs an account.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub(crate) async fn sign_in_by_provider(&self, identity: Identity) -> Result<SignedIn> {
        let is_secure = self.is_secure;
        self.with(move |people, rules| {
            let now = clock::now();
            let person = people.person_by_login(&identity.login)?.filter(|it| !it.is_disabled);
            let Some(person) = person else {
                let why = format!("no account, or disabled; subject {}", identity.subject);
                people.record(now, &identity.login, "refused", &why)?;
                return Ok(SignedIn::Refused);
            };
            enter(people, rules, person, true, is_secure)
        })
        .await
    }

    /// The cookie by which a browser is known when the provider sends it back. It comes from another site then, so the
    /// cookie has to come along.
    ///
    /// # Errors
    /// When it is no header.
    pub(crate) fn attempt_cookie(&self, state: String) -> Result<HeaderValue> {
        let cookie = Cookie::build((ATTEMPT_COOKIE, state))
            .path(CALLBACK)
            .http_only(true)
            .secure(self.is_secure)
            .same_site(SameSite::Lax)
            .max_age(cookie::time::Duration::try_from(ATTEMPT)?)
            .build();
        cookie.to_string().parse().context("a cookie is a header")
    }

    /// Takes the session's cookie back.
    ///
    /// # Errors
    /// When it is no header.
    pub(crate) fn no_cookie(&self) -> Result<HeaderValue> {
        let mut cookie = session_cookie_named(String::new(), self.is_secure);
        cookie.make_removal();
        cookie.to_string().parse().context("a cookie is a header")
    }

    /// A new key for a company, which is in this answer and nowhere else.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) async fn new_key(
        &self,
        company: String,
        name: String,
        scopes: Vec<String>,
        made_by: Person,
    ) -> Result<(ApiKey, String)> {
        let secret = format!("{KEY_PREFIX}{}", random_token()?);
        let digest = token_digest(&secret);
        let key = self.with(move |people, rules| {
            let now = clock::now();
            let minutes = i64::from(rules.sign_in.key_valid_days) * 24 * 60;
            let ends_at = now.plus_minutes(minutes);
            let new = NewApiKey { digest, company, name, scopes, made_by: made_by.id, ends_at };
            let key = people.add_key(&new, now)?;
            let detail = format!("{} of {}: {}", key.id, key.company, key.name);
            people.record(now, &made_by.login, "key_made", &detail)?;
            Ok(key)
        });
        Ok((key.await?, secret))
    }
}

/// Why somebody is not let in whose password was compared; nothing where he is.
fn refusal(
    people: &mut People,
    rules: &PeopleRules,
    person: &Person,
    is_right: bool,
    code: Option<&str>,
    now: Moment,
) -> Result<Option<SignedIn>> {
    let refuse = |people: &mut People, why: &str| {
        people.record(now, &person.login, "refused", why)?;
        Ok(Some(SignedIn::Refused))
    };
    if person.is_disabled {
        return refuse(people, "disabled");
    }
    if person.locked_until.is_some_and(|it| now < it) {
        return refuse(people, "locked");
    }
    let failed = |people: &mut People, why: &str| {
        let until = now.plus_minutes(i64::from(rules.sign_in.lock_minutes));
        people.record(now, &person.login, "refused", why)?;
        if people.fail(person.id, rules.sign_in.failures_before_lock, until)?.is_some() {
            people.record(now, &person.login, "locked", &format!("until {until}"))?;
        }
        Ok(Some(SignedIn::Refused))
    };
    if !is_right {
        return failed(people, "password");
    }
    if let Some(secret) = person.factor.as_ref().filter(|_| person.factor_is_on) {
        let Some(code) = code else { return Ok(Some(SignedIn::CodeNeeded)) };
        let is_used = match factor::step_of(secret, code, now)? {
            Some(step) => people.use_factor(person.id, step)?,
            None => false,
        };
        if !is_used {
            return failed(people, "code");
        }
    }
    Ok(None)
}

/// Opens a session.
fn enter(
    people: &mut People,
    rules: &PeopleRules,
    person: Person,
    is_by_provider: bool,
    is_secure: bool,
) -> Result<SignedIn> {
    let now = clock::now();
    let (token, csrf) = (random_token()?, random_token()?);
    let digest = token_digest(&token);
    if !is_by_provider {
        people.succeed(person.id)?;
    }
    people.open_session(&digest, person.id, &csrf, is_by_provider, now)?;
    let how = if is_by_provider { "by the provider" } else { "" };
    people.record(now, &person.login, "signed_in", how)?;
    let session = InSession { digest, csrf, is_by_provider };
    let principal = Box::new(Principal::person(person, session, rules));
    let cookie = session_cookie_named(token, is_secure).to_string();
    Ok(SignedIn::In { principal, cookie: cookie.parse().context("a cookie is a header")? })
}

/// Pages of other sites never send it, and scripts never see it.
fn session_cookie_named(value: String, is_secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path("/")
        .http_only(true)
        .secure(is_secure)
        .same_site(SameSite::Strict)
        .build()
}

fn session_cookie(headers: &HeaderMap) -> Option<String> {
    cookie_named(headers, COOKIE)
}

/// By what a browser is known that comes back from the provider.
pub(crate) fn attempt_of(headers: &HeaderMap) -> Option<String> {
    cookie_named(headers, ATTEMPT_COOKIE)
}

fn cookie_named(headers: &HeaderMap, name: &str) -> Option<String> {
    let texts = headers.get_all(header::COOKIE).into_iter().filter_map(|it| it.to_str().ok());
    let mut cookies = texts.flat_map(Cookie::split_parse).flatten();
    cookies.find(|it| it.name() == name).map(|it| it.value().to_owned())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// 256 bits.
fn random_token() -> Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|it| anyhow!("no random numbers: {it}"))?;
    Ok(Base64UrlUnpadded::encode_string(&random))
}

/// What is kept of a token. It is random, so nothing slower is needed.
pub(super) fn token_digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
