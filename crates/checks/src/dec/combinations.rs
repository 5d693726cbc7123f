//! Supervision mode, levy nature, levy mode and manual: which go together (`params/declaration`).
//!
//! A mode that the table does not know for the direction is not judged. One mistake is one finding:
//! the levy mode is only asked about with a nature that fits, the manual with any row of the mode.

use model::Severity;
use params::{Combination, Table};

use crate::check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-6001",
        Rule::cross(Source::compatibility("十五")).with(Severity::Review),
        ["征免性质与监管方式不符", "the levy nature does not go with the supervision mode"],
        ["请核对监管方式和征免性质", "check both"],
        nature_fits
    ),
    check!(
        "DEC-6002",
        Rule::cross(Source::compatibility("四十三")).with(Severity::Review),
        [
            "征免方式与监管方式、征免性质不符",
            "the levy mode does not go with supervision mode and levy nature"
        ],
        ["请核对征免方式", "check the levy mode of the line"],
        levy_mode_fits
    ),
    check!(
        "DEC-6003",
        Rule::cross(Source::compatibility("七")),
        ["备案号与监管方式不符", "the manual does not go with the supervision mode"],
        ["请核对备案号首位与监管方式", "check the manual's first letter and the mode"],
        manual_fits
    ),
    check!(
        "DEC-6004",
        Rule::cross(Source::compatibility("七")),
        ["该监管方式应填报备案号", "the supervision mode asks for a manual"],
        [
            "请填报手册、账册或征免税证明的编号",
            "declare the number of the manual, book or certificate"
        ],
        |on, to| {
            let mut rows = rows(on).peekable();
            let is_needed = rows.peek().is_some() && rows.clone().all(|it| !it.manuals.is_empty());
            if is_needed && on.it.manual_no.is_empty() {
                let manuals = rows.next().map_or("", |it| &*it.manuals);
                to.report("declaration.manual_no", "", manuals);
            }
        }
    ),
    check!(
        "DEC-6005",
        Rule::cross(Source::compatibility("十四")),
        ["该监管方式不用于所报的进出口方向", "the supervision mode is not for this direction"],
        ["请核对监管方式与进出口标志", "check the mode and the direction"],
        |on, to| {
            let rule = on.case.law.filing.mode(&on.it.supervision_mode, on.case.on);
            let only = rule.and_then(|it| it.direction).filter(|it| *it != on.it.direction);
            if let Some(only) = only {
                to.report(
                    "declaration.supervision_mode",
                    &on.it.supervision_mode,
                    format_args!("{only:?}"),
                );
            }
        }
    ),
    check!(
        "DEC-6006",
        Rule::cross(Source::filling("十五（三）")),
        ["加工贸易结转货物免予填报征免性质", "a carry-over of processing trade has a levy nature"],
        ["请将征免性质留空", "leave the levy nature empty"],
        |on, to| {
            let rule = on.case.law.filing.mode(&on.it.supervision_mode, on.case.on);
            if rule.is_some_and(|it| it.is_without_levy_nature) && !on.it.levy_nature.is_empty() {
                to.report("declaration.levy_nature", &on.it.levy_nature, "");
            }
        }
    ),
    check!(
        "DEC-6007",
        Rule::cross(Source::filling("四十三")),
        [
            "加工贸易手册项下不填“保证金”或“保函”",
            "a line under a manual of processing trade is levied by deposit or guarantee"
        ],
        [
            "手册备案的征免规定为保金或保函的，填报“全免”（3）",
            "declare `3`: the manual's deposit stands for it"
        ],
        |on, to| {
            let is_manual = on.it.manual_no.starts_with(['B', 'C', 'E']);
            for (idx, item) in on.it.items.iter().enumerate().filter(|_| is_manual) {
                if matches!(item.levy_mode.as_str(), "6" | "7") {
                    to.report(At::Item("declaration", idx, "levy_mode"), &item.levy_mode, 3);
                }
            }
        }
    ),
    check!(
        "DEC-6008",
        Rule::cross(Source::compatibility("七")),
        ["征免税证明与征免性质不符", "a certificate of exemption goes with another levy nature"],
        [
            "持征免税证明（Z）的按证明批注的征免性质填报",
            "under a certificate (Z) declare the nature written on it"
        ],
        |on, to| {
            if on.it.manual_no.starts_with('Z')
                && matches!(on.it.levy_nature.as_str(), "101" | "299")
            {
                to.report_against(
                    "declaration.levy_nature",
                    &on.it.levy_nature,
                    "征免税证明的征免性质 (that of the certificate)",
                    "declaration.manual_no",
                );
            }
        }
    ),
];

fn rows<'o>(on: &'o Declared<'_>) -> impl Iterator<Item = &'o Combination> + Clone {
    on.case.law.filing.combinations(on.it.direction, &on.it.supervision_mode, on.case.on)
}

fn has_nature(row: &Combination, nature: &str) -> bool {
    row.levy_natures.is_empty() || row.levy_natures.iter().any(|it| **it == *nature)
}

/// Another code is its own list's fault.
fn is_known(on: &Declared<'_>, table: Table, code: &str) -> bool {
    on.case.law.codes.contains(table, code)
}

fn nature_fits(on: &Declared<'_>, to: &mut Findings<'_>) {
    let nature = on.it.levy_nature.as_str();
    let mut rows = rows(on).peekable();
    if !is_known(on, Table::LevyNature, nature)
        || rows.peek().is_none()
        || rows.clone().any(|it| has_nature(it, nature))
    {
        return;
    }
    let natures: Vec<&str> = rows.flat_map(|it| it.levy_natures.iter().map(|it| &**it)).collect();
    to.report("declaration.levy_nature", nature, natures.join(" / "));
}

fn levy_mode_fits(on: &Declared<'_>, to: &mut Findings<'_>) {
    let nature = on.it.levy_nature.as_str();
    let fitting = rows(on).filter(|it| !nature.is_empty() && has_nature(it, nature));
    if fitting.clone().next().is_none() || fitting.clone().any(|it| it.levy_mode.is_empty()) {
        return;
    }
    for (idx, item) in on
        .it
        .items
        .iter()
        .enumerate()
        .filter(|(_, it)| is_known(on, Table::LevyMode, &it.levy_mode))
    {
        if !fitting.clone().any(|it| *it.levy_mode == *item.levy_mode) {
            let expected = fitting.clone().next().map_or("", |it| &*it.levy_mode);
            to.report(At::Item("declaration", idx, "levy_mode"), &item.levy_mode, expected);
        }
    }
}

/// A mode with a row that names no manual may have whichever; a missing one is `DEC-6004`'s.
fn manual_fits(on: &Declared<'_>, to: &mut Findings<'_>) {
    let Some(first) = on.it.manual_no.chars().next() else { return };
    let nature = on.it.levy_nature.as_str();
    let mut rows = rows(on).filter(|it| nature.is_empty() || has_nature(it, nature)).peekable();
    let named = |it: &Combination| it.manuals.is_empty() || it.manuals.contains(first);
    if rows.peek().is_some() && !rows.clone().any(named) {
        let manuals = rows.next().map_or("", |it| &*it.manuals);
        to.report("declaration.manual_no", &on.it.manual_no, manuals);
    }
}
