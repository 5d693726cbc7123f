//! Days of rest and days made up for (节假日安排), as a house is told them, year by year.

use serde::{Deserialize, Serialize};

use crate::Date;

/// What a row makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 放假, 调休.
    Rest,
    /// A Saturday or Sunday that is worked (调整为工作日).
    Work,
}

/// A day that is not what its weekday makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarRow {
    pub day: Date,
    pub kind: DayKind,
    /// 节日名称.
    #[serde(default)]
    pub name: String,
}
