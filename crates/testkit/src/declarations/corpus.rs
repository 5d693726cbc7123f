//! Writing a corpus of declarations: registry, law, manifests and arrivals, one message a declaration, truth.

use std::{collections::BTreeMap, fmt::Write as _, io, ops::Range, path::Path};

use model::{Declaration, Direction, HouseMessage, ManifestMessage, Month};
use params::Law;

use super::{
    DeclarationFault, DeclarationPlan, Declarations,
    routes::{Home, Mode},
    voyages::{BLOCK, Carried, Voyage},
    world,
};
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
    /// Manifests that carry their goods.
    #[serde(default)]
    pub manifests: u64,
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
    let mut start = 0;
    while start < plan.declarations {
        let end = plan.declarations.min(start + BLOCK);
        writer.block(&world, start..end, &mut rows)?;
        progress(start);
        start = end;
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
    messages.extend(extension_on(world.last_day(), law).map(|it| (it, "law")));
    messages.push((exchange_rates(Month::of(world.plan.on)), "exchange-rates"));
    messages
}

/// What carries the goods of sound declarations that travel together: their indices and they themselves.
pub(crate) fn carriage(
    world: &Declarations,
    group: &[(u64, &Declaration<'static>)],
) -> Option<[ManifestMessage<'static>; 2]> {
    let (index, first) = group.first()?;
    let mode = Mode::of(&first.transport_mode)?;
    let home = Home::of(mode, &first.port_customs)?;
    let voyage = world.voyage(*index, first.direction, mode, home);
    let carried: Vec<Carried<'_>> =
        group.iter().map(|(_, filed)| Carried { fault: None, filed }).collect();
    Some([world.manifest(&voyage, &carried), world.arrival(&voyage, &carried, false)?])
}

/// What carries the goods of declarations that travel together.
fn voyage_of<'d>(world: &Declarations, group: &[&'d Filed]) -> Option<(Voyage, Vec<Carried<'d>>)> {
    let first = group.first()?;
    let mode = Mode::of(&first.sound.transport_mode)?;
    let home = Home::of(mode, &first.sound.port_customs)?;
    let voyage = world.voyage(first.index, first.sound.direction, mode, home);
    let carried = group.iter().map(|it| Carried { fault: it.fault, filed: &it.sound });
    Some((voyage, carried.collect()))
}

/// Rates of the currencies that are declared, made up for the corpus.
pub(crate) fn exchange_rates(month: Month) -> HouseMessage {
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

/// A declaration of a block, before its fault is planted, and what carries its goods.
struct Filed {
    index: u64,
    fault: Option<DeclarationFault>,
    sound: Declaration<'static>,
}

struct Writer<'s> {
    sink: Sink<'s>,
    digits: usize,
    counts: DeclarationTruth,
}

impl Writer<'_> {
    /// Neighbouring declarations: what carries their goods, the declarations themselves, what has arrived since.
    fn block(
        &mut self,
        world: &Declarations,
        indices: Range<u64>,
        rows: &mut String,
    ) -> Result<(), GenerateError> {
        let filed: Vec<Filed> = indices
            .map(|index| {
                let fault = world.fault_of(index);
                Filed { index, fault, sound: world.sound(index, fault) }
            })
            .collect();
        let mut groups: BTreeMap<(Direction, &str, &str), Vec<&Filed>> = BTreeMap::new();
        for it in &filed {
            let Declaration { direction, transport_mode, port_customs, .. } = &it.sound;
            groups.entry((*direction, transport_mode, port_customs)).or_default().push(it);
        }
        let voyages: Vec<(Voyage, Vec<Carried<'_>>)> =
            groups.into_values().filter_map(|it| voyage_of(world, &it)).collect();
        let is_export = |it: &Voyage| it.direction == Direction::Export;
        for (voyage, carried) in &voyages {
            self.counts.manifests += 1;
            self.json("manifest", &world.manifest(voyage, carried))?;
            if is_export(voyage)
                && let Some(report) = world.arrival(voyage, carried, false)
            {
                self.json("arrival", &report)?;
            }
        }
        for it in &filed {
            self.declaration(world, it, rows)?;
        }
        for (voyage, carried) in &voyages {
            // Of an import nothing has come late.
            if let Some(report) = world.arrival(voyage, carried, is_export(voyage)) {
                self.json("arrival", &report)?;
            }
        }
        Ok(())
    }

    fn declaration(
        &mut self,
        world: &Declarations,
        it: &Filed,
        rows: &mut String,
    ) -> Result<(), GenerateError> {
        let declaration = world.with(it.index, it.fault);
        self.counts.lines += declaration.items.len() as u64;
        self.file("DecMessage", "xml", &Declarations::spelt(&declaration, it.fault))?;
        if let Some(fault) = it.fault {
            let (reference, codes) = (world.reference(it.index), fault.codes().join(" "));
            let _infallible = writeln!(rows, "{reference},{fault},{codes}");
            self.counts.faulty += 1;
            *self.counts.faults.entry(fault.to_string()).or_default() += 1;
        }
        Ok(())
    }

    fn json(&mut self, what: &str, message: &ManifestMessage<'_>) -> Result<(), GenerateError> {
        self.file(what, "json", &serde_json::to_vec(message)?)
    }

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
