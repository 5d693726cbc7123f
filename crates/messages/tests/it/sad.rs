//! SADs of houses that run ASYCUDA, as real files are: in any order, in any spelling.

use messages::{DayOrder, DecimalMark, Limits, SadReading, SadStyle, read_sad};
use proptest::{collection::vec, prelude::*};

use crate::shared::refused;

const ISLAND: &str = include_str!("../../../../docs/samples/asycuda/island.xml");
const MOUNTAIN: &[u8] = include_bytes!("../../../../docs/samples/asycuda/mountain.xml");
const GULF: &str = include_str!("../../../../docs/samples/asycuda/gulf.xml");

#[track_caller]
fn reading(raw: &[u8]) -> SadReading {
    read_sad(raw, SadStyle::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

/// What it says, without where.
fn said(raw: &[u8]) -> serde_json::Value {
    serde_json::to_value(reading(raw).sad).unwrap()
}

fn faults(reading: &SadReading) -> Vec<String> {
    let one = |it: &messages::SadFault| {
        format!("{} {} {:?} {}", it.line, it.path, it.observed, it.expected)
    };
    reading.faults.iter().map(one).collect()
}

#[test]
fn a_file_as_it_is_exported() {
    let reading = reading(ISLAND.as_bytes());
    assert_eq!(faults(&reading), [""; 0]);
    assert_eq!(reading.encoding, "UTF-8");
    let sad = &reading.sad;
    assert_eq!((sad.flow.as_str(), sad.items.len()), ("I", 2));
    assert_eq!(sad.exporter.name.as_str(), "NINGBO LANTIAN CYCLES CO 8 INVENTED ROAD NINGBO");
    assert!(sad.exporter.code.is_empty(), "null is nothing");
    assert_eq!(sad.registration.date.as_str(), "2025-11-19");
    let item = &sad.items[0];
    assert_eq!((item.code().as_str(), item.units.len(), item.taxes.len()), ("8711600000", 1, 3));
    assert_eq!(item.invoice.foreign.as_str(), "4000");
    assert_eq!(item.taxes[2].amount.path, "Item[1]/Taxation/Taxation_line[3]/Duty_tax_amount");
    assert!(item.taxes[2].amount.line > item.taxes[1].amount.line);
    assert_eq!(item.documents[1].date.as_str(), "2025-11-14");
}

#[test]
fn a_file_of_another_country() {
    let reading = reading(MOUNTAIN);
    assert_eq!(faults(&reading), [""; 0]);
    assert_eq!(reading.encoding, "windows-1252");
    let style = SadStyle { decimal: Some(DecimalMark::Comma), dates: Some(DayOrder::DayFirst) };
    assert_eq!(reading.style, style);
    let item = &reading.sad.items[0];
    assert_eq!(item.name.as_str(), "VIN ROUGE CHÂTEAU INVENTÉ");
    assert_eq!(item.invoice.national.as_str(), "2320505", "names may be joined");
    assert_eq!(item.net_weight.as_str(), "500.125");
    assert_eq!(item.taxes[1].amount.as_str(), "30000");
    assert_eq!(item.units[0].code.as_str(), "LTR", "two letters p are as good as three");
    assert_eq!(item.licence_no.as_str(), "AK-77", "an element within its own name");
    assert_eq!(reading.sad.registration.date.as_str(), "2025-11-03");
}

#[test]
fn what_a_file_leaves_open_is_a_fault_and_can_be_given() {
    let raw = "<ASYCUDA><Item><Valuation_item><Total_CIF_itm>1,234</Total_CIF_itm>\n\
               <Statistical_value>a lot</Statistical_value></Valuation_item></Item>\n\
               <Identification><Registration><Date>3/4/2025</Date></Registration></Identification>\
               <Property><Sad_flow>I</Sad_flow><Sad_flow>E</Sad_flow></Property></ASYCUDA>";
    assert_eq!(
        faults(&reading(raw.as_bytes())),
        [
            "1 Item[1]/Valuation_item/Total_CIF_itm \"1,234\" 1.234 or 1234: say which by `decimal`",
            "2 Item[1]/Valuation_item/Statistical_value \"a lot\" a number",
            "3 Identification/Registration/Date \"3/4/2025\" 2025-04-03 or 2025-03-04: say which by `dates`",
            "3 Property/Sad_flow \"E\" I",
        ]
    );
    let style = SadStyle { decimal: Some(DecimalMark::Point), dates: Some(DayOrder::MonthFirst) };
    let read = read_sad(raw.as_bytes(), style).unwrap();
    assert_eq!(read.sad.items[0].total_cif.as_str(), "1234");
    assert_eq!(read.sad.registration.date.as_str(), "2025-03-04");
    assert_eq!(read.faults.len(), 2);
}

#[test]
fn what_is_no_sad_is_said_where() {
    let fault = |raw: &[u8]| read_sad(raw, SadStyle::default()).unwrap_err();
    assert_eq!(fault(b"<Awmds/>").observed, "Awmds");
    let broken = fault(b"<ASYCUDA>\n<Item>\n</Itm></ASYCUDA>");
    assert_eq!((broken.line, broken.path.as_str()), (3, "ASYCUDA/Item"));
    assert_eq!(fault(b"<ASYCUDA><Item>").observed, "the file ends inside");
    assert_eq!(fault(b"").expected, "<ASYCUDA>");
    assert!(fault("<a>".repeat(100).as_bytes()).observed.contains("too much"));
}

#[test]
fn the_door_says_what_to_do_with_one() {
    for raw in [ISLAND.as_bytes(), MOUNTAIN, GULF.as_bytes()] {
        let refused = refused(raw, &Limits::default());
        assert_eq!(refused.finding.code, "FMT-1004");
        assert_eq!(refused.finding.observed, "ASYCUDA SAD");
        assert!(refused.finding.expected.contains("tongguan asycuda FILE"), "{refused:?}");
    }
}

/// The children of each element in another order, where no two have one name.
fn shuffled(text: &str, order: &[prop::sample::Index]) -> String {
    fn element(
        text: &mut &str,
        out: &mut Vec<(String, String)>,
        order: &mut impl FnMut(usize) -> usize,
    ) {
        loop {
            let start = text.find('<').unwrap();
            let (before, rest) = text.split_at(start);
            if rest.starts_with("</") {
                if !before.trim().is_empty() {
                    out.push((String::new(), before.to_owned()));
                }
                *text = &rest[rest.find('>').unwrap() + 1..];
                return;
            }
            let end = rest.find('>').unwrap();
            let tag = &rest[1..end];
            *text = &rest[end + 1..];
            if let Some(name) = tag.strip_suffix('/') {
                out.push((name.to_owned(), format!("<{tag}>")));
                continue;
            }
            let name = tag.split(' ').next().unwrap();
            let mut within = Vec::new();
            element(text, &mut within, order);
            // Elements of one name keep their order; the others are drawn.
            let mut drawn: Vec<(String, String)> = Vec::new();
            while !within.is_empty() {
                let at = order(within.len());
                let name = &within.get(at).unwrap().0;
                let first = within.iter().position(|it| it.0 == *name).unwrap();
                drawn.push(within.remove(first));
            }
            let text: String = drawn.into_iter().map(|it| it.1).collect();
            out.push((name.to_owned(), format!("<{tag}>{text}</{name}>")));
        }
    }
    let (head, body) = text.split_at(text.find("<ASYCUDA").unwrap());
    let mut next = 0;
    let mut draw = |n: usize| {
        next += 1;
        order.get(next % order.len().max(1)).map_or(0, |it| it.index(n))
    };
    let wrapped = format!("{body}</around>");
    let mut out = Vec::new();
    element(&mut wrapped.as_str(), &mut out, &mut draw);
    head.to_owned() + &out.into_iter().map(|it| it.1).collect::<String>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_elements_says_the_same(order in vec(any::<prop::sample::Index>(), 1..200)) {
        for text in [ISLAND, GULF] {
            let other = shuffled(text, &order);
            prop_assert_eq!(said(other.as_bytes()), said(text.as_bytes()));
            prop_assert_eq!(reading(other.as_bytes()).faults.len(), 0);
        }
    }

    #[test]
    fn no_change_of_bytes_panics(
        sample in 0..3usize,
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut raw = [ISLAND.as_bytes(), MOUNTAIN, GULF.as_bytes()][sample].to_vec();
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let _ = read_sad(&raw, SadStyle::default());
        let _ = read_sad(&raw[..cut.index(raw.len())], SadStyle::default());
    }

    #[test]
    fn no_text_panics(text in r#"<ASYCUDA>[<>/&;"'=!a-zé长0-9., \n-]{0,80}"#) {
        let _ = read_sad(text.as_bytes(), SadStyle::default());
    }
}
