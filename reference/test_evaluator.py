"""Tests of the second reading: python3 -m unittest discover reference"""

import contextlib
import hashlib
import io
import json
import sys
import tempfile
import unittest
from datetime import date
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))

import evaluator                                                                        # noqa: E402
from checking import check, quote_problem                                               # noqa: E402
from generating import Generator                                                        # noqa: E402
from reading import (DEFAULT_DAY, Case, Track, all_of, any_of, canonical_hash, compile_condition,  # noqa: E402
                     is_member, negate, read_folder, stop)

SOURCE = "Side et\nAlder: 18 år, hæmato-\nlogisk patient\nSide to\nECOG – score: 2\n"

RULE_SET = """
id = "small"
version = "1"
jurisdiction = "DK"
publisher = "p"
title = { da = "a", en = "b" }
source_title = "t"
source_case = "1"
source_pages_read = "1-2"
effective_from = 2022-06-03
authored = "2022"
encoding = { status = "draft", reviewed_by = [], da = "a", en = "b" }
[[indication]]
id = "RR"
da = "a"
en = "b"
default_when = { all = [{ switch = "INC-30", is = "rr-first" }, { fact = "state.relapse", is = true }] }
[[indication.route]]
id = "R"
da = "a"
en = "b"
[[indication.route]]
id = "H"
da = "a"
en = "b"
default_when = { fact = "mdt.high_risk", is = true }
[[indication]]
id = "MC"
da = "a"
en = "b"
route = [{ id = "A", da = "a", en = "b" }]
"""

SWITCH = """
id = "INC-30"
owner = "NGC"
default = "rr-first"
da = { finding = "f", treatment = "t" }
en = { finding = "f", treatment = "t" }
where = [{ page = 1, quote = "18 år" }]
option = [{ id = "rr-first", da = "a", en = "b", changes = [] }, { id = "mc-first", da = "a", en = "b", changes = [] }]
"""

LYMPHOMA = """
id = "LYM"
status = "draft"
source = "derived"
da = "Lymfom"
en = "Lymphoma"
entry = [{ key = "DC83*", from = 2022-06-03 }, { key = "DD45", from = 2022-06-03 },
         { key = "DC90*", from = 2026-01-01, until = 2026-03-31, tags = ["plasma"] }]
except = [{ key = "DC835" }]
"""

RULE = """
id = "{id}"
version = 1
kind = "{kind}"
indications = ["RR", "MC"]
stages = ["referral"]
from = 2022-06-03
override = "nobody"
inconsistencies = []
needs = ["{fact}"]
{body}
da = {{ says = "x", remedy = "y" }}
en = {{ says = "x", remedy = "y" }}
citation = [{{ requirement = "REQ-1", page = 1, line = 2, quote = "hæmatologisk" }}]
[[case]]
name = "passes"
facts = {{ "{fact}" = {yes} }}
expect = "yes"
[[case]]
name = "fails"
facts = {{ "{fact}" = {no} }}
expect = "no"
[[case]]
name = "not known"
facts = {{}}
expect = "unknown"
"""


def rule(rule_id, fact, body, kind="hard", yes="true", no="false"):
    return RULE.format(id=rule_id, fact=fact, body=body, kind=kind, yes=yes, no=no)


FILES = {
    "source.txt": SOURCE,
    "rule-set.toml": RULE_SET,
    "pages.toml": "pages_in_document = 2\npage = [{ number = 1, first_line = 1 }, { number = 2, first_line = 4 }]",
    "requirements.toml": 'requirement = [{ id = "REQ-1", kind = "hard", page = 1 }]',
    "inconsistencies/INC-30.toml": SWITCH,
    "value-sets/LYM.toml": LYMPHOMA,
    "registers/redirect-targets.toml": LYMPHOMA.replace('"LYM"', '"redirect-targets"').replace("DD45", "children"),
    "rules/scope.toml": rule("SCOPE", "diagnosis.code", 'require = { fact = "diagnosis.code", in = "LYM" }\n'
                             'on_no = "out-of-scope"', yes='"DC833"', no='"DC349"'),
    "rules/age.toml": rule("AGE", "patient.age", 'when = { fact = "patient.age", at_most = 17 }\nredirect = "children"',
                           kind="route", yes="17", no="18"),
    "rules/relapse.toml": rule("RELAPSE", "state.relapse", 'require = { fact = "state.relapse", is = true }\n'
                               'on_no = "refuse"'),
}


class WithFolder(unittest.TestCase):
    """Writes small guideline folders; `changes` replaces or (None) removes files of the sound one above."""

    def folder(self, changes=None):
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for file, text in (FILES | (changes or {})).items():
            if text is not None:
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text, encoding="utf-8")
        return root

    def problems(self, file, text):
        return "\n".join(what for _, what, _ in check(self.folder({file: text}))[1])

    def command(self, *arguments, stdin=""):
        with mock.patch("sys.stdin", io.StringIO(stdin)), contextlib.redirect_stdout(io.StringIO()) as out:
            evaluator.main([str(argument) for argument in arguments])
        return out.getvalue()


class Kleene(unittest.TestCase):
    def test_tables(self):
        for a, b, both, either in [(True, True, True, True), (True, False, False, True), (True, None, None, True),
                                   (False, False, False, False), (False, None, False, None), (None, None, None, None)]:
            for pair in ([a, b], [b, a]):
                self.assertIs(all_of(pair), both)
                self.assertIs(any_of(pair), either)
        self.assertEqual([negate(True), negate(False), negate(None)], [False, True, None])

    def test_conditions(self):
        condition = {"any": [{"all": [{"fact": "a", "at_least": 3}, {"not": {"fact": "b", "is": True}}]},
                             {"switch": "S", "is": "on"}]}
        test = compile_condition(condition, {})
        for facts, expected in [({"a": 3, "b": False}, True), ({"a": 2}, False), ({"a": 3}, None), ({"b": True}, False)]:
            self.assertIs(test(Case(facts, {"S": "off"})), expected)
            self.assertIs(test(Case(facts, {"S": "on"})), True)

    def test_what_is_not_a_condition(self):
        for wrong in ({}, {"all": []}, {"fact": "a"}, {"fact": "a", "is": 1, "in": "x"}, {"fact": "a", "at_least": "3"},
                      "yes"):
            with self.assertRaises(ValueError):
                compile_condition(wrong, {})

    def test_a_truth_is_not_a_number(self):
        with self.assertRaises(ValueError):
            compile_condition({"fact": "a", "is": 1}, {})(Case({"a": True}, {}))


class Sets(WithFolder):
    def test_patterns_excepts_dates_tags(self):
        lymphoma = read_folder(self.folder(), stop).sets["LYM"]
        for key, tag, day, expected in [
                ("DC833", None, DEFAULT_DAY, True), ("DC83", None, DEFAULT_DAY, True), ("DC835", None, DEFAULT_DAY, False),
                ("DD45", None, DEFAULT_DAY, True), ("DD450", None, DEFAULT_DAY, False), ("DC8", None, DEFAULT_DAY, False),
                ("DC900", None, date(2025, 12, 31), False), ("DC900", None, date(2026, 1, 1), True),
                ("DC900", None, date(2026, 3, 31), True), ("DC900", None, date(2026, 4, 1), False),
                ("DC900", "plasma", DEFAULT_DAY, True), ("DC833", "plasma", DEFAULT_DAY, False)]:
            self.assertIs(is_member(lymphoma, tag, key, day), expected, (key, tag, day))


class Tracks(WithFolder):
    def one(self, kind, outcome, name="X", **keys):
        """A stand-in for a rule whose outcome is given."""
        return mock.Mock(id=name, kind=kind, stages=["referral", "plan", "release"], on_no=keys.get("on_no"),
                         outcome=outcome, redirect=keys.get("redirect"), alternative=keys.get("alternative"))

    def answers(self, *rules):
        return Track(rules).answer({one.id: one.outcome for one in rules})

    def test_order_of_answers(self):
        redirect = self.one("route", "yes", "A", redirect="t")
        scope = self.one("hard", "no", "B", on_no="out-of-scope")
        refuse = self.one("hard", "no", "C", on_no="refuse")
        missing = self.one("hard", "unknown", "D", on_no="refuse")
        warning = self.one("soft", "no", "E")
        task = self.one("route", "unknown", "F")
        rules = [redirect, scope, refuse, missing, warning, task]
        expected = ["REDIRECT", "OUT_OF_SCOPE", "NOT_ELIGIBLE", "INCOMPLETE", "ELIGIBLE"]
        for number, verdict in enumerate(expected):
            self.assertEqual(self.answers(*rules[number:])["verdict"], verdict)
        self.assertEqual(self.answers(*rules)["redirect"], ["t"])
        self.assertEqual(self.answers(*rules)["plan"], "REFUSED")
        self.assertEqual(self.answers(warning)["sequencing"], "OPEN")

    def test_unknown_redirect_is_incomplete(self):
        self.assertEqual(self.answers(self.one("route", "unknown", redirect="t"))["verdict"], "INCOMPLETE")
        self.assertEqual(self.answers(self.one("route", "no", redirect="t"))["verdict"], "ELIGIBLE")
        self.assertEqual(self.answers(self.one("hard", "no", on_no="redirect", redirect="t"))["redirect"], ["t"])

    def test_hold_and_incomplete(self):
        hold = self.one("hard", "no", "A", on_no="hold")
        self.assertEqual(self.answers(hold)["release"], "ON_HOLD")
        self.assertEqual(self.answers(self.one("hard", "no", on_no="incomplete"))["release"], "INCOMPLETE")
        self.assertEqual(self.answers(hold, self.one("hard", "no", "B", on_no="refuse"))["release"], "REFUSED")

    def test_alternatives(self):
        for outcomes, verdict in [("yes no", "ELIGIBLE"), ("no unknown", "INCOMPLETE"), ("no no", "OUT_OF_SCOPE"),
                                  ("yes unknown", "ELIGIBLE"), ("no not-applicable", "OUT_OF_SCOPE"),
                                  ("not-applicable not-applicable", "ELIGIBLE")]:
            rules = [self.one("hard", outcome, f"R{number}", on_no="out-of-scope", alternative="scope")
                     for number, outcome in enumerate(outcomes.split())]
            self.assertEqual(self.answers(*rules)["verdict"], verdict, outcomes)

    def test_when(self):
        text = rule("W", "b", 'when = { fact = "a", is = true }\nrequire = { fact = "b", is = true }\non_no = "refuse"')
        outcome = next(r for r in read_folder(self.folder({"rules/w.toml": text}), stop).rules if r.id == "W").outcome
        for facts, expected in [({"a": False}, "not-applicable"), ({"a": False, "b": False}, "not-applicable"),
                                ({"b": True}, "yes"), ({"b": False}, "unknown"), ({}, "unknown"), ({"a": True}, "unknown"),
                                ({"a": True, "b": False}, "no")]:
            self.assertEqual(outcome(Case(facts, {})), expected, facts)

    def test_pick(self):
        guideline = read_folder(self.folder(), stop)
        for facts, switches, expected in [({"state.relapse": True}, {}, "RR/R"), ({"mdt.high_risk": True}, {}, "RR/H"),
                                          ({"state.relapse": True}, {"INC-30": "mc-first"}, "RR/R")]:
            self.assertEqual(guideline.decide(facts, switches, DEFAULT_DAY)["picked"], expected)

    def test_a_switch_must_exist(self):
        guideline = read_folder(self.folder(), stop)
        for switches in ({"INC-30": "other"}, {"INC-99": "rr-first"}):
            with self.assertRaises(ValueError):
                guideline.decide({}, switches, DEFAULT_DAY)

    def test_only_rules_in_force(self):
        guideline = read_folder(self.folder(), stop)
        rules = guideline.decide({}, {}, date(2022, 6, 2))["tracks"]["RR/R"]["rules"]
        self.assertEqual(rules, {})


class Check(WithFolder):
    def test_a_sound_folder(self):
        self.assertEqual(check(self.folder())[1], [])
        self.assertIn("3 rules with 9 cases", self.command("check", self.folder()))

    def test_each_mistake_is_told(self):
        relapse = FILES["rules/relapse.toml"]
        for old, new, expected in [
                ("version = 1", "version = 1\ncolour = 3", "unknown key 'colour'"),
                ("version = 1", "", "version is missing"),
                ('needs = ["state.relapse"]', "needs = []", "needs does not list"),
                ("expect = \"unknown\"", "expect = \"no\"", "no case expects unknown"),
                ("is = true }", "is = false }", "expects yes, but the rule says no"),
                ("is = true }", "is = 1.5 }", "not a condition"),
                ("line = 2", "line = 1", "begins on line 2, not 1"),
                ("page = 1", "page = 2", "page 2 does not have the quote"),
                ("hæmatologisk", "haematologisk", "does not have the quote"),
                ("REQ-1", "REQ-2", "no requirement 'REQ-2'"),
                ('on_no = "refuse"', 'on_no = "redirect"', "redirect goes with"),
                ('on_no = "refuse"', 'on_no = "hold"', "hold\" at stage referral"),
                ('kind = "hard"', 'kind = "soft"', "a soft rule with on_no"),
                ('{ fact = "state.relapse", is = true }', '{ all = [{ fact = "state.relapse", is = true }, '
                 '{ switch = "INC-30", is = "rr-first" }] }', "INC-30 is used but not listed"),
                ('{ fact = "state.relapse", is = true }', '{ fact = "state.relapse", in = "NONE" }', "register 'NONE'"),
                ('from = 2022-06-03', 'from = "2022-06-03"', "write a date"),
                ('["RR", "MC"]', '["RR", "XX"]', "unknown one: ['XX']"),
                ('facts = {}', 'facts = 3', "write a table"),
                ('facts = {}', 'facts = { "state.relaps" = true }', "which the rule does not ask"),
                ('["referral"]', '[]', "stages is empty"),
                ('"RELAPSE"', '"AGE"', "2 files have the id AGE"),
                ("[[case]]", "[[case]", "not TOML 1.0")]:
            with self.subTest(expected):
                self.assertIn(old, relapse)
                found = check(self.folder({"rules/relapse.toml": relapse.replace(old, new)}))[1]
                self.assertIn(expected, "\n".join(f"{what} {remedy}" for _, what, remedy in found))

    def test_the_rule_set_is_checked(self):
        self.assertIn("INC-30 has no option 'x'", self.problems("rule-set.toml", RULE_SET.replace('"rr-first"', '"x"')))
        self.assertIn("unknown key 'colour'", self.problems("rule-set.toml", "colour = 1\n" + RULE_SET))

    def test_never_gates(self):
        text = rule("INFO", "state.relapse", 'when = { fact = "state.relapse", is = true }\n'
                    'never_gates = ["patient.age", "state.relapse"]', kind="info")
        self.assertIn("must never gate", self.problems("rules/info.toml", text))
        closed = FILES["rules/relapse.toml"].replace("inconsistencies = []", 'inconsistencies = ["INC-30"]').replace(
            "require =", 'when = { switch = "INC-30", is = "mc-first" }\nrequire =')
        found = check(self.folder({"rules/info.toml": text, "rules/relapse.toml": closed}))[1]
        self.assertNotIn("must never gate", str(found))     # by default the rule does not apply

    def test_quotes(self):
        lines, pages = SOURCE.split("\n"), {1: 1, 2: 4}
        self.assertIsNone(quote_problem(lines, pages, 1, 2, "hæmatologisk  patient"))
        self.assertIsNone(quote_problem(lines, pages, 2, 5, "ECOG - sco\u00adre: 2"))
        self.assertIsNone(quote_problem(lines, pages, 2, None, "score:"))
        for page, line, quote in [(1, 2, "ECOG"), (2, 4, "ECOG"), (1, 3, "patient Side to"), (3, 1, "x"), (1, 1, " - ")]:
            self.assertIsNotNone(quote_problem(lines, pages, page, line, quote))


class Hash(WithFolder):
    def test_the_canonical_form(self):
        folder = self.folder(dict.fromkeys(FILES) | {
            "source.txt": "æ", "b.toml": 'z = "æ\\"\\n"\na = 2022-06-03', "a/c.toml": "n = [1, true]",
            "vectors/v.toml": "x = 1"})
        source = hashlib.sha256("æ".encode()).hexdigest()
        text = ('{"a/c.toml":{"n":[1,true]},"b.toml":{"a":"2022-06-03","z":"æ\\"\\n"},'
                f'"source.txt":{{"sha256":"{source}"}}}}')
        self.assertEqual(canonical_hash(folder), hashlib.sha256(text.encode()).hexdigest())

    def test_comments_and_vectors_do_not_count(self):
        plain = canonical_hash(self.folder())
        commented = {"rule-set.toml": "# a comment\n" + RULE_SET, "vectors/v.toml": ""}
        self.assertEqual(plain, canonical_hash(self.folder(commented)))
        self.assertNotEqual(plain, canonical_hash(self.folder({"source.txt": SOURCE + "\n"})))


class Commands(WithFolder):
    def test_generate_decide_compare(self):
        folder = self.folder()
        cases = self.command("generate", folder, "--cases", 300, "--seed", 7)
        self.assertEqual(cases, self.command("generate", folder, "--cases", 300, "--seed", 7))
        self.assertNotEqual(cases, self.command("generate", folder, "--cases", 300, "--seed", 8))
        answers = self.command("decide", folder, stdin=cases)
        verdicts = [json.loads(line)["tracks"]["MC/A"]["verdict"] for line in answers.splitlines()]
        for verdict in ("ELIGIBLE", "NOT_ELIGIBLE", "INCOMPLETE", "OUT_OF_SCOPE", "REDIRECT"):
            self.assertGreater(verdicts.count(verdict), 20, verdict)
        one, other = folder / "one.jsonl", folder / "other.jsonl"
        one.write_text(answers, encoding="utf-8")
        other.write_text(answers.replace("NOT_ELIGIBLE", "ELIGIBLE", 1), encoding="utf-8")
        self.assertEqual(self.command("compare", one, one), "300 cases agree\n")
        with self.assertRaises(SystemExit):
            self.command("compare", one, other)

    def test_days(self):
        guideline = read_folder(self.folder(), stop)
        days = {Generator(guideline, seed).case()["day"] for seed in range(200)}
        self.assertTrue({"2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01"} <= days)
        only = {Generator(guideline, seed, [date(2026, 5, 1)]).case()["day"] for seed in range(20)}
        self.assertEqual(only, {"2026-05-01"})


if __name__ == "__main__":
    unittest.main()
