//! The general reader: any well-formed XML of the messages that traders send, by quick-xml's events.
//!
//! Prefixes, comments, processing instructions, CDATA and the order of elements do not matter to
//! it. DTDs and undefined entities are refused where they stand.

use std::borrow::Cow;

use model::{Subscription, Text, Transfer};
use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesRef, BytesStart, Event},
};

use crate::{
    documents as tables,
    draft::Draft,
    envelope::{Envelope, Extent, Limits, MessageType, Reading},
    format::Fault,
    read::Refusal,
    slots::{Faults, Slots, Taker},
    table::Table,
    xml,
};

/// The schema's own limit; further subscriptions are passed over.
pub(crate) const MAX_SUBSCRIPTIONS: usize = 5;

/// Reads a message. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<Envelope<'a>, Box<Refusal>> {
    General::new(text, base, limits).message()
}

/// Passes over one element that begins `text`, at the given depth; its length, or nothing when it
/// cannot be passed over.
pub(crate) fn skip_element(text: &str, depth: usize, limits: &Limits) -> Option<usize> {
    let mut general = General {
        reader: Reader::from_str(text),
        base: 0,
        limits,
        has_returns: false,
        start: 0,
        depth,
        slots: Slots::new(),
    };
    match general.next().ok()? {
        Event::Start(_) => general.skip().ok()?,
        Event::Empty(_) => {}
        _ => return None,
    }
    Some(general.position())
}

pub(crate) struct General<'a, 'l> {
    reader: Reader<&'a [u8]>,
    base: usize,
    limits: &'l Limits,
    /// Whether line ends may have to be normalised.
    has_returns: bool,
    /// Where the last event began, in `text`.
    start: usize,
    /// Open elements.
    depth: usize,
    slots: Slots<'a>,
}

impl<'a, 'l> General<'a, 'l> {
    pub(crate) fn new(text: &'a str, base: usize, limits: &'l Limits) -> General<'a, 'l> {
        General {
            reader: Reader::from_str(text),
            base,
            limits,
            has_returns: text.as_bytes().contains(&b'\r'),
            start: 0,
            depth: 0,
            slots: Slots::new(),
        }
    }

    pub(crate) fn slots(&mut self) -> &mut Slots<'a> {
        &mut self.slots
    }

    pub(crate) fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// Where the last event began.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// Open elements.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    fn message(&mut self) -> Result<Envelope<'a>, Box<Refusal>> {
        let root = self.prolog()?;
        let guid = self.attribute(&root, "guid")?;
        let Some(kind) = MessageType::from_root(root.local_name().as_ref()) else {
            let name = root.local_name();
            let refusal = self.refuse(Fault::UnknownRoot, name.as_ref().to_owned());
            return Err(refusal.of_root(name.as_ref(), &guid));
        };
        let version = self.attribute(&root, "version")?;
        let mut envelope = Envelope {
            kind,
            guid: Text::from(guid),
            version: Text::from(version),
            transfer: None,
            subscriptions: Vec::new(),
            signature: None,
            readings: Vec::new(),
        };
        self.body(&mut envelope).map_err(|it| it.of(kind, &envelope.guid))?;
        Ok(envelope)
    }

    /// Everything before the root, and the root's start.
    fn prolog(&mut self) -> Result<BytesStart<'a>, Box<Refusal>> {
        loop {
            match self.next()? {
                Event::Start(root) => return Ok(root),
                Event::Empty(root) => {
                    let name = root.local_name();
                    let kind = MessageType::from_root(name.as_ref());
                    return Err(match kind {
                        Some(kind) => self.refuse(Fault::NoDocuments, "0").of(kind, ""),
                        None => self
                            .refuse(Fault::UnknownRoot, name.as_ref())
                            .of_root(name.as_ref(), ""),
                    });
                }
                Event::Eof => return Err(self.refuse(Fault::Malformed, "no root element")),
                Event::Text(text) if is_blank(&text) => {}
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                _ => return Err(self.refuse(Fault::Malformed, "text before the root element")),
            }
        }
    }

    /// Everything inside the root and after it.
    fn body(&mut self, envelope: &mut Envelope<'a>) -> Result<(), Box<Refusal>> {
        let kind = envelope.kind;
        loop {
            match self.next()? {
                Event::Start(node) => self.part(&node, envelope)?,
                Event::Empty(node) => match node.local_name().as_ref() {
                    "Signature" => {
                        envelope.signature.get_or_insert(self.extent(self.start));
                    }
                    name if name == kind.node() => {
                        self.admit(envelope)?;
                        let draft = Draft::new(kind);
                        let place = self.extent(self.start);
                        envelope.readings.push(draft.finish(&mut self.slots, self.limits, place));
                    }
                    _ => {}
                },
                Event::End(_) => break,
                Event::Eof => return Err(self.unclosed()),
                _ => {}
            }
        }
        if envelope.readings.is_empty() {
            return Err(self.refuse(Fault::NoDocuments, "0").expecting(kind.node()));
        }
        self.epilog()
    }

    /// Nothing but comments may come after the root.
    pub(crate) fn epilog(&mut self) -> Result<(), Box<Refusal>> {
        loop {
            match self.next()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if is_blank(&text) => {}
                Event::Comment(_) | Event::PI(_) => {}
                _ => return Err(self.refuse(Fault::Malformed, "content after the root element")),
            }
        }
    }

    /// One child of the root.
    fn part(
        &mut self,
        node: &BytesStart<'a>,
        envelope: &mut Envelope<'a>,
    ) -> Result<(), Box<Refusal>> {
        match node.local_name().as_ref() {
            name if name == envelope.kind.node() => {
                self.admit(envelope)?;
                let reading = self.document(envelope.kind)?;
                envelope.readings.push(reading);
                Ok(())
            }
            "BaseTransfer" if envelope.transfer.is_none() => {
                let transfer: Transfer<'a> =
                    self.aside(&tables::TRANSFER, tables::take_transfer)?;
                envelope.transfer = Some(transfer);
                Ok(())
            }
            "BaseSubscribe" if envelope.subscriptions.len() < MAX_SUBSCRIPTIONS => {
                let subscription: Subscription<'a> =
                    self.aside(&tables::SUBSCRIPTION, tables::take_subscription)?;
                envelope.subscriptions.push(subscription);
                Ok(())
            }
            "Signature" => {
                let start = self.start;
                self.skip()?;
                envelope.signature.get_or_insert(self.extent(start));
                Ok(())
            }
            _ => self.skip(),
        }
    }

    /// Refuses a document more than the message may have.
    fn admit(&self, envelope: &Envelope<'a>) -> Result<(), Box<Refusal>> {
        let max = envelope.kind.max_documents(self.limits);
        if envelope.readings.len() < max {
            return Ok(());
        }
        let refusal = self.refuse(Fault::TooManyDocuments, format!("> {max}"));
        Err(refusal.expecting(format!("<= {max}")))
    }

    /// A node of the envelope; what it lacks is not a fault.
    pub(crate) fn aside<T>(
        &mut self,
        table: &'static Table,
        take: fn(&mut Taker<'_, 'a>) -> T,
    ) -> Result<T, Box<Refusal>> {
        let mut findings = Vec::new();
        self.fill(Faults { table, item: None, findings: &mut findings })?;
        let faults = Faults { table, item: None, findings: &mut findings };
        Ok(take(&mut Taker::new(&mut self.slots, faults)))
    }

    /// One document, after its start.
    fn document(&mut self, kind: MessageType) -> Result<Reading<'a>, Box<Refusal>> {
        let start = self.start;
        let (head, item) = (Draft::head_table(kind), Draft::item_table(kind));
        let mut draft = Draft::new(kind);
        if Draft::is_flat(kind) {
            self.fill(draft.head_faults())?;
            draft.take_head(&mut self.slots);
            let place = self.extent(start);
            return Ok(draft.finish(&mut self.slots, self.limits, place));
        }
        loop {
            match self.next()? {
                Event::Start(node) => {
                    let name = node.local_name();
                    let name = name.as_ref();
                    let list = item.filter(|it| it.element == name);
                    if name == head.element && !draft.has_head() {
                        self.fill(draft.head_faults())?;
                        draft.take_head(&mut self.slots);
                    } else if let Some(list) = list.filter(|_| draft.has_room(self.limits)) {
                        self.fill(draft.item_faults(list))?;
                        draft.take_item(&mut self.slots, list);
                    } else {
                        if list.is_some() {
                            draft.pass_item();
                        } else if name == head.element {
                            draft.head_faults().push_stray(name);
                        }
                        self.skip()?;
                    }
                }
                Event::End(_) => break,
                Event::Eof => return Err(self.unclosed()),
                event => self.complain(&event, draft.head_faults()),
            }
        }
        let place = self.extent(start);
        Ok(draft.finish(&mut self.slots, self.limits, place))
    }

    /// The fields of a node into the slots, after its start.
    pub(crate) fn fill(&mut self, mut faults: Faults<'_>) -> Result<(), Box<Refusal>> {
        self.slots.begin();
        loop {
            match self.next()? {
                Event::Start(field) => {
                    let name = field.local_name();
                    match self.slots.find(faults.table, name.as_ref()) {
                        Some(index) => {
                            let (text, has_elements) = self.leaf()?;
                            if has_elements {
                                faults.push_at(index, Fault::NotAField, &text);
                            }
                            self.slots.keep(index, text, &mut faults);
                        }
                        None => {
                            self.slots.meet(name.as_ref());
                            self.skip()?;
                        }
                    }
                }
                Event::Empty(field) => {
                    let name = field.local_name();
                    match self.slots.find(faults.table, name.as_ref()) {
                        Some(index) => self.slots.keep(index, Cow::Borrowed(""), &mut faults),
                        None => self.slots.meet(name.as_ref()),
                    }
                }
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(self.unclosed()),
                event => self.complain(&event, Faults { findings: faults.findings, ..faults }),
            }
        }
    }

    /// Text where elements are expected is a fault of the document, unless it is white space.
    pub(crate) fn complain(&self, event: &Event<'a>, mut faults: Faults<'_>) {
        match event {
            Event::Text(text) if is_blank(text) => {}
            Event::Text(text) => faults.push_stray(text),
            Event::CData(text) if is_blank(text) => {}
            Event::CData(text) => faults.push_stray(text),
            Event::GeneralRef(entity) => faults.push_stray(entity),
            _ => {}
        }
    }

    /// A field's text, after its start, and whether elements stood in it.
    pub(crate) fn leaf(&mut self) -> Result<(Cow<'a, str>, bool), Box<Refusal>> {
        let mut value: Cow<'a, str> = Cow::Borrowed("");
        let mut has_elements = false;
        loop {
            match self.next()? {
                Event::Text(text) if self.has_returns => append(&mut value, text.xml10_content()),
                Event::Text(text) => append(&mut value, text.into_inner()),
                Event::CData(text) => append(&mut value, text.xml10_content()),
                Event::GeneralRef(entity) => {
                    if let Some(character) = resolve(&entity) {
                        value.to_mut().push(character);
                    }
                }
                Event::Start(_) => {
                    has_elements = true;
                    self.skip()?;
                }
                Event::Empty(_) => has_elements = true,
                Event::End(_) => break,
                Event::Eof => return Err(self.unclosed()),
                _ => {}
            }
        }
        if value.len() > self.limits.max_text {
            let refusal = self.refuse(Fault::TooMuchText, value.len().to_string());
            return Err(refusal.expecting(format!("<= {}", self.limits.max_text)));
        }
        Ok((value, has_elements))
    }

    /// Passes over an element, after its start.
    pub(crate) fn skip(&mut self) -> Result<(), Box<Refusal>> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if let Event::Eof = self.next()? {
                return Err(self.unclosed());
            }
        }
        Ok(())
    }

    /// The next event that may stand in a message at all.
    pub(crate) fn next(&mut self) -> Result<Event<'a>, Box<Refusal>> {
        self.start = self.position();
        let event = self.reader.read_event().map_err(|error| {
            let byte = usize::try_from(self.reader.error_position()).unwrap_or(self.start);
            Refusal::new(Fault::Malformed, self.base + byte, error.to_string())
        })?;
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > self.limits.max_depth {
                    let refusal = self.refuse(Fault::TooDeep, self.depth.to_string());
                    return Err(refusal.expecting(format!("<= {}", self.limits.max_depth)));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(self.refuse(Fault::Entity, "DOCTYPE")),
            Event::GeneralRef(entity) if resolve(entity).is_none() => {
                return Err(self.refuse(Fault::Entity, format!("&{};", &**entity)));
            }
            _ => {}
        }
        Ok(event)
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// From a start in `text` to here, in bytes of the raw message.
    pub(crate) fn extent(&self, start: usize) -> Extent {
        Extent { start: self.base + start, end: self.base + self.position() }
    }

    pub(crate) fn attribute(
        &self,
        node: &BytesStart<'a>,
        name: &str,
    ) -> Result<String, Box<Refusal>> {
        let found = node.try_get_attribute(name).map_err(|error| {
            Refusal::new(Fault::Malformed, self.base + self.start, error.to_string())
        })?;
        let Some(found) = found else { return Ok(String::new()) };
        // XML 1.0, 3.3.3: blanks are spaces, but for those written as references.
        let value = found.value.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
        let value = unescape(&value).map_err(|error| {
            Refusal::new(Fault::Entity, self.base + self.start, error.to_string())
        })?;
        if value.len() > self.limits.max_text {
            let refusal = self.refuse(Fault::TooMuchText, value.len().to_string());
            return Err(refusal.expecting(format!("<= {}", self.limits.max_text)));
        }
        Ok(value.trim().to_owned())
    }

    #[cold]
    pub(crate) fn refuse(&self, fault: Fault, observed: impl Into<String>) -> Box<Refusal> {
        Refusal::new(fault, self.base + self.start, observed)
    }

    #[cold]
    pub(crate) fn unclosed(&self) -> Box<Refusal> {
        self.refuse(Fault::Malformed, "the message ends inside an element")
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|it| matches!(it, b' ' | b'\t' | b'\r' | b'\n'))
}

fn append<'a>(value: &mut Cow<'a, str>, text: Cow<'a, str>) {
    if value.is_empty() {
        *value = text;
    } else {
        value.to_mut().push_str(&text);
    }
}

/// The character of a predefined entity or a numeric reference that XML 1.0 allows.
fn resolve(entity: &BytesRef<'_>) -> Option<char> {
    match &**entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => entity.resolve_char_ref().ok().flatten().filter(|it| xml::is_allowed(*it)),
    }
}
