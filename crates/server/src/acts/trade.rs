//! What a trader says of his own accord, as forms: more of a line, what was wrong with what was released, goods that
//! went back, and a guarantee in the place of payment.

use clearance::DeclarationFile;
use model::{
    AmendmentKind, Amount, AuditFinding, Direction, HouseMessage, SentBack, SentBackGround,
};
use serde_json::{Value, json};

use super::{
    Asker, Said,
    fields::{choice, may, must, said_by},
    forms::{Form, application, lines_of, spelt},
};
use crate::view::{ActField, FieldForm as By};

/// The ground on which an application asks for a guarantee (`params/declaration/amendments.csv`).
const FORMALITIES: &str = "formalities";

impl Asker<'_> {
    /// In whose name the trader speaks of what was released; nothing where it is not his.
    fn own_names(&self, file: &DeclarationFile<'_>) -> Option<(ActField, String)> {
        let trader = &file.declaration.trader;
        let names = self.speaks_as(&[(&trader.code, &trader.name)]);
        let by_code = names.first()?.value.clone();
        Some((said_by("/by_code", names), by_code))
    }

    /// 原状复运退税.
    pub(super) fn claim_sent_back(&self, file: &DeclarationFile<'_>) -> Option<Form> {
        let (by, by_code) = self.own_names(file)?;
        let is_import = file.declaration.direction == Direction::Import;
        let claim = SentBack {
            declaration_no: String::new(),
            ground: SentBackGround::Quality,
            lines: Vec::new(),
            not_deducted: false,
            rebate_repaid: false,
        };
        let message = HouseMessage::ClaimRefund {
            by_code,
            declaration_no: file.declaration_no.to_string(),
            fields: Vec::new(),
            sent_back: Some(claim),
            text: String::new(),
            attachments: Vec::new(),
        };
        let other = match is_import {
            true => ["复运出境的出口报关单编号", "declaration by which they left again"],
            false => ["复运进境的进口报关单编号", "declaration by which they came back"],
        };
        let grounds =
            [SentBackGround::Quality, SentBackGround::Specification, SentBackGround::ForceMajeure];
        let grounds = grounds.map(|it| choice(&spelt(&it), it.title_zh(), it.title_en())).to_vec();
        let assurance = match is_import {
            true => may(
                "/sent_back/not_deducted",
                By::YesNo,
                ["进口环节税未抵扣，一并申请退还", "VAT was not deducted, and is claimed too"],
            ),
            false => may(
                "/sent_back/rebate_repaid",
                By::YesNo,
                ["已补缴因出口退还的国内环节税", "what was refunded on export is paid again"],
            ),
        };
        let ground = spelt(&SentBackGround::Quality);
        let goods = ["退回的商品", "goods that went back"];
        let fields = vec![
            by,
            must("/sent_back/declaration_no", By::Text, other),
            must("/sent_back/ground", By::Choice, ["退运原因", "why they went back"])
                .with(ground)
                .of(grounds),
            must("/sent_back/lines", By::SentBackLines, goods).of(lines_of(file)),
            assurance,
            must("/text", By::LongText, ["理由", "why"]),
            must("/attachments", By::Evidence, ["原缴款凭证与证明材料", "receipt and papers"])
                .kept_at(papers_of(file)),
        ];
        Some(Form::of("claim_sent_back", message, fields))
    }

    /// 主动披露.
    pub(super) fn disclose(&self, file: &DeclarationFile<'_>) -> Option<Form> {
        let (by, by_code) = self.own_names(file)?;
        let finding = AuditFinding {
            declaration_no: file.declaration_no.to_string(),
            fields: Vec::new(),
            is_violation: false,
            text: String::new(),
        };
        let message = HouseMessage::Disclose {
            by_code,
            findings: vec![finding],
            text: String::new(),
            attachments: Vec::new(),
        };
        let fields = vec![
            by,
            must(
                "/findings/0/fields",
                By::NewValues,
                ["应为的申报内容", "what it has to say instead"],
            ),
            may("/findings/0/text", By::LongText, ["错误情况", "what was wrong"]),
            must("/text", By::LongText, ["披露说明", "how it came about, and was found"]),
            may("/attachments", By::Evidence, ["证明材料", "papers"]).kept_at(papers_of(file)),
        ];
        Some(Form::of("disclose", message, fields))
    }

    /// 补充申报单 of one kind, of one line.
    pub(super) fn supplement(&self, file: &DeclarationFile<'_>, kind: &str) -> Form {
        let declaration = &file.declaration;
        let law = &self.registry.law;
        let on = file.declared_on.date().unwrap_or_else(|| self.now.local_date());
        let at = |name: &str| format!("/supplement/supplements/0/{}", name.replace('.', "/"));
        let lines = lines_of(file);
        let first = lines.first().map(|it| it.value.clone()).unwrap_or_default();
        let line = must(&at("number"), By::Choice, ["商品项号", "goods line"]);
        let mut fields = vec![line.with(first).of(lines)];
        let said = declaration.supplements.iter().find(|it| it.kind == *kind);
        let said = said.map(model::Supplement::said).unwrap_or_default();
        for rule in law.supplements.on(on).filter(|it| it.is_of(kind, declaration.direction)) {
            let stands = said.iter().find(|(name, _)| **name == *rule.name);
            let values = rule.values.iter().map(|(code, zh)| choice(code, zh, zh));
            let values: Vec<_> = values.collect();
            fields.push(ActField {
                at: at(&rule.name),
                title_zh: rule.title_zh.to_string(),
                title_en: rule.title_en.to_string(),
                form: if values.is_empty() { By::Text } else { By::Choice },
                must: rule.need.is_some(),
                value: stands.map(|(_, value)| value.clone()).unwrap_or_default(),
                choices: values,
                kept_at: String::new(),
            });
        }
        // What has to be said stands before what may be.
        fields.sort_by_key(|it| !it.must);
        let said = json!({
            "tongguan": "supplement",
            "supplement": {
                "preliminary_no": file.preliminary_no,
                "operation": "C",
                "supplements": [{ "kind": kind }],
            },
        });
        let (zh, en) = match kind {
            "A" => ("价格", "price"),
            "B" => ("商品归类", "classification"),
            _ => ("原产地", "origin"),
        };
        let name = format!("supplement.{kind}");
        Form::saying(Said::Trader(said), name, fields).called(zh, en)
    }

    /// 担保验放, where tax is waited for: the declaration is amended, so that a guarantee stands for it to its last day.
    pub(super) fn choose_guarantee(&self, file: &DeclarationFile<'_>) -> Option<Form> {
        let (law, on) = (&self.registry.law, self.now.local_date());
        let kind = AmendmentKind::Amend;
        let mut grounds = law.amendments.grounds(kind, file.declaration.direction, false, on);
        let ground = grounds.find(|it| &*it.ground == FORMALITIES)?;
        let evidence = ground.evidence.iter().flat_map(|it| it.iter());
        let papers = evidence.map(|code| {
            let title = law.codes.name_zh(params::Table::AttachmentKind, code).unwrap_or_default();
            choice(code, title, title)
        });
        let asked = json!({ "field": "wants_guarantee", "place": "",
            "old": file.declaration.wants_guarantee, "new": "1" });
        let said = vec![
            ("kind", Value::from(spelt(&kind))),
            ("operation", json!("declare")),
            ("fields", json!([asked])),
            ("reason", Value::from(ground.title_zh.to_string())),
        ];
        let proof = ["说明材料", "papers that say so"];
        let fields = vec![must("/amendment/attachments", By::Papers, proof).of(papers.collect())];
        let message = json!({ "tongguan": "amendment", "amendment": application(file, said) });
        let owed: Amount = file.owed();
        let form = Form::saying(Said::Trader(message), "choose_guarantee".to_owned(), fields);
        Some(form.called(&format!("{owed}元"), &format!("{owed} yuan")))
    }
}

/// Where papers about a declaration are kept.
pub(super) fn papers_of(file: &DeclarationFile<'_>) -> String {
    format!("/api/v1/declarations/{}/papers", file.declaration_no)
}
