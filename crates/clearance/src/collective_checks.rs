//! What may be wrong with what is declared collectively (集中申报): with a list, and with the declaration that gathers
//! lists.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Severity, Words};

/// 中华人民共和国海关进出口货物集中申报管理办法.
const ORDER: &str = "中华人民共和国海关进出口货物集中申报管理办法（海关总署令第169号）";

pub(crate) static COLLECTIVE_CHECKS: &[CheckInfo] = &[
    told(
        "HSE-6800",
        Severity::Return,
        "第四条、第六条",
        ["收发货人未备案集中申报，或者备案不适用", "the trader may not declare collectively"],
        [
            "请先备案并提供担保，或者以报关单申报",
            "have it registered and secured first, or file a declaration",
        ],
    ),
    told(
        "HSE-6801",
        Severity::Return,
        "第七条",
        ["有逾期未集中申报的清单", "lists of the trader are overdue"],
        [
            "请先将逾期清单集中申报，或者以报关单申报",
            "declare the overdue lists first, or file a declaration",
        ],
    ),
    told(
        "HSE-6802",
        Severity::Return,
        "第三条",
        [
            "该日该监管方式不适用集中申报",
            "goods of this mode are not declared collectively on the day",
        ],
        ["请以报关单申报", "file a declaration"],
    ),
    told(
        "HSE-6803",
        Severity::Return,
        "第十二条",
        ["集中申报报关单未列明清单，或者清单重复", "it names no list, or one twice"],
        ["请逐一列明所归并的清单编号", "name each list that it gathers once"],
    ),
    told(
        "HSE-6804",
        Severity::Return,
        "第十二条",
        ["没有该集中申报清单", "there is no such list"],
        ["请核对清单编号", "check the list's number"],
    ),
    told(
        "HSE-6805",
        Severity::Return,
        "第十二条",
        ["集中申报清单未放行", "the list is not released"],
        [
            "放行后再集中申报；撤销的清单不得归并",
            "gather it when it is released; one that was withdrawn is not gathered",
        ],
    ),
    told(
        "HSE-6806",
        Severity::Return,
        "第十二条",
        ["集中申报清单已申报", "the list is declared already"],
        ["请删去该清单", "leave it out"],
    ),
    told(
        "HSE-6807",
        Severity::Return,
        "第十二条",
        ["清单不属于同一个月", "lists are of different months"],
        ["请按月分别集中申报", "declare each month by itself"],
    ),
    told(
        "HSE-6808",
        Severity::Return,
        "第十三条",
        ["报关单与所归并的清单不一致", "the declaration has not in common what its lists must"],
        ["请按相同栏目分别归并", "gather lists that are alike"],
    ),
    told(
        "HSE-6809",
        Severity::Return,
        "第十三条",
        ["报关单表头与清单合计不符", "the head is not what the lists come to"],
        [
            "运输工具名称填“集中申报”，提运单号填清单进出口起止日期，件数、重量填合计",
            "the carrier is `集中申报`, the bill the span of the lists' days, packages and weights their totals",
        ],
    ),
    told(
        "HSE-6810",
        Severity::Return,
        "第十三条",
        ["报关单商品与清单商品合计不符", "the lines are not those of the lists"],
        [
            "仅编号、名称、规格、单位、原产国、单价、币制均相同的商品可以合并",
            "only lines alike in code, name, model, unit, origin, price and currency are merged",
        ],
    ),
    told(
        "HSE-6811",
        Severity::Return,
        "第十三条、第十四条",
        ["各清单适用的税率、汇率不一致", "the lists are taxed at different rates"],
        ["请按税率、汇率相同的清单分别归并", "gather lists whose rates are the same"],
    ),
    told(
        "HSE-6812",
        Severity::Return,
        "第十二条",
        ["尚未到集中申报期限", "the month is not over yet"],
        ["请于次月期限内集中申报", "declare it in the next month's window"],
    ),
    told(
        "HSE-6813",
        Severity::Review,
        "第十二条",
        ["逾期集中申报", "declared after its window"],
        ["由关员审核", "an officer looks at it"],
    ),
    told(
        "HSE-6814",
        Severity::Return,
        "第十二条",
        ["集中申报跨年度", "lists of one year are declared in the next"],
        [
            "不得跨年度归并；请逐份清单单独申报",
            "they are not merged across years; declare each list by itself",
        ],
    ),
    told(
        "HSE-6815",
        Severity::Notice,
        "第十二条",
        ["清单逾期未集中申报", "the list is overdue"],
        [
            "请立即集中申报；申报前不再接受该企业的清单",
            "declare it at once; no other list of the trader is taken before",
        ],
    ),
    told(
        "HSE-6816",
        Severity::Return,
        "第四条",
        [
            "集中申报备案数据无效，未生效",
            "rows of collective traders are not sound; none took effect",
        ],
        ["请更正后重新报送", "correct the rows and send them anew"],
    ),
];

const fn told(
    code: &'static str,
    severity: Severity,
    article: &'static str,
    title: Words,
    fix: Words,
) -> CheckInfo {
    let basis = Basis::new(ORDER, article, Confidence::Secondary);
    CheckInfo::of_document(code, basis, date(2008, 5, 1), title, fix).with(severity)
}
