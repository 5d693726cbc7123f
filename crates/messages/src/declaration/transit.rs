//! The transit (转关) that is declared inside a declaration: `TrnHead`, `TrnList`, `TrnContainers`, `TrnContaGoodsList`.
//!
//! Source: 海关总署公告2018年第67号 2.3.14 to 2.3.17 and the client interface as it stands. Next to nothing is wanted
//! there: what a transit must say is asked when it is declared. A head of nothing but marks is none.

use model::{ContainerGoods, DeclaredTransit, SealedContainer, TransitBorder};
use quick_xml::events::Event;
use serde_json::Value;

use super::{
    json::{Object, nodes, not_a_field},
    nodes::faults,
    read::{Draft, MAX_CONTAINERS},
    tables::{FLAG, fields},
};
use crate::{
    documents::need,
    envelope::Limits,
    format::{self, Fault},
    general::General,
    read::Refusal,
    slots::Taker,
    table::{Form::*, Row, Table},
    xml::Putter,
};

fields! {
    /// 转关单表头.
    TRANSIT_HEAD, take_transit, put_transit:
    "TrnHead" is DeclaredTransit at "declaration.transit" {
        preliminary_no "TrnPreId" may UpTo(18);
        cargo_list_no "TransNo" may UpTo(16);
        transit_no "TurnNo" may UpTo(16);
        transport_mode "NativeTrafMode" may Fixed(1);
        vehicle_no "TrafCustomsNo" may UpTo(13);
        vehicle_name "NativeShipName" may UpTo(30);
        voyage_no "NativeVoyageNo" may UpTo(32);
        carrier_name "ContractorName" may UpTo(70);
        carrier_code "ContractorCode" may UpTo(10);
        kind "TransFlag" may UpTo(2);
        due_on "ValidTime" may DayOrTime;
        uses_seals "ESealFlag" may OneOf(&["Y", "N"]);
        note "Notes" may UpTo(200);
        paperless_mark "TrnType" may FLAG;
        applicant_code "ApplCodeScc" may UpTo(18);
    }
}

fields! {
    /// 转关单表体（提运单信息）.
    TRANSIT_BORDER, take_border, put_border:
    "TrnList" is TransitBorder at "declaration.transit.border" {
        transport_mode "TrafMode" may Fixed(1);
        transport_no "ShipId" may UpTo(32);
        transport_name "ShipNameEn" may UpTo(255);
        voyage_no "VoyageNo" may UpTo(32);
        bill_no "BillNo" may UpTo(32);
        moved_on "IEDate" may DayOrTime;
    }
}

fields! {
    /// 转关单集装箱.
    TRANSIT_CONTAINER, take_sealed, put_sealed:
    "TrnContainer" is SealedContainer at "declaration.transit.containers" {
        number "ContaNo" must UpTo(11);
        place "ContaSn" may Count;
        spec "ContaModel" may UpTo(4);
        seals "SealNo" may UpTo(128);
        vehicle_name "TransName" may UpTo(32);
        vehicle_weight_kg "TransWeight" may Number;
        n_seals "SealQty" may UpTo(4);
    }
}

fields! {
    /// 集装箱和商品的关系.
    TRANSIT_GOODS, take_contents, put_contents:
    "TrnContaGoods" is ContainerGoods at "declaration.transit.goods" {
        container "ContaNo" must UpTo(11);
        item "GNo" must Count;
        packages "ContaGoodsCount" filed Count;
        weight_kg "ContaGoodsWeight" filed Number;
    }
}

impl<'a> Draft<'a> {
    /// A node of the transit, after its start; false when it is none.
    pub(super) fn transit_node(
        &mut self,
        general: &mut General<'a, '_>,
        name: &str,
    ) -> Result<bool, Box<Refusal>> {
        let most = general.limits().max_lines;
        let mut transit = self.document.transit.take().unwrap_or_default();
        let read = match name {
            "TrnHead" if self.is_first(3, TRANSIT_HEAD.pointer) => {
                self.lone(general, &TRANSIT_HEAD, take_transit, &mut transit).map(|_| true)
            }
            "TrnList" if self.is_first(4, TRANSIT_BORDER.pointer) => {
                let mut border = TransitBorder::default();
                let said = self.lone(general, &TRANSIT_BORDER, take_border, &mut border);
                said.map(|is_said| {
                    transit.border = is_said.then_some(border);
                    true
                })
            }
            "TrnContainers" | "TrnContaGoodsList" => {
                self.within_transit(general, &mut transit, most)
            }
            _ => Ok(false),
        };
        self.document.transit = Some(transit).filter(|it| *it != DeclaredTransit::default());
        read
    }

    /// Containers or their contents, after the start of what holds them.
    fn within_transit(
        &mut self,
        general: &mut General<'a, '_>,
        transit: &mut DeclaredTransit<'a>,
        most: usize,
    ) -> Result<bool, Box<Refusal>> {
        loop {
            match general.next()? {
                Event::Start(node) => match node.local_name().as_ref() {
                    "TrnContainer" => {
                        let (table, max) = (&TRANSIT_CONTAINER, MAX_CONTAINERS.min(most));
                        let n_before = transit.containers.len();
                        let one = self.one(general, table, n_before, max, take_sealed)?;
                        transit.containers.extend(one);
                    }
                    "TrnContaGoods" => {
                        let n_before = transit.goods.len();
                        let table = &TRANSIT_GOODS;
                        let one = self.one(general, table, n_before, most, take_contents)?;
                        transit.goods.extend(one);
                    }
                    _ => general.skip()?,
                },
                Event::End(_) => return Ok(true),
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        }
    }

    /// A node that comes once, after its start; false when it says nothing.
    fn lone<T>(
        &mut self,
        general: &mut General<'a, '_>,
        table: &'static Table,
        take: fn(&mut Taker<'_, 'a>, &mut T),
        it: &mut T,
    ) -> Result<bool, Box<Refusal>> {
        self.fields(general, table)?;
        let is_said = !self.slots.are_blank();
        take(&mut Taker::new(&mut self.slots, faults(table, &mut self.findings)), it);
        Ok(is_said)
    }

    /// The same in our own JSON.
    pub(super) fn transit(&mut self, value: Option<Value>, limits: &Limits) {
        let mut object: Object = match value {
            None | Some(Value::Null) => return,
            Some(Value::Object(object)) => object,
            Some(other) => {
                let at = TRANSIT_HEAD.pointer.to_owned();
                return self.findings.push(not_a_field(at, &other.to_string(), "{}"));
            }
        };
        // Electronic seals are a yes or no, which the wire spells otherwise than its other ones.
        if let Some(it) = object.get_mut("uses_seals")
            && let Some(is_so) = it.as_bool()
        {
            *it = Value::from(if is_so { "Y" } else { "N" });
        }
        let mut parts = DeclaredTransit::default();
        match object.remove("border") {
            None | Some(Value::Null) => {}
            Some(Value::Object(border)) => {
                parts.border = self.node(border, &TRANSIT_BORDER, None, take_border);
            }
            Some(other) => {
                let at = TRANSIT_BORDER.pointer.to_owned();
                self.findings.push(not_a_field(at, &other.to_string(), "{}"));
            }
        }
        let (table, max) = (&TRANSIT_CONTAINER, MAX_CONTAINERS.min(limits.max_lines));
        for (index, node) in
            nodes(&mut object, "containers", table.pointer, max, &mut self.findings)
        {
            parts.containers.extend(self.node(node, table, Some(index), take_sealed));
        }
        let (table, max) = (&TRANSIT_GOODS, limits.max_lines);
        for (index, node) in nodes(&mut object, "goods", table.pointer, max, &mut self.findings) {
            parts.goods.extend(self.node(node, table, Some(index), take_contents));
        }
        let head = self.node(object, &TRANSIT_HEAD, None, take_transit).unwrap_or_default();
        let DeclaredTransit { border, containers, goods, .. } = parts;
        self.document.transit = Some(DeclaredTransit { border, containers, goods, ..head });
    }

    /// A head of nothing but marks is left out; who declares with a transit has one.
    pub(super) fn settle_transit(&mut self) {
        let transit = &mut self.document.transit;
        if transit.as_ref().is_some_and(DeclaredTransit::says_nothing) {
            *transit = None;
        }
        if transit.is_none() && self.header.operation == "D" {
            let at = TRANSIT_HEAD.pointer.to_owned();
            let expected = TRANSIT_HEAD.element.to_owned();
            self.findings.push(format::finding(Fault::Missing, at, "", expected));
        }
    }
}
