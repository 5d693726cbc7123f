//! What risk analysis weighs of a case, in its one shape (ADR 0080), and what it remembers of what is decided.

use model::{
    Assessment, AuditOutcome, Date, Declaration, DeclarationAssessment, EntryId, GoodsReturn,
    Inventory, KeyPair, Moment, Order, Selection, Text, Waybill,
};
use params::{Codes, RetailLaw, Table, UnitCode};
use risk::{
    case::{Case, Counts, Figures, Line, Parties, Procedure, Role, Times},
    engine::Verdict,
    memory::{CaseKeys, Grade},
};

use crate::{
    declaration::DeclarationFile, desk::Desk, entry::Entry, registry::Registry, scales::Scales,
};

/// What stands beside a parcel's list.
struct Beside<'d, 'a> {
    list: &'d Inventory<'a>,
    order: Option<&'d Order<'a>>,
    paid_at: Option<Moment>,
    waybill: Option<&'d Waybill<'a>>,
    assessment: Option<&'d Assessment>,
}

/// Something was declared otherwise than it is, and no tax is lost by it.
const SLIGHT: Grade = Grade(1);
/// Something was found that was declared otherwise, or not at all.
const DISCREPANCY: Grade = Grade(2);
/// Goods were held, sent back, destroyed, or handed over.
const GRAVE: Grade = Grade(3);

impl Desk<'_, '_> {
    /// A parcel's list is accepted and was assessed: it is weighed, and remembered.
    pub(crate) fn weigh_parcel(
        &mut self,
        index: usize,
        assessment: &Assessment,
        selection: &mut Selection,
    ) {
        // The case borrows from the desk, on which the scales stand.
        let Some(mut scales) = self.scales.take() else { return };
        if let Some(entry) = self.entries.get(index)
            && let Some(case) = self.parcel_case(entry, Some(assessment))
        {
            let keys = scales.keys(&case);
            let verdict = scales.weigh(&case, &keys, self.registry.risk(), selection);
            scales.saw(&case, &keys);
            scales.note(entry.id, case, &verdict);
        }
        self.scales = Some(scales);
    }

    /// Its list went back with findings.
    pub(crate) fn remember_parcel_refused(&mut self, index: usize) {
        self.remember_parcel(index, |scales, _, keys| scales.refused(keys));
    }

    /// Its list was taken back.
    pub(crate) fn remember_parcel_cancelled(&mut self, index: usize) {
        self.remember_parcel(index, |scales, _, keys| scales.cancelled(keys));
    }

    /// Its goods were examined.
    pub(crate) fn remember_parcel_examined(&mut self, index: usize, is_conform: bool) {
        self.remember_parcel(index, |scales, entry, keys| {
            scales.examined(entry, keys, (!is_conform).then_some(GRAVE), Vec::new());
        });
    }

    /// Goods of a released list are to go back. The list's papers are put away by then; the application names who it was.
    pub(crate) fn remember_return(&mut self, it: &GoodsReturn<'_>) {
        let Some(scales) = &mut self.scales else { return };
        let at = self.now.at;
        scales.returned(&returned_case(it, at));
    }

    fn remember_parcel(
        &mut self,
        index: usize,
        what: impl FnOnce(&mut Scales<'_>, EntryId, &CaseKeys),
    ) {
        let Some(mut scales) = self.scales.take() else { return };
        if let Some(entry) = self.entries.get(index)
            && let Some(case) = self.parcel_case(entry, entry.assessment.as_ref())
        {
            let keys = scales.keys(&case);
            what(&mut scales, entry.id, &keys);
        }
        self.scales = Some(scales);
    }

    fn parcel_case<'d>(
        &'d self,
        entry: &'d Entry<'_>,
        assessment: Option<&'d Assessment>,
    ) -> Option<Case<'d>> {
        let beside = Beside {
            list: entry.inventory.as_ref()?.document.as_deref()?,
            order: entry.order.as_ref().and_then(|it| it.document.as_deref()),
            paid_at: entry
                .payment
                .as_ref()
                .and_then(|it| it.document.as_deref())
                .and_then(|it| it.paid_at.moment()),
            waybill: entry
                .waybill
                .and_then(|it| self.waybill_index(it))
                .and_then(|it| self.waybills.get(it))
                .and_then(|it| it.held.as_ref())
                .and_then(|it| it.document.as_deref()),
            assessment,
        };
        Some(case_of_parcel(entry, &beside, self.registry, self.now.retail.as_ref(), self.now.at))
    }

    /// A declaration was accepted and assessed.
    pub(crate) fn remember_declaration(&mut self, index: usize) {
        self.with_declaration(index, |scales, case, _| {
            let keys = scales.keys(&case);
            scales.saw(&case, &keys);
        });
    }

    /// What is said of it, beside what selected it, and what is done with how it was weighed.
    pub(crate) fn weigh_declaration(
        &mut self,
        index: usize,
        selection: &mut Selection,
        note: impl FnOnce(&mut Scales<'_>, EntryId, Case<'_>, &Verdict),
    ) {
        let registry = self.registry;
        self.with_declaration(index, |scales, case, entry| {
            let keys = scales.keys(&case);
            let verdict = scales.weigh(&case, &keys, registry.risk(), selection);
            note(scales, entry, case, &verdict);
        });
    }

    /// It went back to its declarant with findings.
    pub(crate) fn remember_declaration_refused(&mut self, index: usize) {
        self.with_declaration(index, |scales, case, _| {
            let keys = scales.keys(&case);
            scales.refused(&keys);
        });
    }

    /// It was withdrawn.
    pub(crate) fn remember_declaration_cancelled(&mut self, index: usize) {
        self.with_declaration(index, |scales, case, _| {
            let keys = scales.keys(&case);
            scales.cancelled(&keys);
        });
    }

    /// Its goods were examined: as declared or not, in which ways not, and what is done with them.
    pub(crate) fn remember_declaration_examined(
        &mut self,
        index: usize,
        kinds: Vec<String>,
        disposal: &str,
    ) {
        let grade = match disposal {
            "ship_back" | "destroy" | "detain" | "hand_over" => Some(GRAVE),
            _ if !kinds.is_empty() => Some(DISCREPANCY),
            _ => None,
        };
        self.with_declaration(index, |scales, case, entry| {
            let keys = scales.keys(&case);
            scales.examined(entry, &keys, grade, kinds);
        });
    }

    /// Customs decided its prices; that is a finding where tax rises.
    pub(crate) fn remember_value_decided(&mut self, index: usize, is_higher: bool) {
        let kinds = if is_higher { vec!["items.total_price".to_owned()] } else { Vec::new() };
        self.with_declaration(index, |scales, case, entry| {
            let keys = scales.keys(&case);
            scales.examined(entry, &keys, is_higher.then_some(DISCREPANCY), kinds);
        });
    }

    /// What an audit came to for each of its declarations, as they stood until now. What was handed over was found; of what
    /// else was in such a case nothing is known yet. What a trader filed himself is no finding.
    pub(crate) fn remember_audited(&mut self, audit: usize, is_handed_over: bool) {
        let Some(file) = self.audits.files.get(audit).filter(|it| !it.kind.is_filed()) else {
            return;
        };
        let found = |number: &str| -> Vec<String> {
            let of_it = file.findings.iter().filter(|it| it.declaration_no == number);
            let mut fields: Vec<String> =
                of_it.flat_map(|it| it.fields.iter().map(|it| it.field.clone())).collect();
            fields.sort_unstable();
            fields.dedup();
            fields
        };
        let mut told = Vec::new();
        for (case, number) in &file.declarations {
            let Some(index) = self.declarations.of_id(*case) else { continue };
            let result = file.results.iter().find(|it| it.declaration_no == *number);
            let is_named = file.findings.iter().any(|it| it.declaration_no == *number);
            let grade = match (is_handed_over, result.map(|it| it.outcome)) {
                (true, _) if is_named => Some(GRAVE),
                (true, _) => continue,
                (false, Some(AuditOutcome::Recovered)) => Some(DISCREPANCY),
                (false, Some(AuditOutcome::Corrected)) => Some(SLIGHT),
                (false, _) => None,
            };
            let kinds = if grade.is_some() { found(number) } else { Vec::new() };
            told.push((index, grade, kinds));
        }
        for (index, grade, kinds) in told {
            self.with_declaration(index, |scales, case, entry| {
                let keys = scales.keys(&case);
                scales.examined(entry, &keys, grade, kinds);
            });
        }
    }

    fn with_declaration(
        &mut self,
        index: usize,
        what: impl FnOnce(&mut Scales<'_>, Case<'_>, EntryId),
    ) {
        let Some(mut scales) = self.scales.take() else { return };
        if let Some(file) = self.declarations.files.get(index) {
            what(&mut scales, case_of_declaration(file, self.registry, self.now.at), file.id);
        }
        self.scales = Some(scales);
    }
}

fn parties<'d>(named: &[(Role, &'d str)]) -> Parties<'d> {
    let mut parties = [""; Role::ALL.len()];
    for (role, code) in named {
        if let Some(place) = parties.get_mut(*role as usize) {
            *place = code;
        }
    }
    parties
}

/// As much of a case as an application to send goods back names: who was in it.
fn returned_case<'d>(it: &'d GoodsReturn<'_>, at: Moment) -> Case<'d> {
    Case {
        procedure: Procedure::Parcel,
        key: KeyPair::default(),
        at,
        parties: parties(&[
            (Role::Buyer, &it.buyer_id_number),
            (Role::Telephone, &it.buyer_telephone),
            (Role::Platform, &it.platform_code),
            (Role::Seller, &it.seller_code),
            (Role::Courier, &it.logistics_code),
            (Role::Declarant, &it.declarant_code),
        ]),
        credit: None,
        customs: &it.customs_code,
        port: "",
        supervision_mode: "",
        transport_mode: "",
        shipping_country: "",
        trade_country: "",
        packaging: "",
        figures: Figures::default(),
        times: Times::default(),
        counts: Counts::default(),
        note: "",
        lines: Vec::new(),
    }
}

fn case_of_parcel<'d>(
    entry: &'d Entry<'_>,
    beside: &Beside<'d, '_>,
    registry: &'d Registry,
    retail: Option<&RetailLaw>,
    at: Moment,
) -> Case<'d> {
    let Beside { list, order, paid_at, waybill, assessment } = *beside;
    let on = at.local_date();
    Case {
        procedure: Procedure::Parcel,
        key: entry.key,
        at,
        parties: parties(&[
            (Role::Buyer, &list.buyer_id_number),
            (Role::Telephone, &list.buyer_telephone),
            (Role::Address, &list.consignee_address),
            (Role::Platform, &list.platform_code),
            (Role::Seller, &list.seller_code),
            (Role::Courier, &list.logistics_code),
            (Role::PaymentCompany, order.map_or("", |it| it.payment_company_code.as_str())),
            (Role::Declarant, &list.declarant_code),
            (Role::Vehicle, &list.voyage_no),
            (Role::Site, &list.site_code),
        ]),
        credit: registry.enterprise(&list.declarant_code).map(|it| it.credit_on(on).0),
        customs: &list.customs_code,
        port: &list.port_code,
        supervision_mode: &list.supervision_mode,
        transport_mode: &list.transport_mode,
        shipping_country: &list.country,
        trade_country: list.items.first().map_or("", |it| it.trade_country.as_str()),
        packaging: &list.packaging,
        figures: Figures {
            value: assessment.map(|it| it.customs_value),
            freight: Some(list.freight),
            insurance: Some(list.insurance),
            discount: order.map(|it| it.discount),
            paid: order.map(|it| it.actual_paid),
            tax: assessment.map(Assessment::total),
            gross_kg: Some(list.gross_weight_kg),
            net_kg: Some(list.net_weight_kg),
            carried_kg: waybill.map(|it| it.weight_kg),
            packages: Some(list.packages),
            carried_packages: waybill.map(|it| it.packages),
            single_limit: retail.map(|it| it.single_limit.value),
            year_left: None,
        },
        times: Times {
            sent: list.head.sent_at.moment(),
            ordered: order.and_then(|it| it.head.sent_at.moment()),
            paid: paid_at,
            arrived: None,
        },
        counts: Counts::default(),
        note: &list.note,
        lines: lines_of_parcel(list, assessment, registry, on),
    }
}

fn lines_of_parcel<'d>(
    list: &'d Inventory<'_>,
    assessment: Option<&Assessment>,
    registry: &'d Registry,
    on: Date,
) -> Vec<Line<'d>> {
    let is_alone = list.items.len() == 1;
    let assessed = |number: u32| assessment?.items.iter().find(|it| it.number == number);
    let line = |it: &'d model::InventoryItem<'_>| {
        let taxed = assessed(it.number);
        Line {
            commodity: &it.commodity_code,
            origin: &it.country,
            name: &it.name,
            model: &it.model,
            tariff_text: tariff_text(registry, &it.commodity_code, on),
            unit: &it.unit,
            quantity: it.quantity,
            statutory_unit: &it.unit1,
            statutory_quantity: it.quantity1,
            weight_kg: weight(&it.unit1, it.quantity1, &it.unit2, it.quantity2)
                .or_else(|| is_alone.then_some(list.net_weight_kg)),
            value: taxed.map(|it| it.customs_value),
            tax: taxed.map(|it| it.duty + it.consumption_tax + it.vat),
            currency: &it.currency,
        }
    };
    list.items.iter().map(line).collect()
}

fn tariff_text<'d>(registry: &'d Registry, code: &str, on: Date) -> &'d str {
    let line = code.parse().ok().and_then(|it| registry.law.tariff.line(it, on).ok());
    line.map_or("", |it| &it.name)
}

/// Where one of the units of the law is the kilogram.
fn weight(
    unit1: &str,
    quantity1: model::Amount,
    unit2: &str,
    quantity2: Option<model::Amount>,
) -> Option<model::Amount> {
    let is_weight = |unit: &str| unit == UnitCode::KILOGRAM.as_str();
    if is_weight(unit1) { Some(quantity1) } else { quantity2.filter(|_| is_weight(unit2)) }
}

fn case_of_declaration<'d>(
    file: &'d DeclarationFile<'_>,
    registry: &'d Registry,
    at: Moment,
) -> Case<'d> {
    let declaration = &*file.declaration;
    let codes = &registry.law.codes;
    let assessment = file.assessment.as_deref();
    let on = at.local_date();
    Case {
        procedure: Procedure::Declaration,
        key: file.key,
        at,
        parties: parties(&[
            (Role::Trader, code_of(&declaration.trader)),
            (Role::Owner, code_of(&declaration.owner)),
            (Role::Declarant, code_of(&declaration.declarant)),
            (Role::Abroad, abroad(declaration)),
            (Role::Vehicle, &declaration.transport_name),
            (Role::Site, &declaration.storage_place),
        ]),
        credit: registry.enterprise(code_of(&declaration.trader)).map(|it| it.credit_on(on).0),
        customs: &declaration.declaring_customs,
        port: &declaration.port_customs,
        supervision_mode: &declaration.supervision_mode,
        transport_mode: &declaration.transport_mode,
        shipping_country: numeric(codes, &declaration.shipping_country),
        trade_country: numeric(codes, &declaration.trade_country),
        packaging: &declaration.packaging,
        figures: Figures {
            value: assessment.map(|it| it.customs_value),
            freight: assessment.map(|it| it.freight.yuan),
            insurance: assessment.map(|it| it.insurance.yuan),
            tax: assessment.map(DeclarationAssessment::payable),
            gross_kg: Some(declaration.gross_weight_kg),
            net_kg: Some(declaration.net_weight_kg),
            packages: Some(declaration.packages),
            ..Figures::default()
        },
        times: Times { arrived: file.on_manifest.and_then(|it| it.arrived_at), ..Times::default() },
        counts: Counts {
            containers: count(declaration.containers.len()),
            licences: count(declaration.documents.len()),
            papers: count(declaration.attachments.len()),
            returns: None,
        },
        note: &declaration.note,
        lines: lines_of_declaration(declaration, assessment, registry, on),
    }
}

fn lines_of_declaration<'d>(
    declaration: &'d Declaration<'_>,
    assessment: Option<&DeclarationAssessment>,
    registry: &'d Registry,
    on: Date,
) -> Vec<Line<'d>> {
    let is_alone = declaration.items.len() == 1;
    let assessed = |number: u32| assessment?.lines.iter().find(|it| it.number == number);
    let line = |it: &'d model::GoodsItem<'_>| {
        let taxed = assessed(it.number);
        Line {
            commodity: &it.commodity_code,
            origin: numeric(&registry.law.codes, &it.origin),
            name: &it.name,
            model: &it.model,
            tariff_text: tariff_text(registry, &it.commodity_code, on),
            unit: &it.unit,
            quantity: it.quantity,
            statutory_unit: &it.unit1,
            statutory_quantity: it.quantity1,
            weight_kg: weight(&it.unit1, it.quantity1, &it.unit2, it.quantity2)
                .or_else(|| is_alone.then_some(declaration.net_weight_kg)),
            value: taxed.map(|it| it.customs_value),
            tax: taxed.map(|it| it.total()),
            currency: &it.currency,
        }
    };
    declaration.items.iter().map(line).collect()
}

/// Countries go by their old numeric codes, which parcels have.
fn numeric<'d>(codes: &'d Codes, alpha: &'d str) -> &'d str {
    codes.numeric(Table::CountryAlpha, alpha).unwrap_or(alpha)
}

/// The code by which a company is registered with customs, or that of its licence.
fn code_of<'d>(trader: &'d model::Trader<'_>) -> &'d str {
    trader.code.given().unwrap_or(&trader.credit_code)
}

fn abroad<'d>(declaration: &'d Declaration<'_>) -> &'d str {
    let party = &declaration.party_abroad;
    let names = [&party.name_en, &party.name, &party.code];
    names.into_iter().find_map(Text::given).unwrap_or_default()
}

fn count(n: usize) -> Option<u32> {
    u32::try_from(n).ok()
}
