//! What is said of samples, of goods under custody, of examinations by video, and of terms that are made longer.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

const OWN: Basis = Basis::new("通关系统文书规则", "", Confidence::Assumed);
const TESTS: Basis =
    Basis::new("中华人民共和国海关化验管理办法（海关总署令第176号）", "", Confidence::Secondary);
const STAGES: Basis =
    Basis::new("海关总署公告2019年第160号（分段实施准入监管）", "", Confidence::Secondary);

pub(crate) static SAMPLING_CHECKS: &[CheckInfo] = &[
    refusal(
        "HSE-6910",
        TESTS,
        ["文书不是取样送检通知单", "the document is no order of a sample"],
        ["请填写取样送检通知单的编号", "give the number of the sample's order"],
    ),
    refusal(
        "HSE-6911",
        TESTS,
        [
            "化验机构或者样品编号与送检不符",
            "laboratory or sample are not those that the order names",
        ],
        ["请核对化验机构与样品编号", "check the laboratory and the sample's number"],
    ),
    refusal(
        "HSE-6912",
        TESTS,
        [
            "化验结论时间早于取样或者晚于现在",
            "a result cannot be older than its sample, or later than now",
        ],
        ["请核对时间", "check the moment"],
    ),
    refusal(
        "HSE-6913",
        TESTS,
        [
            "归类不符须给出应归入的商品编号，其他结论不得给出",
            "another classification names the code, and no other result does",
        ],
        ["请填写或者删除商品编号", "give the code, or leave it out"],
    ),
    refusal(
        "HSE-6914",
        STAGES,
        ["报关单未申请附条件提离", "the declaration does not ask for release under custody"],
        ["请在两段准入申请中申报附条件提离", "ask for it in the declaration"],
    ),
    refusal(
        "HSE-6915",
        STAGES,
        ["没有可附条件提离的待检样品", "no sample is open during which goods may be moved"],
        ["请先取样并确定货物可附条件提离", "take a sample first that lets goods be moved"],
    ),
    refusal(
        "HSE-6921",
        OWN,
        ["文书未送达或者期限已过，不能延期", "only a term that runs can be made longer"],
        ["请在期限届满前延期", "grant it before the term ends"],
    ),
    refusal(
        "HSE-6922",
        OWN,
        ["该文书的期限不能延长", "the term of this document cannot be made longer"],
        ["请在期限内履行", "do what it asks for in time"],
    ),
    refusal(
        "HSE-6923",
        OWN,
        ["期限已延长过", "the term was made longer already"],
        ["期限只延长一次", "a term is made longer once"],
    ),
    refusal(
        "HSE-6924",
        OWN,
        ["延期须由两名关员先后决定", "this extension takes two officers"],
        ["请由另一名关员决定", "another officer decides the same"],
    ),
    refusal(
        "HSE-6925",
        OWN,
        ["延期的期限不在规定范围内", "the day is not one to which the term can be extended"],
        ["请在规定范围内确定期限", "choose a day within what is allowed"],
    ),
    refusal(
        "HSE-6930",
        OWN,
        ["只有查验通知单可以预约", "only an examination is appointed"],
        ["请填写查验通知单的编号", "give the number of the examination's notice"],
    ),
    refusal(
        "HSE-6931",
        OWN,
        ["预约时间不晚于现在", "the appointment is not later than now"],
        ["请预约将来的时间", "appoint a moment to come"],
    ),
    refusal(
        "HSE-6932",
        OWN,
        [
            "视频查验须有https链接，现场查验不得有链接",
            "a video has a link by https, and an examination on site has none",
        ],
        ["请填写或者删除链接", "give the link, or leave it out"],
    ),
    refusal(
        "HSE-6933",
        OWN,
        ["查验方式与预约不符", "the goods were not examined as was agreed"],
        ["请按预约方式查验，或者重新预约", "examine as agreed, or agree anew"],
    ),
    refusal(
        "HSE-6934",
        OWN,
        ["视频查验没有录像", "an examination by video has no recording"],
        ["请附录像文件的摘要", "attach the digest of the recording"],
    ),
    refusal(
        "HSE-6935",
        OWN,
        [
            "视频起止时间不在预约之后、现在之前",
            "the video did not begin after it was agreed to, and end by now",
        ],
        ["请核对视频起止时间", "check when the video began and ended"],
    ),
];

const fn refusal(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2008, 12, 1), title, fix)
}
