//! The transit (转关) that a declaration brings with it. It is declared when the declaration is taken, as one that comes
//! alone; what stands against either returns both. It ends with its declaration as long as its goods have not left.

use model::{
    Channel, ConsignmentState, Declaration, Direction, EntryId, Finding, ReceiptBody, Text,
    TransitReturn, TransitState as State, TransitTerms,
};

use crate::{
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
    take::info,
    transit::{against_carried, against_terms},
    transit_file::{TransitFile, transit_case},
};

/// Where a transit within a declaration stands.
const AT: &str = "declaration.transit";

impl TransitFile {
    /// Its goods are on their way, or were: nothing of it is changed any more.
    fn has_left(&self) -> bool {
        matches!(self.state, State::UnderWay | State::Arrived)
    }

    /// Whether goods would go as they go already, whichever was declared first.
    fn goes_as(&self, terms: &TransitTerms) -> bool {
        let (kind, declaration_no) = (self.terms.kind, self.terms.declaration_no.clone());
        TransitTerms { kind, declaration_no, ..terms.clone() } == *self.terms
    }
}

impl<'a> Desk<'a, '_> {
    /// Everything that stands against the transit that a declaration brings, as far as it can be told by now. Nothing
    /// where it stands as it says, and where its goods have left before an amendment.
    pub(crate) fn brought_findings(
        &self,
        declaration: &Declaration<'_>,
        file: Option<&DeclarationFile<'_>>,
    ) -> Vec<Finding> {
        let Some(transit) = &declaration.transit else { return Vec::new() };
        let terms = transit.terms(declaration, "", self.now.on);
        let case = file.map_or(EntryId(0), |it| it.id);
        let carrying = self.consignment_of(declaration, case);
        let carrying = carrying.and_then(|it| self.manifests.consignments.get(it));
        let carrying = carrying.filter(|it| it.state != ConsignmentState::Reviewing);
        let mut findings = Vec::new();
        if let Some(standing) = carrying.and_then(|it| self.standing_transit(it.id)) {
            let is_replaced = standing.brought_by == case && !standing.has_left();
            if standing.goes_as(&terms) || !is_replaced && file.is_some_and(|it| it.stands()) {
                return Vec::new();
            }
            if !is_replaced {
                let title = lifecycle::transit_title_zh(standing.state);
                let observed = format!("{}: {title}", standing.transit_no);
                let expected = "与其一致，或者不填报 (the same, or none)";
                findings.push(refuse("HSE-6851", AT, observed, expected));
            }
        }
        if transit.due_on.date().is_none() {
            let expected = "预计运抵指运地之日 (a day)";
            findings.push(refuse("HSE-6863", "terms.due_on", String::new(), expected));
        }
        against_terms(&terms, self.now.on, &mut findings);
        if let Some(carrying) = carrying {
            against_carried(declaration.direction, carrying, &terms, &mut findings);
        }
        for finding in &mut findings {
            finding.pointer = place_of(&finding.pointer, declaration.direction);
        }
        findings
    }

    /// The transit that a consignment's goods are in.
    fn standing_transit(&self, consignment: EntryId) -> Option<&TransitFile> {
        let index = self.transits.of_id(transit_case(consignment))?;
        self.transits.files.get(index).filter(|it| it.stands())
    }

    /// The declaration is taken, and what was found against its transit is nothing: it is declared. Where no manifest
    /// is kept of its kind it cannot be, and the declaration goes on without.
    pub(crate) fn declare_brought(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let declaration = &*file.declaration;
        let Some(transit) = &declaration.transit else { return };
        let terms = transit.terms(declaration, &file.declaration_no, self.now.on);
        let (case, to) = (file.id, file.sender.to_string());
        let bill_no = declaration.carried_bill_no().to_owned();
        let bill = file.on_manifest.and_then(|it| self.manifests.consignment(it.consignment));
        let Some((bill, carrying)) =
            bill.and_then(|it| Some((it, self.manifests.consignments.get(it)?)))
        else {
            let expected = "已接受的舱单内的提运单 (a bill on an accepted manifest)";
            let findings = vec![refuse("HSE-6850", AT, bill_no, expected)];
            return self.answer_brought(index, &findings, "");
        };
        if let Some(standing) = self.standing_transit(carrying.id) {
            if standing.goes_as(&terms) || standing.brought_by != case || standing.has_left() {
                return;
            }
            self.end_brought(bill, case, "随报关单变更");
        }
        self.enter_transit(bill, bill_no, terms, to, case);
    }

    /// The declaration is returned before its transit was declared: it is refused with it.
    pub(crate) fn refuse_brought(&mut self, index: usize, findings: &[Finding]) {
        let file = self.declarations.files.get(index);
        if file.is_none_or(|it| it.declaration.transit.is_none()) {
            return;
        }
        let is_its = |it: &&Finding| it.pointer.starts_with(AT);
        let findings: Vec<Finding> = findings.iter().filter(is_its).cloned().collect();
        self.answer_brought(index, &findings, "随报关单退单");
    }

    /// TRN_DATA about one that is not declared.
    fn answer_brought(&mut self, index: usize, findings: &[Finding], words: &'static str) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let (to, preliminary_no) = (file.sender.to_string(), file.preliminary_no.clone());
        let receipt = ReceiptBody::Transit(TransitReturn {
            preliminary_no,
            transit_no: Text::default(),
            at: self.now.at,
            channel: Channel::Refused,
            note: info(findings, words),
            direction: file.declaration.direction,
        });
        self.tally.outcome("transits_refused");
        self.say_of_declaration(Some(index), &to, receipt, findings);
    }

    /// The declaration lets go of its bill: the transit that it brought ends, unless its goods have left.
    pub(crate) fn let_go_of_brought(&mut self, index: usize) {
        let file = self.declarations.files.get(index);
        let Some((case, on)) = file.and_then(|it| Some((it.id, it.on_manifest?))) else { return };
        if let Some(bill) = self.manifests.consignment(on.consignment) {
            self.end_brought(bill, case, "随报关单退回或者撤销");
        }
    }

    /// 退单.
    fn end_brought(&mut self, bill: usize, case: EntryId, reason: &str) {
        let Some(carrying) = self.manifests.consignments.get(bill) else { return };
        let is_open = |it: &TransitFile| it.stands() && it.brought_by == case && !it.has_left();
        let transit = self.transits.of_id(transit_case(carrying.id));
        let transit = transit.filter(|it| self.transits.files.get(*it).is_some_and(is_open));
        let Some(transit) = transit else { return };
        let reason = reason.to_owned();
        self.note_transit(transit, Event::TransitEnded { officer: String::new(), reason });
        self.return_transit(transit, "随报关单退单");
    }

    /// An export's declaration is released, so its transit may leave.
    pub(crate) fn brought_may_leave(&mut self, index: usize) {
        let on = self.declarations.files.get(index).and_then(|it| it.on_manifest);
        if let Some(bill) = on.and_then(|it| self.manifests.consignment(it.consignment)) {
            self.transit_may_leave(bill);
        }
    }
}

/// Where a declaration says what a transit that comes alone says at that place.
fn place_of(pointer: &str, direction: Direction) -> String {
    let is_import = direction == Direction::Import;
    match pointer.strip_prefix("terms.") {
        None if pointer == "bill_no" => "declaration.bill_no".to_owned(),
        None => pointer.to_owned(),
        Some("departure_customs") if is_import => "declaration.port_customs".to_owned(),
        Some("destination_customs") if !is_import => "declaration.port_customs".to_owned(),
        Some("departure_customs" | "destination_customs") => {
            "declaration.declaring_customs".to_owned()
        }
        Some("declarant_code") => format!("{AT}.applicant_code"),
        Some("seals") => format!("{AT}.containers"),
        Some(field) => format!("{AT}.{field}"),
    }
}

/// What a transit repeats of its declaration is amended with it. Which goods are in which container is left out where
/// containers, lines or weights are amended: it has no other effect than to agree with them.
pub(crate) fn follow<'a>(before: &Declaration<'a>, after: &mut Declaration<'a>) {
    let Some(mut transit) = after.transit.take() else { return };
    if let Some(border) = &mut transit.border {
        for (said, before, after) in [
            (&mut border.transport_mode, &before.transport_mode, &after.transport_mode),
            (&mut border.transport_no, &before.transport_name, &after.transport_name),
            (&mut border.transport_name, &before.transport_name, &after.transport_name),
            (&mut border.voyage_no, &before.voyage_no, &after.voyage_no),
            (&mut border.bill_no, &before.bill_no, &after.bill_no),
        ] {
            if !before.is_empty() && said == before {
                *said = after.clone();
            }
        }
    }
    for (one, other) in before.containers.iter().zip(&after.containers) {
        for it in transit.containers.iter_mut().filter(|it| it.number == one.number) {
            it.number = other.number.clone();
        }
    }
    let is_stale =
        before.containers != after.containers || before.gross_weight_kg != after.gross_weight_kg;
    if is_stale {
        transit.goods.clear();
    }
    after.transit = Some(transit);
}
