//! A real `PostgreSQL` over TLS: the certificate must be for the host that is named, by an authority that is trusted.

use std::path::Path;
use std::process::{Command, Stdio};

use registry::store::{Place as Where, Store};

use crate::cases;
use crate::place::key;
use crate::server::PostgreSqlServer;

fn openssl(folder: &Path, arguments: &str) {
    let mut command = Command::new("openssl");
    command.args(arguments.split(' ')).current_dir(folder).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority, and a certificate of `db.example` that it has signed; another authority that has signed nothing.
fn certificates(folder: &Path) {
    let ec = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for name in ["ca", "other"] {
        openssl(folder, &format!("req -x509 {ec} -keyout {name}.key -out {name}.pem -days 2 -subj /CN={name}"));
    }
    openssl(folder, &format!("req {ec} -keyout server.key -out server.csr -subj /CN=db.example"));
    std::fs::write(folder.join("names"), "subjectAltName=DNS:db.example\nbasicConstraints=CA:FALSE\n").unwrap();
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    );
    for name in ["ca.key", "other.key", "server.key"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(folder.join(name), mode).unwrap();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_database_elsewhere_is_reached_by_tls_and_known_by_its_certificate() {
    if !Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: openssl is not installed; PostgreSQL is not reached by TLS");
        return;
    }
    let port = free_port();
    let authorities = tempfile::tempdir().unwrap();
    let server = PostgreSqlServer::started(|folder| {
        certificates(folder);
        for name in ["ca.pem", "other.pem"] {
            std::fs::copy(folder.join(name), authorities.path().join(name)).unwrap();
        }
        let file = |name: &str| folder.join(name).display().to_string();
        // The last setting of a name counts.
        let tls = format!("-c ssl=on -c ssl_cert_file={} -c ssl_key_file={}", file("server.pem"), file("server.key"));
        format!("-c listen_addresses=127.0.0.1 -p {port} {tls}")
    });
    let Some(server) = server else { return };
    let socket = format!("{} port={port}", server.new_database_at(port));
    let database = socket.split("dbname=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let ca = |name: &str| authorities.path().join(name).display().to_string();
    let open = |host: &str, more: &str| {
        let address = format!("host={host} hostaddr=127.0.0.1 port={port} user=marv dbname={database} {more}");
        Store::open(&Where::from(address.as_str()), key(), None).map_err(|error| error.to_string())
    };
    let trusted = format!("sslmode=verify-full sslrootcert={}", ca("ca.pem"));
    let store = open("db.example", &trusted).unwrap();
    cases::a_whole_course(&store, "p1");
    assert_eq!(store.verify(&[]).unwrap().faults, []);
    // Somebody who looks does so by a connection of its own.
    assert!(
        store.viewer(&registry::access::Token::make().unwrap(), "10.0.0.1", *crate::fixture::NOW).unwrap().is_none()
    );
    // The server says that both connections of the store are encrypted, and what by.
    let mut watching = postgres::Client::connect(&socket, postgres::NoTls).unwrap();
    let sql =
        "SELECT version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND datname = current_database()";
    let versions: Vec<String> = watching.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(versions, ["TLSv1.3", "TLSv1.3"]);
    // Another name, another authority, and those of this computer.
    for (host, more, told) in [
        ("other.example", trusted.clone(), "certificate"),
        ("db.example", format!("sslmode=verify-full sslrootcert={}", ca("other.pem")), "certificate"),
        ("db.example", "sslmode=require".to_owned(), "certificate"),
    ] {
        let error = open(host, &more).map(|_| ()).unwrap_err();
        assert!(error.contains(told), "{host} {more}: {error}");
    }
    // A server without TLS is not spoken to by an address that asks for it.
    let plain_port = free_port();
    let plain = PostgreSqlServer::started(|_| format!("-c listen_addresses=127.0.0.1 -p {plain_port}")).unwrap();
    let plain_database = plain.new_database_at(plain_port);
    let name = plain_database.split("dbname=").nth(1).unwrap();
    let address = format!("host=db.example hostaddr=127.0.0.1 port={plain_port} user=marv dbname={name} {trusted}");
    let error = Store::open(&Where::from(address.as_str()), key(), None).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("TLS"), "{error}");
}
