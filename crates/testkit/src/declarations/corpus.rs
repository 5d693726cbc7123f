//! Writing a corpus of declarations: registry, law, one message a declaration, truth.

use std::{collections::BTreeMap, fmt::Write as _, io, path::Path};

use model::{HouseMessage, Month};
use params::Law;

use super::{DeclarationPlan, Declarations, world};
use crate::{
    GenerateError, GeneratedFile, TRUTH_FILE, corpus::into_folder, digits::push_digits,
    generate::extension_on,
};

const COLUMNS: &str = "reference,fault,codes";
const FILES_PER_FOLDER: u64 = 1_000;
const EXCHANGE_BASIS: &str =
    "演示用计征汇率（本系统假设，非公布汇率） / exchange rates made up for a demonstration";

/// Counts of a corpus of declarations.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeclarationTruth {
    pub declarations: u64,
    /// Goods lines of all of them.
    pub lines: u64,
    /// Declarations with a row in the truth file.
    pub faulty: u64,
    /// By fault.
    pub faults: BTreeMap<String, u64>,
    pub messages: u64,
    pub bytes: u64,
}

type Sink<'s> = &'s mut dyn FnMut(GeneratedFile<'_>) -> io::Result<()>;

/// Generates a corpus into `sink`, file by file, the truth last. A row of the truth file names a
/// declaration by its client's number, its fault, and every code that must be found in it; a declaration
/// without a row has no finding. `progress` is told the number of declarations done, now and then.
pub fn generate_declarations(
    plan: &DeclarationPlan,
    law: &Law,
    sink: Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<DeclarationTruth, GenerateError> {
    let world = Declarations::new(plan, law)?;
    let mut writer = Writer { sink, digits: digits_of(plan), counts: DeclarationTruth::default() };
    for (message, what) in house(&world, law) {
        writer.file(what, "json", &serde_json::to_vec(&message)?)?;
    }
    let mut rows = String::new();
    for index in 0..plan.declarations {
        let fault = world.fault_of(index);
        let declaration = world.with(index, fault);
        writer.counts.lines += declaration.items.len() as u64;
        writer.file("DecMessage", "xml", &Declarations::spelt(&declaration, fault))?;
        if let Some(fault) = fault {
            let (reference, codes) = (world.reference(index), fault.codes().join(" "));
            let _infallible = writeln!(rows, "{reference},{fault},{codes}");
            writer.counts.faulty += 1;
            *writer.counts.faults.entry(fault.to_string()).or_default() += 1;
        }
        if index.is_multiple_of(100) {
            progress(index);
        }
    }
    let Writer { sink, mut counts, .. } = writer;
    counts.declarations = plan.declarations;
    let text = format!("{}{COLUMNS}\n{rows}", head(plan, &counts));
    sink(GeneratedFile { name: TRUTH_FILE, bytes: text.as_bytes(), continues: false })?;
    progress(plan.declarations);
    Ok(counts)
}

/// Generates a corpus into `folder`, which is made when it does not exist.
pub fn write_declarations(
    plan: &DeclarationPlan,
    law: &Law,
    folder: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<DeclarationTruth, GenerateError> {
    into_folder(folder, |sink| generate_declarations(plan, law, sink, progress))
}

/// What the house must be told before: who is registered, and the law of the day.
fn house(world: &Declarations, law: &Law) -> Vec<(HouseMessage, &'static str)> {
    let registry = HouseMessage::Registry {
        enterprises: world.traders.registry(),
        guarantees: Vec::new(),
        books: Vec::new(),
        watch: Vec::new(),
        signatories: Vec::new(),
        positive_list: Vec::new(),
    };
    let mut messages = vec![(registry, "registry")];
    messages.extend(extension_on(world.plan.on, law).map(|it| (it, "law")));
    messages.push((exchange_rates(Month::of(world.plan.on)), "exchange-rates"));
    messages
}

/// Rates of the currencies that are declared, made up for the corpus.
fn exchange_rates(month: Month) -> HouseMessage {
    HouseMessage::ExchangeRates {
        month,
        rates: world::exchange_rows(),
        basis: EXCHANGE_BASIS.to_owned(),
        confidence: None,
    }
}

fn head(plan: &DeclarationPlan, counts: &DeclarationTruth) -> String {
    let mut text = format!(
        "# declarations={} faults={} rate={} seed={} on={}\n",
        plan.declarations, counts.faulty, plan.fault_rate, plan.seed, plan.on
    );
    for (fault, count) in &counts.faults {
        let _infallible = writeln!(text, "# {fault}={count}");
    }
    text
}

fn digits_of(plan: &DeclarationPlan) -> usize {
    ((plan.declarations + 9).ilog10() as usize + 1).max(6)
}

struct Writer<'s> {
    sink: Sink<'s>,
    digits: usize,
    counts: DeclarationTruth,
}

impl Writer<'_> {
    /// `000000/000017-DecMessage.xml`.
    fn file(&mut self, what: &str, ending: &str, bytes: &[u8]) -> Result<(), GenerateError> {
        let nth = self.counts.messages;
        let mut name = String::new();
        push_digits(&mut name, nth / FILES_PER_FOLDER * FILES_PER_FOLDER, self.digits);
        name.push('/');
        push_digits(&mut name, nth, self.digits);
        let _infallible = write!(name, "-{what}.{ending}");
        self.counts.messages += 1;
        self.counts.bytes += bytes.len() as u64;
        Ok((self.sink)(GeneratedFile { name: &name, bytes, continues: false })?)
    }
}
