//! Everything that is shipped, embedded and proved at load.

use std::sync::Arc;

use model::{
    Amount, Basis, BasisId, CalendarRow, Confidence, Date, ExchangeRow, Month, SpecialDutyRow,
};

use crate::{
    AccessRules, ActRules, AdmissionRules, AmendmentRules, AuditRules, Bases, Calendar, Codes,
    CollectiveRules, DeclarationLaw, DeclarationRules, EnterpriseRules, ExchangeRates, ExportModes,
    Faq, FilingRules, FormRules, InstrumentRules, ManifestRules, NotCovered, Parameters,
    PeopleRules, PersonalRules, PositiveList, Profiles, ProofRules, RetailLaw, SadCodes,
    SecondRules, SelectionRules, ServiceRules, SpecialDuties, SupplementRules, Table, Tariff,
    TariffNames, WorklistRules, codes::CODE_FILES, declaration_law::RuleFiles, exchange,
};

/// The law as this house knows it.
#[derive(Debug)]
pub struct Law {
    pub parameters: Parameters,
    pub tariff: Tariff,
    /// Behind a pointer, because whoever goes through many declarations takes it along.
    pub codes: Arc<Codes>,
    pub positive_list: PositiveList,
    pub profiles: Profiles,
    pub declaration: DeclarationRules,
    pub special_duties: SpecialDuties,
    pub calendar: Calendar,
    pub exchange: ExchangeRates,
    pub filing: FilingRules,
    /// How a declaration is asked for on a form; nothing is decided by it.
    pub form: FormRules,
    pub proofs: ProofRules,
    pub amendments: AmendmentRules,
    pub audits: AuditRules,
    pub instruments: InstrumentRules,
    pub seconds: SecondRules,
    /// On what selection rests; it selects nothing.
    pub selection: SelectionRules,
    pub supplements: SupplementRules,
    pub enterprises: EnterpriseRules,
    pub admission: AdmissionRules,
    pub manifest: ManifestRules,
    pub exports: ExportModes,
    pub collective: CollectiveRules,
    pub sad_codes: SadCodes,
    /// How people call what the tariff lists; nothing is taxed by it.
    pub tariff_names: TariffNames,
    pub faq: Faq,
    pub worklist: WorklistRules,
    pub acts: ActRules,
    /// Behind a pointer, because whoever answers a company takes it along.
    pub access: Arc<AccessRules>,
    /// What is masked until somebody asks to see it.
    pub personal: Arc<PersonalRules>,
    pub people: Arc<PeopleRules>,
    /// What somebody may want of the house; nothing is decided by it.
    pub services: ServiceRules,
    bases: Bases,
}

#[derive(Debug, thiserror::Error)]
pub enum LawError {
    #[error("`{file}` is malformed")]
    Toml {
        file: String,
        #[source]
        source: toml::de::Error,
    },
    #[error("`{file}` is malformed")]
    Csv {
        file: String,
        #[source]
        source: csv::Error,
    },
    #[error("`{file}`: {what}")]
    Fault { file: String, what: String },
    #[error("two bases have one number: `{one}` and `{other}`")]
    BasisCollision { one: String, other: String },
    #[error("`{table}` cannot be extended; `tariff` can")]
    NotExtensible { table: String },
    #[error("an extension needs a text that says whose assumption it is")]
    NoBasis,
}

impl LawError {
    pub(crate) fn fault(file: &str, what: String) -> LawError {
        LawError::Fault { file: file.to_owned(), what }
    }

    pub(crate) fn csv(file: &str, source: csv::Error) -> LawError {
        LawError::Csv { file: file.to_owned(), source }
    }
}

/// What an extension did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// First day that rests on the assumption.
    pub from: Date,
    /// Last covered day now.
    pub to: Date,
    /// How many rows were added or lengthened; 0 when the table already reached so far.
    pub n_rows: usize,
    pub basis: BasisId,
}

impl Law {
    /// The shipped law, from files embedded in the binary.
    pub fn shipped() -> Result<Law, LawError> {
        let mut bases = Bases::read(include_str!("../../../params/bases.toml"))?;
        let parameters = Parameters::read(PARAMETER_FILES, &mut bases)?;
        let codes = Codes::read(CODE_FILES, &bases)?;
        let elements = include_str!("../../../params/tariff/elements.csv");
        let lines = include_str!("../../../params/tariff/lines.csv");
        let tariff = Tariff::read(lines, elements, &bases)?;
        let profiles = Profiles::read(PROFILE_FILES)?;
        let special_duties = include_str!("../../../params/tariff/special_duties.csv");
        let calendar = include_str!("../../../params/tax/calendar.csv");
        let exchange = include_str!("../../../params/tax/exchange_rates.csv");
        let names = include_str!("../../../params/tariff/names_en.csv");
        let words = include_str!("../../../params/tariff/words.csv");
        let faq = include_str!("../../../params/public/faq.toml");
        let acts = ActRules::read(&bases)?;
        Ok(Law {
            tariff_names: TariffNames::read(names, words)?,
            faq: Faq::read(faq, &parameters, &profiles)?,
            services: ServiceRules::read(&bases, &acts, &parameters, &profiles)?,
            parameters,
            tariff,
            positive_list: PositiveList::default(),
            profiles,
            declaration: DeclarationRules::read(RULE_FILES, &codes, &bases)?,
            filing: FilingRules::read(&bases)?,
            form: FormRules::read(&bases)?,
            proofs: ProofRules::shipped(&codes, &bases)?,
            amendments: AmendmentRules::read(&codes, &bases)?,
            audits: AuditRules::read(&codes, &bases)?,
            instruments: InstrumentRules::read(&bases)?,
            seconds: SecondRules::read(&bases)?,
            selection: SelectionRules::read(&bases)?,
            supplements: SupplementRules::read(&bases)?,
            enterprises: EnterpriseRules::read(&bases)?,
            admission: AdmissionRules::read(&bases)?,
            manifest: ManifestRules::shipped(&bases)?,
            exports: ExportModes::read(&bases)?,
            collective: CollectiveRules::read(&bases)?,
            sad_codes: SadCodes::read(&codes, &bases)?,
            worklist: WorklistRules::read(&bases)?,
            acts,
            access: Arc::new(AccessRules::shipped(&bases)?),
            personal: Arc::new(PersonalRules::shipped(&bases)?),
            people: Arc::new(PeopleRules::shipped(&bases)?),
            special_duties: SpecialDuties::read(special_duties, &codes, &bases)?,
            calendar: Calendar::read(calendar, &bases)?,
            exchange: ExchangeRates::read(exchange, &bases)?,
            codes: Arc::new(codes),
            bases,
        })
    }

    pub fn basis(&self, id: BasisId) -> Option<&Basis> {
        self.bases.get(id)
    }

    pub fn bases(&self) -> impl Iterator<Item = &Basis> {
        self.bases.iter()
    }

    /// Covers the days after a table's last one, up to `to`, by repeating its last rows as an
    /// explicit assumption. Only the table `tariff` can be extended. Twice the same is once.
    pub fn extend(&mut self, table: &str, to: Date, basis: &str) -> Result<Extension, LawError> {
        if table != "tariff" {
            return Err(LawError::NotExtensible { table: table.to_owned() });
        }
        if basis.trim().is_empty() {
            return Err(LawError::NoBasis);
        }
        let basis = Basis {
            document: basis.trim().to_owned().into(),
            article: "".into(),
            confidence: Confidence::Assumed,
        };
        let basis = self.bases.add(basis)?;
        Ok(self.tariff.extend(to, basis))
    }

    /// What is wrong with an exchange rate: its field.
    pub fn exchange_fault(&self, row: &ExchangeRow) -> Option<&'static str> {
        let is_known = self.codes.contains(Table::CurrencyAlpha, &row.currency);
        exchange::fault_of(row).or_else(|| (!is_known).then_some("currency"))
    }

    /// Takes a month's exchange rates; a currency that the month has already gets the new rate. Rows
    /// with a fault change nothing.
    pub fn put_exchange_rates(
        &mut self,
        month: Month,
        rows: &[ExchangeRow],
        basis: Basis,
    ) -> Result<(), LawError> {
        if basis.document.trim().is_empty() {
            return Err(LawError::NoBasis);
        }
        let basis = self.bases.add(basis)?;
        self.exchange.put(month, rows, basis);
        Ok(())
    }

    /// What is wrong with rows of special duties: the place and the field.
    pub fn special_duty_faults(&self, rows: &[SpecialDutyRow]) -> Vec<(usize, &'static str)> {
        self.special_duties.faults(rows, &self.codes)
    }

    /// Takes duties on goods of some origins; a row of the same goods, origin, maker and first day is replaced.
    /// Rows with a fault change nothing.
    ///
    /// # Errors
    /// When the text that says so has no name.
    pub fn put_special_duties(
        &mut self,
        rows: &[SpecialDutyRow],
        basis: Basis,
    ) -> Result<(), LawError> {
        if basis.document.trim().is_empty() {
            return Err(LawError::NoBasis);
        }
        let basis = self.bases.add(basis)?;
        self.special_duties.put(rows, &self.codes, basis);
        Ok(())
    }

    /// What is wrong with a year's days of rest: the place and the field.
    pub fn calendar_faults(year: i16, rows: &[CalendarRow]) -> Vec<(usize, &'static str)> {
        Calendar::faults(year, rows)
    }

    /// Takes a year's days of rest in the stead of those that it has.
    ///
    /// # Errors
    /// When the text that says so has no name.
    pub fn put_working_days(
        &mut self,
        year: i16,
        rows: &[CalendarRow],
        basis: Basis,
    ) -> Result<(), LawError> {
        if basis.document.trim().is_empty() {
            return Err(LawError::NoBasis);
        }
        let basis = self.bases.add(basis)?;
        self.calendar.put(year, rows, basis);
        Ok(())
    }

    /// Whole days of a parameter whose unit is the day.
    pub fn days_on(&self, name: &str, day: Date) -> Result<i32, NotCovered> {
        let value = self.parameters.on(name, day)?;
        let days = value.amount().map_or(0, |it| it.value.scaled() / Amount::ONE.scaled());
        Ok(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// Whole months of a parameter whose unit is the month.
    pub fn months_on(&self, name: &str, day: Date) -> Result<i32, NotCovered> {
        self.days_on(name, day)
    }

    /// The text behind a parameter on a day.
    pub fn basis_on(&self, name: &str, day: Date) -> Result<BasisId, NotCovered> {
        self.parameters.on(name, day).map(|it| it.basis)
    }

    /// The most that goods of a limited export list may be worth, in yuan; nothing before there is a limit.
    pub fn export_list_limit(&self, day: Date) -> Option<Amount> {
        self.parameters.on("export.list_limit", day).ok()?.amount().map(|it| it.value)
    }

    /// First and last day on which a list is summed up whose goods left the country on a day: in the month
    /// after.
    ///
    /// # Errors
    /// When no law covers that month.
    pub fn export_summary_days(&self, left_on: Date) -> Result<(Date, Date), NotCovered> {
        let first = left_on.last_of_month().tomorrow().unwrap_or(left_on);
        let days = self.days_on("export.summary_day", first)?;
        let last = first.checked_add(jiff::Span::new().days(days - 1)).unwrap_or(first);
        Ok((first, self.calendar.next_working_day(last)))
    }

    /// A weight as a goods declaration has it: under a kilogram it is rounded to what may be declared, and is never
    /// nothing. In kilograms; as it is where no law says.
    pub fn declared_weight(&self, weight: Amount, day: Date) -> Amount {
        let step = self.parameters.on("declaration.light_weight_step", day).ok();
        let step = step.and_then(|it| it.amount()).map_or(0, |it| it.value.scaled());
        if step <= 0 || !weight.is_positive() || weight >= Amount::ONE {
            return weight;
        }
        let steps = (weight.scaled() + step / 2) / step;
        Amount::from_scaled(steps.max(1) * step)
    }

    /// Last day on which goods of an export may be back that was released on a day.
    ///
    /// # Errors
    /// When no law covers that day.
    pub fn export_return_until(&self, released_on: Date) -> Result<Date, NotCovered> {
        let months = self.months_on("export.return_months", released_on)?;
        Ok(released_on.checked_add(jiff::Span::new().months(months)).unwrap_or(released_on))
    }

    pub fn declaration_on(&self, day: Date) -> Result<DeclarationLaw, NotCovered> {
        DeclarationLaw::on(&self.parameters, &self.declaration, day)
    }

    pub fn retail_on(&self, day: Date) -> Result<RetailLaw, NotCovered> {
        RetailLaw::on(&self.parameters, day)
    }
}

macro_rules! parameter_files {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../../params/", $file)))),*]
    };
}

pub(crate) const PARAMETER_FILES: &[(&str, &str)] = parameter_files![
    "audit/conclusion_days.toml",
    "audit/extension_days.toml",
    "audit/finish_months.toml",
    "audit/months.toml",
    "audit/notice_days.toml",
    "board/peak_minute.toml",
    "risk/compared_days.toml",
    "risk/drift_act.toml",
    "risk/drift_watch.toml",
    "risk/duel_cases.toml",
    "risk/found_from.toml",
    "manifest/advance_export_days.toml",
    "manifest/undeclared_months.toml",
    "export/list_limit.toml",
    "export/return_months.toml",
    "export/summary_day.toml",
    "retail/annual_limit.toml",
    "retail/duty_share.toml",
    "retail/full_share.toml",
    "retail/single_limit.toml",
    "retail/tax_share.toml",
    "retail/tax_hold_days.toml",
    "retail/tax_pay_days.toml",
    "retail/return_apply_days.toml",
    "retail/return_arrive_days.toml",
    "retail/waybill_unique_months.toml",
    "declaration/amendment_confirm_days.toml",
    "declaration/light_weight_step.toml",
    "tax/declare_days.toml",
    "tax/guaranteed_months.toml",
    "tax/insurance_share.toml",
    "tax/monthly_pay_workdays.toml",
    "tax/pay_days.toml",
    "tax/rate_choice.toml",
    "tax/recovery_months.toml",
    "tax/refund_claim_months.toml",
    "tax/refund_collect_months.toml",
    "tax/refund_decide_days.toml",
    "tax/rounding.toml",
    "tax/sent_back_claim_months.toml",
    "tax/sent_back_months.toml",
    "tax/supplement_months.toml",
    "tax/unproven_origin.toml",
    "tax/vat_fallback.toml",
    "tax/waived_below.toml",
];

const RULE_FILES: &RuleFiles<'_> = &RuleFiles {
    valuation: include_str!("../../../params/tax/transaction_modes.csv"),
    relief: include_str!("../../../params/tax/relief.csv"),
    dates: include_str!("../../../params/tax/rate_dates.csv"),
    parties: include_str!("../../../params/tariff/agreement_parties.csv"),
    tax_types: include_str!("../../../params/tax/tax_types.csv"),
    sent_back_modes: include_str!("../../../params/tax/sent_back_modes.csv"),
};

const PROFILE_FILES: &[(&str, &str)] = parameter_files![
    "tax/profiles/cn.toml",
    "tax/profiles/cn-export.toml",
    "tax/profiles/cn-late-declaration.toml",
    "tax/profiles/cn-late-payment.toml",
    "tax/profiles/cn-refund-interest.toml",
    "tax/profiles/cn-retail.toml",
];
