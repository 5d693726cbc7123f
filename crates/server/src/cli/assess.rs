//! `tongguan assess`: what a country's profile levies on lines of goods, read from standard input.
//! `docs/assess.md` has the shapes.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, Write as _},
    process::ExitCode,
};

use ::params::{Law, NotCovered, Profile, RoundingMode};
use anyhow::Result;
use model::{Basis, Date};
use serde::{Deserialize, Serialize};
use tax::{Exact, LevyFault, LevyLine, LineRate, Plan};

use super::Context;
use crate::clock;

/// One JSON object a line in; one a line out with `--json`, else the computation as text.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The profile of lines that name none.
    #[arg(long, default_value = "cn")]
    profile: String,
    /// The day of lines that name none; today when left out.
    #[arg(long)]
    on: Option<Date>,
}

/// What a line asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(default)]
    id: serde_json::Value,
    profile: Option<Named>,
    on: Option<Date>,
    #[serde(default)]
    formulas: BTreeMap<String, String>,
    /// Of one line of goods, here; of several, in `lines`.
    customs_value: Option<Exact>,
    quantity: Option<Exact>,
    #[serde(default)]
    amounts: BTreeMap<String, Exact>,
    #[serde(default)]
    rates: BTreeMap<String, RateWire>,
    lines: Option<Vec<LineWire>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Named {
    Shipped(String),
    Given(Box<Profile>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineWire {
    customs_value: Option<Exact>,
    quantity: Option<Exact>,
    #[serde(default)]
    amounts: BTreeMap<String, Exact>,
    #[serde(default)]
    rates: BTreeMap<String, RateWire>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RateWire {
    Rate(Exact),
    Both(RatesWire),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RatesWire {
    #[serde(default)]
    rate: Exact,
    #[serde(default)]
    specific: Exact,
}

#[derive(Debug, Serialize)]
struct Answer {
    id: serde_json::Value,
    profile: String,
    on: Date,
    currency: String,
    duty: String,
    consumption_tax: String,
    vat: String,
    total: String,
    taxes: Vec<TaxView>,
    lines: Vec<LineView>,
}

#[derive(Debug, Serialize)]
struct TaxView {
    code: String,
    sum: String,
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived_below: Option<Exact>,
}

#[derive(Debug, Serialize)]
struct LineView {
    steps: Vec<StepView>,
}

#[derive(Debug, Serialize)]
struct StepView {
    code: String,
    title_zh: String,
    title_en: String,
    formula: String,
    with_numbers: String,
    exact: Exact,
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<RoundingView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
}

#[derive(Debug, Serialize)]
struct RoundingView {
    mode: RoundingMode,
    step: Exact,
}

#[derive(Debug, Serialize)]
struct Refusal {
    id: serde_json::Value,
    errors: Vec<FaultView>,
}

#[derive(Debug, Serialize)]
struct FaultView {
    pointer: String,
    what: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let law = Law::shipped()?;
    let today = args.on.unwrap_or_else(|| clock::now().local_date());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut is_good = true;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = answer(&law, &args.profile, today, &line);
        is_good &= answer.is_ok();
        match (context.json, &answer) {
            (true, Ok(answer)) => writeln!(out, "{}", serde_json::to_string(answer)?)?,
            (true, Err(refusal)) => writeln!(out, "{}", serde_json::to_string(refusal)?)?,
            (false, Ok(answer)) => write_answer(&mut out, answer)?,
            (false, Err(refusal)) => write_refusal(&mut out, refusal)?,
        }
        // Whoever asks line by line waits for this one.
        out.flush()?;
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn answer(law: &Law, profile: &str, today: Date, text: &str) -> Result<Answer, Refusal> {
    let request: Request = serde_json::from_str(text).map_err(|error| Refusal {
        id: id_of(text),
        errors: vec![FaultView { pointer: String::new(), what: error.to_string() }],
    })?;
    let id = request.id.clone();
    assess(law, profile, today, request).map_err(|faults| {
        let view = |it: LevyFault| FaultView { pointer: it.pointer, what: it.what };
        Refusal { id, errors: faults.into_iter().map(view).collect() }
    })
}

/// So that a line that cannot be read is still known by its number.
fn id_of(text: &str) -> serde_json::Value {
    let parsed: Option<serde_json::Value> = serde_json::from_str(text).ok();
    parsed.and_then(|it| it.get("id").cloned()).unwrap_or_default()
}

fn assess(
    law: &Law,
    profile: &str,
    today: Date,
    request: Request,
) -> Result<Answer, Vec<LevyFault>> {
    let on = request.on.unwrap_or(today);
    let given = request.profile.unwrap_or_else(|| Named::Shipped(profile.to_owned()));
    let (name, profile) = match &given {
        Named::Given(profile) => ("given".to_owned(), &**profile),
        Named::Shipped(name) => {
            if law.profiles.periods(name).is_empty() {
                let known: Vec<&str> = law.profiles.names().collect();
                let what = format!("`{name}` is not shipped; {} are", known.join(", "));
                return Err(vec![LevyFault { pointer: "profile".to_owned(), what }]);
            }
            let uncovered = |error: NotCovered| {
                vec![LevyFault { pointer: "on".to_owned(), what: error.to_string() }]
            };
            (name.clone(), law.profiles.on(name, on).map_err(uncovered)?)
        }
    };
    let plan = Plan::new(profile, &request.formulas)?;
    let first = LineWire {
        customs_value: request.customs_value,
        quantity: request.quantity,
        amounts: request.amounts,
        rates: request.rates,
    };
    let lines = match request.lines {
        None => vec![first.into()],
        Some(lines) if first.is_empty() => lines.into_iter().map(LevyLine::from).collect(),
        Some(_) => {
            let what = "goods stand either in `lines` or beside them".to_owned();
            return Err(vec![LevyFault { pointer: "lines".to_owned(), what }]);
        }
    };
    let levies = plan.levy(&lines)?;
    let shown = |it: &Exact| it.with_decimals(plan.decimals);
    let of = |code: &str| {
        let tax = levies.taxes.iter().find(|it| it.code == code);
        shown(&tax.map(|it| it.amount.clone()).unwrap_or_default())
    };
    Ok(Answer {
        id: request.id,
        profile: name,
        on,
        currency: plan.currency.clone(),
        duty: of("duty"),
        consumption_tax: of("consumption_tax"),
        vat: of("vat"),
        total: shown(&levies.total),
        taxes: levies
            .taxes
            .iter()
            .map(|it| TaxView {
                code: it.code.clone(),
                sum: shown(&it.sum),
                amount: shown(&it.amount),
                waived_below: it.waived_below.clone(),
            })
            .collect(),
        lines: levies
            .lines
            .into_iter()
            .map(|steps| LineView {
                steps: steps.into_iter().map(|it| StepView::of(it, plan.decimals)).collect(),
            })
            .collect(),
    })
}

impl LineWire {
    fn is_empty(&self) -> bool {
        let LineWire { customs_value, quantity, amounts, rates } = self;
        customs_value.is_none() && quantity.is_none() && amounts.is_empty() && rates.is_empty()
    }
}

impl From<LineWire> for LevyLine {
    fn from(wire: LineWire) -> LevyLine {
        let LineWire { customs_value, quantity, mut amounts, rates } = wire;
        amounts.extend(customs_value.map(|it| ("value".to_owned(), it)));
        amounts.extend(quantity.map(|it| ("quantity".to_owned(), it)));
        let rate = |wire| match wire {
            RateWire::Rate(rate) => LineRate { rate, specific: Exact::default() },
            RateWire::Both(RatesWire { rate, specific }) => LineRate { rate, specific },
        };
        let rates = rates.into_iter().map(|(code, wire)| (code, rate(wire))).collect();
        LevyLine { amounts, rates }
    }
}

impl StepView {
    fn of(tax: tax::LeviedTax, decimals: u8) -> StepView {
        StepView {
            code: tax.code,
            title_zh: tax.title_zh,
            title_en: tax.title_en,
            formula: tax.formula,
            with_numbers: tax.with_numbers,
            exact: tax.exact,
            amount: tax.amount.with_decimals(decimals),
            rounding: tax.rounding.map(|it| RoundingView { mode: it.mode, step: it.size }),
            basis: tax.basis,
        }
    }
}

fn write_answer(out: &mut impl std::io::Write, answer: &Answer) -> std::io::Result<()> {
    let Answer { profile, on, currency, total, .. } = answer;
    writeln!(out, "{}{profile} on {on}: {total} {currency}", heading(&answer.id))?;
    for (number, line) in (1..).zip(&answer.lines) {
        for step in &line.steps {
            let StepView { code, with_numbers, exact, amount, basis, .. } = step;
            let basis = basis.as_ref().map(|it| format!("  [{it}]")).unwrap_or_default();
            writeln!(out, "  line {number} {code} = {with_numbers} = {exact} → {amount}{basis}")?;
        }
    }
    for tax in &answer.taxes {
        let TaxView { code, sum, amount, waived_below } = tax;
        match waived_below {
            Some(least) => writeln!(out, "  {code}: {sum} is below {least}: {amount}")?,
            None => writeln!(out, "  {code}: {amount}")?,
        }
    }
    Ok(())
}

fn write_refusal(out: &mut impl std::io::Write, refusal: &Refusal) -> std::io::Result<()> {
    writeln!(out, "{}not assessed", heading(&refusal.id))?;
    for FaultView { pointer, what } in &refusal.errors {
        let point = if pointer.is_empty() { "" } else { ": " };
        writeln!(out, "  {pointer}{point}{what}")?;
    }
    Ok(())
}

fn heading(id: &serde_json::Value) -> String {
    match id {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(id) => format!("{id}: "),
        id => format!("{id}: "),
    }
}
