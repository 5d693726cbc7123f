//! Prices, weights and duties beside those of such goods before.

use super::{
    definition::{Definition, Source, Span, number},
    view::{View, count, days_between, share, units},
};
use crate::memory::{Pair, Profile};

const SEEN: (Source, Span) = (Source::Goods, Span::Recent);
const EVER: (Source, Span) = (Source::Goods, Span::Ever);
const FOUND: (Source, Span) = (Source::Goods, Span::HalfLife(180));
const MONTH: (Source, Span) = (Source::Goods, Span::HalfLife(30));
const CASE: (Source, Span) = (Source::Document, Span::Case);

pub(super) const DEFINITIONS: &[Definition] = &[
    number(
        "goods.price_deviation_min",
        "单价偏离（最低项）",
        "Of the line priced lowest: robust spreads of its price a unit of law above the median of such goods of this origin",
        SEEN,
        |it| it.least(|line| line.price.map(|it| it.deviation)),
    ),
    number(
        "goods.price_deviation_max",
        "单价偏离（最高项）",
        "The same of the line priced highest",
        SEEN,
        |it| it.greatest(|line| line.price.map(|it| it.deviation)),
    ),
    number(
        "goods.price_deviation_mean",
        "单价偏离（平均）",
        "The same, mean over all lines",
        SEEN,
        |it| it.mean(|line| line.price.map(|it| it.deviation)),
    ),
    number(
        "goods.price_octaves_min",
        "单价与中位价之比（最低项）",
        "Of the line priced lowest: binary logarithm of its price to the median",
        SEEN,
        |it| it.least(|line| line.price.map(|it| it.octaves)),
    ),
    number(
        "goods.price_octaves_max",
        "单价与中位价之比（最高项）",
        "The same of the line priced highest",
        SEEN,
        |it| it.greatest(|line| line.price.map(|it| it.octaves)),
    ),
    number(
        "goods.price_rank_min",
        "单价分位（最低项）",
        "Share of such goods that were cheaper, of the line priced lowest",
        SEEN,
        |it| it.least(|line| line.price.map(|it| it.rank)),
    ),
    number(
        "goods.price_rank_max",
        "单价分位（最高项）",
        "The same of the line priced highest",
        SEEN,
        |it| it.greatest(|line| line.price.map(|it| it.rank)),
    ),
    number(
        "goods.price_support_min",
        "可比单价数",
        "How many prices the least known line is compared with",
        SEEN,
        |it| it.least(|line| Some(line.price.map_or(0.0, |it| it.count))),
    ),
    number(
        "goods.price_deviation_anywhere_min",
        "单价偏离（不分原产国，最低项）",
        "Robust spreads above the median of such goods of any origin, of the lowest line",
        SEEN,
        |it| it.least(|line| line.price_anywhere.map(|it| it.deviation)),
    ),
    number(
        "goods.price_octaves_anywhere_min",
        "单价与中位价之比（不分原产国，最低项）",
        "Binary logarithm of price to the median of any origin, of the lowest line",
        SEEN,
        |it| it.least(|line| line.price_anywhere.map(|it| it.octaves)),
    ),
    number(
        "goods.price_deviation_own_min",
        "单价偏离（本企业，最低项）",
        "Robust spreads above the company's own median, of the lowest line",
        SEEN,
        |it| it.least(|line| line.price_own.map(|it| it.deviation)),
    ),
    number(
        "goods.price_octaves_own_min",
        "单价与本企业中位价之比（最低项）",
        "Binary logarithm of price to the company's own median, of the lowest line",
        SEEN,
        |it| it.least(|line| line.price_own.map(|it| it.octaves)),
    ),
    number(
        "goods.price_octaves_own_max",
        "单价与本企业中位价之比（最高项）",
        "The same of the highest line",
        SEEN,
        |it| it.greatest(|line| line.price_own.map(|it| it.octaves)),
    ),
    number(
        "goods.weight_deviation_min",
        "单位净重偏离（最轻项）",
        "Robust spreads of the weight a traded unit above the median of such goods, of the lightest line",
        SEEN,
        |it| it.least(|line| line.weight.map(|it| it.deviation)),
    ),
    number(
        "goods.weight_deviation_max",
        "单位净重偏离（最重项）",
        "The same of the heaviest line",
        SEEN,
        |it| it.greatest(|line| line.weight.map(|it| it.deviation)),
    ),
    number(
        "goods.weight_octaves_min",
        "单位净重与中位数之比（最轻项）",
        "Binary logarithm of weight to the median, of the lightest line",
        SEEN,
        |it| it.least(|line| line.weight.map(|it| it.octaves)),
    ),
    number(
        "goods.weight_octaves_max",
        "单位净重与中位数之比（最重项）",
        "The same of the heaviest line",
        SEEN,
        |it| it.greatest(|line| line.weight.map(|it| it.octaves)),
    ),
    number(
        "goods.new_share",
        "新商品占比",
        "Share of lines whose commodity was not seen before",
        EVER,
        |it| it.share(|line| line.commodity.is_none_or(|it| it.n == 0)),
    ),
    number(
        "goods.commodity_count_min",
        "商品编号历史数（最少项）",
        "How often the rarest commodity was seen before",
        EVER,
        |it| it.least(|line| Some(line.commodity.map_or(0.0, |it| f64::from(it.n)))),
    ),
    number(
        "goods.commodity_days_min",
        "商品编号首见天数（最少项）",
        "Days since the newest commodity was first seen",
        EVER,
        |it| it.least(|line| Some(age(it, line.commodity))),
    ),
    number(
        "goods.origin_share_min",
        "原产国占比（最低项）",
        "Share of this origin in what was seen of the commodity, of the rarest line",
        EVER,
        |it| {
            it.least(|line| {
                let all = line.commodity.filter(|it| it.n > 0)?;
                Some(line.met.n(Pair::CommodityOrigin)? / f64::from(all.n))
            })
        },
    ),
    number(
        "goods.commodity_found_rate_max",
        "商品编号查获率",
        "Found a hundredth of examinations of the commodity, drawn to the house's: 0 to 1, of the worst line",
        FOUND,
        |it| it.greatest(|line| Some(it.found_rate(line.commodity.and_then(Profile::troubles)))),
    ),
    number(
        "goods.heading_found_rate_max",
        "品目查获率",
        "The same of its heading",
        FOUND,
        |it| it.greatest(|line| Some(it.found_rate(line.heading.and_then(Profile::troubles)))),
    ),
    number(
        "goods.origin_found_rate_max",
        "原产国查获率",
        "The same of its origin",
        FOUND,
        |it| it.greatest(|line| Some(it.found_rate(line.origin.and_then(Profile::troubles)))),
    ),
    number(
        "goods.tax_gap_max",
        "税负低于品目平均（最大项）",
        "By how much the line's tax a yuan is less than that of its heading lately, of the line with most",
        MONTH,
        |it| {
            it.greatest(|line| {
                let usual = line.heading?.tax_share(it.now)?;
                Some(usual - share(line.line.tax, line.line.value)?)
            })
        },
    ),
    number(
        "goods.tax_share_min",
        "税负率（最低项）",
        "Duties and taxes a yuan of value, of the line taxed least",
        CASE,
        |it| it.least(|line| share(line.line.tax, line.line.value)),
    ),
    number(
        "goods.tax_share_max",
        "税负率（最高项）",
        "The same of the line taxed most",
        CASE,
        |it| it.greatest(|line| share(line.line.tax, line.line.value)),
    ),
    number(
        "goods.line_value_max",
        "最大项价值",
        "Value of the greatest line, yuan",
        CASE,
        |it| it.greatest(|line| line.line.value.map(units)),
    ),
    number("goods.quantity_max", "最大数量", "Greatest traded quantity of a line", CASE, |it| {
        it.greatest(|line| Some(units(line.line.quantity)))
    }),
    number(
        "goods.unit_price_max",
        "最高单价",
        "Greatest value a unit of law, yuan",
        CASE,
        |it| it.greatest(|line| share(line.line.value, Some(line.line.statutory_quantity))),
    ),
    number("goods.unit_price_min", "最低单价", "Least value a unit of law, yuan", CASE, |it| {
        it.least(|line| share(line.line.value, Some(line.line.statutory_quantity)))
    }),
    number(
        "goods.weight_known_share",
        "可知净重项占比",
        "Share of lines whose weight is told",
        CASE,
        |it| it.share(|line| line.line.weight_kg.is_some()),
    ),
    number(
        "goods.like_share",
        "同编号项占比",
        "Share of lines that have the commodity of another line",
        CASE,
        |it| {
            let codes: Vec<u64> =
                it.lines.iter().map(|line| line.description().commodity).collect();
            let again =
                codes.iter().filter(|code| codes.iter().filter(|it| it == code).count() > 1);
            (!codes.is_empty()).then(|| count(again.count()) / count(codes.len()))
        },
    ),
];

fn age(view: &View<'_, '_>, profile: Option<&Profile>) -> f64 {
    profile.filter(|it| it.first > 0).map_or(0.0, |it| days_between(it.first, view.now))
}
