//! `tongguan risk features [--procedure PROCEDURE]`

use std::process::ExitCode;

use anyhow::Result;
use model::RiskProcedure;
use risk::features::definitions;

use super::Procedure;
use crate::{
    cli::{Context, output::print_json},
    view::{FeatureDefinition, FeaturePage, feature_view},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only features of this kind of case.
    #[arg(long, value_enum)]
    procedure: Option<Procedure>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let procedure = args.procedure.map(RiskProcedure::from);
    let ours = definitions().filter(|it| procedure.is_none_or(|one| it.procedures.contains(&one)));
    let items: Vec<FeatureDefinition> = ours.map(|it| feature_view(it, Vec::new())).collect();
    if context.json {
        print_json(&FeaturePage { items })?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in &items {
        let kind = format!("{:?}", it.kind).to_lowercase();
        println!("{:<28} {:<7} {}  {}", it.name, kind, it.title_zh, it.meaning);
        println!("{:<28} {:<7} {}, version {}", "", "", it.window_en, it.version);
    }
    println!("{} features", items.len());
    Ok(ExitCode::SUCCESS)
}
