"""Tests of the second check of proofs: python3 -m unittest discover reference"""

import base64
import hashlib
import sys
import tempfile
import unittest
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import proof                                                                            # noqa: E402
from proof import (BASE, L, Doubt, canonical, check, decide_again, encode, has_signed, leaf, node, only_grew,    # noqa: E402
                   root_by_path, times)
from reading import canonical_hash, read_folder, stop                                   # noqa: E402


def keys(secret):
    """RFC 8032, section 5.1.5: the number, the prefix and the public key of 32 secret bytes."""
    digest = hashlib.sha512(secret).digest()
    number = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return number, digest[32:], encode(times(number, BASE))


def sign(secret, message):
    """RFC 8032, section 5.1.6."""
    number, prefix, public = keys(secret)

    def reduced(*parts):
        return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L
    r = reduced(prefix, message)
    point = encode(times(r, BASE))
    return point + ((r + reduced(point, public, message) * number) % L).to_bytes(32, "little")


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root(leaves[:half]), root(leaves[half:]))


def path(leaves, place):
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:half], leaves[half:]
    return [*path(left, place), root(right)] if place < half else [*path(right, place - half), root(left)]


def growth(leaves, earlier, known=True):
    if earlier == len(leaves):
        return [] if known else [root(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:half], leaves[half:]
    if earlier <= half:
        return [*growth(left, earlier, known), root(right)]
    return [*growth(right, earlier - half, False), root(left)]


class Signatures(unittest.TestCase):
    def test_published_cases(self):
        """RFC 8032, section 7.1, tests 1 to 3."""
        for secret, public, message, signature in [
            ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
            ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
             "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
             "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
            ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
             "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        ]:
            secret, public, message, signature = map(bytes.fromhex, (secret, public, message, signature))
            self.assertEqual(keys(secret)[2], public)
            self.assertEqual(sign(secret, message), signature)
            self.assertTrue(has_signed(public, message, signature))
            self.assertFalse(has_signed(public, message + b"x", signature))

    def test_one_signature_has_one_spelling(self):
        public, signature = keys(b"1" * 32)[2], sign(b"1" * 32, b"message")
        self.assertTrue(has_signed(public, b"message", signature))
        again = (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")
        self.assertFalse(has_signed(public, b"message", signature[:32] + again))
        for place in range(64):
            changed = bytearray(signature)
            changed[place] ^= 1
            self.assertFalse(has_signed(public, b"message", bytes(changed)))

    def test_key_files(self):
        public = keys(b"1" * 32)[2]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "key"
            body = base64.b64encode(bytes.fromhex("302a300506032b6570032100") + public).decode()
            file.write_text(f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
            self.assertEqual(proof.public_key(file), public)
            for wrong in (f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n", body, "", public.hex()):
                file.write_text(wrong)
                self.assertRaises(SystemExit, proof.public_key, file)
            # A key of small order, under which anything could be signed.
            body = base64.b64encode(bytes.fromhex("302a300506032b6570032100") + encode((0, 1, 1, 0))).decode()
            file.write_text(f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
            self.assertRaises(SystemExit, proof.public_key, file)


class Tree(unittest.TestCase):
    def test_every_small_tree(self):
        leaves = [leaf(str(one)) for one in range(20)]
        for size in range(1, len(leaves) + 1):
            tree, top = leaves[:size], root(leaves[:size])
            for place in range(size):
                own = path(tree, place)
                self.assertEqual(root_by_path(tree[place], place, size, own), top)
                self.assertNotEqual(root_by_path(tree[place], place, size, [*own, top]), top)
                self.assertNotEqual(root_by_path(leaf("x"), place, size, own), top)
            for earlier in range(1, size + 1):
                own, before = growth(tree, earlier), root(leaves[:earlier])
                self.assertTrue(only_grew(earlier, before, size, top, own))
                self.assertFalse(only_grew(earlier, leaf("x"), size, top, own))
                self.assertFalse(only_grew(earlier, before, size, leaf("x"), own))
                self.assertFalse(only_grew(earlier, before, size, top, [*own, top]))


class Files(unittest.TestCase):
    SECRET = b"2" * 32
    LEAVES = [leaf(str(one)) for one in range(9)]

    def head(self, size, since=None, **other):
        value = {"schema": "marv/tree-head/1", "store": "s", "at": "2026-03-02T09:00:00Z", "key": keys(self.SECRET)[2].hex(),
                 "head": {"size": size, "root": root(self.LEAVES[:size]).hex()}, "since": since} | other
        return canonical(value | {"signature": sign(self.SECRET, canonical(value)).hex()}) + b"\n"

    def test_heads(self):
        key = keys(self.SECRET)[2]
        earlier = self.head(5)
        since = {"head": {"size": 5, "root": root(self.LEAVES[:5]).hex()}, "path": [one.hex() for one in growth(self.LEAVES, 5)]}
        later = self.head(9, since)
        check(earlier, key)
        check(later, key, earlier)
        self.assertRaises(Doubt, check, earlier, key, later)
        self.assertRaises(Doubt, check, later, keys(b"3" * 32)[2])
        self.assertRaises(Doubt, check, self.head(9, since, store="t"), key, earlier)
        self.assertRaises(Doubt, check, self.head(9, since | {"path": since["path"][:-1]}), key)
        self.assertRaises(Doubt, check, self.head(9, extra=1), key)
        self.assertRaises(Doubt, check, self.head(9, schema="marv/proof/1"), key)
        for place in range(0, len(later), 7):
            for wrong in (later[:place] + later[place + 1:], later[:place] + b" " + later[place:],
                          later[:place] + bytes([later[place] ^ 1]) + later[place + 1:]):
                self.assertRaises(Doubt, check, wrong, key)


class DecidingAgain(unittest.TestCase):
    FOLDER = Path(__file__).parent.parent / "guidelines/ngc-haem-2022"
    FACTS = {"patient.age": 18, "patient.birthday": False, "fitness.ecog": 3, "state.newly_diagnosed": True}

    SWITCHES = {"INC-01": "day-after-birthday"}

    def decision(self, **withheld):
        """What the rules say, in the shape of a decision record."""
        guideline = read_folder(self.FOLDER, stop)
        tracks = guideline.decide(self.FACTS, self.SWITCHES, date(2026, 3, 2))["tracks"]

        def stages(answer):
            rules = [{"id": rule, "outcome": outcome} for rule, outcome in answer["rules"].items()]
            return {"referral": {"verdict": answer["verdict"], "rules": rules}, "plan": {"verdict": answer["plan"], "rules": []}}
        return {"rule_set": {"hash": canonical_hash(self.FOLDER)}, "day": "2026-03-02", "indication": "RR", "route": "R",
                "picked_by": "requester", "exceptions": [], "input": {"facts": self.FACTS | withheld, "switches": self.SWITCHES},
                "tracks": {name: stages(answer) for name, answer in tracks.items()}}

    def test_the_rules_answer_the_same(self):
        self.assertEqual(decide_again(self.decision(), self.FOLDER), (0, 0))
        # At 18, so read, the birthday decides a rule of MC: one of the two readings is the one that was decided on.
        withheld = self.decision(**{"patient.birthday": {"withheld": "0" * 64}})
        self.assertEqual(decide_again(withheld, self.FOLDER), (1, 1))

    def test_what_they_do_not_answer_is_seen(self):
        def refused(change):
            decision = self.decision()
            change(decision)
            self.assertRaises(Doubt, decide_again, decision, self.FOLDER)
        refused(lambda own: own["rule_set"].update(hash="0" * 64))
        refused(lambda own: own["input"]["facts"].update({"patient.age": 17}))
        refused(lambda own: own["tracks"]["RR/R"]["referral"].update(verdict="ELIGIBLE"))
        refused(lambda own: own["tracks"]["RR/R"]["plan"].update(verdict="ACCEPTED"))
        refused(lambda own: own["tracks"]["MC/A"]["referral"]["rules"][0].update(outcome="unheard-of"))
        refused(lambda own: own["tracks"].pop("MC/B"))


if __name__ == "__main__":
    unittest.main()
