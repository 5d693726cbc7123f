//! The tariff's answer as people read it.

use std::fmt;

use crate::{DutyRate, NamedCode, Specific, TariffAnswer};

impl fmt::Display for TariffAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} (on {})", self.code, self.name, self.on)?;
        if !self.remark.is_empty() {
            writeln!(f, "  {}", self.remark)?;
        }
        writeln!(f, "  {}, {} to {}", self.basis, self.valid_from, self.valid_to)?;
        let duty = &self.duty;
        let origin = self.origin.as_ref().map_or_else(|| "no origin".to_owned(), both_names);
        writeln!(f, "duty 关税: {} ({}) for {origin}", self.rate(duty.rate), duty.column)?;
        writeln!(f, "  chosen by {}", duty.rule)?;
        write!(f, "  general 普通 {}", self.rate(self.general))?;
        for (name, rate) in [("MFN 最惠国", self.mfn), ("provisional 暂定", self.provisional)]
        {
            if let Some(rate) = rate {
                write!(f, "; {name} {}", self.rate(rate))?;
            }
        }
        writeln!(f)?;
        for it in &self.agreements {
            writeln!(f, "  agreement 协定 {}: {}", both_names(&it.agreement), self.rate(it.rate))?;
        }
        for (name, tax) in
            [("consumption tax 消费税", &self.consumption_tax), ("VAT 增值税", &self.vat)]
        {
            writeln!(f, "{name}: {}", self.rate(tax.rate))?;
            if tax.basis != self.basis {
                writeln!(f, "  {}", tax.basis)?;
            }
        }
        writeln!(f, "export duty 出口关税: {}", self.rate(self.export_duty))?;
        if let Some(rebate) = self.export_rebate {
            writeln!(f, "export rebate 出口退税: {}", self.rate(rebate))?;
        }
        list(f, "units 法定单位", &self.units)?;
        list(f, "inspection 检验检疫", &self.inspection)?;
        list(f, "for import 进口监管证件", &self.licences_import)?;
        list(f, "for export 出口监管证件", &self.licences_export)?;
        if !self.elements.is_empty() {
            writeln!(f, "elements 申报要素: {}", self.elements.join("; "))?;
        }
        self.notes.iter().try_for_each(|it| writeln!(f, "note: {it}"))
    }
}

impl TariffAnswer {
    /// With the unit's name in place of its code, where it is one of the line's.
    fn rate(&self, rate: DutyRate) -> String {
        let text = rate.to_string();
        let unit = rate.specific.and_then(|Specific { unit, .. }| {
            self.units.iter().find(|it| it.code == unit.as_str())
        });
        match unit {
            Some(unit) => text.replace(&format!("/{}", unit.code), &format!("/{}", unit.name_zh)),
            None => text,
        }
    }
}

fn both_names(it: &NamedCode) -> String {
    match it.name_en.as_str() {
        "" => format!("{} {}", it.code, it.name_zh),
        english => format!("{} {} ({english})", it.code, it.name_zh),
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, codes: &[NamedCode]) -> fmt::Result {
    if codes.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = codes.iter().map(both_names).collect();
    writeln!(f, "{title}: {}", names.join("; "))
}
