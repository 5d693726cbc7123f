//! A declaration against the manifest that its bill is on (货证统一).

use model::{Consignment, DeclarationStep, Manifest, Severity};

use super::structure::At2;
use crate::{
    ManifestCase,
    check::{Check, Findings, OnManifest, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnManifest>] = &[
    check!(
        "DEC-6401",
        Rule::joined(Source::filling("十一")).with(Severity::Notice),
        [
            "未查到提运单的舱单，待核舱单",
            "no manifest has the bill yet: the declaration waits for it"
        ],
        [
            "请联系运输企业传输舱单，或核对提运单号",
            "ask the carrier to send the manifest, or check the bill"
        ],
        |on, to| {
            if on.carried.is_none() {
                to.report(
                    "declaration.bill_no",
                    &on.declaration.bill_no,
                    "舱单内的提运单 (a bill on a manifest)",
                );
            }
        }
    ),
    check!(
        "DEC-6402",
        Rule::joined(Source::filling("九")),
        ["运输方式与舱单不一致", "the mode of transport is not the manifest's"],
        ["请核对运输方式", "check the mode of transport"],
        |on, to| compare(
            on,
            to,
            "transport_mode",
            |on| &on.declaration.transport_mode,
            |it| &it.transport_mode
        )
    ),
    check!(
        "DEC-6403",
        Rule::joined(Source::filling("十")),
        ["运输工具名称与舱单不一致", "the means of transport is not the manifest's"],
        ["填报内容应与舱单所列一致", "declare it as the manifest has it"],
        |on, to| compare(
            on,
            to,
            "transport_name",
            |on| &on.declaration.transport_name,
            |it| &it.transport_name
        )
    ),
    check!(
        "DEC-6404",
        Rule::joined(Source::filling("十")),
        ["航次号与舱单不一致", "the voyage is not the manifest's"],
        ["填报内容应与舱单所列一致", "declare it as the manifest has it"],
        |on, to| compare(on, to, "voyage_no", |on| &on.declaration.voyage_no, |it| &it.voyage_no)
    ),
    check!(
        "DEC-6405",
        Rule::joined(Source::filling("四")),
        ["进出境关别与舱单不一致", "the customs of entry or exit is not the manifest's"],
        ["请填报舱单传输的口岸海关", "declare the office to which the manifest was sent"],
        |on, to| compare(
            on,
            to,
            "port_customs",
            |on| &on.declaration.port_customs,
            |it| &it.port_customs
        )
    ),
    check!(
        "DEC-6406",
        Rule::joined(Source::filling("二十四")),
        ["件数与舱单不一致", "the number of packages is not the manifest's"],
        [
            "请核对件数；舱单有误的请运输企业更改",
            "check the number, or have the carrier amend the manifest"
        ],
        |on, to| with(on, |_, it| {
            let packages = on.declaration.packages;
            // A summary need not say how many.
            let is_said = packages != 0 || on.declaration.step != DeclarationStep::Summary;
            if is_said && packages != it.packages {
                to.report_against(
                    "declaration.packages",
                    packages,
                    it.packages,
                    "consignment.packages",
                );
            }
        })
    ),
    check!(
        "DEC-6407",
        Rule::joined(Source::filling("二十五")),
        ["毛重与舱单不一致", "the gross weight is not the manifest's"],
        [
            "请核对毛重；舱单有误的请运输企业更改",
            "check the weight, or have the carrier amend the manifest"
        ],
        |on, to| with(on, |_, it| {
            let (weight, other) = (on.declaration.gross_weight_kg, it.gross_weight_kg);
            if weight.abs_diff(other) > on.allowed_kg {
                to.report_against(
                    "declaration.gross_weight_kg",
                    weight,
                    other,
                    "consignment.gross_weight_kg",
                );
            }
        })
    ),
    check!(
        "DEC-6408",
        Rule::joined(Source::filling("三十二")),
        ["集装箱不在舱单该提运单项下", "a container is not on the bill"],
        ["请核对集装箱号", "check the number of the container"],
        |on, to| with(on, |_, it| {
            for (idx, declared) in on.declaration.containers.iter().enumerate() {
                let is_there = it.containers.iter().any(|it| it.number == *declared.number);
                if !is_there && !declared.number.is_empty() {
                    to.report_against(
                        At2("containers", idx, "number"),
                        &declared.number,
                        "舱单内的集装箱 (one on the bill)",
                        "consignment.containers",
                    );
                }
            }
        })
    ),
    check!(
        "DEC-6409",
        Rule::joined(Source::filling("三十二")),
        ["舱单该提运单项下的集装箱未申报", "a container of the bill is not declared"],
        ["请补充申报集装箱；分单申报的请联系海关", "declare every container of the bill"],
        |on, to| with(on, |_, it| {
            for carried in &it.containers {
                let is_there =
                    on.declaration.containers.iter().any(|it| it.number == *carried.number);
                if !is_there {
                    to.report_against(
                        "declaration.containers",
                        on.declaration.containers.len(),
                        &carried.number,
                        "consignment.containers",
                    );
                }
            }
        })
    ),
    check!(
        "DEC-6410",
        Rule::joined(Source::filling("四")),
        ["进出口方向与舱单不一致", "the manifest is of the other direction"],
        ["请核对进出口标志与提运单号", "check the direction and the bill"],
        |on, to| with(on, |manifest, _| {
            let direction = on.declaration.direction;
            if manifest.direction != direction {
                let (one, other) =
                    (format_args!("{direction:?}"), format_args!("{:?}", manifest.direction));
                to.report_against("declaration.direction", one, other, "manifest.direction");
            }
        })
    ),
    check!(
        "DEC-6411",
        Rule::joined(Source::filling("十一")),
        ["提运单已由其他报关单申报", "another declaration stands for the bill"],
        ["请核对提运单号；重复申报的请撤销其一", "check the bill; withdraw one of the two"],
        |on, to| {
            if let Some(other) = on.elsewhere {
                let observed = format_args!("{}, {other}", on.declaration.bill_no);
                to.report("declaration.bill_no", observed, "未申报的提运单 (a bill of its own)");
            }
        }
    ),
    check!(
        "DEC-6412",
        Rule::joined(Source::filling("三十二")).with(Severity::Notice),
        ["舱单内的集装箱没有封志号", "a container on the bill has no seal"],
        ["请运输企业在舱单补充封志号", "have the carrier send the seal's number"],
        |on, to| with(on, |_, it| {
            for carried in it.containers.iter().filter(|it| it.seals.is_empty()) {
                to.report("declaration.containers", &carried.number, "封志号 (a seal)");
            }
        })
    ),
    check!(
        "DEC-6413",
        Rule::joined(Source::licensing("第二十四条")).with(Severity::Notice),
        [
            "出口货物尚未运抵监管场所",
            "the goods of an export have not arrived where customs watches"
        ],
        [
            "提前申报的，运抵后放行；应在装货24小时以前运抵",
            "declared in advance they are released on arrival; they arrive a day before loading"
        ],
        |on, to| {
            let has_arrived = on.arrived_on.is_some_and(|it| it.date().is_some());
            let is_export = on.declaration.direction == model::Direction::Export;
            if is_export && on.carried.is_some() && !has_arrived {
                to.report("declaration.bill_no", &on.declaration.bill_no, "运抵报告 (an arrival)");
            }
        }
    ),
    check!(
        "DEC-6414",
        Rule::joined(Source::filling("二十三")).with(Severity::Notice),
        ["包装种类与舱单不一致", "the packaging is not the manifest's"],
        ["请核对包装种类", "check the packaging"],
        |on, to| with(on, |_, it| {
            let packaging = &on.declaration.packaging;
            if !it.packaging.is_empty() && !packaging.is_empty() && *packaging != it.packaging {
                to.report_against(
                    "declaration.packaging",
                    packaging,
                    &it.packaging,
                    "consignment.packaging",
                );
            }
        })
    ),
];

fn with<'a>(on: &ManifestCase<'a>, run: impl FnOnce(&Manifest<'a>, &Consignment<'a>)) {
    if let Some((manifest, consignment)) = on.carried {
        run(manifest, consignment);
    }
}

/// A field of the head against the manifest's, as far as both are given.
fn compare(
    on: &ManifestCase<'_>,
    to: &mut Findings<'_>,
    field: &'static str,
    declared: impl for<'c> Fn(&'c ManifestCase<'_>) -> &'c str,
    carried: impl for<'m> Fn(&'m Manifest<'_>) -> &'m str,
) {
    let Some((manifest, _)) = on.carried else { return };
    let (one, other) = (declared(on), carried(manifest));
    if one != other && !one.is_empty() && !other.is_empty() {
        let (at, against) = (format_args!("declaration.{field}"), format_args!("manifest.{field}"));
        to.report_against(at, one, other, against);
    }
}
