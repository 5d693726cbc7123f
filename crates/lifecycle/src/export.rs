//! What may happen to a retail export, as a table.
//!
//! The states are those that receipts speak of (`returnStatus`). Whether goods must be in a site before they
//! are released, and whether they are, is decided before: release comes in as the event that follows.

use model::ExportState;

/// A fact about a retail export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExportEvent {
    /// 清单申报: anew, changed, or sent again after it was returned or cancelled.
    ListDeclared,
    /// 校验不通过.
    ChecksFailed,
    /// 等待超时: a partner did not come in time.
    PartnersTimedOut,
    /// 逻辑校验通过.
    ChecksPassed,
    /// 转人工.
    ReferredToOfficer,
    /// 审结: nothing stands against it any more as far as papers go.
    Settled,
    /// 审核不通过.
    ReviewFailed,
    /// 布控查验.
    ExaminationOrdered,
    /// 查验无异常.
    ExaminationPassed,
    /// 扣留.
    Detained,
    /// 解除扣留.
    DetentionLifted,
    /// 不准出口: the goods are taken back.
    ShipBackOrdered,
    /// 放行.
    Released,
    /// 离境.
    Departed,
    /// 撤单.
    Cancelled,
}

impl ExportEvent {
    /// In the order in which they are declared.
    pub const ALL: [ExportEvent; 15] = [
        ExportEvent::ListDeclared,
        ExportEvent::ChecksFailed,
        ExportEvent::PartnersTimedOut,
        ExportEvent::ChecksPassed,
        ExportEvent::ReferredToOfficer,
        ExportEvent::Settled,
        ExportEvent::ReviewFailed,
        ExportEvent::ExaminationOrdered,
        ExportEvent::ExaminationPassed,
        ExportEvent::Detained,
        ExportEvent::DetentionLifted,
        ExportEvent::ShipBackOrdered,
        ExportEvent::Released,
        ExportEvent::Departed,
        ExportEvent::Cancelled,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            ExportEvent::ListDeclared => ["清单申报", "list declared"],
            ExportEvent::ChecksFailed => ["校验不通过", "checks failed"],
            ExportEvent::PartnersTimedOut => ["等待超时", "partner documents timed out"],
            ExportEvent::ChecksPassed => ["逻辑校验通过", "checks passed"],
            ExportEvent::ReferredToOfficer => ["转人工", "referred to an officer"],
            ExportEvent::Settled => ["审结", "papers settled"],
            ExportEvent::ReviewFailed => ["审核不通过", "review failed"],
            ExportEvent::ExaminationOrdered => ["布控查验", "examination ordered"],
            ExportEvent::ExaminationPassed => ["查验无异常", "examination passed"],
            ExportEvent::Detained => ["扣留", "detained"],
            ExportEvent::DetentionLifted => ["解除扣留", "detention lifted"],
            ExportEvent::ShipBackOrdered => ["不准出口", "export not allowed"],
            ExportEvent::Released => ["放行", "released"],
            ExportEvent::Departed => ["离境", "left the country"],
            ExportEvent::Cancelled => ["撤单", "cancelled"],
        }
    }
}

/// Every transition of a retail export.
pub const EXPORT_TRANSITIONS: &[(ExportState, ExportEvent, ExportState)] = {
    use ExportEvent as On;
    use ExportState as Is;
    &[
        (Is::Expected, On::ListDeclared, Is::Declared),
        (Is::Declared, On::ListDeclared, Is::Declared),
        (Is::Declared, On::ChecksFailed, Is::Rejected),
        (Is::Declared, On::PartnersTimedOut, Is::Rejected),
        (Is::Declared, On::ChecksPassed, Is::Accepted),
        (Is::Declared, On::Cancelled, Is::Withdrawn),
        (Is::Rejected, On::ListDeclared, Is::Declared),
        (Is::Rejected, On::Cancelled, Is::Withdrawn),
        (Is::Accepted, On::ReferredToOfficer, Is::UnderReview),
        (Is::Accepted, On::ExaminationOrdered, Is::UnderExamination),
        (Is::Accepted, On::Settled, Is::Reviewed),
        (Is::UnderReview, On::Settled, Is::Reviewed),
        (Is::UnderReview, On::ReviewFailed, Is::Rejected),
        (Is::UnderReview, On::ExaminationOrdered, Is::UnderExamination),
        (Is::UnderReview, On::Cancelled, Is::Withdrawn),
        (Is::Reviewed, On::ExaminationOrdered, Is::UnderExamination),
        (Is::Reviewed, On::Released, Is::Released),
        (Is::Reviewed, On::Cancelled, Is::Withdrawn),
        (Is::UnderExamination, On::ExaminationPassed, Is::Reviewed),
        (Is::UnderExamination, On::Detained, Is::Detained),
        (Is::UnderExamination, On::ShipBackOrdered, Is::Refused),
        (Is::Detained, On::DetentionLifted, Is::Reviewed),
        (Is::Detained, On::ShipBackOrdered, Is::Refused),
        (Is::Released, On::Departed, Is::Closed),
        (Is::Withdrawn, On::ListDeclared, Is::Declared),
    ]
};

/// The state of an export after the event; nothing where the table has no such row.
pub fn next_export(state: ExportState, event: ExportEvent) -> Option<ExportState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    EXPORT_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

pub const fn export_title_zh(state: ExportState) -> &'static str {
    match state {
        ExportState::Expected => "未申报",
        ExportState::Declared => "申报中",
        ExportState::Rejected => "退单",
        ExportState::Accepted => "入库",
        ExportState::UnderReview => "人工审核",
        ExportState::UnderExamination => "查验",
        ExportState::Reviewed => "审结",
        ExportState::Released => "放行",
        ExportState::Closed => "结关",
        ExportState::Withdrawn => "撤单",
        ExportState::Detained => "扣留",
        ExportState::Refused => "不准出口",
    }
}

pub const fn export_title_en(state: ExportState) -> &'static str {
    match state {
        ExportState::Expected => "expected",
        ExportState::Declared => "declared",
        ExportState::Rejected => "rejected",
        ExportState::Accepted => "accepted",
        ExportState::UnderReview => "under review",
        ExportState::UnderExamination => "under examination",
        ExportState::Reviewed => "reviewed",
        ExportState::Released => "released",
        ExportState::Closed => "closed",
        ExportState::Withdrawn => "withdrawn",
        ExportState::Detained => "detained",
        ExportState::Refused => "not allowed to leave",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_event_is_used() {
        let rows = EXPORT_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<_> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, ExportEvent::ALL.into_iter().collect());
    }

    #[test]
    fn every_state_is_reached_and_the_last_ones_are_final() {
        let mut reached = BTreeSet::from([ExportState::Expected]);
        for _ in EXPORT_TRANSITIONS {
            for (from, _, to) in EXPORT_TRANSITIONS {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached.len(), 12);
        for last in [ExportState::Closed, ExportState::Refused] {
            assert!(ExportEvent::ALL.into_iter().all(|it| next_export(last, it).is_none()));
        }
    }

    #[test]
    fn nothing_leaves_before_release_nor_is_cancelled_after() {
        for state in reached_before_release() {
            assert_eq!(next_export(state, ExportEvent::Departed), None, "{state:?}");
        }
        assert_eq!(
            next_export(ExportState::Released, ExportEvent::Departed),
            Some(ExportState::Closed)
        );
        for state in [ExportState::Released, ExportState::Closed, ExportState::UnderExamination] {
            assert_eq!(next_export(state, ExportEvent::Cancelled), None, "{state:?}");
        }
    }

    fn reached_before_release() -> impl Iterator<Item = ExportState> {
        let all = EXPORT_TRANSITIONS.iter().map(|(from, ..)| *from);
        all.filter(|it| *it != ExportState::Released)
    }
}
