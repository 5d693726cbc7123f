//! Takes files that are attached to declarations (USF001): what their trailer says is held against their bytes and
//! against the declaration; what is right is kept with it. Answered by USF102.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use lifecycle::DeclarationEvent as Step;
use messages::FileReading;
use model::{
    Channel, DeclarationState, DigestAlgorithm, DocumentRef, FileReturn, Finding, KeptFile, Proof,
    ReceiptBody, SentFile, SigningPolicy, Text,
};

use crate::{
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
    signing::{Signed, prove_bytes},
    take::{info, place_text},
};

/// How a file that is unstructured begins.
const PDF: &[u8] = b"%PDF-";
/// Most characters of an answer's words.
const ROOM: usize = 255;

/// What the bytes of a file come to, found out before its turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bytes {
    size: u32,
    is_pdf: bool,
    /// Base64, by every algorithm whose digests are as long as the one that is stated; by SHA-1 when none is.
    digests: Vec<String>,
}

impl Bytes {
    pub(crate) fn of(content: &[u8], stated: &str) -> Bytes {
        let is_long = stated.trim().len() > 28;
        let algorithms: &[DigestAlgorithm] = if is_long {
            &[DigestAlgorithm::Sha256, DigestAlgorithm::Sm3]
        } else {
            &[DigestAlgorithm::Sha1]
        };
        let digest = |it: &DigestAlgorithm| {
            BASE64_STANDARD.encode(signatures::digest(*it, content).as_bytes())
        };
        Bytes {
            size: u32::try_from(content.len()).unwrap_or(u32::MAX),
            is_pdf: content.starts_with(PDF),
            digests: algorithms.iter().map(digest).collect(),
        }
    }
}

impl<'a> Desk<'a, '_> {
    /// Takes the one file of a message.
    pub(crate) fn take_file(
        &mut self,
        reading: FileReading<'a>,
        found: &Bytes,
        at: DocumentRef,
        sender: &'a str,
        bytes: &[u8],
    ) {
        self.tally.documents += 1;
        let FileReading { document, faults, place, content, .. } = reading;
        let index = self.declarations.of_no(&document.declaration_no);
        if !faults.is_empty() {
            self.tally.unreadable += 1;
            let place = place_text(place.place(bytes));
            return self.answer_file(index, &document, at, sender, &faults, &place);
        }
        let Some(file) = index.and_then(|it| self.declarations.files.get(it)) else {
            let expected = "本系统的报关单号 (a declaration number of this house)";
            let observed = document.declaration_no.to_string();
            let finding = refuse("HSE-6701", "file.declaration_no", observed, expected);
            return self.answer_file(None, &document, at, sender, &[finding], "");
        };
        let mut findings = wrong_with(file, &document, found);
        let is_again = is_kept(file, &document);
        let (proof, unproved) = self.prove_file(&document, sender, content.of(bytes));
        findings.extend(unproved);
        let is_taken = findings.is_empty() && !is_again;
        if is_taken {
            self.keep_file(index, &document, found, (at, proof));
        }
        let words = match (is_again, proof) {
            (true, _) => "重复上传，未变更",
            (false, Some(Proof::Unverified)) => "上传成功，无签名企业的证书，签名未验证",
            (false, Some(Proof::Good)) => "上传成功，签名有效",
            _ => "",
        };
        self.answer_file(index, &document, at, sender, &findings, words);
        if let Some(index) = index.filter(|_| is_taken) {
            self.file_is_there(index);
        }
    }

    /// What its own signature is worth, nothing where it has none; and what is wrong with that. The text does not say
    /// over which bytes it is made: the file's, or the digest as it is stated.
    fn prove_file(
        &self,
        document: &SentFile<'a>,
        sender: &str,
        content: &[u8],
    ) -> (Option<Proof>, Option<Finding>) {
        let own = document.sender_code.given().unwrap_or(&document.trader_code);
        let book = self.registry.book();
        let policy = book.signatory(own, sender).map(|it| it.policy_on(self.now.on).0);
        let is_signed = !document.signature.is_empty();
        if !is_signed && policy != Some(SigningPolicy::Required) {
            return (None, None);
        }
        let signed = Signed {
            certificate_no: &document.certificate_no,
            signature: &document.signature,
            texts: &[content, document.digest.trim().as_bytes()],
        };
        let proof = prove_bytes(book, [own, sender], &signed, self.now.at);
        let observed = match proof {
            Proof::Good | Proof::Unverified => return (Some(proof).filter(|_| is_signed), None),
            Proof::Missing => "未签名 (not signed)",
            Proof::Foreign => "证书不属于该企业 (another's certificate)",
            Proof::OutOfForce => "证书不在有效期内 (a certificate out of force)",
            Proof::Bad => "签名与文件不符 (not a signature over this file)",
        };
        let expected = "备案证书的有效签名 (a good signature by a certificate on file)";
        let finding = refuse("HSE-6790", "file.signature", observed.to_owned(), expected);
        (Some(proof), Some(finding))
    }

    /// It sends its files: from now on its declarations wait for them. One that did goes on when it has all.
    fn file_is_there(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let kept = self.keyring.files_kept(file.declaration.filer_code());
        let waited = file.state == DeclarationState::AwaitingFiles;
        self.hold(kept);
        if waited && !self.waits_for_files(index) {
            self.proceed(index);
        }
    }

    /// Whether files that it names have not come, of a company that sends its files.
    pub(crate) fn waits_for_files(&self, index: usize) -> bool {
        let Some(file) = self.declarations.files.get(index) else { return false };
        let kept = self.keyring.files_kept(file.declaration.filer_code());
        self.holders.contains_key(&kept) && !file.is_summed && missing(file).next().is_some()
    }

    /// 审结，待传输随附单据: with the name of each that is not there.
    pub(crate) fn await_files(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let say = |(at, id): (usize, &str)| {
            let pointer = format!("declaration.attachments[{at}]");
            refuse("HSE-6791", &pointer, String::new(), id)
        };
        let findings: Vec<Finding> = missing(file).map(say).collect();
        self.advance_declaration(index, Step::FilesAwaited, &findings);
        let words = info(&findings, "");
        self.answer_declaration(index, Channel::Reviewed, words, &findings);
        self.tally.outcome("declarations_awaiting_files");
    }

    fn keep_file(
        &mut self,
        index: Option<usize>,
        document: &SentFile<'a>,
        found: &Bytes,
        (at, proof): (DocumentRef, Option<Proof>),
    ) {
        let received_at = self.now.at;
        let Some(file) = index.and_then(|it| self.declarations.files.get_mut(it)) else { return };
        let mut named = file.declaration.attachments.iter();
        let Some(id) = named.find(|it| document.is_named(&it.id)).map(|it| it.id.clone()) else {
            return;
        };
        let kept = KeptFile {
            id,
            own_name: document.own_name.clone(),
            kind: document.kind.clone(),
            digest: document.digest.clone(),
            size: found.size,
            at,
            received_at,
            proof,
        };
        // One that is sent again stands in its place.
        match file.sent_files.iter_mut().find(|it| it.id == kept.id) {
            Some(before) => *before = kept,
            None => file.sent_files.push(kept),
        }
    }

    /// USF102, and what the declaration's history says of it.
    fn answer_file(
        &mut self,
        index: Option<usize>,
        document: &SentFile<'a>,
        at: DocumentRef,
        sender: &'a str,
        findings: &[Finding],
        words: &str,
    ) {
        self.tally.findings(findings);
        let is_taken = findings.is_empty();
        self.tally.outcome(if is_taken { "files_taken" } else { "files_refused" });
        let noted = Event::FileSent {
            at,
            id: document.file_name.to_string(),
            kind: document.kind.to_string(),
            findings: findings.to_vec(),
        };
        match index {
            Some(index) => self.note_declaration(index, noted),
            None => self.note_house(noted),
        }
        let info = match (is_taken, words) {
            (true, "") => "上传成功".to_owned(),
            (true, words) => words.to_owned(),
            (false, place) => spell(findings, place),
        };
        let receipt = ReceiptBody::File(FileReturn {
            file_name: document.file_name.clone(),
            kind: document.kind.clone(),
            is_taken,
            info: Text::from(info),
        });
        let to = self.who_sent(index, document, sender);
        self.say_of_declaration(index, &to, receipt, findings);
    }

    /// Who sends it: whoever came through the door, else who declared, else the trader that it names.
    fn who_sent(&self, index: Option<usize>, document: &SentFile<'a>, sender: &str) -> String {
        let file = index.and_then(|it| self.declarations.files.get(it));
        let declared = file.map_or("", |it| it.sender.as_str());
        let given = [sender, declared, document.trader_code.as_str()];
        given.into_iter().find(|it| !it.is_empty()).unwrap_or_default().to_owned()
    }
}

/// Files that it names and that have not come, with their places. Electronic authorisations and guarantees are
/// numbers, and no files.
pub(crate) fn missing<'f>(file: &'f DeclarationFile<'_>) -> impl Iterator<Item = (usize, &'f str)> {
    let named = file.declaration.attachments.iter().enumerate();
    let is_here = |id: &str| file.sent_files.iter().any(|it| it.id == id);
    let is_number = |kind: &str| {
        kind == crate::agency::ELECTRONIC || crate::guarantees::NAMES_ONE.contains(&kind)
    };
    let away =
        named.filter(move |(_, it)| it.format == "US" && !is_number(&it.kind) && !is_here(&it.id));
    away.map(|(at, it)| (at, it.id.as_str()))
}

/// The findings in words, as far as there is room, with the place in the message.
fn spell(findings: &[Finding], place: &str) -> String {
    let mut words = String::new();
    for finding in findings {
        let title = crate::catalogue::find(&finding.code).map_or("", |it| it.title_zh);
        words.push_str(&format!("[{}]{title};", finding.code));
    }
    words.push_str(place);
    words.chars().take(ROOM).collect()
}

/// The same file, kept already.
fn is_kept(file: &DeclarationFile<'_>, sent: &SentFile<'_>) -> bool {
    file.sent_files.iter().any(|it| sent.is_named(&it.id) && it.digest == sent.digest)
}

/// Everything that is wrong with a file.
fn wrong_with(file: &DeclarationFile<'_>, sent: &SentFile<'_>, found: &Bytes) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |code, pointer: &str, observed: &str, expected: &str, against: &str| {
        let finding = refuse(code, pointer, observed.to_owned(), expected);
        findings.push(Finding { against: against.to_owned(), ..finding });
    };
    let digest = sent.digest.as_str().trim();
    if !found.digests.iter().any(|it| it == digest) {
        say("HSE-6702", "file.digest", digest, &found.digests.join(" / "), "");
    }
    if !found.is_pdf && sent.format == "US" {
        let observed = format!("{} bytes", found.size);
        say("HSE-6703", "file.content", &observed, "%PDF-", "");
    }
    let declaration = &file.declaration;
    let named = &declaration.attachments;
    match named.iter().position(|it| sent.is_named(&it.id)) {
        None => {
            let names: Vec<&str> = named.iter().map(|it| it.id.as_str()).collect();
            let against = "declaration.attachments";
            say("HSE-6704", "file.file_name", &sent.file_name, &names.join(" "), against);
        }
        Some(at) => {
            let Some(it) = named.get(at) else { return Vec::new() };
            let against = |name: &str| format!("declaration.attachments[{at}].{name}");
            if it.kind != sent.kind {
                say("HSE-6705", "file.kind", &sent.kind, &it.kind, &against("kind"));
            }
            let declared: Option<u32> = it.size.as_str().trim().parse().ok();
            if declared.is_some_and(|it| it != found.size) {
                let observed = found.size.to_string();
                say("HSE-6706", "file.content", &observed, &it.size, &against("size"));
            }
            let owner = it.owner_code.given().unwrap_or(&declaration.trader.code);
            let trader = &declaration.trader;
            let parties = [owner, &trader.code, &trader.credit_code, declaration.filer_code()];
            if !parties.contains(&sent.trader_code.as_str()) {
                say(
                    "HSE-6707",
                    "file.trader_code",
                    &sent.trader_code,
                    owner,
                    &against("owner_code"),
                );
            }
        }
    }
    let before =
        file.sent_files.iter().find(|it| sent.is_named(&it.id) && it.digest != sent.digest);
    if let Some(before) = before.filter(|_| sent.filing != "R") {
        say("HSE-6708", "file.digest", digest, &before.digest, "");
    }
    if file.state == DeclarationState::Withdrawn {
        let (observed, expected) = (&sent.declaration_no, "未撤销的报关单 (one that stands)");
        say("HSE-6709", "file.declaration_no", observed, expected, "");
    }
    findings
}
