//! As what a company is named in a case, how far it sees what a rule covers, and what people may do.

use serde::{Deserialize, Serialize};

/// As what a case names a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseRole {
    /// 收发货人: consignee of an import, consignor of an export; who owes its tax, and who is audited.
    Trader,
    /// 消费使用单位 of an import, 生产销售单位 of an export.
    Owner,
    /// 申报单位: the broker, or the trader who declares himself.
    Declarant,
    /// 录入单位.
    Keyer,
    /// 舱单传输人, 承运单位; 物流企业 of a parcel.
    Carrier,
    /// 电商平台 of a parcel.
    Platform,
}

impl CaseRole {
    /// In the order of the tables.
    pub const ALL: [CaseRole; 6] = [
        CaseRole::Trader,
        CaseRole::Owner,
        CaseRole::Declarant,
        CaseRole::Keyer,
        CaseRole::Carrier,
        CaseRole::Platform,
    ];
}

/// How far a role sees something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    Yes,
    No,
    /// Where the document was served (送达).
    Served,
    /// Where the receipt is the company's own.
    Own,
    /// Where the enterprise was told of the case, or came by itself.
    Told,
    /// Where the finding is of form.
    Format,
}

/// What somebody is to the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// 收发货人.
    Trader,
    /// 报关企业.
    Broker,
    /// 电商平台, and who works for one.
    Platform,
    /// 审单关员.
    DocumentOfficer,
    /// 查验关员.
    Examiner,
    /// 征税关员.
    TaxOfficer,
    /// 舱单关员.
    ManifestOfficer,
    /// 稽查关员.
    AuditOfficer,
    /// 科长, 值班关长: re-assigns, and is the second pair of eyes.
    Supervisor,
    /// 风险分析.
    RiskAnalyst,
    /// 海关实验室.
    Laboratory,
    /// 卡口.
    GateOperator,
    /// Who looks at everything and changes nothing (督察内审).
    Auditor,
    /// Who keeps accounts, and sees no case.
    Administrator,
}

impl PersonRole {
    /// In the order of the tables.
    pub const ALL: [PersonRole; 14] = [
        PersonRole::Trader,
        PersonRole::Broker,
        PersonRole::Platform,
        PersonRole::DocumentOfficer,
        PersonRole::Examiner,
        PersonRole::TaxOfficer,
        PersonRole::ManifestOfficer,
        PersonRole::AuditOfficer,
        PersonRole::Supervisor,
        PersonRole::RiskAnalyst,
        PersonRole::Laboratory,
        PersonRole::GateOperator,
        PersonRole::Auditor,
        PersonRole::Administrator,
    ];

    /// Whether who has it works for customs, and sees cases as customs does.
    pub fn is_of_customs(self) -> bool {
        !matches!(self, PersonRole::Trader | PersonRole::Broker | PersonRole::Platform)
    }

    /// As the tables and the API spell it.
    pub fn name(self) -> &'static str {
        match self {
            PersonRole::Trader => "trader",
            PersonRole::Broker => "broker",
            PersonRole::Platform => "platform",
            PersonRole::DocumentOfficer => "document_officer",
            PersonRole::Examiner => "examiner",
            PersonRole::TaxOfficer => "tax_officer",
            PersonRole::ManifestOfficer => "manifest_officer",
            PersonRole::AuditOfficer => "audit_officer",
            PersonRole::Supervisor => "supervisor",
            PersonRole::RiskAnalyst => "risk_analyst",
            PersonRole::Laboratory => "laboratory",
            PersonRole::GateOperator => "gate_operator",
            PersonRole::Auditor => "auditor",
            PersonRole::Administrator => "administrator",
        }
    }
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Send messages.
    SendMessages,
    /// Goods declarations, manifests, and what belongs to them; a company: its own.
    SeeCases,
    /// Retail parcels, exports, zone documents, their books and slips.
    SeeParcels,
    /// Receipts of the own companies; customs: of all.
    SeeReceipts,
    /// Every recipient's receipts in one row.
    SeeAllReceipts,
    /// Enterprises, licences, authorisations, who pays monthly.
    SeeRegistry,
    /// Take registry rows.
    ChangeRegistry,
    /// A company: its own row of the registry.
    SeeOwnRegistration,
    /// Which values are watched, and what that would select.
    SeeWatch,
    /// Take watch rows.
    ChangeWatch,
    /// Cases after release.
    SeeAudits,
    /// Slips against bank and treasury.
    Reconcile,
    /// Questions about original payments, and their answers.
    AnswerForPayments,
    /// Where receipts are posted to.
    KeepWebhooks,
    /// Watched folders.
    SeeFolders,
    /// API keys of the own companies.
    KeepKeys,
    /// Accounts of people.
    KeepPeople,
    /// How many cases stand where.
    SeeFigures,
    /// Decide about cases, and issue documents, in one's own name.
    ActAsOfficer,
    /// What sites, gates and devices see.
    ReportFromSite,
    /// What banks and the treasury confirm.
    ReportPayment,
    /// Settings, time, exchange rates, extensions of law.
    RunHouse,
    /// Take tasks of officers, give them back, hand one's own over.
    DoTasks,
    /// Assign tasks that another or nobody holds.
    AssignTasks,
    /// Personal data that is masked, shown for a reason that is kept.
    SeePersonal,
    /// Authorisations to declare; a company: its own.
    SeeAuthorisations,
    /// Hold and release the goods of a bill or a voyage at once.
    HoldInBulk,
    /// Why declarations were selected, and what earlier ones of their companies and goods came to.
    SeeBackground,
}

impl Right {
    /// In the order of the tables.
    pub const ALL: [Right; 28] = [
        Right::SendMessages,
        Right::SeeCases,
        Right::SeeParcels,
        Right::SeeReceipts,
        Right::SeeAllReceipts,
        Right::SeeRegistry,
        Right::ChangeRegistry,
        Right::SeeOwnRegistration,
        Right::SeeWatch,
        Right::ChangeWatch,
        Right::SeeAudits,
        Right::Reconcile,
        Right::AnswerForPayments,
        Right::KeepWebhooks,
        Right::SeeFolders,
        Right::KeepKeys,
        Right::KeepPeople,
        Right::SeeFigures,
        Right::ActAsOfficer,
        Right::ReportFromSite,
        Right::ReportPayment,
        Right::RunHouse,
        Right::DoTasks,
        Right::AssignTasks,
        Right::SeePersonal,
        Right::SeeAuthorisations,
        Right::HoldInBulk,
        Right::SeeBackground,
    ];

    /// As the tables and the API spell it.
    pub fn name(self) -> &'static str {
        match self {
            Right::SendMessages => "send_messages",
            Right::SeeCases => "see_cases",
            Right::SeeParcels => "see_parcels",
            Right::SeeReceipts => "see_receipts",
            Right::SeeAllReceipts => "see_all_receipts",
            Right::SeeRegistry => "see_registry",
            Right::ChangeRegistry => "change_registry",
            Right::SeeOwnRegistration => "see_own_registration",
            Right::SeeWatch => "see_watch",
            Right::ChangeWatch => "change_watch",
            Right::SeeAudits => "see_audits",
            Right::Reconcile => "reconcile",
            Right::AnswerForPayments => "answer_for_payments",
            Right::KeepWebhooks => "keep_webhooks",
            Right::SeeFolders => "see_folders",
            Right::KeepKeys => "keep_keys",
            Right::KeepPeople => "keep_people",
            Right::SeeFigures => "see_figures",
            Right::ActAsOfficer => "act_as_officer",
            Right::ReportFromSite => "report_from_site",
            Right::ReportPayment => "report_payment",
            Right::RunHouse => "run_house",
            Right::DoTasks => "do_tasks",
            Right::AssignTasks => "assign_tasks",
            Right::SeePersonal => "see_personal",
            Right::SeeAuthorisations => "see_authorisations",
            Right::HoldInBulk => "hold_in_bulk",
            Right::SeeBackground => "see_background",
        }
    }
}
