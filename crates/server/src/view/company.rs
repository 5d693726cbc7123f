//! A company's own page: its registration, what it signs with, and what is left of its licences.

use clearance::Signing;
use model::{Moment, SigningPolicy};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    EnterpriseView, LicenceSummary,
    vocabulary::{self, CertificateForce},
};

/// The companies of whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnCompanies {
    /// Those that are registered, by code.
    pub(crate) companies: Vec<OwnCompany>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnCompany {
    pub(crate) enterprise: EnterpriseView,
    /// What it signs with, by the code under which it is on file; empty where nothing is.
    pub(crate) signing: Vec<SigningView>,
    /// Licences that were issued to it, with what is left of each.
    pub(crate) licences: Vec<LicenceSummary>,
    /// Whether these are all; otherwise the first of them.
    pub(crate) licences_are_whole: bool,
}

/// What a company signs with, and whether it must.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SigningView {
    pub(crate) code: String,
    /// What is made of signatures today.
    #[schema(value_type = vocabulary::SigningPolicy)]
    pub(crate) policy: SigningPolicy,
    /// What begins next, and when; null: nothing is announced.
    #[schema(required, value_type = Option<vocabulary::SigningPolicy>)]
    pub(crate) next_policy: Option<SigningPolicy>,
    #[schema(required, format = Date)]
    pub(crate) next_from: Option<String>,
    pub(crate) certificates: Vec<SigningCertificate>,
}

/// A certificate on file (备案证书).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SigningCertificate {
    /// 证书编号, as a signature names it.
    pub(crate) number: String,
    /// Whom it was issued to; empty where that is no readable text.
    pub(crate) subject: String,
    /// SHA-256 of it, hexadecimal.
    pub(crate) fingerprint: String,
    #[schema(format = DateTime)]
    pub(crate) not_before: String,
    #[schema(format = DateTime)]
    pub(crate) not_after: String,
    /// From then on nothing signed with it is taken; null: it was not revoked.
    #[schema(required, format = DateTime)]
    pub(crate) revoked_at: Option<String>,
    pub(crate) force: CertificateForce,
}

pub(crate) fn signing_view(it: &Signing, now: Moment) -> SigningView {
    let certificates = it.certificates.iter().map(|it| SigningCertificate {
        number: it.number.clone(),
        subject: it.subject.clone().unwrap_or_default(),
        fingerprint: it.fingerprint.to_string(),
        not_before: it.not_before.to_string(),
        not_after: it.not_after.to_string(),
        revoked_at: it.revoked_at.map(|it| it.to_string()),
        force: force(it.not_before, it.not_after, it.revoked_at, now),
    });
    SigningView {
        code: it.company.clone(),
        policy: it.policy,
        next_policy: it.next.map(|(_, policy)| policy),
        next_from: it.next.map(|(from, _)| from.to_string()),
        certificates: certificates.collect(),
    }
}

fn force(from: Moment, to: Moment, revoked_at: Option<Moment>, now: Moment) -> CertificateForce {
    if revoked_at.is_some_and(|it| it <= now) {
        CertificateForce::Revoked
    } else if now < from {
        CertificateForce::Future
    } else if now > to {
        CertificateForce::Past
    } else {
        CertificateForce::InForce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_in_force_from_its_first_moment_to_its_last_unless_it_was_revoked() {
        let at = Moment::from_millis;
        let on = |now, revoked: Option<i64>| force(at(10), at(20), revoked.map(at), at(now));
        assert_eq!(on(9, None), CertificateForce::Future);
        assert_eq!(on(10, None), CertificateForce::InForce);
        assert_eq!(on(20, None), CertificateForce::InForce);
        assert_eq!(on(21, None), CertificateForce::Past);
        assert_eq!(on(14, Some(15)), CertificateForce::InForce);
        assert_eq!(on(15, Some(15)), CertificateForce::Revoked);
        assert_eq!(on(21, Some(15)), CertificateForce::Revoked);
    }
}
