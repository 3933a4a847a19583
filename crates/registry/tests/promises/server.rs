//! A real `PostgreSQL`, started for a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A server of our own in a folder of its own, reached by a socket; it ends with the test.
pub struct PostgreSqlServer {
    programs: PathBuf,
    folder: tempfile::TempDir,
    as_root: bool,
}

impl PostgreSqlServer {
    /// Starts one; `None`, said loudly, where `PostgreSQL` is not installed.
    pub fn start() -> Option<Self> {
        Self::started(|_| String::new())
    }

    /// Starts one with further options, which may rest on files in its folder.
    pub fn started(options: impl FnOnce(&Path) -> String) -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("SKIPPED: PostgreSQL is not installed; the store is not tested on it");
            return None;
        };
        let own = Self { programs, folder: tempfile::tempdir().unwrap(), as_root: id() == "0" };
        let more = options(own.folder.path());
        own.gives_to_the_server(own.folder.path());
        own.run("initdb", &["--auth=trust", "--username=marv", "--no-locale", "--encoding=UTF8", "--pgdata"]);
        own.starts(&more);
        Some(own)
    }

    /// The server does not run as root: its folder belongs to the user of the package.
    pub fn gives_to_the_server(&self, folder: &Path) {
        if self.as_root {
            assert!(Command::new("chown").args(["-R", "postgres"]).arg(folder).status().unwrap().success());
        }
    }

    fn starts(&self, more: &str) {
        let options = format!("-c listen_addresses='' -k {} {more}", self.folder.path().display());
        self.run("pg_ctl", &["--wait", "--silent", "--options", &options, "start", "--pgdata"]);
    }

    /// SIGKILL to the server with all its processes, as the system does where memory is short; then it is started again.
    pub fn is_killed_and_started_again(&self) {
        let told = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid")).unwrap();
        let first = told.lines().next().unwrap().to_owned();
        let others = Command::new("pgrep").args(["-P", &first]).output().unwrap();
        let others = String::from_utf8(others.stdout).unwrap();
        assert!(Command::new("kill").arg("-KILL").arg(&first).args(others.split_whitespace()).status().is_ok());
        // It is not started beside one that is not gone yet.
        let killed = Instant::now();
        while Command::new("kill").args(["-0", &first]).stderr(Stdio::null()).status().unwrap().success() {
            assert!(killed.elapsed() < Duration::from_secs(10), "it is still there");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.starts("");
    }

    /// A copy of the whole server in a folder of its own, made while it is in use (`pg_basebackup`); it is not started.
    pub fn base_backup(&self) -> BaseBackup {
        let own = Self { programs: self.programs.clone(), folder: tempfile::tempdir().unwrap(), as_root: self.as_root };
        self.gives_to_the_server(own.folder.path());
        let host = format!("--host={}", self.folder.path().display());
        own.run("pg_basebackup", &[&host, "--username=marv", "--checkpoint=fast", "--pgdata"]);
        BaseBackup(std::mem::ManuallyDrop::new(own))
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let data = self.folder.path().join("data");
        let log = std::fs::File::create(self.folder.path().join("server.log")).unwrap();
        command.args(arguments).arg(data).current_dir("/").stdin(Stdio::null());
        let status = command.stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
        let said = || std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
        assert!(status.success(), "{arguments:?}: {}", said());
    }

    /// Runs one of the programs that ask a server.
    pub fn client(&self, program: &str, arguments: &[&str]) {
        let output = Command::new(self.programs.join(program)).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// A new, empty database.
    pub fn new_database(&self) -> String {
        self.new_database_at(5432)
    }

    /// The same of a server at another port.
    pub fn new_database_at(&self, port: u16) -> String {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let name = format!("d{}", COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let address = |database: &str| format!("host={} user=marv dbname={database}", self.folder.path().display());
        let at = format!("{} port={port}", address("postgres"));
        let mut client = postgres::Client::connect(&at, postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        address(&name)
    }
}

/// A server that is not started.
pub struct BaseBackup(std::mem::ManuallyDrop<PostgreSqlServer>);

impl BaseBackup {
    /// Starts it, and has it take up the segments of the log that were shipped to a folder since; and the address of a database on it.
    pub fn recovered(self, shipped: &Path, database: &str, of: &PostgreSqlServer) -> (PostgreSqlServer, String) {
        let own = std::mem::ManuallyDrop::into_inner(self.0);
        let data = own.folder.path().join("data");
        std::fs::write(data.join("recovery.signal"), "").unwrap();
        own.gives_to_the_server(own.folder.path());
        own.starts(&format!("-c archive_mode=off -c restore_command='cp {}/%f %p'", shipped.display()));
        let [from, to] = [of, &own].map(|server| server.folder.path().display().to_string());
        let address = database.replace(&from, &to);
        // It answers before it has taken everything up, and is written to after that.
        let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
        while client.query_one("SELECT pg_is_in_recovery()", &[]).unwrap().get(0) {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        (own, address)
    }
}

impl Drop for PostgreSqlServer {
    fn drop(&mut self) {
        self.run("pg_ctl", &["--wait", "--silent", "--mode", "immediate", "stop", "--pgdata"]);
    }
}

fn id() -> String {
    let output = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Where Debian puts the programs of the newest version, or where they are on the path.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = debian.map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    let path = std::env::var_os("PATH")?;
    debian.or_else(|| std::env::split_paths(&path).find(|folder| folder.join("initdb").exists()))
}
