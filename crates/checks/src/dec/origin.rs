//! Preferential origin (优惠原产地): the proof presented, the lines that claim it, and how they are linked.

use model::LicenceDocument;
use params::{Proof, Table};

use super::structure::At2;
use crate::check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-4201",
        Rule::cross(Source::filling("三十一（二）")),
        ["一份报关单对应一份原产地证明", "the declaration presents more than one proof of origin"],
        ["使用多份原产地证明的请分单申报", "file one declaration a proof"],
        |on, to| {
            if let Some((idx, proof)) = proofs(on).nth(1) {
                to.report(At2("documents", idx, "number"), &proof.number, "一份 (one)");
            }
        }
    ),
    check!(
        "DEC-4202",
        Rule::single(Source::filling("三十一（二）")),
        [
            "原产地证明编号未注明优惠贸易协定代码",
            "the number of a proof of origin names no trade agreement"
        ],
        ["编号前填“<协定代码>”，如“<22>”", "begin the number with the agreement, e.g. `<22>`"],
        |on, to| {
            for (idx, proof) in proofs(on).filter(|(_, it)| !it.number.is_empty()) {
                let is_known = agreement(&proof.number).is_some_and(|it| {
                    on.case.law.codes.contains_on(Table::Agreement, it, on.case.on)
                });
                if !is_known {
                    to.report(At2("documents", idx, "number"), &proof.number, "<nn>…");
                }
            }
        }
    ),
    check!(
        "DEC-4203",
        Rule::cross(Source::filling("三十一（二）")),
        ["有原产地证明而单证对应关系未填", "a proof of origin is linked to no goods line"],
        [
            "请填报享受优惠税率的商品项与原产地证明的对应关系",
            "link the lines that claim the preference"
        ],
        |on, to| {
            for (idx, proof) in proofs(on) {
                if !on.it.origin_links.iter().any(|it| is_proof(on, &it.kind)) {
                    to.report(
                        At2("documents", idx, "number"),
                        &proof.number,
                        "对应的商品项 (a linked line)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4204",
        Rule::cross(Source::filling("三十一（二）")),
        ["单证对应关系引用的商品项不存在", "an origin link names a goods line that is not there"],
        ["请核对报关单商品项号", "check the number of the line"],
        |on, to| {
            for (idx, link) in on.it.origin_links.iter().enumerate() {
                if !on.it.items.iter().any(|it| it.number == link.item) {
                    to.report(
                        At2("origin_links", idx, "item"),
                        link.item,
                        "已申报的商品序号 (a declared line)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4205",
        Rule::cross(Source::filling("三十一（二）")),
        ["单证对应关系引用的单证未填报", "an origin link names a document that is not presented"],
        ["请在随附单证栏填报该单证", "present the document"],
        |on, to| {
            for (idx, link) in on.it.origin_links.iter().enumerate() {
                let is_it = |it: &LicenceDocument<'_>| {
                    it.kind == *link.kind && it.number.ends_with(link.document_no.as_str())
                };
                if !on.it.documents.iter().any(is_it) {
                    to.report(
                        At2("origin_links", idx, "document_no"),
                        &link.document_no,
                        "已填报的单证 (a document)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4206",
        Rule::cross(Source::preference()),
        [
            "享受优惠税率的商品未填优惠贸易协定项下原产地",
            "a line that is linked to a proof does not name its preferential origin"
        ],
        ["请填报优惠贸易协定项下原产地", "declare the origin under the agreement"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if is_linked(on, item.number) && item.preferential_origin.is_empty() {
                    to.report(
                        At::Item("declaration", idx, "preferential_origin"),
                        "",
                        "原产地 (an origin)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4207",
        Rule::cross(Source::preference()),
        [
            "填报优惠原产地的商品没有对应的原产地证明",
            "a line that names a preferential origin is linked to no proof"
        ],
        [
            "请填报原产地证明及其对应关系，或删除优惠原产地",
            "present and link a proof, or leave the origin out"
        ],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if !item.preferential_origin.is_empty() && !is_linked(on, item.number) {
                    let at = At::Item("declaration", idx, "preferential_origin");
                    to.report(at, &item.preferential_origin, "原产地证明 (a proof)");
                }
            }
        }
    ),
    check!(
        "DEC-4208",
        Rule::cross(Source::filling("三十一（二）")),
        ["原产地证明的一个项目对应了多项商品", "two lines are linked to one item of a proof"],
        ["商品项与原产地证明项目应一一对应", "link each line to an item of its own"],
        proofs_items_are_used_once
    ),
    check!(
        "DEC-4209",
        Rule::cross(Source::filling("四十")),
        ["原产国为中国的进口商品申请享受优惠税率", "a line of Chinese origin claims a preference"],
        ["请核对原产国与优惠贸易协定项下原产地", "check both origins"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate().filter(|_| on.is_import()) {
                if item.preferential_origin == "CHN" {
                    to.report(
                        At::Item("declaration", idx, "preferential_origin"),
                        "CHN",
                        "境外 (abroad)",
                    );
                }
            }
        }
    ),
];

fn proofs<'o>(on: &'o Declared<'_>) -> impl Iterator<Item = (usize, &'o LicenceDocument<'o>)> {
    on.it.documents.iter().enumerate().filter(|(_, it)| is_proof(on, &it.kind))
}

fn is_proof(on: &Declared<'_>, kind: &str) -> bool {
    on.case.law.proofs.by_document(kind, Proof::Preference, on.case.on)
}

/// The agreement in `<22>C123`.
fn agreement(number: &str) -> Option<&str> {
    let (code, _) = number.strip_prefix('<')?.split_once('>')?;
    // A small consignment without proof is `<01XJE00000>` on some forms.
    code.get(..2)
}

fn is_linked(on: &Declared<'_>, number: u32) -> bool {
    on.it.origin_links.iter().any(|it| it.item == number && is_proof(on, &it.kind))
}

fn proofs_items_are_used_once(on: &Declared<'_>, to: &mut Findings<'_>) {
    let links = &on.it.origin_links;
    for (idx, link) in links.iter().enumerate() {
        let is_same = |it: &&model::OriginLink<'_>| {
            it.kind == link.kind
                && it.document_no == link.document_no
                && it.document_item == link.document_item
                && it.item != link.item
        };
        if !link.document_item.is_empty() && links.iter().take(idx).any(|it| is_same(&it)) {
            to.report(
                At2("origin_links", idx, "document_item"),
                &link.document_item,
                "未重复 (once)",
            );
        }
    }
}
