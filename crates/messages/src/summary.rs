//! Reads back from a receipt of ours what people ask first: what it says, and when it was made.

use model::{Date, DateTime, Moment};

/// The words of a receipt (`returnInfo`) and its moment (`returnTime`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiptSummary {
    /// Empty for a tax bill and its status, and where there is nothing to say.
    pub info: String,
    pub at: Moment,
}

/// Summarises one fragment that [`crate::write_receipt`] wrote.
pub fn summarise_receipt(fragment: &str) -> ReceiptSummary {
    let info = INFOS.iter().find_map(|(open, close)| text_of(fragment, open, close));
    let info = info.unwrap_or_default();
    let info = quick_xml::escape::unescape(info).map(|it| it.into_owned()).unwrap_or_default();
    let at = text_of(fragment, "<returnTime>", "</returnTime>")
        .or_else(|| text_of(fragment, "<manageDate>", "</manageDate>"))
        .or_else(|| text_of(fragment, "<NOTICE_DATE>", "</NOTICE_DATE>"))
        .or_else(|| text_of(fragment, "<SendTime>", "</SendTime>"))
        .or_else(|| text_of(fragment, "<OP_TIME>", "</OP_TIME>"))
        .or_else(|| text_of(fragment, "<CheckInfo>", "</CheckInfo>")?.get(..19))
        .or_else(|| text_of(fragment, "<ErrorMessage>", "</ErrorMessage>")?.get(..19))
        .or_else(|| text_of(fragment, "<ResultMessage>", "</ResultMessage>")?.get(..19))
        .and_then(moment);
    ReceiptSummary { info, at: at.unwrap_or_default() }
}

/// Where receipts have their words: those of zone, declaration and manifest beside those of the retail channel.
const INFOS: [(&str, &str); 8] = [
    ("<returnInfo>", "</returnInfo>"),
    ("<CheckInfo><note>", "</note></CheckInfo>"),
    ("<CheckInfo>", "</CheckInfo>"),
    ("<NOTE>", "</NOTE>"),
    ("<PROC_DESC>", "</PROC_DESC>"),
    ("<ErrorMessage>", "</ErrorMessage>"),
    ("<ResultMessage>", "</ResultMessage>"),
    ("<StatementDescription>", "</StatementDescription>"),
];

fn text_of<'f>(fragment: &'f str, open: &str, close: &str) -> Option<&'f str> {
    let (_, rest) = fragment.split_once(open)?;
    rest.split_once(close).map(|(text, _)| text)
}

/// Seventeen digits: date, time, milliseconds. What stands between them does not matter, nor do milliseconds that are
/// left out; a day alone is its beginning.
fn moment(text: &str) -> Option<Moment> {
    let mut text: String = text.chars().filter(char::is_ascii_digit).collect();
    if [8, 14].contains(&text.len()) {
        text.extend(std::iter::repeat_n('0', 17 - text.len()));
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, to: usize| number(from, to).and_then(|it| i8::try_from(it).ok());
    let date = Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
    let nanos = i32::from(number(14, 17)?) * 1_000_000;
    let time = jiff_time(small(8, 10)?, small(10, 12)?, small(12, 14)?, nanos)?;
    Some(Moment::from_local(DateTime::from_parts(date, time)))
}

fn jiff_time(hour: i8, minute: i8, second: i8, nanos: i32) -> Option<model::Time> {
    model::Time::new(hour, minute, second, nanos).ok()
}

#[cfg(test)]
mod tests {
    use model::{Channel, Direction, OrderReturn, ReceiptBody, TransitReturn};

    use super::*;
    use crate::{WireTime, write_receipt};

    #[test]
    fn a_transit_is_answered_by_the_day() {
        let transit = TransitReturn {
            preliminary_no: "".into(),
            transit_no: "2248261000000002".into(),
            at: Moment::from_millis(1_767_628_800_123),
            channel: Channel::Released,
            note: "转关放行".into(),
            direction: Direction::Import,
        };
        let mut fragment = Vec::new();
        write_receipt(
            &ReceiptBody::Transit(transit),
            &WireTime::new(Moment::default()),
            &mut fragment,
        );
        let summary = summarise_receipt(std::str::from_utf8(&fragment).unwrap());
        assert_eq!(summary.info, "转关放行");
        assert_eq!(summary.at.to_string(), "2026-01-06T00:00:00.000+08:00");
    }

    #[test]
    fn what_was_written_is_read_back() {
        let at = Moment::from_millis(1_767_628_800_123);
        let receipt = ReceiptBody::Order(OrderReturn {
            guid: "4CDE1CFD-EDED-46B1-946C-B8022E42FC94".into(),
            platform_code: "1105910159".into(),
            seller_code: "1105910159".into(),
            order_no: "O1".into(),
            status: 100,
            info: "[Code:1332;Desc:<不一致> & 其他]".into(),
        });
        let mut fragment = Vec::new();
        write_receipt(&receipt, &WireTime::new(at), &mut fragment);
        let summary = summarise_receipt(std::str::from_utf8(&fragment).unwrap());
        let info = "[Code:1332;Desc:<不一致> & 其他]".to_owned();
        assert_eq!(summary, ReceiptSummary { info, at });
    }
}
