//! What keeps a declaration from being assessed, one check a kind.

use model::{TaxFault, TaxFaultKind, TaxKind};

use crate::{
    TaxedCase,
    check::{Check, Findings, OnTaxed, Rule, Source},
};

macro_rules! check {
    ($code:literal, $article:literal, $title:expr, $fix:expr, $observed:expr) => {
        Check {
            info: Rule::assessed(Source::tariff_law($article)).info($code, $title, $fix),
            run: |on, to| each(on, to, $observed),
        }
    };
}

pub(crate) const CHECKS: &[Check<OnTaxed>] = &[
    check!(
        "DTX-5001",
        "第六十条",
        ["所报币制在该月无计征汇率", "there is no exchange rate of the currency for the month"],
        [
            "请核对币制代码；币制无误的，由系统管理员录入该月计征汇率后重新申报",
            "check the currency; if it is right, the house must be told the month's rates",
        ],
        no_exchange_rate
    ),
    check!(
        "DTX-5002",
        "第九条",
        ["税则无此商品编号，无法计税", "the tariff has no such commodity code"],
        ["请核对商品编号", "check the commodity code"],
        no_line
    ),
    check!(
        "DTX-5003",
        "第二十条、第二十一条",
        ["适用日期无法律数据覆盖", "no law known here covers the day that counts"],
        [
            "请核对申报日期；由系统管理员补充该日的税则与参数",
            "check the day; the house must be given the tariff and parameters of it",
        ],
        not_covered
    ),
    check!(
        "DTX-5004",
        "第二十三条",
        ["税则所载税率不完整，无法计税", "the tariff states a rate in part only"],
        [
            "由系统管理员补充该税号的从量或复合税率",
            "the house must be given the specific part of the line's rate",
        ],
        no_rate
    ),
    check!(
        "DTX-5005",
        "第二十三条",
        ["未申报从量税计量单位的数量", "no quantity is declared in the unit that a rate is per"],
        [
            "请按税则从量计征的计量单位填报数量",
            "declare the quantity in the unit that the specific rate is per",
        ],
        no_quantity
    ),
    check!(
        "DTX-5006",
        "第二十四条、第二十九条",
        ["成交方式无计税价格规则", "the transaction mode has no rule of valuation"],
        ["请核对成交方式代码", "check the transaction mode"],
        no_valuation
    ),
    check!(
        "DTX-5007",
        "第二十四条",
        ["运费、保费或杂费标记无法计算", "a charge has a mark that it cannot be counted by"],
        ["标记应为1（率）、2（单价）或3（总价）", "a mark is 1 rate, 2 by the tonne, 3 in all"],
        no_charge
    ),
    check!(
        "DTX-5008",
        "第三十二条至第三十四条",
        [
            "该征免性质下的征免方式无减免规则",
            "the levy mode has no rule of relief under the levy nature",
        ],
        [
            "请核对征免性质与征免方式；确有减免依据的，由系统管理员补充规则",
            "check levy nature and levy mode; if relief is due, the house must be given its rule",
        ],
        no_relief
    ),
    check!(
        "DTX-5009",
        "第二十六条",
        ["扣除费用后的完税价格为负", "what is taken off is more than the goods cost"],
        ["请核对总价与应扣除的杂费", "check the total and the charges taken off"],
        less_than_nothing
    ),
    check!(
        "DTX-5010",
        "第二十条、第二十一条",
        ["确定税率、汇率适用日期的事项未知", "the day by which rates are chosen is not known"],
        [
            "请先报送运输工具进境、货物运抵等信息",
            "report first what the day depends on: entry, arrival, the summary declaration",
        ],
        no_day
    ),
];

/// What was observed, and what was expected.
type Said = (String, &'static str);

fn each(on: &TaxedCase<'_>, to: &mut Findings<'_>, said: fn(&TaxFaultKind) -> Option<Said>) {
    for fault in on.faults {
        let TaxFault { what, .. } = fault;
        if let Some((observed, expected)) = said(what) {
            to.report(fault.pointer(), observed, expected);
        }
    }
}

fn no_exchange_rate(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NoExchangeRate { currency, month } = what else { return None };
    Some((format!("{currency} {month}"), "有计征汇率的币制 (a currency with a rate in that month)"))
}

fn no_line(what: &TaxFaultKind) -> Option<Said> {
    let observed = match what {
        TaxFaultKind::NotACode => String::new(),
        TaxFaultKind::UnknownCode { code } => format!("{code:010}"),
        _ => return None,
    };
    Some((observed, "税则中的十位编号 (ten digits that the tariff has)"))
}

fn not_covered(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NotCovered { name, on, covered_from, covered_to } = what else { return None };
    let to = covered_to.map_or_else(String::new, |it| it.to_string());
    let observed = format!("{name} {on} ({covered_from} – {to})");
    Some((observed, "法定数据覆盖的日期 (a day covered by law)"))
}

fn no_rate(what: &TaxFaultKind) -> Option<Said> {
    let observed = match what {
        TaxFaultKind::RateIncomplete { code, tax } => format!("{code:010} {}", named(*tax)),
        TaxFaultKind::RateOutOfRange { rate } => rate.to_string(),
        _ => return None,
    };
    Some((observed, "税率完整的税号 (a rate that is known in full)"))
}

fn no_quantity(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NoQuantity { unit, tax } = what else { return None };
    let observed = format!("{} {unit}", named(*tax));
    Some((observed, "该计量单位的数量 (a quantity in that unit)"))
}

fn no_valuation(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NoValuation { mode, .. } = what else { return None };
    Some((mode.clone(), "成交方式代码表的代码 (a code of the table of transaction modes)"))
}

fn no_charge(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NotACharge { mark } = what else { return None };
    Some((mark.clone(), "1, 2, 3"))
}

fn no_relief(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NoRelief { levy_nature, levy_mode } = what else { return None };
    let observed = format!("{levy_nature} / {levy_mode}");
    Some((observed, "有减免规则的征免方式 (a levy mode with a rule)"))
}

fn less_than_nothing(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NegativeValue { value } = what else { return None };
    Some((value.to_string(), ">= 0"))
}

fn no_day(what: &TaxFaultKind) -> Option<Said> {
    let TaxFaultKind::NoDay { event } = what else { return None };
    Some((format!("{event:?}"), "已知的日期 (a day that is known)"))
}

fn named(tax: TaxKind) -> &'static str {
    match tax {
        TaxKind::ConsumptionTax => "消费税 (consumption tax)",
        TaxKind::ExportDuty => "出口关税 (export duty)",
        _ => "关税 (duty)",
    }
}
