//! A way to another address that can be cut and mended.

use std::{
    io,
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// Passes connections on to another address, as long as it is not cut.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    is_cut: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub(crate) fn to(target: SocketAddr) -> Proxy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::<Shared>::default();
        let inner = Arc::clone(&shared);
        // It ends with the process of the tests.
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                if inner.is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                if let Ok(callee) = TcpStream::connect(target) {
                    inner.pass(&caller, &callee).unwrap();
                }
            }
        });
        Proxy { address, shared }
    }

    /// Ends all connections and takes no new ones.
    pub(crate) fn cut(&self) {
        self.shared.is_cut.store(true, Ordering::SeqCst);
        for stream in self.shared.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn mend(&self) {
        self.shared.is_cut.store(false, Ordering::SeqCst);
    }
}

impl Shared {
    fn pass(&self, caller: &TcpStream, callee: &TcpStream) -> io::Result<()> {
        let mut open = self.open.lock().unwrap();
        for (from, to) in [(caller, callee), (callee, caller)] {
            open.push(from.try_clone()?);
            let (mut from, mut to) = (from.try_clone()?, to.try_clone()?);
            thread::spawn(move || {
                let _ = io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
        }
        Ok(())
    }
}
