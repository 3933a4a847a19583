#!/usr/bin/env python3
"""Checks proofs of Marv (docs/proof.md) a second time: nothing but this file and Python 3.11 is needed.

    proof.py --public-key FILE [--since FILE] PROOF ...          a line for each: holds, or why not (exit 1)
    proof.py --public-key FILE --rules FOLDER PROOF ...          decides once more by the rules, too (reading.py beside this file)

It was written from RFC 8032 (Ed25519), RFC 8410 (key files), RFC 9162 (tree of hashes) and docs/proof.md, and shares no code with the program.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import date
from itertools import product
from pathlib import Path


class Doubt(Exception):
    """Why a file is not believed."""


def demand(holds, why):
    if not holds:
        raise Doubt(why)


# ---- Signatures: RFC 8032, section 5.1 ------------------------------------------------------------------------------

P = 2**255 - 19                                        # the field
L = 2**252 + 27742317777372353535851937790883648493    # the order of the base point
D = -121665 * pow(121666, -1, P) % P                   # of the curve -x^2 + y^2 = 1 + d x^2 y^2


def add(one, other):
    """Section 5.1.4, for points as (X, Y, Z, T) with x = X/Z, y = Y/Z, x y = T/Z."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    total = (0, 1, 1, 0)
    for bit in bin(number)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def decode(text):
    """Section 5.1.3: 32 bytes as a point, or None. The one spelling of each point only."""
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x % 2 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode(point):
    """Section 5.1.2."""
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def has_signed(key, message, signature):
    """Section 5.1.7, without the factor of eight: S B = R + k A, with R compared byte by byte and S below L."""
    point, s = decode(key), int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or point is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    x, y, z, t = point
    return encode(add(times(s, BASE), times(k, (-x % P, y, z, -t % P)))) == signature[:32]


def public_key(file):
    """SubjectPublicKeyInfo as PEM (RFC 8410, section 4): twelve bytes that say Ed25519, then the key."""
    pem = re.fullmatch(r"-----BEGIN PUBLIC KEY-----\s+(.*?)\s+-----END PUBLIC KEY-----\s*",
                       Path(file).read_text(encoding="ascii"), re.DOTALL)
    body = base64.b64decode("".join(pem[1].split()), validate=True) if pem else b""
    key = body[12:]
    if body[:12] != bytes.fromhex("302a300506032b6570032100") or len(key) != 32 or decode(key) is None \
            or encode(times(8, decode(key))) == encode((0, 1, 1, 0)):
        sys.exit(f"{file}: no public key (Ed25519, PEM)")
    return key


# ---- The tree of hashes: RFC 9162, section 2.1 ----------------------------------------------------------------------

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def framed(texts):
    """Each text behind its length in bytes, as eight bytes."""
    parts = [text.encode() for text in texts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def leaf(*texts):
    return sha256(b"\0", framed(texts))


def node(left, right):
    return sha256(b"\1", left, right)


def root_by_path(reached, place, size, path):
    """Section 2.1.3.2."""
    last = size - 1
    if not 0 <= place <= last:
        return None
    for beside in path:
        if last == 0:
            return None
        if place % 2 or place == last:
            reached = node(beside, reached)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            reached = node(reached, beside)
        place, last = place // 2, last // 2
    return reached if last == 0 else None


def only_grew(size, root, later_size, later_root, path):
    """Section 2.1.4.2."""
    if not 0 < size < later_size:
        return size == later_size > 0 and not path and root == later_root
    path = [root, *path] if size & (size - 1) == 0 else list(path)
    if not path:
        return False
    place, last = size - 1, later_size - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node(beside, old), node(beside, new)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            new = node(new, beside)
        place, last = place // 2, last // 2
    return last == 0 and old == root and new == later_root


# ---- The file -------------------------------------------------------------------------------------------------------

def canonical(value):
    """Keys by code point, no white space, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def refuse(text):
    raise ValueError(f"{text} is not a whole number")


def parsed(text):
    """JSON with whole numbers alone."""
    return json.loads(text, parse_float=refuse, parse_constant=refuse)


def parts(value, what, **kinds):
    """The values of an object that has these keys and no others."""
    demand(type(value) is dict and value.keys() == kinds.keys(), f"{what} does not have its parts: {', '.join(kinds)}")
    for key, kind in kinds.items():
        demand(type(value[key]) in (kind if type(kind) is tuple else (kind,)), f"{what}: {key} is of another kind")
    return [value[key] for key in kinds]


def digits(text, length=64):
    demand(type(text) is str and re.fullmatch(f"[0-9a-f]{{{length}}}", text), "a hash is not in hexadecimal digits")
    return bytes.fromhex(text)


def head_of(value):
    size, root = parts(value, "head", size=int, root=str)
    return size, digits(root)


def read(content, key):
    """A file whose form and signature hold."""
    try:
        value = parsed(content.decode())
        demand(type(value) is dict and canonical(value) + b"\n" == content, "it is not in canonical form")
    except (ValueError, RecursionError):
        raise Doubt("it is not in canonical form") from None
    signature = digits(value.pop("signature", None), 128)
    demand(value.get("key") == key.hex(), "it names another key")
    demand(has_signed(key, canonical(value), signature), "the signature does not fit")
    kinds = {"at": str, "head": dict, "key": str, "schema": str, "since": (dict, type(None)), "store": str}
    proven = {"proven": dict} if "proven" in value else {}
    parts(value, "the file", **kinds, **proven)
    demand(value["schema"] == ("marv/proof/1" if proven else "marv/tree-head/1"), "it is of another kind")
    return value


def check(content, key, since=None):
    """What a file shows; a Doubt where it does not hold."""
    own = read(content, key)
    size, root = head_of(own["head"])
    if own["since"]:
        earlier, path = parts(own["since"], "since", head=dict, path=list)
        grew = only_grew(*head_of(earlier), size, root, [digits(text) for text in path])
        demand(grew, "the log did not only grow since the earlier head")
    if since is not None:
        earlier = read(since, key)
        goes_on = own["since"] and own["since"]["head"] == earlier["head"] and own["store"] == earlier["store"]
        demand(goes_on, "it does not go on from the earlier head")
    if "proven" in own:
        check_order(own["proven"], size, root)
    return own


def logged(value, what):
    seq, body, path = parts(value, what, seq=int, body=str, path=list)
    try:
        return seq, body, parsed(body), [digits(text) for text in path]
    except ValueError:
        raise Doubt(f"{what} cannot be read") from None


def check_order(proven, size, root):
    patient, order, decision, event, record = parts(
        proven, "the proof", patient=str, order=str, decision=dict, event=dict, record=dict)
    seq, body, stamped, path = logged(event, "event")
    number, words, told, path_of_record = logged(record, "record")
    try:
        happened = stamped["event"]
        demand(happened["type"] == "order-submitted" and happened["order"] == order,
               "the event is not the submission of this order")
        submission, added = happened["submission"], told["added"]
        first, count = added["first"], added["count"]
        demand(told["seq"] == number > 0 and told["action"] == "write" and patient in told["patients"]
               and 0 < first <= seq < first + count, "the record does not speak of the event and the patient")
        alone = hashlib.sha256(framed([body])).hexdigest()
        demand(count != 1 or added["sha256"] == alone, "the record speaks of another event")
        demand(submission.get("decision") == hashlib.sha256(canonical(decision)).hexdigest(),
               "the decision record is not the one that the order was submitted on")
        check_decision(decision, submission)
    except (KeyError, TypeError, AttributeError) as missing:
        raise Doubt(f"a part is missing or of another kind: {missing}") from None
    # Before a record stand the records with smaller numbers, and the events that they added.
    place = number - 1 + first - 1
    demand(root_by_path(leaf("record", str(number), words), place, size, path_of_record) == root,
           "the record is not in the log whose root is signed")
    demand(root_by_path(leaf("event", str(seq), patient, body), place + 1 + seq - first, size, path) == root,
           "the event is not in the log whose root is signed")


def check_decision(decision, submission):
    """The record names the same rule set as the submission, was granted, and asked each rule about what was known."""
    rule_set, facts = decision["rule_set"], decision["input"]["facts"]
    track = decision["tracks"][f"{decision['indication']}/{decision['route']}"]
    for holds, what in [
        (decision["schema"] == "marv/decision/1", "schema"),
        (submission["rule_set"] == f"{rule_set['id']} {rule_set['version']} {rule_set['hash']}", "rule set"),
        (submission["requisition"] == decision["day"], "day"),
        (submission["indication"] == decision["indication"], "indication"),
        (submission["route"] == decision["route"], "route"),
        (submission["excepted"] == [one["rule"] for one in decision["exceptions"]], "exceptions"),
        (decision["verdict"] == "ELIGIBLE" == track["referral"]["verdict"], "verdict"),
        (decision["plan"] == "ACCEPTED" == track["plan"]["verdict"], "plan"),
    ]:
        demand(holds, f"the decision record and the submission do not say the same: {what}")
    for finding in findings(decision):
        same = all(facts.get(fact) == value for fact, value in finding["inputs"].items())
        known = decision["rules"][finding["id"]]["version"] == finding["version"]
        demand(same and known, f"rule {finding['id']} was asked about other facts")


def findings(decision):
    return [finding for track in decision["tracks"].values() for stage in track.values() for finding in stage["rules"]]


# ---- Deciding once more ---------------------------------------------------------------------------------------------

def decide_again(decision, folder):
    """Decides by the rules in a folder whose hash the decision names; a fact that is withheld may be either truth."""
    from reading import canonical_hash, read_folder, stop
    demand(canonical_hash(folder) == decision["rule_set"]["hash"], "the rules in the folder are others: their hash differs")
    guideline = read_folder(folder, stop)
    facts = decision["input"]["facts"]
    hidden = [fact for fact, value in facts.items() if type(value) is dict]
    switches = {switch: option for switch, option in decision["input"]["switches"].items() if option is not None}
    day = date.fromisoformat(decision["day"])
    differ = []
    for values in product([True, False], repeat=len(hidden)):
        answer = guideline.decide(facts | dict(zip(hidden, values)), switches, day)
        differ.append(list(differences(decision, answer, guideline.prepared[day][1])))
    best = min(differ, key=len)
    demand(not best, f"the rules answer otherwise: {'; '.join(best[:3])}")
    return len(hidden), sum(bool(one) for one in differ)


def differences(decision, answer, tracks):
    excepted = {one["rule"] for one in decision["exceptions"]}
    if decision["picked_by"] == "default" and answer["picked"] != f"{decision['indication']}/{decision['route']}":
        yield f"picked {answer['picked']}"
    if answer["tracks"].keys() != decision["tracks"].keys():
        yield "other tracks"
    for name, said in decision["tracks"].items():
        outcomes = answer["tracks"][name]["rules"]
        lifted = {rule for rule in excepted if outcomes.get(rule) in ("no", "unknown")}
        again = tracks[name].answer(outcomes | {rule: "yes" for rule in lifted})
        for stage, own in (("referral", "verdict"), ("plan", "plan")):
            if said[stage]["verdict"] != again[own]:
                yield f"{name} {stage}: {again[own]}"
            for finding in said[stage]["rules"]:
                outcome = "excepted" if finding["id"] in lifted else outcomes[finding["id"]]
                if finding["outcome"] != outcome:
                    yield f"{name} {finding['id']}: {outcome}"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof", nargs="+")
    parser.add_argument("--public-key", required=True, help="of the service, from a place that is trusted")
    parser.add_argument("--since", help="an earlier proof or head that was kept")
    parser.add_argument("--rules", help="the guideline folder")
    options = parser.parse_args(arguments)
    key = public_key(options.public_key)
    since = Path(options.since).read_bytes() if options.since else None
    doubts = 0
    for file in options.proof:
        try:
            own = check(Path(file).read_bytes(), key, since)
            told = [f"log of {own['head']['size']} leaves"]
            if "proven" in own:
                proven = own["proven"]
                rules = proven["decision"]["rule_set"]
                told += [f"order {proven['order']} of {proven['patient']}", f"rule set {rules['hash']}"]
                if options.rules:
                    hidden, apart = decide_again(proven["decision"], options.rules)
                    told.append("decided again: the same")
                    if hidden:
                        told[-1] += f", by {2**hidden - apart} of {2**hidden} readings of what is withheld"
            print(f"{file}: holds: {'; '.join(told)}")
        except Doubt as doubt:
            print(f"{file}: does not hold: {doubt}")
            doubts += 1
    sys.exit(1 if doubts else 0)


if __name__ == "__main__":
    main()
