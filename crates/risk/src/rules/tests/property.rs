//! Whatever is written: what is compiled fires as the slow meaning says, what is concluded holds, and no text breaks
//! anything.

use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop},
    prop_assert, prop_assert_eq, prop_oneof, proptest,
    sample::select,
    test_runner::Config,
};

use super::{
    super::{parse::parse, scan::scan},
    slow::{Case, Slow, slowly},
    *,
};

const TEXTS: &[&str] = &["", "a", "ab", "abc", "b", "洗发水"];
const PARTS: &[&str] = &["a", "ab", "abc", "b", "洗", "c"];
const NUMBERS: &[&str] = &["0", "1", "2", "-3", "0.5", "1e300"];

fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(NUMBERS).prop_map(str::to_owned),
        select(&["value_cny", "goods.weight_kg", "goods.price_ratio"][..]).prop_map(str::to_owned),
        select(&["goods.name.size()", "goods.codes.size()", "size(origin)"][..])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let two = (inner.clone(), select(&["+", "-", "*", "/", "%"][..]), inner.clone());
        prop_oneof![
            two.prop_map(|(one, sign, other)| format!("({one} {sign} {other})")),
            (select(&["abs", "log", "-"][..]), inner.clone())
                .prop_map(|(f, it)| format!("{f}({it})")),
            (select(&["min", "max"][..]), inner.clone(), inner.clone())
                .prop_map(|(f, one, other)| format!("{f}({one}, {other})")),
            (inner.clone(), inner)
                .prop_map(|(one, other)| { format!("(buyer.is_new ? {one} : {other})") }),
        ]
    })
}

fn text_test(name: &'static str) -> impl Strategy<Value = String> {
    let methods = &["startsWith", "endsWith", "contains", "matches"][..];
    prop_oneof![
        (select(&["==", "!="][..]), select(TEXTS))
            .prop_map(move |(sign, it)| format!("{name} {sign} '{it}'")),
        (select(methods), select(PARTS))
            .prop_map(move |(method, it)| format!("{name}.{method}('{it}')")),
        vec(select(TEXTS), 1..4).prop_map(move |all| format!("{name} in ['{}']", all.join("', '"))),
        Just(format!("{name} == buyer.country")),
    ]
}

fn leaf() -> impl Strategy<Value = String> {
    let signs = &["==", "!=", "<", "<=", ">", ">="][..];
    let names = &["value_cny", "buyer.is_new", "origin", "goods.codes"][..];
    let small = (select(&["value_cny", "goods.weight_kg"][..]), select(signs), select(NUMBERS));
    prop_oneof![
        4 => small.prop_map(|(one, sign, other)| format!("{one} {sign} {other}")),
        2 => (number(), select(signs), number()).prop_map(|(one, sign, other)| format!("{one} {sign} {other}")),
        1 => (number(), vec(select(NUMBERS), 1..3)).prop_map(|(one, all)| format!("{one} in [{}]", all.join(", "))),
        2 => select(&["buyer.is_new", "agent.is_certified", "true", "false"][..]).prop_map(str::to_owned),
        2 => select(names).prop_map(|it| format!("has({it})")),
        4 => text_test("origin"),
        2 => text_test("goods.name"),
        2 => (select(&["exists", "all"][..]), text_test("x"))
            .prop_map(|(method, body)| format!("goods.codes.{method}(x, {body})")),
        1 => select(TEXTS).prop_map(|it| format!("'{it}' in goods.codes")),
        1 => Just("origin in goods.origins".to_owned()),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let signs = select(&["&&", "||", "==", "!="][..]);
        prop_oneof![
            3 => (inner.clone(), signs, inner.clone()).prop_map(|(one, sign, other)| format!("(({one}) {sign} ({other}))")),
            2 => inner.clone().prop_map(|it| format!("!({it})")),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(when, one, other)| format!("(({when}) ? ({one}) : ({other}))")),
            1 => inner.prop_filter("not within each other", |it| !it.contains("(x, "))
                .prop_map(|it| format!("goods.codes.exists(x, x == 'a' || ({it}))")),
        ]
    })
}

#[derive(Debug, Clone)]
struct Values {
    numbers: Vec<Option<f64>>,
    flags: Vec<Option<bool>>,
    texts: Vec<Option<&'static str>>,
    lists: Vec<Vec<&'static str>>,
}

fn values() -> impl Strategy<Value = Values> {
    let numbers = vec(option::of(select(&[-3.0, 0.0, 0.5, 1.0, 2.0, 7.0, 1e300][..])), 4);
    let texts = vec(option::of(select(TEXTS)), 3);
    let all = (numbers, vec(option::of(any::<bool>()), 2), texts, vec(vec(select(TEXTS), 0..3), 2));
    all.prop_map(|(numbers, flags, texts, lists)| Values { numbers, flags, texts, lists })
}

/// The same values as a record and for the slow meaning.
fn case(values: &Values) -> (Record<'static>, Case) {
    let schema = schema();
    let (mut record, mut case) = (Record::new(&schema), Case::new());
    for field in schema.fields() {
        let (kind, slot) = schema.find(&field.name).unwrap();
        let at = usize::from(slot.0);
        let told = match kind {
            Kind::Number => values.numbers[at].map(|it| {
                record.set_number(slot, it);
                Slow::Number(it)
            }),
            Kind::Flag => values.flags[at - 4].map(|it| {
                record.set_flag(slot, it);
                Slow::Flag(it)
            }),
            Kind::Text => values.texts[at].map(|it| {
                record.set_text(slot, it);
                Slow::Text(it.to_owned())
            }),
            Kind::Texts => Some(&values.lists[at]).filter(|it| !it.is_empty()).map(|all| {
                all.iter().for_each(|it| record.push(slot, it));
                Slow::Texts(all.iter().map(|it| (*it).to_owned()).collect())
            }),
        };
        case.extend(told.map(|it| (field.name.clone(), it)));
    }
    (record, case)
}

fn rows(conditions: &[String]) -> Vec<RuleRow> {
    let each = conditions.iter().enumerate();
    each.map(|(at, it)| row(&at.to_string(), Channel::Examination, it)).collect()
}

/// Those that can be compiled, and what of the others was concluded.
fn sound(conditions: Vec<String>, cases: &[Values]) -> Vec<String> {
    let refused = examine(&rows(&conditions), &schema());
    let fault = |at: usize| refused.iter().find(|it| it.row == at && it.refuses).map(|it| it.fault);
    for (at, condition) in conditions.iter().enumerate() {
        let decided = match fault(at) {
            Some(RuleFault::NeverTrue) => true,
            Some(RuleFault::MatchesAll) => false,
            _ => continue,
        };
        for values in cases {
            assert_ne!(
                slowly(condition, &case(values).1),
                Slow::Flag(decided),
                "{condition} {values:?}"
            );
        }
    }
    for it in &refused {
        if let (Some(other), RuleFault::NeverChanges | RuleFault::Duplicate) = (&it.other, it.fault)
        {
            let (one, other) = (&conditions[it.row], &conditions[other.parse::<usize>().unwrap()]);
            for values in cases {
                let case = case(values).1;
                if slowly(one, &case) == Slow::Flag(true) {
                    assert_eq!(
                        slowly(other, &case),
                        Slow::Flag(true),
                        "{one} => {other} {values:?}"
                    );
                }
            }
        }
    }
    let kept = conditions.into_iter().enumerate().filter(|(at, _)| fault(*at).is_none());
    kept.map(|(_, it)| it).collect()
}

proptest! {
    #![proptest_config(Config { cases: 400, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_fires_is_what_the_slow_meaning_says(
        conditions in vec(condition(), 1..12),
        cases in vec(values(), 12),
    ) {
        let conditions = sound(conditions, &cases);
        let set = RuleSet::compile(&rows(&conditions), &schema()).unwrap();
        let mut scratch = Scratch::new();
        for values in &cases {
            let (record, case) = case(values);
            let fast: Vec<usize> =
                set.fire(day("2026-02-01"), &record, &mut scratch).map(|it| it.at).collect();
            let holds = |it: &String| slowly(it, &case) == Slow::Flag(true);
            let slow: Vec<usize> =
                conditions.iter().enumerate().filter(|(_, it)| holds(it)).map(|(at, _)| at).collect();
            prop_assert_eq!(&fast, &slow, "{:#?} {:?}", conditions, values);
        }
    }

    #[test]
    fn no_words_of_the_language_break_anything(
        words in vec(select(&[
            "value_cny", "goods", ".", "codes", "origin", "buyer.is_new", "x", "(", ")", "[", "]", "{", "}", "'a'",
            "\"", "'", "'''", "r'\\", "&&", "||", "!", "-", "+", "?", ":", "1", "0x", "1e999", "99999999999999999999",
            "洗", "\\", "\n", "has(", ".exists(x,", ".matches('(')", ",", " in ", "==", "<", "`", "b'", "null", "@", "\u{0}",
            "//", "_as(", "loop", " ", "0", "/",
        ][..]), 0..24),
        glue in select(&["", " "][..]),
    ) {
        told_in_place(&words.join(glue))?;
    }

    #[test]
    fn no_text_breaks_anything(text in prop::string::string_regex("(?s).{0,60}").unwrap()) {
        told_in_place(&text)?;
    }
}

/// Every finding names a piece of the text that is there.
fn told_in_place(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let rows = [row("r", Channel::Documents, text)];
    for it in examine(&rows, &schema()) {
        prop_assert!(text.get(it.from..it.to).is_some(), "{:?} {it:?}", text);
        prop_assert!(1 <= it.line && 1 <= it.column && !it.text_zh.is_empty(), "{it:?}");
    }
    let (tokens, _) = scan(text);
    prop_assert!(tokens.windows(2).all(|it| it[0].to <= it[1].from));
    for offset in 0..=text.len() {
        let offered = complete(text, offset, &schema());
        prop_assert!(text.get(offered.from..offered.to).is_some());
    }
    Ok(())
}

#[test]
fn bombs_are_refused_before_they_are_parsed() {
    let many = |piece: &str, n: usize, end: &str| format!("{}{end}", piece.repeat(n));
    let bombs = [
        many("(", 25, "value_cny"),
        many("[", 5_000, ""),
        many("!", 401, "buyer.is_new"),
        many("value_cny - ", 401, "1 > 0"),
        many("buyer.is_new ? true : ", 17, "false"),
        format!("origin in [{}'a']", "'a',".repeat(5_001)),
        many("a", 64 * 1024 + 1, ""),
    ];
    for bomb in &bombs {
        let spots = parse(bomb).map(drop).unwrap_err();
        let faults: Vec<RuleFault> = spots.iter().map(|it| it.fault).collect();
        assert_eq!(faults, [RuleFault::TooLarge], "{}", &bomb[..40.min(bomb.len())]);
    }
}

/// What is just allowed is parsed and compiled on the stack that a thread has.
#[test]
fn what_the_limits_allow_fits() {
    let nested = format!("{}value_cny{} > 1", "(".repeat(24), ")".repeat(24));
    let long = format!("{}1 > 0", "value_cny - ".repeat(399));
    let joined = format!("{}buyer.is_new", "buyer.is_new && value_cny > 1 && ".repeat(65));
    let chosen = format!("{}buyer.is_new", "value_cny > 3 ? buyer.is_new : ".repeat(16));
    let listed = format!("origin in [{}'b']", "'a',".repeat(5_000));
    for text in [nested, long, joined, chosen, listed, "!".repeat(399) + "buyer.is_new"] {
        let rows = [row("r", Channel::Documents, &text)];
        let set = RuleSet::compile(&rows, &schema());
        assert!(set.is_ok(), "{} {set:?}", &text[..40]);
    }
}
