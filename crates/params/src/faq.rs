//! What the public asks, and answers that hold no figure of their own (常见问题): each stands between braces and
//! is filled in from the law of a day. `params/public/README.md` says how.

use serde::Deserialize;

use crate::{LawError, Parameters, Profiles};

const FILE: &str = "public/faq.toml";

/// The questions, in the order in which they are shown.
#[derive(Debug, Default)]
pub struct Faq {
    questions: Vec<FaqQuestion>,
}

/// A question with its answer.
#[derive(Debug)]
pub struct FaqQuestion {
    pub id: String,
    /// Under which heading it is shown: `retail`, `goods`, `returns`.
    pub topic: FaqTopic,
    pub question_zh: String,
    pub question_en: String,
    pub answer_zh: Vec<FaqPart>,
    pub answer_en: Vec<FaqPart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaqTopic {
    /// Cross-border retail parcels.
    Retail,
    /// Goods declarations.
    Goods,
    /// What goes back.
    Returns,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaqPart {
    Text(String),
    Figure(FaqFigure),
}

/// A figure that the law of a day says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaqFigure {
    /// A parameter by its name.
    Parameter(String),
    /// What a tax of a profile comes to for these amounts.
    Levied { profile: String, tax: String, amounts: Vec<(String, String)> },
    /// Below which that tax is not levied.
    WaivedBelow { profile: String, tax: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWire {
    #[serde(rename = "question")]
    questions: Vec<QuestionWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionWire {
    id: String,
    topic: FaqTopic,
    question_zh: String,
    question_en: String,
    answer_zh: String,
    answer_en: String,
}

impl Faq {
    pub(crate) fn read(
        text: &str,
        parameters: &Parameters,
        profiles: &Profiles,
    ) -> Result<Faq, LawError> {
        let FileWire { questions: wires } = toml::from_str(text)
            .map_err(|source| LawError::Toml { file: FILE.to_owned(), source })?;
        let mut questions: Vec<FaqQuestion> = Vec::new();
        for wire in wires {
            let id = wire.id.clone();
            if questions.iter().any(|it| it.id == id) {
                return Err(LawError::fault(FILE, format!("`{id}` stands twice")));
            }
            let question = question(wire, parameters, profiles)
                .map_err(|what| LawError::fault(FILE, format!("{id}: {what}")))?;
            questions.push(question);
        }
        Ok(Faq { questions })
    }

    pub fn questions(&self) -> &[FaqQuestion] {
        &self.questions
    }
}

impl FaqQuestion {
    /// What its answer names, in the order of the Chinese.
    pub fn figures(&self) -> impl Iterator<Item = &FaqFigure> {
        figures(&self.answer_zh)
    }
}

fn figures(parts: &[FaqPart]) -> impl Iterator<Item = &FaqFigure> {
    parts.iter().filter_map(|it| match it {
        FaqPart::Figure(figure) => Some(figure),
        FaqPart::Text(_) => None,
    })
}

fn question(
    wire: QuestionWire,
    parameters: &Parameters,
    profiles: &Profiles,
) -> Result<FaqQuestion, String> {
    let QuestionWire { id, topic, question_zh, question_en, answer_zh, answer_en } = wire;
    let question = FaqQuestion {
        id,
        topic,
        question_zh,
        question_en,
        answer_zh: parts(&answer_zh)?,
        answer_en: parts(&answer_en)?,
    };
    for figure in question.figures() {
        known(figure, parameters, profiles)?;
        if !figures(&question.answer_en).any(|it| it == figure) {
            return Err(format!("the English answer does not name {figure:?}"));
        }
    }
    if figures(&question.answer_en).count() != question.figures().count() {
        return Err("the English answer names more than the Chinese".to_owned());
    }
    Ok(question)
}

/// A text and what stands between its braces.
fn parts(text: &str) -> Result<Vec<FaqPart>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after.split_once('}').ok_or("a brace is not closed")?;
        if !before.is_empty() {
            parts.push(FaqPart::Text(before.to_owned()));
        }
        parts.push(FaqPart::Figure(figure(inside)?));
        rest = after;
    }
    if rest.contains('}') {
        return Err("a brace is not opened".to_owned());
    }
    if !rest.is_empty() {
        parts.push(FaqPart::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn figure(text: &str) -> Result<FaqFigure, String> {
    let mut words = text.split_whitespace();
    let name = words.next().ok_or("there is nothing between braces")?;
    let Some((profile, tax)) = name.split_once('/') else {
        return match words.next() {
            None => Ok(FaqFigure::Parameter(name.to_owned())),
            Some(word) => Err(format!("`{word}`: a parameter is named alone")),
        };
    };
    let (profile, tax) = (profile.to_owned(), tax.to_owned());
    let words: Vec<&str> = words.collect();
    if words == ["waived_below"] {
        return Ok(FaqFigure::WaivedBelow { profile, tax });
    }
    let amount = |word: &&str| {
        let (name, value) = word.split_once('=').ok_or_else(|| format!("`{word}` is no amount"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    let amounts: Vec<(String, String)> = words.iter().map(amount).collect::<Result<_, String>>()?;
    Ok(FaqFigure::Levied { profile, tax, amounts })
}

/// Whether the law has what is named, on some day.
fn known(figure: &FaqFigure, parameters: &Parameters, profiles: &Profiles) -> Result<(), String> {
    let (profile, tax, is_waivable) = match figure {
        FaqFigure::Parameter(name) => {
            let is_known = parameters.get(name).is_some();
            return is_known.then_some(()).ok_or_else(|| format!("there is no parameter `{name}`"));
        }
        FaqFigure::Levied { profile, tax, .. } => (profile, tax, false),
        FaqFigure::WaivedBelow { profile, tax } => (profile, tax, true),
    };
    let periods = profiles.periods(profile);
    let mut rules = periods.iter().map(|(_, it)| it.taxes.iter().find(|it| it.code == *tax));
    if periods.is_empty()
        || !rules.all(|it| it.is_some_and(|it| !is_waivable || it.waived_below.is_some()))
    {
        return Err(format!(
            "the profile `{profile}` has no such figure of `{tax}` in every period"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;

    fn read(answer_zh: &str, answer_en: &str) -> Result<Faq, String> {
        let law = Law::shipped().unwrap();
        let text = format!(
            "[[question]]\nid = \"one\"\ntopic = \"goods\"\nquestion_zh = \"问\"\nquestion_en = \"ask\"\n\
             answer_zh = \"{answer_zh}\"\nanswer_en = \"{answer_en}\"\n"
        );
        Faq::read(&text, &law.parameters, &law.profiles).map_err(|it| it.to_string())
    }

    #[test]
    fn an_answer_is_text_and_figures() {
        let faq = read("不足{tax.waived_below}元", "below {tax.waived_below} yuan").unwrap();
        let figure = FaqFigure::Parameter("tax.waived_below".to_owned());
        let [question] = faq.questions() else { panic!() };
        assert_eq!(
            question.answer_en,
            [
                FaqPart::Text("below ".to_owned()),
                FaqPart::Figure(figure),
                FaqPart::Text(" yuan".to_owned())
            ]
        );
    }

    #[test]
    fn what_no_law_says_is_refused() {
        for (zh, en, what) in [
            ("{tax.nothing}", "{tax.nothing}", "no parameter `tax.nothing`"),
            ("{cn-nothing/duty}", "{cn-nothing/duty}", "`cn-nothing` has no such figure"),
            ("{cn/nothing a=1}", "{cn/nothing a=1}", "of `nothing`"),
            (
                "{cn-refund-interest/refund_interest waived_below}",
                "{cn-refund-interest/refund_interest waived_below}",
                "no such figure",
            ),
            ("{tax.pay_days}", "fifteen", "does not name"),
            ("十五", "{tax.pay_days}", "names more"),
            ("{tax.pay_days", "x", "not closed"),
            ("tax.pay_days}", "x", "not opened"),
            ("{}", "{}", "nothing between braces"),
            ("{tax.pay_days 1}", "{tax.pay_days 1}", "named alone"),
        ] {
            let refused = read(zh, en).unwrap_err();
            assert!(refused.contains(what), "{refused}");
        }
    }

    #[test]
    fn what_is_shipped_names_only_figures_and_holds_none() {
        let law = Law::shipped().unwrap();
        assert!(law.faq.questions().len() > 10);
        for question in law.faq.questions() {
            assert!(question.figures().next().is_some(), "{}", question.id);
            let texts = question.answer_zh.iter().chain(&question.answer_en);
            for part in texts {
                let FaqPart::Text(text) = part else { continue };
                // The 10,000 yuan and 30 days of a worked example are the question's own.
                let own = text.replace("10,000", "").replace("30日", "");
                assert!(!own.contains(|it: char| it.is_ascii_digit()), "{}: {text}", question.id);
            }
        }
    }
}
