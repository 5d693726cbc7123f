//! A broker's authorisation (代理报关委托) against those that the house keeps. Whether one is attached at
//! all is `DEC-2008`.

use model::{AuthorisationScope, AuthorisationState};

use crate::{
    AgencyCase, NamedAuthorisation,
    check::{Check, Findings, OnAgency, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnAgency>] = &[
    check!(
        "DEC-2101",
        Rule::joined(Source::customs_law("第十条")),
        ["代理报关仅随附纸质委托", "a broker attaches an authorisation on paper only"],
        [
            "请随附电子代理报关委托协议（10000001），编号填在随附单据编号栏",
            "attach the electronic authorisation (10000001) under its number"
        ],
        |on, to| {
            let paper = on.declaration.attachments.iter().position(|it| it.kind == "00000008");
            if let (Some(idx), true) = (paper, on.named.is_empty()) {
                let at = format!("declaration.attachments[{idx}].kind");
                to.report(at, "00000008", "10000001");
            }
        }
    ),
    check!(
        "DEC-2102",
        Rule::joined(Source::customs_law("第十条")),
        ["委托协议编号不存在", "no authorisation has this number"],
        ["请核对委托协议编号", "check the number"],
        |on, to| each(on, to, |on| on
            .authorisation
            .is_none()
            .then(|| "已登记的委托 (one that is kept here)".to_owned()))
    ),
    check!(
        "DEC-2103",
        Rule::joined(Source::customs_law("第十条")),
        ["委托协议未经对方确认", "the other side has not accepted the authorisation"],
        ["请由对方确认委托后再申报", "file when the other side has accepted it"],
        |on, to| each(on, to, |on| {
            let it = on.authorisation?;
            let is_open =
                matches!(it.state, AuthorisationState::Offered | AuthorisationState::Declined);
            is_open.then(|| "已确认的委托 (an accepted one)".to_owned())
        })
    ),
    check!(
        "DEC-2104",
        Rule::joined(Source::customs_law("第十条")),
        ["委托协议不在有效期内", "the authorisation is not valid on the day"],
        ["请使用有效期内的委托", "name one that is valid on the day of declaration"],
        |on, to| {
            let day = on.on;
            each(on, to, |on| {
                let terms = &on.authorisation?.terms;
                let is_valid = terms.valid_from <= day && day <= terms.valid_to;
                (!is_valid).then(|| format!("{} – {}", terms.valid_from, terms.valid_to))
            });
        }
    ),
    check!(
        "DEC-2105",
        Rule::joined(Source::customs_law("第十条")),
        ["委托协议已被撤销", "the authorisation was revoked"],
        ["请重新签订委托", "agree on another"],
        |on, to| each(on, to, |on| {
            let is_revoked = on.authorisation?.state == AuthorisationState::Revoked;
            is_revoked.then(|| "有效的委托 (one in force)".to_owned())
        })
    ),
    check!(
        "DEC-2106",
        Rule::joined(Source::customs_law("第十条")),
        [
            "委托协议的双方不是本票的收发货人与申报单位",
            "the authorisation is between other parties"
        ],
        [
            "委托方应为收发货人或消费使用/生产销售单位，被委托方应为申报单位",
            "its principal is to be the trader or owner, its agent the declarant"
        ],
        |on, to| {
            let (trader, owner) = (&on.declaration.trader, &on.declaration.owner);
            let principals = [&trader.code, &trader.credit_code, &owner.code, &owner.credit_code];
            let declarant = &on.declaration.declarant;
            each(on, to, |on| {
                let terms = &on.authorisation?.terms;
                let is_theirs = principals.iter().any(|it| ***it == *terms.principal_code)
                    && [&declarant.code, &declarant.credit_code]
                        .iter()
                        .any(|it| ***it == *terms.agent_code);
                (!is_theirs).then(|| format!("{} → {}", principals[0], declarant.code))
            });
        }
    ),
    check!(
        "DEC-2107",
        Rule::joined(Source::customs_law("第十条")),
        [
            "逐票委托已用于另一份报关单",
            "the authorisation is for one declaration, and another was filed under it"
        ],
        ["请另行签订委托，或使用长期委托", "agree on another, or on a long-term one"],
        |on, to| each(on, to, |on| {
            let is_once = on.authorisation?.terms.scope == AuthorisationScope::Once;
            let case = on.used_by.filter(|_| is_once)?;
            Some(format!("未使用的委托 (one not used); 案件 (case) {case}"))
        })
    ),
];

/// Reports each authorisation that is named and of which there is something to say: what was expected.
fn each(
    on: &AgencyCase<'_>,
    to: &mut Findings<'_>,
    fault: impl Fn(&NamedAuthorisation<'_>) -> Option<String>,
) {
    for named in on.named {
        if let Some(expected) = fault(named) {
            let at = format!("declaration.attachments[{}].id", named.attachment);
            to.report(at, named.number, expected);
        }
    }
}
