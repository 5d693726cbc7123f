//! Goods that were sent back in their condition (原状复运): an import that left again, an export that came back. Who paid
//! duty claims it back (关税法第五十二条) as he claims what he paid too much: a case after release about both declarations,
//! decided by two officers. What was cleared is no field of a declaration, so nothing is amended: the assessment keeps
//! what goods went back, and slip, refund and interest follow it.

use jiff::Span;
use model::{
    Amount, BasisId, Date, Declaration, DeclarationAssessment, DeclarationState, Direction,
    Finding, GoodsItem, SentBack, SentBackLine, SentBackPart,
};

use crate::{
    amend::Weighed,
    audit_open::Files,
    audit_weigh::{Effect, WeighedFinding},
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
};

const AT: &str = "sent_back";

/// Goods that went back, for both declarations.
pub(crate) struct WentBack {
    /// The declaration by which they did.
    back: usize,
    parts: Vec<SentBackPart>,
    back_parts: Vec<SentBackPart>,
}

impl<'a> Desk<'a, '_> {
    /// What a claim lacks by itself.
    pub(crate) fn sent_back_form(&self, files: &Files, findings: &mut Vec<Finding>) {
        let Some(claim) = &files.sent_back else { return };
        if files.findings.iter().any(|it| !it.fields.is_empty()) {
            let expected =
                "更正内容与原状复运分别申请 (fields, or goods that went back: one of both)";
            findings.push(refuse("HSE-7210", "fields", files.findings.len().to_string(), expected));
        }
        if claim.lines.is_empty() {
            let expected = "至少一项商品 (one line at least)";
            findings.push(refuse("HSE-7211", "sent_back.lines", String::new(), expected));
        }
        if files.attachments.is_empty() {
            let expected = "原缴款凭证及相关资料 (the receipt of payment, and papers)";
            findings.push(refuse("HSE-7212", "attachments", String::new(), expected));
        }
    }

    /// What a claim comes to now, with everything that stands against it.
    pub(crate) fn weigh_sent_back(
        &self,
        number: &str,
        claim: &SentBack,
        faults: &mut Vec<Finding>,
    ) -> Option<WeighedFinding<'a>> {
        let index = self.declarations.of_no(number)?;
        let back = self.declarations.of_no(&claim.declaration_no)?;
        let file = self.declarations.files.get(index)?;
        let back_file = self.declarations.files.get(back)?;
        let n_faults = faults.len();
        self.back_faults(file, back_file, claim, faults);
        goods_faults(file, back_file, claim, faults);
        faults.extend(self.other_is_open(file));
        let Ok(basis) = self.registry.law.basis_on("tax.sent_back_claim_months", self.now.on)
        else {
            faults.push(self.no_law("tax.sent_back_claim_months"));
            return None;
        };
        if faults.len() > n_faults {
            return None;
        }
        let went_back = parts_of(file, (back, back_file), claim, basis);
        let all: Vec<SentBackPart> =
            file.sent_back.iter().chain(&went_back.parts).cloned().collect();
        let stands = file.assessment.as_deref()?;
        let rest = tax::less_sent_back(stands.clone(), &file.declaration, &all);
        let weighed = Weighed {
            declaration: file.declaration.clone(),
            changes: Vec::new(),
            guaranteed: file.stood_for(),
            tax_before: stands.payable() + stands.secured(),
            tax_after: rest.payable() + rest.secured(),
            assessment: Some(Box::new(rest)),
            findings: Vec::new(),
        };
        let effect = Effect::SentBack(went_back);
        Some(WeighedFinding { index, effect, weighed, is_violation: false })
    }

    /// Whether the declaration by which goods went back is one that counts.
    fn back_faults(
        &self,
        file: &DeclarationFile<'_>,
        back: &DeclarationFile<'_>,
        claim: &SentBack,
        faults: &mut Vec<Finding>,
    ) {
        let at = "sent_back.declaration_no";
        let (declared, returned) = (&*file.declaration, &*back.declaration);
        let mut say = |code, at: &str, observed: &str, expected: &str| {
            faults.push(refuse(code, at, observed.to_owned(), expected));
        };
        if declared.direction == returned.direction {
            say(
                "HSE-7213",
                at,
                &claim.declaration_no,
                "方向相反的报关单 (one of the other direction)",
            );
        }
        if back.state != DeclarationState::Cleared {
            say("HSE-7214", at, lifecycle::declaration_title_zh(back.state), "已结关 (cleared)");
        }
        let mode = returned.supervision_mode.as_str();
        if !self.registry.law.declaration.is_sent_back(mode, self.now.on) {
            say("HSE-7215", at, mode, "退运货物的监管方式 (a supervision mode of goods sent back)");
        }
        if declared.trader.code != returned.trader.code {
            say("HSE-7216", at, &returned.trader.code, &declared.trader.code);
        }
        let named = returned.related_declaration_no.as_str();
        if !named.is_empty() && named != file.declaration_no.as_str() {
            say("HSE-7217", at, named, &file.declaration_no);
        }
        if declared.direction == Direction::Export && !claim.rebate_repaid {
            let expected =
                "已补缴因出口而退还的国内环节税收 (what was refunded on export is paid again)";
            say("HSE-7218", "sent_back.rebate_repaid", "false", expected);
        }
        let days = file.released_on.date().zip(back.released_on.date());
        let Some((released_on, back_on)) = days else { return };
        match self.registry.law.months_on("tax.sent_back_months", back_on) {
            Ok(months) => {
                let last = released_on.checked_add(Span::new().months(months)).unwrap_or(Date::MAX);
                if back_on < released_on || back_on > last {
                    let expected = format!("{released_on} … {last}");
                    faults.push(refuse("HSE-7219", at, back_on.to_string(), &expected));
                }
            }
            Err(_) => faults.push(self.no_law("tax.sent_back_months")),
        }
    }

    /// Tax of goods that went back is given back.
    pub(crate) fn give_back_for(
        &mut self,
        index: usize,
        went_back: WentBack,
        weighed: Weighed<'a>,
        audit_no: &str,
    ) {
        let WentBack { back, parts, back_parts } = went_back;
        if let Some(file) = self.declarations.files.get_mut(back) {
            file.sends_back.extend(back_parts.iter().cloned());
        }
        let audit = || audit_no.to_owned();
        self.note_declaration(back, Event::SentBack { audit_no: audit(), parts: back_parts });
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        file.sent_back.extend(parts.iter().cloned());
        file.assessment = weighed.assessment;
        self.note_declaration(index, Event::SentBack { audit_no: audit(), parts });
        let Some(file) = self.declarations.files.get(index) else { return };
        if let Some(assessment) = file.assessment.clone() {
            self.note_declaration(index, Event::DutyAssessed(assessment));
        }
        self.give_tax_back(index, audit_no);
        self.meet_slip(index);
        self.tally.outcome("sent_back_refunded");
    }
}

/// An assessment that is made anew keeps what was given back for goods that went back.
pub(crate) fn less_sent_back(
    assessment: DeclarationAssessment,
    file: &DeclarationFile<'_>,
    declaration: &Declaration<'_>,
) -> DeclarationAssessment {
    if file.sent_back.is_empty() {
        return assessment;
    }
    tax::less_sent_back(assessment, declaration, &file.sent_back)
}

/// Whether lines are there, are of the same goods, and have so much left.
fn goods_faults(
    file: &DeclarationFile<'_>,
    back: &DeclarationFile<'_>,
    claim: &SentBack,
    faults: &mut Vec<Finding>,
) {
    for (place, line) in claim.lines.iter().enumerate() {
        let at = |field: &str| format!("{AT}.lines[{place}].{field}");
        let goods = item_of(&file.declaration, line.line);
        let returned = item_of(&back.declaration, line.back_line);
        let expected = "报关单的商品序号 (a line of the declaration)";
        if goods.is_none() {
            faults.push(refuse("HSE-7220", &at("line"), line.line.to_string(), expected));
        }
        if returned.is_none() {
            faults.push(refuse("HSE-7220", &at("back_line"), line.back_line.to_string(), expected));
        }
        let (Some(goods), Some(returned)) = (goods, returned) else { continue };
        let shown = |it: &GoodsItem<'_>| format!("{} {} {}", it.commodity_code, it.name, it.unit);
        let is_same = goods.commodity_code == returned.commodity_code
            && goods.name == returned.name
            && goods.unit == returned.unit;
        if !is_same {
            faults.push(refuse("HSE-7221", &at("back_line"), shown(returned), &shown(goods)));
            continue;
        }
        let earlier = || claim.lines.iter().take(place);
        let of_goods = earlier().filter(|it| it.line == line.line);
        let of_back = earlier().filter(|it| it.back_line == line.back_line);
        let left = left_of(&file.sent_back, goods, of_goods);
        let left = left.min(left_of(&back.sends_back, returned, of_back));
        if !line.quantity.is_positive() || line.quantity > left {
            let expected = format!("> 0, <= {left} {}", goods.unit);
            faults.push(refuse("HSE-7222", &at("quantity"), line.quantity.to_string(), &expected));
        }
    }
}

fn item_of<'d>(declaration: &'d Declaration<'_>, number: u32) -> Option<&'d GoodsItem<'d>> {
    declaration.items.iter().find(|it| it.number == number)
}

/// What of a line's quantity went not back yet, nor is claimed by these.
fn left_of<'c>(
    kept: &[SentBackPart],
    item: &GoodsItem<'_>,
    claimed: impl Iterator<Item = &'c SentBackLine>,
) -> Amount {
    let kept = kept.iter().filter(|it| it.line == item.number).map(|it| it.quantity);
    let gone: Amount = kept.chain(claimed.map(|it| it.quantity)).sum();
    (item.quantity - gone).max(Amount::ZERO)
}

fn parts_of(
    file: &DeclarationFile<'_>,
    (back, back_file): (usize, &DeclarationFile<'_>),
    claim: &SentBack,
    basis: BasisId,
) -> WentBack {
    let with_taxes = claim.not_deducted;
    let part = |it: &SentBackLine| SentBackPart {
        line: it.line,
        quantity: it.quantity,
        other_no: back_file.declaration_no.to_string(),
        other_line: it.back_line,
        with_taxes,
        basis,
    };
    let back_part = |it: &SentBackLine| SentBackPart {
        line: it.back_line,
        quantity: it.quantity,
        other_no: file.declaration_no.to_string(),
        other_line: it.line,
        with_taxes,
        basis,
    };
    WentBack {
        back,
        parts: claim.lines.iter().map(part).collect(),
        back_parts: claim.lines.iter().map(back_part).collect(),
    }
}
