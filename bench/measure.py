"""Times whole processes: CPU seconds (user + system) and wall time, medians. Called by bench/decisions."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GUIDELINE = "guidelines/ngc-haem-2022"
PYTHON = [sys.executable, "reference/evaluator.py"]


def run(command, source=None, to=subprocess.DEVNULL):
    """Runs a command to its end; CPU and wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, stdin=source, stdout=to, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 10, 11, 12, 13, 14):
        raise SystemExit(f"{command} failed with {done.returncode}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def decide(command, cases, rounds):
    """Median CPU seconds of deciding the cases."""
    times = []
    for _ in range(rounds):
        with open(cases, "rb") as source:
            times.append(run(command, source)[0])
    return statistics.median(times)


def main():
    count, marv = int(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder) / "cases.jsonl"
        with open(cases, "wb") as to:
            run(PYTHON + ["generate", GUIDELINE, "--cases", str(count), "--seed", "7", "--no-other-code"], to=to)
        ours = decide([marv, "guideline", "decide", "--rules", GUIDELINE], cases, 5)
        peer = decide(PYTHON + ["decide", GUIDELINE], cases, 3)
    print(f"decide, {count} random cases, 4 tracks and 4 stages each, JSON in and out, median CPU seconds:")
    print(f"  marv                {ours:7.2f} s   {count / ours:9.0f} cases/s")
    print(f"  reference evaluator {peer:7.2f} s   {count / peer:9.0f} cases/s   ratio {peer / ours:.1f}")
    for example in ("relapsed-dlbcl", "mds-incomplete"):
        times = [run([marv, "referral", "check", f"guidelines/examples/{example}.json"]) for _ in range(40)]
        cpu, wall = (statistics.median(column) * 1000 for column in zip(*times))
        print(f"cold start, marv referral check {example}.json, median of 40: {wall:.1f} ms wall, {cpu:.1f} ms CPU")


main()
