//! Bad input: everything an attacker or a broken client would send, and what is said of it.

use std::sync::Arc;

use expect_test::{Expect, expect};
use model::{SignatureAlgorithm, SigningPolicy};
use proptest::prelude::*;
use signatures::{Allowed, Certificate, KeyKind, examine, verify};

use crate::support::{MESSAGE, faults, identity, moment, now, rsa, signed, sm2, told};

fn good() -> String {
    signed(SignatureAlgorithm::Sm2Sm3)
}

/// The signature of a message, and the message around it.
fn taken_apart(message: &str) -> (String, String, String) {
    let start = message.find("<ds:Signature ").unwrap();
    let end = message.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    (message[..start].to_owned(), message[start..end].to_owned(), message[end..].to_owned())
}

fn check(message: &str, expected: &Expect) {
    expected.assert_eq(&told(&faults(message)));
}

#[test]
fn altered_content_is_told_with_both_digests_and_the_bytes() {
    let message = good().replace("奶粉", "奶酪");
    check(
        &message,
        &expect![[r#"
            SIG-4006 digest_value: CAwi1Ga4Qkn0IqVGcC4AC6W/qppFaRDgTfP8s5SDKZU= / YaVqW1UTHh593dKamUDMtW76pHFCf+U6rkZpFjqFK3Q= SM3/388B
        "#]],
    );
    // In the whole document nothing may change, outside the documents neither.
    for (from, to) in [
        ("1.0\"\r\n", "1.1\"\r\n"),
        ("</ds:Signature>", "</ds:Signature><x/>"),
        ("guid='4", "guid='5"),
    ] {
        let message = good().replacen(from, to, 1);
        assert_ne!(message, good());
        assert_eq!(
            faults(&message).iter().map(|it| it.code()).collect::<Vec<_>>(),
            ["SIG-4006"],
            "{to}"
        );
    }
}

#[test]
fn altered_signed_info() {
    // The digest of the altered content put in: the content agrees, the signature does not.
    let altered = good().replace("奶粉", "奶酪");
    let examined = examine(altered.as_bytes(), None).unwrap();
    let line = told(&faults(&altered));
    let (_, computed) = line.split_once(" / ").unwrap();
    let computed = computed.split(' ').next().unwrap();
    let (before, rest) = altered.split_once("<ds:DigestValue>").unwrap();
    let (_, after) = rest.split_once("</ds:DigestValue>").unwrap();
    let message = format!("{before}<ds:DigestValue>{computed}</ds:DigestValue>{after}");
    assert!(!examined.is_content_signed());
    check(
        &message,
        &expect![[r#"
            SIG-4007 value: Y9pZwnwbLiNESC0LkJEfgV4B0pom+7T5KO+ci1+HZDE= SM3/729B / 732D9423A408C54E sm2_sm3
        "#]],
    );
    // A blank in SignedInfo is part of what is signed.
    let blank = good().replace("<ds:SignedInfo>", "<ds:SignedInfo> ");
    assert_eq!(faults(&blank).iter().map(|it| it.code()).collect::<Vec<_>>(), ["SIG-4007"]);
}

#[test]
fn another_documents_signature() {
    // Moved to another message.
    let (before, signature, after) = taken_apart(&good());
    let other = format!("{}{signature}{after}", before.replace("DD1", "DD2"));
    assert_eq!(faults(&other).iter().map(|it| it.code()).collect::<Vec<_>>(), ["SIG-4006"]);
    // The signed message wrapped into another one, its signature with it.
    let signed_inside =
        before.trim_start_matches('\u{FEFF}').split_once("?>").unwrap().1.to_owned();
    let wrapped = format!(
        "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"><ceb:Inventory>evil</ceb:Inventory>\
         <ceb:ExtendMessage>{signed_inside}{signature}{after}</ceb:ExtendMessage></ceb:CEB621Message>"
    );
    check(
        &wrapped,
        &expect![[r#"
        SIG-1001 : Signature / Signature: a child of the root
    "#]],
    );
    // The signature under the root, what it was over beside the evil document.
    let beside = format!(
        "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"><ceb:Inventory>evil</ceb:Inventory>\
         {signed_inside}{after}{signature}</ceb:CEB621Message>"
    );
    assert_eq!(
        faults(&beside).iter().map(|it| it.code()).collect::<Vec<_>>(),
        ["SIG-4006", "SIG-4007"]
    );
    // A document hidden inside the signature.
    let object =
        good().replace("</ds:KeyInfo>", "</ds:KeyInfo><ds:Object><ceb:Inventory/></ds:Object>");
    check(
        &object,
        &expect![[r#"
        SIG-1001 : Object / </Signature>
    "#]],
    );
    let in_key = good().replace("<ds:X509Data>", "<ds:X509Data><ceb:Inventory/>");
    assert_eq!(told(&faults(&in_key)), "", "what describes the key is nobody's document");
}

#[test]
fn a_reference_to_anything_but_the_whole_is_refused() {
    for uri in ["#part", "file:///etc/passwd", "http://example.com/", "#xpointer(/)"] {
        let message = good().replace("URI=\"\"", &format!("URI=\"{uri}\""));
        let faults = faults(&message);
        assert_eq!(faults[0].code(), "SIG-1001");
        assert_eq!(faults[0].observed, format!("URI=\"{uri}\""));
    }
    check(
        &good().replace(" URI=\"\"", ""),
        &expect![[r#"
        SIG-1001 reference: - / URI=""
    "#]],
    );
    let reference = "<ds:Reference URI=\"\"><ds:Transforms>";
    let twice = good().replace("</ds:Reference>", "</ds:Reference><ds:Reference URI=\"#a\"/>");
    check(
        &twice,
        &expect![[r#"
        SIG-1001 : Reference / </SignedInfo>
    "#]],
    );
    assert!(good().contains(reference));
}

#[test]
fn only_the_two_transforms() {
    let transform = |uri: &str| format!("<ds:Transform Algorithm=\"{uri}\"></ds:Transform>");
    let enveloped = transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature");
    let c14n = transform("http://www.w3.org/TR/2001/REC-xml-c14n-20010315");
    let xpath = transform("http://www.w3.org/TR/1999/REC-xpath-19991116");
    let xslt = transform("http://www.w3.org/TR/1999/REC-xslt-19991116");
    let exclusive = transform("http://www.w3.org/2001/10/xml-exc-c14n#");
    for (transforms, code) in [
        (format!("{enveloped}{c14n}"), "SIG-4007"),
        (String::new(), "SIG-1001"),
        (c14n.clone(), "SIG-1001"),
        (format!("{c14n}{enveloped}"), "SIG-1001"),
        (format!("{enveloped}{xpath}"), "SIG-1001"),
        (format!("{enveloped}{xslt}"), "SIG-1001"),
        (format!("{enveloped}{exclusive}"), "SIG-1001"),
        (format!("{enveloped}{enveloped}"), "SIG-1001"),
        (format!("{enveloped}{c14n}{c14n}"), "SIG-1001"),
        (enveloped.replace("></", ">not(self::evil)</"), "SIG-1001"),
    ] {
        let message = good().replace(&enveloped, &transforms);
        assert_eq!(faults(&message)[0].code(), code, "{transforms}");
    }
    let exclusive = good().replacen("TR/2001/REC-xml-c14n-20010315", "2001/10/xml-exc-c14n#", 1);
    check(
        &exclusive,
        &expect![[r#"
        SIG-1002 canonicalization: http://www.w3.org/2001/10/xml-exc-c14n# / http://www.w3.org/TR/2001/REC-xml-c14n-20010315
    "#]],
    );
}

#[test]
fn two_signatures_none_or_one_elsewhere() {
    let (before, signature, after) = taken_apart(&good());
    check(
        &format!("{before}{signature}{signature}{after}"),
        &expect![[r#"
        SIG-1001 : 2 × Signature / 1 × Signature
    "#]],
    );
    check(
        MESSAGE,
        &expect![[r#"
            SIG-4001 :  / ds:Signature
        "#]],
    );
    let nested = before.replace("<ceb:note/>", &format!("<ceb:note>{signature}</ceb:note>"));
    check(
        &format!("{nested}{after}"),
        &expect![[r#"
        SIG-1001 : Signature / Signature: a child of the root
    "#]],
    );
    // In another namespace it is no signature.
    let foreign =
        good().replace("xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:ds=\"urn:other\"");
    check(
        &foreign,
        &expect![[r#"
            SIG-4001 :  / ds:Signature
        "#]],
    );
    let many = signature.repeat(40);
    check(
        &format!("{before}{many}{after}"),
        &expect![[r#"
        SIG-1001 : too many signatures at byte 11762 / Canonical XML 1.0
    "#]],
    );
}

#[test]
fn the_reader_and_the_verifier_must_mean_the_same_bytes() {
    let message = good();
    let (start, end) = {
        let (before, signature, _) = taken_apart(&message);
        (before.len(), before.len() + signature.len())
    };
    let on_file = [Arc::clone(&sm2().certificate)];
    let at = |range| {
        let policy = SigningPolicy::Required;
        told(&verify(message.as_bytes(), Some(range), &on_file, policy, &Allowed::default(), now()))
    };
    assert_eq!(at(start..end), "");
    for range in [
        start..end - 1,
        start + 1..end,
        0..end,
        start..message.len(),
        0..0,
        end..start,
        5..usize::MAX,
    ] {
        assert!(at(range.clone()).starts_with("SIG-1001"), "{range:?}");
    }
}

#[test]
fn days_and_revocation() {
    let message = good();
    let certificate = |revoked_at| {
        let own = &sm2().certificate;
        let mut certificate = Certificate::from_der(own.der().to_vec()).unwrap();
        certificate.revoked_at = revoked_at;
        [Arc::new(certificate)]
    };
    let at = |revoked_at, moment| {
        let (policy, allowed) = (SigningPolicy::Required, Allowed::default());
        told(&verify(message.as_bytes(), None, &certificate(revoked_at), policy, &allowed, moment))
    };
    let (first, last) = (moment("2026-01-01"), moment("2026-12-31"));
    let before = |it: model::Moment| model::Moment::from_millis(it.millis() - 1);
    let after = |it: model::Moment| model::Moment::from_millis(it.millis() + 1);
    assert_eq!(at(None, first), "");
    assert_eq!(at(None, last), "");
    expect![[r#"
        SIG-4003 certificate: 2026-01-01T11:59:59.999+08:00 / >= 2026-01-01T12:00:00.000+08:00
    "#]]
    .assert_eq(&at(None, before(first)));
    expect![[r#"
        SIG-4004 certificate: 2026-12-31T12:00:00.001+08:00 / <= 2026-12-31T12:00:00.000+08:00
    "#]]
    .assert_eq(&at(None, after(last)));
    assert_eq!(at(Some(now()), before(now())), "");
    expect![[r#"
        SIG-4005 certificate: 2026-03-01T12:00:00.000+08:00 / < 2026-03-01T12:00:00.000+08:00
    "#]]
    .assert_eq(&at(Some(now()), now()));
}

#[test]
fn a_certificate_that_is_not_on_file_proves_nothing() {
    let stranger = identity(KeyKind::Sm2, 9);
    // With the same name and number as the one on file.
    let mut stolen = Certificate::from_der(stranger.certificate.der().to_vec()).unwrap();
    stolen.number.clone_from(&sm2().certificate.number);
    let how = signatures::Signing {
        key: &stranger.key,
        certificate: &stolen,
        algorithm: SignatureAlgorithm::Sm2Sm3,
        digest: model::DigestAlgorithm::Sm3,
    };
    let message = signatures::sign(MESSAGE, &how).unwrap();
    check(
        &message,
        &expect![[r#"
        SIG-4002 certificate: 732D9423A408C54E 832b8f3402b9af56b2453a01b0d9210e24a43bb14ea8732cad71f1551d594d2c / 701CA5CA81BB8FB0 | 732D9423A408C54E
    "#]],
    );
    let nobody =
        verify(good().as_bytes(), None, &[], SigningPolicy::Required, &Allowed::default(), now());
    expect![[r#"
        SIG-4002 certificate: 732D9423A408C54E 132c3a8a21778db6fb0a5705483e0008e4dcf0bf8818a80d14a76a03fff543f6 / (没有登记的证书 none on file)
    "#]].assert_eq(&told(&nobody));
    // The certificate on file put beside another's value.
    let own = signatures::Signing { certificate: &stranger.certificate, ..how };
    let message = signatures::sign(MESSAGE, &own).unwrap();
    let (theirs, ours) = (stranger.certificate.der(), sm2().certificate.der());
    let swapped = message.replace(&base64(theirs), &base64(ours));
    check(
        &swapped,
        &expect![[r#"
            SIG-4007 value: z7ZWaoReSrg5Vo8SBejBCa6O5clag3heDuIOWJSpahM= SM3/729B / 732D9423A408C54E sm2_sm3
        "#]],
    );
}

fn base64(bytes: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(bytes)
}

#[test]
fn a_key_of_the_other_kind() {
    let message = signed(SignatureAlgorithm::RsaSha256).replace(
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2000/09/xmldsig#sm2-sm3",
    );
    check(
        &message,
        &expect![[r#"
        SIG-4007 value: sm2_sm3 / Rsa key
    "#]],
    );
    // A weaker method than the one that was used.
    let weaker = signed(SignatureAlgorithm::RsaSha256).replace(
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    );
    assert_eq!(faults(&weaker)[0].code(), "SIG-4007");
}

#[test]
fn unknown_algorithms_are_named_with_what_is_accepted() {
    let message = good()
        .replace("2022/04/xmldsig#sm2-sm3", "2022/04/xmldsig#sm9")
        .replace("2022/04/xmldsig#sm3", "2022/04/xmldsig#md5");
    check(
        &message,
        &expect![[r#"
        SIG-1002 algorithm: http://www.chinaport.gov.cn/2022/04/xmldsig#sm9 / http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3 | http://www.w3.org/2000/09/xmldsig#sm2-sm3 | http://www.w3.org/2000/09/xmldsig#rsa-sha1 | http://www.w3.org/2001/04/xmldsig-more#rsa-sha256
        SIG-1002 digest_algorithm: http://www.chinaport.gov.cn/2022/04/xmldsig#md5 / http://www.chinaport.gov.cn/2022/04/xmldsig#sm3 | http://www.w3.org/2000/09/xmldsig#sm3 | http://www.w3.org/2000/09/xmldsig#sha1 | http://www.w3.org/2001/04/xmlenc#sha256
    "#]],
    );
}

#[test]
fn values_that_cannot_be_decoded_are_told_at_once() {
    let message = good()
        .replace("<ds:DigestValue>", "<ds:DigestValue>?")
        .replace("<ds:SignatureValue>", "<ds:SignatureValue>?")
        .replace("<ds:X509Certificate>", "<ds:X509Certificate>?");
    let codes: Vec<(&str, &str)> = faults(&message).iter().map(|it| (it.code(), it.part)).collect();
    assert_eq!(
        codes,
        [("SIG-1003", "digest_value"), ("SIG-1003", "value"), ("SIG-1003", "certificate")]
    );
    let (before, rest) = good()
        .split_once("<ds:X509Certificate>")
        .map(|(one, two)| (one.to_owned(), two.to_owned()))
        .unwrap();
    let (_, after) = rest.split_once("</ds:X509Certificate>").unwrap();
    let without = format!("{before}<ds:X509Certificate></ds:X509Certificate>{after}");
    check(
        &without,
        &expect![[r#"
        SIG-1003 certificate:  / base64
    "#]],
    );
    let none = good().replace("X509Certificate>", "X509CRL>").replace("KeyName>", "KeyValue>");
    check(
        &none,
        &expect![[r#"
        SIG-1001 key_info: 0 × X509Certificate / 1 × X509Certificate
    "#]],
    );
}

#[test]
fn a_huge_key_info_is_refused_unread() {
    let padding = "A".repeat(70_000);
    for (from, to) in [
        ("<ds:KeyName>", format!("<ds:KeyName>{padding}")),
        ("<ds:X509Data>", format!("<ds:X509Data><ds:X509CRL>{padding}</ds:X509CRL>")),
        ("</ds:KeyInfo>", "<ds:KeyValue/>".repeat(10_000) + "</ds:KeyInfo>"),
    ] {
        let message = good().replace(from, &to);
        let faults = told(&faults(&message));
        assert!(faults.starts_with("SIG-1001"), "{faults}");
        assert!(faults.contains("<= 65536 bytes"), "{faults}");
    }
    let name = good().replace("<ds:KeyName>", &format!("<ds:KeyName>{}", "A".repeat(1_000)));
    check(
        &name,
        &expect![[r#"
        SIG-1001 : KeyName > 256 bytes / <= 256
    "#]],
    );
}

#[test]
fn a_dtd_is_no_way_in() {
    let message = good().replacen(
        "<ceb:CEB621Message",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><ceb:CEB621Message",
        1,
    );
    check(
        &message,
        &expect![[r#"
        SIG-1001 : a DTD at byte 43 / Canonical XML 1.0
    "#]],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is changed at one place, a message that says something else is never good.
    #[test]
    fn no_single_change_of_content_passes(at in any::<prop::sample::Index>(), with in "[a-z<>&\"'/ ]|中|<x/>|</ceb:note>") {
        let message = good();
        let (start, signature, _) = taken_apart(&message);
        let mut at = at.index(message.len());
        while !message.is_char_boundary(at) {
            at -= 1;
        }
        let in_signature = (start.len()..start.len() + signature.len()).contains(&at);
        let length = message[at..].chars().next().map_or(0, char::len_utf8);
        let mut changed = message.clone();
        changed.replace_range(at..at + length, &with);
        let same = signatures::canonical_content(&changed).ok() == signatures::canonical_content(&message).ok();
        let is_good = faults(&changed).is_empty();
        if !same {
            prop_assert!(!is_good, "{}", changed);
        }
        if same && !in_signature {
            prop_assert!(is_good, "{}", changed);
        }
    }

    #[test]
    fn nothing_makes_it_panic(cut in any::<prop::sample::Index>(), length in 0usize..200, at in 0usize..3000, end in 0usize..3000) {
        let message = signed(SignatureAlgorithm::RsaSha1).into_bytes();
        let cut = cut.index(message.len());
        let rest = message.len().min(cut + length);
        let less = [&message[..cut], &message[rest..]].concat();
        let _ = examine(&less, None);
        let _ = examine(&less, Some(at..end));
        let _ = &rsa().certificate;
    }
}
