//! Freight and insurance of the whole list, shared out among its items.

use std::cmp::Ordering;

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

/// Shares out an amount by weight, in whole steps, so that nothing depends on where anybody stands:
/// each gets the steps of its exact share, and the steps that are left over go to the largest rests;
/// of equal rests `order` says which comes first. Where nothing has a weight all weigh the same. The
/// shares sum to the amount, each within one step of its exact share; a negative amount is shared out
/// like its opposite.
///
/// A retail list's freight is shared out by [`Apportioner`], which needs no list of shares.
pub(crate) fn share_out(
    whole: Amount,
    weights: &[Amount],
    step: Amount,
    order: impl Fn(usize, usize) -> Ordering,
) -> Vec<Amount> {
    let sum = |of: fn(Amount) -> i128| weights.iter().map(|it| of(*it)).sum::<i128>();
    let own = |it: Amount| i128::from(weight(it).scaled());
    let (weigh, total): (fn(Amount) -> i128, i128) = match sum(own) {
        0 => (|_| 1, sum(|_| 1)),
        total => (own, total),
    };
    let step = i128::from(step.scaled().max(1));
    let magnitude = i128::from(whole.scaled()).abs();
    let divisor = (total * step).max(1);
    let exact = weights.iter().map(|it| magnitude * weigh(*it));
    let mut shares: Vec<(i128, i128)> = exact.map(|it| (it / divisor, it % divisor)).collect();
    let given: i128 = shares.iter().map(|(steps, _)| steps * step).sum();
    let mut left = magnitude - given;
    if left > 0 {
        let mut places: Vec<usize> = (0..shares.len()).collect();
        let rest = |place: usize| shares.get(place).map_or(0, |(_, rest)| *rest);
        places
            .sort_by(|one, other| rest(*other).cmp(&rest(*one)).then_with(|| order(*one, *other)));
        for place in places {
            if left < step {
                break;
            }
            left -= step;
            if let Some((steps, _)) = shares.get_mut(place) {
                *steps += 1;
            }
        }
    }
    let sign = if whole.is_negative() { -1 } else { 1 };
    let amount = |steps: i128| i64::try_from(sign * steps * step).unwrap_or(whole.scaled());
    shares.into_iter().map(|(steps, _)| Amount::from_scaled(amount(steps))).collect()
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

    #[test]
    fn what_is_left_over_goes_to_the_largest_rests() {
        let shares = |whole: i64, values: &[i64]| -> Vec<i64> {
            let values: Vec<Amount> = values.iter().map(|it| Amount::from_fen(*it)).collect();
            let shares = share_out(Amount::from_fen(whole), &values, FEN, |one, other| {
                values[one].cmp(&values[other])
            });
            shares.iter().map(|it| it.scaled() / FEN.scaled()).collect()
        };
        assert_eq!(shares(100, &[70, 20, 10]), [70, 20, 10]);
        assert_eq!(shares(1, &[70, 20, 10]), [1, 0, 0]);
        assert_eq!(shares(10, &[26, 25, 49]), [3, 2, 5], "rests of 0.6, 0.5 and 0.9");
        assert_eq!(shares(-10, &[26, 25, 49]), [-3, -2, -5]);
        assert_eq!(shares(2, &[0, 0]), [1, 1], "nothing has a weight");
        assert_eq!(shares(7, &[123]), [7]);
        assert_eq!(shares(7, &[]), [0; 0]);
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
        fn shared_out_in_whole_steps_wherever_anybody_stands(
            whole in -1_000_000_000i64..1_000_000_000,
            values in vec(0i64..1_000_000_000, 1..60),
            by in 0usize..60,
        ) {
            let whole = Amount::from_fen(whole);
            let values: Vec<Amount> = values.into_iter().map(Amount::from_scaled).collect();
            let shared = |values: &[Amount]| {
                let order = |one: usize, other: usize| values[one].cmp(&values[other]);
                share_out(whole, values, FEN, order)
            };
            let shares = shared(&values);
            prop_assert_eq!(shares.iter().copied().sum::<Amount>(), whole);
            let total: Amount = values.iter().copied().sum();
            for (share, value) in shares.iter().zip(&values).filter(|_| total.is_positive()) {
                let exact = whole.times(*value) / i128::from(total.scaled());
                let off = (i128::from(share.scaled()) - exact).abs();
                prop_assert!(off <= i128::from(FEN.scaled()), "{share} is {off} off");
            }
            let mut turned = values.clone();
            let n_values = turned.len();
            turned.rotate_left(by % n_values);
            let pairs = |values: &[Amount], shares: Vec<Amount>| {
                let mut pairs: Vec<(Amount, Amount)> = values.iter().copied().zip(shares).collect();
                pairs.sort();
                pairs
            };
            prop_assert_eq!(pairs(&values, shares), pairs(&turned, shared(&turned)));
        }

        #[test]
        fn hostile_amounts_are_shared_out(whole: i64, values in vec(any::<i64>(), 0..60)) {
            let values: Vec<Amount> = values.into_iter().map(Amount::from_scaled).collect();
            let shares = share_out(Amount::from_scaled(whole), &values, FEN, |_, _| Ordering::Equal);
            prop_assert_eq!(shares.len(), values.len());
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
