//! A receiver of webhooks on this machine, that answers as it is told to.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::{PATIENCE, http::headers};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Posted {
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        &self.headers.iter().find(|it| it.0 == name).unwrap().1
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The recipient's numbers of the receipts in it.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let body = self.json();
        let receipts = body["data"]["receipts"].as_array().unwrap().iter();
        receipts.map(|it| it["recipient_no"].as_u64().unwrap()).collect()
    }

    /// Whether one of its signatures is this secret's, as a receiver would find out.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let secret = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        let head = format!("{}.{}.", self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(head.as_bytes());
        mac.update(&self.body);
        let wanted = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
        self.header("webhook-signature").split(' ').any(|it| it == wanted)
    }
}

/// What it answers: the head of an HTTP answer without its first words, e.g. `200 OK`.
type Answers = dyn FnMut(&Posted) -> String + Send;

pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    posted: mpsc::Receiver<Posted>,
    answers: Arc<Mutex<Box<Answers>>>,
}

impl Receiver {
    /// One that confirms everything.
    pub(crate) fn start() -> Receiver {
        Receiver::over(Ok)
    }

    /// One whose connections are made into something else first, such as TLS.
    pub(crate) fn over<S: Read + Write>(
        connect: impl Fn(TcpStream) -> io::Result<S> + Send + Sync + 'static,
    ) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, posted) = mpsc::channel();
        let answers: Arc<Mutex<Box<Answers>>> =
            Arc::new(Mutex::new(Box::new(|_| "200 OK".to_owned())));
        let (connect, shared) = (Arc::new(connect), Arc::clone(&answers));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (connect, sender, answers) =
                    (Arc::clone(&connect), sender.clone(), Arc::clone(&shared));
                // A connection that breaks off is the sender's to repeat.
                thread::spawn(move || answer(connect(stream)?, &sender, &answers));
            }
        });
        Receiver { address, posted, answers }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/in?box=1", self.address)
    }

    pub(crate) fn answers(&self, answers: impl FnMut(&Posted) -> String + Send + 'static) {
        *self.answers.lock().unwrap() = Box::new(answers);
    }

    /// The next request, whenever it comes.
    #[track_caller]
    pub(crate) fn next(&self) -> Posted {
        self.posted.recv_timeout(PATIENCE).unwrap()
    }

    /// Nothing comes, for as long as one may wonder.
    #[track_caller]
    pub(crate) fn gets_nothing(&self) {
        let got = self.posted.recv_timeout(Duration::from_millis(300));
        assert_eq!(got.map(|it| it.path), Err(RecvTimeoutError::Timeout));
    }

    /// Receipts from one number to another, in as many requests as they come in.
    #[track_caller]
    pub(crate) fn numbers_to(&self, last: u64) -> Vec<u64> {
        let mut numbers = Vec::new();
        while numbers.last() != Some(&last) {
            numbers.extend(self.next().numbers());
        }
        numbers
    }
}

fn answer(
    stream: impl Read + Write,
    posted: &Sender<Posted>,
    answers: &Mutex<Box<Answers>>,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let mut lines = head.split("\r\n");
    let path = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers = headers(lines);
    let length = headers.iter().find(|it| it.0 == "content-length").map_or("0", |it| &it.1);
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body)?;
    let request = Posted { path, headers, body };
    let head = answers.lock().unwrap()(&request);
    // Who is told of it may look at once at what the sender makes of the answer.
    write!(stream.get_mut(), "HTTP/1.1 {head}\r\nContent-Length: 2\r\n\r\nno")?;
    stream.get_mut().flush()?;
    let _ = posted.send(request);
    Ok(())
}
