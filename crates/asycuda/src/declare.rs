//! A SAD as a declaration of this house, in our own JSON.

use messages::{Limits, Message, Sad, SadFault, SadItem, SadMoney, SadParty, SadText, read};
use model::Finding;
use params::{Law, SadCode, Table};
use serde_json::{Value, json};
use tax::Exact;

use crate::made::{Made, Remark, fault};

/// What a SAD makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// `{"tongguan": "declaration", "declaration": {…}}`: it can be posted as it is.
    pub message: Value,
    /// What is left out or was put in another form, by line.
    pub remarks: Vec<Remark>,
    /// Fields that a declaration of the house has and a SAD does not say.
    pub missing: Vec<Finding>,
    /// What keeps the SAD from being a declaration at all.
    pub faults: Vec<SadFault>,
}

/// Makes a declaration of a SAD. What does not fit a field of ours is left out and said; what ours asks for
/// besides is said to be missing, and nothing is filled in for it.
pub fn declare(sad: &Sad, law: &Law) -> Declared {
    let mut maker = Maker { law, made: Made::default(), faults: Vec::new() };
    maker.document(sad);
    let Maker { mut made, faults, .. } = maker;
    let mut missing = Vec::new();
    // What is taken out may be missing then, so it is read once more; a reader that objected to
    // what is no longer there would object forever.
    for _ in 0..2 {
        missing.clear();
        for finding in findings(&spelt(&made)) {
            if finding.code == MISSING {
                missing.push(finding);
            } else {
                made.take_out(&finding);
            }
        }
    }
    made.remarks.sort();
    Declared { message: spelt(&made), remarks: made.remarks, missing, faults }
}

/// The code of what says that a field is not there.
const MISSING: &str = "FMT-1101";

fn spelt(made: &Made) -> Value {
    json!({ "tongguan": "declaration", "declaration": made.declaration })
}

/// What the house itself says of the form of a declaration.
fn findings(message: &Value) -> Vec<Finding> {
    match read(message.to_string().as_bytes(), &Limits::default()) {
        Ok(Message::Declaration(reading)) => reading.faults,
        _ => Vec::new(),
    }
}

struct Maker<'l> {
    law: &'l Law,
    made: Made,
    faults: Vec<SadFault>,
}

impl Maker<'_> {
    fn document(&mut self, sad: &Sad) {
        let is_export = self.direction(sad);
        self.made.put("reference", &sad.reference);
        self.parties(sad, is_export);
        self.places(sad, is_export);
        self.money("freight", &sad.external_freight);
        self.money("insurance", &sad.insurance);
        self.other_charges(sad);
        self.weights(sad);
        self.gathered(sad);
        for (index, container) in sad.containers.iter().enumerate() {
            let pointer = |name: &str| format!("containers[{index}].{name}");
            self.made.put(&pointer("number"), &container.number);
            self.made.put(&pointer("goods_lines"), &container.item);
            self.made.put(&pointer("goods_weight_kg"), &container.gross_weight);
            self.made.leave(&container.kind, "sizes of containers have codes of their own here");
        }
        for (index, item) in sad.items.iter().enumerate() {
            self.item(sad, index, item);
        }
        if sad.items.is_empty() {
            let none = SadText { path: "Item".to_owned(), line: 1, ..SadText::default() };
            self.faults.push(fault(&none, "", "an item"));
        }
        let stated = sad.n_items.given().filter(|it| **it != *sad.items.len().to_string());
        if let Some(stated) = stated {
            self.faults.push(fault(&sad.n_items, stated, format!("{} items", sad.items.len())));
        }
    }

    fn direction(&mut self, sad: &Sad) -> bool {
        let letter = |it: &SadText| it.text.chars().next().map(|it| it.to_ascii_uppercase());
        let (said, first) = match letter(&sad.flow) {
            None => (&sad.kind, letter(&sad.kind)),
            first => (&sad.flow, first),
        };
        match first {
            Some('I') => self.made.put_as("direction", said, "import"),
            Some('E') => self.made.put_as("direction", said, "export"),
            _ => self.faults.push(fault(&sad.flow, &said.text, "I or E")),
        }
        first == Some('E')
    }

    fn parties(&mut self, sad: &Sad, is_export: bool) {
        let (own, abroad) = if is_export {
            (&sad.exporter, &sad.consignee)
        } else {
            (&sad.consignee, &sad.exporter)
        };
        let made = &mut self.made;
        let mut party = |name: &str, party: &SadParty| {
            made.put(&format!("{name}.code"), &party.code);
            made.put(&format!("{name}.name"), &party.name);
        };
        party("trader", own);
        party("declarant", &sad.declarant);
        self.made.put("party_abroad.code", &abroad.code);
        self.made.put("party_abroad.name_en", &abroad.name);
        self.made.put("declarant_person", &sad.representative);
        self.made.leave(&sad.financial.code, "who pays is not said in a declaration here");
        self.made.leave(&sad.financial.name, "who pays is not said in a declaration here");
    }

    fn places(&mut self, sad: &Sad, is_export: bool) {
        let codes = &self.law.codes;
        let office = |said: &SadText| {
            said.given().filter(|it| codes.contains(Table::CustomsDistrict, it)).map(str::to_owned)
        };
        let (declaring, port) = (office(&sad.office), office(&sad.border_office));
        self.made.put_code(
            "declaring_customs",
            &sad.office,
            declaring.as_deref(),
            "customs office",
        );
        self.made.put_code("port_customs", &sad.border_office, port.as_deref(), "customs office");
        let other = if is_export { &sad.destination_country } else { &sad.export_country };
        self.country("shipping_country", other);
        self.country("trade_country", &sad.trading_country);
        let ours = self.law.sad_codes.ours(SadCode::Transport, &sad.border_mode.text);
        self.made.put_code("transport_mode", &sad.border_mode, ours, "mode of transport");
        let identity = if sad.border_identity.is_empty() {
            &sad.inland_identity
        } else {
            &sad.border_identity
        };
        self.made.put("transport_name", identity);
        let ours = self.law.sad_codes.ours(SadCode::Terms, &sad.delivery_terms.text);
        self.made.put_code("transaction_mode", &sad.delivery_terms, ours, "terms of transaction");
        self.made.put("storage_place", &sad.goods_location);
        self.made.put("bonded_site", &sad.warehouse);
        self.made.put("note", &sad.comments);
        let why = "ports abroad have codes of their own here, not UN/LOCODE";
        self.made.leave(&sad.loading_place, why);
        self.made.leave(&sad.manifest_no, "a manifest is found by the bill of its goods here");
        self.made.leave(&sad.deferred_payment, "how tax is paid is not said in a declaration here");
        self.made
            .leave(&sad.internal_freight.nonzero(), "freight inside the country is no charge here");
    }

    fn country(&mut self, pointer: &str, said: &SadText) {
        let ours = self.law.sad_codes.ours(SadCode::Country, &said.text);
        self.made.put_code(pointer, said, ours, "country");
    }

    /// A charge in all, unless it is nothing.
    fn money(&mut self, name: &str, money: &SadMoney) {
        let said = money.nonzero();
        if said.is_empty() {
            return;
        }
        if money.foreign.is_empty() {
            return self.made.leave(&said, "in which currency is not said");
        }
        self.made.put_as(&format!("{name}.mark"), &said, "3");
        self.made.put(&format!("{name}.amount"), &said);
        self.made.put(&format!("{name}.currency"), &money.currency);
    }

    /// Other costs without what is deducted, which is negative when it is more.
    fn other_charges(&mut self, sad: &Sad) {
        let (cost, deduction) = (sad.other_cost.nonzero(), sad.deduction.nonzero());
        if deduction.is_empty() {
            return self.money("other_charges", &sad.other_cost);
        }
        let is_one_currency =
            cost.is_empty() || sad.other_cost.currency.text == sad.deduction.currency.text;
        let [plus, minus] = [&cost, &deduction].map(exact);
        if !is_one_currency {
            self.money("other_charges", &sad.other_cost);
            let why = "it is in another currency than what is added, and ours have one";
            return self.made.leave(&deduction, why);
        }
        let rest = plus.minus(&minus).to_string();
        self.made.put_as("other_charges.mark", &deduction, "3");
        self.made.put_as("other_charges.amount", &deduction, &rest);
        self.made.put("other_charges.currency", &sad.deduction.currency);
        let what = format!("other costs of {plus} less deductions of {minus} are {rest}");
        self.made.remark(&deduction, Some("declaration.other_charges.amount"), &what);
    }

    fn weights(&mut self, sad: &Sad) {
        if sad.gross_weight.is_empty() {
            self.sum("gross_weight_kg", sad, |it| &it.gross_weight);
        } else {
            self.made.put("gross_weight_kg", &sad.gross_weight);
        }
        self.sum("net_weight_kg", sad, |it| &it.net_weight);
        if sad.packages.is_empty() {
            self.sum("packages", sad, |it| &it.packages);
        } else {
            self.made.put("packages", &sad.packages);
        }
    }

    /// What the items say together; nothing when one says nothing.
    fn sum(&mut self, pointer: &str, sad: &Sad, of: fn(&SadItem) -> &SadText) {
        let Some(first) = sad.items.first().map(of) else { return };
        if sad.items.iter().any(|it| of(it).is_empty()) {
            return;
        }
        let sum = sad.items.iter().fold(Exact::default(), |sum, it| sum.plus(&exact(of(it))));
        self.made.put_as(pointer, first, &sum.to_string());
    }

    /// What stands with each item there and once here.
    fn gathered(&mut self, sad: &Sad) {
        self.once("bill_no", sad, |it| &it.previous.summary);
        self.once("related_document_no", sad, |it| &it.previous.reference);
        self.once("licence_no", sad, |it| &it.licence_no);
        let mut marks: Vec<&SadText> = Vec::new();
        for said in sad.items.iter().flat_map(|it| [&it.marks, &it.marks2]) {
            if !said.is_empty() && !marks.iter().any(|it| it.text == said.text) {
                marks.push(said);
            }
        }
        if let Some(first) = marks.first() {
            let texts: Vec<&str> = marks.iter().map(|it| it.as_str()).collect();
            self.made.put_as("marks", first, &texts.join(" "));
        }
    }

    fn once(&mut self, pointer: &str, sad: &Sad, of: fn(&SadItem) -> &SadText) {
        let mut said = sad.items.iter().map(of).filter(|it| !it.is_empty());
        let Some(first) = said.next() else { return };
        self.made.put(pointer, first);
        for other in said.filter(|it| it.text != first.text) {
            self.made.leave(
                other,
                &format!("`declaration.{pointer}` is one, and an item before says another"),
            );
        }
    }

    fn item(&mut self, sad: &Sad, index: usize, item: &SadItem) {
        let at = |name: &str| format!("items[{index}].{name}");
        self.made.put_as(&at("number"), &item.at, &(index + 1).to_string());
        self.code(&at("commodity_code"), item);
        let name = if item.name.is_empty() { &item.description } else { &item.name };
        self.made.put(&at("name"), name);
        self.country(&at("origin"), &item.origin);
        self.country(&at("destination"), &sad.destination_country);
        let money = &item.invoice;
        let total = if money.foreign.is_empty() { &item.price } else { &money.foreign };
        self.made.put(&at("total_price"), total);
        let currency =
            if money.currency.is_empty() { &sad.invoice.currency } else { &money.currency };
        self.made.put(&at("currency"), currency);
        self.quantities(index, item);
        let why = "procedures are supervision modes here, which a trader must choose";
        self.made.leave(&item.procedure, why);
        self.made.leave(&item.packages_kind, "kinds of packages have codes of their own here");
        self.made.leave(&item.preference, "a preference is claimed by a proof of origin here");
        self.made.leave(&item.quota, "a quota is claimed by its certificate here");
        self.made.leave(&item.previous.warehouse, "a warehouse stands once in a declaration here");
        for document in &item.documents {
            let what = format!(
                "{} {} {}: documents are attached as files here (USF001), or named by kinds of licences",
                document.code.text, document.name.text, document.reference.text
            );
            let said =
                if document.reference.is_empty() { &document.code } else { &document.reference };
            self.made.leave(said, what.trim());
        }
    }

    /// The whole code where the house's tariff has it, else the six digits that all countries share.
    fn code(&mut self, pointer: &str, item: &SadItem) {
        let said = &item.commodity_code;
        let code = item.code();
        let Some(six) = code.get(..6).filter(|_| code.bytes().all(|it| it.is_ascii_digit())) else {
            return self.made.leave(said, "a commodity code has at least six digits");
        };
        let (ten, rest) = code.split_at_checked(10).unwrap_or((&code, ""));
        let is_ours = rest.bytes().all(|it| it == b'0')
            && ten.parse().is_ok_and(|it| !self.law.tariff.periods(it).is_empty());
        let whole = SadText { text: code.clone(), ..said.clone() };
        let full = format!("declaration.{pointer}");
        if is_ours && ten.len() == 10 {
            self.made.put_as(pointer, said, ten);
            let what = "the house's tariff has this code: what stands behind the sixth digit may be other goods there";
            self.made.remark(&whole, Some(&full), what);
        } else {
            self.made.put_as(pointer, said, six);
            let what =
                format!("the house's tariff has no such code; {six} is what all countries share");
            self.made.remark(&whole, Some(&full), &what);
        }
    }

    /// Supplementary units are the statutory ones; without them the net weight is.
    fn quantities(&mut self, index: usize, item: &SadItem) {
        let at = |name: &str| format!("items[{index}].{name}");
        let mut units = item.units.iter().filter(|it| !it.quantity.is_empty());
        for number in 1..=2 {
            let Some(unit) = units.next() else { break };
            match self.law.sad_codes.ours(SadCode::Unit, &unit.code.text) {
                Some(ours) => {
                    self.made.put(&at(&format!("quantity{number}")), &unit.quantity);
                    self.made.put_as(&at(&format!("unit{number}")), &unit.code, ours);
                }
                None => self.made.leave(
                    &unit.code,
                    "no unit here means the same, so its quantity is left out too",
                ),
            }
        }
        for unit in units {
            self.made.leave(&unit.quantity, "goods have two statutory quantities here");
        }
        if item.units.is_empty() && !item.net_weight.is_empty() {
            self.made.put(&at("quantity1"), &item.net_weight);
            let kilograms = self.law.sad_codes.ours(SadCode::Unit, "KGM").unwrap_or_default();
            self.made.put_as(&at("unit1"), &item.net_weight, kilograms);
        }
    }
}

/// A number that was read; nothing is none.
fn exact(said: &SadText) -> Exact {
    said.text.parse().unwrap_or_default()
}
