//! A generated corpus as the inputs of a house.

use clearance::ports::RawInput;
use model::{Moment, Rate};
use params::Law;
use testkit::{Plan, TRUTH_FILE, generate};

/// Secrets of the houses in tests.
pub(crate) const SECRETS: ([u8; 16], [u8; 32]) = ([7; 16], [9; 32]);

/// The inputs of a plan in the order of their arrival, five seconds apart, and a tick at the end
/// that ends every wait. They come across midnight. `settings` come first, without a random share unless they say so.
pub(crate) fn inputs(plan: &Plan, law: &Law, settings: &str) -> Vec<RawInput> {
    let start = Moment::from_local(plan.on.at(23, 30, 0, 0));
    let mut inputs: Vec<RawInput> = Vec::new();
    let mut push = |bytes: Vec<u8>, after_minutes: i64| {
        let millis = start.plus_minutes(after_minutes).millis() + 5_000 * inputs.len() as i64;
        let received_at = Moment::from_millis(millis);
        inputs.push(RawInput { received_at, sender: String::new(), bytes });
        received_at
    };
    push(settings.as_bytes().to_vec(), 0);
    generate(
        plan,
        law,
        &mut |file| {
            if file.name != TRUTH_FILE {
                push(file.bytes.to_vec(), 0);
            }
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    let end = push(Vec::new(), 4 * 24 * 60);
    let tick = format!(r#"{{"tongguan":"tick","at":"{end}"}}"#);
    inputs.last_mut().unwrap().bytes = tick.into_bytes();
    inputs
}

/// Parcels in small messages with much disorder.
pub(crate) fn disordered(parcels: u64, seed: u64, on: model::Date) -> Plan {
    Plan {
        documents_per_message: 9,
        window: 150,
        repeated_messages: Rate::from_ppm(50_000),
        resent_documents: Rate::from_ppm(30_000),
        late_documents: Rate::from_ppm(50_000),
        ..Plan::new(parcels, Rate::from_ppm(200_000), seed, on)
    }
}
