//! Fields that one direction or mode of transport asks for, and another leaves out.

use model::Severity;

use super::{is_digits, is_upper, shapes::day};
use crate::check::{Check, Declared, Findings, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-3101",
        Rule::cross(Source::filling("十七")),
        ["进口报关单未填报启运港", "an import does not name its port of departure"],
        ["请填报第一个境外装运港", "declare the first port of loading abroad"],
        |on, to| {
            if on.is_import() && on.it.departure_port.is_empty() {
                to.report("declaration.departure_port", "", "港口代码 (a port)");
            }
        }
    ),
    check!(
        "DEC-3102",
        Rule::cross(Source::filling("十七")),
        ["出口报关单不填报启运港", "an export names a port of departure"],
        ["启运港只用于进口", "only imports have one; leave it empty"],
        |on, to| {
            if !on.is_import() && !on.it.departure_port.is_empty() {
                to.report("declaration.departure_port", &on.it.departure_port, "");
            }
        }
    ),
    check!(
        "DEC-3103",
        Rule::cross(Source::filling("十（一）")),
        ["未填报运输工具名称", "the means of transport is not named"],
        [
            "水路填船名，铁路填车厢编号，航空填航班号，邮件填包裹单号",
            "declare the ship, wagon, flight or parcel"
        ],
        |on, to| {
            let is_named = matches!(on.it.transport_mode.as_str(), "2" | "3" | "5" | "6");
            if is_named && on.it.transport_name.is_empty() {
                to.report("declaration.transport_name", "", mode(on, "必填 (needed)"));
            }
        }
    ),
    check!(
        "DEC-3104",
        Rule::cross(Source::filling("十（一）")).with(Severity::Notice),
        ["公路运输免予填报运输工具名称", "goods by road name a means of transport"],
        [
            "启用公路舱单后运输工具名称免予填报，航次号填货物运输批次号",
            "leave the name empty; the voyage is the batch number"
        ],
        |on, to| {
            if on.it.transport_mode == "4" && !on.it.transport_name.is_empty() {
                to.report("declaration.transport_name", &on.it.transport_name, "");
            }
        }
    ),
    check!(
        "DEC-3105",
        Rule::cross(Source::filling("十（二）")),
        ["未填报航次号", "the voyage is not given"],
        [
            "水路填航次号，公路填货物运输批次号，铁路、邮件填进出境日期",
            "declare the voyage, batch number or day"
        ],
        |on, to| {
            let has_one = matches!(on.it.transport_mode.as_str(), "2" | "3" | "4" | "6");
            // What is declared collectively came by many.
            let is_collective = on.it.transport_name == "集中申报";
            if has_one && !is_collective && on.it.voyage_no.is_empty() {
                to.report("declaration.voyage_no", "", mode(on, "必填 (needed)"));
            }
        }
    ),
    check!(
        "DEC-3106",
        Rule::cross(Source::filling("十（二）")),
        ["货物运输批次号有误", "the batch number of goods by road is wrong"],
        [
            "批次号13位：机构代码9位、进口1或出口0、序号3位；载货清单号为13位数字",
            "it has thirteen characters: organisation 9, then 1 import or 0 export, serial 3; a cargo list has 13 digits"
        ],
        batch_number_is_one
    ),
    check!(
        "DEC-3107",
        Rule::cross(Source::filling("十（二）")),
        ["铁路、邮件运输的航次号应为进出境日期", "by rail or post the voyage is no day"],
        ["请填报8位进出境日期", "declare the day of entry or exit, eight digits"],
        |on, to| {
            let voyage_no = &on.it.voyage_no;
            let is_dated = matches!(on.it.transport_mode.as_str(), "3" | "6");
            if is_dated && !voyage_no.is_empty() && day(voyage_no.trim_start_matches('@')).is_none()
            {
                to.report("declaration.voyage_no", voyage_no, "yyyymmdd");
            }
        }
    ),
    check!(
        "DEC-3108",
        Rule::cross(Source::filling("十一")),
        ["未填报提运单号", "the bill is not given"],
        ["请填报提单、运单或包裹单号", "declare the number of the bill"],
        |on, to| {
            if on.is_carried() && on.it.transit_mark != "1" && on.it.bill_no.is_empty() {
                to.report("declaration.bill_no", "", mode(on, "必填 (needed)"));
            }
        }
    ),
    check!(
        "DEC-3109",
        Rule::cross(Source::filling("十一")),
        ["一份报关单只允许填报一个提运单号", "the declaration names more than one bill"],
        ["一票货物有多个提运单的请分单申报", "file one declaration a bill"],
        |on, to| {
            if on.it.bill_no.contains([',', ';', '，', '；']) {
                to.report("declaration.bill_no", &on.it.bill_no, "一个提运单号 (one bill)");
            }
        }
    ),
    check!(
        "DEC-3110",
        Rule::cross(Source::filling("二十")),
        [
            "无实际进出境货物的启运国/运抵国应为中国",
            "goods that do not cross the border come from or go to another country"
        ],
        ["请填报“CHN”", "declare `CHN`"],
        |on, to| {
            let country = &on.it.shipping_country;
            if on.is_without_movement() && !matches!(country.as_str(), "" | "CHN") {
                to.report("declaration.shipping_country", country, "CHN");
            }
        }
    ),
    check!(
        "DEC-3111",
        Rule::cross(Source::filling("二十一")),
        [
            "无实际进出境货物的经停港/指运港应为中国境内",
            "goods that do not cross the border name a port abroad"
        ],
        ["请填报“CHN000”", "declare `CHN000`"],
        |on, to| {
            let port = &on.it.port_abroad;
            if on.is_without_movement() && !matches!(port.as_str(), "" | "CHN000") {
                to.report("declaration.port_abroad", port, "CHN000");
            }
        }
    ),
    check!(
        "DEC-3112",
        Rule::cross(Source::filling("十七")),
        [
            "无实际进境货物的启运港应为中国境内或特殊监管区域",
            "goods that do not cross the border departed abroad"
        ],
        ["请填报“CHN000”或所出区域的代码", "declare `CHN000`, or the code of the zone"],
        |on, to| {
            let port = &on.it.departure_port;
            let is_domestic = port.is_empty() || port.starts_with("CHN") || port.starts_with("99");
            if on.is_without_movement() && !is_domestic {
                to.report("declaration.departure_port", port, "CHN000");
            }
        }
    ),
    check!(
        "DEC-3113",
        Rule::cross(Source::filling("二十七")),
        [
            "无实际进出境货物的成交方式应为CIF（进口）或FOB（出口）",
            "goods that do not cross the border are not CIF (import) or FOB (export)"
        ],
        ["进口填“1”，出口填“3”", "declare `1` for an import, `3` for an export"],
        |on, to| {
            let expected = if on.is_import() { "1" } else { "3" };
            let observed = &on.it.transaction_mode;
            if on.is_without_movement() && !observed.is_empty() && *observed != expected {
                to.report("declaration.transaction_mode", observed, expected);
            }
        }
    ),
    check!(
        "DEC-3114",
        Rule::cross(Source::filling("二十")).with(Severity::Review),
        [
            "实际进出境货物的启运国/运抵国为中国",
            "goods carried across the border come from or go to China"
        ],
        ["请核对启运国/运抵国和运输方式", "check the country and the mode of transport"],
        |on, to| {
            if on.is_carried() && on.it.shipping_country == "CHN" {
                to.report(
                    "declaration.shipping_country",
                    "CHN",
                    mode(on, "境外国家 (a country abroad)"),
                );
            }
        }
    ),
    check!(
        "DEC-3115",
        Rule::cross(Source::filling("十二")),
        ["进口报关单未填报货物存放地点", "an import does not say where the goods lie"],
        ["请填报货物进境后存放的场所", "declare the place where they are kept"],
        |on, to| {
            if on.is_import() && on.is_carried() && on.it.storage_place.is_empty() {
                to.report("declaration.storage_place", "", "必填 (needed)");
            }
        }
    ),
    check!(
        "DEC-3116",
        Rule::cross(Source::filling("四十四")),
        [
            "进口报关单未作特殊关系、特许权使用费确认",
            "an import leaves the special relation or royalties unanswered"
        ],
        ["请填报“1”是或“0”否", "answer `1` yes or `0` no"],
        import_is_confirmed
    ),
    check!(
        "DEC-3117",
        Rule::cross(Source::filling("四十五")),
        [
            "存在特殊关系但未确认价格影响",
            "parties are related, and whether that moved the price is not answered"
        ],
        ["特殊关系为“是”的，价格影响填报“1”或“0”", "answer `1` or `0` when they are related"],
        |on, to| {
            let it = &on.it.confirmations;
            let is_answered = matches!(it.price_influence.as_str(), "0" | "1");
            if on.is_import() && it.special_relation == "1" && !is_answered {
                to.report(
                    "declaration.confirmations.price_influence",
                    &it.price_influence,
                    "1 / 0",
                );
            }
        }
    ),
    check!(
        "DEC-3118",
        Rule::cross(Source::filling("四十四")).with(Severity::Notice),
        ["出口报关单免予填报价格说明", "an export answers confirmations of price"],
        ["出口货物的特殊关系、价格影响、特许权使用费免予填报", "leave them empty for an export"],
        |on, to| {
            let it = &on.it.confirmations;
            let answers = [&it.special_relation, &it.price_influence, &it.royalties];
            if let (false, Some(answer)) =
                (on.is_import(), answers.into_iter().find(|it| **it == "1"))
            {
                to.report("declaration.confirmations", answer, "");
            }
        }
    ),
    check!(
        "DEC-3119",
        Rule::cross(Source::filling("四十二")),
        [
            "进口商品未填报目的地行政区划",
            "a line of an import does not name its administrative division"
        ],
        [
            "进口货物除境内目的地外还应填报目的地行政区划代码",
            "declare the division beside the district"
        ],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate().filter(|_| on.is_import()) {
                if item.division.is_empty() && !item.district.is_empty() {
                    to.report(
                        crate::check::At::Item("declaration", idx, "division"),
                        "",
                        "6位代码 (six digits)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-3120",
        Rule::cross(Source::filling("二十一")).with(Severity::Review),
        [
            "指运港不在运抵国境内",
            "the port abroad of an export is not in the country that it goes to"
        ],
        [
            "直接运输的出口货物以指运港所在国为运抵国",
            "goods sent direct arrive in the country of the port"
        ],
        |on, to| {
            let (port, country) = (&on.it.port_abroad, &on.it.shipping_country);
            let named = port.get(..3).unwrap_or_default();
            let is_known = !country.is_empty() && named.bytes().all(|it| it.is_ascii_uppercase());
            if !on.is_import()
                && on.is_carried()
                && is_known
                && !named.is_empty()
                && *country != named
            {
                to.report_against(
                    "declaration.port_abroad",
                    port,
                    country,
                    "declaration.shipping_country",
                );
            }
        }
    ),
];

fn mode(on: &Declared<'_>, what: &'static str) -> String {
    format!("运输方式 (mode) {}: {what}", on.it.transport_mode)
}

/// Thirteen digits may be a cargo list of Hong Kong and Macau, which has no such parts.
fn batch_number_is_one(on: &Declared<'_>, to: &mut Findings<'_>) {
    let number = on.it.voyage_no.as_str();
    if on.it.transport_mode != "4" || number.is_empty() {
        return;
    }
    let mark = if on.is_import() { "1" } else { "0" };
    let is_batch = is_upper(number, 13) && number.get(9..10) == Some(mark);
    if !is_batch && !is_digits(number, 13) {
        to.report("declaration.voyage_no", number, format_args!("9+{mark}+3"));
    }
}

/// Bonded and processing goods are exempt, and those by no sale. `9` is no answer.
fn import_is_confirmed(on: &Declared<'_>, to: &mut Findings<'_>) {
    if !on.is_import() || on.is_bonded() || on.it.supervision_mode != "0110" {
        return;
    }
    let it = &on.it.confirmations;
    let answers = [("special_relation", &it.special_relation), ("royalties", &it.royalties)];
    for (name, answer) in answers {
        if matches!(answer.as_str(), "" | "9") {
            to.report(format_args!("declaration.confirmations.{name}"), answer, "1 / 0");
        }
    }
}
