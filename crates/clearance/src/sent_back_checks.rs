//! What is said of claims for goods that were sent back (原状复运退税), and of refunds that nobody collects.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const SENT_BACK: &str = "第五十二条";

pub(crate) static SENT_BACK_CHECKS: &[CheckInfo] = &[
    told(
        "HSE-7210",
        SENT_BACK,
        [
            "一项申请不能既更正又原状复运",
            "one claim is of fields that are wrong, or of goods that went back",
        ],
        ["请分别申请", "file two claims"],
    ),
    told(
        "HSE-7211",
        SENT_BACK,
        ["未列原状复运的商品", "no goods are named that went back"],
        ["请列明商品项与数量", "name lines and quantities"],
    ),
    told(
        "HSE-7212",
        SENT_BACK,
        ["未提供原缴款凭证及相关资料", "the receipt of payment and other papers are not attached"],
        [
            "请随附原缴款凭证、复运报关单及品质规格证明",
            "attach the receipt, and what proves why goods went back",
        ],
    ),
    told(
        "HSE-7213",
        SENT_BACK,
        ["复运报关单与原报关单方向相同", "goods go back by a declaration of the other direction"],
        [
            "进口货物复运出境，出口货物复运进境",
            "name the export of an import, or the import of an export",
        ],
    ),
    told(
        "HSE-7214",
        SENT_BACK,
        ["复运报关单未结关", "the declaration by which goods went back is not cleared"],
        [
            "请待货物实际进出境、报关单结关后申请",
            "claim when the goods have gone and it is cleared",
        ],
    ),
    told(
        "HSE-7215",
        SENT_BACK,
        [
            "复运报关单的监管方式不是退运货物",
            "the other declaration is not of goods that are sent back",
        ],
        ["退运货物以监管方式4561申报", "goods that are sent back are declared under mode 4561"],
    ),
    told(
        "HSE-7216",
        SENT_BACK,
        ["复运报关单的收发货人不同", "the other declaration is another trader's"],
        ["由原收发货人复运并申请", "the trader of the first declaration sends back and claims"],
    ),
    told(
        "HSE-7217",
        SENT_BACK,
        ["复运报关单关联的是另一份报关单", "the other declaration names a third one as its own"],
        ["请核对关联报关单号", "check the related declaration number"],
    ),
    told(
        "HSE-7218",
        SENT_BACK,
        [
            "未补缴因出口而退还的国内环节税收",
            "taxes that were refunded on export are not paid again",
        ],
        ["补缴后申请，并随附证明", "pay them, and attach what proves it"],
    ),
    told(
        "HSE-7219",
        SENT_BACK,
        ["货物未在一年内复运", "the goods did not go back within a year"],
        [
            "自放行之日起一年内复运的方可退税",
            "tax is given back of goods that went back within the days shown",
        ],
    ),
    told(
        "HSE-7220",
        SENT_BACK,
        ["报关单没有该商品项", "the declaration has no such line"],
        ["请核对商品序号", "check the number of the line"],
    ),
    told(
        "HSE-7221",
        SENT_BACK,
        ["复运的不是同一商品", "what went back is not declared as the same goods"],
        ["商品编号、品名与成交单位应一致", "code, name and unit have to be the same"],
    ),
    told(
        "HSE-7222",
        SENT_BACK,
        ["复运数量超出", "more goods are claimed than there are left"],
        ["不超过两份报关单该项尚未申请的数量", "no more than what both lines have left"],
    ),
    told(
        "HSE-7223",
        SENT_BACK,
        [
            "超过原状复运退税的申请期限",
            "the time in which tax of goods sent back is claimed is over",
        ],
        ["自缴纳税款之日起一年内申请", "a claim is filed within a year of payment"],
    ),
    told(
        "HSE-7230",
        "第五十一条、第五十二条",
        ["逾期未办理退还手续", "the refund was not collected in time"],
        [
            "请纳税人说明理由，经海关同意后办理（collected）",
            "let the payer say why; an officer agrees, and it is collected late",
        ],
    ),
    told(
        "HSE-7231",
        "第五十一条、第五十二条",
        ["没有该笔待办理的退税", "the slip has no such refund to be collected"],
        [
            "请核对退税编号；已办理的无须再办",
            "check the number; what was collected is not collected again",
        ],
    ),
    told(
        "HSE-7232",
        "第五十一条、第五十二条",
        ["不是该税款的纳税人", "who would collect it is not who paid"],
        ["由纳税人办理", "the payer collects it"],
    ),
    told(
        "HSE-7233",
        "第五十一条、第五十二条",
        ["未提供收款账户", "no account is named for the refund"],
        ["请填写开户银行与账号", "name a bank and an account"],
    ),
];

const fn told(code: &'static str, article: &'static str, title: Words, fix: Words) -> CheckInfo {
    let basis = Basis::new("中华人民共和国关税法", article, Confidence::Read);
    CheckInfo::of_document(code, basis, date(2024, 12, 1), title, fix)
}
