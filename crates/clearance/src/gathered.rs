//! The declaration that gathers collective lists of a month (集中申报): what it has to have in common with them, and
//! what becomes of them.
//!
//! Its goods left, or leave, by their lists. It is taxed by the law and the rates of the days of its lists, which must
//! come to the same; what stood for their tax makes room for what stands for its own.

use std::collections::BTreeMap;

use lifecycle::DeclarationEvent as Step;
use model::{
    Amount, Date, DayStamp, Declaration, DeclarationState as State, DeclarationStep, EntryId,
    Finding, GoodsItem, GuaranteePurpose, Movement, Text,
};

use crate::{
    catalogue::refuse,
    declaration::{DeclarationFile, case_of_declaration_no},
    desk::Desk,
    entry::Reservation,
    history::Event,
    two_step::Summary,
};

/// Carrier of what is declared collectively.
const COLLECTIVE: &str = "集中申报";

/// The cases of the lists that a declaration gathers.
pub(crate) fn lists_named(declaration: &Declaration<'_>) -> Vec<EntryId> {
    declaration.lists.iter().filter_map(|it| case_of_declaration_no(it)).collect()
}

impl DeclarationFile<'_> {
    pub(crate) fn is_gathered(&self) -> bool {
        self.declaration.step == DeclarationStep::Gathered
    }

    fn taken_on(&self) -> Option<Date> {
        self.summary?.taken_on.date()
    }
}

impl<'a> Desk<'a, '_> {
    /// What is wrong with a list, or with a declaration that gathers lists; nothing of others.
    pub(crate) fn check_collective(
        &self,
        declaration: &Declaration<'_>,
        findings: &mut Vec<Finding>,
    ) {
        match declaration.step {
            DeclarationStep::List => self.check_list(declaration, findings),
            DeclarationStep::Gathered => {
                let found = self.look_at_lists(declaration, findings).into_iter();
                let lists: Vec<&DeclarationFile<'a>> =
                    found.filter_map(|it| self.declarations.files.get(it)).collect();
                if !lists.is_empty() {
                    self.compare_with_lists(declaration, &lists, findings);
                    self.compare_days(declaration, &lists, findings);
                }
            }
            DeclarationStep::Whole | DeclarationStep::Summary | DeclarationStep::Full => {}
        }
    }

    /// Of a declaration that gathers lists: on which day the first of them was taken, and what stands for them.
    pub(crate) fn meet_lists(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index).filter(|it| it.is_gathered()) else {
            return;
        };
        let lists = self.lists_in(file, State::ListReleased).into_iter();
        let lists = lists.filter_map(|it| self.declarations.files.get(it));
        let lists: Vec<&DeclarationFile<'a>> = lists.collect();
        let estimated = lists.iter().filter_map(|it| Some(it.guarantee?.amount)).sum();
        let first = lists.iter().filter_map(|it| it.summary).min_by_key(|it| it.taken_on);
        let summary = first.map(|it| Summary { estimated, has_left: true, ..it });
        if let Some(file) = self.declarations.files.get_mut(index) {
            (file.summary, file.is_summed) = (summary, true);
        }
    }

    /// The lists that it may gather; what is wrong with each of the others is said.
    fn look_at_lists(
        &self,
        declaration: &Declaration<'_>,
        findings: &mut Vec<Finding>,
    ) -> Vec<usize> {
        let numbers = &declaration.lists;
        if numbers.is_empty() {
            let expected = "清单编号 (numbers of lists)";
            findings.push(refuse("HSE-6803", "declaration.lists", String::new(), expected));
        }
        let mut found = Vec::with_capacity(numbers.len());
        for (place, number) in numbers.iter().enumerate() {
            let mut say = |code, observed: String, expected: &str| {
                let at = format!("declaration.lists[{place}]");
                findings.push(refuse(code, &at, observed, expected));
            };
            if numbers.iter().take(place).any(|it| it == number) {
                say("HSE-6803", number.to_string(), "每份清单只列一次 (a list once)");
                continue;
            }
            let list = self.declarations.of_no(number);
            let list = list.and_then(|it| Some((it, self.declarations.files.get(it)?)));
            let Some((index, list)) = list.filter(|(_, it)| it.is_list()) else {
                say("HSE-6804", number.to_string(), "本系统的清单编号 (a list of this house)");
                continue;
            };
            match list.state {
                State::ListReleased => found.push(index),
                State::ListDeclared => {
                    let by = self.declarations.of_id(list.gathered_by);
                    let by = by.and_then(|it| self.declarations.files.get(it));
                    let by = by.map(|it| it.declaration_no.to_string()).unwrap_or_default();
                    let observed = format!("{number}: {} {by}", title(list.state));
                    say("HSE-6806", observed.trim().to_owned(), title(State::ListReleased));
                }
                other => {
                    let observed = format!("{number}: {}", title(other));
                    say("HSE-6805", observed, title(State::ListReleased));
                }
            }
        }
        found
    }

    /// What all lists and the declaration have alike, what they come to, and their days.
    fn compare_with_lists(
        &self,
        declaration: &Declaration<'_>,
        lists: &[&DeclarationFile<'_>],
        findings: &mut Vec<Finding>,
    ) {
        for list in lists {
            let fields = self.registry.law.collective.alike(self.now.on);
            for (field, of) in fields.filter_map(|it| Some((it, alike(it)?))) {
                let (given, stands) = (of(declaration), of(&list.declaration));
                if given != stands {
                    let expected = format!("{}: {stands}", list.declaration_no);
                    let at = format!("declaration.{field}");
                    findings.push(refuse("HSE-6808", &at, given.to_owned(), &expected));
                }
            }
            if list.declaration.direction != declaration.direction {
                let expected = format!("{}: {:?}", list.declaration_no, list.declaration.direction);
                let observed = format!("{:?}", declaration.direction);
                findings.push(refuse("HSE-6808", "declaration.direction", observed, &expected));
            }
        }
        compare_head(declaration, lists, findings);
        compare_lines(declaration, lists, findings);
        self.compare_rates(declaration, lists, findings);
    }

    /// Whether it comes in the window of its lists' month.
    fn compare_days(
        &self,
        declaration: &Declaration<'_>,
        lists: &[&DeclarationFile<'_>],
        findings: &mut Vec<Finding>,
    ) {
        let (today, law) = (self.now.on, &self.registry.law);
        let taken =
            |it: &&DeclarationFile<'_>| Some((it.declaration_no.to_string(), it.taken_on()?));
        let days: Vec<(String, Date)> = lists.iter().filter_map(taken).collect();
        let Some((_, first)) = days.iter().min_by_key(|(_, on)| *on) else { return };
        let at = "declaration.lists";
        for (number, on) in &days {
            if on.first_of_month() != first.first_of_month() {
                let observed = format!("{number}: {on}");
                let expected = month_of(*first);
                findings.push(refuse("HSE-6807", at, observed, &expected));
            }
        }
        let window = law.collective.window(&declaration.supervision_mode, *first);
        let Some(window) = window else { return };
        let (opens, closes) = window.days(&law.calendar, *first);
        let days = format!("{opens} – {closes}");
        if today < opens {
            findings.push(refuse("HSE-6812", at, today.to_string(), &days));
        } else if today > closes {
            findings.push(refuse("HSE-6813", at, today.to_string(), &days));
        }
        // A list by itself is not merged with any.
        if today.year() != first.year() && !window.crosses_year && lists.len() > 1 {
            findings.push(refuse("HSE-6814", at, today.to_string(), &first.year().to_string()));
        }
    }

    /// What it comes to at the rates of each day on which one of its lists was taken.
    fn compare_rates(
        &self,
        declaration: &Declaration<'_>,
        lists: &[&DeclarationFile<'_>],
        findings: &mut Vec<Finding>,
    ) {
        let mut days: Vec<Date> = lists.iter().filter_map(|it| it.taken_on()).collect();
        days.sort_unstable();
        days.dedup();
        let comes_to = |on: Date| {
            let assessed = self.assess_as_of(declaration, None, on, &mut Vec::new());
            assessed.map(|it| (on, it.payable() + it.secured()))
        };
        let mut amounts = days.into_iter().filter_map(comes_to);
        let Some((first, amount)) = amounts.next() else { return };
        for (on, other) in amounts.filter(|(_, it)| *it != amount) {
            let (observed, expected) = (format!("{on}: {other}"), format!("{first}: {amount}"));
            findings.push(refuse("HSE-6811", "declaration.lists", observed, &expected));
        }
    }

    /// What its lists hold of guarantees while they are not declared.
    pub(crate) fn held_by_lists(&self, file: &DeclarationFile<'_>) -> Vec<Reservation> {
        let lists = self.lists_in(file, State::ListReleased).into_iter();
        lists.filter_map(|it| self.declarations.files.get(it)?.guarantee).collect()
    }

    /// Those of its lists that stand so; of a declaration that gathers none: nothing.
    fn lists_in(&self, file: &DeclarationFile<'_>, state: State) -> Vec<usize> {
        let named = lists_named(&file.declaration).into_iter();
        let named = named.filter_map(|it| self.declarations.of_id(it));
        let stands = |it: &usize| {
            self.declarations.files.get(*it).is_some_and(|it| it.is_list() && it.state == state)
        };
        named.filter(stands).collect()
    }

    /// The declaration stands: its lists are declared, and what stood for their tax stands for its own.
    pub(crate) fn take_up_lists(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index).filter(|it| it.is_gathered()) else {
            return;
        };
        let (id, number) = (file.id, file.declaration_no.to_string());
        let assessment = file.assessment.clone();
        let lists = self.lists_in(file, State::ListReleased);
        for list in &lists {
            self.move_guarantee(*list, Movement::Reverse);
            self.is_overdue_no_more(*list);
            self.advance_declaration(*list, Step::Gathered, &[]);
            if let Some(file) = self.declarations.files.get_mut(*list) {
                file.gathered_by = id;
            }
            let declaration_no = number.clone();
            self.note_declaration(*list, Event::ListGathered { declaration_no });
        }
        let numbers = lists.iter().filter_map(|it| self.declarations.files.get(*it));
        let lists: Vec<String> = numbers.map(|it| it.declaration_no.to_string()).collect();
        self.note_declaration(index, Event::Gathered { lists });
        if let Some(assessment) = assessment {
            let short = self.secure(index, &assessment);
            debug_assert!(short.is_none(), "it was weighed that it suffices: {short:?}");
        }
    }

    /// The declaration does not stand any more: its lists are to be declared anew, and a guarantee stands for each.
    pub(crate) fn let_go_of_lists(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index).filter(|it| it.is_gathered()) else {
            return;
        };
        let (id, number) = (file.id, file.declaration_no.to_string());
        let lists = self.lists_in(file, State::ListDeclared);
        for list in lists {
            let Some(file) = self.declarations.files.get_mut(list) else { continue };
            if file.gathered_by != id {
                continue;
            }
            file.gathered_by = EntryId(0);
            let needed = file.summary.map(|it| it.estimated).unwrap_or_default();
            let declaration_no = number.clone();
            self.note_declaration(list, Event::ListLetGo { declaration_no });
            let findings = self.secure_again(list, needed);
            self.advance_declaration(list, Step::LetGo, &findings);
            self.await_gathering(list);
            let words = Text::from(format!("集中申报报关单{number}未成立，请重新集中申报"));
            let channel = model::Channel::Received;
            self.answer_declaration(list, channel, words, &findings);
        }
    }

    fn secure_again(&mut self, list: usize, needed: Amount) -> Vec<Finding> {
        let Some(file) = self.declarations.files.get(list) else { return Vec::new() };
        if !needed.is_positive() {
            return Vec::new();
        }
        let purposes = [GuaranteePurpose::Payment];
        match self.choose_guarantee(&file.declaration, &[], needed, &purposes) {
            Ok(chosen) => {
                self.reserve_guarantee(list, &chosen, needed);
                self.move_guarantee(list, Movement::Post);
                Vec::new()
            }
            Err(finding) => vec![*finding],
        }
    }
}

fn title(state: State) -> &'static str {
    lifecycle::declaration_title_zh(state)
}

fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// What a field that lists have alike says, by our own name.
fn alike(field: &str) -> Option<for<'d> fn(&'d Declaration<'_>) -> &'d str> {
    Some(match field {
        "trader.code" => |it| &it.trader.code,
        "owner.code" => |it| &it.owner.code,
        "declaring_customs" => |it| &it.declaring_customs,
        "port_customs" => |it| &it.port_customs,
        "supervision_mode" => |it| &it.supervision_mode,
        "levy_nature" => |it| &it.levy_nature,
        "shipping_country" => |it| &it.shipping_country,
        "port_abroad" => |it| &it.port_abroad,
        "transport_mode" => |it| &it.transport_mode,
        "manual_no" => |it| &it.manual_no,
        _ => return None,
    })
}

/// Carrier and bill say that it is collective and of which days; packages and weights are sums.
fn compare_head(
    declaration: &Declaration<'_>,
    lists: &[&DeclarationFile<'_>],
    findings: &mut Vec<Finding>,
) {
    let all = || lists.iter().map(|it| &*it.declaration);
    let moved = || all().map(|it| it.moved_on).filter(|it| *it != DayStamp::default());
    let span = moved().min().zip(moved().max());
    let span = span.map(|(since, until)| format!("{since}{until}")).unwrap_or_default();
    let mut compare = |field: &str, given: String, stands: String| {
        if given != stands {
            let at = format!("declaration.{field}");
            findings.push(refuse("HSE-6809", &at, given, &stands));
        }
    };
    compare("transport_name", declaration.transport_name.to_string(), COLLECTIVE.to_owned());
    compare("bill_no", declaration.bill_no.to_string(), span);
    let packages: u32 = all().map(|it| it.packages).sum();
    compare("packages", declaration.packages.to_string(), packages.to_string());
    let gross: Amount = all().map(|it| it.gross_weight_kg).sum();
    compare("gross_weight_kg", declaration.gross_weight_kg.to_string(), gross.to_string());
    let net: Amount = all().map(|it| it.net_weight_kg).sum();
    compare("net_weight_kg", declaration.net_weight_kg.to_string(), net.to_string());
}

/// What lines that may be merged come to.
#[derive(Default)]
struct Sum {
    /// First of such lines of the declaration.
    place: Option<usize>,
    /// Of the declaration, and of the lists: quantity, total price.
    declared: [Amount; 2],
    listed: [Amount; 2],
}

/// Only lines alike in these are merged (第十三条).
fn merged_by<'d>(item: &'d GoodsItem<'_>) -> [&'d str; 6] {
    [&item.commodity_code, &item.name, &item.model, &item.unit, &item.origin, &item.currency]
}

fn compare_lines(
    declaration: &Declaration<'_>,
    lists: &[&DeclarationFile<'_>],
    findings: &mut Vec<Finding>,
) {
    let mut sums: BTreeMap<([&str; 6], Amount), Sum> = BTreeMap::new();
    for (place, item) in declaration.items.iter().enumerate() {
        let sum = sums.entry((merged_by(item), item.price)).or_default();
        sum.place.get_or_insert(place);
        sum.declared = [sum.declared[0] + item.quantity, sum.declared[1] + item.total_price];
    }
    for item in lists.iter().flat_map(|it| &it.declaration.items) {
        let sum = sums.entry((merged_by(item), item.price)).or_default();
        sum.listed = [sum.listed[0] + item.quantity, sum.listed[1] + item.total_price];
    }
    let spell = |[quantity, total]: [Amount; 2]| format!("{quantity}, {total}");
    for ((alike, price), sum) in sums.into_iter().filter(|(_, it)| it.declared != it.listed) {
        let at = match sum.place {
            Some(place) => format!("declaration.items[{place}]"),
            None => "declaration.items".to_owned(),
        };
        let goods = format!("{} {} @{price} {}", alike[0], alike[1], alike[5]);
        let (observed, expected) = (spell(sum.declared), spell(sum.listed));
        findings.push(refuse("HSE-6810", &at, format!("{goods}: {observed}"), &expected));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_the_law_names_is_known() {
        let law = params::Law::shipped().unwrap();
        for field in law.collective.alike(Date::constant(2026, 11, 1)) {
            assert!(alike(field).is_some(), "{field}");
        }
    }
}
