//! From the parser's tree to typed conditions: names become slots, every value has a kind, negations are pushed to the
//! leaves, and what does not fit is said in its place.

use cel::{
    IdedExpr,
    common::ast::{CallExpr, Expr, LiteralValue, SourceInfo, operators as op},
};

use super::{
    finding::{RuleFault, Spot, nearest, shortened},
    parse::{Parsed, Source, parse, written},
    pool::{Both, Id, Node, One, Order, Pool, Test, Text, Two, Word},
};
use crate::record::{Kind, Schema};

/// Functions and methods, and how they are written.
pub(super) const FUNCTIONS: &[(&str, &str)] = &[
    ("abs", "abs(number)"),
    ("has", "has(feature)"),
    ("log", "log(number)"),
    ("max", "max(number, number)"),
    ("min", "min(number, number)"),
    ("size", "size(text)"),
];
pub(super) const TEXT_METHODS: &[(&str, &str)] = &[
    ("contains", "text.contains(\"…\")"),
    ("endsWith", "text.endsWith(\"…\")"),
    ("matches", "text.matches(\"…\")"),
    ("size", "text.size()"),
    ("startsWith", "text.startsWith(\"…\")"),
];
pub(super) const LIST_METHODS: &[(&str, &str)] =
    &[("all", "list.all(x, …)"), ("exists", "list.exists(x, …)"), ("size", "list.size()")];

/// A condition, or what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Lowered {
    pub(super) condition: Option<Both>,
    pub(super) spots: Vec<Spot>,
    /// What is divided by and not constant, and where.
    pub(super) divisors: Vec<(Id, (usize, usize))>,
    /// The features it rests on, in their order in the text.
    pub(super) features: Vec<(Kind, u16)>,
}

/// The words of a text: a constant or a feature.
#[derive(Debug, Clone, Copy)]
enum Words {
    Const(Word),
    Of(Text),
}

#[derive(Debug, Clone)]
enum Typed {
    Number(Id),
    Flag(Both),
    Text(Words),
    Texts(u16),
    /// A list of constants.
    ListedTexts(Vec<Word>),
    ListedNumbers(Vec<f64>),
    /// Its fault is told.
    Bad,
}

impl Typed {
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Typed::Number(_) => ("a number", "数值"),
            Typed::Flag(_) => ("a flag", "是/否"),
            Typed::Text(_) => ("a text", "文本"),
            Typed::Texts(_) => ("a list of texts", "文本列表"),
            Typed::ListedTexts(_) => ("a list of texts", "文本列表"),
            Typed::ListedNumbers(_) => ("a list of numbers", "数值列表"),
            Typed::Bad => ("faulty", "错误"),
        }
    }
}

pub(super) fn lower(text: &str, schema: &Schema, pool: &mut Pool) -> Lowered {
    let Parsed { source, expr, info } = match parse(text) {
        Ok(parsed) => parsed,
        Err(spots) => return Lowered { spots, ..Lowered::default() },
    };
    let found = Lowered::default();
    let mut lowering = Lowering { source, info, schema, pool, element: None, found };
    let typed = lowering.expr(&expr);
    lowering.found.condition = lowering.flag(&expr, &typed);
    let mut found = lowering.found;
    found.spots.sort();
    found.spots.dedup();
    if !found.spots.is_empty() {
        found.condition = None;
    }
    found
}

struct Lowering<'a, 't> {
    source: Source<'t>,
    info: SourceInfo,
    schema: &'a Schema,
    pool: &'a mut Pool,
    /// Name and list of the element that `exists` or `all` walks over.
    element: Option<(String, u16)>,
    found: Lowered,
}

impl Lowering<'_, '_> {
    /// Where an expression stands.
    fn span(&self, expr: &IdedExpr) -> (usize, usize) {
        let at = self.info.offset_for(expr.id).map_or(0, |(from, _)| from as usize);
        let mut span = self.source.token_at(at);
        let mut widen = |(from, to): (usize, usize)| span = (span.0.min(from), span.1.max(to));
        match &expr.expr {
            Expr::Call(call) => {
                if let Some(target) = &call.target {
                    widen(self.span(target));
                } else if self.source.piece(self.source.token_at(at)) == "(" {
                    self.source.token_before(at).into_iter().for_each(&mut widen);
                }
                call.args.iter().for_each(|it| widen(self.span(it)));
            }
            Expr::Select(select) => {
                widen(self.span(&select.operand));
                span.1 = span.1.max(at + 1 + select.field.len());
            }
            Expr::List(list) => list.elements.iter().for_each(|it| widen(self.span(it))),
            Expr::Literal(LiteralValue::Int(_) | LiteralValue::Double(_)) => {
                let minus = self.source.token_before(at).filter(|it| self.source.piece(*it) == "-");
                minus.filter(|_| is_negative(expr)).into_iter().for_each(widen);
            }
            _ => {}
        }
        self.source.balanced(span)
    }

    fn spot(&mut self, expr: &IdedExpr, fault: RuleFault, en: String, zh: String) -> Typed {
        let spot = Spot::new(self.span(expr), fault, en, zh);
        self.found.spots.push(spot);
        Typed::Bad
    }

    fn unsupported(&mut self, expr: &IdedExpr, en: &str, zh: &str) -> Typed {
        self.spot(expr, RuleFault::NotSupported, en.to_owned(), zh.to_owned())
    }

    /// Says what was needed where something else stands.
    fn wrong(&mut self, expr: &IdedExpr, got: &Typed, need: (&str, &str)) {
        if matches!(got, Typed::Bad) {
            return;
        }
        let piece = shortened(self.source.piece(self.span(expr)));
        let (en, zh) = got.kind();
        let en = format!("{} is needed here, and `{piece}` is {en}", need.0);
        let zh = format!("此处须为{}，而 `{piece}` 为{zh}", need.1);
        self.spot(expr, RuleFault::WrongKind, en, zh);
    }

    fn flag(&mut self, expr: &IdedExpr, typed: &Typed) -> Option<Both> {
        if let Typed::Flag(both) = typed {
            return Some(*both);
        }
        self.wrong(expr, typed, ("a condition or flag", "条件或是/否"));
        None
    }

    fn number(&mut self, expr: &IdedExpr) -> Option<Id> {
        let typed = self.expr(expr);
        if let Typed::Number(id) = typed {
            return Some(id);
        }
        self.wrong(expr, &typed, ("a number", "数值"));
        None
    }

    /// A constant text.
    fn constant(&mut self, expr: &IdedExpr) -> Option<String> {
        let typed = self.expr(expr);
        if let Typed::Text(Words::Const(word)) = typed {
            return Some(self.pool.text(word).to_owned());
        }
        if let Typed::Text(_) = typed {
            let en = "only a text in quotes can stand here, not a feature";
            let zh = "此处须为加引号的文本，不能为特征";
            self.spot(expr, RuleFault::NotSupported, en.to_owned(), zh.to_owned());
            return None;
        }
        self.wrong(expr, &typed, ("a text in quotes", "加引号的文本"));
        None
    }

    fn expr(&mut self, expr: &IdedExpr) -> Typed {
        match &expr.expr {
            Expr::Literal(literal) => self.literal(expr, literal),
            Expr::Ident(_) | Expr::Select(_) => self.name(expr),
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => self.listed(expr, &list.elements),
            _ => self.unsupported(
                expr,
                "maps and messages are parts of CEL that rules do not have",
                "规则不支持映射和结构",
            ),
        }
    }

    fn literal(&mut self, expr: &IdedExpr, literal: &LiteralValue) -> Typed {
        /// Above it not every whole number is one of ours.
        const LARGEST: i64 = 1 << 53;
        match literal {
            LiteralValue::Boolean(it) => Typed::Flag(self.pool.flag(*it.inner())),
            LiteralValue::Int(it) if (-LARGEST..=LARGEST).contains(it.inner()) => {
                Typed::Number(self.pool.number(*it.inner() as f64))
            }
            LiteralValue::Double(it) if it.inner().is_finite() => {
                Typed::Number(self.pool.number(*it.inner()))
            }
            LiteralValue::Int(_) | LiteralValue::Double(_) => {
                self.unsupported(expr, "this number is too large to be exact", "数值过大，无法精确")
            }
            LiteralValue::String(it) => Typed::Text(Words::Const(self.pool.word(it.inner()))),
            LiteralValue::Null => self.unsupported(
                expr,
                "what is missing is asked for with `has(feature)`, not `null`",
                "缺失须以 `has(特征)` 判断，不用 `null`",
            ),
            LiteralValue::UInt(_) | LiteralValue::Bytes(_) => self.unsupported(
                expr,
                "unsigned numbers and bytes are parts of CEL that rules do not have",
                "规则不支持无符号数和字节串",
            ),
        }
    }

    /// `a.b.c` as it was written, if it is names and dots alone.
    fn path(expr: &IdedExpr) -> Option<String> {
        match &expr.expr {
            Expr::Ident(name) => Some(name.clone()),
            Expr::Select(select) if !select.test => {
                let mut path = Self::path(&select.operand)?;
                path.push('.');
                path.push_str(&select.field);
                Some(path)
            }
            _ => None,
        }
    }

    fn feature(&mut self, expr: &IdedExpr) -> Option<(Kind, u16)> {
        let Some(path) = Self::path(expr) else {
            self.unsupported(expr, "only features have parts after a dot", "只有特征名可含点号");
            return None;
        };
        if let Some((kind, slot)) = self.schema.find(&path) {
            if !self.found.features.contains(&(kind, slot.0)) {
                self.found.features.push((kind, slot.0));
            }
            return Some((kind, slot.0));
        }
        let names = self.schema.fields().iter().map(|it| it.name.as_str());
        let hint = nearest(&path, names);
        let name = shortened(&path);
        let (en, zh) = (format!("there is no feature `{name}`"), format!("没有特征 `{name}`"));
        let spot = Spot::new(self.span(expr), RuleFault::UnknownFeature, en, zh).hint(hint);
        self.found.spots.push(spot);
        None
    }

    fn name(&mut self, expr: &IdedExpr) -> Typed {
        if let (Expr::Ident(name), Some((element, list))) = (&expr.expr, &self.element)
            && name == element
        {
            return Typed::Text(Words::Of(Text::Element(*list)));
        }
        match self.feature(expr) {
            Some((Kind::Number, slot)) => Typed::Number(self.pool.put(Node::Number(slot))),
            Some((Kind::Flag, slot)) => {
                let value = self.pool.put(Node::Number(slot));
                let one = self.pool.number(1.0);
                Typed::Flag(self.pool.compare(Order::Same, value, one))
            }
            Some((Kind::Text, slot)) => Typed::Text(Words::Of(Text::Feature(slot))),
            Some((Kind::Texts, slot)) => Typed::Texts(slot),
            None => Typed::Bad,
        }
    }

    fn listed(&mut self, expr: &IdedExpr, elements: &[IdedExpr]) -> Typed {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for element in elements {
            match self.expr(element) {
                Typed::Text(Words::Const(word)) => texts.push(word),
                Typed::Number(id) => match self.pool.constant(id) {
                    Some(value) => numbers.push(value),
                    None => self.wrong(element, &Typed::Number(id), ("a constant", "常量")),
                },
                Typed::Bad => return Typed::Bad,
                other => self.wrong(element, &other, ("a constant", "常量")),
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => Typed::ListedTexts(texts),
            (true, false) => Typed::ListedNumbers(numbers),
            (true, true) => self.unsupported(expr, "this list is empty", "列表为空"),
            (false, false) => {
                let (en, zh) = ("this list has texts and numbers", "列表中文本与数值混用");
                self.spot(expr, RuleFault::WrongKind, en.to_owned(), zh.to_owned())
            }
        }
    }

    fn call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Typed {
        let CallExpr { func_name, target, args } = call;
        match (func_name.as_str(), target.as_deref(), args.as_slice()) {
            (op::LOGICAL_AND | op::LOGICAL_OR, None, [left, right]) => {
                let (one, other) = (self.expr(left), self.expr(right));
                let sides = (self.flag(left, &one), self.flag(right, &other));
                let (Some(one), Some(other)) = sides else { return Typed::Bad };
                let and = func_name == op::LOGICAL_AND;
                Typed::Flag(if and {
                    self.pool.and(&[one, other])
                } else {
                    self.pool.or(&[one, other])
                })
            }
            (op::LOGICAL_NOT, None, [inner]) => {
                let typed = self.expr(inner);
                self.flag(inner, &typed).map_or(Typed::Bad, |it| Typed::Flag(it.not()))
            }
            (op::CONDITIONAL, None, [when, then, other]) => self.choice(expr, when, then, other),
            (op::NEGATE, None, [inner]) => self.one(expr, One::Minus, inner),
            (op::IN, None, [what, list]) => self.within(what, list),
            (op::INDEX | op::OPT_INDEX | op::OPT_SELECT, ..) => self.unsupported(
                expr,
                "single elements are not taken from lists: use `exists` or `all`",
                "不能按位置取列表元素，请用 `exists` 或 `all`",
            ),
            (name, None, [left, right]) if order(name).is_some() => {
                order(name).map_or(Typed::Bad, |it| self.compare(it, expr, left, right))
            }
            (name, None, [left, right]) if arithmetic(name).is_some() => {
                arithmetic(name).map_or(Typed::Bad, |it| self.two(it, expr, left, right))
            }
            (name, None, args) => self.function(expr, written(name), args),
            (name, Some(target), args) => self.method(expr, written(name), target, args),
        }
    }

    fn choice(
        &mut self,
        expr: &IdedExpr,
        when: &IdedExpr,
        then: &IdedExpr,
        other: &IdedExpr,
    ) -> Typed {
        let (condition, one, two) = (self.expr(when), self.expr(then), self.expr(other));
        let Some(condition) = self.flag(when, &condition) else { return Typed::Bad };
        match (&one, &two) {
            (Typed::Flag(one), Typed::Flag(two)) => {
                Typed::Flag(self.pool.choice(condition, *one, *two))
            }
            (Typed::Number(one), Typed::Number(two)) => {
                let Both { yes, no } = condition;
                Typed::Number(self.pool.put(Node::Choose(yes, no, *one, *two)))
            }
            (Typed::Bad, _) | (_, Typed::Bad) => Typed::Bad,
            _ => {
                let en = "a choice is between two conditions or two numbers";
                let (en, zh) = (en.to_owned(), "选择的两支须同为条件或同为数值".to_owned());
                self.spot(expr, RuleFault::WrongKind, en, zh)
            }
        }
    }

    fn one(&mut self, expr: &IdedExpr, what: One, inner: &IdedExpr) -> Typed {
        let Some(value) = self.number(inner) else { return Typed::Bad };
        match self.pool.one(what, value) {
            Some(id) => Typed::Number(id),
            None => self.no_value(expr),
        }
    }

    fn no_value(&mut self, expr: &IdedExpr) -> Typed {
        self.unsupported(expr, "this has no finite value", "此式没有有限值")
    }

    fn two(&mut self, what: Two, expr: &IdedExpr, left: &IdedExpr, right: &IdedExpr) -> Typed {
        let sides = (self.number(left), self.number(right));
        let (Some(one), Some(other)) = sides else { return Typed::Bad };
        if matches!(what, Two::Over | Two::Rest) {
            match self.pool.constant(other) {
                Some(0.0) => {
                    let (en, zh) = ("this divides by zero", "除数为零");
                    return self.spot(expr, RuleFault::DividesByZero, en.to_owned(), zh.to_owned());
                }
                Some(_) => {}
                None => {
                    let span = self.span(right);
                    self.found.divisors.push((other, span));
                }
            }
        }
        match self.pool.two(what, one, other) {
            Some(id) => Typed::Number(id),
            None => self.no_value(expr),
        }
    }

    fn compare(
        &mut self,
        order: Order,
        expr: &IdedExpr,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Typed {
        let (one, other) = (self.expr(left), self.expr(right));
        let equal = matches!(order, Order::Same | Order::Other);
        let both = match (&one, &other) {
            (Typed::Bad, _) | (_, Typed::Bad) => return Typed::Bad,
            (Typed::Number(one), Typed::Number(other)) => {
                return Typed::Flag(self.pool.compare(order, *one, *other));
            }
            (Typed::Flag(one), Typed::Flag(other)) if equal => {
                self.pool.choice(*one, *other, other.not())
            }
            (Typed::Text(one), Typed::Text(other)) if equal => self.same(*one, *other),
            (Typed::Flag(_), Typed::Flag(_)) | (Typed::Text(_), Typed::Text(_)) => {
                let en = "flags and texts are compared with `==` and `!=` alone".to_owned();
                let zh = "是/否和文本只能用 `==`、`!=` 比较".to_owned();
                return self.spot(expr, RuleFault::WrongKind, en, zh);
            }
            _ => {
                let pieces = [left, right].map(|it| shortened(self.source.piece(self.span(it))));
                let [one_is, other_is] = pieces;
                let ((one_en, one_zh), (other_en, other_zh)) = (one.kind(), other.kind());
                let en = format!(
                    "`{one_is}` is {one_en} and `{other_is}` {other_en}: they cannot be compared"
                );
                let zh = format!("`{one_is}` 为{one_zh}，`{other_is}` 为{other_zh}，不能比较");
                return self.spot(expr, RuleFault::WrongKind, en, zh);
            }
        };
        Typed::Flag(if order == Order::Same { both } else { both.not() })
    }

    fn same(&mut self, one: Words, other: Words) -> Both {
        match (one, other) {
            (Words::Const(one), Words::Const(other)) => self.pool.flag(one == other),
            (Words::Of(one), Words::Of(other)) => self.pool.same_text(one, other),
            (Words::Of(text), Words::Const(word)) | (Words::Const(word), Words::Of(text)) => {
                let set = self.pool.word_set(vec![word]);
                self.pool.test(text, Test::In(set))
            }
        }
    }

    /// `what in list`.
    fn within(&mut self, what: &IdedExpr, list: &IdedExpr) -> Typed {
        match (self.expr(what), self.expr(list)) {
            (Typed::Bad, _) | (_, Typed::Bad) => Typed::Bad,
            (Typed::Number(value), Typed::ListedNumbers(numbers)) => {
                Typed::Flag(self.pool.in_numbers(value, numbers))
            }
            (Typed::Text(Words::Of(text)), Typed::ListedTexts(words)) => {
                let set = self.pool.word_set(words);
                Typed::Flag(self.pool.test(text, Test::In(set)))
            }
            (Typed::Text(Words::Const(word)), Typed::ListedTexts(words)) => {
                Typed::Flag(self.pool.flag(words.contains(&word)))
            }
            (Typed::Text(text), Typed::Texts(slot)) => {
                let body = self.same(text, Words::Of(Text::Element(slot)));
                Typed::Flag(self.pool.any(slot, body))
            }
            (value, typed) => {
                let need = match value {
                    Typed::Number(_) => ("a list of numbers", "数值列表"),
                    Typed::Text(_) => ("a list of texts", "文本列表"),
                    other => {
                        self.wrong(what, &other, ("a number or a text", "数值或文本"));
                        return Typed::Bad;
                    }
                };
                self.wrong(list, &typed, need);
                Typed::Bad
            }
        }
    }

    fn function(&mut self, expr: &IdedExpr, name: &str, args: &[IdedExpr]) -> Typed {
        match (name, args) {
            ("has", [feature]) => match self.feature(feature) {
                Some((kind, slot)) => Typed::Flag(self.pool.has(kind, slot)),
                None => Typed::Bad,
            },
            ("abs", [value]) => self.one(expr, One::Abs, value),
            ("log", [value]) => self.one(expr, One::Log, value),
            ("min", [left, right]) => self.two(Two::Min, expr, left, right),
            ("max", [left, right]) => self.two(Two::Max, expr, left, right),
            ("size", [value]) => self.method(expr, "size", value, &[]),
            _ => self.unknown(expr, name, FUNCTIONS),
        }
    }

    fn unknown(&mut self, expr: &IdedExpr, name: &str, known: &[(&str, &str)]) -> Typed {
        let form = known.iter().find(|(it, _)| *it == name);
        let (en, zh, hint) = match form {
            Some((_, form)) => (
                format!("`{name}` is written `{form}`"),
                format!("`{name}` 的写法是 `{form}`"),
                Some((*form).to_owned()),
            ),
            None => (
                format!("there is no function `{name}` here"),
                format!("此处没有函数 `{name}`"),
                nearest(name, known.iter().map(|(it, _)| *it)),
            ),
        };
        let spot = Spot::new(self.span(expr), RuleFault::UnknownFunction, en, zh).hint(hint);
        self.found.spots.push(spot);
        Typed::Bad
    }

    fn method(
        &mut self,
        expr: &IdedExpr,
        name: &str,
        target: &IdedExpr,
        args: &[IdedExpr],
    ) -> Typed {
        match self.expr(target) {
            Typed::Bad => Typed::Bad,
            Typed::Text(text) => self.text_method(expr, name, text, args),
            Typed::Texts(slot) => self.list_method(expr, name, slot, args),
            other => {
                self.wrong(target, &other, ("a text or a list of texts", "文本或文本列表"));
                Typed::Bad
            }
        }
    }

    fn text_method(
        &mut self,
        expr: &IdedExpr,
        name: &str,
        text: Words,
        args: &[IdedExpr],
    ) -> Typed {
        if let ("size", []) = (name, args) {
            let length = match text {
                Words::Of(text) => self.pool.put(Node::Length(text)),
                Words::Const(word) => {
                    let n_characters = self.pool.text(word).chars().count();
                    self.pool.number(n_characters as f64)
                }
            };
            return Typed::Number(length);
        }
        let (Some(argument), true) = (args.first(), args.len() == 1 && name != "size") else {
            return self.unknown(expr, name, TEXT_METHODS);
        };
        if !TEXT_METHODS.iter().any(|(it, _)| *it == name) {
            return self.unknown(expr, name, TEXT_METHODS);
        }
        let Some(constant) = self.constant(argument) else { return Typed::Bad };
        let word = self.pool.word(&constant);
        let test = match name {
            "startsWith" => Test::Starts(word),
            "endsWith" => Test::Ends(word),
            "contains" => Test::Contains(word),
            _ => match self.pool.pattern(&constant) {
                Ok(word) => Test::Matches(word),
                Err(error) => return self.bad_pattern(argument, &error),
            },
        };
        match text {
            Words::Of(text) => Typed::Flag(self.pool.test(text, test)),
            Words::Const(word) => {
                let passes = self.pool.passes(self.pool.text(word), test);
                Typed::Flag(self.pool.flag(passes))
            }
        }
    }

    fn bad_pattern(&mut self, expr: &IdedExpr, error: &regex::Error) -> Typed {
        let said = error.to_string();
        let last = said.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let en = format!("this is no pattern that can be run: {last}");
        self.spot(expr, RuleFault::Syntax, en, format!("正则表达式无效：{last}"))
    }

    fn list_method(&mut self, expr: &IdedExpr, name: &str, slot: u16, args: &[IdedExpr]) -> Typed {
        match (name, args) {
            ("size", []) => Typed::Number(self.pool.put(Node::Count(slot))),
            ("exists" | "all", [variable, body]) => {
                let Expr::Ident(variable_name) = &variable.expr else {
                    let (en, zh) = ("a name is needed here, as `x`", "此处须为变量名，如 `x`");
                    return self.spot(variable, RuleFault::Syntax, en.to_owned(), zh.to_owned());
                };
                if self.element.is_some() {
                    return self.unsupported(
                        expr,
                        "`exists` and `all` do not stand within each other",
                        "`exists` 和 `all` 不能嵌套",
                    );
                }
                self.element = Some((variable_name.clone(), slot));
                let typed = self.expr(body);
                let both = self.flag(body, &typed);
                self.element = None;
                let Some(both) = both else { return Typed::Bad };
                let any = name == "exists";
                let both =
                    if any { self.pool.any(slot, both) } else { self.pool.every(slot, both) };
                Typed::Flag(both)
            }
            _ => self.unknown(expr, name, LIST_METHODS),
        }
    }
}

fn order(name: &str) -> Option<Order> {
    Some(match name {
        op::EQUALS => Order::Same,
        op::NOT_EQUALS => Order::Other,
        op::LESS => Order::Less,
        op::LESS_EQUALS => Order::AtMost,
        op::GREATER => Order::More,
        op::GREATER_EQUALS => Order::AtLeast,
        _ => return None,
    })
}

fn arithmetic(name: &str) -> Option<Two> {
    Some(match name {
        op::ADD => Two::Plus,
        op::SUBSTRACT => Two::Minus,
        op::MULTIPLY => Two::Times,
        op::DIVIDE => Two::Over,
        op::MODULO => Two::Rest,
        _ => return None,
    })
}

fn is_negative(expr: &IdedExpr) -> bool {
    match &expr.expr {
        Expr::Literal(LiteralValue::Int(it)) => *it.inner() < 0,
        Expr::Literal(LiteralValue::Double(it)) => it.inner().is_sign_negative(),
        _ => false,
    }
}
