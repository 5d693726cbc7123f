//! Platforms that are asked for original payments: most agree with what was declared, some differ,
//! some are silent; which, depends on a seed alone.

use model::{Inventory, Order, Payment, Rate, TruthRequest};

use crate::draw::splitmix;

/// How platforms behave.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedPlatforms {
    pub seed: u64,
    /// Share that says another amount.
    pub differing: Rate,
    /// Share that says nothing.
    pub silent: Rate,
}

/// What a platform did with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlatformAnswer {
    /// The body of its request to the house.
    Agrees(String),
    Differs(String),
    Silent,
}

impl SimulatedPlatforms {
    /// The answer to a question about an entry whose papers are these.
    pub fn answer(
        &self,
        request: &TruthRequest,
        order: &Order<'_>,
        payment: &Payment<'_>,
        list: &Inventory<'_>,
    ) -> PlatformAnswer {
        let draw = splitmix(self.seed ^ request.session.hi ^ request.session.lo) % 1_000_000;
        let ppm = |rate: Rate| u64::try_from(rate.ppm()).unwrap_or(0);
        if draw < ppm(self.silent) {
            return PlatformAnswer::Silent;
        }
        let is_differing = draw < ppm(self.silent) + ppm(self.differing);
        let mut amount = payment.amount_paid;
        if is_differing {
            amount += model::Amount::ONE;
        }
        let goods: Vec<_> = list
            .items
            .iter()
            .map(|it| {
                let link = format!("https://shop.example/{}/{}", order.platform_code, it.number);
                serde_json::json!({ "gname": it.name, "itemLink": link })
            })
            .collect();
        let json = serde_json::json!({
            "sessionID": request.session_id(),
            "payExchangeInfoHead": {
                "guid": payment.head.guid,
                "initalRequest": "{}",
                "initalResponse": "ok",
                "ebpCode": order.platform_code,
                "payCode": payment.payment_company_code,
                "payTransactionId": payment.transaction_no,
                "totalAmount": amount.to_string(),
                "currency": payment.currency,
                "verDept": "3",
                "payType": "1",
                "tradingTime": payment.paid_at.to_string(),
                "note": "",
            },
            "payExchangeInfoLists": [{
                "orderNo": order.order_no,
                "goodsInfo": goods,
                "recpAccount": "0000",
                "recpCode": order.seller_code,
                "recpName": order.seller_name,
            }],
            "serviceTime": request.asked_at.millis().to_string(),
            "certNo": "",
            "signValue": "",
        });
        let body = messages::encode_truth(&json.to_string());
        if is_differing { PlatformAnswer::Differs(body) } else { PlatformAnswer::Agrees(body) }
    }
}
