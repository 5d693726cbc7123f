//! A labelled table week by week: decide with what was known, learn after. So that figures on public data, and on
//! traffic of one's own, can be repeated by anyone.

mod history;
mod leak;
mod map;
mod pick;
mod report;
mod run;
mod sheet;

pub use history::History;
pub use leak::{LEAKS_FROM, Leak, leaks};
pub use map::{Duty, Expected, HistoryPlan, Map, MapError, Mixture, Ratio, Spread, Weeks};
pub use report::{Arm, Part, Report, Strategy};
pub use run::{Cases, EvaluateError, EvaluatePlan, Knowledge, Labels, Progress, Rules, evaluate};
pub use sheet::{Sheet, SheetError, SheetReader};
