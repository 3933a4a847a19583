"""A second reading of the yearly indicators (Annex D), in plain Python; it shares no code with the program.

    python3 reference/follow_up.py TABLE.csv YEAR FREEZE

TABLE.csv is an extract as docs/follow-up.md describes it. Prints one line a cell: indicator, stratum, value, yes, no, not recorded,
not due; then the accepted referrals; then the curves of survival and progression at each of their times.
"""
import csv
import datetime
import sys
from collections import Counter, defaultdict

DAY = datetime.date.fromisoformat
STRATA = {"all": lambda row: "all", "region": lambda row: row["region"], "route": lambda row: row["route"],
          "disease-group": lambda row: row["disease_group"], "kind": lambda row: row["kind"]}
PARTIAL = {"eln-aml": "CR CRh CRi MLFS PR", "iwg-mds": "CR mCR PR", "imwg": "sCR CR VGPR PR", "lugano": "CR PR"}
YES, NO, UNKNOWN, NOT_DUE = "yes", "no", "not-recorded", "not-due"


def day(row, column, freeze):
    """A day of a column that had come at the freeze."""
    if not row[column]:
        return None
    found = DAY(row[column])
    return found if found <= freeze else None


def later(start, days):
    return start + datetime.timedelta(days=days)


def said(word):
    return word if word in (YES, NO) else UNKNOWN


def protocol(row, freeze):
    """KPI-RR-1."""
    signed = DAY(row["report_signed"])
    due = later(signed, 180)
    started = row["protocol"]
    dose = DAY(row["first_dose"]) if row["first_dose"] else None
    if dose and dose > freeze:
        started, dose = "", None
    if started == YES and dose is None:
        return UNKNOWN
    if started == YES:
        if not signed <= dose <= due:
            return NO
        if row["because_of_wgs"] == NO:
            return NO
        whole = row["because_of_wgs"] == YES and row["choice_variant"] and row["protocol_id"]
        return YES if whole else UNKNOWN
    if freeze <= due and not day(row, "death", freeze):
        return NOT_DUE
    return said(started)


def response(row, freeze):
    """KPI-RR-2a."""
    due = later(DAY(row["first_dose"]), 180)
    judged = bool(row["response"]) and not (row["assessed"] and DAY(row["assessed"]) > freeze)
    assessed = day(row, "assessed", freeze)
    if judged and assessed and assessed <= due:
        return YES if row["response"] in PARTIAL[row["criteria"]].split() else NO
    died = day(row, "death", freeze)
    if not judged and died and died <= due:
        return NO
    return NOT_DUE if freeze <= due else UNKNOWN


def choice(row, freeze, strict):
    """KPI-RR-4 and KPI-MC-2."""
    due = later(DAY(row["report_signed"]), 90)
    recorded = day(row, "choice_recorded", freeze)
    if recorded and recorded <= due and row["choice_by_wgs"]:
        if strict and row["choice_by_wgs"] == YES and not (row["choice_variant"] and row["treatment_category"]):
            return UNKNOWN
        return row["choice_by_wgs"]
    return NOT_DUE if freeze <= due else UNKNOWN


def either(one, other):
    if YES in (one, other):
        return YES
    return NO if (one, other) == (NO, NO) else UNKNOWN


def clonality(row):
    if row["clonal"] == YES and row["clonal_by_panel"] == NO:
        return YES
    return NO if row["clonal"] == NO or row["clonal_by_panel"] == YES else UNKNOWN


def answers(row, freeze):
    """Each indicator that has the patient in its denominator."""
    if row["indication"] == "RR":
        first = protocol(row, freeze)
        yield "KPI-RR-1", first
        if first == YES:
            yield "KPI-RR-2a", response(row, freeze)
        yield "KPI-RR-3", said(row["driver"])
        yield "KPI-RR-4", choice(row, freeze, False)
    else:
        if row["earlier_tests_complete"] == YES:
            yield "KPI-MC-1", said(row["new_driver"])
        yield "KPI-MC-2", choice(row, freeze, True)
        yield "KPI-MC-3", either(row["class_changed"], row["risk_changed"])
        if row["route"] == "B":
            yield "KPI-MC-4", clonality(row)


def kaplan_meier(rows):
    """(time, share) at each time at which observation of somebody ended; rows are (time, event)."""
    share, out = 1.0, []
    for time in sorted({row[0] for row in rows}):
        at_risk = sum(1 for row in rows if row[0] >= time)
        events = sum(1 for row in rows if row[0] == time and row[1])
        share *= (at_risk - events) / at_risk
        out.append((time, share))
    return out


def incidence(rows, kind):
    free, sum_, out = 1.0, 0.0, []
    for time in sorted({row[0] for row in rows}):
        at_risk = sum(1 for row in rows if row[0] >= time)
        here = Counter(row[1] for row in rows if row[0] == time and row[1])
        sum_ += free * here[kind] / at_risk
        free *= 1 - sum(here.values()) / at_risk
        out.append((time, sum_))
    return out


def main(path, year, freeze):
    year, freeze = int(year), DAY(freeze)
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    cells, accepted = defaultdict(Counter), Counter()
    since_report, since_dose, progressed = [], [], []
    for row in rows:
        taken = DAY(row["accepted"])
        if taken.year == year and taken <= freeze:
            for name, of in STRATA.items():
                accepted[row["indication"], name, of(row)] += 1
        signed = day(row, "report_signed", freeze)
        if signed is None or signed.year != year:
            continue
        for indicator, answer in answers(row, freeze):
            for name, of in STRATA.items():
                cells[indicator, name, of(row)][answer] += 1
        if row["indication"] != "RR":
            continue
        died = day(row, "death", freeze)
        seen = min(DAY(row["last_seen"]), freeze) if row["last_seen"] else None
        end = died or seen
        if end is not None and end >= signed:
            since_report.append(((end - signed).days, died is not None))
        if protocol(row, freeze) == YES:
            dose = DAY(row["first_dose"])
            if end is not None and end >= dose:
                since_dose.append(((end - dose).days, died is not None))
            grown = day(row, "progression", freeze)
            stop, kind = (grown, "progression") if grown else (died, "death") if died else (seen, "")
            if stop is not None and stop >= dose:
                progressed.append(((stop - dose).days, kind))
    for key in sorted(cells):
        print(*key, *(cells[key][answer] for answer in (YES, NO, UNKNOWN, NOT_DUE)), sep="\t")
    for key in sorted(accepted):
        print("accepted", *key, accepted[key], sep="\t")
    for name, curve in [("since-report", kaplan_meier(since_report)), ("since-dose", kaplan_meier(since_dose)),
                        ("progression", incidence(progressed, "progression"))]:
        for time, share in curve:
            print("curve", name, time, repr(share), sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
