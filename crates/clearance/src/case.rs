//! What every case has in common, of whatever kind: a number, a row that keeps it, and what happened to it in the
//! batch at hand.

use model::{EntryId, Moment};
use rustc_hash::FxHashMap;

use crate::{
    history::Happening,
    ports::{EntryRow, StoreError},
};

/// A case that a batch works on.
pub(crate) trait Case {
    fn id(&self) -> EntryId;

    /// Whether anything of it changed in this batch.
    fn is_touched(&self) -> bool;

    fn happenings(&self) -> &[Happening];

    /// Something happened to it.
    fn tell(&mut self, happening: Happening);

    /// # Errors
    /// When the case cannot be spelt, which no case is.
    fn to_row(&self, updated_at: Moment) -> Result<EntryRow, postcard::Error>;
}

/// The cases of one kind that a batch works on.
pub(crate) struct Cases<T> {
    pub(crate) files: Vec<T>,
    by_id: FxHashMap<EntryId, usize>,
}

impl<T> Default for Cases<T> {
    fn default() -> Cases<T> {
        Cases { files: Vec::new(), by_id: FxHashMap::default() }
    }
}

impl<T: Case> Cases<T> {
    /// Takes a loaded row; a case that is at hand has been decided on since.
    pub(crate) fn take_row<'a>(
        &mut self,
        row: &'a EntryRow,
        read: fn(&'a EntryRow) -> Result<T, postcard::Error>,
        what: &'static str,
    ) -> Result<(), StoreError> {
        if !self.by_id.contains_key(&row.id) {
            self.add(read(row).map_err(|it| StoreError::new(what, it))?);
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, case: T) -> usize {
        self.by_id.insert(case.id(), self.files.len());
        self.files.push(case);
        self.files.len() - 1
    }

    pub(crate) fn of_id(&self, id: EntryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }
}

/// Makes a type with the fields `id`, `state`, `touched` and `happenings` a case: under which numbers its states
/// are kept, and in which fields it says when it is due and how many findings it has, if it does.
macro_rules! case {
    ($case:ident $(<$life:lifetime>)?, $number:path $(, due: $due:ident)? $(, found: $found:ident)?) => {
        impl$(<$life>)? $case$(<$life>)? {
            /// # Errors
            /// When the body is not of such a case.
            pub fn from_row(row: &$($life)? $crate::ports::EntryRow) -> Result<Self, postcard::Error> {
                let mut case: Self = postcard::from_bytes(&row.body)?;
                case.id = row.id;
                $(case.$due = row.due_at;)?
                Ok(case)
            }
        }

        impl$(<$life>)? $crate::case::Case for $case$(<$life>)? {
            fn id(&self) -> model::EntryId {
                self.id
            }

            fn is_touched(&self) -> bool {
                self.touched
            }

            fn happenings(&self) -> &[$crate::history::Happening] {
                &self.happenings
            }

            fn tell(&mut self, happening: $crate::history::Happening) {
                self.touched = true;
                self.happenings.push(happening);
            }

            fn to_row(
                &self,
                updated_at: model::Moment,
            ) -> Result<$crate::ports::EntryRow, postcard::Error> {
                Ok($crate::ports::EntryRow {
                    id: self.id,
                    state: $number(self.state),
                    due_at: $crate::case::either!(None $(, self.$due)?),
                    updated_at,
                    n_findings: $crate::case::either!(0 $(, self.$found)?),
                    last_history: 0,
                    body: postcard::to_stdvec(self)?,
                })
            }
        }
    };
}

/// The second where there is one.
macro_rules! either {
    ($default:expr) => {
        $default
    };
    ($default:expr, $given:expr) => {
        $given
    };
}

pub(crate) use {case, either};

#[cfg(test)]
mod tests {
    use crate::{
        amendment_state_of, audit_state_of, consignment_state_of, declaration_state_of,
        duty_slip_state_of, entry::state_of, exit_list_state_of, export_state_of,
        gate_pass_state_of, guarantee_state_of, instrument_state_of, manifest_state_of,
        monthly_state_of, slip::slip_state_of, transit_state_of,
    };

    /// A row is read as what the number of its state says that it is.
    #[test]
    fn no_state_of_a_kind_has_the_number_of_anothers() {
        for number in 0..=u8::MAX {
            let kinds = [
                state_of(number).is_some(),
                exit_list_state_of(number).is_some(),
                gate_pass_state_of(number).is_some(),
                declaration_state_of(number).is_some(),
                manifest_state_of(number).is_some(),
                consignment_state_of(number).is_some(),
                amendment_state_of(number).is_some(),
                slip_state_of(number).is_some(),
                duty_slip_state_of(number).is_some(),
                export_state_of(number).is_some(),
                guarantee_state_of(number).is_some(),
                monthly_state_of(number).is_some(),
                instrument_state_of(number).is_some(),
                audit_state_of(number).is_some(),
                transit_state_of(number).is_some(),
            ];
            assert!(kinds.iter().filter(|it| **it).count() <= 1, "{number}: {kinds:?}");
        }
    }
}
