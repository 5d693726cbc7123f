//! What is left of a line's value and taxes when some of its goods went back.

use model::Amount;

/// The part of a line's amount that belongs to what is left of its quantity, rounded half up to the
/// fen. It is worked out of the whole each time, so that goods that come back in parts give back
/// what they give back at once.
pub fn rest_of(amount: Amount, quantity: Amount, left: Amount) -> Amount {
    if left >= quantity {
        return amount;
    }
    if !left.is_positive() {
        return Amount::ZERO;
    }
    let rounded = Amount::fen_from_ratio(amount.times(left), i128::from(quantity.scaled()));
    // A value finer than the fen must not grow by being rounded.
    rounded.min(amount)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn yuan(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn a_third_is_rounded_and_the_whole_is_not() {
        let (tax, three) = (yuan("28.00"), yuan("3"));
        assert_eq!(rest_of(tax, three, three), tax);
        assert_eq!(rest_of(tax, three, yuan("2")), yuan("18.67"));
        assert_eq!(rest_of(tax, three, yuan("1")), yuan("9.33"));
        assert_eq!(rest_of(tax, three, Amount::ZERO), Amount::ZERO);
        let odd = yuan("10.12345");
        assert_eq!(rest_of(odd, yuan("0.5"), yuan("0.5")), odd);
    }

    proptest! {
        #[test]
        fn less_is_left_the_more_goes_back(
            scaled in 0i64..1_000_000_000_000,
            quantity in 1i64..1_000_000_000,
            one in 0i64..1_000_000_000,
            other in 0i64..1_000_000_000,
        ) {
            let (amount, quantity) = (Amount::from_scaled(scaled), Amount::from_scaled(quantity));
            let (less, more) = (one.min(other), one.max(other));
            let rest = |left: i64| rest_of(amount, quantity, Amount::from_scaled(left));
            prop_assert!(rest(less) <= rest(more) && rest(more) <= amount);
            prop_assert!(!rest(less).is_negative());
        }
    }
}
