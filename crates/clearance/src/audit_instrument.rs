//! What customs issues in a case after release (稽查通知书、征求意见书、稽查结论): instruments as those about declarations
//! are, under the case's own number.

use lifecycle::InstrumentEvent as Move;
use model::{DayStamp, Finding, InstrumentKind as Kind};

use crate::{
    audit::AuditFile,
    catalogue::refuse,
    desk::Desk,
    instrument_draft::{Draft, INSTRUMENTS_MAX},
    instrument_issue::InstrumentHead,
    numbers,
};

impl Desk<'_, '_> {
    /// Everything that is wrong with what is to be issued in a case.
    pub(crate) fn audit_draft_faults(&self, file: &AuditFile, draft: &Draft) -> Vec<Finding> {
        let mut findings = Vec::new();
        if draft.officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "act.officer", String::new(), "关员 (an officer)"));
        }
        if file.n_instruments >= INSTRUMENTS_MAX {
            let (observed, expected) =
                (file.n_instruments.to_string(), format!("<= {INSTRUMENTS_MAX}"));
            findings.push(refuse("HSE-6771", "audit_no", observed, &expected));
        }
        self.field_faults(draft, &mut findings);
        findings
    }

    /// Numbers it, keeps it with the case and tells the enterprise. Nothing on a day for which no law knows the
    /// kind, and when the numbers are used up.
    pub(crate) fn issue_audit_instrument(&mut self, audit: usize, draft: Draft) -> Option<usize> {
        self.registry.law.instruments.on(draft.kind, self.now.on)?;
        let file = self.audits.files.get_mut(audit)?;
        if file.n_instruments >= INSTRUMENTS_MAX {
            return None;
        }
        file.n_instruments += 1;
        file.touched = true;
        let id = numbers::instrument_case(file.id, file.n_instruments);
        let head = InstrumentHead {
            id,
            number: numbers::instrument_no(DayStamp::from_date(self.now.on), id),
            about: file.id,
            sender: file.enterprise.code.clone(),
            declaration_no: String::new(),
            audit_no: file.audit_no.clone(),
            customs: file.customs.clone(),
            trader: file.enterprise.clone(),
            declarant: file.enterprise.clone(),
        };
        self.put_instrument(head, draft)
    }

    /// What is open of these kinds, of all where none is named, is asked for no longer: done, or not.
    pub(crate) fn end_audit_documents(
        &mut self,
        audit: usize,
        kinds: &[Kind],
        is_done: bool,
        officer: &str,
    ) {
        let Some(file) = self.audits.files.get(audit) else { return };
        let is_one = |it: Kind| kinds.is_empty() || kinds.contains(&it);
        let open = file.open_instruments.iter().filter(|it| is_one(it.kind));
        let cases = open.map(|it| it.case).collect();
        let step = if is_done { Move::Closed } else { Move::Revoked };
        self.end_instruments(cases, step, officer);
    }

    /// The notice of an audit was served: from now on its days run.
    pub(crate) fn audit_is_announced(&mut self, instrument: usize) {
        let Some(file) = self.instruments.files.get(instrument) else { return };
        let served_on = file.service.as_ref().map(|it| it.at.local_date());
        let is_notice = file.issued.kind == Kind::AuditNotice;
        let audit = self.audits.of_id(file.about).filter(|_| is_notice);
        let audit = audit.and_then(|it| self.audits.files.get_mut(it));
        if let (Some(audit), Some(served_on)) = (audit, served_on) {
            audit.notified_on = DayStamp::from_date(served_on);
            audit.touched = true;
        }
    }
}
