//! Keys and signatures of OpenSSL, where it is installed: ours are good to it, its own to us.

use std::{path::Path, process::Command, sync::Arc};

use model::{SignatureAlgorithm, SigningPolicy};
use signatures::{
    Allowed, Certificate, PrivateKey, Signing, canonical_signed_info, sign, usual_digest, verify,
};

use crate::support::{MESSAGE, rsa, sm2};

/// Runs it in a folder; nothing when it is not installed or knows no SM2.
fn openssl(folder: &Path, arguments: &str) -> Option<Vec<u8>> {
    let output =
        Command::new("openssl").current_dir(folder).args(arguments.split(' ')).output().ok()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        eprintln!("openssl {arguments}: {said}");
        return None;
    }
    Some(output.stdout)
}

fn is_there() -> bool {
    let folder = tempfile::tempdir().unwrap();
    openssl(folder.path(), "ecparam -name SM2 -noout").is_some()
}

/// The commands that the walkthrough gives.
const RSA: [&str; 2] = [
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
    "req -x509 -new -sha256 -key key.pem -subj /CN=4403960D05 -days 365 -out certificate.pem",
];
const SM2: [&str; 2] = [
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -pkeyopt ec_param_enc:named_curve -out key.pem",
    "req -x509 -new -sm3 -key key.pem -sigopt distid:1234567812345678 -subj /CN=4403960D05 -days 365 -out certificate.pem",
];

#[test]
fn keys_that_openssl_made_sign_and_verify() {
    if !is_there() {
        return;
    }
    for (commands, algorithms) in [
        (RSA, vec![SignatureAlgorithm::RsaSha1, SignatureAlgorithm::RsaSha256]),
        (SM2, vec![SignatureAlgorithm::Sm2Sm3]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for command in commands {
            assert!(openssl(folder.path(), command).is_some(), "{command}");
        }
        let read = |name| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let key = PrivateKey::read(&read("key.pem")).unwrap();
        let certificate = Arc::new(Certificate::read(&read("certificate.pem")).unwrap());
        assert_eq!(certificate.subject.as_deref(), Some("4403960D05"));
        for algorithm in algorithms {
            let digest = usual_digest(algorithm);
            let how = Signing { key: &key, certificate: &certificate, algorithm, digest };
            let signed = sign(MESSAGE, &how).unwrap();
            let on_file = [Arc::clone(&certificate)];
            let (allowed, at) = (Allowed::default(), certificate.not_before);
            let policy = SigningPolicy::Required;
            let faults = verify(signed.as_bytes(), None, &on_file, policy, &allowed, at);
            assert_eq!(faults, [], "{algorithm:?}");
        }
    }
}

#[test]
fn openssl_verifies_what_was_signed_here() {
    if !is_there() {
        return;
    }
    for (who, algorithm, command) in [
        (rsa(), SignatureAlgorithm::RsaSha1, "dgst -sha1 -verify public.pem -signature value info"),
        (
            rsa(),
            SignatureAlgorithm::RsaSha256,
            "dgst -sha256 -verify public.pem -signature value info",
        ),
        (
            sm2(),
            SignatureAlgorithm::Sm2Sm3,
            "pkeyutl -verify -pubin -inkey public.pem -rawin -digest sm3 -pkeyopt distid:1234567812345678 -sigfile value -in info",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let write = |name, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        write("key.pem", who.key.to_pem().unwrap().as_bytes());
        write("certificate.der", who.certificate.der());
        let how = Signing {
            key: &who.key,
            certificate: &who.certificate,
            algorithm,
            digest: usual_digest(algorithm),
        };
        let info = canonical_signed_info(&sign(MESSAGE, &how).unwrap()).unwrap();
        let mut value = who.key.sign(algorithm, &info).unwrap();
        if algorithm == SignatureAlgorithm::Sm2Sm3 {
            value = pair_as_der(&value);
        }
        write("info", &info);
        write("value", &value);
        for command in [
            "x509 -inform DER -in certificate.der -pubkey -noout -out public.pem",
            "pkey -in key.pem -noout",
            command,
        ] {
            assert!(openssl(folder.path(), command).is_some(), "{algorithm:?}: {command}");
        }
        // Its own key made the certificate.
        let parts = certificate_parts(folder.path());
        let command = match algorithm {
            SignatureAlgorithm::Sm2Sm3 => command.replace("value", "made").replace("info", "body"),
            _ => "dgst -sha256 -verify public.pem -signature made body".to_owned(),
        };
        assert!(openssl(folder.path(), &command).is_some(), "{algorithm:?}: {parts}");
    }
}

/// Writes what is signed in a certificate, and its signature, as `body` and `made`.
fn certificate_parts(folder: &Path) -> String {
    let parse = "asn1parse -inform DER -in certificate.der";
    let parts = String::from_utf8(openssl(folder, parse).unwrap()).unwrap();
    let signature = parts.lines().last().unwrap().split(':').next().unwrap().trim();
    openssl(folder, &format!("{parse} -strparse 4 -noout -out body")).unwrap();
    let der = std::fs::read(folder.join("certificate.der")).unwrap();
    let at: usize = signature.parse().unwrap();
    // Tag, length of one byte or more, unused bits.
    let length = if der[at + 1] & 0x80 == 0 { 1 } else { 1 + usize::from(der[at + 1] & 0x7F) };
    std::fs::write(folder.join("made"), &der[at + 1 + length + 1..]).unwrap();
    parts
}

#[test]
fn what_openssl_signed_is_verified_here() {
    if !is_there() {
        return;
    }
    for (who, algorithm, command) in [
        (rsa(), SignatureAlgorithm::RsaSha1, "dgst -sha1 -sign key.pem -out value text"),
        (rsa(), SignatureAlgorithm::RsaSha256, "dgst -sha256 -sign key.pem -out value text"),
        (
            sm2(),
            SignatureAlgorithm::Sm2Sm3,
            "pkeyutl -sign -inkey key.pem -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in text -out value",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("key.pem"), who.key.to_pem().unwrap()).unwrap();
        std::fs::write(path("text"), "some text").unwrap();
        for _ in 0..12 {
            assert!(openssl(folder.path(), command).is_some(), "{command}");
            let value = std::fs::read(path("value")).unwrap();
            let key = who.certificate.key();
            assert!(key.verifies(algorithm, b"some text", &value), "{algorithm:?}");
            assert!(!key.verifies(algorithm, b"some test", &value), "{algorithm:?}");
        }
    }
}

/// DER of two numbers of 32 bytes.
fn pair_as_der(pair: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| {
        let skip = bytes.iter().take_while(|it| **it == 0).count();
        let bytes = &bytes[skip..];
        let pad = usize::from(bytes[0] & 0x80 != 0);
        let length = u8::try_from(bytes.len() + pad).unwrap();
        [&[0x02, length], vec![0; pad].as_slice(), bytes].concat()
    };
    let both = [number(&pair[..32]), number(&pair[32..])].concat();
    [&[0x30, u8::try_from(both.len()).unwrap()], both.as_slice()].concat()
}
