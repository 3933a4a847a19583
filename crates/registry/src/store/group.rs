//! Transactions of several at a time: each is whole or undone by itself, and all of them become durable together, before any is
//! acknowledged.
//!
//! METHOD: group commit (D. Gawlick, D. Kinkade, IEEE Database Engineering 8(2), 1985). Writers come one after another. Whoever is done
//! and sees that somebody waits leaves the transaction open for the next one; whoever sees nobody, or comes after [`LONGEST`], commits for all.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::StoreError;
use super::database::{DatabaseError, Session, Work};

/// How long the first of a group waits for others at most, before the commit itself.
const LONGEST: Duration = Duration::from_millis(10);

/// What groups ask of a connection.
pub(super) trait Connection: Session + Send {
    /// Begins a transaction that no other writer's overlaps, in this process or another.
    fn begin(&mut self) -> Result<(), DatabaseError>;

    /// Makes it durable. What fails is undone.
    fn commit(&mut self) -> Result<(), DatabaseError>;

    /// Undoes it.
    fn undo(&mut self);

    /// Whether the transaction is under way still: a database may give it up when a statement fails.
    fn is_under_way(&self) -> bool;
}

/// A connection whose transactions are grouped.
pub(super) struct Group<C> {
    held: Mutex<Held<C>>,
    /// Those who wait for their turn. It is read with the connection held, so whoever is counted comes after.
    waiting: AtomicUsize,
}

struct Held<C> {
    connection: C,
    /// The transaction under way, if somebody left one; then somebody waits, who goes on with it.
    batch: Option<Batch>,
}

struct Batch {
    since: Instant,
    end: Arc<End>,
}

/// How a transaction ended, for everybody who took part.
#[derive(Default)]
struct End {
    outcome: Mutex<Option<Result<(), String>>>,
    told: Condvar,
}

impl End {
    fn tell(&self, outcome: Result<(), String>) {
        *unpoisoned(self.outcome.lock()) = Some(outcome);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<(), DatabaseError> {
        let outcome = self.told.wait_while(unpoisoned(self.outcome.lock()), |outcome| outcome.is_none());
        // Nobody is acknowledged who was not told.
        unpoisoned(outcome)
            .clone()
            .unwrap_or_else(|| Err("the end was not told".to_owned()))
            .map_err(DatabaseError::says)
    }
}

fn unpoisoned<T>(lock: Result<T, PoisonError<T>>) -> T {
    lock.unwrap_or_else(PoisonError::into_inner)
}

impl<C: Connection> Group<C> {
    pub(super) fn new(connection: C) -> Self {
        Self { held: Mutex::new(Held { connection, batch: None }), waiting: AtomicUsize::new(0) }
    }

    /// Runs work in a transaction, and makes it durable before it returns.
    pub(super) fn transaction(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut held = unpoisoned(self.held.lock());
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        let batch = match held.batch.take() {
            Some(batch) => batch,
            None => {
                held.connection.begin()?;
                Batch { since: Instant::now(), end: Arc::default() }
            }
        };
        let done = catch_unwind(AssertUnwindSafe(|| by_itself(&mut held.connection, work)));
        let durable = self.ended(held, batch);
        let done = done.unwrap_or_else(|panic| resume_unwind(panic));
        // What the work met comes before what the others did.
        done.and_then(|()| Ok(durable?))
    }

    /// Leaves the transaction to the next one and waits for its end, or ends it.
    fn ended(&self, mut held: MutexGuard<'_, Held<C>>, batch: Batch) -> Result<(), DatabaseError> {
        let end = Arc::clone(&batch.end);
        if !held.connection.is_under_way() {
            end.tell(Err("the database gave the transaction up; nothing of it was done".to_owned()));
        } else if self.waiting.load(Ordering::SeqCst) > 0 && batch.since.elapsed() < LONGEST {
            held.batch = Some(batch);
        } else {
            end.tell(held.connection.commit().map_err(|error| error.0.to_string()));
        }
        drop(held);
        end.wait()
    }
}

/// Undoes what one did when it panics, so that the others do not suffer.
struct Undo<'c, C: Connection>(&'c mut C);

impl<C: Connection> Drop for Undo<'_, C> {
    fn drop(&mut self) {
        let undone =
            self.0.execute("ROLLBACK TO SAVEPOINT one", &[]).and_then(|_| self.0.execute("RELEASE SAVEPOINT one", &[]));
        if undone.is_err() {
            // A transaction in an unknown state is nobody's.
            self.0.undo();
        }
    }
}

/// One's work within the transaction of several: whole, or undone.
fn by_itself<C: Connection>(connection: &mut C, work: Work<'_>) -> Result<(), StoreError> {
    connection.execute("SAVEPOINT one", &[]).inspect_err(|_| connection.undo())?;
    let own = Undo(connection);
    work(own.0)?;
    own.0.execute("RELEASE SAVEPOINT one", &[])?;
    std::mem::forget(own);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::AtomicBool;
    use std::thread;

    use super::super::database::{Row, Value};
    use super::*;

    /// A database that remembers what was committed, and fails when it is told to.
    #[derive(Default)]
    struct Paper {
        written: Vec<String>,
        marks: Vec<usize>,
        committed: Arc<Mutex<Vec<Vec<String>>>>,
        full: Arc<AtomicBool>,
        is_under_way: bool,
    }

    impl Session for Paper {
        fn execute(&mut self, sql: &str, _: &[Value]) -> Result<u64, DatabaseError> {
            if !self.is_under_way {
                return Err(DatabaseError::says("no transaction is under way"));
            }
            match sql.split(' ').next().unwrap() {
                "SAVEPOINT" => self.marks.push(self.written.len()),
                "RELEASE" => drop(self.marks.pop().unwrap()),
                "ROLLBACK" => self.written.truncate(*self.marks.last().unwrap()),
                "LOSE" => {
                    self.undo();
                    return Err(DatabaseError::says("lost"));
                }
                _ => self.written.push(sql.to_owned()),
            }
            Ok(1)
        }

        fn query(&mut self, _: &str, _: &[Value]) -> Result<Vec<Row>, DatabaseError> {
            Ok(vec![])
        }
    }

    impl Connection for Paper {
        fn begin(&mut self) -> Result<(), DatabaseError> {
            assert!(!self.is_under_way);
            self.is_under_way = true;
            Ok(())
        }

        fn commit(&mut self) -> Result<(), DatabaseError> {
            if self.full.load(Ordering::SeqCst) {
                self.undo();
                return Err(DatabaseError::says("the disk is full"));
            }
            // A disk takes its time, so that others come meanwhile.
            thread::sleep(Duration::from_millis(2));
            self.is_under_way = false;
            self.committed.lock().unwrap().push(std::mem::take(&mut self.written));
            Ok(())
        }

        fn undo(&mut self) {
            self.is_under_way = false;
            self.written.clear();
            self.marks.clear();
        }

        fn is_under_way(&self) -> bool {
            self.is_under_way
        }
    }

    const WRITERS: usize = 8;
    const WRITES: usize = 50;

    /// Many write at once; those of one fail, those of another panic. What was acknowledged is committed once, and nothing else is.
    #[test]
    fn each_is_whole_or_undone_and_nobody_suffers_for_another() {
        let paper = Paper::default();
        let committed = Arc::clone(&paper.committed);
        let (group, start) = (Group::new(paper), Barrier::new(WRITERS));
        let acknowledged = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (group, start, acknowledged) = (&group, &start, &acknowledged);
                scope.spawn(move || {
                    start.wait();
                    for count in 0..WRITES {
                        let name = format!("{writer}/{count}");
                        let work = AssertUnwindSafe(|| {
                            group.transaction(&mut |session| {
                                session.execute(&name, &[])?;
                                if writer == 0 {
                                    resume_unwind(Box::new("a panic"));
                                }
                                if writer == 1 { Err(StoreError::NoReason) } else { Ok(()) }
                            })
                        });
                        match catch_unwind(work) {
                            Ok(Ok(())) => acknowledged.lock().unwrap().push(name),
                            Ok(Err(error)) => assert!(writer == 1, "{error}"),
                            Err(_) => assert!(writer == 0),
                        }
                    }
                });
            }
        });
        let batches = committed.lock().unwrap();
        let mut found: Vec<String> = batches.iter().flatten().cloned().collect();
        let mut acknowledged = acknowledged.into_inner().unwrap();
        found.sort();
        acknowledged.sort();
        assert_eq!(found, acknowledged);
        assert_eq!(found.len(), (WRITERS - 2) * WRITES);
        assert!(batches.len() < WRITERS * WRITES / 2, "{} commits of {} transactions", batches.len(), WRITERS * WRITES);
    }

    #[test]
    fn nobody_of_a_group_that_is_not_durable_is_acknowledged() {
        for statement in ["a write", "LOSE"] {
            let paper = Paper::default();
            let (full, committed) = (Arc::clone(&paper.full), Arc::clone(&paper.committed));
            full.store(true, Ordering::SeqCst);
            let group = Group::new(paper);
            thread::scope(|scope| {
                for _ in 0..WRITERS {
                    scope.spawn(|| {
                        let done = group.transaction(&mut |session| {
                            session.execute(statement, &[])?;
                            Ok(())
                        });
                        assert_eq!(done.map_err(|error| error.status()), Err(503));
                    });
                }
            });
            assert!(committed.lock().unwrap().is_empty());
            full.store(false, Ordering::SeqCst);
            group
                .transaction(&mut |session| {
                    session.execute("later", &[])?;
                    Ok(())
                })
                .unwrap();
            assert_eq!(*committed.lock().unwrap(), [["later"]]);
        }
    }
}
