//! A real `PostgreSQL` over TLS: the certificate must be for the host that is named, by an authority that is trusted.

use registry::store::{Place as Where, Store};

use crate::cases;
use crate::certificates::{free_port, is_installed, make};
use crate::place::key;
use crate::server::PostgreSqlServer;

#[test]
fn a_database_elsewhere_is_reached_by_tls_and_known_by_its_certificate() {
    if !is_installed() {
        return;
    }
    let port = free_port();
    let authorities = tempfile::tempdir().unwrap();
    let server = PostgreSqlServer::started(|folder| {
        make(folder);
        for name in ["ca.pem", "other.pem", "client.pem", "client.key"] {
            std::fs::copy(folder.join(name), authorities.path().join(name)).unwrap();
        }
        let file = |name: &str| folder.join(name).display().to_string();
        // The last setting of a name counts.
        let tls = format!("-c ssl=on -c ssl_cert_file={} -c ssl_key_file={}", file("server.pem"), file("server.key"));
        // Whoever comes by an address shows a certificate (user `marv`) or a password (user `typed`).
        let who = "local all all trust\nhostssl all marv all cert\nhostssl all typed all scram-sha-256\n";
        std::fs::write(folder.join("hba"), who).unwrap();
        let tls = format!("{tls} -c ssl_ca_file={} -c hba_file={}", file("ca.pem"), file("hba"));
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
    let verified = format!("sslmode=verify-full sslrootcert={}", ca("ca.pem"));
    let trusted = format!("{verified} sslcert={} sslkey={}", ca("client.pem"), ca("client.key"));
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
    // Whoever shows nothing is not let in; a password comes out of a file, and does for its own user alone.
    let nobody = open("db.example", &verified).map(|_| ()).unwrap_err();
    assert!(nobody.contains("SQLSTATE 28000"), "{nobody}");
    let grant = format!(
        "CREATE USER typed PASSWORD 'seven herons'; GRANT ALL ON SCHEMA public TO typed; ALTER DATABASE {database} OWNER TO typed; GRANT marv TO typed"
    );
    watching.batch_execute(&grant).unwrap();
    for (password, is_in) in [("seven herons\n", true), ("eight herons\n", false)] {
        crate::place::keep_secret(&authorities.path().join("password"), password);
        let address = format!(
            "host=db.example hostaddr=127.0.0.1 port={port} user=typed dbname={database} {verified} password_file={}",
            ca("password")
        );
        let opened = Store::open(&Where::from(address.as_str()), key(), None).map_err(|error| error.to_string());
        assert_eq!(opened.is_ok(), is_in, "{:?}", opened.err());
    }
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
