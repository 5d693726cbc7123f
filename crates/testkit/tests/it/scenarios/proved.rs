//! Every scenario is run over a file, a commit an input, and the whole of it is proved from the first commit, as
//! `tongguan verify` does.

use std::sync::Mutex;

use clearance::House;
use matching::Keyring;
use model::InputId;
use params::Law;
use store::{Options, SqliteRecords, SqliteStore};

use super::{folder::Folder, on_each_scenario};
use crate::traffic::SECRETS;

#[test]
fn scenarios_are_proved_from_their_first_commit() {
    let faults = Mutex::new(Vec::new());
    on_each_scenario(|scenario| {
        let folder = Folder::read(scenario);
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("house.db");
        let options = Options { sign_every: 4, ..Options::default() };
        let store = SqliteStore::open(&path, options, || SECRETS).unwrap();
        let mut house =
            House::open(store, Law::shipped().unwrap(), Keyring::new(SECRETS.0)).unwrap();
        let settings = folder.settings();
        let raws = std::iter::once(settings).chain(folder.inputs.into_iter().map(|it| it.raw));
        // One that was taken before is no input again.
        let n_inputs = raws.map(|raw| house.take(&[raw]).unwrap().messages).sum();
        drop(house);
        let records = SqliteRecords::open(&path).unwrap();
        let key = records.public_key().unwrap();
        let proof = store::prove(&records, &key, &mut |_| {}).unwrap();
        let missing = store::prove_inputs(&records, InputId(n_inputs)).unwrap();
        if !proof.faults.is_empty() || !missing.is_empty() {
            let fault = format!("{}: {:?}, missing {missing:?}", scenario.display(), proof.faults);
            faults.lock().unwrap().push(fault);
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
