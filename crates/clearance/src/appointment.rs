//! When and how goods are examined: on site, or by remote video (远程视频查验) with a link, a time and a record.

use model::{Appointment, ExaminationWay, Finding, InstrumentKind as Kind, Moment};

use crate::{
    catalogue::refuse, declaration::DeclarationFile, desk::Desk, history::Event,
    instrument::InstrumentFile, instrument_draft::Draft,
};

impl Desk<'_, '_> {
    /// What stands against an appointment.
    pub(crate) fn appointment_faults(
        &self,
        file: &InstrumentFile,
        appointment: &Appointment,
        findings: &mut Vec<Finding>,
    ) {
        if file.issued.kind != Kind::ExaminationNotice {
            let expected = "查验通知单 (an examination notice)";
            findings.push(refuse("HSE-6930", "number", file.issued.title_zh.clone(), expected));
        }
        if appointment.at <= self.now.at {
            let at = appointment.at.to_string();
            let expected = format!("> {}", self.now.at);
            findings.push(refuse("HSE-6931", "act.appointed.at", at, &expected));
        }
        let is_video = appointment.way == ExaminationWay::Video;
        let link = appointment.link.as_str();
        let host = link.strip_prefix("https://").unwrap_or_default();
        let is_link = !host.is_empty() && !link.chars().any(char::is_whitespace);
        if is_video == link.is_empty() || is_video && !is_link {
            let expected = match is_video {
                true => "https://… (where both sides meet)",
                false => "无链接 (none: the goods are examined on site)",
            };
            findings.push(refuse("HSE-6932", "act.appointed.link", link.to_owned(), expected));
        }
    }

    /// The examination is at that time and in that way, whatever was agreed before.
    pub(crate) fn appoint(&mut self, instrument: usize, appointment: Appointment) {
        let Some(file) = self.instruments.files.get_mut(instrument) else { return };
        let about = file.about;
        file.appointment = Some(appointment.clone());
        let words = format!("{}预约于{}", appointment.way.title_zh(), local(appointment.at));
        self.note_instrument(instrument, Event::ExaminationAppointed(appointment.clone()));
        self.note_about(about, Event::ExaminationAppointed(appointment));
        self.tally.outcome("examinations_appointed");
        self.tell_of_instrument(instrument, &words);
    }

    /// A video is recorded, begins not before it was agreed, and says who was there.
    pub(crate) fn video_faults(
        &self,
        file: &DeclarationFile<'_>,
        draft: &Draft,
        findings: &mut Vec<Finding>,
    ) {
        let open = self.open_files(file);
        let agreed = appointment_of(&open).filter(|it| it.way == ExaminationWay::Video);
        let is_video = draft.field("way") == "video";
        if is_video != agreed.is_some() {
            let observed = draft.field("way").to_owned();
            let expected = match agreed {
                Some(_) => "video：按预约以视频查验 (as agreed)",
                None => "on_site：未预约视频查验 (no video was agreed)",
            };
            findings.push(refuse("HSE-6933", "fields.way", observed, expected));
        }
        let Some(agreed) = agreed.filter(|_| is_video) else { return };
        if draft.attachments.is_empty() {
            let expected = "视频录像文件 (the recording)";
            findings.push(refuse("HSE-6934", "attachments", String::new(), expected));
        }
        let moment = |name: &str| draft.field(name).parse::<Moment>().ok();
        let (from, to) = (moment("video_from"), moment("video_to"));
        let is_sound = matches!((from, to), (Some(from), Some(to))
            if agreed.at <= from && from < to && to <= self.now.at);
        if !is_sound {
            let observed = format!("{} – {}", draft.field("video_from"), draft.field("video_to"));
            let expected = format!("{} … {}", agreed.at, self.now.at);
            findings.push(refuse("HSE-6935", "fields.video_from", observed, &expected));
        }
    }
}

/// The appointment of the examination that is open.
fn appointment_of<'i>(open: &[&'i InstrumentFile]) -> Option<&'i Appointment> {
    let notice = open.iter().find(|it| it.issued.kind == Kind::ExaminationNotice)?;
    notice.appointment.as_ref()
}

pub(crate) fn is_by_video(open: &[&InstrumentFile]) -> bool {
    appointment_of(open).is_some_and(|it| it.way == ExaminationWay::Video)
}

/// `2026-11-23 14:30`, as a clock in China shows it.
fn local(at: Moment) -> String {
    at.to_string().chars().take(16).map(|it| if it == 'T' { ' ' } else { it }).collect()
}
