//! Each kind can be told by the sign that defines it, and not by that alone: a hand-written feature a kind, made of documents
//! and of what came before, ranks planted cases above others, and is often wrong.

use std::collections::{BTreeMap, BTreeSet};

use model::{Amount, Declaration, GoodsItem, Inventory, Moment};
use params::Law;
use testkit::fraud::{Case, CaseLane, FraudKind, FraudPlan, FraudTruth, Told as Lane};

use super::Told;

/// How often a case of a kind ranks above another case, ties half.
pub(crate) fn auc(scores: &[(f64, bool)]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut below, mut sum) = (0.0, 0.0);
    for tied in sorted.chunk_by(|one, other| one.0 == other.0) {
        let yes = tied.iter().filter(|it| it.1).count() as f64;
        let no = tied.len() as f64 - yes;
        sum += yes * (below + no / 2.0);
        below += no;
    }
    sum / (below * (scores.len() as f64 - below))
}

fn number(amount: Amount) -> f64 {
    amount.scaled() as f64 / 1e5
}

/// Means of logarithms by what they are of.
#[derive(Default)]
struct Means(BTreeMap<String, (f64, f64)>);

impl Means {
    fn see(&mut self, key: String, value: f64) {
        if value > 0.0 {
            let (sum, count) = self.0.entry(key).or_default();
            *sum += value.ln();
            *count += 1.0;
        }
    }

    /// How far below the mean, in logarithms; nothing of what was seen less than four times.
    fn below(&self, key: &str, value: f64) -> Option<f64> {
        let (sum, count) = self.0.get(key).filter(|it| it.1 >= 4.0)?;
        (value > 0.0).then(|| sum / count - value.ln())
    }
}

/// What the oracle has learnt of all documents, whoever sent them.
#[derive(Default)]
struct Known {
    price: Means,
    weight: Means,
    codes: BTreeMap<(String, String), f64>,
}

/// The words between brand and size.
fn noun(name: &str) -> String {
    let after = name.split_once(')').map_or(name, |it| it.1);
    after.chars().take_while(|it| !it.is_ascii_alphanumeric()).collect()
}

/// Dollars a kilogram.
fn per_kg(item: &GoodsItem<'_>) -> f64 {
    let per_dollar = match &*item.currency {
        "EUR" => 0.88,
        "CNY" => 7.0,
        "JPY" => 150.0,
        "HKD" => 7.8,
        _ => 1.0,
    };
    number(item.total_price) / per_dollar / kilograms(item)
}

fn kilograms(item: &GoodsItem<'_>) -> f64 {
    match (&*item.unit1, &*item.unit2) {
        ("035", _) => number(item.quantity1),
        _ => item.quantity2.map_or(0.0, number),
    }
}

/// Kilograms of a piece; of what is sold by weight nothing.
fn a_piece(item: &GoodsItem<'_>) -> Option<f64> {
    (item.unit != "035").then(|| kilograms(item) / number(item.quantity))
}

fn of_origin(item: &GoodsItem<'_>) -> String {
    format!("{} {}", item.commodity_code, item.origin)
}

impl Known {
    fn learn(&mut self, cases: &[Case]) {
        for case in cases {
            match &case.lane {
                Lane::Parcel(papers) => self.parcel(&papers.inventory),
                Lane::Declaration(filed) => self.declaration(&filed.declaration),
                Lane::Return(_) => {}
            }
        }
    }

    fn parcel(&mut self, list: &Inventory<'_>) {
        for item in &list.items {
            self.price.see(item.name.to_string(), number(item.price));
            *self.codes.entry((noun(&item.name), item.commodity_code.to_string())).or_default() +=
                1.0;
        }
        if let [item] = &*list.items {
            let each = number(list.net_weight_kg) / number(item.quantity);
            self.weight.see(item.name.to_string(), each);
        }
    }

    fn declaration(&mut self, it: &Declaration<'_>) {
        for item in &it.items {
            self.price.see(of_origin(item), per_kg(item));
            self.price.see(item.commodity_code.to_string(), per_kg(item));
            if let Some(each) = a_piece(item) {
                self.weight.see(item.commodity_code.to_string(), each);
            }
        }
    }

    fn undervalued(&self, case: &Lane) -> f64 {
        let below: Vec<f64> = match case {
            Lane::Parcel(papers) => papers
                .inventory
                .items
                .iter()
                .filter_map(|it| self.price.below(&it.name, number(it.price)))
                .collect(),
            Lane::Declaration(filed) => filed
                .declaration
                .items
                .iter()
                .filter_map(|it| {
                    let price = per_kg(it);
                    let of_code = || self.price.below(&it.commodity_code, price);
                    self.price.below(&of_origin(it), price).or_else(of_code)
                })
                .collect(),
            Lane::Return(_) => Vec::new(),
        };
        below.into_iter().fold(0.0, f64::max)
    }

    fn weighs_oddly(&self, case: &Lane) -> f64 {
        match case {
            Lane::Parcel(papers) => {
                let list = &papers.inventory;
                let each = |item: &model::InventoryItem<'_>| {
                    Some(self.weight.below(&item.name, 1.0)?.exp() * number(item.quantity))
                };
                let sum: Option<f64> = list.items.iter().map(each).sum();
                sum.map_or(0.0, |it| (it / number(list.net_weight_kg)).ln().abs())
            }
            Lane::Declaration(filed) => {
                let off = |it: &GoodsItem<'_>| {
                    Some(self.weight.below(&it.commodity_code, a_piece(it)?)?.abs())
                };
                filed.declaration.items.iter().filter_map(off).fold(0.0, f64::max)
            }
            Lane::Return(_) => 0.0,
        }
    }

    /// Words of a heading that is taxed more than the one declared.
    fn misnamed(&self, duties: &Duties, case: &Lane) -> f64 {
        let more = |words: Option<i64>, code: &str| {
            words.zip(duties.of(code)).map_or(0, |(words, code)| words - code).max(0) as f64
        };
        match case {
            Lane::Parcel(papers) => papers
                .inventory
                .items
                .iter()
                .filter_map(|it| {
                    let words = duties.of_parcel(self.usual_code(&it.name)?)?;
                    Some((words - duties.of_parcel(&it.commodity_code)?).max(0) as f64)
                })
                .fold(0.0, f64::max),
            Lane::Declaration(filed) => filed
                .declaration
                .items
                .iter()
                .map(|it| more(duties.by_name.get(&*it.name).copied(), &it.commodity_code))
                .fold(0.0, f64::max),
            Lane::Return(_) => 0.0,
        }
    }

    /// Under which code a noun mostly stands.
    fn usual_code(&self, name: &str) -> Option<&str> {
        let noun = noun(name);
        let of = self.codes.range((noun.clone(), String::new())..);
        let of = of.take_while(|((it, _), _)| *it == noun);
        of.max_by(|one, other| one.1.total_cmp(other.1)).map(|((_, code), _)| code.as_str())
    }
}

/// Duty, VAT and consumption tax in millionths, by code, without the duty and with it, and the least by name.
struct Duties {
    by_code: BTreeMap<u64, [i64; 2]>,
    by_name: BTreeMap<String, i64>,
}

impl Duties {
    fn new(law: &Law) -> Duties {
        let day = law.tariff.covered_to();
        let mut it = Duties { by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        for line in law.tariff.lines().filter(|it| it.from <= day && day <= it.to) {
            let duty = line.provisional.or(line.mfn).unwrap_or(line.general).ad_valorem.ppm();
            let of_parcel = line.vat.value.ppm() + line.consumption.ad_valorem.ppm();
            let tax = of_parcel + duty;
            it.by_code.insert(line.code, [of_parcel, tax]);
            let least = it.by_name.entry(line.name.to_string()).or_insert(tax);
            *least = tax.min(*least);
        }
        it
    }

    fn of(&self, code: &str) -> Option<i64> {
        self.by_code.get(&code.parse().ok()?).map(|it| it[1])
    }

    /// A parcel bears no duty.
    fn of_parcel(&self, code: &str) -> Option<i64> {
        self.by_code.get(&code.parse().ok()?).map(|it| it[0])
    }
}

/// Made in another country than it comes from, which is no place that everything goes through.
fn made_elsewhere(case: &Lane) -> f64 {
    let Lane::Declaration(filed) = case else { return 0.0 };
    let it = &filed.declaration;
    if ["HKG", "SGP", "NLD"].contains(&&*it.shipping_country) {
        return 0.0;
    }
    let is_other = |item: &GoodsItem<'_>| *item.origin != *it.shipping_country;
    f64::from(u8::from(it.items.iter().any(is_other)))
}

fn terse(case: &Lane) -> f64 {
    let shortest = match case {
        Lane::Parcel(it) => it.inventory.items.iter().map(|it| it.name.chars().count()).min(),
        Lane::Declaration(it) => {
            it.declaration.items.iter().map(|it| it.name.chars().count()).min()
        }
        Lane::Return(_) => None,
    };
    -(shortest.unwrap_or(99) as f64)
}

/// What came before, by who is named.
#[derive(Default)]
struct Past {
    at_address: BTreeMap<String, Vec<Moment>>,
    names: BTreeMap<String, BTreeSet<String>>,
    parcels: BTreeMap<String, [String; 3]>,
    back: BTreeMap<String, f64>,
}

impl Past {
    /// Parcels to one address within two weeks; people of one telephone; what came back to telephone and address.
    fn of(&mut self, case: &Case) -> [f64; 3] {
        match &case.lane {
            Lane::Parcel(papers) => {
                let it = &papers.order;
                let (address, telephone) =
                    (it.consignee_address.to_string(), it.buyer_telephone.to_string());
                let times = self.at_address.entry(address.clone()).or_default();
                let since = case.moment.plus_minutes(-14 * 24 * 60);
                times.retain(|it| *it > since);
                times.push(case.moment);
                let crowd = times.len() as f64;
                let names = self.names.entry(telephone.clone()).or_default();
                names.insert(it.buyer_id_number.to_string());
                let people = names.len() as f64;
                let back = |of: &String| self.back.get(of).copied().unwrap_or(0.0);
                let id = it.buyer_id_number.to_string();
                let back = back(&address) + back(&telephone) + back(&id);
                self.parcels.insert(it.order_no.to_string(), [address, telephone, id]);
                [crowd, people, back]
            }
            Lane::Return(it) => {
                for who in self.parcels.remove(&*it.order_no).into_iter().flatten() {
                    *self.back.entry(who).or_default() += 1.0;
                }
                [0.0; 3]
            }
            Lane::Declaration(_) => [0.0; 3],
        }
    }
}

/// The sign of each kind in each case, in the order of [`FraudKind::ALL`], with the case's truth; what is known of all
/// documents is known from the beginning, and of what came before only that.
fn signs(told: &Told) -> Vec<([f64; 8], &Case, &FraudTruth)> {
    let duties = Duties::new(&Law::shipped().unwrap());
    let mut known = Known::default();
    known.learn(&told.cases);
    let mut past = Past::default();
    let mut signs = Vec::new();
    for case in &told.cases {
        let [crowd, people, back] = past.of(case);
        if matches!(case.lane, Lane::Return(_)) {
            continue;
        }
        let of = FraudKind::ALL.map(|kind| match kind {
            FraudKind::Undervaluation => known.undervalued(&case.lane),
            FraudKind::Misclassification => known.misnamed(&duties, &case.lane),
            FraudKind::Origin => made_elsewhere(&case.lane),
            FraudKind::Splitting => crowd,
            FraudKind::SharedIdentity => people,
            FraudKind::Description => terse(&case.lane),
            FraudKind::Weight => known.weighs_oddly(&case.lane),
            FraudKind::RefundRing => back,
        });
        signs.push((of, case, told.truth(case)));
    }
    signs
}

/// How well the sign of each kind tells it, in each lane that it is of.
fn tell(plan: &FraudPlan, seed: u64) -> BTreeMap<(FraudKind, CaseLane), f64> {
    let told = Told::new(plan, seed);
    let mut scores: BTreeMap<(FraudKind, CaseLane), Vec<(f64, bool)>> = BTreeMap::new();
    for (of, _, truth) in signs(&told) {
        if (truth.index as usize) < told.truths.len() / 6 {
            continue;
        }
        for (kind, score) in FraudKind::ALL.into_iter().zip(of) {
            // Of a kind that comes late only its time counts.
            let late = plan.kinds[&kind].from_ppm > 0;
            if late && (truth.index as usize) < told.truths.len() * 7 / 10 {
                continue;
            }
            let is_it = truth.is_planted() && truth.kinds.contains(&kind);
            scores.entry((kind, truth.lane)).or_default().push((score, is_it));
        }
    }
    scores.retain(|_, it| it.iter().any(|it| it.1));
    scores.into_iter().map(|(key, it)| (key, auc(&it))).collect()
}

#[test]
fn each_kind_can_be_told_by_its_sign_and_not_by_that_alone() {
    let plan = FraudPlan::embedded().unwrap().sized(14, 1_300, 450);
    for plan in [plan.clone(), plan.drawn(4)] {
        let told = tell(&plan.base_rate(model::Rate::from_ppm(100_000)), 4);
        assert_eq!(told.len(), 12, "every kind in every lane of its own");
        for ((kind, lane), auc) in told {
            assert!((0.62..0.97).contains(&auc), "{kind} {lane:?} {auc}");
        }
    }
}

/// Who stands in a case, of those by whom a fraud is tied to another.
fn who(case: &Case) -> Vec<String> {
    match &case.lane {
        Lane::Parcel(it) => vec![
            it.order.seller_code.to_string(),
            it.order.buyer_telephone.to_string(),
            it.order.consignee_address.to_string(),
            it.order.buyer_id_number.to_string(),
        ],
        Lane::Declaration(it) => {
            let filed = &it.declaration;
            vec![
                filed.trader.code.to_string(),
                filed.declarant.code.to_string(),
                filed.items[0].commodity_code.to_string(),
            ]
        }
        Lane::Return(_) => Vec::new(),
    }
}

/// One who looks on: he sees the documents, knows what such goods cost and weigh, and was told the truth of every second
/// case, examined or not. Of what he sees he counts how often it was found with it, each by itself.
struct Onlooker {
    /// By feature and bin: not found, found.
    counts: BTreeMap<(usize, u32), [f64; 2]>,
    edges: Vec<Vec<f64>>,
}

/// A case as he sees it, and whether an examination would find something.
type Seen = (Vec<f64>, bool);

impl Onlooker {
    fn new(seen: &[Seen]) -> Onlooker {
        let n_features = seen[0].0.len();
        let edges = (0..n_features).map(|nth| {
            let mut values: Vec<f64> = seen.iter().map(|it| it.0[nth]).collect();
            values.sort_by(f64::total_cmp);
            // Finer towards the end, where what is odd is.
            let at = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.996];
            at.map(|it| values[(it * values.len() as f64) as usize]).to_vec()
        });
        let mut it = Onlooker { counts: BTreeMap::new(), edges: edges.collect() };
        for (features, is_found) in seen {
            for key in it.bins(features) {
                it.counts.entry(key).or_default()[usize::from(*is_found)] += 1.0;
            }
        }
        it
    }

    fn bins(&self, features: &[f64]) -> Vec<(usize, u32)> {
        let bin = |(nth, value): (usize, &f64)| {
            let above = self.edges[nth].iter().filter(|it| value > it).count();
            (nth, u32::try_from(above).unwrap())
        };
        features.iter().enumerate().map(bin).collect()
    }

    fn score(&self, features: &[f64]) -> f64 {
        let odds = |key| {
            let [no, yes] = self.counts.get(&key).copied().unwrap_or_default();
            ((yes + 0.5) / (no + 10.0)).ln()
        };
        self.bins(features).into_iter().map(odds).sum()
    }

    /// Of the cases of a lane in the second half: those he learns of, and those he is tried on.
    fn cases(lane: CaseLane, told: &Told) -> [Vec<Seen>; 2] {
        let half = told.truths.len() as u64 / 2;
        let all: Vec<_> =
            signs(told).into_iter().filter(|it| it.2.lane == lane && it.2.index >= half).collect();
        let mut parties: BTreeMap<String, [f64; 2]> = BTreeMap::new();
        for (_, case, truth) in all.iter().step_by(2) {
            for party in who(case) {
                parties.entry(party).or_default()[usize::from(truth.is_found(30))] += 1.0;
            }
        }
        let mut seen = [Vec::new(), Vec::new()];
        for (nth, (signs, case, truth)) in all.iter().enumerate() {
            let is_found = truth.is_found(30);
            let mut features = signs.to_vec();
            for party in who(case) {
                let [mut no, mut yes] = parties.get(&party).copied().unwrap_or_default();
                // What he was told of this case is not what he goes by.
                if nth % 2 == 0 {
                    *(if is_found { &mut yes } else { &mut no }) -= 1.0;
                }
                features.push((yes + 0.15) / (yes + no + 3.0));
            }
            seen[nth % 2].push((features, is_found));
        }
        seen
    }

    /// Found among those that he would have examined, of so many that he was tried on.
    fn hits(&self, tried: &[Seen], share: f64) -> [f64; 3] {
        let mut ranked: Vec<(f64, bool)> =
            tried.iter().map(|it| (self.score(&it.0), it.1)).collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
        let n = (tried.len() as f64 * share) as usize;
        let found = |of: &[(f64, bool)]| of.iter().filter(|it| it.1).count() as f64;
        let (hits, all) = (found(&ranked[..n]), found(&ranked));
        let n = n as f64;
        [hits / n, all.min(n) / n, all / tried.len() as f64].map(|it| it * 100.0)
    }
}

/// Of a case what its documents say, and not what was found with whoever stands in it.
fn by_signs_alone(seen: &[Seen]) -> Vec<Seen> {
    seen.iter().map(|(it, is_found)| (it[..FraudKind::ALL.len()].to_vec(), *is_found)).collect()
}

/// More than the engine is asked for can be seen in the documents, and much less than there is to be found.
#[test]
fn what_can_be_seen_is_enough_and_is_not_all() {
    let plan = FraudPlan::embedded().unwrap().sized(26, 1_500, 560);
    let told = Told::new(&plan, 1);
    for lane in [CaseLane::Parcel, CaseLane::Declaration] {
        let [learnt, tried] = Onlooker::cases(lane, &told);
        let onlooker = Onlooker::new(&learnt);
        let [few, alone] = [&learnt, &tried].map(|it| by_signs_alone(it));
        let stranger = Onlooker::new(&few);
        for share in [0.01, 0.02, 0.05, 0.1] {
            let [seen, best, random] = onlooker.hits(&tried, share);
            let [strange, ..] = stranger.hits(&alone, share);
            println!(
                "{lane:?} {share}: seen {seen:.1}, by signs alone {strange:.1}, best {best:.1}, random {random:.1}"
            );
            assert!(share < 0.05 || strange < seen, "{lane:?}: parties say nothing");
            assert!(seen < best * 0.85, "{lane:?}: {seen} of {best}");
            assert!(share > 0.05 || seen > random + 20.0, "{lane:?}: {seen} against {random}");
        }
    }
}
