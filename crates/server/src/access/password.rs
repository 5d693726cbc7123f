//! Passwords: how they are kept, which are too weak, and the ones that are given to be changed.

use anyhow::{Result, anyhow};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use params::SignInRules;
use zxcvbn::{Score, zxcvbn};

/// Longer ones would only cost time.
const PASSWORD_MAX: usize = 256;

/// What OWASP's cheat sheet asks of argon2id: 19 MiB, twice over, on one lane.
fn argon2id() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|it| anyhow!("argon2id: {it}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A password as it is kept.
///
/// # Errors
/// When the operating system gives no salt.
pub(crate) fn digest(password: &str) -> Result<String> {
    let kept = argon2id()?.hash_password(password.as_bytes());
    Ok(kept.map_err(|it| anyhow!("argon2id: {it}"))?.to_string())
}

/// Whether a password is the one that is kept. Takes as long where nothing is kept.
pub(crate) fn is_right(kept: Option<&str>, password: &str) -> bool {
    if password.len() > PASSWORD_MAX {
        return false;
    }
    let Ok(argon2) = argon2id() else { return false };
    match kept.map(PasswordHash::new) {
        Some(Ok(kept)) => argon2.verify_password(password.as_bytes(), &kept).is_ok(),
        _ => {
            let mut out = [0; 32];
            let _spent = argon2.hash_password_into(password.as_bytes(), &[0; 16], &mut out);
            false
        }
    }
}

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weakness {
    Short,
    Long,
    /// It is soon guessed: a word, a date, a row of keys, the person's own name.
    Guessable,
}

/// What is wrong with a password for somebody who goes by those names.
pub(crate) fn weakness(password: &str, names: &[&str], rules: &SignInRules) -> Option<Weakness> {
    let least = usize::try_from(rules.password_min).unwrap_or(usize::MAX);
    if password.chars().count() < least {
        return Some(Weakness::Short);
    }
    if password.len() > PASSWORD_MAX {
        return Some(Weakness::Long);
    }
    let is_weak = zxcvbn(password, names).score() < Score::Three;
    is_weak.then_some(Weakness::Guessable)
}

/// Letters and digits that nobody mistakes for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// A password to be changed: four groups of five, 100 bits.
///
/// # Errors
/// When the operating system gives no random numbers.
pub(crate) fn one_time() -> Result<String> {
    let mut random = [0; 20];
    getrandom::fill(&mut random).map_err(|it| anyhow!("no random numbers: {it}"))?;
    let letters = random.iter().filter_map(|it| LETTERS.get(usize::from(it % 32)));
    let letters: Vec<char> = letters.map(|it| char::from(*it)).collect();
    Ok(letters.chunks(5).map(|it| it.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use params::Law;

    use super::*;

    #[test]
    fn a_password_is_kept_as_argon2id_with_a_salt_of_its_own() {
        let (one, other) =
            (digest("鲸途 correct horse").unwrap(), digest("鲸途 correct horse").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other);
        assert!(
            is_right(Some(&one), "鲸途 correct horse")
                && is_right(Some(&other), "鲸途 correct horse")
        );
        assert!(
            !is_right(Some(&one), "鲸途 correct hors") && !is_right(None, "鲸途 correct horse")
        );
        assert!(!is_right(Some("not a digest"), "not a digest"));
    }

    #[test]
    fn what_is_soon_guessed_is_not_taken() {
        let rules = Law::shipped().unwrap().people.sign_in.clone();
        let weak = |it: &str| weakness(it, &["linxi", "林溪"], &rules);
        assert_eq!(weak("kestrel-9-q"), Some(Weakness::Short));
        assert_eq!(weak("kestrel-9-quay"), None);
        for guessable in ["password1234", "qwertyuiop12", "linxilinxi12", "202611232026"] {
            assert_eq!(weak(guessable), Some(Weakness::Guessable), "{guessable}");
        }
        assert_eq!(weak(&"kestrel-9-quay ".repeat(18)), Some(Weakness::Long));
        assert_eq!(weak(&one_time().unwrap()), None);
    }
}
