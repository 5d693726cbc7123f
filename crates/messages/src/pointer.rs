//! Pointers of findings (our names) as paths of the wire.

use crate::{documents::TABLES, table::Table};

/// `order.actual_paid` as `OrderHead.acturalPaid`, `inventory.items[2].total_price` as
/// `InventoryList[3].totalPrice` (the wire counts from 1); a node alone gives its element. Nothing
/// for a pointer that names no field of the wire.
pub fn wire_path(pointer: &str) -> Option<String> {
    if let Some(path) = signature_path(pointer) {
        return Some(path.to_owned());
    }
    let (node, item, name) = match pointer.split_once('[') {
        Some((node, rest)) => {
            let (index, name) = rest.split_once(']')?;
            let number = index.parse::<usize>().ok()?.checked_add(1)?;
            (node, format!("[{number}]"), name.strip_prefix('.'))
        }
        None => match table(pointer) {
            Some(_) => (pointer, String::new(), None),
            None => {
                let (node, name) = split_node(pointer)?;
                (node, String::new(), Some(name))
            }
        },
    };
    let table = table(node)?;
    let element = table.element;
    let Some(name) = name.filter(|it| !it.is_empty()) else {
        return Some(format!("{element}{item}"));
    };
    // A field of the document head may be named with or without `head.`.
    let is_it = |it: &str| it == name || it.strip_prefix("head.").is_some_and(|it| it == name);
    let row = table.rows.iter().find(|row| is_it(row.name))?;
    Some(format!("{element}{item}.{}", row.element))
}

/// The signature of the message that a document came in: `order.signature.digest_value`.
fn signature_path(pointer: &str) -> Option<&'static str> {
    let (_, part) = pointer.split_once(".signature")?;
    Some(match part {
        "" => "Signature",
        ".signed_info" => "SignedInfo",
        ".canonicalization" => "CanonicalizationMethod",
        ".algorithm" => "SignatureMethod",
        ".reference" => "Reference",
        ".transforms" => "Transforms",
        ".digest_algorithm" => "DigestMethod",
        ".digest_value" => "DigestValue",
        ".value" => "SignatureValue",
        ".key_info" => "KeyInfo",
        ".certificate" => "X509Certificate",
        _ => return None,
    })
}

fn table(node: &str) -> Option<&'static Table> {
    TABLES.iter().copied().find(|it| it.pointer == node)
}

/// The longest node that begins a pointer, and the rest.
fn split_node(pointer: &str) -> Option<(&'static str, &str)> {
    let candidates = TABLES.iter().filter_map(|it| {
        let rest = pointer.strip_prefix(it.pointer)?.strip_prefix('.')?;
        Some((it.pointer, rest))
    });
    candidates.max_by_key(|(node, _)| node.len())
}

#[cfg(test)]
mod tests {
    use super::wire_path;

    #[test]
    fn our_names_become_the_wires() {
        let cases = [
            ("order.actual_paid", Some("OrderHead.acturalPaid")),
            ("payment.amount_paid", Some("PaymentHead.amountPaid")),
            ("waybill.insurance", Some("LogisticsHead.insuredFee")),
            ("inventory.items[2].total_price", Some("InventoryList[3].totalPrice")),
            ("inventory.items[0]", Some("InventoryList[1]")),
            ("order.items", Some("OrderList")),
            ("inventory", Some("InventoryHead")),
            ("order.head.guid", Some("OrderHead.guid")),
            ("order.guid", Some("OrderHead.guid")),
            ("message.transfer.company_code", Some("BaseTransfer.copCode")),
            ("inventory.signature", Some("Signature")),
            ("order.signature.digest_value", Some("DigestValue")),
            ("order.signature.nonsense", None),
            ("order.nonsense", None),
            ("order.items[x].price", None),
            ("order.items[18446744073709551615].price", None),
            ("", None),
        ];
        for (pointer, path) in cases {
            assert_eq!(wire_path(pointer).as_deref(), path, "{pointer}");
        }
    }
}
