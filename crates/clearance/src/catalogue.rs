//! Every code the house can answer with, whichever crate reports it.

use std::borrow::Cow;

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, ExplainedFinding, Finding, Severity, Words};

use crate::transit_checks::TRANSIT_CHECKS;
use crate::{
    admission_checks::ADMISSION_CHECKS, amendment_checks::AMENDMENT_CHECKS,
    audit_checks::AUDIT_CHECKS, collective_checks::COLLECTIVE_CHECKS,
    confirm_checks::CONFIRM_CHECKS, file_checks::FILE_CHECKS, instrument_checks::INSTRUMENT_CHECKS,
    sampling_checks::SAMPLING_CHECKS, sent_back_checks::SENT_BACK_CHECKS, shown::SHOWN_CHECKS,
    supplement_checks::SUPPLEMENT_CHECKS, task_checks::TASK_CHECKS,
    treatment_checks::TREATMENT_CHECKS, two_step::TWO_STEP_CHECKS,
};

/// What the procedures themselves refuse; the rest are checks and format faults.
pub static HOUSE_CHECKS: &[CheckInfo] = &[
    house(
        "HSE-7001",
        ["清单编号不存在", "no entry has this list number"],
        ["请核对清单编号后重新发送", "send the list number that receipt 120 gave"],
    ),
    house(
        "HSE-7002",
        ["当前状态不允许此操作", "the entry's state does not allow this"],
        ["请先查询该清单的当前状态", "ask for the entry's state first"],
    ),
    house(
        "HSE-7003",
        ["参数无法按此延长", "law cannot be extended like this"],
        ["请核对参数表名称与日期", "check the table's name and the day"],
    ),
    house(
        "HSE-7004",
        ["备案数据无效，未生效", "registry rows are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend the row named and send all rows again"],
    ),
    house(
        "HSE-7005",
        ["保税货物须凭核放单过卡出区", "bonded goods leave by the gate, with a gate pass"],
        [
            "请申报核注清单与核放单，由卡口报送过卡",
            "declare an exit list and a gate pass; the gate reports the passage",
        ],
    ),
    house(
        "HSE-7006",
        ["核放单编号不存在", "no gate pass has this number"],
        ["请核对核放单编号", "send the number that receipt SAS221 gave"],
    ),
    house(
        "HSE-7007",
        ["计征汇率数据无效，未生效", "exchange rates are not sound; none took effect"],
        [
            "请修正所示数据后重新发送该月全部汇率",
            "mend what is named and send the month's rates again",
        ],
    ),
    house(
        "HSE-7200",
        ["特别关税数据无效，未生效", "rows of special duties are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend what is named and send all rows again"],
    ),
    house(
        "HSE-1001",
        ["登记的证书无法使用", "a certificate in the row cannot be used"],
        [
            "请提供RSA或SM2的X.509证书（PEM或Base64 DER）",
            "give an X.509 certificate with an RSA or SM2 key, as PEM or DER in base64",
        ],
    ),
    house(
        "HSE-7020",
        ["时间不能倒退", "time does not go back"],
        ["请以不早于系统已到时间的时刻推进", "tick to a moment that the house has not passed"],
    ),
    house(
        "HSE-7021",
        ["退货申请编号不存在", "no return has this number"],
        ["请核对退货回执（626）给出的编号", "send the number that receipt 626 gave"],
    ),
    house(
        "HSE-7022",
        ["退货申请的当前状态不允许此操作", "the return's state does not allow this"],
        ["请先查询该退货申请的当前状态", "ask for the return's state first"],
    ),
    house(
        "HSE-7023",
        ["退货商品逾期运抵", "the goods came back too late"],
        [
            "超过期限运抵的商品不再冲退税款，请另行处理",
            "goods that come after the period give no tax back",
        ],
    ),
    house(
        "HSE-7024",
        ["不是原海关监管作业场所", "it is not the site that the goods left from"],
        ["退货商品须运回原海关监管作业场所", "bring the goods back into the original site"],
    ),
    house(
        "HSE-7025",
        ["运抵商品与退货申请不符", "the goods are not those of the return"],
        ["请按退货申请核对商品项与数量", "count the goods against the lines of the return"],
    ),
    house(
        "HSE-7026",
        ["缴款书编号不存在", "no payment slip has this number"],
        ["请核对缴款书编号", "send the number of the slip's notice"],
    ),
    house(
        "HSE-7027",
        ["缴款书的当前状态不允许缴款", "the payment slip cannot be paid any more"],
        ["请先查询该缴款书的当前状态", "ask for the slip's state first"],
    ),
    house(
        "HSE-7028",
        ["该清单的退货申请次数过多", "too many returns of one list"],
        ["请合并退货商品后申请", "return several goods in one application"],
    ),
    house(
        "HSE-6790",
        ["随附单据附件的签名无效", "the signature of an attached file is not good"],
        [
            "请用在海关备案的证书对附件重新签名",
            "sign the file anew by the certificate that is on file",
        ],
    ),
    told(
        Severity::Notice,
        "HSE-6791",
        ["随附单据附件未传输", "an attached file has not come"],
        ["请传输报关单所列的附件（USF001）", "send the files that the declaration names (USF001)"],
    ),
    house(
        "HSE-6501",
        ["出口货物以离境单结关", "goods of an export leave with a departure"],
        ["请由物流企业报送离境单（CEB509）", "the carrier reports the departure (CEB509)"],
    ),
    house(
        "HSE-6101",
        [
            "担保余额不足，不能担保放行",
            "the guarantee does not suffice for what it has to stand for",
        ],
        [
            "请增加担保额度，或缴清税款后放行",
            "raise the guarantee, or pay the tax and be released without one",
        ],
    ),
    house(
        "HSE-6103",
        ["计税参数未覆盖申报日期", "the law of taxing does not cover the day of declaration"],
        ["请由海关补充参数后重新申报", "file again when customs has extended its parameters"],
    ),
    house(
        "HSE-6401",
        ["许可证件余量不足", "less is left of a licence than is declared"],
        ["请减少申报数量或另行申领证件", "declare what is left, or present another licence"],
    ),
    house(
        "HSE-6402",
        ["许可证件数据无效，未生效", "rows of licences are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend what is named and send all rows again"],
    ),
    lawful(
        Severity::Return,
        "HSE-6510",
        ["担保备案编号不存在", "no guarantee instrument has this number"],
        [
            "请核对担保备案编号，或先办理担保备案",
            "check the number, or have the guarantee registered",
        ],
        SECURITY,
    ),
    lawful(
        Severity::Return,
        "HSE-6511",
        ["担保不是本报关单收发货人的", "the guarantee is another trader's"],
        ["请使用境内收发货人本企业的担保", "name a guarantee of the declaration's own trader"],
        SECURITY,
    ),
    lawful(
        Severity::Return,
        "HSE-6512",
        ["担保的适用范围不包括本报关单", "the guarantee does not serve this declaration"],
        [
            "请使用适用范围相符的担保，或缴清税款后放行",
            "name one that serves it, or pay the tax and be released without one",
        ],
        SECURITY,
    ),
    lawful(
        Severity::Return,
        "HSE-6513",
        ["担保在该日无效", "the guarantee is not valid on the day"],
        ["请续保，或缴清税款后放行", "renew it, or pay the tax and be released without one"],
        SECURITY,
    ),
    house(
        "HSE-6514",
        ["担保备案数据无效，未生效", "rows of guarantees are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend what is named and send all rows again"],
    ),
    lawful(
        Severity::Return,
        "HSE-6515",
        [
            "报关单当前状态不能担保放行",
            "the declaration's state does not allow release on guarantee",
        ],
        ["请先查询该报关单的当前状态", "ask for the declaration's state first"],
        RELEASED_EARLY,
    ),
    house(
        "HSE-6516",
        ["担保放行的内容不完整", "what is granted is not whole"],
        ["请写明关员、未办结事项与金额", "say who grants it, what is open, and for how much"],
    ),
    lawful(
        Severity::Return,
        "HSE-6517",
        ["担保放行期限超出规定", "the term of a release on guarantee is out of bounds"],
        ["请在规定期限内确定到期日", "choose a day within the term"],
        Basis::new("中华人民共和国关税法", "第四十三条", Confidence::Read),
    ),
    house(
        "HSE-6518",
        ["不是该报关单未办结的事项", "it is not open on the declaration"],
        ["请核对担保放行的未办结事项", "check what is open; tax is met by its payment"],
    ),
    lawful(
        Severity::Return,
        "HSE-6520",
        ["企业未适用汇总征税", "the trader does not pay month by month"],
        [
            "请先办理汇总征税备案，或改为逐票缴税",
            "have it registered first, or pay each declaration",
        ],
        MONTHLY,
    ),
    lawful(
        Severity::Return,
        "HSE-6521",
        ["企业已被暂停汇总征税", "the trader's monthly payment is suspended"],
        ["请缴清逾期税款，或改为逐票缴税", "settle what is overdue, or pay each declaration"],
        MONTHLY,
    ),
    lawful(
        Severity::Return,
        "HSE-6522",
        [
            "缴款期限所在月份没有工作日历",
            "no calendar tells the working days of the month of payment",
        ],
        [
            "请由海关登记该年放假安排，或改为逐票缴税",
            "have customs register the year's days of rest, or pay each declaration",
        ],
        MONTHLY,
    ),
    house(
        "HSE-6523",
        ["汇总支付金额与当月应缴税款不符", "the payment is not what is open of the month"],
        [
            "请按当月未缴的缴款书与当日滞纳金全额缴纳",
            "pay what is open of the month's slips, with the fees of the day",
        ],
    ),
    house(
        "HSE-6526",
        ["汇总征税备案数据无效，未生效", "rows of monthly payment are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend what is named and send all rows again"],
    ),
    house(
        "HSE-7008",
        ["放假安排数据无效，未生效", "days of rest are not sound; none took effect"],
        [
            "请修正所示数据后重新发送该年全部数据",
            "mend what is named and send the year's days again",
        ],
    ),
    house(
        "HSE-7009",
        ["风险规则有误，全部未生效", "rules of risk analysis are not sound; none took effect"],
        [
            "请按所示位置修正后重新发送全部规则",
            "mend what is named where it stands and send all rules again",
        ],
    ),
    house(
        "HSE-7010",
        ["布控预算有误，全部未生效", "budgets of risk analysis are not sound; none took effect"],
        ["请修正后重新发送", "mend what is named and send them again"],
    ),
    house(
        "HSE-7011",
        ["风险模型不可用，原模型继续有效", "the model cannot be used; the former stays"],
        [
            "请用本系统的特征版本重新训练或者选用其他模型",
            "train it again with the features of this house, or name another",
        ],
    ),
    house(
        "HSE-7012",
        ["风险防控方案不能这样办理", "the plan of risk analysis cannot be treated so"],
        [
            "方案由一人提出、另一人批准，均须说明理由",
            "one person proposes a plan and another approves it, both with their reasons",
        ],
    ),
    house(
        "HSE-6410",
        ["委托协议编号不存在", "no authorisation has this number"],
        ["请核对委托协议编号", "check the number"],
    ),
    house(
        "HSE-6411",
        ["委托协议编号已被使用", "another authorisation has this number"],
        ["请使用新的编号", "offer it under a number of its own"],
    ),
    house(
        "HSE-6412",
        ["不是该委托的任何一方", "it is neither side of the authorisation"],
        ["只有委托方与被委托方可以操作该委托", "only its principal and its agent may do this"],
    ),
    house(
        "HSE-6413",
        ["发起方不能自行确认委托", "whoever offered an authorisation cannot answer it"],
        ["请由对方确认或拒绝", "the other side accepts or declines it"],
    ),
    house(
        "HSE-6414",
        ["委托的当前状态不允许此操作", "the authorisation's state does not allow this"],
        ["请先查询该委托的当前状态", "ask for its state first"],
    ),
    house(
        "HSE-6415",
        ["委托协议内容有误", "the terms of an authorisation are not sound"],
        ["请按所指内容更正后重新发送", "mend what is named and send it again"],
    ),
    house(
        "HSE-6420",
        ["报关单缴款书编号不存在", "no declaration's payment slip has this number"],
        ["请核对待缴税回执给出的缴款书编号", "send the number that the receipt of tax due gave"],
    ),
    house(
        "HSE-6421",
        ["缴款书的当前状态不允许此操作", "the payment slip's state does not allow this"],
        ["请先查询该缴款书的当前状态", "ask for the slip's state first"],
    ),
    house(
        "HSE-6422",
        ["扣款金额与应缴税款及滞纳金不符", "the debit is not the tax with the fee for paying late"],
        [
            "请按缴款书税款与当日滞纳金全额缴纳",
            "pay the slip's tax and the fee of the day, in full",
        ],
    ),
    house(
        "HSE-6423",
        ["退库金额与应退税款不符", "the refund is not what was ordered"],
        ["请按退税决定的金额退库", "give back what was ordered, in full"],
    ),
    house(
        "HSE-6950",
        [
            "扣款指令不是缴款人或者申报单位发出的",
            "an account is debited at the order of the payer, or of the declarant for him",
        ],
        ["请由缴款人或者申报单位发出扣款指令", "have the payer or the declarant order it"],
    ),
    house(
        "HSE-6951",
        ["扣款指令没有开户银行或者账号", "the order to debit names no bank or no account"],
        ["请填写三方协议的开户银行与账号", "give the bank and the account of the agreement"],
    ),
    house(
        "HSE-7101",
        ["报关单号不存在", "no declaration has this number"],
        ["请核对海关编号后重新发送", "send the number that the receipt gave"],
    ),
    house(
        "HSE-7102",
        ["报关单当前状态不允许此操作", "the declaration's state does not allow this"],
        ["请先查询该报关单的当前状态", "ask for the declaration's state first"],
    ),
    house(
        "HSE-7103",
        ["缴款金额与应缴税款不符", "the payment is not what is owed on the declaration"],
        ["请按应缴税款全额缴纳", "pay what is owed, in full"],
    ),
    house(
        "HSE-6020",
        ["缴款金额与缴款书不符", "the payment is not the slip's amount"],
        ["请按缴款书金额全额缴纳", "pay the slip's amount in full"],
    ),
    house(
        "HSE-5020",
        ["退货期限在该日无法律依据", "the law known here has no period for returns on that day"],
        ["请核对放行日期与参数表", "check the day of release and the parameters"],
    ),
    house(
        "HSE-1002",
        ["备案资料有误", "a row of the registry is not right"],
        ["请按所指字段更正后重新提交", "mend the field that is named and send it again"],
    ),
    house(
        "HSE-6201",
        ["舱单必填项为空", "a mandatory field of the manifest is empty"],
        ["请补填所示数据项", "fill in the field that is named"],
    ),
    house(
        "HSE-6202",
        ["舱单数据项的值无效", "a value of the manifest is not one that it may have"],
        ["请按代码表填写", "use a value of the table"],
    ),
    lawful(
        Severity::Return,
        "HSE-6203",
        ["提运单号已经存在", "the bill is on a manifest already"],
        ["需要更改的请传输舱单变更", "send a change of the manifest, or another bill"],
        ROAD_TEXTS,
    ),
    house(
        "HSE-6204",
        ["舱单内没有该提运单号", "the manifest does not have the bill"],
        ["请核对提运单号", "check the bill"],
    ),
    lawful(
        Severity::Review,
        "HSE-6205",
        ["舱单申报超时", "the manifest was sent too late"],
        ["等待人工审核", "an officer looks at it"],
        LIMITS,
    ),
    house(
        "HSE-6206",
        ["没有该编号的舱单", "no manifest has this number"],
        ["请先传输舱单，或核对编号", "send the manifest first, or check the number"],
    ),
    house(
        "HSE-6207",
        ["与该编号下已接受的舱单不符", "it does not agree with the manifest of that number"],
        ["请核对关别、运输工具与航次", "check customs office, means of transport and voyage"],
    ),
    house(
        "HSE-6208",
        ["报文内提运单号重复", "a bill stands twice in the message"],
        ["每票提运单只填报一次", "send each bill once"],
    ),
    house(
        "HSE-6209",
        ["件数或毛重应大于零", "packages and gross weight are more than nothing"],
        ["请填报实际件数与毛重", "give what is carried"],
    ),
    house(
        "HSE-6210",
        ["提运单的当前状态不允许更改", "the bill cannot be changed as it stands"],
        ["已申报的请先由报关企业退单或撤销", "have its declaration returned or withdrawn first"],
    ),
    lawful(
        Severity::Review,
        "HSE-6211",
        ["缺少计算传输时限所需的时间", "the time from which the limit is counted is missing"],
        [
            "请填报装载、起飞（驶离）或抵达时间",
            "give when loading begins, or when it departs and arrives",
        ],
        LIMITS,
    ),
    reviewed(
        "HSE-6212",
        ["该日无舱单传输时限的规定", "no limit of transmission is known for the day"],
        ["等待人工审核", "an officer looks at it"],
    ),
    told(
        Severity::Notice,
        "HSE-6214",
        ["溢卸", "more was landed than the manifest has"],
        ["请在规定期限内更正舱单或说明", "have the manifest corrected, or say why"],
    ),
    house(
        "HSE-6215",
        ["当前状态不允许该报告", "the bill's state does not allow the report"],
        ["请先查询该提运单的状态", "ask for the bill's state first"],
    ),
    told(
        Severity::Notice,
        "HSE-6216",
        ["短卸", "less was landed than the manifest has"],
        ["请在规定期限内更正舱单或说明", "have the manifest corrected, or say why"],
    ),
    told(
        Severity::Notice,
        "HSE-6217",
        ["重量与舱单不一致", "the weight is not the manifest's"],
        ["请核对重量", "check the weight"],
    ),
    lawful(
        Severity::Return,
        "HSE-6218",
        ["货物未放行，不准装载", "goods that were not released are not loaded"],
        ["放行后再装载", "load them when they are released"],
        CUSTOMS_LAW_29,
    ),
    reviewed(
        "HSE-6219",
        [
            "提前申报的货物运抵时税款有变化",
            "tax of goods declared in advance is another one on the day of their arrival",
        ],
        ["等待人工审核", "an officer looks at it"],
    ),
    lawful(
        Severity::Review,
        "HSE-6220",
        ["出口提前申报早于规定期限", "an export was declared too long before it arrived"],
        ["等待人工审核", "an officer looks at it"],
        ADVANCE,
    ),
    lawful(
        Severity::Notice,
        "HSE-6221",
        ["超过申报期限，应缴滞报金", "it was declared late: a fee is due"],
        ["滞报金由海关另行开单征收", "customs collects the fee apart from tax"],
        LATE,
    ),
    lawful(
        Severity::Return,
        "HSE-6222",
        ["货物运输批次号不符合编制规则", "the number of the batch is not built by the rule"],
        [
            "请按13位规则编制，或填写载货清单编号",
            "build it of thirteen characters, or give the list's number",
        ],
        BATCHES,
    ),
    house(
        "HSE-6223",
        ["运抵的集装箱不在该提运单项下", "a container that came in is not of its bill"],
        ["请核对集装箱号与提运单号", "check container and bill"],
    ),
    told(
        Severity::Notice,
        "HSE-6224",
        ["提运单的集装箱尚未全部进港", "not every container of the bill has come in"],
        ["其余集装箱进港后报告", "report the others when they have come in"],
    ),
    house(
        "HSE-6225",
        ["未查到该航次舱单内的提运单", "no manifest of that voyage has the bill"],
        [
            "请核对运输工具、航次和提运单号，或者等待舱单",
            "check ship, voyage and bill, or wait for the manifest",
        ],
    ),
    house(
        "TRU-1001",
        ["原始支付数据无法识别", "the original payment data are not understood"],
        ["请按接口规范填写payExInfoStr", "fill payExInfoStr as the interface prescribes"],
    ),
    reviewed(
        "TRU-7001",
        ["平台未在期限内上传原始支付数据", "the platform did not answer about the payment in time"],
        ["请平台说明原因，等待人工审核", "the platform should say why; an officer looks at it"],
    ),
    reviewed(
        "TRU-7002",
        ["原始支付数据无可比对的单证", "the papers to compare the payment with are not at hand"],
        ["请重新报送单证", "send the papers again"],
    ),
    house(
        "TRU-7003",
        ["没有待答复的原始支付数据请求", "no question about this payment is open"],
        ["请核对订单编号与sessionID", "check order number and session"],
    ),
    house(
        "HSE-6001",
        ["账户余额不足", "an account holds too little"],
        ["请核对额度、担保或账册余量", "check the limit, guarantee or account book"],
    ),
    house(
        "HSE-5001",
        ["无法计税", "the entry cannot be assessed"],
        ["请核对商品编号及税则有效期", "check the commodity codes and the tariff's validity"],
    ),
];

const fn house(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(Severity::Return, code, title, fix)
}

/// What an officer looks at.
const fn reviewed(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(Severity::Review, code, title, fix)
}

const MONTHLY: Basis = Basis::new("中华人民共和国关税法", "第四十三条", Confidence::Read);
const SECURITY: Basis =
    Basis::new("中华人民共和国海关事务担保条例", "第十一条、第十三条", Confidence::Read);
const RELEASED_EARLY: Basis =
    Basis::new("中华人民共和国海关事务担保条例", "第四条", Confidence::Read);
const LIMITS: Basis = Basis::new(
    "进出境运输工具及其载运货物、物品舱单申报传输时限规定（海关总署公告附件6）",
    "一（二）、二（二）、三（二）",
    Confidence::Read,
);
const ROAD_TEXTS: Basis =
    Basis::new("公路舱单报文V1.0回执示例（MTRES4）", "StatementDescription", Confidence::Read);
const CUSTOMS_LAW_29: Basis = Basis::new("中华人民共和国海关法", "第二十九条", Confidence::Read);
const ADVANCE: Basis = Basis::new("海关总署令第277号", "第九条", Confidence::Read);
const BATCHES: Basis = Basis::new("海关总署公告2014年第7号", "一", Confidence::Read);
const LATE: Basis = Basis::new("海关总署令第277号", "第七条、第十条", Confidence::Read);

const fn told(severity: Severity, code: &'static str, title: Words, fix: Words) -> CheckInfo {
    lawful(severity, code, title, fix, Basis::new("通关系统业务规则", "", Confidence::Assumed))
}

/// With the text that it rests on.
const fn lawful(
    severity: Severity,
    code: &'static str,
    title: Words,
    fix: Words,
    basis: Basis,
) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2016, 4, 8), title, fix).with(severity)
}

/// A finding of the house's own.
pub(crate) fn refuse(
    code: &'static str,
    pointer: &str,
    observed: String,
    expected: &str,
) -> Finding {
    let severity = own_checks().find(|it| it.code == code);
    Finding {
        code: Cow::Borrowed(code),
        severity: severity.map_or(Severity::Return, |it| it.severity),
        pointer: pointer.to_owned(),
        observed,
        expected: expected.to_owned(),
        against: String::new(),
    }
}

fn own_checks() -> impl Iterator<Item = &'static CheckInfo> {
    [
        HOUSE_CHECKS,
        AMENDMENT_CHECKS,
        TWO_STEP_CHECKS,
        INSTRUMENT_CHECKS,
        SUPPLEMENT_CHECKS,
        FILE_CHECKS,
        AUDIT_CHECKS,
        COLLECTIVE_CHECKS,
        TREATMENT_CHECKS,
        SAMPLING_CHECKS,
        CONFIRM_CHECKS,
        ADMISSION_CHECKS,
        SENT_BACK_CHECKS,
        TRANSIT_CHECKS,
        TASK_CHECKS,
        SHOWN_CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// All codes, in the order in which a parcel meets them.
pub fn all() -> impl Iterator<Item = &'static CheckInfo> {
    let signed = signatures::SIGNATURE_CHECKS;
    let own = own_checks();
    messages::FORMAT_CHECKS.iter().chain(signed).chain(checks::all()).chain(own)
}

pub fn find(code: &str) -> Option<&'static CheckInfo> {
    let others = [messages::FORMAT_CHECKS, signatures::SIGNATURE_CHECKS].into_iter().flatten();
    checks::find(code).or_else(|| own_checks().chain(others).find(|it| it.code == code))
}

/// Adds to findings what their checks say of them.
pub fn explain(findings: &[Finding]) -> Vec<ExplainedFinding<'_>> {
    let explained = findings.iter().filter_map(|finding| {
        let info = find(&finding.code)?;
        Some(ExplainedFinding {
            finding,
            title_zh: info.title_zh,
            title_en: info.title_en,
            basis: &info.basis,
            fix_zh: info.fix_zh,
            fix_en: info.fix_en,
        })
    });
    explained.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn no_code_is_used_twice() {
        let mut seen = BTreeSet::new();
        for info in super::all() {
            assert!(seen.insert(info.code), "{}", info.code);
            assert_eq!(super::find(info.code).map(|it| it.code), Some(info.code));
        }
    }
}
