//! Return of goods that were released (退货申请).

mod ret_2209;
mod ret_2210;
mod ret_2211;
mod ret_2212;
mod ret_5001;
mod ret_7001;
mod ret_7002;
mod ret_7003;
mod ret_7005;
mod ret_7016;

use crate::{
    OriginalLine, ReleasedList, ReturnCase,
    check::{Check, OnReturning},
};

/// Whether anything of the list may be returned now.
pub(crate) const STATE: &[Check<OnReturning>] =
    &[ret_7016::CHECK, ret_7001::CHECK, ret_7002::CHECK, ret_7005::CHECK];

/// The lines against those of the list.
pub(crate) const LINES: &[Check<OnReturning>] = &[
    ret_2209::CHECK,
    ret_2210::CHECK,
    ret_2211::CHECK,
    ret_2212::CHECK,
    ret_7003::CHECK,
    ret_5001::CHECK,
];

/// The returned lines with the lines of the list that they name, by their place in the return. A
/// line that the list lacks is `RET-2209`'s.
fn lines<'a>(
    case: &ReturnCase<'a>,
) -> impl Iterator<Item = (usize, &'a model::GoodsReturnItem<'a>, &'a OriginalLine<'a>)> {
    let items = case.goods_return.items.iter().enumerate();
    let list = case.list;
    items.filter_map(move |(idx, item)| Some((idx, item, line(&list?, item.number)?)))
}

fn line<'a>(list: &ReleasedList<'a>, number: u32) -> Option<&'a OriginalLine<'a>> {
    list.lines.iter().find(|it| it.number == number)
}
