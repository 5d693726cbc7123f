//! Containers and the goods lines in them.

use super::structure::At2;
use crate::check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-1201",
        Rule::cross(Source::filling("三十二")),
        ["集装箱对应的商品项号不存在", "a container names a goods line that is not there"],
        ["请核对集装箱商品项号关系", "check which lines are in the container"],
        |on, to| {
            for (idx, it) in on.it.containers.iter().enumerate() {
                let is_there = |number: &u32| on.it.items.iter().any(|it| it.number == *number);
                if let Some(number) = it.lines().find(|it| !is_there(it)) {
                    to.report(
                        At2("containers", idx, "goods_lines"),
                        number,
                        "已申报的商品序号 (a declared line)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-1202",
        Rule::cross(Source::filling("三十二")),
        ["商品未对应任何集装箱", "a goods line is in no container"],
        [
            "填报集装箱时每项商品应至少对应一个集装箱",
            "when there are containers, every line is in one"
        ],
        every_line_is_in_one
    ),
    check!(
        "DEC-1203",
        Rule::cross(Source::filling("三十二")),
        [
            "集装箱未填报商品项号或项号有误",
            "the goods lines of a container are not numbers joined with commas"
        ],
        ["请填报该箱装载的商品项号，以半角逗号分隔", "name the lines in it, joined with commas"],
        |on, to| {
            for (idx, it) in on.it.containers.iter().enumerate() {
                let n_parts = it.goods_lines.split([',', ';', '，']).count();
                if n_parts != it.lines().count() {
                    to.report(At2("containers", idx, "goods_lines"), &it.goods_lines, "1,2,3");
                }
            }
        }
    ),
    check!(
        "DEC-1204",
        Rule::cross(Source::filling("三十二")),
        ["集装箱货重小于箱体自重", "a container with its goods weighs less than the container"],
        [
            "集装箱货重为箱体自重加装载货物重量",
            "declare the weight of container and goods together"
        ],
        |on, to| {
            for (idx, it) in on.it.containers.iter().enumerate() {
                if let (Some(all), Some(own)) = (it.goods_weight_kg, it.own_weight_kg)
                    && all < own
                {
                    to.report(
                        At2("containers", idx, "goods_weight_kg"),
                        all,
                        format_args!(">= {own}"),
                    );
                }
            }
        }
    ),
    check!(
        "DEC-1205",
        Rule::cross(Source::filling("九")),
        [
            "该运输方式不应填报集装箱",
            "goods without containers by their mode of transport have some"
        ],
        [
            "管道等固定设施、旅客携带和无实际进出境的货物不填报集装箱",
            "leave the containers out, or mend the mode of transport"
        ],
        |on, to| {
            let mode = on.it.transport_mode.as_str();
            if matches!(mode, "G" | "L") && !on.it.containers.is_empty() {
                to.report(
                    "declaration.containers",
                    on.it.containers.len(),
                    format_args!("运输方式 (mode) {mode}: 0"),
                );
            }
        }
    ),
];

/// Silent where a container's lines could not be read (`DEC-1203`).
fn every_line_is_in_one(on: &Declared<'_>, to: &mut Findings<'_>) {
    let containers = &on.it.containers;
    if containers.is_empty() || containers.iter().any(|it| it.lines().next().is_none()) {
        return;
    }
    for (idx, item) in on.it.items.iter().enumerate() {
        if !containers.iter().any(|it| it.lines().any(|line| line == item.number)) {
            let at = At::Item("declaration", idx, "number");
            to.report(at, item.number, "装于某集装箱 (in a container)");
        }
    }
}
