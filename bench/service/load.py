#!/usr/bin/env python3
"""Asks `marv serve` as many people at once would, and says how long they waited.

usage: bench/service/load.py MARV [--folder DIR] [--rate 300] [--seconds 600] [--percent 500]

It starts the service on a demonstration (made in DIR where there is none; 500 % is the guideline's volume of ten years), signs in, and asks
it at random times that are drawn before anything is measured: an open model. An answer's time is counted from when the question was due and not from when
a connection was free for it, so that a service that stalls is not asked less (coordinated omission: G. Tene, "How not to measure
latency", 2013; B. Schroeder, A. Wierman, M. Harchol-Balter, NSDI 2006). Only Python 3.11 is needed. Exit code 1: a goal was missed.
"""

import argparse
import asyncio
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

PASSWORD = "knoglemarv-2026"
ROLES = ["rekvirent", "modtagelse", "laboratorium", "fortolker", "godkender", "datamanager", "program", "log"]
GUIDELINE = pathlib.Path(__file__).resolve().parents[2] / "guidelines/ngc-haem-2022/vectors/base/RR0.json"
# What is asked, in percent.
MIX = {
    "course": 25, "page of a course": 10, "worklist": 7, "page of a list": 5, "session": 10, "verdict": 10, "person": 8,
    "search for a person": 5, "access log": 5, "write": 15,
}
GOAL_P99_MS = 150
GOAL_RSS_MIB = 300
TICKS = os.sysconf("SC_CLK_TCK")


class Connection:
    """One connection that stays open, as browsers keep theirs."""

    def __init__(self, host, port):
        self.host, self.port, self.reader, self.writer = host, port, None, None

    async def ask(self, method, path, headers, body=b""):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}", *headers]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"\r\ncontent-length: (\d+)", head, re.I)
        answer = await self.reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), head, answer

    def drop(self):
        if self.writer is not None:
            self.writer.close()
            self.writer = None


class Load:
    """Everybody who asks."""

    def __init__(self, address, seed):
        self.address, self.random = address, random.Random(seed)
        self.cookies, self.patients, self.numbers, self.writable = {}, {}, [], []
        self.serial = itertools.count()
        self.verdict = GUIDELINE.read_bytes()
        # The key of a run: a second run on the same store is no repetition of the first.
        self.key = f"{os.getpid()}-{time.time_ns()}"

    def headers(self, role, *more):
        return [f"Cookie: {self.cookies[role]}", "Content-Type: application/json", "Sec-Fetch-Site: same-origin", *more]

    async def one(self, connection, method, path, role, *more, body=None):
        sent = b"" if body is None else json.dumps(body).encode()
        return await connection.ask(method, path, self.headers(role, *more), sent)

    async def sign_in(self):
        connection = Connection(*self.address)
        for role in ROLES:
            self.cookies[role] = ""
            status, head, _ = await self.one(connection, "POST", "/v1/session", role, body={"account": role, "password": PASSWORD})
            cookie = re.search(r"set-cookie: ([^;]+)", head, re.I)
            if status != 200 or not cookie:
                raise SystemExit(f"{role} is not let in: {status}")
            self.cookies[role] = cookie[1]
        connection.drop()

    async def look_around(self):
        """Which courses there are, who sees them, and of which the version is known."""
        connection = Connection(*self.address)
        patients = {role: [] for role in ROLES}
        for serial in itertools.count():
            patient = f"p-demo-{serial}"
            status, _, answer = await self.one(connection, "GET", f"/v1/courses/{patient}", "program")
            if status == 404 and serial > 10 and (await self.one(connection, "GET", f"/v1/courses/p-demo-{serial + 20}", "program"))[0] == 404:
                break
            if status != 200:
                continue
            course = json.loads(answer)
            patients["program"].append(patient)
            patients["log"].append(patient)
            # The units of the accounts stand first in their lists (crates/registry/src/demo).
            own = [order for order in course["orders"] if order["submission"]["unit"] == "9990000000000001"]
            if own:
                patients["rekvirent"].append(patient)
            if any(order["state"] != "submitted" and order["submission"]["site"] == "site-east" for order in course["orders"]):
                patients["laboratorium"].append(patient)
                patients["modtagelse"].append(patient)
            if any(order["state"] in ("data-released", "review-pending", "signed", "delivered", "acknowledged", "discussed", "closed") for order in own):
                patients["fortolker"].append(patient)
            open_orders = [order for order in course["orders"] if order["state"] not in ("closed", "cancelled")]
            if open_orders:
                # An earlier run may have left its hold.
                wish = "lift-hold" if "clinical" in open_orders[-1]["holds"] else "place-hold"
                self.writable.append([patient, course["version"], open_orders[-1]["id"], wish])
        self.patients = {role: own for role, own in patients.items() if own}
        for patient in self.patients["rekvirent"][:500]:
            status, _, answer = await self.one(connection, "GET", f"/v1/courses/{patient}/person", "rekvirent")
            if status == 200:
                self.numbers.append(json.loads(answer)["number"])
        self.random.shuffle(self.writable)
        connection.drop()

    async def ask(self, connection, kind):
        """One question; whether the answer was the one that was due."""
        choose = self.random.choice
        if kind in ("course", "page of a course"):
            role = choose([own for own in self.patients if own != "log"])
            path = f"/v1/courses/{choose(self.patients[role])}" if kind == "course" else f"/cases/{choose(self.patients[role])}"
            return await self.one(connection, "GET", path, role)
        if kind in ("worklist", "page of a list"):
            role = choose(["rekvirent", "laboratorium", "modtagelse", "fortolker", "godkender"])
            path = "/v1/worklist" if kind == "worklist" else choose(["/worklist", "/ageing"])
            return await self.one(connection, "GET", path, role)
        if kind == "session":
            return await self.one(connection, "GET", "/v1/session", choose(ROLES))
        if kind == "verdict":
            return await connection.ask("POST", "/v1/referral/verdict", ["Content-Type: application/json"], self.verdict)
        if kind == "person":
            return await self.one(connection, "GET", f"/v1/courses/{choose(self.patients['rekvirent'])}/person", "rekvirent")
        if kind == "search for a person":
            return await self.one(connection, "POST", "/v1/persons/search", "rekvirent", body={"number": choose(self.numbers)})
        if kind == "access log":
            return await self.one(connection, "GET", f"/v1/courses/{choose(self.patients['log'])}/access-log", "log")
        own = self.writable.pop(0)
        patient, version, order, command = own
        body = {"type": command, "order": order, "hold": "clinical", "reason": "load"}
        key = f"Idempotency-Key: {self.key}-{next(self.serial)}"
        answer = await self.one(connection, "POST", f"/v1/courses/{patient}/commands", "program", f'If-Match: "{version}"', key, body=body)
        if answer[0] == 200:
            own[1] = json.loads(answer[2])["version"]
            own[3] = "lift-hold" if command == "place-hold" else "place-hold"
            self.writable.append(own)
        return answer

    async def run(self, rate, seconds, connections):
        kinds, weights = list(MIX), list(MIX.values())
        at, plan = 0.0, []
        while at < seconds:
            at += self.random.expovariate(rate)
            plan.append((at, self.random.choices(kinds, weights)[0]))
        queue, took, errors = asyncio.Queue(), {kind: [] for kind in kinds}, []
        begin = time.perf_counter() + 0.5

        async def worker():
            connection = Connection(*self.address)
            while (job := await queue.get()) is not None:
                due, kind = job
                try:
                    status, _, answer = await self.ask(connection, kind)
                    if status != 200:
                        errors.append(f"{kind}: {status} {answer[:200]!r}")
                except (OSError, asyncio.IncompleteReadError, IndexError) as error:
                    errors.append(f"{kind}: {error!r}")
                    connection.drop()
                took[kind].append((time.perf_counter() - begin - due) * 1000)
            connection.drop()

        workers = [asyncio.create_task(worker()) for _ in range(connections)]
        late = 0.0
        for job in plan:
            wait = begin + job[0] - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            late = max(late, -wait)
            queue.put_nowait(job)
        for _ in workers:
            queue.put_nowait(None)
        await asyncio.gather(*workers)
        return took, errors, late, time.perf_counter() - begin


def cpu(pid):
    """CPU seconds of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def all_cpu():
    """CPU seconds of everything that was not idle."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def peak_mib(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def percentile(values, of):
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, int(-(-len(ordered) * of // 100)) - 1)] if ordered else float("nan")


def serve(marv, folder, percent):
    command = [marv, "serve", "--demo", folder, "--percent", str(percent), "--listen", "127.0.0.1:0", "--requests-per-second", "100000"]
    server = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    told = re.match(r"http://([\d.]+):(\d+)/", server.stdout.readline())
    if not told:
        raise SystemExit("the service did not start")
    return server, (told[1], int(told[2]))


def end(server):
    server.terminate()
    # Right after it has told its address it may not listen to the signal yet, which then ends it by itself.
    if server.wait(60) not in (0, -15):
        raise SystemExit("the service did not end well")


async def measured(server, address, own):
    load = Load(address, own.seed)
    await load.sign_in()
    await load.look_around()
    print(f"{len(load.patients['program'])} courses, {len(load.writable)} open orders", flush=True)
    before, busy, client = cpu(server.pid), all_cpu(), time.process_time()
    took, errors, late, wall = await load.run(own.rate, own.seconds, own.connections)
    server_cpu, client_cpu = cpu(server.pid) - before, time.process_time() - client
    others = all_cpu() - busy - server_cpu - client_cpu
    every = [value for values in took.values() for value in values]
    print(f"{'':22}{'asked':>9}{'p50 ms':>9}{'p99 ms':>9}{'p99.9 ms':>10}{'most ms':>9}")
    for kind, values in [*took.items(), ("all", every)]:
        print(f"{kind:22}{len(values):9}" + "".join(f"{percentile(values, of):{width}.1f}" for of, width in ((50, 9), (99, 9), (99.9, 10), (100, 9))))
    peak = peak_mib(server.pid)
    print(f"{len(every) / wall:.1f} requests/s for {wall:.0f} s, {len(errors)} errors; most memory of the service {peak:.0f} MiB")
    print(f"CPU seconds: service {server_cpu:.0f}, asking {client_cpu:.0f}, everything else on the computer {others:.0f}, on {os.cpu_count()} cores; "
          f"asked at most {late * 1000:.0f} ms late")
    for error in errors[:10]:
        print(error, file=sys.stderr)
    return not errors and percentile(every, 99) <= GOAL_P99_MS and peak <= GOAL_RSS_MIB and len(every) / wall >= 0.98 * own.rate


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("marv", type=pathlib.Path)
    words.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("target/load"))
    words.add_argument("--rate", type=float, default=300)
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--percent", type=int, default=500)
    words.add_argument("--connections", type=int, default=64)
    words.add_argument("--seed", type=int, default=1)
    own = words.parse_args()
    if not (own.folder / "filled").exists():
        # Filled by another process, whose memory is not that of a service.
        end(serve(own.marv, own.folder, own.percent)[0])
    server, address = serve(own.marv, own.folder, own.percent)
    try:
        fits = asyncio.run(measured(server, address, own))
    finally:
        end(server)
    print("the goals are met" if fits else "a goal is missed")
    raise SystemExit(0 if fits else 1)


if __name__ == "__main__":
    main()
