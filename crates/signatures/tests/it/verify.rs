//! Good signatures are good, whichever way they are spelled; what the policy says of them.

use std::sync::Arc;

use expect_test::expect;
use model::{DigestAlgorithm, SignatureAlgorithm, SigningPolicy};
use signatures::{
    Allowed, KeyKind, Signing, canonical_content, canonical_signed_info, digest, examine, sign,
    sign_bytes, verify, verify_bytes,
};

use crate::support::{MESSAGE, faults, identity, moment, now, rsa, signed, signed_with, sm2, told};

#[test]
fn what_was_signed_is_verified_with_every_digest() {
    for algorithm in SignatureAlgorithm::ALL {
        let who = if algorithm == SignatureAlgorithm::Sm2Sm3 { sm2() } else { rsa() };
        for digest in DigestAlgorithm::ALL {
            let message = signed_with(who, algorithm, digest);
            assert_eq!(told(&faults(&message)), "", "{algorithm:?} {digest:?}");
            // Signing again takes the place of the signature, and comes to the same.
            let how = Signing { key: &who.key, certificate: &who.certificate, algorithm, digest };
            assert_eq!(sign(&message, &how).unwrap(), message);
        }
    }
}

#[test]
fn the_other_spelling_means_the_same() {
    let message = signed(SignatureAlgorithm::Sm2Sm3);
    // The value is over SignedInfo, so another spelling needs another signature.
    let respelled = message.replace("chinaport.gov.cn/2022/04/xmldsig", "w3.org/2000/09/xmldsig");
    let info = canonical_signed_info(&respelled).unwrap();
    let value = sign_bytes(&sm2().key, SignatureAlgorithm::Sm2Sm3, &info).unwrap();
    let (before, rest) = respelled.split_once("<ds:SignatureValue>").unwrap();
    let (_, after) = rest.split_once("</ds:SignatureValue>").unwrap();
    let respelled = format!("{before}<ds:SignatureValue>\n {value}\n</ds:SignatureValue>{after}");
    assert!(respelled.contains("http://www.w3.org/2000/09/xmldsig#sm2-sm3"));
    assert!(respelled.contains("http://www.w3.org/2000/09/xmldsig#sm3"));
    assert_eq!(told(&faults(&respelled)), "");
}

/// Another prefix, blanks between elements, wrapped base64, other quotes: the same canonical form
/// of what matters, or signed as it stands.
#[test]
fn layout_inside_the_signature_is_free_where_nothing_is_signed() {
    let message = signed(SignatureAlgorithm::RsaSha1);
    let (before, value) = message.split_once("<ds:SignatureValue>").unwrap();
    let (value, after) = value.split_once("</ds:SignatureValue>").unwrap();
    let wrapped: Vec<&str> =
        value.as_bytes().chunks(76).map(|it| std::str::from_utf8(it).unwrap()).collect();
    let after = after
        .replace("<ds:KeyInfo>", "\r\n  <ds:KeyInfo><!-- who -->")
        .replace("</ds:X509Data>", "<ds:X509SubjectName>CN</ds:X509SubjectName></ds:X509Data><ds:KeyValue><x xmlns='urn:x'>1</x></ds:KeyValue>\n");
    let relaid = format!(
        "{before}\r\n<ds:SignatureValue  >\r\n{}\r\n</ds:SignatureValue >{after}",
        wrapped.join("\r\n")
    );
    assert_eq!(told(&faults(&relaid)), "");
}

#[test]
fn line_ends_and_empty_elements_may_change_on_the_way() {
    for algorithm in SignatureAlgorithm::ALL {
        let message = signed(algorithm);
        let carried = message
            .trim_start_matches('\u{FEFF}')
            .replace("\r\n", "\n")
            .replace("<ceb:note/>", "<ceb:note></ceb:note>")
            .replace("<!-- head -->", "")
            .replace("guid='", "guid=\"")
            .replace("94'", "94\"");
        assert_ne!(carried, message);
        assert_eq!(told(&faults(&carried)), "");
    }
}

#[test]
fn what_the_digest_is_over_can_be_had() {
    let message = signed(SignatureAlgorithm::Sm2Sm3);
    let canonical = canonical_content(&message).unwrap();
    assert_eq!(canonical, canonical_content(MESSAGE).unwrap());
    expect![[r#"
        <ceb:CEB621Message xmlns:ceb="http://www.chinaport.gov.cn/ceb" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94" version="1.0">
        <ceb:Inventory><ceb:InventoryHead><ceb:orderNo>DD1 &amp;&lt;2&gt;</ceb:orderNo>
        <ceb:gname>奶粉，“一段” &gt; 900g</ceb:gname><ceb:note></ceb:note></ceb:InventoryHead></ceb:Inventory>
        </ceb:CEB621Message>"#]]
    .assert_eq(std::str::from_utf8(&canonical).unwrap());
    let examined = examine(message.as_bytes(), None).unwrap();
    assert_eq!(examined.n_canonical_bytes, canonical.len() as u64);
    assert_eq!(examined.computed, digest(DigestAlgorithm::Sm3, &canonical));
    assert!(examined.is_content_signed());
    // SignedInfo carries what it inherits from the root.
    let info = canonical_signed_info(&message).unwrap();
    assert_eq!(info, examined.signed_info);
    expect![[r#"<ds:SignedInfo xmlns:ceb="http://www.chinaport.gov.cn/ceb" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3"></ds:SignatureMethod><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="http://www.chinaport.gov.cn/2022/04/xmldsig#sm3"></ds:DigestMethod><ds:DigestValue>CAwi1Ga4Qkn0IqVGcC4AC6W/qppFaRDgTfP8s5SDKZU=</ds:DigestValue></ds:Reference></ds:SignedInfo>"#]]
    .assert_eq(std::str::from_utf8(&info).unwrap());
}

/// An `xml:` attribute of the root is inherited by `SignedInfo` (C14N 1.0, 2.4).
#[test]
fn xml_attributes_of_the_root_belong_to_signed_info() {
    let message = MESSAGE.replace("version=\"1.0\"\r\n", "version=\"1.0\" xml:lang=\"zh\"\r\n");
    let who = sm2();
    let how = Signing {
        key: &who.key,
        certificate: &who.certificate,
        algorithm: SignatureAlgorithm::Sm2Sm3,
        digest: DigestAlgorithm::Sm3,
    };
    let signed = sign(&message, &how).unwrap();
    let info = String::from_utf8(canonical_signed_info(&signed).unwrap()).unwrap();
    assert!(info.contains("XMLSchema-instance\" xml:lang=\"zh\">"), "{info}");
    assert_eq!(told(&faults(&signed)), "");
}

#[test]
fn policy_says_what_is_made_of_it() {
    let on_file = [Arc::clone(&sm2().certificate)];
    let (good, allowed) = (signed(SignatureAlgorithm::Sm2Sm3), Allowed::default());
    let broken = good.replace("奶粉", "奶酪");
    let codes = |message: &str, policy| {
        let faults = verify(message.as_bytes(), None, &on_file, policy, &allowed, now());
        faults.iter().map(|it| it.code()).collect::<Vec<_>>()
    };
    for (message, policy, expected) in [
        (good.as_str(), SigningPolicy::Required, vec![]),
        (&good, SigningPolicy::Accepted, vec![]),
        (MESSAGE, SigningPolicy::Required, vec!["SIG-4001"]),
        (MESSAGE, SigningPolicy::Accepted, vec![]),
        (&broken, SigningPolicy::Required, vec!["SIG-4006"]),
        (&broken, SigningPolicy::Accepted, vec!["SIG-4006"]),
        (&broken, SigningPolicy::Ignored, vec![]),
        ("no XML", SigningPolicy::Ignored, vec![]),
        ("no XML", SigningPolicy::Accepted, vec!["SIG-1001"]),
    ] {
        assert_eq!(codes(message, policy), expected, "{policy:?}");
    }
}

/// A signature that only says its certificate's number means the one on file under it.
#[test]
fn the_number_alone_names_a_certificate_on_file() {
    let message = signed(SignatureAlgorithm::Sm2Sm3);
    let (before, rest) = message.split_once("<ds:X509Data>").unwrap();
    let (_, after) = rest.split_once("</ds:X509Data>").unwrap();
    let bare = format!("{before}{after}");
    assert_eq!(told(&faults(&bare)), "");
    let other = bare.replace(&sm2().certificate.number, &rsa().certificate.number);
    assert_eq!(faults(&other)[0].code(), "SIG-4007");
    let unknown = bare.replace(&sm2().certificate.number, "0000");
    expect![[r#"
        SIG-4002 certificate: 0000 / 701CA5CA81BB8FB0 | 732D9423A408C54E
    "#]]
    .assert_eq(&told(&faults(&unknown)));
    // With a certificate, its number is only words.
    let misnamed = message.replace(&sm2().certificate.number, "0000");
    assert_eq!(told(&faults(&misnamed)), "");
}

#[test]
fn only_what_is_allowed_is_taken() {
    let on_file = [Arc::clone(&sm2().certificate), Arc::clone(&rsa().certificate)];
    let national = Allowed {
        algorithms: vec![SignatureAlgorithm::Sm2Sm3],
        digests: vec![DigestAlgorithm::Sm3],
    };
    let faults = |message: &str| {
        told(&verify(message.as_bytes(), None, &on_file, SigningPolicy::Required, &national, now()))
    };
    assert_eq!(faults(&signed(SignatureAlgorithm::Sm2Sm3)), "");
    expect![[r#"
        SIG-1002 algorithm: rsa_sha1 / sm2_sm3
        SIG-1002 digest_algorithm: sha1 / sm3
    "#]]
    .assert_eq(&faults(&signed(SignatureAlgorithm::RsaSha1)));
    // As messages of 2023 do.
    let mixed = signed_with(sm2(), SignatureAlgorithm::Sm2Sm3, DigestAlgorithm::Sha1);
    expect![[r#"
        SIG-1002 digest_algorithm: sha1 / sm3
    "#]]
    .assert_eq(&faults(&mixed));
}

#[test]
fn bytes_are_signed_and_verified() {
    let text = r#""sessionID":"fe2374-8fnejf97-3232""#;
    for algorithm in SignatureAlgorithm::ALL {
        let is_sm2 = algorithm == SignatureAlgorithm::Sm2Sm3;
        let (who, other) = if is_sm2 { (sm2(), rsa()) } else { (rsa(), sm2()) };
        let value = sign_bytes(&who.key, algorithm, text.as_bytes()).unwrap();
        let check = |bytes: &str, value: &str, at| {
            verify_bytes(&who.certificate, algorithm, bytes.as_bytes(), value, at)
                .map_err(|it| it.to_string())
        };
        assert_eq!(check(text, &value, now()), Ok(()));
        let differs = Err("not this key's signature over these bytes".to_owned());
        assert_eq!(check("other", &value, now()), differs);
        assert_eq!(check(text, "AAAA", now()), differs);
        assert_eq!(check(text, "?", now()), Err("not base64".to_owned()));
        let outside = Err("outside the certificate's validity, or revoked".to_owned());
        assert_eq!(check(text, &value, moment("2027-01-01")), outside);
        assert_eq!(sign_bytes(&other.key, algorithm, text.as_bytes()), None);
        let wrong = verify_bytes(&other.certificate, algorithm, b"", &value, now());
        assert_eq!(wrong.unwrap_err().to_string(), "a key of another kind than the algorithm's");
    }
}

#[test]
fn a_key_signs_only_with_its_own_certificate() {
    let stranger = identity(KeyKind::Sm2, 7);
    let how = |key, certificate, algorithm| {
        let how = Signing { key, certificate, algorithm, digest: DigestAlgorithm::Sm3 };
        sign(MESSAGE, &how).map_err(|it| it.to_string())
    };
    let algorithm = SignatureAlgorithm::Sm2Sm3;
    assert!(how(&stranger.key, &stranger.certificate, algorithm).is_ok());
    let pair = Err("key and certificate do not belong together".to_owned());
    assert_eq!(how(&stranger.key, &sm2().certificate, algorithm), pair);
    let kind = Err("the key makes no such signatures".to_owned());
    assert_eq!(how(&stranger.key, &stranger.certificate, SignatureAlgorithm::RsaSha1), kind);
}
