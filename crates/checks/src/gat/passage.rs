//! A vehicle at the gate beside its pass.

use model::Confidence;

use crate::{
    PassageCase,
    check::{Check, Findings, OnPassage, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnPassage>] = &[
    Check {
        info: Rule::joined(Source::zone_practice("PassportHead.VehicleNo")).info(
            "GAT-2408",
            ["车牌号与核放单不一致", "the vehicle is not the one of the gate pass"],
            ["请核对车牌，或重新申报核放单", "check the plate, or declare another pass"],
        ),
        run: plate_is_the_declared_one,
    },
    Check {
        info: Rule::joined(
            Source::zone_practice("PassportHead.TotalWt").known(Confidence::Assumed),
        )
        .info(
            "GAT-6401",
            [
                "卡口称重与核放单不一致",
                "the weighbridge weighs another weight than the one declared",
            ],
            [
                "请复磅，或删除核放单后重新申报",
                "weigh again, or delete the pass and declare another",
            ],
        ),
        run: weight_is_the_declared_one,
    },
];

fn plate_is_the_declared_one(on: &PassageCase<'_>, to: &mut Findings<'_>) {
    let plate = |text: &str| -> String {
        text.chars().filter(|it| !it.is_whitespace()).flat_map(char::to_uppercase).collect()
    };
    if plate(on.vehicle_no) != plate(&on.pass.vehicle_no) {
        to.report("gate_pass.vehicle_no", on.vehicle_no, &on.pass.vehicle_no);
    }
}

fn weight_is_the_declared_one(on: &PassageCase<'_>, to: &mut Findings<'_>) {
    let declared = on.pass.total_weight_kg;
    if on.weight_kg.abs_diff(declared) > on.allowed_kg {
        let expected = format_args!("{declared} ± {}", on.allowed_kg);
        to.report("gate_pass.total_weight_kg", on.weight_kg, expected);
    }
}
