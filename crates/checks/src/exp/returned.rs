//! What is said of goods of exports that come back: of the application and the tally alone, and of the application
//! beside the list under which the goods left.

use model::{Amount, ExportDocument, ExportListItem, ExportReturn, ExportReturnItem, ExportState};
use params::Table;

use super::{
    lists::{HOME, known},
    moved::state_name,
};
use crate::{
    ExportReturningCase, ReturnedExport,
    check::{Check, Findings, OnExport, OnExportReturning, Rule, Source},
};

pub(crate) const ALONE: &[Check<OnExport>] = &[
    check!(
        "EXP-3301",
        Rule::single(Source::field("InvtRefundHead.ieFlag")),
        ["出口退货的进出口标记只能填写“I”", "the import/export flag of what comes back is `I`"],
        ["请将进出口标记改为“I”", "declare `I`"],
        |on, to| {
            let (at, flag) = match on.document {
                ExportDocument::Return(it) => {
                    ("export_return.import_export_flag", &it.import_export_flag)
                }
                ExportDocument::Tally(it) => {
                    ("return_tally.import_export_flag", &it.import_export_flag)
                }
                _ => return,
            };
            if !matches!(flag.as_str(), "" | "I") {
                to.report(at, flag, "I");
            }
        },
    ),
    check!(
        "EXP-3302",
        Rule::single(Source::field("InvtRefundHead.country")),
        [
            "启运国（地区）不在海关代码表内，或为中国",
            "the country that goods come back from is not in the customs code table, or is China",
        ],
        ["请填写退货启运的国家（地区）代码", "declare the country that the goods come from"],
        |on, to| {
            let ExportDocument::Return(it) = on.document else { return };
            if it.country == HOME {
                let expected = "境外国家（地区） (a country abroad)";
                to.report("export_return.country", &it.country, expected);
            } else {
                known(on, to, "export_return.country", Table::Country, &it.country);
            }
        },
    ),
];

pub(crate) const CHECKS: &[Check<OnExportReturning>] = &[
    check!(
        "EXP-7008",
        Rule::joined(Source::field("InvtRefundHead.invtNo")),
        ["要退货的出口清单不存在", "there is no export list with this number to return goods of"],
        ["请核对原清单编号", "check the number of the list"],
        |on, to| {
            let list_no = match on.document {
                ExportDocument::Return(it) => &it.list_no,
                ExportDocument::Tally(it) => &it.list_no,
                _ => return,
            };
            if on.list.is_none() {
                let at = format_args!("{}.list_no", on.document.kind().name());
                to.report(
                    at,
                    list_no,
                    "本系统的出口清单编号 (an export list's number of this house)",
                );
            }
        },
    ),
    check!(
        "EXP-7009",
        Rule::joined(Source::export_returns()),
        ["清单未结关，货物尚未离境", "the goods of the list have not left"],
        [
            "离境（结关）后的货物才能申请退货；未离境的清单可在放行前撤单",
            "goods come back once they left (899); before its release a list can be cancelled",
        ],
        |on, to| {
            if let Some(list) = on.list.filter(|it| it.state != ExportState::Closed) {
                let at = format_args!("{}.list_no", on.document.kind().name());
                to.report(at, state_name(list.state), "结关 (closed)");
            }
        },
    ),
    check!(
        "EXP-2302",
        Rule::joined(Source::field("InvtRefundHead.ebcCode")),
        ["电商平台或电商企业与原清单不一致", "platform or seller is not that of the list"],
        ["请按原清单填写电商平台和电商企业", "declare platform and seller of the list"],
        |on, to| {
            let Some((it, of)) = beside(on) else { return };
            for (field, observed, expected) in [
                ("platform_code", &it.platform_code, &of.list.platform_code),
                ("seller_code", &it.seller_code, &of.list.seller_code),
            ] {
                if observed != expected {
                    let at = format_args!("export_return.{field}");
                    to.report_against(at, observed, expected, format_args!("export_list.{field}"));
                }
            }
        },
    ),
    check!(
        "EXP-3105",
        Rule::joined(Source::field("InvtRefundHead.tradeMode")),
        [
            "退货监管方式与原清单的监管方式不对应",
            "the goods of the list do not come back under this supervision mode",
        ],
        [
            "一般出口（9610）填9661，特殊区域出口填1261；B2B出口不以退货申请单退货",
            "declare 9661 of 9610, 1261 of exports from a zone; goods sold to businesses have no such return",
        ],
        mode_is_the_lists,
    ),
    check!(
        "EXP-2207",
        Rule::joined(Source::field("InvtRefundList.gnum")),
        ["退货商品与原清单商品不一致", "a line is not that of the list"],
        [
            "序号、商品编码、名称、规格型号、计量单位请与原清单一致",
            "declare number, code, name, model and units of the list's line",
        ],
        |on, to| each(on, to, |at, item, line, to| {
            let Some(line) = line else {
                let expected = "原清单的商品项号 (a line of the list)";
                return to.report(format_args!("{at}.number"), item.number, expected);
            };
            for (field, observed, expected) in [
                ("commodity_code", &item.commodity_code, &line.commodity_code),
                ("name", &item.name, &line.name),
                ("model", &item.model, &line.model),
                ("unit", &item.unit, &line.unit),
                ("unit1", &item.unit1, &line.unit1),
                ("unit2", &item.unit2, &line.unit2),
            ] {
                if observed.trim() != expected.trim() {
                    let against = format_args!("export_list.items.{field}");
                    to.report_against(format_args!("{at}.{field}"), observed, expected, against);
                }
            }
        }),
    ),
    check!(
        "EXP-5006",
        Rule::joined(Source::field("InvtRefundList.qty")),
        ["退货数量超过原清单可退数量", "more is to come back than is left of the list's line"],
        ["退货数量不大于原清单数量减去已退数量", "return no more than what has not come back yet"],
        quantities_are_left,
    ),
    check!(
        "EXP-6003",
        Rule::joined(Source::export_returns()),
        ["已超过退货期限", "the time for goods to come back is over"],
        [
            "退货商品应在出口放行之日起一年内退运进境，逾期按一般进口货物申报",
            "goods come back within a year of their release; later they are declared as imports",
        ],
        |on, to| {
            let until = beside(on).and_then(|(_, of)| of.until);
            if let Some(until) = until.filter(|it| *it < on.on) {
                to.report("export_return.list_no", on.on, format_args!("≤ {until}"));
            }
        },
    ),
];

/// The application and the list that it names; of a tally only its list is looked at.
fn beside<'a>(on: &ExportReturningCase<'a>) -> Option<(&'a ExportReturn<'a>, ReturnedExport<'a>)> {
    match on.document {
        ExportDocument::Return(it) => Some((it, on.list?)),
        _ => None,
    }
}

/// Left empty, as the official sample has it, it says nothing.
fn mode_is_the_lists(on: &ExportReturningCase<'_>, to: &mut Findings<'_>) {
    let Some((it, of)) = beside(on) else { return };
    let declared_on = of.list.exported_on.date().unwrap_or(on.on);
    let Some(mode) = on.law.exports.on(&of.list.supervision_mode, declared_on) else { return };
    let (at, observed) = ("export_return.supervision_mode", &it.supervision_mode);
    if mode.returned_as.is_empty() {
        let observed = of.list.supervision_mode.as_str();
        to.report(at, observed, "9610 / 1210 / 1239");
    } else if observed.given().is_some_and(|it| *it != *mode.returned_as) {
        to.report(at, observed, &mode.returned_as);
    }
}

/// Calls for each line of the application, with the list's of that number.
fn each(
    on: &ExportReturningCase<'_>,
    to: &mut Findings<'_>,
    say: impl Fn(&str, &ExportReturnItem<'_>, Option<&ExportListItem<'_>>, &mut Findings<'_>),
) {
    let Some((it, of)) = beside(on) else { return };
    for (idx, item) in it.items.iter().enumerate() {
        let line = line_of(&of, item.number);
        say(&format!("export_return.items[{idx}]"), item, line, to);
    }
}

fn line_of<'a>(of: &ReturnedExport<'a>, number: u32) -> Option<&'a ExportListItem<'a>> {
    of.list.items.iter().find(|it| it.number == number)
}

/// Pieces are held against what is left of the line; statutory quantities, which a return need not divide evenly,
/// against the whole of it.
fn quantities_are_left(on: &ExportReturningCase<'_>, to: &mut Findings<'_>) {
    let Some(of) = on.list else { return };
    let before = |number: u32| -> Amount {
        let of_line = of.returned_before.iter().filter(|it| it.number == number);
        of_line.map(|it| it.quantity).sum()
    };
    each(on, to, |at, item, line, to| {
        let Some(line) = line else { return };
        for (field, quantity, most) in [
            ("quantity", item.quantity, line.quantity - before(item.number)),
            ("quantity1", item.quantity1, line.quantity1),
            ("quantity2", item.quantity2.unwrap_or_default(), line.quantity2.unwrap_or_default()),
        ] {
            if quantity > most {
                to.report(format_args!("{at}.{field}"), quantity, format_args!("≤ {most}"));
            }
        }
    });
}
