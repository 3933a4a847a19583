"""A second reading of the yearly indicators (Annex D), in plain Python; it shares no code with the program.

    python3 reference/follow_up.py TABLE.csv YEAR FREEZE

TABLE.csv is an extract as docs/follow-up.md describes it. Prints one line a cell: indicator, stratum, value, yes, no, not recorded,
not due; then the accepted referrals; then volume (VOL), turn-around (TAT, by the guideline's clocks), orders that wait (AGE), access (EQ) and data
quality (Q); then the curves of survival and progression at each of their times.
"""
import csv
import datetime
import pathlib
import sys
import tomllib
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

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


ZONE = ZoneInfo("Europe/Copenhagen")
CLOCKS = pathlib.Path(__file__).parent.parent / "guidelines/ngc-haem-2022/cited/annex-clocks.toml"
# Tumour and germline come in either order.
PLACE = {"T0": 0, "T1": 1, "T2a": 2, "T2b": 2, "T2": 3, "T3": 4, "T4": 5, "T5": 6, "T6": 7, "T7": 8, "T8": 9}


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def danish_day(at):
    return at.astimezone(ZONE).date()


def midnight(of):
    return datetime.datetime(of.year, of.month, of.day, tzinfo=ZONE).astimezone(datetime.timezone.utc)


def seconds(delta):
    return delta.days * 86400 + delta.seconds


def middle(values, share):
    """The value below which a share lies; between two where it lies exactly there (definition 2 of Hyndman and Fan)."""
    if not values:
        return None
    whole, rest = divmod(len(values) * share, 10)
    if rest:
        return values[whole]
    return values[-1] if whole == len(values) else (values[whole - 1] + values[whole]) / 2


def shared(stretches, start, end):
    """Seconds of a span that lie in any stretch: counted by the borders, each piece once."""
    borders = sorted({start, end, *(min(max(at, start), end) for stretch in stretches for at in stretch)})
    inside = datetime.timedelta()
    for left, right in zip(borders, borders[1:]):
        if any(a <= left and right <= b for a, b in stretches):
            inside += right - left
    return seconds(inside)


def concerns(clock, row):
    """Whether a clock is for an order: yes, no, or not recorded."""
    if "T2b" in (clock["start"], clock["stop"]) and row["germline_reused"] == YES:
        return NO
    answer = YES
    for word in (word.strip() for word in clock["applies"].split(",")):
        if word == "all" or word == row["indication"]:
            continue
        held = {"AML": row["aml"], "fast track": row["fast_track"]}.get(word, NO)
        if held == NO:
            return NO
        if held != YES:
            answer = UNKNOWN
    return answer


def reckon(clock, start, end):
    """What a clock shows, and whether it is within target and limit."""
    end = max(start, end)
    days = (danish_day(end) - danish_day(start)).days
    passed = seconds(end - start)
    whole_days = clock["unit"] == "days"
    shown = float(days) if whole_days else passed / 86400
    within = []
    for name in ("target", "limit"):
        if name not in clock:
            within.append(None)
        else:
            within.append(days <= clock[name] if whole_days else end - start <= datetime.timedelta(days=clock[name]))
    return shown, within


def activity(rows, year, freeze):
    """Every line on volume, turn-around, access and quality."""
    now = midnight(later(freeze, 1)) - datetime.timedelta(seconds=1)
    clocks = tomllib.loads(CLOCKS.read_text(encoding="utf-8"))["clock"]
    clocks = [clock for clock in clocks if clock["promise"] != "benchmark"]

    def then(text):
        at = instant(text)
        return at if at is not None and at <= now else None

    volume, people = defaultdict(Counter), defaultdict(set)
    answers, times = defaultdict(Counter), defaultdict(lambda: defaultdict(list))
    ageing = []
    for row in rows:
        accepted, refused = day(row, "accepted", freeze), day(row, "refused", freeze)
        booked = [entry.split("=") for entry in row["units"].split()]
        booked = [(DAY(on), *entry.split(":")) for on, entry in booked]
        booked = [entry for entry in booked if entry[0] <= freeze]
        parts = [(which, name, of(row)) for which in ("all", row["indication"]) for name, of in STRATA.items()]
        for key in parts:
            for on, kind, units in booked:
                if on.year == year:
                    volume[key][kind] += int(units)
            if accepted and accepted.year == year:
                volume[key]["referrals"] += 1
                volume[key]["missing"] += not booked
                people[key].add(row["patient"])
                answers[key]["accepted"] += 1
            if refused and refused.year == year:
                answers[key]["as " + row["refused_as"]] += 1
                for rule in set(row["refused_by"].split()):
                    answers[key]["by " + rule] += 1
                if not row["refused_by"].split():
                    answers[key]["without"] += 1
            if not accepted and not refused and not then(row["ended"]):
                answers[key]["undecided"] += 1
        if refused:
            continue
        reached = {name: then(row[name]) for name in PLACE}
        signed = day(row, "report_signed", freeze)
        ended = then(row["ended"])
        holds = [tuple(stretch.split("/")) for stretch in row["holds"].split()]
        holds = [(instant(a), None if b == ".." else then(b)) for a, b in holds if instant(a) <= now]
        for clock in clocks:
            mine = concerns(clock, row)
            if mine == NO:
                continue
            start, stop = reached[clock["start"]], reached[clock["stop"]]

            def put(kind, value):
                for name, of in STRATA.items():
                    times[clock["id"], name, of(row)][kind].append(value)

            def on_hold(until):
                return shared([(a, b or until) for a, b in holds], start, until)

            if stop is None:
                after = [danish_day(at) for name, at in reached.items() if at and PLACE[name] > PLACE[clock["stop"]]]
                if signed and PLACE[clock["stop"]] <= PLACE["T6"]:
                    after.append(signed)
                if after:
                    if min(after).year == year:
                        put("missing", 1)
                elif ended:
                    if danish_day(ended).year == year:
                        put("ended", 1)
                elif start and mine == YES:
                    shown, (_, limit) = reckon(clock, start, now)
                    put("running", shown)
                    if limit is False:
                        put("late", 1)
                    ageing.append((clock["id"], row["referral"], row["region"], shown, limit, on_hold(now)))
            elif danish_day(stop).year == year:
                if start is None or mine != YES:
                    put("missing", 1)
                    continue
                shown, (target, limit) = reckon(clock, start, stop)
                put("taken", shown)
                put("target", target is True)
                put("limit", limit is True)
                put("held", on_hold(stop) if stop >= start else 0)
    for key in set(volume) | set(people):
        cell = volume[key]
        if people[key] or cell["reserve"] + cell["consume"] + cell["return"]:
            yield ("VOL", *key, len(people[key]), cell["referrals"], cell["reserve"], cell["consume"], cell["return"], cell["missing"])
    for key, cell in times.items():
        taken = sorted(cell["taken"])
        yield ("TAT", *key, len(taken), middle(taken, 5), middle(taken, 9), sum(cell["target"]), sum(cell["limit"]),
               sum(held > 0 for held in cell["held"]), sum(cell["held"]), len(cell["running"]), len(cell["late"]),
               max(cell["running"], default=None), len(cell["ended"]), len(cell["missing"]))
    for one in ageing:
        yield ("AGE", *one)
    for key, cell in answers.items():
        for kind, count in cell.items():
            yield ("EQ", *key, kind, count)


def is_complete(row, freeze):
    said_all = [answer for _, answer in answers(row, freeze)]
    if UNKNOWN in said_all:
        return NO
    if row["indication"] == "MC" and row["earlier_tests_complete"] != YES:
        return NO
    if row["indication"] == "RR" and not day(row, "death", freeze) and not row["last_seen"]:
        return NO
    return NOT_DUE if NOT_DUE in said_all else YES


def quality(rows, freeze):
    """Complete cases, and the time that forms took."""
    cells = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for which in ("all", row["indication"]):
            for name, of in STRATA.items():
                cell = cells[which, name, of(row)]
                cell[is_complete(row, freeze)].append(1)
                if row["form_seconds"]:
                    cell["minutes"].append(int(row["form_seconds"]) / 60)
                else:
                    cell["without"].append(1)
    for key, cell in cells.items():
        yield ("Q", *key, len(cell[YES]), len(cell[NO]), len(cell[NOT_DUE]), middle(sorted(cell["minutes"]), 5), len(cell["without"]))


def first_reports(rows, year, freeze):
    """The rows of the year's patients, each the first of a patient and indication in that year."""
    first = {}
    for row in rows:
        signed = day(row, "report_signed", freeze)
        if signed and signed.year == year:
            who = row["patient"], row["indication"]
            if who not in first or (signed, row["referral"]) < first[who][0]:
                first[who] = (signed, row["referral"]), row
    return [row for _, row in first.values()]


def main(path, year, freeze):
    year, freeze = int(year), DAY(freeze)
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    cells, accepted = defaultdict(Counter), Counter()
    since_report, since_dose, progressed = [], [], []
    for row in rows:
        taken = day(row, "accepted", freeze)
        if taken and taken.year == year:
            for name, of in STRATA.items():
                accepted[row["indication"], name, of(row)] += 1
    reported = first_reports(rows, year, freeze)
    for row in reported:
        signed = DAY(row["report_signed"])
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
    for line in [*activity(rows, year, freeze), *quality(reported, freeze)]:
        print(*(repr(part) if isinstance(part, float) else part for part in line), sep="\t")
    for name, curve in [("since-report", kaplan_meier(since_report)), ("since-dose", kaplan_meier(since_dose)),
                        ("progression", incidence(progressed, "progression"))]:
        for time, share in curve:
            print("curve", name, time, repr(share), sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
