//! Supplementary declarations: as they stand with their declaration.

use crate::support::{Folder, server::Server};

const STORY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../scenarios/goods-declaration/supplementary-declarations"
);

#[test]
fn what_came_later_stands_with_its_titles_in_the_place_of_what_came_before() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let mut inputs: Vec<_> =
        std::fs::read_dir(STORY).unwrap().map(|it| it.unwrap().path()).collect();
    inputs.sort();
    let is_input = |name: &str| name.contains("-in-") && name < "09";
    for path in inputs {
        if is_input(path.file_name().unwrap().to_str().unwrap()) {
            let text = std::fs::read_to_string(&path).unwrap();
            let reply = server.post("/api/v1/messages?wait=decided", "4403180013", &text);
            assert_eq!(reply.status, 202, "{}", reply.text());
        }
    }
    let view = server.get_json("/api/v1/declarations/224820261000000001");
    let supplements = view["supplements"].as_array().unwrap();
    let words: Vec<String> = supplements
        .iter()
        .map(|it| {
            let text = |name: &str| it[name].as_str().unwrap();
            format!("{} {} {}", it["line"], text("kind_title_zh"), text("number"))
        })
        .collect();
    assert_eq!(
        words,
        ["1 价格补充申报单 S0000000000000101A", "2 原产地补充申报单 S0000000000000102C"]
    );
    let fields = supplements[0]["fields"].as_array().unwrap();
    let royalties = fields.iter().find(|it| it["name"] == "pays_royalties").unwrap();
    assert_eq!(royalties["title_zh"], "是否支付特许权使用费");
    assert_eq!((&royalties["value"], &royalties["value_zh"]), (&"1".into(), &"是".into()));
    let timeline = view["timeline"].as_array().unwrap();
    let told: Vec<&str> = timeline
        .iter()
        .filter(|it| it["kind"] == "supplement")
        .map(|it| it["title_zh"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["补充申报单未通过", "补充申报单收到"]);
}
