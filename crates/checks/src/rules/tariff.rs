//! The commodity code of each listed item against the tariff of the day (进出口税则).
//!
//! A code that the tariff does not know is `INV-3013`'s alone: nothing else is asked of that item.

use model::{Date, Inventory, InventoryItem};
use params::{Law, TariffError, TariffLine};

use crate::check::{At, Check, Findings, OnInventory, Rule, Source, SubmittedInventory};

/// What the tariff says of an item's code.
#[derive(Clone, Copy)]
pub(crate) enum Line<'a> {
    /// The code is empty, which is a fault of format.
    Unread,
    Known(&'a TariffLine),
    /// Not ten digits, or not in the tariff.
    Unknown,
    /// In the tariff, or perhaps so, but not known for the day.
    NotCovered,
}

/// The tariff lines of a document's items, looked up once; a list of ordinary length needs no heap.
pub(crate) enum Lines<'a> {
    Few([Line<'a>; FEW]),
    Many(Vec<Line<'a>>),
}

const FEW: usize = 8;

impl<'a> Lines<'a> {
    pub(crate) fn of(inventory: &Inventory<'_>, law: &'a Law, on: Date) -> Lines<'a> {
        Lines::of_codes(inventory.items.iter().map(|it| it.commodity_code.as_str()), law, on)
    }

    pub(crate) fn of_codes<'c>(
        codes: impl ExactSizeIterator<Item = &'c str>,
        law: &'a Law,
        on: Date,
    ) -> Lines<'a> {
        let is_few = codes.len() <= FEW;
        let each = codes.map(|code| line(law, code, on));
        if !is_few {
            return Lines::Many(each.collect());
        }
        let mut few = [Line::Unread; FEW];
        few.iter_mut().zip(each).for_each(|(slot, line)| *slot = line);
        Lines::Few(few)
    }

    /// One an item, in order; those of few items are followed by unread ones.
    pub(crate) fn as_slice(&self) -> &[Line<'a>] {
        match self {
            Lines::Few(lines) => lines,
            Lines::Many(lines) => lines,
        }
    }
}

fn line<'a>(law: &'a Law, code: &str, on: Date) -> Line<'a> {
    if code.is_empty() {
        return Line::Unread;
    }
    let is_ten_digits = code.len() == 10 && code.bytes().all(|it| it.is_ascii_digit());
    let Some(code) = code.parse().ok().filter(|_| is_ten_digits) else { return Line::Unknown };
    match law.tariff.line(code, on) {
        Ok(line) => Line::Known(line),
        Err(TariffError::UnknownCode { .. }) => Line::Unknown,
        Err(TariffError::NotCovered(_)) => Line::NotCovered,
    }
}

/// Each item with its line and its index.
pub(crate) fn items<'s>(
    on: &'s SubmittedInventory<'_>,
) -> impl Iterator<Item = (usize, &'s InventoryItem<'s>, Line<'s>)> {
    let lines = on.lines.as_slice().iter().copied();
    on.it.items.iter().zip(lines).enumerate().map(|(idx, (item, line))| (idx, item, line))
}

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    Check {
        info: Rule::single(Source::field("InventoryList.gcode")).info(
            "INV-3013",
            ["商品编码在税则中不存在", "the commodity code is not in the tariff"],
            ["请核对10位商品编码", "check the ten digits of the commodity code"],
        ),
        run: commodity_code_exists,
    },
    Check {
        info: Rule::single(Source::field("InventoryList.gcode")).info(
            "INV-3014",
            ["申报日期无可用税则", "the tariff is not known for the day"],
            [
                "税率表未覆盖申报日期，请联系海关更新税则参数",
                "the tariff loaded here does not cover the day: ask the office to load it",
            ],
        ),
        run: tariff_covers_the_day,
    },
    Check {
        info: Rule::single(Source::field("InventoryList.unit1")).info(
            "INV-3015",
            ["法定计量单位与税则不一致", "the first unit is not the statutory one"],
            ["请按税则填写第一法定计量单位", "declare the first statutory unit of the code"],
        ),
        run: first_unit_is_statutory,
    },
    Check {
        info: Rule::cross(Source::field("InventoryList.unit2")).info(
            "INV-3016",
            ["第二计量单位与税则不一致", "the second unit is not the statutory one"],
            [
                "请按税则填写第二法定计量单位，税则没有的应为空",
                "declare the second statutory unit of the code, or none where it has none",
            ],
        ),
        run: second_unit_is_statutory,
    },
    Check {
        info: Rule::cross(Source::field("表7-2 -625009")).info(
            "INV-3017",
            ["第二数量与第二单位不成对", "the second quantity and its unit do not come together"],
            ["第二数量和第二单位应同时填写或同时为空", "declare both, or neither"],
        ),
        run: second_quantity_has_a_unit,
    },
    Check {
        info: Rule::single(Source::retail("")).info(
            "INV-4001",
            ["商品不在零售进口商品清单内", "the goods are not on the positive list"],
            ["清单外商品请按一般贸易申报", "goods off the list are declared as general trade"],
        ),
        run: goods_are_on_the_positive_list,
    },
];

fn commodity_code_exists(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    for (idx, item, line) in items(on) {
        if matches!(line, Line::Unknown) {
            let at = At::Item("inventory", idx, "commodity_code");
            to.report(at, &item.commodity_code, "税则中的十位编号 (a code of the tariff)");
        }
    }
}

/// A day outside the whole tariff is said once, of the list; a code that ended, of its item.
fn tariff_covers_the_day(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    let (tariff, day) = (&on.case.law.tariff, on.case.on);
    let (first, last) = (tariff.covered_from(), tariff.covered_to());
    let is_outside = day < first || last < day;
    for (idx, item, _) in items(on).filter(|(.., line)| matches!(line, Line::NotCovered)) {
        if is_outside {
            to.report("inventory.declared_on", day, format_args!("{first} / {last}"));
            return;
        }
        let at = At::Item("inventory", idx, "commodity_code");
        to.report(at, &item.commodity_code, format_args!("{day}有效的编号 (a code in force)"));
    }
}

fn first_unit_is_statutory(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    for (idx, item, line) in items(on) {
        let Line::Known(line) = line else { continue };
        let expected = line.unit1.as_str();
        if item.unit1 != expected && !item.unit1.is_empty() {
            to.report(At::Item("inventory", idx, "unit1"), &item.unit1, expected);
        }
    }
}

/// A unit that lacks its quantity, or the reverse, is `INV-3017`'s.
fn second_unit_is_statutory(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    for (idx, item, line) in items(on) {
        let Line::Known(line) = line else { continue };
        let expected = line.unit2.as_ref().map_or("", |it| it.as_str());
        if item.unit2 != expected && is_paired(item) {
            to.report(At::Item("inventory", idx, "unit2"), &item.unit2, expected);
        }
    }
}

fn second_quantity_has_a_unit(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    for (idx, item) in on.it.items.iter().enumerate().filter(|(_, it)| !is_paired(it)) {
        match item.quantity2 {
            Some(quantity) => {
                to.report(
                    At::Item("inventory", idx, "quantity2"),
                    quantity,
                    "无单位时为空 (none without a unit)",
                );
            }
            None => {
                let at = At::Item("inventory", idx, "quantity2");
                to.report(
                    at,
                    "",
                    format_args!("以{}计的数量 (a quantity in that unit)", item.unit2),
                );
            }
        }
    }
}

fn is_paired(item: &InventoryItem<'_>) -> bool {
    item.quantity2.is_some() != item.unit2.is_empty()
}

/// Silent where the house enforces no list, and for a code that is not in the tariff (`INV-3013`).
fn goods_are_on_the_positive_list(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    let Some(list) = on.case.positive_list else { return };
    for (idx, item, line) in items(on) {
        let Some(code) = item.commodity_code.get(..8) else { continue };
        let is_admitted = || list.binary_search_by(|it| it.as_str().cmp(code)).is_ok();
        if !matches!(line, Line::Unknown) && !is_admitted() {
            let at = At::Item("inventory", idx, "commodity_code");
            to.report(at, &item.commodity_code, "正面清单内的商品 (on the positive list)");
        }
    }
}
