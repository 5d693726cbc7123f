//! The shape of a check, and how it reports.

use std::fmt::{self, Display};

use model::{
    Basis, Cancellation, CheckInfo, Confidence, Date, Declaration, DocumentHead, Finding,
    GoodsReturn, InboundDetail, Inventory, Order, Payment, Scope, Severity, Stage, Waybill,
    WaybillStatus, Words,
};

use crate::{
    AgencyCase, AssessedCase, CancellationCase, CarriedCase, DeclarationCase, DocumentCase,
    ExitListCase, ExportCancellingCase, ExportCase, ExportJoinedCase, ExportMovedCase,
    ExportReturningCase, ExportSummaryCase, ExportWaitingCase, GatePassCase, GatheredCase,
    InboundCase, JoinedCase, LicencesCase, ManifestCase, Party, PassageCase, ReturnCase, TaxedCase,
    TruthCase, WaitingCase, rules::tariff::Lines,
};

/// What a table of checks is asked about.
pub(crate) trait Subject: 'static {
    type Case<'a>;
}

/// A check: what is known of it, and its function.
pub(crate) struct Check<S: Subject> {
    pub(crate) info: CheckInfo,
    pub(crate) run: fn(&S::Case<'_>, &mut Findings<'_>),
}

/// A document of a known kind beside its case.
#[derive(Clone, Copy)]
pub(crate) struct Submitted<'a, D> {
    pub(crate) it: &'a D,
    pub(crate) case: &'a DocumentCase<'a>,
}

/// A list, with the tariff lines of its items looked up once.
pub(crate) struct SubmittedInventory<'a> {
    pub(crate) it: &'a Inventory<'a>,
    pub(crate) case: &'a DocumentCase<'a>,
    pub(crate) lines: Lines<'a>,
}

/// A goods declaration, with the tariff lines of its items looked up once.
pub(crate) struct Declared<'a> {
    pub(crate) it: &'a Declaration<'a>,
    pub(crate) case: &'a DeclarationCase<'a>,
    pub(crate) lines: Lines<'a>,
}

macro_rules! subjects {
    ($($(#[$doc:meta])* $name:ident => $case:ty;)*) => {$(
        $(#[$doc])*
        pub(crate) enum $name {}

        impl Subject for $name {
            type Case<'a> = $case;
        }
    )*};
}

subjects! {
    OnOrder => Submitted<'a, Order<'a>>;
    OnPayment => Submitted<'a, Payment<'a>>;
    OnWaybill => Submitted<'a, Waybill<'a>>;
    OnInventory => SubmittedInventory<'a>;
    OnWaybillStatus => Submitted<'a, WaybillStatus<'a>>;
    OnCancellation => Submitted<'a, Cancellation<'a>>;
    OnGoodsReturn => Submitted<'a, GoodsReturn<'a>>;
    OnInboundDetail => Submitted<'a, InboundDetail<'a>>;
    OnParties => Named<'a>;
    OnJoined => JoinedCase<'a>;
    OnWaiting => WaitingCase<'a>;
    OnAssessed => AssessedCase<'a>;
    OnTruth => TruthCase<'a>;
    /// A cancellation beside its list.
    OnCancelling => CancellationCase<'a>;
    /// A return beside its list.
    OnReturning => ReturnCase<'a>;
    /// An inbound detail beside its waybills.
    OnReceiving => InboundCase<'a>;
    OnExitList => ExitListCase<'a>;
    OnGathered => GatheredCase<'a>;
    OnGatePass => GatePassCase<'a>;
    OnCarried => CarriedCase<'a>;
    OnPassage => PassageCase<'a>;
    /// A declaration whose tax was to be worked out.
    OnTaxed => TaxedCase<'a>;
    OnDeclaration => Declared<'a>;
    OnLicences => LicencesCase<'a>;
    OnAgency => AgencyCase<'a>;
    OnManifest => ManifestCase<'a>;
    OnExport => ExportCase<'a>;
    OnExportWaiting => ExportWaitingCase<'a>;
    OnExportJoined => ExportJoinedCase<'a>;
    /// An arrival, departure or master waybill beside its lists.
    OnExportMoved => ExportMovedCase<'a>;
    OnExportCancelling => ExportCancellingCase<'a>;
    /// Sums export lists up.
    OnExportSummary => ExportSummaryCase<'a>;
    /// An application to return goods beside their list.
    OnExportReturning => ExportReturningCase<'a>;
}

/// Whoever a document names.
pub(crate) struct Named<'a> {
    pub(crate) parties: &'a [Party<'a>],
    pub(crate) on: Date,
}

impl<'a> DocumentCase<'a> {
    pub(crate) fn head(&self) -> &'a DocumentHead<'a> {
        self.document.head()
    }
}

/// Stamps the running check's code and severity on what it reports.
pub(crate) struct Findings<'a> {
    info: &'static CheckInfo,
    /// Fields that could not be read stand as empty or zero: such a value proves nothing.
    is_partial: bool,
    out: &'a mut Vec<Finding>,
}

impl Findings<'_> {
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    #[cold]
    pub(crate) fn report(
        &mut self,
        pointer: impl Display,
        observed: impl Display,
        expected: impl Display,
    ) {
        self.report_against(pointer, observed, expected, "");
    }

    /// With the partner's field that it was compared with.
    #[cold]
    pub(crate) fn report_against(
        &mut self,
        pointer: impl Display,
        observed: impl Display,
        expected: impl Display,
        against: impl Display,
    ) {
        self.out.push(Finding {
            code: self.info.code.into(),
            severity: self.info.severity,
            pointer: pointer.to_string(),
            observed: observed.to_string(),
            expected: expected.to_string(),
            against: against.to_string(),
        });
    }
}

/// Runs the tables in order, leaving out what is not yet in force and, of a document that could
/// not be read in full, what compares fields.
pub(crate) fn run<S: Subject>(
    tables: &'static [&'static [Check<S>]],
    case: &S::Case<'_>,
    on: Date,
    only_single_field: bool,
    out: &mut Vec<Finding>,
) {
    for check in tables.iter().copied().flatten() {
        let is_skipped = only_single_field && check.info.scope == Scope::CrossField;
        if check.info.from <= on && !is_skipped {
            let findings = &mut Findings { info: &check.info, is_partial: only_single_field, out };
            (check.run)(case, findings);
        }
    }
}

/// A field of a document, named only when something is reported of it.
#[derive(Clone, Copy)]
pub(crate) enum At {
    Head(&'static str),
    /// Document, index of the item from 0, field.
    Item(&'static str, usize, &'static str),
}

impl Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Head(pointer) => f.write_str(pointer),
            At::Item(document, index, field) => write!(f, "{document}.items[{index}].{field}"),
        }
    }
}

/// The text that a rule rests on, and the first day of declaration to which it applies.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    document: &'static str,
    article: &'static str,
    confidence: Confidence,
    from: Date,
}

impl Source {
    /// A field's text in the message specification (read in the edition of May 2022; the layout is
    /// in force since 海关总署公告2018年第113号).
    pub(crate) const fn field(article: &'static str) -> Source {
        Source {
            document: "海关跨境统一版系统企业对接报文规范（202205）",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2018, 9, 30),
        }
    }

    /// The rules of retail import: that the three papers must agree and who must be registered.
    /// Known from secondary texts, so the article is named only where one was cited.
    pub(crate) const fn retail(article: &'static str) -> Source {
        Source {
            document: "海关总署公告2018年第194号",
            article,
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2019, 1, 1),
        }
    }

    /// The rules of retail export: which papers it has, and that they agree.
    pub(crate) const fn export(article: &'static str) -> Source {
        Source::retail(article)
    }

    /// The return of goods that were exported through the retail channel.
    pub(crate) const fn export_returns() -> Source {
        Source {
            document: "海关总署公告2020年第44号",
            article: "",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2020, 3, 27),
        }
    }

    /// Exports to businesses by list (B2B出口).
    pub(crate) const fn export_b2b() -> Source {
        Source {
            document: "海关总署公告2020年第75号",
            article: "",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2020, 7, 1),
        }
    }

    /// What an import may ask for when it is let in in two stages: the field list of its message.
    pub(crate) const fn two_stages() -> Source {
        Source {
            document: "报关单报文规范（两段准入申请DecTpAccess）",
            article: "",
            confidence: Confidence::Read,
            from: jiff::civil::date(2019, 11, 1),
        }
    }

    /// The limits of retail import.
    pub(crate) const fn limits() -> Source {
        Source {
            document: "财关税〔2018〕49号",
            article: "第一条",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2019, 1, 1),
        }
    }

    /// That platforms and payment companies open original payment data to customs.
    pub(crate) const fn original_payment() -> Source {
        Source {
            document: "海关总署公告2018年第165号",
            article: "",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2019, 1, 1),
        }
    }

    /// The return of retail imports.
    pub(crate) const fn returns() -> Source {
        Source {
            document: "海关总署公告2020年第45号",
            article: "",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2020, 3, 28),
        }
    }

    /// The lists by which a zone's books are drawn on (保税核注清单). Known from secondary texts.
    pub(crate) const fn zone(article: &'static str) -> Source {
        Source {
            document: "海关总署公告2018年第23号",
            article,
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2018, 7, 1),
        }
    }

    /// What the zone system is seen to do, written in no text at hand. `article` is the element of
    /// the message.
    pub(crate) const fn zone_practice(article: &'static str) -> Source {
        Source {
            document: "特殊区域管理系统运行惯例（无公开文本）",
            article,
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2018, 7, 1),
        }
    }

    /// How a goods declaration is filled in (填制规范), read in the edition of 2018. That of 2019 (第18号)
    /// replaced it and kept its items.
    pub(crate) const fn filling(article: &'static str) -> Source {
        Source {
            document: "海关总署公告2018年第60号（报关单填制规范）",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2018, 8, 1),
        }
    }

    /// A field's text in the message format of the goods declaration.
    pub(crate) const fn message(article: &'static str) -> Source {
        Source {
            document: "海关总署公告2018年第67号（报关单电子报文格式）",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2018, 8, 1),
        }
    }

    /// An element of a supplementary declaration.
    pub(crate) const fn supplement(article: &'static str) -> Source {
        Source {
            document: "报关单系统补充申报导入数据接口（DecSdImport）",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2018, 8, 1),
        }
    }

    /// How weights under a kilogram are declared since then, and which offices are declared no more.
    pub(crate) const fn filling_2024() -> Source {
        Source {
            document: "海关总署公告2024年第30号",
            article: "",
            confidence: Confidence::Read,
            from: jiff::civil::date(2024, 4, 10),
        }
    }

    /// How a line claims a preference under a trade agreement (优惠贸易协定享惠), since then.
    pub(crate) const fn preference() -> Source {
        Source {
            document: "海关总署公告2021年第34号",
            article: "",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2021, 5, 10),
        }
    }

    /// The tables of supervision modes, levies and manuals, and what a licence letter asks for.
    pub(crate) const fn compatibility(article: &'static str) -> Source {
        Source { confidence: Confidence::Secondary, ..Source::filling(article) }
    }

    /// What must be presented with goods that are restricted (许可证件联网核查).
    pub(crate) const fn licensing(article: &'static str) -> Source {
        Source {
            document: "中华人民共和国海关法",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2018, 8, 1),
        }
    }

    /// The number of a freight container carries its own check digit.
    pub(crate) const fn container() -> Source {
        Source {
            document: "GB/T 1836（ISO 6346）",
            article: "校验码",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2018, 8, 1),
        }
    }

    /// So does that of a motor vehicle.
    pub(crate) const fn vehicle() -> Source {
        Source {
            document: "GB 16735",
            article: "检验位",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2018, 8, 1),
        }
    }

    /// With another confidence.
    pub(crate) const fn known(self, confidence: Confidence) -> Source {
        Source { confidence, ..self }
    }

    /// What the customs law itself says.
    pub(crate) const fn customs_law(article: &'static str) -> Source {
        Source {
            document: "中华人民共和国海关法",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2018, 9, 30),
        }
    }

    /// What is levied on goods (关税法, before 2024-12-01 the regulation on duties).
    pub(crate) const fn tariff_law(article: &'static str) -> Source {
        Source {
            document: "中华人民共和国关税法（2024-12-01前为进出口关税条例）",
            article,
            confidence: Confidence::Read,
            from: jiff::civil::date(2004, 1, 1),
        }
    }

    /// How a customs value is found.
    pub(crate) const fn valuation(article: &'static str) -> Source {
        Source {
            document: "海关总署令第213号",
            article,
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2014, 2, 1),
        }
    }

    /// The number of residents carries its own check digit.
    pub(crate) const fn identity() -> Source {
        Source {
            document: "GB 11643-1999",
            article: "校验码",
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2018, 9, 30),
        }
    }

    /// What the unified system is seen to do, written in no text at hand. `article` is the element
    /// of the message.
    pub(crate) const fn practice(article: &'static str) -> Source {
        Source {
            document: "统一版系统运行惯例（无公开文本）",
            article,
            confidence: Confidence::Secondary,
            from: jiff::civil::date(2018, 9, 30),
        }
    }
}

/// All of a check's information but its code and words.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    stage: Stage,
    scope: Scope,
    source: Source,
    severity: Severity,
}

impl Rule {
    const fn new(stage: Stage, scope: Scope, source: Source) -> Rule {
        Rule { stage, scope, source, severity: Severity::Return }
    }

    /// Of one field of one document.
    pub(crate) const fn single(source: Source) -> Rule {
        Rule::new(Stage::Document, Scope::SingleField, source)
    }

    /// Of several fields of one document.
    pub(crate) const fn cross(source: Source) -> Rule {
        Rule::new(Stage::Document, Scope::CrossField, source)
    }

    pub(crate) const fn joined(source: Source) -> Rule {
        Rule::new(Stage::Joined, Scope::CrossField, source)
    }

    pub(crate) const fn assessed(source: Source) -> Rule {
        Rule::new(Stage::Assessed, Scope::CrossField, source)
    }

    pub(crate) const fn with(self, severity: Severity) -> Rule {
        Rule { severity, ..self }
    }

    /// `title` and `fix` in Chinese, then English.
    pub(crate) const fn info(self, code: &'static str, title: Words, fix: Words) -> CheckInfo {
        let Source { document, article, confidence, from } = self.source;
        CheckInfo {
            code,
            title_zh: title[0],
            title_en: title[1],
            severity: self.severity,
            stage: self.stage,
            scope: self.scope,
            basis: Basis::new(document, article, confidence),
            from,
            fix_zh: fix[0],
            fix_en: fix[1],
        }
    }
}
