//! The one door: tells XML from JSON, refuses what must not be parsed, and hands on.

use std::borrow::Cow;

use model::ExportKind;

use crate::{
    declaration,
    envelope::{Extent, Limits, Message, MessageType, Place, Unreadable},
    export, fast,
    format::{self, Fault},
    general, house, manifest,
    negative::{Problem, UNRECOGNISED, export_negative_code, negative_code},
    sad, truth, xml, zone,
};

/// Why a message is refused whole, before its root was known or after.
pub(crate) struct Refusal {
    fault: Fault,
    byte: usize,
    observed: String,
    expected: String,
    kind: Option<MessageType>,
    root: Option<String>,
    export: Option<ExportKind>,
    guid: String,
}

impl Refusal {
    #[cold]
    pub(crate) fn new(fault: Fault, byte: usize, observed: impl Into<String>) -> Box<Refusal> {
        Box::new(Refusal {
            fault,
            byte,
            observed: observed.into(),
            expected: String::new(),
            kind: None,
            root: None,
            export: None,
            guid: String::new(),
        })
    }

    pub(crate) fn expecting(mut self: Box<Self>, expected: impl Into<String>) -> Box<Refusal> {
        self.expected = expected.into();
        self
    }

    /// Of a message whose type and guid are known by now.
    pub(crate) fn of(mut self: Box<Self>, kind: MessageType, guid: &str) -> Box<Refusal> {
        self.kind = Some(kind);
        self.guid = guid.to_owned();
        self
    }

    /// Of a message of a retail export.
    pub(crate) fn of_export(mut self: Box<Self>, kind: ExportKind, guid: &str) -> Box<Refusal> {
        self.export = Some(kind);
        self.guid = guid.to_owned();
        self
    }

    /// Of a message whose root is none of ours.
    pub(crate) fn of_root(mut self: Box<Self>, root: &str, guid: &str) -> Box<Refusal> {
        self.root = Some(root.to_owned());
        self.guid = guid.to_owned();
        self
    }

    pub(crate) fn into_unreadable(self, raw: &[u8]) -> Box<Unreadable> {
        let problem = match self.fault {
            Fault::TooManyDocuments => Problem::TooManyDocuments,
            Fault::NoDocuments => Problem::Empty,
            _ => Problem::Unparsable,
        };
        let status = match (self.kind, self.export) {
            (Some(kind), _) => negative_code(kind.document_kind(), problem),
            (None, Some(kind)) => export_negative_code(kind, problem),
            (None, None) => UNRECOGNISED,
        };
        let own = self.kind.map(MessageType::root_name);
        let own = own.or_else(|| self.export.map(export::export_root));
        let message_type = match (own, self.root) {
            (Some(root), _) => Cow::Borrowed(root),
            // A name longer than the receipt's field cannot be a message type.
            (None, Some(root)) if is_message_name(&root) => Cow::Owned(root),
            _ => Cow::Borrowed("Unknown"),
        };
        let pointer = "message".to_owned();
        Box::new(Unreadable {
            message_type,
            guid: self.guid,
            status,
            finding: format::finding(self.fault, pointer, &self.observed, self.expected),
            place: Place::at(raw, self.byte),
        })
    }
}

/// `CEB` and three digits and `Message`: one of the specification's other messages; or a goods
/// declaration, or what amends one.
fn is_message_name(root: &str) -> bool {
    let is_retail = root
        .strip_prefix("CEB")
        .and_then(|it| it.strip_suffix("Message"))
        .is_some_and(|it| it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit()));
    is_retail
        || [declaration::ROOT, declaration::amendment::ROOT, declaration::file::TYPE]
            .contains(&root)
}

/// Reads one message: JSON when it begins with `{`, XML otherwise.
///
/// The documents borrow from `raw`. Errors only when no document can be told at all: not
/// well-formed, not UTF-8, a DTD, an unknown root, or over a limit that the whole must keep.
pub fn read<'a>(raw: &'a [u8], limits: &Limits) -> Result<Message<'a>, Box<Unreadable>> {
    if truth::is_truth(raw) && raw.len() <= limits.max_bytes {
        return Ok(Message::Truth(truth::read(raw)));
    }
    // A file is no text: its trailer, behind it, is.
    if raw.len() <= limits.max_bytes
        && let Some(trailer) = declaration::file::trailer_of(raw)
    {
        let reading = declaration::file::read(raw, trailer, limits);
        return reading.map(|it| Message::File(Box::new(it))).map_err(|it| it.into_unreadable(raw));
    }
    let text = text_of(raw, limits);
    if text.is_err()
        && let Some(message) = in_gbk(raw, limits)
    {
        return message;
    }
    let (text, base) = text.map_err(|it| {
        // Whatever it is in: it could not be filed in UTF-8 either.
        let it = if sad::looks_like_one(raw) { sad::refuse(0) } else { it };
        it.into_unreadable(raw)
    })?;
    if is_json(text) {
        return of_json(raw, text, base, limits);
    }
    of_xml(raw, text, base, limits)
}

/// What is in no UTF-8 and may be: an arrival report in the old form.
fn in_gbk<'a>(raw: &[u8], limits: &Limits) -> Option<Result<Message<'a>, Box<Unreadable>>> {
    let is_small = raw.len() <= limits.max_bytes;
    let decoded = is_small.then(|| manifest::arrival::decoded(raw)).flatten()?;
    let whole = Extent { start: 0, end: raw.len() };
    let reading =
        plain_xml(&decoded, 0).and_then(|()| manifest::arrival::read(&decoded, whole, limits));
    Some(reading.map(|it| Message::Manifest(Box::new(it))).map_err(|mut it| {
        it.byte = manifest::arrival::encoded_length(&decoded, it.byte);
        it.into_unreadable(raw)
    }))
}

fn of_json<'a>(
    raw: &[u8],
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<Message<'a>, Box<Unreadable>> {
    if let Some(tag) = manifest::tag_of(text) {
        let reading = manifest::read_json(raw, text, base, tag);
        return reading.map(|it| Message::Manifest(Box::new(it)));
    }
    if declaration::is_amendment_json(text) {
        let reading = declaration::read_amendment_json(raw, text, base, limits);
        return reading
            .map(|it| Message::Amendment(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if declaration::is_supplement_json(text) {
        let reading = declaration::read_supplement_json(raw, text, base, limits);
        return reading
            .map(|it| Message::Supplement(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if declaration::is_json_form(text) {
        let reading = declaration::read_json(raw, text, base, limits);
        return reading
            .map(|it| Message::Declaration(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    house::read(raw, text).map(Message::House)
}

fn of_xml<'a>(
    raw: &'a [u8],
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<Message<'a>, Box<Unreadable>> {
    // What is laid out as clients lay it out is read at once; the general reader has the last word.
    if let Some(envelope) = fast::read(text, base, limits) {
        return Ok(Message::Ceb(envelope));
    }
    if zone::is_zone(text) {
        let reading = zone::read(text, base, limits);
        return reading.map(|it| Message::Zone(Box::new(it))).map_err(|it| it.into_unreadable(raw));
    }
    if declaration::is_declaration(text) {
        let reading = declaration::read(text, base, limits);
        return reading
            .map(|it| Message::Declaration(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if declaration::amendment::is_amendment(text) {
        let reading = declaration::amendment::read(text, base, limits);
        return reading
            .map(|it| Message::Amendment(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if declaration::supplement::is_supplement(text) {
        let reading = declaration::supplement::read(text, base, limits);
        return reading
            .map(|it| Message::Supplement(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if manifest::is_road(text) {
        let reading = manifest::read_road(text, base, limits);
        return reading
            .map(|it| Message::Manifest(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if manifest::arrival::is_arrival(text) {
        let place = Extent { start: base, end: base + text.len() };
        let reading = manifest::arrival::read(text, place, limits);
        return reading
            .map(|it| Message::Manifest(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if export::is_export(text) {
        let envelope = export::read(text, base, limits);
        return envelope
            .map(|it| Message::Export(Box::new(it)))
            .map_err(|it| it.into_unreadable(raw));
    }
    if sad::looks_like_one(raw) {
        return Err(sad::refuse(base).into_unreadable(raw));
    }
    general::read(text, base, limits).map(Message::Ceb).map_err(|it| it.into_unreadable(raw))
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The message as text that may be parsed, and how many bytes stand before it.
fn text_of<'a>(raw: &'a [u8], limits: &Limits) -> Result<(&'a str, usize), Box<Refusal>> {
    if raw.len() > limits.max_bytes {
        let refusal = Refusal::new(Fault::TooLarge, limits.max_bytes, raw.len().to_string());
        return Err(refusal.expecting(format!("<= {}", limits.max_bytes)));
    }
    let base = if raw.starts_with(MARK) { MARK.len() } else { 0 };
    let bytes = raw.get(base..).unwrap_or_default();
    if bytes.starts_with(MARK) {
        // A parser would pass over this one too, and lose count.
        return Err(Refusal::new(Fault::Malformed, base, "a second byte order mark"));
    }
    if let Some((encoding, at)) = foreign_encoding(bytes) {
        return Err(Refusal::new(Fault::Encoding, base + at, encoding).expecting("UTF-8"));
    }
    let text = simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to();
        let observed = bytes.get(byte).map(|it| format!("byte {it:#04x}")).unwrap_or_default();
        Refusal::new(Fault::Encoding, base + byte, observed).expecting("UTF-8")
    })?;
    if is_json(text) {
        light_json(text, base)?;
        plain_json(text, base)?;
    } else {
        plain_xml(text, base)?;
    }
    Ok((text, base))
}

/// Most objects and lists of a JSON message, and most values: far more than any has. An object of two bytes
/// takes hundreds to hold.
const MAX_NODES: usize = 500_000;
const MAX_VALUES: usize = 5_000_000;

/// Refuses JSON that is much heavier than its bytes.
fn light_json(text: &str, base: usize) -> Result<(), Box<Refusal>> {
    let (mut n_nodes, mut n_values) = (0usize, 0usize);
    let (mut in_text, mut is_escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => n_nodes += 1,
            b',' | b':' if !in_text => n_values += 1,
            _ => {}
        }
    }
    if n_nodes <= MAX_NODES && n_values <= MAX_VALUES {
        return Ok(());
    }
    let observed = format!("{n_nodes} nodes, {n_values} values");
    let refusal = Refusal::new(Fault::TooLarge, base, observed);
    Err(refusal.expecting(format!("<= {MAX_NODES} nodes, <= {MAX_VALUES} values")))
}

/// Refuses characters that XML does not know; `base` bytes stand before the text.
pub(crate) fn plain_xml(text: &str, base: usize) -> Result<(), Box<Refusal>> {
    let bytes = text.as_bytes();
    let found = forbidden_control(bytes).or_else(|| noncharacter(bytes));
    let Some(byte) = found else { return Ok(()) };
    let character = text.get(byte..).and_then(|it| it.chars().next()).unwrap_or_default();
    Err(no_character(character, base + byte))
}

/// Refuses them in JSON, which can spell them: no answer could repeat what they stand in.
pub(crate) fn plain_json(text: &str, base: usize) -> Result<(), Box<Refusal>> {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        let escape = after.as_bytes();
        let unit = |it: &str| u32::from_str_radix(it, 16).ok().and_then(char::from_u32);
        let character = match escape.first() {
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'u') => after.get(1..5).and_then(unit),
            _ => None,
        };
        if let Some(character) = character.filter(|it| !xml::is_allowed(*it)) {
            let byte = text.len() - rest.len() + before.len();
            return Err(no_character(character, base + byte));
        }
        // What is escaped is passed over: it may be a backslash.
        let escaped = after.chars().next().map_or(0, char::len_utf8);
        rest = after.get(escaped..).unwrap_or_default();
    }
    Ok(())
}

#[cold]
fn no_character(character: char, byte: usize) -> Box<Refusal> {
    let observed = format!("control character {:#04x}", u32::from(character));
    Refusal::new(Fault::Malformed, byte, observed)
}

fn is_json(text: &str) -> bool {
    text.trim_ascii_start().starts_with('{')
}

/// The encoding that the XML declaration names and where, when it is not UTF-8.
fn foreign_encoding(bytes: &[u8]) -> Option<(String, usize)> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.iter().take(256).position(|it| *it == b'>')?;
    let declaration = declaration.get(..end)?;
    let needle = b"encoding";
    let at = declaration.windows(needle.len()).position(|it| it == needle)?;
    let rest = declaration.get(at + needle.len()..)?;
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *rest.first()?;
    let name = rest.get(1..)?.split(|it| *it == quote).next()?;
    let is_utf8 = name.eq_ignore_ascii_case(b"utf-8") || name.eq_ignore_ascii_case(b"utf8");
    (!is_utf8).then(|| (String::from_utf8_lossy(name).into_owned(), "<?xml".len() + at))
}

/// The first control character that XML 1.0 does not allow.
fn forbidden_control(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 256;
    let is_forbidden = |it: &u8| *it < b' ' && !matches!(*it, b'\t' | b'\n' | b'\r');
    // Folding a block without branches lets it be done many bytes at a time.
    let blocks = bytes.chunks(BLOCK);
    let block = blocks.map(|it| it.iter().fold(false, |any, it| any | is_forbidden(it)));
    let first = block.enumerate().find(|(_, any)| *any)?.0 * BLOCK;
    let within = bytes.get(first..)?.iter().position(is_forbidden)?;
    Some(first + within)
}

/// U+FFFE or U+FFFF, the only others that it does not.
fn noncharacter(bytes: &[u8]) -> Option<usize> {
    let (second, third) = (bytes.get(1..)?, bytes.get(2..)?);
    let is_it =
        |((one, two), three): ((&u8, &u8), &u8)| (*one == 0xEF) & (*two == 0xBF) & (*three >= 0xBE);
    let triples = || bytes.iter().zip(second).zip(third);
    // As above: folded, many bytes at a time.
    let has_one = triples().fold(false, |any, it| any | is_it(it));
    has_one.then(|| triples().position(is_it)).flatten()
}

/// The byte at a line and column (both from 1, the column in bytes), as parsers report them.
pub(crate) fn byte_of(raw: &[u8], line: usize, column: usize) -> usize {
    let before: usize =
        raw.split_inclusive(|it| *it == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    (before + column.saturating_sub(1)).min(raw.len())
}
