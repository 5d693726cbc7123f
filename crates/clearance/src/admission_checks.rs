//! What is said of applications for admission in two stages (两段准入).

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Severity, Words};

const STAGES: Basis =
    Basis::new("海关总署公告2019年第160号（分段实施准入监管）", "", Confidence::Secondary);
const QUARANTINE: Basis =
    Basis::new("中华人民共和国进出境动植物检疫法", "第十四条", Confidence::Secondary);
const UNDER_CONTROL: Basis =
    Basis::new("中华人民共和国海关法", "第三十七条", Confidence::Secondary);
const OWN: Basis = Basis::new("通关系统两段准入规则", "", Confidence::Assumed);

pub(crate) static ADMISSION_CHECKS: &[CheckInfo] = &[
    refusal(
        "HSE-7110",
        OWN,
        ["监管场所数据无效，未生效", "rows of sites are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend what is named and send all rows again"],
    ),
    notice(
        "HSE-7111",
        STAGES,
        ["准予两段准入申请", "an application for admission in two stages is granted"],
        ["请按所示办理", "do as is said"],
    ),
    notice(
        "HSE-7112",
        STAGES,
        [
            "该日无两段准入申请的依据，不予",
            "no law known here knows the application on that day: refused",
        ],
        ["请核对申报日期与参数表", "check the day and the parameters"],
    ),
    notice(
        "HSE-7113",
        STAGES,
        [
            "转入场所未登记或者在该日无效，不予转场",
            "the site is not known, or none on the day: no transfer",
        ],
        ["请核对监管场地海关编码", "check the code of the site"],
    ),
    notice(
        "HSE-7114",
        QUARANTINE,
        [
            "货物须就地检查，或者转入场所不具备条件，不予转场",
            "the goods are checked where they stand, or the site is not fit for it: no transfer",
        ],
        [
            "请在口岸接受检查，或者申请转入具备条件的场所",
            "have them checked at the port, or name a site that is fit",
        ],
    ),
    notice(
        "HSE-7115",
        QUARANTINE,
        [
            "货物须在口岸办结检查，不予附条件提离",
            "the goods are checked at the port first: no release under custody",
        ],
        ["请待口岸检查办结", "wait for the check at the port"],
    ),
    notice(
        "HSE-7116",
        QUARANTINE,
        [
            "货物须在口岸检查，不予合并检查",
            "the goods undergo a check that the port does not put off: not merged",
        ],
        ["请在口岸接受检查", "have them checked at the port"],
    ),
    notice(
        "HSE-7117",
        STAGES,
        ["没有口岸以外的目的地，不予合并检查", "there is no destination but the port: not merged"],
        ["请核对目的地检验检疫机关", "check the office at the destination"],
    ),
    notice(
        "HSE-7118",
        OWN,
        ["两段准入申请待关员审核", "an officer decides about the application"],
        ["请待海关通知", "wait until customs says so"],
    ),
    refusal(
        "HSE-7119",
        OWN,
        ["没有可以决定的两段准入申请", "there is no such application to decide about"],
        ["请核对申请及其状态", "check the application, and where it stands"],
    ),
    refusal(
        "HSE-7120",
        STAGES,
        [
            "货物尚未运抵转入场所，不能作查验记录",
            "the goods have not come to the site where they are examined",
        ],
        ["请待货物转场，或者撤回准予", "wait until they were moved, or take back the transfer"],
    ),
    refusal(
        "HSE-7121",
        UNDER_CONTROL,
        [
            "待查验货物未经准予不得转场",
            "goods that are to be examined go to no site but the one that was granted",
        ],
        ["请申请转场，并转入准予的场所", "ask for a transfer, and go to the site that was granted"],
    ),
    refusal(
        "HSE-7122",
        STAGES,
        ["附条件提离申请不予，不能制发通知书", "release under custody was refused"],
        ["请待检验结果", "wait for the laboratory's result"],
    ),
    notice(
        "HSE-7123",
        STAGES,
        ["货物已在转入场所，无须转场", "the goods are at that site already"],
        ["请核对转入场所", "check the site"],
    ),
    refusal(
        "HSE-7124",
        OWN,
        ["未填写准予或者不予的理由", "a decision does not say why"],
        ["请填写理由", "say why"],
    ),
    refusal(
        "HSE-7125",
        OWN,
        ["当前不能决定两段准入申请", "nothing is decided about the application as things stand"],
        ["请先查询该报关单的当前状态", "ask for the declaration's state first"],
    ),
];

const fn notice(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    refusal(code, basis, title, fix).with(Severity::Notice)
}

const fn refusal(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2019, 11, 1), title, fix)
}
