//! Banks that are asked to debit tax, and the treasury behind them: most do as asked, some cannot, some amounts
//! arrive short; which, depends on a seed alone.

use model::{Amount, DutySlipAct, Rate};

use crate::draw::splitmix;

/// How banks and the treasury behave.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedBanks {
    pub seed: u64,
    /// Share of debits that fail.
    pub failing: Rate,
    /// Share of debits that the treasury does not confirm.
    pub silent: Rate,
    /// Share that the treasury confirms a fen short.
    pub differing: Rate,
}

/// The bank that plays all of them.
pub const BANK: &str = "示例银行";
const TREASURY: &str = "示例国库";

impl SimulatedBanks {
    /// What becomes of a slip of which so much is owed: the bank is asked first.
    pub fn answers(&self, slip_no: &str, owed: Amount) -> Vec<DutySlipAct> {
        let bank = || BANK.to_owned();
        let mut acts = vec![DutySlipAct::Sent { bank: bank() }];
        if self.draws(slip_no, 1, self.failing) {
            let reason = "账户余额不足".to_owned();
            acts.push(DutySlipAct::Failed { bank: bank(), reason });
            return acts;
        }
        acts.push(DutySlipAct::Debited { bank: bank(), amount: owed });
        if !self.draws(slip_no, 2, self.silent) {
            let is_short = self.draws(slip_no, 3, self.differing);
            let amount = if is_short { owed - Amount::from_fen(1) } else { owed };
            acts.push(DutySlipAct::Confirmed { treasury: TREASURY.to_owned(), amount });
        }
        acts
    }

    fn draws(&self, slip_no: &str, question: u64, share: Rate) -> bool {
        let mut word = self.seed ^ question;
        for byte in slip_no.bytes() {
            word = splitmix(word ^ u64::from(byte));
        }
        let drawn = i64::try_from(splitmix(word) % 1_000_000).unwrap_or(0);
        drawn < share.ppm()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_the_seed_alone_decides() {
        let banks = SimulatedBanks {
            seed: 1,
            failing: Rate::from_ppm(200_000),
            silent: Rate::from_ppm(100_000),
            differing: Rate::from_ppm(100_000),
        };
        let owed = Amount::from_fen(12_345);
        let (mut failed, mut silent, mut short) = (0, 0, 0);
        for number in 0..1_000 {
            let slip_no = format!("J26112101{number:09}");
            let acts = banks.answers(&slip_no, owed);
            assert_eq!(acts, banks.answers(&slip_no, owed));
            match acts.last() {
                Some(DutySlipAct::Failed { .. }) => failed += 1,
                Some(DutySlipAct::Debited { .. }) => silent += 1,
                Some(DutySlipAct::Confirmed { amount, .. }) if *amount < owed => short += 1,
                _ => {}
            }
        }
        assert!((150..250).contains(&failed), "{failed}");
        assert!((50..110).contains(&silent) && (40..110).contains(&short), "{silent} {short}");
        let honest = SimulatedBanks {
            failing: Rate::from_ppm(0),
            silent: Rate::from_ppm(0),
            differing: Rate::from_ppm(0),
            ..banks
        };
        assert_eq!(honest.answers("J1", owed).len(), 3);
    }
}
