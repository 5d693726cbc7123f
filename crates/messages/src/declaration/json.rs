//! A goods declaration in our own vocabulary: `{"tongguan": "declaration", "declaration": {…}}`.
//!
//! Fields go by the names of [`model::Declaration`], which are those that findings point at, and are held
//! to the same tables as the wire. A value is text, a number, or true and false where the wire has `1` and `0`;
//! what is empty or null is absent. Origin and destination of an export mean what they say.

use std::borrow::Cow;

use model::{
    Declaration, DeclarationStep, Finding, GoodsItem, GoodsLimit, OwnTax, Text, VehicleNumber,
};
use serde_json::{Map, Value};

use super::{
    DeclarationReading,
    nodes::{faults, indexed, prefixed, say_too_many},
    own,
    read::{
        Draft, MAX_ATTACHMENTS, MAX_CONTAINERS, MAX_DOCUMENTS, MAX_ITEMS, MAX_LISTS,
        MAX_ORIGIN_LINKS, MAX_TAX_DETAILS,
    },
    supplement::{self, MAX_SUPPLEMENTS},
    tables::{self, Promise},
};
use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    read::Refusal,
    slots::{Faults, Slots, Taker},
    table::Table,
};

pub(super) type Object = Map<String, Value>;

/// What says that a JSON message is a declaration.
pub(crate) const TAG: &str = "declaration";

/// The answers of 价格说明, in the wire's order.
pub(super) const CONFIRMATIONS: [&str; 5] =
    ["special_relation", "price_influence", "royalties", "formula_pricing", "provisional_price"];

/// Whether a JSON message is a declaration; a broken one is not.
pub(crate) fn is_json_form(text: &str) -> bool {
    own::is_of(text, TAG)
}

/// Reads a declaration of ours. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read_json<'a>(
    raw: &[u8],
    text: &str,
    base: usize,
    limits: &Limits,
) -> Result<DeclarationReading<'a>, Box<Refusal>> {
    let declaration = own::open(raw, text, base, TAG)?;
    let mut draft = Draft::default();
    draft.declaration(declaration, limits);
    draft.say_each_once();
    let reading = draft.finish(Extent { start: base, end: base + text.len() });
    Ok(DeclarationReading { is_json: true, ..reading })
}

impl<'a> Draft<'a> {
    fn declaration(&mut self, mut object: Object, limits: &Limits) {
        let operation = match object.remove("filing").as_ref().and_then(Value::as_str) {
            Some("save") => "G",
            _ => "C",
        };
        let reference = object.remove("reference");
        self.collective(&mut object);
        spell(&mut object);
        self.lists(&mut object, limits);
        if let Some(Value::Object(asked)) = object.remove("two_stage") {
            let table = &tables::TWO_STAGE;
            self.document.two_stage = self.node(asked, table, None, tables::take_two_stage);
        }
        self.transit(object.remove("transit"), limits);
        if let Some(Value::Object(own)) = object.remove("own_tax") {
            self.own_tax(own, limits);
        }
        self.head(&mut object, &tables::HEAD, tables::take_head);
        self.head(&mut object, &tables::FREE_TEXT, tables::take_free_text);
        self.strangers(object, "declaration");
        let sign = [("operation", Some(Value::from(operation))), ("reference", reference)];
        let mut sign: Object =
            sign.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?))).collect();
        let table = &tables::SIGN;
        fill(&mut sign, &mut self.slots, faults(table, &mut self.findings));
        let faults = faults(table, &mut self.findings);
        tables::take_sign(&mut Taker::new(&mut self.slots, faults), &mut self.header);
    }

    /// What is declared collectively: a list, or the lists that it gathers.
    fn collective(&mut self, object: &mut Object) {
        self.step = match object.get("step").and_then(Value::as_str) {
            Some("list") => Some(DeclarationStep::List),
            Some("gathered") => Some(DeclarationStep::Gathered),
            _ => None,
        };
        let lists = match object.remove("lists") {
            None | Some(Value::Null) => return,
            Some(Value::Array(lists)) => lists,
            Some(other) => vec![other],
        };
        if lists.len() > MAX_LISTS {
            say_too_many("declaration.lists", MAX_LISTS, &mut self.findings);
        }
        for (index, list) in lists.into_iter().take(MAX_LISTS).enumerate() {
            match list {
                Value::String(number) => self.document.lists.push(Text::from(number)),
                other => {
                    let pointer = format!("declaration.lists[{index}]");
                    let finding = not_a_field(pointer, &other.to_string(), "\"\"");
                    format::tell(finding, &mut self.findings);
                }
            }
        }
    }

    /// The declarant's own tax, with its details.
    fn own_tax(&mut self, mut object: Object, limits: &Limits) {
        let (table, max) = (&tables::OWN_TAX_DETAIL, MAX_TAX_DETAILS.min(limits.max_lines));
        let details = nodes(&mut object, "details", table.pointer, max, &mut self.findings);
        let own = self.node(object, &tables::OWN_TAX, None, tables::take_own_tax);
        let mut own: OwnTax<'a> = own.unwrap_or_default();
        for (index, node) in details {
            own.details.extend(self.node(node, table, Some(index), tables::take_own_tax_detail));
        }
        self.document.own_tax = Some(own);
    }

    /// What is not as it should be is not missing besides.
    fn say_each_once(&mut self) {
        let faulty: Vec<String> = self
            .findings
            .iter()
            .filter(|it| !format::is_missing(it))
            .map(|it| it.pointer.clone())
            .collect();
        self.findings.retain(|it| !format::is_missing(it) || !faulty.contains(&it.pointer));
    }

    /// Fields of the declaration itself.
    fn head(
        &mut self,
        object: &mut Object,
        table: &'static Table,
        take: fn(&mut Taker<'_, 'a>, &mut Declaration<'a>),
    ) {
        fill(object, &mut self.slots, faults(table, &mut self.findings));
        let faults = faults(table, &mut self.findings);
        take(&mut Taker::new(&mut self.slots, faults), &mut self.document);
    }

    fn lists(&mut self, object: &mut Object, limits: &Limits) {
        let most = limits.max_lines;
        macro_rules! list {
            ($list:ident, $table:ident, $take:ident, $max:expr) => {
                for (index, node) in self.nodes(object, stringify!($list), $max) {
                    let one = self.node(node, &tables::$table, Some(index), tables::$take);
                    self.document.$list.extend(one);
                }
            };
        }
        for (index, node) in self.nodes(object, "items", MAX_ITEMS.min(limits.max_items)) {
            self.line(node, index, most);
        }
        list!(containers, CONTAINER, take_container, MAX_CONTAINERS.min(most));
        list!(documents, DOCUMENT, take_document, MAX_DOCUMENTS.min(most));
        list!(attachments, ATTACHMENT, take_attachment, MAX_ATTACHMENTS.min(most));
        list!(origin_links, ORIGIN_LINK, take_origin_link, MAX_ORIGIN_LINKS.min(most));
        list!(requested_certificates, REQUESTED_CERTIFICATE, take_requested_certificate, most);
        list!(other_packages, OTHER_PACKAGE, take_other_package, most);
        list!(qualifications, QUALIFICATION, take_qualification, most);
        list!(use_contacts, USE_CONTACT, take_use_contact, most);
        for (index, node) in self.nodes(object, "supplements", MAX_SUPPLEMENTS.min(most)) {
            let (table, take) = (&supplement::SUPPLEMENT, supplement::take_supplement);
            let one = self.node(node, table, Some(index), take);
            self.document.supplements.extend(one);
        }
        // A promise is one text.
        if let Some(Value::Array(promises)) = object.get_mut("promises") {
            let read = promises.iter_mut().take(most);
            for promise in read.filter(|it| !it.is_object()) {
                *promise = serde_json::json!({ "material": promise.take() });
            }
        }
        for (index, node) in self.nodes(object, "promises", most) {
            let one: Option<Promise<'a>> =
                self.node(node, &tables::PROMISE, Some(index), tables::take_promise);
            self.document.promises.extend(one.map(|it| it.material));
        }
    }

    /// The nodes of a list of the declaration, with their indexes.
    fn nodes(&mut self, object: &mut Object, name: &str, max: usize) -> Vec<(usize, Object)> {
        nodes(object, name, &format!("declaration.{name}"), max, &mut self.findings)
    }

    /// One of several nodes; nothing when it says nothing.
    pub(super) fn node<T: Default>(
        &mut self,
        mut object: Object,
        table: &'static Table,
        index: Option<usize>,
        take: fn(&mut Taker<'_, 'a>, &mut T),
    ) -> Option<T> {
        let one =
            one(&mut object, &mut self.slots, indexed(table, index, &mut self.findings), take);
        self.strangers(object, &pointer_to(table, index));
        one
    }

    fn line(&mut self, mut object: Object, index: usize, most: usize) {
        let table = &tables::ITEM;
        let pointer = pointer_to(table, Some(index));
        let mut within = Vec::new();
        let mut limits = Vec::new();
        for (index, node) in nodes(&mut object, "limits", "limits", most, &mut within) {
            let mut slots = Slots::new();
            limits.extend(limit(node, index, most, &mut slots, &mut within));
        }
        let faults = indexed(table, Some(index), &mut self.findings);
        let item = one(&mut object, &mut self.slots, faults, tables::take_item);
        self.strangers(object, &pointer);
        self.findings.extend(prefixed(within, &pointer));
        if item.is_some() || !limits.is_empty() {
            self.document.items.push(GoodsItem { limits, ..item.unwrap_or_default() });
        }
    }

    fn strangers(&mut self, object: Object, pointer: &str) {
        strangers(object, pointer, &mut self.findings);
    }
}

/// One licence of a line, with its vehicles.
fn limit<'a>(
    mut object: Object,
    index: usize,
    most: usize,
    slots: &mut Slots<'a>,
    findings: &mut Vec<Finding>,
) -> Option<GoodsLimit<'a>> {
    let table = &tables::LIMIT;
    let pointer = pointer_to(table, Some(index));
    let mut within = Vec::new();
    let mut vins: Vec<VehicleNumber<'a>> = Vec::new();
    for (index, mut node) in nodes(&mut object, "vins", "vins", most, &mut within) {
        let table = &tables::VEHICLE;
        let faults = indexed(table, Some(index), &mut within);
        vins.extend(one(&mut node, slots, faults, tables::take_vehicle));
        strangers(node, &pointer_to(table, Some(index)), &mut within);
    }
    let limit = one(&mut object, slots, indexed(table, Some(index), findings), tables::take_limit);
    strangers(object, &pointer, findings);
    findings.extend(prefixed(within, &pointer));
    if limit.is_none() && vins.is_empty() {
        return None;
    }
    Some(GoodsLimit { vins, ..limit.unwrap_or_default() })
}

/// One node; nothing when it says nothing, and then nothing is missing in it.
pub(super) fn one<'a, T: Default, const N: usize>(
    object: &mut Object,
    slots: &mut Slots<'a, N>,
    faults: Faults<'_>,
    take: fn(&mut Taker<'_, 'a>, &mut T),
) -> Option<T> {
    let Faults { table, item, findings } = faults;
    fill(object, slots, Faults { table, item, findings: &mut *findings });
    if slots.are_blank() {
        return None;
    }
    let mut it = T::default();
    take(&mut Taker::new(slots, Faults { table, item, findings }), &mut it);
    Some(it)
}

/// Takes the fields of a table out of an object into the slots.
fn fill<const N: usize>(object: &mut Object, slots: &mut Slots<'_, N>, mut faults: Faults<'_>) {
    slots.begin();
    let rows = faults.table.rows;
    for (index, row) in rows.iter().enumerate() {
        let Some(value) = remove(object, row.name) else { continue };
        match text_of(value) {
            Ok(text) => slots.keep(index, Cow::Owned(text), &mut faults),
            Err(observed) => faults.push_at(index, Fault::NotAField, observed),
        }
    }
}

/// Takes `name` or `outer.inner` out of an object, and the outer one when nothing is left in it.
fn remove(object: &mut Object, name: &str) -> Option<Value> {
    let Some((outer, inner)) = name.split_once('.') else { return object.remove(name) };
    let within = object.get_mut(outer)?.as_object_mut()?;
    let value = within.remove(inner);
    if within.is_empty() {
        object.remove(outer);
    }
    value
}

fn text_of(value: Value) -> Result<String, &'static str> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(is_so) => Ok(if is_so { "1" } else { "0" }.to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text),
        Value::Array(values) => {
            let texts: Vec<String> = values.into_iter().map(text_of).collect::<Result<_, _>>()?;
            Ok(texts.join(","))
        }
        Value::Object(_) => Err("{}"),
    }
}

/// Writes what has words here and letters on the wire as the wire does.
fn spell(object: &mut Object) {
    spell_direction(object);
    if let Some(Value::Object(said)) = object.get_mut("confirmations") {
        let one = |name: &&str| {
            let text = said.remove(*name).and_then(|it| text_of(it).ok());
            text.filter(|it| !it.is_empty()).unwrap_or_else(|| "9".to_owned())
        };
        let text: String = CONFIRMATIONS.iter().map(one).collect();
        if said.is_empty() {
            object.insert("confirmations".to_owned(), Value::String(text));
        }
    }
    // The step stands in the kind; where that is given it says so already.
    let step = object.remove("step");
    if object.get("kind").and_then(Value::as_str).is_none_or(str::is_empty) {
        let kind = match step.as_ref().and_then(Value::as_str) {
            Some("summary") => "005",
            Some("full") => "006",
            _ => return,
        };
        object.insert("kind".to_owned(), Value::from(kind));
    }
}

pub(super) fn spell_direction(object: &mut Object) {
    if let Some(Value::String(direction)) = object.get_mut("direction") {
        match direction.as_str() {
            "import" => *direction = "I".to_owned(),
            "export" => *direction = "E".to_owned(),
            _ => {}
        }
    }
}

/// The objects of a list, with their indexes; what is none is a fault.
pub(super) fn nodes(
    object: &mut Object,
    name: &str,
    pointer: &str,
    max: usize,
    findings: &mut Vec<Finding>,
) -> Vec<(usize, Object)> {
    let list = match object.remove(name) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) => list,
        Some(other) => {
            findings.push(not_a_field(pointer.to_owned(), &other.to_string(), "[]"));
            return Vec::new();
        }
    };
    if list.len() > max {
        say_too_many(pointer, max, findings);
    }
    let mut nodes = Vec::with_capacity(list.len().min(max));
    for (index, node) in list.into_iter().take(max).enumerate() {
        match node {
            Value::Object(node) => nodes.push((index, node)),
            other => {
                let pointer = format!("{pointer}[{index}]");
                format::tell(not_a_field(pointer, &other.to_string(), "{}"), findings);
            }
        }
    }
    nodes
}

/// Longer names of fields that nobody knows are cut.
const NAME_CHARS: usize = 100;

/// Every name that no field has, which is most likely one misspelt.
pub(super) fn strangers(object: Object, pointer: &str, findings: &mut Vec<Finding>) {
    for (name, value) in object {
        // A name is as long as its sender likes, and stands in the pointers of all that is below it.
        let name: String = name.chars().take(NAME_CHARS).collect();
        let pointer = format!("{pointer}.{name}");
        match value {
            Value::Object(within) if !within.is_empty() => strangers(within, &pointer, findings),
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            value => {
                let observed = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let finding = not_a_field(pointer, &observed, "本系统的字段名 (a field's name)");
                format::tell(finding, findings);
            }
        }
    }
}

pub(super) fn not_a_field(pointer: String, observed: &str, expected: &str) -> Finding {
    format::finding(Fault::NotAField, pointer, observed, expected.to_owned())
}

fn pointer_to(table: &Table, index: Option<usize>) -> String {
    match index {
        Some(index) => format!("{}[{index}]", table.pointer),
        None => table.pointer.to_owned(),
    }
}
