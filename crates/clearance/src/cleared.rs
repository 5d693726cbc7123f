//! What is kept of an entry once its goods are released and its documents dropped: what its tax bill
//! says, what it has used on accounts, what goes back.

use lifecycle::{ReturnEvent, next_return};
use model::{
    Action, Amount, Assessment, DayStamp, DocumentHead, EntryId, Inventory, LineQuantity,
    ReturnState, Stamp, TaxBillLine, Text, fingerprint,
};
use serde::{Deserialize, Serialize};

use crate::{desk::Origin, entry::Reservation, history::Event, numbers};

/// A released list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Cleared<'a> {
    pub released_on: DayStamp,
    /// Its tax rests on assumed law.
    pub is_assumed: bool,
    /// What it has used on accounts, less what was given back.
    pub postings: Vec<Reservation>,
    pub lines: Vec<ClearedLine<'a>>,
    pub bill: Bill,
    /// In the order in which they were applied for.
    pub returns: Vec<Return<'a>>,
}

/// One line of a released list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ClearedLine<'a> {
    pub number: u32,
    /// Ten digits.
    pub commodity_code: u64,
    pub quantity: Amount,
    pub unit: Text<'a>,
    /// [`fingerprint`] of the goods' name.
    pub name: u32,
    pub customs_value: Amount,
    pub duty: Amount,
    pub consumption_tax: Amount,
    pub vat: Amount,
    /// Quantity that is back in the site.
    pub back: Amount,
}

/// The tax bill (电子税单) that stands: it is made anew, under the next number, when goods go back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// The last part of its number, from 0.
    pub version: u16,
    /// Nothing is owed any more: all goods went back.
    pub is_void: bool,
    /// The slip that it was summed up under; 0 while there is none.
    pub slip: EntryId,
}

/// An application to return goods of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Return<'a> {
    pub applied_on: DayStamp,
    pub state: ReturnState,
    pub lines: Vec<ReturnLine>,
    /// Of the submission that stands: its identifier, its number at the applicant's, when he made
    /// it, and the digest of what it says.
    pub guid: Text<'a>,
    pub reference: Text<'a>,
    pub sent_at: Stamp,
    pub content: u64,
    pub declarant_code: Text<'a>,
    pub sender: Text<'a>,
    /// Who subscribed to its receipts besides.
    pub subscribers: Vec<Text<'a>>,
}

/// So much of a line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnLine {
    pub number: u32,
    pub quantity: Amount,
    /// Of it, what is back in the site.
    pub back: Amount,
}

/// What a list still owes and counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub customs_value: Amount,
    pub duty: Amount,
    pub consumption_tax: Amount,
    pub vat: Amount,
}

impl Totals {
    pub fn tax(&self) -> Amount {
        self.duty + self.consumption_tax + self.vat
    }
}

impl<'a> Cleared<'a> {
    pub(crate) fn new(
        list: &Inventory<'a>,
        assessment: &Assessment,
        is_assumed: bool,
        released_on: DayStamp,
        postings: Vec<Reservation>,
    ) -> Cleared<'a> {
        let lines = list.items.iter().zip(&assessment.items).map(|(item, tax)| ClearedLine {
            number: item.number,
            commodity_code: tax.commodity_code,
            quantity: item.quantity,
            unit: item.unit.clone(),
            name: fingerprint(item.name.bytes()),
            customs_value: tax.customs_value,
            duty: tax.duty,
            consumption_tax: tax.consumption_tax,
            vat: tax.vat,
            back: Amount::ZERO,
        });
        let lines = lines.collect();
        let (bill, returns) = (Bill::default(), Vec::new());
        Cleared { released_on, is_assumed, postings, lines, bill, returns }
    }

    /// 电子税单编号 of the bill that stands.
    pub fn tax_no(&self, list_no: &str) -> String {
        format!("{list_no}_{}", self.bill.version)
    }

    /// What is owed now that so much is back.
    pub fn totals(&self) -> Totals {
        self.lines.iter().fold(Totals::default(), |sum, line| Totals {
            customs_value: sum.customs_value + line.rest(line.customs_value),
            duty: sum.duty + line.rest(line.duty),
            consumption_tax: sum.consumption_tax + line.rest(line.consumption_tax),
            vat: sum.vat + line.rest(line.vat),
        })
    }

    /// The lines of the bill for what did not go back.
    pub(crate) fn bill_lines(&self) -> Vec<TaxBillLine> {
        let left = self.lines.iter().filter(|it| it.back < it.quantity);
        let line = |it: &ClearedLine<'_>| TaxBillLine {
            number: it.number,
            commodity_code: it.commodity_code,
            customs_value: it.rest(it.customs_value),
            duty: it.rest(it.duty),
            vat: it.rest(it.vat),
            consumption_tax: it.rest(it.consumption_tax),
        };
        left.map(line).collect()
    }

    pub fn has_open_return(&self) -> bool {
        self.returns.iter().any(|it| it.state == ReturnState::Applied)
    }

    /// What returns take back of a line. One of them may be left out.
    pub(crate) fn returned(&self, number: u32, but: Option<usize>) -> Amount {
        let returns = self.returns.iter().enumerate().filter(|(at, _)| Some(*at) != but);
        let lines = returns.flat_map(|(_, it)| it.taken_back());
        lines.filter(|it| it.number == number).map(|it| it.quantity).sum()
    }

    /// 退货申请预录入编号 of one of its returns.
    pub fn return_no(&self, at: usize, id: EntryId) -> String {
        let applied_on = self.returns.get(at).map(|it| it.applied_on).unwrap_or_default();
        numbers::return_no(applied_on, at + 1, id)
    }
}

impl ClearedLine<'_> {
    fn rest(&self, amount: Amount) -> Amount {
        tax::rest_of(amount, self.quantity, self.quantity - self.back)
    }
}

/// What an application to return goods says, of whichever way they went.
pub(crate) struct Asked<'d, 'a> {
    pub(crate) head: &'d DocumentHead<'a>,
    pub(crate) reference: Text<'a>,
    pub(crate) declarant_code: Text<'a>,
    /// Numbers of lines, and pieces.
    pub(crate) lines: Vec<(u32, Amount)>,
    pub(crate) content: u64,
}

impl<'a> Return<'a> {
    pub(crate) fn new(asked: Asked<'_, 'a>, on: DayStamp, origin: Origin<'a>) -> Return<'a> {
        let line = |(number, quantity)| ReturnLine { number, quantity, back: Amount::ZERO };
        Return {
            applied_on: on,
            state: ReturnState::Applied,
            lines: asked.lines.into_iter().map(line).collect(),
            guid: asked.head.guid.clone(),
            reference: asked.reference,
            sent_at: asked.head.sent_at,
            content: asked.content,
            declarant_code: asked.declarant_code,
            sender: origin.sender,
            subscribers: origin.subscribers,
        }
    }

    /// Takes what was sent of it later: changed, it keeps its day; taken back, it keeps what it asked for.
    pub(crate) fn put(&mut self, action: Action, fresh: Return<'a>) {
        if action != Action::Delete {
            *self = Return { applied_on: self.applied_on, ..fresh };
            return;
        }
        let Some(state) = next_return(self.state, ReturnEvent::TakenBack) else { return };
        (self.state, self.guid) = (state, fresh.guid);
        (self.sender, self.subscribers) = (fresh.sender, fresh.subscribers);
    }

    /// Whoever applied and subscribed.
    pub(crate) fn recipients(&self) -> Vec<Text<'a>> {
        std::iter::once(&self.sender).chain(&self.subscribers).cloned().collect()
    }

    /// Where it stands, as history says it; of one that lapsed, what did not come.
    pub(crate) fn told(&self, no: String, until: DayStamp) -> Event {
        let is_lapsed = self.state == ReturnState::Lapsed;
        let lines = if is_lapsed { self.missing() } else { self.asked() };
        Event::Return { no, state: self.state, lines, until }
    }

    /// The name under which its state is counted.
    pub(crate) fn outcome(&self) -> &'static str {
        match self.state {
            ReturnState::Applied => "returns_applied",
            ReturnState::Arrived => "returns_arrived",
            ReturnState::Lapsed => "returns_lapsed",
            ReturnState::Withdrawn => "returns_withdrawn",
        }
    }

    /// Nothing of it has come back yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.lines.iter().all(|it| it.back.is_zero())
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.lines.iter().all(|it| it.back >= it.quantity)
    }

    /// What was asked for, as history says it.
    pub(crate) fn asked(&self) -> Vec<LineQuantity> {
        let line = |it: &ReturnLine| LineQuantity { number: it.number, quantity: it.quantity };
        self.lines.iter().map(line).collect()
    }

    /// What it takes back of each of its lines: all that was asked for while that may still come, afterwards
    /// what came.
    pub(crate) fn taken_back(&self) -> impl Iterator<Item = LineQuantity> {
        let is_open = self.state == ReturnState::Applied;
        self.lines.iter().map(move |it| LineQuantity {
            number: it.number,
            quantity: if is_open { it.quantity } else { it.back },
        })
    }

    /// What has not come back.
    pub(crate) fn missing(&self) -> Vec<LineQuantity> {
        let line =
            |it: &ReturnLine| LineQuantity { number: it.number, quantity: it.quantity - it.back };
        self.lines.iter().map(line).filter(|it| it.quantity.is_positive()).collect()
    }
}
