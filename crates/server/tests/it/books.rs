//! Account books: imported from a table, drawn on by lists, shown with what is left.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    server::Server,
};

const TABLE: &str = "book_no,record_no,commodity_code,name,unit,quantity\n\
    T1,1,3304990039,面霜,007,12.5\nT1,2,2106909090,\"营养片, 60片\",007,3\nT2,1,3304990039,面霜,007,1\n";

#[test]
fn a_table_becomes_books() {
    let folder = Folder::new();
    let file = folder.write("books.csv", TABLE);
    let file = file.to_str().unwrap();
    assert_eq!(folder.json(&["books", "import", file]), json!({ "lines": 3, "books": 2 }));
    let book = folder.json(&["books", "show", "T1"]);
    assert_eq!(book["lines"].as_array().unwrap().len(), 2);
    assert_eq!(
        book["lines"][1],
        json!({
            "record_no": "2", "commodity_code": "2106909090", "name": "营养片, 60片",
            "unit": "007", "quantity": "3.00", "reserved": "0.00", "used": "0.00", "left": "3.00",
        })
    );
    let shown = folder.run(&["books", "show", "T1"]).ok().out;
    assert!(shown.contains("12.50") && shown.contains("面霜"), "{shown}");
    // A line given again is what it is now.
    let more = TABLE.replace("007,12.5", "007,20");
    folder.run(&["books", "import", folder.write("more.csv", more).to_str().unwrap()]).ok();
    assert_eq!(folder.json(&["books", "show", "T1"])["lines"][0]["quantity"], "20.00");
    let unknown = folder.run(&["books", "show", "T9"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("T9"), "{}", unknown.err);
    folder.verified();
}

#[test]
fn a_table_that_is_none_registers_nothing() {
    let folder = Folder::new();
    let cases = [
        ("", "holds no line"),
        (&TABLE.replace("unit,", "units,"), "unknown field `units`"),
        ("book_no,record_no\nT1,1\n", "missing field"),
        (&TABLE.replace("12.5", "a dozen"), "T1/1: the quantity `a dozen`"),
        (&TABLE.replace("12.5", "-1"), "T1/1: quantity"),
        (&TABLE.replace("2106909090", "21069090"), "T1/2: commodity_code"),
        (&TABLE.replace("T2,1", "T2,"), "T2/: book_no, record_no"),
    ];
    for (table, reason) in cases {
        let file = folder.write("books.csv", table);
        let ran = folder.run(&["books", "import", file.to_str().unwrap()]);
        assert_eq!(ran.code, Some(2), "{table}: {ran:?}");
        assert!(ran.err.contains(reason), "{reason}: {}", ran.err);
    }
    assert!(!folder.data().exists(), "nothing was opened");
}

/// The first bonded parcel among clean ones.
fn bonded(parcels: &Parcels) -> usize {
    parcels.lists.iter().position(|it| field(it, "tradeMode") == "1210").unwrap()
}

#[test]
fn a_served_house_shows_what_a_list_has_reserved() {
    let folder = Folder::new();
    let parcels = Parcels::clean(12);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    let parcel = bonded(&parcels);
    let list = parcels.of(parcel)[3];
    let (book_no, record_no) = (field(list, "emsNo"), field(list, "itemRecordNo"));
    let line = || -> Value {
        let book = server.get_json(&format!("/api/v1/books/{book_no}"));
        let lines = book["lines"].as_array().unwrap().clone();
        lines.into_iter().find(|it| it["record_no"] == record_no).unwrap()
    };
    assert_eq!(line()["reserved"], "0.00");
    for text in parcels.of(parcel) {
        server.decide(text);
    }
    assert_ne!(line()["reserved"], "0.00");
    assert_eq!(line()["used"], "0.00", "the goods have not left");
    assert_eq!(server.get("/api/v1/books/nothing").status, 404);

    // What is printed can be sent to a house that is served.
    let file = folder.write("books.csv", TABLE);
    let printed = folder.run(&["books", "import", "--print", file.to_str().unwrap()]).ok().out;
    server.decide(printed.trim());
    let book = server.get_json("/api/v1/books/T2");
    assert_eq!(book["lines"][0]["left"], "1.00");
}
