//! The simulator: one seed makes traders, officers, sites, a clock and crashes; after every step
//! the house must be in order, and at the end a replay must come to the same chain.
//!
//! `TONGGUAN_SIM_SEED` and `TONGGUAN_SIM_STEPS` choose another run; a failure names its seed and
//! step.

mod dice;
mod months;
mod replay;
mod site;
mod traders;
mod watchman;

use std::{collections::BTreeSet, path::Path};

use clearance::{
    entry::Entry,
    ports::{RawInput, Records},
    slip::{Slip, slip_state_number},
};
use model::{
    Amount, BookRow, Date, EntryId, EntryState, GuaranteeRow, HouseMessage, LineQuantity, Moment,
    OfficerAction, Rate, ReceiptKind, ReturnState, SlipState, WatchKind, WatchRow,
};
use params::Law;
use store::HouseRecords;
use testkit::fixtures::FIXTURE_DAY;

use self::{
    dice::Dice,
    replay::replay,
    site::{Crash, Site},
    traders::Traders,
    watchman::Watchman,
};

/// Together they go everywhere.
const SEEDS: [u64; 5] = [2, 4, 9, 24, 26];
const N_PARCELS: usize = 45;
/// The whole proof is made every so many steps.
const PROVED_EVERY: usize = 50;

/// What a run has shown.
#[derive(Debug, Default)]
struct Shown {
    states: BTreeSet<EntryState>,
    statuses: BTreeSet<(ReceiptKind, i32)>,
    returns: BTreeSet<ReturnState>,
    slips: BTreeSet<SlipState>,
}

#[test]
fn simulated_days_keep_the_house_in_order() {
    let number = |name: &str| std::env::var(name).ok().map(|it| it.parse::<u64>().unwrap());
    let steps = number("TONGGUAN_SIM_STEPS").map_or(400, |it| it as usize);
    if let Some(seed) = number("TONGGUAN_SIM_SEED") {
        let shown = simulate(seed, steps);
        eprintln!("TONGGUAN_SIM_SEED={seed} shows {shown:?}");
        return;
    }
    let mut shown = Shown::default();
    std::thread::scope(|scope| {
        let runs = SEEDS.map(|seed| scope.spawn(move || simulate(seed, steps)));
        for run in runs {
            let run = run.join().unwrap();
            shown.states.extend(run.states);
            shown.statuses.extend(run.statuses);
            shown.returns.extend(run.returns);
            shown.slips.extend(run.slips);
        }
    });
    // The usual seeds are worth something only while they go everywhere.
    let never: Vec<EntryState> = clearance::entry::states()
        .filter(|it| *it != EntryState::Expected && !shown.states.contains(it))
        .collect();
    assert_eq!(never, [], "no run reached these states");
    let wanted: [(ReceiptKind, &[i32]); 7] = [
        (ReceiptKind::Inventory, &[2, 100, 120, 300, 399, 500, 700, 800, 899, -621_004, -621_012]),
        (ReceiptKind::InboundDetail, &[120, -800_001, -800_003]),
        (ReceiptKind::WaybillStatus, &[120, -505_012, -505_014]),
        (ReceiptKind::Cancellation, &[120, 399, -623_005, -623_009]),
        (ReceiptKind::GoodsReturn, &[100, 120, 399, -625_033]),
        (ReceiptKind::TaxStatus, &[2, 3]),
        (ReceiptKind::PaymentSlip, &[0, 1, 2]),
    ];
    for (kind, statuses) in wanted {
        for status in statuses {
            assert!(shown.statuses.contains(&(kind, *status)), "no {kind:?} receipt says {status}");
        }
    }
    assert_eq!(shown.returns.len(), 4, "returns went everywhere: {:?}", shown.returns);
    assert_eq!(shown.slips.len(), 3, "slips went everywhere: {:?}", shown.slips);
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
    run.end();
    replay(&run.records);
    let Watchman { reached, statuses, returns, slip_states, .. } = run.watchman;
    Shown { states: reached, statuses, returns, slips: slip_states }
}

/// A list with its number.
#[derive(Clone)]
struct Listed {
    order_no: String,
    list_no: String,
    state: EntryState,
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
    records: HouseRecords,
    watchman: Watchman,
    now: Moment,
    sent: Vec<RawInput>,
    n_orders: u32,
}

impl<'p> Run<'p> {
    fn new(path: &'p Path, seed: u64) -> Run<'p> {
        let law = Law::shipped().unwrap();
        let mut dice = Dice::new(seed);
        let mut traders = Traders::new(&law, N_PARCELS, &mut dice);
        let registry = traders.registry(&law, &mut dice);
        let watchman = Watchman::new(traders.direct_orders());
        let site = Site::open(path);
        let records = HouseRecords::open_file(path).unwrap();
        let now = Moment::from_local(FIXTURE_DAY.at(9, 0, 0, 0));
        let mut run =
            Run { dice, traders, site, records, watchman, now, sent: Vec::new(), n_orders: 0 };
        let opening = [run.command(&registry), run.command(&extension(FIXTURE_DAY, 200))];
        run.site.take(&opening);
        run
    }

    fn step(&mut self) {
        self.now = self.now.plus_minutes(self.dice.below(20) as i64);
        if self.dice.percent(4) {
            self.now = self.now.plus_minutes((1 + self.dice.below(12) as i64) * 24 * 60);
        }
        if self.dice.percent(2) {
            // The clock is set back, by minutes or by days.
            let minutes = self.dice.below(20) * self.dice.below(200);
            self.now = self.now.plus_minutes(-(minutes as i64));
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
        match self.dice.weighted(&[62, 4, 2, 4, 22, 3, 4, 3, 10, 3, 3, 8, 6, 4]) {
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
                let list_no = self.list().list_no;
                let exit = HouseMessage::Exit { list_no, site: "S".to_owned(), at: self.now };
                self.command(&exit)
            }
            6 => {
                let row = self.registry_row();
                self.command(&row)
            }
            7 => {
                let settings = self.settings();
                self.command(&settings)
            }
            8 => {
                let bytes = self.traders.inbound(self.now, &mut self.dice);
                self.raw(bytes)
            }
            9 => {
                let bytes = self.traders.delivery(self.now, &mut self.dice);
                self.raw(bytes)
            }
            10 => {
                let Listed { order_no, list_no, .. } = self.list();
                let dice = &mut self.dice;
                let bytes = self.traders.cancellation(&order_no, &list_no, self.now, dice);
                self.raw(bytes)
            }
            11 => {
                let Listed { order_no, list_no, .. } = self.released_list();
                let dice = &mut self.dice;
                let bytes = self.traders.goods_return(&order_no, &list_no, self.now, dice);
                self.raw(bytes)
            }
            12 => {
                let back = self.goods_back();
                self.command(&back)
            }
            _ => {
                let paid = self.slip_paid();
                self.command(&paid)
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

    /// Every list that has a number.
    fn lists(&self) -> Vec<Listed> {
        let rows = self.records.entries(None, EntryId(0), 1_000).unwrap();
        let listed = rows.iter().map(|row| {
            let entry = Entry::from_row(row).unwrap();
            let (order_no, list_no) = (entry.order_no.to_string(), entry.list_no());
            Listed { order_no, list_no, state: entry.state }
        });
        listed.filter(|it| !it.list_no.is_empty()).collect()
    }

    /// One of them, more often one that customs still holds.
    fn list(&mut self) -> Listed {
        let lists = self.lists();
        let tickets = lists.iter().flat_map(|it| {
            let n_tickets = if lifecycle::is_open(it.state) { 6 } else { 1 };
            std::iter::repeat_n(it, n_tickets)
        });
        let tickets: Vec<&Listed> = tickets.collect();
        if tickets.is_empty() || self.dice.percent(3) {
            return Listed {
                order_no: String::new(),
                list_no: "00002020I000000001".to_owned(),
                state: EntryState::Expected,
            };
        }
        (*self.dice.pick(&tickets)).clone()
    }

    /// Mostly a released one, and one of the newest.
    fn released_list(&mut self) -> Listed {
        let is_released =
            |it: &Listed| matches!(it.state, EntryState::Released | EntryState::Closed);
        let released: Vec<Listed> = self.lists().into_iter().filter(is_released).take(6).collect();
        if released.is_empty() || self.dice.percent(10) {
            return self.list();
        }
        self.dice.pick(&released).clone()
    }

    /// Goods of a return are back: all that are missing, or part of them, or too many.
    fn goods_back(&mut self) -> HouseMessage {
        let rows = self.records.entries(None, EntryId(0), 1_000).unwrap();
        let mut returns = Vec::new();
        for row in &rows {
            let entry = Entry::from_row(row).unwrap();
            let Some(cleared) = &entry.cleared else { continue };
            let site = entry.list.as_ref().unwrap().site_code.to_string();
            for (nth, it) in cleared.returns.iter().enumerate() {
                let no = cleared.return_no(nth, entry.id);
                let n_tickets = if it.state == ReturnState::Applied { 8 } else { 1 };
                let lines = it.lines.clone();
                returns.extend(std::iter::repeat_n((no, site.clone(), lines), n_tickets));
            }
        }
        let at = self.now.plus_minutes(-(self.dice.below(600) as i64));
        if returns.is_empty() || self.dice.percent(3) {
            let (return_no, site) = ("T20112101000000999".to_owned(), "S".to_owned());
            return HouseMessage::GoodsBack { return_no, site, lines: Vec::new(), at };
        }
        let (return_no, mut site, held) = self.dice.pick(&returns).clone();
        if self.dice.percent(4) {
            site.push('X');
        }
        let is_part = self.dice.percent(35);
        let mut lines: Vec<LineQuantity> = Vec::new();
        for it in &held {
            let missing = it.quantity - it.back;
            let quantity = if self.dice.percent(4) { missing + Amount::ONE } else { missing };
            if quantity.is_positive() && (lines.is_empty() || !is_part) {
                lines.push(LineQuantity { number: it.number, quantity });
            }
        }
        HouseMessage::GoodsBack { return_no, site, lines, at }
    }

    /// A slip is paid, mostly in full.
    fn slip_paid(&mut self) -> HouseMessage {
        let states = [SlipState::Open, SlipState::Open, SlipState::Paid, SlipState::Called];
        let state = slip_state_number(*self.dice.pick(&states));
        let rows = self.records.entries(Some(state), EntryId(0), 50).unwrap();
        let bank = "模拟银行".to_owned();
        let at = self.now;
        if rows.is_empty() {
            let slip_no = "S20201221000000999".to_owned();
            return HouseMessage::SlipPaid { slip_no, amount: Amount::ONE, bank, at };
        }
        let slip = Slip::from_row(self.dice.pick(&rows)).unwrap();
        let more = if self.dice.percent(10) { Amount::from_fen(1) } else { Amount::ZERO };
        HouseMessage::SlipPaid { slip_no: slip.slip_no(), amount: slip.amount + more, bank, at }
    }

    /// Time runs on until nothing is due any more; then everything owed is settled.
    fn end(&mut self) {
        let end = self.now.plus_minutes(200 * 24 * 60);
        while self.records.next_due().unwrap().is_some_and(|at| at <= end) {
            let tick =
                RawInput { received_at: end, ..self.command(&HouseMessage::Tick { at: end }) };
            self.site.take(&[tick]);
            self.watchman.look(&self.records);
        }
        assert_eq!(self.records.next_due().unwrap(), None, "nothing is planned for ever");
        self.prove();
        self.watchman.look_at_the_end(&self.records);
    }

    fn officers_order(&mut self) -> HouseMessage {
        use OfficerAction::*;
        let Listed { list_no, state, .. } = self.list();
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
                    ..WatchRow::default()
                });
            }
        }
        HouseMessage::Registry {
            enterprises: Vec::new(),
            guarantees,
            books,
            watch,
            signatories: Vec::new(),
            positive_list: Vec::new(),
        }
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
        let key = self.records.public_key().unwrap();
        let proof = store::prove(&self.records, &key, &mut |_| {}).unwrap();
        assert_eq!(proof.faults, [], "the proof fails");
        let counted: u64 = self.records.counts().unwrap().states.iter().map(|it| it.1).sum();
        assert_eq!(proof.entries, counted, "entries are counted by state");
        let last = model::InputId(self.n_inputs());
        assert_eq!(store::prove_inputs(&self.records, last).unwrap(), []);
    }
}
