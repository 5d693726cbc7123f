//! The others, each in the fastest form that its documentation shows: compiled once, contexts made beforehand.

use std::sync::Arc;

use serde_json::{Value, json};
use zen_engine::{Decision, DecisionEngine, model::DecisionContent};
use zen_expression::{
    Expression, Scope, Variable, compile_expression, expression::Standard, vm::VM,
};

use crate::{
    Engine,
    field::{Flat, RULES, name},
};

pub struct Cel {
    programs: Vec<cel::Program>,
    contexts: Vec<cel::Context<'static, 'static>>,
}

impl Cel {
    pub fn new(records: &[Vec<Flat>]) -> Cel {
        let programs =
            RULES.iter().map(|it| cel::Program::compile(&it.cel()).expect("it compiles"));
        let environment = Arc::new(cel::Env::stdlib());
        let context = |flat: &Vec<Flat>| {
            let mut context = cel::Context::with_env(environment.clone());
            for (at, value) in flat.iter().enumerate() {
                match value {
                    Flat::Number(it) => context.add_variable_from_value(name(at), *it),
                    Flat::Flag(it) => context.add_variable_from_value(name(at), *it),
                    Flat::Text(it) => context.add_variable_from_value(name(at), it.clone()),
                }
            }
            context
        };
        Cel { programs: programs.collect(), contexts: records.iter().map(context).collect() }
    }
}

impl Engine for Cel {
    fn name(&self) -> &'static str {
        "cel"
    }

    fn decide(&mut self, fired: &mut Vec<u128>) {
        for context in &self.contexts {
            let mut bits = 0;
            for (at, program) in self.programs.iter().enumerate() {
                let holds = program.execute(context).expect("it runs") == cel::Value::Bool(true);
                bits |= u128::from(holds) << at;
            }
            fired.push(bits);
        }
    }
}

fn object(flat: &[Flat]) -> Value {
    let fields = flat.iter().enumerate().map(|(at, value)| {
        let value = match value {
            Flat::Number(it) => json!(*it as u64),
            Flat::Flag(it) => json!(it),
            Flat::Text(it) => json!(it),
        };
        (name(at), value)
    });
    Value::Object(fields.collect())
}

/// The expressions alone, without the engine around them.
pub struct Zen {
    expressions: Vec<Expression<Standard>>,
    scopes: Vec<Scope>,
    vm: VM,
}

impl Zen {
    pub fn new(records: &[Vec<Flat>]) -> Zen {
        let expressions =
            RULES.iter().map(|it| compile_expression(&it.zen()).expect("it compiles"));
        let scopes = records.iter().map(|it| Scope::new(object(it).into())).collect();
        Zen { expressions: expressions.collect(), scopes, vm: VM::new() }
    }
}

impl Engine for Zen {
    fn name(&self) -> &'static str {
        "zen-expression"
    }

    fn decide(&mut self, fired: &mut Vec<u128>) {
        for scope in &self.scopes {
            let mut bits = 0;
            for (at, expression) in self.expressions.iter().enumerate() {
                let value = expression.evaluate_with_scope(scope, &mut self.vm).expect("it runs");
                bits |= u128::from(value == Variable::Bool(true)) << at;
            }
            fired.push(bits);
        }
    }
}

/// A decision with one node of a hundred expressions, compiled.
pub struct ZenEngine {
    decision: Decision,
    contexts: Vec<Variable>,
    keys: Vec<Arc<str>>,
}

impl ZenEngine {
    pub fn new(records: &[Vec<Flat>]) -> ZenEngine {
        let expressions: Vec<Value> = RULES
            .iter()
            .enumerate()
            .map(|(at, it)| json!({ "id": format!("e{at}"), "key": format!("r{at}"), "value": it.zen() }))
            .collect();
        let graph = json!({
            "nodes": [
                { "id": "in", "name": "in", "type": "inputNode" },
                { "id": "rules", "name": "rules", "type": "expressionNode", "content": { "expressions": expressions } },
                { "id": "out", "name": "out", "type": "outputNode" },
            ],
            "edges": [
                { "id": "a", "sourceId": "in", "targetId": "rules" },
                { "id": "b", "sourceId": "rules", "targetId": "out" },
            ],
        });
        let content: DecisionContent = serde_json::from_value(graph).expect("it is a decision");
        let engine = DecisionEngine::default();
        let mut decision = engine.create_decision(content.into()).expect("it is a decision");
        decision.compile();
        let contexts = records.iter().map(|it| object(it).into()).collect();
        let keys = (0..RULES.len()).map(|it| format!("r{it}").into()).collect();
        ZenEngine { decision, contexts, keys }
    }
}

impl Engine for ZenEngine {
    fn name(&self) -> &'static str {
        "zen-engine"
    }

    fn decide(&mut self, fired: &mut Vec<u128>) {
        for context in &self.contexts {
            let answer =
                pollster::block_on(self.decision.evaluate(context.clone())).expect("it runs");
            let mut bits = 0;
            for (at, key) in self.keys.iter().enumerate() {
                let value = answer.result.dot(key);
                bits |= u128::from(value == Some(Variable::Bool(true))) << at;
            }
            fired.push(bits);
        }
    }
}
