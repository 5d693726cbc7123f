//! Who is who in a case.

use anyhow::Result;
use clearance::{
    AmendmentFile, AuditFile, ConsignmentFile, DeclarationFile, DutySlip, ExitListFile, ExportFile,
    GatePassFile, InstrumentFile, ManifestFile, TransitFile, audit_state_of,
    case_of_declaration_no, consignment_state_of, declaration_state_of,
    entry::Entry,
    ports::{EntryRow, Records},
    slip::Slip,
};
use model::{CaseRole, Declaration, EntryId, GuaranteeInstrument, Trader};

/// The companies that a case names, each as what, and the customs offices that it is of.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    named: Vec<(CaseRole, String)>,
    offices: Vec<String>,
}

impl Parties {
    /// Whoever sends a message that is no case yet, as it names him; nobody where it names none.
    pub(crate) fn sending(code: &str) -> Parties {
        let mut parties = Parties::default();
        parties.add(CaseRole::Declarant, code);
        parties
    }

    /// Whether the case names nobody at all.
    pub(crate) fn is_nobodys(&self) -> bool {
        self.named.is_empty()
    }

    fn add(&mut self, role: CaseRole, code: &str) {
        if !code.is_empty() {
            self.named.push((role, code.to_owned()));
        }
    }

    fn add_trader(&mut self, role: CaseRole, trader: &Trader<'_>) {
        self.add(role, &trader.code);
        self.add(role, &trader.credit_code);
    }

    fn add_offices(&mut self, codes: &[&str]) {
        self.offices.extend(codes.iter().filter(|it| !it.is_empty()).map(|it| (*it).to_owned()));
    }

    /// Codes of whom it names, some of them twice.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(_, code)| code.as_str())
    }

    /// Codes of the offices that it is of.
    pub(super) fn offices(&self) -> &[String] {
        &self.offices
    }

    /// Whether it is a case of an office whose code begins so. One of no office is the whole house's.
    pub(super) fn is_of(&self, districts: &[String]) -> bool {
        let of = |office: &String| districts.iter().any(|it| office.starts_with(it.as_str()));
        self.offices.is_empty() || self.offices.iter().any(of)
    }

    /// Whether it names one of these codes.
    pub(crate) fn is_any(&self, codes: &[String]) -> bool {
        self.named.iter().any(|(_, code)| codes.contains(code))
    }

    /// As what the case names whoever has these codes.
    pub(super) fn roles_of(&self, codes: &[String]) -> Vec<CaseRole> {
        let own = self.named.iter().filter(|(_, code)| codes.contains(code));
        let mut roles: Vec<CaseRole> = own.map(|(role, _)| *role).collect();
        roles.sort();
        roles.dedup();
        roles
    }
}

/// Of a goods declaration: whom it names, and whoever carries its goods.
pub(crate) fn declaration_parties(
    records: &dyn Records,
    file: &DeclarationFile<'_>,
) -> Result<Parties> {
    let mut parties = parties_named(&file.declaration);
    if let Some(on) = file.on_manifest
        && let Some(row) = records.entry(on.consignment)?
        && consignment_state_of(row.state).is_some()
    {
        add_carrier(&mut parties, &ConsignmentFile::from_row(&row)?);
    }
    Ok(parties)
}

/// Whom a declaration names.
pub(crate) fn parties_named(it: &Declaration<'_>) -> Parties {
    let mut parties = Parties::default();
    parties.add_trader(CaseRole::Trader, &it.trader);
    parties.add_trader(CaseRole::Owner, &it.owner);
    parties.add_trader(CaseRole::Keyer, &it.keyer);
    parties.add_trader(CaseRole::Declarant, &it.declarant);
    parties.add_offices(&[&it.declaring_customs, &it.port_customs, &it.destination_customs]);
    // Whoever names no declarant declares himself.
    if it.declarant.code.is_empty() && it.declarant.credit_code.is_empty() {
        parties.add_trader(CaseRole::Declarant, &it.trader);
    }
    parties
}

fn add_carrier(parties: &mut Parties, file: &ConsignmentFile<'_>) {
    parties.add(CaseRole::Carrier, &file.sender);
    parties.add(CaseRole::Carrier, &file.carried.transmitter_code);
}

/// Of the declaration with that case; of nobody where there is none.
fn of_declaration(records: &dyn Records, case: Option<EntryId>) -> Result<Parties> {
    let row = case.filter(|it| it.0 != 0).map(|it| records.entry(it)).transpose()?.flatten();
    let Some(row) = row.filter(|it| declaration_state_of(it.state).is_some()) else {
        return Ok(Parties::default());
    };
    declaration_parties(records, &DeclarationFile::from_row(&row)?)
}

pub(crate) fn duty_slip_parties(records: &dyn Records, row: &EntryRow) -> Result<Parties> {
    let slip = DutySlip::from_row(row)?;
    let mut parties = of_declaration(records, Some(slip.declaration))?;
    parties.add(CaseRole::Trader, &slip.payer_code);
    Ok(parties)
}

/// Of a document of customs: those of its declaration, or the enterprise that is looked into.
pub(crate) fn instrument_parties(records: &dyn Records, row: &EntryRow) -> Result<Parties> {
    let file = InstrumentFile::from_row(row)?;
    let about = records.entry(file.about)?.filter(|it| audit_state_of(it.state).is_some());
    let Some(audit) = about else { return of_declaration(records, Some(file.about)) };
    let mut parties = Parties::default();
    parties.add(CaseRole::Trader, &AuditFile::from_row(&audit)?.enterprise.code);
    Ok(parties)
}

pub(crate) fn amendment_parties(records: &dyn Records, row: &EntryRow) -> Result<Parties> {
    of_declaration(records, Some(AmendmentFile::from_row(row)?.declaration))
}

pub(crate) fn guarantee_parties(row: &GuaranteeInstrument) -> Parties {
    let mut parties = Parties::default();
    parties.add(CaseRole::Trader, &row.holder_code);
    parties
}

/// Of a transit: whoever declares it, whoever carries it, and those of the goods' declaration.
pub(crate) fn transit_parties(records: &dyn Records, row: &EntryRow) -> Result<Parties> {
    let file = TransitFile::from_row(row)?;
    let consignment = records.entry(file.consignment)?;
    let mut parties = match consignment {
        Some(row) if consignment_state_of(row.state).is_some() => {
            consignment_parties(records, &row)?
        }
        _ => Parties::default(),
    };
    let named = of_declaration(records, case_of_declaration_no(&file.terms.declaration_no))?;
    parties.named.extend(named.named);
    parties.offices.extend(named.offices);
    parties.add_offices(&[&file.terms.departure_customs, &file.terms.destination_customs]);
    parties.add(CaseRole::Declarant, &file.terms.declarant_code);
    parties.add(CaseRole::Carrier, &file.terms.carrier_code);
    Ok(parties)
}

/// Of a manifest: whoever answers for it.
pub(crate) fn manifest_parties(row: &EntryRow) -> Result<Parties> {
    let file = ManifestFile::from_row(row)?;
    let mut parties = Parties::default();
    parties.add(CaseRole::Carrier, &file.sender);
    parties.add(CaseRole::Carrier, &file.head.transmitter_code);
    parties.add_offices(&[&file.head.port_customs]);
    Ok(parties)
}

/// Of the goods of a bill: whoever answers for the manifest, and those of the goods' declaration.
pub(crate) fn consignment_parties(records: &dyn Records, row: &EntryRow) -> Result<Parties> {
    let file = ConsignmentFile::from_row(row)?;
    let mut parties = of_declaration(records, file.declared.as_ref().map(|it| it.case))?;
    add_carrier(&mut parties, &file);
    parties.add_offices(&[&file.carried.port_customs]);
    Ok(parties)
}

/// Of a parcel: its platform, who sells it, who declares it and who carries it.
pub(crate) fn parcel_parties(row: &EntryRow) -> Result<Parties> {
    let entry = Entry::from_row(row)?;
    let mut parties = Parties::default();
    parties.add(CaseRole::Platform, &entry.platform_code);
    if let Some(order) = entry.order.as_ref().and_then(|it| it.document.as_ref()) {
        parties.add(CaseRole::Trader, &order.seller_code);
    }
    if let Some(list) = &entry.list {
        parties.add(CaseRole::Platform, &list.platform_code);
        parties.add(CaseRole::Trader, &list.seller_code);
        parties.add(CaseRole::Declarant, &list.declarant_code);
        parties.add(CaseRole::Carrier, &list.logistics_code);
        parties.add_offices(&[&list.customs_code]);
    }
    Ok(parties)
}

/// Of a payment slip of parcels' bills: the guarantor who pays it.
pub(crate) fn retail_slip_parties(row: &EntryRow) -> Result<Parties> {
    let mut parties = Parties::default();
    parties.add(CaseRole::Trader, &Slip::from_row(row)?.guarantor_code);
    Ok(parties)
}

pub(crate) fn export_parties(row: &EntryRow) -> Result<Parties> {
    let file = ExportFile::from_row(row)?;
    let mut parties = Parties::default();
    parties.add(CaseRole::Platform, &file.platform_code);
    parties.add(CaseRole::Trader, &file.seller_code);
    if let Some(list) = file.listed() {
        parties.add(CaseRole::Platform, &list.platform_code);
        parties.add(CaseRole::Trader, &list.seller_code);
        parties.add(CaseRole::Trader, &list.owner_code);
        parties.add(CaseRole::Declarant, &list.declarant_code);
        parties.add(CaseRole::Carrier, &list.logistics_code);
        parties.add_offices(&[&list.customs_code, &list.port_code]);
    }
    Ok(parties)
}

/// Of an exit list: the operator of the zone whose goods leave, and who declares.
pub(crate) fn exit_list_parties(row: &EntryRow) -> Result<Parties> {
    let list = ExitListFile::from_row(row)?.list;
    let mut parties = Parties::default();
    parties.add(CaseRole::Trader, &list.operator_code);
    parties.add(CaseRole::Declarant, &list.declarant_code);
    parties.add_offices(&[&list.customs_code]);
    Ok(parties)
}

pub(crate) fn gate_pass_parties(row: &EntryRow) -> Result<Parties> {
    let pass = GatePassFile::from_row(row)?.pass;
    let mut parties = Parties::default();
    parties.add(CaseRole::Trader, &pass.operator_code);
    parties.add(CaseRole::Declarant, &pass.declarant_code);
    parties.add_offices(&[&pass.customs_code]);
    Ok(parties)
}
