//! Planted fraud is not caught by a check: the house takes all of it, day by day, and its answers can be answered.

use std::collections::BTreeMap;

use clearance::{
    House,
    entry::{Entry, state_of},
    history::{self, Event},
    ports::{EntryRow, HistoryRow, RawInput},
};
use matching::Keyring;
use model::{Amount, DeclarationState, EntryState, Moment, Rate};
use params::Law;
use testkit::{
    GeneratedFile, TRUTH_FILE,
    fraud::{
        CaseKey, CaseLane, Day, Days, FraudPlan, FraudTruth, Incoming, Told as Lane, Truths,
        generate_fraud, traffic,
    },
};

use super::small;
use crate::{memory::MemoryStore, recording::declarations_of};

/// A house that is played with day by day.
struct Game {
    house: House<MemoryStore>,
    keyring: Keyring,
    last: Moment,
    n_returned: u32,
}

impl Game {
    fn new() -> Game {
        let keyring = Keyring::new([7; 16]);
        let law = Law::shipped().unwrap();
        let house = House::open(MemoryStore::default(), law, keyring.clone()).unwrap();
        Game { house, keyring, last: Moment::from_millis(0), n_returned: 0 }
    }

    fn take(&mut self, messages: Vec<Incoming>) {
        for it in &messages {
            assert!(self.last <= it.received_at, "time goes on");
            self.last = it.received_at;
        }
        let inputs: Vec<RawInput> = messages.into_iter().map(Incoming::into_input).collect();
        for batch in inputs.chunks(32) {
            self.house.take(batch).unwrap();
        }
    }

    fn row(&mut self, key: &CaseKey) -> &EntryRow {
        let key = match key {
            CaseKey::Parcel { platform_code, order_no } => {
                self.keyring.order(platform_code, order_no)
            }
            CaseKey::Declaration { declarant_code, reference } => {
                self.keyring.declaration(declarant_code, reference)
            }
        };
        let MemoryStore { claims, entries, .. } = self.house.store();
        &entries[&claims[&key].entry]
    }

    fn day(&mut self, day: Day) {
        self.take(day.messages);
        // Every truth is one of a case that the house has.
        for key in day.truth.keys() {
            assert!(self.row(key).body.len() > 10);
        }
        let mut back = Vec::new();
        for it in &day.returns {
            let row = self.row(&it.key);
            if state_of(row.state) == Some(EntryState::Released) {
                let list_no = Entry::from_row(row).unwrap().list_no();
                back.push(it.message(&list_no).into_input());
            }
        }
        self.n_returned += u32::try_from(back.len()).unwrap();
        // They are sent at the end of the day.
        back.iter_mut().for_each(|it| it.received_at = it.received_at.max(self.last));
        self.house.take(&back).unwrap();
    }

    /// What it found, however often.
    fn findings(&mut self) -> BTreeMap<String, u32> {
        let mut found = BTreeMap::new();
        let happened = |row: &HistoryRow| history::decode(&row.body).unwrap();
        for happening in self.house.store().history.iter().flat_map(happened) {
            let findings = match happening.what {
                Event::Document { findings, .. }
                | Event::Ignored { findings, .. }
                | Event::Unreadable { findings, .. }
                | Event::State { findings, .. }
                | Event::Filed { findings, .. }
                | Event::DeclarationState { findings, .. } => findings,
                _ => Vec::new(),
            };
            for it in findings.iter().filter(|it| !it.code.starts_with("MIS-")) {
                let text = format!("{} {} {} {}", it.code, it.pointer, it.observed, it.expected);
                *found.entry(text).or_default() += 1;
            }
        }
        found
    }
}

#[test]
fn the_house_finds_nothing_in_the_papers() {
    let law = Law::shipped().unwrap();
    // Half of the cases are fraud, so that each kind in its later manner is among them.
    let plan = small(2, 500_000).sized(2, 700, 250);
    let mut game = Game::new();
    let days = Days::new(&plan, &law, 3).unwrap();
    game.take(days.opening(&law).unwrap());
    let mut lanes = [0usize; 2];
    for day in days {
        let day = day.unwrap();
        for truth in day.truth.values() {
            lanes[usize::from(truth.lane == CaseLane::Declaration)] += 1;
        }
        game.day(day);
    }
    assert_eq!(game.findings(), BTreeMap::new());
    assert!(game.n_returned > 5, "{}", game.n_returned);
    let MemoryStore { entries, .. } = game.house.store();
    let parcels: Vec<EntryState> = entries.values().filter_map(|it| state_of(it.state)).collect();
    let is_in = |it: &&EntryState| {
        let states = [EntryState::Released, EntryState::UnderExamination];
        states.contains(it)
    };
    assert_eq!(parcels.iter().filter(is_in).count(), lanes[0]);
    assert_eq!(parcels.len(), lanes[0]);
    let states: Vec<DeclarationState> = declarations_of(entries).map(|it| it.state).collect();
    assert_eq!(states.len(), lanes[1]);
    let is_stopped = |it: &&DeclarationState| {
        matches!(
            it,
            DeclarationState::Returned
                | DeclarationState::AwaitingManifest
                | DeclarationState::Reviewing
        )
    };
    assert_eq!(states.iter().find(is_stopped), None);
}

/// Files are the days' messages, and the truth file is that of the days.
#[test]
fn a_corpus_is_its_days() {
    let (plan, law) = (small(1, 100_000).sized(1, 200, 60), Law::shipped().unwrap());
    let days = Days::new(&plan, &law, 8).unwrap();
    let mut messages: Vec<Vec<u8>> =
        days.opening(&law).unwrap().into_iter().map(|it| it.bytes).collect();
    let mut truths = Vec::new();
    for day in days {
        let day = day.unwrap();
        messages.extend(day.messages.into_iter().map(|it| it.bytes));
        truths.extend(day.truth.into_values());
    }
    truths.sort_by_key(|it| it.index);
    let told: Vec<FraudTruth> = Truths::new(&plan, &law, 8).unwrap().collect();
    assert_eq!(truths, told);
    let (mut files, mut names, mut truth) = (Vec::new(), Vec::new(), String::new());
    let mut sink = |file: GeneratedFile<'_>| {
        if file.name == TRUTH_FILE {
            truth = String::from_utf8(file.bytes.to_vec()).unwrap();
        } else {
            files.push(file.bytes.to_vec());
            names.push(file.name.to_owned());
        }
        Ok(())
    };
    let corpus = generate_fraud(&plan, &law, 8, &mut sink, &mut |_| {}).unwrap();
    assert!(names.is_sorted(), "in their alphabetical order files have arrived");
    assert!(files == messages);
    assert_eq!(corpus.messages, messages.len() as u64);
    assert_eq!(corpus.parcels + corpus.declarations, told.len() as u64);
    assert_eq!(truth.lines().count(), told.len() + 2);
    assert_eq!(corpus.planted, told.iter().filter(|it| it.is_planted()).count() as u64);
}

/// Nobody buys more than a year's limit, whoever uses his name: else the house would refuse what risk is to find.
#[test]
fn nobody_comes_over_the_limits() {
    let law = Law::shipped().unwrap();
    let plan = FraudPlan::embedded().unwrap().sized(26, 900, 1).base_rate(Rate::from_ppm(100_000));
    for plan in [plan.clone(), plan.drawn(2)] {
        let mut years: BTreeMap<String, Amount> = BTreeMap::new();
        for case in traffic(&plan, &law, 5).unwrap() {
            let Lane::Parcel(it) = case.lane else { continue };
            let list = &it.inventory;
            let goods: Amount = list.items.iter().map(|it| it.total_price).sum();
            let value = goods + list.freight + list.insurance;
            assert!(value <= Amount::from_units(5_000), "{} {value}", case.index);
            *years.entry(list.buyer_id_number.to_string()).or_insert(Amount::ZERO) += value;
        }
        let most = years.values().max().unwrap();
        let over = years.values().filter(|it| **it > Amount::from_units(26_000)).count();
        assert_eq!(over, 0, "{most}");
    }
}
