//! Numbers that have a shape, or their own check digit, and names that are names.

use model::Date;

use super::{
    is_digits, is_upper,
    structure::{At2, vins},
};
use crate::check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source};

/// Rows: code, article, field in Chinese and English, its shape in words, the test, the field.
macro_rules! shaped {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $shape:literal, $is_fit:expr, $($field:ident).+) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [concat!($zh, "的格式有误"), concat!($en, " has not its shape")],
            [concat!("请核对", $zh, "：", $shape), concat!("check ", $en)],
            |on, to| {
                let text = on.it.$($field).+.as_str();
                let is_fit: fn(&str) -> bool = $is_fit;
                if !text.is_empty() && !is_fit(text) {
                    to.report(concat!("declaration", $(".", stringify!($field)),+), text, $shape);
                }
            }
        )
    };
}

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    shaped!(
        "DEC-1101",
        "二",
        ["海关编号", "the declaration number"],
        "关区4位+年份4位+0/1/I/E+9位",
        is_declaration_no,
        declaration_no
    ),
    shaped!(
        "DEC-1102",
        "七",
        ["备案号", "the number of the manual"],
        "1位字母+11位数字或字母",
        is_manual_no,
        manual_no
    ),
    shaped!(
        "DEC-1103",
        "十六",
        ["许可证号", "the licence number"],
        "两位数字-两位代码-编号",
        is_licence_no,
        licence_no
    ),
    shaped!(
        "DEC-1104",
        "三十二",
        ["关联报关单号", "the number of the related declaration"],
        "关区4位+年份4位+0/1/I/E+9位",
        is_declaration_no,
        related_declaration_no
    ),
    shaped!(
        "DEC-1105",
        "三十二",
        ["关联备案号", "the number of the related manual"],
        "1位字母+11位数字或字母",
        is_manual_no,
        related_manual_no
    ),
    check!(
        "DEC-1106",
        Rule::single(Source::filling("三十二")),
        ["集装箱号的格式有误", "a container number has not its shape"],
        [
            "集装箱号为4位字母（第4位U、J或Z）加7位数字",
            "it has four letters, the fourth U, J or Z, and seven digits"
        ],
        |on, to| {
            for (idx, it) in on.it.containers.iter().enumerate() {
                if !it.number.is_empty() && !is_container_no(&it.number) {
                    to.report(At2("containers", idx, "number"), &it.number, "AAAU9999999");
                }
            }
        }
    ),
    check!(
        "DEC-1107",
        Rule::single(Source::container()),
        ["集装箱号的校验码有误", "the check digit of a container number is wrong"],
        ["请核对集装箱号", "check the number on the container"],
        container_numbers_check
    ),
    check!(
        "DEC-1108",
        Rule::single(Source::message("EdocRealation.EdocID")),
        ["随附单据编号的格式有误", "the number of an attached file has not its shape"],
        [
            "随附单据编号为关区4位、类别8位、2位标识加18位流水号",
            "it is customs 4, kind 8, two letters, serial 18"
        ],
        |on, to| {
            for (idx, it) in on.it.attachments.iter().enumerate() {
                // An electronic authorisation and a guarantee go by their own numbers.
                let is_file = !matches!(it.kind.as_str(), "10000001" | "10000002" | "10000003");
                if is_file && !it.id.is_empty() && !is_attachment_id(&it.id) {
                    to.report(At2("attachments", idx, "id"), &it.id, "4+8+2+18");
                }
            }
        }
    ),
    check!(
        "DEC-1109",
        Rule::single(Source::vehicle()),
        ["车辆识别代码（VIN）不是有效的17位代码", "a vehicle's number is no valid VIN"],
        [
            "请核对17位车辆识别代码及其校验位",
            "check the seventeen characters and the ninth, the check digit"
        ],
        |on, to| {
            for (idx, vin) in vins(on.it).filter(|(_, it)| !is_vin(it)) {
                to.report(
                    At::Item("declaration", idx, "limits"),
                    vin,
                    "17位且校验位正确 (a valid check digit)",
                );
            }
        }
    ),
    check!(
        "DEC-1110",
        Rule::single(Source::filling("三十五")),
        ["商品名称未据实填报或没有中文", "the name of a line says nothing, or is not Chinese"],
        ["请填报规范的中文商品名称", "declare the goods by their proper Chinese name"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                let name = item.name.trim();
                let is_empty = matches!(name, "无" | "空" | "其他" | "货物" | "商品" | "样品");
                let is_chinese = name.chars().any(|it| ('\u{4e00}'..='\u{9fff}').contains(&it));
                if !name.is_empty() && (is_empty || !is_chinese) {
                    let at = At::Item("declaration", idx, "name");
                    to.report(at, &item.name, "规范的中文名称 (a Chinese name of the goods)");
                }
            }
        }
    ),
    check!(
        "DEC-1111",
        Rule::single(Source::filling("三十四")),
        ["检验检疫附加编号应为3位数字", "the inspection code of a line is not three digits"],
        ["请填写商品编号第11至13位", "declare digits 11 to 13 of the commodity code"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if !item.inspection_code.is_empty() && !is_digits(&item.inspection_code, 3) {
                    to.report(
                        At::Item("declaration", idx, "inspection_code"),
                        &item.inspection_code,
                        "999",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-1112",
        Rule::single(Source::filling("危险货物信息")),
        ["UN编码应为4位数字", "the UN number of a line is not four digits"],
        ["请填写4位联合国危险货物编号", "declare the four digits of the UN number"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                let number = item.un_code.strip_prefix("UN").unwrap_or(&item.un_code);
                if !number.is_empty() && !is_digits(number, 4) {
                    to.report(At::Item("declaration", idx, "un_code"), &item.un_code, "9999");
                }
            }
        }
    ),
    check!(
        "DEC-1113",
        Rule::single(Source::filling("三十二")),
        ["标记唛码不得空填或以符号代替", "the marks are a placeholder"],
        ["无标记唛码的填报“N/M”", "declare `N/M` when there are none"],
        |on, to| {
            if matches!(on.it.marks.trim(), "无" | "空" | "/" | "-" | "NO") {
                to.report("declaration.marks", &on.it.marks, "N/M");
            }
        }
    ),
];

/// 关区4 + 年4 + 进出口标志 + 流水9.
fn is_declaration_no(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    text.len() == 18
        && is_digits(part(0, 8), 8)
        && matches!(part(8, 9), "0" | "1" | "I" | "E")
        && is_upper(part(9, 18), 9)
}

fn is_manual_no(text: &str) -> bool {
    is_upper(text, 12) && text.starts_with(|it: char| it.is_ascii_uppercase())
}

/// `20-AA-030701`.
fn is_licence_no(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (year, issuer, number) = (parts.next(), parts.next(), parts.next());
    year.is_some_and(|it| is_digits(it, 2))
        && issuer.is_some_and(|it| it.chars().count() == 2)
        && number.is_some_and(|it| !it.is_empty())
}

/// 关区4 + 类别8 + IM or SW … + 流水18; a file's ending may follow.
pub(super) fn is_attachment_id(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or(text);
    let part = |from: usize, to: usize| stem.get(from..to).unwrap_or_default();
    stem.len() == 32
        && is_digits(part(0, 12), 12)
        && is_upper(part(12, 14), 2)
        && is_digits(part(14, 32), 18)
}

fn is_container_no(text: &str) -> bool {
    let (owner, digits) = (text.get(..4).unwrap_or_default(), text.get(4..).unwrap_or_default());
    owner.bytes().all(|it| it.is_ascii_uppercase())
        && owner.ends_with(['U', 'J', 'Z'])
        && is_digits(digits, 7)
}

/// A number without its shape is `DEC-1106`'s.
fn container_numbers_check(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, it) in on.it.containers.iter().enumerate() {
        let digit = container_check(&it.number).filter(|_| is_container_no(&it.number));
        if let Some(digit) = digit.filter(|digit| !it.number.ends_with(*digit)) {
            let expected = format_args!("校验码 (check digit) {digit}");
            to.report(At2("containers", idx, "number"), &it.number, expected);
        }
    }
}

/// The check digit of the first ten characters (ISO 6346): letters count from 10 without the multiples
/// of 11, each place twice the one before, modulo 11, and 10 is written 0.
fn container_check(number: &str) -> Option<char> {
    let mut sum = 0;
    for (place, byte) in number.bytes().take(10).enumerate() {
        let value = match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            b'A' => 10,
            b'B'..=b'K' => u32::from(byte - b'B') + 12,
            b'L'..=b'U' => u32::from(byte - b'L') + 23,
            b'V'..=b'Z' => u32::from(byte - b'V') + 34,
            _ => return None,
        };
        sum += value << place;
    }
    char::from_digit(sum % 11 % 10, 10)
}

/// Seventeen characters without I, O, Q; the ninth is the check digit (GB 16735).
fn is_vin(vin: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut sum = 0;
    for (byte, weight) in vin.bytes().zip(WEIGHTS) {
        let value = match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            b'A'..=b'H' => u32::from(byte - b'A') + 1,
            b'J'..=b'N' => u32::from(byte - b'J') + 1,
            b'P' => 7,
            b'R' => 9,
            b'S'..=b'Z' => u32::from(byte - b'S') + 2,
            _ => return false,
        };
        sum += value * weight;
    }
    let check = if sum % 11 == 10 { Some('X') } else { char::from_digit(sum % 11, 10) };
    vin.len() == 17
        && check.is_some_and(|it| vin.get(8..9).is_some_and(|ninth| ninth.starts_with(it)))
}

/// Eight digits that are a day.
pub(super) fn day(text: &str) -> Option<Date> {
    model::DayStamp::parse(text)?.date()
}
