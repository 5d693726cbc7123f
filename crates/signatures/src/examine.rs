//! What is true of a message's signature, whoever may sign: a function of its bytes alone, so it is
//! found out on any thread and comes to the same whenever it is asked again.

use std::{ops::Range, sync::Arc};

use model::{DigestAlgorithm, SignatureAlgorithm};

use crate::{
    algorithm::XMLDSIG,
    base64,
    c14n::{self, Flaw, Mark, Marked, Nowhere},
    certificate::{Certificate, Fingerprint},
    digest::{DigestValue, Digester},
    fault::Fault,
    node,
};

/// A signature node larger than that is refused unread.
const MAX_SIGNATURE: usize = 64 * 1024;

/// A signature that could be read.
#[derive(Debug, Clone)]
pub struct Examined {
    pub algorithm: SignatureAlgorithm,
    pub digest: DigestAlgorithm,
    /// 证书编号 as the sender says it.
    pub key_name: String,
    /// Of the certificate in the message; nothing when it brings none, and only says its number.
    pub fingerprint: Option<Fingerprint>,
    /// The digest in the message.
    pub stated: Vec<u8>,
    /// The digest of the message's canonical form without the signature.
    pub computed: DigestValue,
    pub n_canonical_bytes: u64,
    /// `SignedInfo` in its canonical form: what the signature is over.
    pub signed_info: Vec<u8>,
    value: Vec<u8>,
    certificate: Option<Vec<u8>>,
    /// Whether a certificate made the value, once somebody asked.
    proved: Option<(Fingerprint, bool)>,
}

impl Examined {
    /// Whether the content is what was signed.
    pub fn is_content_signed(&self) -> bool {
        self.stated == self.computed.as_bytes()
    }

    /// The certificate that the signature means, among those that may sign: the very one that it
    /// brings, or when it brings none, the one of its number.
    pub fn means<'c>(&self, certificates: &'c [Arc<Certificate>]) -> Option<&'c Certificate> {
        let is_meant = |it: &&Arc<Certificate>| match self.fingerprint {
            Some(fingerprint) => it.fingerprint == fingerprint,
            None => it.number == self.key_name,
        };
        certificates.iter().find(is_meant).map(|it| &**it)
    }

    /// Whether a certificate made the signature value. The last answer is kept.
    pub fn is_proved_by(&mut self, certificate: &Certificate) -> bool {
        if let Some((fingerprint, is_proved)) = self.proved
            && fingerprint == certificate.fingerprint
        {
            return is_proved;
        }
        let key = certificate.key();
        let is_proved = key.verifies(self.algorithm, &self.signed_info, &self.value);
        self.proved = Some((certificate.fingerprint, is_proved));
        is_proved
    }

    /// DER of the certificate in the message.
    pub fn certificate(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }
}

/// Examines the signature of a message. `at` is where the reader of the message saw it: another
/// place is a fault, so that both mean the same bytes. Without it the one signature is looked for.
///
/// # Errors
/// Every fault of a signature that cannot be verified at all.
pub fn examine(message: &[u8], at: Option<Range<usize>>) -> Result<Examined, Vec<Fault>> {
    let text =
        std::str::from_utf8(message).map_err(|_| vec![Fault::structure("", "byte", "UTF-8")])?;
    let at = match at {
        Some(at) => at,
        None => locate(text).map_err(|it| vec![it])?,
    };
    let (canonical, signed_info) = canonical_parts(text, &at).map_err(|it| vec![it])?;
    let node = node::read(&canonical)?;
    let mut digester = Digester::new(node.digest);
    let walked = c14n::without_signatures(text, &mut digester).map_err(|it| vec![of_flaw(&it)])?;
    only(&walked.marks, &at).map_err(|it| vec![it])?;
    let (computed, n_canonical_bytes) = digester.finish();
    Ok(Examined {
        algorithm: node.algorithm,
        digest: node.digest,
        key_name: node.key_name,
        fingerprint: node.certificate.as_deref().map(Fingerprint::of),
        stated: node.digest_value,
        computed,
        n_canonical_bytes,
        signed_info,
        value: node.value,
        certificate: node.certificate,
        proved: None,
    })
}

/// The bytes that the digest of a message is over: its canonical form without its signature.
///
/// # Errors
/// When the message has no canonical form.
pub fn canonical_content(message: &str) -> Result<Vec<u8>, Flaw> {
    let mut out = Vec::with_capacity(message.len());
    c14n::without_signatures(message, &mut out)?;
    Ok(out)
}

/// The bytes that the signature value of a message is over: `SignedInfo` in its canonical form.
///
/// # Errors
/// When there is not one enveloped signature.
pub fn canonical_signed_info(message: &str) -> Result<Vec<u8>, Fault> {
    let at = locate(message)?;
    canonical_parts(message, &at).map(|(_, signed_info)| signed_info)
}

/// The one signature of a message.
pub(crate) fn locate(text: &str) -> Result<Range<usize>, Fault> {
    let marks = c14n::without_signatures(text, Nowhere).map_err(|it| of_flaw(&it))?.marks;
    let mut signatures = marks.iter().filter(|it| it.mark == Mark::Signature);
    let Some(first) = signatures.next() else {
        return Err(Fault::missing());
    };
    only(&marks, &first.range)?;
    Ok(first.range.clone())
}

/// Whether the signature at this place is the only one, and a child of the root.
fn only(marks: &[Marked], at: &Range<usize>) -> Result<(), Fault> {
    let signatures = || marks.iter().filter(|it| it.mark == Mark::Signature);
    let n_signatures = signatures().count();
    if n_signatures != 1 {
        return Err(Fault::structure("", format!("{n_signatures} × Signature"), "1 × Signature"));
    }
    let is_here = signatures().all(|it| it.depth == 1 && it.range == *at);
    if !is_here {
        return Err(Fault::structure("", "Signature", "Signature: a child of the root"));
    }
    Ok(())
}

/// The canonical forms of the signature and of the `SignedInfo` in it.
fn canonical_parts(text: &str, at: &Range<usize>) -> Result<(String, Vec<u8>), Fault> {
    if at.len() > MAX_SIGNATURE {
        let observed = format!("{} bytes", at.len());
        return Err(Fault::structure("", observed, format!("<= {MAX_SIGNATURE} bytes")));
    }
    let root = c14n::root_start(text).map_err(|it| of_flaw(&it))?;
    let mut canonical = Vec::with_capacity(at.len() + 256);
    let marks = c14n::subtree(text, &[root], at.clone(), &mut canonical);
    let marks = marks.map_err(|it| of_flaw(&it))?;
    let is_info = |it: &&Marked| it.mark == Mark::SignedInfo && it.depth == 1;
    let mut infos = marks.iter().filter(is_info);
    let (Some(info), None) = (infos.next(), infos.next()) else {
        return Err(Fault::structure("signed_info", "", "1 × SignedInfo"));
    };
    let mut signed_info = Vec::with_capacity(1024);
    c14n::subtree(text, &[root, at.start], info.range.clone(), &mut signed_info)
        .map_err(|it| of_flaw(&it))?;
    let canonical = String::from_utf8(canonical)
        .map_err(|_| Fault::structure("", "", format!("a Signature of {XMLDSIG}")))?;
    Ok((canonical, signed_info))
}

#[cold]
fn of_flaw(flaw: &Flaw) -> Fault {
    Fault::structure("", flaw.to_string(), "Canonical XML 1.0")
}

/// How a digest stands in findings: `…= SM3/2314B`, within what a receipt shows of a value.
pub(crate) fn spell_digest(value: &[u8], algorithm: DigestAlgorithm, n_bytes: u64) -> String {
    let name = algorithm.name().to_ascii_uppercase();
    format!("{} {name}/{n_bytes}B", base64::encode(value))
}
