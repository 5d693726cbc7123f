//! What is verified is what is decided: a message and its canonical form hold the same documents.

use messages::{Envelope, Limits, Message, read};
use proptest::{collection::vec, prelude::*, sample::Index};
use signatures::{canonical, canonical_content, examine};

use super::paper;

/// Pieces that make two parsers disagree, where they do.
const PIECES: &[&str] = &[
    " ",
    "\r\n",
    "\r",
    "&#13;",
    "&#9;",
    "&amp;",
    "&lt;",
    "&quot;",
    "&#x4E2D;",
    "<!-- c -->",
    "<!---->",
    "<![CDATA[x]]>",
    "<![CDATA[<ceb:note>1</ceb:note>]]>",
    "<![CDATA[\r\n]]>",
    "<?p <ceb:note>1</ceb:note>?>",
    "<ceb:note/>",
    "<ceb:note>1</ceb:note>",
    "<x:note xmlns:x='urn:x'>1</x:note>",
    "<note xmlns='urn:x'>1</note>",
    "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ceb:Order/></ds:Signature>",
    "<Signature>1</Signature>",
    "<ceb:Order>",
    "</ceb:Order>",
    "<ceb:Order/>",
    " guid='1'",
    " xmlns:ceb='urn:other'",
    " xml:space='preserve'",
    "]]>",
    ">",
    "\u{feff}",
    "，",
];

fn envelope(bytes: &[u8]) -> Option<Envelope<'_>> {
    match read(bytes, &Limits::default()) {
        Ok(Message::Ceb(envelope)) => Some(envelope),
        Ok(_) | Err(_) => None,
    }
}

/// Whatever would be decided on one is decided on the other. What has faults is refused as it
/// stands, and a canonical form may have lost some: a blank spelled as a reference.
fn agree(text: &str, form: &[u8]) -> Result<(), TestCaseError> {
    let Some(read) = envelope(text.as_bytes()) else { return Ok(()) };
    let Some(formed) = envelope(form) else {
        return Err(TestCaseError::fail(format!("only the raw message is read: {text}")));
    };
    prop_assert_eq!((read.kind, &read.guid), (formed.kind, &formed.guid));
    prop_assert_eq!(&read.transfer, &formed.transfer);
    prop_assert_eq!(&read.subscriptions, &formed.subscriptions);
    prop_assert_eq!(read.readings.len(), formed.readings.len(), "{}", text);
    for (one, other) in read.readings.iter().zip(&formed.readings) {
        if one.faults.is_empty() {
            prop_assert_eq!(&one.document, &other.document, "{}", text);
            prop_assert!(other.faults.is_empty(), "{}", text);
        }
    }
    Ok(())
}

/// A place in a text where a tag begins or ends, or any other.
fn place(text: &str, (at, snaps): (Index, bool)) -> usize {
    let start = (0..=at.index(text.len() + 1)).rev().find(|it| text.is_char_boundary(*it));
    let start = start.unwrap_or(0);
    if !snaps {
        return start;
    }
    text[start..].find(['<', '>']).map_or(start, |it| start + it)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_message_and_its_canonical_form_hold_the_same_documents(
        sample in 0usize..4,
        inserts in vec((any::<(Index, bool)>(), 0..PIECES.len()), 0..4),
    ) {
        let names = ["03-in-CEB311.xml", "04-in-CEB411.xml", "05-in-CEB511.xml", "06-in-CEB621.xml"];
        let mut text = paper(names[sample]);
        for (at, piece) in inserts {
            let at = place(&text, at);
            text.insert_str(at, PIECES[piece]);
        }
        // What has no canonical form cannot be verified, so nothing is decided on its signature.
        let mut form = Vec::new();
        if canonical(&text, &mut form).is_err() {
            return Ok(());
        }
        agree(&text, &form)?;
        // What a signature leaves out is no document: it is refused unless it is the root's child.
        if examine(text.as_bytes(), None).is_err_and(|it| it[0].observed.contains("Signature")) {
            return Ok(());
        }
        agree(&text, &canonical_content(&text).unwrap())?;
    }
}
