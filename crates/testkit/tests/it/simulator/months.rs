//! Months of generated traffic through a house that dies, is told things again, and whose clock is
//! set back: returns and cancellations, right and wrong, slips that are paid and that are not.
//!
//! `TONGGUAN_SIM_SEED` chooses another run.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use clearance::{
    entry::{Entry, state_number},
    ports::{RawInput, Records},
    slip::{Slip, slip_state_number},
};
use messages::{Limits, Message, MessageType};
use model::{
    Date, Document, EntryId, EntryState, HouseMessage, InputId, Moment, Rate, ReceiptKind,
    ReturnState, SlipState,
};
use params::Law;
use store::HouseRecords;
use testkit::{Fault, Plan};

use super::{
    dice::Dice,
    replay::replay,
    site::{Crash, Site},
    watchman::Watchman,
};
use crate::{
    cleared::{corpus, judge, orders_in, said},
    traffic::disordered,
};

const SEEDS: [u64; 2] = [3, 5];
const PARCELS: u64 = 260;
const DAY: Date = Date::constant(2026, 11, 21);
/// The corpus ends so many days after its own.
const CORPUS_DAYS: i64 = 35;

#[test]
fn months_of_generated_traffic_keep_the_house_in_order() {
    if let Ok(seed) = std::env::var("TONGGUAN_SIM_SEED") {
        live(seed.parse().unwrap());
        return;
    }
    let mut faults = BTreeSet::new();
    std::thread::scope(|scope| {
        for run in SEEDS.map(|seed| scope.spawn(move || live(seed))) {
            faults.extend(run.join().unwrap());
        }
    });
    // The usual seeds are worth something only while they plant everything.
    for fault in Fault::LATER {
        assert!(faults.contains(fault.info().name), "nothing is planted for {fault}");
    }
}

struct Months<'p> {
    seed: u64,
    dice: Dice,
    site: Site<'p>,
    records: HouseRecords,
    watchman: Watchman,
    sent: Vec<Vec<u8>>,
}

/// Returns which faults were planted, and found.
fn live(seed: u64) -> BTreeSet<String> {
    let law = Law::shipped().unwrap();
    let plan = Plan { returns: Rate::from_ppm(600_000), ..disordered(PARCELS, seed, DAY) };
    let (raws, truth) = corpus(&plan, &law);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.db");
    let site = Site::open(&path);
    let records = HouseRecords::open_file(&path).unwrap();
    let watchman = Watchman::new(direct_orders(&raws));
    let mut run = Months { seed, dice: Dice::new(seed), site, records, watchman, sent: Vec::new() };
    run.corpus(raws.into());
    run.weeks();
    run.end();
    replay(&run.records);
    let faults = judge(&plan, truth, &run.said());
    let Watchman { statuses, returns, slip_states, .. } = run.watchman;
    assert!(statuses.contains(&(ReceiptKind::TaxStatus, 3)), "seed {seed}: no bill is reversed");
    for state in [ReturnState::Applied, ReturnState::Arrived, ReturnState::Lapsed] {
        assert!(returns.contains(&state), "seed {seed}: no return was {state:?}");
    }
    assert_eq!(slip_states.len(), 3, "seed {seed}: slips were only {slip_states:?}");
    faults.into_keys().collect()
}

impl Months<'_> {
    /// The messages in their order, and what disturbs them.
    fn corpus(&mut self, mut rest: VecDeque<Vec<u8>>) {
        let mut step = 0;
        while !rest.is_empty() {
            let count = (1 + self.dice.below(5)).min(rest.len());
            let raws: Vec<Vec<u8>> = rest.drain(..count).collect();
            let mut batch: Vec<RawInput> = raws.iter().map(|it| self.raw(it.clone())).collect();
            self.sent.extend(raws);
            if self.dice.percent(25) {
                let more = self.disturbance();
                batch.push(more);
            }
            self.take(&batch);
            step += 1;
            if step % 12 == 0 {
                self.look();
            }
        }
        self.look();
    }

    fn take(&mut self, batch: &[RawInput]) {
        if self.dice.percent(8) {
            let crash = *self.dice.pick(&Crash::ALL);
            self.site.take_and_crash(batch, crash);
        } else {
            self.site.take(batch);
        }
    }

    /// The clock shows any moment of two days, the corpus brings the time that counts.
    fn raw(&mut self, bytes: Vec<u8>) -> RawInput {
        let minutes = self.dice.below(48 * 60) as i64 - 24 * 60;
        let received_at = day(0).plus_minutes(minutes);
        RawInput { received_at, sender: String::new(), bytes }
    }

    fn command(&mut self, message: &HouseMessage) -> RawInput {
        let bytes = serde_json::to_vec(message).unwrap();
        self.raw(bytes)
    }

    /// Something that changes no answer of the truth.
    fn disturbance(&mut self) -> RawInput {
        match self.dice.below(4) {
            0 => {
                let bytes = self.dice.pick(&self.sent).clone();
                self.raw(bytes)
            }
            1 => {
                // The house is further than this, and stays there.
                let minutes = self.dice.below(24 * 60) as i64;
                self.command(&HouseMessage::Tick { at: day(-2).plus_minutes(minutes) })
            }
            2 => {
                let site = "S".to_owned();
                let slip_no = format!("S20201221{:09}", self.dice.below(9_999));
                let amount = model::Amount::ONE;
                let paid = HouseMessage::SlipPaid { slip_no, amount, bank: site, at: day(0) };
                self.command(&paid)
            }
            _ => {
                let released = Some(state_number(EntryState::Released));
                let rows = self.records.entries(released, EntryId(0), 40).unwrap();
                let list_no = if rows.is_empty() {
                    "00002020I000000001".to_owned()
                } else {
                    Entry::from_row(self.dice.pick(&rows)).unwrap().list_no()
                };
                let exit = HouseMessage::Exit { list_no, site: "S".to_owned(), at: day(0) };
                self.command(&exit)
            }
        }
    }

    /// Slips are paid in the weeks after, or not; some twice, some with the wrong amount.
    fn weeks(&mut self) {
        for days in CORPUS_DAYS..CORPUS_DAYS + 30 {
            let tick = self.command(&HouseMessage::Tick { at: day(days).plus_minutes(60) });
            let mut batch = vec![tick];
            for state in [SlipState::Open, SlipState::Paid, SlipState::Called] {
                let state = slip_state_number(state);
                let rows = self.records.entries(Some(state), EntryId(0), 50).unwrap();
                if !rows.is_empty() && self.dice.percent(40) {
                    let slip = Slip::from_row(self.dice.pick(&rows)).unwrap();
                    let more = model::Amount::from_fen(i64::from(self.dice.percent(20)));
                    let (slip_no, amount) = (slip.slip_no(), slip.amount + more);
                    let bank = "模拟银行".to_owned();
                    let at = day(days);
                    let paid = HouseMessage::SlipPaid { slip_no, amount, bank, at };
                    batch.push(self.command(&paid));
                }
            }
            self.take(&batch);
            self.look();
        }
    }

    fn look(&mut self) {
        self.watchman.look(&self.records);
        let n_inputs = self.records.counts().unwrap().inputs;
        let decided = self.site.head().decided_input.0;
        assert_eq!(decided, n_inputs, "seed {}: an input is not decided", self.seed);
    }

    /// Time runs on until nothing is due any more; then everything owed is settled.
    fn end(&mut self) {
        let last = day(CORPUS_DAYS + 200);
        while self.records.next_due().unwrap().is_some_and(|at| at <= last) {
            let tick = self.command(&HouseMessage::Tick { at: last });
            self.site.take(&[tick]);
            self.look();
        }
        assert_eq!(self.records.next_due().unwrap(), None, "nothing is planned for ever");
        self.watchman.look_at_the_end(&self.records);
        let key = self.records.public_key().unwrap();
        let proof = store::prove(&self.records, &key, &mut |_| {}).unwrap();
        assert_eq!(proof.faults, [], "seed {}: the proof fails", self.seed);
        let inputs = InputId(self.records.counts().unwrap().inputs);
        assert_eq!(store::prove_inputs(&self.records, inputs).unwrap(), []);
    }

    fn said(&self) -> BTreeMap<String, crate::cleared::Said> {
        let rows = self.records.entries(None, EntryId(0), 100_000).unwrap();
        let history = self.records.history_rows(0, 1_000_000).unwrap();
        let n_inputs = self.records.counts().unwrap().inputs;
        let orders = |id: u64| {
            let input = self.records.input(InputId(id)).unwrap().unwrap();
            (InputId(id), orders_in(&input.bytes))
        };
        let order_nos = (1..=n_inputs).map(orders).collect();
        let bodies = history.iter().map(|it| (it.entry, it.body.as_slice()));
        said(rows.iter(), bodies, &order_nos)
    }
}

/// Midnight of a day, counted from the corpus's.
fn day(days: i64) -> Moment {
    Moment::from_local(DAY.at(0, 0, 0, 0)).plus_minutes(days * 24 * 60)
}

/// Orders whose goods are released only when they are in.
fn direct_orders(raws: &[Vec<u8>]) -> BTreeSet<String> {
    let mut direct = BTreeSet::new();
    for raw in raws {
        let Message::Ceb(envelope) = messages::read(raw, &Limits::default()).unwrap() else {
            continue;
        };
        if envelope.kind != MessageType::Inventory {
            continue;
        }
        for reading in &envelope.readings {
            if let Document::Inventory(list) = &reading.document
                && list.supervision_mode == "9610"
            {
                direct.insert(list.order_no.to_string());
            }
        }
    }
    direct
}
