//! More time for what an instrument of customs asks for (延期): granted before its term has ended, once, as far as the
//! law lets it, and by two officers where the law wants a second.

use model::{Date, DayStamp, Extension, Finding, InstrumentState as State};
use params::{ExtensionRule, Law, term_ends_on};

use crate::{
    catalogue::refuse, desk::Desk, history::Event, instrument::InstrumentFile, money::after,
};

impl Desk<'_, '_> {
    /// What stands against giving more time until that day.
    pub(crate) fn extension_faults(
        &self,
        file: &InstrumentFile,
        officer: &str,
        until: Date,
        findings: &mut Vec<Finding>,
    ) {
        if file.state != State::Served {
            let title = lifecycle::instrument_title_zh(file.state).to_owned();
            let expected = "已送达、期限未满的文书 (served, and its term runs)";
            findings.push(refuse("HSE-6921", "number", title, expected));
        }
        let Some(rule) = extension_rule(&self.registry.law, file) else {
            let expected = "法律允许延期的文书 (one whose term can be extended)";
            let title = file.issued.title_zh.clone();
            return findings.push(refuse("HSE-6922", "number", title, expected));
        };
        let before = file.due_on.date().unwrap_or(self.now.on);
        match &file.extension {
            Some(it) if it.is_in_force => {
                let observed = it.until.date().map(|it| it.to_string()).unwrap_or_default();
                findings.push(refuse("HSE-6923", "number", observed, "未延期过的 (once)"));
            }
            Some(it) if it.officers.iter().any(|it| it == officer) => {
                let expected = "另一名关员 (another officer)";
                findings.push(refuse("HSE-6924", "officer", officer.to_owned(), expected));
            }
            Some(it) if it.until != DayStamp::from_date(until) => {
                let expected = it.until.date().map(|it| it.to_string()).unwrap_or_default();
                let at = "act.extended.until";
                findings.push(refuse("HSE-6925", at, until.to_string(), &expected));
            }
            _ => {}
        }
        let unit = file.issued.term.as_ref().map(|it| it.unit);
        let calendar = &self.registry.law.calendar;
        let last = unit.map_or(before, |it| term_ends_on(calendar, rule.length, it, before));
        if until <= before || until > last {
            let expected =
                format!("{before}之后至{last} (after the day it ends on, so long at most)");
            findings.push(refuse("HSE-6925", "act.extended.until", until.to_string(), &expected));
        }
    }

    /// An officer gives more time; where two have to, the first one's word waits for the second's.
    pub(crate) fn extend_term(
        &mut self,
        instrument: usize,
        officer: String,
        reason: String,
        until: Date,
    ) {
        let Some(file) = self.instruments.files.get(instrument) else { return };
        let approvers =
            extension_rule(&self.registry.law, file).map_or(1, |it| usize::from(it.approvers));
        let mut extension = file.extension.clone().unwrap_or_else(|| Extension {
            before: file.due_on,
            until: DayStamp::from_date(until),
            reason: reason.clone(),
            officers: Vec::new(),
            is_in_force: false,
        });
        extension.officers.push(officer);
        extension.is_in_force = extension.officers.len() >= approvers;
        let is_in_force = extension.is_in_force;
        let Some(file) = self.instruments.files.get_mut(instrument) else { return };
        file.extension = Some(extension.clone());
        if is_in_force {
            file.due_on = extension.until;
            file.due_at = Some(after(until));
        }
        let about = file.about;
        self.note_instrument(instrument, Event::InstrumentExtended(extension.clone()));
        if !is_in_force {
            return;
        }
        self.note_about(about, Event::InstrumentExtended(extension));
        self.tally.outcome("documents_extended");
        self.tell_of_instrument(instrument, &format!("期限延至{until}：{reason}"));
    }
}

fn extension_rule<'l>(law: &'l Law, file: &InstrumentFile) -> Option<&'l ExtensionRule> {
    let issued_on = file.issued.issued_at.local_date();
    law.instruments.on(file.issued.kind, issued_on)?.extension.as_ref()
}

/// Whether that officer may give more time for what it asks, or be the second who does.
pub(crate) fn may_be_extended(law: &Law, file: &InstrumentFile, officer: &str) -> bool {
    let is_anothers = file
        .extension
        .as_ref()
        .is_none_or(|it| !it.is_in_force && !it.officers.iter().any(|one| one == officer));
    file.state == State::Served && extension_rule(law, file).is_some() && is_anothers
}
