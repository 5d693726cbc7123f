//! An exit list over two parcels and the gate pass that carries it, and what a case may say of the
//! house around them.

use checks::{
    CarriedCase, CarriedList, ExitListCase, GatePassCase, GatheredCase, GatheredParcel,
    HeldExitList, HeldGatePass, LeftLine, Party, PassageCase, Tolerance,
};
use model::{
    Amount, Date, DrawnGoods, DrawnLine, EntryState, ExitLine, ExitLink, ExitList, ExitListState,
    Finding, GatePass, GatePassLink, GatePassState, Text, ZoneDocument,
};
use params::Law;
use serde::Deserialize;

use super::{Parcel, amount};

const EXIT_LIST_NO: &str = "QD010020E000000007";

/// The house around an exit list or gate pass.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ZoneRow {
    held_list: Option<ExitListState>,
    held_pass: Option<GatePassState>,
    is_on_pass: bool,
    /// One a link; two released ones when left out.
    parcels: Option<Vec<ParcelRow>>,
    /// One an exit list of the pass; an approved one when left out.
    lists: Option<Vec<ListRow>>,
    vehicle_no: Option<String>,
    weight_kg: Option<Amount>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ParcelRow {
    is_known: bool,
    state: EntryState,
    is_bonded: bool,
    book_no: String,
    zone_code: String,
    /// Unit of its first record.
    unit: String,
    elsewhere: Option<String>,
}

impl Default for ParcelRow {
    fn default() -> ParcelRow {
        ParcelRow {
            is_known: true,
            state: EntryState::Released,
            is_bonded: true,
            book_no: "H1".to_owned(),
            zone_code: "1101000006".to_owned(),
            unit: "007".to_owned(),
            elsewhere: None,
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ListRow {
    is_known: bool,
    state: ExitListState,
    customs_code: String,
    operator_code: String,
    elsewhere: Option<String>,
    gross_weight_kg: Amount,
    net_weight_kg: Amount,
    /// Left of its two lines.
    left: [Amount; 2],
}

impl Default for ListRow {
    fn default() -> ListRow {
        ListRow {
            is_known: true,
            state: ExitListState::Approved,
            customs_code: "0100".to_owned(),
            operator_code: "1101000006".to_owned(),
            elsewhere: None,
            gross_weight_kg: amount("2.4"),
            net_weight_kg: amount("1.8"),
            left: [amount("4"), amount("2")],
        }
    }
}

fn goods(row: &ParcelRow) -> DrawnGoods<'_> {
    let line = |record_no, code, unit, quantity, total| DrawnLine {
        record_no: Text::borrowed(record_no),
        commodity_code: Text::borrowed(code),
        name: "面霜".into(),
        unit: Text::borrowed(unit),
        quantity: amount(quantity),
        unit1: "035".into(),
        quantity1: amount(quantity),
        unit2: "".into(),
        quantity2: None,
        total_price: amount(total),
        country: "116".into(),
    };
    DrawnGoods {
        book_no: Text::borrowed(&row.book_no),
        zone_code: Text::borrowed(&row.zone_code),
        gross_weight_kg: amount("1.2"),
        net_weight_kg: amount("0.9"),
        lines: vec![
            line("R1", "3304990039", &row.unit, "2", "240"),
            line("R2", "2106909090", "007", "1", "60"),
        ],
    }
}

pub(crate) fn run(
    law: &Law,
    (stage, row, only_single_field): (&str, &ZoneRow, bool),
    parcel: &Parcel<'_>,
    parties: &[Party<'_>],
    (on, tolerance): (Date, Tolerance),
    out: &mut Vec<Finding>,
) -> bool {
    let (list, pass) = (&parcel.exit_list, &parcel.gate_pass);
    match stage {
        "exit_list" => {
            let held = row.held_list.map(|state| HeldExitList {
                state,
                list_no: EXIT_LIST_NO,
                is_on_pass: row.is_on_pass,
            });
            let action = ZoneDocument::ExitList(Box::new(list.clone())).action();
            let case = ExitListCase { list, action, on, law, parties, held, tolerance };
            checks::exit_list(&case, only_single_field, out);
        }
        "gathered" => gathered(row, list, (on, tolerance), out),
        "gate_pass" => {
            let pass_no = "Z0100E201121000000000009";
            let held = row.held_pass.map(|state| HeldGatePass { state, pass_no });
            let action = ZoneDocument::GatePass(Box::new(pass.clone())).action();
            let case = GatePassCase { pass, action, on, law, parties, held };
            checks::gate_pass(&case, only_single_field, out);
        }
        "carried" => carried(row, pass, on, out),
        "passage" => {
            let case = PassageCase {
                pass,
                vehicle_no: row.vehicle_no.as_deref().unwrap_or("京A12345"),
                weight_kg: row.weight_kg.unwrap_or(pass.total_weight_kg),
                allowed_kg: amount("50"),
                on,
            };
            checks::passage(&case, out);
        }
        _ => return false,
    }
    true
}

fn gathered(
    row: &ZoneRow,
    list: &ExitList<'_>,
    (on, tolerance): (Date, Tolerance),
    out: &mut Vec<Finding>,
) {
    let rows = row.parcels.clone().unwrap_or_else(|| vec![ParcelRow::default(); 2]);
    let goods: Vec<DrawnGoods<'_>> = rows.iter().map(goods).collect();
    let parcels: Vec<GatheredParcel<'_>> = rows
        .iter()
        .zip(&goods)
        .map(|(row, goods)| GatheredParcel {
            state: row.is_known.then_some(row.state),
            is_bonded: row.is_bonded,
            goods: (row.is_known && row.is_bonded && row.state == EntryState::Released)
                .then_some(goods),
            elsewhere: row.elsewhere.as_deref(),
        })
        .collect();
    let sum = DrawnGoods::sum(parcels.iter().filter_map(|it| it.goods));
    checks::gathered(&GatheredCase { list, parcels: &parcels, sum: &sum, on, tolerance }, out);
}

fn carried(row: &ZoneRow, pass: &GatePass<'_>, on: Date, out: &mut Vec<Finding>) {
    let rows = row.lists.clone().unwrap_or_else(|| vec![ListRow::default()]);
    let lines: Vec<Vec<LeftLine<'_>>> = rows
        .iter()
        .map(|row| {
            let records = (1u32..).zip(["R1", "R2"]).zip(row.left);
            let line = |((number, record_no), quantity)| LeftLine {
                number,
                record_no,
                unit: "007",
                quantity,
            };
            records.map(line).collect()
        })
        .collect();
    let lists: Vec<CarriedList<'_>> = rows
        .iter()
        .zip(&lines)
        .map(|(row, lines)| CarriedList {
            state: row.is_known.then_some(row.state),
            customs_code: &row.customs_code,
            operator_code: &row.operator_code,
            elsewhere: row.elsewhere.as_deref(),
            gross_weight_kg: row.gross_weight_kg,
            net_weight_kg: row.net_weight_kg,
            lines,
        })
        .collect();
    checks::carried(&CarriedCase { pass, lists: &lists, on }, out);
}

pub(crate) fn exit_list() -> ExitList<'static> {
    let link = |list_no| ExitLink { list_no: Text::borrowed(list_no), ..ExitLink::default() };
    ExitList {
        preliminary_no: "".into(),
        list_no: "".into(),
        book_no: "H1".into(),
        reference: "E1".into(),
        action_code: "1".into(),
        operator_credit_code: "".into(),
        operator_code: "1101000006".into(),
        operator_name: "己仓储".into(),
        receiver_credit_code: "".into(),
        receiver_code: "1101000006".into(),
        receiver_name: "己仓储".into(),
        declarant_credit_code: "".into(),
        declarant_code: "1101000006".into(),
        declarant_name: "己仓储".into(),
        typist_credit_code: "".into(),
        typist_code: "".into(),
        typist_name: "".into(),
        typed_at: "20201121".into(),
        declared_at: "20201121".into(),
        list_type: "8".into(),
        direction: "E".into(),
        goods_mark: "I".into(),
        supervision_mode: "1210".into(),
        transport_mode: "9".into(),
        port_code: "0100".into(),
        customs_code: "0100".into(),
        country: "142".into(),
        declaration_flag: "2".into(),
        declaration_type: "".into(),
        generates_declaration: "2".into(),
        note: "".into(),
        lines: vec![
            line(1, "R1", "3304990039", ["4", "120", "480", "1.6", "1.3"]),
            line(2, "R2", "2106909090", ["2", "60", "120", "0.8", "0.5"]),
        ],
        links: vec![link("01002020I000000001"), link("01002020I000000002")],
    }
}

fn line(
    number: u32,
    record_no: &'static str,
    commodity_code: &'static str,
    [quantity, price, total_price, gross, net]: [&str; 5],
) -> ExitLine<'static> {
    ExitLine {
        number,
        book_line_no: "".into(),
        record_no: record_no.into(),
        commodity_code: commodity_code.into(),
        name: "面霜".into(),
        model: "".into(),
        unit: "007".into(),
        quantity: amount(quantity),
        unit1: "035".into(),
        quantity1: amount(net),
        unit2: "".into(),
        quantity2: None,
        price: amount(price),
        total_price: amount(total_price),
        currency: "142".into(),
        country: "116".into(),
        destination: "142".into(),
        levy_mode: "".into(),
        gross_weight_kg: Some(amount(gross)),
        net_weight_kg: Some(amount(net)),
        change_mark: "".into(),
        note: "".into(),
    }
}

pub(crate) fn gate_pass() -> GatePass<'static> {
    GatePass {
        preliminary_no: "".into(),
        pass_no: "".into(),
        pass_type: "3".into(),
        customs_code: "0100".into(),
        action_code: "1".into(),
        direction: "E".into(),
        binding: "1".into(),
        related_type: "1".into(),
        related_no: "".into(),
        book_no: "".into(),
        operator_code: "1101000006".into(),
        operator_name: "己仓储".into(),
        operator_credit_code: "".into(),
        vehicle_no: "京A12345".into(),
        vehicle_card_no: "".into(),
        container_no: "".into(),
        vehicle_weight_kg: amount("2500"),
        frame_no: "".into(),
        frame_weight_kg: None,
        container_type: "".into(),
        container_weight_kg: Some(amount("100")),
        total_weight_kg: amount("2602.4"),
        gross_weight_kg: amount("2.4"),
        net_weight_kg: amount("1.8"),
        contact: "".into(),
        declarant_code: "1101000006".into(),
        declarant_name: "己仓储".into(),
        declarant_credit_code: "".into(),
        typist_code: "".into(),
        typist_credit_code: "".into(),
        typist_name: "".into(),
        reference: "P1".into(),
        note: "".into(),
        lines: vec![],
        links: vec![GatePassLink {
            related_type: "1".into(),
            exit_list_no: Text::borrowed(EXIT_LIST_NO),
        }],
    }
}
