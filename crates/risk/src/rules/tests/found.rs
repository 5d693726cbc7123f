//! Everything that is found in bad sets, in one picture.

use expect_test::{Expect, expect};

use super::*;

fn told(rows: &[RuleRow]) -> String {
    let mut told = String::new();
    for it in examine(rows, &schema()) {
        let sign = if it.refuses { "refused" } else { "warning" };
        let (rule, line, column, piece, fault) = (it.rule, it.line, it.column, it.piece, it.fault);
        told.push_str(&format!(
            "{rule} {sign} {line}:{column} {fault:?} `{}`\n",
            piece.replace('\n', "⏎")
        ));
        told.push_str(&format!("    {}\n    {}\n", it.text_en, it.text_zh));
        if let Some(hint) = it.hint {
            told.push_str(&format!("    hint: {hint}\n"));
        }
    }
    told
}

fn check(conditions: &[&str], expect: Expect) {
    let each = conditions.iter().enumerate();
    let rows: Vec<RuleRow> =
        each.map(|(at, it)| row(&format!("r{at}"), Channel::Examination, it)).collect();
    expect.assert_eq(&told(&rows));
}

#[test]
fn what_cannot_be_read() {
    check(
        &[
            "",
            "value_cny >",
            "value_cny > 1 &&\n  && origin == '洗' b",
            "value_cny = 3",
            "origin == \"116",
            "origin == 洗",
            "(value_cny > 1",
            "value_cny > 99999999999999999999",
            "value_cny > 9007199254740993",
            "value_cny > 1e999",
            "goods.name.matches('(')",
            "goods.name.matches('(a{1000}){1000}')",
            "value_cny > 1 # note",
            "loop > 1",
            "_as(value_cny)",
        ],
        expect![[r#"
            r0 refused 1:1 Syntax ``
                the condition is empty
                条件为空
            r1 refused 1:12 Syntax ``
                the condition ends too early
                条件不完整
            r2 refused 2:3 Syntax `&&`
                `&&` is not expected here
                此处不应出现 `&&`
            r2 refused 2:20 Syntax `b`
                `b` is not expected here
                此处不应出现 `b`
            r3 refused 1:11 Syntax `=`
                `=` is no sign of the language; texts stand in quotes
                无法识别 `=`；文本须加引号
                hint: ==
            r4 refused 1:11 Syntax `"116`
                this text has no closing quote
                文本缺少结束的引号
            r5 refused 1:11 Syntax `洗`
                `洗` is no sign of the language; texts stand in quotes
                无法识别 `洗`；文本须加引号
            r6 refused 1:15 Syntax ``
                `)` is missing here
                此处缺少 `)`
            r7 refused 1:13 Syntax `99999999999999999999`
                `99999999999999999999` is no value that a rule can hold
                `99999999999999999999` 不是有效的值
            r8 refused 1:13 NotSupported `9007199254740993`
                this number is too large to be exact
                数值过大，无法精确
            r9 refused 1:13 Syntax `1e999`
                `1e999` is no value that a rule can hold
                `1e999` 不是有效的值
            r10 refused 1:20 Syntax `'('`
                this is no pattern that can be run: unclosed group
                正则表达式无效：unclosed group
            r11 refused 1:20 Syntax `'(a{1000}){1000}'`
                this is no pattern that can be run: Compiled regex exceeds size limit of 1048576 bytes.
                正则表达式无效：Compiled regex exceeds size limit of 1048576 bytes.
            r12 refused 1:15 Syntax `#`
                `#` is no sign of the language; texts stand in quotes
                无法识别 `#`；文本须加引号
            r13 refused 1:1 Syntax `loop`
                `loop` is a word that the language keeps for itself
                `loop` 为语言保留字
            r14 refused 1:1 UnknownFunction `_as`
                there is no function `_as`
                没有函数 `_as`
        "#]],
    );
}

#[test]
fn values_of_another_kind() {
    check(
        &[
            "value_cny == 'a' && origin > 3",
            "buyer.n_order_30d > 1 || buyer.is_new > 1 && goods.weigth_kg / 0 > 1",
            "value_cny",
            "origin",
            "origin < 'a'",
            "origin + 'a' == 'b'",
            "goods.codes == 'a'",
        ],
        expect![[r#"
            r0 refused 1:1 WrongKind `value_cny == 'a'`
                `value_cny` is a number and `'a'` a text: they cannot be compared
                `value_cny` 为数值，`'a'` 为文本，不能比较
            r0 refused 1:21 WrongKind `origin > 3`
                `origin` is a text and `3` a number: they cannot be compared
                `origin` 为文本，`3` 为数值，不能比较
            r1 refused 1:1 UnknownFeature `buyer.n_order_30d`
                there is no feature `buyer.n_order_30d`
                没有特征 `buyer.n_order_30d`
                hint: buyer.n_orders_30d
            r1 refused 1:26 WrongKind `buyer.is_new > 1`
                `buyer.is_new` is a flag and `1` a number: they cannot be compared
                `buyer.is_new` 为是/否，`1` 为数值，不能比较
            r1 refused 1:46 UnknownFeature `goods.weigth_kg`
                there is no feature `goods.weigth_kg`
                没有特征 `goods.weigth_kg`
                hint: goods.weight_kg
            r2 refused 1:1 WrongKind `value_cny`
                a condition or flag is needed here, and `value_cny` is a number
                此处须为条件或是/否，而 `value_cny` 为数值
            r3 refused 1:1 WrongKind `origin`
                a condition or flag is needed here, and `origin` is a text
                此处须为条件或是/否，而 `origin` 为文本
            r4 refused 1:1 WrongKind `origin < 'a'`
                flags and texts are compared with `==` and `!=` alone
                是/否和文本只能用 `==`、`!=` 比较
            r5 refused 1:1 WrongKind `origin`
                a number is needed here, and `origin` is a text
                此处须为数值，而 `origin` 为文本
            r5 refused 1:10 WrongKind `'a'`
                a number is needed here, and `'a'` is a text
                此处须为数值，而 `'a'` 为文本
            r6 refused 1:1 WrongKind `goods.codes == 'a'`
                `goods.codes` is a list of texts and `'a'` a text: they cannot be compared
                `goods.codes` 为文本列表，`'a'` 为文本，不能比较
        "#]],
    );
}

#[test]
fn what_lists_and_elements_do_not_do() {
    check(
        &[
            "origin in ['a', 1]",
            "value_cny in ['a']",
            "origin in []",
            "origin in goods.name",
            "goods.codes[0] == 'a'",
            "goods.codes.map(x, x) == 'a'",
            "goods.codes.exists(x, goods.origins.exists(y, x == y))",
            "goods.codes.exists(x)",
        ],
        expect![[r#"
            r0 refused 1:11 WrongKind `['a', 1]`
                this list has texts and numbers
                列表中文本与数值混用
            r1 refused 1:14 WrongKind `['a']`
                a list of numbers is needed here, and `['a']` is a list of texts
                此处须为数值列表，而 `['a']` 为文本列表
            r2 refused 1:11 NotSupported `[]`
                this list is empty
                列表为空
            r3 refused 1:11 WrongKind `goods.name`
                a list of texts is needed here, and `goods.name` is a text
                此处须为文本列表，而 `goods.name` 为文本
            r4 refused 1:1 NotSupported `goods.codes[0]`
                single elements are not taken from lists: use `exists` or `all`
                不能按位置取列表元素，请用 `exists` 或 `all`
            r5 refused 1:1 UnknownFunction `goods.codes.map(x, x)`
                there is no function `map` here
                此处没有函数 `map`
            r6 refused 1:23 NotSupported `goods.origins.exists(y, x == y)`
                `exists` and `all` do not stand within each other
                `exists` 和 `all` 不能嵌套
            r7 refused 1:1 UnknownFunction `goods.codes.exists(x)`
                `exists` is written `list.exists(x, …)`
                `exists` 的写法是 `list.exists(x, …)`
                hint: list.exists(x, …)
        "#]],
    );
}

#[test]
fn functions_and_parts_that_there_are_not() {
    check(
        &[
            "origin.startswith('a')",
            "origin.startsWith(buyer.country)",
            "origin.size(3) > 1",
            "abs(value_cny, 1) > 1",
            "lower(origin) == 'a'",
            "value_cny == null",
            "{'a': 1}",
            "has('a')",
            "buyer.is_new ? 1 : 'a'",
            "value_cny % (2 - 2) == 1 || log(0) > 1",
        ],
        expect![[r#"
            r0 refused 1:1 UnknownFunction `origin.startswith('a')`
                there is no function `startswith` here
                此处没有函数 `startswith`
                hint: startsWith
            r1 refused 1:19 NotSupported `buyer.country`
                only a text in quotes can stand here, not a feature
                此处须为加引号的文本，不能为特征
            r2 refused 1:1 UnknownFunction `origin.size(3)`
                `size` is written `text.size()`
                `size` 的写法是 `text.size()`
                hint: text.size()
            r3 refused 1:1 UnknownFunction `abs(value_cny, 1)`
                `abs` is written `abs(number)`
                `abs` 的写法是 `abs(number)`
                hint: abs(number)
            r4 refused 1:1 UnknownFunction `lower(origin)`
                there is no function `lower` here
                此处没有函数 `lower`
            r5 refused 1:14 NotSupported `null`
                what is missing is asked for with `has(feature)`, not `null`
                缺失须以 `has(特征)` 判断，不用 `null`
            r6 refused 1:1 NotSupported `{`
                maps and messages are parts of CEL that rules do not have
                规则不支持映射和结构
            r7 refused 1:5 NotSupported `'a'`
                only features have parts after a dot
                只有特征名可含点号
            r8 refused 1:1 WrongKind `buyer.is_new ? 1 : 'a'`
                a choice is between two conditions or two numbers
                选择的两支须同为条件或同为数值
            r9 refused 1:1 DividesByZero `value_cny % (2 - 2)`
                this divides by zero
                除数为零
            r9 refused 1:29 NotSupported `log(0)`
                this has no finite value
                此式没有有限值
        "#]],
    );
}

#[test]
fn what_no_case_meets() {
    check(
        &[
            "value_cny > 5 && value_cny < 3",
            "value_cny > 5 && value_cny <= 5",
            "value_cny > 3 && value_cny == 2 || origin == 'a' && origin == 'b'",
            "origin in ['a', 'b'] && !(origin in ['a', 'b', 'c'])",
            "origin.startsWith('33') && origin.startsWith('34')",
            "origin == '3401' && origin.startsWith('33')",
            "origin.startsWith('3304') && !origin.startsWith('33')",
            "buyer.is_new && !buyer.is_new",
            "value_cny > goods.weight_kg && value_cny <= goods.weight_kg",
            "value_cny != value_cny",
            "!has(value_cny) && value_cny > 1",
            "goods.codes.exists(x, x == 'a') && goods.codes.all(x, x != 'a')",
            "goods.codes.exists(x, x == 'a' && x == 'b')",
            "false",
        ],
        expect![[r#"
            r0 refused 1:1 NeverTrue `value_cny > 5 && value_cny < 3`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r1 refused 1:1 NeverTrue `value_cny > 5 && value_cny <= 5`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r2 refused 1:1 NeverTrue `value_cny > 3 && value_cny == 2 || origin == 'a' && origin …`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r3 refused 1:1 NeverTrue `origin in ['a', 'b'] && !(origin in ['a', 'b', 'c'])`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r4 refused 1:1 NeverTrue `origin.startsWith('33') && origin.startsWith('34')`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r5 refused 1:1 NeverTrue `origin == '3401' && origin.startsWith('33')`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r6 refused 1:1 NeverTrue `origin.startsWith('3304') && !origin.startsWith('33')`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r7 refused 1:1 NeverTrue `buyer.is_new && !buyer.is_new`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r8 refused 1:1 NeverTrue `value_cny > goods.weight_kg && value_cny <= goods.weight_kg`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r9 refused 1:1 NeverTrue `value_cny != value_cny`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r10 refused 1:1 NeverTrue `!has(value_cny) && value_cny > 1`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r11 refused 1:1 NeverTrue `goods.codes.exists(x, x == 'a') && goods.codes.all(x, x != …`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r12 refused 1:1 NeverTrue `goods.codes.exists(x, x == 'a' && x == 'b')`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
            r13 refused 1:1 NeverTrue `false`
                no case can meet this condition: its parts contradict each other
                条件自相矛盾，不可能成立
        "#]],
    );
}

#[test]
fn what_every_case_meets() {
    check(
        &[
            "true",
            "value_cny > 5 || value_cny <= 5",
            "origin != 'a' || origin != 'b'",
            "buyer.is_new ? value_cny == value_cny : true",
            "has(origin) || !has(origin)",
            "1 < 2",
        ],
        expect![[r#"
            r0 refused 1:1 MatchesAll `true`
                this condition is met by every case of which its features are known
                凡特征已知的单证均满足此条件
            r1 refused 1:1 MatchesAll `value_cny > 5 || value_cny <= 5`
                this condition is met by every case of which its features are known
                凡特征已知的单证均满足此条件
            r2 refused 1:1 MatchesAll `origin != 'a' || origin != 'b'`
                this condition is met by every case of which its features are known
                凡特征已知的单证均满足此条件
            r3 refused 1:1 MatchesAll `buyer.is_new ? value_cny == value_cny : true`
                this condition is met by every case of which its features are known
                凡特征已知的单证均满足此条件
            r4 refused 1:1 MatchesAll `has(origin) || !has(origin)`
                this condition is met by every case of which its features are known
                凡特征已知的单证均满足此条件
            r5 refused 1:1 MatchesAll `1 < 2`
                this condition is met by every case of which its features are known
                凡特征已知的单证均满足此条件
        "#]],
    );
}

#[test]
fn what_is_divided_by() {
    check(
        &[
            "value_cny / goods.weight_kg > 100",
            "goods.weight_kg > 0 && value_cny / goods.weight_kg > 100",
            "goods.weight_kg != 0 && value_cny % goods.weight_kg > 100",
            "value_cny / (goods.weight_kg + 1) > 100 && value_cny / (goods.weight_kg + 1) < 200",
            "value_cny / 2 > 100",
        ],
        expect![[r#"
            r0 warning 1:13 MayDivideByZero `goods.weight_kg`
                `goods.weight_kg` may be zero; then what is divided by it counts as missing
                `goods.weight_kg` 可能为零；为零时按缺失处理
                hint: goods.weight_kg != 0
            r1 warning 1:1 NeverChanges `goods.weight_kg > 0 && value_cny / goods.weight_kg > 100`
                it never changes anything: wherever it fires, `r0` says examination
                不起作用：凡命中本规则者，`r0` 均已查验
            r3 warning 1:14 MayDivideByZero `goods.weight_kg + 1`
                `goods.weight_kg + 1` may be zero; then what is divided by it counts as missing
                `goods.weight_kg + 1` 可能为零；为零时按缺失处理
                hint: goods.weight_kg + 1 != 0
        "#]],
    );
}

#[test]
fn rules_beside_each_other() {
    let mut rows = vec![
        row("wide", Channel::Examination, "value_cny > 1000"),
        row("narrow", Channel::Documents, "value_cny > 2000 && origin == '116'"),
        row("graver", Channel::Hold, "value_cny > 3000"),
        row("again", Channel::Examination, "!(1000 >= value_cny)"),
        row("earlier", Channel::Examination, "value_cny > 4000"),
        row("list", Channel::Documents, "origin in ['116', '142', '502']"),
        row("one", Channel::Documents, "origin == '142'"),
        row("codes", Channel::Examination, "goods.name.startsWith('洗')"),
        row("code", Channel::Documents, "goods.name.startsWith('洗发') && buyer.is_new"),
        row("white", Channel::Release, "agent.is_certified"),
        row("black", Channel::Hold, "agent.is_certified && buyer.n_orders_30d > 100"),
        row("white", Channel::Release, "origin == 'x'"),
        row("", Channel::Release, "origin == 'y'"),
    ];
    rows[4].from = day("2025-01-01");
    rows[12].to = Some(day("2020-01-01"));
    rows[12].basis = " ".to_owned();
    expect![[r#"
        narrow warning 1:1 NeverChanges `value_cny > 2000 && origin == '116'`
            it never changes anything: wherever it fires, `wide` says examination
            不起作用：凡命中本规则者，`wide` 均已查验
        again warning 1:1 Duplicate `!(1000 >= value_cny)`
            `wide` has the same condition and channel on all its days
            与 `wide` 条件、处置相同，有效期为其覆盖
        one warning 1:1 NeverChanges `origin == '142'`
            it never changes anything: wherever it fires, `list` says documents
            不起作用：凡命中本规则者，`list` 均已单证审核
        code warning 1:1 NeverChanges `goods.name.startsWith('洗发') && buyer.is_new`
            it never changes anything: wherever it fires, `codes` says examination
            不起作用：凡命中本规则者，`codes` 均已查验
        black warning 1:1 Contradiction `agent.is_certified && buyer.n_orders_30d > 100`
            it says hold where `white` always says release
            本规则拦截，而 `white` 在相同情形下均放行
        white refused 1:1 SameId ``
            another row of this name is in force on the same days
            同一编号的另一行在相同日期有效
         refused 1:1 Row ``
            the rule has to have a name
            规则缺少编号
         refused 1:1 Row ``
            the rule has to have a basis
            规则缺少依据
         refused 1:1 Row ``
            it ends on 2020-01-01, before it starts on 2026-01-01
            终止日 2020-01-01 早于起始日 2026-01-01
    "#]]
    .assert_eq(&told(&rows));
}

/// Of a condition with more alternatives than are compared its equal is still found.
#[test]
fn many_alternatives_are_told_from_their_equal_alone() {
    let many = |last: usize| {
        let each = (0..65).map(|it| format!("value_cny == {it} && goods.weight_kg > {it}"));
        let other = format!("value_cny == 70 && goods.weight_kg > {last}");
        each.chain([other]).collect::<Vec<_>>().join(" || ")
    };
    let rows = [
        row("many", Channel::Examination, &many(1)),
        row("more", Channel::Examination, &many(2)),
        row("again", Channel::Examination, &many(1)),
        row("white", Channel::Release, &many(2)),
        row("bad", Channel::Examination, &format!("{} || origin == 1", many(1))),
    ];
    let findings = examine(&rows, &schema());
    let told: Vec<_> =
        findings.iter().map(|it| (&*it.rule, it.fault, it.other.as_deref())).collect();
    let expected = [
        ("again", RuleFault::Duplicate, Some("many")),
        ("white", RuleFault::Contradiction, Some("more")),
        ("bad", RuleFault::WrongKind, None),
    ];
    assert_eq!(told, expected);
}
