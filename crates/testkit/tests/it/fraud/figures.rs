//! What there is to be found, and what nobody can find more than.

use expect_test::expect;
use testkit::fraud::{Best, CaseLane, Ceiling, FraudKind};

use super::{Told, small};

#[test]
fn nobody_finds_more_than_the_ceiling() {
    let told = Told::new(&small(8, 50_000), 1);
    let mut text = String::new();
    for lane in [CaseLane::Parcel, CaseLane::Declaration] {
        let ceiling = Ceiling::of(told.of(lane).cloned(), 30);
        let [low, high] = [20_000, 100_000].map(|it| ceiling.best(it));
        text +=
            &format!("{lane:?} {} {} {}\n", ceiling.n_cases, ceiling.n_planted, ceiling.n_findable);
        for Best { n_examined, n_hits, n_knowing, n_random } in [low, high] {
            text += &format!("  {n_examined}: {n_hits} {n_knowing} {n_random}\n");
            assert!(n_random < n_knowing && n_knowing <= n_hits && n_hits <= n_examined);
        }
        // More is planted than can be found, and examining more than there is finds no more.
        assert!(ceiling.n_findable < ceiling.n_planted);
        assert_eq!(high.n_hits, ceiling.n_findable);
        // Whoever examines everything finds what there is.
        assert_eq!(ceiling.best(1_000_000).n_hits, ceiling.n_findable);
    }
    expect![[r#"
        Parcel 7317 361 254
          146: 146 110 5
          731: 254 251 25
        Declaration 2844 135 99
          56: 56 44 1
          284: 99 97 9
    "#]]
    .assert_eq(&text);
}

/// The oracle of the ceiling, by hand: examining the cases that it names.
#[test]
fn the_ceiling_is_reached_by_who_reads_the_truth() {
    let told = Told::new(&small(4, 100_000), 2);
    let ceiling = Ceiling::of(told.truths.iter().cloned(), 30);
    let best = ceiling.best(50_000);
    let mut ranked: Vec<bool> = told.truths.iter().map(|it| it.is_found(30)).collect();
    ranked.sort_by_key(|it| !it);
    let hits = ranked.iter().take(best.n_examined as usize).filter(|it| **it).count();
    assert_eq!(hits as u64, best.n_hits);
}

/// Severity and duty of what is planted, and how often it is confirmed, are those of its kind.
#[test]
fn severity_duty_and_confirmation_are_as_the_data_says() {
    let plan = small(10, 200_000);
    let told = Told::new(&plan, 3);
    for kind in FraudKind::ALL {
        let data = &plan.kinds[&kind];
        let of: Vec<_> =
            told.truths.iter().filter(|it| it.is_planted() && it.kinds == [kind]).collect();
        assert!(of.len() > 60, "{kind} {}", of.len());
        let severe = of.iter().filter(|it| it.severity >= plan.severity_threshold).count();
        assert!(of.iter().all(|it| it.severity <= data.severity.at(1_000_000)));
        assert!((of.len() * 60 / 100..of.len()).contains(&severe), "{kind} {severe}");
        let n = of.len() as f64;
        let p = f64::from(data.confirmed_ppm) / 1e6;
        let confirmed = of.iter().filter(|it| it.is_confirmable).count() as f64;
        assert!((confirmed - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt(), "{kind} {confirmed}");
        let dutiable = of.iter().filter(|it| it.duty_at_stake.is_positive()).count();
        assert!(dutiable * 10 > of.len() * 9, "{kind}: something is at stake in {dutiable}");
    }
    let mistakes: Vec<_> = told.truths.iter().filter(|it| it.is_mistake).collect();
    let light = mistakes.iter().filter(|it| it.severity < plan.severity_threshold).count();
    assert!(mistakes.len() > 40 && light * 10 > mistakes.len() * 8, "mostly below the threshold");
    assert!(told.truths.iter().filter(|it| it.kinds.is_empty()).all(|it| !it.is_found(0)));
}
