//! The official samples, where the folder that holds them is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use signatures::{Certificate, examine};

fn messages() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("TONGGUAN_SHARED").map_or(beside, PathBuf::from);
    let messages = folder.join("data/messages");
    if !messages.is_dir() {
        eprintln!("skipped: set TONGGUAN_SHARED to the folder of official samples");
        return None;
    }
    Some(messages)
}

/// An envelope that somebody really signed: the digest in it is the one computed here.
#[test]
fn a_real_envelopes_digest_is_the_one_computed() {
    let Some(messages) = messages() else { return };
    let message = fs::read(messages.join("DxpMsg/hxt_official_sign.xml")).unwrap();
    let examined = examine(&message, None).unwrap();
    assert!(examined.is_content_signed());
    assert_eq!((examined.n_canonical_bytes, examined.fingerprint), (1_255, None));
}

/// The samples of retail messages carry placeholders, in the structure that is prescribed.
#[test]
fn official_signatures_are_built_as_expected_and_their_certificates_are_read() {
    let Some(messages) = messages() else { return };
    let mut n_samples = 0;
    for folder in fs::read_dir(messages).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.file_name().unwrap().to_str().unwrap().starts_with("CEB") {
            continue;
        }
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let message = fs::read(&path).unwrap();
            if !message.windows(14).any(|it| it == b"SignatureValue") {
                continue;
            }
            let examined = examine(&message, None);
            let examined = examined.unwrap_or_else(|it| panic!("{}: {it:?}", path.display()));
            assert_eq!(examined.key_name, "0001");
            let der = examined.certificate().unwrap().to_vec();
            let certificate = Certificate::from_der(der).unwrap();
            assert!(certificate.not_before < certificate.not_after);
            n_samples += 1;
        }
    }
    assert!(n_samples > 30, "{n_samples}");
}
