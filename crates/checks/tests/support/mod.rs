//! A consistent parcel on a covered day, as JSON, so that a case can alter any field by pointer.

pub(crate) mod declaration;
pub(crate) mod export;
pub(crate) mod taxed;
pub(crate) mod zone;

use model::{
    Amount, BookRow, Cancellation, DayStamp, Declaration, Document, DocumentHead, ExitList,
    GatePass, GoodsReturn, GoodsReturnItem, InboundDetail, InboundItem, Inventory, InventoryItem,
    Manifest, Order, OrderItem, Payment, PaymentTruth, Stamp, TruthGoods, TruthOrder, Waybill,
    WaybillStatus,
};
use serde_json::Value;

/// The papers of one parcel: two items, direct purchase, everything in order. Beside them an exit list
/// over two parcels of the kind, and its gate pass.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Parcel<'a> {
    pub(crate) order: Order<'a>,
    pub(crate) payment: Payment<'a>,
    pub(crate) waybill: Waybill<'a>,
    pub(crate) inventory: Inventory<'a>,
    pub(crate) waybill_status: WaybillStatus<'a>,
    pub(crate) cancellation: Cancellation<'a>,
    pub(crate) goods_return: GoodsReturn<'a>,
    pub(crate) inbound_detail: InboundDetail<'a>,
    pub(crate) exit_list: ExitList<'a>,
    pub(crate) gate_pass: GatePass<'a>,
    /// What the platform says when it is asked for the original payment.
    pub(crate) truth: PaymentTruth,
    pub(crate) declaration: Declaration<'a>,
    pub(crate) manifest: Manifest<'a>,
    pub(crate) export: export::Exports<'a>,
}

impl<'a> Parcel<'a> {
    /// Puts `value` where `pointer` says, e.g. `order.items[1].price`. Items past the last are added as
    /// copies of the last; `null` as a whole list empties it.
    pub(crate) fn set(json: &mut Value, pointer: &str, value: &Value) {
        let mut at = json;
        for step in pointer.split('.') {
            let (name, index) = match step.split_once('[') {
                Some((name, rest)) => (name, rest.strip_suffix(']')),
                None => (step, None),
            };
            at = at.get_mut(name).unwrap_or_else(|| panic!("{pointer}: no `{name}`"));
            if let Some(index) = index {
                let index: usize = index.parse().unwrap();
                let items = at.as_array_mut().unwrap();
                while index >= items.len() && !items.is_empty() {
                    items.push(items.last().unwrap().clone());
                }
                at = items.get_mut(index).unwrap_or_else(|| panic!("{pointer}: no item"));
            }
        }
        *at = value.clone();
    }

    pub(crate) fn document(&self, kind: &str) -> Document<'a> {
        match kind {
            "order" => Document::Order(Box::new(self.order.clone())),
            "payment" => Document::Payment(Box::new(self.payment.clone())),
            "waybill" => Document::Waybill(Box::new(self.waybill.clone())),
            "inventory" => Document::Inventory(Box::new(self.inventory.clone())),
            "waybill_status" => Document::WaybillStatus(Box::new(self.waybill_status.clone())),
            "cancellation" => Document::Cancellation(Box::new(self.cancellation.clone())),
            "goods_return" => Document::GoodsReturn(Box::new(self.goods_return.clone())),
            "inbound_detail" => Document::InboundDetail(Box::new(self.inbound_detail.clone())),
            other => panic!("`{other}` is no kind of document"),
        }
    }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn head(guid: &'static str) -> DocumentHead<'static> {
    DocumentHead {
        guid: guid.into(),
        action: model::Action::New,
        sent_at: Stamp::parse("20201121093000").unwrap(),
        is_declared: true,
    }
}

const BUYER: &str = "赵一";
const BUYER_ID: &str = "11010519491231002X";
const ADDRESS: &str = "北京市朝阳区某某路1号";

pub(crate) fn parcel() -> Parcel<'static> {
    Parcel {
        order: order(),
        payment: payment(),
        waybill: waybill(),
        inventory: inventory(),
        waybill_status: waybill_status(),
        cancellation: cancellation(),
        goods_return: goods_return(),
        inbound_detail: inbound_detail(),
        exit_list: zone::exit_list(),
        gate_pass: zone::gate_pass(),
        truth: truth(),
        declaration: declaration::import(),
        export: export::exports(),
        manifest: declaration::manifest(),
    }
}

/// The book `H1`, with a record for each item of the parcel.
pub(crate) fn books() -> Vec<BookRow> {
    let row = |record_no: &str, commodity_code: &str, name: &str| BookRow {
        book_no: "H1".to_owned(),
        record_no: record_no.to_owned(),
        commodity_code: commodity_code.to_owned(),
        name: name.to_owned(),
        unit: "007".to_owned(),
        quantity: amount("9"),
    };
    vec![row("R1", "3304990039", "面霜"), row("R2", "2106909090", "营养片")]
}

fn order() -> Order<'static> {
    Order {
        head: head("00000000-0000-0000-0000-000000000311"),
        order_type: "I".into(),
        order_no: "O20201121001".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙电商".into(),
        goods_value: amount("300"),
        freight: amount("10"),
        discount: amount("5"),
        tax_total: amount("28.21"),
        actual_paid: amount("333.21"),
        currency: "142".into(),
        buyer_registration_no: "zhao1".into(),
        buyer_name: BUYER.into(),
        buyer_telephone: "13800000001".into(),
        buyer_id_type: "1".into(),
        buyer_id_number: BUYER_ID.into(),
        payment_company_code: "1101000003".into(),
        payment_company_name: "丙支付".into(),
        payment_transaction_no: "P1".into(),
        batch_numbers: "".into(),
        consignee: BUYER.into(),
        consignee_telephone: "13800000001".into(),
        consignee_address: ADDRESS.into(),
        consignee_district: "110105".into(),
        note: "".into(),
        items: vec![ordered(1, "面霜", "2", "120", "240"), ordered(2, "营养片", "1", "60", "60")],
    }
}

fn ordered(
    number: u32,
    name: &'static str,
    quantity: &str,
    price: &str,
    total_price: &str,
) -> OrderItem<'static> {
    OrderItem {
        number,
        item_no: "SKU".into(),
        name: name.into(),
        model: "某牌".into(),
        description: "".into(),
        barcode: "".into(),
        unit: "007".into(),
        quantity: amount(quantity),
        price: amount(price),
        total_price: amount(total_price),
        currency: "142".into(),
        country: "116".into(),
        note: "".into(),
    }
}

fn payment() -> Payment<'static> {
    Payment {
        head: head("00000000-0000-0000-0000-000000000411"),
        payment_company_code: "1101000003".into(),
        payment_company_name: "丙支付".into(),
        transaction_no: "P1".into(),
        order_no: "O20201121001".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        payer_id_type: "1".into(),
        payer_id_number: BUYER_ID.into(),
        payer_name: BUYER.into(),
        telephone: "".into(),
        amount_paid: amount("333.21"),
        currency: "142".into(),
        paid_at: Stamp::parse("20201121092900").unwrap(),
        note: "".into(),
    }
}

fn truth() -> PaymentTruth {
    let sold = |name: &str, no: u32| TruthGoods {
        name: name.into(),
        link: format!("https://shop.example/{no}"),
    };
    PaymentTruth {
        session: "s".into(),
        platform_code: "1101000001".into(),
        payment_company_code: "1101000003".into(),
        transaction_no: "P1".into(),
        total_amount: amount("333.21"),
        currency: "142".into(),
        paid_at: Stamp::parse("20201121092900").unwrap(),
        orders: vec![TruthOrder {
            order_no: "O20201121001".into(),
            goods: vec![sold("面霜", 1), sold("营养片", 2)],
            payee_account: "A".into(),
            payee_code: "1101000002".into(),
            payee_name: "乙电商".into(),
        }],
        certificate_no: "01".into(),
        ..PaymentTruth::default()
    }
}

fn waybill() -> Waybill<'static> {
    Waybill {
        head: head("00000000-0000-0000-0000-000000000511"),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        waybill_no: "W1".into(),
        bill_no: "B1".into(),
        order_no: "O20201121001".into(),
        freight: amount("10"),
        insurance: amount("1"),
        currency: "142".into(),
        weight_kg: amount("1.2"),
        packages: 1,
        goods_info: "面霜、营养片".into(),
        consignee: BUYER.into(),
        consignee_address: ADDRESS.into(),
        consignee_telephone: "13800000001".into(),
        note: "".into(),
    }
}

fn inventory() -> Inventory<'static> {
    Inventory {
        head: head("00000000-0000-0000-0000-000000000621"),
        order_no: "O20201121001".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙电商".into(),
        waybill_no: "W1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        trader_reference: "C1".into(),
        preliminary_no: "".into(),
        guarantor_code: "1101000001".into(),
        account_book_no: "".into(),
        list_no: "".into(),
        import_export_flag: "I".into(),
        declared_on: DayStamp::parse("20201121").unwrap(),
        customs_code: "0100".into(),
        port_code: "0101".into(),
        imported_on: DayStamp::default(),
        buyer_id_type: "1".into(),
        buyer_id_number: BUYER_ID.into(),
        buyer_name: BUYER.into(),
        buyer_telephone: "13800000001".into(),
        consignee_address: ADDRESS.into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        zone_code: "".into(),
        zone_name: "".into(),
        supervision_mode: "9610".into(),
        transport_mode: "5".into(),
        transport_name: "空运".into(),
        voyage_no: "MH730".into(),
        bill_no: "B1".into(),
        site_code: "".into(),
        licence_no: "".into(),
        country: "116".into(),
        freight: amount("10"),
        insurance: amount("1"),
        currency: "142".into(),
        packaging: "2".into(),
        packages: 1,
        gross_weight_kg: amount("1.2"),
        net_weight_kg: amount("0.9"),
        note: "".into(),
        items: vec![
            InventoryItem {
                unit2: "011".into(),
                quantity2: Some(amount("2")),
                ..listed(1, "3304990039", "面霜", "2", "120", "240")
            },
            listed(2, "2106909090", "营养片", "1", "60", "60"),
        ],
    }
}

fn listed(
    number: u32,
    commodity_code: &'static str,
    name: &'static str,
    quantity: &str,
    price: &str,
    total_price: &str,
) -> InventoryItem<'static> {
    InventoryItem {
        number,
        record_no: "".into(),
        item_no: "SKU".into(),
        item_name: "".into(),
        commodity_code: commodity_code.into(),
        name: name.into(),
        model: "某牌".into(),
        barcode: "无".into(),
        country: "116".into(),
        trade_country: "".into(),
        currency: "142".into(),
        quantity: amount(quantity),
        unit: "007".into(),
        quantity1: amount("0.3"),
        unit1: "035".into(),
        quantity2: None,
        unit2: "".into(),
        price: amount(price),
        total_price: amount(total_price),
        note: "".into(),
    }
}

fn waybill_status() -> WaybillStatus<'static> {
    WaybillStatus {
        head: head("00000000-0000-0000-0000-000000000513"),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        waybill_no: "W1".into(),
        status: "S".into(),
        status_at: Stamp::parse("20201121092500").unwrap(),
        note: "".into(),
    }
}

fn cancellation() -> Cancellation<'static> {
    Cancellation {
        head: head("00000000-0000-0000-0000-000000000623"),
        customs_code: "0100".into(),
        order_no: "O20201121001".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙电商".into(),
        waybill_no: "W1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        trader_reference: "R1".into(),
        preliminary_no: "".into(),
        list_no: "01002020I000000001".into(),
        buyer_id_type: "1".into(),
        buyer_id_number: BUYER_ID.into(),
        buyer_name: BUYER.into(),
        buyer_telephone: "13800000001".into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        reason: "不合适".into(),
        note: "".into(),
    }
}

/// Both lines of the list, whole.
fn goods_return() -> GoodsReturn<'static> {
    let returned =
        |number: u32, commodity_code: &'static str, name: &'static str, quantity: &str| {
            GoodsReturnItem {
                number,
                commodity_code: commodity_code.into(),
                name: name.into(),
                quantity: amount(quantity),
                unit: "007".into(),
                note: "".into(),
            }
        };
    GoodsReturn {
        head: head("00000000-0000-0000-0000-000000000625"),
        customs_code: "0100".into(),
        order_no: "O20201121001".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙电商".into(),
        waybill_no: "W1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        trader_reference: "R1".into(),
        preliminary_no: "".into(),
        list_no: "01002020I000000001".into(),
        buyer_id_type: "1".into(),
        buyer_id_number: BUYER_ID.into(),
        buyer_name: BUYER.into(),
        buyer_telephone: "13800000001".into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        reason: "不合适".into(),
        note: "".into(),
        items: vec![
            returned(1, "3304990039", "面霜", "2"),
            returned(2, "2106909090", "营养片", "1"),
        ],
    }
}

fn inbound_detail() -> InboundDetail<'static> {
    let line = |number: u32, waybill_no: &'static str| InboundItem {
        number,
        waybill_no: waybill_no.into(),
        note: "".into(),
    };
    InboundDetail {
        head: head("00000000-0000-0000-0000-000000000711"),
        customs_code: "0100".into(),
        trader_reference: "IN1".into(),
        preliminary_no: "".into(),
        inbound_no: "".into(),
        operator_code: "1101000006".into(),
        operator_name: "己监管场所".into(),
        import_export_flag: "I".into(),
        transport_mode: "5".into(),
        transport_name: "空运".into(),
        voyage_no: "MH730".into(),
        bill_no: "B1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        unloading_place: "".into(),
        note: "".into(),
        items: vec![line(1, "W1"), line(2, "W2")],
    }
}
