//! What is said of results of examinations, and of the second officer who confirms them.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const EXAMINATION: &str = "中华人民共和国海关进出口货物查验管理办法（海关总署令第138号）";
const FOUR_EYES: Basis = Basis::new(EXAMINATION, "第四条", Confidence::Assumed);
const OWN: Basis = Basis::new("通关系统查验复核规则", "", Confidence::Assumed);

pub(crate) static CONFIRM_CHECKS: &[CheckInfo] = &[
    refusal(
        "HSE-6960",
        FOUR_EYES,
        [
            "查验结果须由录入人以外的关员复核",
            "the result of an examination is confirmed by another officer than entered it",
        ],
        ["请由另一名关员复核", "another officer confirms it"],
    ),
    refusal(
        "HSE-6961",
        OWN,
        ["没有待复核的查验结果", "no result waits for a second officer"],
        ["请先查询该报关单的当前状态", "ask for the declaration's state first"],
    ),
    refusal(
        "HSE-6962",
        OWN,
        [
            "另一名关员录入的查验结果正待复核",
            "a result that another officer entered waits to be confirmed",
        ],
        [
            "请复核该结果；不予确认的，重新查验后再录入",
            "confirm it; or do not, and enter another after it",
        ],
    ),
    refusal(
        "HSE-6963",
        OWN,
        [
            "复核的不是现在待复核的查验结果",
            "the result that waits is another than the one that was looked at",
        ],
        ["请重新查看后再复核", "look at what waits, then confirm it"],
    ),
    refusal(
        "HSE-6964",
        OWN,
        [
            "该次查验的结果已经录入",
            "a result of that examination was entered before, or of a later one",
        ],
        ["请核对查验时间，不必重复录入", "check when it was examined; nothing is entered twice"],
    ),
    refusal(
        "HSE-6965",
        OWN,
        [
            "逐项查验结果无效",
            "what is said line by line names no line, no known difference, or a line twice",
        ],
        ["请按商品项号逐项填写", "say of each line once what was found"],
    ),
    refusal(
        "HSE-6966",
        OWN,
        ["查验结果为相符，但有商品项不符", "the result is that all conforms, and a line does not"],
        ["请改正查验结果或者逐项结果", "mend the result, or the line"],
    ),
    refusal(
        "HSE-6967",
        OWN,
        [
            "查验时间无效或者晚于现在",
            "when the goods were examined is no moment, or later than now",
        ],
        ["请核对查验时间", "check when they were examined"],
    ),
    refusal(
        "HSE-6968",
        OWN,
        ["不予确认查验结果未说明理由", "a result is not confirmed, and nobody says why"],
        ["请填写理由", "say why"],
    ),
    refusal(
        "HSE-6969",
        OWN,
        ["该样品编号已经送检", "a sample with this number was ordered already"],
        ["请核对样品编号，不必重复送检", "check the sample's number; nothing is ordered twice"],
    ),
];

const fn refusal(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2026, 11, 22), title, fix)
}
