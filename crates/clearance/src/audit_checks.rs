//! What is said of cases after release (稽查、核查、主动披露、退税申请).

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const REGULATIONS: &str = "中华人民共和国海关稽查条例";
const TARIFF_LAW: &str = "中华人民共和国关税法";

pub(crate) static AUDIT_CHECKS: &[CheckInfo] = &[
    own(
        "HSE-6741",
        ["被稽查企业未备案", "the enterprise is not registered"],
        ["请核对企业代码或者先备案", "check the code, or register the enterprise first"],
    ),
    own(
        "HSE-6742",
        ["不能这样立案", "customs does not open such a case"],
        [
            "海关立案为稽查或者核查；主动披露、退税申请由企业提出",
            "customs opens audits and verifications; disclosures and claims come from traders",
        ],
    ),
    own(
        "HSE-6743",
        ["关区代码无效", "the code is of no customs house"],
        ["请填写实施海关的4位关区代码", "give the four digits of the customs house that does it"],
    ),
    own(
        "HSE-6744",
        ["该日无所需参数", "no law known here covers the day"],
        ["请核对参数的施行日期", "check from when the parameter named holds"],
    ),
    own(
        "HSE-6745",
        ["未写明稽查范围", "neither declarations nor a whole period are named"],
        [
            "请列明报关单，或者放行的起止日期",
            "name declarations, or a first and a last day of release",
        ],
    ),
    own(
        "HSE-6746",
        ["报关单重复", "a declaration is named twice"],
        ["每份报关单只列一次", "name each declaration once"],
    ),
    own(
        "HSE-6747",
        ["报关单份数超限", "a case has too many declarations"],
        ["请分案办理", "open another case for the rest"],
    ),
    own(
        "HSE-6748",
        [
            "不是该企业的报关单",
            "the declaration is not of that enterprise, be it as trader, owner or declarant",
        ],
        ["请核对报关单号与企业代码", "check the number and the code"],
    ),
    own(
        "HSE-6749",
        ["报关单已有未办结的案件", "the declaration is in a case that is open"],
        [
            "请待该案办结；已被稽查的，不构成主动披露",
            "wait until that is closed; what is audited already is not disclosed by oneself",
        ],
    ),
    own(
        "HSE-6750",
        ["报关单未放行", "the declaration's goods are not released"],
        ["放行前请办理修改或者撤销", "before release ask for an amendment instead"],
    ),
    own(
        "HSE-6751",
        ["放行日期不在本案期间内", "its goods were released outside the case's own period"],
        ["请核对案件的起止日期", "check the first and the last day of the case"],
    ),
    law(
        "HSE-6752",
        [REGULATIONS, "第二条"],
        ["超过稽查期限", "the time in which its goods may be audited is over"],
        [
            "超过期限的不得实施稽查；涉嫌走私的移交缉私",
            "it cannot be audited any more; what smells of smuggling is handed over",
        ],
    ),
    own(
        "HSE-6753",
        ["缺少情况说明", "it is not said what happened"],
        ["请填写说明", "say what happened"],
    ),
    own(
        "HSE-6754",
        ["未列报关单", "no declaration is named"],
        ["请至少列明一份报关单", "name at least one"],
    ),
    law(
        "HSE-6755",
        [REGULATIONS, "第十一条"],
        ["稽查组少于2人", "fewer than two officers do it"],
        ["稽查组不得少于2人", "name two different officers at least"],
    ),
    own(
        "HSE-6756",
        ["案件不存在", "there is no such case"],
        ["请核对案件编号", "check the number of the case"],
    ),
    own(
        "HSE-6757",
        ["案件当前状态不允许该操作", "the state of the case does not allow this"],
        ["请先查询案件状态", "ask for the state of the case first"],
    ),
    law(
        "HSE-6758",
        [REGULATIONS, "第十条"],
        ["未按期通知被稽查人", "the enterprise has not been given notice for long enough"],
        [
            "送达稽查通知书3日后实施；紧急情况经批准可不事先通知",
            "serve the notice of audit and let its days pass; in urgent cases begin without notice, with approval",
        ],
    ),
    law(
        "HSE-6759",
        [REGULATIONS, "第二十二条"],
        ["涉嫌违法的问题未征求意见", "the enterprise was not heard on findings of a violation"],
        [
            "请就同样的问题征求意见，待其答复或者期限届满后报告",
            "ask for its opinion on the same findings, and report when it has answered or its days have passed",
        ],
    ),
    own(
        "HSE-6760",
        ["问题所列报关单不在本案内", "a finding is not of a declaration of the case"],
        ["请先将该报关单纳入本案", "include the declaration first"],
    ),
    law(
        "HSE-6761",
        [TARIFF_LAW, "第四十五条、第四十六条"],
        ["超过补征、追征期限", "the time in which tax is recovered is over"],
        [
            "不再补征、追征；涉嫌走私的移交缉私",
            "it is not recovered; what smells of smuggling is handed over",
        ],
    ),
    own(
        "HSE-6762",
        ["复核人与作出决定的关员相同", "the second officer is the one who decided"],
        ["调低税款的须由另一名关员复核", "another officer has to agree where tax falls"],
    ),
    own(
        "HSE-6763",
        ["原税款尚未缴清", "tax that was assessed before is not paid yet"],
        ["请待缴清后再作结论", "conclude when it is paid"],
    ),
    own(
        "HSE-6764",
        ["延期日期不合规定", "the day to which it is extended is not allowed"],
        ["请在所示范围内选择日期", "choose a day within the range shown"],
    ),
    own(
        "HSE-6765",
        ["税款尚未缴清或者退还", "tax is not paid, or not given back, yet"],
        ["请待收缴、退还后办结", "close it when that is done"],
    ),
    law(
        "HSE-6766",
        [TARIFF_LAW, "第五十一条"],
        ["超过申请退税的期限", "the time in which overpaid tax is claimed is over"],
        ["自缴纳税款之日起三年内申请", "a claim is filed within three years of payment"],
    ),
    own(
        "HSE-6767",
        ["所申请的更正不减少税款", "what is claimed does not lower the tax"],
        [
            "请核对所更正的内容；增加税款的请主动披露",
            "check the fields; disclose what raises the tax instead",
        ],
    ),
    own(
        "HSE-6768",
        ["没有已缴纳的税款", "no tax was paid that could be given back"],
        ["缴纳税款后方可申请退还", "what was not paid is not claimed"],
    ),
    own(
        "HSE-6769",
        ["实施时间无效", "the moment of the visit cannot be"],
        ["不早于立案，不晚于现在", "not before the case was opened, and not in the future"],
    ),
    own(
        "HSE-6770",
        ["现场记录不完整", "the record of the visit lacks something"],
        ["请填写地点、在场人员与所见情况", "say where it was, who was there and what was seen"],
    ),
    own(
        "HSE-6771",
        ["该案的文书编号已用尽", "the case has as many documents as there are numbers"],
        ["请另行立案", "open another case"],
    ),
];

const fn own(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(code, Basis::new("通关系统业务规则", "", Confidence::Assumed), title, fix)
}

const fn law(
    code: &'static str,
    [document, article]: [&'static str; 2],
    title: Words,
    fix: Words,
) -> CheckInfo {
    told(code, Basis::new(document, article, Confidence::Read), title, fix)
}

const fn told(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2016, 10, 1), title, fix)
}
