//! The second factor: codes of six digits that change every half minute (RFC 6238), as authenticator apps show them.

use anyhow::{Result, anyhow};
use model::Moment;
use totp_rs::{Builder, Totp};

/// Bytes of a new secret.
const SECRET_LEN: usize = 20;

/// What an app is told once.
pub(crate) struct Told {
    pub(crate) secret: Vec<u8>,
    /// Base 32.
    pub(crate) spelt: String,
    /// `otpauth://…`
    pub(crate) uri: String,
}

fn totp(secret: &[u8], login: &str) -> Result<Totp> {
    let builder = Builder::new().with_secret(secret.to_vec()).with_account_name(login.to_owned());
    let built = builder.with_issuer(Some("Tongguan".to_owned())).build();
    built.map_err(|it| anyhow!("a second factor: {it}"))
}

/// A new secret for an account.
///
/// # Errors
/// When the operating system gives no random numbers.
pub(crate) fn new(login: &str) -> Result<Told> {
    let mut secret = vec![0; SECRET_LEN];
    getrandom::fill(&mut secret).map_err(|it| anyhow!("no random numbers: {it}"))?;
    // A colon would end the name in the address.
    let totp = totp(&secret, &login.replace(':', "_"))?;
    let uri = totp.to_url().map_err(|it| anyhow!("a second factor: {it}"))?;
    Ok(Told { spelt: totp.secret().to_base32(), secret, uri: uri.to_string() })
}

/// The half minute whose code this is: the one that is now, the one before or the one after.
///
/// # Errors
/// When what is kept is no secret.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Moment) -> Result<Option<u64>> {
    let seconds = u64::try_from(now.millis() / 1000)?;
    Ok(totp(secret, "")?.check(code.trim(), seconds))
}

/// The code that an app shows.
#[cfg(test)]
pub(crate) fn code_at(secret: &[u8], now: Moment) -> String {
    let seconds = u64::try_from(now.millis() / 1000).unwrap();
    totp(secret, "").unwrap().generate(seconds).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1: the last six of the eight digits.
        let secret = b"12345678901234567890";
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            let now = Moment::from_millis(seconds * 1000);
            assert_eq!(code_at(secret, now), code);
            let step = u64::try_from(seconds / 30).unwrap();
            assert_eq!(step_of(secret, code, now).unwrap(), Some(step));
            let late = Moment::from_millis((seconds + 61) * 1000);
            assert_eq!(step_of(secret, code, late).unwrap(), None);
        }
        assert_eq!(step_of(secret, "没有", Moment::from_millis(0)).unwrap(), None);
    }

    #[test]
    fn an_app_is_told_who_and_what() {
        let told = new("lin:xi").unwrap();
        assert!(told.uri.starts_with("otpauth://totp/"), "{}", told.uri);
        assert!(told.uri.contains(&format!("secret={}", told.spelt)), "{}", told.uri);
        let now = Moment::from_millis(1_700_000_000_000);
        assert!(step_of(&told.secret, &code_at(&told.secret, now), now).unwrap().is_some());
    }
}
