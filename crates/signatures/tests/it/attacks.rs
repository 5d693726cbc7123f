//! Known attacks on signed messages, by name, beyond those of `bad`: each is refused with a finding that says
//! what it was.

use std::sync::Arc;

use expect_test::{Expect, expect};
use model::{DigestAlgorithm, SignatureAlgorithm, SigningPolicy};
use signatures::{Allowed, Fault, KeyKind, Signing, sign, verify};

use crate::support::{MESSAGE, faults, identity, now, rsa, signed, signed_with, sm2, told};

fn good() -> String {
    signed(SignatureAlgorithm::Sm2Sm3)
}

/// The signature of a message.
fn signature_of(message: &str) -> &str {
    let start = message.find("<ds:Signature ").unwrap();
    let end = message.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    &message[start..end]
}

fn without(message: &str) -> String {
    message.replace(signature_of(message), "")
}

/// The text between two marks replaced.
fn put(message: &str, start: &str, end: &str, with: &str) -> String {
    let (before, rest) = message.split_once(start).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    format!("{before}{start}{with}{end}{after}")
}

#[track_caller]
fn check(message: &str, expected: &Expect) {
    expected.assert_eq(&told(&faults(message)));
}

fn codes(message: &str) -> Vec<&'static str> {
    faults(message).iter().map(Fault::code).collect()
}

#[test]
fn a_second_document_put_beside_the_signed_one() {
    let more = "<ceb:Inventory><ceb:InventoryHead/></ceb:Inventory>";
    let root = "</ceb:CEB621Message>";
    for message in [
        good().replace(root, &format!("{more}{root}")),
        good().replacen("<ceb:Inventory>", &format!("{more}<ceb:Inventory>"), 1),
        good().replacen("<ds:Signature ", &format!("{more}<ds:Signature "), 1),
    ] {
        assert_eq!(codes(&message), ["SIG-4006"], "{message}");
    }
    // Behind the root there is no document, only what is not well-formed.
    let behind = format!("{}<ceb:CEB621Message xmlns:ceb=\"urn:x\"/>", good());
    check(
        &behind,
        &expect![[r#"
        SIG-1001 : content after the root at byte 1865 / Canonical XML 1.0
    "#]],
    );
}

#[test]
fn a_signed_document_moved_under_another_root() {
    let message = good().replace("CEB621Message", "CEB625Message");
    assert_eq!(codes(&message), ["SIG-4006"]);
    let bound_anew = good().replace("http://www.chinaport.gov.cn/ceb", "http://example.com/ceb");
    assert_eq!(codes(&bound_anew), ["SIG-4006", "SIG-4007"]);
}

#[test]
fn one_identifier_on_two_elements() {
    let twice = good()
        .replacen(
            "<ceb:Inventory>",
            "<ceb:Inventory Id=\"signed\"/><ceb:Inventory Id=\"signed\">",
            1,
        )
        .replace("URI=\"\"", "URI=\"#signed\"");
    check(
        &twice,
        &expect![[r##"
        SIG-1001 reference: URI="#signed" / URI=""
    "##]],
    );
    let attribute_twice =
        good().replacen("<ceb:Inventory>", "<ceb:Inventory Id=\"a\" Id=\"b\">", 1);
    check(
        &attribute_twice,
        &expect![[r#"
        SIG-1001 : an attribute twice in one tag at byte 221 / Canonical XML 1.0
    "#]],
    );
}

#[test]
fn a_signature_over_nothing() {
    let message = good();
    let (before, rest) = message.split_once("<ds:Reference ").unwrap();
    let (_, after) = rest.split_once("</ds:Reference>").unwrap();
    check(
        &format!("{before}{after}"),
        &expect![[r#"
        SIG-1001 :  / Reference
    "#]],
    );
    check(
        &message.replace("URI=\"\"", "URI=\"#nothing\""),
        &expect![[r##"
        SIG-1001 reference: URI="#nothing" / URI=""
    "##]],
    );
    check(
        &put(&message, "<ds:SignedInfo>", "</ds:SignedInfo>", ""),
        &expect![[r#"
        SIG-1001 :  / CanonicalizationMethod
    "#]],
    );
    check(
        &put(&message, "<ds:DigestValue>", "</ds:DigestValue>", ""),
        &expect![[r#"
        SIG-1003 digest_value:  / base64
    "#]],
    );
    check(
        &put(&message, "<ds:SignatureValue>", "</ds:SignatureValue>", ""),
        &expect![[r#"
        SIG-1003 value:  / base64
    "#]],
    );
}

#[test]
fn a_signature_that_was_taken_off() {
    let bare = without(&good());
    check(
        &bare,
        &expect![[r#"
        SIG-4001 :  / ds:Signature
    "#]],
    );
    // Where only the eye, or a reader of another mind, still sees it.
    let message = good();
    let node = signature_of(&message);
    for hidden in [
        format!("<!-- {} -->", node.replace("--", "- -")),
        format!("<![CDATA[{node}]]>"),
        format!("<?sign {node}?>"),
        node.replace("ds:Signature", "ds:signature"),
        node.replace("http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2000/09/xmldsig"),
    ] {
        assert_eq!(codes(&message.replace(node, &hidden)), ["SIG-4001"], "{hidden}");
    }
    let on_file = [Arc::clone(&sm2().certificate)];
    let at = |policy| {
        let allowed = Allowed::default();
        told(&verify(bare.as_bytes(), None, &on_file, policy, &allowed, now()))
    };
    assert!(at(SigningPolicy::Required).starts_with("SIG-4001"));
    assert_eq!(at(SigningPolicy::Accepted), "", "who need not sign may leave it out");
    // Who need not sign and does is held to it.
    let altered = good().replace("奶粉", "奶酪");
    let policy = SigningPolicy::Accepted;
    let faults = verify(altered.as_bytes(), None, &on_file, policy, &Allowed::default(), now());
    assert_eq!(faults.iter().map(Fault::code).collect::<Vec<_>>(), ["SIG-4006"]);
}

#[test]
fn a_digest_over_other_bytes() {
    // Of an empty document, of the signature's own digest, of another algorithm's length.
    let empty = "GrIdg1XPoX+OYRlIMegajyK+yMco/vt0ftA161CCqis=";
    let altered = put(&good(), "<ds:DigestValue>", "</ds:DigestValue>", empty);
    assert_eq!(codes(&altered), ["SIG-4006", "SIG-4007"]);
    let short = put(&good(), "<ds:DigestValue>", "</ds:DigestValue>", "AAAA");
    assert_eq!(codes(&short), ["SIG-4006", "SIG-4007"]);
    let algorithm = good().replace("2022/04/xmldsig#sm3\"", "2001/04/xmlenc#sha256\"");
    assert!(!codes(&algorithm).is_empty());
}

#[test]
fn weak_algorithms_and_none() {
    let method = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3";
    assert!(good().contains(method));
    for other in [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "none",
        "",
    ] {
        assert_eq!(codes(&good().replace(method, other))[0], "SIG-1002", "{other}");
    }
    let digests =
        ["http://www.w3.org/2001/04/xmldsig-more#md5", "http://www.w3.org/2001/10/xml-exc-c14n#"];
    for other in digests {
        let message = good()
            .replace("http://www.chinaport.gov.cn/2022/04/xmldsig#sm3\"", &format!("{other}\""));
        assert_eq!(codes(&message)[0], "SIG-1002", "{other}");
    }
    // A company that is held to SM2 does not pass with SHA-1, though the house can compute it.
    let weak = signed_with(rsa(), SignatureAlgorithm::RsaSha1, DigestAlgorithm::Sha1);
    let allowed = Allowed {
        algorithms: vec![SignatureAlgorithm::Sm2Sm3],
        digests: vec![DigestAlgorithm::Sm3],
    };
    let on_file = [Arc::clone(&rsa().certificate)];
    let policy = SigningPolicy::Required;
    expect![[r#"
        SIG-1002 algorithm: rsa_sha1 / sm2_sm3
        SIG-1002 digest_algorithm: sha1 / sm3
    "#]]
    .assert_eq(&told(&verify(weak.as_bytes(), None, &on_file, policy, &allowed, now())));
}

#[test]
fn keys_that_a_message_brings_count_for_nothing() {
    let stranger = identity(KeyKind::Sm2, 9);
    let how = Signing {
        key: &stranger.key,
        certificate: &stranger.certificate,
        algorithm: SignatureAlgorithm::Sm2Sm3,
        digest: DigestAlgorithm::Sm3,
    };
    let forged = sign(MESSAGE, &how).unwrap();
    assert_eq!(codes(&forged), ["SIG-4002"]);
    // With a key beside the certificate on file.
    let own = put(&forged, "<ds:KeyInfo>", "</ds:KeyInfo>", &key_info(&good()));
    assert_eq!(codes(&own), ["SIG-4007"]);
    let value =
        "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>";
    let beside = own.replace("</ds:KeyInfo>", &format!("{value}</ds:KeyInfo>"));
    assert_eq!(codes(&beside), ["SIG-4007"]);
    // Two certificates: which one was it?
    let data = "<ds:X509Data>";
    let certificate = |it: &str| {
        let info = key_info(it);
        let (_, rest) = info.split_once(data).unwrap();
        rest.split_once("</ds:X509Data>").unwrap().0.to_owned()
    };
    let two = forged.replace(data, &format!("{data}{}", certificate(&good())));
    check(
        &two,
        &expect![[r#"
        SIG-1001 key_info: 2 × X509Certificate / 1 × X509Certificate
    "#]],
    );
}

fn key_info(message: &str) -> String {
    let (_, rest) = message.split_once("<ds:KeyInfo>").unwrap();
    rest.split_once("</ds:KeyInfo>").unwrap().0.to_owned()
}

#[test]
fn values_that_any_key_would_accept_if_it_did_not_look() {
    use base64ct::{Base64, Encoding};
    let with = |message: &str, bytes: &[u8]| {
        let text = Base64::encode_string(bytes);
        put(message, "<ds:SignatureValue>", "</ds:SignatureValue>", &text)
    };
    let (sm2, rsa) = (good(), signed(SignatureAlgorithm::RsaSha256));
    let der_zero: &[u8] = &[0x30, 6, 2, 1, 0, 2, 1, 0];
    for bytes in [&[0; 64][..], &[0xFF; 64], der_zero, &[1], &[0; 65]] {
        assert!(!codes(&with(&sm2, bytes)).is_empty(), "{bytes:?}");
    }
    let mut one = [0; 256];
    one[255] = 1;
    for bytes in [&[0; 256][..], &one, &[0xFF; 256], &[1], &[0; 512]] {
        assert!(!codes(&with(&rsa, bytes)).is_empty(), "{bytes:?}");
    }
    // Another's value over the same content.
    let other =
        signed_with(&identity(KeyKind::Sm2, 9), SignatureAlgorithm::Sm2Sm3, DigestAlgorithm::Sm3);
    let (_, rest) = other.split_once("<ds:SignatureValue>").unwrap();
    let value = rest.split_once("</ds:SignatureValue>").unwrap().0;
    let swapped = put(&sm2, "<ds:SignatureValue>", "</ds:SignatureValue>", value);
    assert_eq!(codes(&swapped), ["SIG-4007"]);
}

#[test]
fn blow_ups_of_a_signed_message() {
    let root = "<ceb:CEB621Message ";
    let attributes: String = (0..100_000).map(|it| format!("a{it}='' ")).collect();
    check(
        &good().replacen(root, &format!("{root}{attributes}"), 1),
        &expect![[r#"
        SIG-1001 : too many attributes in one tag at byte 500 / Canonical XML 1.0
    "#]],
    );
    let bindings: String = (0..100_000).map(|it| format!("xmlns:a{it}='urn:a' ")).collect();
    check(
        &good().replacen(root, &format!("{root}{bindings}"), 1),
        &expect![[r#"
        SIG-1001 : too many attributes in one tag at byte 1204 / Canonical XML 1.0
    "#]],
    );
    let nested: String = (0..1_000).map(|it| format!("<a xmlns:n{it}='urn:a'>")).collect();
    check(
        &good().replacen("<ceb:note/>", &nested, 1),
        &expect![[r#"
        SIG-1001 : elements nested too deeply at byte 1648 / Canonical XML 1.0
    "#]],
    );
    let deep = "<a>".repeat(1_000_000);
    check(
        &good().replacen("<ceb:note/>", &deep, 1),
        &expect![[r#"
        SIG-1001 : elements nested too deeply at byte 560 / Canonical XML 1.0
    "#]],
    );
    let references = "<ds:Reference URI=\"\"/>".repeat(2_000);
    check(
        &good().replace("</ds:SignedInfo>", &format!("{references}</ds:SignedInfo>")),
        &expect![[r#"
        SIG-1001 : Reference / </SignedInfo>
    "#]],
    );
}
