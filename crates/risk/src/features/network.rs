//! Who shares telephones and addresses.

use super::{
    definition::{Definition, PARCEL, Source, Span, number},
    view::View,
};
use crate::{
    case::Role,
    memory::{Partner, Ring},
};

const EVER: (Source, Span) = (Source::Network, Span::Ever);

pub(super) const DEFINITIONS: &[Definition] = &[
    number(
        "net.telephone_buyers",
        "电话的订购人数",
        "Buyers that gave this telephone, about",
        EVER,
        |it| partners(it, Role::Telephone, Partner::Other),
    )
    .only(PARCEL),
    number(
        "net.address_buyers",
        "地址的订购人数",
        "Buyers that gave this address, about",
        EVER,
        |it| partners(it, Role::Address, Partner::Other),
    )
    .only(PARCEL),
    number(
        "net.buyer_telephones",
        "订购人的电话数",
        "Telephones that the buyer gave, about",
        EVER,
        |it| partners(it, Role::Buyer, Partner::Channel),
    )
    .only(PARCEL),
    number(
        "net.buyer_addresses",
        "订购人的地址数",
        "Addresses that the buyer gave, about",
        EVER,
        |it| partners(it, Role::Buyer, Partner::Agent),
    )
    .only(PARCEL),
    number(
        "net.buyer_sellers",
        "订购人的电商企业数",
        "Sellers that the buyer bought of, about",
        EVER,
        |it| partners(it, Role::Buyer, Partner::Other),
    )
    .only(PARCEL),
    number(
        "net.seller_buyers",
        "电商企业的订购人数",
        "Buyers of the seller, about, up to some 260",
        EVER,
        |it| partners(it, Role::Seller, Partner::Other),
    )
    .only(PARCEL),
    number(
        "net.platform_sellers",
        "电商平台的电商企业数",
        "Sellers on the platform, about",
        EVER,
        |it| partners(it, Role::Platform, Partner::Other),
    )
    .only(PARCEL),
    number(
        "net.ring_size",
        "关联圈规模",
        "Buyers, telephones and addresses that hang together with the buyer",
        EVER,
        |it| ring(it, |ring| f64::from(ring.size)),
    )
    .only(PARCEL),
    number("net.ring_returned", "关联圈退货数", "Goods sent back in that ring", EVER, |it| {
        ring(it, |ring| f64::from(ring.returned))
    })
    .only(PARCEL),
    number(
        "net.ring_returned_share",
        "关联圈人均退货",
        "Goods sent back a member of that ring",
        EVER,
        |it| ring(it, |ring| f64::from(ring.returned) / f64::from(ring.size.max(1))),
    )
    .only(PARCEL),
    number(
        "net.ring_found",
        "关联圈查获数",
        "Examinations in that ring that found something",
        EVER,
        |it| ring(it, |ring| f64::from(ring.found)),
    )
    .only(PARCEL),
];

fn partners(view: &View<'_, '_>, role: Role, as_what: Partner) -> Option<f64> {
    view.of_party(role, 0.0, |it| it.partners(as_what))
}

/// Whoever shares nothing is a ring of nobody.
fn ring(view: &View<'_, '_>, of: fn(Ring) -> f64) -> Option<f64> {
    view.keys.party(Role::Buyer)?;
    Some(view.ring.map_or(0.0, of))
}
