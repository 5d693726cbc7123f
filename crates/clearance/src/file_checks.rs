//! What is said of files that are attached to declarations.

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, Words};

/// What the interface prescribes.
const INTERFACE: Basis =
    Basis::new("随附单据附件导入数据接口用户使用说明", "2.1", Confidence::Read);
/// What follows from it.
const OWN: Basis = Basis::new("通关系统业务规则", "", Confidence::Assumed);

pub(crate) static FILE_CHECKS: &[CheckInfo] = &[
    told(
        "HSE-6701",
        OWN,
        ["附件所属报关单不存在", "there is no declaration with the number that the file names"],
        [
            "请在报关单取得海关编号后上传",
            "send files once the declaration has its number, and name that",
        ],
    ),
    told(
        "HSE-6702",
        INTERFACE,
        ["附件内容与摘要不符", "the file's bytes are not those that its digest was made of"],
        [
            "请对实际上传的文件重新计算摘要",
            "make the digest of the bytes that are sent, without the trailer",
        ],
    ),
    told(
        "HSE-6703",
        INTERFACE,
        ["附件不是PDF文件", "the file is no PDF"],
        ["请上传PDF格式文件", "send it as PDF, with nothing before it"],
    ),
    told(
        "HSE-6704",
        OWN,
        ["报关单随附单据中没有此文件", "the declaration names no such file among its attachments"],
        [
            "请核对文件名与随附单据编号（EdocID）",
            "name the file as the declaration does (EdocID), or amend the declaration",
        ],
    ),
    told(
        "HSE-6705",
        OWN,
        ["附件类别与报关单申报不符", "the file is of another kind than the declaration says"],
        ["请核对随附单据类别（EdocCode）", "send the kind that the declaration names (EdocCode)"],
    ),
    told(
        "HSE-6706",
        OWN,
        ["附件大小与报关单申报不符", "the file has another size than the declaration says"],
        [
            "请核对文件与随附单据大小（EdocSize）",
            "send the file that was declared (EdocSize), or amend it",
        ],
    ),
    told(
        "HSE-6707",
        OWN,
        ["附件企业与报关单不符", "the file names a company that has no part in the declaration"],
        ["请核对经营单位编码", "name the trader, the declarant or the owner of the document"],
    ),
    told(
        "HSE-6708",
        OWN,
        ["同名附件已上传且内容不同", "a file of this name was sent before, with other bytes"],
        ["如需替换，请以重传方式（DECL_TYPE=R）上传", "send it as a replacement (DECL_TYPE R)"],
    ),
    told(
        "HSE-6709",
        OWN,
        ["报关单已撤销，不再接收附件", "the declaration was withdrawn and takes no more files"],
        ["请向有效的报关单上传", "send it with a declaration that stands"],
    ),
];

const fn told(code: &'static str, basis: Basis, title: Words, fix: Words) -> CheckInfo {
    CheckInfo::of_document(code, basis, date(2014, 3, 13), title, fix)
}
