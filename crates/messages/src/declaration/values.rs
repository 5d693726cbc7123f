//! Values of a goods declaration that have a form of their own on the wire.

use std::borrow::Cow;

use model::{Direction, PriceConfirmations, Text};

use crate::{format::Fault, table::Form, value::Value};

/// `I` or `E`.
impl<'a> Value<'a> for Direction {
    fn read(text: Cow<'a, str>, _form: Form) -> Result<Direction, Fault> {
        match &*text {
            "I" => Ok(Direction::Import),
            "E" => Ok(Direction::Export),
            _ => Err(Fault::NotListed),
        }
    }

    fn is_blank(&self) -> bool {
        false
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Direction::Import => b'I',
            Direction::Export => b'E',
        });
    }
}

/// One character a confirmation. The fourth of a text of four is the local inspection mark of the
/// form of 2018, which formula pricing took the place of.
impl<'a> Value<'a> for PriceConfirmations<'a> {
    fn read(text: Cow<'a, str>, form: Form) -> Result<PriceConfirmations<'a>, Fault> {
        let text = Text::read(text, form)?;
        let is_old = text.chars().count() == 4;
        let at = |index: usize| {
            let character =
                text.chars().nth(index).filter(|it| *it != ' ' && !(is_old && index == 3));
            character.map_or_else(Text::default, code)
        };
        Ok(PriceConfirmations {
            special_relation: at(0),
            price_influence: at(1),
            royalties: at(2),
            formula_pricing: at(3),
            provisional_price: at(4),
        })
    }

    fn is_blank(&self) -> bool {
        in_order(self).iter().all(|it| it.is_empty())
    }

    fn write(&self, out: &mut Vec<u8>) {
        let five = in_order(self);
        if five.iter().all(|it| it.is_empty()) {
            return;
        }
        let is_old = self.formula_pricing.is_empty() && self.provisional_price.is_empty();
        for text in five.into_iter().take(if is_old { 3 } else { 5 }) {
            out.extend_from_slice(text.given().unwrap_or("9").as_bytes());
        }
    }
}

/// A confirmation without a copy, for those that are sent.
fn code<'a>(character: char) -> Text<'a> {
    match character {
        '0' => "0".into(),
        '1' => "1".into(),
        '9' => "9".into(),
        other => other.to_string().into(),
    }
}

fn in_order<'c, 'a>(it: &'c PriceConfirmations<'a>) -> [&'c Text<'a>; 5] {
    [
        &it.special_relation,
        &it.price_influence,
        &it.royalties,
        &it.formula_pricing,
        &it.provisional_price,
    ]
}
