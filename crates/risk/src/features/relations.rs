//! Who deals with whom, and in what from where.

use super::{
    definition::{DECLARATION, Definition, PARCEL, Source, Span, flag, number},
    view::{View, days_between},
};
use crate::{
    case::Role,
    memory::{Pair, Partner},
};

const EVER: (Source, Span) = (Source::Relation, Span::Ever);

pub(super) const DEFINITIONS: &[Definition] = &[
    number(
        "rel.buyer_seller",
        "订购人与电商企业往来数",
        "How often the buyer bought of the seller before",
        EVER,
        |it| it.met.n(Pair::BuyerSeller),
    )
    .only(PARCEL),
    number(
        "rel.buyer_telephone",
        "订购人与电话同现数",
        "How often the buyer gave this telephone before",
        EVER,
        |it| it.met.n(Pair::BuyerTelephone),
    )
    .only(PARCEL),
    number(
        "rel.buyer_address",
        "订购人与地址同现数",
        "How often the buyer gave this address before",
        EVER,
        |it| it.met.n(Pair::BuyerAddress),
    )
    .only(PARCEL),
    number(
        "rel.seller_declarant",
        "电商企业与申报企业往来数",
        "How often this company declared for the seller before",
        EVER,
        |it| it.met.n(Pair::SellerDeclarant),
    )
    .only(PARCEL),
    number(
        "rel.trader_declarant",
        "收发货人与申报单位往来数",
        "How often this company declared for the trader before",
        EVER,
        |it| it.met.n(Pair::TraderDeclarant),
    )
    .only(DECLARATION),
    number(
        "rel.trader_abroad",
        "收发货人与境外方往来数",
        "How often the trader dealt with the party abroad before",
        EVER,
        |it| it.met.n(Pair::TraderAbroad),
    )
    .only(DECLARATION),
    number(
        "rel.trader_abroad_days",
        "收发货人与境外方相识天数",
        "Days since the trader first dealt with the party abroad; missing: never before",
        EVER,
        |it| Some(days_between(it.met.get(Pair::TraderAbroad)?.first, it.now)),
    )
    .only(DECLARATION),
    number(
        "rel.company_commodity_min",
        "企业与商品同现数（最少项）",
        "How often the company traded in the commodity before, of the rarest line",
        EVER,
        |it| it.least(|line| line.met.n(Pair::TraderCommodity)),
    ),
    number(
        "rel.company_origin_min",
        "企业与原产国同现数（最少项）",
        "How often the company traded in goods of the origin before, of the rarest line",
        EVER,
        |it| it.least(|line| line.met.n(Pair::TraderOrigin)),
    ),
    number(
        "rel.abroad_origin_min",
        "境外方与原产国同现数（最少项）",
        "How often goods of the origin came from the party abroad before, of the rarest line",
        EVER,
        |it| it.least(|line| line.met.n(Pair::AbroadOrigin)),
    )
    .only(DECLARATION),
    number(
        "rel.declarant_port",
        "申报企业与口岸同现数",
        "How often this company declared at the port before",
        EVER,
        |it| it.met.n(Pair::DeclarantPort),
    ),
    number(
        "rel.route_origin_min",
        "启运路线与原产国同现占比（最低项）",
        "Share of lines of this route that were of the origin, of the rarest line",
        EVER,
        |it| {
            let route = it.route.filter(|it| it.n > 0)?;
            let met = it.least(|line| line.met.n(Pair::RouteOrigin))?;
            Some((met / f64::from(route.n)).min(1.0))
        },
    ),
    number(
        "rel.origin_elsewhere_share",
        "原产国异于启运国项占比",
        "Share of lines whose origin is not the country sent from",
        (Source::Relation, Span::Case),
        |it| {
            let from = it.case.shipping_country;
            if from.is_empty() { None } else { it.share(|line| line.line.origin != from) }
        },
    ),
    flag(
        "rel.trade_elsewhere",
        "贸易国异于启运国",
        "Sold from another country than sent from",
        (Source::Relation, Span::Case),
        |it| {
            let (sold, sent) = (it.case.trade_country, it.case.shipping_country);
            (!sold.is_empty() && !sent.is_empty()).then_some(sold != sent)
        },
    ),
    number(
        "rel.company_agents",
        "企业申报单位数",
        "Companies that declared for the trader or seller, about",
        EVER,
        |it| partners(it, company(it), Partner::Agent),
    ),
    number(
        "rel.company_agent_changes",
        "企业更换申报单位次数",
        "How often the trader or seller went to another declarant",
        EVER,
        |it| changes(it, company(it), Partner::Agent),
    ),
    flag(
        "rel.company_agent_other",
        "企业本次更换申报单位",
        "Another declarant than the latest one",
        EVER,
        |it| it.profile(company(it))?.is_other(Partner::Agent, it.keys.party(Role::Declarant)),
    ),
    number(
        "rel.company_agent_days",
        "企业更换申报单位距今天数",
        "Days since the trader or seller changed its declarant; missing: never",
        EVER,
        |it| changed_days(it, company(it), Partner::Agent),
    ),
    number(
        "rel.seller_channels",
        "电商企业支付企业数",
        "Payment companies of the seller, about",
        EVER,
        |it| partners(it, Role::Seller, Partner::Channel),
    )
    .only(PARCEL),
    flag(
        "rel.seller_channel_other",
        "电商企业本次更换支付企业",
        "Another payment company than the latest one",
        EVER,
        |it| {
            it.profile(Role::Seller)?
                .is_other(Partner::Channel, it.keys.party(Role::PaymentCompany))
        },
    )
    .only(PARCEL),
    number(
        "rel.seller_channel_changes",
        "电商企业更换支付企业次数",
        "How often the seller went to another payment company",
        EVER,
        |it| changes(it, Role::Seller, Partner::Channel),
    )
    .only(PARCEL),
    flag(
        "rel.buyer_address_other",
        "订购人本次更换地址",
        "Another address than the latest one",
        EVER,
        |it| it.profile(Role::Buyer)?.is_other(Partner::Agent, it.keys.party(Role::Address)),
    )
    .only(PARCEL),
    number(
        "rel.buyer_address_changes",
        "订购人更换地址次数",
        "How often the buyer gave another address",
        EVER,
        |it| changes(it, Role::Buyer, Partner::Agent),
    )
    .only(PARCEL),
    number(
        "rel.trader_partners",
        "收发货人境外方数",
        "Parties abroad that the trader dealt with, about",
        EVER,
        |it| partners(it, Role::Trader, Partner::Other),
    )
    .only(DECLARATION),
    flag(
        "rel.trader_owner_other",
        "收发货人本次更换消费使用单位",
        "Another owner than the latest one",
        EVER,
        |it| it.profile(Role::Trader)?.is_other(Partner::Channel, it.keys.party(Role::Owner)),
    )
    .only(DECLARATION),
    number(
        "rel.abroad_partners",
        "境外方的收发货人数",
        "Traders that the party abroad dealt with, about",
        EVER,
        |it| partners(it, Role::Abroad, Partner::Other),
    )
    .only(DECLARATION),
];

fn company(view: &View<'_, '_>) -> Role {
    if view.keys.party(Role::Trader).is_some() { Role::Trader } else { Role::Seller }
}

fn partners(view: &View<'_, '_>, role: Role, as_what: Partner) -> Option<f64> {
    view.of_party(role, 0.0, |it| it.partners(as_what))
}

fn changes(view: &View<'_, '_>, role: Role, as_what: Partner) -> Option<f64> {
    view.of_party(role, 0.0, |it| it.n_changes(as_what))
}

fn changed_days(view: &View<'_, '_>, role: Role, as_what: Partner) -> Option<f64> {
    Some(days_between(view.profile(role)?.changed_at(as_what)?, view.now))
}
