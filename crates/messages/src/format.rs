//! What can be wrong with the form of a message: one table of codes, and findings made from it.
//!
//! 10xx: the message as a whole, answered by a CEB900. 11xx: one document.

use std::borrow::Cow;

use model::{Basis, CheckInfo, Confidence, Date, Finding, Scope, Severity, Stage};

/// A fault of form. The order is that of [`FORMAT_CHECKS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Malformed,
    Encoding,
    Entity,
    UnknownRoot,
    TooLarge,
    TooDeep,
    TooManyDocuments,
    NoDocuments,
    TooMuchText,
    House,
    Envelope,
    NotBase64,
    OtherReceiver,
    EnvelopeWithin,
    Missing,
    TooLong,
    WrongLength,
    NotANumber,
    TooManyDecimals,
    OutOfRange,
    NotADate,
    NotListed,
    Duplicate,
    Stranger,
    TooManyItems,
    NotAField,
}

const SCHEMA: Basis =
    Basis::new("海关跨境统一版系统企业对接报文规范（202205）", "报文定义", Confidence::Read);
const EXCHANGE: Basis = Basis::new("海关外网数据交换接口规范", "5.3 终端报文", Confidence::Read);
const LAW: Basis = Basis::new("海关总署公告2018年第113号", "", Confidence::Secondary);
const HOUSE: Basis = Basis::new("本系统接入说明", "", Confidence::Assumed);

/// 海关总署公告2018年第113号 is in force from this day.
const FROM: Date = Date::constant(2018, 9, 30);

const fn check(
    code: &'static str,
    basis: Basis,
    [title_zh, title_en]: [&'static str; 2],
    [fix_zh, fix_en]: [&'static str; 2],
) -> CheckInfo {
    CheckInfo {
        code,
        title_zh,
        title_en,
        severity: Severity::Return,
        stage: Stage::Format,
        scope: Scope::SingleField,
        basis,
        from: FROM,
        fix_zh,
        fix_en,
    }
}

/// Every code this crate reports.
pub static FORMAT_CHECKS: &[CheckInfo] = &[
    check(
        "FMT-1001",
        LAW,
        ["报文不是格式正确的XML", "the message is not well-formed XML"],
        [
            "请在所示行列处修正XML后重新发送",
            "mend the XML at the line and column shown and send it again",
        ],
    ),
    check(
        "FMT-1002",
        LAW,
        ["报文编码不是UTF-8", "the message is not encoded in UTF-8"],
        ["请以UTF-8编码重新生成报文", "write the message in UTF-8"],
    ),
    check(
        "FMT-1003",
        HOUSE,
        ["报文含有DTD或未定义的实体", "the message has a DTD or an undefined entity"],
        [
            "请去除DOCTYPE，仅使用XML预定义实体",
            "remove the DOCTYPE and use only the predefined entities",
        ],
    ),
    check(
        "FMT-1004",
        SCHEMA,
        ["报文类型无法识别", "the type of the message is not known here"],
        [
            "根元素应为CEB311、411、511、513、621、623、625或711Message，报关单DecMessage、DecModMessage、DecSDMessage，公路舱单Manifest（MT1401、2401、3402、4401、4402、5401、5402、8401至8404），运抵报告ARRIVAL，或区内报文INV101、SAS121",
            "the root must be CEB311, 411, 511, 513, 621, 623, 625 or 711Message, DecMessage, DecModMessage or DecSDMessage of a goods declaration, Manifest of a road manifest (MT1401, 2401, 3402, 4401, 4402, 5401, 5402, 8401 to 8404), ARRIVAL of an arrival report, or that of INV101 or SAS121",
        ],
    ),
    check(
        "FMT-1005",
        HOUSE,
        ["报文过大", "the message is too large"],
        ["请拆分为多个报文发送", "split it into several messages"],
    ),
    check(
        "FMT-1006",
        HOUSE,
        ["报文元素嵌套过深", "elements are nested too deeply"],
        ["请减少扩展报文的嵌套层数", "flatten the extension"],
    ),
    check(
        "FMT-1007",
        SCHEMA,
        ["报文内单证数量超过限制", "too many documents in one message"],
        [
            "每个报文最多100票单证，入库明细单只能1票，请拆分发送",
            "send at most 100 documents a message, inbound details one by one",
        ],
    ),
    check(
        "FMT-1008",
        SCHEMA,
        ["报文内没有单证", "no document in the message"],
        ["请至少填写一票单证", "send at least one document of the message's kind"],
    ),
    check(
        "FMT-1009",
        HOUSE,
        ["单个字段的内容过大", "too much text in one field"],
        ["请按字段长度填写", "keep to the length of the field"],
    ),
    check(
        "FMT-1010",
        HOUSE,
        ["内部报文（JSON）无法解析", "the house message (JSON) cannot be read"],
        ["请按接入说明修正JSON", "mend the JSON as the text says"],
    ),
    check(
        "FMT-1011",
        EXCHANGE,
        ["终端报文缺少发送方、接收方或数据", "the envelope lacks sender, receiver or content"],
        [
            "请填写SenderId、1至5个ReceiverId和Data",
            "fill in SenderId, one to five ReceiverId, and Data",
        ],
    ),
    check(
        "FMT-1012",
        EXCHANGE,
        ["终端报文的Data不是base64编码", "what the envelope carries is not base64"],
        ["请将业务报文以base64编码后放入Data", "put the message into Data in base64"],
    ),
    check(
        "FMT-1013",
        EXCHANGE,
        ["终端报文的接收方不是本系统", "the envelope is for another receiver"],
        ["请核对ReceiverId", "check ReceiverId"],
    ),
    check(
        "FMT-1014",
        EXCHANGE,
        ["终端报文内仍是终端报文", "the envelope holds another envelope"],
        ["请将业务报文直接放入Data", "put the message itself into Data"],
    ),
    check(
        "FMT-1101",
        SCHEMA,
        ["必填项为空", "a mandatory field is missing or empty"],
        ["请填写该字段", "fill in the field"],
    ),
    check(
        "FMT-1102",
        SCHEMA,
        ["字段超过最大长度", "the field is too long"],
        ["请缩短至规定的字符数", "shorten it to the number of characters allowed"],
    ),
    check(
        "FMT-1103",
        SCHEMA,
        ["字段长度与规定不符", "the field does not have its fixed length"],
        ["请按规定的字符数填写", "use exactly the number of characters required"],
    ),
    check(
        "FMT-1104",
        SCHEMA,
        ["字段不是数字", "the field is not a number"],
        ["请填写不含千分位和单位的数字", "write digits without separators or units"],
    ),
    check(
        "FMT-1105",
        SCHEMA,
        ["小数位数超过5位", "more than five decimals"],
        ["请保留至多5位小数", "round to at most five decimals"],
    ),
    check(
        "FMT-1106",
        SCHEMA,
        ["数值超出范围", "the number is out of range"],
        ["请核对数值", "check the number"],
    ),
    check(
        "FMT-1107",
        SCHEMA,
        ["不是有效的日期或时间", "not a real date or time"],
        [
            "请按YYYYMMDD或YYYYMMDDhhmmss填写真实日期",
            "write a real date as yyyymmdd or time as yyyymmddhhmmss",
        ],
    ),
    check(
        "FMT-1108",
        SCHEMA,
        ["字段取值不在规定范围内", "the value is not one of those allowed"],
        ["请填写规定的代码之一", "use one of the codes listed"],
    ),
    check(
        "FMT-1109",
        SCHEMA,
        ["元素重复", "the element occurs more than once"],
        ["请只保留一个该元素", "keep one of them"],
    ),
    check(
        "FMT-1110",
        SCHEMA,
        [
            "存在报文规范未定义的元素",
            "an element that the schema does not know stands before a known one",
        ],
        [
            "请核对元素名称，自定义内容放入扩展节点",
            "check its spelling; own data belongs in ExtendMessage",
        ],
    ),
    check(
        "FMT-1111",
        SCHEMA,
        ["商品项数超过限制", "too many goods items"],
        [
            "每票单证最多99项商品；每份报关单最多50项商品、500个集装箱、7项随附单证、10份随附单据、60份补充申报单；请拆单",
            "at most 99 goods items a document; a goods declaration at most 50 items, 500 containers, 7 licences, 10 attachments and 60 supplements",
        ],
    ),
    check(
        "FMT-1112",
        SCHEMA,
        ["单证结构与报文定义不符", "the document is not built as the schema says"],
        ["请按报文定义的层次组织元素", "nest fields and nodes as the schema does"],
    ),
];

/// Whether a finding says that a field is not filled in.
pub(crate) fn is_missing(finding: &Finding) -> bool {
    FORMAT_CHECKS.get(Fault::Missing as usize).is_some_and(|it| it.code == finding.code)
}

/// Most findings that one document is told at once: any more would weigh more than the document does.
pub(crate) const MAX_FINDINGS: usize = 1_000;

/// Adds what is wrong to the rest of what is wrong with a document, as long as there is room.
#[cold]
pub(crate) fn tell(finding: Finding, findings: &mut Vec<Finding>) {
    if findings.len() < MAX_FINDINGS {
        findings.push(finding);
    }
}

/// Longer observed texts are cut: a finding shows a value, it does not carry it.
const OBSERVED_CHARS: usize = 100;

#[cold]
pub(crate) fn finding(fault: Fault, pointer: String, observed: &str, expected: String) -> Finding {
    let code = FORMAT_CHECKS.get(fault as usize).map_or("FMT-1001", |it| it.code);
    let mut chars = observed.chars();
    let mut observed: String = chars.by_ref().take(OBSERVED_CHARS).collect();
    if chars.next().is_some() {
        observed.push('…');
    }
    Finding {
        code: Cow::Borrowed(code),
        severity: Severity::Return,
        pointer,
        observed,
        expected,
        against: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_every_fault_has_one() {
        assert!(FORMAT_CHECKS.is_sorted_by(|one, next| one.code < next.code));
        assert_eq!(FORMAT_CHECKS.len(), Fault::NotAField as usize + 1);
        let code = |fault: Fault| finding(fault, String::new(), "", String::new()).code;
        assert_eq!(code(Fault::Malformed), "FMT-1001");
        assert_eq!(code(Fault::House), "FMT-1010");
        assert_eq!(code(Fault::Missing), "FMT-1101");
        assert_eq!(code(Fault::NotListed), "FMT-1108");
        assert_eq!(code(Fault::NotAField), "FMT-1112");
    }
}
