//! What a case waits for where it stands, and who has to do it.

use model::{DeclarationState, DutySlipState};

/// Who has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitsFor {
    /// The trader, or whoever declares for him.
    Trader,
    Customs,
    /// The payer's bank, and the treasury.
    Bank,
    /// Sites, carriers, gates.
    Terminal,
}

/// A step that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub by: WaitsFor,
    pub step_zh: &'static str,
    pub step_en: &'static str,
}

const fn wait(by: WaitsFor, step_zh: &'static str, step_en: &'static str) -> Option<Wait> {
    Some(Wait { by, step_zh, step_en })
}

/// Of a goods declaration; nothing where nobody has to do anything any more.
pub const fn declaration_wait(state: DeclarationState) -> Option<Wait> {
    use DeclarationState as Is;
    use WaitsFor::{Customs, Terminal, Trader};
    match state {
        Is::Saved => wait(Trader, "申报", "to be declared"),
        Is::Declared => wait(Customs, "系统审核", "checked by the house"),
        Is::Returned => wait(Trader, "修改后重新申报", "to be mended and declared again"),
        Is::Reviewing => wait(Customs, "人工审单", "review of its documents"),
        Is::AwaitingTax => wait(Trader, "缴纳税款", "payment of the tax"),
        Is::Examination => wait(Customs, "查验", "examination"),
        Is::Released | Is::ReleasedOnGuarantee => {
            wait(Terminal, "货物提离", "goods leave the site")
        }
        Is::Detained => wait(Customs, "扣留处置", "what becomes of detained goods"),
        Is::AwaitingManifest => wait(Trader, "舱单传输", "its bill on a manifest"),
        Is::AwaitingArrival => wait(Terminal, "货物运抵", "arrival of the goods"),
        Is::SummaryReleased => wait(Trader, "完整申报", "the full declaration"),
        Is::ListReleased => wait(Trader, "集中申报", "declaring with its month"),
        Is::AwaitingFiles => wait(Trader, "上传随附单据", "papers that are attached"),
        Is::Cleared | Is::ListDeclared | Is::Withdrawn => None,
    }
}

/// Of a declaration's payment slip.
pub const fn duty_slip_wait(state: DutySlipState) -> Option<Wait> {
    use DutySlipState as Is;
    use WaitsFor::{Bank, Customs, Trader};
    match state {
        Is::Issued => wait(Trader, "缴纳税款", "payment of the tax"),
        Is::Failed => wait(Trader, "重新缴纳税款", "payment anew, for the bank could not debit"),
        Is::Sent => wait(Bank, "银行扣款", "the bank's debit"),
        Is::Debited => wait(Bank, "国库入库", "the treasury's word"),
        Is::Confirmed => wait(Customs, "核对金额", "another amount is looked into"),
        Is::WrittenOff | Is::Void => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DECLARATION_TRANSITIONS, DUTY_SLIP_TRANSITIONS};

    #[test]
    fn what_can_still_be_declared_paid_or_released_is_waited_for_by_somebody() {
        for (from, ..) in DECLARATION_TRANSITIONS {
            use DeclarationState::{Cleared, ListDeclared};
            let is_over = matches!(from, Cleared | ListDeclared);
            assert_eq!(declaration_wait(*from).is_none(), is_over, "{from:?}");
        }
        assert_eq!(declaration_wait(DeclarationState::Withdrawn), None);
        for (from, ..) in DUTY_SLIP_TRANSITIONS {
            assert!(duty_slip_wait(*from).is_some(), "{from:?}");
        }
        let asked = duty_slip_wait(DutySlipState::Sent).unwrap();
        assert_eq!((asked.by, asked.step_zh), (WaitsFor::Bank, "银行扣款"));
    }
}
