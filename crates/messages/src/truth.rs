//! A payment's original data: a form with one field `payExInfoStr`, which is JSON
//! (海关总署公告2018年第165号、第179号).

use model::{Amount, PaymentTruth, Stamp, TruthGoods, TruthOrder};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// The form's field and what stands before its value.
const FIELD: &[u8] = b"payExInfoStr=";
/// The same as the name of a kind of message.
pub(crate) const NAME: &str = "payExInfoStr";
/// Orders of one payment, and goods of one order; more is refused.
const MANY: usize = 1_000;

/// Whether an input is a payment's original data.
pub(crate) fn is_truth(raw: &[u8]) -> bool {
    raw.starts_with(FIELD)
}

#[derive(Deserialize)]
struct Form<'a> {
    #[serde(rename = "sessionID")]
    session: String,
    #[serde(borrow, rename = "payExchangeInfoHead")]
    head: &'a RawValue,
    #[serde(borrow, rename = "payExchangeInfoLists")]
    lists: &'a RawValue,
    #[serde(rename = "serviceTime")]
    service_time: Value,
    #[serde(rename = "certNo", default)]
    certificate_no: String,
    #[serde(rename = "signValue", default)]
    signature: String,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "ebpCode")]
    platform_code: String,
    #[serde(rename = "payCode", default)]
    payment_company_code: String,
    #[serde(rename = "payTransactionId")]
    transaction_no: String,
    #[serde(rename = "totalAmount")]
    total_amount: Value,
    #[serde(default)]
    currency: Value,
    #[serde(rename = "tradingTime")]
    paid_at: Value,
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "orderNo")]
    order_no: String,
    #[serde(rename = "goodsInfo", default)]
    goods: Vec<Goods>,
    #[serde(rename = "recpAccount", default)]
    payee_account: String,
    #[serde(rename = "recpCode", default)]
    payee_code: String,
    #[serde(rename = "recpName", default)]
    payee_name: String,
}

#[derive(Deserialize)]
struct Goods {
    #[serde(rename = "gname", default)]
    name: String,
    #[serde(rename = "itemLink", default)]
    link: String,
}

/// Reads the form. An error says what is not understood.
pub(crate) fn read(raw: &[u8]) -> Result<Box<PaymentTruth>, String> {
    let value = raw.strip_prefix(FIELD).unwrap_or(raw);
    let value = value.split(|it| *it == b'&').next().unwrap_or_default();
    let text = decode(value.trim_ascii())?;
    let said = |error: serde_json::Error| error.to_string();
    let form: Form<'_> = serde_json::from_str(&text).map_err(said)?;
    let head: Head = serde_json::from_str(form.head.get()).map_err(said)?;
    let lists: Vec<List> = serde_json::from_str(form.lists.get()).map_err(said)?;
    if lists.is_empty() || lists.len() > MANY || lists.iter().any(|it| it.goods.len() > MANY) {
        return Err(format!("payExchangeInfoLists: 1..{MANY} orders of at most {MANY} goods"));
    }
    let amount = plain(&head.total_amount);
    let total_amount: Amount =
        amount.parse().map_err(|_| format!("totalAmount `{amount}` is no amount"))?;
    let time = plain(&head.paid_at);
    let paid_at = Stamp::parse(&time).ok_or_else(|| format!("tradingTime `{time}` is no time"))?;
    let signed_text = format!(
        "\"sessionID\":\"{}\"||\"payExchangeInfoHead\":\"{}\"||\"payExchangeInfoLists\":\"{}\"\
         ||\"serviceTime\":\"{}\"",
        form.session,
        form.head.get(),
        form.lists.get(),
        plain(&form.service_time)
    );
    Ok(Box::new(PaymentTruth {
        session: form.session,
        platform_code: head.platform_code,
        payment_company_code: head.payment_company_code,
        transaction_no: head.transaction_no,
        total_amount,
        currency: plain(&head.currency),
        paid_at,
        orders: lists.into_iter().map(order).collect(),
        certificate_no: form.certificate_no,
        signature: form.signature,
        signed_text,
    }))
}

fn order(list: List) -> TruthOrder {
    let goods = |it: Goods| TruthGoods { name: it.name, link: it.link };
    TruthOrder {
        order_no: list.order_no,
        goods: list.goods.into_iter().map(goods).collect(),
        payee_account: list.payee_account,
        payee_code: list.payee_code,
        payee_name: list.payee_name,
    }
}

/// A value that some send as text and some as a number.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `application/x-www-form-urlencoded`: `+` is a space, `%XX` a byte.
fn decode(value: &[u8]) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |it: Option<&u8>| char::from(*it?).to_digit(16);
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                let (Some(high), Some(low)) = (high, low) else {
                    return Err("`%` without two hexadecimal digits".to_owned());
                };
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())
}

/// Encodes a form's value, as platforms do.
pub fn encode_truth(json: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("payExInfoStr=");
    for byte in json.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _infallible = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"sessionID":"s-1","payExchangeInfoHead":{"guid":"G","initalRequest":"a+b","initalResponse":"ok","ebpCode":"1101000001","payCode":"1101000003","payTransactionId":"P1","totalAmount":333.21,"currency":"142","verDept":"3","payType":"1","tradingTime":"20201121092900","note":""},"payExchangeInfoLists":[{"orderNo":"O1","goodsInfo":[{"gname":"面霜","itemLink":"https://shop.example/1"}],"recpAccount":"A","recpCode":"","recpName":"甲"}],"serviceTime":"1544519952469","certNo":"01","signValue":"ab+c="}"#;

    #[test]
    fn a_form_is_read_with_the_words_that_were_signed() {
        let truth = read(encode_truth(JSON).as_bytes()).unwrap();
        assert_eq!(truth.total_amount, "333.21".parse().unwrap());
        assert_eq!(truth.orders[0].goods[0].name, "面霜");
        assert_eq!(truth.signature, "ab+c=");
        let text = &truth.signed_text;
        assert!(text.starts_with(r#""sessionID":"s-1"||"payExchangeInfoHead":"{"guid":"G","#));
        assert!(text.ends_with(r#""recpName":"甲"}]"||"serviceTime":"1544519952469""#), "{text}");
    }

    #[test]
    fn what_is_broken_is_named() {
        let flaw = |json: &str| read(encode_truth(json).as_bytes()).unwrap_err();
        assert!(flaw("{").contains("EOF"));
        assert!(flaw(&JSON.replace("sessionID", "session")).contains("sessionID"));
        assert!(flaw(&JSON.replace("333.21", "\"x\"")).contains("totalAmount `x`"));
        assert!(flaw(&JSON.replace("20201121092900", "now")).contains("tradingTime `now`"));
        assert_eq!(read(b"payExInfoStr=%7").unwrap_err(), "`%` without two hexadecimal digits");
        assert_eq!(read(b"payExInfoStr=%FF").unwrap_err(), "not UTF-8");
    }
}
