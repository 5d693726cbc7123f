//! What a gate pass says by itself.

use model::Amount;
use params::Table;

use crate::{
    GatePassCase,
    bel::{known, repeated},
    check::{Check, Findings, OnGatePass, Rule, Source},
};

/// Rows: code, element, field in Chinese and English, the value it can only have, its getter.
macro_rules! fixed {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $value:literal, $pointer:literal, $field:ident) => {
        Check {
            info: Rule::single(Source::zone_practice($element)).info(
                $code,
                [
                    concat!("保税电商出区核放单的", $zh, "只能填写“", $value, "”"),
                    concat!($en, " of a bonded e-commerce gate pass can only be `", $value, "`"),
                ],
                [
                    concat!("请将", $zh, "改为“", $value, "”后重新申报"),
                    concat!("declare `", $value, "` as ", $en),
                ],
            ),
            run: |on, to| {
                let observed = on.pass.$field.as_str();
                if !matches!(observed, "" | $value) {
                    to.report($pointer, observed, $value);
                }
            },
        }
    };
}

pub(crate) const CHECKS: &[Check<OnGatePass>] = &[
    Check {
        info: Rule::cross(Source::zone_practice("PassportAcmp.RtlBillNo")).info(
            "GAT-1401",
            ["核放单未关联核注清单", "the gate pass carries no exit list"],
            ["请填写关联单证编号", "name the exit lists that the vehicle carries"],
        ),
        run: |on, to| {
            if on.pass.exit_list_nos().is_empty() {
                to.report("gate_pass.links", 0, "1 or more");
            }
        },
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.BindTypecd")).info(
            "GAT-1402",
            [
                "绑定类型与关联核注清单份数不符",
                "the kind of binding does not fit the number of exit lists",
            ],
            [
                "一票一车、一票多车只关联一份核注清单，多份请用一车多票",
                "bindings 2 and 3 are for one list; several lists on one vehicle are binding 1",
            ],
        ),
        run: binding_fits_the_lists,
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportList")).info(
            "GAT-1403",
            [
                "核放单表体与绑定类型不符",
                "a pass has lines exactly when its list goes on several vehicles",
            ],
            [
                "一票多车须填写本车货物，其他绑定类型不填表体",
                "with binding 3 declare what this vehicle takes; otherwise no lines",
            ],
        ),
        run: lines_fit_the_binding,
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportAcmp.RtlBillNo")).info(
            "GAT-1404",
            ["核放单内重复关联同一核注清单", "the gate pass names an exit list twice"],
            ["每份核注清单只关联一次", "name each exit list once"],
        ),
        run: |on, to| {
            for (_, list_no) in repeated(on.pass.exit_list_nos().into_iter()) {
                to.report("gate_pass.links", list_no, "未重复的清单编号 (a list named once)");
            }
        },
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportList.RltGdsSeqno")).info(
            "GAT-1405",
            ["核放单表体重复关联同一清单商品", "the gate pass names a line of the list twice"],
            ["每项清单商品只填一行", "take each line of the exit list once"],
        ),
        run: |on, to| {
            for (idx, line) in repeated(on.pass.lines.iter().map(|it| it.exit_line)) {
                let at = format_args!("gate_pass.lines[{idx}].exit_line");
                to.report(at, line, "不重复的关联商品序号 (a line named once)");
            }
        },
    },
    fixed!(
        "GAT-3401",
        "PassportHead.PassportTypecd",
        ["核放单类型", "the type"],
        "3",
        "gate_pass.pass_type",
        pass_type
    ),
    fixed!(
        "GAT-3402",
        "PassportHead.IoTypecd",
        ["进出标志", "the direction"],
        "E",
        "gate_pass.direction",
        direction
    ),
    fixed!(
        "GAT-3403",
        "PassportHead.RltTbTypecd",
        ["关联单证类型", "the kind of related document"],
        "1",
        "gate_pass.related_type",
        related_type
    ),
    Check {
        info: Rule::single(Source::zone_practice("PassportHead.MasterCuscd")).info(
            "GAT-3404",
            [
                "核放单的主管关区不在海关代码表内",
                "the customs office of the gate pass is not in the customs code table",
            ],
            ["请按海关代码表填写主管关区", "declare an office of the customs code tables"],
        ),
        run: |on, to| {
            let (at, code) = ("gate_pass.customs_code", &on.pass.customs_code);
            known(to, at, on.law, Table::CustomsDistrict, code);
        },
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.TotalWt")).info(
            "GAT-5401",
            [
                "总重量不等于货物毛重、车自重、车架重与箱重之和",
                "the total weight is not that of goods, vehicle, frame and container",
            ],
            ["请核对各项重量", "check the weights"],
        ),
        run: total_is_the_sum,
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.TotalNetWt")).info(
            "GAT-5402",
            [
                "货物毛重、净重、车自重应大于0，且净重不大于毛重",
                "a weight is not more than 0, or the net weight is more than the gross weight",
            ],
            ["请核对各项重量", "check the weights"],
        ),
        run: weights_are_possible,
    },
    Check {
        info: Rule::single(Source::zone_practice("PassportList.DclQty")).info(
            "GAT-5403",
            ["核放单商品数量应大于0", "the quantity of a pass's line is not more than 0"],
            ["请填写大于0的数量", "declare a quantity of more than 0"],
        ),
        run: |on, to| {
            for (idx, line) in on.pass.lines.iter().enumerate() {
                let is_unread = line.quantity.is_zero() && to.is_partial();
                if !line.quantity.is_positive() && !is_unread {
                    to.report(
                        format_args!("gate_pass.lines[{idx}].quantity"),
                        line.quantity,
                        "> 0",
                    );
                }
            }
        },
    },
];

fn binding_fits_the_lists(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    let n_lists = on.pass.exit_list_nos().len();
    if matches!(on.pass.binding.as_str(), "2" | "3") && n_lists > 1 {
        let observed = format_args!("{}, {n_lists}", on.pass.binding);
        to.report("gate_pass.binding", observed, "1");
    }
}

fn lines_fit_the_binding(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    let is_part = on.pass.binding == "3";
    if is_part == on.pass.lines.is_empty() && !on.pass.binding.is_empty() {
        let expected = if is_part { "1 or more" } else { "0" };
        to.report("gate_pass.lines", on.pass.lines.len(), expected);
    }
}

fn total_is_the_sum(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    let pass = on.pass;
    let extra = [pass.frame_weight_kg, pass.container_weight_kg];
    let sum =
        pass.gross_weight_kg + pass.vehicle_weight_kg + extra.into_iter().flatten().sum::<Amount>();
    if pass.total_weight_kg != sum {
        to.report("gate_pass.total_weight_kg", pass.total_weight_kg, sum);
    }
}

fn weights_are_possible(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    let pass = on.pass;
    let weights = [
        ("gate_pass.vehicle_weight_kg", pass.vehicle_weight_kg),
        ("gate_pass.gross_weight_kg", pass.gross_weight_kg),
        ("gate_pass.net_weight_kg", pass.net_weight_kg),
    ];
    for (pointer, weight) in weights {
        if !weight.is_positive() {
            to.report(pointer, weight, "> 0");
        }
    }
    if pass.net_weight_kg > pass.gross_weight_kg {
        let expected = format_args!("≤ {}", pass.gross_weight_kg);
        to.report("gate_pass.net_weight_kg", pass.net_weight_kg, expected);
    }
}
