//! The simulator: one seed makes traders, officers, sites, a clock and crashes; after every step
//! the house must be in order, and at the end a replay must come to the same chain.
//!
//! `TONGGUAN_SIM_SEED` and `TONGGUAN_SIM_STEPS` choose another run; a failure names its seed and
//! step.

mod dice;
mod replay;
mod site;
mod traders;
mod watchman;

use std::{collections::BTreeSet, path::Path};

use clearance::{
    entry::Entry,
    ports::{RawInput, Records},
};
use model::{
    Amount, BookRow, Date, EntryId, EntryState, GuaranteeRow, HouseMessage, Moment, OfficerAction,
    Rate, WatchKind, WatchRow,
};
use params::Law;
use store::SqliteRecords;
use testkit::fixtures::FIXTURE_DAY;

use self::{
    dice::Dice,
    replay::replay,
    site::{Crash, Site},
    traders::Traders,
    watchman::Watchman,
};

/// Together they go everywhere.
const SEEDS: [u64; 4] = [1, 4, 5, 6];
const N_PARCELS: usize = 45;
/// The whole proof is made every so many steps.
const PROVED_EVERY: usize = 50;

/// What a run has shown.
#[derive(Default)]
struct Shown {
    states: BTreeSet<EntryState>,
    statuses: BTreeSet<i32>,
}

#[test]
fn simulated_days_keep_the_house_in_order() {
    let number = |name: &str| std::env::var(name).ok().map(|it| it.parse::<u64>().unwrap());
    let steps = number("TONGGUAN_SIM_STEPS").map_or(300, |it| it as usize);
    if let Some(seed) = number("TONGGUAN_SIM_SEED") {
        simulate(seed, steps);
        return;
    }
    let mut shown = Shown::default();
    std::thread::scope(|scope| {
        let runs = SEEDS.map(|seed| scope.spawn(move || simulate(seed, steps)));
        for run in runs {
            let run = run.join().unwrap();
            shown.states.extend(run.states);
            shown.statuses.extend(run.statuses);
        }
    });
    // The usual seeds are worth something only while they go everywhere.
    let never: Vec<EntryState> = clearance::entry::states()
        .filter(|it| *it != EntryState::Expected && !shown.states.contains(it))
        .collect();
    assert_eq!(never, [], "no run reached these states");
    for status in [2, 100, 120, 300, 399, 500, 700, 800, 899, -621_004, -621_012] {
        assert!(shown.statuses.contains(&status), "no list was answered {status}");
    }
}

fn simulate(seed: u64, steps: usize) -> Shown {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.db");
    let mut run = Run::new(&path, seed);
    for step in 0..steps {
        let place = Place { seed, step };
        run.traders.turn_to(step * 1_000 / steps);
        run.step();
        run.watchman.look(&run.records);
        assert_eq!(run.site.head().decided_input.0, run.n_inputs(), "an input is not decided");
        if step % PROVED_EVERY == 0 || step + 1 == steps {
            run.prove();
        }
        drop(place);
    }
    replay(&run.records);
    Shown { states: run.watchman.reached, statuses: run.watchman.statuses }
}

/// The tariff reaches so many days further.
fn extension(from: Date, n_days: i64) -> HouseMessage {
    let to = Moment::from_local(from.at(0, 0, 0, 0)).plus_minutes(n_days * 24 * 60).local_date();
    HouseMessage::ExtendLaw { table: "tariff".to_owned(), to, basis: "模拟延用".to_owned() }
}

/// Says where a run was when it fails.
struct Place {
    seed: u64,
    step: usize,
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Place { seed, step } = self;
            eprintln!("TONGGUAN_SIM_SEED={seed} fails at step {step}");
        }
    }
}

struct Run<'p> {
    dice: Dice,
    traders: Traders,
    site: Site<'p>,
    records: SqliteRecords,
    watchman: Watchman,
    now: Moment,
    sent: Vec<RawInput>,
    n_orders: u32,
}

impl<'p> Run<'p> {
    fn new(path: &'p Path, seed: u64) -> Run<'p> {
        let law = Law::shipped().unwrap();
        let mut dice = Dice::new(seed);
        let traders = Traders::new(&law, N_PARCELS, &mut dice);
        let registry = traders.registry(&law, &mut dice);
        let site = Site::open(path);
        let records = SqliteRecords::open(path).unwrap();
        let now = Moment::from_local(FIXTURE_DAY.at(9, 0, 0, 0));
        let mut run = Run {
            dice,
            traders,
            site,
            records,
            watchman: Watchman::default(),
            now,
            sent: Vec::new(),
            n_orders: 0,
        };
        let opening = [run.command(&registry), run.command(&extension(FIXTURE_DAY, 200))];
        run.site.take(&opening);
        run
    }

    fn step(&mut self) {
        self.now = self.now.plus_minutes(self.dice.below(20) as i64);
        if self.dice.percent(2) {
            self.now = self.now.plus_minutes((1 + self.dice.below(20) as i64) * 24 * 60);
        }
        if self.dice.percent(2) {
            return self.site.reopen();
        }
        let n_inputs = 1 + self.dice.weighted(&[6, 2, 1, 1]);
        let batch: Vec<RawInput> = (0..n_inputs).map(|_| self.input()).collect();
        if self.dice.percent(6) {
            let crash = *self.dice.pick(&Crash::ALL);
            self.site.take_and_crash(&batch, crash);
        } else {
            self.site.take(&batch);
        }
        self.sent.extend(batch);
    }

    fn input(&mut self) -> RawInput {
        match self.dice.weighted(&[62, 4, 2, 3, 17, 3, 4, 2]) {
            0 => {
                let bytes = self.traders.message(self.now, &mut self.dice);
                self.raw(bytes)
            }
            1 if !self.sent.is_empty() => {
                // The same bytes once more, later.
                let bytes = self.dice.pick(&self.sent).bytes.clone();
                self.raw(bytes)
            }
            2 => {
                let mut bytes = self.traders.message(self.now, &mut self.dice);
                self.spoil(&mut bytes);
                self.raw(bytes)
            }
            3 => self.command(&HouseMessage::Tick { at: self.now }),
            4 => {
                let order = self.officers_order();
                self.command(&order)
            }
            5 => {
                let (list_no, _) = self.list();
                let exit = HouseMessage::Exit { list_no, site: "S".to_owned(), at: self.now };
                self.command(&exit)
            }
            6 => {
                let row = self.registry_row();
                self.command(&row)
            }
            _ => {
                let settings = self.settings();
                self.command(&settings)
            }
        }
    }

    fn raw(&self, bytes: Vec<u8>) -> RawInput {
        RawInput { received_at: self.now, sender: String::new(), bytes }
    }

    fn command(&self, message: &HouseMessage) -> RawInput {
        self.raw(serde_json::to_vec(message).unwrap())
    }

    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        match self.dice.below(3) {
            0 => bytes.truncate(bytes.len() / 2),
            1 => {
                let at = self.dice.below(bytes.len());
                bytes[at] ^= 0x80;
            }
            _ => {
                let at = self.dice.below(bytes.len());
                bytes[at] = b'<';
            }
        }
    }

    /// A list that has a number, more often one that customs still holds.
    fn list(&mut self) -> (String, EntryState) {
        let mut lists = Vec::new();
        for row in self.records.entries(None, EntryId(0), 1_000).unwrap() {
            let entry = Entry::from_row(&row).unwrap();
            let list_no = entry.list_no();
            if !list_no.is_empty() {
                let n_tickets = if lifecycle::is_open(entry.state) { 6 } else { 1 };
                lists.extend(std::iter::repeat_n((list_no, entry.state), n_tickets));
            }
        }
        if lists.is_empty() || self.dice.percent(3) {
            return ("00002020I000000001".to_owned(), EntryState::Expected);
        }
        self.dice.pick(&lists).clone()
    }

    fn officers_order(&mut self) -> HouseMessage {
        use OfficerAction::*;
        let (list_no, state) = self.list();
        let all = [
            ApproveReview,
            RejectReview,
            OrderExamination,
            PassExamination,
            DetainForClearance,
            DetainForAntiSmuggling,
            DetainForLegal,
            DetainOther,
            LiftDetention,
            ShipBack,
        ];
        let fitting: &[OfficerAction] = match state {
            EntryState::UnderReview => &[ApproveReview, ApproveReview, RejectReview],
            EntryState::UnderExamination => &[
                PassExamination,
                PassExamination,
                DetainForClearance,
                DetainForAntiSmuggling,
                DetainForLegal,
                DetainOther,
                ShipBack,
            ],
            _ => &[LiftDetention, ShipBack, OrderExamination],
        };
        let choice = if self.dice.percent(25) { &all } else { fitting };
        let action = *self.dice.pick(choice);
        // An order's bytes are its identity, so each has its number.
        self.n_orders += 1;
        let reason = format!("第{}号指令", self.n_orders);
        HouseMessage::Officer { list_no, action, officer: "海关关员".to_owned(), reason }
    }

    fn registry_row(&mut self) -> HouseMessage {
        let parcel = self.dice.below(N_PARCELS);
        let list = &self.traders.parcels[parcel].inventory;
        let item = &list.items[0];
        let (mut guarantees, mut books, mut watch) = (Vec::new(), Vec::new(), Vec::new());
        match self.dice.below(5) {
            0 | 1 => guarantees.push(GuaranteeRow {
                code: list.platform_code.to_string(),
                limit: Amount::from_units(self.dice.below(20_000) as i64),
            }),
            2 => books.push(BookRow {
                book_no: list.account_book_no.to_string(),
                record_no: item.record_no.to_string(),
                commodity_code: item.commodity_code.to_string(),
                name: item.name.to_string(),
                unit: item.unit.to_string(),
                quantity: Amount::from_units(self.dice.below(30) as i64),
            }),
            _ => {
                let (kind, value) = if self.dice.percent(50) {
                    (WatchKind::Words, item.name.chars().take(2).collect())
                } else {
                    (WatchKind::Commodity, item.commodity_code[..4].to_owned())
                };
                watch.push(WatchRow {
                    id: format!("S-{}", self.dice.below(3)),
                    kind,
                    value,
                    reason: "模拟布控".to_owned(),
                    from: FIXTURE_DAY,
                    to: None,
                });
            }
        }
        let (enterprises, positive_list) = (Vec::new(), Vec::new());
        HouseMessage::Registry { enterprises, guarantees, books, watch, positive_list }
    }

    fn settings(&mut self) -> HouseMessage {
        if self.dice.percent(30) {
            return extension(self.now.local_date(), self.dice.below(90) as i64);
        }
        HouseMessage::Settings {
            amount_tolerance: None,
            waiting_minutes: Some(30 + self.dice.below(600) as u32),
            gate_weight_share: None,
            gate_weight_kg: Some(Amount::from_units(self.dice.below(60) as i64)),
            examination_share: Some(Rate::from_ppm(self.dice.below(400_000) as i64)),
            examination_seed: None,
        }
    }

    fn n_inputs(&self) -> u64 {
        self.records.counts().unwrap().inputs
    }

    /// The whole proof, from the first commit.
    fn prove(&self) {
        let proof = store::prove(&self.records, &mut |_| {}).unwrap();
        assert_eq!(proof.faults, [], "the proof fails");
        let counted: u64 = self.records.counts().unwrap().states.iter().map(|it| it.1).sum();
        assert_eq!(proof.entries, counted, "entries are counted by state");
        let last = model::InputId(self.n_inputs());
        assert_eq!(store::prove_inputs(&self.records, last).unwrap(), []);
    }
}
