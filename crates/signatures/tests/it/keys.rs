//! Keys and certificates: read, made, refused.

use expect_test::expect;
use model::{CertificateRow, SignatureAlgorithm};
use signatures::{Certificate, CertificateError, KeyKind, PrivateKey};

use crate::support::{identity, rsa, sm2};

#[test]
fn a_key_is_a_function_of_its_seed_and_reads_itself() {
    for (kind, own) in [(KeyKind::Sm2, sm2()), (KeyKind::Rsa, rsa())] {
        let seed = if kind == KeyKind::Sm2 { 2 } else { 1 };
        let again = identity(kind, seed);
        assert_eq!(again.certificate.fingerprint, own.certificate.fingerprint);
        let pem = own.key.to_pem().unwrap();
        let read = PrivateKey::read(&pem).unwrap();
        assert_eq!((read.kind(), read.to_pem().unwrap()), (kind, pem));
        let algorithm = read.usual_algorithm();
        assert_eq!(read.sign(algorithm, b"text"), own.key.sign(algorithm, b"text"));
        assert!(!format!("{read:?}").contains("BEGIN"));
    }
}

#[test]
fn a_certificate_says_whose_and_when() {
    let certificate = &sm2().certificate;
    expect![[r#"Some("4403960D05") 732D9423A408C54E 2026-01-01T12:00:00.000+08:00 2026-12-31T12:00:00.000+08:00"#]].assert_eq(&format!(
        "{:?} {} {} {}",
        certificate.subject, certificate.number, certificate.not_before, certificate.not_after
    ));
    for algorithm in SignatureAlgorithm::ALL {
        let is_sm2 = algorithm == SignatureAlgorithm::Sm2Sm3;
        assert_eq!(sm2().certificate.key().fits(algorithm), is_sm2);
        assert_eq!(rsa().certificate.key().fits(algorithm), !is_sm2);
    }
}

#[test]
fn a_row_of_the_registry_is_read_with_its_number() {
    use base64ct::{Base64, Encoding};
    let der = Base64::encode_string(sm2().certificate.der());
    let wrapped = der.as_bytes().chunks(64).map(|it| String::from_utf8(it.to_vec()).unwrap());
    let wrapped = wrapped.collect::<Vec<_>>().join("\r\n");
    let pem = format!("-----BEGIN CERTIFICATE-----\r\n{wrapped}\r\n-----END CERTIFICATE-----\r\n");
    for text in [&der, &wrapped, &pem] {
        let row = CertificateRow {
            number: "01 & <02>".to_owned(),
            certificate: text.clone(),
            revoked_at: None,
        };
        let read = Certificate::from_row(&row).unwrap();
        assert_eq!(read.number, "01 & <02>");
        assert_eq!(read.fingerprint, sm2().certificate.fingerprint);
    }
}

#[test]
fn what_is_no_certificate_or_key_is_refused() {
    let certificate = |text: &str| Certificate::read(text).unwrap_err().to_string();
    assert_eq!(certificate("?"), "neither PEM nor base64");
    assert_eq!(certificate(""), "neither PEM nor base64");
    assert_eq!(certificate(&rsa().key.to_pem().unwrap()), "neither PEM nor base64");
    assert_eq!(certificate("AAAA"), "not an X.509 certificate");
    assert_eq!(certificate(&"A".repeat(100_000)), "larger than 16384 bytes");
    let mut der = sm2().certificate.der().to_vec();
    // Another curve.
    let curve = [0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D];
    let at = der.windows(curve.len()).position(|it| it == curve).unwrap();
    der[at + curve.len() - 1] ^= 1;
    assert!(matches!(Certificate::from_der(der), Err(CertificateError::Key)));

    let key = |text: &str| PrivateKey::read(text).unwrap_err().to_string();
    assert_eq!(key("?"), "not a PEM file");
    let other = rsa().key.to_pem().unwrap().replace("PRIVATE KEY", "RSA PRIVATE KEY");
    assert_eq!(
        key(&other),
        "a `RSA PRIVATE KEY`; `openssl pkcs8 -topk8 -nocrypt` turns it into a `PRIVATE KEY` without pass phrase"
    );
}
