//! Keys that are a function of a number, certificates for them, and a message to sign.

use std::sync::{Arc, OnceLock};

use model::{DigestAlgorithm, Moment, SignatureAlgorithm, SigningPolicy};
use signatures::{
    Allowed, Certificate, Fault, KeyKind, PrivateKey, Signing, Subject, issue, sign, usual_digest,
    verify,
};

/// Laid out as clients do, with what makes a canonical form differ from the bytes.
pub(crate) const MESSAGE: &str = "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\
<ceb:CEB621Message guid='4CDE1CFD-EDED-46B1-946C-B8022E42FC94' version=\"1.0\"\r\n\
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">\r\n\
  <ceb:Inventory><ceb:InventoryHead><!-- head --><ceb:orderNo>DD1&#x20;&amp;<![CDATA[<2>]]></ceb:orderNo>\r\n\
  <ceb:gname>奶粉，“一段” > 900g</ceb:gname><ceb:note/></ceb:InventoryHead></ceb:Inventory>\r\n\
</ceb:CEB621Message>\r\n";

pub(crate) struct Identity {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Arc<Certificate>,
}

pub(crate) fn moment(text: &str) -> Moment {
    Moment::from_local(format!("{text}T12:00:00").parse().unwrap())
}

/// Within every certificate's days.
pub(crate) fn now() -> Moment {
    moment("2026-03-01")
}

pub(crate) fn identity(kind: KeyKind, seed: u8) -> Identity {
    let key = PrivateKey::generate(kind, [seed; 32]).unwrap();
    let subject = Subject {
        code: "4403960D05",
        name: "示例报关服务有限公司",
        not_before: moment("2026-01-01"),
        not_after: moment("2026-12-31"),
    };
    let certificate = Arc::new(issue(&key, &subject).unwrap());
    Identity { key, certificate }
}

/// Making an RSA key takes a while, so all tests share one.
pub(crate) fn rsa() -> &'static Identity {
    static RSA: OnceLock<Identity> = OnceLock::new();
    RSA.get_or_init(|| identity(KeyKind::Rsa, 1))
}

pub(crate) fn sm2() -> &'static Identity {
    static SM2: OnceLock<Identity> = OnceLock::new();
    SM2.get_or_init(|| identity(KeyKind::Sm2, 2))
}

pub(crate) fn signed_with(
    who: &Identity,
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
) -> String {
    let how = Signing { key: &who.key, certificate: &who.certificate, algorithm, digest };
    sign(MESSAGE, &how).unwrap()
}

pub(crate) fn signed(algorithm: SignatureAlgorithm) -> String {
    let who = if algorithm == SignatureAlgorithm::Sm2Sm3 { sm2() } else { rsa() };
    signed_with(who, algorithm, usual_digest(algorithm))
}

/// Both identities on file, anything allowed, a signature required.
pub(crate) fn faults(message: &str) -> Vec<Fault> {
    let on_file = [Arc::clone(&rsa().certificate), Arc::clone(&sm2().certificate)];
    let allowed = Allowed::default();
    verify(message.as_bytes(), None, &on_file, SigningPolicy::Required, &allowed, now())
}

/// One line a fault.
pub(crate) fn told(faults: &[Fault]) -> String {
    let line =
        |it: &Fault| format!("{} {}: {} / {}\n", it.code(), it.part, it.observed, it.expected);
    faults.iter().map(line).collect()
}
