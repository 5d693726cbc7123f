//! What a supplementary declaration (补充申报单) says: which fields each kind has, which it needs, and what they are
//! called. `params/declaration/README.md` is the schema of the table.

use model::{BasisId, Date, Direction};

use crate::{Bases, LawError, Period, rows};

/// The fields of the form.
#[derive(Debug, Default)]
pub struct SupplementRules(Vec<SupplementField>);

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplementField {
    pub period: Period,
    /// Our own name: `buyer.name`.
    pub name: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// Letters of the kinds that have it.
    pub kinds: Box<str>,
    /// The only direction that has it; nothing: both.
    pub direction: Option<Direction>,
    /// Why it has to be filled in; nothing: it need not.
    pub need: Option<BasisId>,
    /// The only values, with their Chinese names; empty: any.
    pub values: Box<[(Box<str>, Box<str>)]>,
    pub basis: BasisId,
}

impl SupplementField {
    /// Whether a supplementary declaration of that kind has it.
    pub fn is_of(&self, kind: &str, direction: Direction) -> bool {
        self.kinds.contains(kind) && self.direction.is_none_or(|it| it == direction)
    }
}

const FILE: &str = "declaration/supplement_fields.csv";

const HEADER: [&str; 11] = [
    "from",
    "to",
    "field",
    "title_zh",
    "title_en",
    "kinds",
    "direction",
    "need",
    "need_basis",
    "values",
    "basis",
];

impl SupplementRules {
    pub(crate) fn read(bases: &Bases) -> Result<SupplementRules, LawError> {
        let text = include_str!("../../../params/declaration/supplement_fields.csv");
        let fields = rows::read(FILE, text, &HEADER, bases, |row| {
            let direction = match row.text("direction") {
                "" => None,
                "I" => Some(Direction::Import),
                "E" => Some(Direction::Export),
                other => return Err(format!("`{other}` is no direction")),
            };
            let need = match row.text("need") {
                "" => None,
                "must" => {
                    let key = row.text("need_basis");
                    Some(bases.keyed(key).ok_or_else(|| format!("there is no basis `{key}`"))?)
                }
                other => return Err(format!("`{other}` is no need")),
            };
            Ok(SupplementField {
                period: row.period()?,
                name: row.text("field").into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                kinds: row.text("kinds").into(),
                direction,
                need,
                values: rows::named_values(row.text("values"))?,
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(FILE, &fields, |it| it.name.clone(), |it| it.period)?;
        Ok(SupplementRules(fields))
    }

    /// The fields of that day, in the order of the form.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &SupplementField> {
        self.0.iter().filter(move |it| it.period.covers(day))
    }

    /// A field by our own name.
    pub fn field(&self, name: &str, day: Date) -> Option<&SupplementField> {
        self.on(day).find(|it| &*it.name == name)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use model::Direction;

    use crate::Law;

    #[test]
    fn every_field_of_the_form_is_known_from_its_first_day() {
        let law = Law::shipped().unwrap();
        let day = date(2018, 8, 1);
        assert_eq!(law.supplements.on(day).count(), 96, "all but line and kind");
        assert_eq!(law.supplements.on(date(2018, 7, 31)).count(), 0);
        let needed = |kind, direction| {
            let of = law.supplements.on(day).filter(|it| it.is_of(kind, direction));
            of.filter(|it| it.need.is_some()).map(|it| &*it.name).collect::<Vec<_>>()
        };
        assert_eq!(
            needed("A", Direction::Export),
            ["currency", "invoice.total", "duty_deducted"],
            "what is asked of imports is not asked of exports"
        );
        assert_eq!(needed("B", Direction::Import), ["has_ruling", "was_sampled", "explained"]);
        let criterion = law.supplements.field("origin_criterion", day).unwrap();
        assert_eq!(criterion.values.len(), 6);
        assert!(!criterion.is_of("A", Direction::Import));
    }
}
