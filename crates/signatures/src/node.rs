//! The signature node, read from its canonical form and held to the one shape that is accepted.
//!
//! One Reference to the whole document, the enveloped transform and no other, one certificate at most:
//! whatever leaves room for another meaning (a second Reference, an Object, a filter) is refused.

use quick_xml::{
    NsReader,
    escape::unescape,
    events::{BytesStart, Event},
    name::ResolveResult,
};

use model::{DigestAlgorithm, SignatureAlgorithm};

use crate::{
    algorithm::{self, C14N, ENVELOPED, XMLDSIG},
    base64,
    certificate::MAX_BYTES,
    fault::{Fault, FaultKind},
};

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) digest: DigestAlgorithm,
    pub(crate) digest_value: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) key_name: String,
    /// DER; nothing when only the number is said.
    pub(crate) certificate: Option<Vec<u8>>,
}

/// Bytes of base64 of a digest, and of a signature by the largest key.
const MAX_DIGEST: usize = 256;
const MAX_VALUE: usize = 4 * 1024;
const MAX_NAME: usize = 256;

enum Piece<'x> {
    Open(String, BytesStart<'x>),
    Close,
    /// Without what is blank.
    Text(String),
}

struct Cursor<'x> {
    reader: NsReader<&'x [u8]>,
}

impl<'x> Cursor<'x> {
    /// The next piece that says anything.
    fn next(&mut self) -> Result<Piece<'x>, Fault> {
        let broken = |what: String| Fault::structure("", what, "Signature");
        loop {
            let (namespace, event) =
                self.reader.read_resolved_event().map_err(|error| broken(error.to_string()))?;
            let is_ours = match &namespace {
                ResolveResult::Bound(namespace) => namespace.as_ref() == XMLDSIG,
                ResolveResult::Unbound | ResolveResult::Unknown(_) => false,
            };
            match event {
                Event::Start(start) => {
                    let local = start.local_name().as_ref().to_owned();
                    let name = if is_ours { local } else { format!("?:{local}") };
                    return Ok(Piece::Open(name, start));
                }
                Event::End(_) => return Ok(Piece::Close),
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                Event::Text(text) => return Ok(Piece::Text(text.trim_ascii().to_owned())),
                Event::GeneralRef(entity) => {
                    let text = format!("&{};", &*entity);
                    let text = unescape(&text).map_err(|error| broken(error.to_string()))?;
                    return Ok(Piece::Text(text.into_owned()));
                }
                Event::PI(_) => {}
                Event::Eof => return Err(broken("end".to_owned())),
                _ => return Err(broken("?".to_owned())),
            }
        }
    }

    /// The start of an element of this name.
    fn open(&mut self, name: &'static str) -> Result<BytesStart<'x>, Fault> {
        match self.next()? {
            Piece::Open(found, start) if found == name => Ok(start),
            Piece::Open(found, _) => Err(Fault::structure("", found, name)),
            Piece::Text(text) => Err(Fault::structure("", text, name)),
            Piece::Close => Err(Fault::structure("", "", name)),
        }
    }

    /// The end of the element that is open.
    fn close(&mut self, name: &'static str) -> Result<(), Fault> {
        match self.next()? {
            Piece::Close => Ok(()),
            Piece::Open(found, _) => Err(Fault::structure("", found, format!("</{name}>"))),
            Piece::Text(text) => Err(Fault::structure("", text, format!("</{name}>"))),
        }
    }

    /// The `Algorithm` of an element that holds nothing else.
    fn method(&mut self, name: &'static str) -> Result<String, Fault> {
        let start = self.open(name)?;
        let uri = attribute(&start, "Algorithm")?.unwrap_or_default();
        self.close(name)?;
        Ok(uri)
    }

    /// The text of an element, after its start.
    fn text(&mut self, name: &'static str, max: usize) -> Result<String, Fault> {
        let mut whole = String::new();
        loop {
            match self.next()? {
                Piece::Close => return Ok(whole),
                Piece::Open(found, _) => return Err(Fault::structure("", found, name)),
                Piece::Text(text) => whole.push_str(&text),
            }
            if whole.len() > max {
                let observed = format!("{name} > {max} bytes");
                return Err(Fault::structure("", observed, format!("<= {max}")));
            }
        }
    }

    /// Passes over an element, after its start.
    fn skip(&mut self) -> Result<(), Fault> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next()? {
                Piece::Open(..) => depth += 1,
                Piece::Close => depth -= 1,
                Piece::Text(_) => {}
            }
        }
        Ok(())
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    let broken = |what: String| Fault::structure("", what, name);
    let found = start.try_get_attribute(name).map_err(|error| broken(error.to_string()))?;
    let Some(found) = found else { return Ok(None) };
    let value = unescape(&found.value).map_err(|error| broken(error.to_string()))?;
    Ok(Some(value.into_owned()))
}

/// Base64 of a part.
fn bytes(part: &'static str, text: &str) -> Result<Vec<u8>, Fault> {
    base64::decode(text).ok_or_else(|| Fault::new(FaultKind::Encoding, part, text, "base64"))
}

/// Reads a signature from its canonical form. Everything that can be said at once is said.
pub(crate) fn read(canonical: &str) -> Result<Node, Vec<Fault>> {
    let mut cursor = Cursor { reader: NsReader::from_str(canonical) };
    let said = said(&mut cursor).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let algorithm = algorithm::signature_of_uri(&said.method);
    if algorithm.is_none() {
        let expected = algorithm::signature_uris();
        faults.push(Fault::new(FaultKind::Algorithm, "algorithm", &said.method, expected));
    }
    let digest = algorithm::digest_of_uri(&said.digest);
    if digest.is_none() {
        let expected = algorithm::digest_uris();
        faults.push(Fault::new(FaultKind::Algorithm, "digest_algorithm", &said.digest, expected));
    }
    let mut take = |part, text: &str| bytes(part, text).map_err(|it| faults.push(it)).ok();
    let digest_value = take("digest_value", &said.digest_value);
    let value = take("value", &said.value);
    let certificate = said.certificate.and_then(|it| take("certificate", &it));
    match (algorithm, digest, digest_value, value) {
        (Some(algorithm), Some(digest), Some(digest_value), Some(value)) if faults.is_empty() => {
            let key_name = said.key_name;
            Ok(Node { algorithm, digest, digest_value, value, key_name, certificate })
        }
        _ => Err(faults),
    }
}

/// The texts of a signature that is built as it must be.
#[derive(Default)]
struct Said {
    method: String,
    digest: String,
    digest_value: String,
    value: String,
    key_name: String,
    certificate: Option<String>,
}

fn said(cursor: &mut Cursor<'_>) -> Result<Said, Fault> {
    let mut said = Said::default();
    cursor.open("Signature")?;
    cursor.open("SignedInfo")?;
    let method = cursor.method("CanonicalizationMethod")?;
    if method != C14N {
        return Err(Fault::new(FaultKind::Algorithm, "canonicalization", method, C14N));
    }
    said.method = cursor.method("SignatureMethod")?;
    let reference = cursor.open("Reference")?;
    let uri = attribute(&reference, "URI")?;
    if uri.as_deref() != Some("") {
        let observed = uri.map_or_else(|| "-".to_owned(), |it| format!("URI=\"{it}\""));
        return Err(Fault::structure("reference", observed, "URI=\"\""));
    }
    transforms(cursor)?;
    said.digest = cursor.method("DigestMethod")?;
    cursor.open("DigestValue")?;
    said.digest_value = cursor.text("DigestValue", MAX_DIGEST)?;
    cursor.close("Reference")?;
    cursor.close("SignedInfo")?;
    cursor.open("SignatureValue")?;
    said.value = cursor.text("SignatureValue", MAX_VALUE)?;
    cursor.open("KeyInfo")?;
    key_info(cursor, &mut said)?;
    cursor.close("Signature")?;
    Ok(said)
}

/// The enveloped transform alone, or with the canonical form that is meant anyway.
fn transforms(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    cursor.open("Transforms")?;
    let mut found = Vec::new();
    loop {
        match cursor.next()? {
            Piece::Close => break,
            Piece::Open(name, start) if name == "Transform" && found.len() < 2 => {
                found.push(attribute(&start, "Algorithm")?.unwrap_or_default());
                cursor.close("Transform")?;
            }
            Piece::Open(name, _) => return Err(Fault::structure("transforms", name, "Transform")),
            Piece::Text(text) => return Err(Fault::structure("transforms", text, "Transform")),
        }
    }
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    if found == [ENVELOPED] || found == [ENVELOPED, C14N] {
        return Ok(());
    }
    Err(Fault::structure("transforms", found.join(" "), ENVELOPED))
}

/// The certificate, its number, or both; what else describes the key is passed over.
fn key_info(cursor: &mut Cursor<'_>, said: &mut Said) -> Result<(), Fault> {
    let mut n_certificates = 0;
    loop {
        match cursor.next()? {
            Piece::Close => break,
            Piece::Open(name, _) if name == "KeyName" => {
                said.key_name = cursor.text("KeyName", MAX_NAME)?;
            }
            Piece::Open(name, _) if name == "X509Data" => loop {
                match cursor.next()? {
                    Piece::Close => break,
                    Piece::Open(name, _) if name == "X509Certificate" => {
                        n_certificates += 1;
                        let text = cursor.text("X509Certificate", 2 * MAX_BYTES)?;
                        said.certificate = Some(text);
                    }
                    Piece::Open(..) => cursor.skip()?,
                    Piece::Text(text) => {
                        return Err(Fault::structure("key_info", text, "X509Certificate"));
                    }
                }
            },
            Piece::Open(..) => cursor.skip()?,
            Piece::Text(text) => return Err(Fault::structure("key_info", text, "X509Data")),
        }
    }
    if n_certificates == 1 || n_certificates == 0 && !said.key_name.is_empty() {
        return Ok(());
    }
    let observed = format!("{n_certificates} × X509Certificate");
    Err(Fault::structure("key_info", observed, "1 × X509Certificate"))
}
