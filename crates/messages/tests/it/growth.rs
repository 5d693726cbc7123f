//! What reading costs grows as its input does, and no further: four times the input takes four times the bytes
//! of memory, and what is held at once stays within a multiple of the input.

use allocation_counter::{AllocationInfo, measure};
use messages::{Carriage, Limits, SadStyle, read, read_sad};

use crate::shared::{DECLARATION, INBOUND_DETAIL, PAYMENT};

/// Most bytes that may be held for each byte of an input: an empty element or a number of JSON weighs more in
/// memory than on the wire.
const HELD: u64 = 60;

/// What is held besides: lists are read up to so many lines, however little their input is.
const ONCE: u64 = 16 * 1024 * 1024;

/// Reads a text with something in it `n` times and `4 n` times.
#[track_caller]
fn grows(what: &str, make: impl Fn(usize) -> String, read: impl Fn(&[u8])) {
    const N: usize = 5_000;
    let cost = |n: usize| -> (u64, AllocationInfo) {
        let raw = make(n);
        (raw.len() as u64, measure(|| read(raw.as_bytes())))
    };
    let ((short, one), (long, four)) = (cost(N), cost(4 * N));
    assert!(long > 3 * short, "{what}: the input grows");
    // What a vector leaves unused when it doubles may be as much again.
    let fair = |it: u64| it * 4 * 2 + 256 * 1024;
    assert!(four.bytes_total <= fair(one.bytes_total), "{what}: {one:?} / {four:?}");
    assert!(four.count_total <= fair(one.count_total), "{what}: {one:?} / {four:?}");
    assert!(four.bytes_max <= HELD * long + ONCE, "{what}: {four:?} of {long} bytes");
}

fn message(raw: &[u8]) {
    let _ = read(raw, &Limits::default());
}

fn carried(raw: &[u8]) {
    let carriage = Carriage::of(raw).unwrap();
    let _ = carriage.open(raw, "", &Limits::default());
}

fn asycuda(raw: &[u8]) {
    let _ = read_sad(raw, SadStyle::default());
}

/// A sample with something before one of its tags.
fn before(sample: &str, tag: &str, what: &str) -> String {
    assert!(sample.contains(tag), "{tag}");
    sample.replacen(tag, &format!("{what}{tag}"), 1)
}

#[test]
fn of_xml() {
    let line = "<ceb:DeliveryList><ceb:gnum>1</ceb:gnum></ceb:DeliveryList>";
    let empty = "<ceb:DeliveryList></ceb:DeliveryList>";
    for (what, tag, piece) in [
        ("lines", "<ceb:DeliveryList>", line),
        ("empty lines", "<ceb:DeliveryList>", empty),
        ("strangers", "<ceb:DeliveryList>", "<a><b>c</b></a>"),
        ("strays", "<ceb:DeliveryList>", "x<a/>"),
        ("comments", "<ceb:DeliveryList>", "<!-- a -->"),
        ("instructions", "<ceb:DeliveryList>", "<?a b?>"),
    ] {
        grows(what, |n| before(INBOUND_DETAIL, tag, &piece.repeat(n)), message);
    }
    for (what, piece) in [
        ("references", "&amp;"),
        ("cdata", "<![CDATA[a]]>"),
        ("elements in a field", "<a/>"),
        ("returns", "\r\n"),
    ] {
        grows(what, |n| PAYMENT.replace("林小满", &piece.repeat(n)), message);
    }
    let again = |n: usize| before(PAYMENT, "</PaymentHead>", &"<payCode/>".repeat(n));
    grows("fields that come again", again, message);
    let attributes = |n: usize| {
        let many: String = (0..n).map(|it| format!(" a{it:06}='1'")).collect();
        PAYMENT.replacen("<CEB411Message", &format!("<CEB411Message{many}"), 1)
    };
    grows("attributes", attributes, message);
    for piece in ["<DecList></DecList>", "<DecList><a/></DecList>", "<GNo>1</GNo>"] {
        let lines = |n: usize| before(DECLARATION, "<dec:DecList>", &piece.repeat(n));
        grows("lines of a declaration", lines, message);
    }
}

#[test]
fn of_json() {
    let declared = |inside: String| {
        format!("{{\"tongguan\":\"declaration\",\"declaration\":{{\"a\":0{inside}}}}}")
    };
    let named = |n: usize| (0..n).map(|it| format!(",\"a{it:06}\":1")).collect::<String>();
    grows("unknown names", |n| declared(named(n)), message);
    let long = |n: usize| declared(format!(",\"{}\":{{\"b\":1{}}}", "n".repeat(10 * n), named(n)));
    grows("unknown names under a long one", long, message);
    for list in ["items", "documents", "qualifications", "promises", "supplements"] {
        for node in ["{},", "1,", "{\"a\":1},", "[],"] {
            let make = |n: usize| declared(format!(",\"{list}\":[{}0]", node.repeat(n)));
            grows(list, make, message);
        }
    }
    let tagged = |n: usize| format!("{{\"tongguan\":\"exit\",\"a\":[{}0]}}", "1,".repeat(n));
    grows("numbers", tagged, message);
    let escapes = |n: usize| format!("{{\"tongguan\":\"exit\",\"a\":\"{}\"}}", "\\\\".repeat(n));
    grows("escapes", escapes, message);
}

#[test]
fn of_envelopes_and_of_asycuda() {
    let dxp = |inside: String| {
        format!(
            "<DxpMsg><TransInfo><SenderId>A</SenderId><ReceiverIds><ReceiverId>B</ReceiverId></ReceiverIds>\
             </TransInfo><Data>PGEvPg==</Data>{inside}</DxpMsg>"
        )
    };
    grows("elements", |n| dxp("<a>b</a>".repeat(n)), carried);
    let deep = |n: usize| dxp(format!("{}{}", "<a>".repeat(30), "<b></b>".repeat(n)));
    grows("elements within elements", deep, carried);
    grows("open elements", |n| dxp("<a>".repeat(n)), carried);
    grows("data", |n| dxp(String::new()).replace("PGEvPg==", &"AAAA\n".repeat(n)), carried);
    let sad = |inside: String| format!("<ASYCUDA>{inside}</ASYCUDA>");
    let item = "<Item><Tarification><HScode><Commodity_code>1</Commodity_code></HScode></Tarification></Item>";
    for piece in [item, "<a/>", "a ", "<null/>", "&a;"] {
        grows(piece, |n| sad(piece.repeat(n)), asycuda);
    }
}
