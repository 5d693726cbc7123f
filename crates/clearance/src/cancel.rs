//! Applications about a list: which list they name, and its cancellation (撤销申请单, CEB623).

use checks::{Application, CancellationCase, OriginalList, Party, Prior};
use model::{
    ApplicationReturn, Cancellation, Document, DocumentState, EntryId, EntryState, Finding,
    ReceiptBody, Role, Text,
};

use crate::{
    desk::{Desk, Origin},
    take::{Fate, info, refusal_status},
};

/// The entry that an application is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) index: usize,
    /// The application is of the order's own parties; a stranger's leaves no trace on the entry.
    pub(crate) is_own: bool,
}

impl<'a> Desk<'a, '_> {
    /// The entry whose list has exactly the number that an application names.
    pub(crate) fn named(&self, entry: Option<EntryId>, said: &Application<'_>) -> Option<Named> {
        let index = self.index_of(entry?)?;
        let entry = self.entries.get(index)?;
        let is_it = entry.list_no() == said.list_no;
        let is_own = entry.platform_code == *said.platform_code && entry.order_no == *said.order_no;
        is_it.then_some(Named { index, is_own })
    }

    /// What an application is compared with. `is_same_buyer` is asked where the list is kept.
    pub(crate) fn original(
        &self,
        index: usize,
        said: &Application<'_>,
        is_same_buyer: bool,
    ) -> Option<OriginalList<'_>> {
        let entry = self.entries.get(index)?;
        let list = entry.list.as_ref()?;
        let waybill = self.keyring.waybill(said.logistics_code, said.waybill_no);
        Some(OriginalList {
            state: entry.state,
            customs_code: &list.customs_code,
            order_no: &entry.order_no,
            platform_code: &entry.platform_code,
            seller_code: &list.seller_code,
            is_same_waybill: entry.waybill == Some(waybill),
            is_same_buyer,
        })
    }

    pub(crate) fn take_cancellation(
        &mut self,
        cancellation: Box<Cancellation<'a>>,
        entry: Option<EntryId>,
        origin: &Origin<'a>,
    ) {
        let document = Document::Cancellation(cancellation);
        let Document::Cancellation(cancellation) = &document else { return };
        let said = Application::from(&**cancellation);
        let named = self.named(entry, &said);
        let parties = self.application_parties(
            [
                "cancellation.platform_code",
                "cancellation.seller_code",
                "cancellation.logistics_code",
                "cancellation.declarant_code",
            ],
            [
                (&cancellation.platform_code, &cancellation.platform_name),
                (&cancellation.seller_code, &cancellation.seller_name),
                (&cancellation.logistics_code, &cancellation.logistics_name),
                (&cancellation.declarant_code, &cancellation.declarant_name),
            ],
        );
        let mut verdict = self.judge(&document, &parties, Prior::default());
        let is_same_buyer = named.is_some_and(|it| self.is_listed_buyer(it.index, &said));
        let list = named.and_then(|it| self.original(it.index, &said, is_same_buyer));
        let case = CancellationCase { cancellation, list, on: self.now.on };
        verdict.look_further(|findings| checks::cancellation(&case, findings));
        let own = named.filter(|it| it.is_own).map(|it| it.index);
        self.note_document(own, &document, &verdict, origin);
        let Some(index) = own.filter(|_| verdict.fate == Fate::Taken) else {
            let status = refusal_status(&verdict.findings);
            let text = info(&verdict.findings, "");
            return self.answer_cancellation(
                own,
                cancellation,
                status,
                text,
                &verdict.findings,
                origin,
            );
        };
        let accepted = messages::status::of_document(DocumentState::Accepted);
        let text = info(&verdict.findings, messages::ACCEPTED);
        self.answer_cancellation(
            Some(index),
            cancellation,
            accepted,
            text,
            &verdict.findings,
            origin,
        );
        self.withdraw(index, None, "清单已撤销");
        let settled = messages::status::of_entry(EntryState::Reviewed);
        let text = Text::borrowed("撤销申请审结，清单已撤销");
        self.answer_cancellation(Some(index), cancellation, settled, text, &[], origin);
    }

    /// Whether an application's buyer is the one of a list that is still at hand; of one that was
    /// taken back nothing is said.
    fn is_listed_buyer(&self, index: usize, said: &Application<'_>) -> bool {
        let entry = self.entries.get(index);
        let list = entry.and_then(|it| it.inventory.as_ref()?.document.as_ref());
        match (list, entry.and_then(|it| it.cleared.as_ref())) {
            (Some(list), _) => list.buyer_id_number == *said.buyer_id_number,
            (None, Some(cleared)) => self.is_charged_to(cleared, said.buyer_id_number),
            (None, None) => true,
        }
    }

    /// The enterprises that an application names; `pointers` are the fields with their codes.
    pub(crate) fn application_parties<'c>(
        &'c self,
        pointers: [&'static str; 4],
        [platform, seller, logistics, declarant]: [(&'c str, &'c str); 4],
    ) -> [Party<'c>; 4] {
        let [at_platform, at_seller, at_logistics, at_declarant] = pointers;
        [
            self.party(at_platform, Role::Platform, platform.0, platform.1),
            self.party(at_seller, Role::Seller, seller.0, seller.1),
            self.party(at_logistics, Role::Logistics, logistics.0, logistics.1),
            self.party(at_declarant, Role::Declarant, declarant.0, declarant.1),
        ]
    }

    fn answer_cancellation(
        &mut self,
        index: Option<usize>,
        it: &Cancellation<'a>,
        status: i32,
        text: Text<'a>,
        findings: &[Finding],
        origin: &Origin<'a>,
    ) {
        let entry = index.and_then(|it| self.entries.get(it));
        let preliminary_no = entry.map(|it| it.preliminary_no()).unwrap_or_default();
        let receipt = ReceiptBody::Cancellation(ApplicationReturn {
            guid: it.head.guid.clone(),
            customs_code: it.customs_code.clone(),
            platform_code: it.platform_code.clone(),
            seller_code: it.seller_code.clone(),
            declarant_code: it.declarant_code.clone(),
            trader_reference: it.trader_reference.clone(),
            preliminary_no: Text::from(preliminary_no),
            list_no: it.list_no.clone(),
            status,
            info: text,
        });
        self.answer(index, &origin.recipients(), receipt, findings);
    }
}
