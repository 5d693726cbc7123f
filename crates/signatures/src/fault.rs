//! What can be wrong with a signature: one table of codes, and faults made from it.

use std::borrow::Cow;

use model::{Basis, CheckInfo, Confidence, Date, Finding, Severity, Words};

/// A kind of fault. The order is that of [`SIGNATURE_CHECKS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    Structure,
    Algorithm,
    Encoding,
    Missing,
    NotOnFile,
    NotYetValid,
    Expired,
    Revoked,
    ContentDiffers,
    ValueDiffers,
}

const SPECIFICATION: Basis =
    Basis::new("海关跨境统一版系统企业对接报文规范（202205）", "6 签名", Confidence::Read);
const ERRORS: Basis =
    Basis::new("海关跨境统一版系统企业对接报文规范（202205）", "7 错误信息", Confidence::Read);
const HOUSE: Basis = Basis::new("本系统接入说明", "签名企业登记", Confidence::Assumed);

/// 海关总署公告2018年第113号 is in force from this day.
const FROM: Date = Date::constant(2018, 9, 30);

const fn check(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, FROM, title, fix)
}

/// Every code this crate reports.
pub static SIGNATURE_CHECKS: &[CheckInfo] = &[
    check(
        "SIG-1001",
        SPECIFICATION,
        ["签名节点结构不符合规范", "the signature is not built as the specification says"],
        [
            "报文根节点下只放一个封内签名，Reference的URI为空，转换仅用enveloped-signature",
            "put one enveloped signature under the root: one Reference with URI=\"\", the transform enveloped-signature and no other",
        ],
    ),
    check(
        "SIG-1002",
        SPECIFICATION,
        ["签名或摘要算法不被接受", "the signature or digest algorithm is not accepted"],
        ["请改用所列算法之一重新加签", "sign again with one of the algorithms listed"],
    ),
    check(
        "SIG-1003",
        SPECIFICATION,
        ["签名内容无法解码", "a value of the signature cannot be decoded"],
        [
            "摘要值、签名值和证书均须为Base64，证书须为X.509 DER",
            "write digest, signature and certificate in base64, the certificate as X.509 DER",
        ],
    ),
    check(
        "SIG-4001",
        ERRORS,
        ["报文未加签", "the message is not signed"],
        [
            "该企业报文须加签，请加签后以新的guid重新发送",
            "messages of this company must be signed; sign it and send it under a new guid",
        ],
    ),
    check(
        "SIG-4002",
        HOUSE,
        ["签名证书未登记于该企业名下", "the certificate is not on file for this company"],
        [
            "请使用该企业已登记的证书加签，或先登记此证书",
            "sign with a certificate on file for the company, or have this one put on file",
        ],
    ),
    check(
        "SIG-4003",
        ERRORS,
        ["签名证书尚未生效", "the certificate is not valid yet"],
        ["请待证书生效后加签，或更换证书", "wait for its first day, or sign with another one"],
    ),
    check(
        "SIG-4004",
        ERRORS,
        ["签名证书已过期", "the certificate has expired"],
        ["请更新证书并登记后重新加签", "renew the certificate, have it put on file and sign again"],
    ),
    check(
        "SIG-4005",
        HOUSE,
        ["签名证书已吊销", "the certificate is revoked"],
        ["请更换证书后重新加签", "sign with another certificate"],
    ),
    check(
        "SIG-4006",
        ERRORS,
        ["报文内容与签名摘要不符", "the content is not what was signed"],
        [
            "加签后不得改动报文；`tongguan sign --canonical 文件`给出参与摘要的规范化字节，可据此核对",
            "change nothing after signing; `tongguan sign --canonical FILE` prints the canonical bytes that the digest is over",
        ],
    ),
    check(
        "SIG-4007",
        ERRORS,
        ["签名值验证失败", "the signature value is not this certificate's over SignedInfo"],
        [
            "请核对私钥与证书是否成对、SignedInfo是否被改动；`tongguan sign --canonical --signed-info 文件`给出被签名的字节",
            "check that key and certificate belong together and SignedInfo is unchanged; `tongguan sign --canonical --signed-info FILE` prints the bytes that are signed",
        ],
    ),
];

/// Longer observed texts are cut: a finding shows a value, it does not carry it.
const OBSERVED_CHARS: usize = 100;

/// One thing wrong with a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Which part, in our own names: `digest_value`; empty for the whole.
    pub part: &'static str,
    pub observed: String,
    pub expected: String,
}

impl Fault {
    #[cold]
    pub(crate) fn new(
        kind: FaultKind,
        part: &'static str,
        observed: impl AsRef<str>,
        expected: impl Into<String>,
    ) -> Fault {
        let mut chars = observed.as_ref().chars();
        let mut observed: String = chars.by_ref().take(OBSERVED_CHARS).collect();
        if chars.next().is_some() {
            observed.push('…');
        }
        Fault { kind, part, observed, expected: expected.into() }
    }

    /// What every fault of the node's form says.
    #[cold]
    pub(crate) fn structure(
        part: &'static str,
        observed: impl AsRef<str>,
        expected: impl Into<String>,
    ) -> Fault {
        Fault::new(FaultKind::Structure, part, observed, expected)
    }

    /// A message that must be signed and is not.
    pub fn missing() -> Fault {
        Fault::new(FaultKind::Missing, "", "", "ds:Signature")
    }

    pub fn code(&self) -> &'static str {
        SIGNATURE_CHECKS.get(self.kind as usize).map_or("SIG-1001", |it| it.code)
    }

    /// As a finding on a document of the message: `inventory.signature.digest_value`.
    pub fn finding(&self, document: &str) -> Finding {
        let dot = if self.part.is_empty() { "" } else { "." };
        Finding {
            code: Cow::Borrowed(self.code()),
            severity: Severity::Return,
            pointer: format!("{document}.signature{dot}{}", self.part),
            observed: self.observed.clone(),
            expected: self.expected.clone(),
            against: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_every_kind_has_one() {
        assert!(SIGNATURE_CHECKS.is_sorted_by(|one, next| one.code < next.code));
        assert_eq!(SIGNATURE_CHECKS.len(), FaultKind::ValueDiffers as usize + 1);
        for (kind, code) in [
            (FaultKind::Structure, "SIG-1001"),
            (FaultKind::Missing, "SIG-4001"),
            (FaultKind::ContentDiffers, "SIG-4006"),
            (FaultKind::ValueDiffers, "SIG-4007"),
        ] {
            assert_eq!(Fault::new(kind, "", "", "").code(), code);
        }
        let finding = Fault::structure("digest_value", "x".repeat(200), "y").finding("order");
        assert_eq!(finding.pointer, "order.signature.digest_value");
        assert_eq!(finding.observed.chars().count(), OBSERVED_CHARS + 1);
    }
}
