use messages::*;
use std::time::Instant;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let mut corpus: Vec<Vec<u8>> = Vec::new();
    for n in ["CEB311Message", "CEB411Message", "CEB511Message", "CEB621Message"] {
        let raw = std::fs::read(format!("{dir}/{n}/weasley_202205_official.xml")).unwrap();
        // blow up to 100 documents
        let m = read(&raw, &Limits::default());
        let Ok(Message::Ceb(e)) = m else { panic!("{m:?}") };
        println!(
            "{n} {} docs faults {:?}",
            e.readings.len(),
            e.readings.iter().map(|r| r.faults.len()).sum::<usize>()
        );
        let docs: Vec<_> = e
            .readings
            .iter()
            .cycle()
            .take(100)
            .map(|r| {
                let mut d = r.document.clone();
                if let model::Document::Order(o) = &mut d {
                    o.items.truncate(1);
                }
                if let model::Document::Inventory(o) = &mut d {
                    o.items.truncate(1);
                }
                d
            })
            .collect();
        let mut out = Vec::new();
        write_documents(e.kind, &e.guid, &docs, e.transfer.as_ref(), &e.subscriptions, &mut out);
        corpus.push(out);
    }
    let total: usize = corpus.iter().map(|c| c.len()).sum();
    println!("bytes per parcel {}", total / 100);
    let rounds = 300;
    let time = |name: &str, f: &dyn Fn(&[u8]) -> usize| -> f64 {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let t = Instant::now();
            let mut n = 0;
            for _ in 0..rounds / 5 {
                for c in &corpus {
                    n += f(c);
                }
            }
            let us = t.elapsed().as_secs_f64() * 1e6 / (rounds / 5 * 100) as f64;
            if us < best {
                best = us
            }
            std::hint::black_box(n);
        }
        println!("{name}: {best:.2} us/parcel, {:.0} MB/s", total as f64 / 100.0 / best);
        best
    };
    let q = time("quick-xml", &|c| {
        let mut r = quick_xml::Reader::from_str(std::str::from_utf8(c).unwrap());
        let mut n = 0;
        loop {
            match r.read_event().unwrap() {
                quick_xml::events::Event::Eof => break n,
                e => {
                    n += 1;
                    std::hint::black_box(&e);
                }
            }
        }
    });
    let u = time("utf8", &|c| std::str::from_utf8(c).unwrap().len());
    let f = time("read (fast)", &|c| match read(c, &Limits::default()) {
        Ok(Message::Ceb(e)) => {
            std::hint::black_box(&e);
            e.readings.len()
        }
        _ => 0,
    });
    // a comment makes every message fall back
    let slow: Vec<Vec<u8>> = corpus
        .iter()
        .map(|c| {
            let s = String::from_utf8(c.clone()).unwrap();
            let i = s.find("<ceb:CEB").unwrap();
            format!("{}<!--x-->{}", &s[..i], &s[i..]).into_bytes()
        })
        .collect();
    let corpus = slow;
    let g = {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let t = Instant::now();
            for _ in 0..rounds / 5 {
                for c in &corpus {
                    std::hint::black_box(read(c, &Limits::default()).is_ok());
                }
            }
            let us = t.elapsed().as_secs_f64() * 1e6 / (rounds / 5 * 100) as f64;
            if us < best {
                best = us
            }
        }
        best
    };
    println!("read (general): {g:.2}");
    println!("ratio fast {:.2} general {:.2} (utf8 {:.2})", f / q, g / q, u / q);
}
