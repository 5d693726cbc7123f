//! The fast reader: a plain scanner for messages laid out as clients lay them out, several times
//! faster than an XML parser's events.
//!
//! It knows one shape: one prefix throughout, fields in the order of the schema, each once, no
//! attributes, comments or CDATA inside documents. At anything else it gives up and the general
//! reader starts anew, so it never refuses and never finds a fault of its own. A property test
//! holds the two to one meaning.

use std::borrow::Cow;

use model::Text;
use quick_xml::escape::unescape;

use crate::{
    documents as tables,
    draft::Draft,
    envelope::{Envelope, Extent, Limits, MessageType, Reading},
    general,
    slots::{Faults, Slots, Taker},
    table::Table,
    xml,
};

/// Root, document, node, field.
const DEPTH: usize = 4;

/// Reads a message, or nothing when it is not of the one shape.
pub(crate) fn read<'a>(text: &'a str, base: usize, limits: &Limits) -> Option<Envelope<'a>> {
    if limits.max_depth < DEPTH {
        return None;
    }
    let mut scanner = Scanner { text, at: 0, prefix: "", base, limits, slots: Slots::new() };
    let envelope = scanner.message()?;
    (scanner.at == text.len()).then_some(envelope)
}

struct Scanner<'a, 'l> {
    text: &'a str,
    at: usize,
    /// With its colon: `ceb:`, or empty.
    prefix: &'a str,
    base: usize,
    limits: &'l Limits,
    slots: Slots<'a>,
}

impl<'a> Scanner<'a, '_> {
    fn message(&mut self) -> Option<Envelope<'a>> {
        self.blanks();
        if self.ahead().starts_with(b"<?xml") {
            self.at += self.rest()?.find("?>")? + 2;
            self.blanks();
        }
        let mut envelope = self.root()?;
        let kind = envelope.kind;
        loop {
            self.blanks();
            if self.opens(kind.node()) {
                if envelope.readings.len() >= kind.max_documents(self.limits) {
                    return None;
                }
                let reading = self.document(kind)?;
                envelope.readings.push(reading);
            } else if self.closes(kind.root_name()) {
                break;
            } else {
                self.part(&mut envelope)?;
            }
        }
        self.blanks();
        (!envelope.readings.is_empty()).then_some(envelope)
    }

    /// The root's start with its attributes.
    fn root(&mut self) -> Option<Envelope<'a>> {
        self.token(b"<").then_some(())?;
        let name = self.until(|it| it.is_ascii_whitespace() || it == b'>')?;
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        let kind = MessageType::from_root(local)?;
        self.prefix = name.strip_suffix(local)?;
        let (mut guid, mut version) = (None, None);
        loop {
            self.blanks();
            if self.token(b">") {
                break;
            }
            let (name, value) = self.attribute()?;
            let slot = match name {
                "guid" => &mut guid,
                "version" => &mut version,
                _ => continue,
            };
            if slot.replace(value.trim()).is_some() {
                return None;
            }
        }
        Some(Envelope {
            kind,
            guid: Text::borrowed(guid.unwrap_or_default()),
            version: Text::borrowed(version.unwrap_or_default()),
            transfer: None,
            subscriptions: Vec::new(),
            signature: None,
            readings: Vec::new(),
        })
    }

    fn attribute(&mut self) -> Option<(&'a str, &'a str)> {
        let name = self.until(|it| !(it.is_ascii_alphanumeric() || it == b':'))?;
        self.token(b"=").then_some(())?;
        let quote = self.ahead().first().copied().filter(|it| matches!(it, b'"' | b'\''))?;
        self.at += 1;
        let value = self.until(|it| it == quote)?;
        self.at += 1;
        let is_odd = |it| matches!(it, b'<' | b'&' | b'\t' | b'\n' | b'\r');
        let is_short = value.len() <= self.limits.max_text;
        let is_plain = is_short && !name.is_empty() && !value.bytes().any(is_odd);
        is_plain.then_some((name, value))
    }

    /// A child of the root that is no document.
    fn part(&mut self, envelope: &mut Envelope<'a>) -> Option<()> {
        if envelope.transfer.is_none() && self.opens(tables::TRANSFER.element) {
            envelope.transfer = Some(self.aside(&tables::TRANSFER, tables::take_transfer)?);
        } else if envelope.subscriptions.len() < general::MAX_SUBSCRIPTIONS
            && self.opens(tables::SUBSCRIPTION.element)
        {
            let subscription = self.aside(&tables::SUBSCRIPTION, tables::take_subscription)?;
            envelope.subscriptions.push(subscription);
        } else {
            let name = self.rest()?.strip_prefix('<')?;
            let (name, _) = name.split_once(|it: char| it.is_ascii_whitespace() || it == '>')?;
            let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
            if local != "Signature" {
                return None;
            }
            let start = self.base + self.at;
            self.at += general::skip_element(self.rest()?, 1, self.limits)?;
            let place = Extent { start, end: self.base + self.at };
            envelope.signature.get_or_insert(place);
        }
        Some(())
    }

    fn aside<T>(&mut self, table: &'static Table, take: fn(&mut Taker<'_, 'a>) -> T) -> Option<T> {
        self.fill(table)?;
        let faults = Faults { table, item: None, findings: &mut Vec::new() };
        Some(take(&mut Taker::new(&mut self.slots, faults)))
    }

    /// One document, after its start.
    fn document(&mut self, kind: MessageType) -> Option<Reading<'a>> {
        let start = self.at - "<>".len() - self.prefix.len() - kind.node().len();
        let mut draft = Draft::new(kind);
        if Draft::is_flat(kind) {
            self.fill(Draft::head_table(kind))?;
            draft.take_head(&mut self.slots);
        } else {
            self.nodes(kind, &mut draft)?;
        }
        let place = Extent { start: self.base + start, end: self.base + self.at };
        Some(draft.finish(&mut self.slots, self.limits, place))
    }

    /// The head and the items of a document that has nodes for them, to after its end.
    fn nodes(&mut self, kind: MessageType, draft: &mut Draft<'a>) -> Option<()> {
        self.blanks();
        let head = Draft::head_table(kind);
        self.opens(head.element).then_some(())?;
        self.fill(head)?;
        draft.take_head(&mut self.slots);
        loop {
            self.blanks();
            if self.closes(kind.node()) {
                return Some(());
            }
            let item = Draft::item_table(kind)?;
            if !self.opens(item.element) || !draft.has_room(self.limits) {
                return None;
            }
            self.fill(item)?;
            draft.take_item(&mut self.slots, item);
        }
    }

    /// The fields of a node into the slots, after its start and to after its end.
    fn fill(&mut self, table: &'static Table) -> Option<()> {
        self.slots.begin();
        loop {
            self.blanks();
            if self.closes(table.element) {
                return Some(());
            }
            let after = self.ahead().strip_prefix(b"<")?.strip_prefix(self.prefix.as_bytes())?;
            let is_it = |element: &'static str| {
                let after = after.strip_prefix(element.as_bytes());
                after.and_then(<[u8]>::first).is_some_and(|it| matches!(it, b'>' | b'/'))
            };
            let (index, element) = self.slots.advance(table, is_it)?;
            self.at += "<".len() + self.prefix.len() + element.len();
            if self.token(b"/>") {
                continue;
            }
            self.token(b">").then_some(())?;
            let text = self.leaf()?;
            self.closes(element).then_some(())?;
            self.slots.put(index, text);
        }
    }

    /// Text to the next tag.
    #[inline]
    fn leaf(&mut self) -> Option<Cow<'a, str>> {
        let ahead = self.ahead();
        let length = ahead.iter().position(|it| matches!(it, b'<' | b'&' | b'\r'))?;
        if ahead.get(length) == Some(&b'<') {
            let text = self.text.get(self.at..self.at + length)?;
            self.at += length;
            return (length <= self.limits.max_text).then_some(Cow::Borrowed(text));
        }
        let text = self.until(|it| it == b'<')?;
        if text.contains('\r') {
            return None;
        }
        let text = unescape(text).ok()?;
        let is_plain = text.chars().all(xml::is_allowed) && text.len() <= self.limits.max_text;
        is_plain.then_some(text)
    }

    /// Passes `<prefix:name>`.
    #[inline]
    fn opens(&mut self, name: &str) -> bool {
        self.tag(b"<", name)
    }

    /// Passes `</prefix:name>`.
    #[inline]
    fn closes(&mut self, name: &str) -> bool {
        self.tag(b"</", name)
    }

    #[inline]
    fn tag(&mut self, open: &[u8], name: &str) -> bool {
        let after = self
            .ahead()
            .strip_prefix(open)
            .and_then(|it| it.strip_prefix(self.prefix.as_bytes()))
            .and_then(|it| it.strip_prefix(name.as_bytes()));
        let is_it = after.and_then(<[u8]>::first) == Some(&b'>');
        if is_it {
            self.at += open.len() + self.prefix.len() + name.len() + 1;
        }
        is_it
    }

    #[inline]
    fn token(&mut self, token: &[u8]) -> bool {
        let is_it = self.ahead().starts_with(token);
        if is_it {
            self.at += token.len();
        }
        is_it
    }

    /// Passes to the first byte that is `end`, and gives what was passed.
    fn until(&mut self, end: impl Fn(u8) -> bool) -> Option<&'a str> {
        let length = self.ahead().iter().position(|it| end(*it))?;
        let text = self.text.get(self.at..self.at + length)?;
        self.at += length;
        Some(text)
    }

    #[inline]
    fn blanks(&mut self) {
        let is_blank = |it: &&u8| matches!(**it, b' ' | b'\t' | b'\r' | b'\n');
        self.at += self.ahead().iter().take_while(is_blank).count();
    }

    #[inline]
    fn ahead(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn rest(&self) -> Option<&'a str> {
        self.text.get(self.at..)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::Index};

    use super::*;

    const ORDER: &str = include_str!("../tests/fixtures/order.xml");
    const PAYMENT: &str = include_str!("../tests/fixtures/payment.xml");
    const WAYBILL: &str = include_str!("../tests/fixtures/waybill.xml");
    const INVENTORY: &str = include_str!("../tests/fixtures/inventory.xml");
    const WAYBILL_STATUS: &str = include_str!("../tests/fixtures/waybill-status.xml");
    const CANCELLATION: &str = include_str!("../tests/fixtures/cancellation.xml");
    const GOODS_RETURN: &str = include_str!("../tests/fixtures/goods-return.xml");
    const INBOUND_DETAIL: &str = include_str!("../tests/fixtures/inbound-detail.xml");
    const SAMPLES: [&str; 8] = [
        ORDER,
        PAYMENT,
        WAYBILL,
        INVENTORY,
        WAYBILL_STATUS,
        CANCELLATION,
        GOODS_RETURN,
        INBOUND_DETAIL,
    ];

    #[test]
    fn usual_messages_take_the_fast_way() {
        for sample in SAMPLES {
            let is_usual = ![WAYBILL, INVENTORY].contains(&sample);
            let read = read(sample, 0, &Limits::default());
            assert_eq!(read.is_some(), is_usual, "{sample}");
        }
        let without_extension = INVENTORY.replace("ExtendMessage", "Signature");
        assert!(read(&without_extension, 0, &Limits::default()).is_some());
    }

    /// One meaning, two speeds.
    fn agree(text: &str, limits: &Limits) -> Result<bool, TestCaseError> {
        let Some(fast) = read(text, 7, limits) else { return Ok(false) };
        match general::read(text, 7, limits) {
            Ok(general) => prop_assert_eq!(fast, general),
            Err(refusal) => {
                let why = refusal.into_unreadable(text.as_bytes());
                prop_assert!(false, "only the fast reader reads {}: {}", text, why);
            }
        }
        Ok(true)
    }

    /// Pieces that make a message unusual in one way or another.
    const PIECES: &[&str] = &[
        "",
        " ",
        "\n",
        "\r\n",
        "\r",
        "<",
        ">",
        "&",
        "&amp;",
        "&#10;",
        "&#0;",
        "&x;",
        "/",
        "/>",
        "</",
        "<!--c-->",
        "<![CDATA[x]]>",
        "<?p?>",
        "]]>",
        "<ceb:note>",
        "</ceb:note>",
        "<ceb:note/>",
        "<note>",
        "<x:note/>",
        "<ceb:qty1>1</ceb:qty1>",
        "<ceb:zzz>1</ceb:zzz>",
        " a='b'",
        "ceb:",
        "guid='1'",
        "<ds:Signature/>",
        "<ds:Signature a='1'>x</ds:Signature>",
        "<ceb:Order>",
        "</ceb:Order>",
        "<ceb:OrderList>",
        "</ceb:OrderList>",
        "<ceb:InvtCancel>",
        "</ceb:InvtCancel>",
        "<ceb:DeliveryList>",
        "</ceb:DeliveryList>",
        "<ceb:Delivery>",
        "0",
        "长",
        "\u{feff}",
        "<ceb:BaseTransfer>",
        "</ceb:BaseTransfer>",
        "<!DOCTYPE a>",
        "'",
        "\"",
        "=",
        "<?xml version='1.0'?>",
    ];

    /// A place in a text where a tag begins or ends, or any other.
    fn place(text: &str, (at, snaps): (Index, bool)) -> usize {
        let start = (0..=at.index(text.len() + 1)).rev().find(|it| text.is_char_boundary(*it));
        let start = start.unwrap_or(0);
        if !snaps {
            return start;
        }
        text[start..].find(['<', '>']).map_or(start, |it| start + it)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_two_readers_agree(
            sample in 0..SAMPLES.len(),
            inserts in vec((any::<(Index, bool)>(), 0..PIECES.len()), 0..3),
            cut in proptest::option::of((any::<(Index, bool)>(), any::<(Index, bool)>())),
            max_items in 0usize..3,
            max_text in 20usize..100,
        ) {
            let mut text = SAMPLES[sample].to_owned();
            for (at, piece) in inserts {
                let at = place(&text, at);
                text.insert_str(at, PIECES[piece]);
            }
            if let Some((from, to)) = cut {
                let (from, to) = (place(&text, from), place(&text, to));
                // Short ranges disappear, long ones would leave nothing to compare.
                if from < to && to - from < 200 {
                    text.replace_range(from..to, "");
                }
            }
            agree(&text, &Limits::default())?;
            agree(&text, &Limits { max_items, max_text, ..Limits::default() })?;
        }
    }
}
