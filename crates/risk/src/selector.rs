//! The rules in force, applied to one entry after another.

use model::{KeyPair, Lane, Rate, Reason, Selection, WatchRow};

use crate::{
    Features, Goods,
    lots::DaySeed,
    share::{drawn, is_drawn_for},
    watch::{WatchError, WatchList},
};

/// What the random share is called among the reasons of a selection.
pub const RANDOM: &str = "random";

/// Random share and watch rows, ready to select.
#[derive(Debug)]
pub struct Selector {
    random_share: Rate,
    /// For what else is drawn than who is examined.
    seed: u64,
    watch: WatchList,
}

impl Selector {
    /// The random share alone.
    pub fn unwatched(random_share: Rate, seed: u64) -> Selector {
        Selector { random_share, seed, watch: WatchList::default() }
    }

    /// A row in words hits goods whose name or model contains any of its words (divided by `|`,
    /// ASCII letters in either case) and sends the entry to the documents desk; every other row
    /// sends it to examination. An error names the row, and no row takes effect.
    pub fn new(rows: &[WatchRow], random_share: Rate, seed: u64) -> Result<Selector, WatchError> {
        Ok(Selector { random_share, seed, watch: WatchList::new(rows)? })
    }

    /// As [`Selector::select_at`], by the share that holds for most.
    pub fn select<'a, G>(&self, features: &Features<'a, G>, lots: &DaySeed) -> Selection
    where
        G: IntoIterator<Item = Goods<'a>> + Clone,
    {
        self.select_at(features, self.random_share, lots)
    }

    /// What rows that are watched say, and no lot.
    pub fn watched<'a, G>(&self, features: &Features<'a, G>) -> Selection
    where
        G: IntoIterator<Item = Goods<'a>> + Clone,
    {
        self.with_reasons(features, Vec::new())
    }

    /// The gravest lane of all reasons, and the reasons: the random share first, then the head's,
    /// then the goods' in their order. Without a reason the entry goes to release. Who is drawn by a
    /// small share is drawn by every larger one.
    pub fn select_at<'a, G>(
        &self,
        features: &Features<'a, G>,
        share: Rate,
        lots: &DaySeed,
    ) -> Selection
    where
        G: IntoIterator<Item = Goods<'a>> + Clone,
    {
        let mut reasons = Vec::new();
        if lots.draws(share, features.key) {
            reasons.push(Reason {
                rule: RANDOM.to_owned(),
                lane: Lane::Examination,
                pointer: String::new(),
                observed: share.to_string(),
                text: "随机选查 (random selection)".to_owned(),
            });
        }
        self.with_reasons(features, reasons)
    }

    fn with_reasons<'a, G>(&self, features: &Features<'a, G>, mut reasons: Vec<Reason>) -> Selection
    where
        G: IntoIterator<Item = Goods<'a>> + Clone,
    {
        self.watch_head(features, &mut reasons);
        if self.watch.watches_goods() {
            for (index, goods) in features.goods.clone().into_iter().enumerate() {
                self.watch_goods(index, &goods, features, &mut reasons);
            }
        }
        let lane = reasons.iter().map(|it| it.lane).max().unwrap_or(Lane::Release);
        Selection { lane, reasons }
    }

    /// Whether an entry is drawn for something else than examination, which goes by a name.
    pub fn draws(&self, key: KeyPair, what: &str, share: Rate) -> bool {
        is_drawn_for(what, share, self.seed, key)
    }

    /// Draws at random among names, by the seed of the random share: the places of at most `most` of them.
    pub fn draw(&self, key: KeyPair, turn: u8, names: &[&str], most: usize) -> Vec<usize> {
        drawn(self.seed, key, turn, names, most)
    }

    fn watch_head<G>(&self, features: &Features<'_, G>, reasons: &mut Vec<Reason>) {
        for row in self.watch.by_platform(features.platform_code, features.on) {
            let pointer = format!("{}.platform_code", features.subject);
            reasons.push(examine(row, pointer, features.platform_code.to_owned()));
        }
        for row in self.watch.by_buyer(features.buyer_id_number, features.on) {
            let pointer = format!("{}.buyer_id_number", features.subject);
            reasons.push(examine(row, pointer, mask(features.buyer_id_number)));
        }
    }

    fn watch_goods<G>(
        &self,
        index: usize,
        goods: &Goods<'_>,
        features: &Features<'_, G>,
        reasons: &mut Vec<Reason>,
    ) {
        let Features { subject, country_field, on, .. } = *features;
        for row in self.watch.by_commodity(goods.commodity_code, on) {
            let pointer = format!("{subject}.items[{index}].commodity_code");
            reasons.push(examine(row, pointer, goods.commodity_code.to_owned()));
        }
        for row in self.watch.by_country(goods.country, on) {
            let pointer = format!("{subject}.items[{index}].{country_field}");
            reasons.push(examine(row, pointer, goods.country.to_owned()));
        }
        for (field, text) in [("name", goods.name), ("model", goods.model)] {
            for (no, word) in self.watch.by_words(text, on) {
                let Some(row) = self.watch.row(no) else { continue };
                reasons.push(Reason {
                    rule: row.id.clone(),
                    lane: Lane::Documents,
                    pointer: format!("{subject}.items[{index}].{field}"),
                    observed: word.to_owned(),
                    text: row.reason.clone(),
                });
            }
        }
    }
}

fn examine(row: &WatchRow, pointer: String, observed: String) -> Reason {
    Reason {
        rule: row.id.clone(),
        lane: Lane::Examination,
        pointer,
        observed,
        text: row.reason.clone(),
    }
}

/// A reason is read by more people than may see an identity number: its last four characters do.
fn mask(number: &str) -> String {
    let n_hidden = number.chars().count().saturating_sub(4);
    number.chars().enumerate().map(|(at, it)| if at < n_hidden { '*' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};
    use model::{Date, WatchKind};

    use super::*;

    fn row(id: &str, kind: WatchKind, value: &str, from: &str, to: Option<&str>) -> WatchRow {
        WatchRow {
            id: id.to_owned(),
            kind,
            value: value.to_owned(),
            reason: format!("because of {id}"),
            from: from.parse().unwrap(),
            to: to.map(|it| it.parse().unwrap()),
            ..WatchRow::default()
        }
    }

    fn always(id: &str, kind: WatchKind, value: &str) -> WatchRow {
        row(id, kind, value, "2020-01-01", None)
    }

    const SHAMPOO: Goods<'static> = Goods {
        commodity_code: "3305100090",
        country: "116",
        name: "洗发水 Shampoo",
        model: "500ml|无硅油",
    };
    const VITAMINS: Goods<'static> = Goods {
        commodity_code: "2106909090",
        country: "502",
        name: "维生素片",
        model: "CBD free 60粒",
    };

    fn selection(rows: &[WatchRow], share: Rate, on: &str) -> Selection {
        let goods = [SHAMPOO, VITAMINS];
        let lots = DaySeed::new(on.parse().unwrap(), KeyPair { hi: 7, lo: 0 });
        let features = Features {
            subject: "inventory",
            country_field: "country",
            key: KeyPair { hi: 1, lo: 2 },
            on: on.parse::<Date>().unwrap(),
            platform_code: "3301963K5P",
            buyer_id_number: "11010519491231002x",
            goods: goods.iter().copied(),
        };
        Selector::new(rows, share, 7).unwrap().select(&features, &lots)
    }

    fn check(rows: &[WatchRow], expect: Expect) {
        let selection = selection(rows, Rate::ZERO, "2026-01-05");
        let mut text = format!("{:?}\n", selection.lane);
        for Reason { rule, lane, pointer, observed, text: said } in selection.reasons {
            let _ = writeln!(text, "{rule} {lane:?} {pointer} `{observed}` {said}");
        }
        expect.assert_eq(&text);
    }

    #[test]
    fn nothing_watched_is_released_without_reasons() {
        check(
            &[],
            expect![[r#"
            Release
        "#]],
        );
    }

    #[test]
    fn every_kind_speaks_and_the_gravest_lane_wins() {
        check(
            &[
                always("w1", WatchKind::Words, "cbd|大麻"),
                always("w2", WatchKind::Country, "116"),
                always("w3", WatchKind::Buyer, "11010519491231002X"),
                always("w4", WatchKind::Platform, "3301963K5P"),
                always("w5", WatchKind::Commodity, "2106"),
                always("w6", WatchKind::Commodity, "3305100090"),
                always("w7", WatchKind::Commodity, "33"),
            ],
            expect![[r#"
                Examination
                w4 Examination inventory.platform_code `3301963K5P` because of w4
                w3 Examination inventory.buyer_id_number `**************002x` because of w3
                w7 Examination inventory.items[0].commodity_code `3305100090` because of w7
                w6 Examination inventory.items[0].commodity_code `3305100090` because of w6
                w2 Examination inventory.items[0].country `116` because of w2
                w5 Examination inventory.items[1].commodity_code `2106909090` because of w5
                w1 Documents inventory.items[1].model `CBD` because of w1
            "#]],
        );
    }

    #[test]
    fn words_alone_ask_for_the_documents() {
        check(
            &[
                always("w1", WatchKind::Words, "洗发水|shampoo"),
                always("w2", WatchKind::Words, "发水"),
                always("w3", WatchKind::Words, "洗手液"),
            ],
            expect![[r#"
                Documents
                w1 Documents inventory.items[0].name `洗发水` because of w1
                w2 Documents inventory.items[0].name `发水` because of w2
            "#]],
        );
    }

    #[test]
    fn near_misses_are_silent() {
        check(
            &[
                always("w1", WatchKind::Commodity, "33051000901"),
                always("w2", WatchKind::Commodity, "305"),
                always("w3", WatchKind::Country, "11"),
                always("w4", WatchKind::Platform, "3301963K5"),
                always("w5", WatchKind::Buyer, "110105194912310021"),
            ],
            expect![[r#"
                Release
            "#]],
        );
    }

    #[test]
    fn first_and_last_day_are_in_force() {
        for kind_value in [
            (WatchKind::Country, "116"),
            (WatchKind::Commodity, "3305"),
            (WatchKind::Platform, "3301963K5P"),
            (WatchKind::Buyer, "11010519491231002X"),
            (WatchKind::Words, "shampoo"),
        ] {
            let (kind, value) = kind_value;
            let rows = [row("w", kind, value, "2026-01-05", Some("2026-02-28"))];
            let hits = |on: &str| selection(&rows, Rate::ZERO, on).reasons.len();
            let days = ["2026-01-04", "2026-01-05", "2026-02-28", "2026-03-01"];
            assert_eq!(days.map(hits), [0, 1, 1, 0], "{kind:?}");
        }
    }

    #[test]
    fn the_random_share_says_so() {
        let drawn = selection(&[], Rate::ONE, "2026-01-05");
        assert_eq!(drawn.lane, Lane::Examination);
        let rules: Vec<_> = drawn.reasons.iter().map(|it| (&*it.rule, &*it.observed)).collect();
        assert_eq!(rules, [("random", "1")]);
    }

    #[test]
    fn rows_that_would_hit_everything_or_nothing_are_refused() {
        let refused =
            |row: WatchRow| Selector::new(&[row], Rate::ZERO, 0).map(drop).unwrap_err().to_string();
        expect!["watch row `w` has an empty value, which every entry would hit"]
            .assert_eq(&refused(always("w", WatchKind::Commodity, " ")));
        expect!["watch row `w` has an empty value, which every entry would hit"]
            .assert_eq(&refused(always("w", WatchKind::Words, " | ")));
        expect!["watch row `w` ends on 2026-01-04, before it starts on 2026-01-05"].assert_eq(
            &refused(row("w", WatchKind::Country, "116", "2026-01-05", Some("2026-01-04"))),
        );
    }
}
