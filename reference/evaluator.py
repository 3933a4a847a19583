#!/usr/bin/env python3
"""A second, independent reading of the rules of a guideline folder. See README.md beside this file.

    evaluator.py check FOLDER [--only TEXT]      every problem with its remedy (exit 1), or one summary line
    evaluator.py hash FOLDER                     the canonical hash of the folder
    evaluator.py generate FOLDER --cases N --seed S [--days DAY ...]   random cases, one JSON object a line
    evaluator.py decide FOLDER < cases.jsonl     the answers, one JSON object a line
    evaluator.py compare A.jsonl B.jsonl         the first differences between two files of answers (exit 1)
"""

import argparse
import json
import sys
from datetime import date
from itertools import zip_longest

from checking import check
from generating import OTHER_CODES, Generator
from reading import DEFAULT_DAY, Case, canonical_hash, read_folder, stop


def load(folder):
    """The guideline, for commands that cannot do without a readable one; `check` tells more."""
    guideline = read_folder(folder, stop)
    if "rule-set.toml" not in guideline.documents:
        stop("rule-set.toml", "the file is missing", "write it")
    for rule in guideline.rules:
        for _, _, test, value in rule.leaves():
            if test == "in" and value.partition("/")[0] not in guideline.sets:
                stop(rule.file, f"there is no value set or register {value!r}", "write the file or correct the id")
    return guideline


def run_check(options):
    guideline, problems = check(options.folder, options.only)
    for file, what, remedy in problems:
        print(f"{file}: {what}\n    remedy: {remedy}")
    if problems:
        sys.exit(f"{len(problems)} problems")
    cases = sum(len(rule.table["case"]) for rule in guideline.rules)
    print(f"sound: {len(guideline.documents)} files, {len(guideline.rules)} rules with {cases} cases, "
          f"{len(guideline.sets)} value sets and registers, {len(guideline.switches)} switches")


def run_hash(options):
    print(canonical_hash(options.folder))


def run_generate(options):
    generator = Generator(load(options.folder), options.seed, options.days,
                          () if options.no_other_code else OTHER_CODES)
    for _ in range(options.cases):
        print(as_line(generator.case()))


def run_decide(options):
    guideline = load(options.folder)
    for number, line in enumerate(sys.stdin, 1):
        try:
            given = json.loads(line)
            day = date.fromisoformat(given["day"]) if "day" in given else DEFAULT_DAY
            print(as_line(guideline.decide(given.get("facts", {}), given.get("switches", {}), day)))
        except (ValueError, LookupError) as error:
            sys.exit(f"case {number}: {error}")


def run_compare(options):
    with open(options.one, encoding="utf-8") as one, open(options.other, encoding="utf-8") as other:
        number, shown = 0, 0
        for number, (left, right) in enumerate(zip_longest(one, other), 1):
            for where, first, second in differences(json.loads(left or "null"), json.loads(right or "null")):
                print(f"case {number}: {where}: {first} <> {second}")
                shown += 1
                if shown == 10:
                    sys.exit("... (no more than 10 differences are shown)")
    if shown:
        sys.exit(f"{shown} differences in {number} cases")
    print(f"{number} cases agree")


def differences(left, right, where="answer"):
    """The innermost places in which two JSON values differ; a key that is absent on one side counts as null."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            yield from differences(left.get(key), right.get(key), f"{where} {key}")
    elif left != right:
        yield where, json.dumps(left), json.dumps(right)


def as_line(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for run in (run_check, run_hash, run_generate, run_decide):
        command = commands.add_parser(run.__name__.removeprefix("run_"))
        command.add_argument("folder")
        command.set_defaults(run=run)
    commands.choices["check"].add_argument("--only", default="", help="show only files whose path has this text")
    generate = commands.choices["generate"]
    generate.add_argument("--cases", type=int, required=True)
    generate.add_argument("--seed", type=int, required=True)
    generate.add_argument("--days", type=date.fromisoformat, nargs="+", default=[], help="only these days, as 2026-03-02")
    generate.add_argument("--no-other-code", action="store_true", help="only codes that some condition asks for")
    compare = commands.add_parser("compare")
    compare.add_argument("one")
    compare.add_argument("other")
    compare.set_defaults(run=run_compare)
    options = parser.parse_args(arguments)
    options.run(options)


if __name__ == "__main__":
    main()
