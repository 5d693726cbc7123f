//! What people and programs are shown: the shapes of the API, made from what the house keeps.

mod enterprise;
mod entry;
mod receipt;
mod shapes;
mod tariff;
mod timeline;
mod verification;

pub(crate) use enterprise::{
    EnterprisePage, EnterpriseView, ProblemFault, RegistryTaken, enterprise_view,
};
pub(crate) use entry::{entry_summary, entry_view};
pub(crate) use receipt::{ReceiptPage, ReceiptView, receipt_views};
pub(crate) use shapes::*;
pub(crate) use tariff::{TariffView, tariff_view};
pub(crate) use verification::VerificationView;
