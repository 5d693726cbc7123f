//! Models as they are kept: what was written comes back bit for bit, and nothing else does.

use risk::{
    Field, Kind, Record, Schema, Slot,
    trees::{Calibration, Forest, Misfit, Model, SavedError, Spread},
};

use crate::foreign::{LIGHTGBM, SETS, rows};

fn model(text: &str) -> Model {
    let (forest, names) = Forest::from_lightgbm(text.as_bytes()).unwrap();
    let mut model = Model::foreign(forest, names, "2026-11", "LightGBM").unwrap();
    model.calibration = Calibration::Platt { slope: 0.1 + 0.2, offset: -1.0 / 3.0 };
    model
}

fn schema(names: &[&str]) -> Schema {
    let field = |it: &&str| Field { name: (*it).to_owned(), kind: Kind::Number };
    Schema::new(names.iter().map(field).collect()).unwrap()
}

#[test]
fn what_is_kept_comes_back_bit_for_bit() {
    for text in [LIGHTGBM, SETS] {
        let model = model(text);
        let bytes = model.save().unwrap();
        let back = Model::load(&bytes).unwrap();
        assert_eq!(back, model);
        assert_eq!(back.save().unwrap(), bytes);
        for row in rows() {
            assert_eq!(
                back.weigh_row(&row).probability.to_bits(),
                model.weigh_row(&row).probability.to_bits()
            );
        }
    }
}

#[test]
fn what_was_changed_or_cut_short_is_refused() {
    let bytes = model(LIGHTGBM).save().unwrap();
    for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        assert!(Model::load(&bytes[..length]).is_err(), "{length}");
    }
    for at in (0..bytes.len()).step_by(31) {
        let mut changed = bytes.clone();
        changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
        assert!(Model::load(&changed).is_err(), "{at}");
    }
    let text = String::from_utf8(bytes).unwrap();
    let changed = text.replacen("\"edition\":\"2026-11\"", "\"edition\":\"2026-12\"", 1);
    assert_ne!(changed, text);
    assert!(matches!(Model::load(changed.as_bytes()), Err(SavedError::Digest)));
    let other = text.replacen("\"tongguan_model\":1", "\"tongguan_model\":2", 1);
    assert!(matches!(Model::load(other.as_bytes()), Err(SavedError::OtherForm(2))));
}

/// Whoever wants to harm can compute a digest too.
#[test]
fn a_right_digest_does_not_make_a_forest() {
    let text = String::from_utf8(model(LIGHTGBM).save().unwrap()).unwrap();
    let body = &text[text.find("\"model\":").unwrap() + "\"model\":".len()..text.len() - 1];
    let with = |from: &str, to: &str| {
        assert!(body.contains(from), "{from}");
        let body = body.replacen(from, to, 1);
        let digest = blake3::hash(body.as_bytes()).to_hex().to_string();
        let file = format!("{{\"tongguan_model\":1,\"digest\":\"{digest}\",\"model\":{body}}}");
        Model::load(file.as_bytes())
    };
    assert!(with("\"price\"", "\"price\"").is_ok());
    assert!(matches!(with("\"slope\":0.3", "\"slope\":-0.3"), Err(SavedError::Calibration)));
    assert!(matches!(with("\"left\":[1,", "\"left\":[0,"), Err(SavedError::Forest(_))));
    assert!(matches!(with("\"left\":[1,", "\"left\":[4294967295,"), Err(SavedError::Forest(_))));
    assert!(matches!(with("\"missing_left\":[", "\"missing_left\":[1,"), Err(SavedError::Form(_))));
    assert!(matches!(with("\"mass\"", "\"price\""), Err(SavedError::Features(_))));
    assert!(matches!(with(",\"mass\"", ""), Err(SavedError::Forest(_) | SavedError::Features(_))));
    assert!(matches!(with("\"steepness\":1", "\"steepness\":-1"), Err(SavedError::Forest(_))));
}

#[test]
fn a_model_is_for_its_features_and_finds_them_where_they_stand() {
    let model = model(LIGHTGBM);
    let house = schema(&["age", "office", "mode", "price", "rate", "mass"]);
    let bound = model.bind(&house, "2026-11").unwrap();
    for row in rows() {
        let [price, mass, rate, age, mode] = row[..] else { panic!("{row:?}") };
        let mut record = Record::new(&house);
        for (value, slot) in [age, 7.0, mode, price, rate, mass].into_iter().zip(0..) {
            record.set_number(Slot(slot), value);
        }
        assert_eq!(bound.weigh(&record), model.weigh_row(&row));
        let (ours, theirs) = (bound.reasons(&record, 9), model.reasons_of_row(&row, 9));
        assert_eq!(ours.len(), theirs.len());
        assert!(theirs.iter().all(|it| ours.contains(it)), "{ours:?} {theirs:?}");
    }
    let lacks = model.bind(&schema(&["age", "mode", "price", "rate"]), "2026-11");
    assert_eq!(lacks.unwrap_err(), Misfit::Lacks("mass".to_owned()));
    let other = model.bind(&house, "2026-12").unwrap_err().to_string();
    assert_eq!(
        other,
        "the model is for the features of edition `2026-11`, and these are of `2026-12`"
    );
    let text = Field { name: "mass".to_owned(), kind: Kind::Text };
    let number = |it: &str| Field { name: it.to_owned(), kind: Kind::Number };
    let fields = [text].into_iter().chain(["price", "rate", "age", "mode"].map(number)).collect();
    let texts = Schema::new(fields).unwrap();
    assert_eq!(model.bind(&texts, "2026-11").unwrap_err(), Misfit::Lacks("mass".to_owned()));
    let twice = vec!["a".to_owned(); 5];
    let forest = model.forest.clone();
    assert!(matches!(Model::foreign(forest, twice, "", ""), Err(Misfit::Twice(_))));
}

#[test]
fn how_features_lay_is_kept_with_a_model_and_files_without_it_load() {
    let plain = model(LIGHTGBM);
    let before = plain.save().unwrap();
    assert!(!String::from_utf8(before.clone()).unwrap().contains("spread"), "as it was before");
    assert_eq!(Model::load(&before).unwrap().spread, None);
    let rows = rows();
    let spread = Spread::of(&plain.features, rows.iter().map(Vec::as_slice));
    assert_eq!(spread.features.len(), plain.features.len());
    let told = Model { spread: Some(spread.clone()), ..plain.clone() };
    let bytes = told.save().unwrap();
    let back = Model::load(&bytes).unwrap();
    assert_eq!(back, told);
    assert_eq!(back.save().unwrap(), bytes);
    let mut broken = spread;
    broken.features[0].counts.push(7);
    let bytes = Model { spread: Some(broken), ..plain }.save().unwrap();
    assert!(matches!(Model::load(&bytes), Err(SavedError::Spread)));
}
