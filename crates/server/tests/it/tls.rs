//! Webhooks over TLS: to whom the certificate belongs, and to nobody else.

use std::{io, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tokio_rustls::rustls::{
    ServerConfig, ServerConnection, StreamOwned, crypto::ring, pki_types::PrivateKeyDer,
};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    receiver::Receiver,
    server::{Server, spawn_with},
};

fn pem(certificate: &Certificate) -> String {
    let body = BASE64_STANDARD.encode(certificate.der());
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|it| std::str::from_utf8(it).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// A receiver with a certificate for these names.
fn receiver(issuer: &CertifiedIssuer<'_, KeyPair>, names: &[&str]) -> Receiver {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    Receiver::over(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        Ok(StreamOwned::new(connection, stream))
    })
}

#[test]
fn receipts_go_to_a_receiver_whose_certificate_is_trusted_and_names_him() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ours = CertifiedIssuer::self_signed(authority.clone(), KeyPair::generate().unwrap());
    let theirs = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap());
    let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
    let trusted = folder.write("trusted.pem", pem(ours.as_ref()));
    let child = spawn_with(&folder, &["--allow-loopback-webhooks"], &[("SSL_CERT_FILE", &trusted)]);
    let server = Server::of(child);
    let (good, misnamed, untrusted) = (
        receiver(&ours, &["localhost", "127.0.0.1"]),
        receiver(&ours, &["receiver.example"]),
        receiver(&theirs, &["127.0.0.1"]),
    );
    let code = field(&parcels.lists[0], "agentCode");
    let add = |receiver: &Receiver| {
        let url = format!("https://{}/", receiver.address);
        let asked = json!({ "recipient": code, "url": url, "after": 0 });
        let reply = server.command("POST", "/api/v1/webhooks", &asked);
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()["webhook"]["id"].as_u64().unwrap()
    };
    let (_, bad) = (add(&good), [add(&misnamed), add(&untrusted)]);
    for text in parcels.of(0) {
        server.decide(text);
    }
    assert_eq!(good.next().numbers().first(), Some(&1));
    for id in bad {
        let before = std::time::Instant::now();
        let error = loop {
            let webhook = server.get_json(&format!("/api/v1/webhooks/{id}"));
            if webhook["failures"].as_u64() > Some(0) {
                break webhook["last_error"].as_str().unwrap().to_owned();
            }
            assert!(before.elapsed() < crate::support::PATIENCE);
            std::thread::yield_now();
        };
        assert!(error.starts_with("cannot agree on TLS: invalid peer certificate"), "{error}");
    }
    misnamed.gets_nothing();
    untrusted.gets_nothing();
}
