//! Holding and releasing in bulk: looked at first, by who may, in his districts, and what became of each case.

use serde_json::{Value, json};

use crate::{
    examinations::with_examinations,
    support::people::{People, Session, code},
};

fn preview(house: &People, who: &Session, question: &Value) -> Value {
    let reply = house.call(who, "POST", "/api/v1/holds/preview", question);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn goods_of_a_bill_are_held_and_released_by_a_supervisor_of_their_district() {
    let house = People::of(with_examinations(3, false));
    let all = house.person("chief", &["--role", "supervisor"]);
    let examiner = house.person("examiner", &["--role", "examiner"]);
    let listed = house.call(&all, "GET", "/api/v1/declarations?state=examination", &Value::Null);
    let case = listed.json()["items"][0].clone();
    let [number, bill, office] = ["declaration_no", "bill_no", "declaring_customs"]
        .map(|it| case[it].as_str().unwrap().to_owned());
    let whole =
        house.call(&all, "GET", &format!("/api/v1/declarations/{number}"), &Value::Null).json();
    let [transport, voyage] = ["transport_name", "voyage_no"]
        .map(|it| whole["declaration"][it].as_str().unwrap_or_default().to_owned());
    let near = house.person("near", &["--role", "supervisor", "--district", &office]);
    // A district in which no office of the case lies.
    let far = house.person("far", &["--role", "supervisor", "--district", "99"]);
    let by_bill = |order: &str| json!({ "order": order, "bill_no": bill });

    let refused = house.call(&examiner, "POST", "/api/v1/holds/preview", &by_bill("lift_bar"));
    assert_eq!(code(&refused), (403, "forbidden".to_owned()));
    let neither =
        house.call(&near, "POST", "/api/v1/holds/preview", &json!({ "order": "lift_bar" }));
    assert_eq!(neither.status, 400);
    let shown = preview(&house, &near, &by_bill("pass_examination"));
    assert_eq!((&shown["n_would_obey"], &shown["is_whole"]), (&json!(1), &json!(true)), "{shown}");
    assert_eq!(shown["items"][0]["number"], number.as_str());
    assert_eq!(preview(&house, &far, &by_bill("pass_examination"))["items"], json!([]));
    if !transport.is_empty() && !voyage.is_empty() {
        let by_voyage = json!({ "order": "put_under_control", "transport_name": transport, "voyage_no": voyage });
        let found = preview(&house, &near, &by_voyage);
        let has_it =
            found["items"].as_array().unwrap().iter().any(|it| it["number"] == number.as_str());
        assert!(has_it, "{found}");
    }

    let word = |order: &str, reason: &str| json!({ "question": by_bill(order), "numbers": [number], "reason": reason });
    let give = |who: &Session, word: &Value| house.call(who, "POST", "/api/v1/holds", word);
    assert_eq!(give(&examiner, &word("pass_examination", "放")).status, 403);
    assert_eq!(give(&far, &word("pass_examination", "放")).status, 400, "it is none of his");
    assert_eq!(give(&near, &word("pass_examination", " ")).status, 400, "nobody says why");
    let passed = give(&near, &word("pass_examination", "整航次查验无异常")).json();
    assert_eq!(passed["items"], json!([{ "number": number, "is_obeyed": true, "findings": [] }]));
    // Twice is once: the goods are not under examination any more.
    assert_eq!(preview(&house, &near, &by_bill("pass_examination"))["n_would_obey"], 0);
    let again = give(&near, &word("pass_examination", "整航次查验无异常")).json();
    assert_eq!(again["items"][0]["is_obeyed"], false);
    assert_eq!(again["items"][0]["findings"][0]["code"], "HSE-7102");
    let barred = give(&near, &word("put_under_control", "情报")).json();
    assert_eq!(barred["items"][0]["is_obeyed"], true, "{barred}");
    assert_eq!(preview(&house, &near, &by_bill("lift_bar"))["items"][0]["is_under_control"], true);
    let lifted = give(&near, &word("lift_bar", "核实")).json();
    assert_eq!(lifted["items"][0]["is_obeyed"], true, "{lifted}");
}
