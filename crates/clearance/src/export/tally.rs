//! The site's word that a parcel of returned goods is in (退货理货明细单, CEB215). It may come before anybody applied
//! for the return: it is kept under the parcel.

use checks::{ExportPrior, ExportReturningCase, PriorDocument};
use model::{Action, DocumentState, EntryId, ExportDocument, ExportState, KeyPair, ReturnTally};

use super::{case_of_export_no, parcel::Tallied};
use crate::{
    claims::{Arrival, InboundRecord},
    desk::{Desk, Origin},
    take::{Fate, Verdict, info},
};

impl<'a> Desk<'a, '_> {
    pub(super) fn take_return_tally(
        &mut self,
        tally: Box<ReturnTally<'a>>,
        key: KeyPair,
        parcel: KeyPair,
        content: u64,
        origin: &Origin<'a>,
    ) {
        let document = ExportDocument::Tally(tally);
        let ExportDocument::Tally(tally) = &document else { return };
        let action = document.action();
        let held = self.inbounds.get(&key).filter(|it| it.state == DocumentState::Accepted);
        if action == Action::New && held.is_some_and(|it| it.content == content) {
            return self.repeat_export_document(None, &document, origin);
        }
        let of = case_of_export_no(&tally.list_no).unwrap_or_default();
        let verdict = self.judge_tally(&document, tally, key, (parcel, of));
        self.note_export_document(None, &document, &verdict, origin);
        if verdict.fate != Fate::Taken {
            return self.answer_export_document(None, &document, &verdict, origin);
        }
        let (state, lines) = match action {
            Action::Delete => (DocumentState::Deleted, Vec::new()),
            Action::New | Action::Change => (DocumentState::Accepted, vec![parcel]),
        };
        let (sent_at, inbound_no) = (tally.head.sent_at, self.report_no());
        let record =
            InboundRecord { key, sent_at, content, state, inbound_no, lines, touched: true };
        let before = self.inbounds.insert(key, record).map(|it| it.lines).unwrap_or_default();
        for parcel in before {
            let record = self.exports.parcel_mut(parcel);
            record.tallies.retain(|it| it.by != key);
            record.touched = true;
        }
        let mut awaited = Vec::new();
        if action != Action::Delete {
            let arrival = Arrival { at: origin.at, received_at: self.now.at };
            let operator_code = tally.operator_code.to_string();
            let record = self.exports.parcel_mut(parcel);
            let tallied = Tallied { by: key, of, operator_code, arrival, is_used: false };
            record.tallies.push(tallied);
            record.touched = true;
            awaited = record.cases.iter().filter(|it| of.0 == 0 || of == **it).copied().collect();
        }
        let n_back: usize = awaited.into_iter().map(|it| self.bring_all_back(it, parcel)).sum();
        let words = match (action, n_back) {
            (Action::Delete, _) => messages::ACCEPTED,
            (_, 0) => "审结，待退货申请",
            _ => "审结",
        };
        let settled = messages::status::of_export(ExportState::Reviewed);
        let said = (settled, info(&verdict.findings, words));
        self.say_of_export(None, &document, said, &verdict.findings, origin);
    }

    fn judge_tally(
        &self,
        document: &ExportDocument<'a>,
        tally: &ReturnTally<'a>,
        key: KeyPair,
        (parcel, of): (KeyPair, EntryId),
    ) -> Verdict {
        let held = self.inbounds.get(&key);
        let own = held.into_iter().flat_map(|it| &it.lines);
        let own = own.filter_map(|it| self.exports.parcels.get(it)).flat_map(|it| &it.tallies);
        let others = self.exports.parcels.get(&parcel).into_iter().flat_map(|it| &it.tallies);
        let mut others = others.filter(|it| it.by != key);
        let prior = ExportPrior {
            same_kind: held.map(|it| PriorDocument { sent_at: it.sent_at, state: it.state }),
            claimed_elsewhere: others.any(|it| it.is_of(of)),
            is_used: own.filter(|it| it.by == key).any(|it| it.is_used),
            ..ExportPrior::default()
        };
        let mut verdict = self.judge_export(document, prior);
        if document.action() != Action::Delete && !tally.list_no.is_empty() {
            let index = self.exports.of_no(&tally.list_no);
            let list = index.and_then(|it| self.returned_export(it, &[]));
            let (on, law) = (self.now.on, &self.registry.law);
            let case = ExportReturningCase { document, list, on, law };
            verdict.look_further(|findings| checks::export_returning(&case, findings));
        }
        verdict
    }
}
