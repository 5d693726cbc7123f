//! `tongguan officer order|issue|admit|value|serve|answer|attend|appoint|result|extend|close|revoke|audit`

use std::{collections::BTreeMap, fs, process::ExitCode};

use anyhow::{Context as _, Result};
use model::{
    AdmissionKind, Date, DecidedValue, Evidence, ExaminationWay, HouseMessage, InstrumentAct,
    InstrumentKind, LaboratoryFinding, LaboratoryResult, Moment, OfficerAction, ServiceWay,
};

use super::{
    Context, officer_audit,
    send::{Door, send, word},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    door: Door,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Decide about a list, a declaration, an application or an export.
    Order(Order),
    /// Issue a document about a declaration: a notice, a record, an order, a decision.
    Issue(Issue),
    /// Decide what a declaration asks for when its goods are let in in two stages.
    Admit(Admit),
    /// Decide what lines of a declaration are worth.
    Value(Value),
    /// Say that a document was served; its term begins.
    Serve(Serve),
    /// Answer a document as its trader or declarant.
    Answer(Answer),
    /// Say who attends an examination, or that attendance is waived.
    Attend(Attend),
    /// Say when and how goods are examined: on site, or by remote video.
    Appoint(Appoint),
    /// Report what a laboratory found of a sample.
    Result(LaboratorySays),
    /// Give more time for what a document asks for, before its term ends.
    Extend(Extend),
    /// Close a document: what it orders was done.
    Close(End),
    /// Revoke a document.
    Revoke(End),
    /// Audit and verify after release; take what traders disclose and claim.
    #[command(subcommand)]
    Audit(officer_audit::Command),
}

#[derive(Debug, clap::Args)]
struct Order {
    /// List number, declaration number, or the number of an application.
    number: String,
    /// approve_review, reject_review, order_examination, pass_examination, detain_for_clearance,
    /// detain_for_anti_smuggling, detain_for_legal, detain_other, lift_detention, ship_back,
    /// put_under_control, open_audit, suspect, lift_bar.
    #[arg(value_parser = word::<OfficerAction>)]
    action: OfficerAction,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
struct Issue {
    declaration_no: String,
    /// examination_notice, examination_record, value_query, price_consultation, tax_confirmation,
    /// ship_back_order, destruction_order, quarantine_notice, detention_decision, sampling_order, conditional_release.
    #[arg(value_parser = word::<InstrumentKind>)]
    kind: InstrumentKind,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
    /// What it says: `result=quantity`. As often as it says something.
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
    /// A file that goes with it; its digest is kept.
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<std::path::PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Admit {
    declaration_no: String,
    /// transfer, conditional_release, merged_examination.
    #[arg(value_parser = word::<AdmissionKind>)]
    application: AdmissionKind,
    /// Refuse it, or take back what was granted and nobody made use of; granted without.
    #[arg(long)]
    refuse: bool,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
struct Value {
    declaration_no: String,
    /// A line and its total price, in its currency: `1=1211.60`. As often as lines are decided.
    #[arg(long = "line", value_name = "NUMBER=PRICE", value_parser = decided, required = true)]
    lines: Vec<DecidedValue>,
    /// By which method of valuation.
    #[arg(long)]
    method: String,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The document's number.
    number: String,
    /// in_person, electronic, post, left, public_notice.
    #[arg(long, value_parser = word::<ServiceWay>)]
    way: ServiceWay,
    /// Who signed for it.
    #[arg(long)]
    to: String,
    /// Who served it.
    #[arg(long)]
    by: String,
    /// When; now when absent.
    #[arg(long, value_parser = moment)]
    at: Option<Moment>,
}

#[derive(Debug, clap::Args)]
struct Answer {
    number: String,
    /// Customs code of whoever answers.
    #[arg(long)]
    by_code: String,
    #[arg(long, default_value = "")]
    text: String,
    /// A file that is presented; its digest is kept.
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<std::path::PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Attend {
    /// The number of the examination's notice.
    number: String,
    /// Customs code of the trader or the declarant.
    #[arg(long)]
    by_code: String,
    /// Who comes; with `--waive`, who says so.
    #[arg(long)]
    name: String,
    #[arg(long)]
    waive: bool,
}

#[derive(Debug, clap::Args)]
struct Appoint {
    /// The number of the examination's notice.
    number: String,
    /// on_site, video.
    #[arg(long, value_parser = word::<ExaminationWay>)]
    way: ExaminationWay,
    #[arg(long, value_parser = moment)]
    at: Moment,
    /// Of a video: where both sides meet, `https://…`.
    #[arg(long, default_value = "")]
    link: String,
    #[arg(long)]
    officer: String,
}

#[derive(Debug, clap::Args)]
struct LaboratorySays {
    /// The number of the sample's order.
    number: String,
    #[arg(long)]
    laboratory: String,
    #[arg(long)]
    sample_no: String,
    /// conform, classification, origin, quality, safety, quarantine, other.
    #[arg(long, value_parser = word::<LaboratoryFinding>)]
    finding: LaboratoryFinding,
    #[arg(long)]
    text: String,
    /// With another classification: the code that the goods belong under.
    #[arg(long, default_value = "")]
    commodity_code: String,
    /// The report; its digest is kept.
    #[arg(long = "attach", value_name = "FILE")]
    attachments: Vec<std::path::PathBuf>,
    /// When; now when absent.
    #[arg(long, value_parser = moment)]
    at: Option<Moment>,
}

#[derive(Debug, clap::Args)]
struct Extend {
    number: String,
    /// The last day from now on.
    #[arg(long)]
    until: Date,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, clap::Args)]
struct End {
    number: String,
    #[arg(long)]
    officer: String,
    #[arg(long)]
    reason: String,
}

pub(super) fn moment(text: &str) -> Result<Moment, String> {
    text.parse().map_err(|_| format!("`{text}` is no moment"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    pair.ok_or_else(|| format!("`{text}` is not NAME=VALUE"))
}

fn decided(text: &str) -> Result<DecidedValue, String> {
    let (number, price) = pair(text)?;
    let number = number.parse().map_err(|_| format!("`{number}` is no line"))?;
    let total_price = price.parse().map_err(|_| format!("`{price}` is no price"))?;
    Ok(DecidedValue { number, total_price })
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    send(context, &args.door, "officer", |at| message_of(&args.command, at))
}

fn message_of(command: &Command, now: Moment) -> Result<HouseMessage> {
    let act = |number: &str, act| HouseMessage::DocumentAct { number: number.to_owned(), act };
    Ok(match command {
        Command::Order(it) => HouseMessage::Officer {
            list_no: it.number.clone(),
            action: it.action,
            officer: it.officer.clone(),
            reason: it.reason.clone(),
        },
        Command::Issue(it) => HouseMessage::IssueDocument {
            declaration_no: it.declaration_no.clone(),
            kind: it.kind,
            officer: it.officer.clone(),
            reason: it.reason.clone(),
            fields: it.fields.iter().cloned().collect::<BTreeMap<_, _>>(),
            attachments: digested(&it.attachments)?,
        },
        Command::Admit(it) => HouseMessage::DecideAdmission {
            declaration_no: it.declaration_no.clone(),
            application: it.application,
            is_granted: !it.refuse,
            officer: it.officer.clone(),
            reason: it.reason.clone(),
        },
        Command::Value(it) => HouseMessage::DecideValue {
            declaration_no: it.declaration_no.clone(),
            lines: it.lines.clone(),
            method: it.method.clone(),
            officer: it.officer.clone(),
            reason: it.reason.clone(),
        },
        Command::Serve(it) => {
            let (way, to, by) = (it.way, it.to.clone(), it.by.clone());
            act(&it.number, InstrumentAct::Served { way, to, by, at: it.at.unwrap_or(now) })
        }
        Command::Answer(it) => {
            let (by_code, text) = (it.by_code.clone(), it.text.clone());
            let attachments = digested(&it.attachments)?;
            act(&it.number, InstrumentAct::Answered { by_code, text, attachments })
        }
        Command::Attend(it) => {
            let (by_code, name) = (it.by_code.clone(), it.name.clone());
            act(&it.number, InstrumentAct::Attendance { by_code, name, is_waived: it.waive })
        }
        Command::Appoint(it) => {
            let (way, at, link) = (it.way, it.at, it.link.clone());
            act(&it.number, InstrumentAct::Appointed { way, at, link, officer: it.officer.clone() })
        }
        Command::Result(it) => act(&it.number, InstrumentAct::Result(result_of(it, now)?)),
        Command::Extend(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            act(&it.number, InstrumentAct::Extended { officer, reason, until: it.until })
        }
        Command::Close(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            act(&it.number, InstrumentAct::Closed { officer, reason })
        }
        Command::Revoke(it) => {
            let (officer, reason) = (it.officer.clone(), it.reason.clone());
            act(&it.number, InstrumentAct::Revoked { officer, reason })
        }
        Command::Audit(it) => officer_audit::message_of(it, now)?,
    })
}

fn result_of(it: &LaboratorySays, now: Moment) -> Result<LaboratoryResult> {
    Ok(LaboratoryResult {
        laboratory: it.laboratory.clone(),
        sample_no: it.sample_no.clone(),
        finding: it.finding,
        text: it.text.clone(),
        commodity_code: it.commodity_code.clone(),
        attachments: digested(&it.attachments)?,
        at: it.at.unwrap_or(now),
    })
}

pub(super) fn digested(files: &[std::path::PathBuf]) -> Result<Vec<Evidence>> {
    let evidence = |path: &std::path::PathBuf| -> Result<Evidence> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Evidence { name, digest: blake3::hash(&bytes).to_hex().to_string() })
    };
    files.iter().map(evidence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_json() {
        assert_eq!(word::<OfficerAction>("ship-back"), Ok(OfficerAction::ShipBack));
        assert_eq!(word::<InstrumentKind>("value_query"), Ok(InstrumentKind::ValueQuery));
        assert!(word::<ServiceWay>("pigeon").is_err());
        assert_eq!(pair("result=quantity"), Ok(("result".to_owned(), "quantity".to_owned())));
        assert!(pair("result").is_err());
        let line = decided("2=1211.60").unwrap();
        assert_eq!((line.number, line.total_price.to_string()), (2, "1211.60".to_owned()));
        assert!(decided("x=1").is_err() && decided("1=x").is_err());
    }
}
