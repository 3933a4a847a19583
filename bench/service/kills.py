#!/usr/bin/env python3
"""Kills `marv serve` while many clients write through it, again and again, and holds what it kept against what it had answered.

usage: bench/service/kills.py MARV [--folder DIR] [--kills 200] [--clients 16] [--percent 10] [--seed 1]

Sixteen clients place and lift holds in four courses that they share, with the version that they saw (If-Match) and a key of their own for each wish
(Idempotency-Key); some send an old version, some send a wish again. The service gets SIGKILL 0.2 to 3 seconds after it was up, is started again, and
whoever has no answer asks again under the same key. In every tenth round the store is copied meanwhile, and the copy is verified. In the end the
events of each course must be one order of its writes that explains every answer (linearizability: M. Herlihy, J. Wing, ACM TOPLAS
12(3), 1990): none acknowledged is lost, none is there twice, none that was refused is there, and nobody was told of a version before it was
there or after it was over. Only Python 3.11 is needed. Exit code 1: something of this is not so.
"""

import argparse
import http.client
import json
import pathlib
import random
import re
import sqlite3
import statistics
import subprocess
import threading
import time

from load import PASSWORD, end, serve

SHARED = 4
# Kills after which other courses are taken, so that none becomes very long.
LASTS = 4


class History:
    """What was asked and told, in the order in which it was seen from outside."""

    def __init__(self):
        self.lock, self.line, self.known, self.asked, self.faults = threading.Lock(), 0, {}, {}, []

    def asks(self, key, course, seen):
        with self.lock:
            self.line += 1
            self.asked.setdefault(key, {"course": course, "seen": seen, "line": self.line, "floor": self.known.get(course, 0), "told": None})

    def told(self, key, version):
        """A version, or None: refused as old."""
        with self.lock:
            self.line += 1
            own = self.asked[key]
            if own["told"] is None:
                own["told"] = (self.line, version)
            elif own["told"][1] != version:
                self.faults.append(f"{key} was told {own['told'][1]} and then {version}")
            if version is not None:
                self.known[own["course"]] = max(self.known.get(own["course"], 0), version)

    def check(self, stored, begun):
        """`stored`: the key of each event of each course by its version, above the version with which it began."""
        there = {}
        for course, events in stored.items():
            for version, key in events.items():
                own = self.asked.get(key)
                if own is None or own["course"] != course or own["seen"] is None:
                    self.faults.append(f"{course} {version}: nobody asked for {key}")
                    continue
                if key in there:
                    self.faults.append(f"{course} {version}: {key} is there twice")
                there[key] = version
                if own["seen"] != version - 1:
                    self.faults.append(f"{course} {version}: {key} saw {own['seen']}")
                if version - 1 < own["floor"]:
                    self.faults.append(f"{course} {version}: {key} came before what was over when it was asked")
                if own["told"] is not None and own["told"][1] != version:
                    self.faults.append(f"{course} {version}: {key} was told {own['told'][1]}")
            if sorted(events) != list(range(begun[course] + 1, begun[course] + 1 + len(events))):
                self.faults.append(f"{course}: versions are missing")
        for key, own in self.asked.items():
            events, told = stored.get(own["course"], {}), own["told"]
            last = max(events, default=begun[own["course"]])
            if told is None:
                continue
            if own["seen"] is None:
                if not own["floor"] <= told[1] <= last:
                    self.faults.append(f"{key} read {told[1]}, of {own['floor']} to {last}")
            elif told[1] is None:
                later = self.asked.get(events.get(own["seen"] + 1))
                if own["seen"] >= begun[own["course"]] and (later is None or later["line"] > told[0]):
                    self.faults.append(f"{key} was refused, and nobody had written")
            elif key not in there:
                self.faults.append(f"{key} is lost")
        return self.faults


class Client:
    """Somebody who writes until the service is gone, and remembers what was not answered."""

    def __init__(self, run, number):
        self.run, self.random, self.number = run, random.Random(run.seed * 1000 + number), number
        self.believed, self.pending, self.last, self.count = {}, None, None, 0

    def key(self, kind):
        self.count += 1
        return f"{kind}-{self.number}-{self.count}"

    def read(self, connection, course):
        key = self.key("read")
        self.run.history.asks(key, course, None)
        status, answer = self.run.ask(connection, "GET", f"/v1/courses/{course}", [])
        if status != 200:
            raise RuntimeError(f"{course} is answered with {status}")
        order = next(own for own in answer["orders"] if own["id"] == self.run.orders[course])
        self.run.history.told(key, answer["version"])
        self.believed[course] = (answer["version"], "clinical" in order["holds"])

    def write(self, connection, wish):
        course, seen, body, key = wish
        self.pending = wish
        self.run.history.asks(key, course, seen)
        headers = [("If-Match", f'"{seen}"'), ("Idempotency-Key", key)]
        status, answer = self.run.ask(connection, "POST", f"/v1/courses/{course}/commands", headers, body)
        if status not in (200, 412):
            self.run.history.faults.append(f"{key} is answered with {status}: {json.dumps(answer)[:300]}")
        elif status == 200:
            self.run.history.told(key, answer["version"])
            self.believed[course] = (answer["version"], body["type"] == "place-hold")
        else:
            self.run.history.told(key, None)
            self.believed.pop(course, None)
        self.pending, self.last = None, wish

    def wish(self, course):
        version, held = self.believed[course]
        seen = version - 1 if self.random.random() < 0.15 else version
        key = self.key("write")
        body = {"type": "lift-hold" if held else "place-hold", "order": self.run.orders[course], "hold": "clinical", "reason": key}
        return course, seen, body, key

    def step(self, connection, courses):
        course = self.random.choice(courses)
        chance = self.random.random()
        if chance < 0.1 and self.last:
            self.write(connection, self.last)
        elif chance < 0.2 or course not in self.believed:
            self.read(connection, course)
        else:
            self.write(connection, self.wish(course))

    def until_gone(self, address, courses):
        connection = http.client.HTTPConnection(*address, timeout=60)
        try:
            if self.pending:
                self.write(connection, self.pending)
            while not self.run.done.is_set():
                self.step(connection, courses)
        except (OSError, http.client.HTTPException) as error:
            if not self.run.killed.is_set():
                self.run.history.faults.append(f"a client lost the service, and it was not killed: {error!r}")
        finally:
            connection.close()


class Run:
    def __init__(self, own):
        self.marv, self.folder, self.seed = own.marv, own.folder, own.seed
        self.history, self.killed, self.done, self.cookie = History(), threading.Event(), threading.Event(), ""
        place = ["--store", self.folder / "marv.db", "--key", self.folder / "audit.key"]
        self.place, self.starts = [str(word) for word in place], []
        rows = self.rows("SELECT patient, order_id FROM order_row WHERE state NOT IN ('closed', 'cancelled') ORDER BY patient, order_id")
        self.orders = dict(rows)
        self.begun = dict(self.rows("SELECT patient, MAX(version) FROM event GROUP BY patient"))
        self.clients = [Client(self, number) for number in range(own.clients)]

    def rows(self, sql):
        # Without a writer, what a killed one left in its log is read with the file.
        store = sqlite3.connect(self.folder / "marv.db")
        try:
            return store.execute(sql).fetchall()
        finally:
            store.close()

    def ask(self, connection, method, path, headers, body=None):
        own = {"Cookie": self.cookie, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", **dict(headers)}
        connection.request(method, path, None if body is None else json.dumps(body), own)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def start(self):
        begun = time.perf_counter()
        words = [self.marv, "serve", *self.place, "--anchors", self.folder / "anchors", "--listen", "127.0.0.1:0", "--requests-per-second", "100000"]
        server = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, text=True)
        address = re.match(r"http://([\d.]+):(\d+)/", server.stdout.readline())
        if not address:
            raise SystemExit("the service did not start")
        address = (address[1], int(address[2]))
        connection = http.client.HTTPConnection(*address, timeout=60)
        connection.request("GET", "/health")
        assert connection.getresponse().read()
        self.starts.append(time.perf_counter() - begun)
        if not self.cookie:
            connection.request("POST", "/v1/session", json.dumps({"account": "program", "password": PASSWORD}), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        connection.close()
        return server, address

    def marv_does(self, *words):
        done = subprocess.run([str(self.marv), *map(str, words)], capture_output=True, text=True)
        if done.returncode != 0:
            self.history.faults.append(f"{words[0]} {words[1]}: {done.stdout[-500:]}{done.stderr[-500:]}")

    def copies(self, number):
        copy = self.folder / f"copy-{number}.db"
        self.marv_does("store", "backup", *self.place, "--into", copy)
        self.marv_does("audit", "verify", "--store", copy, "--key", self.folder / "audit.key")
        for file in self.folder.glob(f"copy-{number}.db*"):
            file.unlink()

    def one(self, number, delay):
        server, address = self.start()
        self.killed.clear()
        names = sorted(self.orders)
        first = number // LASTS * SHARED
        courses = [names[(first + place) % len(names)] for place in range(SHARED)]
        threads = [threading.Thread(target=client.until_gone, args=(address, courses)) for client in self.clients]
        if number % 10 == 5:
            threads.append(threading.Thread(target=self.copies, args=(number,)))
        for thread in threads:
            thread.start()
        time.sleep(delay)
        self.killed.set()
        server.kill()
        server.wait()
        for thread in threads:
            thread.join()

    def last(self):
        """Whoever waits still is answered; then the service ends well."""
        server, address = self.start()
        self.done.set()
        for client in self.clients:
            client.until_gone(address, [])
        end(server)
        self.marv_does("audit", "verify", *self.place, "--anchors", self.folder / "anchors")
        stored = {course: {} for course in self.orders}
        for patient, version, body in self.rows("SELECT patient, version, body FROM event ORDER BY patient, version"):
            if version > self.begun[patient]:
                stored[patient][version] = json.loads(body)["event"]["reason"]
        return stored


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("marv", type=pathlib.Path)
    words.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("target/kills"))
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--clients", type=int, default=16)
    words.add_argument("--percent", type=int, default=10)
    words.add_argument("--seed", type=int, default=1)
    own = words.parse_args()
    if not (own.folder / "filled").exists():
        end(serve(own.marv, own.folder, own.percent)[0])
    run, delays, begun = Run(own), random.Random(own.seed), time.time()
    threading.excepthook = lambda thrown: run.history.faults.append(f"a client: {thrown.exc_value!r}")
    for number in range(own.kills):
        run.one(number, delays.uniform(0.2, 3.0))
    faults = run.history.check(run.last(), run.begun)
    writes = [asked for asked in run.history.asked.values() if asked["seen"] is not None]
    told = sum(asked["told"] is not None and asked["told"][1] is not None for asked in writes)
    refused = sum(asked["told"] is not None and asked["told"][1] is None for asked in writes)
    print(f"{own.kills} kills of marv serve, {own.clients} clients, {time.time() - begun:.0f} s: {told} acknowledged writes, {refused} refused as old, "
          f"{len(run.history.asked) - len(writes)} readings; {len(faults)} faults")
    print(f"from a start to the first answer: median {statistics.median(run.starts):.2f} s, longest {max(run.starts):.2f} s")
    for fault in faults[:20]:
        print(fault)
    raise SystemExit(1 if faults or min(told, refused) <= own.kills else 0)


if __name__ == "__main__":
    main()
