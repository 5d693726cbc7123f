//! Raw inputs: kept before they are understood, numbered once, never twice.

use clearance::ports::{RawInput, Records, Store};
use model::InputId;

use super::{Factory, accept, at, packed, raw};

pub(crate) fn inputs_are_numbered_in_order(factory: &impl Factory) {
    let mut store = factory.open();
    assert_eq!(accept(&mut store, &["<a/>", "<b/>"]), [InputId(1), InputId(2)]);
    assert_eq!(accept(&mut store, &["<c/>"]), [InputId(3)]);
    assert_eq!(accept(&mut store, &[]), []);
    assert_eq!(factory.records().counts().unwrap().inputs, 3);
}

pub(crate) fn the_same_bytes_keep_their_first_number(factory: &impl Factory) {
    let mut store = factory.open();
    let inputs = ["<a/>", "<b/>", "<a/>"].map(|it| packed(&store, it));
    let accepted = store.accept(&inputs).unwrap();
    let seen: Vec<_> = accepted.iter().map(|it| (it.input.0, it.is_repeat)).collect();
    assert_eq!(seen, [(1, false), (2, false), (1, true)]);

    // Who brings them, and when, makes no other message of them.
    let again = RawInput { received_at: at(9), sender: "other".to_owned(), ..raw("<b/>") };
    let again = clearance::pack(&again, store.pack());
    let accepted = store.accept(&[again, packed(&store, "<c/>")]).unwrap();
    let seen: Vec<_> = accepted.iter().map(|it| (it.input.0, it.is_repeat)).collect();
    assert_eq!(seen, [(2, true), (3, false)]);
    let kept = factory.records().input(InputId(2)).unwrap().unwrap();
    assert_eq!((kept.sender.as_str(), kept.received_at), ("4403960A01", at(0)));
}

pub(crate) fn an_input_reads_as_it_came(factory: &impl Factory) {
    let mut store = factory.open();
    let texts = [Vec::new(), b"\xd5\xfd \x00\xff".to_vec(), vec![b'x'; 3_000_000]];
    let raws = texts.map(|bytes| RawInput { received_at: at(5), sender: "通关".into(), bytes });
    let inputs = raws.each_ref().map(|it| clearance::pack(it, store.pack()));
    store.accept(&inputs).unwrap();
    let records = factory.records();
    for ((raw, packed), id) in raws.iter().zip(&inputs).zip(1..) {
        let kept = records.input(InputId(id)).unwrap().unwrap();
        assert_eq!(kept.bytes, raw.bytes);
        assert_eq!(kept.digest, packed.digest);
        assert_eq!(
            (kept.input, kept.received_at, kept.sender),
            (InputId(id), at(5), "通关".into())
        );
    }
    assert_eq!(records.input(InputId(4)).unwrap(), None);
    assert_eq!(records.input(InputId(0)).unwrap(), None);
}

pub(crate) fn undecided_inputs_come_in_order_and_bounded(factory: &impl Factory) {
    let mut store = factory.open();
    let texts: Vec<String> =
        (0..9).map(|it| format!("<m>{it}{}</m>", "x".repeat(it * 10))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    accept(&mut store, &texts);
    for bound in [0, 1, 40, 100, 10_000] {
        let (mut after, mut seen) = (InputId(0), Vec::new());
        loop {
            let inputs = store.inputs_after(after, bound).unwrap();
            let Some(last) = inputs.last() else { break };
            after = last.input;
            let bytes: usize = inputs.iter().map(|it| it.bytes.len()).sum();
            assert!(inputs.len() == 1 || bytes <= bound, "{bytes} bytes for {bound}");
            seen.extend(inputs.into_iter().map(|it| String::from_utf8(it.bytes).unwrap()));
        }
        assert_eq!(seen, texts, "{bound}");
    }
    let from_the_middle = store.inputs_after(InputId(6), 10_000).unwrap();
    assert_eq!(from_the_middle.iter().map(|it| it.input.0).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(from_the_middle[0].sender, "4403960A01");
}

pub(crate) fn the_houses_own_inputs_are_told_apart(factory: &impl Factory) {
    let mut store = factory.open();
    let texts = ["{\"tongguan\":\"a\"}", "<b/>", " {\"tongguan\":\"c\"}", "{}"];
    accept(&mut store, &texts);
    let mut own = |up_to| -> Vec<u64> {
        store.house_inputs(InputId(up_to)).unwrap().iter().map(|it| it.input.0).collect()
    };
    assert_eq!(own(9), [1, 3, 4]);
    assert_eq!(own(3), [1, 3]);
    assert_eq!(own(2), [1]);
    assert_eq!(own(0), [] as [u64; 0]);
}

/// More than are asked for at once.
pub(crate) fn many_undecided_inputs_come_whole(factory: &impl Factory) {
    let mut store = factory.open();
    let texts: Vec<String> = (0..2_500).map(|it| format!("<m>{it}</m>")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    accept(&mut store, &texts);
    let all = store.inputs_after(InputId(0), usize::MAX).unwrap();
    assert!(all.iter().map(|it| it.input.0).eq(1..=2_500));
    assert_eq!(store.inputs_after(InputId(500), usize::MAX).unwrap().len(), 2_000);
}
