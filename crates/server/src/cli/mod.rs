//! The command line: one module a command.

mod assess;
mod asycuda;
mod audits;
mod bench;
mod books;
mod carry;
mod client;
mod demo;
mod doctor;
mod documents;
mod duty_slips;
mod explain;
mod export;
mod generate;
mod guarantees;
mod ingest;
mod licences;
mod migrate;
mod monthly;
mod officer;
mod officer_audit;
mod openapi;
mod output;
mod params;
mod payment_truth;
mod people;
mod receipts;
mod register;
mod registry;
mod risk;
mod send;
mod serve;
mod services;
mod sign;
mod tariff;
mod tasks;
mod tick;
mod verify;
mod webhooks;

use std::{env, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use store::Place;

use crate::data::DataDir;

/// An open customs house: messages in, receipts out, every decision explained.
#[derive(Debug, Parser)]
#[command(name = "tongguan", version, about, propagate_version = true)]
pub(crate) struct Cli {
    /// The house's folder.
    #[arg(long, global = true, default_value = "./tongguan-data")]
    data: PathBuf,
    /// Where the house is kept: `postgres://USER@HOST/DATABASE`; without it, what `DATABASE_URL` says, or else the
    /// folder. In the folder stands then only what can be told from the house again.
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Print one JSON object instead of text.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the HTTP door and the console.
    Serve(serve::Args),
    /// Clear messages from files, folders and zip archives.
    Ingest(ingest::Args),
    /// Write receipts after a number to a folder.
    Receipts(receipts::Args),
    /// Generate lifelike traffic with a truth file.
    #[command(subcommand)]
    Generate(generate::Command),
    /// Generate 20,000 parcels with 3 % faults, clear them, compare with the truth, and serve.
    Demo(demo::Args),
    /// Say what a finding's code means, on what law it rests, and how to mend it.
    Explain(explain::Args),
    /// Look a commodity code up in the tariff on a day.
    Tariff(tariff::Args),
    /// Questions to platforms about original payments.
    #[command(subcommand)]
    PaymentTruth(payment_truth::Command),
    /// Say who is registered.
    #[command(subcommand)]
    Registry(registry::Command),
    /// Assess duty and taxes of lines from standard input, under any country's profile.
    Assess(assess::Args),
    /// Declarations of houses that run ASYCUDA: as declarations of this one, or their taxes computed again.
    Asycuda(asycuda::Args),
    /// Change the law this house knows.
    #[command(subcommand)]
    Params(params::Command),
    /// Cases after release: audits, verifications, self-disclosures, claims for refund.
    #[command(subcommand)]
    Audits(audits::Command),
    /// Account books of bonded goods.
    #[command(subcommand)]
    Books(books::Command),
    /// Payment slips of declarations: what does not balance, banks to try with.
    #[command(subcommand)]
    DutySlips(duty_slips::Command),
    /// Documents that customs issued about declarations: lists, pages, signatures.
    #[command(subcommand)]
    Documents(documents::Command),
    /// Act as an officer: decide, issue documents, have them served, close them.
    Officer(officer::Args),
    /// What officers have to do: the worklist, and who does what of it.
    #[command(subcommand)]
    Tasks(tasks::Command),
    /// The catalogue of services: what this house offers to whom, what each needs, and where it begins.
    Services(services::Args),
    /// Licences, approvals and quota certificates of goods declarations.
    #[command(subcommand)]
    Licences(licences::Command),
    /// Guarantee instruments: bank letters, customs-bond insurance, deposits.
    #[command(subcommand)]
    Guarantees(guarantees::Command),
    /// Tax that is paid month by month: who may, what each month owes, its payment.
    #[command(subcommand)]
    Monthly(monthly::Command),
    /// Who signs in: accounts, their roles, and passwords for those who lost theirs.
    #[command(subcommand)]
    People(people::Command),
    /// The risk engine: what cases are weighed by, the rules over it, and what each way of selecting would have found.
    #[command(subcommand)]
    Risk(risk::Command),
    /// Let time come to a day: what is due by then happens.
    Tick(tick::Args),
    /// Register, look after and replay webhooks.
    Webhooks(webhooks::Args),
    /// Sign messages with a key file, show what is signed, check signatures, make keys to try with.
    Sign(sign::Args),
    /// Prove the chain, and that states, accounts and receipts equal the history.
    Verify(verify::Args),
    /// Say what is wrong with the house and what to do about it, the gravest first. Changes nothing.
    Doctor(doctor::Args),
    /// Copy the record, without the house's secrets, for a third party to prove.
    Export(export::Args),
    /// Measure this machine.
    #[command(subcommand)]
    Bench(bench::Command),
    /// Bring the house to this program's schema.
    Migrate,
    /// Carry a whole house to another place: from a folder into a database, or back.
    Move(carry::Args),
    /// Print the OpenAPI document.
    Openapi,
}

/// An address that is no place is told with its cause; clap shows only what was given.
fn place(text: &str) -> Result<Place, String> {
    text.parse().map_err(|error| format!("{:#}", anyhow::Error::from(error)))
}

/// What every command is told.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) data: DataDir,
    pub(crate) json: bool,
}

impl Cli {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let named = env::var("DATABASE_URL").ok().filter(|it| !it.is_empty());
        let data = match self.database.or(named) {
            Some(url) => DataDir::kept_at(&self.data, &url)
                .context("neither `--database` nor `DATABASE_URL` may be this")?,
            None => DataDir::new(&self.data),
        };
        let context = Context { data, json: self.json };
        match self.command {
            Command::Serve(args) => serve::run(&context, &args),
            Command::Ingest(args) => ingest::run(&context, &args),
            Command::Receipts(args) => receipts::run(&context, &args),
            Command::Generate(command) => generate::run(&context, &command),
            Command::Demo(args) => demo::run(&context, &args),
            Command::Explain(args) => explain::run(&context, &args),
            Command::Tariff(args) => tariff::run(&context, &args),
            Command::PaymentTruth(command) => payment_truth::run(&context, &command),
            Command::Registry(command) => registry::run(&context, &command),
            Command::Assess(args) => assess::run(&context, &args),
            Command::Asycuda(args) => asycuda::run(&context, &args),
            Command::Audits(command) => audits::run(&context, &command),
            Command::Params(command) => params::run(&context, &command),
            Command::Books(command) => books::run(&context, &command),
            Command::DutySlips(command) => duty_slips::run(&context, &command),
            Command::Documents(command) => documents::run(&context, &command),
            Command::Officer(args) => officer::run(&context, &args),
            Command::Tasks(command) => tasks::run(&context, &command),
            Command::Services(args) => services::run(&context, &args),
            Command::Licences(command) => licences::run(&context, &command),
            Command::Guarantees(command) => guarantees::run(&context, &command),
            Command::Monthly(command) => monthly::run(&context, &command),
            Command::People(command) => people::run(&context, &command),
            Command::Risk(command) => risk::run(&context, &command),
            Command::Tick(args) => tick::run(&context, &args),
            Command::Webhooks(args) => webhooks::run(&context, &args),
            Command::Sign(args) => sign::run(&context, &args),
            Command::Verify(args) => verify::run(&context, &args),
            Command::Doctor(args) => doctor::run(&context, &args),
            Command::Export(args) => export::run(&context, &args),
            Command::Bench(command) => bench::run(&context, &command),
            Command::Migrate => migrate::run(&context),
            Command::Move(args) => carry::run(&context, &args),
            Command::Openapi => openapi::run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
