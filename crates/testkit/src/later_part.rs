//! The later part of a corpus: what follows on its lists, day by day.
//!
//! Applications name lists by the numbers that the house gave them. A house that decides the corpus
//! from its first input gives them out in order: a parcel's is known when its first paper leaves.

use messages::MessageType;
use model::{DayStamp, Document, DocumentKind, HouseMessage, Rate};

use crate::{
    Fault, GenerateError, Outcome, World,
    arrival::{Batch, Piece},
    digits::push_digits,
    draw::at,
    generate::Writer,
    later::{Application, Later, returned_lines},
    parcel::Parcel,
};

/// Days after that of declaration, far enough apart for papers that are decided a day or two late.
const CANCELLED: i64 = 3;
const RETURNED: i64 = 5;
const RETURNED_AGAIN: i64 = 7;
const BACK: i64 = 12;
const TOO_LATE: i64 = 35;

/// One tick does so much at most, or more.
const TICK_WORK: u64 = 1_000;

/// Numbers that the house gives to parcels; a bit each is kept, and more of those on whose lists
/// something follows.
pub(crate) struct Entries {
    last: u64,
    seen: Vec<u64>,
    followed: Vec<Followed>,
}

/// A parcel on whose list something follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Followed {
    declarant: u16,
    index: u64,
    entry: u64,
}

impl Entries {
    pub(crate) fn new(parcels: u64) -> Entries {
        let words = usize::try_from(parcels / 64 + 1).unwrap_or(0);
        Entries { last: 0, seen: vec![0; words], followed: Vec::new() }
    }

    /// A message leaves; which of its documents are the first of their parcels?
    pub(crate) fn see(&mut self, batch: &Batch) {
        let opens_entry = matches!(
            batch.kind,
            DocumentKind::Order | DocumentKind::Payment | DocumentKind::Inventory
        );
        if !opens_entry || batch.is_repeat {
            return;
        }
        for piece in batch.pieces.iter().filter(|it| is_readable(batch.kind, it)) {
            let parcel = &piece.parcel;
            let word = usize::try_from(parcel.index / 64).unwrap_or(usize::MAX);
            let Some(word) = self.seen.get_mut(word) else { continue };
            let bit = 1 << (parcel.index % 64);
            if *word & bit != 0 {
                continue;
            }
            *word |= bit;
            self.last += 1;
            if parcel.later.is_some() {
                let (declarant, index, entry) = (parcel.declarant, parcel.index, self.last);
                self.followed.push(Followed { declarant, index, entry });
            }
        }
    }
}

fn is_readable(kind: DocumentKind, piece: &Piece) -> bool {
    let is_refused = |it: Fault| it.info().outcome == Outcome::Refused;
    kind != DocumentKind::Inventory || !piece.parcel.fault.is_some_and(is_refused)
}

/// Goods that are examined are not returned, and the corpus brings its own days.
pub(crate) fn prologue(world: &World<'_>) -> [(HouseMessage, &'static str); 2] {
    [(nobody_at_random(), "settings"), (HouseMessage::Tick { at: world.day_after(0) }, "tick")]
}

/// What a corpus says whose later messages rest on releases.
pub(crate) fn nobody_at_random() -> HouseMessage {
    HouseMessage::Settings {
        amount_tolerance: None,
        waiting_minutes: None,
        examination_share: Some(Rate::ZERO),
        examination_seed: None,
        gate_weight_kg: None,
        gate_weight_share: None,
    }
}

/// Writes the later part.
pub(crate) fn write(writer: &mut Writer<'_, '_>) -> Result<(), GenerateError> {
    let Some(mut entries) = writer.entries.take() else { return Ok(()) };
    entries.followed.sort_unstable();
    let mut part = Part { world: writer.world, writer, followed: entries.followed };
    part.tick(CANCELLED, 0)?;
    part.applications(CANCELLED, Application::Cancellation, |it| {
        matches!(it, Later::Planted(Fault::Cancelled | Fault::CancelAfterRelease))
    })?;
    part.tick(RETURNED, 0)?;
    part.applications(RETURNED, Application::Return, |it| {
        !matches!(
            it,
            Later::Planted(Fault::Cancelled | Fault::CancelAfterRelease | Fault::ReturnLate)
        )
    })?;
    part.tick(RETURNED_AGAIN, 0)?;
    part.applications(RETURNED_AGAIN, Application::SecondReturn, |it| {
        it == Later::Planted(Fault::ReturnTwice)
    })?;
    part.tick(BACK, 0)?;
    part.goods_back()?;
    // By now the bills are due.
    part.writer.is_month_later = true;
    for nth in 0..=part.world.plan.parcels / TICK_WORK {
        part.tick(TOO_LATE, nth)?;
    }
    part.applications(TOO_LATE, Application::Return, |it| it == Later::Planted(Fault::ReturnLate))
}

struct Part<'p, 'w, 's> {
    world: &'w World<'w>,
    writer: &'p mut Writer<'w, 's>,
    /// By declarant, then in the order of their parcels.
    followed: Vec<Followed>,
}

impl Part<'_, '_, '_> {
    /// The n-th tick of a day; the house tells them apart by their moments.
    fn tick(&mut self, days: i64, nth: u64) -> Result<(), GenerateError> {
        let millis = self.world.day_after(days).millis() + i64::try_from(nth).unwrap_or(0);
        let at = model::Moment::from_millis(millis);
        self.writer.house(&HouseMessage::Tick { at }, "tick")
    }

    /// Messages of every declarant with the applications of a day.
    fn applications(
        &mut self,
        days: i64,
        application: Application,
        is_wanted: impl Fn(Later) -> bool,
    ) -> Result<(), GenerateError> {
        let world = self.world;
        let most = world.plan.documents_per_message.clamp(1, 100);
        for of_one in self.followed.chunk_by(|one, other| one.declarant == other.declarant) {
            let declarant = of_one.first().map_or(0, |it| it.declarant);
            let mut documents: Vec<Document<'_>> = Vec::new();
            for followed in of_one {
                let parcel = world.parcel(followed.index);
                if parcel.later.is_some_and(&is_wanted) {
                    documents.push(document(world, &parcel, followed.entry, application, days));
                }
                if documents.len() == most {
                    self.writer.applications(declarant, &documents)?;
                    documents.clear();
                }
            }
            if !documents.is_empty() {
                self.writer.applications(declarant, &documents)?;
            }
        }
        Ok(())
    }

    /// The sites report what came back.
    fn goods_back(&mut self) -> Result<(), GenerateError> {
        let applied_on = DayStamp::from_date(self.world.day_after(RETURNED).local_date());
        let at = self.world.day_after(BACK).plus_minutes(10 * 60);
        for followed in &self.followed {
            let parcel = self.world.parcel(followed.index);
            if !matches!(parcel.later, Some(Later::Returned { .. })) {
                continue;
            }
            // 退货申请预录入编号 of the entry's first return.
            let mut return_no = String::from("T");
            push_digits(&mut return_no, u64::from(applied_on.number() % 1_000_000), 6);
            push_digits(&mut return_no, 1, 2);
            push_digits(&mut return_no, followed.entry, 9);
            let message = HouseMessage::GoodsBack {
                return_no,
                site: at_site(self.world, &parcel),
                lines: returned_lines(&parcel),
                at,
            };
            self.writer.written.later += 1;
            self.writer.house(&message, "goods-back")?;
        }
        Ok(())
    }
}

fn at_site(world: &World<'_>, parcel: &Parcel) -> String {
    at(&world.companies.sites, usize::from(parcel.site)).code.clone()
}

fn document<'w>(
    world: &'w World<'_>,
    parcel: &Parcel,
    entry: u64,
    application: Application,
    days: i64,
) -> Document<'w> {
    match application {
        Application::Cancellation => {
            Document::Cancellation(Box::new(world.cancellation(parcel, entry, days)))
        }
        Application::Return | Application::SecondReturn => {
            Document::GoodsReturn(Box::new(world.goods_return(parcel, entry, application, days)))
        }
    }
}

/// The message of an application's kind.
pub(crate) fn message_of(documents: &[Document<'_>]) -> MessageType {
    documents.first().map_or(MessageType::GoodsReturn, |it| MessageType::of(it.kind()))
}
