//! What is said of instruments of customs and of what is to become of them.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const VALUATION: &str = "中华人民共和国海关审定进出口货物完税价格办法（海关总署令第213号）";

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
    own(
        "HSE-6616",
        ["审定的价格须大于零", "the price that is decided is not above zero"],
        ["请填写审定的总价", "give the total price of the line"],
    ),
    law(
        "HSE-6617",
        "第四十四条至第四十七条",
        [
            "未经价格质疑或者磋商，或者期限未满，不得另行确定价格",
            "the trader was not asked about the price, or may still answer",
        ],
        [
            "请先制发、送达价格质疑通知书，并待答复或者期限届满",
            "have a value query issued and served, and wait for the answer or the end of its term",
        ],
    ),
    own(
        "HSE-6618",
        [
            "降低税款、解除扣留须由两名关员先后决定",
            "lower tax and release from detention take two officers",
        ],
        ["请由另一名关员决定", "another officer decides the same"],
    ),
    own(
        "HSE-6619",
        [
            "价格质疑、磋商、检疫处理或者检验尚未办结",
            "a query about the price, a quarantine treatment or a test is still open",
        ],
        ["请先办结或者撤销所示文书", "close or revoke the document that is named"],
    ),
    own(
        "HSE-6620",
        ["查验记录的地点与查验通知不符", "the record is not of the place that is next"],
        [
            "口岸和目的地均须查验的，先口岸、后目的地，各作记录",
            "goods examined at both places get a record at the port, then one at destination",
        ],
    ),
    own(
        "HSE-6621",
        ["启封后未重新施封", "seals were broken and none put on"],
        ["请填写重新施加的封志号", "give the numbers of the new seals"],
    ),
    own(
        "HSE-6622",
        ["可派查验的关员不足两名", "fewer than two examiners can be drawn for these goods"],
        [
            "请登记本关区查验关员，回避企业除外",
            "register examiners of this customs who have no conflict with the parties",
        ],
    ),
    own(
        "HSE-6623",
        ["未填写设备编号", "the device is not named"],
        ["请填写设备编号", "name the device"],
    ),
    own(
        "HSE-6624",
        ["设备检查时间晚于现在", "a device cannot have looked later than now"],
        ["请核对检查时间", "check the moment of the reading"],
    ),
    own(
        "HSE-6625",
        ["查验记录不是由派定的查验关员作出", "the record is not one of the examiners drawn"],
        ["由查验通知单所列关员作出记录", "an examiner whom the notice names records"],
    ),
    own(
        "HSE-6626",
        [
            "到场或者放弃到场的登记不完整，或者文书不是查验通知单",
            "attendance is of an examination's notice, and somebody's",
        ],
        ["请填写查验通知单编号与人员", "give the number of the notice and a name"],
    ),
];

const fn own(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(code, Basis::new("通关系统文书规则", "", Confidence::Assumed), title, fix)
}

const fn law(code: &'static str, article: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(code, Basis::new(VALUATION, article, Confidence::Secondary), title, fix)
}

const fn told(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2006, 2, 1), title, fix)
}
