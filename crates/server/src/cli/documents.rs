//! `tongguan documents list|show|verify`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, ensure};
use clearance::{
    InstrumentFile, case_of_instrument_no, instrument_state_number, instrument_states,
    ports::Records,
};
use model::{EntryId, InstrumentState};
use store::DocumentSignature;

use super::{Context, output::print_json};
use crate::{
    instrument_pdf::instrument_pdf,
    view::{canonical, instrument_detail, instrument_view},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List documents that customs issued and that are open.
    List(List),
    /// Show a document, or write its page.
    Show(Show),
    /// Tell whether a document, as the API shows it, is the house's with that key.
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only those whose term has ended.
    #[arg(long)]
    overdue: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    number: String,
    /// Write it as PDF to this file.
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The JSON that `GET /api/v1/documents/{number}` answered.
    file: PathBuf,
    /// The house's key, hexadecimal; not taken from the file.
    #[arg(long, value_name = "HEX", value_parser = super::verify::public_key)]
    public_key: [u8; 32],
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::List(args) => list(context, args),
        Command::Show(args) => show(context, args),
        Command::Verify(args) => verify(context, args),
    }
}

fn list(context: &Context, args: &List) -> Result<ExitCode> {
    const PAGE: usize = 500;
    let records = context.data.records()?;
    let states = match args.overdue {
        true => vec![instrument_state_number(InstrumentState::Overdue)],
        false => instrument_states(true),
    };
    let mut documents = Vec::new();
    for state in states {
        let mut before = EntryId(0);
        loop {
            let rows = records.entries(Some(state), before, PAGE)?;
            for row in &rows {
                documents.push(instrument_view(row)?);
            }
            let Some(last) = rows.last().filter(|_| rows.len() == PAGE) else { break };
            before = last.id;
        }
    }
    if context.json {
        print_json(&documents)?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in &documents {
        let due_on = it.due_on.as_deref().unwrap_or("-");
        let about = format!("{}{}", it.declaration_no, it.audit_no);
        println!("{}  {about}  {}  {}  {due_on}", it.number, it.title_zh, it.state_title_zh);
    }
    println!("{} documents", documents.len());
    Ok(ExitCode::SUCCESS)
}

fn show(context: &Context, args: &Show) -> Result<ExitCode> {
    let records = context.data.records()?;
    let row = case_of_instrument_no(&args.number).map(|it| records.entry(it)).transpose()?;
    let row = row.flatten().with_context(|| format!("there is no document {}", args.number))?;
    let file = InstrumentFile::from_row(&row)?;
    ensure!(file.issued.number == args.number, "there is no document {}", args.number);
    let detail = instrument_detail(&records, &row)?;
    if let Some(path) = &args.pdf {
        let pdf = instrument_pdf(&file.issued, &detail.signature);
        fs::write(path, pdf).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if context.json || args.pdf.is_none() {
        print_json(&detail)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The signature is over the canonical text; and what the file shows of the document must be what the text says.
fn verify(context: &Context, args: &Verify) -> Result<ExitCode> {
    let text = fs::read_to_string(&args.file)
        .with_context(|| format!("cannot read {}", args.file.display()))?;
    let shown: serde_json::Value = serde_json::from_str(&text).context("it is not JSON")?;
    let of_signature = |name: &str| shown.pointer(&format!("/signature/{name}"))?.as_str();
    let signed = of_signature("text").context("there is no signature in it")?;
    let signature = of_signature("signature").and_then(bytes_of).context("no signature")?;
    let signature = DocumentSignature { public_key: args.public_key, signature };
    let document: serde_json::Value = serde_json::from_str(signed).context("no signed text")?;
    let is_shown = SHOWN.iter().all(|name| shown.get(name) == document.get(name));
    let is_canonical = canonical(&document)? == signed;
    let is_proved =
        store::verify_document(signed.as_bytes(), &signature) && is_shown && is_canonical;
    if context.json {
        print_json(&serde_json::json!({ "is_proved": is_proved }))?;
    } else {
        println!("{}", if is_proved { "proved" } else { "NOT PROVED" });
    }
    Ok(if is_proved { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the API shows beside the signed text as the text has it.
const SHOWN: [&str; 11] = [
    "number",
    "kind",
    "title_zh",
    "declaration_no",
    "audit_no",
    "officer",
    "reason",
    "fields",
    "attachments",
    "basis",
    "issued_at",
];

fn bytes_of(hex: &str) -> Option<[u8; 64]> {
    let digits = (0..hex.len()).step_by(2);
    let bytes: Option<Vec<u8>> =
        digits.map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect();
    bytes?.try_into().ok()
}
