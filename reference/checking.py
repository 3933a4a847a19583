"""Is a guideline folder sound? Every problem is told with its file and its remedy.

Sentences in quotation marks are those of docs/rule-format.md.
"""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

from reading import (DEFAULT_DAY, KIND_NAMES, Case, all_of, any_of, compile_condition, leaf_kind, leaves, negate,
                     read_folder)


# ---- The form of every table ----------------------------------------------------------------------------------

# "Every table is closed: an unknown key is an error." One line a table: key and kind of value; "?" marks a key that may
# be absent, "[]" a list, "a|b" the only words allowed; a kind in capitals is another line of this table.
FORMS = {
    "RULE": "id text, version whole, kind hard|soft|route|info, indications text[], routes? text[], "
            "stages referral|plan|release|sequencing[], from date, until? date, override nobody|mdt-chair|ngc, "
            "inconsistencies? text[], needs text[], when? table, require? table, "
            "on_no? refuse|incomplete|out-of-scope|redirect|hold, redirect? text, alternative? text, task? text, "
            "never_gates? text[], da SAYS, en SAYS, citation CITATION[], case CASE[]",
    "SAYS": "says text, remedy text",
    "CITATION": "requirement text, page? whole, line? whole, quote? text, basis? text",
    "CASE": "name text, facts table, expect yes|no|unknown|not-applicable, switches? table, day? date",
    "SET": "id text, status draft|approved, source text, da text, en text, entry? ENTRY[], except? EXCEPT[]",
    "ENTRY": "key text, from date, until? date, tags? text[], name? text, name_en? text, region? text, note? text, "
             "partner? text, sor_status? text, unit_register? text",
    "EXCEPT": "key text",
    "INCONSISTENCY": "id text, owner NGC|labs|NGC + labs|clinical content owner|none, default text, da FINDING, "
                     "en FINDING, where WHERE[], option OPTION[]",
    "FINDING": "finding text, treatment text",
    "WHERE": "page whole, line? whole, quote text",
    "OPTION": "id text, da text, en text, changes? text[]",
    "CITED": "item? ITEM[], clock? table[], kpi? table[], list? table[]",
    "ITEM": "id text, kind num|clock|kpi|cap|report|gov|ctx|hard, page whole, line? whole, quote text, da text, en text, "
            "values? table",
    "VECTOR": "id text, story text, run RUN[]",
    "RUN": "base text, set? table, remove? text[], switches? table, stage? referral|release, "
           "edit? EDIT[], expect EXPECT",
    "EDIT": "file text, from text, to text",
    "EXPECT": "verdict? ELIGIBLE|NOT_ELIGIBLE|INCOMPLETE|OUT_OF_SCOPE|REDIRECT, indication? text, route? text, "
              "rules? table, plan? ACCEPTED|REFUSED|INCOMPLETE, redirect? text[], warnings? text[], tasks? text[], "
              "incidents? whole, eligible_tracks? text[], release? OPEN|REFUSED|ON_HOLD|INCOMPLETE, units? whole, "
              "ask? text[], redirect_unit? text, history? text[], first_stands? truth",
    "RULE-SET": "id text, version text, jurisdiction text, publisher text, title TITLE, source_title text, "
                "source_case text, source_pages_read text, effective_from date, authored text, approval? APPROVAL, "
                "consultation? CONSULTATION[], encoding ENCODING, indication INDICATION[]",
    "TITLE": "da text, en text",
    "APPROVAL": "body text, date date, requirement text, page whole, line? whole, quote text",
    "CONSULTATION": "body text, date date, page whole, line? whole, quote text",
    "ENCODING": "status text, reviewed_by text[], da text, en text",
    "INDICATION": "id text, da text, en text, default_when? table, route INDICATION-ROUTE[]",
    "INDICATION-ROUTE": "id text, da text, en text, default_when? table",
    "PAGES": "pages_in_document whole, page PAGE[]",
    "PAGE": "number whole, first_line whole",
    "REQUIREMENTS": "requirement REQUIREMENT[]",
    "REQUIREMENT": "id text, kind text, page? whole",
    "DERIVED": "derived DERIVATION[]",
    "DERIVATION": "id text, basis text, da text, en text",
    "TRACE": "entry? TRACED[], behaviour? table",
    "TRACED": "id text, held_by text, where? text, test? text, reason text",
}
FORM_OF = {"rule-set.toml": "RULE-SET", "pages.toml": "PAGES", "requirements.toml": "REQUIREMENTS",
           "derived.toml": "DERIVED", "trace.toml": "TRACE", "rules": "RULE", "value-sets": "SET", "registers": "SET",
           "inconsistencies": "INCONSISTENCY", "cited": "CITED", "vectors": "VECTOR"}
PLAIN = {"text": str, "whole": int, "date": date, "table": dict, "truth": bool}


def check_form(kind, value, where, problem):
    """Unknown keys, missing keys, and values of another kind than FORMS says."""
    if kind == "any":
        return None
    if kind.endswith("[]"):
        if not isinstance(value, list):
            return problem(f"{where} is not a list", "write a list (or [[...]] tables)")
        for number, one in enumerate(value, 1):
            check_form(kind[:-2], one, f"{where} {number}", problem)
    elif kind in FORMS:
        if not isinstance(value, dict):
            return problem(f"{where} is not a table", "see docs/rule-format.md")
        form = dict(entry.split(" ", 1) for entry in FORMS[kind].split(", "))
        for key in sorted(value.keys() - {key.rstrip("?") for key in form}):
            problem(f"{where}: unknown key {key!r}", "take it away or correct its spelling")
        for key, inner in form.items():
            if key.rstrip("?") in value:
                check_form(inner, value[key.rstrip("?")], f"{where}: {key.rstrip('?')}", problem)
            elif not key.endswith("?"):
                problem(f"{where}: {key} is missing", f"write {key} = ({inner})")
    elif kind in PLAIN:
        if type(value) is not PLAIN[kind] or value == "":
            problem(f"{where} is {value!r}", f"write a {kind}")
    elif value not in kind.split("|"):
        problem(f"{where} is {value!r}", f"write one of {kind}")


def check_values(value, where, problem):
    """ "Only whole numbers" and whole days: these have one spelling only, so that the hash is the same everywhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            check_values(inner, f"{where}.{key}".lstrip("."), problem)
    elif isinstance(value, list):
        for inner in value:
            check_values(inner, where, problem)
    elif type(value) not in (str, int, bool, date):
        problem(f"{where} = {value!r}", "write a whole number, a date without time, or text")


# ---- Quotes ---------------------------------------------------------------------------------------------------

def bare(text):
    """White space, hyphen, soft hyphen and the Unicode dashes U+2010..U+2015 do not count when quotes are compared."""
    return re.sub(r"[\s\-\u00ad\u2010-\u2015]", "", text)


def quote_problem(source_lines, first_lines, page, line, quote):
    """None if the page has the quote (and it begins on `line`, where one is given), else what is wrong."""
    if page not in first_lines:
        return f"page {page} is not in pages.toml"
    end = min((first for first in first_lines.values() if first > first_lines[page]), default=len(source_lines) + 1)
    text, line_of = "", []                       # the bare text of the page and, for each character, its line
    for number in range(first_lines[page], end):
        stripped = bare(source_lines[number - 1])
        text += stripped
        line_of += [number] * len(stripped)
    wanted = bare(quote)
    if not wanted:
        return "the quote is empty"
    found = [line_of[at.start()] for at in re.finditer(f"(?={re.escape(wanted)})", text)]
    if not found:
        return f"page {page} does not have the quote {quote!r}"
    if line is not None and line not in found:
        return f"the quote {quote!r} begins on line {found[0]}, not {line}"


def quotes_in(value):
    """Every table with `page` and `quote`, however deep."""
    if isinstance(value, dict) and isinstance(value.get("quote"), str) and "page" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from quotes_in(inner)


# ---- One rule -------------------------------------------------------------------------------------------------

def check_kind(rule, problem):
    """Which keys go with which kind: "hard: ... on_no", "route: has `when` and ... `redirect` or `task`", "info: has
    `when` ... and `never_gates`"; "redirect: with on_no = "redirect" "; "alternative: hard"."""
    has = {key for key in ("when", "require", "on_no", "redirect", "alternative", "task", "never_gates")
           if key in rule.table}
    needed = {"hard": {"require", "on_no"}, "soft": {"require"}, "route": {"when"}, "info": {"when", "never_gates"}}
    allowed = {"hard": {"when", "redirect", "alternative"}, "soft": {"when"}, "route": {"redirect", "task"}}
    for key in sorted(needed[rule.kind] - has):
        problem(f"a {rule.kind} rule without {key}", f"write {key}")
    for key in sorted(has - needed[rule.kind] - allowed.get(rule.kind, set())):
        problem(f"a {rule.kind} rule with {key}", f"take {key} away or change the kind")
    for key in ("indications", "stages", "citation"):
        if not rule.table[key]:
            problem(f"{key} is empty", "name at least one")
    if rule.kind == "route" and len(has & {"redirect", "task"}) != 1:
        problem("a route rule has either redirect or task", "write one of them")
    if rule.kind == "hard" and ("redirect" in has) != (rule.on_no == "redirect"):
        problem("redirect goes with on_no = \"redirect\"", "write both or neither")
    if rule.on_no == "hold" and {"referral", "plan"} & set(rule.stages):
        problem("on_no = \"hold\" at stage referral or plan", "hold belongs to release and sequencing")


def check_names(rule, guideline, problem):
    """Facts, switches, redirect targets and requirements that the rule names."""
    named = {subject: {name for what, name, _, _ in rule.leaves() if what == subject} for subject in ("fact", "switch")}
    if rule.table["needs"] != sorted(named["fact"]):
        problem("needs does not list the facts of the conditions", f"needs = {json.dumps(sorted(named['fact']))}")
    for switch in sorted(named["switch"] - set(rule.table.get("inconsistencies", []))):
        problem(f"the switch {switch} is used but not listed", "add it to inconsistencies")
    for switch in sorted((named["switch"] | set(rule.table.get("inconsistencies", []))) - set(guideline.switches)):
        problem(f"there is no inconsistencies/{switch}", "write the file or correct the id")
    options = {(name, value) for what, name, _, value in rule.leaves() if what == "switch"}
    options |= {pair for case in rule.table["case"] for pair in case.get("switches", {}).items()}
    for switch, option in sorted(options, key=str):
        if not guideline.has_option(switch, option):
            problem(f"{switch} has no option {option!r}", "use an option of that inconsistency")
    for _, _, test, value in rule.leaves():
        if test == "in" and value.partition("/")[0] not in guideline.sets:
            problem(f"there is no value set or register {value.partition('/')[0]!r}", "write the file or correct the id")
    targets = [entry.get("key") for entry in guideline.sets.get("redirect-targets", {}).get("entry", [])]
    if rule.redirect and rule.redirect not in targets:
        problem(f"there is no redirect target {rule.redirect!r}", "use an id of registers/redirect-targets.toml")
    known = {one["id"] for one in guideline.documents.get("requirements.toml", {}).get("requirement", [])}
    for citation in rule.table["citation"]:
        if citation["requirement"] not in known:
            problem(f"there is no requirement {citation['requirement']!r}", "use an id of requirements.toml")
        if ("basis" in citation) == ("quote" in citation) or ("quote" in citation) != ("page" in citation):
            problem(f"citation of {citation['requirement']}", "write page, line and quote, or basis instead of them")


def check_cases(rule, guideline, problem):
    """ "Each rule has at least a case that passes (yes), one that fails (no) and one with a missing fact (unknown)." """
    for outcome in sorted({"yes", "no", "unknown"} - {case["expect"] for case in rule.table["case"]}):
        problem(f"no case expects {outcome}", "add one")
    for case in rule.table["case"]:
        for fact in sorted(case["facts"].keys() - set(rule.table["needs"])):
            problem(f"case {case['name']!r} states {fact}, which the rule does not ask", "correct or remove the fact")
        try:
            switches = guideline.defaults() | case.get("switches", {})
            found = rule.outcome(Case(case["facts"], switches, case.get("day", DEFAULT_DAY)))
        except LookupError:
            continue  # a switch or a value set is missing: told by check_names
        except (ValueError, TypeError) as error:
            found = f"an error: {error}"
        if found != case["expect"]:
            problem(f"case {case['name']!r} expects {case['expect']}, but the rule says {found}", "mend case or rule")


# ---- The rules together ---------------------------------------------------------------------------------------

def still_open(condition, switches):
    """With the switches known: the answer of a condition if it is already certain, else None; and the facts it asks."""
    if "switch" in condition:
        return switches.get(condition["switch"]) == condition["is"], set()
    if "fact" in condition:
        return None, {condition["fact"]}
    if "not" in condition:
        answer, facts = still_open(condition["not"], switches)
        return negate(answer), facts
    parts = [still_open(part, switches) for part in condition.get("all") or condition["any"]]
    answer = (all_of if "all" in condition else any_of)([answer for answer, _ in parts])
    return answer, set() if answer is not None else set().union(*(facts for _, facts in parts))


def facts_asked(rule, switches):
    """The facts that a rule asks while the switches stand so: a part that a switch has already decided asks nothing."""
    asked = [still_open(condition, switches) for condition in rule.conditions()]
    applies = "when" not in rule.table or asked[0][0] is not False
    return set().union(*(facts for _, facts in asked)) if applies else set()


def check_together(guideline, tracks, problem):
    """Ids are unique; a fact has one kind; alternatives agree on their effect; no hard rule at referral asks, with the
    default switches, a fact that an info rule of the same indication lists in `never_gates`."""
    for rule_id, number in Counter(rule.id for rule in guideline.rules).items():
        if number > 1:
            problem("rules", f"{number} files have the id {rule_id}", "one rule one file")
    kinds = {}
    for rule in guideline.rules:
        for what, name, test, value in rule.leaves():
            if what == "fact" and kinds.setdefault(name, leaf_kind(test, value)) is not leaf_kind(test, value):
                problem(rule.file, f"{name} is elsewhere a {KIND_NAMES[kinds[name]]}", "ask it in the same way")
    for rule in guideline.rules if tracks else []:
        strange = {*rule.indications, *(rule.routes or [])} - {name for track in tracks for name in track}
        if strange or not any(rule.belongs_to(*track) for track in tracks):
            problem(rule.file, f"it belongs to no track, or names an unknown one: {sorted(strange)}", "see rule-set.toml")
    for indication, route in tracks:
        effects = {}
        for rule in guideline.rules:
            if rule.alternative and rule.belongs_to(indication, route):
                effect = (rule.on_no, rule.redirect, sorted(rule.stages))
                if effects.setdefault(rule.alternative, effect) != effect:
                    problem(rule.file, f"alternative {rule.alternative!r} has another on_no, redirect or stages elsewhere",
                            "give all its rules the same ones")
    for info in guideline.rules:
        for rule in guideline.rules if info.kind == "info" else []:
            gate = rule.kind == "hard" and "referral" in rule.stages and {*rule.indications} & {*info.indications}
            clash = set(info.table.get("never_gates", [])) & facts_asked(rule, guideline.defaults()) if gate else None
            if clash:
                problem(rule.file, f"{sorted(clash)} must never gate ({info.id})", "take the fact out of this hard rule")


def check_references(file, table, guideline, problem):
    """What rule set, inconsistencies and vectors name must be there: options, vectors, base referrals, rules."""
    if file == "rule-set.toml":
        for one in [choice for indication in table["indication"] for choice in [indication, *indication["route"]]]:
            try:
                compile_condition(one.get("default_when", {"not": {"fact": "none", "is": True}}), guideline.sets)
            except ValueError as error:
                problem(str(error), "see \"Conditions\" in docs/rule-format.md")
            for what, name, test, value in leaves(one.get("default_when")):
                if what == "switch" and not guideline.has_option(name, value):
                    problem(f"{name} has no option {value!r}", "use an option of that inconsistency")
    vectors = {one.get("id") for one in guideline.below("vectors").values()}
    if file.startswith("inconsistencies/"):
        if table["default"] not in [option["id"] for option in table["option"]]:
            problem(f"default {table['default']!r} is not an option", "name one of the options")
        for vector in sorted({name for option in table["option"] for name in option.get("changes", [])} - vectors):
            problem(f"there is no vector {vector}", "write vectors/ or correct the id")
    for run in table["run"] if file.startswith("vectors/") else []:
        for name in sorted((run["expect"].get("rules", {}).keys() | set(run["expect"].get("warnings", [])))
                           - {rule.id for rule in guideline.rules}):
            problem(f"there is no rule {name}", "correct the id")
        for switch, option in run.get("switches", {}).items():
            if not guideline.has_option(switch, option):
                problem(f"{switch} has no option {option!r}", "use an option of that inconsistency")
        if not (guideline.folder / "vectors" / "base" / f"{run['base']}.json").exists():
            problem(f"there is no base referral {run['base']}", "write vectors/base/ or correct the name")


def check(folder, only=""):
    """The guideline, and every problem of the folder as (file, what, remedy), sorted."""
    problems = []

    def problem(file, what, remedy):
        problems.append((file, what, remedy))
    guideline = read_folder(folder, problem)
    for name in ("rule-set.toml", "pages.toml", "requirements.toml"):
        if name not in guideline.documents:
            problem(name, "the file is missing", "write it")
    source_lines = (Path(folder) / "source.txt").read_text(encoding="utf-8").split("\n")
    first_lines = {one["number"]: one["first_line"] for one in guideline.documents.get("pages.toml", {}).get("page", [])}
    well_formed = set()
    for file, table in guideline.documents.items():
        def here(what, remedy, file=file):
            problem(file, what, remedy)
        before = len(problems)
        check_values(table, "", here)
        form = FORM_OF.get(file.split("/")[0])
        if form is None:
            here("no file of this name belongs here", "see the folder's plan in docs/rule-format.md")
        check_form(form or "any", table, Path(file).stem, here)
        if len(problems) == before:
            well_formed.add(file)
            check_references(file, table, guideline, here)
        for quoted in quotes_in(table):
            wrong = quote_problem(source_lines, first_lines, quoted["page"], quoted.get("line"), quoted["quote"])
            if wrong:
                here(wrong, "copy the words of source.txt with their page and line")
    guideline.rules = [rule for rule in guideline.rules if rule.file in well_formed]
    for rule in guideline.rules:
        def here(what, remedy, file=rule.file):
            problem(file, what, remedy)
        check_kind(rule, here)
        check_names(rule, guideline, here)
        check_cases(rule, guideline, here)
    check_together(guideline, guideline.tracks() if "rule-set.toml" in well_formed else [], problem)
    return guideline, sorted(p for p in set(problems) if only in p[0])
