//! Messages to feed the house: lifelike parcels of today, and ways to spoil them.

use std::{fs, io::Write as _, path::PathBuf, sync::OnceLock};

use model::{Date, Rate};
use params::Law;
use testkit::{Plan, TRUTH_FILE, generate};

use super::Folder;

/// The day on which the binary, which looks at the clock, thinks it is.
pub(crate) fn today() -> Date {
    static TODAY: OnceLock<Date> = OnceLock::new();
    *TODAY.get_or_init(|| {
        let folder = Folder::new();
        folder.run(&["generate", "retail", "--parcels", "1", "--out", "one"]).ok();
        let truth = fs::read_to_string(folder.path("one").join(TRUTH_FILE)).unwrap();
        let (_, rest) = truth.split_once(" on=").unwrap();
        rest.lines().next().unwrap().parse().unwrap()
    })
}

pub(crate) struct Message {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a plan comes to, without the truth file.
pub(crate) fn messages(plan: &Plan) -> Vec<Message> {
    static LAW: OnceLock<Law> = OnceLock::new();
    let law = LAW.get_or_init(|| Law::shipped().unwrap());
    let mut messages: Vec<Message> = Vec::new();
    let mut keep = |file: testkit::GeneratedFile<'_>| {
        if file.name != TRUTH_FILE {
            messages.push(Message { name: file.name.to_owned(), bytes: file.bytes.to_vec() });
        }
        Ok(())
    };
    generate(plan, law, &mut keep, &mut |_| {}).unwrap();
    messages
}

/// Parcels without fault, repeat or delay, one document a message.
pub(crate) struct Parcels {
    /// Registry, law and what the sites report, which come first.
    pub(crate) house: Vec<Message>,
    pub(crate) orders: Vec<String>,
    pub(crate) payments: Vec<String>,
    pub(crate) waybills: Vec<String>,
    pub(crate) lists: Vec<String>,
}

impl Parcels {
    pub(crate) fn clean(count: u64) -> Parcels {
        let plan =
            Plan { documents_per_message: 1, ..Plan::new(count, Rate::ZERO, 7, today()).tidy() };
        let mut parcels = Parcels {
            house: Vec::new(),
            orders: Vec::new(),
            payments: Vec::new(),
            waybills: Vec::new(),
            lists: Vec::new(),
        };
        for message in messages(&plan) {
            if message.name.ends_with(".json") || message.name.contains("CEB711") {
                parcels.house.push(message);
                continue;
            }
            let text = String::from_utf8(message.bytes).unwrap();
            let of_kind = match root(&text) {
                "CEB311Message" => &mut parcels.orders,
                "CEB411Message" => &mut parcels.payments,
                "CEB511Message" => &mut parcels.waybills,
                _ => &mut parcels.lists,
            };
            of_kind.push(text);
        }
        for of_kind in
            [&mut parcels.orders, &mut parcels.payments, &mut parcels.waybills, &mut parcels.lists]
        {
            // So that the n-th of each kind are of one parcel.
            of_kind.sort_by_key(|it| field(it, "orderNo").to_owned());
        }
        // A payment and a waybill come without an order number in some editions of the message.
        parcels.payments.sort_by_key(|it| field(it, "payTransactionId").to_owned());
        parcels.waybills.sort_by_key(|it| serial(field(it, "logisticsNo")));
        for of_kind in [&mut parcels.orders, &mut parcels.lists] {
            of_kind.sort_by_key(|it| serial(field(it, "orderNo")));
        }
        parcels.payments.sort_by_key(|it| serial(field(it, "payTransactionId")));
        parcels
    }

    /// Registry, law and the sites' reports into a house that examines nothing by chance: each house
    /// draws by a secret of its own. Returns how many inputs that were.
    #[track_caller]
    pub(crate) fn prepare(&self, folder: &Folder) -> u64 {
        let settings = r#"{"tongguan":"settings","examination_share":"0"}"#;
        let mut paths = vec![folder.write("0-settings.json", settings)];
        paths.extend(self.house.iter().map(|it| folder.write(&it.name, &it.bytes)));
        assert_eq!(folder.ingest(&paths).0, Some(0));
        paths.len() as u64
    }

    /// The four messages of one parcel.
    pub(crate) fn of(&self, index: usize) -> [&str; 4] {
        [&self.orders, &self.payments, &self.waybills, &self.lists].map(|it| it[index].as_str())
    }

    /// The four messages of one parcel as files.
    pub(crate) fn write(&self, folder: &Folder, name: &str, index: usize) -> PathBuf {
        for (text, number) in self.of(index).iter().zip(1..) {
            folder.write(&format!("{name}/{number}.xml"), text);
        }
        folder.path(name)
    }
}

/// The running number that ends the numbers of one parcel's documents.
fn serial(number: &str) -> String {
    number.chars().skip(number.len().saturating_sub(10)).collect()
}

fn root(text: &str) -> &str {
    let at = text.find("<ceb:CEB").unwrap() + "<ceb:".len();
    &text[at..at + "CEB311Message".len()]
}

/// The first value of a field.
#[track_caller]
pub(crate) fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let open = format!("<ceb:{name}>");
    let Some(at) = text.find(&open) else { return "" };
    let rest = &text[at + open.len()..];
    &rest[..rest.find('<').unwrap()]
}

/// The message with another value in every field of that name.
#[track_caller]
pub(crate) fn with(text: &str, name: &str, value: &str) -> String {
    let old = format!("<ceb:{name}>{}<", field(text, name));
    assert!(text.contains(&old), "{name}");
    text.replace(&old, &format!("<ceb:{name}>{value}<"))
}

/// The one document of a message, with its tags.
pub(crate) fn document<'a>(text: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<ceb:{name}>"), format!("</ceb:{name}>"));
    &text[text.find(&open).unwrap()..text.find(&close).unwrap() + close.len()]
}

/// A message with other documents in place of its one.
pub(crate) fn with_documents(text: &str, name: &str, documents: &[&str]) -> String {
    text.replace(document(text, name), &documents.concat())
}

/// An archive with these members.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
