//! What is said of applications to amend or withdraw a declaration, with the articles that say so.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

/// 进出口货物报关单修改和撤销管理办法.
const MEASURES: &str = "进出口货物报关单修改和撤销管理办法（海关总署令第220号）";

pub(crate) static AMENDMENT_CHECKS: &[CheckInfo] = &[
    own(
        "HSE-6301",
        ["申请修撤的报关单不存在", "there is no declaration with the number that is to be amended"],
        ["请核对报关单号", "send the declaration number that the receipt gave"],
    ),
    own(
        "HSE-6302",
        [
            "申请所填内容与报关单不一致",
            "the application names another party, customs, direction or number than the declaration",
        ],
        [
            "请按原报关单填写；经营单位、申报单位、申报地海关不能修改，须撤销后重新申报",
            "fill it in as the declaration has it; who declares where is not amended but withdrawn",
        ],
    ),
    own(
        "HSE-6303",
        [
            "报关单当前状态不能申请修撤",
            "the declaration's state does not allow it to be amended or withdrawn",
        ],
        [
            "暂存、退单的报关单请修改后直接申报；已结关的不能撤销",
            "mend and file anew what is kept or returned; what is cleared is not withdrawn",
        ],
    ),
    law(
        "HSE-6304",
        "第十条",
        [
            "海关已决定查验，办结前不得修改或者撤销",
            "the goods are selected for examination: nothing is changed before that is closed",
        ],
        ["请待查验办结后再申请", "apply again when the examination is closed"],
    ),
    law(
        "HSE-6305",
        "第十条",
        [
            "海关已决定布控，办结前不得修改或者撤销",
            "the goods are under control: nothing is changed before that is closed",
        ],
        ["请待布控办结后再申请", "apply again when the control is closed"],
    ),
    law(
        "HSE-6306",
        "第十条",
        [
            "涉嫌走私或者违反海关监管规定，办结前不得修改或者撤销",
            "smuggling or a violation is suspected: nothing is changed before that is closed",
        ],
        ["请待案件办结后再申请", "apply again when the case is closed"],
    ),
    told(
        "HSE-6307",
        Basis::new(
            "海关稽查条例（国务院令第670号）",
            "第十九条至第二十二条（办结前不予修撤为本系统推定）",
            Confidence::Assumed,
        ),
        [
            "正在稽查，办结前不得修改或者撤销",
            "an audit is open: nothing is changed before it is closed",
        ],
        ["请待稽查办结后再申请", "apply again when the audit is closed"],
    ),
    own(
        "HSE-6308",
        ["该报关单已有未办结的修撤申请", "an application about this declaration is open already"],
        ["请待其办结后再申请", "wait for it to be decided"],
    ),
    own(
        "HSE-6309",
        ["修改申请未列明修改内容", "an amendment names no field to be changed"],
        ["请列明修改的字段及新旧值", "name the fields with their old and new values"],
    ),
    own(
        "HSE-6310",
        ["所填原值与报关单现值不一致", "the old value is not what stands"],
        ["请按报关单现值填写原值后重新申请", "apply again with what stands as the old value"],
    ),
    own(
        "HSE-6311",
        ["报关单无此表体序号", "the declaration has no such line, container or document"],
        ["请核对表体序号与表体类型", "check the number of the line and the kind of list"],
    ),
    own(
        "HSE-6312",
        ["新值不符合该字段的格式", "the new value has not the field's form"],
        ["请按报关单字段的格式填写", "spell it as the field of a declaration is spelt"],
    ),
    own(
        "HSE-6313",
        ["新值与现值相同", "the new value is what stands already"],
        ["请删除未修改的字段", "leave out what does not change"],
    ),
    law(
        "HSE-6314",
        "第六条、第七条",
        ["缺少修改或者撤销的证明材料", "evidence that the ground asks for is missing"],
        [
            "请随附所示单证类别的材料后重新申请",
            "attach documents of the kinds that are named and apply again",
        ],
    ),
    law(
        "HSE-6315",
        "第五条、第七条",
        [
            "没有可以修改这些字段的法定事由",
            "there is no ground on which these fields can be changed together",
        ],
        [
            "请分别按各事由申请，或者撤销后重新申报",
            "apply ground by ground, or withdraw and declare anew",
        ],
    ),
    law(
        "HSE-6316",
        "第五条、第七条",
        [
            "没有可以撤销的法定事由，或者该日无法律依据",
            "there is no ground for it, or none known here on that day",
        ],
        [
            "请核对事由与日期；修改优先于撤销",
            "check ground and day; amending goes before withdrawing",
        ],
    ),
    own(
        "HSE-6317",
        ["修改后的报关单不符合申报要求", "the declaration would not be accepted as amended"],
        ["请按所示问题一并修改", "change what the findings name as well"],
    ),
    own(
        "HSE-6320",
        ["修撤申请编号不存在", "no application has this number"],
        ["请核对修撤单或确认书编号", "send the number that the answer gave"],
    ),
    own(
        "HSE-6321",
        ["修撤申请的当前状态不允许此操作", "the application's state does not allow this"],
        ["请先查询该申请的当前状态", "ask for its state first"],
    ),
    law(
        "HSE-6322",
        "第八条",
        ["已超过确认期限", "the time to confirm has ended"],
        ["请联系海关重新制发确认书", "ask customs to ask again"],
    ),
    own(
        "HSE-6323",
        [
            "降低税款或者退税须由两名关员先后批准",
            "lower tax or tax to give back takes two different officers",
        ],
        ["请由另一名关员复核", "let another officer approve"],
    ),
];

const fn own(code: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(code, Basis::new("通关系统业务规则", "", Confidence::Assumed), title, fix)
}

const fn law(code: &'static str, article: &'static str, title: Words, fix: Words) -> CheckInfo {
    told(code, Basis::new(MEASURES, article, Confidence::Secondary), title, fix)
}

const fn told(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2014, 3, 13), title, fix)
}
