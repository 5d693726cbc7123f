//! Freight and insurance of the whole list, shared out among its items.

use model::Amount;

use crate::levy::round;

/// Shares out an amount by value. No text here says how; this house rounds the running sum: an
/// item's share is the rounded share of all items up to it, less what they were given before. So
/// the shares sum to the amount exactly, none is negative, and each is within one rounding step of
/// its exact share. Where nothing has a value the last item takes it all.
#[derive(Debug, Clone)]
pub(crate) struct Apportioner {
    whole: Amount,
    /// Σ of the values.
    total: Amount,
    /// Σ of the values so far, and of the shares so far.
    reached: Amount,
    given: Amount,
    n_left: usize,
    step: Amount,
}

impl Apportioner {
    /// `step` is the unit of rounding: the fen.
    pub(crate) fn new(
        whole: Amount,
        values: impl ExactSizeIterator<Item = Amount>,
        step: Amount,
    ) -> Apportioner {
        let n_left = values.len();
        let total = if whole.is_zero() { Amount::ZERO } else { values.map(weight).sum() };
        Apportioner { whole, total, reached: Amount::ZERO, given: Amount::ZERO, n_left, step }
    }

    /// The share of the next item.
    pub(crate) fn next(&mut self, value: Amount) -> Amount {
        if self.whole.is_zero() {
            return Amount::ZERO;
        }
        self.n_left = self.n_left.saturating_sub(1);
        self.reached += weight(value);
        let so_far = if self.n_left == 0 {
            self.whole
        } else if self.total.is_zero() {
            Amount::ZERO
        } else {
            let exact = self.whole.times(self.reached);
            round(exact, i128::from(self.total.scaled()), self.step)
        };
        let share = so_far - self.given;
        self.given = so_far;
        share
    }
}

/// A negative value is refused by the checks; until then it weighs nothing.
pub(crate) fn weight(value: Amount) -> Amount {
    value.max(Amount::ZERO)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    const FEN: Amount = Amount::from_fen(1);

    fn shares(whole: i64, values: &[i64]) -> Vec<i64> {
        let values: Vec<Amount> = values.iter().map(|it| Amount::from_fen(*it)).collect();
        let mut apportioner =
            Apportioner::new(Amount::from_fen(whole), values.iter().copied(), FEN);
        values.iter().map(|it| apportioner.next(*it).scaled() / FEN.scaled()).collect()
    }

    #[test]
    fn by_value_and_to_the_fen() {
        assert_eq!(shares(1_000, &[3_000, 3_000, 3_000]), [333, 334, 333]);
        assert_eq!(shares(1_000, &[1, 99]), [10, 990]);
        assert_eq!(shares(1, &[1, 1, 1]), [0, 1, 0]);
        assert_eq!(shares(0, &[5, 5]), [0, 0]);
        assert_eq!(shares(7, &[123]), [7]);
        assert_eq!(shares(7, &[]), [0; 0]);
    }

    #[test]
    fn without_value_the_last_takes_it_all() {
        assert_eq!(shares(700, &[0, 0]), [0, 700]);
        assert_eq!(shares(700, &[-5, 0]), [0, 700]);
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole_and_stay_near(
            whole in 0i64..10_000_000_000,
            values in vec(0i64..100_000_000_000, 1..99),
        ) {
            let (whole, values): (Amount, Vec<Amount>) = (
                Amount::from_scaled(whole),
                values.into_iter().map(Amount::from_scaled).collect(),
            );
            let mut apportioner = Apportioner::new(whole, values.iter().copied(), FEN);
            let total: Amount = values.iter().copied().sum();
            let mut sum = Amount::ZERO;
            for value in &values {
                let share = apportioner.next(*value);
                prop_assert!(!share.is_negative());
                sum += share;
                if total.is_positive() {
                    let exact = whole.times(*value) / i128::from(total.scaled());
                    let off = (i128::from(share.scaled()) - exact).abs();
                    prop_assert!(off <= i128::from(FEN.scaled()), "{share} is {off} off");
                }
            }
            prop_assert_eq!(sum, whole);
        }

        #[test]
        fn hostile_amounts_do_not_overflow(whole: i64, values in vec(any::<i64>(), 0..5)) {
            let values: Vec<Amount> = values.into_iter().map(Amount::from_scaled).collect();
            let mut apportioner =
                Apportioner::new(Amount::from_scaled(whole), values.iter().copied(), FEN);
            for value in values {
                apportioner.next(value);
            }
        }
    }
}
