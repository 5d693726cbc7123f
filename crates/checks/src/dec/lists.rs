//! Fields that hold a code of the customs code tables, or one of a few values.

use params::Table;

use crate::{
    bel::known,
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
};

/// Rows: code, article, field in Chinese and English, its table, the field of the head.
macro_rules! listed {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $table:ident, $($field:ident).+) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [concat!("报关单的", $zh, "不在海关代码表内"), concat!($en, " is not in the customs code table")],
            [concat!("请按海关代码表填写", $zh), concat!("declare ", $en, " with a code of the table")],
            |on, to| {
                let at = At::Head(concat!("declaration", $(".", stringify!($field)),+));
                known(to, at, on.case.law, Table::$table, &on.it.$($field).+);
            }
        )
    };
}

/// Rows: as above, of a field of a goods line.
macro_rules! item_listed {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $table:ident, $field:ident) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [
                concat!("商品的", $zh, "不在海关代码表内"),
                concat!($en, " of a line is not in the customs code table")
            ],
            [
                concat!("请按海关代码表填写", $zh),
                concat!("declare ", $en, " with a code of the table")
            ],
            |on, to| {
                for (idx, item) in on.it.items.iter().enumerate() {
                    let at = At::Item("declaration", idx, stringify!($field));
                    known(to, at, on.case.law, Table::$table, &item.$field);
                }
            }
        )
    };
}

/// Rows: code, element, field in Chinese and English, its values, the field of the head.
macro_rules! one_of {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], [$($value:literal)|+], $expected:literal, $($field:ident).+) => {
        check!(
            $code,
            Rule::single(Source::message($element)),
            [concat!($zh, "只能填写 ", $expected), concat!($en, " can only be ", $expected)],
            [concat!("请按 ", $expected, " 填写", $zh), concat!("declare one of ", $expected, " as ", $en)],
            |on, to| {
                let at = concat!("declaration", $(".", stringify!($field)),+);
                let observed = on.it.$($field).+.as_str();
                if !matches!(observed, "" | $($value)|+) {
                    to.report(at, observed, $expected);
                }
            }
        )
    };
}

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    listed!(
        "DEC-3001",
        "一",
        ["申报地海关", "the declaring customs"],
        CustomsDistrict,
        declaring_customs
    ),
    listed!(
        "DEC-3002",
        "四",
        ["进出境关别", "the customs of entry or exit"],
        CustomsDistrict,
        port_customs
    ),
    listed!(
        "DEC-3003",
        "目的地海关",
        ["目的地海关", "the customs of destination"],
        CustomsDistrict,
        destination_customs
    ),
    check!(
        "DEC-3004",
        Rule::single(Source::filling("四")),
        ["关区代码的后两位不得为“00”", "a customs code ends in `00`: it names a whole district"],
        ["请填写具体口岸海关或隶属海关的代码", "declare the office itself, not its district"],
        customs_is_an_office
    ),
    listed!("DEC-3005", "九", ["运输方式", "the mode of transport"], TransportMode, transport_mode),
    check!(
        "DEC-3006",
        Rule::single(Source::filling("十四")),
        [
            "监管方式不在海关代码表内或未施行",
            "the supervision mode is not in the code table, or not yet in force"
        ],
        ["请按《监管方式代码表》填写", "declare a mode of the table that is in force"],
        |on, to| {
            let mode = on.it.supervision_mode.as_str();
            let codes = &on.case.law.codes;
            if !mode.is_empty() && !codes.contains_on(Table::SupervisionMode, mode, on.case.on) {
                to.report(
                    "declaration.supervision_mode",
                    mode,
                    "代码表内的代码 (a code of the table)",
                );
            }
        }
    ),
    listed!("DEC-3007", "十五", ["征免性质", "the levy nature"], LevyNature, levy_nature),
    listed!("DEC-3008", "十九", ["贸易国", "the country of trade"], CountryAlpha, trade_country),
    listed!(
        "DEC-3009",
        "二十",
        ["启运国/运抵国", "the country of departure or arrival"],
        CountryAlpha,
        shipping_country
    ),
    listed!("DEC-3010", "二十一", ["经停港/指运港", "the port abroad"], Port, port_abroad),
    listed!("DEC-3011", "十七", ["启运港", "the port of departure"], Port, departure_port),
    listed!(
        "DEC-3012",
        "二十二",
        ["入境口岸/离境口岸", "the domestic port"],
        DomesticPort,
        domestic_port
    ),
    listed!("DEC-3013", "二十三", ["包装种类", "the packaging"], PackagingNew, packaging),
    listed!(
        "DEC-3014",
        "二十七",
        ["成交方式", "the transaction mode"],
        TransactionMode,
        transaction_mode
    ),
    listed!(
        "DEC-3015",
        "二十八",
        ["运费币制", "the currency of freight"],
        CurrencyAlpha,
        freight.currency
    ),
    listed!(
        "DEC-3016",
        "二十九",
        ["保费币制", "the currency of insurance"],
        CurrencyAlpha,
        insurance.currency
    ),
    listed!(
        "DEC-3017",
        "三十",
        ["杂费币制", "the currency of other charges"],
        CurrencyAlpha,
        other_charges.currency
    ),
    listed!(
        "DEC-3018",
        "报关单类型",
        ["报关单类型", "the kind of declaration"],
        EntryType,
        entry_type
    ),
    item_listed!("DEC-3019", "三十六", ["成交计量单位", "the unit"], Unit, unit),
    item_listed!("DEC-3022", "三十九", ["币制", "the currency"], CurrencyAlpha, currency),
    item_listed!("DEC-3023", "四十", ["原产国", "the origin"], CountryAlpha, origin),
    item_listed!(
        "DEC-3024",
        "四十一",
        ["最终目的国", "the destination"],
        CountryAlpha,
        destination
    ),
    item_listed!(
        "DEC-3025",
        "四十二",
        ["境内目的地/境内货源地", "the domestic district"],
        DomesticArea,
        district
    ),
    item_listed!(
        "DEC-3026",
        "四十二",
        ["目的地行政区划", "the administrative division"],
        Division,
        division
    ),
    item_listed!("DEC-3027", "四十三", ["征免方式", "the levy mode"], LevyMode, levy_mode),
    item_listed!(
        "DEC-3028",
        "四十",
        ["优惠贸易协定项下原产地", "the preferential origin"],
        CountryAlpha,
        preferential_origin
    ),
    item_listed!("DEC-3029", "用途", ["用途代码", "the purpose"], Purpose, purpose),
    item_listed!(
        "DEC-3030",
        "危险货物信息",
        ["危包规格", "the packaging of dangerous goods"],
        DangerPackaging,
        danger_spec
    ),
    check!(
        "DEC-3031",
        Rule::single(Source::filling("货物属性")),
        [
            "商品的货物属性代码不在海关代码表内",
            "an attribute of a line is not in the customs code table"
        ],
        [
            "请按《货物属性代码表》填写，多个代码以逗号分隔",
            "declare codes of the table, joined with commas"
        ],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                for code in item.attributes.split(',').map(str::trim) {
                    let at = At::Item("declaration", idx, "attributes");
                    known(to, at, on.case.law, Table::GoodsAttribute, code);
                }
            }
        }
    ),
    check!(
        "DEC-3032",
        Rule::single(Source::filling("三十二")),
        ["集装箱规格不在海关代码表内", "the size of a container is not in the customs code table"],
        ["请按《集装箱规格代码表》填写", "declare a code of the table"],
        |on, to| {
            for (idx, it) in on.it.containers.iter().enumerate() {
                let at = format_args!("declaration.containers[{idx}].spec");
                known(to, at, on.case.law, Table::ContainerSpec, &it.spec);
            }
        }
    ),
    check!(
        "DEC-3033",
        Rule::single(Source::filling("三十一")),
        [
            "随附单证代码不在《监管证件代码表》内",
            "the kind of a document is not in the table of supervision certificates"
        ],
        ["请按《监管证件代码表》填写", "declare a code of the table"],
        |on, to| {
            for (idx, it) in on.it.documents.iter().enumerate() {
                let at = format_args!("declaration.documents[{idx}].kind");
                known(to, at, on.case.law, Table::Licence, &it.kind);
            }
        }
    ),
    check!(
        "DEC-3034",
        Rule::single(Source::message("EdocRealation.EdocCode")),
        ["随附单据类别不在代码表内", "the kind of an attached file is not in the code table"],
        ["请按《随附单据类别代码表》填写", "declare a code of the table"],
        |on, to| {
            for (idx, it) in on.it.attachments.iter().enumerate() {
                let at = format_args!("declaration.attachments[{idx}].kind");
                known(to, at, on.case.law, Table::AttachmentKind, &it.kind);
            }
        }
    ),
    check!(
        "DEC-3035",
        Rule::single(Source::message("EdocRealation.EdocFomatType")),
        [
            "随附单据格式类型只能填写“US”或“S”",
            "the format of an attached file can only be `US` or `S`"
        ],
        ["非结构化填“US”，结构化填“S”", "declare `US` for a file, `S` for structured data"],
        |on, to| {
            for (idx, it) in on.it.attachments.iter().enumerate() {
                if !matches!(it.format.as_str(), "" | "US" | "S") {
                    to.report(
                        format_args!("declaration.attachments[{idx}].format"),
                        &it.format,
                        "US / S",
                    );
                }
            }
        }
    ),
    listed!("DEC-3036", "二十八", ["运费标记", "the mark of freight"], FeeMark, freight.mark),
    check!(
        "DEC-3037",
        Rule::single(Source::filling("二十九")),
        [
            "保费、杂费标记只能填写“1”或“3”",
            "the mark of insurance or other charges can only be `1` or `3`"
        ],
        [
            "费率填“1”，总价填“3”；每吨单价只用于运费",
            "declare `1` a rate or `3` a total; only freight goes by the tonne"
        ],
        |on, to| {
            let charges =
                [("insurance", &on.it.insurance), ("other_charges", &on.it.other_charges)];
            for (name, charge) in charges {
                if !matches!(charge.mark.as_str(), "" | "1" | "3") {
                    to.report(format_args!("declaration.{name}.mark"), &charge.mark, "1 / 3");
                }
            }
        }
    ),
    check!(
        "DEC-3038",
        Rule::single(Source::filling("四十四")),
        ["价格说明各项只能填写“1”“0”或“9”", "a confirmation of price can only be `1`, `0` or `9`"],
        [
            "是填“1”，否填“0”，免填留空或填“9”",
            "declare `1` yes, `0` no, `9` or nothing when it is not asked"
        ],
        confirmations_are_answers
    ),
    one_of!(
        "DEC-3039",
        "DecHead.DeclTrnRel",
        ["报关/转关关系标志", "the transit mark"],
        ["0" | "1"],
        "0 / 1",
        transit_mark
    ),
    one_of!(
        "DEC-3040",
        "DecHead.BillType",
        ["备案清单类型", "the type of the bonded list"],
        ["1" | "2" | "3" | "4"],
        "1 / 2 / 3 / 4",
        bonded_list_type
    ),
    one_of!(
        "DEC-3041",
        "DecHead.ChkSurety",
        ["担保验放标志", "the guarantee mark"],
        ["0" | "1"],
        "0 / 1",
        wants_guarantee
    ),
    one_of!(
        "DEC-3042",
        "DecHead.EdiId",
        ["报关标志", "the filing mark"],
        ["1" | "3" | "5" | "6"],
        "1 / 3 / 5 / 6",
        filing_mark
    ),
    check!(
        "DEC-3043",
        Rule::single(Source::filling("七")),
        [
            "备案号首位不是已知的备案种类",
            "the first letter of the manual's number names no kind of manual"
        ],
        ["请核对备案号", "check the number of the manual"],
        |on, to| {
            let number = on.it.manual_no.as_str();
            let prefix = number.get(..1).unwrap_or(number);
            if !prefix.is_empty() && !on.case.law.codes.contains(Table::ManualPrefix, prefix) {
                to.report("declaration.manual_no", number, "已知的首位字母 (a known first letter)");
            }
        }
    ),
    check!(
        "DEC-3044",
        Rule::single(Source::filling("二十三")),
        [
            "其他包装的种类不在海关代码表内",
            "the kind of other packaging is not in the customs code table"
        ],
        ["请按《包装种类代码表》填写", "declare a code of the table"],
        |on, to| {
            for (idx, it) in on.it.other_packages.iter().enumerate() {
                let at = format_args!("declaration.other_packages[{idx}].kind");
                known(to, at, on.case.law, Table::PackagingNew, &it.kind);
            }
        }
    ),
    check!(
        "DEC-3045",
        Rule::single(Source::message("DecContainer.LclFlag")),
        ["拼箱标识只能填写“0”或“1”", "the mark of a shared container can only be `0` or `1`"],
        ["拼箱填“1”，否则填“0”", "declare `1` when it holds others' goods, else `0`"],
        |on, to| {
            for (idx, it) in on.it.containers.iter().enumerate() {
                if !matches!(it.is_shared.as_str(), "" | "0" | "1") {
                    to.report(
                        format_args!("declaration.containers[{idx}].is_shared"),
                        &it.is_shared,
                        "0 / 1",
                    );
                }
            }
        }
    ),
];

fn customs_is_an_office(on: &Declared<'_>, to: &mut Findings<'_>) {
    let fields = [
        ("declaration.declaring_customs", &on.it.declaring_customs),
        ("declaration.port_customs", &on.it.port_customs),
    ];
    for (at, code) in fields {
        if code.len() == 4 && code.ends_with("00") {
            to.report(at, code, "后两位不为00 (an office, not a district)");
        }
    }
}

fn confirmations_are_answers(on: &Declared<'_>, to: &mut Findings<'_>) {
    let it = &on.it.confirmations;
    let answers = [
        ("special_relation", &it.special_relation),
        ("price_influence", &it.price_influence),
        ("royalties", &it.royalties),
        ("formula_pricing", &it.formula_pricing),
        ("provisional_price", &it.provisional_price),
    ];
    for (name, answer) in answers {
        if !matches!(answer.as_str(), "" | "0" | "1" | "9") {
            to.report(format_args!("declaration.confirmations.{name}"), answer, "1 / 0 / 9");
        }
    }
}
