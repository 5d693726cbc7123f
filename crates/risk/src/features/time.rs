//! When it comes, and how much comes at once.

use model::Moment;

use super::{
    definition::{Definition, PARCEL, Source, Span, flag, number},
    view::{View, units},
};
use crate::{
    case::Role,
    memory::{Profile, Troubles, Window},
};

const CASE: (Source, Span) = (Source::Time, Span::Case);
const WEEK: (Source, Span) = (Source::Time, Span::HalfLife(7));
const MONTH: (Source, Span) = (Source::Time, Span::HalfLife(30));
const TODAY: (Source, Span) = (Source::Time, Span::Days(1));
const DAYS_7: (Source, Span) = (Source::Time, Span::Days(7));

pub(super) const DEFINITIONS: &[Definition] = &[
    number("time.hour", "申报时刻", "Hour of the day at the house: 0 to 23", CASE, |it| {
        Some(f64::from(local(it.case.at).hour()))
    }),
    number("time.weekday", "星期", "Day of the week: 1 Monday to 7 Sunday", CASE, |it| {
        Some(f64::from(local(it.case.at).weekday().to_monday_one_offset()))
    }),
    flag(
        "time.is_night",
        "夜间申报",
        "Between ten in the evening and six in the morning",
        CASE,
        |it| {
            let hour = local(it.case.at).hour();
            Some(!(6..22).contains(&hour))
        },
    ),
    number("time.month_end_days", "距月末天数", "Days left of the month", CASE, |it| {
        let day = local(it.case.at);
        Some(f64::from(day.days_in_month()) - f64::from(day.day()))
    }),
    number(
        "time.burst_buyer",
        "订购人突增",
        "Cases of the last day against those of the last month",
        MONTH,
        |it| burst(it, Role::Buyer),
    )
    .only(PARCEL),
    number("time.burst_seller", "电商企业突增", "The same of the seller", MONTH, |it| {
        burst(it, Role::Seller)
    })
    .only(PARCEL),
    number("time.burst_company", "收发货人突增", "The same of the trader", MONTH, |it| {
        burst(it, Role::Trader)
    }),
    number("time.burst_declarant", "申报单位突增", "The same of who declares", MONTH, |it| {
        burst(it, Role::Declarant)
    }),
    number("time.burst_address", "收货地址突增", "The same of the address", MONTH, |it| {
        burst(it, Role::Address)
    })
    .only(PARCEL),
    number(
        "time.buyer_today",
        "订购人当日票数",
        "Cases of the buyer today before this one",
        TODAY,
        |it| today(it, Role::Buyer),
    )
    .only(PARCEL),
    number(
        "time.address_today",
        "收货地址当日票数",
        "Cases of the address today before this one",
        TODAY,
        |it| today(it, Role::Address),
    )
    .only(PARCEL),
    number(
        "time.telephone_today",
        "电话当日票数",
        "Cases of the telephone today before this one",
        TODAY,
        |it| today(it, Role::Telephone),
    )
    .only(PARCEL),
    number(
        "time.buyer_limit_7d",
        "订购人7日限值占用",
        "Value of this and the buyer's cases of seven days, limits of one parcel",
        DAYS_7,
        |it| limits(it, Role::Buyer),
    )
    .only(PARCEL),
    number(
        "time.address_limit_7d",
        "收货地址7日限值占用",
        "The same of the address",
        DAYS_7,
        |it| limits(it, Role::Address),
    )
    .only(PARCEL),
    number(
        "time.telephone_limit_7d",
        "电话7日限值占用",
        "The same of the telephone",
        DAYS_7,
        |it| limits(it, Role::Telephone),
    )
    .only(PARCEL),
    number(
        "time.buyer_near_limit",
        "订购人贴限票数",
        "Cases of the buyer just below the limit, half after a week",
        WEEK,
        |it| near_limit(it, Role::Buyer),
    )
    .only(PARCEL),
    number(
        "time.address_near_limit",
        "收货地址贴限票数",
        "The same of the address",
        WEEK,
        |it| near_limit(it, Role::Address),
    )
    .only(PARCEL),
    number(
        "time.seller_near_limit",
        "电商企业贴限票数占比",
        "Cases just below the limit a case of the seller, lately",
        WEEK,
        |it| {
            let profile = it.profile(Role::Seller)?;
            Some(near_limit(it, Role::Seller)? / (profile.count(Window::Week, it.now) + 1.0))
        },
    )
    .only(PARCEL),
];

fn local(at: Moment) -> jiff::civil::DateTime {
    at.local()
}

/// A day as many as of an even month is one.
fn burst(view: &View<'_, '_>, role: Role) -> Option<f64> {
    view.of_party(role, 0.0, |it| {
        let (day, month) = (it.count(Window::Day, view.now), it.count(Window::Month, view.now));
        30.0 * day / (month + 30.0)
    })
}

fn today(view: &View<'_, '_>, role: Role) -> Option<f64> {
    view.of_party(role, 0.0, |it| f64::from(it.last_days(1, view.now).0))
}

fn limits(view: &View<'_, '_>, role: Role) -> Option<f64> {
    let limit = view.case.figures.single_limit.filter(|it| it.is_positive()).map(units)?;
    let value = units(view.case.figures.value?);
    let before = view.of_party(role, 0, |it| it.last_days(7, view.now).1)?;
    #[expect(clippy::cast_precision_loss, reason = "a week's yuan are far below 2^53")]
    let before = before as f64;
    Some((value + before) / limit)
}

fn near_limit(view: &View<'_, '_>, role: Role) -> Option<f64> {
    let of = |it: &Troubles| it.near_limit(view.now);
    view.of_party(role, 0.0, |it| Profile::troubles(it).map_or(0.0, of))
}
