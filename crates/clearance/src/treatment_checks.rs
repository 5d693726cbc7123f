//! What is said of how a declaration is treated for whom it is of.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Severity, Words};

const CREDIT: &str = "中华人民共和国海关注册登记和备案企业信用管理办法（海关总署令第251号）";
const CERTIFIED: Basis = Basis::new(CREDIT, "第三十条", Confidence::Secondary);
const DISHONEST: Basis = Basis::new(CREDIT, "第三十一条", Confidence::Secondary);
const RECOGNISED: Basis = Basis::new("海关总署公告2018年第60号", "八", Confidence::Read);
const OWN: Basis = Basis::new("通关系统企业管理规则", "", Confidence::Assumed);

pub(crate) static TREATMENT_CHECKS: &[CheckInfo] = &[
    notice(
        "HSE-6901",
        CERTIFIED,
        [
            "高级认证在该日不具效力，按常规管理",
            "the certificate does not count on the day: treated as others are",
        ],
        ["请核对证书有效期，或待恢复适用", "check its days, or wait until it counts again"],
    ),
    notice(
        "HSE-6902",
        CERTIFIED,
        [
            "该日无企业信用管理措施的依据，按常规管理",
            "no law known here treats credit on that day: treated as others are",
        ],
        ["请核对申报日期与参数表", "check the day and the parameters"],
    ),
    notice(
        "HSE-6903",
        OWN,
        [
            "企业在该日不在货物的白名单上，按常规管理",
            "the trader is not on the list for its goods on the day: treated as others are",
        ],
        ["请核对名单有效期与暂停原因", "check the days on the list, and why it was left"],
    ),
    notice(
        "HSE-6904",
        CERTIFIED,
        ["适用高级认证企业便利措施", "treated as a certified enterprise"],
        ["无须处理", "nothing is to be done"],
    ),
    notice(
        "HSE-6905",
        RECOGNISED,
        ["适用AEO互认便利措施", "treated as goods of a recognised AEO abroad"],
        ["无须处理", "nothing is to be done"],
    ),
    notice(
        "HSE-6906",
        OWN,
        ["适用白名单便利措施", "treated as goods of a listed enterprise"],
        ["无须处理", "nothing is to be done"],
    ),
    notice(
        "HSE-6907",
        DISHONEST,
        ["适用失信企业管理措施", "treated as a dishonest enterprise"],
        ["请待信用修复", "wait until its credit is mended"],
    ),
    refusal(
        "HSE-6908",
        OWN,
        ["名单企业数据无效，未生效", "rows of listed enterprises are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend what is named and send all rows again"],
    ),
];

const fn notice(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    refusal(code, basis, title, fix).with(Severity::Notice)
}

const fn refusal(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2016, 4, 8), title, fix)
}
