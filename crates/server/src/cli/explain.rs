//! `tongguan explain CODE`

use std::process::ExitCode;

use anyhow::Result;

use super::{Context, output::print_json};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A finding's code, e.g. `PAY-2332`; all codes when left out.
    code: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let Some(code) = &args.code else {
        let all: Vec<_> = clearance::catalogue::all().collect();
        if context.json {
            print_json(&all)?;
        } else {
            for info in all {
                println!("{:<10} {} · {}", info.code, info.title_zh, info.title_en);
            }
        }
        return Ok(ExitCode::SUCCESS);
    };
    let Some(info) = clearance::catalogue::find(&code.to_ascii_uppercase()) else {
        eprintln!("tongguan: no check has the code `{code}`; `tongguan explain` lists them");
        return Ok(ExitCode::FAILURE);
    };
    if context.json {
        print_json(info)?;
    } else {
        println!("{}", checks::render_page(info));
    }
    Ok(ExitCode::SUCCESS)
}
