//! A declaration and the manifest that its bill is on (货证统一): it waits for it, is compared with it,
//! is released when its goods are there, and leaves with it.
//!
//! Manifests bind once one was taken for a direction, mode of transport and customs office (ADR 0033).

use checks::ManifestCase;
use lifecycle::{ConsignmentEvent, DeclarationEvent as Step};
use model::{
    Amount, Channel, ConsignmentState, Date, DateCase, DayStamp, Declaration, DeclarationState,
    Direction, EntryId, Finding, ManifestReport, ManifestStatement, Moment, OfficerAction,
    Severity, Text,
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    duty::allows,
    history::Event,
    manifest::{ConsignmentFile, DeclaredBy},
    take::info,
    transit_file::InTransit,
    value::as_valued,
};

/// The consignment that a declaration stands for, as far as the declaration has to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnManifest {
    pub consignment: EntryId,
    /// When its goods were reported as arrived; of an import, the means of transport declared; in transit, where
    /// they go.
    pub arrived_at: Option<Moment>,
    /// It was declared before that (提前申报).
    pub is_advance: bool,
    /// When they entered the country; but for transit the same.
    pub entered_at: Option<Moment>,
    /// They had entered when it was declared.
    pub was_entered: bool,
    /// They go in transit (转关).
    pub is_transit: bool,
}

impl<'a> Desk<'a, '_> {
    /// Looks for the manifest of a declaration's bill and compares the two. False when there is none
    /// and the declaration waits.
    pub(crate) fn meet_manifest(&mut self, index: usize, findings: &mut Vec<Finding>) -> bool {
        let Some(file) = self.declarations.files.get(index) else { return true };
        // No manifest is waited for by what has left.
        if file.is_summed {
            return true;
        }
        let declaration = &*file.declaration;
        let (direction, id) = (declaration.direction, file.id);
        let kept = self.keyring.manifests_kept(
            direction,
            &declaration.transport_mode,
            &declaration.port_customs,
        );
        let found = self.consignment_of(declaration, id);
        if found.is_none() && !self.holders.contains_key(&kept) {
            return true;
        }
        let carrying = found.and_then(|it| self.manifests.consignments.get(it));
        let carrying = carrying.filter(|it| it.state != ConsignmentState::Reviewing);
        let entered_at = carrying.and_then(|it| it.arrived_at);
        let transit = carrying.and_then(|it| it.transit.as_ref());
        let is_transit = transit.is_some() || declaration.transit_mark == "1";
        let arrived_at = match transit {
            Some(transit) if direction == Direction::Import => transit.arrived_at,
            None if direction == Direction::Import && is_transit => None,
            _ => entered_at,
        };
        findings.extend(transit.map(|it| against_transit(declaration, it)).into_iter().flatten());
        let elsewhere = carrying.and_then(|it| it.declared.as_ref()).filter(|it| it.case != id);
        let case = ManifestCase {
            declaration,
            on: self.now.on,
            carried: carrying.and_then(|it| Some((&*it.carried, it.goods()?))),
            arrived_on: entered_at.map(|it| DayStamp::from_date(it.local_date())),
            elsewhere: elsewhere.map(|it| it.number.as_str()),
            allowed_kg: self.tolerance().amount,
        };
        checks::against_manifest(&case, findings);
        if let Some(carrying) = carrying {
            let is_advance = arrived_at.is_none();
            let was_entered = entered_at.is_some();
            let consignment = carrying.id;
            let on = OnManifest {
                consignment,
                arrived_at,
                is_advance,
                entered_at,
                was_entered,
                is_transit,
            };
            if let Some(file) = self.declarations.files.get_mut(index) {
                file.on_manifest = Some(on);
            }
            return true;
        }
        let bill = self.keyring.bill(direction, declaration.carried_bill_no());
        let waiting = &mut self.manifests.bill(bill).waiting;
        if !waiting.contains(&id) {
            waiting.push(id);
        }
        self.advance_declaration(index, Step::ManifestMissing, findings);
        self.tally.outcome("declarations_awaiting_manifest");
        let words = info(findings, "待核舱单");
        self.answer_declaration(index, Channel::Filed, words, findings);
        false
    }

    /// What an amended declaration says against the manifest that it stands on.
    pub(crate) fn compare_with_manifest(
        &self,
        declaration: &Declaration<'_>,
        file: &DeclarationFile<'_>,
        findings: &mut Vec<Finding>,
    ) {
        let Some(on) = file.on_manifest else { return };
        let carrying = self.manifests.consignment(on.consignment);
        let Some(carrying) = carrying.and_then(|it| self.manifests.consignments.get(it)) else {
            return;
        };
        let case = ManifestCase {
            declaration,
            on: self.now.on,
            carried: carrying.goods().map(|goods| (&*carrying.carried, goods)),
            arrived_on: on.entered_at.map(|it| DayStamp::from_date(it.local_date())),
            elsewhere: None,
            allowed_kg: self.tolerance().amount,
        };
        checks::against_manifest(&case, findings);
    }

    /// The consignment with the declaration's bill: of its own voyage, or else one that nobody has
    /// declared, so that what differs is said.
    pub(crate) fn consignment_of(&self, it: &Declaration<'_>, case: EntryId) -> Option<usize> {
        let bill_no = it.carried_bill_no();
        let key = self.keyring.bill(it.direction, bill_no);
        let at = |index: usize| self.manifests.consignments.get(index);
        let is_named = |other: &ConsignmentFile<'_>| {
            other.state != ConsignmentState::Deleted
                && other.goods().is_some_and(|goods| goods.is_billed_as(bill_no))
        };
        let of_bill = || {
            let of_bill = self.manifests.of_bill(key).rev();
            of_bill.filter(|index| at(*index).is_some_and(is_named))
        };
        let is_own = |index: &usize| {
            at(*index).is_some_and(|other| {
                other.carried.transport_mode == it.transport_mode
                    && other.carried.voyage_no == it.voyage_no
                    && other.carried.transport_name == it.transport_name
            })
        };
        let is_free = |index: &usize| {
            let holder = at(*index).map(|other| other.declared.as_ref().map(|it| it.case));
            holder.is_some_and(|it| it.is_none_or(|holder| holder == case))
        };
        of_bill().find(is_own).or_else(|| of_bill().find(is_free))
    }

    /// The declaration stands: its bill is taken.
    pub(crate) fn take_up_bill(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let Some(on) = file.on_manifest else { return };
        let number = file.declaration_no.clone();
        let Some(bill) = self.manifests.consignment(on.consignment) else { return };
        let at = self.now.at;
        if let Some(carrying) = self.manifests.consignments.get_mut(bill) {
            carrying.declared = Some(DeclaredBy { case: file.id, number: number.clone(), at });
        }
        self.note_consignment(bill, Event::Linked { by: number.to_string() });
    }

    /// The declaration does not stand any more: its bill may be declared anew.
    pub(crate) fn let_go_of_bill(&mut self, index: usize) {
        self.let_go_of_brought(index);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let Some(on) = file.on_manifest.take() else { return };
        let (id, number) = (file.id, file.declaration_no.to_string());
        let Some(bill) = self.manifests.consignment(on.consignment) else { return };
        let Some(carrying) = self.manifests.consignments.get_mut(bill) else { return };
        if carrying.declared.as_ref().is_some_and(|it| it.case == id) {
            carrying.declared = None;
            self.note_consignment(bill, Event::Unlinked { by: number });
        }
    }

    /// Whether its goods have to arrive before it is released.
    pub(crate) fn waits_for_arrival(&self, index: usize) -> bool {
        let Some(file) = self.declarations.files.get(index) else { return false };
        // An export in transit is released where it departs.
        let is_export = file.declaration.direction == Direction::Export;
        file.on_manifest.is_some_and(|it| it.arrived_at.is_none() && !(it.is_transit && is_export))
    }

    /// Its goods may be taken away, or loaded: so is noted on the manifest, and the carrier told.
    pub(crate) fn release_bill(&mut self, index: usize) {
        let Some((bill, number)) = self.bill_of(index) else { return };
        let at = self.now.at;
        if !self.advance_bill(bill, ConsignmentEvent::Released, &[]) {
            return;
        }
        if let Some(carrying) = self.manifests.consignments.get_mut(bill) {
            carrying.released_at = Some(at);
        }
        let words = format!("放行，报关单{number}");
        self.tell_carrier(bill, ManifestStatement::Released, words, &[]);
    }

    /// Its goods are gone.
    pub(crate) fn bill_leaves(&mut self, index: usize, at: Moment) {
        let Some((bill, _)) = self.bill_of(index) else { return };
        if self.advance_bill(bill, ConsignmentEvent::Left, &[])
            && let Some(carrying) = self.manifests.consignments.get_mut(bill)
        {
            carrying.left_at = Some(at);
        }
    }

    fn bill_of(&self, index: usize) -> Option<(usize, String)> {
        let file = self.declarations.files.get(index)?;
        let bill = self.manifests.consignment(file.on_manifest?.consignment)?;
        Some((bill, file.declaration_no.to_string()))
    }

    /// A bill is on an accepted manifest: whoever waits for it goes on, the first one first.
    pub(crate) fn bill_is_on_manifest(&mut self, index: usize) {
        let Some(carrying) = self.manifests.consignments.get(index) else { return };
        let key = carrying.key;
        let is_waited_for = self.manifests.bills.get(&key).is_some_and(|it| !it.waiting.is_empty());
        if carrying.state == ConsignmentState::Reviewing || !is_waited_for {
            return;
        }
        for id in std::mem::take(&mut self.manifests.bill(key).waiting) {
            let Some(waiting) = self.declarations.of_id(id) else {
                self.manifests.bill(key).waiting.push(id);
                continue;
            };
            let Some(file) = self.declarations.files.get(waiting) else { continue };
            if file.state != DeclarationState::AwaitingManifest {
                continue;
            }
            let findings = self.judge_waiting(file);
            self.advance_declaration(waiting, Step::ManifestCame, &[]);
            self.settle_declaration(waiting, findings);
        }
    }

    /// The goods of a bill were reported as arrived, or that was taken back.
    pub(crate) fn bill_has_arrived(&mut self, index: usize, at: Option<Moment>, note: Event) {
        let carrying = self.manifests.consignments.get(index);
        let declared = carrying.and_then(|it| it.declared.as_ref()).map(|it| it.case);
        let Some(waiting) = declared.and_then(|it| self.declarations.of_id(it)) else { return };
        let Some(file) = self.declarations.files.get_mut(waiting) else { return };
        let is_import = file.declaration.direction == Direction::Import;
        let mut goes_on = false;
        if let Some(on) = &mut file.on_manifest {
            on.entered_at = at;
            goes_on = on.is_transit && is_import;
            if !goes_on {
                on.arrived_at = at;
            }
        }
        self.note_declaration(waiting, note);
        if let Some(at) = at.filter(|_| !goes_on) {
            self.goods_are_there(waiting, at, Vec::new());
        }
    }

    /// Goods in transit are where they go.
    pub(crate) fn destination_is_reached(
        &mut self,
        bill: usize,
        transit_no: String,
        at: Moment,
        findings: Vec<Finding>,
    ) {
        let carrying = self.manifests.consignments.get(bill);
        let declared = carrying.and_then(|it| it.declared.as_ref()).map(|it| it.case);
        let Some(waiting) = declared.and_then(|it| self.declarations.of_id(it)) else { return };
        let Some(file) = self.declarations.files.get_mut(waiting) else { return };
        if let Some(on) = &mut file.on_manifest {
            on.arrived_at = Some(at);
        }
        self.note_declaration(waiting, Event::TransitArrived { transit_no, at });
        if self.declarations.files.get(waiting).is_some_and(|it| !it.is_released()) {
            self.goods_are_there(waiting, at, findings);
        }
    }

    /// What a declaration waited for is there: it goes on, or to an officer where something is found.
    /// Where one has it already, what was seen of the goods themselves has them examined.
    fn goods_are_there(&mut self, waiting: usize, at: Moment, seen: Vec<Finding>) {
        let was_seen = !seen.is_empty();
        let mut findings = seen;
        findings.extend(self.advance_findings(waiting, at));
        let is_doubtful = findings.iter().any(|it| it.severity == Severity::Review);
        let state = self.declarations.files.get(waiting).map(|it| it.state);
        if is_doubtful && self.advance_declaration(waiting, Step::SentToReview, &findings) {
            let words = info(&findings, "人工审单");
            return self.answer_declaration(waiting, Channel::Manual, words, &findings);
        }
        if was_seen && state.is_some_and(|it| allows(it, Step::ExaminationOrdered)) {
            return self.send_to_examination(waiting, &findings);
        }
        if state == Some(DeclarationState::AwaitingArrival) {
            return self.proceed(waiting);
        }
        self.let_go_to_destination(waiting);
    }

    /// What arrival shows of goods that were declared in advance: other rates than those that were
    /// assumed, or goods that came too late after they were declared.
    fn advance_findings(&mut self, index: usize, at: Moment) -> Vec<Finding> {
        let Some(file) = self.declarations.files.get(index) else { return Vec::new() };
        if !file.on_manifest.is_some_and(|it| it.is_advance) {
            return Vec::new();
        }
        let arrived_on = at.local_date();
        let Some(declared_on) = file.declared_on.date() else { return Vec::new() };
        if file.declaration.direction == Direction::Export {
            return self.is_too_early(declared_on, arrived_on).into_iter().collect();
        }
        let Some(before) = &file.assessment else { return Vec::new() };
        let entered_at = file.on_manifest.and_then(|it| it.entered_at);
        let counts_on = match before.dates.case {
            DateCase::TransitBeforeEntry => entered_at.map_or(arrived_on, Moment::local_date),
            _ => arrived_on,
        };
        if before.dates.rates_on == counts_on {
            return Vec::new();
        }
        let payable: Amount = before.payable();
        let mut findings = Vec::new();
        let declaration = as_valued(&file.declaration, file.value.as_deref());
        let assessed =
            self.assess_as_of(&declaration, file.on_manifest, declared_on, &mut findings);
        let after = assessed.as_ref().map(|it| it.payable());
        if let Some(assessment) = assessed
            && after == Some(payable)
        {
            self.note_declaration(index, Event::DutyAssessed(Box::new(assessment.clone())));
            if let Some(file) = self.declarations.files.get_mut(index) {
                file.assessment = Some(Box::new(assessment));
            }
            return Vec::new();
        }
        let observed = format!("{payable}");
        let expected = after.map_or_else(|| arrived_on.to_string(), |it| it.to_string());
        vec![refuse("HSE-6219", "declaration.moved_on", observed, &expected)]
    }

    /// Of exports the law says how many days before arrival they may be declared.
    fn is_too_early(&self, declared_on: Date, arrived_on: Date) -> Option<Finding> {
        let name = "manifest.advance_export_days";
        let days = self.registry.law.days_on(name, declared_on).ok()?;
        let between = arrived_on.since(declared_on).map_or(0, |it| it.get_days());
        let (observed, expected) = (format!("{declared_on}, {arrived_on}"), format!("≤ {days} d"));
        (between > days).then(|| refuse("HSE-6220", "declaration.moved_on", observed, &expected))
    }

    /// The fee that declaring late costs (滞报金): told, and collected by customs apart from tax.
    pub(crate) fn late_declaration(&self, index: usize, value: Amount) -> Option<Finding> {
        let file = self.declarations.files.get(index)?;
        let arrived_at = file.on_manifest?.arrived_at?;
        if file.declaration.direction == Direction::Export {
            return None;
        }
        let (entered_on, on) = (arrived_at.local_date(), self.now.on);
        let law = &self.registry.law;
        let fee = tax::late_declaration_fee(law, value, entered_on, on).ok()?;
        if fee.days == 0 {
            return None;
        }
        let observed =
            format!("{entered_on}, {on}: {} d, {} = {}", fee.days, fee.formula, fee.payable);
        let first = tax::late_declaration_from(law, entered_on).ok()?;
        Some(refuse("HSE-6221", "declaration.moved_on", observed, &format!("< {first}")))
    }

    /// The goods are loaded: the export is cleared.
    pub(crate) fn bill_is_loaded(&mut self, index: usize, report: &ManifestReport<'a>) {
        let carrying = self.manifests.consignments.get(index);
        let declared = carrying.and_then(|it| it.declared.as_ref()).map(|it| it.case);
        let waiting = declared.and_then(|it| self.declarations.of_id(it));
        match waiting {
            // It takes the bill with it.
            Some(waiting) => self.goods_left(waiting, report.site.to_string(), report.at),
            None => {
                self.advance_bill(index, ConsignmentEvent::Left, &[]);
            }
        }
    }

    /// An officer decides about a manifest that came too late.
    pub(crate) fn order_bill(
        &mut self,
        index: usize,
        action: OfficerAction,
        officer: String,
        reason: String,
        sender: &str,
    ) {
        let state = self.manifests.consignments.get(index).map(|it| it.state);
        let is_open = state == Some(ConsignmentState::Reviewing);
        let is_known = matches!(action, OfficerAction::ApproveReview | OfficerAction::RejectReview);
        if !is_open || !is_known {
            let title = state.map_or("", lifecycle::consignment_title_zh).to_owned();
            let expected = "转人工审核 (to be reviewed)";
            let finding = refuse("HSE-6215", "list_no", title, expected);
            return self.refuse_command("officer", vec![finding], sender);
        }
        let words = reason.clone();
        self.note_consignment(index, Event::Officer { action, officer, reason });
        if action == OfficerAction::RejectReview {
            let words = format!("19001 不接受申报。{words}");
            self.tell_carrier(index, ManifestStatement::Refused, words, &[]);
            return self.take_off(index);
        }
        self.advance_bill(index, ConsignmentEvent::ReviewPassed, &[]);
        let has_arrived =
            self.manifests.consignments.get(index).is_some_and(|it| it.arrived_at.is_some());
        if has_arrived {
            self.advance_bill(index, ConsignmentEvent::Arrived, &[]);
        }
        let words = format!("19000 接受申报,审核通过。{words}");
        self.tell_carrier(index, ManifestStatement::Accepted, words, &[]);
        self.bill_is_on_manifest(index);
    }

    /// Tells the declarant that nothing but arrival is waited for.
    pub(crate) fn await_arrival(&mut self, index: usize) {
        self.advance_declaration(index, Step::ArrivalAwaited, &[]);
        let words = Text::borrowed("审结，待货物运抵");
        self.answer_declaration(index, Channel::Reviewed, words, &[]);
        self.tally.outcome("declarations_awaiting_arrival");
    }
}

/// What the transit of its goods says against a declaration.
fn against_transit(declaration: &Declaration<'_>, transit: &InTransit) -> Vec<Finding> {
    let mut findings = Vec::new();
    let given = declaration.declaring_customs.to_string();
    if declaration.direction == Direction::Import && given != transit.destination_customs {
        let expected = format!("{} ({})", transit.destination_customs, transit.transit_no);
        findings.push(refuse("HSE-6858", "declaration.declaring_customs", given, &expected));
    }
    if transit.has_other_seals {
        let observed = transit.transit_no.clone();
        let expected = "申报的封志 (the seals that were declared)";
        findings.push(refuse("HSE-6857", "declaration.bill_no", observed, expected));
    }
    findings
}
