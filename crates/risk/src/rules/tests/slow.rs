//! What a condition means, said slowly: three values over the parser's tree, nothing pushed, folded or looked up beforehand.

use std::collections::BTreeMap;

use cel::{
    IdedExpr,
    common::ast::{CallExpr, Expr, LiteralValue, operators as op},
};

use crate::rules::parse::parse;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Slow {
    Missing,
    Number(f64),
    Flag(bool),
    Text(String),
    Texts(Vec<String>),
    Numbers(Vec<f64>),
}

pub(super) type Case = BTreeMap<String, Slow>;

pub(super) fn slowly(text: &str, case: &Case) -> Slow {
    value(&parse(text).unwrap().expr, case)
}

fn number(value: f64) -> Slow {
    if value.is_finite() { Slow::Number(value) } else { Slow::Missing }
}

fn value(expr: &IdedExpr, case: &Case) -> Slow {
    match &expr.expr {
        Expr::Literal(LiteralValue::Boolean(it)) => Slow::Flag(*it.inner()),
        Expr::Literal(LiteralValue::Int(it)) => Slow::Number(*it.inner() as f64),
        Expr::Literal(LiteralValue::Double(it)) => Slow::Number(*it.inner()),
        Expr::Literal(LiteralValue::String(it)) => Slow::Text(it.inner().to_owned()),
        Expr::Ident(name) => case.get(name).cloned().unwrap_or(Slow::Missing),
        Expr::Select(_) => case.get(&path(expr)).cloned().unwrap_or(Slow::Missing),
        Expr::List(list) => {
            let all: Vec<Slow> = list.elements.iter().map(|it| value(it, case)).collect();
            if all.iter().all(|it| matches!(it, Slow::Number(_))) {
                Slow::Numbers(all.iter().map(as_number).collect())
            } else {
                Slow::Texts(all.iter().map(as_text).collect())
            }
        }
        Expr::Call(call) => called(call, case),
        other => panic!("{other:?}"),
    }
}

fn path(expr: &IdedExpr) -> String {
    match &expr.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Select(select) => format!("{}.{}", path(&select.operand), select.field),
        other => panic!("{other:?}"),
    }
}

fn as_number(value: &Slow) -> f64 {
    if let Slow::Number(it) = value { *it } else { panic!("{value:?}") }
}

fn as_text(value: &Slow) -> String {
    if let Slow::Text(it) = value { it.clone() } else { panic!("{value:?}") }
}

/// Kleene's tables: one that decides, else a missing one, else the other value.
fn kleene(all: impl IntoIterator<Item = Slow>, decides: bool) -> Slow {
    let mut result = Slow::Flag(!decides);
    for one in all {
        if one == Slow::Flag(decides) {
            return one;
        }
        if one == Slow::Missing {
            result = Slow::Missing;
        }
    }
    result
}

fn not(value: &Slow) -> Slow {
    if let Slow::Flag(it) = value { Slow::Flag(!it) } else { Slow::Missing }
}

fn called(call: &CallExpr, case: &Case) -> Slow {
    let CallExpr { func_name, target, args } = call;
    let name = func_name.as_str();
    if let ("_xists" | "_ll", Some(list)) = (name, target) {
        let Slow::Texts(texts) = value(list, case) else { return Slow::Missing };
        let each = texts.into_iter().map(|it| {
            let mut inner = case.clone();
            inner.insert(path(&args[0]), Slow::Text(it));
            value(&args[1], &inner)
        });
        return kleene(each.collect::<Vec<_>>(), name == "_xists");
    }
    if name == "_as" {
        return Slow::Flag(value(&args[0], case) != Slow::Missing);
    }
    let mut all: Vec<Slow> = target.iter().map(|it| value(it, case)).collect();
    all.extend(args.iter().map(|it| value(it, case)));
    match name {
        op::LOGICAL_AND => return kleene(all, false),
        op::LOGICAL_OR => return kleene(all, true),
        op::LOGICAL_NOT => return not(&all[0]),
        op::CONDITIONAL => {
            return match all[0] {
                Slow::Flag(it) => all[if it { 1 } else { 2 }].clone(),
                _ => Slow::Missing,
            };
        }
        _ => {}
    }
    if all.contains(&Slow::Missing) {
        return Slow::Missing;
    }
    match (name, all.as_slice()) {
        (op::EQUALS, [one, other]) => Slow::Flag(one == other),
        (op::NOT_EQUALS, [one, other]) => Slow::Flag(one != other),
        (op::IN, [Slow::Text(it), Slow::Texts(list)]) => Slow::Flag(list.contains(it)),
        (op::IN, [Slow::Number(it), Slow::Numbers(list)]) => Slow::Flag(list.contains(it)),
        (name, [Slow::Number(one)]) => match name {
            op::NEGATE => number(-one),
            "abs" => number(one.abs()),
            "log" => number(libm::log(*one)),
            _ => panic!("{name}"),
        },
        (name, [Slow::Number(one), Slow::Number(other)]) => numbers(name, *one, *other),
        ("size", [Slow::Text(it)]) => number(it.chars().count() as f64),
        ("size", [Slow::Texts(it)]) => number(it.len() as f64),
        ("startsWith", [Slow::Text(it), Slow::Text(part)]) => Slow::Flag(it.starts_with(part)),
        ("endsWith", [Slow::Text(it), Slow::Text(part)]) => Slow::Flag(it.ends_with(part)),
        ("contains", [Slow::Text(it), Slow::Text(part)]) => Slow::Flag(it.contains(part)),
        ("matches", [Slow::Text(it), Slow::Text(part)]) => {
            Slow::Flag(regex::Regex::new(part).unwrap().is_match(it))
        }
        other => panic!("{other:?}"),
    }
}

fn numbers(name: &str, one: f64, other: f64) -> Slow {
    match name {
        op::LESS => Slow::Flag(one < other),
        op::LESS_EQUALS => Slow::Flag(one <= other),
        op::GREATER => Slow::Flag(one > other),
        op::GREATER_EQUALS => Slow::Flag(one >= other),
        op::ADD => number(one + other),
        op::SUBSTRACT => number(one - other),
        op::MULTIPLY => number(one * other),
        op::DIVIDE => number(one / other),
        op::MODULO => number(one % other),
        "min" => number(one.min(other)),
        "max" => number(one.max(other)),
        _ => panic!("{name}"),
    }
}
