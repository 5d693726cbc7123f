//! Figures by hand, and over random streams of batches.

use std::collections::{BTreeMap, BTreeSet};

use model::{Amount, CommitNo, Credit, Date, EntryId, KeyPair, Moment, RiskChannel, RiskProcedure};
use proptest::prelude::*;

use super::*;
use crate::{
    batch::{Batch, Chosen, Found, Weighed},
    case::{Case, Counts as CaseCounts, Figures as CaseFigures, Parties, Times},
    lots::DaySeed,
    memory::{Deltas, Digester, Gathering, Grade},
};

const FIRST: Date = Date::constant(2026, 11, 20);

fn noon(days: i64) -> Moment {
    Moment::from_local(FIRST.at(12, 0, 0, 0)).plus_minutes(days * 24 * 60)
}

fn day(days: i64) -> Date {
    noon(days).local_date()
}

fn case(days: i64, customs: &'static str, credit: Option<Credit>) -> Case<'static> {
    Case {
        procedure: RiskProcedure::Declaration,
        key: KeyPair { hi: 1, lo: 2 },
        at: noon(days),
        parties: Parties::default(),
        credit,
        customs,
        port: "",
        supervision_mode: "",
        transport_mode: "",
        shipping_country: "",
        trade_country: "",
        packaging: "",
        figures: CaseFigures { tax: Some(Amount::ONE), ..CaseFigures::default() },
        times: Times::default(),
        counts: CaseCounts::default(),
        note: "",
        lines: Vec::new(),
    }
}

/// A declaration of the first day at one office.
fn weighed(entry: u64, channel: RiskChannel, chosen: Chosen) -> Weighed<'static> {
    Weighed {
        entry: EntryId(entry),
        channel,
        chosen,
        digest: None,
        probability: None,
        shadow: None,
        case: case(0, "2201", None),
    }
}

fn found(entry: u64, grade: Option<u8>) -> Found {
    let kinds = if grade.is_some() { vec!["origin".to_owned()] } else { Vec::new() };
    Found { entry: EntryId(entry), grade: grade.map(Grade), kinds }
}

fn batch(weighed: Vec<Weighed<'static>>, found: Vec<Found>) -> Batch<'static> {
    Batch { weighed, promises: Vec::new(), found, deltas: Deltas::default() }
}

fn figures(limits: Limits) -> Figures {
    Figures::new(limits, Grade(2))
}

fn folded(batches: &[Batch<'static>]) -> Figures {
    let mut figures = figures(Limits::default());
    for (no, batch) in (1..).zip(batches) {
        figures.take(CommitNo(no), batch, &FiredOn::new());
    }
    figures
}

fn always() -> Days {
    day(-400)..=day(400)
}

/// `n` selected cases from a number on, the first of which are found.
fn selected(from: u64, n: u64, hits: u64, chosen: Chosen) -> Batch<'static> {
    let numbers = from..from + n;
    batch(
        numbers.clone().map(|it| weighed(it, RiskChannel::Examination, chosen)).collect(),
        numbers.map(|it| found(it, (it < from + hits).then_some(3))).collect(),
    )
}

#[test]
fn targeted_and_drawn_stand_beside_each_other_with_their_intervals() {
    // Newcombe 1998, table II: 56 of 70 and 48 of 80 differ by 20 points, 5.24 to 33.39.
    let it = folded(&[
        selected(1, 70, 56, Chosen::RULE),
        selected(101, 80, 48, Chosen::RANDOM),
        batch(
            (201..1_051).map(|it| weighed(it, RiskChannel::Release, Chosen::default())).collect(),
            vec![],
        ),
    ]);
    let all = it.all(&always());
    assert_eq!((all.weighed, all.all.selected, all.all.examined), (1_000, 150, 150));
    assert_eq!(all.all.found(it.least()), 104);
    let gain = all.gain(it.least()).unwrap();
    assert!((gain.difference - 0.2).abs() < 1e-12);
    assert!(
        (gain.interval.low - 0.0524).abs() < 6e-5 && (gain.interval.high - 0.3339).abs() < 6e-5
    );
    // The same paper's other table: 81 of 263 by Wilson.
    let other = folded(&[selected(1, 263, 81, Chosen::TARGETED)]).all(&always());
    let interval = other.way(Way::Model).interval(Grade(2)).unwrap();
    assert!((interval.low - 0.2553).abs() < 6e-5 && (interval.high - 0.3662).abs() < 6e-5);
    assert_eq!(other.gain(Grade(2)), None, "there is no control group");
}

#[test]
fn what_was_drawn_is_in_the_control_group_alone() {
    let both = Chosen::RANDOM.and(Chosen::RULE).and(Chosen::TARGETED);
    let sum =
        folded(&[selected(1, 3, 1, both), selected(11, 2, 2, Chosen::RULE.and(Chosen::EXPLORED))])
            .all(&always());
    let told = Way::ALL.map(|it| (sum.way(it).selected, sum.way(it).found(Grade(2))));
    assert_eq!(told, [(3, 1), (2, 2), (2, 2), (0, 0), (0, 0), (2, 2)]);
    // What is released or looked at later was not selected, whatever chose it.
    let later = folded(&[batch(vec![weighed(1, RiskChannel::LaterAudit, Chosen::LATER)], vec![])]);
    let sum = later.all(&always());
    assert_eq!((sum.later.selected, sum.all.selected, later.later().len()), (1, 0, 1));
    // What an audit finds of it is the later audit's.
    let mut later = later;
    later.take(CommitNo(2), &batch(vec![], vec![found(1, Some(2))]), &FiredOn::new());
    let sum = later.all(&always());
    assert_eq!(
        (sum.later.found(Grade(2)), sum.all, later.beside(&always()).examined),
        (1, Counts::default(), 0)
    );
}

#[test]
fn a_result_counts_on_the_day_of_its_case_and_of_several_the_gravest() {
    let first = weighed(1, RiskChannel::Documents, Chosen::RULE);
    let second =
        Weighed { case: case(3, "2202", None), ..weighed(2, RiskChannel::Hold, Chosen::RULE) };
    let mut it = folded(&[
        batch(vec![first], vec![]),
        batch(vec![second], vec![found(1, Some(1))]),
        batch(vec![], vec![found(1, Some(3)), found(9, Some(2)), found(9, None)]),
    ]);
    let of = |it: &Figures, on: i64| it.all(&(day(on)..=day(on))).all;
    assert_eq!(
        of(&it, 0),
        Counts { selected: 1, examinations: 0, examined: 1, by_grade: [0, 0, 1] }
    );
    assert_eq!(of(&it, 3), Counts { selected: 1, examinations: 1, ..Counts::default() });
    assert_eq!(it.kinds(&it.all(&always())), [("origin".to_owned(), 1)]);
    // Nobody selected number 9: an officer had it examined.
    assert_eq!(it.beside(&always()), Beside { examined: 2, found: 1 });
    let before = of(&it, 0);
    it.take(CommitNo(9), &batch(vec![], vec![found(1, None), found(1, Some(2))]), &FiredOn::new());
    assert_eq!(of(&it, 0), before, "nothing graver came");
    // What is amended then is weighed and selected again; its result stands where it was.
    let amended =
        Weighed { case: case(3, "2202", None), ..weighed(1, RiskChannel::Documents, Chosen::RULE) };
    it.take(CommitNo(10), &batch(vec![amended], vec![found(1, Some(3))]), &FiredOn::new());
    assert_eq!((of(&it, 0), of(&it, 3).selected, of(&it, 3).examined), (before, 2, 0));
    let rows = it.rows(&always(), By::Customs);
    let rows: Vec<_> = rows.iter().map(|it| (it.key.as_str(), it.sum.weighed)).collect();
    assert_eq!(rows, [("2201", 1), ("2202", 2)]);
    // 2026-11-20 is a Friday, the 23rd a Monday.
    let weeks: Vec<String> = it.rows(&always(), By::Week).into_iter().map(|it| it.key).collect();
    assert_eq!(weeks, ["2026-11-16", "2026-11-23"]);
}

#[test]
fn honest_traders_who_were_examined_in_vain_are_told() {
    let of = |entry: u64, credit: Option<Credit>, channel: RiskChannel| Weighed {
        case: case(0, "2201", credit),
        ..weighed(entry, channel, Chosen::RULE)
    };
    let aeo = Some(Credit::Advanced);
    let it = folded(&[batch(
        vec![
            of(1, aeo, RiskChannel::Examination),
            of(2, aeo, RiskChannel::Examination),
            of(3, aeo, RiskChannel::Release),
            of(4, aeo, RiskChannel::Release),
            of(5, None, RiskChannel::Examination),
        ],
        vec![found(1, None), found(2, Some(2)), found(5, None)],
    )]);
    let sum = it.all(&always());
    let standing = sum.standing(aeo);
    assert_eq!(standing, Standing { weighed: 4, selected: 2, examined: 2, in_vain: 1 });
    assert_eq!(standing.share_in_vain(), Some(0.25));
    assert_eq!(sum.standing(None).in_vain, 1);
    assert_eq!(sum.standing(Some(Credit::Dishonest)).share_in_vain(), None);
}

#[test]
fn rules_and_campaigns_are_told_and_two_rules_of_one_campaign_count_once() {
    let rule = |id: &str, campaign: Option<&str>| Fired {
        rule: id.to_owned(),
        campaign: campaign.map(str::to_owned),
    };
    let mut it = figures(Limits::default());
    let fired = FiredOn::from([
        (EntryId(1), vec![rule("A", Some("双十一")), rule("B", Some("双十一"))]),
        (EntryId(2), vec![rule("B", Some("双十一")), rule("C", None)]),
    ]);
    let cases = vec![
        weighed(1, RiskChannel::Examination, Chosen::RULE),
        weighed(2, RiskChannel::LaterAudit, Chosen::RULE),
    ];
    it.take(CommitNo(1), &batch(cases, vec![found(1, Some(2))]), &fired);
    let told = |all: &BTreeMap<String, Fires>| -> Vec<(String, [u64; 5])> {
        let of = |it: &Fires| {
            let Counts { selected, examinations, examined, .. } = it.counts;
            [it.fired, selected, examinations, examined, it.counts.found(Grade(2))]
        };
        all.iter().map(|(name, it)| (name.clone(), of(it))).collect()
    };
    let rules = told(&it.rules(&always()));
    assert_eq!(
        rules,
        [
            ("A".into(), [1, 1, 1, 1, 1]),
            ("B".into(), [2, 1, 1, 1, 1]),
            ("C".into(), [1, 0, 0, 0, 0])
        ]
    );
    assert_eq!(told(&it.campaigns(&always())), [("双十一".into(), [2, 1, 1, 1, 1])]);
    let first = day(0).to_string();
    assert_eq!(told(&it.campaign("双十一", &always(), By::Day)), [(first, [2, 1, 1, 1, 1])]);
    assert_eq!(
        told(&it.campaign("双十一", &always(), By::All)),
        [(String::new(), [2, 1, 1, 1, 1])]
    );
    assert!(it.campaign("双十二", &always(), By::Day).is_empty());
    assert!(it.campaign("双十一", &(day(1)..=day(9)), By::Day).is_empty());
}

#[test]
fn lots_stand_beside_a_campaign_at_its_offices_alone() {
    let at = |entry: u64, since: i64, office: &'static str, chosen: Chosen| Weighed {
        case: case(since, office, None),
        ..weighed(entry, RiskChannel::Examination, chosen)
    };
    let it = folded(&[batch(
        vec![
            at(1, 0, "2201", Chosen::RANDOM),
            at(2, 0, "5100", Chosen::RANDOM),
            at(3, 1, "2201", Chosen::RANDOM),
            at(4, 1, "2201", Chosen::RULE),
        ],
        vec![found(1, Some(2)), found(2, Some(2)), found(3, None), found(4, Some(2))],
    )]);
    let lots = |by| it.lots(&always(), by, |_, customs| customs == "2201");
    let told = |it: &Counts| [it.selected, it.examined, it.found(Grade(2))];
    let days: Vec<_> = lots(By::Day).values().map(told).collect();
    assert_eq!(days, [[1, 1, 1], [1, 1, 0]]);
    assert_eq!(lots(By::All).get("").map(told), Some([2, 2, 1]));
}

/// What the engine counts of a day's most is counted nowhere else.
#[test]
fn what_is_used_of_a_day_is_what_the_engine_counted_and_begins_anew_with_a_day() {
    let digester = Digester::new(1, 2);
    let spent = |n: u32, since: i64, port: &str| {
        let mut gathering = Gathering::default();
        (0..n).for_each(|_| gathering.chose(digester.counter("2201", port, day(since))));
        gathering.finish(Moment::from_millis(1))
    };
    let on = |since: i64, deltas: Deltas| Batch {
        deltas,
        ..batch(
            vec![Weighed {
                case: Case { port: "2203", ..case(since, "2201", None) },
                ..weighed(1, RiskChannel::Documents, Chosen::RULE)
            }],
            Vec::new(),
        )
    };
    let told = |it: &Figures, since: i64| -> Vec<(String, String, u32)> {
        let all = it.spent(day(since), digester).into_iter();
        all.map(|it| (it.customs, it.port, it.n)).collect()
    };
    let place = |n: u32| [("2201".to_owned(), "2203".to_owned(), n)];
    let mut it = folded(&[on(0, spent(2, 0, "2203")), on(0, spent(3, 0, "2203"))]);
    assert_eq!(told(&it, 0), place(5));
    assert!(told(&it, 1).is_empty(), "of a day of which nothing came");
    it.take(CommitNo(3), &on(1, spent(1, 1, "2203")), &FiredOn::new());
    assert_eq!(told(&it, 1), place(1));
    assert!(told(&it, 0).is_empty(), "of a day that is over nothing is kept");
    // At a port where no case of the day was seen nothing is told.
    it.take(CommitNo(4), &on(1, spent(1, 1, "9999")), &FiredOn::new());
    assert_eq!(told(&it, 1), place(1));
}

#[test]
fn what_models_said_stands_beside_what_was_found() {
    let said = |entry: u64, p: f64, s: f64, chosen: Chosen| Weighed {
        probability: Some((p * 65_535.0) as u16),
        shadow: Some((s * 65_535.0) as u16),
        ..weighed(entry, RiskChannel::Examination, chosen)
    };
    let it = folded(&[batch(
        vec![
            said(1, 0.8, 0.6, Chosen::RANDOM),
            said(2, 0.4, 0.2, Chosen::RANDOM),
            said(3, 0.4, 0.2, Chosen::TARGETED),
        ],
        vec![found(1, Some(3)), found(2, None), found(3, None)],
    )]);
    let it = it.calibration(&always(), RiskProcedure::Declaration);
    let lots = it.bins(Speaker::Active, Sample::Lots);
    let told: Vec<_> = lots.iter().map(|it| (it.examined, it.found)).collect();
    assert_eq!((told[6], told[8]), ((1, 0), (1, 1)), "30 to 50 %, 70 to 90 %");
    assert_eq!(it.bins(Speaker::Active, Sample::Others)[6].examined, 1);
    assert_eq!(it.bins(Speaker::Shadow, Sample::Lots)[7].found, 1);
    assert_eq!(lots[8].comes_true(), Some(true));
    // Squared errors: 0.04 and 0.16 of the one, 0.16 and 0.04 of the other; they differ by -0.12 and 0.12.
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-4, "{a} is not {b}");
    let (active, shadow) = it.duel.scores().unwrap();
    near(active, 0.1);
    near(shadow, 0.1);
    let (difference, interval) = it.duel.difference().unwrap();
    near(difference, 0.0);
    // A sample deviation of 0.1697, over the root of two, times 1.96.
    near(interval.high, 1.959_964 * 0.12);
}

#[test]
fn it_stays_within_its_limits_and_says_from_when_it_is_whole() {
    let limits = Limits { days: 3, marks: 4, names: 2, later: 2, ..Limits::default() };
    let mut it = figures(limits);
    let seed = |on: i64| DaySeed::new(day(on), KeyPair { hi: 1, lo: 2 }).promise();
    for on in 0..20 {
        let customs = ["2201", "2202", "2203"][usize::try_from(on % 3).unwrap()];
        let entry = u64::try_from(on).unwrap();
        let it_is = |channel| Weighed {
            case: case(on, customs, None),
            ..weighed(entry, channel, Chosen::RULE)
        };
        let mut batch = batch(vec![it_is(RiskChannel::Documents)], vec![]);
        batch.promises.push(seed(on + 1));
        it.take(CommitNo(entry + 1), &batch, &FiredOn::new());
        it.take(
            CommitNo(99),
            &super::tests::batch(vec![it_is(RiskChannel::LaterAudit)], vec![]),
            &FiredOn::new(),
        );
    }
    assert_eq!(it.first(), Some((day(17), true)));
    assert_eq!(it.rows(&always(), By::Day).len(), 3);
    assert_eq!(it.all(&always()).weighed, 6);
    let offices: Vec<String> =
        it.rows(&always(), By::Customs).into_iter().map(|it| it.key).collect();
    assert_eq!(offices, ["", "2201", "2202"], "for the third there was no room");
    assert_eq!(it.later().len(), 2);
    assert_eq!(it.promise(day(20)).map(|it| it.1), Some(CommitNo(20)));
    // The case of the first day is not known any more.
    it.take(CommitNo(100), &batch(vec![], vec![found(0, Some(3))]), &FiredOn::new());
    assert_eq!(it.beside(&always()).found, 1);
    assert_eq!(it.all(&always()).all.examined, 0);
    let narrow = Limits { cells: 2, ..Limits::default() };
    let mut it = figures(narrow);
    for on in 0..9 {
        let one = Weighed {
            case: case(on, "2201", None),
            ..weighed(1, RiskChannel::Release, Chosen::default())
        };
        it.take(CommitNo(1), &batch(vec![one], vec![]), &FiredOn::new());
    }
    assert_eq!(it.first(), Some((day(7), true)));
}

/// One case of a random stream: when, how it was chosen, and what was found how many batches later.
#[derive(Debug, Clone)]
struct Drawn {
    on: i64,
    channel: RiskChannel,
    chosen: u8,
    probability: u16,
    result: Option<(usize, Option<u8>)>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let channels = [
        RiskChannel::Release,
        RiskChannel::LaterAudit,
        RiskChannel::Documents,
        RiskChannel::Examination,
        RiskChannel::Hold,
    ];
    let result = prop::option::of((0usize..5, prop::option::of(1u8..4)));
    let parts = (0i64..40, 0usize..5, 0u8..64, any::<u16>(), result);
    parts.prop_map(move |(on, channel, chosen, probability, result)| Drawn {
        on,
        channel: channels[channel],
        chosen,
        probability,
        result,
    })
}

const FLAGS: [Chosen; 6] = [
    Chosen::RANDOM,
    Chosen::WATCH,
    Chosen::RULE,
    Chosen::TARGETED,
    Chosen::EXPLORED,
    Chosen::LATER,
];

fn stream(all: &[Drawn]) -> Vec<Batch<'static>> {
    let mut batches: Vec<Batch<'static>> =
        (0..all.len() + 5).map(|_| batch(vec![], vec![])).collect();
    for (at, it) in all.iter().enumerate() {
        let entry = u64::try_from(at).unwrap() + 1;
        let chosen = (0..6).filter(|bit| it.chosen & (1 << bit) != 0);
        let chosen = chosen.fold(Chosen::default(), |all, bit| all.and(FLAGS[bit]));
        let one = Weighed {
            probability: Some(it.probability),
            shadow: Some(it.probability / 2),
            case: case(it.on, ["2201", "2202"][at % 2], Some(Credit::Advanced)),
            ..weighed(entry, it.channel, chosen)
        };
        batches[at].weighed.push(one);
        if let Some((after, grade)) = it.result {
            batches[at + after].found.push(found(entry, grade));
        }
    }
    batches
}

fn told(it: &Figures) -> String {
    let days = always();
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        it.rows(&days, By::Day),
        it.rows(&days, By::Customs),
        it.beside(&days),
        it.calibration(&days, RiskProcedure::Declaration),
        it.later(),
    )
}

proptest! {
    /// However a stream is cut into batches, and wherever its folding stops and goes on, the figures are the same; and they are what
    /// counting directly comes to.
    #[test]
    fn folding_in_one_go_equals_folding_in_pieces(
        all in prop::collection::vec(drawn(), 0..60),
        cuts in prop::collection::btree_set(0usize..65, 0..8),
    ) {
        let batches = stream(&all);
        let in_one_go = folded(&batches);
        let mut pieces: Vec<Batch<'static>> = vec![batch(vec![], vec![])];
        for (at, it) in batches.iter().enumerate() {
            if cuts.contains(&at) {
                pieces.push(batch(vec![], vec![]));
            }
            let last = pieces.last_mut().unwrap();
            last.weighed.extend(it.weighed.iter().cloned());
            last.found.extend(it.found.iter().cloned());
        }
        let mut stopping = figures(Limits::default());
        for piece in &pieces {
            let mut resumed = stopping.clone();
            resumed.take(CommitNo(1), piece, &FiredOn::new());
            stopping = resumed;
        }
        // A result that none of the cases before has known is counted on the newest day, which pieces move.
        let beside = |it: &Figures| it.beside(&always());
        prop_assert_eq!(beside(&in_one_go), beside(&stopping));
        prop_assert_eq!(told(&in_one_go), told(&stopping));

        let is_selected = |it: &&Drawn| it.channel >= RiskChannel::Documents;
        let sum = in_one_go.all(&always());
        let lots: Vec<&Drawn> = all.iter().filter(is_selected).filter(|it| it.chosen & 1 != 0).collect();
        let n = |it: usize| u64::try_from(it).unwrap();
        prop_assert_eq!(sum.weighed, n(all.len()));
        prop_assert_eq!(sum.all.selected, n(all.iter().filter(is_selected).count()));
        let counted = sum.way(Way::Lot);
        prop_assert_eq!(counted.selected, n(lots.len()));
        prop_assert_eq!(counted.examined, n(lots.iter().filter(|it| it.result.is_some()).count()));
        let grave = |it: &&&Drawn| matches!(it.result, Some((_, Some(2..))));
        prop_assert_eq!(counted.found(Grade(2)), n(lots.iter().filter(grave).count()));
        let days: BTreeSet<i64> = all.iter().map(|it| it.on).collect();
        let rows: BTreeSet<String> = in_one_go.rows(&always(), By::Day).into_iter().map(|it| it.key).collect();
        prop_assert_eq!(rows.len(), days.len());
    }
}
