//! Signing as an integrator does it: keys made here or by OpenSSL, messages signed, checked, taken.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::support::{Folder, files_in, run, server::Server};

/// A list of a company that nobody knows: refused for that, once its signature is good.
const LIST: &str =
    include_str!("../../../../scenarios/retail-import/released-in-order/06-in-CEB621.xml");
const ORDER: &str =
    include_str!("../../../../scenarios/retail-import/released-in-order/03-in-CEB311.xml");
const DECLARANT: &str = "4403960D05";

/// The codes of all findings of a list's receipts.
fn codes(receipts: &[Value]) -> Vec<String> {
    let findings = receipts.iter().flat_map(|it| it["findings"].as_array().unwrap());
    findings.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

fn is_signature(codes: &[String]) -> bool {
    codes.iter().any(|it| it.starts_with("SIG-"))
}

#[test]
fn a_new_key_signs_what_the_house_then_takes() {
    for kind in ["sm2", "rsa"] {
        let folder = Folder::new();
        let made = ["sign", "new-key", "--kind", kind, "--company", DECLARANT, "--out", "keys"];
        let report = folder.json(&made);
        assert_eq!(report["key"], "keys/key.pem");
        assert!(folder.run(&made).err.contains("keys/key.pem"), "no key is written over");

        folder.write("list.xml", LIST);
        let key = ["--key", "keys/key.pem", "--certificate", "keys/certificate.pem"];
        let sign = |more: &[&str]| {
            let arguments = [&["sign"], &key[..], more].concat();
            folder.run(&arguments)
        };
        let signed = sign(&["list.xml"]).ok().out;
        assert!(signed.contains("<ds:SignatureValue>") && signed.contains("YD2011210001"));
        folder.write("signed.xml", &signed);
        let check = |file: &str| {
            folder.run(&["sign", "check", "--certificate", "keys/certificate.pem", file])
        };
        assert_eq!(check("signed.xml").ok().out, "signed.xml: good\n");
        folder.write("altered.xml", signed.replace("200.00", "100.00"));
        let altered = check("altered.xml");
        assert_eq!(altered.code, Some(1));
        assert!(altered.out.contains("SIG-4006"), "{}", altered.out);

        // Not on file yet, the signature is nobody's business; then it must be there and good.
        let (_, before) = folder.ingest(&[folder.write("unsigned.xml", LIST)]);
        assert_eq!(before["messages"], 1);
        let (code, report) = folder.ingest(&[folder.path("keys/signatory.json")]);
        assert_eq!((code, &report["messages"]), (Some(0), &json!(1)), "{report}");
        assert!(!is_signature(&codes(&folder.receipts())));
        folder.ingest(&[folder.path("altered.xml")]);
        assert!(codes(&folder.receipts()).contains(&"SIG-4006".to_owned()));
        let n_before = codes(&folder.receipts()).iter().filter(|it| it.starts_with("SIG-")).count();
        folder.ingest(&[folder.path("signed.xml")]);
        let n_after = codes(&folder.receipts()).iter().filter(|it| it.starts_with("SIG-")).count();
        assert_eq!(n_before, n_after, "a good signature has no finding");
        folder.verified();
    }
}

/// Messages that come at once are verified beside each other and answered each by itself.
#[test]
fn signed_messages_come_through_the_door_at_once() {
    const COUNT: usize = 16;
    const PLATFORM: &str = "4403960P01";
    let folder = Folder::new();
    folder.run(&["sign", "new-key", "--company", PLATFORM, "--out", "keys"]).ok();
    let names: Vec<String> = (0..COUNT).map(|it| format!("in/{it:02}.xml")).collect();
    for (number, name) in names.iter().enumerate() {
        folder.write(name, ORDER.replace("DD201121-1", &format!("DD-{number}")));
    }
    let key = ["sign", "--key", "keys/key.pem", "--certificate", "keys/certificate.pem"];
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    folder.run(&[&key[..], &["--out", "signed"], &files].concat()).ok();
    let signed =
        |it: usize| fs::read_to_string(folder.path(&format!("signed/{it:02}.xml"))).unwrap();
    let server = Server::start(&folder);
    server.decide(fs::read(folder.path("keys/signatory.json")).unwrap());
    std::thread::scope(|scope| {
        for number in 0..COUNT {
            let (server, message) = (&server, signed(number));
            // Every other one is altered on its way.
            let odd = format!("<ceb:orderNo>DD-{number}X<");
            let even = format!("<ceb:orderNo>DD-{number}<");
            let message = if number % 2 == 1 { message.replace(&even, &odd) } else { message };
            scope.spawn(move || server.decide(message));
        }
    });
    let receipts = server.get_json("/api/v1/receipts?limit=100");
    let receipts = receipts["items"].as_array().unwrap();
    assert_eq!(receipts.len(), COUNT);
    for receipt in receipts {
        let is_altered = receipt["xml"].as_str().unwrap().contains("X</orderNo>");
        let codes = codes(std::slice::from_ref(receipt));
        assert_eq!(codes.contains(&"SIG-4006".to_owned()), is_altered, "{receipt}");
        assert_eq!(is_signature(&codes), is_altered, "{receipt}");
    }
    drop(server);
    folder.verified();
}

#[test]
fn what_is_signed_can_be_seen() {
    let folder = Folder::new();
    folder.run(&["sign", "new-key", "--company", DECLARANT, "--out", "keys"]).ok();
    folder.write("order.xml", ORDER);
    let key = ["--key", "keys/key.pem", "--certificate", "keys/certificate.pem"];
    let arguments = [&["sign"], &key[..], &["--number", "C-01", "order.xml"]].concat();
    let signed = folder.run(&arguments).ok().out;
    assert!(signed.contains("<ds:KeyName>C-01</ds:KeyName>"));
    folder.write("signed.xml", &signed);

    let canonical = folder.run(&["sign", "--canonical", "signed.xml"]).ok().out;
    assert_eq!(canonical, folder.run(&["sign", "--canonical", "order.xml"]).ok().out);
    assert!(canonical.starts_with("<ceb:CEB311Message xmlns:ceb="), "{canonical}");
    let info = folder.run(&["sign", "--canonical", "--signed-info", "signed.xml"]).ok().out;
    assert!(info.starts_with("<ds:SignedInfo xmlns:ceb="), "{info}");
    let described = folder.json(&["sign", "--canonical", "signed.xml"]);
    assert_eq!(described[0]["bytes"], canonical.len());
    let digest = described[0]["sm3"].as_str().unwrap();
    assert!(info.contains(&format!("<ds:DigestValue>{digest}</ds:DigestValue>")));

    let none = folder.run(&["sign", "--canonical", "--signed-info", "order.xml"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("SIG-4001"), "{}", none.err);
    // Many at once go into a folder, under their names.
    folder.write("more/list.xml", LIST);
    let many = [&["sign"], &key[..], &["--digest", "sha1", "order.xml", "more/list.xml"]].concat();
    assert!(folder.run(&many).err.contains("--out"));
    let report = folder.json(&[many.as_slice(), &["--out", "out"]].concat());
    assert_eq!(report[1]["out"], "out/list.xml");
    assert_eq!(report[1]["digest"], "sha1");
    assert_eq!(files_in(&folder.path("out")).len(), 2);
    let checked = folder.json(&["sign", "check", "out/order.xml", "out/list.xml", "order.xml"]);
    assert_eq!(checked[0]["is_good"], true);
    assert_eq!(checked[1]["is_good"], true);
    assert_eq!(checked[2]["findings"][0]["code"], "SIG-4001");
}

#[test]
fn what_cannot_be_used_is_named() {
    let folder = Folder::new();
    folder.run(&["sign", "new-key", "--company", DECLARANT, "--out", "keys"]).ok();
    folder.write("order.xml", ORDER);
    folder.write("broken.xml", "<a>");
    let (key, certificate) = ("keys/key.pem", "keys/certificate.pem");
    for (arguments, says) in [
        (vec!["order.xml"], "--key"),
        (vec!["--key", key, "order.xml"], "--certificate"),
        (vec!["--key", certificate, "--certificate", certificate, "order.xml"], "CERTIFICATE"),
        (vec!["--key", key, "--certificate", key, "order.xml"], "cannot be used"),
        (vec!["--key", key, "--certificate", certificate, "missing.xml"], "missing.xml"),
        (vec!["--key", key, "--certificate", certificate, "broken.xml"], "broken.xml"),
        (
            vec![
                "--key",
                key,
                "--certificate",
                certificate,
                "--algorithm",
                "rsa-sha1",
                "order.xml",
            ],
            "no such signatures",
        ),
        (
            vec!["--key", key, "--certificate", certificate, "--algorithm", "md5", "order.xml"],
            "sm2-sm3, rsa-sha1, rsa-sha256",
        ),
    ] {
        let ran = folder.run(&[&["sign"], arguments.as_slice()].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
}

/// The commands that the walkthrough gives, where OpenSSL is installed.
#[test]
fn keys_made_by_openssl_sign() {
    const RSA: [&str; 2] = [
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
        "req -x509 -new -sha256 -key key.pem -subj /CN=4403960D05 -days 365 -out certificate.pem",
    ];
    const SM2: [&str; 2] = [
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -pkeyopt ec_param_enc:named_curve -out key.pem",
        "req -x509 -new -sm3 -sigopt distid:1234567812345678 -key key.pem -subj /CN=4403960D05 -days 365 -out certificate.pem",
    ];
    let walkthroughs = include_str!("../../../../docs/walkthroughs.md");
    for (commands, algorithms) in [(RSA, vec!["rsa-sha1", "rsa-sha256"]), (SM2, vec!["sm2-sm3"])] {
        let folder = Folder::new();
        folder.write("list.xml", LIST);
        for command in commands {
            assert!(walkthroughs.contains(&format!("openssl {command}")), "{command}");
            let Ok(output) = Command::new("openssl")
                .args(command.split(' '))
                .current_dir(folder.path(""))
                .output()
            else {
                return;
            };
            assert!(output.status.success(), "{command}: {output:?}");
        }
        for algorithm in algorithms {
            let key = ["sign", "--key", "key.pem", "--certificate", "certificate.pem"];
            let arguments = [&key[..], &["--algorithm", algorithm, "list.xml"]].concat();
            let signed = folder.run(&arguments).ok().out;
            fs::write(folder.path("signed.xml"), signed).unwrap();
            let check = ["sign", "check", "--certificate", "certificate.pem", "signed.xml"];
            folder.run(&check).ok();
        }
    }
}

#[test]
fn the_bench_counts_verifications() {
    let folder = Folder::new();
    let mut command = folder.command(&["bench", "signatures", "--millis", "10", "--no-openssl"]);
    command.arg("--json");
    let report = run(command).json();
    for figure in ["rsa_2048_per_s", "sm2_per_s", "sm2_first_per_s", "canonical_mb_per_s"] {
        assert!(report[figure].as_u64().unwrap() > 0, "{figure}: {report}");
    }
    let wholes = report["messages"].as_array().unwrap();
    assert_eq!(wholes.len(), 6);
    assert!(wholes.iter().all(|it| it["per_s"].as_u64().unwrap() > 0), "{report}");
}
