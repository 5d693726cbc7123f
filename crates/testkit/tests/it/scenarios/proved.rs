//! Every scenario is run over a file, a commit an input, and the whole of it is proved from the first commit, as
//! `tongguan verify` does.

use std::sync::Mutex;

use clearance::{House, tasks_of};
use matching::Keyring;
use model::{EntryId, InputId};
use params::Law;
use store::{HouseRecords, Options, SqliteStore};

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
        let records = HouseRecords::open_file(&path).unwrap();
        let untold = untold_tasks(&records, &house.registry().law);
        drop(house);
        let key = records.public_key().unwrap();
        let proof = store::prove(&records, &key, &mut |_| {}).unwrap();
        let missing = store::prove_inputs(&records, InputId(n_inputs)).unwrap();
        if let Some(fault) = untold {
            faults.lock().unwrap().push(format!("{}: {fault}", scenario.display()));
        }
        if !proof.faults.is_empty() || !missing.is_empty() {
            let fault = format!("{}: {:?}, missing {missing:?}", scenario.display(), proof.faults);
            faults.lock().unwrap().push(fault);
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The tasks that are kept are those that the cases tell, no more and no fewer.
fn untold_tasks(records: &HouseRecords, law: &Law) -> Option<String> {
    let rows = records.entry_rows(EntryId(0), usize::MAX).unwrap();
    let told = |row| tasks_of(row, law).unwrap().into_iter().map(|it| (row.id, it.kind, it.number));
    let told: Vec<_> = rows.iter().flat_map(told).collect();
    let kept = records.all_tasks(None, usize::MAX).unwrap();
    let kept: Vec<_> = kept.into_iter().map(|it| (it.case, it.kind, it.number)).collect();
    (told != kept).then(|| format!("kept {kept:?}, told {told:?}"))
}
