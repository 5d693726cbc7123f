//! One question over everything: whatever goes by a number, and enterprises by their names.
//!
//! Cases are found by numbers that lead to them and by claims, never by going through them, and are shown as their own
//! pages show them: what is none of the viewer's is not found. What is asked for may be somebody's, so it is a body and
//! never an address.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
};
use clearance::{
    AuditFile, InstrumentFile, amendment_state_of, audit_state_of, case_of_amendment_no,
    case_of_audit_no, case_of_duty_slip_no, case_of_instrument_no, catalogue,
    claims::BillRecord,
    consignment_of_transit_no, consignment_state_of, declaration_state_of, duty_slip_state_of,
    entry::state_of,
    entry_of_consignment_no, entry_of_return_no, entry_of_slip_no, exit_list_state_of,
    export_state_of, gate_pass_state_of, instrument_state_of,
    ports::{EntryRow, Records as _},
    slip::slip_state_of,
    transit_case, transit_state_of,
};
use model::{Direction, Enterprise, EntryId, KeyPair, Right};
use params::search as search_tariff;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{
    ApiState, declarations, entries, exports, extract::body, manifests, problem::Failure, zone,
};
use crate::{
    access::{
        Principal, Viewer, amendment_parties, consignment_parties, duty_slip_parties,
        exit_list_parties, export_parties, gate_pass_parties, guarantee_parties,
        instrument_parties, manifest_parties, parcel_parties, retail_slip_parties, transit_parties,
    },
    clock,
    view::{
        Problem, amendment_view, audit_summary, consignment_view, declaration_summary,
        duty_slip_view, entry_summary, exit_list_summary, export_summary, gate_pass_summary,
        instrument_view, manifest_summary, slip_view, transit_view, vocabulary::FoundKind,
    },
};

/// Characters of a question; what is longer is no number and no name.
const ASKED_MAX: usize = 80;
/// Of a kind, so many are shown.
const OF_A_KIND: usize = 8;
/// Looking under every company's numbers stops after so long.
const LOOKS_FOR: Duration = Duration::from_millis(1_500);

/// What is looked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchQuestion {
    /// A number as it stands on a paper, a commodity code, a check's code, or part of an enterprise's name.
    q: String,
}

/// Everything that goes by it, as far as it is for the viewer's eyes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    items: Vec<SearchHit>,
    /// False: there are so many companies that not every one's numbers were looked under.
    is_whole: bool,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHit {
    kind: FoundKind,
    number: String,
    /// Of its page, where it has one.
    page_no: String,
    /// What else tells what it is; may be empty.
    title: String,
    /// Empty where it has no state.
    state_title_zh: String,
    state_title_en: String,
}

/// Search over everything
#[utoipa::path(
    post, path = "/api/v1/search", operation_id = "search", tag = "search",
    request_body = SearchQuestion,
    responses((status = 200, description = "What was found", body = SearchAnswer),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn search_all(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    asked: Result<Json<SearchQuestion>, JsonRejection>,
) -> Result<Json<SearchAnswer>, Failure> {
    let SearchQuestion { q } = body(asked)?;
    let q = q.trim().to_owned();
    if q.chars().count() < 2 || q.chars().count() > ASKED_MAX {
        let detail = format!("a search has two to {ASKED_MAX} characters");
        return Err(Failure::bad_request(detail));
    }
    let answer = state.read(move |records, state| {
        let until = Instant::now() + LOOKS_FOR;
        let (items, is_whole) = (Vec::new(), true);
        let q = q.as_str();
        let mut search = Search { records, state, principal, viewer, q, until, items, is_whole };
        search.declarations()?;
        search.parcels()?;
        search.zone()?;
        search.carried()?;
        search.moneys()?;
        search.papers()?;
        search.registered()?;
        search.law()?;
        Ok(SearchAnswer { items: search.items, is_whole: search.is_whole })
    });
    Ok(Json(answer.await?))
}

/// A question under way.
struct Search<'s> {
    records: &'s HouseRecords,
    state: &'s ApiState,
    principal: Arc<Principal>,
    viewer: Viewer,
    q: &'s str,
    until: Instant,
    items: Vec<SearchHit>,
    is_whole: bool,
}

/// By which fields of a view a hit is told.
struct Told {
    number: &'static str,
    title: &'static str,
    /// Of the page; nothing: the number is.
    page: Option<String>,
}

fn text(view: &Value, pointer: &str) -> String {
    match view.pointer(pointer) {
        Some(Value::String(it)) => it.clone(),
        Some(Value::Number(it)) => it.to_string(),
        _ => String::new(),
    }
}

impl Search<'_> {
    fn has(&self, right: Right) -> bool {
        self.principal.has(right)
    }

    /// Takes a view as it is shown.
    fn add(&mut self, kind: FoundKind, shown: impl Serialize, told: Told) -> Result<()> {
        let view = serde_json::to_value(shown)?;
        let mut number = text(&view, told.number);
        let page_no = told.page.unwrap_or_else(|| number.clone());
        if number.is_empty() {
            number.clone_from(&page_no);
        }
        let is_known = |it: &SearchHit| it.kind == kind && it.page_no == page_no;
        let n_known = self.items.iter().filter(|it| it.kind == kind).count();
        if page_no.is_empty() || n_known >= OF_A_KIND || self.items.iter().any(is_known) {
            return Ok(());
        }
        self.items.push(SearchHit {
            kind,
            number,
            page_no,
            title: text(&view, told.title),
            state_title_zh: text(&view, "/state_title_zh"),
            state_title_en: text(&view, "/state_title_en"),
        });
        Ok(())
    }

    /// The case of a number that ends in its serial, where it is one of these.
    fn row(&self, id: Option<EntryId>, is_one: fn(u8) -> bool) -> Result<Option<EntryRow>> {
        let row = id.map(|it| self.records.entry(it)).transpose()?.flatten();
        Ok(row.filter(|it| is_one(it.state)))
    }

    /// The cases that are claimed under a number by any company that is registered here, in the order of the companies.
    fn claimed(&mut self, keys: impl Fn(&str, &str) -> Vec<KeyPair>) -> Result<Vec<EntryId>> {
        let (company, number) = self.q.split_once(':').unwrap_or(("", self.q));
        let companies: Vec<String> = match company {
            "" => self.state.with_registry(self.records, |registry| {
                registry.enterprises().flat_map(Enterprise::codes).map(str::to_owned).collect()
            })?,
            one => vec![one.to_owned()],
        };
        let mut ids = Vec::new();
        for company in companies {
            if Instant::now() >= self.until {
                self.is_whole = false;
                break;
            }
            for key in keys(&company, number) {
                ids.extend(self.records.claim(key)?.map(|it| it.entry).filter(|it| it.0 != 0));
            }
        }
        Ok(ids)
    }

    fn declarations(&mut self) -> Result<()> {
        if !self.has(Right::SeeCases) {
            return Ok(());
        }
        let mut rows: Vec<EntryRow> =
            declarations::find(self.records, self.q)?.into_iter().collect();
        let keyring = self.state.keyring();
        for id in self.claimed(|company, number| vec![keyring.declaration(company, number)])? {
            rows.extend(self.row(Some(id), |it| declaration_state_of(it).is_some())?);
        }
        for row in rows {
            self.declaration(&row)?;
        }
        Ok(())
    }

    fn declaration(&mut self, row: &EntryRow) -> Result<()> {
        let Some(sight) = declarations::sight(self.records, &self.viewer, row)? else {
            return Ok(());
        };
        let summary = declaration_summary(row)?;
        let number = match summary.declaration_no.as_str() {
            "" => summary.number.to_string(),
            number => number.to_owned(),
        };
        let told = Told { number: "/declaration_no", title: "/trader/name", page: Some(number) };
        match sight.show("declaration", summary)? {
            Some(shown) => self.add(FoundKind::Declaration, shown, told),
            None => Ok(()),
        }
    }

    fn parcels(&mut self) -> Result<()> {
        if !self.has(Right::SeeParcels) {
            return Ok(());
        }
        let mut rows = entries::find(self.records, self.state, self.q)?;
        let of_return = self.row(entry_of_return_no(self.q), |it| state_of(it).is_some())?;
        rows.extend(of_return);
        for row in rows {
            let summary = entry_summary(self.records, &row)?;
            let page = match summary.entry_id.as_str() {
                "" => row.id.to_string(),
                number => number.to_owned(),
            };
            let told = Told { number: "/entry_id", title: "/order_no", page: Some(page) };
            let Some(sight) = self.viewer.sight(|| parcel_parties(&row))? else { continue };
            if let Some(shown) = sight.show("parcel_row", summary)? {
                self.add(FoundKind::Parcel, shown, told)?;
            }
        }
        let mut exported: Vec<EntryRow> =
            exports::find(self.records, self.q)?.into_iter().collect();
        let keyring = self.state.keyring();
        for id in self.claimed(|company, number| vec![keyring.export_waybill(company, number)])? {
            exported.extend(self.row(Some(id), |it| export_state_of(it).is_some())?);
        }
        for row in exported {
            let told =
                Told { number: "/list_no", title: "/order_no", page: Some(row.id.to_string()) };
            let Some(sight) = self.viewer.sight(|| export_parties(&row))? else { continue };
            if let Some(shown) = sight.show("export", export_summary(&row)?)? {
                self.add(FoundKind::Export, shown, told)?;
            }
        }
        Ok(())
    }

    /// What lets bonded goods leave.
    fn zone(&mut self) -> Result<()> {
        if !self.has(Right::SeeParcels) {
            return Ok(());
        }
        let mut rows: Vec<EntryRow> = zone::named(self.records, self.q)?.into_iter().collect();
        let keyring = self.state.keyring();
        let keys = |company: &str, number: &str| {
            vec![keyring.exit_list(company, number), keyring.gate_pass(company, number)]
        };
        for id in self.claimed(keys)? {
            rows.extend(self.records.entry(id)?);
        }
        for row in rows {
            let page = Some(row.id.to_string());
            if exit_list_state_of(row.state).is_some()
                && let Some(sight) = self.viewer.sight(|| exit_list_parties(&row))?
                && let Some(shown) = sight.show("exit_list", exit_list_summary(&row)?)?
            {
                let told = Told { number: "/list_no", title: "/preliminary_no", page };
                self.add(FoundKind::ExitList, shown, told)?;
            } else if gate_pass_state_of(row.state).is_some()
                && let Some(sight) = self.viewer.sight(|| gate_pass_parties(&row))?
                && let Some(shown) = sight.show("gate_pass", gate_pass_summary(&row)?)?
            {
                let told = Told { number: "/pass_no", title: "/preliminary_no", page };
                self.add(FoundKind::GatePass, shown, told)?;
            }
        }
        Ok(())
    }

    /// Manifests, the goods of their bills, and what goes on in transit.
    fn carried(&mut self) -> Result<()> {
        if !self.has(Right::SeeCases) {
            return Ok(());
        }
        if let Some(row) = manifests::find(self.records, self.state, self.q)?
            && let Some(sight) = self.viewer.sight(|| manifest_parties(&row))?
            && let Some(shown) = sight.show("manifest", manifest_summary(&row)?)?
        {
            let page = Some(row.id.to_string());
            let told = Told { number: "/manifest_no", title: "/transport_name", page };
            self.add(FoundKind::Manifest, shown, told)?;
        }
        let mut bills: Vec<EntryId> = entry_of_consignment_no(self.q).into_iter().collect();
        for direction in [Direction::Import, Direction::Export] {
            let key = self.state.keyring().bill(direction, self.q);
            if let Some(claim) = self.records.claim(key)? {
                bills.extend(
                    BillRecord::from_row(&claim)?.consignments.iter().rev().take(OF_A_KIND),
                );
            }
        }
        for id in bills {
            self.bill(id)?;
        }
        let transit = consignment_of_transit_no(self.q).map(transit_case);
        if let Some(row) = self.row(transit, |it| transit_state_of(it).is_some())?
            && let Some(sight) = self.viewer.sight(|| transit_parties(self.records, &row))?
        {
            let view = transit_view(&row)?;
            if view.transit_no == self.q {
                let told = Told {
                    number: "/transit_no",
                    title: "/bill_no",
                    page: Some(view.bill_no.clone()),
                };
                if let Some(shown) = sight.show("transit", view)? {
                    self.add(FoundKind::Transit, shown, told)?;
                }
            }
        }
        Ok(())
    }

    fn bill(&mut self, id: EntryId) -> Result<()> {
        let row = self.row(Some(id), |it| consignment_state_of(it).is_some())?;
        let Some(row) = row else { return Ok(()) };
        let sight = self.viewer.sight(|| consignment_parties(self.records, &row))?;
        let Some(sight) = sight else { return Ok(()) };
        let on = clock::now().local_date();
        let view =
            self.state.with_registry(self.records, |it| consignment_view(it, &row, on))??;
        if ![&view.bill_no, &view.consignment_no].iter().any(|it| *it == self.q) {
            return Ok(());
        }
        let page = Some(view.manifest.to_string());
        let told = Told { number: "/bill_no", title: "/consignment_no", page };
        match sight.show("consignment", view)? {
            Some(shown) => self.add(FoundKind::Bill, shown, told),
            None => Ok(()),
        }
    }

    /// Payment slips and guarantees.
    fn moneys(&mut self) -> Result<()> {
        let slip = self.row(entry_of_slip_no(self.q), |it| slip_state_of(it).is_some())?;
        if let Some(row) = slip.filter(|_| self.has(Right::SeeParcels))
            && let Some(sight) = self.viewer.sight(|| retail_slip_parties(&row))?
        {
            let view = slip_view(&row)?;
            if view.slip_no == self.q
                && let Some(shown) = sight.show("retail_slip", view)?
            {
                let told = Told { number: "/slip_no", title: "/guarantor_code", page: None };
                self.add(FoundKind::Slip, shown, told)?;
            }
        }
        if !self.has(Right::SeeCases) {
            return Ok(());
        }
        let slip = self.row(case_of_duty_slip_no(self.q), |it| duty_slip_state_of(it).is_some())?;
        if let Some(row) = slip
            && let Some(sight) = self.viewer.sight(|| duty_slip_parties(self.records, &row))?
        {
            let today = clock::now().local_date();
            let view =
                self.state.with_registry(self.records, |it| duty_slip_view(it, &row, today))??;
            if view.slip_no == self.q {
                let page = Some(view.declaration_no.clone());
                let told = Told { number: "/slip_no", title: "/declaration_no", page };
                if let Some(shown) = sight.show("slip", view)? {
                    self.add(FoundKind::DutySlip, shown, told)?;
                }
            }
        }
        let guarantee =
            self.state.with_registry(self.records, |it| it.guarantees().get(self.q).cloned())?;
        if let Some(row) = guarantee
            && self.viewer.sight(|| Ok(guarantee_parties(&row)))?.is_some()
        {
            let told = Told { number: "/number", title: "/holder_code", page: None };
            self.add(FoundKind::Guarantee, row, told)?;
        }
        Ok(())
    }

    /// Documents of customs, applications, cases after release.
    fn papers(&mut self) -> Result<()> {
        let audit = self.row(case_of_audit_no(self.q), |it| audit_state_of(it).is_some())?;
        if let Some(row) = audit.filter(|_| self.has(Right::SeeAudits))
            && AuditFile::from_row(&row)?.audit_no == self.q
        {
            let told = Told { number: "/audit_no", title: "/enterprise/name", page: None };
            self.add(FoundKind::Audit, audit_summary(&row)?, told)?;
        }
        if !self.has(Right::SeeCases) {
            return Ok(());
        }
        let document =
            self.row(case_of_instrument_no(self.q), |it| instrument_state_of(it).is_some())?;
        if let Some(row) = document
            && InstrumentFile::from_row(&row)?.issued.number == self.q
            && let Some(sight) = self.viewer.sight(|| instrument_parties(self.records, &row))?
            && let Some(shown) = sight.show("document", instrument_view(&row)?)?
        {
            let told = Told { number: "/number", title: "/title_zh", page: None };
            self.add(FoundKind::Document, shown, told)?;
        }
        let application =
            self.row(case_of_amendment_no(self.q), |it| amendment_state_of(it).is_some())?;
        if let Some(row) = application
            && let Some(sight) = self.viewer.sight(|| amendment_parties(self.records, &row))?
        {
            let view = amendment_view(&row)?;
            if view.request_no == self.q {
                let page = Some(view.declaration_no.clone());
                let told = Told { number: "/request_no", title: "/declaration_no", page };
                if let Some(shown) = sight.show("amendment", view)? {
                    self.add(FoundKind::Amendment, shown, told)?;
                }
            }
        }
        Ok(())
    }

    /// Enterprises, licences, account books.
    fn registered(&mut self) -> Result<()> {
        let sees_registry = self.has(Right::SeeRegistry);
        let own = self.viewer.codes().map(<[String]>::to_vec);
        if sees_registry || self.has(Right::SeeOwnRegistration) {
            let q = self.q;
            let is_seen = |it: &Enterprise| match &own {
                Some(own) => it.codes().any(|code| own.iter().any(|one| one == code)),
                None => sees_registry,
            };
            let found: Vec<Enterprise> = self.state.with_registry(self.records, |registry| {
                let fits = |it: &&Enterprise| {
                    (it.name.contains(q) || it.codes().any(|code| code.contains(q))) && is_seen(it)
                };
                registry.enterprises().filter(fits).take(OF_A_KIND).cloned().collect()
            })?;
            for row in found {
                let told = Told { number: "/code", title: "/name", page: None };
                self.add(FoundKind::Enterprise, row, told)?;
            }
        }
        if sees_registry {
            let q = self.q;
            let licences = self.state.with_registry(self.records, |registry| {
                let found = registry.licences().iter().filter(|it| it.number == q);
                found.take(OF_A_KIND).cloned().collect::<Vec<_>>()
            })?;
            for row in licences {
                let page = Some(format!("{}/{}", row.kind, row.number));
                let told = Told { number: "/number", title: "/holder_code", page };
                self.add(FoundKind::Licence, row, told)?;
            }
        }
        let is_book = self.state.with_registry(self.records, |it| {
            it.books().numbers().any(|number| number == self.q)
        })?;
        if is_book && sees_registry {
            let told = Told { number: "/number", title: "", page: None };
            self.add(FoundKind::Book, serde_json::json!({ "number": self.q }), told)?;
        }
        Ok(())
    }

    /// Lines of the tariff of the day, and checks.
    fn law(&mut self) -> Result<()> {
        let code = self.q.to_ascii_uppercase();
        let checks = catalogue::all().filter(|it| code.len() >= 3 && it.code.starts_with(&code));
        for check in checks.take(OF_A_KIND) {
            let view = serde_json::json!({ "number": check.code, "title": check.title_zh });
            self.add(
                FoundKind::Check,
                view,
                Told { number: "/number", title: "/title", page: None },
            )?;
        }
        let is_code =
            (4..=10).contains(&self.q.len()) && self.q.bytes().all(|it| it.is_ascii_digit());
        if !is_code {
            return Ok(());
        }
        let today = clock::now().local_date();
        let lines: Vec<Value> = self.state.with_registry(self.records, |registry| {
            let found = search_tariff(&registry.law, self.q, today, OF_A_KIND);
            let lines = found.map(|it| it.lines).unwrap_or_default();
            let view = |it: &&params::TariffLine| {
                serde_json::json!({ "number": format!("{:010}", it.code), "title": *it.name })
            };
            lines.iter().map(view).collect()
        })?;
        for view in lines {
            self.add(
                FoundKind::Tariff,
                view,
                Told { number: "/number", title: "/title", page: None },
            )?;
        }
        Ok(())
    }
}
