//! Every kind of message that the house reads, by name: for whoever tells people what they may send.

use model::{ExportKind, HouseMessage};

use crate::{
    declaration::{self, amendment, amendment_json, file, json, supplement, supplement_json},
    documents::TABLES,
    envelope::MessageType,
    export::export_root,
    manifest::{self, arrival, road},
    table::Table,
    truth, zone,
};

/// The name of each: a root element, a message type, or the tag of our own JSON.
pub fn message_kinds() -> impl Iterator<Item = &'static str> {
    document_kinds().chain(HouseMessage::TAGS)
}

/// Of documents that companies file, without the house's own inputs.
pub fn document_kinds() -> impl Iterator<Item = &'static str> {
    let declared = [
        declaration::ROOT,
        json::TAG,
        amendment::ROOT,
        amendment_json::TAG,
        supplement::ROOT,
        supplement_json::TAG,
        file::TYPE,
    ];
    let retail = MessageType::ALL.into_iter().map(MessageType::root_name);
    retail
        .chain(ExportKind::ALL.into_iter().map(export_root))
        .chain([zone::EXIT_LIST, zone::GATE_PASS, truth::NAME])
        .chain(declared)
        .chain(road::types())
        .chain([arrival::ROOT])
        .chain(manifest::TAGS)
}

/// The names of all elements that the field tables know: for whoever makes up messages to try a reader with.
pub fn element_names() -> impl Iterator<Item = &'static str> {
    let rows = |it: &&'static Table| it.rows.iter().map(|row| row.element);
    TABLES.iter().flat_map(move |it| std::iter::once(it.element).chain(rows(it)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_kinds_of_message_have_one_name() {
        let names: Vec<&str> = message_kinds().collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for name in ["CEB621Message", "CEB603Message", "DecMessage", "MT1401", "INV101", "disclose"]
        {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_payment_is_asked_for_by_the_name_of_its_field() {
        assert!(truth::is_truth(format!("{}=", truth::NAME).as_bytes()));
    }
}
