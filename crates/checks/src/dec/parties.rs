//! Who declares, for whom, and by what authority.

use model::{Severity, Trader, is_enterprise_code};

use crate::check::{Check, Declared, Findings, OnDeclaration, Rule, Source};

/// Rows: code, article, party in Chinese and English, the field.
macro_rules! credit_code {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $field:ident) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [
                concat!($zh, "的统一社会信用代码有误"),
                concat!("the social credit code of ", $en, " is wrong")
            ],
            [
                "请核对18位统一社会信用代码及其校验码",
                "check the eighteen characters and the check character"
            ],
            |on, to| {
                let code = on.it.$field.credit_code.as_str();
                let is_fit = code.len() == 18 && is_enterprise_code(code);
                if !matches!(code, "" | "NO") && !is_fit {
                    let at = concat!("declaration.", stringify!($field), ".credit_code");
                    to.report(at, code, "18位且校验码正确 (a valid check character)");
                }
            }
        )
    };
}

/// Rows: as above, of the customs code.
macro_rules! customs_code {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $field:ident) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [concat!($zh, "的海关编码有误"), concat!("the customs code of ", $en, " is wrong")],
            ["海关编码为10位数字或大写字母", "it has ten digits or capital letters"],
            |on, to| {
                let code = on.it.$field.code.as_str();
                let is_fit = code.len() == 10 && is_enterprise_code(code);
                if !matches!(code, "" | "NO") && !is_fit && code.len() != 18 {
                    let at = concat!("declaration.", stringify!($field), ".code");
                    to.report(at, code, "10位海关编码 (ten characters)");
                }
            }
        )
    };
}

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    credit_code!("DEC-2001", "三", ["境内收发货人", "the trader"], trader),
    credit_code!("DEC-2002", "十三", ["消费使用/生产销售单位", "the owner"], owner),
    credit_code!("DEC-2003", "四十八", ["申报单位", "the declarant"], declarant),
    customs_code!("DEC-2004", "三", ["境内收发货人", "the trader"], trader),
    customs_code!("DEC-2005", "四十八", ["申报单位", "the declarant"], declarant),
    check!(
        "DEC-2006",
        Rule::cross(Source::filling("三")),
        ["境内收发货人没有编码", "the trader has no code"],
        [
            "请填报统一社会信用代码，没有的填报海关备案编码",
            "declare the social credit code, or the customs code"
        ],
        |on, to| has_a_code(to, "declaration.trader.credit_code", &on.it.trader)
    ),
    check!(
        "DEC-2007",
        Rule::cross(Source::filling("十三")),
        ["消费使用/生产销售单位没有编码", "the owner has no code"],
        ["请填报统一社会信用代码，没有的填报“NO”", "declare the social credit code, or `NO`"],
        |on, to| has_a_code(to, "declaration.owner.credit_code", &on.it.owner)
    ),
    check!(
        "DEC-2008",
        Rule::cross(Source::customs_law("第十条")),
        ["代理报关未随附委托协议", "a broker declares without an authorisation"],
        [
            "申报单位不是收发货人时，请随附代理报关委托协议（10000001或00000008）",
            "attach the authorisation (10000001, or 00000008 on paper) when the declarant is not the trader"
        ],
        agent_is_authorised
    ),
    check!(
        "DEC-2009",
        Rule::cross(Source::filling("四十八")).with(Severity::Notice),
        ["自理报关随附了代理委托协议", "a trader who declares himself attaches an authorisation"],
        ["自理报关无需代理报关委托协议", "leave the authorisation out"],
        |on, to| {
            let idx = on.it.attachments.iter().position(|it| is_authorisation(&it.kind));
            if let (Some(idx), Some(true)) = (idx, declares_himself(on)) {
                let at = super::structure::At2("attachments", idx, "kind");
                to.report(at, &on.it.declarant.name, "代理报关 (a broker)");
            }
        }
    ),
    check!(
        "DEC-2010",
        Rule::single(Source::filling("八")),
        ["境外收发货人的AEO编码格式有误", "the AEO code of the party abroad has not its shape"],
        [
            "AEO编码以两位国家代码开头，非互认国家免予填报，没有境外收发货人的填报“NO”",
            "it begins with the two letters of a country; leave it empty without one, `NO` without a party"
        ],
        |on, to| {
            let code = on.it.party_abroad.code.as_str();
            if !matches!(code, "" | "NO") && !has_aeo_shape(code) {
                to.report("declaration.party_abroad.code", code, "SG123456789012 / KR1234567 …");
            }
        }
    ),
    check!(
        "DEC-2011",
        Rule::cross(Source::filling("八")),
        ["境外收发货人的名称未填报", "the party abroad has no name"],
        ["请填报名称，没有境外收发货人的填报“NO”", "declare its name, or `NO` when there is none"],
        |on, to| {
            let it = &on.it.party_abroad;
            if it.name.is_empty() && it.name_en.is_empty() {
                to.report("declaration.party_abroad.name_en", "", "名称或NO (a name, or NO)");
            }
        }
    ),
    check!(
        "DEC-2012",
        Rule::single(Source::filling("八")),
        [
            "境外收发货人的AEO编码与互认安排的样式不符",
            "the AEO code of the party abroad is not built as its programme prescribes"
        ],
        [
            "请按互认安排公告的样式填报（#为数字）",
            "declare it as the programme's notice prescribes (`#` is a digit)"
        ],
        |on, to| {
            let code = on.it.party_abroad.code.as_str();
            let programme = on.case.law.enterprises.programme_on(code, on.case.on);
            if let Some(it) = programme.filter(|it| has_aeo_shape(code) && !it.matches(code)) {
                to.report("declaration.party_abroad.code", code, &it.pattern);
            }
        }
    ),
    check!(
        "DEC-2013",
        Rule::single(Source::filling("八")).with(Severity::Notice),
        [
            "境外收发货人所在国家（地区）该日无AEO互认安排，按常规管理",
            "no AEO programme of the party abroad's country is recognised on the day: treated as others are"
        ],
        ["非互认国家（地区）的免予填报", "leave the code out"],
        |on, to| {
            let code = on.it.party_abroad.code.as_str();
            if code == "NO" || !has_aeo_shape(code) {
                return;
            }
            if on.case.law.enterprises.programme_on(code, on.case.on).is_none() {
                let days = |it: &params::AeoProgramme| {
                    let day = |it: Option<model::Date>| it.map(|it| it.to_string());
                    let (from, to) = (day(it.period.from), day(it.period.to));
                    format!(
                        "{}：{}至{}",
                        it.title_zh,
                        from.unwrap_or_default(),
                        to.unwrap_or_default()
                    )
                };
                let known: Vec<String> =
                    on.case.law.enterprises.programmes_of(code).map(days).collect();
                let expected = match known.is_empty() {
                    true => {
                        "AEO互认国家（地区）的编码 (a code of a recognised programme)".to_owned()
                    }
                    false => known.join("；"),
                };
                to.report("declaration.party_abroad.code", code, expected);
            }
        }
    ),
];

/// Two letters of a country, and letters and digits after them.
fn has_aeo_shape(code: &str) -> bool {
    let country = code.get(..2).unwrap_or_default();
    (6..=20).contains(&code.len())
        && country.bytes().all(|it| it.is_ascii_uppercase())
        && code.bytes().all(|it| it.is_ascii_alphanumeric())
}

fn has_a_code(to: &mut Findings<'_>, at: &'static str, it: &Trader<'_>) {
    if it.code.is_empty() && it.credit_code.is_empty() {
        to.report(at, "", "18位代码 (eighteen characters)");
    }
}

/// Nothing when neither of the two codes can be compared.
fn declares_himself(on: &Declared<'_>) -> Option<bool> {
    let (trader, declarant) = (&on.it.trader, &on.it.declarant);
    let pairs = [(&trader.credit_code, &declarant.credit_code), (&trader.code, &declarant.code)];
    let mut known = pairs.into_iter().filter(|(one, other)| !one.is_empty() && !other.is_empty());
    let (one, other) = known.next()?;
    Some(one == other)
}

fn is_authorisation(kind: &str) -> bool {
    matches!(kind, "10000001" | "00000008")
}

fn agent_is_authorised(on: &Declared<'_>, to: &mut Findings<'_>) {
    let has_one = on.it.attachments.iter().any(|it| is_authorisation(&it.kind));
    if !has_one && declares_himself(on) == Some(false) {
        to.report("declaration.attachments", &on.it.declarant.name, "10000001");
    }
}
