"""What the rules of a guideline folder say about one case, read straight from docs/rule-format.md.

Sentences in quotation marks are the format's. Inside this file the three answers are True, False and None (unknown).
"""

import hashlib
import json
import sys
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

DEFAULT_DAY = date(2026, 3, 2)
WORDS = {True: "yes", False: "no", None: "unknown"}
NOT_APPLICABLE = "not-applicable"
STAGES = ("referral", "plan", "release", "sequencing")


# ---- Kleene's three answers ------------------------------------------------------------------------------------------

def all_of(answers):
    """ "`all` is no if one part is no, else unknown if one part is unknown" """
    return False if False in answers else None if None in answers else True


def any_of(answers):
    """ "`any` is yes if one part is yes, else unknown if one is unknown" """
    return True if True in answers else None if None in answers else False


def negate(answer):
    """ "`not` unknown is unknown" """
    return None if answer is None else not answer


# ---- Value sets and registers ----------------------------------------------------------------------------------------

def in_force(row, day):
    """ "in force from this day ... to this day inclusive (optional)" """
    return row.get("from", date.min) <= day <= row.get("until", date.max)


def key_matches(pattern, key):
    """ "a trailing * means all sub-codes" (the code before the star belongs to them) """
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


def is_member(value_set, tag, key, day):
    """An entry in force that day has the key (and the tag, for "register-id/tag"), and no `except` takes it out."""
    def hit(rows):
        return any(in_force(row, day) and key_matches(row["key"], key) for row in rows)
    entries = [e for e in value_set.get("entry", []) if tag is None or tag in e.get("tags", [])]
    return hit(entries) and not hit(value_set.get("except", []))


# ---- Conditions ------------------------------------------------------------------------------------------------------

@dataclass(slots=True)
class Case:
    """What is known on one day. A fact that is not in `facts` is unknown; "a switch is a fact that is always known"."""
    facts: dict
    switches: dict
    day: date = DEFAULT_DAY


def compile_condition(condition, sets):
    """Turn a condition table into a function from a Case to yes, no or unknown (True, False, None)."""
    match condition:
        case {"all": [_, *_] as parts, **rest} if not rest:
            tests = [compile_condition(part, sets) for part in parts]
            return lambda case: all_of([test(case) for test in tests])
        case {"any": [_, *_] as parts, **rest} if not rest:
            tests = [compile_condition(part, sets) for part in parts]
            return lambda case: any_of([test(case) for test in tests])
        case {"not": part, **rest} if not rest:
            test = compile_condition(part, sets)
            return lambda case: negate(test(case))
        case {"switch": str(switch), "is": str(option), **rest} if not rest:
            return lambda case: case.switches[switch] == option
        case {"fact": str(fact), "is": bool() | int() | str() as wanted, **rest} if not rest:
            return on_known(fact, type(wanted), lambda value, day: value == wanted)
        case {"fact": str(fact), "at_least": int(limit), **rest} if not rest:
            return on_known(fact, int, lambda value, day: value >= limit)
        case {"fact": str(fact), "at_most": int(limit), **rest} if not rest:
            return on_known(fact, int, lambda value, day: value <= limit)
        case {"fact": str(fact), "in": str(name), **rest} if not rest:
            set_id, _, tag = name.partition("/")
            remembered = {}

            def member(value, day):
                if set_id not in sets:
                    raise LookupError(f"there is no value set or register {set_id!r}")
                if (value, day) not in remembered:
                    remembered[value, day] = is_member(sets[set_id], tag or None, value, day)
                return remembered[value, day]
            return on_known(fact, str, member)
    raise ValueError(f"this is not a condition: {condition}")


def on_known(fact, kind, test):
    """An unknown fact gives unknown; a known one must be of the kind that the condition asks for."""
    def answer(case):
        value = case.facts.get(fact)
        if value is None:
            return None
        if type(value) is not kind:
            raise ValueError(f"fact {fact} is {value!r}, but the condition asks for a {KIND_NAMES[kind]}")
        return test(value, case.day)
    return answer


KIND_NAMES = {bool: "truth", int: "whole number", str: "code"}


def leaves(condition):
    """All parts of a condition that ask one fact or one switch: ("fact" or "switch", its id, "is"/"in"/..., the value)."""
    if not isinstance(condition, dict):
        return
    for part in [*condition.get("all", []), *condition.get("any", []), condition.get("not")]:
        yield from leaves(part)
    for subject in ("fact", "switch"):
        if subject in condition:
            for test in ("is", "in", "at_least", "at_most"):
                if test in condition:
                    yield subject, condition[subject], test, condition[test]


def leaf_kind(test, value):
    """The kind of fact that a test asks for."""
    return str if test == "in" else int if test.startswith("at_") else type(value)


# ---- Rules -----------------------------------------------------------------------------------------------------------

class Rule:
    """One rule file: its table, its two conditions made ready, and the keys that decide what its outcome leads to."""

    def __init__(self, file, table, sets):
        self.file, self.table = file, table
        self.when, self.require = (compile_condition(table[key], sets) if key in table else None
                                   for key in ("when", "require"))
        for key in ("id", "kind", "indications", "routes", "stages", "on_no", "redirect", "alternative"):
            setattr(self, key, table.get(key))

    def conditions(self):
        return [self.table[key] for key in ("when", "require") if key in self.table]

    def leaves(self):
        return [leaf for condition in self.conditions() for leaf in leaves(condition)]

    def outcome(self, case):
        """ "the rule applies only when this is yes"; with an unknown `when` the rule is yes if `require` is yes anyway,
        else unknown: the Kleene reading of (not `when`) or `require`. Route and info rules only have `when`."""
        when = self.when(case) if self.when else True
        if self.kind in ("route", "info"):
            return WORDS[when]
        if when is False:
            return NOT_APPLICABLE
        require = self.require(case)
        return WORDS[require if when or require else None]

    def belongs_to(self, indication, route):
        """ "which indications it belongs to"; "all routes of those indications when absent" """
        return indication in self.indications and route in (self.routes or [route])


# ---- The answer of one track -----------------------------------------------------------------------------------------

# For each stage, what a "no" leads to, the strongest first. An unknown counts as "incomplete".
ANSWERS = {
    "referral": [("redirect", "REDIRECT"), ("out-of-scope", "OUT_OF_SCOPE"), ("refuse", "NOT_ELIGIBLE"),
                 ("hold", "INCOMPLETE"), ("incomplete", "INCOMPLETE"), (None, "ELIGIBLE")],
    "plan": [("redirect", "REFUSED"), ("out-of-scope", "REFUSED"), ("refuse", "REFUSED"),
             ("hold", "INCOMPLETE"), ("incomplete", "INCOMPLETE"), (None, "ACCEPTED")],
    "release": [("redirect", "REFUSED"), ("out-of-scope", "REFUSED"), ("refuse", "REFUSED"),
                ("hold", "ON_HOLD"), ("incomplete", "INCOMPLETE"), (None, "OPEN")],
}
ANSWERS["sequencing"] = ANSWERS["release"]


@dataclass(slots=True)
class Gate:
    """What can block a track: one rule, or all rules with the same `alternative`, and what a "no" leads to."""
    on_no: str
    redirect: str | None
    rules: list
    blocks_on: str = "no"   # a route rule with a redirect blocks when it fires: on "yes"

    def outcome(self, outcomes):
        """ "of all rules with this name in a track one "yes" is enough": the Kleene `any` of those that apply."""
        if len(self.rules) == 1:
            outcome = outcomes[self.rules[0]]
            return {self.blocks_on: "no", "unknown": "unknown"}.get(outcome, "yes")
        known = [{"yes": True, "no": False}.get(outcomes[rule_id]) for rule_id in self.rules
                 if outcomes[rule_id] != NOT_APPLICABLE]
        return WORDS[any_of(known)] if known else NOT_APPLICABLE


def gates(rules):
    """ "hard: outcome no blocks (as `on_no` says)"; "route: ... the answer becomes REDIRECT when `when` is yes"; soft and
    info rules never block."""
    result, alternatives = [], {}
    for rule in rules:
        if rule.kind == "route" and rule.redirect:
            result.append(Gate("redirect", rule.redirect, [rule.id], blocks_on="yes"))
        elif rule.kind == "hard" and rule.alternative in alternatives:
            alternatives[rule.alternative].rules.append(rule.id)
        elif rule.kind == "hard":
            result.append(Gate(rule.on_no, rule.redirect, [rule.id]))
            if rule.alternative:
                alternatives[rule.alternative] = result[-1]
    return result


def stage_answer(stage, gate_outcomes):
    """ "in this order": the first line of ANSWERS that some gate leads to."""
    led_to = {gate.on_no for gate, outcome in gate_outcomes if outcome == "no"} | {None}
    if any(outcome == "unknown" for _, outcome in gate_outcomes):
        led_to.add("incomplete")
    return next(answer for on_no, answer in ANSWERS[stage] if on_no in led_to)


class Track:
    """One indication and route on one day, with the rules then in force."""

    def __init__(self, rules):
        self.rules = [rule.id for rule in rules]
        self.gates = {stage: gates([rule for rule in rules if stage in rule.stages]) for stage in STAGES}

    def answer(self, outcomes):
        """The answers of the four stages, the outcome of every rule, and where a redirected patient belongs."""
        found = {stage: [(gate, gate.outcome(outcomes)) for gate in self.gates[stage]] for stage in STAGES}
        return {
            "verdict": stage_answer("referral", found["referral"]),
            "plan": stage_answer("plan", found["plan"]),
            "release": stage_answer("release", found["release"]),
            "sequencing": stage_answer("sequencing", found["sequencing"]),
            "rules": {rule_id: outcomes[rule_id] for rule_id in self.rules},
            "redirect": sorted({gate.redirect for gate, outcome in found["referral"]
                                if gate.on_no == "redirect" and outcome == "no"}),
        }


# ---- The folder ------------------------------------------------------------------------------------------------------

@dataclass
class Guideline:
    """The files of a guideline folder that a decision needs."""
    folder: Path
    documents: dict = field(default_factory=dict)  # relative path -> parsed TOML
    sets: dict = field(default_factory=dict)       # value sets and registers by id
    switches: dict = field(default_factory=dict)   # inconsistencies by id
    rules: list = field(default_factory=list)
    prepared: dict = field(default_factory=dict)   # day -> the rules in force and the tracks made of them

    def below(self, folder):
        return {file: table for file, table in self.documents.items() if file.startswith(folder + "/")}

    def defaults(self):
        """The option of every switch when nobody has chosen another."""
        return {switch: table["default"] for switch, table in self.switches.items()}

    def has_option(self, switch, option):
        return option in [one.get("id") for one in self.switches.get(switch, {}).get("option", [])]

    def indications(self):
        """The indications in the order of rule-set.toml, each with its routes."""
        return self.documents["rule-set.toml"]["indication"]

    def tracks(self):
        """ "A track is one indication and route (RR/R, RR/H, MC/A, MC/B)." """
        return [(one["id"], route["id"]) for one in self.indications() for route in one["route"]]

    def pick(self, case):
        """The track taken when none is asked for: the first indication whose `default_when` is yes, else the first;
        in it the first route whose `default_when` is yes, else the one without `default_when`."""
        def says_yes(choice):
            return "default_when" in choice and compile_condition(choice["default_when"], self.sets)(case)
        indication = next(filter(says_yes, self.indications()), self.indications()[0])
        plain = [route for route in indication["route"] if "default_when" not in route]
        route = next(filter(says_yes, indication["route"]), (plain or indication["route"])[0])
        return f"{indication['id']}/{route['id']}"

    def decide(self, facts, switches, day):
        """All tracks: only "the rules in force on the requisition day" are asked, each once."""
        if day not in self.prepared:
            valid = [rule for rule in self.rules if in_force(rule.table, day)]
            self.prepared[day] = valid, {"/".join(track): Track([rule for rule in valid if rule.belongs_to(*track)])
                                         for track in self.tracks()}
        for switch, option in switches.items():
            if not self.has_option(switch, option):
                raise ValueError(f"{switch} has no option {option!r}")
        valid, tracks = self.prepared[day]
        case = Case(facts, self.defaults() | switches, day)
        outcomes = {rule.id: rule.outcome(case) for rule in valid}
        return {"tracks": {name: track.answer(outcomes) for name, track in tracks.items()}, "picked": self.pick(case)}


def read_folder(folder, problem):
    """Parse every TOML file. `problem(file, what, remedy)` is called for each that cannot be used."""
    guideline = Guideline(Path(folder))
    for path in sorted(Path(folder).rglob("*.toml")):
        file = path.relative_to(folder).as_posix()
        try:
            guideline.documents[file] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problem(file, f"not TOML 1.0: {error}", "mend the syntax; an inline table must stay on one line")
    for file, table in (guideline.below("value-sets") | guideline.below("registers")).items():
        guideline.sets[str(table.get("id"))] = table
    for file, table in guideline.below("inconsistencies").items():
        guideline.switches[str(table.get("id"))] = table
    for file, table in guideline.below("rules").items():
        try:
            guideline.rules.append(Rule(file, table, guideline.sets))
        except ValueError as error:
            problem(file, str(error), "see \"Conditions\" in docs/rule-format.md")
    return guideline


def canonical_hash(folder):
    """sha256 of the JSON object {relative path: parsed TOML} of all *.toml outside vectors/, and source.txt as the hash
    of its bytes; keys sorted by code point, no white space, UTF-8, dates as ISO text."""
    content = {file: table for file, table in read_folder(folder, stop).documents.items()
               if not file.startswith("vectors/")}
    content["source.txt"] = {"sha256": hashlib.sha256((Path(folder) / "source.txt").read_bytes()).hexdigest()}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def stop(file, what, remedy):
    """For commands that need a sound folder: the first problem ends the program."""
    sys.exit(f"{file}: {what}\n    remedy: {remedy}")
