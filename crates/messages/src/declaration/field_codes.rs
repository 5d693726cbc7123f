//! The data base's names of the fields that an application changes (`FieldCode`), and where they stand.
//!
//! The names of the official sample (`G_QTY`, `QTY_1`, `CODE_T` …) are those of customs' own data base; the rest
//! are the ones under which its tables of head, goods, containers and documents are known. Who declares, for
//! whom and where is not in the table: that is not amended but withdrawn and declared anew.

use super::tables;
use crate::table::{Row, Table};

/// Where a field stands in a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Node {
    Head,
    FreeText,
    Item,
    Container,
    Document,
}

impl Node {
    pub(crate) fn table(self) -> &'static Table {
        match self {
            Node::Head => &tables::HEAD,
            Node::FreeText => &tables::FREE_TEXT,
            Node::Item => &tables::ITEM,
            Node::Container => &tables::CONTAINER,
            Node::Document => &tables::DOCUMENT,
        }
    }
}

/// What a code names.
#[derive(Debug)]
pub(crate) struct FieldCode {
    pub(crate) code: &'static str,
    pub(crate) node: Node,
    /// Its element in the declaration's message.
    element: &'static str,
    /// Characters of it from one to before another; of most all.
    pub(crate) part: Option<(usize, usize)>,
}

impl FieldCode {
    /// Its row of the node's table, with the row's place.
    pub(crate) fn row(&self) -> Option<(usize, &'static Row)> {
        let mut rows = self.node.table().rows.iter().enumerate();
        rows.find(|(_, row)| row.element == self.element)
    }

    /// Our own name, relative to the declaration: `items.quantity`.
    pub(crate) fn name(&self) -> String {
        let name = self.row().map_or("", |(_, row)| row.name);
        let pointer = self.node.table().pointer.strip_prefix("declaration").unwrap_or_default();
        match pointer.strip_prefix('.') {
            Some(list) => format!("{list}.{name}"),
            None => name.to_owned(),
        }
    }
}

/// What a code names.
pub(crate) fn of(code: &str) -> Option<&'static FieldCode> {
    CODES.iter().find(|it| it.code == code)
}

/// The code of a field by our own name.
pub fn code_of_field(field: &str) -> Option<&'static str> {
    let whole = CODES.iter().filter(|it| it.part.is_none());
    whole.into_iter().find(|it| it.name() == field).map(|it| it.code)
}

/// Our own names of every field that a code names, each once.
pub fn amendable_fields() -> Vec<String> {
    let mut names: Vec<String> = CODES.iter().map(FieldCode::name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

const fn head(code: &'static str, element: &'static str) -> FieldCode {
    FieldCode { code, node: Node::Head, element, part: None }
}

const fn item(code: &'static str, element: &'static str) -> FieldCode {
    FieldCode { code, node: Node::Item, element, part: None }
}

const fn part(code: &'static str, element: &'static str, from: usize, to: usize) -> FieldCode {
    FieldCode { code, node: Node::Item, element, part: Some((from, to)) }
}

const fn of_node(node: Node, code: &'static str, element: &'static str) -> FieldCode {
    FieldCode { code, node, element, part: None }
}

const CODES: &[FieldCode] = &[
    head("I_E_PORT", "IEPort"),
    head("I_E_DATE", "IEDate"),
    head("DISTINATE_PORT", "DistinatePort"),
    head("DESP_PORT_CODE", "DespPortCode"),
    head("ENTY_PORT_CODE", "EntyPortCode"),
    head("DESP_DATE", "DespDate"),
    head("TRAF_MODE", "TrafMode"),
    head("TRAF_NAME", "TrafName"),
    of_node(Node::FreeText, "VOYAGE_NO", "VoyNo"),
    head("BILL_NO", "BillNo"),
    head("BL_NO", "BLNo"),
    head("GOODS_PLACE", "GoodsPlace"),
    head("OWNER_CODE", "OwnerCode"),
    head("OWNER_CODE_SCC", "OwnerCodeScc"),
    head("OWNER_NAME", "OwnerName"),
    head("OVERSEAS_CONSIGNOR_ENAME", "OverseasConsignorEname"),
    head("OVERSEAS_CONSIGNEE_ENAME", "OverseasConsigneeEname"),
    head("TRADE_MODE", "TradeMode"),
    head("CUT_MODE", "CutMode"),
    head("MANUAL_NO", "ManualNo"),
    head("LICENSE_NO", "LicenseNo"),
    head("CONTR_NO", "ContrNo"),
    head("APPR_NO", "ApprNo"),
    head("TRADE_AREA_CODE", "TradeAreaCode"),
    head("TRADE_COUNTRY", "TradeCountry"),
    head("TRANS_MODE", "TransMode"),
    head("FEE_MARK", "FeeMark"),
    head("FEE_RATE", "FeeRate"),
    head("FEE_CURR", "FeeCurr"),
    head("INSUR_MARK", "InsurMark"),
    head("INSUR_RATE", "InsurRate"),
    head("INSUR_CURR", "InsurCurr"),
    head("OTHER_MARK", "OtherMark"),
    head("OTHER_RATE", "OtherRate"),
    head("OTHER_CURR", "OtherCurr"),
    head("PACK_NO", "PackNo"),
    head("WRAP_TYPE", "WrapType"),
    head("GROSS_WT", "GrossWet"),
    head("NET_WT", "NetWt"),
    head("PROMISE_ITMES", "PromiseItmes"),
    head("CHK_SURETY", "ChkSurety"),
    head("MARK_NO", "MarkNo"),
    head("NOTE_S", "NoteS"),
    item("CODE_TS", "CodeTS"),
    part("CODE_T", "CodeTS", 0, 8),
    part("CODE_S", "CodeTS", 8, 10),
    item("CIQ_CODE", "CiqCode"),
    item("CONTR_ITEM", "ContrItem"),
    item("G_NAME", "GName"),
    item("G_MODEL", "GModel"),
    item("G_QTY", "GQty"),
    item("G_UNIT", "GUnit"),
    item("QTY_1", "FirstQty"),
    item("UNIT_1", "FirstUnit"),
    item("QTY_2", "SecondQty"),
    item("UNIT_2", "SecondUnit"),
    item("DECL_PRICE", "DeclPrice"),
    item("DECL_TOTAL", "DeclTotal"),
    item("TRADE_CURR", "TradeCurr"),
    item("ORIGIN_COUNTRY", "OriginCountry"),
    item("DESTINATION_COUNTRY", "DestinationCountry"),
    item("DISTRICT_CODE", "DistrictCode"),
    item("DEST_CODE", "DestCode"),
    item("DUTY_MODE", "DutyMode"),
    item("USE_TO", "UseTo"),
    item("EXG_NO", "ExgNo"),
    item("EXG_VERSION", "ExgVersion"),
    item("WORK_USD", "WorkUsd"),
    item("GOODS_BRAND", "GoodsBrand"),
    of_node(Node::Container, "CONTAINER_ID", "ContainerId"),
    of_node(Node::Container, "CONTAINER_MD", "ContainerMd"),
    of_node(Node::Container, "CONTAINER_WT", "ContainerWt"),
    of_node(Node::Container, "GOODS_NO", "GoodsNo"),
    of_node(Node::Document, "DOCU_CODE", "DocuCode"),
    of_node(Node::Document, "CERT_CODE", "CertCode"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_names_a_field_and_none_is_twice() {
        let mut seen = BTreeSet::new();
        for it in CODES {
            assert!(it.row().is_some(), "{}", it.code);
            assert!(seen.insert(it.code), "{}", it.code);
        }
        assert_eq!(of("G_QTY").map(FieldCode::name).as_deref(), Some("items.quantity"));
        assert_eq!(of("VOYAGE_NO").map(FieldCode::name).as_deref(), Some("voyage_no"));
        assert_eq!(code_of_field("items.commodity_code"), Some("CODE_TS"));
        assert_eq!(code_of_field("trader.code"), None);
    }
}
