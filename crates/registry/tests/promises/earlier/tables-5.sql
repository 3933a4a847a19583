-- What the program of tables 5 had besides.
CREATE TABLE account (id TEXT PRIMARY KEY, version BIGINT NOT NULL, body TEXT NOT NULL, password TEXT);
CREATE TABLE unit (id TEXT PRIMARY KEY, version BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE session (id TEXT PRIMARY KEY, account TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, created BIGINT NOT NULL, seen BIGINT NOT NULL, renewed BIGINT);
CREATE INDEX session_account ON session (account);
CREATE TABLE attempt (subject TEXT PRIMARY KEY, failures BIGINT NOT NULL, since BIGINT NOT NULL);
CREATE TABLE person (patient TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, birth TEXT NOT NULL, protected BIGINT NOT NULL);
CREATE TABLE care (patient TEXT NOT NULL, unit TEXT NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (patient, unit));
CREATE TABLE verdict (patient TEXT NOT NULL, order_id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (patient, order_id));
CREATE TABLE broken_glass (id TEXT PRIMARY KEY, account TEXT NOT NULL, unit TEXT NOT NULL, patient TEXT NOT NULL, reason TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, reviewer TEXT, finding TEXT);
CREATE INDEX broken_glass_patient ON broken_glass (patient, account);
CREATE TABLE draft (patient TEXT NOT NULL, unit TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (patient, unit));
CREATE TABLE report_file (report TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (report, name));
CREATE TABLE job (event BIGINT PRIMARY KEY, kind TEXT NOT NULL, patient TEXT NOT NULL, order_id TEXT NOT NULL, state TEXT NOT NULL, due BIGINT NOT NULL, attempts BIGINT NOT NULL, worker TEXT NOT NULL, lease BIGINT NOT NULL, result TEXT, trouble TEXT NOT NULL);
CREATE INDEX job_state ON job (state, due);
UPDATE meta SET value = '5' WHERE key = 'schema';
