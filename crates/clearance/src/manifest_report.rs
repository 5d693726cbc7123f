//! What is reported of bills on a manifest: arrival, tally, transfer, off-load, change of load, loading.

use lifecycle::{ConsignmentEvent as Step, ManifestEvent};
use model::{
    Amount, ConsignmentState as State, Direction, Finding, ManifestFunction, ManifestReport,
    ManifestStatement, ReportKind, ReportedBill, Severity, Text, billed_as,
};

use crate::{
    catalogue::refuse,
    desk::Desk,
    history::{Event, ReportNote},
    manifest::{ConsignmentFile, OverLanded, Tallied},
    manifest_checks::NOT_TAKEN,
    manifest_take::{SentManifest, words},
};

impl<'a> Desk<'a, '_> {
    pub(crate) fn take_report(&mut self, mut report: ManifestReport<'a>, sent: &SentManifest<'a>) {
        if let Some(voyage) = report.voyage.take() {
            return self.take_by_voyage(&voyage, report, sent);
        }
        let key = self.keyring.manifest(report.direction, &report.manifest_no);
        let index = self.manifests.index(key);
        let findings = self.report_findings(&report, index);
        let (Some(index), true) = (index, findings.is_empty()) else {
            return self.refuse_report(&report, sent, &findings);
        };
        if report.kind == ReportKind::Arrival && report.function == ManifestFunction::New {
            if let Some(file) = self.manifests.files.get_mut(index) {
                file.arrived_at.get_or_insert(report.at);
            }
            self.advance_manifest(index, ManifestEvent::Arrived);
        }
        if report.kind == ReportKind::Vehicle || !report.vehicles.is_empty() {
            self.take_vehicles(index, &report, sent);
        }
        if report.kind == ReportKind::Vehicle {
            return;
        }
        let bills = self.bills_of(&report, index);
        if bills.is_empty() {
            let observed = report.manifest_no.to_string();
            let expected = "尚待该报告的提运单 (a bill that waits for the report)";
            let findings = vec![refuse("HSE-6215", "report.bills", observed, expected)];
            return self.refuse_report(&report, sent, &findings);
        }
        for bill in bills {
            self.take_reported(index, &report, &bill, sent);
        }
    }

    /// Refuses it whole.
    fn refuse_report(
        &mut self,
        report: &ManifestReport<'a>,
        sent: &SentManifest<'a>,
        findings: &[Finding],
    ) {
        self.tally.outcome("reports_refused");
        self.tally.findings(findings);
        self.note_reported(None, report, &ReportedBill::default(), sent, findings.to_vec());
        let words = words(NOT_TAKEN, findings);
        self.answer_manifest(None, sent, "", ManifestStatement::Refused, words, findings);
    }

    /// Which vehicles carry the manifest's goods; the last that were told count.
    fn take_vehicles(
        &mut self,
        index: usize,
        report: &ManifestReport<'a>,
        sent: &SentManifest<'a>,
    ) {
        let Some(file) = self.manifests.files.get_mut(index) else { return };
        file.vehicles = match report.function {
            ManifestFunction::Delete => Vec::new(),
            _ => report.vehicles.clone(),
        };
        let named = ReportedBill::default();
        self.note_reported(Some((index, None)), report, &named, sent, Vec::new());
        if report.kind == ReportKind::Vehicle {
            self.tally.outcome("reports_accepted");
            let words = "19000 接受申报,该承运确报报文处理成功".to_owned();
            self.answer_manifest(None, sent, "", ManifestStatement::Accepted, words, &[]);
        }
    }

    /// What is wrong with the report as a whole.
    fn report_findings(&self, report: &ManifestReport<'_>, index: Option<usize>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let file = index.and_then(|it| self.manifests.files.get(it));
        let unknown = |pointer: &str, number: &str| {
            let expected = "已接受的舱单 (a manifest that was accepted)";
            refuse("HSE-6206", pointer, number.to_owned(), expected)
        };
        match file {
            None => findings.push(unknown("report.manifest_no", &report.manifest_no)),
            Some(file) if file.head.port_customs != report.port_customs => {
                let observed = report.port_customs.to_string();
                let expected = file.head.port_customs.to_string();
                findings.push(refuse("HSE-6207", "report.port_customs", observed, &expected));
            }
            Some(_) => {}
        }
        if report.kind == ReportKind::ChangeLoad {
            let key = self.keyring.manifest(report.direction, &report.to_manifest_no);
            // A lorry's batch is known by its number alone, so goods may go over to one that is not there yet.
            let is_road = file.is_some_and(|it| it.head.transport_mode == "4");
            let is_known = self.manifests.index(key).is_some() || is_road;
            let is_other = report.to_manifest_no != report.manifest_no;
            if !is_known || !is_other || report.to_manifest_no.is_empty() {
                findings.push(unknown("report.to_manifest_no", &report.to_manifest_no));
            }
        }
        if report.kind == ReportKind::Load && report.direction == Direction::Import {
            let expected = "出口舱单 (a manifest of exports)";
            findings.push(refuse("HSE-6202", "report.direction", "import".to_owned(), expected));
        }
        let is_undone =
            matches!(report.kind, ReportKind::Arrival | ReportKind::Tally | ReportKind::Vehicle);
        if report.function == ManifestFunction::Change
            || report.function == ManifestFunction::Delete && !is_undone
        {
            let observed = format!("{:?}", report.function).to_lowercase();
            let expected = "new；运抵、理货、承运确报可delete (new; arrival, tally and vehicles may be deleted)";
            findings.push(refuse("HSE-6202", "report.function", observed, expected));
        }
        findings
    }

    /// The bills that it names, or every one that is on the manifest still.
    fn bills_of(&self, report: &ManifestReport<'a>, index: usize) -> Vec<ReportedBill<'a>> {
        if !report.bills.is_empty() {
            return report.bills.clone();
        }
        let Some(file) = self.manifests.files.get(index) else { return Vec::new() };
        let on_it = file.consignments.iter().filter_map(|it| self.manifests.consignment(*it));
        let open = on_it.filter_map(|it| self.manifests.consignments.get(it));
        let is_arrival = report.kind == ReportKind::Arrival;
        let is_undone = report.function == ManifestFunction::Delete;
        // Of an arrival, every bill that is not there yet.
        let open = open.filter(|it| {
            it.is_open()
                && it.manifest == file.id
                && (!is_arrival || it.arrived_at.is_some() == is_undone)
        });
        let bill = |it: &model::Consignment<'a>| ReportedBill {
            bill_no: it.bill_no.clone(),
            house_bill_no: it.house_bill_no.clone(),
            ..ReportedBill::default()
        };
        open.filter_map(|it| it.goods().map(bill)).collect()
    }

    fn take_reported(
        &mut self,
        manifest: usize,
        report: &ManifestReport<'a>,
        bill: &ReportedBill<'a>,
        sent: &SentManifest<'a>,
    ) {
        let bill_no = billed_as(&bill.bill_no, &bill.house_bill_no);
        let found = self.bill_no_on(manifest, &bill_no);
        let counts = matches!(report.kind, ReportKind::Tally | ReportKind::Arrival);
        let Some(index) = found else {
            let is_over = counts && report.function == ManifestFunction::New;
            return self.take_stray(manifest, report, bill, is_over, sent);
        };
        let findings = self.reported_findings(index, report, bill);
        let is_refused = findings.iter().any(|it| it.severity == Severity::Return);
        self.note_reported(Some((manifest, Some(index))), report, bill, sent, findings.clone());
        self.tally.findings(&findings);
        if is_refused {
            self.tally.outcome("reports_refused");
            let id = self.manifests.consignments.get(index).map(|it| it.id);
            let (statement, number) = match report.kind {
                ReportKind::Load => (ManifestStatement::LoadingRefused, "不准装载。"),
                _ => (ManifestStatement::Refused, NOT_TAKEN),
            };
            let words = words(number, &findings);
            return self.answer_manifest(id, sent, &bill_no, statement, words, &findings);
        }
        self.tally.outcome("reports_accepted");
        self.answer_bill(index, sent, &findings);
        self.report_takes_effect(manifest, index, report, bill, sent);
    }

    /// A bill that is not on the manifest: landed over (溢卸), or a mistake.
    fn take_stray(
        &mut self,
        manifest: usize,
        report: &ManifestReport<'a>,
        bill: &ReportedBill<'a>,
        is_over: bool,
        sent: &SentManifest<'a>,
    ) {
        let bill_no = billed_as(&bill.bill_no, &bill.house_bill_no);
        let (code, pointer) = if is_over {
            ("HSE-6214", "report.bills.packages")
        } else {
            ("HSE-6204", "report.bills")
        };
        let expected = "舱单内的提运单号 (a bill on the manifest)";
        let findings = vec![refuse(code, pointer, bill_no.clone(), expected)];
        self.tally.findings(&findings);
        self.note_reported(Some((manifest, None)), report, bill, sent, findings.clone());
        if !is_over {
            self.tally.outcome("reports_refused");
            let words = words(NOT_TAKEN, &findings);
            let refused = ManifestStatement::Refused;
            return self.answer_manifest(None, sent, &bill_no, refused, words, &findings);
        }
        self.tally.outcome("reports_accepted");
        if let Some(file) = self.manifests.files.get_mut(manifest) {
            file.touched = true;
            file.over_landed.retain(|it| *it.bill_no != bill_no);
            file.over_landed.push(OverLanded {
                bill_no: Text::from(bill_no.clone()),
                packages: bill.packages.unwrap_or(0),
                gross_weight_kg: bill.gross_weight_kg.unwrap_or_default(),
                at: report.at,
            });
        }
        let words = words("19000 接受申报。", &findings);
        self.answer_manifest(None, sent, &bill_no, ManifestStatement::Accepted, words, &findings);
    }

    /// What is wrong with a report of a bill that is on the manifest.
    fn reported_findings(
        &self,
        index: usize,
        report: &ManifestReport<'_>,
        bill: &ReportedBill<'_>,
    ) -> Vec<Finding> {
        let Some(file) = self.manifests.consignments.get(index) else { return Vec::new() };
        let (state, is_new) = (file.state, report.function == ManifestFunction::New);
        let allowed = match (report.kind, is_new) {
            (ReportKind::Arrival, true) => {
                matches!(state, State::Manifested | State::Reviewing) && file.arrived_at.is_none()
                    || file.has_them(&bill.containers)
            }
            (ReportKind::Arrival, false) => {
                file.arrived_at.is_some() && matches!(state, State::Arrived | State::Reviewing)
                    || file.arrived_at.is_none() && !file.came_in.is_empty()
            }
            (ReportKind::Tally, true) => !matches!(state, State::Deleted),
            (ReportKind::Tally, false) => file.tally.is_some(),
            (ReportKind::Transfer, _) => matches!(state, State::Arrived | State::Released),
            (ReportKind::OffLoad | ReportKind::ChangeLoad, _) => {
                matches!(state, State::Manifested | State::Reviewing | State::Arrived)
            }
            (ReportKind::Load, _) => state == State::Released,
            (ReportKind::Vehicle, _) => true,
        };
        let bill_no = file.bill_no();
        let goes_away = matches!(report.kind, ReportKind::OffLoad | ReportKind::ChangeLoad);
        if let Some(transit) = &file.transit {
            let observed = format!("{bill_no}, {}", transit.transit_no);
            if goes_away {
                let expected = "未转关 (not in transit)";
                return vec![refuse("HSE-6864", "report.bills", observed, expected)];
            }
            if report.kind == ReportKind::Load && transit.arrived_at.is_none() {
                let expected = "运抵核销 (arrived)";
                return vec![refuse("HSE-6859", "report.bills", observed, expected)];
            }
        }
        if !allowed {
            let title = lifecycle::consignment_title_zh(state);
            let code = if report.kind == ReportKind::Load { "HSE-6218" } else { "HSE-6215" };
            let expected = match report.kind {
                ReportKind::Load => "放行 (released)",
                _ => "允许该报告的状态 (a state that allows the report)",
            };
            return vec![refuse(code, "report.bills", format!("{bill_no}, {title}"), expected)];
        }
        if let Some(barred) = self.barred_transfer(index, report) {
            return vec![barred];
        }
        if let Some(taken) = self.taken_number(index, report, bill) {
            return vec![taken];
        }
        if let Some(declared) = file.declared.as_ref().filter(|_| goes_away) {
            let observed = format!("{bill_no}, {}", declared.number);
            let expected = "未申报，或报关单已退单 (not declared, or returned)";
            return vec![refuse("HSE-6210", "report.bills", observed, expected)];
        }
        if report.kind == ReportKind::Arrival
            && let Some(found) = containers_findings(file, bill, is_new)
        {
            return found;
        }
        let counts = matches!(report.kind, ReportKind::Tally | ReportKind::Arrival) && is_new;
        let counted = file.goods().filter(|_| counts);
        counted.map_or_else(Vec::new, |goods| self.differences(goods, bill, &bill_no))
    }

    /// That the manifest to which a bill goes over has its number already.
    fn taken_number(
        &self,
        index: usize,
        report: &ManifestReport<'_>,
        bill: &ReportedBill<'_>,
    ) -> Option<Finding> {
        if report.kind != ReportKind::ChangeLoad {
            return None;
        }
        let file = self.manifests.consignments.get(index)?;
        let key = self.keyring.manifest(report.direction, &report.to_manifest_no);
        let to = self.manifests.index(key)?;
        let number = bill.to_bill_no.given().map_or_else(|| file.bill_no(), str::to_owned);
        self.bill_no_on(to, &number)?;
        let expected = "舱单内没有的提运单号 (a bill that is not on it yet)";
        Some(refuse("HSE-6203", "report.bills.to_bill_no", number, expected))
    }

    /// What was counted against what the manifest has: over and short landed, and other weights.
    fn differences(
        &self,
        goods: &model::Consignment<'_>,
        bill: &ReportedBill<'_>,
        bill_no: &str,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(counted) = bill.packages
            && counted != goods.packages
        {
            let code = if counted > goods.packages { "HSE-6214" } else { "HSE-6216" };
            let observed = format!("{bill_no}: {counted}");
            findings.push(refuse(
                code,
                "report.bills.packages",
                observed,
                &goods.packages.to_string(),
            ));
        }
        let allowed: Amount = self.tolerance().amount;
        if let Some(weight) = bill.gross_weight_kg
            && weight.abs_diff(goods.gross_weight_kg) > allowed
        {
            let observed = format!("{bill_no}: {weight} kg");
            let expected = format!("{} kg", goods.gross_weight_kg);
            findings.push(refuse("HSE-6217", "report.bills.gross_weight_kg", observed, &expected));
        }
        findings
    }

    /// Does what a sound report says.
    fn report_takes_effect(
        &mut self,
        manifest: usize,
        index: usize,
        report: &ManifestReport<'a>,
        bill: &ReportedBill<'a>,
        sent: &SentManifest<'a>,
    ) {
        let is_new = report.function == ManifestFunction::New;
        let Some(file) = self.manifests.consignments.get_mut(index) else { return };
        file.touched = true;
        match report.kind {
            ReportKind::Arrival if !file.takes_in(&bill.containers, is_new) => {}
            ReportKind::Arrival if is_new => {
                file.arrived_at = Some(report.at);
                file.site = report.site.clone();
                self.advance_bill(index, Step::Arrived, &[]);
                let note = note_of(report, bill, sent, Vec::new());
                self.bill_has_arrived(index, Some(report.at), note);
                self.transit_may_leave(index);
            }
            ReportKind::Arrival => {
                file.arrived_at = None;
                self.advance_bill(index, Step::ArrivalTakenBack, &[]);
                let note = note_of(report, bill, sent, Vec::new());
                self.bill_has_arrived(index, None, note);
            }
            ReportKind::Tally => {
                let ReportedBill { packages, gross_weight_kg, .. } = *bill;
                let at = report.at;
                file.tally = is_new.then_some(Tallied { packages, gross_weight_kg, at });
            }
            ReportKind::Transfer => {
                let from = std::mem::replace(&mut file.site, report.site.clone());
                self.bill_changed_site(index, &from, report.at);
            }
            ReportKind::OffLoad => self.take_off(index),
            ReportKind::ChangeLoad => self.change_load(manifest, index, report, bill, sent),
            ReportKind::Load => self.bill_is_loaded(index, report),
            ReportKind::Vehicle => {}
        }
    }

    /// The bill goes over to another manifest, perhaps under another number.
    fn change_load(
        &mut self,
        from: usize,
        index: usize,
        report: &ManifestReport<'a>,
        bill: &ReportedBill<'a>,
        sent: &SentManifest<'a>,
    ) {
        let Some(to) = self.target_of(from, report, sent) else { return };
        let Some(target) = self.manifests.files.get(to) else { return };
        let (manifest, head) = (target.id, (*target.head).clone());
        let Some(file) = self.manifests.consignments.get_mut(index) else { return };
        let (id, old_key, old_no) = (file.id, file.key, file.bill_no());
        let consignments = std::mem::take(&mut file.carried.consignments);
        file.manifest = manifest;
        *file.carried = model::Manifest { consignments, ..head };
        if let Some(renamed) = bill.to_bill_no.given()
            && let Some(goods) = file.carried.consignments.first_mut()
        {
            (goods.bill_no, goods.house_bill_no) = (renamed.to_owned().into(), Text::default());
        }
        let new_no = file.bill_no();
        let new_key = self.keyring.bill(report.direction, &new_no);
        file.key = new_key;
        if new_key != old_key {
            self.manifests.bill(old_key).consignments.retain(|it| *it != id);
            self.manifests.bill(new_key).consignments.push(id);
        }
        for (at, by) in [(from, old_no), (to, new_no)] {
            let Some(file) = self.manifests.files.get_mut(at) else { continue };
            file.consignments.retain(|it| *it != id);
            let moved = if at == to {
                file.consignments.push(id);
                Event::Linked { by }
            } else {
                Event::Unlinked { by }
            };
            self.note_manifest(at, moved);
        }
        self.bill_is_on_manifest(index);
    }

    /// The manifest that goods go over to; a lorry's is opened when it is not there.
    fn target_of(
        &mut self,
        from: usize,
        report: &ManifestReport<'a>,
        sent: &SentManifest<'a>,
    ) -> Option<usize> {
        let key = self.keyring.manifest(report.direction, &report.to_manifest_no);
        if let Some(known) = self.manifests.index(key) {
            return Some(known);
        }
        let head = (*self.manifests.files.get(from)?.head).clone();
        let number = report.to_manifest_no.clone();
        let head = model::Manifest { voyage_no: number.clone(), manifest_no: number, ..head };
        let to = self.open_manifest(&head, sent);
        let (at, function) = (sent.at, ManifestFunction::New);
        let (bills, outcome) = (0, Some(model::DocumentState::Accepted));
        let findings = Vec::new();
        self.note_manifest(to, Event::ManifestSent { at, function, bills, outcome, findings });
        Some(to)
    }

    /// On the bill, on the manifest that does not have it, or on the house.
    pub(crate) fn note_reported(
        &mut self,
        on: Option<(usize, Option<usize>)>,
        report: &ManifestReport<'a>,
        bill: &ReportedBill<'a>,
        sent: &SentManifest<'a>,
        findings: Vec<Finding>,
    ) {
        let noted = note_of(report, bill, sent, findings);
        match on {
            Some((_, Some(index))) => self.note_consignment(index, noted),
            Some((manifest, None)) => self.note_manifest(manifest, noted),
            None => self.note_house(noted),
        }
    }
}

/// What the containers of an arrival say, where it names some: nothing where they are all that the bill has.
fn containers_findings(
    file: &ConsignmentFile<'_>,
    bill: &ReportedBill<'_>,
    is_new: bool,
) -> Option<Vec<Finding>> {
    let goods = file.goods().filter(|it| !it.containers.is_empty())?;
    let is_its = |it: &&Text<'_>| goods.containers.iter().any(|other| other.number == it.as_str());
    let mut named = bill.containers.iter();
    if let Some(other) = named.find(|it| !is_its(it)) {
        let all: Vec<&str> = goods.containers.iter().map(|it| it.number.as_str()).collect();
        let observed = format!("{}, {other}", file.bill_no());
        return Some(vec![refuse(
            "HSE-6223",
            "report.bills.containers",
            observed,
            &all.join("、"),
        )]);
    }
    if !is_new || file.has_them(&bill.containers) {
        return Some(Vec::new());
    }
    let missing = file.missing(&bill.containers);
    if missing.is_empty() {
        // Packages and weight are of all its containers where one report names them all.
        return (!file.came_in.is_empty()).then(Vec::new);
    }
    let observed = format!("{}, {}", file.bill_no(), missing.join("、"));
    let expected = "全部集装箱进港 (every container in)";
    Some(vec![refuse("HSE-6224", "report.bills.containers", observed, expected)])
}

fn note_of(
    report: &ManifestReport<'_>,
    bill: &ReportedBill<'_>,
    sent: &SentManifest<'_>,
    findings: Vec<Finding>,
) -> Event {
    Event::Reported(Box::new(ReportNote {
        at: sent.at,
        kind: report.kind,
        function: report.function,
        bill_no: billed_as(&bill.bill_no, &bill.house_bill_no),
        reporter: report.reporter_code.given().unwrap_or(&sent.to).to_owned(),
        site: report.site.to_string(),
        on: report.at,
        packages: bill.packages,
        gross_weight_kg: bill.gross_weight_kg,
        findings,
    }))
}
