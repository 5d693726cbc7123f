//! Cases after release (稽查、核查、主动披露、退税申请), as they are kept: cases of their own, among the entries, about one
//! enterprise and some of its released declarations.
//!
//! How one is opened is decided in `audit_open`, what is done in it in `audit_act`, what it comes to in
//! `audit_conclude`.

use model::{
    Addressee, AuditFinding, AuditKind, AuditOrigin, AuditOutcome, AuditResult, AuditState,
    DayStamp, DisclosureVerdict, EntryId, Evidence, Moment, SentBack, SiteRecord,
};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
    instrument::OpenInstrument,
    numbers,
};

/// The first of the numbers under which states of these cases are kept.
const FIRST_STATE: u8 = 152;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [AuditState; 11] = [
    AuditState::Filed,
    AuditState::Opened,
    AuditState::OnSite,
    AuditState::AwaitingOpinion,
    AuditState::Reported,
    AuditState::AwaitingSecond,
    AuditState::Concluded,
    AuditState::HandedOver,
    AuditState::Closed,
    AuditState::Refused,
    AuditState::Dropped,
];

/// So many declarations are looked into in one case.
pub(crate) const DECLARATIONS_MAX: usize = 100;

pub fn audit_state_number(state: AuditState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn audit_state_of(number: u8) -> Option<AuditState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// State numbers of the cases whose state is one of those wanted.
pub fn audit_states(is_wanted: impl Fn(AuditState) -> bool) -> Vec<u8> {
    STATES.into_iter().filter(|it| is_wanted(*it)).map(audit_state_number).collect()
}

/// A case after release as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditFile {
    #[serde(skip)]
    pub id: EntryId,
    pub state: AuditState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// 案件编号.
    pub audit_no: String,
    pub kind: AuditKind,
    pub origin: AuditOrigin,
    /// Whose declarations are looked into; its notices go to this code.
    pub enterprise: Addressee,
    pub customs: String,
    pub opened_on: DayStamp,
    /// First and last day of release that it is about; 0: it names its declarations alone.
    pub from: DayStamp,
    pub to: DayStamp,
    /// Of the group that does it; empty of what a trader filed.
    pub officers: Vec<String>,
    pub reason: String,
    /// Whoever approved that it began without notice; empty: it did not.
    pub without_notice_by: String,
    /// Case and number of each declaration.
    pub declarations: Vec<(EntryId, String)>,
    /// Day on which its notice was served; 0 before.
    pub notified_on: DayStamp,
    /// Last day of what is to be done next; 0: none.
    pub finish_by: DayStamp,
    pub is_overdue: bool,
    pub n_instruments: u8,
    pub open_instruments: Vec<OpenInstrument>,
    pub visits: Vec<SiteRecord>,
    pub findings: Vec<AuditFinding>,
    /// Goods that were sent back, whose tax is claimed.
    pub sent_back: Option<Box<SentBack>>,
    /// What a trader filed with it.
    pub attachments: Vec<Evidence>,
    /// Whoever decided, in order.
    pub decided_by: Vec<String>,
    /// Day of the decision; 0 before.
    pub decided_on: DayStamp,
    pub outcome: Option<AuditOutcome>,
    /// What findings come to, declaration by declaration; before the conclusion as far as it was weighed.
    pub results: Vec<AuditResult>,
    /// Of a self-disclosure.
    pub verdict: Option<Box<DisclosureVerdict>>,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(AuditFile, audit_state_number, due: due_at);

/// The cases after release that a batch works on.
pub(crate) type Audits = Cases<AuditFile>;

impl Cases<AuditFile> {
    /// The case with that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.of_id(numbers::case_of_audit_no(number)?)?;
        self.files.get(index).filter(|it| it.audit_no == number).map(|_| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = audit_state_number(state);
            assert_eq!(audit_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::instrument::instrument_state_of(number), None);
            assert_eq!(crate::declaration::declaration_state_of(number), None);
            assert_eq!(crate::duty_slip::duty_slip_state_of(number), None);
        }
        assert_eq!(audit_state_number(AuditState::Dropped), 162, "stored rows");
        assert_eq!(audit_states(lifecycle::is_audit_decided), [158, 159, 160, 161]);
    }
}
