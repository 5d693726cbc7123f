//! Reference pages of checks, as markdown: `docs/checks/` and `tongguan explain`.

use std::fmt::Write;

use model::{CheckInfo, Confidence, Scope, Severity, Stage};

/// The page of one check.
pub fn render_page(info: &CheckInfo) -> String {
    let CheckInfo { code, title_zh, title_en, basis, from, fix_zh, fix_en, .. } = info;
    let (severity, stage, scope) = (severity(info.severity), stage(info.stage), scope(info.scope));
    let class = class(code);
    let confidence = confidence(basis.confidence);
    let article = if basis.article.is_empty() { "—" } else { &*basis.article };
    format!(
        "# {code} {title_zh}\n\
         \n\
         {title_en}\n\
         \n\
         | | |\n\
         |---|---|\n\
         | Severity 处置 | {severity} |\n\
         | Stage 阶段 | {stage} |\n\
         | Reads 范围 | {scope} |\n\
         | Class 类别 | {class} |\n\
         | Basis 依据 | {document} |\n\
         | Article 条目 | {article} |\n\
         | Confidence 把握 | {confidence} |\n\
         | Since 施行 | {from} |\n\
         \n\
         ## 如何更正\n\
         \n\
         {fix_zh}\n\
         \n\
         ## How to mend it\n\
         \n\
         {fix_en}\n",
        document = basis.document,
    )
}

/// The list of all pages, by code.
pub fn render_index<'a>(infos: impl IntoIterator<Item = &'a CheckInfo>) -> String {
    let mut infos: Vec<_> = infos.into_iter().collect();
    infos.sort_unstable_by_key(|it| it.code);
    let mut page = String::from(
        "# Checks 逻辑校验\n\
         \n\
         | Code 代码 | 名称 | Title | Severity 处置 | Stage 阶段 |\n\
         |---|---|---|---|---|\n",
    );
    for info in infos {
        let CheckInfo { code, title_zh, title_en, .. } = info;
        let (severity, stage) = (severity(info.severity), stage(info.stage));
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            page,
            "| [{code}]({code}.md) | {title_zh} | {title_en} | {severity} | {stage} |"
        );
    }
    page
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Notice => "notice 提示",
        Severity::Review => "review 转人工",
        Severity::Return => "return 退单",
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Format => "format 报文格式",
        Stage::Document => "document 单证",
        Stage::Joined => "joined 比对",
        Stage::Assessed => "assessed 计税后",
    }
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::SingleField => "one field 单项",
        Scope::CrossField => "several fields 多项",
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Read => "read in the official text 见于官方文本",
        Confidence::Secondary => "secondary text or practice 间接资料或惯例",
        Confidence::Assumed => "assumed by the operator, not law 运行者设定，非法律",
    }
}

/// The thousands of a code.
fn class(code: &str) -> &'static str {
    match code.rsplit('-').next().and_then(|it| it.bytes().next()) {
        Some(b'1') => "1 format 格式",
        Some(b'2') => "2 cross-document 单证比对",
        Some(b'3') => "3 reference data 参数",
        Some(b'4') => "4 obligations 监管要求",
        Some(b'5') => "5 value and tax 价格与税款",
        Some(b'6') => "6 limits and guarantees 限额与担保",
        Some(b'7') => "7 processing 状态",
        _ => "other 其他",
    }
}
