//! Canonical XML 1.0 without comments: each rule of the recommendation by a document of its own,
//! and a great many documents beside `xmllint --c14n` where that is installed.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use proptest::{collection::vec, prelude::*};

fn canonical(text: &str) -> String {
    let mut out = Vec::new();
    signatures::canonical(text, &mut out).unwrap_or_else(|flaw| panic!("{flaw}: {text}"));
    String::from_utf8(out).unwrap()
}

fn flaw(text: &str) -> String {
    signatures::canonical(text, &mut Vec::new()).unwrap_err().to_string()
}

/// Input, canonical form.
const RULES: &[(&str, &str)] = &[
    // The XML declaration, what is blank outside the root and comments go; instructions stay.
    (
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n<?go  to  it ?>\n\n<a/>\n<?end?>\n<!-- c -->\n",
        "<?go to  it ?>\n<a></a>\n<?end?>",
    ),
    ("\u{FEFF}<a></a>", "<a></a>"),
    ("<a>1<!-- 2 -->3<?p q?>4<!----></a>", "<a>13<?p q?>4</a>"),
    // Blanks inside the root stay, in tags they go.
    ("<a >\n  <b\t></b \n>\n</a\n>", "<a>\n  <b></b>\n</a>"),
    ("<a><b /><c/></a>", "<a><b></b><c></c></a>"),
    // Line ends, literal and written as references.
    ("<a>1\r\n2\r3&#13;4&#xD;&#10;5</a>", "<a>1\n2\n3&#xD;4&#xD;\n5</a>"),
    // References and CDATA sections become text; `>` is spelled out.
    (
        "<a>&lt;&gt;&amp;&quot;&apos;&#60;&#x3c;&#20013;&#x1F4E6; > </a>",
        "<a>&lt;&gt;&amp;\"'&lt;&lt;中📦 &gt; </a>",
    ),
    ("<a>1<![CDATA[<&>\r\n\"]]]]><![CDATA[]]>2</a>", "<a>1&lt;&amp;&gt;\n\"]]2</a>"),
    // Attributes: quotes, normalised blanks, what is escaped, order.
    (
        "<a z='1' a=\"2\" m = '\"&lt;&gt;&amp;>&apos;&quot;'/>",
        "<a a=\"2\" m=\"&quot;&lt;>&amp;>'&quot;\" z=\"1\"></a>",
    ),
    ("<a b=' 1\t2\n3\r\n4\r5&#9;6&#10;7&#13;8 '/>", "<a b=\" 1 2 3 4 5&#x9;6&#xA;7&#xD;8 \"></a>"),
    // Those without a prefix come first, the others by the name of their namespace.
    (
        "<a xmlns:b='urn:z' xmlns:c='urn:y' b:x='1' c:x='2' b:a='3' y='4' x='5' xml:lang='6'/>",
        "<a xmlns:b=\"urn:z\" xmlns:c=\"urn:y\" x=\"5\" y=\"4\" xml:lang=\"6\" c:x=\"2\" b:a=\"3\" b:x=\"1\"></a>",
    ),
    // Declarations: the default first, then by prefix; none that says nothing new.
    (
        "<a xmlns:z='urn:z' xmlns='urn:d' xmlns:b='urn:b'><b xmlns='urn:d' xmlns:z='urn:z'><z:c xmlns:z='urn:y'/></b></a>",
        "<a xmlns=\"urn:d\" xmlns:b=\"urn:b\" xmlns:z=\"urn:z\"><b><z:c xmlns:z=\"urn:y\"></z:c></b></a>",
    ),
    (
        "<a xmlns=''><b xmlns='urn:d'><c xmlns=''><d xmlns=''/></c></b><e xmlns:f='urn:f'/><f:e xmlns:f='urn:f'/></a>",
        "<a><b xmlns=\"urn:d\"><c xmlns=\"\"><d></d></c></b><e xmlns:f=\"urn:f\"></e><f:e xmlns:f=\"urn:f\"></f:e></a>",
    ),
    // What is declared and never used stays: this is the inclusive form.
    ("<a xmlns:u='urn:u'/>", "<a xmlns:u=\"urn:u\"></a>"),
    (
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:space='preserve'/>",
        "<a xml:space=\"preserve\"></a>",
    ),
    ("<a xmlns:b='urn:&amp;&quot;'/>", "<a xmlns:b=\"urn:&amp;&quot;\"></a>"),
    // A namespace comes and goes with its element.
    (
        "<a><b xmlns:p='urn:1'><p:c/></b><b xmlns:p='urn:2'><p:c/></b></a>",
        "<a><b xmlns:p=\"urn:1\"><p:c></p:c></b><b xmlns:p=\"urn:2\"><p:c></p:c></b></a>",
    ),
    ("<长 宽='高'>，中文\u{FFFD}</长>", "<长 宽=\"高\">，中文\u{FFFD}</长>"),
    ("<a><?p   q\r\nr?></a>", "<a><?p q\nr?></a>"),
];

#[test]
fn each_rule_of_the_recommendation() {
    for (text, expected) in RULES {
        assert_eq!(canonical(text), *expected, "{text}");
        // What is canonical stays as it is.
        assert_eq!(canonical(expected), *expected);
    }
}

#[test]
fn what_has_two_meanings_is_refused() {
    let wide: String = (0..70).map(|it| format!(" a{it}=''")).collect();
    let deep = "<a>".repeat(70) + &"</a>".repeat(70);
    for (text, what) in [
        ("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "a DTD at byte 0"),
        ("<a>&e;</a>", "an undefined entity at byte 3"),
        ("<a>&#0;</a>", "an undefined entity at byte 3"),
        ("<a>&#xFFFE;</a>", "an undefined entity at byte 3"),
        ("<a>&#+65;</a>", "an undefined entity at byte 3"),
        ("<a>& </a>", "an undefined entity at byte 3"),
        ("<a b='&e;'/>", "an undefined entity at byte 6"),
        ("<a>\u{1}</a>", "a character that XML does not allow at byte 3"),
        ("<a>\u{FFFF}</a>", "a character that XML does not allow at byte 3"),
        ("<a><![CDATA[\u{1}]]></a>", "a character that XML does not allow at byte 12"),
        ("<a b='\u{1}'/>", "a character that XML does not allow at byte 6"),
        ("<a>]]></a>", "`]]>` in content at byte 5"),
        ("<a b='<'/>", "`<` in an attribute at byte 6"),
        ("<a b='1' b='2'/>", "an attribute twice in one tag at byte 0"),
        (
            "<a xmlns:x='urn:1' xmlns:y='urn:1' x:b='1' y:b='2'/>",
            "an attribute twice in one tag at byte 0",
        ),
        ("<a xmlns:x='urn:1' xmlns:x='urn:2'/>", "a prefix declared twice in one tag at byte 0"),
        ("<a xmlns:x=''/>", "a prefix bound to nothing at byte 0"),
        ("<a xmlns:xml='urn:1'/>", "the prefix `xml` bound to another namespace at byte 0"),
        ("<a xmlns:xmlns='urn:1'/>", "a reserved namespace bound anew at byte 0"),
        ("<a xmlns='name'/>", "a relative namespace name at byte 0"),
        ("<x:a/>", "an unbound prefix at byte 0"),
        ("<a x:b=''/>", "an unbound prefix at byte 0"),
        ("<a><b xmlns:x='urn:1'/><x:c/></a>", "an unbound prefix at byte 23"),
        ("<xmlns:a/>", "an unbound prefix at byte 0"),
        ("<a:b:c xmlns:a='urn:1'/>", "not a name at byte 0"),
        ("<:a/>", "not a name at byte 0"),
        ("<a: xmlns:a='urn:1'/>", "not a name at byte 0"),
        ("<1/>", "not a name at byte 0"),
        ("< a/>", "not a name at byte 0"),
        ("<a><b></a></b>", "an end tag that does not match at byte 6"),
        ("<a></ab>", "an end tag that does not match at byte 3"),
        ("<a>", "the text ends inside an element at byte 3"),
        ("<a>text", "the text ends inside an element at byte 3"),
        ("<a></a><b/>", "content after the root at byte 7"),
        ("<a></a>text", "content after the root at byte 7"),
        ("text<a/>", "no start tag at byte 0"),
        ("", "no start tag at byte 0"),
        ("<a b=1/>", "an attribute without quotes at byte 3"),
        ("<a b/>", "an attribute without `=` at byte 3"),
        ("<a b='1'c='2'/>", "no blank before an attribute at byte 8"),
        ("<a b='1/>", "an attribute without end at byte 3"),
        ("<a><!-- -- --></a>", "a comment that XML does not allow at byte 3"),
        ("<a><!-- </a>", "a comment without end at byte 3"),
        ("<a><![CDATA[</a>", "a CDATA section without end at byte 3"),
        ("<a><!ELEMENT></a>", "a declaration inside an element at byte 3"),
        ("<a><?xml version='1.0'?></a>", "an instruction that XML does not allow at byte 3"),
        ("<a><?p</a>", "an instruction without end at byte 3"),
        (&format!("<a{wide}/>"), "too many attributes in one tag at byte 441"),
        (&deep, "elements nested too deeply at byte 192"),
    ] {
        assert_eq!(flaw(text), what, "{text}");
    }
}

/// What `xmllint` makes of a document; nothing when it is not installed, or refuses it.
fn by_xmllint(text: &str) -> Option<String> {
    let mut process = Command::new("xmllint")
        .args(["--c14n", "--nonet", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    process.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = process.wait_with_output().ok()?;
    // What breaks the rules of namespaces is told, and written all the same.
    let is_well_formed = !String::from_utf8_lossy(&output.stderr).contains("error");
    let text = || String::from_utf8(output.stdout).unwrap();
    (output.status.success() && is_well_formed).then(text)
}

#[test]
fn xmllint_says_the_same_of_each_rule() {
    // It keeps comments, so only documents without any are put to it.
    for (text, expected) in RULES.iter().filter(|(text, _)| !text.contains("<!--")) {
        let Some(theirs) = by_xmllint(text) else { continue };
        assert_eq!(theirs, *expected, "{text}");
    }
}

/// Pieces that random documents are made of.
const PIECES: &[&str] = &[
    "text",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "&amp;",
    "&lt;",
    "&gt;",
    "&quot;",
    "&#13;",
    "&#x4E2D;",
    "'",
    "\"",
    "中文，",
    ">",
    "]]",
    "<![CDATA[a<b]]>",
    "<![CDATA[\r\n]]>",
    "<?p q?>",
    "<?p?>",
];
const NAMES: &[&str] = &["a", "b", "p:c", "q:d", "长"];
const ATTRIBUTES: &[&str] = &[
    " b='1'",
    " a=\"2\"",
    " p:a='&#10;'",
    " q:a='\"'",
    " xml:lang='zh'",
    "\n c = '&lt;\r\n&#9;'",
    " xmlns='urn:d'",
    " xmlns=''",
    " xmlns:p='urn:1'",
    " xmlns:p='urn:2'",
    " xmlns:q='urn:3'",
    " xmlns:q='urn:1'",
];

#[derive(Debug, Clone)]
enum Node {
    Piece(usize),
    Element(usize, Vec<usize>, Vec<Node>, bool),
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = (0..PIECES.len()).prop_map(Node::Piece);
    leaf.prop_recursive(5, 40, 6, |inner| {
        (0..NAMES.len(), vec(0..ATTRIBUTES.len(), 0..4), vec(inner, 0..6), any::<bool>()).prop_map(
            |(name, attributes, inside, is_short)| {
                Node::Element(name, attributes, inside, is_short)
            },
        )
    })
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Piece(piece) => out.push_str(PIECES[*piece]),
        Node::Element(name, attributes, inside, is_short) => {
            out.push('<');
            out.push_str(NAMES[*name]);
            attributes.iter().for_each(|it| out.push_str(ATTRIBUTES[*it]));
            if inside.is_empty() && *is_short {
                return out.push_str("/>");
            }
            out.push('>');
            inside.iter().for_each(|it| write(it, out));
            out.push_str("</");
            out.push_str(NAMES[*name]);
            out.push_str(" >");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Either both refuse, or both write the same.
    #[test]
    fn xmllint_says_the_same_of_anything(inside in vec(node(), 0..4)) {
        let mut text = "<r xmlns:p='urn:0' xmlns:q='urn:9'>".to_owned();
        inside.iter().for_each(|it| write(it, &mut text));
        text.push_str("</r>");
        let mut ours = Vec::new();
        let outcome = signatures::canonical(&text, &mut ours);
        if let Err(flaw) = &outcome {
            let known = ["twice in one tag", "declared twice", "`]]>`"];
            prop_assert!(known.iter().any(|it| flaw.what.contains(it)), "{}: {}", flaw, text);
            prop_assert_eq!(by_xmllint(&text), None);
            return Ok(());
        }
        let ours = String::from_utf8(ours).unwrap();
        prop_assert_eq!(canonical(&ours), ours.clone());
        if let Some(theirs) = by_xmllint(&text) {
            prop_assert_eq!(ours, theirs, "{}", text);
        }
    }

    #[test]
    fn nothing_makes_it_panic(text in "[<>/?!\\-\\[\\]&;='\" a:x#\r\n中]{0,60}") {
        let _ = signatures::canonical(&text, &mut Vec::new());
    }
}
