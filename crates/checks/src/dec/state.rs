//! What is filed, against what is held under the client's number.

use model::DeclarationState;

use crate::check::{Check, Declared, Findings, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    Check {
        info: Rule::cross(Source::message("DecSign.ClientSeqNo")).info(
            "DEC-7001",
            [
                "相同客户端编号的报关单已申报",
                "a declaration with this client number has been declared already",
            ],
            [
                "已申报的报关单请申请修改或撤销；退单后才可重新申报",
                "ask to amend or withdraw what stands; only what was returned is filed anew",
            ],
        ),
        run: nothing_stands,
    },
    Check {
        info: Rule::cross(Source::message("DecHead.EntryId")).info(
            "DEC-7002",
            [
                "所填海关编号不是该客户端编号下报关单的编号",
                "the declaration number is not that of what is held under the client's number",
            ],
            [
                "重新申报时填写被退报关单的海关编号，首次申报时留空",
                "give the number of what was returned, or none when it is filed first",
            ],
        ),
        run: number_is_the_held_one,
    },
];

fn nothing_stands(on: &Declared<'_>, to: &mut Findings<'_>) {
    let Some(held) = on.case.held else { return };
    let may_come_anew = matches!(held.state, DeclarationState::Saved | DeclarationState::Returned);
    if !may_come_anew {
        let observed = format_args!("{}, {}", on.it.reference, held.declaration_no);
        to.report("declaration.reference", observed, "未申报过的编号 (not yet declared)");
    }
}

/// Silent where `DEC-7001` speaks: there the number is right or it does not matter.
fn number_is_the_held_one(on: &Declared<'_>, to: &mut Findings<'_>) {
    let Some(given) = on.it.declaration_no.given() else { return };
    let expected = on.case.held.map_or("", |it| it.declaration_no);
    if given != expected {
        to.report("declaration.declaration_no", given, expected);
    }
}
