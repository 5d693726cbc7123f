//! One who listens to server-sent events.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
};

use serde_json::Value;

use super::{PATIENCE, http::headers};

/// An event as it came.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) receipt: Value,
}

pub(crate) struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    #[track_caller]
    pub(crate) fn open(to: SocketAddr, path: &str, last: Option<u64>) -> Events {
        let mut stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let last = last.map(|it| format!("Last-Event-ID: {it}\r\n")).unwrap_or_default();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {to}\r\n{last}\r\n").unwrap();
        let mut lines = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(lines.read_line(&mut head).unwrap() > 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let kind = headers(head.split("\r\n")).into_iter().find(|it| it.0 == "content-type");
        assert_eq!(kind.unwrap().1, "text/event-stream");
        Events { lines }
    }

    /// The next event; nothing when the server ended the stream. Chunks are what the server sends
    /// at once, and their sizes stand on lines of their own that no event has.
    pub(crate) fn next(&mut self) -> Option<Event> {
        let (mut id, mut name, mut data) = (None, String::new(), String::new());
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            let line = line.trim_end();
            if let Some(it) = line.strip_prefix("id: ") {
                id = Some(it.parse().unwrap());
            } else if let Some(it) = line.strip_prefix("event: ") {
                it.clone_into(&mut name);
            } else if let Some(it) = line.strip_prefix("data: ") {
                it.clone_into(&mut data);
            } else if line.is_empty()
                && let Some(id) = id
                && !data.is_empty()
            {
                let receipt = serde_json::from_str(&data).unwrap();
                return Some(Event { id, name, receipt });
            }
        }
    }

    #[track_caller]
    pub(crate) fn numbers(&mut self, count: usize) -> Vec<u64> {
        (0..count).map(|_| self.next().unwrap().id).collect()
    }
}
