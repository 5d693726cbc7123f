//! Rules beside each other: those that never change anything because another says as much wherever they do, and those that
//! contradict another. Found by what they look at, not by comparing each with each.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    areas::{Area, Bound, Key, within},
    examine::Book,
    finding::{RuleFault, RuleFinding, Spot},
    pool::{Id, Pool, Word},
    row::{Channel, RuleRow},
};

/// Comparisons of two areas in all.
const MOST_COMPARED: usize = 20_000_000;

/// What an area is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum File {
    Value(Key, Word),
    Prefix(Key, Word),
    Key(Key),
}

pub(super) fn compare(rows: &[RuleRow], book: &Book) -> Vec<RuleFinding> {
    let index = Index::of(book);
    let mut findings = Vec::new();
    let mut n_left = MOST_COMPARED;
    for (at, row) in rows.iter().enumerate() {
        let Some(wider) = index.wider(book, at, &mut n_left) else {
            let en = "from here on rules were not compared with each other: the set is too large";
            let spot = Spot::new((0, 0), RuleFault::NotAllCompared, en, "规则过多，此后未相互比较");
            findings.push(spot.told(at, &row.id, &row.condition));
            break;
        };
        let spots = told(rows, book, at, &wider);
        findings.extend(spots.into_iter().map(|it| it.told(at, &row.id, &row.condition)));
    }
    findings
}

/// What is to be said of a rule, given those that hold wherever it does.
fn told(rows: &[RuleRow], book: &Book, at: usize, wider: &[usize]) -> Vec<Spot> {
    let Some(row) = rows.get(at) else { return Vec::new() };
    let place = (0, row.condition.len());
    let same = |other: usize| {
        let condition = |it: usize| book.rules.get(it).and_then(|it| it.condition).map(|it| it.yes);
        condition(at) == condition(other)
    };
    let (mut idle, mut against) = (None, None);
    for (no, other) in wider.iter().filter_map(|it| Some((*it, rows.get(*it)?))) {
        if !row.overlaps(other) || row.id == other.id {
            continue;
        }
        let release = (row.channel == Channel::Release, other.channel == Channel::Release);
        // Of two that say the same the later one is told.
        let first = no < at || !(same(no) && row.covers(other));
        if release.0 != release.1 {
            if no < at || !same(no) {
                against.get_or_insert(other);
            }
        } else if row.channel <= other.channel
            && other.covers(row)
            && (first || row.channel < other.channel)
        {
            idle.get_or_insert((no, other));
        }
    }
    let mut spots = Vec::new();
    if let Some((no, other)) = idle {
        let (id, zh, en) = (&other.id, other.channel.title_zh(), other.channel.title_en());
        spots.push(if same(no) && row.channel == other.channel {
            let text = format!("`{id}` has the same condition and channel on all its days");
            let its = format!("与 `{id}` 条件、处置相同，有效期为其覆盖");
            Spot::new(place, RuleFault::Duplicate, text, its).other(id)
        } else {
            let text = format!("it never changes anything: wherever it fires, `{id}` says {en}");
            let its = format!("不起作用：凡命中本规则者，`{id}` 均已{zh}");
            Spot::new(place, RuleFault::NeverChanges, text, its).other(id)
        });
    }
    if let Some(other) = against {
        let (id, zh, en) = (&other.id, other.channel.title_zh(), other.channel.title_en());
        let text = format!("it says {} where `{id}` always says {en}", row.channel.title_en());
        let its = format!("本规则{}，而 `{id}` 在相同情形下均{zh}", row.channel.title_zh());
        spots.push(Spot::new(place, RuleFault::Contradiction, text, its).other(id));
    }
    spots
}

/// The areas of all rules, each under what is rarest of it.
struct Index<'b> {
    areas: BTreeMap<File, Vec<(usize, &'b Area)>>,
    /// Of the rules whose areas are too many: those of one condition.
    alike: BTreeMap<Id, Vec<usize>>,
}

impl<'b> Index<'b> {
    fn of(book: &'b Book) -> Index<'b> {
        let all = || {
            let rules = book.rules.iter().enumerate();
            rules.flat_map(|(at, it)| it.areas.iter().flatten().map(move |area| (at, area)))
        };
        let mut counts: BTreeMap<File, usize> = BTreeMap::new();
        for (_, area) in all() {
            for (key, bound) in area {
                for file in files(*key, bound) {
                    *counts.entry(file).or_default() += 1;
                }
            }
        }
        let mut areas: BTreeMap<File, Vec<(usize, &Area)>> = BTreeMap::new();
        for (at, area) in all() {
            let crowd = |it: &Vec<File>| it.iter().filter_map(|it| counts.get(it)).max().copied();
            let choices = area.iter().map(|(key, bound)| files(*key, bound));
            for file in choices.min_by_key(crowd).unwrap_or_default() {
                areas.entry(file).or_default().push((at, area));
            }
        }
        let mut alike: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (at, rule) in book.rules.iter().enumerate().filter(|(_, it)| it.areas.is_none()) {
            rule.condition.into_iter().for_each(|it| alike.entry(it.yes).or_default().push(at));
        }
        Index { areas, alike }
    }

    /// The rules that hold wherever this one does, in their order; nothing once too much was compared.
    fn wider(&self, book: &Book, at: usize, n_left: &mut usize) -> Option<Vec<usize>> {
        let rule = book.rules.get(at)?;
        let Some(areas) = rule.areas.as_deref() else {
            let alike = rule.condition.and_then(|it| self.alike.get(&it.yes));
            let others = alike.into_iter().flatten().copied().filter(|it| *it != at);
            let others: Vec<usize> = others.collect();
            *n_left = n_left.checked_sub(others.len())?;
            return Some(others);
        };
        let mut common: Option<BTreeSet<usize>> = None;
        for area in areas {
            let mut around = BTreeSet::new();
            for file in area.iter().flat_map(|(key, bound)| sought(&book.pool, *key, bound)) {
                for (other, its) in self.areas.get(&file).into_iter().flatten() {
                    *n_left = n_left.checked_sub(1)?;
                    let asked = *other != at && common.as_ref().is_none_or(|it| it.contains(other));
                    if asked && !around.contains(other) && within(&book.pool, area, its) {
                        around.insert(*other);
                    }
                }
            }
            common = Some(around);
        }
        Some(common.unwrap_or_default().into_iter().collect())
    }
}

/// Where an area that says this would stand: each area within it finds it at one of them.
fn files(key: Key, bound: &Bound) -> Vec<File> {
    match bound {
        Bound::Texts(texts) => match (&texts.among, texts.start().next()) {
            (Some(among), _) => among.iter().map(|it| File::Value(key, *it)).collect(),
            (None, Some(start)) => vec![File::Prefix(key, start)],
            (None, None) => vec![File::Key(key)],
        },
        _ => vec![File::Key(key)],
    }
}

/// Where the areas around one that says this may stand.
fn sought(pool: &Pool, key: Key, bound: &Bound) -> Vec<File> {
    let mut all = vec![File::Key(key)];
    let Bound::Texts(texts) = bound else { return all };
    let mut starts: BTreeSet<Word> = BTreeSet::new();
    let mut prefixes = |text: &str| {
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).take(200);
        starts.extend(ends.filter_map(|it| pool.known_word(text.get(..it)?)));
    };
    // Whatever is around this has room for its first value too.
    match texts.among.as_ref().and_then(|it| it.first()) {
        Some(value) => {
            all.push(File::Value(key, *value));
            prefixes(pool.text(*value));
        }
        None => texts.start().for_each(|it| prefixes(pool.text(it))),
    }
    all.extend(starts.into_iter().map(|it| File::Prefix(key, it)));
    all
}
