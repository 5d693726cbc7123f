//! What is remembered of each party: how long it is known, how much it trades, what was found of it.

use super::{
    definition::{BOTH, DECLARATION, Definition, PARCEL, Source, Span, number},
    view::{View, days_between},
};
use crate::{
    case::{Procedure, Role},
    memory::{Profile, Troubles, Window},
};

/// The features of one party. Names and titles are spelt by the compiler, so that every party has the same.
macro_rules! of_party {
    ($name:literal, $zh:literal, $role:expr, $procedures:expr) => {{
        const EVER: (Source, Span) = (Source::Party, Span::Ever);
        const FOUND: (Source, Span) = (Source::Party, Span::HalfLife(180));
        const MONTH: (Source, Span) = (Source::Party, Span::HalfLife(30));
        const PROCEDURES: &[Procedure] = $procedures;
        const DEFINITIONS: &[Definition] = &[
            number(
                concat!($name, ".known_days"),
                concat!($zh, "：已知天数"),
                "Days since it was first seen; 0: never before",
                EVER,
                |it| it.of_party($role, 0.0, |of| known_days(it, of)),
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".idle_days"),
                concat!($zh, "：距上次天数"),
                "Days since it was last seen; missing: never before",
                EVER,
                |it| {
                    let last = it.profile($role)?.last;
                    (last > 0).then(|| days_between(last, it.now))
                },
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".cases"),
                concat!($zh, "：历史票数"),
                "Cases of it before",
                EVER,
                |it| it.of_party($role, 0.0, |of| f64::from(of.n)),
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".cases_day"),
                concat!($zh, "：近日票数"),
                "Cases of it lately, half after a day",
                (Source::Party, Span::HalfLife(1)),
                |it| it.of_party($role, 0.0, |of| of.count(Window::Day, it.now)),
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".cases_7d"),
                concat!($zh, "：7日票数"),
                "Cases of it today and the six days before",
                (Source::Party, Span::Days(7)),
                |it| it.of_party($role, 0.0, |of| f64::from(of.last_days(7, it.now).0)),
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".cases_month"),
                concat!($zh, "：近月票数"),
                "Cases of it lately, half after thirty days",
                MONTH,
                |it| it.of_party($role, 0.0, |of| of.count(Window::Month, it.now)),
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".value_month"),
                concat!($zh, "：近月价值"),
                "Value of its cases lately, yuan, half after thirty days",
                MONTH,
                |it| it.of_party($role, 0.0, |of| of.value(Window::Month, it.now)),
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".found_rate"),
                concat!($zh, "：查获率"),
                "Share of its examinations that found something, drawn to the house's",
                FOUND,
                |it| {
                    it.keys.party($role)?;
                    Some(it.found_rate(it.profile($role).and_then(Profile::troubles)))
                },
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".severity"),
                concat!($zh, "：查获严重度"),
                "Grades of what was found of it, summed, half after 180 days",
                FOUND,
                |it| {
                    it.of_party($role, 0.0, |of| {
                        of.troubles().map_or(0.0, |them| them.severity(it.now))
                    })
                },
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".found_days"),
                concat!($zh, "：距上次查获天数"),
                "Days since something was found of it; missing: never",
                EVER,
                |it| {
                    let last = it.profile($role)?.troubles()?.last_found;
                    (last > 0).then(|| days_between(last, it.now))
                },
            )
            .only(PROCEDURES),
            number(
                concat!($name, ".refused_share"),
                concat!($zh, "：退单占比"),
                "Refusals a case of it lately",
                MONTH,
                |it| per_case(it, $role, Troubles::refused),
            )
            .only(PROCEDURES),
        ];
        DEFINITIONS
    }};
}

const BUYER: &[Definition] = of_party!("buyer", "订购人", Role::Buyer, PARCEL);
const SELLER: &[Definition] = of_party!("seller", "电商企业", Role::Seller, PARCEL);
const PLATFORM: &[Definition] = of_party!("platform", "电商平台", Role::Platform, PARCEL);
const TRADER: &[Definition] = of_party!("trader", "收发货人", Role::Trader, DECLARATION);
const ABROAD: &[Definition] = of_party!("abroad", "境外收发货人", Role::Abroad, DECLARATION);
const DECLARANT: &[Definition] = of_party!("declarant", "申报单位", Role::Declarant, BOTH);

const FOUND: (Source, Span) = (Source::Party, Span::HalfLife(180));
const MONTH: (Source, Span) = (Source::Party, Span::HalfLife(30));

/// What is told of some parties alone.
const SINGLE: &[Definition] = &[
    number(
        "address.found_rate",
        "收货地址：查获率",
        "Share of examinations at this address that found something",
        FOUND,
        |it| found_rate(it, Role::Address),
    )
    .only(PARCEL),
    number(
        "telephone.found_rate",
        "订购人电话：查获率",
        "Share of examinations at this telephone that found something",
        FOUND,
        |it| found_rate(it, Role::Telephone),
    )
    .only(PARCEL),
    number(
        "courier.found_rate",
        "物流企业：查获率",
        "The same of the courier",
        FOUND,
        |it| found_rate(it, Role::Courier),
    )
    .only(PARCEL),
    number(
        "payment_company.found_rate",
        "支付企业：查获率",
        "The same of the payment company",
        FOUND,
        |it| found_rate(it, Role::PaymentCompany),
    )
    .only(PARCEL),
    number(
        "owner.found_rate",
        "消费使用单位：查获率",
        "The same of the owner",
        FOUND,
        |it| found_rate(it, Role::Owner),
    )
    .only(DECLARATION),
    number(
        "owner.cases_month",
        "消费使用单位：近月票数",
        "Cases of the owner lately, half after thirty days",
        MONTH,
        |it| it.of_party(Role::Owner, 0.0, |of| of.count(Window::Month, it.now)),
    )
    .only(DECLARATION),
    number(
        "vehicle.found_rate",
        "运输工具：查获率",
        "The same of the vehicle and voyage",
        FOUND,
        |it| found_rate(it, Role::Vehicle),
    ),
    number(
        "vehicle.cases",
        "运输工具：票数",
        "Cases of the vehicle and voyage before",
        (Source::Party, Span::Ever),
        |it| it.of_party(Role::Vehicle, 0.0, |of| f64::from(of.n)),
    ),
    number(
        "site.found_rate",
        "监管场所：查获率",
        "The same of the place where goods are kept",
        FOUND,
        |it| found_rate(it, Role::Site),
    ),
    number(
        "route.found_rate",
        "启运国与运输方式：查获率",
        "The same of country sent from and mode of transport",
        FOUND,
        |it| Some(it.found_rate(it.route.and_then(Profile::troubles))),
    ),
    number(
        "route.cases_month",
        "启运国与运输方式：近月票数",
        "Cases of that route lately",
        MONTH,
        |it| Some(it.route.map_or(0.0, |of| of.count(Window::Month, it.now))),
    ),
    number(
        "buyer.returned_share",
        "订购人：退货占比",
        "Goods sent back a case of the buyer lately",
        MONTH,
        |it| per_case(it, Role::Buyer, Troubles::returned),
    )
    .only(PARCEL),
    number(
        "buyer.cancelled_share",
        "订购人：撤销占比",
        "Cases taken back a case of the buyer lately",
        MONTH,
        |it| per_case(it, Role::Buyer, Troubles::cancelled),
    )
    .only(PARCEL),
    number(
        "seller.returned_share",
        "电商企业：退货占比",
        "Goods sent back a case of the seller lately",
        MONTH,
        |it| per_case(it, Role::Seller, Troubles::returned),
    )
    .only(PARCEL),
    number(
        "trader.cancelled_share",
        "收发货人：撤销占比",
        "Declarations withdrawn a case of the trader lately",
        MONTH,
        |it| per_case(it, Role::Trader, Troubles::cancelled),
    )
    .only(DECLARATION),
];

pub(super) const GROUPS: [&[Definition]; 7] =
    [BUYER, SELLER, PLATFORM, TRADER, ABROAD, DECLARANT, SINGLE];

fn known_days(view: &View<'_, '_>, profile: &Profile) -> f64 {
    if profile.first == 0 { 0.0 } else { days_between(profile.first, view.now) }
}

fn found_rate(view: &View<'_, '_>, role: Role) -> Option<f64> {
    view.keys.party(role)?;
    Some(view.found_rate(view.profile(role).and_then(Profile::troubles)))
}

/// Something a case, lately; drawn to none where there were few.
fn per_case(view: &View<'_, '_>, role: Role, of: fn(&Troubles, u32) -> f64) -> Option<f64> {
    view.of_party(role, 0.0, |profile| {
        let sum = profile.troubles().map_or(0.0, |it| of(it, view.now));
        sum / (profile.count(Window::Month, view.now) + 1.0)
    })
}
