//! Questions and answers of the public, with the figures of a day put in.

use anyhow::Result;
use model::{Amount, Basis, Date};
use params::{FaqFigure, FaqPart, FaqTopic, Law, NotCovered, Quantity};
use serde::Serialize;
use tax::{Exact, LevyLine, Plan};
use utoipa::ToSchema;

use super::calculation::Gap;

/// Questions and answers on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaqPage {
    #[schema(format = Date)]
    on: String,
    items: Vec<FaqItem>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FaqItem {
    id: String,
    #[schema(value_type = crate::view::vocabulary::FaqTopic)]
    topic: FaqTopic,
    question_zh: String,
    question_en: String,
    /// With the figures of the day; null where no law covers it.
    #[schema(required)]
    answer_zh: Option<String>,
    #[schema(required)]
    answer_en: Option<String>,
    /// What the answer's figures are, each with what it rests on.
    figures: Vec<FaqSource>,
    /// What no law of the day says.
    not_covered: Vec<Gap>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FaqSource {
    /// A parameter, or a profile's tax.
    name: String,
    /// As it stands in the answer.
    value: String,
    /// First day on which it holds.
    #[schema(format = Date)]
    from: String,
    #[schema(value_type = crate::view::vocabulary::BasisView)]
    basis: Basis,
}

/// # Errors
/// When a profile cannot be computed, which the shipped ones can.
pub(crate) fn faq_page(law: &Law, on: Date) -> Result<FaqPage> {
    let mut items = Vec::new();
    for question in law.faq.questions() {
        let (mut figures, mut not_covered) = (Vec::new(), Vec::new());
        for figure in question.figures() {
            match source(law, figure, on)? {
                Ok(source) => figures.push((figure, source)),
                Err(gap) => not_covered.push(Gap::from(gap)),
            }
        }
        let said = |parts: &[FaqPart]| -> Option<String> {
            let words = parts.iter().map(|it| match it {
                FaqPart::Text(text) => Some(text.as_str()),
                FaqPart::Figure(figure) => {
                    figures.iter().find(|(it, _)| *it == figure).map(|(_, it)| it.value.as_str())
                }
            });
            words.collect()
        };
        let (answer_zh, answer_en) = (said(&question.answer_zh), said(&question.answer_en));
        items.push(FaqItem {
            id: question.id.clone(),
            topic: question.topic,
            question_zh: question.question_zh.clone(),
            question_en: question.question_en.clone(),
            answer_zh,
            answer_en,
            figures: figures.into_iter().map(|(_, it)| it).collect(),
            not_covered,
        });
    }
    Ok(FaqPage { on: on.to_string(), items })
}

fn source(law: &Law, figure: &FaqFigure, on: Date) -> Result<Result<FaqSource, NotCovered>> {
    let (profile, tax) = match figure {
        FaqFigure::Parameter(name) => return parameter(law, name, on),
        FaqFigure::Levied { profile, tax, .. } | FaqFigure::WaivedBelow { profile, tax } => {
            (profile, tax)
        }
    };
    let shape = match law.profiles.on(profile, on) {
        Ok(shape) => shape,
        Err(gap) => return Ok(Err(gap)),
    };
    let periods = law.profiles.periods(profile);
    let from = periods.iter().map(|(from, _)| *from).take_while(|it| *it <= on).last();
    let rule = shape.taxes.iter().find(|it| it.code == *tax);
    let value = match figure {
        FaqFigure::Levied { amounts, .. } => levied(shape, tax, amounts)?,
        _ => rule.and_then(|it| it.waived_below.as_deref()).unwrap_or_default().parse()?,
    };
    let unknown = || Basis::new("", "", model::Confidence::Assumed);
    Ok(Ok(FaqSource {
        name: format!("{profile}/{tax}"),
        value: grouped(&value.to_string()),
        from: from.unwrap_or(on).to_string(),
        basis: rule.and_then(|it| it.basis.clone()).unwrap_or_else(unknown),
    }))
}

fn parameter(law: &Law, name: &str, on: Date) -> Result<Result<FaqSource, NotCovered>> {
    let Some(parameter) = law.parameters.get(name) else {
        anyhow::bail!("`{name}` is no parameter, which the law's reader refuses");
    };
    let value = match parameter.on(on) {
        Ok(value) => value,
        Err(gap) => return Ok(Err(gap)),
    };
    let text = figure_text(&value.quantity)?;
    let basis = law.basis(value.basis).cloned();
    Ok(Ok(FaqSource {
        name: name.to_owned(),
        value: text,
        from: value.from.to_string(),
        basis: basis.unwrap_or(Basis::new("", "", model::Confidence::Assumed)),
    }))
}

/// A quantity as people read it: without needless zeros, a rate in per cent.
pub(crate) fn figure_text(quantity: &Quantity) -> Result<String> {
    Ok(match quantity {
        Quantity::Amount(amount) => grouped(&amount.to_string().parse::<Exact>()?.to_string()),
        Quantity::Rate(rate) => {
            // A rate has six decimals and an amount five: one in a hundred of a millionth is a tenth.
            let percent = Amount::from_scaled(rate.ppm().saturating_mul(10));
            format!("{}%", percent.to_string().parse::<Exact>()?)
        }
    })
}

/// By the profile's own formula and rounding.
fn levied(profile: &params::Profile, tax: &str, amounts: &[(String, String)]) -> Result<Exact> {
    let fault = |faults: Vec<tax::LevyFault>| {
        let what: Vec<_> = faults.into_iter().map(|it| it.what).collect();
        anyhow::anyhow!("{}", what.join("; "))
    };
    let plan = Plan::new(profile, &std::collections::BTreeMap::new()).map_err(fault)?;
    let amounts = amounts.iter().map(|(name, value)| Ok((name.clone(), value.parse()?)));
    let line = LevyLine { amounts: amounts.collect::<Result<_>>()?, ..LevyLine::default() };
    let levies = plan.levy(&[line]).map_err(fault)?;
    let total = levies.taxes.into_iter().find(|it| it.code == tax).map(|it| it.sum);
    total.ok_or_else(|| anyhow::anyhow!("the profile has no `{tax}`"))
}

/// `26000` as `26,000`.
fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if at > 0 && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(id: &str, on: &str) -> (Option<String>, Option<String>) {
        let law = Law::shipped().unwrap();
        let page = faq_page(&law, on.parse().unwrap()).unwrap();
        let item = page.items.into_iter().find(|it| it.id == id).unwrap();
        (item.answer_zh, item.answer_en)
    }

    #[test]
    fn figures_are_those_of_the_day() {
        let english = |id, on| answer(id, on).1.unwrap();
        assert!(english("single_limit", "2018-12-31").contains("up to 2,000 yuan"));
        assert!(english("single_limit", "2019-01-01").contains("up to 5,000 yuan"));
        assert!(english("annual_limit", "2026-06-01").contains("26,000"));
        assert!(english("tax_within_limits", "2026-06-01").contains("Duty at 0%"));
        assert!(english("tax_within_limits", "2026-06-01").contains("70%"));
        assert!(english("refund_claim", "2024-11-30").contains("within 12 months"));
        assert!(english("refund_claim", "2024-12-01").contains("within 36 months"));
        assert!(english("insurance", "2026-06-01").contains("0.3%"));
    }

    #[test]
    fn what_is_computed_is_computed_as_it_is_levied() {
        let (chinese, english) = answer("late_payment", "2026-06-01");
        assert!(english.unwrap().contains("5 yuan a day, so 150 yuan after"));
        assert!(chinese.unwrap().contains("加收5元；逾期30日为150元。滞纳金不足50元的免征"));
    }

    #[test]
    fn a_day_before_the_law_has_no_answer_and_says_so() {
        let law = Law::shipped().unwrap();
        let page = faq_page(&law, "2000-01-01".parse().unwrap()).unwrap();
        for item in page.items {
            assert_eq!((item.answer_zh, item.answer_en), (None, None), "{}", item.id);
            assert!(!item.not_covered.is_empty(), "{}", item.id);
        }
        let law = Law::shipped().unwrap();
        let page = faq_page(&law, "2026-06-01".parse().unwrap()).unwrap();
        for item in page.items {
            assert!(item.answer_zh.is_some() && item.not_covered.is_empty(), "{}", item.id);
            assert!(item.figures.iter().all(|it| !it.basis.document.is_empty()), "{}", item.id);
        }
    }
}
