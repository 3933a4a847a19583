"""An attack on published follow-up figures: what does somebody know who reads them all and reckons?

    python3 reference/differencing.py TABLE.csv YEAR FREEZE PUBLISHED.csv [YEAR FREEZE PUBLISHED.csv ...]

TABLE.csv is the extract behind the figures, PUBLISHED.csv what `marv follow-up --csv` made of a year of it for the public. The attacker has
the published files alone, knows which rows there are, how the figures hang together, and that no count is negative. For each true count of 1 to 4 - an
answer in a row, or a row's patients - the least and the most that it can be is looked for with linear programs over all files together.
Prints how many small counts there are and each that is recovered: known exactly, or known to be below five. Needs scipy (HiGHS).

Volume and turn-around are attacked together with the patients and referrals of both indications, of the whole country, since they are told of it alone. There the attacker is told
besides how many orders lack a milestone, and knows that whoever books units books at least one and at most as many as anybody does. Sought are the referrals of
an indication, orders that booked units, orders by each clock and how they kept to it, those whose clock runs, orders that one clock counts and a wider one too,
and reports beyond each patient's first.

With `--naive` the files are attacked in which small counts alone are blank, and nothing else is hidden: what the attack can do.
"""
import collections
import csv
import pathlib
import subprocess
import sys
import tomllib

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

ANSWERS = ["yes", "no", "not-recorded", "not-due", "not-asked"]
BECAME = ["accepted", "not-eligible", "out-of-scope", "redirect"]
EVERYBODY = {"RR": "KPI-RR-3", "MC": "KPI-MC-3"}


def truth(table, year, freeze):
    """(figure, stratum, row) -> answers, from the second reading."""
    script = pathlib.Path(__file__).with_name("follow_up.py")
    out = subprocess.run([sys.executable, script, table, year, freeze], check=True, capture_output=True, text=True).stdout
    cells = {}
    for line in out.splitlines():
        part = line.split("\t")
        if part[0] == "EQ" and part[1] in EVERYBODY and part[4].removeprefix("as ") in BECAME:
            row = cells.setdefault(("KPI-EQ:" + part[1], part[2], part[3]), [0] * len(BECAME))
            row[BECAME.index(part[4].removeprefix("as "))] += int(part[5])
        elif part[0].startswith("KPI-") and len(part) == 7:
            cells[part[0], part[1], part[2]] = [int(number) for number in part[3:]]
    whole = dict(cells)
    for indication, everybody in EVERYBODY.items():
        rows = [key[1:] for key in cells if key[0] == everybody]
        for figure in {key[0] for key in cells if key[0].startswith("KPI-" + indication)}:
            for row in rows:
                own = cells.get((figure, *row), [0, 0, 0, 0])
                whole[(figure, *row)] = own + [sum(cells[(everybody, *row)]) - sum(own)]
    return whole


def booked(table, year, freeze):
    """(indication, kind of entry) -> units and the orders that booked them in the year; and the most that one of them did."""
    sums, most = collections.defaultdict(lambda: [0, 0]), 1
    with open(table, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            own = collections.Counter()
            for entry in row["units"].split():
                day, rest = entry.split("=")
                kind, units = rest.split(":")
                if day <= freeze and day.startswith(year):
                    own[kind] += int(units)
            for kind, units in own.items():
                sums[row["indication"], kind][0] += units
                sums[row["indication"], kind][1] += 1
                most = max(most, units)
    return sums, most


def done(table, year, freeze):
    """Clock -> orders that stopped, within target, within limit, whose clock runs, and that lack a milestone."""
    script = pathlib.Path(__file__).with_name("follow_up.py")
    out = subprocess.run([sys.executable, script, table, year, freeze], check=True, capture_output=True, text=True).stdout
    lines = (line.split("\t") for line in out.splitlines())
    return {part[1]: {"stopped": int(part[4]), "target": int(part[7]), "limit": int(part[8]), "running": int(part[11]), "missing": int(part[15])}
            for part in lines if part[0] == "TAT" and part[2] == "all"}


def clocks():
    """Id -> clock, without benchmarks."""
    path = pathlib.Path(__file__).parent.parent / "guidelines/ngc-haem-2022/cited/annex-clocks.toml"
    all_clocks = tomllib.loads(path.read_text(encoding="utf-8"))["clock"]
    return {own["id"]: own for own in all_clocks if own["promise"] != "benchmark"}


def concerned(clock):
    """The words that narrow down whom a clock is for: fewer words, more orders."""
    return {word.strip() for word in clock["applies"].split(",")} - {"all"}


def is_referrals(figure):
    return figure.startswith("KPI-EQ")


def names_of(figure):
    return BECAME if is_referrals(figure) else ANSWERS


class System:
    """Unknown counts and equations between them."""

    def __init__(self):
        self.place, self.true, self.rows, self.right, self.slack = {}, [], [], [], set()

    def unknown(self, key, true):
        self.place[key] = len(self.true)
        self.true.append(true)

    def at_least(self, terms):
        """A sum that is not below nothing, and is no count of anybody."""
        key = "slack", len(self.true)
        self.unknown(key, sum(factor * self.true[self.place[own]] for own, factor in terms))
        self.slack.add(key)
        self.equation([*terms, (key, -1)], 0)

    def equation(self, terms, right):
        terms = [(key, factor) for key, factor in terms if key in self.place]
        self.rows.append(terms)
        self.right.append(right)

    def solve(self):
        """For each unknown that is truly 1 to 4: the least and the most."""
        at = [(number, self.place[key], factor) for number, terms in enumerate(self.rows) for key, factor in terms]
        matrix = csr_matrix(([f for _, _, f in at], ([r for r, _, _ in at], [c for _, c, _ in at])),
                            shape=(len(self.rows), len(self.true)))
        known = matrix @ numpy.array(self.true)
        wrong = [number for number, (own, told) in enumerate(zip(known, self.right)) if own != told]
        if wrong:
            sys.exit(f"the published figures are not those of the table: {self.rows[wrong[0]]} = {self.right[wrong[0]]}")
        for key, place in self.place.items():
            if 1 <= self.true[place] <= 4 and key not in self.slack:
                yield key, self.true[place], *(self.bound(matrix, place, sign) for sign in (1, -1))

    def bound(self, matrix, place, sign):
        aim = numpy.zeros(len(self.true))
        aim[place] = sign
        equations = LinearConstraint(matrix, self.right, self.right)
        for whole in (0, 1):  # a solution in fractions says nothing of patients
            found = milp(aim, constraints=equations, bounds=Bounds(0, numpy.inf), integrality=numpy.full(len(aim), whole))
            if found.status == 3:
                return numpy.inf
            if found.x is None:
                sys.exit(f"the program cannot be solved: {found.message}")
            if numpy.abs(found.x - found.x.round()).max() < 1e-6:
                break
        return round(float(found.x[place]))


def attack(publications, indication):
    """publications: (year, truth, published lines)."""
    system = System()
    for year, cells, lines in publications:
        own = {key: answers for key, answers in cells.items() if key[0].endswith(":" + indication) or f"-{indication}-" in key[0]}
        strata = collections.defaultdict(list)
        for figure, stratum, row in own:
            strata[figure, stratum].append(row)
        for (figure, stratum, row), answers in own.items():
            for answer, true in zip(names_of(figure), answers):
                system.unknown((year, figure, stratum, row, answer), true)
        for (figure, stratum), rows in strata.items():
            names = names_of(figure)
            for answer in names:  # the rows of a stratum add up to everybody
                if stratum != "all":
                    everybody = [((year, figure, "all", "all", answer), -1)]
                    system.equation(everybody + [((year, figure, stratum, row, answer), 1) for row in rows], 0)
            everybody = EVERYBODY[indication]
            for row in rows if not is_referrals(figure) and figure != everybody else []:  # the same patients are asked
                system.equation([((year, figure, stratum, row, answer), 1) for answer in names]
                                + [((year, everybody, stratum, row, answer), -1) for answer in names], 0)
            for row in rows if figure == "KPI-RR-2a" else []:  # asked of those who said yes before
                system.equation([((year, figure, stratum, row, answer), 1) for answer in names[:4]]
                                + [((year, "KPI-RR-1", stratum, row, "yes"), -1)], 0)
            for row in rows if figure == "KPI-MC-4" and stratum == "route" else []:  # asked of route B, and of all of it
                zero = ["not-asked"] if row == "B" else names[:4]
                system.equation([((year, figure, stratum, row, answer), 1) for answer in zero], 0)
            if figure != everybody and not is_referrals(figure):
                for row in rows:  # whoever is not asked is not known to be so in a question that is asked of all
                    if figure in ("KPI-RR-1", "KPI-RR-4", "KPI-MC-2"):
                        system.equation([((year, figure, stratum, row, "not-asked"), 1)], 0)
            elif figure == everybody:
                for row in rows:
                    system.equation([((year, figure, stratum, row, "not-asked"), 1)], 0)
        for line in lines:
            accepted_alone = line["figure"].endswith(":accepted")
            line = {**line, "figure": line["figure"].removesuffix(":accepted")}
            if line["stratum"] == "day" or (line["figure"], line["stratum"]) not in strata:
                continue
            names = names_of(line["figure"])
            told = ["accepted"] if accepted_alone else names if line["answers"] == "any" else line["answers"].split("+")
            # KPI-RR-2a is published of those who were asked alone.
            if line["figure"] == "KPI-RR-2a" and line["answers"] == "any":
                told = names[:4]
            system.equation([((year, line["figure"], line["stratum"], row, answer), 1)
                             for row in line["rows"].split("+") for answer in told], int(line["count"]))
    return list(system.solve())


UNITS = {"units-reserved": "reserve", "units-consumed": "consume", "units-returned": "return"}
EVERY = ("all", "all")


def attack_on_service(publications, table):
    """Volume and turn-around; publications: (year, freeze, truth, published lines)."""
    system = System()
    all_clocks = clocks()
    for year, freeze, cells, lines in publications:
        units, most = booked(table, year, freeze)
        times = done(table, year, freeze)
        for indication in EVERYBODY:
            everybody = sum(cells.get((EVERYBODY[indication], *EVERY), [0]))
            accepted = cells.get(("KPI-EQ:" + indication, *EVERY), [0])[0]
            reports = sum(times.get(id_of[indication], {}).get(part, 0) for part in ("stopped", "missing"))
            system.unknown((year, indication, "referrals"), accepted)
            system.unknown((year, indication, "patients"), everybody)
            system.unknown((year, indication, "again"), reports - everybody)
            for kind in UNITS.values():
                sums = units[indication, kind]
                system.unknown((year, indication, kind, "units"), sums[0])
                system.slack.add((year, indication, kind, "units"))
                system.unknown((year, indication, kind, "orders"), sums[1])
                system.at_least([((year, indication, kind, "units"), 1), ((year, indication, kind, "orders"), -1)])
                system.at_least([((year, indication, kind, "orders"), most), ((year, indication, kind, "units"), -1)])
        for name, own in times.items():
            limited = "limit" in all_clocks[name]
            kept = own["target"], own["limit"] - own["target"], own["stopped"] - own["limit"]
            for part, true in zip(KEPT, kept if limited else (0, 0, own["stopped"])):
                system.unknown((year, name, part), true)
            system.unknown((year, name, "running"), own["running"])
        stopped = {name: [((year, name, part), 1) for part in KEPT] for name in times}
        # Whoever a narrower clock counts, a wider one with the same beginning and end counts too.
        for wide, own in all_clocks.items():
            for narrow, other in all_clocks.items():
                same = (own["start"], own["stop"]) == (other["start"], other["stop"])
                if same and concerned(own) < concerned(other) and wide in times and narrow in times:
                    for part, of in (("stopped", None), ("running", "running")):
                        rest = (year, wide, "and not", narrow, part)
                        pair = [(stopped[own] if of is None else [((year, own, of), 1)]) for own in (wide, narrow)]
                        system.unknown(rest, times[wide][part] - times[narrow][part])
                        system.equation([*pair[0], *((key, -1) for key, _ in pair[1]), (rest, -1)], 0)
        # Whoever has a report of the year is counted by the clocks that end with it, or lacks a milestone, which is told.
        patients = {own: [((year, own, "patients"), 1), ((year, own, "again"), 1)] for own in EVERYBODY}
        for name, of in [*((id_of[own], [own]) for own in EVERYBODY), ("NGC-STD-ANSWER", list(EVERYBODY))]:
            if name in times:
                terms = [(key, -1) for own in of for key, _ in patients[own]]
                system.equation([*stopped[name], *terms], -times[name]["missing"])
        for line in lines:
            figure, answers, count = line["figure"], line["answers"].split("+"), line["count"]
            if line["stratum"] != "all" or not count:
                continue
            of = figure.split(":")[1] if ":" in figure else ""
            whose = list(EVERYBODY) if of == "all" else [of]
            terms = []
            if figure.startswith("KPI-VOL:") and answers == ["referrals"]:
                terms = [((year, own, "referrals"), 1) for own in whose]
            elif figure.startswith("KPI-VOL:"):
                terms = [((year, own, UNITS[answers[0]], "units"), 1) for own in whose]
            elif figure.startswith("KPI-EQ:") and (answers == ["accepted"] or figure.endswith(":accepted")):
                terms = [((year, of, "referrals"), 1)]
            elif figure in EVERYBODY.values() and answers == ["any"]:
                terms = [((year, own, "patients"), 1) for own in EVERYBODY if EVERYBODY[own] == figure]
            elif figure.startswith("KPI-TAT:") and answers == ["any"]:
                terms = stopped[of]
            elif figure.startswith("KPI-TAT:"):
                terms = [((year, of, answer), 1) for answer in answers]
            if terms:
                system.equation(terms, int(count))
    return list(system.solve())


KEPT = ["within-target", "within-limit", "beyond-limit"]
# The clock of each indication that concerns all of its orders and ends with the report.
id_of = {"RR": "RR-FUTURE", "MC": "MC-FUTURE"}


def naive(lines):
    return [line for line in lines if line["count"] and not 1 <= int(line["count"]) <= 4]


def main(arguments):
    blank_alone = "--naive" in arguments
    table, *files = [own for own in arguments if own != "--naive"]
    publications = []
    for year, freeze, path in zip(files[::3], files[1::3], files[2::3]):
        with open(path, newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        publications.append((year, freeze, truth(table, year, freeze), naive(lines) if blank_alone else lines))
    small = recovered = 0
    by_year = [(year, cells, lines) for year, _, cells, lines in publications]
    attacks = [attack(by_year, indication) for indication in EVERYBODY] + [attack_on_service(publications, table)]
    for key, true, least, most in (one for found in attacks for one in found):
        small += 1
        if least == most or most < 5:
            recovered += 1
            print("recovered", *key, f"is {true}: from {least} to {most}", sep="\t")
    print(f"{small} counts of 1 to 4, {recovered} recovered")


if __name__ == "__main__":
    main(sys.argv[1:])
