//! What may happen to a goods declaration (报关单), as a table.
//!
//! The states are those that receipts speak of (`CHANNEL`, 海关总署公告2018年第67号). Whether tax is paid, or a
//! guarantee stands for it, is decided before: it comes in as the event that follows.

use model::DeclarationState;

/// A fact about a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarationEvent {
    /// 暂存: sent to be kept.
    Kept,
    /// 申报: sent to be declared.
    Submitted,
    /// 退单: checks found something that returns it.
    Refused,
    /// 转人工: selected for review of its documents.
    SentToReview,
    /// 退回修改: an officer sends it back.
    SentBack,
    /// 布控查验.
    ExaminationOrdered,
    /// 待缴税: nothing but tax stands against release.
    TaxDue,
    /// 缴税: the treasury or a bank said that tax was paid.
    TaxPaid,
    /// 放行: nothing stands against it.
    Released,
    /// 担保放行: a guarantee stands for what is open.
    Guaranteed,
    /// 扣留.
    Detained,
    /// 退运: the goods go back whence they came.
    ShippedBack,
    /// 提离, 离境: the goods left the site.
    GoodsLeft,
    /// 撤销: an application to withdraw it was granted.
    Withdrawn,
    /// 未查到舱单: no accepted manifest has its bill.
    ManifestMissing,
    /// 舱单已核: its bill is on an accepted manifest now.
    ManifestCame,
    /// 待运抵: nothing stands against release but that the goods have not arrived.
    ArrivalAwaited,
    /// 概要放行: nothing stands against the goods of a summary.
    SummaryReleased,
    /// 完整申报: the full declaration came.
    Completed,
    /// 清单放行: nothing stands against the goods of a collective list.
    ListReleased,
    /// 集中申报: a declaration gathered the list.
    Gathered,
    /// The declaration that gathered the list does not stand any more.
    LetGo,
    /// 待传输随附单据: nothing stands against release but that attached files have not come.
    FilesAwaited,
}

impl DeclarationEvent {
    /// In the order in which they are declared.
    pub const ALL: [DeclarationEvent; 23] = [
        DeclarationEvent::Kept,
        DeclarationEvent::Submitted,
        DeclarationEvent::Refused,
        DeclarationEvent::SentToReview,
        DeclarationEvent::SentBack,
        DeclarationEvent::ExaminationOrdered,
        DeclarationEvent::TaxDue,
        DeclarationEvent::TaxPaid,
        DeclarationEvent::Released,
        DeclarationEvent::Guaranteed,
        DeclarationEvent::Detained,
        DeclarationEvent::ShippedBack,
        DeclarationEvent::GoodsLeft,
        DeclarationEvent::Withdrawn,
        DeclarationEvent::ManifestMissing,
        DeclarationEvent::ManifestCame,
        DeclarationEvent::ArrivalAwaited,
        DeclarationEvent::SummaryReleased,
        DeclarationEvent::Completed,
        DeclarationEvent::ListReleased,
        DeclarationEvent::Gathered,
        DeclarationEvent::LetGo,
        DeclarationEvent::FilesAwaited,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            DeclarationEvent::Kept => ["暂存", "kept"],
            DeclarationEvent::Submitted => ["申报", "submitted"],
            DeclarationEvent::Refused => ["审核不通过", "refused"],
            DeclarationEvent::SentToReview => ["转人工审单", "sent to review"],
            DeclarationEvent::SentBack => ["退回修改", "sent back"],
            DeclarationEvent::ExaminationOrdered => ["布控查验", "examination ordered"],
            DeclarationEvent::TaxDue => ["待缴税", "tax due"],
            DeclarationEvent::TaxPaid => ["缴税", "tax paid"],
            DeclarationEvent::Released => ["放行", "released"],
            DeclarationEvent::Guaranteed => ["担保放行", "released on guarantee"],
            DeclarationEvent::Detained => ["扣留", "detained"],
            DeclarationEvent::ShippedBack => ["退运", "shipped back"],
            DeclarationEvent::GoodsLeft => ["货物离场", "goods left"],
            DeclarationEvent::Withdrawn => ["准予撤销", "withdrawal granted"],
            DeclarationEvent::ManifestMissing => ["未查到舱单", "no manifest"],
            DeclarationEvent::ManifestCame => ["舱单已核", "manifest came"],
            DeclarationEvent::ArrivalAwaited => ["货物未运抵", "goods not arrived"],
            DeclarationEvent::SummaryReleased => ["概要放行", "released on summary"],
            DeclarationEvent::Completed => ["完整申报", "completed"],
            DeclarationEvent::ListReleased => ["清单放行", "released on a list"],
            DeclarationEvent::Gathered => ["集中申报", "gathered"],
            DeclarationEvent::LetGo => ["集中申报未成立", "gathering came to nothing"],
            DeclarationEvent::FilesAwaited => ["随附单据未到", "attached files not there"],
        }
    }
}

/// Every transition of a declaration.
pub const DECLARATION_TRANSITIONS: &[(DeclarationState, DeclarationEvent, DeclarationState)] = {
    use DeclarationEvent as On;
    use DeclarationState as Is;
    &[
        (Is::Saved, On::Kept, Is::Saved),
        (Is::Saved, On::Submitted, Is::Declared),
        (Is::Declared, On::Refused, Is::Returned),
        (Is::Declared, On::SentToReview, Is::Reviewing),
        (Is::Declared, On::ExaminationOrdered, Is::Examination),
        (Is::Declared, On::TaxDue, Is::AwaitingTax),
        (Is::Declared, On::Released, Is::Released),
        (Is::Declared, On::Guaranteed, Is::ReleasedOnGuarantee),
        (Is::Declared, On::SummaryReleased, Is::SummaryReleased),
        (Is::Returned, On::Kept, Is::Saved),
        (Is::Returned, On::Submitted, Is::Declared),
        (Is::Reviewing, On::SentBack, Is::Returned),
        (Is::Reviewing, On::ExaminationOrdered, Is::Examination),
        (Is::Reviewing, On::TaxDue, Is::AwaitingTax),
        (Is::Reviewing, On::TaxPaid, Is::Reviewing),
        (Is::Reviewing, On::Released, Is::Released),
        (Is::Reviewing, On::Guaranteed, Is::ReleasedOnGuarantee),
        (Is::Reviewing, On::Withdrawn, Is::Withdrawn),
        (Is::Reviewing, On::SummaryReleased, Is::SummaryReleased),
        (Is::AwaitingTax, On::ExaminationOrdered, Is::Examination),
        (Is::AwaitingTax, On::SentToReview, Is::Reviewing),
        (Is::AwaitingTax, On::TaxPaid, Is::AwaitingTax),
        (Is::AwaitingTax, On::Released, Is::Released),
        (Is::AwaitingTax, On::Guaranteed, Is::ReleasedOnGuarantee),
        (Is::AwaitingTax, On::Withdrawn, Is::Withdrawn),
        (Is::Examination, On::SentBack, Is::Returned),
        (Is::Examination, On::SentToReview, Is::Reviewing),
        (Is::Examination, On::TaxDue, Is::AwaitingTax),
        (Is::Examination, On::TaxPaid, Is::Examination),
        (Is::Examination, On::Released, Is::Released),
        (Is::Examination, On::Guaranteed, Is::ReleasedOnGuarantee),
        (Is::Examination, On::Detained, Is::Detained),
        (Is::Examination, On::ShippedBack, Is::Withdrawn),
        (Is::Examination, On::SummaryReleased, Is::SummaryReleased),
        (Is::Detained, On::TaxDue, Is::AwaitingTax),
        (Is::Detained, On::TaxPaid, Is::Detained),
        (Is::Detained, On::Released, Is::Released),
        (Is::Detained, On::Guaranteed, Is::ReleasedOnGuarantee),
        (Is::Detained, On::ShippedBack, Is::Withdrawn),
        (Is::Detained, On::SummaryReleased, Is::SummaryReleased),
        (Is::SummaryReleased, On::GoodsLeft, Is::SummaryReleased),
        (Is::SummaryReleased, On::Completed, Is::Declared),
        (Is::ReleasedOnGuarantee, On::TaxPaid, Is::ReleasedOnGuarantee),
        (Is::ReleasedOnGuarantee, On::Released, Is::Released),
        (Is::ReleasedOnGuarantee, On::GoodsLeft, Is::Cleared),
        (Is::ReleasedOnGuarantee, On::Withdrawn, Is::Withdrawn),
        (Is::Released, On::TaxPaid, Is::Released),
        (Is::Released, On::GoodsLeft, Is::Cleared),
        (Is::Released, On::Withdrawn, Is::Withdrawn),
        (Is::Cleared, On::TaxPaid, Is::Cleared),
        (Is::Declared, On::ManifestMissing, Is::AwaitingManifest),
        (Is::AwaitingManifest, On::ManifestCame, Is::Declared),
        (Is::AwaitingManifest, On::SentBack, Is::Returned),
        (Is::Declared, On::ArrivalAwaited, Is::AwaitingArrival),
        (Is::Reviewing, On::ArrivalAwaited, Is::AwaitingArrival),
        (Is::AwaitingTax, On::ArrivalAwaited, Is::AwaitingArrival),
        (Is::Examination, On::ArrivalAwaited, Is::AwaitingArrival),
        (Is::Detained, On::ArrivalAwaited, Is::AwaitingArrival),
        (Is::AwaitingArrival, On::TaxPaid, Is::AwaitingArrival),
        (Is::AwaitingArrival, On::Withdrawn, Is::Withdrawn),
        (Is::AwaitingArrival, On::SentBack, Is::Returned),
        (Is::AwaitingArrival, On::SentToReview, Is::Reviewing),
        (Is::AwaitingArrival, On::ExaminationOrdered, Is::Examination),
        (Is::AwaitingArrival, On::TaxDue, Is::AwaitingTax),
        (Is::AwaitingArrival, On::Released, Is::Released),
        (Is::AwaitingArrival, On::Guaranteed, Is::ReleasedOnGuarantee),
        (Is::AwaitingArrival, On::SummaryReleased, Is::SummaryReleased),
        (Is::Declared, On::ListReleased, Is::ListReleased),
        (Is::Reviewing, On::ListReleased, Is::ListReleased),
        (Is::Examination, On::ListReleased, Is::ListReleased),
        (Is::Detained, On::ListReleased, Is::ListReleased),
        (Is::AwaitingArrival, On::ListReleased, Is::ListReleased),
        (Is::ListReleased, On::GoodsLeft, Is::ListReleased),
        (Is::ListReleased, On::Withdrawn, Is::Withdrawn),
        (Is::ListReleased, On::Gathered, Is::ListDeclared),
        (Is::ListDeclared, On::GoodsLeft, Is::ListDeclared),
        (Is::ListDeclared, On::LetGo, Is::ListReleased),
        (Is::Declared, On::FilesAwaited, Is::AwaitingFiles),
        (Is::Reviewing, On::FilesAwaited, Is::AwaitingFiles),
        (Is::AwaitingTax, On::FilesAwaited, Is::AwaitingFiles),
        (Is::Examination, On::FilesAwaited, Is::AwaitingFiles),
        (Is::Detained, On::FilesAwaited, Is::AwaitingFiles),
        (Is::AwaitingFiles, On::TaxPaid, Is::AwaitingFiles),
        (Is::AwaitingFiles, On::Withdrawn, Is::Withdrawn),
        (Is::AwaitingFiles, On::SentBack, Is::Returned),
        (Is::AwaitingFiles, On::SentToReview, Is::Reviewing),
        (Is::AwaitingFiles, On::ExaminationOrdered, Is::Examination),
        (Is::AwaitingFiles, On::TaxDue, Is::AwaitingTax),
        (Is::AwaitingFiles, On::ArrivalAwaited, Is::AwaitingArrival),
        (Is::AwaitingFiles, On::Released, Is::Released),
        (Is::AwaitingFiles, On::Guaranteed, Is::ReleasedOnGuarantee),
    ]
};

/// The state of a declaration after the event; nothing where the table has no such row.
pub fn next_declaration(
    state: DeclarationState,
    event: DeclarationEvent,
) -> Option<DeclarationState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    DECLARATION_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

pub const fn declaration_title_zh(state: DeclarationState) -> &'static str {
    match state {
        DeclarationState::Saved => "暂存",
        DeclarationState::Declared => "海关入库",
        DeclarationState::Returned => "退单",
        DeclarationState::Reviewing => "人工审单",
        DeclarationState::AwaitingTax => "待缴税",
        DeclarationState::Examination => "查验",
        DeclarationState::Released => "放行",
        DeclarationState::ReleasedOnGuarantee => "担保放行",
        DeclarationState::Cleared => "结关",
        DeclarationState::Detained => "扣留",
        DeclarationState::Withdrawn => "撤销",
        DeclarationState::AwaitingManifest => "待核舱单",
        DeclarationState::AwaitingArrival => "审结待运抵",
        DeclarationState::SummaryReleased => "概要放行",
        DeclarationState::ListReleased => "清单放行待集中申报",
        DeclarationState::ListDeclared => "已集中申报",
        DeclarationState::AwaitingFiles => "审结待随附单据",
    }
}

pub const fn declaration_title_en(state: DeclarationState) -> &'static str {
    match state {
        DeclarationState::Saved => "saved",
        DeclarationState::Declared => "declared",
        DeclarationState::Returned => "returned",
        DeclarationState::Reviewing => "reviewing",
        DeclarationState::AwaitingTax => "awaiting tax",
        DeclarationState::Examination => "examination",
        DeclarationState::Released => "released",
        DeclarationState::ReleasedOnGuarantee => "released on guarantee",
        DeclarationState::Cleared => "cleared",
        DeclarationState::Detained => "detained",
        DeclarationState::Withdrawn => "withdrawn",
        DeclarationState::AwaitingManifest => "awaiting its manifest",
        DeclarationState::AwaitingArrival => "awaiting arrival",
        DeclarationState::SummaryReleased => "released on summary",
        DeclarationState::ListReleased => "released on a list",
        DeclarationState::ListDeclared => "declared with its month",
        DeclarationState::AwaitingFiles => "awaiting attached files",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_event_is_used() {
        let rows = DECLARATION_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<_> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, DeclarationEvent::ALL.into_iter().collect());
    }

    #[test]
    fn every_state_is_reached() {
        let mut reached = BTreeSet::from([DeclarationState::Saved, DeclarationState::Declared]);
        for _ in DECLARATION_TRANSITIONS {
            for (from, _, to) in DECLARATION_TRANSITIONS {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached.len(), 17);
    }

    #[test]
    fn what_left_or_went_back_is_not_declared_again() {
        for state in [DeclarationState::Cleared, DeclarationState::Withdrawn] {
            assert_eq!(next_declaration(state, DeclarationEvent::Submitted), None);
        }
        let leaves = |state| next_declaration(state, DeclarationEvent::GoodsLeft).is_some();
        assert!(leaves(DeclarationState::Released));
        assert!(!leaves(DeclarationState::AwaitingTax) && !leaves(DeclarationState::Examination));
    }
}
