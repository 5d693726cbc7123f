//! Pointers of findings (our names) as paths of the wire.

use crate::{
    documents::TABLES,
    table::{Need, Row, Table},
};

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
    let Some(name) = name.filter(|it| !it.is_empty()) else {
        return Some(format!("{}{item}", table(node)?.element));
    };
    match row_of(node, name) {
        Some((table, row)) => Some(format!("{}{item}.{}", table.element, row.element)),
        // A node within a repeated one: `limits[0].number`.
        None => {
            let within = wire_path(name.contains('[').then_some(name)?)?;
            Some(format!("{}{item}.{within}", table(node)?.element))
        }
    }
}

/// When the field must be filled in to which a finding of form points.
pub(crate) fn need_of(pointer: &str) -> Option<Need> {
    let (node, name) = match pointer.rsplit_once("].") {
        Some((before, name)) => {
            let (node, _index) = before.rsplit_once('[')?;
            // Nodes within nodes are known by their last part.
            (node.rsplit_once("].").map_or(node, |(_, last)| last), name)
        }
        None => split_node(pointer)?,
    };
    row_of(node, name).map(|(_, row)| row.need)
}

/// A field of the document head may be named with or without `head.`. Several tables may fill the
/// fields of one node.
fn row_of(node: &str, name: &str) -> Option<(&'static Table, &'static Row)> {
    let is_it = |it: &str| it == name || it.strip_prefix("head.").is_some_and(|it| it == name);
    TABLES.iter().filter(|it| it.pointer == node).find_map(|table| {
        let row = table.rows.iter().find(|row| is_it(row.name))?;
        Some((*table, row))
    })
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
            ("declaration.gross_weight_kg", Some("DecHead.GrossWet")),
            ("declaration.trader.credit_code", Some("DecHead.TradeCoScc")),
            ("declaration.voyage_no", Some("DecFreeTxt.VoyNo")),
            ("declaration.reference", Some("DecSign.ClientSeqNo")),
            ("declaration.items[0].quantity2", Some("DecList[1].SecondQty")),
            (
                "declaration.items[0].limits[1].number",
                Some("DecList[1].DecGoodsLimit[2].LicenceNo"),
            ),
            (
                "declaration.items[0].limits[1].vins[2].vin",
                Some("DecList[1].DecGoodsLimit[2].DecGoodsLimitVin[3].VinCode"),
            ),
            ("declaration.containers", Some("Container")),
            ("declaration.two_stage.transfer_site", Some("DecTpAccess.TransitionSite")),
            ("declaration.items[0].limits[1].nonsense", None),
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
