//! The tables as people read them: titles of states, and the table as Markdown for the docs.

use std::fmt::Write as _;

use model::EntryState;

use crate::{
    AMENDMENT_TRANSITIONS, AUDIT_TRANSITIONS, CONSIGNMENT_TRANSITIONS, DECLARATION_TRANSITIONS,
    DUTY_SLIP_TRANSITIONS, EXIT_LIST_TRANSITIONS, EXPORT_TRANSITIONS, Event, GATE_PASS_TRANSITIONS,
    GUARANTEE_TRANSITIONS, INSTRUMENT_TRANSITIONS, MONTHLY_TRANSITIONS, RETURN_TRANSITIONS,
    SLIP_TRANSITIONS, TRANSIT_TRANSITIONS, TRANSITIONS, amendment_title_en, amendment_title_zh,
    applicable, audit_title_en, audit_title_zh, consignment_title_en, consignment_title_zh,
    declaration_title_en, declaration_title_zh, duty_slip_title_en, duty_slip_title_zh,
    exit_list_title_en, exit_list_title_zh, export_title_en, export_title_zh, gate_pass_title_en,
    gate_pass_title_zh, guarantee_title_en, guarantee_title_zh, instrument_title_en,
    instrument_title_zh, is_final, monthly_title_en, monthly_title_zh, return_title_en,
    return_title_zh, slip_title_en, slip_title_zh, transit_title_en, transit_title_zh,
};

/// Every state of a retail import entry, in the order in which they are declared.
pub(crate) const STATES: [EntryState; 15] = [
    EntryState::Expected,
    EntryState::Declared,
    EntryState::Rejected,
    EntryState::Accepted,
    EntryState::UnderReview,
    EntryState::Reviewed,
    EntryState::UnderExamination,
    EntryState::DetainedForClearance,
    EntryState::DetainedForAntiSmuggling,
    EntryState::DetainedForLegal,
    EntryState::DetainedOther,
    EntryState::ShippedBack,
    EntryState::Released,
    EntryState::Closed,
    EntryState::Withdrawn,
];

pub const fn state_title_zh(state: EntryState) -> &'static str {
    match state {
        EntryState::Expected => "未申报",
        EntryState::Declared => "申报中",
        EntryState::Rejected => "退单",
        EntryState::Accepted => "入库",
        EntryState::UnderReview => "人工审核",
        EntryState::Reviewed => "审结",
        EntryState::UnderExamination => "查验",
        EntryState::DetainedForClearance => "扣留移送通关",
        EntryState::DetainedForAntiSmuggling => "扣留移送缉私",
        EntryState::DetainedForLegal => "扣留移送法规",
        EntryState::DetainedOther => "其它扣留",
        EntryState::ShippedBack => "退运",
        EntryState::Released => "放行",
        EntryState::Closed => "结关",
        EntryState::Withdrawn => "删除",
    }
}

pub const fn state_title_en(state: EntryState) -> &'static str {
    match state {
        EntryState::Expected => "expected",
        EntryState::Declared => "declared",
        EntryState::Rejected => "rejected",
        EntryState::Accepted => "accepted",
        EntryState::UnderReview => "under review",
        EntryState::Reviewed => "reviewed",
        EntryState::UnderExamination => "under examination",
        EntryState::DetainedForClearance => "detained, with clearance",
        EntryState::DetainedForAntiSmuggling => "detained, with anti-smuggling",
        EntryState::DetainedForLegal => "detained, with legal affairs",
        EntryState::DetainedOther => "detained otherwise",
        EntryState::ShippedBack => "shipped back",
        EntryState::Released => "released",
        EntryState::Closed => "closed",
        EntryState::Withdrawn => "withdrawn",
    }
}

const HEAD: &str = "| state | event | next state |\n|---|---|---|\n";

/// The table of one kind of case.
macro_rules! section {
    ($page:ident, $title:literal, $transitions:ident, $zh:ident, $en:ident) => {
        $page.push_str(concat!("\n## ", $title, "\n\n"));
        $page.push_str(HEAD);
        for (from, event, to) in $transitions {
            let title = |it| format!("{} {}", $zh(it), $en(it));
            row($page, &title(*from), event.titles(), &title(*to));
        }
    };
}

/// The tables as Markdown: the entry's, what may follow a release, and those of all other cases.
pub fn render_markdown() -> String {
    let mut page = render_entry();
    let to = &mut page;
    section!(to, "A return 退货申请单", RETURN_TRANSITIONS, return_title_zh, return_title_en);
    section!(to, "A payment slip 税款缴款书", SLIP_TRANSITIONS, slip_title_zh, slip_title_en);
    section!(
        to,
        "An exit list 出区核注清单",
        EXIT_LIST_TRANSITIONS,
        exit_list_title_zh,
        exit_list_title_en
    );
    section!(
        to,
        "A gate pass 核放单",
        GATE_PASS_TRANSITIONS,
        gate_pass_title_zh,
        gate_pass_title_en
    );
    declaration_sections(to);
    page
}

/// What has to do with goods declarations.
fn declaration_sections(page: &mut String) {
    section!(
        page,
        "An application to amend or withdraw a declaration 修撤单",
        AMENDMENT_TRANSITIONS,
        amendment_title_zh,
        amendment_title_en
    );
    section!(
        page,
        "A goods declaration 报关单",
        DECLARATION_TRANSITIONS,
        declaration_title_zh,
        declaration_title_en
    );
    section!(
        page,
        "A declaration's payment slip 报关单税款缴款书",
        DUTY_SLIP_TRANSITIONS,
        duty_slip_title_zh,
        duty_slip_title_en
    );
    section!(
        page,
        "A document of customs about a declaration 海关法律文书",
        INSTRUMENT_TRANSITIONS,
        instrument_title_zh,
        instrument_title_en
    );
    section!(
        page,
        "A guarantee instrument 税款担保",
        GUARANTEE_TRANSITIONS,
        guarantee_title_zh,
        guarantee_title_en
    );
    section!(
        page,
        "Monthly payment of tax 汇总征税",
        MONTHLY_TRANSITIONS,
        monthly_title_zh,
        monthly_title_en
    );
    section!(page, "A transit 转关", TRANSIT_TRANSITIONS, transit_title_zh, transit_title_en);
    section!(
        page,
        "A case after release 稽查、核查、主动披露、退税申请",
        AUDIT_TRANSITIONS,
        audit_title_zh,
        audit_title_en
    );
    section!(
        page,
        "The goods of a bill on a manifest 舱单提运单",
        CONSIGNMENT_TRANSITIONS,
        consignment_title_zh,
        consignment_title_en
    );
    section!(
        page,
        "A retail export 跨境电商出口",
        EXPORT_TRANSITIONS,
        export_title_zh,
        export_title_en
    );
}

fn row(page: &mut String, from: &str, [zh, en]: [&str; 2], to: &str) {
    let to = if from == to { "(unchanged)" } else { to };
    let _ = writeln!(page, "| {from} | {zh} {en} | {to} |");
}

/// One row a transition, final states last.
fn render_entry() -> String {
    let mut page = String::from(HEAD);
    for state in STATES {
        for event in applicable(state) {
            let to = TRANSITIONS.iter().find(|(from, on, _)| (*from, *on) == (state, event));
            let Some((.., to)) = to else { continue };
            let _ = writeln!(page, "| {} | {} | {} |", state_title(state), event_title(event), {
                if *to == state { "(unchanged)".to_owned() } else { state_title(*to) }
            });
        }
    }
    for state in STATES.into_iter().filter(|it| is_final(*it)) {
        let _ = writeln!(page, "| {} | – | (final) |", state_title(state));
    }
    page
}

fn state_title(state: EntryState) -> String {
    format!("{} {}", state_title_zh(state), state_title_en(state))
}

fn event_title(event: Event) -> String {
    format!("{} {}", event.title_zh(), event.title_en())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use expect_test::expect;

    use super::*;

    #[test]
    fn the_table_as_people_read_it() {
        expect![[r#"
            | state | event | next state |
            |---|---|---|
            | 未申报 expected | 清单申报 list declared | 申报中 declared |
            | 未申报 expected | 布控查验 examination ordered | (unchanged) |
            | 未申报 expected | 准予撤销 withdrawal granted | 删除 withdrawn |
            | 申报中 declared | 清单申报 list declared | (unchanged) |
            | 申报中 declared | 逻辑校验通过 checks passed | 入库 accepted |
            | 申报中 declared | 校验不通过 checks failed | 退单 rejected |
            | 申报中 declared | 等待超时 partner documents timed out | 退单 rejected |
            | 申报中 declared | 布控查验 examination ordered | (unchanged) |
            | 申报中 declared | 准予撤销 withdrawal granted | 删除 withdrawn |
            | 退单 rejected | 清单申报 list declared | 申报中 declared |
            | 退单 rejected | 布控查验 examination ordered | (unchanged) |
            | 退单 rejected | 准予撤销 withdrawal granted | 删除 withdrawn |
            | 入库 accepted | 校验不通过 checks failed | 退单 rejected |
            | 入库 accepted | 转人工 referred to an officer | 人工审核 under review |
            | 入库 accepted | 计征完成 assessment settled | 审结 reviewed |
            | 入库 accepted | 布控查验 examination ordered | (unchanged) |
            | 入库 accepted | 准予撤销 withdrawal granted | 删除 withdrawn |
            | 人工审核 under review | 审核通过 review passed | 审结 reviewed |
            | 人工审核 under review | 审核不通过 review failed | 退单 rejected |
            | 人工审核 under review | 布控查验 examination ordered | (unchanged) |
            | 人工审核 under review | 准予撤销 withdrawal granted | 删除 withdrawn |
            | 审结 reviewed | 命中查验 selected for examination | 查验 under examination |
            | 审结 reviewed | 布控查验 examination ordered | 查验 under examination |
            | 审结 reviewed | 准予放行 release granted | 放行 released |
            | 审结 reviewed | 准予撤销 withdrawal granted | 删除 withdrawn |
            | 查验 under examination | 查验无异常 examination passed | 审结 reviewed |
            | 查验 under examination | 扣留移送通关 detained, to clearance | 扣留移送通关 detained, with clearance |
            | 查验 under examination | 扣留移送缉私 detained, to anti-smuggling | 扣留移送缉私 detained, with anti-smuggling |
            | 查验 under examination | 扣留移送法规 detained, to legal affairs | 扣留移送法规 detained, with legal affairs |
            | 查验 under examination | 其它扣留 detained otherwise | 其它扣留 detained otherwise |
            | 查验 under examination | 责令退运 ordered to be shipped back | 退运 shipped back |
            | 扣留移送通关 detained, with clearance | 解除扣留 detention lifted | 审结 reviewed |
            | 扣留移送通关 detained, with clearance | 责令退运 ordered to be shipped back | 退运 shipped back |
            | 扣留移送缉私 detained, with anti-smuggling | 解除扣留 detention lifted | 审结 reviewed |
            | 扣留移送缉私 detained, with anti-smuggling | 责令退运 ordered to be shipped back | 退运 shipped back |
            | 扣留移送法规 detained, with legal affairs | 解除扣留 detention lifted | 审结 reviewed |
            | 扣留移送法规 detained, with legal affairs | 责令退运 ordered to be shipped back | 退运 shipped back |
            | 其它扣留 detained otherwise | 解除扣留 detention lifted | 审结 reviewed |
            | 其它扣留 detained otherwise | 责令退运 ordered to be shipped back | 退运 shipped back |
            | 放行 released | 确认离场 exit confirmed | 结关 closed |
            | 删除 withdrawn | 清单申报 list declared | 申报中 declared |
            | 删除 withdrawn | 布控查验 examination ordered | (unchanged) |
            | 退运 shipped back | – | (final) |
            | 结关 closed | – | (final) |
        "#]].assert_eq(&render_entry());
    }

    #[test]
    fn the_other_tables_follow() {
        let page = render_markdown();
        let others = page.strip_prefix(&render_entry()).unwrap();
        let (others, _) = others.split_once(AMENDMENT).unwrap();
        expect![[r#"

            ## A return 退货申请单

            | state | event | next state |
            |---|---|---|
            | 已申请 applied for | 变更申请 changed | (unchanged) |
            | 已申请 applied for | 撤回申请 taken back by the applicant | 已撤回 taken back |
            | 已申请 applied for | 部分运抵 some goods came back | (unchanged) |
            | 已申请 applied for | 全部运抵 the last goods came back | 已运抵 back |
            | 已申请 applied for | 逾期未运抵 the time to come back ended | 逾期失效 lapsed |

            ## A payment slip 税款缴款书

            | state | event | next state |
            |---|---|---|
            | 待缴 to be paid | 汇总税单 a bill was added | (unchanged) |
            | 待缴 to be paid | 缴款 paid | 已缴 paid |
            | 待缴 to be paid | 逾期未缴 the term ended | 已执行担保 guarantee called |

            ## An exit list 出区核注清单

            | state | event | next state |
            |---|---|---|
            | 申报 declared | 审核通过 approved | 预核扣 approved |
            | 申报 declared | 审核不通过 refused | 退单 refused |
            | 退单 refused | 申报 submitted | 申报 declared |
            | 预核扣 approved | 变更 changed | (unchanged) |
            | 预核扣 approved | 删单 deleted | 删单 deleted |
            | 预核扣 approved | 全部过卡 the last goods left | 已核扣 deducted |
            | 删单 deleted | 申报 submitted | 申报 declared |

            ## A gate pass 核放单

            | state | event | next state |
            |---|---|---|
            | 已申请 declared | 审批通过 approved | 已审批 approved |
            | 已申请 declared | 审批不通过 refused | 退单 refused |
            | 退单 refused | 申报 submitted | 已申请 declared |
            | 已审批 approved | 删除 deleted | 已删除 deleted |
            | 已审批 approved | 重量不符 weight differs | 卡口拦截 held at the gate |
            | 已审批 approved | 过卡 vehicle passed | 已过卡 passed |
            | 卡口拦截 held at the gate | 删除 deleted | 已删除 deleted |
            | 卡口拦截 held at the gate | 重量不符 weight differs | (unchanged) |
            | 卡口拦截 held at the gate | 过卡 vehicle passed | 已过卡 passed |
            | 已删除 deleted | 申报 submitted | 已申请 declared |
        "#]]
        .assert_eq(others);
    }

    const AMENDMENT: &str = "\n## An application to amend";
    const DECLARATION: &str = "\n## A goods declaration 报关单\n";

    /// The rows of the declaration's table: those before and those from the first that waits for a
    /// manifest.
    fn of_a_declaration(page: &str) -> (&str, &str) {
        let (_, table) = page.split_once(DECLARATION).unwrap();
        let (table, _) = table.split_once("\n## ").unwrap();
        table.split_at(table.find(NO_MANIFEST).unwrap())
    }

    const NO_MANIFEST: &str = "| 海关入库 declared | 未查到舱单 no manifest |";

    #[test]
    fn the_table_of_a_declaration() {
        expect![[r#"

            | state | event | next state |
            |---|---|---|
            | 暂存 saved | 暂存 kept | (unchanged) |
            | 暂存 saved | 申报 submitted | 海关入库 declared |
            | 海关入库 declared | 审核不通过 refused | 退单 returned |
            | 海关入库 declared | 转人工审单 sent to review | 人工审单 reviewing |
            | 海关入库 declared | 布控查验 examination ordered | 查验 examination |
            | 海关入库 declared | 待缴税 tax due | 待缴税 awaiting tax |
            | 海关入库 declared | 放行 released | 放行 released |
            | 海关入库 declared | 担保放行 released on guarantee | 担保放行 released on guarantee |
            | 海关入库 declared | 概要放行 released on summary | 概要放行 released on summary |
            | 退单 returned | 暂存 kept | 暂存 saved |
            | 退单 returned | 申报 submitted | 海关入库 declared |
            | 人工审单 reviewing | 退回修改 sent back | 退单 returned |
            | 人工审单 reviewing | 布控查验 examination ordered | 查验 examination |
            | 人工审单 reviewing | 待缴税 tax due | 待缴税 awaiting tax |
            | 人工审单 reviewing | 缴税 tax paid | (unchanged) |
            | 人工审单 reviewing | 放行 released | 放行 released |
            | 人工审单 reviewing | 担保放行 released on guarantee | 担保放行 released on guarantee |
            | 人工审单 reviewing | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 人工审单 reviewing | 概要放行 released on summary | 概要放行 released on summary |
            | 待缴税 awaiting tax | 布控查验 examination ordered | 查验 examination |
            | 待缴税 awaiting tax | 缴税 tax paid | (unchanged) |
            | 待缴税 awaiting tax | 放行 released | 放行 released |
            | 待缴税 awaiting tax | 担保放行 released on guarantee | 担保放行 released on guarantee |
            | 待缴税 awaiting tax | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 查验 examination | 退回修改 sent back | 退单 returned |
            | 查验 examination | 转人工审单 sent to review | 人工审单 reviewing |
            | 查验 examination | 待缴税 tax due | 待缴税 awaiting tax |
            | 查验 examination | 缴税 tax paid | (unchanged) |
            | 查验 examination | 放行 released | 放行 released |
            | 查验 examination | 担保放行 released on guarantee | 担保放行 released on guarantee |
            | 查验 examination | 扣留 detained | 扣留 detained |
            | 查验 examination | 退运 shipped back | 撤销 withdrawn |
            | 查验 examination | 概要放行 released on summary | 概要放行 released on summary |
            | 扣留 detained | 待缴税 tax due | 待缴税 awaiting tax |
            | 扣留 detained | 缴税 tax paid | (unchanged) |
            | 扣留 detained | 放行 released | 放行 released |
            | 扣留 detained | 担保放行 released on guarantee | 担保放行 released on guarantee |
            | 扣留 detained | 退运 shipped back | 撤销 withdrawn |
            | 扣留 detained | 概要放行 released on summary | 概要放行 released on summary |
            | 概要放行 released on summary | 货物离场 goods left | (unchanged) |
            | 概要放行 released on summary | 完整申报 completed | 海关入库 declared |
            | 担保放行 released on guarantee | 缴税 tax paid | (unchanged) |
            | 担保放行 released on guarantee | 放行 released | 放行 released |
            | 担保放行 released on guarantee | 货物离场 goods left | 结关 cleared |
            | 担保放行 released on guarantee | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 放行 released | 缴税 tax paid | (unchanged) |
            | 放行 released | 货物离场 goods left | 结关 cleared |
            | 放行 released | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 结关 cleared | 缴税 tax paid | (unchanged) |
        "#]].assert_eq(of_a_declaration(&render_markdown()).0);
    }

    #[test]
    fn the_table_of_a_declaration_that_waits_for_its_goods() {
        expect![[r#"
            | 海关入库 declared | 未查到舱单 no manifest | 待核舱单 awaiting its manifest |
            | 待核舱单 awaiting its manifest | 舱单已核 manifest came | 海关入库 declared |
            | 待核舱单 awaiting its manifest | 退回修改 sent back | 退单 returned |
            | 海关入库 declared | 货物未运抵 goods not arrived | 审结待运抵 awaiting arrival |
            | 人工审单 reviewing | 货物未运抵 goods not arrived | 审结待运抵 awaiting arrival |
            | 待缴税 awaiting tax | 货物未运抵 goods not arrived | 审结待运抵 awaiting arrival |
            | 查验 examination | 货物未运抵 goods not arrived | 审结待运抵 awaiting arrival |
            | 扣留 detained | 货物未运抵 goods not arrived | 审结待运抵 awaiting arrival |
            | 审结待运抵 awaiting arrival | 缴税 tax paid | (unchanged) |
            | 审结待运抵 awaiting arrival | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 审结待运抵 awaiting arrival | 退回修改 sent back | 退单 returned |
            | 审结待运抵 awaiting arrival | 转人工审单 sent to review | 人工审单 reviewing |
            | 审结待运抵 awaiting arrival | 布控查验 examination ordered | 查验 examination |
            | 审结待运抵 awaiting arrival | 待缴税 tax due | 待缴税 awaiting tax |
            | 审结待运抵 awaiting arrival | 放行 released | 放行 released |
            | 审结待运抵 awaiting arrival | 担保放行 released on guarantee | 担保放行 released on guarantee |
            | 审结待运抵 awaiting arrival | 概要放行 released on summary | 概要放行 released on summary |
            | 海关入库 declared | 清单放行 released on a list | 清单放行待集中申报 released on a list |
            | 人工审单 reviewing | 清单放行 released on a list | 清单放行待集中申报 released on a list |
            | 查验 examination | 清单放行 released on a list | 清单放行待集中申报 released on a list |
            | 扣留 detained | 清单放行 released on a list | 清单放行待集中申报 released on a list |
            | 审结待运抵 awaiting arrival | 清单放行 released on a list | 清单放行待集中申报 released on a list |
            | 清单放行待集中申报 released on a list | 货物离场 goods left | (unchanged) |
            | 清单放行待集中申报 released on a list | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 清单放行待集中申报 released on a list | 集中申报 gathered | 已集中申报 declared with its month |
            | 已集中申报 declared with its month | 货物离场 goods left | (unchanged) |
            | 已集中申报 declared with its month | 集中申报未成立 gathering came to nothing | 清单放行待集中申报 released on a list |
            | 海关入库 declared | 随附单据未到 attached files not there | 审结待随附单据 awaiting attached files |
            | 人工审单 reviewing | 随附单据未到 attached files not there | 审结待随附单据 awaiting attached files |
            | 待缴税 awaiting tax | 随附单据未到 attached files not there | 审结待随附单据 awaiting attached files |
            | 查验 examination | 随附单据未到 attached files not there | 审结待随附单据 awaiting attached files |
            | 扣留 detained | 随附单据未到 attached files not there | 审结待随附单据 awaiting attached files |
            | 审结待随附单据 awaiting attached files | 缴税 tax paid | (unchanged) |
            | 审结待随附单据 awaiting attached files | 准予撤销 withdrawal granted | 撤销 withdrawn |
            | 审结待随附单据 awaiting attached files | 退回修改 sent back | 退单 returned |
            | 审结待随附单据 awaiting attached files | 转人工审单 sent to review | 人工审单 reviewing |
            | 审结待随附单据 awaiting attached files | 布控查验 examination ordered | 查验 examination |
            | 审结待随附单据 awaiting attached files | 待缴税 tax due | 待缴税 awaiting tax |
            | 审结待随附单据 awaiting attached files | 货物未运抵 goods not arrived | 审结待运抵 awaiting arrival |
            | 审结待随附单据 awaiting attached files | 放行 released | 放行 released |
            | 审结待随附单据 awaiting attached files | 担保放行 released on guarantee | 担保放行 released on guarantee |
        "#]].assert_eq(of_a_declaration(&render_markdown()).1);
    }

    #[test]
    fn no_two_states_or_events_share_a_title() {
        let zh: BTreeSet<_> = STATES.into_iter().map(state_title_zh).collect();
        let en: BTreeSet<_> = STATES.into_iter().map(state_title_en).collect();
        assert_eq!((zh.len(), en.len()), (STATES.len(), STATES.len()));
        let zh: BTreeSet<_> = Event::ALL.into_iter().map(Event::title_zh).collect();
        let en: BTreeSet<_> = Event::ALL.into_iter().map(Event::title_en).collect();
        assert_eq!((zh.len(), en.len()), (Event::ALL.len(), Event::ALL.len()));
    }

    #[test]
    fn the_table_of_an_export_is_the_last() {
        let page = render_markdown();
        let (_, table) = page.split_once("\n## A retail export 跨境电商出口\n").unwrap();
        expect![[r#"

            | state | event | next state |
            |---|---|---|
            | 未申报 expected | 清单申报 list declared | 申报中 declared |
            | 申报中 declared | 清单申报 list declared | (unchanged) |
            | 申报中 declared | 校验不通过 checks failed | 退单 rejected |
            | 申报中 declared | 等待超时 partner documents timed out | 退单 rejected |
            | 申报中 declared | 逻辑校验通过 checks passed | 入库 accepted |
            | 申报中 declared | 撤单 cancelled | 撤单 withdrawn |
            | 退单 rejected | 清单申报 list declared | 申报中 declared |
            | 退单 rejected | 撤单 cancelled | 撤单 withdrawn |
            | 入库 accepted | 转人工 referred to an officer | 人工审核 under review |
            | 入库 accepted | 布控查验 examination ordered | 查验 under examination |
            | 入库 accepted | 审结 papers settled | 审结 reviewed |
            | 人工审核 under review | 审结 papers settled | 审结 reviewed |
            | 人工审核 under review | 审核不通过 review failed | 退单 rejected |
            | 人工审核 under review | 布控查验 examination ordered | 查验 under examination |
            | 人工审核 under review | 撤单 cancelled | 撤单 withdrawn |
            | 审结 reviewed | 布控查验 examination ordered | 查验 under examination |
            | 审结 reviewed | 放行 released | 放行 released |
            | 审结 reviewed | 撤单 cancelled | 撤单 withdrawn |
            | 查验 under examination | 查验无异常 examination passed | 审结 reviewed |
            | 查验 under examination | 扣留 detained | 扣留 detained |
            | 查验 under examination | 不准出口 export not allowed | 不准出口 not allowed to leave |
            | 扣留 detained | 解除扣留 detention lifted | 审结 reviewed |
            | 扣留 detained | 不准出口 export not allowed | 不准出口 not allowed to leave |
            | 放行 released | 离境 left the country | 结关 closed |
            | 撤单 withdrawn | 清单申报 list declared | 申报中 declared |
        "#]]
        .assert_eq(table);
    }
}
