//! What the supervision conditions (监管条件) of each line's code ask to be presented.
//!
//! Letters that stand for each other (`4`, `x`, `y`) are met by any of them. Each is asked for once, at
//! the first line that needs it.

use model::Severity;
use params::{LicenceNeed, LicenceRule, LicenceSet, TariffLine};

use super::structure::At2;
use crate::{
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
    rules::tariff::Line,
};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-6101",
        Rule::cross(Source::licensing("第二十四条")),
        ["缺少监管条件要求的许可证号", "the licence that a line's code asks for is not given"],
        ["请在许可证号栏填报该许可证的编号", "declare the number of the licence in the head"],
        |on, to| lacking(on, to, true, LicenceNeed::Always)
    ),
    check!(
        "DEC-6102",
        Rule::cross(Source::licensing("第二十四条")),
        ["缺少监管条件要求的随附单证", "the document that a line's code asks for is not presented"],
        ["请在随附单证栏填报该监管证件的代码和编号", "present the document: its code and number"],
        |on, to| lacking(on, to, false, LicenceNeed::Always)
    ),
    check!(
        "DEC-6103",
        Rule::cross(Source::licensing("第二十四条")),
        [
            "配额内商品编号未填报关税配额证",
            "the code is a quota's own, and no quota certificate is presented"
        ],
        [
            "请填报关税配额证明，或改用配额外商品编号",
            "present the certificate, or declare the code outside the quota"
        ],
        |on, to| lacking(on, to, false, LicenceNeed::Quota)
    ),
    check!(
        "DEC-6104",
        Rule::cross(Source::licensing("第二十四条")),
        ["该商品禁止进口或出口", "the import or export of these goods is prohibited"],
        ["禁止进出口的货物不得申报", "these goods cannot be declared in this direction"],
        |on, to| {
            for (idx, item, line) in on.items() {
                let Line::Known(line) = line else { continue };
                let mut rules = asked(on, line);
                if let Some(rule) = rules.find(|it| it.when == LicenceNeed::Prohibited) {
                    let at = At::Item("declaration", idx, "commodity_code");
                    to.report(
                        at,
                        &item.commodity_code,
                        format_args!("监管条件 (condition) {}", rule.kind),
                    );
                }
            }
        }
    ),
    check!(
        "DEC-6105",
        Rule::cross(Source::licensing("第二十四条")).with(Severity::Notice),
        ["随附单证不是任何商品的监管条件所要求", "no line asks for a document that is presented"],
        ["请核对商品编号与随附单证", "check the commodity codes and the document"],
        documents_are_asked_for
    ),
    check!(
        "DEC-6106",
        Rule::cross(Source::filling("十六")).with(Severity::Notice),
        ["许可证号不是任何商品的监管条件所要求", "no line asks for the licence that is given"],
        ["请核对商品编号与许可证号", "check the commodity codes and the licence"],
        |on, to| {
            let is_covered = on.items().all(|(.., line)| matches!(line, Line::Known(_)));
            let is_asked = on.items().any(|(.., line)| match line {
                Line::Known(line) => asked(on, line).any(|it| it.is_in_head),
                _ => true,
            });
            if is_covered && !is_asked && !on.it.licence_no.is_empty() {
                to.report("declaration.licence_no", &on.it.licence_no, "");
            }
        }
    ),
    check!(
        "DEC-6107",
        Rule::cross(Source::filling("三十一")),
        ["随附单证未填编号", "a document is presented without a number"],
        ["请填报监管证件的编号", "declare its number"],
        |on, to| {
            for (idx, it) in on.it.documents.iter().enumerate() {
                if !it.kind.is_empty() && it.number.is_empty() {
                    to.report(At2("documents", idx, "number"), &it.kind, "编号 (a number)");
                }
            }
        }
    ),
];

/// The letters that a line has for the direction.
pub(super) fn letters(is_import: bool, line: &TariffLine) -> impl Iterator<Item = char> + use<> {
    let (own, inspection): (LicenceSet, char) =
        if is_import { (line.licences_import, 'A') } else { (line.licences_export, 'B') };
    own.iter().chain(line.inspection.contains(inspection).then_some(inspection))
}

fn asked<'o>(
    on: &'o Declared<'_>,
    line: &TariffLine,
) -> impl Iterator<Item = &'o LicenceRule> + use<'o> {
    let (law, day) = (on.case.law, on.case.on);
    letters(on.is_import(), line).filter_map(move |it| law.filing.licence(it, day))
}

/// Whether any of the kinds that meet a rule is presented. A licence of the head has but its number.
fn is_met(on: &Declared<'_>, rule: &LicenceRule) -> bool {
    let is_it = |kind: &str| {
        let mut letters = kind.chars();
        letters.next().is_some_and(|it| rule.alternatives.contains(it)) && letters.next().is_none()
    };
    (rule.is_in_head && !on.it.licence_no.is_empty())
        || on.it.documents.iter().any(|it| is_it(&it.kind))
}

fn lacking(on: &Declared<'_>, to: &mut Findings<'_>, is_in_head: bool, when: LicenceNeed) {
    let mut told: Vec<&str> = Vec::new();
    for (idx, item, line) in on.items() {
        let Line::Known(line) = line else { continue };
        if when == LicenceNeed::Quota && !line.is_in_quota() {
            continue;
        }
        for rule in asked(on, line).filter(|it| it.when == when && it.is_in_head == is_in_head) {
            if is_met(on, rule) || told.contains(&&*rule.alternatives) {
                continue;
            }
            told.push(&rule.alternatives);
            let at = At::Item("declaration", idx, "commodity_code");
            to.report(
                at,
                &item.commodity_code,
                format_args!("监管证件 (document) {}", rule.alternatives),
            );
        }
    }
}

/// Only of kinds that a letter asks for by itself; proofs and contact sheets are presented by choice.
/// A line that is not known may ask for anything.
fn documents_are_asked_for(on: &Declared<'_>, to: &mut Findings<'_>) {
    if on.it.documents.is_empty() || on.items().any(|(.., it)| !matches!(it, Line::Known(_))) {
        return;
    }
    for (idx, document) in on.it.documents.iter().enumerate() {
        let kind = document.kind.chars().next().filter(|_| document.kind.len() == 1);
        let rule = kind.and_then(|it| on.case.law.filing.licence(it, on.case.on));
        let Some(rule) = rule else { continue };
        let is_asked = on.items().any(|(.., line)| match line {
            Line::Known(line) => asked(on, line).any(|it| it.alternatives == rule.alternatives),
            _ => true,
        });
        if !is_asked {
            to.report(
                At2("documents", idx, "kind"),
                &document.kind,
                "监管条件要求的单证 (a document asked for)",
            );
        }
    }
}
