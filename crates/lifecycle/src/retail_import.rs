//! What may happen to a retail import entry (进口清单), as one table.
//!
//! Source: the receipt codes of the retail import channel (回执状态) in their order, and the rule
//! that a list may be withdrawn only before release. The official papers list the codes and draw
//! no diagram; where they are silent the table says what an officer would expect.

use model::EntryState;
use serde::{Deserialize, Serialize};

/// A fact that somebody established about an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 申报: a list was declared, or declared again with changes.
    ListDeclared,
    /// 逻辑校验通过: the documents agree and every check of theirs passed.
    ChecksPassed,
    /// 校验不通过: a check, a limit or the guarantee says no.
    ChecksFailed,
    /// 等待超时: the partner documents did not come in time.
    PartnersTimedOut,
    /// 转人工: an officer has to look first.
    ReferredToOfficer,
    /// 计征完成: tax is assessed and settled, with nothing for an officer to look at.
    AssessmentSettled,
    /// 审核通过.
    ReviewPassed,
    /// 审核不通过.
    ReviewFailed,
    /// 命中查验: risk analysis, or an order given earlier, selects the goods.
    SelectedForExamination,
    /// 布控查验: an officer orders an examination. Before review is over the order stands and the
    /// state stays; when the entry becomes reviewed, a standing order selects it.
    ExaminationOrdered,
    /// 查验无异常. The entry is where it was before: reviewed, and ready for release.
    ExaminationPassed,
    /// 扣留移送通关.
    DetentionForClearance,
    /// 扣留移送缉私.
    DetentionForAntiSmuggling,
    /// 扣留移送法规.
    DetentionForLegal,
    /// 其它扣留.
    DetentionOther,
    /// 解除扣留.
    DetentionLifted,
    /// 责令退运.
    ShipBackOrdered,
    /// 准予放行.
    ReleaseGranted,
    /// 确认离场: the goods left the supervised site.
    ExitConfirmed,
    /// 准予撤销: the declarant withdraws before release, or every partner of a list that never
    /// came was deleted.
    WithdrawalGranted,
}

impl Event {
    /// In the order in which they are declared.
    pub const ALL: [Event; 20] = [
        Event::ListDeclared,
        Event::ChecksPassed,
        Event::ChecksFailed,
        Event::PartnersTimedOut,
        Event::ReferredToOfficer,
        Event::AssessmentSettled,
        Event::ReviewPassed,
        Event::ReviewFailed,
        Event::SelectedForExamination,
        Event::ExaminationOrdered,
        Event::ExaminationPassed,
        Event::DetentionForClearance,
        Event::DetentionForAntiSmuggling,
        Event::DetentionForLegal,
        Event::DetentionOther,
        Event::DetentionLifted,
        Event::ShipBackOrdered,
        Event::ReleaseGranted,
        Event::ExitConfirmed,
        Event::WithdrawalGranted,
    ];

    pub const fn title_zh(self) -> &'static str {
        match self {
            Event::ListDeclared => "清单申报",
            Event::ChecksPassed => "逻辑校验通过",
            Event::ChecksFailed => "校验不通过",
            Event::PartnersTimedOut => "等待超时",
            Event::ReferredToOfficer => "转人工",
            Event::AssessmentSettled => "计征完成",
            Event::ReviewPassed => "审核通过",
            Event::ReviewFailed => "审核不通过",
            Event::SelectedForExamination => "命中查验",
            Event::ExaminationOrdered => "布控查验",
            Event::ExaminationPassed => "查验无异常",
            Event::DetentionForClearance => "扣留移送通关",
            Event::DetentionForAntiSmuggling => "扣留移送缉私",
            Event::DetentionForLegal => "扣留移送法规",
            Event::DetentionOther => "其它扣留",
            Event::DetentionLifted => "解除扣留",
            Event::ShipBackOrdered => "责令退运",
            Event::ReleaseGranted => "准予放行",
            Event::ExitConfirmed => "确认离场",
            Event::WithdrawalGranted => "准予撤销",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            Event::ListDeclared => "list declared",
            Event::ChecksPassed => "checks passed",
            Event::ChecksFailed => "checks failed",
            Event::PartnersTimedOut => "partner documents timed out",
            Event::ReferredToOfficer => "referred to an officer",
            Event::AssessmentSettled => "assessment settled",
            Event::ReviewPassed => "review passed",
            Event::ReviewFailed => "review failed",
            Event::SelectedForExamination => "selected for examination",
            Event::ExaminationOrdered => "examination ordered",
            Event::ExaminationPassed => "examination passed",
            Event::DetentionForClearance => "detained, to clearance",
            Event::DetentionForAntiSmuggling => "detained, to anti-smuggling",
            Event::DetentionForLegal => "detained, to legal affairs",
            Event::DetentionOther => "detained otherwise",
            Event::DetentionLifted => "detention lifted",
            Event::ShipBackOrdered => "ordered to be shipped back",
            Event::ReleaseGranted => "release granted",
            Event::ExitConfirmed => "exit confirmed",
            Event::WithdrawalGranted => "withdrawal granted",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("event {event:?} does not apply to an entry that is {state:?}")]
pub struct NotApplicable {
    pub state: EntryState,
    pub event: Event,
}

/// Writes the table down once, as rows for people and as a `match` for the hot path. A second row
/// for a state and an event is an unreachable pattern, which the compiler refuses.
macro_rules! transitions {
    ($($from:ident: $($event:ident => $to:ident),+;)+) => {
        /// Every transition there is: the state, the fact, the state after it.
        pub const TRANSITIONS: &[(EntryState, Event, EntryState)] =
            &[$($((EntryState::$from, Event::$event, EntryState::$to)),+),+];

        /// The state after the event.
        pub const fn next(state: EntryState, event: Event) -> Result<EntryState, NotApplicable> {
            match (state, event) {
                $($((EntryState::$from, Event::$event) => Ok(EntryState::$to),)+)+
                _ => Err(NotApplicable { state, event }),
            }
        }
    };
}

transitions! {
    Expected:
        ListDeclared => Declared,
        ExaminationOrdered => Expected,
        WithdrawalGranted => Withdrawn;
    Declared:
        ListDeclared => Declared,
        ChecksPassed => Accepted,
        ChecksFailed => Rejected,
        PartnersTimedOut => Rejected,
        ExaminationOrdered => Declared,
        WithdrawalGranted => Withdrawn;
    Rejected:
        ListDeclared => Declared,
        ExaminationOrdered => Rejected,
        WithdrawalGranted => Withdrawn;
    Accepted:
        ChecksFailed => Rejected,
        ReferredToOfficer => UnderReview,
        AssessmentSettled => Reviewed,
        ExaminationOrdered => Accepted,
        WithdrawalGranted => Withdrawn;
    UnderReview:
        ReviewPassed => Reviewed,
        ReviewFailed => Rejected,
        ExaminationOrdered => UnderReview,
        WithdrawalGranted => Withdrawn;
    Reviewed:
        SelectedForExamination => UnderExamination,
        ExaminationOrdered => UnderExamination,
        ReleaseGranted => Released,
        WithdrawalGranted => Withdrawn;
    UnderExamination:
        ExaminationPassed => Reviewed,
        DetentionForClearance => DetainedForClearance,
        DetentionForAntiSmuggling => DetainedForAntiSmuggling,
        DetentionForLegal => DetainedForLegal,
        DetentionOther => DetainedOther,
        ShipBackOrdered => ShippedBack;
    DetainedForClearance:
        DetentionLifted => Reviewed,
        ShipBackOrdered => ShippedBack;
    DetainedForAntiSmuggling:
        DetentionLifted => Reviewed,
        ShipBackOrdered => ShippedBack;
    DetainedForLegal:
        DetentionLifted => Reviewed,
        ShipBackOrdered => ShippedBack;
    DetainedOther:
        DetentionLifted => Reviewed,
        ShipBackOrdered => ShippedBack;
    Released:
        ExitConfirmed => Closed;
    Withdrawn:
        ListDeclared => Declared,
        ExaminationOrdered => Withdrawn;
}

/// What may happen next; the console greys out everything else.
pub fn applicable(state: EntryState) -> impl Iterator<Item = Event> {
    TRANSITIONS.iter().filter(move |(from, ..)| *from == state).map(|(_, event, _)| *event)
}

/// Nothing can happen to the entry any more.
pub const fn is_final(state: EntryState) -> bool {
    matches!(state, EntryState::Closed | EntryState::ShippedBack)
}

/// The entry can still be decided on, so its documents must be at hand. A released entry waits
/// only for its exit; a rejected one may be declared again beside the partners it has.
pub const fn is_open(state: EntryState) -> bool {
    !is_final(state) && !matches!(state, EntryState::Released)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use expect_test::expect;

    use super::*;
    use crate::docs::STATES;

    #[test]
    fn no_two_rows_share_a_state_and_an_event() {
        let keys: BTreeSet<_> = TRANSITIONS.iter().map(|(from, event, _)| (from, event)).collect();
        assert_eq!(keys.len(), TRANSITIONS.len());
    }

    #[test]
    fn the_match_is_the_table() {
        let table: BTreeMap<_, _> =
            TRANSITIONS.iter().map(|(from, event, to)| ((*from, *event), *to)).collect();
        for state in STATES {
            for event in Event::ALL {
                let expected = table.get(&(state, event)).copied();
                assert_eq!(
                    next(state, event),
                    expected.ok_or(NotApplicable { state, event }),
                    "{state:?} {event:?}"
                );
            }
        }
    }

    #[test]
    fn every_state_is_reached_and_every_event_used() {
        let mut reached = BTreeSet::from([EntryState::Expected]);
        for _ in TRANSITIONS {
            for (from, _, to) in TRANSITIONS {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached, BTreeSet::from(STATES));
        let used: BTreeSet<_> = TRANSITIONS.iter().map(|(_, event, _)| *event).collect();
        assert_eq!(used, BTreeSet::from(Event::ALL));
    }

    #[test]
    fn a_state_is_final_exactly_when_nothing_applies() {
        for state in STATES {
            assert_eq!(is_final(state), applicable(state).next().is_none(), "{state:?}");
        }
    }

    #[test]
    fn release_only_follows_review() {
        let before: Vec<_> =
            TRANSITIONS.iter().filter(|(.., to)| *to == EntryState::Released).collect();
        assert_eq!(before, [&(EntryState::Reviewed, Event::ReleaseGranted, EntryState::Released)]);
        let before: BTreeSet<_> = TRANSITIONS
            .iter()
            .filter(|(from, _, to)| *to == EntryState::Reviewed && *from != *to)
            .map(|(_, event, _)| *event)
            .collect();
        expect!["{AssessmentSettled, ReviewPassed, ExaminationPassed, DetentionLifted}"]
            .assert_eq(&format!("{before:?}"));
    }

    #[test]
    fn every_state_before_release_takes_an_order_to_examine_or_has_had_one() {
        let takes = |state| next(state, Event::ExaminationOrdered).is_ok();
        let not: Vec<_> = STATES.into_iter().filter(|it| is_open(*it) && !takes(*it)).collect();
        expect![
            "[UnderExamination, DetainedForClearance, DetainedForAntiSmuggling, DetainedForLegal, DetainedOther]"
        ]
        .assert_eq(&format!("{not:?}"));
    }

    #[test]
    fn a_list_is_withdrawn_only_before_release_and_not_under_examination() {
        let may: Vec<_> = STATES
            .into_iter()
            .filter(|it| next(*it, Event::WithdrawalGranted) == Ok(EntryState::Withdrawn))
            .collect();
        expect!["[Expected, Declared, Rejected, Accepted, UnderReview, Reviewed]"]
            .assert_eq(&format!("{may:?}"));
    }

    #[test]
    fn a_refused_event_says_state_and_event() {
        let refused = next(EntryState::Closed, Event::ListDeclared).unwrap_err();
        expect!["event ListDeclared does not apply to an entry that is Closed"]
            .assert_eq(&refused.to_string());
    }
}
