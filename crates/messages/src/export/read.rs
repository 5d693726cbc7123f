//! The reader of export messages.

use std::mem;

use model::{ExportDocument, ExportKind, Finding, Text};
use quick_xml::events::{BytesStart, Event};

use super::{
    ExportEnvelope, ExportReading, head_table, item_table, kind_of_root, max_items, node, tables,
};
use crate::{
    documents,
    envelope::{Extent, Limits},
    format::{self, Fault},
    general::{General, MAX_SUBSCRIPTIONS},
    read::Refusal,
    slots::{Faults, Slots, Taker},
    table::Table,
    zone::root_of,
};

/// Whether the root is that of an export message.
pub(crate) fn is_export(text: &str) -> bool {
    root_of(text).and_then(kind_of_root).is_some()
}

/// Reads an export message. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<ExportEnvelope<'a>, Box<Refusal>> {
    let mut general = General::new(text, base, limits);
    let (kind, guid, version) = loop {
        match general.next()? {
            Event::Start(root) => {
                let guid = general.attribute(&root, "guid")?;
                let version = general.attribute(&root, "version")?;
                let kind = kind_of_root(root.local_name().as_ref());
                break (kind, guid, version);
            }
            Event::Empty(root) => {
                let guid = general.attribute(&root, "guid")?;
                let refusal = general.refuse(Fault::NoDocuments, "0");
                return Err(match kind_of_root(root.local_name().as_ref()) {
                    Some(kind) => refusal.of_export(kind, &guid),
                    None => refusal,
                });
            }
            Event::Eof => return Err(general.refuse(Fault::Malformed, "no root element")),
            _ => {}
        }
    };
    let Some(kind) = kind else {
        return Err(general.refuse(Fault::UnknownRoot, root_of(text).unwrap_or_default()));
    };
    let mut envelope = ExportEnvelope {
        kind,
        guid: Text::from(guid),
        version: Text::from(version),
        transfer: None,
        subscriptions: Vec::new(),
        signature: None,
        readings: Vec::new(),
    };
    body(&mut general, &mut envelope).map_err(|it| it.of_export(kind, &envelope.guid))?;
    Ok(envelope)
}

/// Everything inside the root and after it.
fn body<'a>(
    general: &mut General<'a, '_>,
    envelope: &mut ExportEnvelope<'a>,
) -> Result<(), Box<Refusal>> {
    let kind = envelope.kind;
    loop {
        match general.next()? {
            Event::Start(node) => part(general, &node, envelope)?,
            Event::Empty(element) => match element.local_name().as_ref() {
                "Signature" => {
                    envelope.signature.get_or_insert(general.extent(general.start()));
                }
                name if name == node(kind) => {
                    admit(general, envelope)?;
                    let place = general.extent(general.start());
                    envelope.readings.push(Draft::new(kind).finish(general, place));
                }
                _ => {}
            },
            Event::End(_) => break,
            Event::Eof => return Err(general.unclosed()),
            _ => {}
        }
    }
    if envelope.readings.is_empty() {
        return Err(general.refuse(Fault::NoDocuments, "0").expecting(node(kind)));
    }
    general.epilog()
}

/// One child of the root.
fn part<'a>(
    general: &mut General<'a, '_>,
    element: &BytesStart<'a>,
    envelope: &mut ExportEnvelope<'a>,
) -> Result<(), Box<Refusal>> {
    match element.local_name().as_ref() {
        name if name == node(envelope.kind) => {
            admit(general, envelope)?;
            let reading = document(general, envelope.kind)?;
            envelope.readings.push(reading);
            Ok(())
        }
        "BaseTransfer" if envelope.transfer.is_none() => {
            let transfer = general.aside(&documents::TRANSFER, documents::take_transfer)?;
            envelope.transfer = Some(transfer);
            Ok(())
        }
        "BaseSubscribe" if envelope.subscriptions.len() < MAX_SUBSCRIPTIONS => {
            let take = documents::take_subscription;
            envelope.subscriptions.push(general.aside(&documents::SUBSCRIPTION, take)?);
            Ok(())
        }
        "Signature" => {
            let start = general.start();
            general.skip()?;
            envelope.signature.get_or_insert(general.extent(start));
            Ok(())
        }
        _ => general.skip(),
    }
}

/// Refuses a document more than the message may have.
fn admit(general: &General<'_, '_>, envelope: &ExportEnvelope<'_>) -> Result<(), Box<Refusal>> {
    let max = general.limits().max_documents;
    if envelope.readings.len() < max {
        return Ok(());
    }
    let refusal = general.refuse(Fault::TooManyDocuments, format!("> {max}"));
    Err(refusal.expecting(format!("<= {max}")))
}

/// One document, after its start.
fn document<'a>(
    general: &mut General<'a, '_>,
    kind: ExportKind,
) -> Result<ExportReading<'a>, Box<Refusal>> {
    let start = general.start();
    let (head, item) = (head_table(kind), item_table(kind));
    let mut draft = Draft::new(kind);
    if head.element == node(kind) {
        general.fill(draft.head_faults())?;
        draft.take_head(general);
        let place = general.extent(start);
        return Ok(draft.finish(general, place));
    }
    loop {
        match general.next()? {
            Event::Start(element) => {
                let name = element.local_name();
                let name = name.as_ref();
                let list = item.filter(|it| it.element == name);
                if name == head.element && !draft.has_head {
                    general.fill(draft.head_faults())?;
                    draft.take_head(general);
                } else if let Some(list) = list {
                    if draft.n_items < max_items(kind, general.limits()) {
                        general.fill(draft.item_faults(list))?;
                        draft.take_item(general, list);
                    } else {
                        draft.n_items += 1;
                        general.skip()?;
                    }
                } else {
                    if name == head.element {
                        draft.head_faults().push_stray(name);
                    }
                    general.skip()?;
                }
            }
            Event::End(_) => break,
            Event::Eof => return Err(general.unclosed()),
            event => general.complain(&event, draft.head_faults()),
        }
    }
    let place = general.extent(start);
    Ok(draft.finish(general, place))
}

/// A document while it is read.
struct Draft<'a> {
    kind: ExportKind,
    document: Option<ExportDocument<'a>>,
    has_head: bool,
    /// Those beyond the limit too.
    n_items: usize,
    findings: Vec<Finding>,
}

impl<'a> Draft<'a> {
    fn new(kind: ExportKind) -> Draft<'a> {
        Draft { kind, document: None, has_head: false, n_items: 0, findings: Vec::new() }
    }

    fn head_faults(&mut self) -> Faults<'_> {
        Faults { table: head_table(self.kind), item: None, findings: &mut self.findings }
    }

    fn item_faults(&mut self, table: &'static Table) -> Faults<'_> {
        Faults { table, item: Some(self.n_items), findings: &mut self.findings }
    }

    /// Makes the head of what the slots hold; items that came before it stay.
    fn take_head(&mut self, general: &mut General<'a, '_>) {
        let before = self.document.take();
        let kind = self.kind;
        let mut take = Taker::new(general.slots(), self.head_faults());
        let mut document = take_document(kind, &mut take);
        if let Some(mut before) = before {
            move_items(&mut before, &mut document);
        }
        self.document = Some(document);
        self.has_head = true;
    }

    /// Makes an item of what the slots hold.
    fn take_item(&mut self, general: &mut General<'a, '_>, table: &'static Table) {
        let faults = Faults { table, item: Some(self.n_items), findings: &mut self.findings };
        let mut take = Taker::new(general.slots(), faults);
        let kind = self.kind;
        let document = self.document.get_or_insert_with(|| blank(kind));
        match document {
            ExportDocument::Order(it) => it.items.push(tables::take_order_item(&mut take)),
            ExportDocument::List(it) => it.items.push(tables::take_list_item(&mut take)),
            ExportDocument::Arrival(it) => it.items.push(tables::take_arrival_item(&mut take)),
            ExportDocument::Departure(it) => it.items.push(tables::take_departure_item(&mut take)),
            ExportDocument::MasterWaybill(it) => it.items.push(tables::take_master_item(&mut take)),
            ExportDocument::Summary(it) => it.items.push(tables::take_summary_item(&mut take)),
            ExportDocument::Return(it) => it.items.push(tables::take_return_item(&mut take)),
            ExportDocument::Money(_)
            | ExportDocument::Waybill(_)
            | ExportDocument::Cancellation(_)
            | ExportDocument::Tally(_) => {}
        }
        self.n_items += 1;
    }

    /// The document as far as it could be read. One whose head is missing has one finding for it, not one
    /// for each of its fields.
    fn finish(mut self, general: &General<'a, '_>, place: Extent) -> ExportReading<'a> {
        let kind = self.kind;
        if !self.has_head {
            let table = head_table(kind);
            let (pointer, expected) = (table.pointer.to_owned(), table.element.to_owned());
            self.findings.push(format::finding(Fault::Missing, pointer, "", expected));
        }
        let max = max_items(kind, general.limits());
        if self.n_items > max {
            let pointer = format!("{}.items", kind.name());
            let (observed, expected) = (self.n_items.to_string(), format!("<= {max}"));
            self.findings.push(format::finding(Fault::TooManyItems, pointer, &observed, expected));
        }
        let document = self.document.unwrap_or_else(|| blank(kind));
        ExportReading { document, faults: self.findings, place }
    }
}

/// A document of which nothing was read.
fn blank<'a>(kind: ExportKind) -> ExportDocument<'a> {
    let mut slots: Slots<'_> = Slots::new();
    let findings = &mut Vec::new();
    let faults = Faults { table: head_table(kind), item: None, findings };
    take_document(kind, &mut Taker::new(&mut slots, faults))
}

fn take_document<'a>(kind: ExportKind, take: &mut Taker<'_, 'a>) -> ExportDocument<'a> {
    match kind {
        ExportKind::Order => ExportDocument::Order(Box::new(tables::take_order(take))),
        ExportKind::Money => ExportDocument::Money(Box::new(tables::take_money(take))),
        ExportKind::Waybill => ExportDocument::Waybill(Box::new(tables::take_waybill(take))),
        ExportKind::List => ExportDocument::List(Box::new(tables::take_list(take))),
        ExportKind::Cancellation => {
            ExportDocument::Cancellation(Box::new(tables::take_cancellation(take)))
        }
        ExportKind::Arrival => ExportDocument::Arrival(Box::new(tables::take_arrival(take))),
        ExportKind::Departure => ExportDocument::Departure(Box::new(tables::take_departure(take))),
        ExportKind::MasterWaybill => {
            ExportDocument::MasterWaybill(Box::new(tables::take_master(take)))
        }
        ExportKind::Summary => ExportDocument::Summary(Box::new(tables::take_summary(take))),
        ExportKind::Return => ExportDocument::Return(Box::new(tables::take_return(take))),
        ExportKind::Tally => ExportDocument::Tally(Box::new(tables::take_tally(take))),
    }
}

fn move_items<'a>(from: &mut ExportDocument<'a>, to: &mut ExportDocument<'a>) {
    match (from, to) {
        (ExportDocument::Order(from), ExportDocument::Order(to)) => {
            to.items = mem::take(&mut from.items);
        }
        (ExportDocument::List(from), ExportDocument::List(to)) => {
            to.items = mem::take(&mut from.items);
        }
        (ExportDocument::Arrival(from), ExportDocument::Arrival(to)) => {
            to.items = mem::take(&mut from.items);
        }
        (ExportDocument::Departure(from), ExportDocument::Departure(to)) => {
            to.items = mem::take(&mut from.items);
        }
        (ExportDocument::MasterWaybill(from), ExportDocument::MasterWaybill(to)) => {
            to.items = mem::take(&mut from.items);
        }
        (ExportDocument::Summary(from), ExportDocument::Summary(to)) => {
            to.items = mem::take(&mut from.items);
        }
        (ExportDocument::Return(from), ExportDocument::Return(to)) => {
            to.items = mem::take(&mut from.items);
        }
        _ => {}
    }
}
