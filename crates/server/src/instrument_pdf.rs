//! An instrument of customs as a page that can be printed, served and signed for.

use model::{Instrument, TermOwner, TermUnit};

use crate::{sheet::Sheet, view::SignatureView};

const BODY: f32 = 11.0;
const SMALL: f32 = 8.5;

/// The instrument as it was issued, with the house's signature at its foot.
pub(crate) fn instrument_pdf(it: &Instrument, signature: &SignatureView) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.centre(&format!("中华人民共和国海关（关区 {}）", it.customs), 13.0);
    sheet.centre(&it.title_zh, 20.0);
    sheet.centre(&it.title_en, SMALL);
    sheet.gap(6.0);
    sheet.paragraph(&format!("文书编号：{}", it.number), BODY, 0.0);
    sheet.rule();
    let party = |of: &model::Addressee| format!("{} {}", of.name, of.code).trim().to_owned();
    let mut line = |title: &str, text: &str| {
        if !text.is_empty() {
            sheet.paragraph(&format!("{title}：{text}"), BODY, 0.0);
        }
    };
    line("当事人", &party(&it.trader));
    if it.declarant != it.trader {
        line("申报单位", &party(&it.declarant));
    }
    line("报关单号", &it.declaration_no);
    line("案件编号", &it.audit_no);
    line("事由", &it.reason);
    for field in &it.fields {
        line(&field.title_zh, &field.value_zh);
    }
    line("依据", &it.basis.to_string());
    if let Some(term) = &it.term {
        line("期限", &format!("{}（{}）", term_words(term), term.basis));
    }
    for file in &it.attachments {
        line("附件", &format!("{} BLAKE3 {}", file.name, file.digest));
    }
    line("经办关员", if it.officer.is_empty() { "系统布控" } else { &it.officer });
    line("制发时间", &it.issued_at.to_string());
    sheet.gap(18.0);
    sheet.paragraph("签收人：________________    送达人：________________", BODY, 0.0);
    sheet.paragraph("送达方式：______________    送达时间：______________", BODY, 0.0);
    sheet.gap(12.0);
    sheet.rule();
    let said = "本文书以其规范文本（JSON）由本系统以Ed25519签名；文本、签名与公钥见文书接口，可用 \
                tongguan documents verify 核验。";
    sheet.paragraph(said, SMALL, 0.0);
    sheet.paragraph(&format!("公钥 {}", signature.public_key), SMALL, 0.0);
    sheet.paragraph(&format!("签名 {}", signature.signature), SMALL, 0.0);
    sheet.finish(&format!("{} {}", it.title_zh, it.number))
}

fn term_words(term: &model::InstrumentTerm) -> String {
    let unit = match term.unit {
        TermUnit::Days => "日",
        TermUnit::WorkingDays => "个工作日",
        TermUnit::Months => "个月",
    };
    let who = match term.owed_by {
        TermOwner::Trader => "当事人应当自送达之日起",
        TermOwner::Customs => "海关应当自送达之日起",
    };
    format!("{who}{}{unit}内办理", term.length)
}
