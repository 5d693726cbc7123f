//! Scenarios whose cases are told in turn over many commits: each is run over a file, a commit an input, and the whole
//! of it is proved from the first commit, as `tongguan verify` does.

use clearance::House;
use matching::Keyring;
use model::InputId;
use params::Law;
use store::{Options, SqliteRecords, SqliteStore};

use super::{folder::Folder, root};
use crate::traffic::SECRETS;

const PROVED: &[&str] = &[
    "goods-declaration/certified-enterprise",
    "goods-declaration/examined-by-credit",
    "goods-declaration/listed-for-fresh-goods",
    "goods-declaration/sampled-under-custody",
    "goods-declaration/sampled-and-not-as-declared",
    "goods-declaration/examined-by-video",
    "goods-declaration/terms-made-longer",
];

#[test]
fn scenarios_are_proved_from_their_first_commit() {
    for name in PROVED {
        let folder = Folder::read(&root().join(name));
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("house.db");
        let options = Options { sign_every: 4, ..Options::default() };
        let store = SqliteStore::open(&path, options, || SECRETS).unwrap();
        let mut house =
            House::open(store, Law::shipped().unwrap(), Keyring::new(SECRETS.0)).unwrap();
        house.take(&[folder.settings()]).unwrap();
        let n_inputs = folder.inputs.len() as u64 + 1;
        for input in folder.inputs {
            house.take(std::slice::from_ref(&input.raw)).unwrap();
        }
        drop(house);
        let records = SqliteRecords::open(&path).unwrap();
        let key = records.public_key().unwrap();
        let proof = store::prove(&records, &key, &mut |_| {}).unwrap();
        assert_eq!(proof.faults, [], "{name}");
        assert!(proof.commits >= n_inputs, "{name}: a commit an input");
        assert_eq!(store::prove_inputs(&records, InputId(n_inputs)).unwrap(), [], "{name}");
    }
}
