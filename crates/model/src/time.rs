//! Moments of the house and stamps of the wire.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment of the house: milliseconds since 1970-01-01T00:00:00Z. Every input carries one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// China's legal time (北京时间), which the wire's times are in.
const CHINA: Offset = jiff::tz::offset(8);

impl Moment {
    pub const fn from_millis(millis: i64) -> Moment {
        Moment(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    pub const fn plus_minutes(self, minutes: i64) -> Moment {
        Moment(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// The local date and time in China.
    pub fn local(self) -> DateTime {
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        CHINA.to_datetime(timestamp)
    }

    pub fn local_date(self) -> Date {
        self.local().date()
    }

    /// From a local date and time in China.
    pub fn from_local(local: DateTime) -> Moment {
        Moment(CHINA.to_timestamp(local).map_or(0, |it| it.as_millisecond()))
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    /// With its offset: `2026-11-23T14:00:00+08:00`.
    fn from_str(text: &str) -> Result<Moment, jiff::Error> {
        text.parse::<Timestamp>().map(|it| Moment(it.as_millisecond()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+08:00", self.local().strftime("%Y-%m-%dT%H:%M:%S%.3f"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        if deserializer.is_human_readable() {
            let timestamp = Timestamp::deserialize(deserializer)?;
            Ok(Moment(timestamp.as_millisecond()))
        } else {
            i64::deserialize(deserializer).map(Moment)
        }
    }
}

/// A wire time `yyyymmddhhmmss` as a number, known to be a real date and time; 0 is absent.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Stamp(u64);

impl Stamp {
    /// Fourteen digits that are a real moment.
    pub fn parse(text: &str) -> Option<Stamp> {
        let number = digits(text, 14)?;
        let day = DayStamp(u32::try_from(number / 1_000_000).ok()?);
        let (hour, minute, second) = (number / 10_000 % 100, number / 100 % 100, number % 100);
        let real = day.date().is_some() && hour < 24 && minute < 60 && second < 60;
        real.then_some(Stamp(number))
    }

    pub const fn number(self) -> u64 {
        self.0
    }

    pub fn day(self) -> DayStamp {
        DayStamp(u32::try_from(self.0 / 1_000_000).unwrap_or(0))
    }

    /// The moment that it names in China's legal time; nothing where it is absent.
    pub fn moment(self) -> Option<Moment> {
        let part = |divisor: u64| i8::try_from(self.0 / divisor % 100).ok();
        let time = Time::new(part(10_000)?, part(100)?, part(1)?, 0).ok()?;
        Some(Moment::from_local(self.day().date()?.to_datetime(time)))
    }

    pub fn from_moment(moment: Moment) -> Stamp {
        let at = moment.local();
        let day = u64::from(DayStamp::from_date(at.date()).number());
        let field = |value: i8| u64::from(value.unsigned_abs());
        Stamp(
            ((day * 100 + field(at.hour())) * 100 + field(at.minute())) * 100 + field(at.second()),
        )
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

/// A wire date `yyyymmdd` as a number, known to be a real date; 0 is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayStamp(u32);

impl DayStamp {
    /// Eight digits that are a real date.
    pub fn parse(text: &str) -> Option<DayStamp> {
        let stamp = DayStamp(u32::try_from(digits(text, 8)?).ok()?);
        stamp.date().map(|_| stamp)
    }

    pub const fn number(self) -> u32 {
        self.0
    }

    pub fn date(self) -> Option<Date> {
        let year = i16::try_from(self.0 / 10_000).ok()?;
        let month = i8::try_from(self.0 / 100 % 100).ok()?;
        let day = i8::try_from(self.0 % 100).ok()?;
        Date::new(year, month, day).ok()
    }

    pub fn from_date(date: Date) -> DayStamp {
        let (year, month, day) =
            (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
        DayStamp((u32::from(year) * 100 + u32::from(month)) * 100 + u32::from(day))
    }
}

impl fmt::Display for DayStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// People read `2026-01-05`, machines the number.
impl Serialize for DayStamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_u32(self.0);
        }
        match self.date() {
            Some(date) => serializer.collect_str(&date),
            None => serializer.serialize_str(""),
        }
    }
}

impl<'de> Deserialize<'de> for DayStamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DayStamp, D::Error> {
        if !deserializer.is_human_readable() {
            return u32::deserialize(deserializer).map(DayStamp);
        }
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(DayStamp(0));
        }
        let date: Date = text.parse().map_err(de::Error::custom)?;
        Ok(DayStamp::from_date(date))
    }
}

fn digits(text: &str, count: usize) -> Option<u64> {
    let bytes = text.as_bytes();
    if bytes.len() != count {
        return None;
    }
    bytes.iter().try_fold(0u64, |acc, byte| {
        byte.is_ascii_digit().then(|| acc * 10 + u64::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_moments_are_stamps() {
        assert_eq!(
            Stamp::parse("20260105235959").map(|it| it.to_string()).as_deref(),
            Some("20260105235959")
        );
        for junk in ["20260230000000", "20260105240000", "2026010523595", "2026010523595x", ""] {
            assert_eq!(Stamp::parse(junk), None, "{junk}");
        }
        assert_eq!(DayStamp::parse("20240229").map(|it| it.number()), Some(20_240_229));
        assert_eq!(DayStamp::parse("20230229"), None);
    }

    #[test]
    fn the_house_keeps_chinese_time() {
        let moment = Moment::from_millis(1_767_628_800_123);
        assert_eq!(moment.to_string(), "2026-01-06T00:00:00.123+08:00");
        assert_eq!(Stamp::from_moment(moment).to_string(), "20260106000000");
        let json = serde_json::to_string(&moment).unwrap();
        assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment);
        assert_eq!(Moment::from_local(moment.local()), moment);
        let stamped = Stamp::from_moment(moment).moment().unwrap();
        assert_eq!(stamped.to_string(), "2026-01-06T00:00:00.000+08:00");
        assert_eq!(Stamp::default().moment(), None);
    }
}
