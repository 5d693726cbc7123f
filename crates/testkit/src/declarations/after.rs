//! What banks and sites would say of a house's goods declarations now: tax that is paid, goods that
//! leave.

use clearance::{
    DeclarationFile, declaration_state_number,
    ports::{Records, StoreError},
};
use model::{DeclarationState, HouseMessage, Moment};

use crate::gate_out::{each, unread};

/// Of how many one is left as it stands, so that a house shows each state.
const LEFT: u64 = 4;

const BANK: &str = "演示银行";
const SITE: &str = "演示监管场所";

/// Payments for most declarations that wait for tax, and exits for most that are released. The same
/// ones are left as they are whenever it is asked.
///
/// # Errors
/// When the house's records cannot be read.
pub fn after_declaring(records: &dyn Records, at: Moment) -> Result<Vec<HouseMessage>, StoreError> {
    let mut out = Vec::new();
    let (waiting, released) = (DeclarationState::AwaitingTax, DeclarationState::Released);
    each(records, declaration_state_number(waiting), &mut |row| {
        let file = DeclarationFile::from_row(row).map_err(unread)?;
        if !row.id.0.is_multiple_of(LEFT) {
            out.push(HouseMessage::DutyPaid {
                declaration_no: file.declaration_no.to_string(),
                amount: file.owed(),
                bank: BANK.to_owned(),
                at,
            });
        }
        Ok(())
    })?;
    each(records, declaration_state_number(released), &mut |row| {
        let file = DeclarationFile::from_row(row).map_err(unread)?;
        if !row.id.0.is_multiple_of(LEFT) {
            let list_no = file.declaration_no.to_string();
            out.push(HouseMessage::Exit { list_no, site: SITE.to_owned(), at });
        }
        Ok(())
    })?;
    Ok(out)
}
