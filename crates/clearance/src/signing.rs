//! Signatures of messages: examined while a message is prepared, judged in its turn.

use messages::{Envelope, ExportEnvelope, Extent, Message};
use model::{
    Document, Finding, Moment, PaymentTruth, Proof, SignatureAlgorithm, SigningPolicy, Text,
};
use signatures::{BytesFault, Examined, Fault, examine, judge, verify_bytes};

use crate::{
    ports::RawInput,
    registry::Registry,
    signatories::{Book, Signatories},
};

/// The signature of a message, with what is known of it so far.
#[derive(Debug, Default)]
pub(crate) struct Signature {
    place: Option<Extent>,
    examined: Option<Result<Examined, Vec<Fault>>>,
}

impl Signature {
    /// Looks at a message's signature when somebody will ask: one of its documents is of a company
    /// whose signatures count. Nothing is said yet of its being good.
    pub(crate) fn prepare(
        envelope: &Envelope<'_>,
        raw: &RawInput,
        signatories: &Signatories,
    ) -> Signature {
        let owns = envelope.readings.iter().map(|it| own_company(&it.document).as_str());
        Signature::of(envelope.signature, carrier_of(envelope), owns, raw, signatories)
    }

    /// The same of a message of an export.
    pub(crate) fn prepare_export(
        envelope: &ExportEnvelope<'_>,
        raw: &RawInput,
        signatories: &Signatories,
    ) -> Signature {
        let owns = envelope.readings.iter().map(|it| it.document.own_company().as_str());
        let carrier = envelope.transfer.as_ref().and_then(|it| it.company_code.given());
        Signature::of(envelope.signature, carrier, owns, raw, signatories)
    }

    /// `owns`: the companies that a message's documents speak for.
    fn of<'e>(
        place: Option<Extent>,
        carrier: Option<&str>,
        owns: impl Iterator<Item = &'e str>,
        raw: &RawInput,
        signatories: &Signatories,
    ) -> Signature {
        let mut signature = Signature { place, examined: None };
        let book = signatories.book();
        if book.is_empty() || signature.place.is_none() {
            return signature;
        }
        let on = raw.received_at.local_date();
        for own in owns {
            let door = if raw.sender.is_empty() { own } else { raw.sender.as_str() };
            let sender = carrier.unwrap_or(door);
            let Some(signatory) = book.signatory(own, sender) else { continue };
            if signatory.policy_on(on).0 == SigningPolicy::Ignored {
                continue;
            }
            if let Ok(examined) = signature.examine(&raw.bytes)
                && let Some(certificate) = examined.means(&signatory.certificates)
            {
                // The answer is kept.
                examined.is_proved_by(certificate);
            }
            break;
        }
        signature
    }

    fn examine(&mut self, bytes: &[u8]) -> Result<&mut Examined, &[Fault]> {
        let place = self.place.map(|it| it.start..it.end);
        let examined = self.examined.get_or_insert_with(|| examine(bytes, place));
        examined.as_mut().map_err(|faults| faults.as_slice())
    }

    /// What is wrong with it as far as a document is concerned, as the registry stands now.
    pub(crate) fn findings(
        &mut self,
        registry: &Registry,
        document: &Document<'_>,
        sender: &str,
        bytes: &[u8],
        at: Moment,
    ) -> Vec<Finding> {
        let own = (own_company(document).as_str(), document.kind().name());
        self.findings_of(registry, own, sender, bytes, at)
    }

    /// As far as a document is concerned that speaks for a company and has that name.
    pub(crate) fn findings_of(
        &mut self,
        registry: &Registry,
        (own, name): (&str, &'static str),
        sender: &str,
        bytes: &[u8],
        at: Moment,
    ) -> Vec<Finding> {
        let book = registry.book();
        if book.is_empty() {
            return Vec::new();
        }
        let Some(signatory) = book.signatory(own, sender) else {
            return Vec::new();
        };
        let (policy, allowed) = signatory.policy_on(at.local_date());
        let spell = |faults: &[Fault]| faults.iter().map(|it| it.finding(name)).collect();
        match (policy, self.place) {
            (SigningPolicy::Ignored, _) | (SigningPolicy::Accepted, None) => Vec::new(),
            (SigningPolicy::Required, None) => vec![Fault::missing().finding(name)],
            (SigningPolicy::Accepted | SigningPolicy::Required, Some(_)) => {
                match self.examine(bytes) {
                    Ok(examined) => spell(&judge(examined, &signatory.certificates, allowed, at)),
                    Err(faults) => spell(faults),
                }
            }
        }
    }
}

/// What the signature under a payment's original data (`signValue`) is worth. A platform that has a
/// certificate on file signs.
pub(crate) fn prove(book: &Book, truth: &PaymentTruth, at: Moment) -> Proof {
    let signed = Signed {
        certificate_no: &truth.certificate_no,
        signature: &truth.signature,
        texts: &[truth.signed_text.as_bytes()],
    };
    prove_bytes(book, [&truth.platform_code, &truth.platform_code], &signed, at)
}

/// A signature over bytes that are no XML. Where it is not written down over which, each of them is tried.
pub(crate) struct Signed<'s> {
    pub(crate) certificate_no: &'s str,
    /// Base64.
    pub(crate) signature: &'s str,
    pub(crate) texts: &'s [&'s [u8]],
}

/// What such a signature of a company is worth, or of who sends for it. The certificate is named by its number and the
/// algorithm never, so each that fits the key and the policy is tried.
pub(crate) fn prove_bytes(
    book: &Book,
    [own, sender]: [&str; 2],
    signed: &Signed<'_>,
    at: Moment,
) -> Proof {
    let Some(signatory) = book.signatory(own, sender) else {
        return Proof::Unverified;
    };
    let (policy, allowed) = signatory.policy_on(at.local_date());
    if policy == SigningPolicy::Ignored || signatory.certificates.is_empty() {
        return Proof::Unverified;
    }
    if signed.signature.is_empty() {
        return Proof::Missing;
    }
    let mut certificates = signatory.certificates.iter();
    let Some(certificate) = certificates.find(|it| it.number == signed.certificate_no) else {
        return Proof::Foreign;
    };
    let is_allowed =
        |it: &SignatureAlgorithm| allowed.algorithms.is_empty() || allowed.algorithms.contains(it);
    let mut proof = Proof::Bad;
    for algorithm in SignatureAlgorithm::ALL.into_iter().filter(is_allowed) {
        for text in signed.texts {
            match verify_bytes(certificate, algorithm, text, signed.signature, at) {
                Ok(()) => return Proof::Good,
                Err(BytesFault::Certificate) => proof = Proof::OutOfForce,
                Err(BytesFault::Encoding | BytesFault::KeyKind | BytesFault::Differs) => {}
            }
        }
    }
    proof
}

/// Who carried a message, as it says itself.
pub(crate) fn carrier_of<'e>(envelope: &'e Envelope<'_>) -> Option<&'e str> {
    envelope.transfer.as_ref().and_then(|it| it.company_code.given())
}

/// To whom the answers of a message go that came through the door of `sender` (may be empty).
pub fn addressee<'m>(message: &'m Message<'_>, sender: &'m str) -> &'m str {
    let (named, own) = match message {
        Message::Ceb(envelope) => {
            let first = envelope.readings.first();
            (carrier_of(envelope), first.map_or("", |it| own_company(&it.document).as_str()))
        }
        Message::Zone(reading) => (reading.sender_code.given(), reading.document.declarant_code()),
        Message::Declaration(reading) => (None, reading.document.declarant.code.as_str()),
        Message::Amendment(reading) => (None, reading.document.filer_code()),
        // It names nobody: who filed the declaration is told.
        Message::Supplement(_) => (None, ""),
        Message::File(reading) => (None, reading.document.trader_code.as_str()),
        Message::Manifest(reading) => {
            let sender_id = reading.header.sender_id.as_str();
            let named = reading.message.sender_code().given();
            (named.filter(|_| sender_id.is_empty()), sender_id)
        }
        Message::Export(envelope) => {
            let carrier = envelope.transfer.as_ref().and_then(|it| it.company_code.given());
            let first = envelope.readings.first();
            (carrier, first.map_or("", |it| it.document.own_company().as_str()))
        }
        Message::Truth(_) | Message::House(_) => (None, ""),
    };
    named.unwrap_or(if sender.is_empty() { own } else { sender })
}

/// The company a document speaks for.
pub(crate) fn own_company<'d, 'a>(document: &'d Document<'a>) -> &'d Text<'a> {
    match document {
        Document::Order(it) => &it.platform_code,
        Document::Payment(it) => &it.payment_company_code,
        Document::Waybill(it) => &it.logistics_code,
        Document::Inventory(it) => &it.declarant_code,
        Document::WaybillStatus(it) => &it.logistics_code,
        Document::Cancellation(it) => &it.declarant_code,
        Document::GoodsReturn(it) => &it.declarant_code,
        Document::InboundDetail(it) => &it.operator_code,
    }
}
