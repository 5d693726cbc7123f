//! An import and an export declaration in order, the manifest of the import, and what a case may say
//! of the house around them.

use checks::{
    AgencyCase, DeclarationCase, HeldDeclaration, LicencesCase, LicensedGoods, ManifestCase,
    NamedAuthorisation, Party, Presented, RegisteredLicence, Tolerance,
};
use model::{
    Amount, AttachedDocument, Authorisation, AuthorisationScope, AuthorisationSide,
    AuthorisationState, AuthorisationTerms, CarriedContainer, Charge, Consignment, Container, Date,
    DayStamp, Declaration, DeclarationState, Direction, EntryId, Finding, GoodsItem, Manifest,
    PartyAbroad, PriceConfirmations, Trader,
};
use params::Law;
use serde::Deserialize;

use super::{Parcel, amount};

/// The house around a declaration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DeclarationRow {
    held: Option<DeclarationState>,
    /// The number of what is held.
    held_no: String,
    allowed_kg: Amount,
    /// What the register says of the head's licence, and of each document.
    head: LicenceRow,
    licences: Vec<LicenceRow>,
    /// What is kept of the authorisation that the broker names.
    authorisation: AuthorisationRow,
    has_no_manifest: bool,
    has_arrived: bool,
    elsewhere: Option<String>,
}

impl Default for DeclarationRow {
    fn default() -> DeclarationRow {
        DeclarationRow {
            held: None,
            held_no: String::new(),
            allowed_kg: amount("0.5"),
            head: LicenceRow::default(),
            licences: Vec::new(),
            authorisation: AuthorisationRow::default(),
            has_no_manifest: false,
            has_arrived: true,
            elsewhere: None,
        }
    }
}

/// A document of the register: `kind` empty when the house keeps none, `?` when it does not know it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LicenceRow {
    kind: String,
    holder_code: String,
    valid_from: Date,
    valid_to: Date,
    is_revoked: bool,
    /// First digits of the code, unit, what is left.
    goods: Vec<(String, String, Option<Amount>)>,
}

impl Default for LicenceRow {
    fn default() -> LicenceRow {
        LicenceRow {
            kind: String::new(),
            holder_code: "1101000002".to_owned(),
            valid_from: jiff::civil::date(2018, 1, 1),
            valid_to: jiff::civil::date(2020, 11, 21),
            is_revoked: false,
            goods: Vec::new(),
        }
    }
}

/// An authorisation between the trader and the broker.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuthorisationRow {
    is_unknown: bool,
    principal_code: String,
    agent_code: String,
    scope: AuthorisationScope,
    state: AuthorisationState,
    valid_from: Date,
    valid_to: Date,
    used_by: Option<EntryId>,
}

impl Default for AuthorisationRow {
    fn default() -> AuthorisationRow {
        AuthorisationRow {
            is_unknown: false,
            principal_code: "1101000002".to_owned(),
            agent_code: "1101000005".to_owned(),
            scope: AuthorisationScope::Once,
            state: AuthorisationState::Accepted,
            valid_from: jiff::civil::date(2018, 1, 1),
            valid_to: jiff::civil::date(2020, 11, 21),
            used_by: None,
        }
    }
}

impl AuthorisationRow {
    fn kept(&self) -> Option<Authorisation> {
        let terms = AuthorisationTerms {
            principal_code: self.principal_code.clone(),
            agent_code: self.agent_code.clone(),
            scope: self.scope,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            fee_party: AuthorisationSide::Principal,
        };
        let kept = Authorisation {
            number: "W1".to_owned(),
            terms,
            offered_by: AuthorisationSide::Principal,
            state: self.state,
            reason: String::new(),
        };
        (!self.is_unknown).then_some(kept)
    }
}

/// Runs the stages of a declaration; false when the stage is none of them.
pub(crate) fn run(
    law: &Law,
    (stage, row, only_single_field): (&str, &DeclarationRow, bool),
    parcel: &Parcel<'_>,
    parties: &[Party<'_>],
    (on, tolerance): (Date, Tolerance),
    out: &mut Vec<Finding>,
) -> bool {
    let declaration = &parcel.declaration;
    match stage {
        "declaration" | "export" => {
            let held =
                row.held.map(|state| HeldDeclaration { state, declaration_no: &row.held_no });
            let allowed_kg = row.allowed_kg;
            let case =
                DeclarationCase { declaration, on, law, parties, held, tolerance, allowed_kg };
            checks::declaration(&case, only_single_field, out);
        }
        "licences" => {
            let presented: Vec<Presented<'_>> = row.licences.iter().map(presented).collect();
            let head = self::presented(&row.head);
            checks::licences(
                &LicencesCase { declaration, on, law, head, licences: &presented },
                out,
            );
        }
        "agency" => {
            let kept = row.authorisation.kept();
            let attachments = declaration.attachments.iter().enumerate();
            let electronic = attachments.filter(|(_, it)| it.kind == "10000001");
            let named = |(attachment, it)| {
                let it: &AttachedDocument<'_> = it;
                let (authorisation, used_by) = (kept.as_ref(), row.authorisation.used_by);
                NamedAuthorisation { attachment, number: &it.id, authorisation, used_by }
            };
            let named: Vec<NamedAuthorisation<'_>> = electronic.map(named).collect();
            checks::agency(&AgencyCase { declaration, on, named: &named }, out);
        }
        "manifest" => {
            let manifest = &parcel.manifest;
            let carried = manifest.consignments.first().map(|it| (manifest, it));
            let case = ManifestCase {
                declaration,
                on,
                carried: carried.filter(|_| !row.has_no_manifest),
                arrived_on: row.has_arrived.then(|| DayStamp::from_date(on)),
                elsewhere: row.elsewhere.as_deref(),
                allowed_kg: row.allowed_kg,
            };
            checks::against_manifest(&case, out);
        }
        _ => return false,
    }
    true
}

fn licensed((commodity, unit, left): &(String, String, Option<Amount>)) -> LicensedGoods<'_> {
    LicensedGoods { commodity, unit, left: *left }
}

fn presented(row: &LicenceRow) -> Presented<'_> {
    match row.kind.as_str() {
        "" => Presented::NotKept,
        "?" => Presented::Unknown,
        kind => Presented::Registered(RegisteredLicence {
            kind,
            number: "L1",
            holder_code: &row.holder_code,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            is_revoked: row.is_revoked,
            goods: row.goods.iter().map(licensed).collect::<Vec<_>>().leak(),
        }),
    }
}

fn trader(code: &'static str, credit_code: &'static str, name: &'static str) -> Trader<'static> {
    Trader {
        code: code.into(),
        credit_code: credit_code.into(),
        inspection_code: "".into(),
        name: name.into(),
    }
}

fn item(number: u32, code: &'static str, name: &'static str) -> GoodsItem<'static> {
    GoodsItem {
        number,
        commodity_code: code.into(),
        name: name.into(),
        unit: "035".into(),
        unit1: "035".into(),
        currency: "USD".into(),
        origin: "JPN".into(),
        destination: "CHN".into(),
        district: "31222".into(),
        division: "310115".into(),
        levy_mode: "1".into(),
        ..GoodsItem::default()
    }
}

fn container(number: &'static str, lines: &'static str) -> Container<'static> {
    Container {
        number: number.into(),
        spec: "21".into(),
        goods_lines: lines.into(),
        is_shared: "0".into(),
        goods_weight_kg: Some(amount("3000")),
        own_weight_kg: Some(amount("2200")),
    }
}

fn attachment(id: &'static str, kind: &'static str) -> AttachedDocument<'static> {
    AttachedDocument {
        id: id.into(),
        kind: kind.into(),
        format: "US".into(),
        ..AttachedDocument::default()
    }
}

fn goods() -> Vec<GoodsItem<'static>> {
    let bolts = GoodsItem {
        model: "4|3|合金钢|螺栓|800MPa|丙牌|M8|||".into(),
        quantity: amount("1000"),
        quantity1: amount("1000"),
        price: amount("2.5"),
        total_price: amount("2500"),
        ..item(1, "7318159001", "螺栓")
    };
    let plates = GoodsItem {
        model: "4|3|制版|铝|否|否|1000×800×0.3|丁牌|CTP1|120|50张/盒|||".into(),
        quantity: amount("500"),
        quantity1: amount("500"),
        quantity2: Some(amount("120")),
        unit2: "032".into(),
        price: amount("10"),
        total_price: amount("5000"),
        ..item(2, "3701302400", "CTP版")
    };
    vec![bolts, plates]
}

/// Two lines by sea in two containers, CIF, filed by a broker.
pub(crate) fn import() -> Declaration<'static> {
    Declaration {
        reference: "C1".into(),
        kind: "ML".into(),
        entry_type: "M".into(),
        filing_mark: "1".into(),
        transit_mark: "0".into(),
        declaring_customs: "2210".into(),
        port_customs: "2207".into(),
        destination_customs: "2210".into(),
        trader: trader("1101000002", "91110000100000001W", "乙贸易"),
        owner: trader("1101000002", "91110000100000001W", "乙贸易"),
        declarant: trader("1101000005", "911100001000000020", "戊报关"),
        party_abroad: PartyAbroad { name_en: "ABC LTD".into(), ..PartyAbroad::default() },
        moved_on: DayStamp::from_date(jiff::civil::date(2020, 11, 20)),
        transport_mode: "2".into(),
        transport_name: "UN1234567".into(),
        voyage_no: "021E".into(),
        bill_no: "BL1".into(),
        storage_place: "洋山码头".into(),
        supervision_mode: "0110".into(),
        levy_nature: "101".into(),
        contract_no: "HT1".into(),
        trade_country: "JPN".into(),
        shipping_country: "JPN".into(),
        port_abroad: "JPN501".into(),
        departure_port: "JPN501".into(),
        domestic_port: "310001".into(),
        packaging: "22".into(),
        packages: 20,
        gross_weight_kg: amount("1600"),
        net_weight_kg: amount("1500"),
        transaction_mode: "1".into(),
        confirmations: PriceConfirmations {
            special_relation: "0".into(),
            price_influence: "0".into(),
            royalties: "0".into(),
            ..PriceConfirmations::default()
        },
        marks: "N/M".into(),
        items: goods(),
        containers: vec![container("TGHU3000001", "1"), container("TGHU3000017", "1,2")],
        attachments: vec![
            attachment("221000000001IM202011210000000001", "00000001"),
            attachment("221010000001IM202011210000000002", "10000001"),
        ],
        ..Declaration::default()
    }
}

/// The same goods out, FOB.
pub(crate) fn export() -> Declaration<'static> {
    let mut it = Declaration {
        direction: Direction::Export,
        shipping_country: "DEU".into(),
        trade_country: "DEU".into(),
        port_abroad: "DEU063".into(),
        departure_port: "".into(),
        moved_on: DayStamp::default(),
        transaction_mode: "3".into(),
        confirmations: PriceConfirmations::default(),
        freight: Charge::default(),
        storage_place: "".into(),
        ..import()
    };
    for (item, model) in it.items.iter_mut().zip([
        "1|0|合金钢|螺栓|800MPa|丙牌|M8|||",
        "1|1|制版|铝|否|否|1000×800×0.3|丁牌|CTP1|120|50张/盒|||",
    ]) {
        (item.model, item.origin, item.destination) = (model.into(), "CHN".into(), "DEU".into());
    }
    it
}

pub(crate) fn manifest() -> Manifest<'static> {
    let container = |number: &'static str, seal: &'static str| CarriedContainer {
        number: number.into(),
        seals: vec![seal.into()],
    };
    Manifest {
        manifest_no: "M1".into(),
        direction: Direction::Import,
        transport_mode: "2".into(),
        transport_name: "UN1234567".into(),
        voyage_no: "021E".into(),
        port_customs: "2207".into(),
        consignments: vec![Consignment {
            bill_no: "BL1".into(),
            packages: 20,
            packaging: "22".into(),
            gross_weight_kg: amount("1600"),
            goods: "BOLTS, PLATES".into(),
            containers: vec![container("TGHU3000001", "S1"), container("TGHU3000017", "S2")],
            ..Consignment::default()
        }],
        ..Manifest::default()
    }
}
