//! Arrivals that are reported by voyage (运抵报告 in the old form): who reports them knows the ship, the voyage and the bills,
//! not the manifest. Each bill is looked for in either direction, and then reported as one by its manifest is.

use model::{
    Direction, Finding, ManifestReport, ManifestStatement, ReportKind, ReportedBill,
    ReportedVoyage, billed_as,
};

use crate::{
    catalogue::refuse,
    desk::Desk,
    manifest_checks::NOT_TAKEN,
    manifest_take::{SentManifest, words},
};

impl<'a> Desk<'a, '_> {
    pub(crate) fn take_by_voyage(
        &mut self,
        voyage: &ReportedVoyage<'a>,
        report: ManifestReport<'a>,
        sent: &SentManifest<'a>,
    ) {
        let mut wrong = Vec::new();
        if report.kind != ReportKind::Arrival {
            let observed = format!("{:?}", report.kind).to_lowercase();
            let expected = "运抵 (an arrival)";
            wrong.push(refuse("HSE-6202", "report.voyage", observed, expected));
        }
        if report.bills.is_empty() {
            let expected = "至少一票提运单 (one bill at least)";
            wrong.push(refuse("HSE-6201", "report.bills", String::new(), expected));
        }
        if !wrong.is_empty() {
            return self.refuse_by_voyage(&report, "", sent, &wrong);
        }
        let mut by_manifest: Vec<(usize, Vec<ReportedBill<'a>>)> = Vec::new();
        for (nth, bill) in report.bills.iter().enumerate() {
            let Some(manifest) = self.manifest_of(voyage, bill) else {
                let bill_no = billed_as(&bill.bill_no, &bill.house_bill_no);
                let (means, at) = (means_of(voyage), format!("report.bills[{nth}].bill_no"));
                let expected = format!("{means}舱单内的提运单号 (a bill of that voyage)");
                let finding = refuse("HSE-6225", &at, bill_no.clone(), &expected);
                self.refuse_by_voyage(&report, &bill_no, sent, &[finding]);
                continue;
            };
            match by_manifest.iter_mut().find(|(it, _)| *it == manifest) {
                Some((_, bills)) => bills.push(bill.clone()),
                None => by_manifest.push((manifest, vec![bill.clone()])),
            }
        }
        for (manifest, bills) in by_manifest {
            let Some(file) = self.manifests.files.get(manifest) else { continue };
            let (manifest_no, direction) = (file.head.manifest_no.clone(), file.head.direction);
            let sent = SentManifest { manifest_no: manifest_no.clone(), ..sent.clone() };
            let report = ManifestReport { manifest_no, direction, bills, ..report.clone() };
            self.take_report(report, &sent);
        }
    }

    /// The manifest of that voyage that has the bill.
    fn manifest_of(&self, voyage: &ReportedVoyage<'_>, bill: &ReportedBill<'_>) -> Option<usize> {
        let bill_no = billed_as(&bill.bill_no, &bill.house_bill_no);
        let directions = [Direction::Export, Direction::Import].into_iter();
        let found = directions.flat_map(|direction| {
            let of_bill = self.manifests.of_bill(self.keyring.bill(direction, &bill_no));
            of_bill.rev().filter_map(|it| self.manifests.consignments.get(it))
        });
        let is_of_it = |it: &&crate::manifest::ConsignmentFile<'_>| {
            let carried = &it.carried;
            let names = [&voyage.transport_name, &voyage.transport_no];
            it.state != model::ConsignmentState::Deleted
                && it.goods().is_some_and(|it| it.is_billed_as(&bill_no))
                && carried.transport_mode == voyage.transport_mode
                && carried.voyage_no == voyage.voyage_no
                && names.iter().any(|it| !it.is_empty() && **it == carried.transport_name)
        };
        let found = found.into_iter().find(is_of_it)?;
        self.manifests.of_id(found.manifest)
    }

    fn refuse_by_voyage(
        &mut self,
        report: &ManifestReport<'a>,
        bill_no: &str,
        sent: &SentManifest<'a>,
        findings: &[Finding],
    ) {
        self.tally.outcome("reports_refused");
        self.tally.findings(findings);
        let bill = ReportedBill { bill_no: bill_no.to_owned().into(), ..ReportedBill::default() };
        self.note_reported(None, report, &bill, sent, findings.to_vec());
        let words = words(NOT_TAKEN, findings);
        let refused = ManifestStatement::Refused;
        self.answer_manifest(None, sent, bill_no, refused, words, findings);
    }
}

/// `EXAMPLE ROSE 054W`.
fn means_of(voyage: &ReportedVoyage<'_>) -> String {
    let name = voyage.transport_name.given().unwrap_or(&voyage.transport_no);
    format!("{name} {} ", voyage.voyage_no)
}
