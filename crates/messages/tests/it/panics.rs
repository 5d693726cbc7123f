//! No input panics.

use messages::{Limits, read};
use proptest::{collection::vec, prelude::*};

use crate::{
    arrival::ARRIVAL,
    shared::{ALL, DECLARATION, EXIT_LIST, EXPORTS, GATE_PASS, ROAD_MANIFEST},
};

fn limits() -> impl Strategy<Value = Limits> {
    (0usize..4, 0usize..4, 0usize..8, 0usize..100).prop_map(
        |(max_documents, max_items, max_depth, max_text)| Limits {
            max_documents,
            max_items,
            max_lines: max_items,
            max_depth,
            max_text,
            ..Limits::default()
        },
    )
}

proptest! {
    #[test]
    fn of_any_bytes(raw in vec(any::<u8>(), 0..300)) {
        let _ = read(&raw, &Limits::default());
    }

    #[test]
    fn of_any_text(raw in r#"\{?[<>/&;"'=!\[\]?a-cé长 \n\r-]{0,80}"#) {
        let _ = read(raw.as_bytes(), &Limits::default());
    }

    #[test]
    fn of_samples_with_bytes_changed(
        sample in 0..ALL.len() + 5 + EXPORTS.len(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        limits in limits(),
    ) {
        let others = [EXIT_LIST, GATE_PASS, DECLARATION, ROAD_MANIFEST, ARRIVAL];
        let mut raw = ALL.iter().chain(&others).chain(&EXPORTS).nth(sample).unwrap().as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let _ = read(&raw, &Limits::default());
        let _ = read(&raw, &limits);
    }
}
