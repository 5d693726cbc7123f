//! What officers do in a case after release (稽查、核查): they ask for records, go on site, ask for an opinion, report,
//! extend, close and drop it; and its days end. What it comes to is decided in `audit_conclude`.

use jiff::Span;
use lifecycle::{AuditEvent as Step, is_audit_open, next_audit};
use model::{
    AmendmentBar, Amount, AuditAct, AuditFinding, AuditKind, AuditOutcome, AuditState as State,
    AuditStep, Date, DayStamp, EntryId, Finding, InstrumentKind as Kind, InstrumentState, Moment,
    Notice, NoticeSubject, ReceiptBody, SiteRecord, Text,
};
use params::Law;

use crate::{
    audit::{AuditFile, DECLARATIONS_MAX},
    audit_open::lacks_officers,
    catalogue::refuse,
    desk::Desk,
    examine::evidence_faults,
    history::Event,
    instrument_draft::Draft,
    money::after,
};

const KIND: &str = "audit";

/// What is wrong with what was to be done.
pub(crate) type Refused = Vec<Finding>;

/// Findings of officers, and who reports them.
struct Reports {
    findings: Vec<AuditFinding>,
    officer: String,
    reason: String,
}

impl<'a> Desk<'a, '_> {
    /// Something is done in a case after release.
    pub(crate) fn act_on_audit(&mut self, number: &str, act: AuditAct, sender: &str) {
        let Some(audit) = self.audits.of_no(number) else {
            let expected = "本系统的案件编号 (the number of a case of this house)";
            let finding = refuse("HSE-6756", "audit_no", number.to_owned(), expected);
            return self.refuse_command(KIND, vec![finding], sender);
        };
        let done = match act {
            AuditAct::Included { declarations, officer, reason } => {
                self.include(audit, &declarations, [officer, reason])
            }
            AuditAct::RecordsAsked { wanted, days, officer, reason } => {
                self.ask_records(audit, &wanted, days, [officer, reason])
            }
            AuditAct::OnSite { officers, site, attended_by, record, attachments, at } => {
                let visit = SiteRecord { officers, site, attended_by, record, attachments, at };
                self.go_on_site(audit, visit)
            }
            AuditAct::OpinionAsked { findings, officer, reason } => {
                self.ask_opinion(audit, Reports { findings, officer, reason })
            }
            AuditAct::Reported { findings, officer, reason } => {
                self.report(audit, Reports { findings, officer, reason })
            }
            AuditAct::Concluded { hand_over, officer, reason } => {
                self.decide_audit(audit, hand_over, [officer, reason])
            }
            AuditAct::Approved { officer, reason } => self.approve_audit(audit, [officer, reason]),
            AuditAct::SentBack { officer, reason } => {
                self.send_audit_back(audit, [officer, reason])
            }
            AuditAct::Refused { officer, reason } => self.refuse_filed(audit, [officer, reason]),
            AuditAct::Extended { until, officer, reason } => {
                self.extend_audit(audit, until, [officer, reason])
            }
            AuditAct::Closed { officer, reason } => self.close_audit(audit, [officer, reason]),
            AuditAct::Dropped { officer, reason } => self.drop_audit(audit, [officer, reason]),
        };
        if let Err(findings) = done {
            self.refuse_command(KIND, findings, sender);
        }
    }

    /// Nobody named, or a state that does not allow it.
    pub(crate) fn audit_faults(&self, audit: usize, step: Step, officer: &str) -> Refused {
        let mut findings = Vec::new();
        if officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "act.officer", String::new(), "关员 (an officer)"));
        }
        let state = self.audits.files.get(audit).map(|it| it.state);
        if state.is_none_or(|it| next_audit(it, step).is_none()) {
            findings.extend(state.map(not_in_this_state));
        }
        findings
    }

    /// More declarations are looked into.
    fn include(
        &mut self,
        audit: usize,
        declarations: &[String],
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        let mut findings = Vec::new();
        if officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "act.officer", String::new(), "关员 (an officer)"));
        }
        if !matches!(file.state, State::Opened | State::OnSite | State::AwaitingOpinion) {
            findings.push(not_in_this_state(file.state));
        }
        let numbers = declarations.iter().map(String::as_str);
        let at = "act.included.declarations";
        let included = self.declarations_of(numbers, &file.scope(), at, &mut findings);
        let n_all = file.declarations.len() + included.len();
        if included.is_empty() && findings.is_empty() {
            let expected = "至少一份报关单 (at least one declaration)";
            findings.push(refuse("HSE-6754", at, String::new(), expected));
        }
        if n_all > DECLARATIONS_MAX && findings.is_empty() {
            let expected = format!("<= {DECLARATIONS_MAX}");
            findings.push(refuse("HSE-6747", at, n_all.to_string(), &expected));
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.declarations.extend(included.iter().cloned());
        }
        self.take_under_audit(audit, &included);
        let note = format!("{} {reason}", declarations.join(" "));
        self.note_step(audit, AuditStep::Included, &officer, note.trim());
        Ok(())
    }

    /// 调取账簿、单证.
    fn ask_records(
        &mut self,
        audit: usize,
        wanted: &str,
        days: Option<u16>,
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        let mut findings = Vec::new();
        let is_going_on = matches!(
            file.state,
            State::Filed | State::Opened | State::OnSite | State::AwaitingOpinion
        );
        if !is_going_on {
            findings.push(not_in_this_state(file.state));
        }
        findings.extend(self.begins_too_soon(file, self.now.on));
        let draft = Draft::of(Kind::RecordsOrder, &officer, &reason).with("wanted", wanted.trim());
        let draft = match days {
            Some(days) => draft.with("days", &days.max(1).to_string()),
            None => draft,
        };
        findings.extend(self.audit_draft_faults(file, &draft));
        if !findings.is_empty() {
            return Err(findings);
        }
        self.issue_audit_instrument(audit, draft);
        self.note_step(audit, AuditStep::RecordsAsked, &officer, wanted);
        Ok(())
    }

    /// An audit does not begin before its notice was served so many days (稽查条例第十条).
    fn begins_too_soon(&self, file: &AuditFile, on: Date) -> Option<Finding> {
        let at = "audit_no";
        match begins_on(&self.registry.law, file) {
            Ok((first, _)) if on >= first => None,
            Ok((first, days)) => {
                let expected = format!(">= {first} ({days} 日)");
                Some(refuse("HSE-6758", at, on.to_string(), &expected))
            }
            Err(NotBegun::NotNotified) => {
                let expected = "稽查通知书已送达 (the notice of audit was served)";
                Some(refuse("HSE-6758", at, on.to_string(), expected))
            }
            Err(NotBegun::NoLaw) => Some(self.no_law("audit.notice_days")),
        }
    }

    fn go_on_site(&mut self, audit: usize, visit: SiteRecord) -> Result<(), Refused> {
        let by = visit.officers.join("、");
        let mut findings = self.audit_faults(audit, Step::WentOnSite, &by);
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        findings.extend(lacks_officers("act.on_site.officers", &visit.officers));
        findings.extend(self.begins_too_soon(file, visit.at.local_date()));
        let opened_on = file.opened_on.date().unwrap_or(Date::MAX);
        if visit.at > self.now.at || visit.at.local_date() < opened_on {
            let expected = format!("{opened_on} … {}", self.now.at);
            findings.push(refuse("HSE-6769", "act.on_site.at", visit.at.to_string(), &expected));
        }
        for (name, value) in
            [("site", &visit.site), ("attended_by", &visit.attended_by), ("record", &visit.record)]
        {
            if value.trim().is_empty() {
                let expected = "地点、在场人员与记录 (where, who was there, and what was seen)";
                let at = format!("act.on_site.{name}");
                findings.push(refuse("HSE-6770", &at, String::new(), expected));
            }
        }
        evidence_faults("act.on_site.attachments", &visit.attachments, &mut findings);
        if !findings.is_empty() {
            return Err(findings);
        }
        let note = format!("{}：{}", visit.site, visit.record);
        self.advance_audit(audit, Step::WentOnSite, &by, "");
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.visits.push(visit);
        }
        self.note_step(audit, AuditStep::OnSite, &by, &note);
        Ok(())
    }

    /// What was found, if it can be so: results as they would be, kept with the case.
    fn take_findings(
        &mut self,
        audit: usize,
        step: Step,
        reports: &Reports,
    ) -> Result<[Amount; 2], Refused> {
        let mut faults = self.audit_faults(audit, step, &reports.officer);
        let Some(file) = self.audits.files.get(audit) else { return Ok([Amount::ZERO; 2]) };
        for (place, finding) in reports.findings.iter().enumerate() {
            if !file.declarations.iter().any(|(_, number)| *number == finding.declaration_no) {
                let at = format!("findings[{place}].declaration_no");
                let expected = "本案的报关单 (a declaration of the case)";
                faults.push(refuse("HSE-6760", &at, finding.declaration_no.clone(), expected));
            }
        }
        let weighed = match faults.is_empty() {
            true => self.weigh_findings(&reports.findings, &reports.reason, &mut faults),
            false => Vec::new(),
        };
        if step == Step::Reported && faults.is_empty() {
            faults.extend(self.was_not_heard_on(file, &reports.findings));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let results = self.results_of(&weighed);
        let taxes = results.iter().flat_map(|it| &it.taxes);
        let totals = taxes
            .fold([Amount::ZERO; 2], |[before, after], it| [before + it.before, after + it.after]);
        if let Some(file) = self.audits.files.get_mut(audit) {
            (file.findings, file.results) = (reports.findings.clone(), results);
        }
        self.judge_disclosure(audit);
        Ok(totals)
    }

    /// Whoever is found in violation had his say on the same findings, or let the days pass (稽查条例第二十二条).
    fn was_not_heard_on(&self, file: &AuditFile, findings: &[AuditFinding]) -> Option<Finding> {
        if file.kind.is_filed() || !findings.iter().any(|it| it.is_violation) {
            return None;
        }
        let asked = file.open_instruments.iter().filter(|it| it.kind == Kind::AuditOpinion);
        let states: Vec<InstrumentState> = asked
            .filter_map(|it| self.instruments.files.get(self.instruments.of_id(it.case)?))
            .map(|it| it.state)
            .collect();
        let is_heard = |it: &InstrumentState| {
            matches!(it, InstrumentState::Answered | InstrumentState::Overdue)
        };
        let is_same = file.findings == findings;
        if is_same && states.iter().any(is_heard) {
            return None;
        }
        let titles: Vec<&str> =
            states.iter().map(|it| lifecycle::instrument_title_zh(*it)).collect();
        let observed = if is_same { titles.join(" ") } else { "问题有变更".to_owned() };
        let expected = "就所列问题征求意见并已答复，或者期限已过 (asked on these findings, and answered or past its term)";
        Some(refuse("HSE-6759", "act.reported.findings", observed, expected))
    }

    /// 征求意见.
    fn ask_opinion(&mut self, audit: usize, reports: Reports) -> Result<(), Refused> {
        if reports.findings.is_empty() {
            let expected = "至少一项问题 (at least one finding)";
            let at = "act.opinion_asked.findings";
            return Err(vec![refuse("HSE-6760", at, String::new(), expected)]);
        }
        let [before, after] = self.take_findings(audit, Step::OpinionAsked, &reports)?;
        self.end_audit_documents(audit, &[Kind::AuditOpinion], false, &reports.officer);
        let draft = Draft::of(Kind::AuditOpinion, &reports.officer, &reports.reason)
            .with("findings", &words_of(&reports.findings))
            .with("tax_before", &before.to_string())
            .with("tax_after", &after.to_string());
        self.issue_audit_instrument(audit, draft);
        self.advance_audit(audit, Step::OpinionAsked, &reports.officer, "");
        self.note_step(audit, AuditStep::OpinionAsked, &reports.officer, &reports.reason);
        Ok(())
    }

    /// 稽查报告: the days to the conclusion begin.
    fn report(&mut self, audit: usize, reports: Reports) -> Result<(), Refused> {
        let Ok(days) = self.registry.law.days_on("audit.conclusion_days", self.now.on) else {
            return Err(vec![self.no_law("audit.conclusion_days")]);
        };
        self.take_findings(audit, Step::Reported, &reports)?;
        self.advance_audit(audit, Step::Reported, &reports.officer, "");
        let last = self.now.on.checked_add(Span::new().days(days)).unwrap_or(Date::MAX);
        self.finish_audit_by(audit, last);
        self.note_step(audit, AuditStep::Reported, &reports.officer, &reports.reason);
        Ok(())
    }

    fn finish_audit_by(&mut self, audit: usize, last: Date) {
        let Some(file) = self.audits.files.get_mut(audit) else { return };
        (file.finish_by, file.due_at) = (DayStamp::from_date(last), Some(after(last)));
        file.is_overdue = false;
    }

    /// 延期: its last day is another one, not too far from the last.
    fn extend_audit(
        &mut self,
        audit: usize,
        until: Date,
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        let mut findings = Vec::new();
        for (name, value) in [("officer", &officer), ("reason", &reason)] {
            if value.trim().is_empty() {
                let at = format!("act.extended.{name}");
                let expected = "关员与理由 (an officer and a reason)";
                findings.push(refuse("HSE-6601", &at, String::new(), expected));
            }
        }
        let finish_by = file.finish_by.date().filter(|_| is_undecided(file.state));
        let days = self.registry.law.days_on("audit.extension_days", self.now.on);
        match (finish_by, days) {
            (None, _) => findings.push(not_in_this_state(file.state)),
            (_, Err(_)) => findings.push(self.no_law("audit.extension_days")),
            (Some(finish_by), Ok(days)) => {
                let span = Span::new().days(days);
                let last = finish_by.max(self.now.on).checked_add(span).unwrap_or(Date::MAX);
                if until <= finish_by.max(self.now.on) || until > last {
                    let expected = format!("> {finish_by}, <= {last}");
                    let at = "act.extended.until";
                    findings.push(refuse("HSE-6764", at, until.to_string(), &expected));
                }
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        self.finish_audit_by(audit, until);
        let note = format!("{until} {reason}");
        self.note_step(audit, AuditStep::Extended, &officer, &note);
        Ok(())
    }

    /// 办结: what it came to was collected and given back.
    fn close_audit(&mut self, audit: usize, [officer, reason]: [String; 2]) -> Result<(), Refused> {
        let mut findings = self.audit_faults(audit, Step::Closed, &officer);
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        for (case, number) in &file.declarations {
            let index = self.declarations.of_id(*case);
            let Some(it) = index.and_then(|it| self.declarations.files.get(it)) else { continue };
            let open = it.owed() + it.refund_due;
            if open.is_positive() {
                let observed = format!("{number} {open}");
                let expected = "税款已缴清或者退还 (tax paid, or given back)";
                findings.push(refuse("HSE-6765", "audit_no", observed, expected));
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        self.advance_audit(audit, Step::Closed, &officer, &reason);
        self.tell_of_audit(audit, None, Text::borrowed("已办结"));
        Ok(())
    }

    /// 撤销: nothing comes of it.
    fn drop_audit(&mut self, audit: usize, [officer, reason]: [String; 2]) -> Result<(), Refused> {
        let findings = self.audit_faults(audit, Step::Dropped, &officer);
        if !findings.is_empty() {
            return Err(findings);
        }
        self.release_audited(audit, None);
        self.end_audit_documents(audit, &[], false, &officer);
        self.advance_audit(audit, Step::Dropped, &officer, &reason);
        self.tell_of_audit(audit, None, Text::from(format!("已撤销：{reason}")));
        self.tally.outcome("audits_dropped");
        Ok(())
    }

    /// Its declarations are free again; of what is handed over nothing may be amended.
    pub(crate) fn release_audited(&mut self, audit: usize, outcome: Option<AuditOutcome>) {
        let Some(file) = self.audits.files.get(audit) else { return };
        let (audit_no, kind) = (file.audit_no.clone(), file.kind);
        let outcomes: Vec<(EntryId, Option<AuditOutcome>)> = file
            .declarations
            .iter()
            .map(|(case, number)| {
                let result = file.results.iter().find(|it| it.declaration_no == *number);
                (*case, outcome.map(|whole| result.map_or(whole, |it| it.outcome)))
            })
            .collect();
        for (case, of_this) in outcomes {
            let Some(index) = self.declarations.of_id(case) else { continue };
            let Some(file) = self.declarations.files.get_mut(index) else { continue };
            file.audit = EntryId(0);
            if file.bar == Some(AmendmentBar::Audit) {
                file.bar = None;
            }
            if outcome == Some(AuditOutcome::HandedOver) {
                file.bar = Some(AmendmentBar::Suspicion);
            }
            let audit_no = audit_no.clone();
            self.note_declaration(index, Event::AuditLeft { audit_no, kind, outcome: of_this });
        }
    }

    /// Its last day has passed: it is listed as overdue.
    pub(crate) fn audit_falls_due(&mut self, audit: usize, due_at: Moment) -> bool {
        let Some(file) = self.audits.files.get_mut(audit) else { return false };
        if file.due_at != Some(due_at) {
            return false;
        }
        (file.due_at, file.is_overdue) = (None, true);
        self.note_step(audit, AuditStep::Overdue, "", "");
        self.tally.outcome("audits_overdue");
        true
    }

    /// Moves it along its table; what the table does not allow is left as it is.
    pub(crate) fn advance_audit(&mut self, audit: usize, step: Step, by: &str, note: &str) -> bool {
        let Some(file) = self.audits.files.get_mut(audit) else { return false };
        let Some(to) = next_audit(file.state, step) else { return false };
        let from = std::mem::replace(&mut file.state, to);
        if !is_undecided(to) {
            file.due_at = None;
        }
        if from != to {
            let (by, note) = (by.to_owned(), note.to_owned());
            self.note_audit(audit, Event::AuditState { from, to, by, note });
        }
        true
    }

    pub(crate) fn note_step(&mut self, audit: usize, step: AuditStep, by: &str, note: &str) {
        let (by, note) = (by.to_owned(), note.to_owned());
        self.note_audit(audit, Event::AuditStep { step, by, note });
    }

    pub(crate) fn note_audit(&mut self, audit: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }

    /// Tells the enterprise how it stands.
    pub(crate) fn tell_of_audit(&mut self, audit: usize, amount: Option<Amount>, info: Text<'a>) {
        let Some(file) = self.audits.files.get(audit) else { return };
        let (id, to) = (file.id, file.enterprise.code.clone());
        let words: String = info.chars().take(crate::take::INFO_MAX).collect();
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::Audit,
            number: Text::from(file.audit_no.clone()),
            state: Text::borrowed(lifecycle::audit_title_en(file.state)),
            status: file.state as i32,
            amount,
            due_on: if file.kind.is_filed() && is_undecided(file.state) {
                file.finish_by
            } else {
                DayStamp::default()
            },
            info: Text::from(words),
        });
        let said = self.issue(id, receipt, &[]);
        let answered = self.address(&to, said);
        self.note_audit(audit, answered);
    }
}

/// Why it is not known on which day an audit may begin.
pub(crate) enum NotBegun {
    NotNotified,
    NoLaw,
}

/// From which day on it may be gone on site, and records be asked for: an audit begins so many days after its notice was
/// served (稽查条例第十条), unless it goes without; and how many those are.
pub(crate) fn begins_on(law: &Law, file: &AuditFile) -> Result<(Date, i32), NotBegun> {
    if file.kind != AuditKind::Audit || !file.without_notice_by.is_empty() {
        return Ok((Date::MIN, 0));
    }
    let notified_on = file.notified_on.date().ok_or(NotBegun::NotNotified)?;
    let days = law.days_on("audit.notice_days", notified_on).map_err(|_| NotBegun::NoLaw)?;
    Ok((notified_on.checked_add(Span::new().days(days)).unwrap_or(Date::MAX), days))
}

/// Whether it is still to be decided what it comes to.
pub(crate) fn is_undecided(state: State) -> bool {
    is_audit_open(state) && state != State::Concluded
}

pub(crate) fn not_in_this_state(state: State) -> Finding {
    let title = lifecycle::audit_title_zh(state).to_owned();
    let expected = "允许该操作的状态 (a state that allows it)";
    refuse("HSE-6757", "audit_no", title, expected)
}

/// `534520261000000001 违反规定 单价申报不实；…`.
pub(crate) fn words_of(findings: &[AuditFinding]) -> String {
    let one = |it: &AuditFinding| {
        let fields: Vec<String> =
            it.fields.iter().map(|it| format!("{} {}={}", it.field, it.place, it.new)).collect();
        let violation = if it.is_violation { "违反规定 " } else { "" };
        format!("{} {violation}{} [{}]", it.declaration_no, it.text, fields.join(", "))
    };
    findings.iter().map(one).collect::<Vec<_>>().join("；")
}
