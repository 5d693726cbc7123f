//! As much of X.509 as is needed to know a certificate's key and days, and to make one for tests.
//!
//! Names and extensions are carried, not read: certificates of Chinese authorities hold encodings
//! of their own there. Nothing is trusted because of who issued it; what counts is being on file.

use der::{
    AnyRef, Choice, DateTime, Decode, Encode, Sequence,
    asn1::{BitStringRef, GeneralizedTime, IntRef, ObjectIdentifier, UtcTime, Utf8StringRef},
};
use model::Moment;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const RSA_SHA256: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
pub(crate) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// The curve of GB/T 32918.5-2017.
pub(crate) const SM2_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");
pub(crate) const SM2_SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.501");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

#[derive(Sequence)]
pub(crate) struct X509<'a> {
    pub(crate) body: Body<'a>,
    pub(crate) algorithm: AlgorithmIdentifierRef<'a>,
    pub(crate) signature: BitStringRef<'a>,
}

/// What is signed.
#[derive(Sequence)]
pub(crate) struct Body<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) version: Option<u8>,
    pub(crate) serial: IntRef<'a>,
    pub(crate) algorithm: AlgorithmIdentifierRef<'a>,
    pub(crate) issuer: AnyRef<'a>,
    pub(crate) validity: Validity,
    pub(crate) subject: AnyRef<'a>,
    pub(crate) key: SubjectPublicKeyInfoRef<'a>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) issuer_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) subject_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) extensions: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
pub(crate) struct Validity {
    pub(crate) not_before: Time,
    pub(crate) not_after: Time,
}

#[derive(Clone, Copy, Choice)]
pub(crate) enum Time {
    #[asn1(type = "UTCTime")]
    Utc(UtcTime),
    #[asn1(type = "GeneralizedTime")]
    General(GeneralizedTime),
}

impl Time {
    pub(crate) fn moment(self) -> Moment {
        let since = match self {
            Time::Utc(it) => it.to_unix_duration(),
            Time::General(it) => it.to_unix_duration(),
        };
        Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// In whole seconds; years to 2049 are written as UTCTime (RFC 5280, 4.1.2.5).
    pub(crate) fn of(moment: Moment) -> der::Result<Time> {
        let seconds = u64::try_from(moment.millis() / 1_000).unwrap_or(0);
        let time = DateTime::from_unix_duration(std::time::Duration::from_secs(seconds))?;
        Ok(match UtcTime::from_date_time(time) {
            Ok(time) => Time::Utc(time),
            Err(_) => Time::General(GeneralizedTime::from_date_time(time)),
        })
    }
}

/// A name of an organisation's code and name.
pub(crate) fn name(code: &str, organisation: &str) -> der::Result<Vec<u8>> {
    let mut parts = Vec::new();
    for (oid, value) in [(COMMON_NAME, code), (ORGANISATION, organisation)] {
        if value.is_empty() {
            continue;
        }
        let pair = [oid.to_der()?, Utf8StringRef::new(value)?.to_der()?].concat();
        parts.push(wrap(der::Tag::Set, &wrap(der::Tag::Sequence, &pair)?)?);
    }
    wrap(der::Tag::Sequence, &parts.concat())
}

fn wrap(tag: der::Tag, content: &[u8]) -> der::Result<Vec<u8>> {
    AnyRef::new(tag, content)?.to_der()
}

/// The common name of a name, when it is written in UTF-8 or ASCII.
pub(crate) fn common_name(name: AnyRef<'_>) -> Option<String> {
    #[derive(Sequence)]
    struct Attribute<'a> {
        oid: ObjectIdentifier,
        value: AnyRef<'a>,
    }
    let mut parts = name.value();
    while !parts.is_empty() {
        let (part, rest) = AnyRef::from_der_partial(parts).ok()?;
        parts = rest;
        let attribute = Attribute::from_der(part.value()).ok()?;
        if attribute.oid == COMMON_NAME {
            return std::str::from_utf8(attribute.value.value()).ok().map(str::to_owned);
        }
    }
    None
}
