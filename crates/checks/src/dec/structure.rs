//! How a declaration is put together: how many of each part, numbered how, each once.

use model::Declaration;

use crate::{
    bel::repeated,
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
};

/// Rows: code, element, parts in Chinese and English, how many at most, the field.
macro_rules! at_most {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $limit:literal, $field:ident) => {
        check!(
            $code,
            Rule::cross(Source::message($element)),
            [
                concat!("一份报关单的", $zh, "超过", $limit, "项"),
                concat!("a declaration has more than ", $limit, " ", $en)
            ],
            ["请分单申报", "file several declarations"],
            |on, to| {
                let n_parts = on.it.$field.len();
                if n_parts > $limit {
                    to.report(
                        concat!("declaration.", stringify!($field)),
                        n_parts,
                        concat!("<= ", $limit),
                    );
                }
            }
        )
    };
}

/// Rows: code, element, parts in Chinese and English, what is to be there once.
macro_rules! once {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        check!(
            $code,
            Rule::cross(Source::message($element)),
            [concat!("报关单内", $zh, "重复"), concat!($en, " is there twice")],
            [concat!("请删除重复的", $zh), "leave out what is repeated"],
            $run
        )
    };
}

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-1001",
        Rule::cross(Source::message("DecLists")),
        ["报关单没有商品", "the declaration has no goods line"],
        ["请至少申报一项商品", "declare at least one line"],
        |on, to| {
            if on.it.items.is_empty() {
                to.report("declaration.items", 0, "1 or more");
            }
        }
    ),
    at_most!("DEC-1002", "DecList", ["商品", "goods lines"], 50, items),
    check!(
        "DEC-1003",
        Rule::cross(Source::filling("三十三")),
        ["商品序号应从1开始连续", "the lines are not numbered 1, 2, 3 …"],
        ["请按顺序从1编号", "number the lines from 1 without a gap"],
        lines_are_numbered
    ),
    at_most!("DEC-1004", "DecContainers", ["集装箱", "containers"], 500, containers),
    at_most!("DEC-1005", "DecLicenseDocus", ["随附单证", "documents"], 7, documents),
    at_most!("DEC-1006", "EdocRealation", ["随附单据", "attached files"], 10, attachments),
    at_most!("DEC-1007", "EcoRelation", ["单证对应关系", "origin links"], 20, origin_links),
    once!("DEC-1008", "DecContainer.ContainerId", ["集装箱号", "a container"], |on, to| {
        let numbers = on.it.containers.iter().map(|it| it.number.as_str());
        twice(to, numbers, |idx| At2("containers", idx, "number"));
    }),
    once!(
        "DEC-1009",
        "EdocRealation.EdocID",
        ["随附单据编号", "an attached file"],
        |on, to| {
            let ids = on.it.attachments.iter().map(|it| it.id.as_str());
            twice(to, ids, |idx| At2("attachments", idx, "id"));
        }
    ),
    check!(
        "DEC-1010",
        Rule::cross(Source::message("LicenseDocu")),
        ["同一随附单证重复填报", "a document is presented twice"],
        ["每份随附单证只填报一次", "present each document once"],
        |on, to| {
            let documents = on.it.documents.iter();
            let pairs = documents.map(|it| (it.kind.as_str(), it.number.as_str()));
            if is_distinct(pairs.clone()) {
                return;
            }
            for (idx, (kind, number)) in repeated(pairs) {
                let observed = format_args!("{kind} {number}");
                to.report(At2("documents", idx, "number"), observed, "未重复 (once)");
            }
        }
    ),
    check!(
        "DEC-1011",
        Rule::cross(Source::message("EcoRelation.DecGNo")),
        ["同一商品项在单证对应关系中重复", "a goods line is linked to a proof of origin twice"],
        ["每项商品只对应一份单证的一项", "link each line once"],
        |on, to| {
            let pairs = on.it.origin_links.iter().map(|it| (it.kind.as_str(), it.item));
            if is_distinct(pairs.clone()) {
                return;
            }
            for (idx, (_, item)) in repeated(pairs) {
                to.report(At2("origin_links", idx, "item"), item, "未重复 (once)");
            }
        }
    ),
    once!(
        "DEC-1012",
        "DecGoodsLimitVin.VinCode",
        ["车辆识别代码", "a vehicle's number"],
        |on, to| {
            let vins = |it| vins(it).map(|(_, vin)| vin);
            if is_distinct(vins(on.it)) {
                return;
            }
            for (_, vin) in repeated(vins(on.it)) {
                to.report("declaration.items", vin, "未重复 (once)");
            }
        }
    ),
    check!(
        "DEC-1013",
        Rule::cross(Source::message("EdocRealation.EdocID")),
        [
            "随附单据编号中的类别与所填类别不一致",
            "the number of an attached file names another kind"
        ],
        ["编号第5至12位应为随附单据类别代码", "characters 5 to 12 of the number are the kind"],
        |on, to| {
            for (idx, it) in on.it.attachments.iter().enumerate() {
                let named = it.id.get(4..12).filter(|_| super::shapes::is_attachment_id(&it.id));
                if let Some(named) = named.filter(|named| it.kind != *named && !it.kind.is_empty())
                {
                    to.report(At2("attachments", idx, "kind"), &it.kind, named);
                }
            }
        }
    ),
    check!(
        "DEC-1014",
        Rule::cross(Source::filling("二")),
        [
            "海关编号的进出口标志与申报方向不一致",
            "the declaration number is one of the other direction"
        ],
        [
            "海关编号第9位，进口为1，出口为0",
            "its ninth character is 1 for an import, 0 for an export"
        ],
        |on, to| {
            let number = &on.it.declaration_no;
            let Some(mark) = number.get(8..9).filter(|_| number.len() == 18) else { return };
            let (mine, other) = if on.is_import() { ("1I", "0E") } else { ("0E", "1I") };
            if other.contains(mark) {
                to.report(
                    "declaration.declaration_no",
                    number,
                    format_args!("第9位 (the ninth) {mine}"),
                );
            }
        }
    ),
    check!(
        "DEC-1015",
        Rule::cross(Source::filling("三十二")),
        ["启运日期晚于进口日期", "the goods departed after they arrived"],
        ["请核对启运日期与进口日期", "check both days"],
        |on, to| {
            let (departed, moved) = (on.it.departed_on.date(), on.it.moved_on.date());
            if let (true, Some(departed), Some(moved)) = (on.is_import(), departed, moved) {
                // Across the date line a day is gained.
                if departed.yesterday().is_ok_and(|it| it > moved) {
                    to.report("declaration.departed_on", departed, format_args!("<= {moved}"));
                }
            }
        }
    ),
    check!(
        "DEC-1016",
        Rule::single(Source::filling("五")),
        ["启运日期或卸毕日期晚于申报日期", "the day of departure or unloading is yet to come"],
        ["请填写实际日期，尚未卸毕的留空", "declare the day on which it happened, or none"],
        |on, to| {
            let days = [
                ("declaration.departed_on", on.it.departed_on.date().filter(|_| on.is_import())),
                ("declaration.unloaded_on", on.it.unloaded_on.date()),
            ];
            for (at, day) in days {
                if let Some(day) = day.filter(|it| *it > on.case.on) {
                    to.report(at, day, format_args!("<= {}", on.case.on));
                }
            }
        }
    ),
];

/// A part of the declaration, its index, its field.
pub(super) struct At2(pub(super) &'static str, pub(super) usize, pub(super) &'static str);

impl std::fmt::Display for At2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "declaration.{}[{}].{}", self.0, self.1, self.2)
    }
}

/// Whether no value is there twice, as far as that is told without the heap: of few.
fn is_distinct<T: PartialEq>(values: impl Iterator<Item = T> + Clone) -> bool {
    const FEW: usize = 16;
    let mut indexed = values.clone().enumerate();
    indexed.all(|(idx, value)| idx < FEW && values.clone().take(idx).all(|it| it != value))
}

/// Reports each text that an earlier part has; empty ones are none.
fn twice<'t>(
    to: &mut Findings<'_>,
    values: impl Iterator<Item = &'t str> + Clone,
    at: impl Fn(usize) -> At2,
) {
    if is_distinct(values.clone()) {
        return;
    }
    for (idx, value) in repeated(values).into_iter().filter(|(_, value)| !value.is_empty()) {
        to.report(at(idx), value, "未重复 (once)");
    }
}

/// Each vehicle's number with the index of its goods line.
pub(super) fn vins<'d>(it: &'d Declaration<'_>) -> impl Iterator<Item = (usize, &'d str)> + Clone {
    let limits = it
        .items
        .iter()
        .enumerate()
        .flat_map(|(idx, item)| item.limits.iter().map(move |limit| (idx, limit)));
    let vins = limits.flat_map(|(idx, limit)| limit.vins.iter().map(move |it| (idx, it)));
    vins.map(|(idx, it)| (idx, it.vin.as_str())).filter(|(_, vin)| !vin.is_empty())
}

fn lines_are_numbered(on: &Declared<'_>, to: &mut Findings<'_>) {
    for ((idx, item), expected) in on.it.items.iter().enumerate().zip(1u32..) {
        if item.number != expected {
            to.report(At::Item("declaration", idx, "number"), item.number, expected);
            return;
        }
    }
}
