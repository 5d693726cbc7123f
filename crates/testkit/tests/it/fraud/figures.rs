//! What there is to be found.

use testkit::fraud::{CaseLane, Ceiling};

use super::{Told, small};

#[test]
fn nobody_finds_more_than_the_ceiling() {
    for ppm in [20_000, 50_000, 100_000] {
        let told = Told::new(&small(8, ppm), 1);
        for lane in [CaseLane::Parcel, CaseLane::Declaration] {
            let ceiling = Ceiling::of(told.of(lane).cloned(), 30, 50_000);
            println!("{ppm} {lane:?} {ceiling:?}");
        }
    }
}
