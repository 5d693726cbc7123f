//! The house's own inputs, where they are not like messages.

use clearance::{House, ports::RawInput};
use matching::Keyring;
use model::{Amount, Moment};
use params::Law;
use store::SqliteStore;

use crate::{recording::Recording, traffic::SECRETS};

/// An operator sets a guarantee to 100, to 200, and back to 100: the last order holds, although it
/// is spelt like the first.
#[test]
fn an_order_given_again_is_obeyed_again() {
    let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
    let law = Law::shipped().unwrap();
    let mut house = House::open(store, law, Keyring::new(SECRETS.0)).unwrap();
    for (minute, limit) in [(0, "100"), (1, "200"), (2, "100")] {
        let json = format!(
            r#"{{"tongguan":"registry","guarantees":[{{"code":"4403960P01","limit":"{limit}"}}]}}"#
        );
        let received_at = Moment::from_millis(1_605_920_400_000).plus_minutes(minute);
        let raw = RawInput { received_at, sender: String::new(), bytes: json.into_bytes() };
        house.take(&[raw]).unwrap();
    }
    let kept = house.into_store();
    let limits: Vec<Amount> = kept.accounts.values().map(|it| it.account.limit).collect();
    assert_eq!(limits, [Amount::from_units(100)]);
}
