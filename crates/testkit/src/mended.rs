//! A parcel of a corpus that is refused, and what its senders send to put it right.

use model::{Action, Document, DocumentKind};
use params::Law;

use crate::{
    Fault, GenerateError, Plan, World, digits, draw::at, generate::transfer, papers::Sending,
    parcel::Parcel, world::stamp,
};

/// A refused parcel, and the messages that mend it, in order.
#[derive(Debug, Clone)]
pub struct Mended {
    pub order_no: String,
    /// Name of the planted fault.
    pub fault: &'static str,
    pub messages: Vec<Vec<u8>>,
}

/// The first parcel of the plan whose payment was of another amount than its order says: its
/// payment company sends the payment changed, its declarant declares the list again. Nothing when
/// no parcel has that fault.
///
/// # Errors
/// When the corpus of the plan cannot be made.
pub fn mended_payment(plan: &Plan, law: &Law) -> Result<Option<Mended>, GenerateError> {
    let world = World::new(plan, law)?;
    let fault = Fault::PaymentAmount;
    let Some(index) = (0..plan.parcels).find(|it| world.fault(*it) == Some(fault)) else {
        return Ok(None);
    };
    let parcel = Parcel { fault: None, ..world.parcel(index) };
    let mut payment = world.payment(&parcel, Sending::Again);
    payment.head.action = Action::Change;
    let mut list = world.inventory(&parcel, Sending::Again);
    let sent_at = stamp(world.shipped_at(index), 7_200);
    (payment.head.sent_at, list.head.sent_at) = (sent_at, sent_at);
    let messages = vec![
        message(&world, &parcel, &Document::Payment(Box::new(payment))),
        message(&world, &parcel, &Document::Inventory(Box::new(list))),
    ];
    Ok(Some(Mended { order_no: world.order_no(&parcel), fault: fault.info().name, messages }))
}

fn message(world: &World<'_>, parcel: &Parcel, document: &Document<'_>) -> Vec<u8> {
    let kind = document.kind();
    let (company, signature) = match kind {
        DocumentKind::Inventory => {
            let declarant = at(&world.companies.declarants, usize::from(parcel.declarant));
            (declarant, messages::PLACEHOLDER_SIGNATURE)
        }
        _ => (at(&world.companies.payers, usize::from(parcel.payer)), ""),
    };
    let nonce = 0x2000_0000 + kind as u64;
    let guid = digits::guid(world.seed.mix(parcel.index, nonce), world.seed.mix(nonce, 1));
    let mut bytes = Vec::new();
    messages::write_signed_documents(
        messages::MessageType::of(kind),
        &guid,
        std::slice::from_ref(document),
        Some(&transfer(company)),
        &[],
        signature,
        &mut bytes,
    );
    bytes
}
