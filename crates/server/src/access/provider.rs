//! Signing in with a provider of OpenID Connect (统一身份认证): he says who somebody is, and the house what that person may do.
//!
//! The authorization code flow with PKCE. What a browser began it ends: the state of an attempt stands in a cookie of its own.

use std::{
    collections::VecDeque,
    path::PathBuf,
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use axum::body::Body;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata,
        CoreUserInfoClaims,
    },
    http::{Uri, header},
};
use tokio::net::lookup_host;

use super::gate::token_digest;
use crate::outbound::{Trust, connect, exchange};

/// How people reach the house, and who else knows them. The house's own settings, none of them law.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "sign_in")]
pub(crate) struct Args {
    /// The address under which people reach the console. With `https` a session's cookie goes over TLS alone.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// A provider of OpenID Connect by which people may sign in, by his issuer's address.
    #[arg(long, value_name = "URL", requires = "public_url", requires = "oidc_client_id")]
    oidc_issuer: Option<String>,
    /// What the provider calls the house.
    #[arg(long, value_name = "ID")]
    oidc_client_id: Option<String>,
    /// A file with the secret that the provider gave the house; without one he knows it by PKCE alone.
    #[arg(long, value_name = "FILE")]
    oidc_client_secret_file: Option<PathBuf>,
    /// What the sign-in page calls the provider; his host where it is not said.
    #[arg(long, value_name = "NAME")]
    oidc_name: Option<String>,
    /// Which of the provider's claims is somebody's login here. Whoever may choose it there chooses whose account he enters.
    #[arg(long, value_name = "CLAIM", default_value = "preferred_username")]
    oidc_login_claim: LoginClaim,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
enum LoginClaim {
    PreferredUsername,
    /// One that the provider has verified.
    Email,
    Sub,
}

impl LoginClaim {
    fn of(self, claims: &CoreIdTokenClaims) -> Option<String> {
        match self {
            LoginClaim::PreferredUsername => claims.preferred_username().map(|it| it.to_string()),
            LoginClaim::Email => {
                let is_verified = claims.email_verified().unwrap_or_default();
                claims.email().filter(|_| is_verified).map(|it| it.to_string())
            }
            LoginClaim::Sub => Some(claims.subject().to_string()),
        }
    }

    fn of_more(self, claims: &CoreUserInfoClaims) -> Option<String> {
        match self {
            LoginClaim::PreferredUsername => claims.preferred_username().map(|it| it.to_string()),
            LoginClaim::Email => {
                let is_verified = claims.email_verified().unwrap_or_default();
                claims.email().filter(|_| is_verified).map(|it| it.to_string())
            }
            LoginClaim::Sub => Some(claims.subject().to_string()),
        }
    }
}

/// Where a provider sends people back to.
pub(crate) const CALLBACK: &str = "/api/v1/session/provider/callback";

/// How long somebody may take at the provider's.
pub(crate) const ATTEMPT: Duration = Duration::from_secs(600);

/// Attempts that are known at once; the oldest is forgotten.
const ATTEMPTS_MAX: usize = 1_000;

/// How long it is believed what the provider said of himself and his keys.
const KNOWN_FOR: Duration = Duration::from_secs(600);

/// Waited for an answer of the provider, and bytes of it at most.
const PATIENCE: Duration = Duration::from_secs(20);
const ANSWER_MAX: usize = 1024 * 1024;

/// A provider by whom people sign in.
pub(crate) struct Provider {
    pub(crate) name: String,
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    claim: LoginClaim,
    wire: Wire,
    known: tokio::sync::Mutex<Option<(Instant, CoreProviderMetadata)>>,
    begun: Mutex<VecDeque<Attempt>>,
}

/// Somebody who went to the provider and has not come back.
struct Attempt {
    at: Instant,
    state: [u8; 32],
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// Where somebody is sent, and by what he is known when he comes back.
pub(crate) struct Begun {
    pub(crate) url: String,
    pub(crate) state: String,
}

/// Whom the provider says somebody is.
pub(crate) struct Identity {
    pub(crate) login: String,
    pub(crate) subject: String,
}

impl Args {
    /// Whether a session's cookie goes over TLS alone.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|it| it.starts_with("https://"))
    }

    /// The provider, where there is one.
    ///
    /// # Errors
    /// When an address is none, or the file cannot be read.
    pub(crate) fn provider(&self) -> Result<Option<Provider>> {
        let (Some(issuer), Some(client), Some(own)) =
            (&self.oidc_issuer, &self.oidc_client_id, &self.public_url)
        else {
            return Ok(None);
        };
        let issuer = IssuerUrl::new(issuer.clone()).context("--oidc-issuer is no address")?;
        let host = issuer.url().host_str().unwrap_or_default().to_owned();
        let is_safe = issuer.url().scheme() == "https" || is_loopback(&host);
        ensure!(is_safe, "--oidc-issuer: only https is called, but on this machine");
        let redirect = format!("{}{CALLBACK}", own.trim_end_matches('/'));
        let secret = self.oidc_client_secret_file.as_ref().map(|path| {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            anyhow::Ok(ClientSecret::new(text.trim().to_owned()))
        });
        Ok(Some(Provider {
            name: self.oidc_name.clone().unwrap_or(host),
            issuer,
            client: ClientId::new(client.clone()),
            secret: secret.transpose()?,
            redirect: RedirectUrl::new(redirect).context("--public-url is no address")?,
            claim: self.oidc_login_claim,
            wire: Wire::default(),
            known: tokio::sync::Mutex::default(),
            begun: Mutex::default(),
        }))
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

/// A client that knows all of the provider's addresses.
macro_rules! client {
    ($self:expr, $metadata:expr) => {
        CoreClient::from_provider_metadata($metadata, $self.client.clone(), $self.secret.clone())
            .set_redirect_uri($self.redirect.clone())
    };
}

impl Provider {
    /// Sends somebody to the provider.
    ///
    /// # Errors
    /// When the provider does not say where.
    pub(crate) async fn begin(&self) -> Result<Begun> {
        let metadata = self.metadata().await?;
        let client = client!(self, metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut asked = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge);
        for scope in ["profile", "email"] {
            asked = asked.add_scope(Scope::new(scope.to_owned()));
        }
        let (url, state, nonce) = asked.url();
        let attempt =
            Attempt { at: Instant::now(), state: token_digest(state.secret()), nonce, verifier };
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.len() == ATTEMPTS_MAX {
            begun.pop_front();
        }
        begun.push_back(attempt);
        Ok(Begun { url: url.to_string(), state: state.secret().clone() })
    }

    /// Takes somebody back. An attempt ends once, however it ends.
    ///
    /// # Errors
    /// When it is not known any more, or the provider does not say who he is.
    pub(crate) async fn finish(&self, state: &str, code: String) -> Result<Identity> {
        let attempt = self.attempt(state).context("nobody began this, or too long ago")?;
        let metadata = self.metadata().await?;
        let says_more = metadata.userinfo_endpoint().is_some();
        let client = client!(self, metadata);
        let token = client
            .exchange_code(AuthorizationCode::new(code))?
            .set_pkce_verifier(attempt.verifier)
            .request_async(&self.wire)
            .await
            .map_err(|it| anyhow!("the provider does not take the code: {it}"))?;
        let id_token = token.id_token().context("the provider says nothing of who he is")?;
        let claims = id_token
            .claims(&client.id_token_verifier(), &attempt.nonce)
            .map_err(|it| anyhow!("what the provider says is not to be believed: {it}"))?;
        let subject = claims.subject().clone();
        let mut login = self.claim.of(claims);
        if login.is_none() && says_more {
            // Many providers keep all but the subject for whoever asks with the token.
            let more: CoreUserInfoClaims = client
                .user_info(token.access_token().clone(), Some(subject.clone()))?
                .request_async(&self.wire)
                .await
                .map_err(|it| anyhow!("the provider does not say more of him: {it}"))?;
            login = self.claim.of_more(&more);
        }
        let login = login.context("the provider does not say his login")?;
        Ok(Identity { login, subject: subject.to_string() })
    }

    fn attempt(&self, state: &str) -> Option<Attempt> {
        let digest = token_digest(state);
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|it| it.at.elapsed() < ATTEMPT);
        let at = begun.iter().position(|it| it.state == digest)?;
        begun.remove(at)
    }

    /// What the provider says of himself, asked for when it is needed and not known from a while ago: he may start after
    /// the house, and change his keys.
    async fn metadata(&self) -> Result<CoreProviderMetadata> {
        let mut known = self.known.lock().await;
        if let Some((at, metadata)) = known.as_ref()
            && at.elapsed() < KNOWN_FOR
        {
            return Ok(metadata.clone());
        }
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.wire)
            .await
            .map_err(|it| anyhow!("the provider cannot be asked: {it}"))?;
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

/// What asks the provider.
#[derive(Clone, Default)]
struct Wire {
    trust: Trust,
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = Unreached;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreached>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = tokio::time::timeout(PATIENCE, self.send(request)).await;
            answer.map_err(anyhow::Error::from).flatten().map_err(Unreached)
        })
    }
}

impl Wire {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let uri = request.uri().clone();
        let host = uri.host().context("an address has a host")?;
        let is_tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(host) => false,
            _ => bail!("only https is called"),
        };
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let bare = host.trim_matches(['[', ']']);
        let addresses: Vec<_> = lookup_host((bare, port)).await?.collect();
        let stream = connect(&addresses).await?;
        let request = to_send(request, &uri)?;
        if is_tls {
            return exchange(self.trust.secure(bare, stream).await?, request, whole).await?;
        }
        exchange(stream, request, whole).await?
    }
}

async fn whole(answer: hyper::Response<Incoming>) -> Result<HttpResponse> {
    let (parts, body) = answer.into_parts();
    let bytes = Limited::new(body, ANSWER_MAX).collect().await;
    let bytes = bytes.map_err(|it| anyhow!("the answer cannot be read: {it}"))?.to_bytes();
    Ok(HttpResponse::from_parts(parts, bytes.to_vec()))
}

fn to_send(request: HttpRequest, uri: &Uri) -> Result<hyper::Request<Body>> {
    let (mut parts, body) = request.into_parts();
    let authority = uri.authority().context("an address has a host")?;
    parts.headers.insert(header::HOST, authority.as_str().parse()?);
    parts.headers.insert(header::CONNECTION, "close".parse()?);
    parts.uri = uri.path_and_query().map_or("/", |it| it.as_str()).parse()?;
    Ok(hyper::Request::from_parts(parts, Body::from(body)))
}

/// Why the provider could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
struct Unreached(anyhow::Error);
