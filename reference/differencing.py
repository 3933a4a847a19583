"""An attack on published follow-up figures: what does somebody know who reads them all and reckons?

    python3 reference/differencing.py TABLE.csv YEAR FREEZE PUBLISHED.csv [YEAR FREEZE PUBLISHED.csv ...]

TABLE.csv is the extract behind the figures, PUBLISHED.csv what `marv follow-up --csv` made of a year of it for the public. The attacker has
the published files alone, knows which rows there are, how the figures hang together, and that no count is negative. For each true count of 1 to 4 - an
answer in a row, or a row's patients - the least and the most that it can be is looked for with linear programs over all files together.
Prints how many small counts there are and each that is recovered: known exactly, or known to be below five. Needs scipy (HiGHS).

With `--naive` the files are attacked in which small counts alone are blank, and nothing else is hidden: what the attack can do.
"""
import collections
import csv
import pathlib
import subprocess
import sys

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


def is_referrals(figure):
    return figure.startswith("KPI-EQ")


def names_of(figure):
    return BECAME if is_referrals(figure) else ANSWERS


class System:
    """Unknown counts and equations between them."""

    def __init__(self):
        self.place, self.true, self.rows, self.right = {}, [], [], []

    def unknown(self, key, true):
        self.place[key] = len(self.true)
        self.true.append(true)

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
            if 1 <= self.true[place] <= 4:
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


def naive(lines):
    return [line for line in lines if line["count"] and not 1 <= int(line["count"]) <= 4]


def main(arguments):
    blank_alone = "--naive" in arguments
    table, *files = [own for own in arguments if own != "--naive"]
    publications = []
    for year, freeze, path in zip(files[::3], files[1::3], files[2::3]):
        with open(path, newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        publications.append((year, truth(table, year, freeze), naive(lines) if blank_alone else lines))
    small = recovered = 0
    for indication in EVERYBODY:
        for key, true, least, most in attack(publications, indication):
            small += 1
            if least == most or most < 5:
                recovered += 1
                print("recovered", *key, f"is {true}: from {least} to {most}", sep="\t")
    print(f"{small} counts of 1 to 4, {recovered} recovered")


if __name__ == "__main__":
    main(sys.argv[1:])
