//! Licences (监管证件): what a declaration presents beside the register, and what it writes off.
//!
//! Reserved when the declaration is accepted, used when its goods are released (核销), freed when it is
//! returned or withdrawn. Of two that race for the last of a licence the first in commit order has it.

use checks::{LicenceDraw, LicencesCase, LicensedGoods, Presented, RegisteredLicence};
use model::{
    AccountKind, Amount, Date, Declaration, DeclarationStep, EntryId, Finding, KeyPair,
    LedgerEntry, LicenceRow, Movement, Text,
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::refuse, claims::DrawersRecord, declaration::DeclarationFile, desk::Desk,
    history::Event, registry::Registry,
};

/// What a declaration writes off of goods of a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DrawnLicence<'a> {
    pub kind: Text<'a>,
    pub number: Text<'a>,
    /// First digits of the licence's goods.
    pub commodity: Text<'a>,
    pub unit: Text<'a>,
    pub account: KeyPair,
    pub quantity: Amount,
    /// Its goods were released; reserved before.
    pub is_written_off: bool,
}

/// A document as it is looked for in the register.
struct Looked<'r> {
    row: Option<&'r LicenceRow>,
    is_kept: bool,
    goods: Vec<LicensedGoods<'r>>,
}

impl Looked<'_> {
    fn presented(&self) -> Presented<'_> {
        match self.row {
            Some(row) => Presented::Registered(RegisteredLicence {
                kind: &row.kind,
                number: &row.number,
                holder_code: &row.holder_code,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                is_revoked: row.is_revoked,
                goods: &self.goods,
            }),
            None if self.is_kept => Presented::Unknown,
            None => Presented::NotKept,
        }
    }
}

impl Registry {
    /// The licence that a presented document names: of its kind, or else of another, which is a fault;
    /// and whether any of its kind are kept here.
    fn document_licence(&self, kind: &str, number: &str) -> (Option<&LicenceRow>, bool) {
        let all = self.licences();
        let is_kept = all.keeps(kind) && !number.is_empty();
        let others = || all.kinds().find_map(|it| all.get(it, number));
        (all.get(kind, number).or_else(others).filter(|_| is_kept), is_kept)
    }

    /// The licence that the head of a declaration names, which gives no kind: of any that stands there.
    fn head_licence(&self, number: &str, on: Date) -> (Option<&LicenceRow>, bool) {
        let all = self.licences();
        let stands_in_head = |kind: &&str| {
            let letter = kind.chars().next();
            let rule = letter.and_then(|it| self.law.filing.licence(it, on));
            rule.is_some_and(|it| it.is_in_head)
        };
        let kinds = || all.kinds().filter(stands_in_head);
        let is_kept = kinds().next().is_some() && !number.is_empty();
        (kinds().find_map(|it| all.get(it, number)).filter(|_| is_kept), is_kept)
    }

    /// Every registered licence that a declaration may draw on.
    pub(crate) fn licences_of<'r>(&'r self, declaration: &Declaration<'_>) -> Vec<&'r LicenceRow> {
        if self.licences().is_empty() {
            return Vec::new();
        }
        let documents = declaration.documents.iter().map(|it| &it.number);
        let numbers = documents.chain([&declaration.licence_no]);
        numbers.flat_map(|it| self.licences_numbered(it)).collect()
    }

    /// Every registered licence with that number, whatever its kind.
    pub(crate) fn licences_numbered(&self, number: &str) -> impl Iterator<Item = &LicenceRow> {
        let all = self.licences();
        all.kinds().filter_map(move |kind| all.get(kind, number))
    }

    /// Everything that is wrong with rows before they take effect. Goods that were registered keep the
    /// unit in which they are written off.
    pub(crate) fn licence_faults(&self, rows: &[LicenceRow]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("rows[{place}].{field}");
                let observed = format!("{} {}: {observed}", row.kind, row.number);
                findings.push(refuse("HSE-6402", &pointer, observed, expected));
            };
            for fault in row.faults() {
                report(fault.field, &fault.observed, fault.expected);
            }
            let earlier = rows.iter().take(place);
            let mut earlier =
                earlier.filter(|it| (&it.kind, &it.number) == (&row.kind, &row.number));
            let before = earlier.next().or_else(|| self.licences().get(&row.kind, &row.number));
            for goods in &row.goods {
                let known = before.and_then(|it| it.goods_of(&goods.commodity));
                if let Some(known) =
                    known.filter(|it| it.unit != goods.unit && it.quantity.is_some())
                {
                    let expected = format!("原计量单位{} (its unit)", known.unit);
                    report("goods.unit", &goods.unit, &expected);
                }
            }
        }
        findings
    }
}

impl<'a> Desk<'a, '_> {
    /// Opens what licences may be used up by: an account for each of their goods that has a quantity.
    pub(crate) fn licence_accounts(
        &self,
        rows: &[LicenceRow],
    ) -> Vec<(KeyPair, AccountKind, String, Amount)> {
        let goods = rows.iter().flat_map(|row| row.goods.iter().map(move |it| (row, it)));
        let counted = goods.filter_map(|(row, it)| Some((row, it, it.quantity?)));
        let account = |(row, it, quantity): (&LicenceRow, &model::LicenceGoods, Amount)| {
            let key = self.keyring.licence(&row.kind, &row.number, &it.commodity);
            (key, AccountKind::Licence, label(&row.kind, &row.number, &it.commodity), quantity)
        };
        counted.map(account).collect()
    }

    /// Says what is wrong with the licences that a declaration presents. What it holds of them itself is
    /// left for it.
    pub(crate) fn check_licences(
        &self,
        declaration: &Declaration<'a>,
        held: &[DrawnLicence<'a>],
        on: Date,
        findings: &mut Vec<Finding>,
    ) {
        self.beside_licences(declaration, held, on, |case| checks::licences(case, findings));
    }

    /// Puts a declaration beside the register; nothing where it keeps nothing of what is presented.
    fn beside_licences<T>(
        &self,
        declaration: &Declaration<'a>,
        held: &[DrawnLicence<'a>],
        on: Date,
        ask: impl FnOnce(&LicencesCase<'_>) -> T,
    ) -> Option<T> {
        // What gathers lists writes off nothing: they did.
        let is_gathered = declaration.step == DeclarationStep::Gathered;
        if self.registry.licences().is_empty() || is_gathered {
            return None;
        }
        let mut looked: Vec<Looked<'_>> = Vec::with_capacity(declaration.documents.len() + 1);
        let documents = &declaration.documents;
        let found = documents.iter().map(|it| self.registry.document_licence(&it.kind, &it.number));
        let head = self.registry.head_licence(&declaration.licence_no, on);
        for (row, is_kept) in found.chain([head]) {
            // Presented twice, it is written off once.
            let is_again = |it: &Looked<'_>| {
                row.zip(it.row).is_some_and(|(row, other)| std::ptr::eq(row, other))
            };
            if looked.iter().any(is_again) {
                looked.push(Looked { row: None, is_kept: false, goods: Vec::new() });
            } else {
                let goods = row.map(|it| self.licensed_goods(it, held)).unwrap_or_default();
                looked.push(Looked { row, is_kept, goods });
            }
        }
        if looked.iter().all(|it| !it.is_kept) {
            return None;
        }
        let mut presented: Vec<Presented<'_>> = looked.iter().map(Looked::presented).collect();
        let head = presented.pop().unwrap_or_default();
        let law = &self.registry.law;
        Some(ask(&LicencesCase { declaration, on, law, head, licences: &presented }))
    }

    fn licensed_goods<'r>(
        &self,
        row: &'r LicenceRow,
        held: &[DrawnLicence<'_>],
    ) -> Vec<LicensedGoods<'r>> {
        let goods = row.goods.iter().map(|it| {
            let key = self.keyring.licence(&row.kind, &row.number, &it.commodity);
            let own: Amount =
                held.iter().filter(|it| it.account == key).map(|it| it.quantity).sum();
            let account = self.accounts.get(&key).map(|it| it.account).unwrap_or_default();
            let left = it.quantity.map(|_| account.available() + own);
            LicensedGoods { commodity: &it.commodity, unit: &it.unit, left }
        });
        goods.collect()
    }

    /// Reserves what an accepted declaration writes off. Nothing is reserved when anything is short.
    pub(crate) fn draw_licences(&mut self, index: usize) -> Option<Finding> {
        self.free_licences(index);
        let drawn = self.licences_drawn(index, self.now.on);
        if drawn.is_empty() {
            return None;
        }
        for (place, it) in drawn.iter().enumerate() {
            let record = self.accounts.get_mut(&it.account);
            let reserved = record.and_then(|record| {
                ledger::reserve(&mut record.account, it.quantity).ok()?;
                record.touched = true;
                Some(())
            });
            if reserved.is_none() {
                let left = self.accounts.get(&it.account).map(|it| it.account.available());
                let left = left.unwrap_or_default();
                for it in drawn.iter().take(place) {
                    if let Some(record) = self.accounts.get_mut(&it.account) {
                        let undone = ledger::void(&mut record.account, it.quantity);
                        debug_assert!(undone.is_ok(), "reserved a moment ago");
                    }
                }
                let observed = format!("{} {}: {left}", it.kind, it.number);
                let expected = format!("不少于{}的余量 (that much left of it)", it.quantity);
                return Some(refuse("HSE-6401", "declaration.documents", observed, &expected));
            }
        }
        self.note_licences(index, &drawn, Movement::Reserve);
        let id = file_id(self.declarations.files.get(index));
        for it in &drawn {
            let key = self.keyring.licence_drawers(&it.kind, &it.number);
            self.drawers.entry(key).or_insert_with(|| DrawersRecord::new(key)).add(id);
        }
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.licences = drawn;
        }
        None
    }

    /// What a declaration writes off as it stands, besides what it holds.
    fn licences_drawn(&self, index: usize, on: Date) -> Vec<DrawnLicence<'a>> {
        let Some(file) = self.declarations.files.get(index) else { return Vec::new() };
        let drawn = self.beside_licences(&file.declaration, &file.licences, on, |case| {
            let draws = checks::draws(case).into_iter();
            draws.filter_map(|it| self.drawn(case, it)).collect::<Vec<_>>()
        });
        drawn.unwrap_or_default()
    }

    /// It was amended: what it writes off follows. That enough is left was weighed before.
    pub(crate) fn redraw_licences(&mut self, index: usize, is_released: bool) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let on = file.declared_on.date().unwrap_or(self.now.on);
        let mut before = file.licences.clone();
        before.iter_mut().for_each(|it| it.is_written_off = false);
        if self.licences_drawn(index, on) == before {
            return;
        }
        let short = self.draw_licences(index);
        debug_assert!(short.is_none(), "it was weighed that the licences suffice: {short:?}");
        if is_released {
            self.write_off_licences(index);
        }
    }

    fn drawn(&self, case: &LicencesCase<'_>, draw: LicenceDraw) -> Option<DrawnLicence<'a>> {
        let licence = match draw.document {
            Some(document) => *case.licences.get(document)?,
            None => case.head,
        };
        let Presented::Registered(it) = licence else { return None };
        let goods = it.goods.get(draw.goods)?;
        Some(DrawnLicence {
            kind: Text::from(it.kind.to_owned()),
            number: Text::from(it.number.to_owned()),
            commodity: Text::from(goods.commodity.to_owned()),
            unit: Text::from(goods.unit.to_owned()),
            account: self.keyring.licence(it.kind, it.number, goods.commodity),
            quantity: draw.quantity,
            is_written_off: false,
        })
    }

    /// 核销: the goods are released, so what was reserved is used.
    pub(crate) fn write_off_licences(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let mut posted = file.licences.clone();
        posted.retain(|it| !it.is_written_off);
        if posted.is_empty() {
            return;
        }
        file.licences.iter_mut().for_each(|it| it.is_written_off = true);
        self.move_licences(index, &posted, Movement::Post);
    }

    /// The declaration draws on no licence any more: what it had reserved is free, what it had written
    /// off is given back.
    pub(crate) fn free_licences(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let held = std::mem::take(&mut file.licences);
        let (used, reserved): (Vec<_>, Vec<_>) = held.into_iter().partition(|it| it.is_written_off);
        self.move_licences(index, &reserved, Movement::Void);
        self.move_licences(index, &used, Movement::Reverse);
    }

    fn move_licences(&mut self, index: usize, drawn: &[DrawnLicence<'a>], movement: Movement) {
        for it in drawn {
            let Some(record) = self.accounts.get_mut(&it.account) else { continue };
            let moved = ledger::apply(&mut record.account, &movement, it.quantity);
            assert!(moved.is_ok(), "what a declaration holds can be moved: {moved:?}");
            record.touched = true;
        }
        self.note_licences(index, drawn, movement);
    }

    fn note_licences(&mut self, index: usize, drawn: &[DrawnLicence<'a>], movement: Movement) {
        if drawn.is_empty() {
            return;
        }
        let moved = drawn.iter().map(|it| LedgerEntry {
            kind: AccountKind::Licence,
            account: it.account,
            label: label(&it.kind, &it.number, &it.commodity),
            movement,
            amount: it.quantity,
        });
        let moved = moved.collect();
        self.note_declaration(index, Event::Ledger(moved));
    }

    /// As of [`Desk::licence_keys`], of licences with a number that an application to amend gives.
    pub(crate) fn licence_keys_of(
        &self,
        number: &str,
        claims: &mut Vec<KeyPair>,
        accounts: &mut Vec<KeyPair>,
    ) {
        for row in self.registry.licences_numbered(number) {
            self.row_keys(row, claims, accounts);
        }
    }

    fn row_keys(&self, row: &LicenceRow, claims: &mut Vec<KeyPair>, accounts: &mut Vec<KeyPair>) {
        claims.push(self.keyring.licence_drawers(&row.kind, &row.number));
        let goods = row.goods.iter();
        accounts
            .extend(goods.map(|it| self.keyring.licence(&row.kind, &row.number, &it.commodity)));
    }

    /// The accounts and records that a declaration's licences are kept under: those that it holds, and
    /// those that it may draw on when it is settled.
    pub(crate) fn licence_keys(
        &self,
        declaration: &Declaration<'_>,
        held: &[DrawnLicence<'_>],
        claims: &mut Vec<KeyPair>,
        accounts: &mut Vec<KeyPair>,
    ) {
        accounts.extend(held.iter().map(|it| it.account));
        for row in self.registry.licences_of(declaration) {
            self.row_keys(row, claims, accounts);
        }
    }
}

fn file_id(file: Option<&DeclarationFile<'_>>) -> EntryId {
    file.map_or(EntryId(0), |it| it.id)
}

/// The account as people may see it.
fn label(kind: &str, number: &str, commodity: &str) -> String {
    format!("{kind} {number}/{commodity}")
}
