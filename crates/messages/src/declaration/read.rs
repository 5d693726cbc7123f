//! Reads a declaration's message, by the general reader's events.

use std::mem;

use model::{Declaration, DeclarationStep, Direction, Filing, Finding, GoodsItem, Text};
use quick_xml::events::Event;

use super::{
    DeclarationHeader, DeclarationReading, ROOT,
    nodes::{faults, fill, indexed, limits_of, prefixed, say_too_many},
    supplement::{self, MAX_SUPPLEMENTS},
    tables::{self, Promise},
};
use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    general::General,
    pointer,
    read::Refusal,
    slots::{Slots, Taker, WideSlots},
    table::{Need, Table},
    zone,
};

/// Carrier of what is declared collectively (填制规范: 运输工具名称).
const COLLECTIVE: &str = "集中申报";

/// What one declaration may hold, by the form's own definition.
pub(super) const MAX_ITEMS: usize = 50;
pub(super) const MAX_CONTAINERS: usize = 500;
pub(super) const MAX_DOCUMENTS: usize = 7;
pub(super) const MAX_ATTACHMENTS: usize = 10;
pub(super) const MAX_ORIGIN_LINKS: usize = 20;
pub(super) const MAX_TAX_DETAILS: usize = 500;
pub(super) const MAX_LISTS: usize = 500;

/// Whether the root is that of a declaration's message.
pub(crate) fn is_declaration(text: &str) -> bool {
    zone::root_of(text).is_some_and(|it| it == ROOT)
}

/// Reads a declaration's message. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<DeclarationReading<'a>, Box<Refusal>> {
    let mut general = General::new(text, base, limits);
    let mut draft = Draft::default();
    draft.message(&mut general).map_err(|it| it.of_root(ROOT, ""))?;
    draft.say_what_never_came();
    Ok(draft.turned().finish(Extent { start: base, end: base + text.len() }))
}

/// A declaration while it is read.
pub(super) struct Draft<'a> {
    pub(super) header: DeclarationHeader<'a>,
    pub(super) document: Declaration<'a>,
    /// Of head, free text and signature, and of a transit's head and bill, whether they were there.
    met: [bool; 5],
    pub(super) findings: Vec<Finding>,
    pub(super) slots: WideSlots<'a>,
    /// Where our own JSON says so; the wire says it by the kind.
    pub(super) step: Option<DeclarationStep>,
}

impl Default for Draft<'_> {
    fn default() -> Self {
        Draft {
            header: DeclarationHeader::default(),
            document: Declaration::default(),
            met: [false; 5],
            findings: Vec::new(),
            slots: Slots::new(),
            step: None,
        }
    }
}

impl<'a> Draft<'a> {
    fn message(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let root = loop {
            match general.next()? {
                Event::Start(root) => break root,
                Event::Empty(_) => return Err(general.refuse(Fault::NoDocuments, "0")),
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        };
        self.header.version = general.attribute(&root, "Version")?.into();
        loop {
            match general.next()? {
                Event::Start(node) => {
                    let name = node.local_name();
                    if !self.single(general, name.as_ref())?
                        && !self.listed(general, name.as_ref())?
                        && !self.transit_node(general, name.as_ref())?
                    {
                        general.skip()?;
                    }
                }
                Event::End(_) if general.depth() == 0 => return general.epilog(),
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        }
    }

    /// A node that comes once, or one that only holds others; false when it is neither.
    fn single(&mut self, general: &mut General<'a, '_>, name: &str) -> Result<bool, Box<Refusal>> {
        match name {
            "DecLists" | "DecContainers" | "DecLicenseDocus" | "DecRequestCerts"
            | "DecOtherPacks" | "DecCopLimits" | "DecUsers" | "DecCopPromises"
            | "EdocRealations" | "EcoRelations" | "SddTax" | "SddTaxDetails"
            | "DecSupplementLists" => {}
            "DecHead" if self.is_first(0, "declaration") => {
                let table = &tables::HEAD;
                self.fields(general, table)?;
                tables::take_head(
                    &mut Taker::new(&mut self.slots, faults(table, &mut self.findings)),
                    &mut self.document,
                );
            }
            "DecFreeTxt" if self.is_first(1, "declaration") => {
                let table = &tables::FREE_TEXT;
                self.fields(general, table)?;
                tables::take_free_text(
                    &mut Taker::new(&mut self.slots, faults(table, &mut self.findings)),
                    &mut self.document,
                );
            }
            "DecSign" if self.is_first(2, "declaration") => {
                let table = &tables::SIGN;
                self.fields(general, table)?;
                tables::take_sign(
                    &mut Taker::new(&mut self.slots, faults(table, &mut self.findings)),
                    &mut self.header,
                );
            }
            "SddTaxHead" => {
                let own_tax = self.one(general, &tables::OWN_TAX, 0, 1, tables::take_own_tax)?;
                self.document.own_tax = self.document.own_tax.take().or(own_tax);
            }
            "DecTpAccess" => {
                let two_stage =
                    self.one(general, &tables::TWO_STAGE, 0, 1, tables::take_two_stage)?;
                self.document.two_stage = self.document.two_stage.take().or(two_stage);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A second node of those that come once is a fault, and passed over.
    pub(super) fn is_first(&mut self, index: usize, pointer: &str) -> bool {
        let Some(met) = self.met.get_mut(index) else { return false };
        let is_first = !mem::replace(met, true);
        if !is_first {
            let expected = "0..1".to_owned();
            let finding = format::finding(Fault::Duplicate, pointer.to_owned(), "2", expected);
            format::tell(finding, &mut self.findings);
        }
        is_first
    }

    /// A node that may come often; false when it is none.
    fn listed(&mut self, general: &mut General<'a, '_>, name: &str) -> Result<bool, Box<Refusal>> {
        let most = general.limits().max_lines;
        macro_rules! push {
            ($list:ident, $table:ident, $take:ident, $max:expr) => {{
                let n_before = self.document.$list.len();
                let one = self.one(general, &tables::$table, n_before, $max, tables::$take)?;
                self.document.$list.extend(one);
            }};
        }
        match name {
            "DecList" => self.item(general)?,
            "Container" | "DecContainer" => {
                push!(containers, CONTAINER, take_container, MAX_CONTAINERS.min(most));
            }
            "LicenseDocu" | "DecLicenseDocu" => {
                push!(documents, DOCUMENT, take_document, MAX_DOCUMENTS.min(most));
            }
            "EdocRealation" => {
                push!(attachments, ATTACHMENT, take_attachment, MAX_ATTACHMENTS.min(most));
            }
            "SddTaxDetail" => {
                let n_before = self.document.own_tax.as_ref().map_or(0, |it| it.details.len());
                let (table, take) = (&tables::OWN_TAX_DETAIL, tables::take_own_tax_detail);
                let one = self.one(general, table, n_before, MAX_TAX_DETAILS.min(most), take)?;
                if let Some(one) = one {
                    self.document.own_tax.get_or_insert_default().details.push(one);
                }
            }
            "EcoRelation" => {
                push!(origin_links, ORIGIN_LINK, take_origin_link, MAX_ORIGIN_LINKS.min(most));
            }
            "DecRequestCert" => {
                let table = &tables::REQUESTED_CERTIFICATE;
                let n_before = self.document.requested_certificates.len();
                let take = tables::take_requested_certificate;
                let one = self.one(general, table, n_before, most, take)?;
                self.document.requested_certificates.extend(one);
            }
            "DecSupplementList" => {
                let n_before = self.document.supplements.len();
                let (table, take) = (&supplement::SUPPLEMENT, supplement::take_supplement);
                let one = self.one(general, table, n_before, MAX_SUPPLEMENTS.min(most), take)?;
                self.document.supplements.extend(one);
            }
            "DecOtherPack" => push!(other_packages, OTHER_PACKAGE, take_other_package, most),
            "DecCopLimit" => push!(qualifications, QUALIFICATION, take_qualification, most),
            "DecUser" => push!(use_contacts, USE_CONTACT, take_use_contact, most),
            "DecCopPromise" => {
                let n_before = self.document.promises.len();
                let take = tables::take_promise;
                let one: Option<Promise<'a>> =
                    self.one(general, &tables::PROMISE, n_before, most, take)?;
                self.document.promises.extend(one.map(|it| it.material));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// One of several, after its start; nothing when it says nothing or there are too many.
    pub(super) fn one<T: Default>(
        &mut self,
        general: &mut General<'a, '_>,
        table: &'static Table,
        n_before: usize,
        max: usize,
        take: fn(&mut Taker<'_, 'a>, &mut T),
    ) -> Result<Option<T>, Box<Refusal>> {
        let index = Some(n_before);
        let unsaid = &mut Vec::new();
        let is_room = n_before < max;
        let findings = if is_room { &mut self.findings } else { unsaid };
        let n_findings = findings.len();
        fill(general, &mut self.slots, indexed(table, index, findings), |_, _| Ok(false))?;
        // What something is wrong with is there, though it says nothing.
        let is_faulty = is_room && self.findings.len() > n_findings;
        let is_blank = self.slots.are_blank() && !is_faulty;
        let mut it = T::default();
        let unsaid = &mut Vec::new();
        let is_said = is_room && !is_blank;
        let findings = if is_said { &mut self.findings } else { unsaid };
        take(&mut Taker::new(&mut self.slots, indexed(table, index, findings)), &mut it);
        if !is_room && !is_blank {
            say_too_many(table.pointer, max, &mut self.findings);
        }
        Ok(is_said.then_some(it))
    }

    /// A goods line, after its start, with the licences within it.
    fn item(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let index = self.document.items.len();
        let max = MAX_ITEMS.min(general.limits().max_items);
        let table = &tables::ITEM;
        if index >= max {
            say_too_many(table.pointer, max, &mut self.findings);
            return general.skip();
        }
        let mut item = GoodsItem::default();
        let mut within = Vec::new();
        let faults = indexed(table, Some(index), &mut self.findings);
        fill(general, &mut self.slots, faults, |general, name| {
            if name == "DecGoodsLimits" {
                limits_of(general, &mut item.limits, &mut within)?;
            }
            Ok(name == "DecGoodsLimits")
        })?;
        let is_blank = self.slots.are_blank() && item.limits.is_empty();
        let unsaid = &mut Vec::new();
        let findings = if is_blank { unsaid } else { &mut self.findings };
        let faults = indexed(table, Some(index), findings);
        tables::take_item(&mut Taker::new(&mut self.slots, faults), &mut item);
        if !is_blank {
            self.findings.extend(prefixed(within, &format!("{}[{index}]", table.pointer)));
            self.document.items.push(item);
        }
        Ok(())
    }

    pub(super) fn fields(
        &mut self,
        general: &mut General<'a, '_>,
        table: &'static Table,
    ) -> Result<(), Box<Refusal>> {
        fill(general, &mut self.slots, faults(table, &mut self.findings), |_, _| Ok(false))
    }

    /// What was not there at all lacks what it must have.
    fn say_what_never_came(&mut self) {
        self.slots.begin();
        if !self.has_met(0) {
            let faults = faults(&tables::HEAD, &mut self.findings);
            tables::take_head(&mut Taker::new(&mut self.slots, faults), &mut self.document);
        }
        if !self.has_met(2) {
            let faults = faults(&tables::SIGN, &mut self.findings);
            tables::take_sign(&mut Taker::new(&mut self.slots, faults), &mut self.header);
        }
    }

    /// The wire's origin of an export is where it goes; ours says what it means.
    fn turned(mut self) -> Self {
        if self.document.direction == Direction::Export {
            for item in &mut self.document.items {
                mem::swap(&mut item.origin, &mut item.destination);
            }
            self.findings.iter_mut().for_each(turn);
        }
        self
    }

    /// The declaration, with the faults that count for what is asked of it.
    pub(super) fn finish(mut self, place: Extent) -> DeclarationReading<'a> {
        self.settle_transit();
        let Draft { header, mut document, mut findings, step, .. } = self;
        document.reference = header.reference.clone();
        document.filing = match header.operation.as_str() {
            "" | "C" | "D" => Filing::Declare,
            _ => Filing::Save,
        };
        document.step = step.unwrap_or_else(|| match document.kind.chars().nth(2) {
            Some('5') => DeclarationStep::Summary,
            Some('6') => DeclarationStep::Full,
            _ => DeclarationStep::Whole,
        });
        if document.step == DeclarationStep::Whole && document.lists.is_empty() {
            document.lists = lists_in(&document);
        }
        if !document.lists.is_empty() {
            document.step = DeclarationStep::Gathered;
        }
        let is_unchecked = header.operation == "E";
        findings.retain(|it| is_wanted(it, document.filing, document.step, is_unchecked));
        DeclarationReading { header, document, faults: findings, place, is_json: false }
    }

    fn has_met(&self, index: usize) -> bool {
        self.met.get(index).copied().unwrap_or_default()
    }
}

/// The collective lists that a declaration gathers: on the wire its carrier is `集中申报`, and it names them among
/// what it is related to (关联号码).
fn lists_in<'a>(document: &Declaration<'a>) -> Vec<Text<'a>> {
    if document.transport_name != COLLECTIVE {
        return Vec::new();
    }
    let named = document.related_no.split([',', ';', '，', '；', ' ']);
    let named: Vec<&str> = named.filter(|it| !it.is_empty()).collect();
    let are_lists = named.iter().all(|it| matches!(it.as_bytes().get(8), Some(b'I' | b'E')));
    let lists = named.into_iter().filter(|_| are_lists).map(|it| Text::from(it.to_owned()));
    lists.collect()
}

/// Whether a fault stands: a field may be missing where the client does not declare, and a summary
/// needs less. An upload of an electronic manual (`E`) is not asked for anything but its number.
fn is_wanted(finding: &Finding, filing: Filing, step: DeclarationStep, is_unchecked: bool) -> bool {
    if !format::is_missing(finding) {
        return true;
    }
    match pointer::need_of(&finding.pointer) {
        _ if is_unchecked => finding.pointer == "declaration.reference",
        Some(Need::Whole) => filing == Filing::Declare && step != DeclarationStep::Summary,
        Some(Need::Filed) => filing == Filing::Declare,
        _ => true,
    }
}

/// The same of what is said of a line.
fn turn(finding: &mut Finding) {
    let Some(line) = finding.pointer.strip_prefix("declaration.items[") else { return };
    let turned = match line.split_once("].") {
        Some((index, "origin")) => format!("declaration.items[{index}].destination"),
        Some((index, "destination")) => format!("declaration.items[{index}].origin"),
        _ => return,
    };
    finding.pointer = turned;
}
