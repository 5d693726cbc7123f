//! What is said of supplementary declarations that come after their declaration, and of asking for them.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const TARIFF_LAW: Basis = Basis::new("中华人民共和国关税法", "第四十二条", Confidence::Read);
const INTERFACE: Basis = Basis::new("报关单系统补充申报导入数据接口", "3.5", Confidence::Read);

pub(crate) static SUPPLEMENT_CHECKS: &[CheckInfo] = &[
    told(
        "HSE-7040",
        INTERFACE,
        [
            "补充申报单所属报关单不存在",
            "there is no declaration with the preliminary number that is named",
        ],
        ["请填写报关单的统一编号（ClientSeqNo）", "name the declaration's preliminary number"],
    ),
    told(
        "HSE-7041",
        TARIFF_LAW,
        [
            "报关单未申报或者已放行，海关也未要求补充申报",
            "the declaration is not declared, or is released, and customs did not ask",
        ],
        [
            "请在申报后放行前补充申报，或者按补充申报通知书办理",
            "supplement it before its goods are released, or when customs asks",
        ],
    ),
    told(
        "HSE-7042",
        TARIFF_LAW,
        ["补充申报的企业不是报关单的当事人", "who supplements it is no party to the declaration"],
        ["由收发货人或者申报单位补充申报", "the trader or the declarant does"],
    ),
    told(
        "HSE-7043",
        INTERFACE,
        ["补充申报单未申报", "it is only kept by its client, and not declared"],
        ["请以申报（OperType=C）方式发送", "send it as declared (OperType C)"],
    ),
    told(
        "HSE-7044",
        INTERFACE,
        ["没有该种类的补充申报单", "there is no supplementary declaration of that kind"],
        ["请填写A、B、C", "ask for A, B or C"],
    ),
];

const fn told(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2018, 8, 1), title, fix)
}
