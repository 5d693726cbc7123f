//! An export parcel in order: two lines, direct (9610), to be summed up; and what a case may say of the house
//! around it.

use checks::{
    CancelledExport, ExportCancellingCase, ExportCase, ExportJoinedCase, ExportMovedCase,
    ExportPrior, ExportReturningCase, ExportSummaryCase, ExportWaitingCase, MovedParcel, Party,
    PriorDocument, ReturnedExport, SummedList, Tolerance,
};
use model::{
    Amount, Date, DayStamp, DocumentState, ExportArrival, ExportCancellation, ExportDeparture,
    ExportDocument, ExportList, ExportListItem, ExportMoney, ExportOrder, ExportOrderItem,
    ExportReturn, ExportReturnItem, ExportState, ExportSummary, ExportWaybill, Finding,
    LineQuantity, MasterWaybill, MasterWaybillItem, MovedItem, ReturnTally, Stamp, SummaryItem,
};
use params::Law;
use serde::{Deserialize, Serialize};

use super::{Parcel, amount, head};

/// The documents of one export.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Exports<'a> {
    order: ExportOrder<'a>,
    money: ExportMoney<'a>,
    waybill: ExportWaybill<'a>,
    list: ExportList<'a>,
    cancellation: ExportCancellation<'a>,
    arrival: ExportArrival<'a>,
    departure: ExportDeparture<'a>,
    master: MasterWaybill<'a>,
    summary: ExportSummary<'a>,
    returned: ExportReturn<'a>,
    tally: ReturnTally<'a>,
}

/// The house around an export.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExportRow {
    /// Of the document that is held under the number.
    held: Option<DocumentState>,
    held_sent_at: String,
    state: Option<ExportState>,
    claimed_elsewhere: bool,
    /// Goods of the return are back.
    is_used: bool,
    /// Partners that have not come.
    missing: Vec<String>,
    /// One a waybill that moves; a released one when left out.
    parcels: Option<Vec<MovedRow>>,
    is_unknown: bool,
    /// One a list that is to be summed up; two closed ones when left out.
    lists: Option<Vec<SummedRow>>,
    /// Pieces of the first line that other applications return.
    returned_before: Amount,
}

/// A list that is to be summed up: where it is not like the first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SummedRow {
    is_unknown: bool,
    state: ExportState,
    left_at: String,
    summed_by: String,
    statistics_flag: String,
    seller_code: String,
    country: String,
    site_code: String,
}

impl Default for SummedRow {
    fn default() -> SummedRow {
        SummedRow {
            is_unknown: false,
            state: ExportState::Closed,
            left_at: "20201123093000".to_owned(),
            summed_by: String::new(),
            statistics_flag: String::new(),
            seller_code: String::new(),
            country: String::new(),
            site_code: String::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MovedRow {
    moved_already: bool,
    state: Option<ExportState>,
    is_unknown: bool,
    bill_no: String,
    gross_weight_kg: Amount,
}

impl Default for MovedRow {
    fn default() -> MovedRow {
        MovedRow {
            moved_already: false,
            state: Some(ExportState::Released),
            is_unknown: false,
            bill_no: "999-1".to_owned(),
            gross_weight_kg: amount("1.8"),
        }
    }
}

/// Runs the stages of an export; false when the stage is none of them.
pub(crate) fn run(
    law: &Law,
    (stage, row, only_single_field): (&str, &ExportRow, bool),
    parcel: &Parcel<'_>,
    parties: &[Party<'_>],
    (on, tolerance): (Date, Tolerance),
    out: &mut Vec<Finding>,
) -> bool {
    let it = &parcel.export;
    let has = |name: &str| !row.missing.iter().any(|it| it == name);
    let document = |stage: &str| document_of(it, stage);
    match stage {
        "export_waiting" => {
            let (has_order, has_money) = (has("order"), has("money"));
            let has_waybill = has("waybill");
            let list = &it.list;
            let case = ExportWaitingCase { list, has_order, has_money, has_waybill, on };
            checks::export_waiting(&case, out);
        }
        "export_joined" => {
            let case = ExportJoinedCase {
                list: &it.list,
                order: Some(&it.order).filter(|_| has("order")),
                money: Some(&it.money).filter(|_| has("money")),
                waybill: Some(&it.waybill).filter(|_| has("waybill")),
                on,
                law,
                tolerance,
            };
            checks::export_joined(&case, out);
        }
        "export_cancelling" => {
            let state = row.state.unwrap_or(ExportState::Reviewed);
            let list = (!row.is_unknown).then_some(CancelledExport { state, list: &it.list });
            let case = ExportCancellingCase { cancellation: &it.cancellation, list, on };
            checks::export_cancelling(&case, out);
        }
        "summed_up" => summed_up(law, row, it, on, out),
        "export_returning" | "tallied" => {
            let document = &document(stage).unwrap();
            returning(law, row, (it, document), on, out);
        }
        "arrived" | "departed" | "under_master" => {
            let released = [MovedRow::default()];
            let rows = row.parcels.as_deref().unwrap_or(&released);
            let parcels: Vec<MovedParcel<'_>> = rows.iter().map(moved).collect();
            let document = &document(stage).unwrap();
            let case = ExportMovedCase { document, parcels: &parcels, on, tolerance };
            checks::export_moved(&case, out);
        }
        _ => {
            let Some(document) = &document(stage) else { return false };
            let same_kind = row.held.map(|state| PriorDocument {
                sent_at: Stamp::parse(&row.held_sent_at).unwrap_or_default(),
                state,
            });
            let (state, claimed_elsewhere) = (row.state, row.claimed_elsewhere);
            let is_used = row.is_used;
            let prior = ExportPrior { same_kind, state, claimed_elsewhere, is_used };
            let case = ExportCase { document, on, law, parties, prior, tolerance };
            checks::export_document(&case, only_single_field, out);
        }
    }
    true
}

/// The document that a stage is about, if it is about one.
fn document_of<'e>(it: &Exports<'e>, stage: &str) -> Option<ExportDocument<'e>> {
    match stage {
        "export_order" => Some(ExportDocument::Order(Box::new(it.order.clone()))),
        "export_money" => Some(ExportDocument::Money(Box::new(it.money.clone()))),
        "export_waybill" => Some(ExportDocument::Waybill(Box::new(it.waybill.clone()))),
        "export_list" => Some(ExportDocument::List(Box::new(it.list.clone()))),
        "export_cancellation" => {
            Some(ExportDocument::Cancellation(Box::new(it.cancellation.clone())))
        }
        "export_arrival" | "arrived" => Some(ExportDocument::Arrival(Box::new(it.arrival.clone()))),
        "export_departure" | "departed" => {
            Some(ExportDocument::Departure(Box::new(it.departure.clone())))
        }
        "export_summary" => Some(ExportDocument::Summary(Box::new(it.summary.clone()))),
        "export_return" | "export_returning" => {
            Some(ExportDocument::Return(Box::new(it.returned.clone())))
        }
        "return_tally" | "tallied" => Some(ExportDocument::Tally(Box::new(it.tally.clone()))),
        "master_waybill" | "under_master" => {
            Some(ExportDocument::MasterWaybill(Box::new(it.master.clone())))
        }
        _ => None,
    }
}

/// Lists that left in November are summed up in December.
fn summed_up(law: &Law, row: &ExportRow, it: &Exports<'_>, on: Date, out: &mut Vec<Finding>) {
    let is_in_november = (on.year(), on.month()) == (2020, 11);
    let on = if is_in_november { Date::constant(2020, 12, 2) } else { on };
    let closed = [SummedRow::default(), SummedRow::default()];
    let rows = row.lists.as_deref().unwrap_or(&closed);
    let given = |text: &str, to: &mut model::Text<'_>| {
        if !text.is_empty() {
            *to = text.to_owned().into();
        }
    };
    let lists: Vec<ExportList<'_>> = rows
        .iter()
        .map(|row| {
            let mut list = it.list.clone();
            given(&row.statistics_flag, &mut list.statistics_flag);
            given(&row.seller_code, &mut list.seller_code);
            given(&row.country, &mut list.country);
            given(&row.site_code, &mut list.site_code);
            list
        })
        .collect();
    let beside = rows.iter().zip(&lists).map(|(row, list)| {
        (!row.is_unknown).then(|| SummedList {
            state: row.state,
            list,
            left_at: Stamp::parse(&row.left_at).unwrap_or_default(),
            summed_by: &row.summed_by,
        })
    });
    let beside: Vec<Option<SummedList<'_>>> = beside.collect();
    let case = ExportSummaryCase { summary: &it.summary, lists: &beside, on, law };
    checks::export_summary(&case, out);
}

/// Goods that were released on the first day of the cases.
fn returning(
    law: &Law,
    row: &ExportRow,
    (it, document): (&Exports<'_>, &ExportDocument<'_>),
    on: Date,
    out: &mut Vec<Finding>,
) {
    let state = row.state.unwrap_or(ExportState::Closed);
    let until = law.export_return_until(Date::constant(2020, 11, 21)).ok();
    let returned_before = &[LineQuantity { number: 1, quantity: row.returned_before }];
    let list = ReturnedExport { state, list: &it.list, until, returned_before };
    let list = (!row.is_unknown).then_some(list);
    checks::export_returning(&ExportReturningCase { document, list, on, law }, out);
}

fn moved(row: &MovedRow) -> MovedParcel<'_> {
    if row.is_unknown {
        return MovedParcel { moved_already: row.moved_already, ..MovedParcel::default() };
    }
    MovedParcel {
        moved_already: row.moved_already,
        state: row.state,
        bill_no: &row.bill_no,
        list_no: "01002020E000000001",
        gross_weight_kg: row.gross_weight_kg,
    }
}

fn ordered(number: u32, name: &'static str, unit: &'static str) -> ExportOrderItem<'static> {
    ExportOrderItem {
        number,
        item_no: "I".into(),
        name: name.into(),
        description: "".into(),
        barcode: "".into(),
        unit: unit.into(),
        currency: "142".into(),
        quantity: amount("2"),
        price: amount("120"),
        total_price: amount("240"),
        note: "".into(),
    }
}

fn listed(number: u32, name: &'static str) -> ExportListItem<'static> {
    ExportListItem {
        number,
        item_no: "I".into(),
        record_no: "".into(),
        item_name: "".into(),
        commodity_code: "4202220000".into(),
        name: name.into(),
        model: "涤纶".into(),
        barcode: "无".into(),
        country: "502".into(),
        currency: "142".into(),
        quantity: amount("2"),
        quantity1: amount("0.8"),
        quantity2: Some(amount("2")),
        unit: "007".into(),
        unit1: "035".into(),
        unit2: "007".into(),
        price: amount("120"),
        total_price: amount("240"),
        note: "".into(),
    }
}

fn list() -> ExportList<'static> {
    let shirts = ExportListItem {
        commodity_code: "6109100021".into(),
        quantity: amount("3"),
        quantity1: amount("3"),
        quantity2: Some(amount("0.6")),
        unit: "011".into(),
        unit1: "011".into(),
        unit2: "035".into(),
        price: amount("60"),
        total_price: amount("180"),
        ..listed(2, "T恤衫")
    };
    ExportList {
        head: head("22222222-AAAA-4BBB-8CCC-000000000603"),
        customs_code: "0100".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        order_no: "E1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        waybill_no: "W1".into(),
        trader_reference: "C1".into(),
        preliminary_no: "".into(),
        list_no: "".into(),
        import_export_flag: "E".into(),
        port_code: "0101".into(),
        exported_on: DayStamp::parse("20201123").unwrap(),
        statistics_flag: "B".into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙贸易".into(),
        owner_code: "1101000002".into(),
        owner_name: "乙贸易".into(),
        zone_code: "".into(),
        zone_name: "".into(),
        account_book_no: "".into(),
        supervision_mode: "9610".into(),
        transport_mode: "5".into(),
        transport_name: "CA1".into(),
        voyage_no: "CA1".into(),
        bill_no: "999-1".into(),
        package_no: "".into(),
        site_code: "".into(),
        licence_no: "".into(),
        country: "502".into(),
        port_abroad: "3154".into(),
        freight: amount("25"),
        freight_currency: "142".into(),
        freight_mark: "3".into(),
        insurance: amount("2"),
        insurance_currency: "142".into(),
        insurance_mark: "3".into(),
        packaging: "2".into(),
        packages: 1,
        gross_weight_kg: amount("1.8"),
        net_weight_kg: amount("1.4"),
        note: "".into(),
        items: vec![listed(1, "手提包"), shirts],
    }
}

fn order() -> ExportOrder<'static> {
    let shirts = ExportOrderItem {
        quantity: amount("3"),
        price: amount("60"),
        total_price: amount("180"),
        ..ordered(2, "T恤衫", "011")
    };
    ExportOrder {
        head: head("22222222-AAAA-4BBB-8CCC-000000000303"),
        order_type: "E".into(),
        order_no: "E1".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙贸易".into(),
        goods_value: amount("420"),
        freight: amount("30"),
        currency: "142".into(),
        note: "".into(),
        items: vec![ordered(1, "手提包", "007"), shirts],
    }
}

fn moved_items() -> Vec<MovedItem<'static>> {
    vec![MovedItem { number: 1, waybill_no: "W1".into(), package_no: "".into(), note: "".into() }]
}

fn arrival() -> ExportArrival<'static> {
    ExportArrival {
        head: head("22222222-AAAA-4BBB-8CCC-000000000507"),
        customs_code: "0100".into(),
        trader_reference: "A1".into(),
        preliminary_no: "".into(),
        operator_code: "1101000007".into(),
        operator_name: "庚场所".into(),
        site_code: "".into(),
        import_export_flag: "E".into(),
        transport_mode: "5".into(),
        bill_no: "999-1".into(),
        domestic_transport_no: "京A1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        message_count: 1,
        message_number: 1,
        note: "".into(),
        items: moved_items(),
    }
}

fn departure() -> ExportDeparture<'static> {
    ExportDeparture {
        head: head("22222222-AAAA-4BBB-8CCC-000000000509"),
        customs_code: "0100".into(),
        trader_reference: "D1".into(),
        preliminary_no: "".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        transport_mode: "5".into(),
        transport_name: "CA1".into(),
        voyage_no: "CA1".into(),
        bill_no: "999-1".into(),
        left_at: Stamp::parse("20201123093000").unwrap(),
        message_count: 1,
        message_number: 1,
        note: "".into(),
        items: moved_items(),
    }
}

fn master() -> MasterWaybill<'static> {
    MasterWaybill {
        head: head("22222222-AAAA-4BBB-8CCC-000000000607"),
        customs_code: "0100".into(),
        trader_reference: "M1".into(),
        preliminary_no: "".into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        site_code: "".into(),
        transport_mode: "5".into(),
        transport_name: "CA1".into(),
        voyage_no: "CA1".into(),
        bill_no: "999-1".into(),
        domestic_transport_no: "".into(),
        gross_weight_kg: amount("1.8"),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        message_count: 1,
        message_number: 1,
        note: "".into(),
        items: vec![MasterWaybillItem {
            number: 1,
            package_no: "".into(),
            waybill_no: "W1".into(),
            list_no: "01002020E000000001".into(),
            note: "".into(),
        }],
    }
}

fn returned() -> ExportReturn<'static> {
    let item = ExportReturnItem {
        number: 1,
        commodity_code: "4202220000".into(),
        name: "手提包".into(),
        model: "涤纶".into(),
        quantity: amount("1"),
        quantity1: amount("0.4"),
        unit: "007".into(),
        unit1: "035".into(),
        quantity2: Some(amount("1")),
        unit2: "007".into(),
        note: "".into(),
    };
    ExportReturn {
        head: head("22222222-AAAA-4BBB-8CCC-000000000213"),
        customs_code: "0100".into(),
        site_code: "".into(),
        platform_code: "1101000001".into(),
        platform_name: "甲平台".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙贸易".into(),
        waybill_no: "R1".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        trader_reference: "T1".into(),
        preliminary_no: "".into(),
        list_no: "01002020E000000001".into(),
        supervision_mode: "9661".into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        bill_no: "999-2".into(),
        import_export_flag: "I".into(),
        transport_mode: "5".into(),
        transport_name: "CA2".into(),
        port_code: "0101".into(),
        reason: "拒收".into(),
        country: "502".into(),
        voyage_no: "CA2".into(),
        note: "".into(),
        items: vec![item],
    }
}

fn tally() -> ReturnTally<'static> {
    ReturnTally {
        head: head("22222222-AAAA-4BBB-8CCC-000000000215"),
        customs_code: "0100".into(),
        operator_code: "1101000007".into(),
        operator_name: "庚场所".into(),
        logistics_code: "1101000004".into(),
        logistics_name: "丁物流".into(),
        waybill_no: "R1".into(),
        list_no: "01002020E000000001".into(),
        trader_reference: "L1".into(),
        preliminary_no: "".into(),
        bill_no: "999-2".into(),
        import_export_flag: "I".into(),
        transport_mode: "5".into(),
        transport_name: "CA2".into(),
        voyage_no: "CA2".into(),
        place: "".into(),
        note: "".into(),
    }
}

pub(crate) fn exports() -> Exports<'static> {
    Exports {
        returned: returned(),
        tally: tally(),
        order: order(),
        money: ExportMoney {
            head: head("22222222-AAAA-4BBB-8CCC-000000000403"),
            platform_code: "1101000001".into(),
            platform_name: "甲平台".into(),
            seller_code: "1101000002".into(),
            seller_name: "乙贸易".into(),
            order_no: "E1".into(),
            payment_company_code: "1101000003".into(),
            payment_company_name: "丙支付".into(),
            transaction_no: "P1".into(),
            amount: amount("450"),
            currency: "142".into(),
            received_at: Stamp::parse("20201121083000").unwrap(),
            note: "".into(),
        },
        waybill: ExportWaybill {
            head: head("22222222-AAAA-4BBB-8CCC-000000000505"),
            logistics_code: "1101000004".into(),
            logistics_name: "丁物流".into(),
            waybill_no: "W1".into(),
            freight: amount("25"),
            insurance: amount("2"),
            currency: "142".into(),
            gross_weight_kg: amount("1.8"),
            packages: 1,
            goods_info: "手提包".into(),
            seller_code: "1101000002".into(),
            seller_name: "乙贸易".into(),
            seller_telephone: "".into(),
            note: "".into(),
        },
        list: list(),
        cancellation: ExportCancellation {
            head: head("22222222-AAAA-4BBB-8CCC-000000000605"),
            customs_code: "0100".into(),
            trader_reference: "C1".into(),
            preliminary_no: "".into(),
            list_no: "01002020E000000001".into(),
            reason: "买家取消".into(),
            declarant_code: "1101000005".into(),
            declarant_name: "戊报关".into(),
            seller_code: "1101000002".into(),
            seller_name: "乙贸易".into(),
            note: "".into(),
        },
        arrival: arrival(),
        departure: departure(),
        master: master(),
        summary: summary(),
    }
}

fn summary() -> ExportSummary<'static> {
    let item = |list_no: &'static str| SummaryItem { list_no: list_no.into() };
    ExportSummary {
        head: head("22222222-AAAA-4BBB-8CCC-000000000701"),
        customs_code: "0100".into(),
        trader_reference: "H1".into(),
        preliminary_no: "".into(),
        summary_no: "".into(),
        declarant_code: "1101000005".into(),
        declarant_name: "戊报关".into(),
        seller_code: "1101000002".into(),
        seller_name: "乙贸易".into(),
        filer_code: "1101000002".into(),
        filer_name: "乙贸易".into(),
        from: Stamp::default(),
        to: Stamp::default(),
        site_code: "".into(),
        summary_flag: "1".into(),
        item_name_flag: "1".into(),
        message_count: 1,
        message_number: 1,
        note: "".into(),
        items: vec![item("01002020E000000001"), item("01002020E000000002")],
    }
}
