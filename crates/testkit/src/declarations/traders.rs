//! Importers, exporters and brokers. They are the same in every corpus; all are made up, with codes
//! whose check characters hold.

use model::{Enterprise, Role, Trader, social_credit_check};

use crate::{
    digits::push_digits,
    draw::{Skew, at, splitmix, word},
};

pub(crate) const N_TRADERS: usize = 600;
pub(crate) const N_BROKERS: usize = 40;

/// An enterprise that trades or files.
#[derive(Debug)]
pub(super) struct Company {
    /// Ten characters.
    pub(super) code: String,
    pub(super) credit_code: String,
    pub(super) name: String,
    pub(super) name_en: String,
    /// Where it sits.
    pub(super) place: &'static Place,
}

/// District of the trade statistics, administrative division, city, and the office nearby.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) district: &'static str,
    pub(super) division: &'static str,
    pub(super) customs: &'static str,
    city: &'static str,
    city_en: &'static str,
}

#[derive(Debug)]
pub(super) struct Traders {
    pub(super) companies: Vec<Company>,
    pub(super) brokers: Vec<Company>,
    pub(super) skew: Skew,
}

impl Traders {
    pub(super) fn new() -> Traders {
        Traders {
            companies: (0..N_TRADERS).map(|nth| company(nth, '6', TRADES)).collect(),
            brokers: (0..N_BROKERS).map(|nth| company(nth, '8', FILING)).collect(),
            skew: Skew::zipf(N_TRADERS),
        }
    }

    /// Who files for a trader: himself every fifth, else the broker he always takes.
    pub(super) fn broker_of(&self, trader: usize) -> Option<&Company> {
        broker_number(trader).map(|it| at(&self.brokers, it))
    }

    /// All of them, as they are registered.
    pub(super) fn registry(&self) -> Vec<Enterprise> {
        let all = self.companies.iter().chain(&self.brokers);
        let row = |it: &Company| Enterprise {
            code: it.code.clone(),
            other_code: it.credit_code.clone(),
            name: it.name.clone(),
            roles: vec![Role::Declarant],
            ..Enterprise::default()
        };
        all.map(row).collect()
    }
}

/// The broker that a trader always takes; every fifth files himself.
pub(crate) fn broker_number(trader: usize) -> Option<usize> {
    let scrambled = splitmix(trader as u64);
    (!scrambled.is_multiple_of(5)).then_some((scrambled >> 8) as usize % N_BROKERS)
}

impl Company {
    pub(super) fn as_trader(&self) -> Trader<'static> {
        Trader {
            code: self.code.clone().into(),
            credit_code: self.credit_code.clone().into(),
            inspection_code: "".into(),
            name: self.name.clone().into(),
        }
    }

    /// Organisation code (组织机构代码): nine characters within the social credit code.
    pub(super) fn organisation_code(&self) -> String {
        self.credit_code.chars().skip(8).take(9).collect()
    }
}

fn company(nth: usize, kind: char, business: &[(&str, &str)]) -> Company {
    let scrambled = splitmix((nth as u64) << 8 | u64::from(u32::from(kind)));
    let place = at(PLACES, (scrambled >> 16) as usize);
    let mut code = place.district.to_owned();
    code.push(kind);
    push_digits(&mut code, nth as u64 + 1, 4);
    let (first, first_en) = at(NAMES, nth);
    let (second, second_en) = at(NAMES, nth / NAMES.len() * 7 + nth + 5);
    let (trade, trade_en) = at(business, (scrambled >> 40) as usize);
    Company {
        code,
        credit_code: credit_code(place.division, nth, kind),
        name: format!("{}{first}{second}{trade}有限公司", place.city),
        name_en: format!("{} {first_en}{second_en} {trade_en} CO LTD", place.city_en),
        place,
    }
}

/// `91`, the division, nine characters of an organisation code, and the check character.
fn credit_code(division: &str, nth: usize, kind: char) -> String {
    let mut body = String::from("MA");
    // Steps that share no divisor with a million: no two enterprises have one number.
    let shift = if kind == '8' { 10_000 } else { 0 };
    push_digits(&mut body, (nth as u64 + shift) * 7_919, 6);
    let mut code = format!("91{division}{body}{}", organisation_check(&body));
    code.extend(social_credit_check(&code));
    code
}

/// The check character of an organisation code (GB 11714).
fn organisation_check(body: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |it: char| it.to_digit(36).unwrap_or_default();
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(it, weight)| value(it) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// Somebody who keys in declarations, or answers for one.
pub(super) fn person(number: u64) -> &'static str {
    word(PERSONS, splitmix(number) as usize)
}

const PLACES: &[Place] = &[
    place("31229", "310115", "2225", "上海", "SHANGHAI"),
    place("31222", "310115", "2248", "上海", "SHANGHAI"),
    place("44031", "440305", "5304", "深圳", "SHENZHEN"),
    place("44031", "440306", "5316", "深圳", "SHENZHEN"),
    place("33022", "330206", "3104", "宁波", "NINGBO"),
    place("44019", "440106", "5141", "广州", "GUANGZHOU"),
    place("32059", "320505", "2233", "苏州", "SUZHOU"),
];

const fn place(
    district: &'static str,
    division: &'static str,
    customs: &'static str,
    city: &'static str,
    city_en: &'static str,
) -> Place {
    Place { district, division, customs, city, city_en }
}

const TRADES: &[(&str, &str)] = &[
    ("进出口", "IMP AND EXP"),
    ("国际贸易", "INTL TRADING"),
    ("机电设备", "MACHINERY"),
    ("纺织品", "TEXTILES"),
    ("电子科技", "ELECTRONICS"),
    ("塑胶制品", "PLASTICS"),
    ("五金制造", "HARDWARE"),
    ("家居用品", "HOUSEWARES"),
];

const FILING: &[(&str, &str)] =
    &[("报关", "CUSTOMS BROKERS"), ("国际货运代理", "FORWARDING"), ("供应链管理", "SUPPLY CHAIN")];

const NAMES: &[(&str, &str)] = &[
    ("晴川", "QINGCHUAN"),
    ("云陌", "YUNMO"),
    ("橙屿", "CHENGYU"),
    ("北辰", "BEICHEN"),
    ("青柚", "QINGYOU"),
    ("鲸途", "JINGTU"),
    ("蓝湾", "LANWAN"),
    ("星野", "XINGYE"),
    ("明榆", "MINGYU"),
    ("远帆", "YUANFAN"),
    ("雪松", "XUESONG"),
    ("朗月", "LANGYUE"),
    ("清和", "QINGHE"),
    ("千帆", "QIANFAN"),
    ("溪谷", "XIGU"),
    ("锦程", "JINCHENG"),
    ("启明", "QIMING"),
    ("长风", "CHANGFENG"),
    ("安澜", "ANLAN"),
    ("丰禾", "FENGHE"),
];

const PERSONS: &[&str] =
    &["李录", "王申", "张关", "陈齐", "刘平", "赵敏", "周航", "吴岚", "郑舟", "孙越"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_enterprise_has_codes_of_its_own_that_check() {
        let registry = Traders::new().registry();
        assert_eq!(registry.len(), N_TRADERS + N_BROKERS);
        for row in &registry {
            assert_eq!(row.faults(), [], "{row:?}");
        }
        let codes: BTreeSet<&str> = registry.iter().flat_map(Enterprise::codes).collect();
        assert_eq!(codes.len(), 2 * registry.len());
    }

    #[test]
    fn an_organisation_code_checks() {
        // The worked example of the standard.
        assert_eq!(organisation_check("D2143569"), 'X');
    }
}
