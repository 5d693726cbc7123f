//! The text that lies beside a file in `failed`: what is wrong, where, and how to mend it.

use std::fmt::Write as _;

use clearance::catalogue;
use messages::Unreadable;
use model::InputId;

/// One thing that could not be taken.
pub(crate) struct Fault {
    /// The member of an archive; empty for the file itself.
    member: String,
    code: String,
    place: String,
    observed: String,
    expected: String,
    title: [String; 2],
    fix: [String; 2],
    /// The number under which the house keeps it all the same.
    input: Option<InputId>,
}

impl Fault {
    /// The house keeps it under that number.
    pub(crate) fn kept_as(self, input: InputId) -> Fault {
        Fault { input: Some(input), ..self }
    }

    /// A message that the house cannot read, which it keeps and answers like any other.
    pub(crate) fn unreadable(member: &str, unreadable: &Unreadable) -> Fault {
        let finding = &unreadable.finding;
        let place = unreadable.place;
        let (title, fix) = words_of(&finding.code);
        Fault {
            member: member.to_owned(),
            code: finding.code.to_string(),
            place: format!("line {}, column {}", place.line, place.column),
            observed: finding.observed.clone(),
            expected: finding.expected.clone(),
            title,
            fix,
            input: None,
        }
    }

    /// More than the house takes in one piece; it is not read at all.
    pub(crate) fn too_large(member: &str, size: u64, max: u64) -> Fault {
        let (title, fix) = words_of("FMT-1005");
        Fault {
            member: member.to_owned(),
            code: "FMT-1005".to_owned(),
            place: "the whole file".to_owned(),
            observed: size.to_string(),
            expected: format!("<= {max}"),
            title,
            fix,
            input: None,
        }
    }

    /// The house's own inputs do not come from where traders put their messages.
    pub(crate) fn house_input(member: &str) -> Fault {
        Fault {
            member: member.to_owned(),
            code: "house_input".to_owned(),
            place: "line 1, column 1".to_owned(),
            observed: "tongguan".to_owned(),
            expected: "CEB…Message".to_owned(),
            title: [
                "海关自身的输入不从此处接收".to_owned(),
                "the house's own inputs are not taken from a watched folder".to_owned(),
            ],
            fix: [
                "请由 POST /api/v1/messages 或 tongguan ingest 送入".to_owned(),
                "give it to POST /api/v1/messages or tongguan ingest".to_owned(),
            ],
            input: None,
        }
    }

    /// The file or a member of it that cannot be read as a file.
    pub(crate) fn broken_file(member: &str, reason: &str) -> Fault {
        Fault {
            member: member.to_owned(),
            code: "unreadable_file".to_owned(),
            place: "the whole file".to_owned(),
            observed: reason.to_owned(),
            expected: String::new(),
            title: ["文件无法读取".to_owned(), "the file cannot be read".to_owned()],
            fix: [
                "请重新生成文件后放入 in".to_owned(),
                "write it again and put it into in".to_owned(),
            ],
            input: None,
        }
    }
}

fn words_of(code: &str) -> ([String; 2], [String; 2]) {
    let words = |zh: &str, en: &str| [zh.to_owned(), en.to_owned()];
    catalogue::find(code).map_or_else(Default::default, |it| {
        (words(it.title_zh, it.title_en), words(it.fix_zh, it.fix_en))
    })
}

/// The text: a line a fact, a paragraph a fault.
pub(crate) fn text_of(file: &str, faults: &[Fault]) -> String {
    let mut text = String::new();
    for fault in faults {
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                // Writing to a text cannot fail.
                let _ = writeln!(text, "{name:<9}{value}");
            }
        };
        let [title_zh, title_en] = &fault.title;
        let [fix_zh, fix_en] = &fault.fix;
        line("file", file);
        line("member", &fault.member);
        line("code", &fault.code);
        line("place", &fault.place);
        line("title", &format!("{title_zh} / {title_en}"));
        line("observed", &fault.observed);
        line("expected", &fault.expected);
        line("fix", &format!("{fix_zh} / {fix_en}"));
        line("input", &fault.input.map(|it| it.to_string()).unwrap_or_default());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use messages::Limits;

    use super::*;

    #[test]
    fn a_text_says_what_where_and_how_to_mend_it() {
        let bytes = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB311Message";
        let unreadable = messages::read(bytes, &Limits::default()).unwrap_err();
        let unreadable = Fault::unreadable("a.xml", &unreadable).kept_as(InputId(17));
        let faults = [unreadable, Fault::broken_file("b.xml", "is encrypted")];
        expect![[r#"
            file     box.zip
            member   a.xml
            code     FMT-1001
            place    line 2, column 1
            title    报文不是格式正确的XML / the message is not well-formed XML
            observed syntax error: tag not closed: `>` not found before end of input
            fix      请在所示行列处修正XML后重新发送 / mend the XML at the line and column shown and send it again
            input    17

            file     box.zip
            member   b.xml
            code     unreadable_file
            place    the whole file
            title    文件无法读取 / the file cannot be read
            observed is encrypted
            fix      请重新生成文件后放入 in / write it again and put it into in

        "#]].assert_eq(&text_of("box.zip", &faults));
    }
}
