//! Closed lists become one goods declaration (归并): their heads are alike, lines with one destination,
//! commodity and currency become one line.
//!
//! What lists do not say stays empty: who keyed it in, the domestic port, a contract. The terms are FOB, since a
//! list's prices hold no freight; the remarks are those that the mode asks for; the carrier is `集中申报` and the bill the span of days in which the goods left,
//! as the filling rules have it.

use model::{
    Amount, AttachedDocument, AuthorisationState, Date, DayStamp, Declaration, Direction,
    ExportList, ExportListItem, ExportSummary, GoodsItem, PartyAbroad, Stamp, SummedLine, Text,
    Trader,
};
use params::Table;

use crate::{agency::ELECTRONIC, registry::Registry};

/// Carrier of what is declared collectively.
const COLLECTIVE: Text<'static> = Text::borrowed("集中申报");

/// A list that is summed up: its number, what it says, when its goods left.
pub(super) struct Summed<'l, 'a> {
    pub(super) list_no: String,
    pub(super) list: &'l ExportList<'a>,
    pub(super) left_at: Stamp,
}

/// The declaration, and where each line of each list went.
pub(super) struct Merged {
    pub(super) declaration: Declaration<'static>,
    pub(super) lines: Vec<SummedLine>,
}

/// Nothing when there is no list.
pub(super) fn merge(
    summary: &ExportSummary<'_>,
    number: &str,
    lists: &[Summed<'_, '_>],
    registry: &Registry,
    on: Date,
) -> Option<Merged> {
    let first = lists.first()?.list;
    let mut items: Vec<Line<'_>> = Vec::new();
    let mut lines = Vec::new();
    for summed in lists {
        for item in &summed.list.items {
            let by_name = summary.item_name_flag == "1";
            let found = items.iter().position(|it| it.takes(item, by_name));
            let place = found.unwrap_or(items.len());
            match items.get_mut(place) {
                Some(line) => line.add(item),
                None => items.push(Line::of(item)),
            }
            lines.push(SummedLine {
                list_no: summed.list_no.clone(),
                waybill_no: summed.list.waybill_no.to_string(),
                number: item.number,
                commodity_code: item.commodity_code.to_string(),
                line: number_of(place),
            });
        }
    }
    let district = district_of(registry, &first.owner_code);
    let items = items.iter().enumerate();
    let items = items.map(|(place, it)| it.goods(number_of(place), district, registry)).collect();
    let mut declaration = head(summary, number, lists, registry, on)?;
    declaration.items = items;
    Some(Merged { declaration, lines })
}

fn number_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

/// What the lists say alike, or comes to in all.
fn head(
    summary: &ExportSummary<'_>,
    number: &str,
    lists: &[Summed<'_, '_>],
    registry: &Registry,
    on: Date,
) -> Option<Declaration<'static>> {
    let first = lists.first()?.list;
    let codes = &registry.law.codes;
    let country = alpha(registry, Table::Country, &first.country);
    let port = alpha(registry, Table::Port, &first.port_abroad);
    let packaging = codes.alpha(Table::Packaging, &first.packaging);
    let days = lists.iter().filter_map(|it| it.left_at.moment());
    let days: Vec<DayStamp> = days.map(|it| DayStamp::from_date(it.local_date())).collect();
    let (since, until) = (days.iter().min()?, days.iter().max()?);
    let none = Text::borrowed("NO");
    let weight = |of: fn(&ExportList<'_>) -> Amount| {
        registry.law.declared_weight(lists.iter().map(|it| of(it.list)).sum(), on)
    };
    Some(Declaration {
        direction: Direction::Export,
        reference: owned(number),
        entry_type: "M".into(),
        filing_mark: "1".into(),
        transit_mark: "0".into(),
        declaring_customs: owned(&first.customs_code),
        port_customs: owned(&first.port_code),
        trader: trader(registry, &summary.seller_code, &summary.seller_name),
        owner: trader(registry, &first.owner_code, &first.owner_name),
        declarant: trader(registry, &summary.filer_code, &summary.filer_name),
        party_abroad: PartyAbroad { name: none.clone(), name_en: none, ..PartyAbroad::default() },
        moved_on: *until,
        transport_mode: owned(&first.transport_mode),
        transport_name: COLLECTIVE,
        voyage_no: if needs_day(&first.transport_mode) { until.to_string() } else { String::new() }
            .into(),
        bill_no: format!("{since}{until}").into(),
        supervision_mode: owned(&first.supervision_mode),
        levy_nature: "101".into(),
        manual_no: owned(&first.account_book_no),
        trade_country: country.clone(),
        shipping_country: country,
        port_abroad: port,
        packaging: packaging.map_or_else(|| owned(&first.packaging), owned),
        packages: lists.iter().map(|it| it.list.packages).sum(),
        gross_weight_kg: weight(|it| it.gross_weight_kg),
        net_weight_kg: weight(|it| it.net_weight_kg),
        transaction_mode: "3".into(),
        marks: "N/M".into(),
        note: registry
            .law
            .filing
            .mode(&first.supervision_mode, on)
            .map(|it| owned(&it.note))
            .unwrap_or_default(),
        tax_mark: "0".into(),
        attachments: authorisation(summary, registry, on),
        ..Declaration::default()
    })
}

/// By rail and post the day stands for the voyage.
fn needs_day(transport_mode: &str) -> bool {
    matches!(transport_mode, "3" | "6")
}

/// Of a broker: an authorisation that holds between him and the consignor.
fn authorisation(
    summary: &ExportSummary<'_>,
    registry: &Registry,
    on: Date,
) -> Vec<AttachedDocument<'static>> {
    let (principal, agent) = (&summary.seller_code, &summary.filer_code);
    let found = registry.authorisations().iter().find(|it| {
        it.state == AuthorisationState::Accepted
            && *agent == *it.terms.agent_code
            && *principal == *it.terms.principal_code
            && (it.terms.valid_from..=it.terms.valid_to).contains(&on)
    });
    let attached = |number: &str| AttachedDocument {
        id: owned(number),
        kind: ELECTRONIC.into(),
        format: "S".into(),
        owner_code: owned(agent),
        owner_name: owned(&summary.filer_name),
        ..AttachedDocument::default()
    };
    found.filter(|_| principal != agent).map(|it| attached(&it.number)).into_iter().collect()
}

/// With both its codes, where the registry knows them.
fn trader(registry: &Registry, code: &str, name: &str) -> Trader<'static> {
    let known = registry.enterprise(code);
    let other = known.map(|it| if it.code == code { &*it.other_code } else { &*it.code });
    let other = other.unwrap_or_default();
    let (code, credit_code) = if code.len() == 18 { (other, code) } else { (code, other) };
    Trader {
        code: owned(code),
        credit_code: owned(credit_code),
        inspection_code: Text::default(),
        name: owned(name),
    }
}

/// 境内货源地: the producer's customs code begins with it.
fn district_of<'c>(registry: &Registry, owner_code: &'c str) -> &'c str {
    let place = owner_code.get(..5).unwrap_or_default();
    if registry.law.codes.contains(Table::DomesticArea, place) { place } else { "" }
}

/// Three letters, and six of a port; what is in no table stays as it is, for the checks to name.
fn alpha(registry: &Registry, table: Table, code: &str) -> Text<'static> {
    owned(registry.law.codes.alpha(table, code).unwrap_or(code))
}

fn owned(text: &str) -> Text<'static> {
    Text::from(text.to_owned())
}

/// What a line of the declaration gathers.
struct Line<'l> {
    first: &'l ExportListItem<'l>,
    /// Nothing once goods came that are counted in another unit.
    quantity: Option<Amount>,
    quantity1: Amount,
    quantity2: Option<Amount>,
    total_price: Amount,
}

impl<'l> Line<'l> {
    fn of(item: &'l ExportListItem<'l>) -> Line<'l> {
        Line {
            first: item,
            quantity: Some(item.quantity),
            quantity1: item.quantity1,
            quantity2: item.quantity2,
            total_price: item.total_price,
        }
    }

    fn takes(&self, item: &ExportListItem<'_>, by_name: bool) -> bool {
        let first = self.first;
        *first.country == *item.country
            && *first.commodity_code == *item.commodity_code
            && *first.currency == *item.currency
            && *first.record_no == *item.record_no
            && *first.unit1 == *item.unit1
            && (!by_name || first.name.trim() == item.name.trim())
    }

    fn add(&mut self, item: &ExportListItem<'_>) {
        let quantity = self.quantity.filter(|_| *self.first.unit == *item.unit);
        self.quantity = quantity.map(|it| it + item.quantity);
        self.quantity1 += item.quantity1;
        self.quantity2 = self.quantity2.zip(item.quantity2).map(|(one, other)| one + other);
        self.total_price += item.total_price;
    }

    /// Goods counted in several units are declared in the first statutory one.
    fn goods(&self, number: u32, district: &str, registry: &Registry) -> GoodsItem<'static> {
        let first = self.first;
        let (quantity, unit) = match self.quantity {
            Some(quantity) => (quantity, &first.unit),
            None => (self.quantity1, &first.unit1),
        };
        GoodsItem {
            number,
            manual_item: first.record_no.parse().ok(),
            commodity_code: owned(&first.commodity_code),
            name: owned(&first.name),
            model: owned(&first.model),
            quantity,
            unit: owned(unit),
            quantity1: self.quantity1,
            unit1: owned(&first.unit1),
            quantity2: self.quantity2,
            unit2: owned(&first.unit2),
            price: price(self.total_price, quantity),
            total_price: self.total_price,
            currency: alpha(registry, Table::Currency, &first.currency),
            origin: "CHN".into(),
            destination: alpha(registry, Table::Country, &first.country),
            district: owned(district),
            levy_mode: "1".into(),
            ..GoodsItem::default()
        }
    }
}

/// Of one, to four decimals.
fn price(total: Amount, quantity: Amount) -> Amount {
    const STEP: i128 = 10;
    let (one, quantity) = (i128::from(Amount::ONE.scaled()), i128::from(quantity.scaled()));
    if quantity <= 0 {
        return Amount::ZERO;
    }
    let steps = (i128::from(total.scaled()) * one * 2 + quantity * STEP) / (quantity * STEP * 2);
    Amount::from_scaled(i64::try_from(steps * STEP).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_the_total_by_the_quantity() {
        let of = |total: i64, quantity: i64| {
            price(Amount::from_units(total), Amount::from_units(quantity)).to_string()
        };
        assert_eq!(of(240, 2), "120.00");
        assert_eq!(of(10, 3), "3.3333");
        assert_eq!(of(20, 3), "6.6667");
        assert_eq!(of(20, 0), "0.00");
    }
}
