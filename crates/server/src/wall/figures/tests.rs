//! The figures against the whole history counted anew, case by case and without a sketch; and against themselves, folded
//! in other slices, with less room, and begun anew.

use clearance::{
    House, declaration_state_number,
    entry::{Entry, state_number},
    export_state_number,
    ports::RawInput,
};
use model::{DeclarationState, EntryState, ExportState, HouseMessage, Rate};
use params::Law;
use store::{HouseStore, Options, first_state};
use testkit::{Plan, TRUTH_FILE, declarations::DeclarationPlan};

use super::*;
use crate::{data::DataDir, wall::places::place_of};

const HOUR_MS: i64 = 60 * 60_000;

/// The house's days of the test; the last is today.
fn morning(day: i64) -> Moment {
    Moment::from_local(jiff::civil::date(2026, 1, 5).at(9, 0, 0, 0))
        .plus_minutes((day - 1) * 24 * 60)
}

fn now() -> Now {
    Now { clock: morning(9), house: morning(9) }
}

struct Served {
    house: House<HouseStore>,
    at: Moment,
}

impl Served {
    /// Every message some minutes after the one before.
    fn take(&mut self, bytes: Vec<u8>) {
        self.at = self.at.plus_minutes(7);
        let raw = RawInput { received_at: self.at, sender: String::new(), bytes };
        self.house.take(&[raw]).unwrap();
    }

    fn say(&mut self, message: &HouseMessage) {
        self.take(serde_json::to_vec(message).unwrap());
    }
}

/// Days of a house: parcels that are drawn, watched, examined, detained and let go, and declarations.
fn days(folder: &tempfile::TempDir) -> HouseRecords {
    let data = DataDir::new(folder.path());
    let law = Law::shipped().unwrap();
    let mut served = Served { house: data.open(Options::default()).unwrap(), at: morning(1) };
    served.take(br#"{"tongguan":"settings","examination_share":"0.3"}"#.to_vec());
    for (day, seed) in [(1i64, 5u64), (2, 6), (4, 7), (9, 8)] {
        served.at = morning(day).plus_minutes(-8 * 60);
        let on = morning(day).local_date();
        let plan = Plan {
            documents_per_message: 10,
            watch: Vec::new(),
            ..Plan::new(60, Rate::from_ppm(100_000), seed, on)
        };
        let mut messages = Vec::new();
        let mut keep = |file: testkit::GeneratedFile<'_>| {
            if file.name != TRUTH_FILE {
                messages.push(file.bytes.to_vec());
            }
            Ok(())
        };
        testkit::generate(&plan, &law, &mut keep, &mut |_| {}).unwrap();
        messages.into_iter().for_each(|it| served.take(it));
        decide(&mut served, &data);
    }
    let corpus = folder.path().join("declarations");
    let on = morning(9).local_date();
    let plan =
        DeclarationPlan { declarations: 40, fault_rate: Rate::from_ppm(50_000), seed: 3, on };
    testkit::declarations::write_declarations(&plan, &law, &corpus, &mut |_| ()).unwrap();
    for path in crate::files::message_files(&corpus).unwrap() {
        served.at = served.at.plus_minutes(-6);
        served.take(std::fs::read(path).unwrap());
    }
    data.records().unwrap()
}

/// An officer ends every other examination: he finds something in every third of those.
fn decide(served: &mut Served, data: &DataDir) {
    let state = state_number(EntryState::UnderExamination);
    let rows = data.records().unwrap().entries(Some(state), EntryId(0), 1_000).unwrap();
    assert!(rows.len() > 3, "{} are under examination", rows.len());
    for (place, row) in rows.iter().step_by(2).enumerate() {
        let action = match place % 3 {
            0 => OfficerAction::DetainForClearance,
            _ => OfficerAction::PassExamination,
        };
        let list_no = Entry::from_row(row).unwrap().list_no();
        let (officer, reason) = ("Z0001".to_owned(), "test".to_owned());
        served.say(&HouseMessage::Officer { list_no, action, officer, reason });
    }
}

fn folded(records: &HouseRecords, now: Now, slice: usize, room: usize) -> Figures {
    let mut figures = Figures::with_room(records, now, room).unwrap();
    while figures.fold(records, slice).unwrap().rows > 0 {}
    figures
}

/// All that happened to a case, oldest first.
fn told(records: &HouseRecords, entry: EntryId) -> Vec<Happening> {
    let history = records.history(entry).unwrap();
    history.iter().flat_map(|it| history::decode(&it.body).unwrap()).collect()
}

/// Times by the day on which they ended, and what they are of.
type Times<K> = BTreeMap<(Date, K), Vec<u64>>;

/// Where every case stood, and how long, from the whole history.
fn stood(records: &HouseRecords) -> Times<u8> {
    let mut times = Times::new();
    for row in records.entry_rows(EntryId(0), usize::MAX).unwrap() {
        let told = told(records, row.id);
        let began = told.first().unwrap();
        let mut stands = (began.at, None::<u8>);
        for happening in &told {
            let Some([from, to]) = step_of(&happening.what) else { continue };
            let (since, was) = stands;
            assert!(was.is_none_or(|it| it == from), "{}", row.id);
            let ms = u64::try_from(happening.at.millis() - since.millis()).unwrap();
            let state = was.unwrap_or_else(|| match step_of(&began.what) {
                Some([from, _]) => from,
                None => first_state(&began.what),
            });
            if state != to && (was.is_some() || ms > 0) {
                times.entry((happening.at.local_date(), state)).or_default().push(ms);
            }
            stands = (happening.at, Some(to));
        }
    }
    times
}

/// From declaring to release, from the whole history.
fn cleared(records: &HouseRecords) -> Times<Procedure> {
    use DeclarationState as D;
    let declared = [
        state_number(EntryState::Declared),
        export_state_number(ExportState::Declared),
        declaration_state_number(D::Declared),
    ];
    let mut released =
        vec![state_number(EntryState::Released), export_state_number(ExportState::Released)];
    let of_declarations =
        [D::Released, D::ReleasedOnGuarantee, D::SummaryReleased, D::ListReleased];
    released.extend(of_declarations.map(declaration_state_number));
    let mut times = Times::new();
    for row in records.entry_rows(EntryId(0), usize::MAX).unwrap() {
        let told = told(records, row.id);
        let steps: Vec<(Moment, u8)> =
            told.iter().filter_map(|it| Some((it.at, step_of(&it.what)?[1]))).collect();
        let first = |states: &[u8]| steps.iter().find(|it| states.contains(&it.1)).map(|it| it.0);
        if let (Some(from), Some(to)) = (first(&declared), first(&released)) {
            let procedure = place_of(row.state).unwrap().procedure;
            let ms = u64::try_from(to.millis() - from.millis()).unwrap();
            times.entry((to.local_date(), procedure)).or_default().push(ms);
        }
    }
    times
}

fn agrees(sketch: &Sketch, exact: &mut [u64]) {
    exact.sort_unstable();
    assert_eq!(sketch.n(), exact.len() as u64);
    assert_eq!(sketch.mean_ms(), Some(exact.iter().sum::<u64>() / sketch.n()));
    for percent in [50, 90] {
        let rank = (exact.len() * percent).div_ceil(100).max(1);
        let (told, is) = (sketch.percentile_ms(percent as u64).unwrap(), exact[rank - 1]);
        assert!(told.abs_diff(is) <= is / 16, "{told} for {is}");
    }
}

#[test]
fn the_figures_are_those_of_the_whole_history() {
    let folder = tempfile::tempdir().unwrap();
    let records = days(&folder);
    let figures = folded(&records, now(), 500, ROOM);
    assert_eq!(figures.after, records.newest_history().unwrap());
    assert_eq!(figures.commit, records.head().unwrap().commit);
    let first = first_day(now().today());
    let mut stood = stood(&records);
    let before = stood.len();
    stood.retain(|(day, _), _| *day >= first);
    assert!(stood.len() < before, "some of it lies before the days that are looked back on");
    let mut places = 0;
    for (day, of_day) in &figures.days {
        for (state, sketch) in &of_day.places {
            agrees(sketch, stood.get_mut(&(*day, *state)).unwrap());
            places += 1;
        }
    }
    assert_eq!(places, stood.len());
    let mut cleared = cleared(&records);
    cleared.retain(|(day, _), _| *day >= first);
    let mut took = 0;
    for (day, of_day) in &figures.days {
        for (procedure, it) in &of_day.took {
            agrees(&it.overall, cleared.get_mut(&(*day, *procedure)).unwrap());
            let waited: u64 = it.waited.iter().map(|it| it.mean_ms().unwrap() * it.n()).sum();
            assert!(waited <= it.overall.mean_ms().unwrap() * it.overall.n() + it.overall.n());
            took += 1;
        }
    }
    assert_eq!(took, cleared.len());
    assert!(cleared.keys().any(|it| it.1 == Procedure::Declaration));
    assert!(cleared.keys().any(|it| it.1 == Procedure::RetailImport));
}

#[test]
fn flows_selections_and_results_are_those_of_the_whole_history() {
    let folder = tempfile::tempdir().unwrap();
    let records = days(&folder);
    let figures = folded(&records, now(), 500, ROOM);
    let first = first_day(now().today());
    let [_, days] = figures.windows(now().today());
    let mut counts = BTreeMap::<&str, u64>::new();
    for row in records.entry_rows(EntryId(0), usize::MAX).unwrap() {
        if place_of(row.state).unwrap().procedure != Procedure::RetailImport {
            continue;
        }
        for it in told(&records, row.id).iter().filter(|it| it.at.local_date() >= first) {
            let mut count = |name| *counts.entry(name).or_default() += 1;
            match &it.what {
                Event::State { to: EntryState::Declared, .. } => count("declared"),
                Event::State { from: EntryState::Declared, to, .. }
                    if *to != EntryState::Withdrawn =>
                {
                    count("decided");
                }
                Event::Selected(it) if it.reasons.iter().any(|it| it.rule == "random") => {
                    count("drawn");
                }
                Event::State {
                    from: EntryState::UnderExamination,
                    to: EntryState::Reviewed,
                    ..
                } => {
                    count("conform");
                }
                Event::State {
                    from: EntryState::UnderExamination,
                    to: EntryState::DetainedForClearance,
                    ..
                } => count("found"),
                _ => {}
            }
            // Those of a decision are arms above already.
            match &it.what {
                Event::State { to: EntryState::Rejected, .. } => count("returned"),
                Event::State { to: EntryState::Accepted, .. } => count("looked at"),
                _ => {}
            }
        }
    }
    let flow = days.flows[&Procedure::RetailImport];
    let it = days.examinations[&Procedure::RetailImport];
    let [random, rule, officer] = it.groups;
    let counted = BTreeMap::from([
        ("declared", flow.declared),
        ("decided", flow.decided),
        ("returned", flow.returned),
        ("looked at", it.looked_at),
        ("drawn", random.chosen),
        ("conform", random.conform),
        ("found", random.found),
    ]);
    assert_eq!(counted, counts);
    assert_eq!((rule, officer), (Group::default(), Group::default()), "nobody watched or ordered");
    assert!(days.examinations.contains_key(&Procedure::Declaration));
}

#[test]
fn slices_room_and_a_restart_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let records = days(&folder);
    let whole = folded(&records, now(), usize::MAX / 2, ROOM);
    assert!(!whole.days.is_empty() && !whole.minutes.is_empty());
    for (slice, room) in [(1, ROOM), (7, 3), (500, 0)] {
        let other = folded(&records, now(), slice, room);
        assert_eq!(other.days, whole.days, "in slices of {slice}, with room for {room}");
        assert_eq!((other.after, &other.minutes), (whole.after, &whole.minutes));
    }
    // One that ran all the while, from the first day on.
    let early = Now { clock: morning(1), house: morning(1) };
    let mut running = folded(&records, early, 500, ROOM);
    assert!(running.days.len() > whole.days.len());
    running.turn_to(now());
    assert_eq!((running.days, running.minutes), (whole.days, whole.minutes));
}

#[test]
fn a_board_that_begins_reads_no_more_than_the_days_it_looks_back_on() {
    let folder = tempfile::tempdir().unwrap();
    let records = days(&folder);
    let figures = Figures::begin(&records, now()).unwrap();
    let of_row = |row: u64| records.history_rows(row - 1, 1).unwrap().pop().unwrap();
    let at = |row: u64| history::decode(&of_row(row).body).unwrap()[0].at;
    assert!(figures.after > 0);
    assert!(
        at(figures.after + 1).millis() >= midnight(first_day(now().today())).millis() - HOUR_MS
    );
    assert!(at(figures.after).local_date() < first_day(now().today()));
    assert_ne!(of_row(figures.after).commit, of_row(figures.after + 1).commit);
    let later = Now { clock: morning(40), house: morning(40) };
    let figures = Figures::begin(&records, later).unwrap();
    assert_eq!(figures.after, records.newest_history().unwrap());
}
