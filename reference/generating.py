"""Random cases for a guideline folder, made so that all five answers occur often.

Nothing is known here about medicine: which facts exist, of what kind, and which values are worth trying is read off the
conditions of the rules. The same folder and seed always give the same cases.
"""

import random
from datetime import timedelta

from reading import DEFAULT_DAY, NOT_APPLICABLE, Case, compile_condition, in_force, leaves

OTHER_CODES = ("other",)      # codes that no condition asks for
STRANGERS = ("DZ999", "0")    # keys that no value set and no register has
DENSITIES = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def interesting_values(test, value, sets, other_codes=OTHER_CODES):
    """Values on both sides of a test: whole numbers around a threshold, a code and another, members and strangers."""
    if test == "in":
        rows = [row for part in ("entry", "except") for row in sets[value.partition("/")[0]].get(part, [])]
        keys = [row["key"] for row in rows if not row["key"].endswith("*")]
        stems = [row["key"][:-1] for row in rows if row["key"].endswith("*")]
        return [*keys, *stems, *(stem + last for stem in stems for last in "029"), *STRANGERS]
    if isinstance(value, bool):
        return [True, False]
    if isinstance(value, int):
        return [number for number in (value - 1, value, value + 1) if number >= 0]
    return [value, *other_codes]


class Generator:
    """Makes cases for one guideline; every choice comes from one seeded source of chance."""

    def __init__(self, guideline, seed, days=(), other_codes=OTHER_CODES):
        self.guideline, self.chance, self.values = guideline, random.Random(seed), {}
        picking = [one["default_when"] for indication in guideline.indications()
                   for one in [indication, *indication["route"]] if "default_when" in one]
        asked = [leaf for condition in picking for leaf in leaves(condition)]
        for what, fact, test, value in asked + [leaf for rule in guideline.rules for leaf in rule.leaves()]:
            if what == "fact":
                pool = self.values.setdefault(fact, [])
                pool += [new for new in interesting_values(test, value, guideline.sets, other_codes) if new not in pool]
        self.days = list(days) or self.border_days()
        self.remembered = {}

    def border_days(self):
        """The days on which a rule or an entry comes into force or goes out of it, one day to each side of them, and
        ordinary days; none before the first rule."""
        rows = [rule.table for rule in self.guideline.rules]
        rows += [row for one in self.guideline.sets.values() for part in ("entry", "except") for row in one.get(part, [])]
        borders = {row["from"] + timedelta(days=n) for row in rows if "from" in row for n in (-1, 0)}
        borders |= {row["until"] + timedelta(days=n) for row in rows if "until" in row for n in (0, 1)}
        first = min(rule.table["from"] for rule in self.guideline.rules)
        ordinary = [DEFAULT_DAY + timedelta(days=self.chance.randrange(400)) for _ in range(len(borders) + 5)]
        return sorted(day for day in borders if day >= first) + ordinary + [DEFAULT_DAY]

    def case(self):
        """One case: a nearly complete one that some track accepts, the same with one rule broken, or facts at random."""
        switches = self.other_switches() if self.chance.random() < 0.2 else {}
        case = Case({}, self.guideline.defaults() | switches, self.chance.choice(self.days))
        way = self.chance.random()
        if way < 0.3:
            density = self.chance.choice(DENSITIES)
            case.facts = {fact: self.chance.choice(pool) for fact, pool in self.values.items()
                          if self.chance.random() < density}
        else:
            track = self.chance.choice(self.guideline.tracks())
            rules = [r for r in self.guideline.rules if r.belongs_to(*track) and in_force(r.table, case.day)]
            self.satisfy(rules, case)
            if way < 0.65:
                self.break_one(rules, case)
            else:
                self.flip(case, self.chance.choice((0, 0, 1, 1, 2, 3)))
        return {"day": case.day.isoformat(), "switches": switches, "facts": dict(sorted(case.facts.items()))}

    def other_switches(self):
        """One to three switches, each on an option that is not its default."""
        others = {switch: [one["id"] for one in table["option"] if one["id"] != table["default"]]
                  for switch, table in sorted(self.guideline.switches.items()) if len(table["option"]) > 1}
        chosen = self.chance.sample(sorted(others), min(len(others), self.chance.randint(1, 3)))
        return {switch: self.chance.choice(others[switch]) for switch in chosen}

    def satisfy(self, rules, case):
        """Begin with a value for every fact and mend one rule after the other until none blocks (or patience ends)."""
        case.facts = {fact: self.chance.choice(pool) for fact, pool in self.values.items()}
        for _ in range(40):
            met = {r.alternative for r in rules if r.alternative and r.outcome(case) == "yes"}
            blocking = [rule for rule in rules if rule.alternative not in met and self.blocks(rule, rule.outcome(case))]
            if not blocking:
                return
            for rule in self.chance.sample(blocking, len(blocking)):
                if not self.blocks(rule, rule.outcome(case)) or rule.alternative in met:
                    continue
                met |= {rule.alternative} - {None}
                if rule.kind in ("route", "info") or (rule.when and self.chance.random() < 0.2):
                    self.make(rule.table["when"], False, case)
                else:
                    self.make(rule.table["require"], True, case)

    @staticmethod
    def blocks(rule, outcome):
        """Would this outcome keep a track from its best answer (or give a warning)?"""
        if rule.kind in ("route", "info"):
            return rule.redirect is not None and outcome != "no"
        return outcome not in ("yes", NOT_APPLICABLE)

    def break_one(self, rules, case):
        """Break one rule of a kind of effect chosen by chance, with all its alternatives, or take away some facts."""
        effects = sorted({rule.on_no for rule in rules if rule.kind == "hard"} | {"redirect", "unknown"})
        effect = self.chance.choice(effects)
        candidates = [r for r in rules if r.on_no == effect or (effect == "redirect" and r.kind == "route" and r.redirect)]
        if not candidates:
            for fact in self.chance.sample(sorted(case.facts), min(len(case.facts), self.chance.randint(1, 3))):
                del case.facts[fact]
            return
        chosen = self.chance.choice(candidates)
        for rule in [r for r in rules if r.alternative == chosen.alternative] if chosen.alternative else [chosen]:
            for key, wanted in (("when", True), ("require", False)):
                if key in rule.table:
                    self.make(rule.table[key], wanted, case)

    def flip(self, case, number):
        """Give some facts another value, or none."""
        for fact in self.chance.sample(sorted(self.values), min(len(self.values), number)):
            case.facts[fact] = self.chance.choice([*self.values[fact], None])
        case.facts = {fact: value for fact, value in case.facts.items() if value is not None}

    def make(self, condition, wanted, case):
        """Change facts so that the condition becomes yes (wanted) or no; a switch stays as it is."""
        match condition:
            case {"all": parts} | {"any": parts}:
                everyone = ("all" in condition) == wanted
                for part in parts if everyone else [self.chance.choice(parts)]:
                    self.make(part, wanted, case)
            case {"not": part}:
                self.make(part, not wanted, case)
            case {"fact": fact}:
                key = (str(condition), wanted, case.day)
                if key not in self.remembered:
                    test = compile_condition(condition, self.guideline.sets)
                    self.remembered[key] = [value for value in self.values[fact]
                                            if test(Case({fact: value}, {}, case.day)) is wanted]
                values = self.remembered[key]
                strangers = [value for value in values if value in STRANGERS]  # else another set would hold the value
                if values:
                    case.facts[fact] = self.chance.choice(strangers if strangers and self.chance.random() < 0.5 else values)
