//! The inputs of the signed scenarios.

use std::fs;

use model::{DigestAlgorithm, SignatureAlgorithm};
use serde_json::{Value, json};

use super::{
    DECLARANT, LOGISTICS, PAYMENT, PLATFORM, SITE, STRANGER, family, identity, paper, signed,
    signed_with,
};

const SM2: SignatureAlgorithm = SignatureAlgorithm::Sm2Sm3;
const RSA_SHA1: SignatureAlgorithm = SignatureAlgorithm::RsaSha1;
const RSA_SHA256: SignatureAlgorithm = SignatureAlgorithm::RsaSha256;

/// A scenario's folder and its inputs.
pub(super) struct Story {
    pub(super) folder: &'static str,
    pub(super) inputs: Vec<(String, String)>,
}

impl Story {
    fn new(folder: &'static str) -> Story {
        Story { folder, inputs: Vec::new() }
    }

    fn then(mut self, name: &str, text: impl Into<String>) -> Story {
        let number = self.inputs.len() + 1;
        let extension = if name.starts_with("CEB") { "xml" } else { "json" };
        self.inputs.push((format!("{number:02}-in-{name}.{extension}"), text.into()));
        self
    }
}

fn inbound_detail() -> String {
    paper("02-in-CEB711.xml")
}

fn order() -> String {
    paper("03-in-CEB311.xml")
}

fn payment() -> String {
    paper("04-in-CEB411.xml")
}

fn waybill() -> String {
    paper("05-in-CEB511.xml")
}

fn list() -> String {
    paper("06-in-CEB621.xml")
}

/// The list of another order, on another waybill.
fn list_no(number: u32) -> String {
    list()
        .replace("000005000001", &format!("00000500{number:04}"))
        .replace("DD201121-1", &format!("DD201121-{number}"))
        .replace("YD2011210001", &format!("YD201121{number:04}"))
}

/// The registry of the scenario in which all goes well, and who signs.
fn registry(signatories: &[Value]) -> String {
    let registry = paper("01-in-registry.json");
    let rows = serde_json::to_string_pretty(signatories).unwrap();
    format!(
        "{},\n  \"signatories\": {rows}\n}}\n",
        registry.trim_end().trim_end_matches('}').trim_end()
    )
}

fn only_signatories(signatories: &[Value]) -> String {
    let message = json!({ "tongguan": "registry", "signatories": signatories });
    serde_json::to_string_pretty(&message).unwrap() + "\n"
}

/// A company with its own certificate, which must sign.
fn must_sign(code: &str) -> Value {
    row(code, &[code], "required")
}

fn row(code: &str, certificates: &[&str], policy: &str) -> Value {
    json!({
        "company": code,
        "policy": [{ "from": "2020-01-01", "policy": policy }],
        "certificates": certificates.iter().map(|it| certificate(it)).collect::<Vec<_>>(),
    })
}

fn certificate(code: &str) -> Value {
    json!({ "number": format!("S{code}"), "certificate": identity(code).pem })
}

pub(super) fn stories() -> Vec<Story> {
    vec![
        signed_by_everyone(),
        signature_missing(),
        content_altered(),
        signature_wrapped(),
        certificate_days(),
        certificate_of_another(),
        policy_over_time(),
        algorithms(),
        certificate_unusable(),
    ]
}

/// Each company by its own algorithm.
fn signed_by_everyone() -> Story {
    let everyone = [SITE, PLATFORM, PAYMENT, LOGISTICS, DECLARANT].map(must_sign);
    Story::new("signed-by-everyone")
        .then("registry", registry(&everyone))
        .then("CEB711", signed(&inbound_detail(), SITE, SM2))
        .then("CEB311", signed(&order(), PLATFORM, RSA_SHA256))
        .then("CEB411", signed(&payment(), PAYMENT, RSA_SHA1))
        .then("CEB511", signed(&waybill(), LOGISTICS, SM2))
        .then("CEB621", signed_with(&list(), DECLARANT, SM2, DigestAlgorithm::Sha1))
}

fn signature_missing() -> Story {
    let neighbour = order()
        .split_once("<ceb:Order>")
        .and_then(|(_, rest)| rest.split_once("</ceb:Order>"))
        .map(|(order, _)| format!("<ceb:Order>{order}</ceb:Order>"))
        .unwrap()
        .replace("DD201121-1", "DD201121-2")
        .replace("000002000001", "000002000002")
        .replace("<ceb:ebpCode>4403960P01", "<ceb:ebpCode>4403960P08");
    let two = order().replace("</ceb:Order>", &format!("</ceb:Order>\n  {neighbour}"));
    let two = two.replace("<ceb:copCode>4403960P01", "<ceb:copCode>4403960P08");
    let other = json!({ "tongguan": "registry", "enterprises": [
        { "code": "4403960P08", "name": "海淘示例平台有限公司", "roles": ["platform"] },
    ] });
    Story::new("signature-missing")
        .then("registry", registry(&[must_sign(PLATFORM), must_sign(DECLARANT)]))
        .then("registry", serde_json::to_string_pretty(&other).unwrap() + "\n")
        .then("CEB311", two)
        .then("CEB411", payment())
        .then("CEB621", list())
        .then("CEB621", signed(&list(), DECLARANT, SM2))
}

fn content_altered() -> Story {
    let order = signed(&order(), PLATFORM, RSA_SHA256);
    let list = signed(&list(), DECLARANT, SM2);
    let resigned = {
        // The digest of the altered content, under the old signature.
        let altered = list.replace("<ceb:totalPrice>200.00", "<ceb:totalPrice>100.00");
        let fresh = signed(&altered, DECLARANT, SM2);
        let digest = |text: &str| {
            let (_, rest) = text.split_once("<ds:DigestValue>").unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        altered.replace(&digest(&altered), &digest(&fresh))
    };
    Story::new("signed-content-altered")
        .then("registry", registry(&[row(PLATFORM, &[PLATFORM], "accepted"), must_sign(DECLARANT)]))
        .then("CEB311", order.replace("李晓示", "王晓示"))
        .then("CEB621", list.replace("<ceb:totalPrice>200.00", "<ceb:totalPrice>100.00"))
        .then("CEB621", resigned)
        .then("CEB311", order)
        .then("CEB621", list)
}

fn signature_wrapped() -> Story {
    let signed_list = signed(&list(), DECLARANT, SM2);
    let (_, inner) = signed_list.split_once("?>").unwrap();
    let start = signed_list.find("<ds:Signature").unwrap();
    let end = signed_list.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &signed_list[start..end];
    let evil = list().replace("<ceb:totalPrice>200.00", "<ceb:totalPrice>1.00");
    let (evil_head, _) = evil.rsplit_once("</ceb:CEB621Message>").unwrap();
    let extension = |inside: &str| format!("<ceb:ExtendMessage>{inside}</ceb:ExtendMessage>");
    let close = "</ceb:CEB621Message>\n";
    Story::new("signature-wrapped")
        .then("registry", registry(&[must_sign(DECLARANT)]))
        // What was signed, inside another message.
        .then("CEB621", format!("{evil_head}{}{close}", extension(inner)))
        // The signature in its place, what it was over beside it.
        .then(
            "CEB621",
            format!("{evil_head}{}{signature}{close}", extension(&inner.replace(signature, ""))),
        )
        .then("CEB621", signed_list.replace(signature, &signature.repeat(2)))
        .then("CEB621", signed_list.replace("URI=\"\"", "URI=\"#list\""))
        // The documents inside the signature.
        .then(
            "CEB621",
            signed_list
                .replace("</ds:KeyInfo>", "</ds:KeyInfo><ds:Object><ceb:Inventory/></ds:Object>"),
        )
        .then(
            "CEB621",
            signed_list.replace(
                "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"",
                "<ds:Signature xmlns:ds=\"urn:example:other\"",
            ),
        )
}

fn certificate_days() -> Story {
    let mut revoked = must_sign(DECLARANT);
    revoked["certificates"][0]["revoked_at"] = json!("2020-11-22T00:00:00+08:00");
    let numbered = |number| signed(&list_no(number), DECLARANT, SM2);
    Story::new("signing-certificate-days")
        .then("registry", registry(&[must_sign(DECLARANT)]))
        .then("CEB621", numbered(1))
        .then("CEB621", numbered(2))
        .then("registry", only_signatories(&[revoked]))
        .then("CEB621", numbered(3))
        .then("CEB621", numbered(4))
}

fn certificate_of_another() -> Story {
    let order = order();
    Story::new("signing-certificate-of-another")
        .then("registry", registry(&[must_sign(PLATFORM), must_sign(DECLARANT)]))
        // On file for another company.
        .then("CEB311", signed(&order, DECLARANT, SM2))
        // On file for nobody.
        .then("CEB621", signed(&list(), STRANGER, SM2))
        // Carried by a company that nobody asks for signatures.
        .then("CEB311", order.replace("<ceb:copCode>4403960P01", "<ceb:copCode>4403960L04"))
        // The service that signs for the platform is put on file under it.
        .then("registry", only_signatories(&[row(PLATFORM, &[PLATFORM, STRANGER], "required")]))
        .then("CEB311", signed(&order, STRANGER, SM2))
        // A payment company that is no signatory, carried by one that is.
        .then("CEB411", payment().replace("<ceb:copCode>4403960Y03", "<ceb:copCode>4403960D05"))
}

fn policy_over_time() -> Story {
    let policy = json!({
        "company": DECLARANT,
        "policy": [
            { "from": "2020-11-20", "policy": "ignored" },
            { "from": "2020-11-22", "policy": "accepted" },
            { "from": "2020-11-23", "policy": "required" },
        ],
        "certificates": [certificate(DECLARANT)],
    });
    let broken = |number| {
        let list = signed(&list_no(number), DECLARANT, SM2);
        list.replace("<ceb:copNo>QD-1", "<ceb:copNo>QD-2")
    };
    Story::new("signing-policy-over-time")
        .then("registry", registry(&[policy]))
        .then("CEB621", broken(1))
        .then("CEB621", broken(2))
        .then("CEB621", list_no(3))
        .then("CEB621", list_no(4))
        .then("CEB621", signed(&list_no(4), DECLARANT, SM2))
}

fn algorithms() -> Story {
    let national = json!({
        "company": DECLARANT,
        "policy": [
            { "from": "2020-01-01", "policy": "required", "algorithms": ["sm2_sm3"], "digests": ["sm3"] },
        ],
        "certificates": [certificate(DECLARANT)],
    });
    let unknown = signed(&list(), DECLARANT, SM2)
        .replace("2022/04/xmldsig#sm2-sm3", "2022/04/xmldsig#sm9")
        .replace("2022/04/xmldsig#sm3", "2022/04/xmldsig#md5");
    let undecodable = signed(&list(), DECLARANT, SM2)
        .replace("<ds:SignatureValue>", "<ds:SignatureValue>*")
        .replace("<ds:X509Certificate>", "<ds:X509Certificate>*");
    Story::new("signing-algorithms")
        .then("registry", registry(&[national, must_sign(PLATFORM)]))
        .then("CEB621", unknown)
        .then("CEB621", undecodable)
        .then("CEB621", signed_with(&list(), DECLARANT, SM2, DigestAlgorithm::Sha1))
        .then("CEB311", signed_with(&order(), PLATFORM, RSA_SHA1, DigestAlgorithm::Sm3))
        .then("CEB621", signed(&list(), DECLARANT, SM2))
}

fn certificate_unusable() -> Story {
    let broken = json!({
        "company": DECLARANT,
        "policy": [{ "from": "2020-01-01", "policy": "required" }],
        "certificates": [certificate(DECLARANT), { "number": "2", "certificate": "AAAA" }],
    });
    let none = json!({
        "company": DECLARANT,
        "policy": [{ "from": "2020-01-01", "policy": "required" }],
    });
    Story::new("signing-certificate-unusable")
        .then("registry", registry(&[]))
        .then("registry", only_signatories(&[broken]))
        .then("CEB621", list())
        .then("registry", only_signatories(&[none]))
        .then("CEB621", signed(&list(), DECLARANT, SM2))
}

#[test]
fn the_inputs_of_the_signed_scenarios_are_made_of_seeds() {
    let wants_update = std::env::var_os("UPDATE_EXPECT").is_some_and(|it| it == "1");
    for Story { folder, inputs } in stories() {
        let folder = family().join(folder);
        if wants_update {
            fs::create_dir_all(&folder).unwrap();
        }
        for (name, text) in inputs {
            let path = folder.join(&name);
            if wants_update && fs::read_to_string(&path).ok().as_deref() != Some(&text) {
                fs::write(&path, &text).unwrap();
            }
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == text, "{}: differs; UPDATE_EXPECT=1 writes it", path.display());
        }
    }
}
