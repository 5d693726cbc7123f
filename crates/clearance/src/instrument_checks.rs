//! What is said of instruments of customs and of what is to become of them.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Scope, Severity, Stage};

pub(crate) static INSTRUMENT_CHECKS: &[CheckInfo] = &[
    own(
        "HSE-6601",
        ["未填写作出决定的关员", "no officer is named who decides"],
        ["请填写关员", "name the officer"],
    ),
    own(
        "HSE-6602",
        ["该日无制发此类文书的依据", "no law known here knows this document on that day"],
        ["请核对文书种类与日期", "check the kind and the day"],
    ),
    own(
        "HSE-6603",
        ["文书缺少必填内容", "the document lacks something that it has to say"],
        ["请补充所示内容", "say what is named"],
    ),
    own(
        "HSE-6604",
        ["文书不含此项内容", "a document of this kind does not say that"],
        ["请使用所列各项", "use the fields that are listed"],
    ),
    own(
        "HSE-6605",
        ["文书内容不在可选值之内", "the value is none of those that the document can say"],
        ["请从所列值中选择", "choose one of those listed"],
    ),
    own(
        "HSE-6606",
        ["附件名称或摘要无效", "an attachment has no name, or no sound digest"],
        [
            "请提供文件名与BLAKE3摘要（64位小写十六进制）",
            "give a name and the BLAKE3 digest in 64 hexadecimal digits",
        ],
    ),
    own(
        "HSE-6607",
        ["该报关单的文书编号已用尽", "the declaration has as many documents as there are numbers"],
        ["请先撤销重新申报", "withdraw it and declare anew"],
    ),
    own(
        "HSE-6608",
        ["报关单无此商品项", "the declaration has no such line"],
        ["请核对商品项号", "check the numbers of the lines"],
    ),
    own(
        "HSE-6609",
        [
            "报关单当前状态不能制发此文书",
            "the declaration's state does not allow a document of this kind",
        ],
        ["请先查询该报关单的当前状态", "ask for the declaration's state first"],
    ),
    own(
        "HSE-6610",
        ["文书编号不存在", "no document has this number"],
        ["请核对文书编号", "send the number that the notice gave"],
    ),
    own(
        "HSE-6611",
        ["文书的当前状态不允许此操作", "the document's state does not allow this"],
        ["请先查询该文书的当前状态", "ask for the document's state first"],
    ),
    own(
        "HSE-6612",
        [
            "送达时间早于制发或者晚于现在",
            "it cannot have been served before it was issued, or later than now",
        ],
        ["请核对送达时间", "check the moment of service"],
    ),
    own(
        "HSE-6613",
        ["未填写签收人或者送达人", "it is not said who served it or who signed for it"],
        ["请填写签收人与送达人", "name both"],
    ),
    own(
        "HSE-6614",
        ["答复人不是文书的当事人", "whoever answers is no party to the document"],
        ["由收发货人或者申报单位答复", "the trader or the declarant answers"],
    ),
    own(
        "HSE-6615",
        ["答复既无说明也无资料", "the answer says and presents nothing"],
        ["请填写说明或者提供资料", "explain, or present documents"],
    ),
];

const fn own(code: &'static str, title: [&'static str; 2], fix: [&'static str; 2]) -> CheckInfo {
    let [title_zh, title_en] = title;
    let [fix_zh, fix_en] = fix;
    CheckInfo {
        code,
        title_zh,
        title_en,
        severity: Severity::Return,
        basis: Basis::new("通关系统文书规则", "", Confidence::Assumed),
        from: date(2006, 2, 1),
        stage: Stage::Document,
        scope: Scope::CrossField,
        fix_zh,
        fix_en,
    }
}
