//! Signed messages: what is verified is what is decided, and nobody's signature stands under what he did
//! not sign.

use std::sync::{Arc, LazyLock};

use messages::{Limits, Message, read};
use model::{DigestAlgorithm, Moment, SignatureAlgorithm, SigningPolicy};
use signatures::{
    Allowed, Certificate, KeyKind, PrivateKey, Signing, Subject, canonical, canonical_content,
    examine, issue, sign, verify,
};

use super::{Tried, hold, same};

/// The one on file, and all that he ever signed.
pub(super) struct Signer {
    pub(super) certificates: [Arc<Certificate>; 1],
    key: PrivateKey,
}

/// What he signed: the input of a lifelike parcel.
pub(super) const SIGNED: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<ceb:CEB623Message guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC94\" version=\"1.0\" ",
    "xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">\n\t<ceb:InvtCancel>\n",
    "\t\t<ceb:guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC95</ceb:guid>\n",
    "\t\t<ceb:note>改单 &amp; 撤单</ceb:note>\n\t</ceb:InvtCancel>\n</ceb:CEB623Message>\n",
);

static SIGNER: LazyLock<Option<Signer>> = LazyLock::new(signer);

/// A key that is a function of a number, with a certificate of a long life.
fn signer() -> Option<Signer> {
    let key = PrivateKey::generate(KeyKind::Sm2, [7; 32]).ok()?;
    let subject = Subject {
        code: "4403960D05",
        name: "示例报关服务有限公司",
        not_before: Moment::from_millis(0),
        not_after: Moment::from_millis(4_000_000_000_000),
    };
    let certificate = Arc::new(issue(&key, &subject).ok()?);
    Some(Signer { certificates: [certificate], key })
}

/// The signed message that attackers have.
pub(super) fn genuine() -> Option<String> {
    let Signer { certificates: [certificate], key } = SIGNER.as_ref()?;
    let (algorithm, digest) = (SignatureAlgorithm::Sm2Sm3, DigestAlgorithm::Sm3);
    sign(SIGNED, &Signing { key, certificate, algorithm, digest }).ok()
}

pub(super) fn get_ready() {
    LazyLock::force(&SIGNER);
}

pub(super) fn try_out(bytes: &[u8]) -> Tried {
    let _ = examine(bytes, None);
    forged(bytes)?;
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let mut form = Vec::new();
    if canonical(text, &mut form).is_err() {
        return Ok(());
    }
    let Ok(formed) = std::str::from_utf8(&form) else {
        return hold(false, || "a canonical form that is no text".to_owned());
    };
    let mut again = Vec::new();
    hold(canonical(formed, &mut again).is_ok(), || format!("no form of a form: {formed}"))?;
    hold(form == again, || format!("the form of a form is another: {formed}"))?;
    hold(canonical_content(text).is_ok(), || "a form and no content".to_owned())?;
    meant(bytes, &form)
}

/// Whatever passes says what was signed.
fn forged(bytes: &[u8]) -> Tried {
    let Some(signer) = SIGNER.as_ref() else { return Ok(()) };
    let moment = Moment::from_millis(1_800_000_000_000);
    let (policy, allowed) = (SigningPolicy::Required, Allowed::default());
    if !verify(bytes, None, &signer.certificates, policy, &allowed, moment).is_empty() {
        return Ok(());
    }
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let genuine = genuine().unwrap_or_default();
    let (one, other) = (canonical_content(text), canonical_content(&genuine));
    hold(one.is_ok() && one == other, || format!("passes and was never signed: {text}"))
}

/// What is verified is what is decided: the message and its canonical form hold the same documents.
fn meant(bytes: &[u8], form: &[u8]) -> Tried {
    let limits = Limits::default();
    let Ok(Message::Ceb(one)) = read(bytes, &limits) else { return Ok(()) };
    let Ok(Message::Ceb(other)) = read(form, &limits) else {
        return hold(false, || "only the raw message is read".to_owned());
    };
    same("kind", &one.kind, &other.kind)?;
    same("guid", &one.guid, &other.guid)?;
    same("transfer", &one.transfer, &other.transfer)?;
    same("subscriptions", &one.subscriptions, &other.subscriptions)?;
    same("documents", &one.readings.len(), &other.readings.len())?;
    for (one, other) in one.readings.iter().zip(&other.readings) {
        if one.faults.is_empty() {
            same("document", &one.document, &other.document)?;
        }
    }
    Ok(())
}
