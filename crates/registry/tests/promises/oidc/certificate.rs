//! A provider that shows a certificate: its name and its authority are looked at before anything is asked.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::Door;
use crate::certificates::{free_port, is_installed, make};
use crate::client::ask;

/// A server that speaks TLS and knows nothing of `OpenID`; it ends with the test.
struct Server(Child, u16);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn served(folder: &Path, more: &[&str]) -> Server {
    let port = free_port();
    let mut command = Command::new("openssl");
    command.args(["s_server", "-quiet", "-www", "-cert", "server.pem", "-key", "server.key", "-accept"]);
    command.arg(format!("127.0.0.1:{port}")).args(more).current_dir(folder);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let listens = (0..1_000).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    assert!(listens, "openssl does not listen: {more:?}");
    Server(child, port)
}

#[test]
fn a_provider_is_known_by_its_certificate() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let server = served(folder.path(), &[]);
    let old = served(folder.path(), &["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]);
    // Either way it cannot be asked; the log has the reason. What is trusted is asked, and is no provider.
    for (host, port, authority, outcome) in [
        ("localhost", server.1, "ca.pem", "provider-unreachable"),
        ("localhost", server.1, "other.pem", "provider-certificate"),
        ("127.0.0.1", server.1, "ca.pem", "provider-certificate"),
        // TLS 1.1 is not spoken.
        ("localhost", old.1, "ca.pem", "provider-unreachable"),
    ] {
        let more = format!("authorities_file = '{}'", folder.path().join(authority).display());
        let door = Door::new(|_| format!("https://{host}:{port}"), &more);
        let answer = ask(door.address, "GET", "/sign-in/provider", &[], b"");
        assert_eq!((answer.status, door.last().1.as_str()), (503, outcome), "{host} {authority}");
    }
}
