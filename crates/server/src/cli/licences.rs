//! `tongguan licences import FILE.csv`, `tongguan licences show KIND NUMBER`

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail, ensure};
use model::{Amount, Date, HouseMessage, LicenceGoods, LicenceRow};
use serde::{Deserialize, Serialize};

use super::{
    Context,
    output::print_json,
    register::{self, read_rows},
};
use crate::view::{LicenceView, licence_view};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Register licences from a CSV file, a line for each of their goods.
    Import(Import),
    /// Show a licence, what is left of it, and who drew on it.
    Show(Show),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// With the columns kind, number, holder_code, valid_from, valid_to, revoked, commodity, unit,
    /// quantity. Lines of one number are one licence; commodity, unit and quantity may be empty,
    /// `revoked` is `true` or empty.
    file: PathBuf,
    /// Print the input that the house would be given instead, to be sent to one that is served.
    #[arg(long)]
    print: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// One character (监管证件代码).
    kind: String,
    number: String,
}

#[derive(Debug, Serialize)]
struct Report {
    licences: usize,
    goods: usize,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Import(args) => import(context, args),
        Command::Show(args) => show(context, args),
    }
}

fn import(context: &Context, args: &Import) -> Result<ExitCode> {
    let rows = licences_of(&args.file, read_rows(&args.file, "licences", Line::into_row)?)?;
    let goods = rows.iter().map(|it| it.goods.len()).sum();
    let report = Report { licences: rows.len(), goods };
    let message = HouseMessage::Licences { rows };
    let told = format!("{} licences with {} goods are", report.licences, report.goods);
    register::import(context, (&args.file, args.print), &message, &report, &told)
}

/// A line of the table, as text: what looks like a number is not always one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: String,
    number: String,
    holder_code: String,
    valid_from: String,
    valid_to: String,
    revoked: String,
    commodity: String,
    unit: String,
    quantity: String,
}

impl Line {
    /// The licence of the line, with its goods if it names any.
    fn into_row(self) -> Result<LicenceRow> {
        let Line { kind, number, holder_code, valid_from, valid_to, revoked, .. } = self;
        let [commodity, unit, quantity] = [self.commodity, self.unit, self.quantity];
        let day = |name: &str, text: &str| -> Result<Date> {
            text.parse().with_context(|| format!("{kind} {number}: {name} `{text}`"))
        };
        let [valid_from, valid_to] = [day("valid_from", &valid_from)?, day("valid_to", &valid_to)?];
        let is_revoked = match revoked.as_str() {
            "" | "false" => false,
            "true" => true,
            other => bail!("{kind} {number}: revoked `{other}` is neither true nor empty"),
        };
        let mut goods = Vec::new();
        if !commodity.is_empty() {
            let quantity: Option<Amount> = match quantity.as_str() {
                "" => None,
                text => Some(
                    text.parse().with_context(|| format!("{kind} {number}: quantity `{text}`"))?,
                ),
            };
            goods.push(LicenceGoods { commodity, unit, quantity });
        } else if !quantity.is_empty() {
            bail!("{kind} {number}: the quantity `{quantity}` is of no goods");
        }
        Ok(LicenceRow { kind, number, holder_code, valid_from, valid_to, is_revoked, goods })
    }
}

/// Lines of one number are one licence.
fn licences_of(path: &Path, lines: Vec<LicenceRow>) -> Result<Vec<LicenceRow>> {
    let mut rows: Vec<LicenceRow> = Vec::new();
    for row in lines {
        let is_same = |it: &&mut LicenceRow| (&it.kind, &it.number) == (&row.kind, &row.number);
        let Some(known) = rows.iter_mut().find(is_same) else {
            rows.push(row);
            continue;
        };
        let goods = std::mem::take(&mut known.goods);
        let is_one = *known == LicenceRow { goods: Vec::new(), ..row.clone() };
        ensure!(is_one, "{}: two lines of {} {} differ", path.display(), row.kind, row.number);
        known.goods = goods;
        known.goods.extend(row.goods);
    }
    Ok(rows)
}

fn show(context: &Context, args: &Show) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    let Some(view) = licence_view(&records, &registry, &args.kind, &args.number)? else {
        bail!("no licence `{} {}` is registered here", args.kind, args.number);
    };
    if context.json {
        print_json(&view)?;
        return Ok(ExitCode::SUCCESS);
    }
    let LicenceView { summary, drawers } = view;
    let revoked = if summary.is_revoked { "  revoked" } else { "" };
    println!(
        "{} {}  {}  {} – {}{revoked}",
        summary.kind, summary.number, summary.holder_code, summary.valid_from, summary.valid_to
    );
    for it in &summary.goods {
        let shown = |amount: &Option<String>| amount.clone().unwrap_or_else(|| "-".to_owned());
        println!(
            "  {:<10} {:<4} of {:>12}: reserved {:>12}, used {:>12}, left {:>12}",
            it.commodity,
            it.unit,
            shown(&it.quantity),
            shown(&it.reserved),
            shown(&it.used),
            shown(&it.left)
        );
    }
    for it in &drawers {
        let drawn = it.drawn.iter().map(|it| format!("{} {}", it.commodity, it.quantity));
        let drawn: Vec<String> = drawn.collect();
        println!("  {:<18} {:<24} {}", it.declaration_no, it.reference, drawn.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}
