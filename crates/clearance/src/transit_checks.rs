//! What may be wrong with a transit (转关): with its declaration, and with what its offices see of it.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Severity, Words};

const ORDER: Basis = Basis::new(
    "中华人民共和国海关关于转关货物监管办法（海关总署令第89号）",
    "",
    Confidence::Secondary,
);
/// 转关作业无纸化: seals, no change, return or void.
const PAPERLESS: Basis =
    Basis::new("海关总署公告2018年第193号（转关作业无纸化）", "", Confidence::Secondary);

pub(crate) static TRANSIT_CHECKS: &[CheckInfo] = &[
    told(
        "HSE-6850",
        Severity::Return,
        ORDER,
        ["提运单不在已接受的舱单内", "its bill is on no accepted manifest"],
        ["请核对提运单号，或者等待舱单", "check the bill, or wait for its manifest"],
    ),
    told(
        "HSE-6851",
        Severity::Return,
        PAPERLESS,
        [
            "该货物已有转关单，不得修改",
            "its goods are in transit already, and a transit is not changed",
        ],
        ["请申请退单或者作废后重新申报", "have it returned or void, and declare it anew"],
    ),
    told(
        "HSE-6852",
        Severity::Return,
        PAPERLESS,
        ["未填报商业封志号或者安全智能锁号", "neither a seal nor a lock is named"],
        ["请填报封志号或者安全智能锁号", "name the seals or the lock"],
    ),
    told(
        "HSE-6853",
        Severity::Return,
        ORDER,
        ["集装箱不在该提运单内", "a container is not of its bill"],
        ["请核对集装箱号", "check the containers"],
    ),
    told(
        "HSE-6854",
        Severity::Return,
        ORDER,
        ["启运地或者指运地海关有误", "the offices are not those of its goods"],
        [
            "进口启运地为舱单口岸、指运地为申报地；出口相反",
            "an import departs from its manifest's port, an export goes to it",
        ],
    ),
    told(
        "HSE-6855",
        Severity::Return,
        ORDER,
        ["没有可以转关的报关单", "there is no declaration that it may go with"],
        [
            "提前报关须先申报报关单；出口须已放行",
            "declare the goods first; of an export they are released first",
        ],
    ),
    told(
        "HSE-6856",
        Severity::Return,
        PAPERLESS,
        ["启运时封志与申报不符", "it does not leave under the seals that were declared"],
        ["请核对封志；更换封志的退单重报", "check the seals; with others it is declared anew"],
    ),
    told(
        "HSE-6857",
        Severity::Review,
        PAPERLESS,
        ["运抵时封志与申报不符", "it arrived under other seals"],
        ["由指运地海关处置", "the office of destination looks at it"],
    ),
    told(
        "HSE-6858",
        Severity::Return,
        ORDER,
        ["申报地海关不是转关单的指运地", "it is declared elsewhere than its transit goes"],
        ["请向指运地海关申报", "declare it where its goods go"],
    ),
    told(
        "HSE-6859",
        Severity::Return,
        ORDER,
        ["转关货物未运抵出境地，不得装载", "it is loaded before its transit arrived"],
        ["运抵核销后再装载", "load it when it has arrived"],
    ),
    told(
        "HSE-6860",
        Severity::Return,
        ORDER,
        ["没有该转关单", "there is no such transit"],
        ["请核对转关申报单号", "check its number"],
    ),
    told(
        "HSE-6861",
        Severity::Return,
        ORDER,
        ["转关单当前状态不能办理", "its state does not allow it"],
        ["请查询转关单状态", "see where it stands"],
    ),
    told(
        "HSE-6862",
        Severity::Notice,
        ORDER,
        ["转关货物逾期未运抵", "its goods are overdue where they go"],
        ["请立即报告货物下落", "say at once where they are"],
    ),
    told(
        "HSE-6863",
        Severity::Return,
        ORDER,
        ["转关单栏目有误", "a field of the transit is wrong"],
        ["请更正后重新申报", "correct it and declare it anew"],
    ),
    told(
        "HSE-6864",
        Severity::Return,
        ORDER,
        ["货物已放行、离场或者转关", "its goods are released, gone, or in transit"],
        ["请核对货物状态", "see where the goods are"],
    ),
];

const fn told(
    code: &'static str,
    severity: Severity,
    basis: Basis,
    title: Words,
    fix: Words,
) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2018, 12, 5), title, fix).with(severity)
}
