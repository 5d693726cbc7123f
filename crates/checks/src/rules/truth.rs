//! A payment's original data against the payment, the order and the list: every difference sends
//! the entry to an officer, who sees both values.

use model::{Proof, Severity, Words};

use crate::{
    TruthCase,
    check::{Check, Findings, OnTruth, Rule, Source},
};

const fn check(
    code: &'static str,
    title: Words,
    fix: Words,
    run: fn(&TruthCase<'_>, &mut Findings<'_>),
) -> Check<OnTruth> {
    let rule = Rule::joined(Source::original_payment()).with(Severity::Review);
    Check { info: rule.info(code, title, fix), run }
}

const COMPARE: Words = [
    "请平台核对原始支付数据与申报数据",
    "the platform should compare its original payment with what was declared",
];
const SIGN: Words = [
    "请用备案证书对规定的文本签名后重新上传",
    "sign the prescribed text with the registered certificate and send it again",
];

pub(crate) const CHECKS: &[Check<OnTruth>] = &[
    check(
        "TRU-2001",
        ["原始支付金额与支付单不一致", "the original payment is of another amount"],
        COMPARE,
        amount_is_the_payments,
    ),
    check(
        "TRU-2002",
        ["原始支付币制与支付单不一致", "the original payment is in another currency"],
        COMPARE,
        currency_is_the_payments,
    ),
    check(
        "TRU-2003",
        ["原始支付时间与支付单不一致", "the original payment was made at another time"],
        COMPARE,
        time_is_the_payments,
    ),
    check(
        "TRU-2004",
        ["原始支付交易编号或支付企业不一致", "the original payment is another transaction"],
        COMPARE,
        transaction_is_the_payments,
    ),
    check(
        "TRU-2005",
        [
            "收款企业不是订单的电商平台或电商企业",
            "the payee is neither the order's platform nor its seller",
        ],
        COMPARE,
        payee_is_of_the_order,
    ),
    check(
        "TRU-2006",
        ["清单商品不在原始交易商品中", "goods of the list are not among those that were bought"],
        COMPARE,
        goods_were_bought,
    ),
    check(
        "TRU-2007",
        [
            "原始交易商品没有展示链接",
            "goods that were bought have no link to where they are on sale",
        ],
        COMPARE,
        goods_have_links,
    ),
    check(
        "TRU-4001",
        ["原始支付数据签名无效", "the signature under the original payment is not good"],
        SIGN,
        signature_is_good,
    ),
    check(
        "TRU-4002",
        [
            "原始支付数据的证书不属于该电商平台",
            "the certificate under the original payment is not the platform's",
        ],
        SIGN,
        certificate_is_the_platforms,
    ),
    check(
        "TRU-4003",
        [
            "原始支付数据的签名无法核验",
            "the signature under the original payment cannot be verified",
        ],
        ["请先登记平台的签名证书", "have the platform's certificate registered first"],
        signature_is_verified,
    ),
];

fn amount_is_the_payments(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    let (truth, payment) = (case.truth, case.payment);
    // A payment that pays several orders is compared whole by whoever looks at it.
    if !case.tolerance.allows(truth.total_amount, payment.amount_paid) {
        let pointer = "truth.total_amount";
        let (observed, expected) = (truth.total_amount, payment.amount_paid);
        to.report_against(pointer, observed, expected, "payment.amount_paid");
    }
}

fn currency_is_the_payments(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    let (observed, expected) = (&case.truth.currency, &case.payment.currency);
    if observed.as_str() != expected.as_str() {
        to.report_against("truth.currency", observed, expected, "payment.currency");
    }
}

fn time_is_the_payments(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    let (observed, expected) = (case.truth.paid_at, case.payment.paid_at);
    let minutes = i64::from(case.time_tolerance_minutes);
    let apart = match (observed.moment(), expected.moment()) {
        (Some(one), Some(other)) => {
            one > other.plus_minutes(minutes) || other > one.plus_minutes(minutes)
        }
        _ => observed != expected,
    };
    if apart {
        to.report_against("truth.paid_at", observed, expected, "payment.paid_at");
    }
}

fn transaction_is_the_payments(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    let (truth, payment) = (case.truth, case.payment);
    if truth.transaction_no != payment.transaction_no.as_str() {
        let (observed, expected) = (&truth.transaction_no, &payment.transaction_no);
        to.report_against("truth.transaction_no", observed, expected, "payment.transaction_no");
    }
    let (observed, expected) = (&truth.payment_company_code, &payment.payment_company_code);
    if !observed.is_empty() && observed != expected.as_str() {
        let against = "payment.payment_company_code";
        to.report_against("truth.payment_company_code", observed, expected, against);
    }
}

/// A payee abroad has no code of ours; then nothing can be compared.
fn payee_is_of_the_order(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    let (payee, order) = (&case.sold.payee_code, case.order);
    let is_theirs =
        [&order.platform_code, &order.seller_code].iter().any(|it| it.as_str() == payee);
    if !payee.is_empty() && !is_theirs {
        let expected = format_args!("{} | {}", order.platform_code, order.seller_code);
        to.report_against("truth.payee_code", payee, expected, "order.seller_code");
    }
}

fn goods_were_bought(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    for (index, item) in case.inventory.items.iter().enumerate() {
        if case.sold.goods.iter().all(|it| it.name.trim() != item.name.trim()) {
            let names: Vec<&str> = case.sold.goods.iter().map(|it| it.name.as_str()).collect();
            let against = format_args!("inventory.items[{index}].name");
            to.report_against("truth.goods", names.join(" | "), &item.name, against);
        }
    }
}

fn goods_have_links(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    for (index, goods) in case.sold.goods.iter().enumerate() {
        let is_link = |it: &str| it.starts_with("https://") || it.starts_with("http://");
        if !goods.link.split('；').all(|it| is_link(it.trim())) {
            let pointer = format_args!("truth.goods[{index}].link");
            to.report_against(pointer, &goods.link, "http(s)://…", "order.items");
        }
    }
}

fn signature_is_good(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    let observed = match case.proof {
        Proof::Missing => "未签名 (not signed)",
        Proof::OutOfForce => "证书不在有效期内或已吊销 (by a certificate that is not in force)",
        Proof::Bad => "无效 (not good)",
        Proof::Good | Proof::Foreign | Proof::Unverified => return,
    };
    let expected = "备案证书对规定文本的签名 (a registered certificate's signature over the text)";
    to.report("truth.signature", observed, expected);
}

fn certificate_is_the_platforms(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    if case.proof == Proof::Foreign {
        let expected = format_args!("{} 的证书 (a certificate of)", case.truth.platform_code);
        to.report("truth.certificate_no", &case.truth.certificate_no, expected);
    }
}

/// Only where the house takes no answer without a good signature.
fn signature_is_verified(case: &TruthCase<'_>, to: &mut Findings<'_>) {
    if case.proof == Proof::Unverified && case.needs_signature {
        let expected = "已登记的证书 (a certificate on file)";
        to.report("truth.certificate_no", &case.truth.certificate_no, expected);
    }
}
