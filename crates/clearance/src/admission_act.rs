//! What follows from applications for admission in two stages: an officer decides those that no rule does, goods are
//! moved to another site (转场) or go on to their destination, and notices of examination name the place.

use model::{
    AdmissionKind as Kind, AdmissionState as State, Channel, DeclarationState, Direction, Finding,
    InstrumentKind, ManifestReport, Moment, ReportKind, Text,
};

use crate::{
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
    instrument_draft::{Draft, is_allowed},
    sampling::Custody,
};

const KIND: &str = "decide_admission";

/// What an officer decides of an application.
pub(crate) struct AdmissionRuling {
    pub(crate) application: Kind,
    pub(crate) is_granted: bool,
    pub(crate) officer: String,
    pub(crate) reason: String,
}

impl<'a> Desk<'a, '_> {
    /// An officer decides what no rule does, or takes back what was granted and nobody made use of.
    pub(crate) fn decide_admission(&mut self, number: &str, ruling: AdmissionRuling, sender: &str) {
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let findings = decision_faults(file, &ruling);
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        let AdmissionRuling { application, is_granted, officer, reason } = ruling;
        let state = if is_granted { State::Granted } else { State::Refused };
        let at = self.now.at;
        let Some(request) = file.admission.iter_mut().find(|it| it.kind == application) else {
            return;
        };
        (request.state, request.at) = (state, at);
        (request.officer, request.reason) = (officer.clone(), reason.clone());
        request.code.clear();
        let decided = request.clone();
        self.note_declaration(index, Event::AdmissionDecided(Box::new(decided)));
        self.tally.outcome("admissions_decided");
        let words = format!("{}{}：{reason}", application.title_zh(), state.title_zh());
        let words: String = words.chars().take(crate::take::INFO_MAX).collect();
        self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
        if application != Kind::ConditionalRelease {
            self.notify_anew(index, &officer, &reason);
        }
    }

    /// Where goods are to be examined is another place now: a new notice takes the place of the one before.
    fn notify_anew(&mut self, index: usize, officer: &str, reason: &str) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let Some(examination) = &file.examination else { return };
        let notice = Draft::of(InstrumentKind::ExaminationNotice, officer, reason);
        let is_merged = file.is_admitted(Kind::MergedExamination);
        let notice = match is_merged {
            true => notice,
            false => notice.with("place", &examination.place),
        };
        let placed = place_of(file, notice.clone());
        let is_same =
            placed.field("place") == examination.place && placed.field("site") == examination.site;
        if !is_same {
            self.carry_out(index, notice);
        }
    }

    /// Goods that are examined at their destination go there first, and are not used (附条件提离), unless
    /// something holds them.
    pub(crate) fn let_go_to_destination(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let next = file.examination.as_ref().map(|it| it.next_place());
        let goes = file.state == DeclarationState::Examination
            && file.declaration.direction == Direction::Import
            && next == Some("destination");
        let is_held = file.custody.is_some()
            || self.waits_for_arrival(index)
            || self.holds_release(index).is_some();
        if !goes || is_held {
            return;
        }
        let site = match file.declaration.destination_customs.as_str() {
            "" => "目的地".to_owned(),
            customs => format!("目的地（检验检疫机关{customs}）"),
        };
        self.release_bill(index);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.custody = Some(Custody { site, moved_at: None });
        }
        self.admission_is_carried_out(index, Kind::MergedExamination);
        self.tally.outcome("declarations_to_destination");
        let words = Text::borrowed("货物准予提离至目的地检查，检查放行前不得使用、销售");
        self.answer_declaration(index, Channel::Manual, words, &[]);
    }

    /// What was granted came about.
    pub(crate) fn admission_is_carried_out(&mut self, index: usize, kind: Kind) {
        let at = self.now.at;
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let granted =
            file.admission.iter_mut().find(|it| it.kind == kind && it.state == State::Granted);
        let Some(request) = granted else { return };
        (request.state, request.at) = (State::CarriedOut, at);
        let done = request.clone();
        self.note_declaration(index, Event::AdmissionDecided(Box::new(done)));
    }

    /// The site saw goods leave for the one where they are to be examined.
    pub(crate) fn leave_for_site(&mut self, index: usize, from: &str, at: Moment) -> bool {
        let Some(file) = self.declarations.files.get(index) else { return false };
        let is_due = file.state == DeclarationState::Examination
            && file.custody.is_none()
            && !self.waits_for_arrival(index);
        let Some((to, true)) = file.examined_on().filter(|_| is_due) else { return false };
        let to = to.to_owned();
        let on = file.on_manifest.and_then(|it| self.manifests.consignment(it.consignment));
        if let Some(bill) = on {
            if let Some(carrying) = self.manifests.consignments.get_mut(bill) {
                carrying.site = Text::from(to.clone());
            }
            let (site, to) = (from.to_owned(), to.clone());
            self.note_consignment(bill, Event::MovedToSite { site, to, at });
        }
        self.goods_changed_site(index, from, to, at);
        true
    }

    /// A manifest's report says that the goods of a bill are at another site.
    pub(crate) fn bill_changed_site(&mut self, bill: usize, from: &str, at: Moment) {
        let carrying = self.manifests.consignments.get(bill);
        let site = carrying.map(|it| it.site.to_string()).unwrap_or_default();
        let declared = carrying.and_then(|it| it.declared.as_ref()).map(|it| it.case);
        let Some(index) = declared.and_then(|it| self.declarations.of_id(it)) else { return };
        let file = self.declarations.files.get(index);
        if file.is_some_and(|it| it.examined_on() == Some((site.as_str(), true))) {
            self.goods_changed_site(index, from, site, at);
        }
    }

    fn goods_changed_site(&mut self, index: usize, from: &str, to: String, at: Moment) {
        self.admission_is_carried_out(index, Kind::Transfer);
        let words = format!("货物已转场至{to}，在该场所查验");
        let site = from.to_owned();
        self.note_declaration(index, Event::MovedToSite { site, to, at });
        self.tally.outcome("declarations_transferred");
        self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
    }

    /// Goods that are to be examined go to no other site than the one that was granted.
    pub(crate) fn barred_transfer(
        &self,
        bill: usize,
        report: &ManifestReport<'_>,
    ) -> Option<Finding> {
        if report.kind != ReportKind::Transfer {
            return None;
        }
        let carrying = self.manifests.consignments.get(bill)?;
        let index = self.declarations.of_id(carrying.declared.as_ref()?.case)?;
        let file = self.declarations.files.get(index)?;
        let granted = file.examined_on().map_or("", |(site, _)| site);
        let is_examined = file.state == DeclarationState::Examination;
        if !is_examined || !granted.is_empty() && *report.site == *granted {
            return None;
        }
        let observed = format!("{}, {}", carrying.bill_no(), report.site);
        let expected = match granted {
            "" => "准予转场 (a transfer that was granted)",
            site => site,
        };
        Some(refuse("HSE-7121", "report.site", observed, expected))
    }

    /// A sample lets goods be moved that their declarant asked to move, and its order says where to: they are let
    /// go under custody at once.
    pub(crate) fn lift_off_as_asked(&mut self, index: usize, officer: &str, site: &str) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let is_open =
            file.custody.is_none() && is_allowed(file, InstrumentKind::ConditionalRelease);
        if site.is_empty() || !is_open || !self.is_lift_off_asked(index) {
            return;
        }
        let reason = Kind::ConditionalRelease.title_zh();
        let draft = Draft::of(InstrumentKind::ConditionalRelease, officer, reason);
        self.release_under_custody(index, draft.with("site", site));
    }
}

/// Why an officer's decision is not obeyed.
pub(crate) fn decision_faults(
    file: &DeclarationFile<'_>,
    ruling: &AdmissionRuling,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if ruling.officer.trim().is_empty() {
        findings.push(refuse("HSE-6601", "officer", String::new(), "关员 (an officer)"));
    }
    if ruling.reason.trim().is_empty() {
        let expected = "准予或者不予的理由 (why it is granted or refused)";
        findings.push(refuse("HSE-7124", "reason", String::new(), expected));
    }
    let request = file.admission_of(ruling.application);
    let is_open = request.is_some_and(|it| {
        it.state == State::Open || it.state == State::Granted && !ruling.is_granted
    });
    if !is_open {
        let observed = match request {
            Some(it) => format!("{}：{}", it.kind.title_zh(), it.state.title_zh()),
            None => format!("未提出{}", ruling.application.title_zh()),
        };
        let expected = "待海关审核，或准予而未办理 (open, or granted and not carried out)";
        findings.push(refuse("HSE-7119", "application", observed, expected));
    }
    let is_begun = file.examination.as_ref().is_some_and(|it| it.is_port_done);
    if !file.is_before_release() || is_begun {
        let title = match is_begun {
            true => "口岸查验已办结",
            false => lifecycle::declaration_title_zh(file.state),
        };
        let expected =
            "放行前、口岸查验办结前 (before release, and before the examination at the port)";
        findings.push(refuse("HSE-7125", "declaration_no", title.to_owned(), expected));
    }
    findings
}

impl DeclarationFile<'_> {
    /// It stands before customs, and its goods are not released.
    pub fn is_before_release(&self) -> bool {
        matches!(
            self.state,
            DeclarationState::Reviewing
                | DeclarationState::Examination
                | DeclarationState::AwaitingTax
                | DeclarationState::AwaitingArrival
                | DeclarationState::AwaitingFiles
        )
    }
}

/// Where a notice has goods examined: as it says, or at the port where it says nothing; merged into one examination
/// at the destination unless an officer wants the port, and at the port on the site to which they are moved.
pub(crate) fn place_of(file: &DeclarationFile<'_>, draft: Draft) -> Draft {
    let asked = draft.field("place").to_owned();
    let is_merged = file.is_admitted(Kind::MergedExamination);
    let place = match asked.as_str() {
        "" | "both" if is_merged => "destination",
        "" => "port",
        place => place,
    };
    let draft = draft.with("place", place);
    let transfer = file.admission_of(Kind::Transfer).filter(|_| file.is_admitted(Kind::Transfer));
    match transfer {
        Some(transfer) if place != "destination" && draft.field("site").is_empty() => {
            draft.with("site", &transfer.site)
        }
        _ => draft,
    }
}

/// Why no record is made of an examination at the port yet: the goods are on their way to another site.
pub(crate) fn record_is_early(file: &DeclarationFile<'_>) -> Option<Finding> {
    let (site, is_ahead) = file.examined_on()?;
    let is_there = file.examination.as_ref()?.next_place() != "port" || !is_ahead;
    let expected = "货物运抵该场所 (that they came to it)";
    (!is_there).then(|| refuse("HSE-7120", "declaration_no", site.to_owned(), expected))
}
