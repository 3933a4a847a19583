//! Certificates and keys that `openssl` makes for a test.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether there is `openssl`; said loudly where there is none.
pub fn is_installed() -> bool {
    let is_there = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("SKIPPED: openssl is not installed; nothing is reached by TLS, and no RSA key is made");
    }
    is_there
}

/// What `openssl` prints.
pub fn openssl(folder: &Path, arguments: &str) -> Vec<u8> {
    let mut command = Command::new("openssl");
    command.args(arguments.split(' ')).current_dir(folder).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// An authority `ca`, and certificates that it has signed: `server`, of `db.example` and `localhost`, and `client`, of `marv`; and another authority
/// `other` that has signed nothing.
pub fn make(folder: &Path) {
    let ec = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for name in ["ca", "other"] {
        openssl(folder, &format!("req -x509 {ec} -keyout {name}.key -out {name}.pem -days 2 -subj /CN={name}"));
    }
    let names = "subjectAltName=DNS:db.example,DNS:localhost\nbasicConstraints=CA:FALSE\n";
    std::fs::write(folder.join("names"), names).unwrap();
    for (name, subject) in [("server", "db.example"), ("client", "marv")] {
        openssl(folder, &format!("req {ec} -keyout {name}.key -out {name}.csr -subj /CN={subject}"));
        let signed =
            format!("x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names");
        openssl(folder, &format!("{signed} -out {name}.pem"));
    }
    for name in ["ca.key", "other.key", "server.key", "client.key"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(folder.join(name), mode).unwrap();
    }
}

/// A port at which nobody listened just now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
