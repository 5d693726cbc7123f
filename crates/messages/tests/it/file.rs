//! Files that are attached to declarations: bytes, and behind them a trailer.

use messages::{FileReading, Limits, Message, read, write_file};
use model::SentFile;
use proptest::{collection::vec, prelude::*};

use crate::shared::{official, refused};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n\xE2\xE3\xCF\xD3 <?xml junk ?> </DataInfo> \n%%EOF\n";

fn sent() -> SentFile<'static> {
    SentFile {
        declaration_no: "530420130045126686".into(),
        file_name: "53040000000800000000000008067848.pdf".into(),
        format: "US".into(),
        trader_code: "4403180013".into(),
        declaring_customs: "5304".into(),
        filing: "F".into(),
        kind: "00000001".into(),
        digest: "oY0GuM02vlMRCBkozSeQoF8crc4=".into(),
        own_name: "发票 2026.pdf".into(),
        ..SentFile::default()
    }
}

fn written(file: &SentFile<'_>, content: &[u8]) -> Vec<u8> {
    let mut raw = Vec::new();
    write_file(file, content, &mut raw);
    raw
}

#[track_caller]
fn file(raw: &[u8]) -> FileReading<'_> {
    match read(raw, &Limits::default()) {
        Ok(Message::File(reading)) => *reading,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_written_is_read() {
    let raw = written(&sent(), PDF);
    assert_eq!(raw.len(), PDF.len() + 2_048, "filled up");
    let reading = file(&raw);
    assert_eq!(reading.faults, []);
    assert_eq!(reading.document, sent());
    assert_eq!(reading.content.of(&raw), PDF, "whatever its bytes look like");
    assert!(reading.document.is_named("53040000000800000000000008067848"));
}

#[test]
fn a_trailer_may_be_alone_prefixed_and_unpadded() {
    let raw = written(&sent(), b"");
    let text = String::from_utf8(raw).unwrap();
    let bare = text.split_once("?>").unwrap().1.trim_end();
    let other = bare.replace("<DataInfo xmlns=", "<d:DataInfo xmlns=\"x\" xmlns:d=");
    let other = other.replace("</DataInfo>", "</d:DataInfo>");
    for raw in [text.as_bytes(), bare.as_bytes(), other.as_bytes()] {
        let reading = file(raw);
        assert_eq!(reading.document, sent());
        assert_eq!(reading.content.of(raw), b"");
    }
}

#[test]
fn a_trailer_that_lacks_fields_says_all_of_them() {
    let raw = written(&SentFile { filing: "X".into(), ..SentFile::default() }, PDF);
    let faults: Vec<String> =
        file(&raw).faults.iter().map(|it| format!("{} {}", it.code, it.pointer)).collect();
    for pointer in ["declaration_no", "file_name", "format", "trader_code", "kind", "digest"] {
        assert!(faults.contains(&format!("FMT-1101 file.{pointer}")), "{faults:?}");
    }
    assert!(faults.iter().any(|it| it.ends_with(" file.filing")), "{faults:?}");
}

#[test]
fn another_message_with_such_a_trailer_is_refused_by_name() {
    let raw = written(&sent(), PDF);
    let at = raw.windows(6).rposition(|it| it == b"USF001").unwrap();
    let mut other = raw;
    other[at..at + 6].copy_from_slice(b"USF009");
    let refused = refused(&other, &Limits::default());
    assert_eq!((&*refused.finding.code, &*refused.finding.observed), ("FMT-1004", "USF009"));
}

#[test]
fn the_official_sample_is_read() {
    let Some(folder) = official() else { return };
    let raw = std::fs::read(folder.join("data/messages/USF001/hxt_official.xml")).unwrap();
    let reading = file(&raw);
    assert_eq!(reading.faults, []);
    assert!(reading.document.is_named("53040000000800000000000008067848"));
    assert_eq!(reading.content.of(&raw), b"");
}

proptest! {
    #[test]
    fn any_bytes_before_a_trailer_are_the_file(content in vec(any::<u8>(), 0..300)) {
        let raw = written(&sent(), &content);
        prop_assert_eq!(file(&raw).content.of(&raw), &content[..]);
    }

    #[test]
    fn no_change_of_bytes_panics(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut raw = written(&sent(), PDF);
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let _ = read(&raw, &Limits::default());
        let _ = read(&raw[..cut.index(raw.len())], &Limits::default());
    }
}
