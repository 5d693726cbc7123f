//! Who examines goods: two examiners drawn at random, those with conflicts left out; and what devices say of goods.

use lifecycle::DeclarationEvent as Step;
use model::{
    Attendance, Channel, DeviceReading, DeviceVerdict, Evidence, Finding, InstrumentKind as Kind,
    Text,
};

use crate::{
    catalogue::refuse, declaration::DeclarationFile, desk::Desk, duty::allows, history::Event,
    instrument_draft::Draft,
};

const KIND: &str = "device_reading";

/// So many examine one declaration's goods.
const EXAMINERS: usize = 2;

impl Desk<'_, '_> {
    /// Two of those who may examine these goods, by the seed of selection, the case, and how many notices were
    /// issued before. Nobody where the house keeps no examiners.
    pub(crate) fn draw_examiners(&self, file: &DeclarationFile<'_>) -> Vec<(String, String)> {
        let declaration = &*file.declaration;
        let enterprises =
            [&declaration.trader.code, &declaration.declarant.code].map(|it| it.as_str());
        let may =
            self.registry.examiners.iter().filter(|it| {
                it.may_examine(&declaration.declaring_customs, &enterprises, self.now.on)
            });
        let eligible: Vec<_> = may.collect();
        let numbers: Vec<&str> = eligible.iter().map(|it| it.id.as_str()).collect();
        let drawn = self.registry.selector.draw(file.key, file.n_instruments, &numbers, EXAMINERS);
        let drawn = drawn.into_iter().filter_map(|it| eligible.get(it));
        drawn.map(|it| (it.id.clone(), it.name.clone())).collect()
    }

    /// Why a notice cannot be issued for want of examiners.
    pub(crate) fn lacks_examiners(&self, file: &DeclarationFile<'_>) -> Option<Finding> {
        if self.registry.examiners.is_empty() {
            return None;
        }
        let drawn = self.draw_examiners(file);
        (drawn.len() < EXAMINERS).then(|| {
            let names: Vec<&str> = drawn.iter().map(|(_, name)| name.as_str()).collect();
            let expected =
                "本关区两名无须回避的查验关员 (two examiners at this customs, without a conflict)";
            refuse("HSE-6622", "declaration_no", names.join("、"), expected)
        })
    }

    /// A device, or whoever reads it, says something of a declaration's goods.
    pub(crate) fn take_reading(&mut self, number: &str, read: DeviceReading, sender: &str) {
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let mut findings = Vec::new();
        if read.device.trim().is_empty() {
            let expected = "设备编号 (the number of a device)";
            findings.push(refuse("HSE-6623", "device", String::new(), expected));
        }
        if read.at > self.now.at {
            let expected = format!("<= {}", self.now.at);
            findings.push(refuse("HSE-6624", "at", read.at.to_string(), &expected));
        }
        evidence_faults("attachments", &read.attachments, &mut findings);
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        let is_suspicious = read.verdict == DeviceVerdict::Suspicious;
        let reason = format!("机检异常：{} {}", read.device, read.reading);
        self.note_declaration(index, Event::DeviceRead(Box::new(read)));
        self.tally.outcome("device_readings");
        let state = self.declarations.files.get(index).map(|it| it.state);
        if is_suspicious && state.is_some_and(|it| allows(it, Step::ExaminationOrdered)) {
            self.advance_declaration(index, Step::ExaminationOrdered, &[]);
            let words = Text::from(reason.chars().take(crate::take::INFO_MAX).collect::<String>());
            self.answer_declaration(index, Channel::Examination, words, &[]);
            self.issue_instrument(index, Draft::of(Kind::ExaminationNotice, "", &reason));
            self.let_go_to_destination(index);
        }
    }

    /// The trader will be there when his goods are examined, or waives it.
    pub(crate) fn take_attendance(
        &mut self,
        instrument: usize,
        by_code: String,
        name: String,
        is_waived: bool,
    ) {
        let attended_by =
            if is_waived { format!("放弃到场（{name}）") } else { name.clone() };
        let attendance = Attendance { by_code, name, is_waived, at: self.now.at };
        let Some(file) = self.instruments.files.get_mut(instrument) else { return };
        let declaration = file.about;
        file.attendance = Some(attendance.clone());
        self.note_instrument(instrument, Event::InstrumentAttended(attendance.clone()));
        let index = self.declarations.of_id(declaration);
        if let Some(index) = index {
            self.note_declaration(index, Event::InstrumentAttended(attendance));
        }
        let file = index.and_then(|it| self.declarations.files.get_mut(it));
        if let Some(examination) = file.and_then(|it| it.examination.as_mut()) {
            examination.attended_by = attended_by;
        }
        self.tell_of_instrument(instrument, if is_waived { "放弃到场" } else { "到场人员已登记" });
    }
}

pub(crate) fn evidence_faults(at: &str, files: &[Evidence], findings: &mut Vec<Finding>) {
    for (index, it) in files.iter().enumerate().filter(|(_, it)| !it.is_sound()) {
        let at = format!("{at}[{index}]");
        let observed = format!("{} {}", it.name, it.digest);
        let expected = "文件名与64位小写十六进制摘要 (a name and a BLAKE3 digest in hex)";
        findings.push(refuse("HSE-6606", &at, observed, expected));
    }
}
