//! What is said of an application to sum closed lists up: of itself, and beside the lists that it names.
//!
//! Lists of one declaration have one consignor, producer, country of destination, mode of transport, office of
//! exit and supervision mode; what their lines have in common is merged, and need not be asked.

use std::collections::BTreeSet;

use model::{ExportDocument, ExportList, ExportState, ExportSummary, Stamp};

use super::moved::state_name;
use crate::{
    ExportCase, ExportSummaryCase, SummedList,
    check::{Check, Findings, OnExport, OnExportSummary, Rule, Source},
};

pub(crate) const ALONE: &[Check<OnExport>] = &[
    check!(
        "EXP-1305",
        Rule::cross(Source::field("SummaryApplyList.invtNo")),
        ["申请单内清单编号重复", "the application names a list twice"],
        ["请删除重复的清单编号后重新申报", "leave the repeated list out and send it again"],
        |on, to| {
            let Some(summary) = summary(on) else { return };
            let mut seen = BTreeSet::new();
            for (idx, item) in summary.items.iter().enumerate() {
                if !item.list_no.is_empty() && !seen.insert(item.list_no.as_str()) {
                    let at = format_args!("export_summary.items[{idx}].list_no");
                    to.report(at, &item.list_no, "不重复的清单编号 (each list once)");
                }
            }
        },
    ),
    check!(
        "EXP-1306",
        Rule::cross(Source::practice("SummaryApplyHead.msgCount")),
        ["汇总申请不拆分报文", "the application comes in several messages"],
        [
            "一份申请汇总成一份报关单，请以一份报文申报",
            "send what makes one declaration in one message"
        ],
        |on, to| {
            if let Some(it) = summary(on)
                && it.message_count > 1
            {
                to.report("export_summary.message_count", it.message_count, "1");
            }
        },
    ),
    check!(
        "EXP-3201",
        Rule::single(Source::field("SummaryApplyHead.summaryFlag")),
        ["收发货人汇总标志只能为1或2", "the flag of how lists are summed up is neither 1 nor 2"],
        [
            "按收发货人汇总填1，按收发货人和生产销售单位汇总填2",
            "declare 1 by consignor, 2 by consignor and producer",
        ],
        |on, to| {
            if let Some(it) = summary(on)
                && !matches!(it.summary_flag.as_str(), "" | "1" | "2")
            {
                to.report("export_summary.summary_flag", &it.summary_flag, "1 / 2");
            }
        },
    ),
    check!(
        "EXP-3202",
        Rule::cross(Source::practice("SummaryApplyHead.startTime")),
        ["请逐份列明待汇总的清单", "the application names a span of time instead of lists"],
        [
            "本系统按清单编号汇总，请填写表体，不填汇总起止时间",
            "lists are summed up by their numbers here: name each, and leave both times empty",
        ],
        |on, to| {
            let Some(it) = summary(on) else { return };
            for (at, time) in [("export_summary.from", it.from), ("export_summary.to", it.to)] {
                if time != Stamp::default() {
                    to.report(at, time, "");
                }
            }
        },
    ),
];

pub(crate) const CHECKS: &[Check<OnExportSummary>] = &[
    check!(
        "EXP-2401",
        Rule::joined(Source::export("SummaryApplyList.invtNo")),
        ["待汇总的清单不存在", "there is no list with this number to sum up"],
        ["请核对清单编号", "check the number of the list"],
        |on, to| {
            for (idx, _) in on.lists.iter().enumerate().filter(|(_, it)| it.is_none()) {
                let expected = "本系统的出口清单编号 (an export list's number of this house)";
                to.report(at(idx), number(on, idx), expected);
            }
        },
    ),
    check!(
        "EXP-2402",
        Rule::joined(Source::export("第十三条")),
        ["清单未结关，不能汇总", "the list is not closed: its goods have not left"],
        [
            "请在离境单（509）审结、清单结关（899）后汇总",
            "sum lists up once they are closed (899), after their departure (509)"
        ],
        |on, to| each(on, to, |it| {
            let is_open = it.state != ExportState::Closed;
            is_open.then(|| (state_name(it.state).to_owned(), "结关 (closed)".to_owned()))
        }),
    ),
    check!(
        "EXP-2403",
        Rule::joined(Source::export("第十三条")),
        ["清单已汇总", "the list is summed up already"],
        [
            "每份清单只汇总一次；已汇总的报关单可修改或撤销",
            "a list is summed up once; its declaration can be amended or withdrawn"
        ],
        |on, to| each(on, to, |it| {
            let is_summed = !it.summed_by.is_empty();
            is_summed.then(|| (it.summed_by.to_owned(), "未汇总 (not summed up)".to_owned()))
        }),
    ),
    check!(
        "EXP-2404",
        Rule::joined(Source::field("InventoryHead.statisticsFlag")),
        ["简化申报的清单不汇总", "a simplified list is not summed up"],
        ["申报业务类型为A的清单不再汇总形成报关单", "leave lists declared as A out"],
        |on, to| each(on, to, |it| {
            let flag = &it.list.statistics_flag;
            (*flag != "B").then(|| (flag.to_string(), "B".to_owned()))
        }),
    ),
    check!(
        "EXP-2405",
        Rule::joined(Source::export("第十三条")),
        ["不在汇总期限内", "the list is not to be summed up today"],
        [
            "清单于结关次月的规定日期前汇总；逾期请联系海关",
            "lists are summed up in the month after they closed, by the day that the law names",
        ],
        |on, to| each(on, to, |it| {
            let left_on = it.left_at.moment()?.local_date();
            let (first, last) = on.law.export_summary_days(left_on).ok()?;
            let is_in = (first..=last).contains(&on.on);
            (!is_in).then(|| (format!("{left_on} → {}", on.on), format!("{first} … {last}")))
        }),
    ),
    check!(
        "EXP-2406",
        Rule::joined(Source::export("第十三条")),
        [
            "清单表头不一致，不能归并",
            "the heads of the lists differ: they do not make one declaration"
        ],
        [
            "同一收发货人、运输方式、生产销售单位、运抵国、出境关别和监管方式的清单才能归并，请分别申请",
            "apply apart for lists of another consignor, transport, producer, destination, office of exit or mode",
        ],
        heads_are_alike,
    ),
    check!(
        "EXP-2407",
        Rule::joined(Source::export("SummaryApplyHead.ebcCode")),
        [
            "清单与申请单的申报地海关、申报单位或收发货人不一致",
            "a list is of another office, declarant or consignor than the application"
        ],
        [
            "由清单的申报单位为其收发货人向申报地海关申请",
            "the list's own declarant applies for its consignor, where it was declared"
        ],
        lists_are_the_applications,
    ),
    check!(
        "EXP-2408",
        Rule::joined(Source::export("第十三条")),
        ["汇总期限无法律依据", "no law says by when the list is to be summed up"],
        ["请联系海关更新参数", "ask the office to load the parameter"],
        |on, to| each(on, to, |it| {
            let left_on = it.left_at.moment()?.local_date();
            let gap = on.law.export_summary_days(left_on).err()?;
            Some((left_on.to_string(), gap.to_string()))
        }),
    ),
];

fn summary<'a>(on: &ExportCase<'a>) -> Option<&'a ExportSummary<'a>> {
    match on.document {
        ExportDocument::Summary(it) => Some(it),
        _ => None,
    }
}

fn at(idx: usize) -> impl std::fmt::Display {
    struct At(usize);
    impl std::fmt::Display for At {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "export_summary.items[{}].list_no", self.0)
        }
    }
    At(idx)
}

fn number<'d>(on: &ExportSummaryCase<'d>, idx: usize) -> &'d str {
    on.summary.items.get(idx).map_or("", |it| &it.list_no)
}

/// Reports every list of which there is something to say: what stands beside its number, and what was
/// expected.
fn each(
    on: &ExportSummaryCase<'_>,
    to: &mut Findings<'_>,
    fault: impl Fn(&SummedList<'_>) -> Option<(String, String)>,
) {
    for (idx, found) in on.lists.iter().enumerate() {
        let Some((beside, expected)) = found.as_ref().and_then(&fault) else { continue };
        to.report(at(idx), format_args!("{}: {beside}", number(on, idx)), expected);
    }
}

type Field = for<'l> fn(&'l ExportList<'l>) -> &'l str;

const HEAD: [(&str, Field); 8] = [
    ("seller_code", |it| &it.seller_code),
    ("owner_code", |it| &it.owner_code),
    ("country", |it| &it.country),
    ("transport_mode", |it| &it.transport_mode),
    ("port_code", |it| &it.port_code),
    ("supervision_mode", |it| &it.supervision_mode),
    ("account_book_no", |it| &it.account_book_no),
    ("port_abroad", |it| &it.port_abroad),
];

/// Held against the first list that is there.
fn heads_are_alike(on: &ExportSummaryCase<'_>, to: &mut Findings<'_>) {
    let mut lists = on.lists.iter().enumerate().filter_map(|(idx, it)| Some((idx, it.as_ref()?)));
    let Some((first_idx, first)) = lists.next() else { return };
    for (idx, other) in lists {
        for (field, of) in HEAD {
            let (observed, expected) = (of(other.list), of(first.list));
            if observed != expected {
                let observed = format_args!("{}: {field} {observed}", number(on, idx));
                let expected = format_args!("{}: {expected}", number(on, first_idx));
                to.report(at(idx), observed, expected);
            }
        }
    }
}

fn lists_are_the_applications(on: &ExportSummaryCase<'_>, to: &mut Findings<'_>) {
    let it = on.summary;
    for (idx, found) in on.lists.iter().enumerate() {
        let Some(SummedList { list, .. }) = found else { continue };
        for (field, expected, observed) in [
            ("customs_code", &it.customs_code, &list.customs_code),
            ("declarant_code", &it.declarant_code, &list.declarant_code),
            ("seller_code", &it.seller_code, &list.seller_code),
        ] {
            if observed != expected {
                let observed = format_args!("{}: {field} {observed}", number(on, idx));
                to.report_against(
                    at(idx),
                    observed,
                    expected,
                    format_args!("export_summary.{field}"),
                );
            }
        }
        if !it.site_code.is_empty() && it.site_code != list.site_code {
            let observed = format_args!("{}: site_code {}", number(on, idx), list.site_code);
            to.report_against(at(idx), observed, &it.site_code, "export_summary.site_code");
        }
    }
}
