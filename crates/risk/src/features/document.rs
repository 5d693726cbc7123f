//! What the documents of the case say by themselves.

use super::{
    definition::{BOTH, DECLARATION, Definition, PARCEL, Source, Span, flag, number, text, texts},
    view::{View, count, octaves, share, units},
};
use crate::{
    case::{Line, Role},
    memory::{is_near_limit, seconds},
};

const CASE: (Source, Span) = (Source::Document, Span::Case);

pub(super) const DEFINITIONS: &[Definition] = &[
    text("doc.customs", "申报地海关", "Customs office that it is declared at", |it| {
        it.case.customs
    }),
    text("doc.port", "进出境关别", "Customs office at the border", |it| it.case.port),
    text("doc.supervision_mode", "监管方式", "Code of the supervision mode", |it| {
        it.case.supervision_mode
    }),
    text("doc.transport_mode", "运输方式", "Code of the mode of transport", |it| {
        it.case.transport_mode
    }),
    text("doc.shipping_country", "启运国", "Country that the goods were sent from", |it| {
        it.case.shipping_country
    }),
    text("doc.trade_country", "贸易国", "Country that the goods were sold from", |it| {
        it.case.trade_country
    }),
    text("doc.packaging", "包装种类", "Code of the packaging", |it| it.case.packaging),
    text("party.platform", "电商平台代码", "Code of the platform", |it| {
        party(it, Role::Platform)
    })
    .only(PARCEL),
    text("party.seller", "电商企业代码", "Code of the seller", |it| party(it, Role::Seller))
        .only(PARCEL),
    text("party.courier", "物流企业代码", "Code of the courier", |it| {
        party(it, Role::Courier)
    })
    .only(PARCEL),
    text("party.declarant", "申报企业代码", "Code of who declares", |it| {
        party(it, Role::Declarant)
    }),
    text("party.trader", "收发货人代码", "Code of the domestic trader", |it| {
        party(it, Role::Trader)
    })
    .only(DECLARATION),
    text("party.owner", "消费使用单位代码", "Code of the owner", |it| {
        party(it, Role::Owner)
    })
    .only(DECLARATION),
    text("party.abroad", "境外收发货人", "Name or code of the party abroad", |it| {
        party(it, Role::Abroad)
    })
    .only(DECLARATION),
    text("party.site", "监管场所", "Place where the goods are kept", |it| {
        party(it, Role::Site)
    }),
    texts(
        "goods.codes",
        "商品编号",
        "Commodity codes, ten digits, one a line",
        |it: &Line<'_>| it.commodity,
    ),
    texts("goods.origins", "原产国", "Countries of origin, one a line", |it: &Line<'_>| {
        it.origin
    }),
    texts("goods.names", "商品名称", "Names of goods, one a line", |it: &Line<'_>| it.name),
    texts(
        "goods.models",
        "规格型号",
        "Models and specifications, one a line",
        |it: &Line<'_>| it.model,
    ),
    number("doc.value", "完税价格", "Customs value of all lines, yuan", CASE, |it| {
        it.case.figures.value.map(units)
    }),
    number("doc.value_octaves", "完税价格（对数）", "Its binary logarithm", CASE, |it| {
        octaves(it.case.figures.value)
    }),
    number("doc.freight_share", "运费占比", "Freight a yuan of value", CASE, |it| {
        share(it.case.figures.freight, it.case.figures.value)
    }),
    number("doc.insurance_share", "保费占比", "Insurance a yuan of value", CASE, |it| {
        share(it.case.figures.insurance, it.case.figures.value)
    }),
    number("doc.discount_share", "优惠占比", "Discount a yuan of value", CASE, |it| {
        share(it.case.figures.discount, it.case.figures.value)
    })
    .only(PARCEL),
    number("doc.paid_share", "实付占比", "What the buyer paid a yuan of value", CASE, |it| {
        share(it.case.figures.paid, it.case.figures.value)
    })
    .only(PARCEL),
    number("doc.tax", "应缴税款", "Duties and taxes as assessed, yuan", CASE, |it| {
        it.case.figures.tax.map(units)
    }),
    number("doc.tax_share", "税负率", "Duties and taxes a yuan of value", CASE, |it| {
        share(it.case.figures.tax, it.case.figures.value)
    }),
    number("doc.gross_kg", "毛重", "Gross weight, kg", CASE, |it| {
        it.case.figures.gross_kg.map(units)
    }),
    number("doc.net_kg", "净重", "Net weight, kg", CASE, |it| it.case.figures.net_kg.map(units)),
    number("doc.net_share", "净毛重比", "Net weight a kilogram of gross weight", CASE, |it| {
        share(it.case.figures.net_kg, it.case.figures.gross_kg)
    }),
    number("doc.value_per_kg", "公斤单价", "Value a kilogram of net weight, yuan", CASE, |it| {
        share(it.case.figures.value, it.case.figures.net_kg)
    }),
    number(
        "doc.freight_per_kg",
        "公斤运费",
        "Freight a kilogram of gross weight, yuan",
        CASE,
        |it| share(it.case.figures.freight, it.case.figures.gross_kg),
    ),
    number("doc.packages", "件数", "Number of packages", CASE, |it| {
        it.case.figures.packages.map(f64::from)
    }),
    number("doc.kg_per_package", "单件毛重", "Gross weight a package, kg", CASE, |it| {
        per_package(it, units(it.case.figures.gross_kg?))
    }),
    number("doc.value_per_package", "单件价值", "Value a package, yuan", CASE, |it| {
        per_package(it, units(it.case.figures.value?))
    }),
    number(
        "doc.carried_weight_gap",
        "与运输工具申报毛重之差",
        "Gross weight that the carrier says less the one declared, a kilogram declared",
        CASE,
        |it| {
            let declared = it.case.figures.gross_kg.filter(|it| it.is_positive())?;
            Some(share(it.case.figures.carried_kg, Some(declared))? - 1.0)
        },
    ),
    number(
        "doc.carried_packages_gap",
        "与运输工具申报件数之差",
        "Packages that the carrier says less those declared",
        CASE,
        |it| {
            let carried = f64::from(it.case.figures.carried_packages?);
            Some(carried - f64::from(it.case.figures.packages?))
        },
    ),
    number("doc.lines", "商品项数", "Number of lines", CASE, |it| Some(count(it.lines.len()))),
    number(
        "doc.commodities",
        "商品编号数",
        "Number of different commodity codes",
        CASE,
        |it| different(it, |line| line.commodity),
    ),
    number("doc.headings", "品目数", "Number of different headings", CASE, |it| {
        different(it, |line| line.commodity.get(..4).unwrap_or_default())
    }),
    number("doc.origins", "原产国数", "Number of different origins", CASE, |it| {
        different(it, |line| line.origin)
    }),
    number("doc.currencies", "币制数", "Number of different currencies", CASE, |it| {
        different(it, |line| line.currency)
    }),
    number(
        "doc.top_line_share",
        "最大项占比",
        "Value of the greatest line a yuan of all",
        CASE,
        |it| {
            let top = it.lines.iter().filter_map(|line| line.line.value).max()?;
            share(Some(top), it.case.figures.value)
        },
    ),
    number(
        "doc.round_share",
        "整数价占比",
        "Share of lines whose value is a whole multiple of ten yuan",
        CASE,
        |it| {
            it.share(|line| {
                line.line.value.is_some_and(|it| it.is_positive() && it.scaled() % 1_000_000 == 0)
            })
        },
    ),
    number("doc.containers", "集装箱数", "Number of containers", CASE, |it| {
        it.case.counts.containers.map(f64::from)
    })
    .only(DECLARATION),
    number(
        "doc.licences",
        "随附单证数",
        "Licences and certificates that it presents",
        CASE,
        |it| it.case.counts.licences.map(f64::from),
    )
    .only(DECLARATION),
    number("doc.papers", "随附单据数", "Papers attached", CASE, |it| {
        it.case.counts.papers.map(f64::from)
    })
    .only(DECLARATION),
    number("doc.returns", "退单次数", "How often it was sent back before", CASE, |it| {
        it.case.counts.returns.map(f64::from)
    }),
    number("doc.note_length", "备注长度", "Characters of the note", CASE, |it| {
        Some(count(it.case.note.chars().count()))
    }),
    number(
        "doc.limit_share",
        "单次限值占用",
        "Value a yuan of the limit of one parcel",
        CASE,
        |it| share(it.case.figures.value, it.case.figures.single_limit),
    )
    .only(PARCEL),
    flag(
        "doc.is_near_limit",
        "紧贴单次限值",
        "Worth at most a twentieth less than the limit",
        CASE,
        |it| it.case.figures.single_limit.map(|_| is_near_limit(it.case)),
    )
    .only(PARCEL),
    number(
        "doc.year_left_share",
        "年度额度余额比",
        "What the buyer's year has left a yuan of value",
        CASE,
        |it| share(it.case.figures.year_left, it.case.figures.value),
    )
    .only(PARCEL),
    number(
        "doc.sent_hours",
        "申报滞后",
        "Hours from the sender's stamp to the house",
        CASE,
        |it| hours_since(it, it.case.times.sent),
    ),
    number(
        "doc.ordered_hours",
        "下单至申报",
        "Hours from the order to the house",
        CASE,
        |it| hours_since(it, it.case.times.ordered),
    )
    .only(PARCEL),
    number("doc.paid_hours", "付款至申报", "Hours from payment to the house", CASE, |it| {
        hours_since(it, it.case.times.paid)
    })
    .only(PARCEL),
    number(
        "doc.arrived_days",
        "运抵至申报",
        "Days from arrival to the house; less than none: declared ahead",
        CASE,
        |it| {
            let arrived = it.case.times.arrived?;
            Some(signed_hours(it, arrived) / 24.0)
        },
    ),
    number(
        "party.credit",
        "企业信用",
        "Credit of the trader: 1 certified, 0 ordinary, -1 dishonest",
        CASE,
        |it| {
            Some(match it.case.credit? {
                model::Credit::Advanced => 1.0,
                model::Credit::Ordinary => 0.0,
                model::Credit::Dishonest => -1.0,
            })
        },
    )
    .only(BOTH),
];

fn party<'a>(view: &View<'_, 'a>, role: Role) -> &'a str {
    view.case.party(role).unwrap_or_default()
}

fn per_package(view: &View<'_, '_>, of: f64) -> Option<f64> {
    let packages = view.case.figures.packages.filter(|it| *it > 0)?;
    Some(of / f64::from(packages))
}

fn different(view: &View<'_, '_>, of: impl for<'l> Fn(&Line<'l>) -> &'l str) -> Option<f64> {
    let mut found: Vec<&str> = view.case.lines.iter().map(of).filter(|it| !it.is_empty()).collect();
    found.sort_unstable();
    found.dedup();
    Some(count(found.len()))
}

fn hours_since(view: &View<'_, '_>, earlier: Option<model::Moment>) -> Option<f64> {
    Some(signed_hours(view, earlier?))
}

fn signed_hours(view: &View<'_, '_>, earlier: model::Moment) -> f64 {
    (f64::from(view.now) - f64::from(seconds(earlier))) / 3_600.0
}
