//! One scenario's folder as its author wrote it.

use std::{collections::BTreeMap, fs, path::Path};

use clearance::ports::RawInput;
use model::Moment;
use serde::Deserialize;

use super::{settings, sorted};

/// `scenario.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    /// What a reader should see in the answers, and why it is right.
    shows: String,
    /// When the first input comes.
    start: String,
    /// Between inputs, from one to the next.
    #[serde(default = "one")]
    step_minutes: i64,
    /// Moments of single inputs, by their two digits; the ones after them go on from there.
    #[serde(default)]
    received_at: BTreeMap<String, String>,
    /// Who brought an input, as far as its door knows, by its two digits.
    #[serde(default)]
    sender: BTreeMap<String, String>,
    /// Fields of the house's settings.
    #[serde(default)]
    settings: BTreeMap<String, toml::Value>,
}

fn one() -> i64 {
    1
}

pub(super) struct Input {
    /// As in the file's name.
    pub(super) number: String,
    /// What it is, by its file's name.
    pub(super) message: String,
    pub(super) raw: RawInput,
}

pub(super) struct Folder {
    head: Head,
    pub(super) inputs: Vec<Input>,
}

impl Folder {
    pub(super) fn read(path: &Path) -> Folder {
        let head = fs::read_to_string(path.join("scenario.toml")).unwrap();
        let head: Head =
            toml::from_str(&head).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!head.title.is_empty() && !head.shows.is_empty(), "{}", path.display());
        let (mut inputs, mut at) = (Vec::new(), moment(&head.start));
        for file in sorted(path) {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let Some((number, message)) = name.split_once("-in-") else { continue };
            at = head.received_at.get(number).map_or(at, |it| moment(it));
            let sender = head.sender.get(number).cloned().unwrap_or_default();
            let raw = RawInput { received_at: at, sender, bytes: fs::read(&file).unwrap() };
            let message = message.split_once('.').map_or(message, |it| it.0).to_owned();
            inputs.push(Input { number: number.to_owned(), message, raw });
            at = at.plus_minutes(head.step_minutes);
        }
        let numbers: Vec<&str> = inputs.iter().map(|it| it.number.as_str()).collect();
        for key in head.received_at.keys().chain(head.sender.keys()) {
            assert!(numbers.contains(&key.as_str()), "{}: no input {key}", path.display());
        }
        Folder { head, inputs }
    }

    /// The settings come before everything else, as the operator's own input.
    pub(super) fn settings(&self) -> RawInput {
        RawInput {
            received_at: moment(&self.head.start),
            sender: String::new(),
            bytes: serde_json::to_vec(&settings(&self.head.settings)).unwrap(),
        }
    }
}

fn moment(text: &str) -> Moment {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap()
}
