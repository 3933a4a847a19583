"""The plan of bench/structural, the known pairs of its truth, and the comparison.

Usage: structural.py plan MEGABASES SEED | pairs TRUTH FAI | compare TRUTH CALLS CALLS_WITH_PAIRS PAIRS

A junction is found if one call joins the same sides of the same contigs within 20 bases of both ends (500 where the call says
that it is imprecise). Insertions are left out: neither program names their second end.
"""

import gzip
import json
import os
import random
import re
import sys

CLONES = {"all": 0.5, "fifth": 0.1, "tenth": 0.05, "twentieth": 0.025}
CELLS = {"all": "100 %", "fifth": "20 %", "tenth": "10 %", "twentieth": "5 %"}


def plan(megabases, seed):
    drawn = random.Random(seed)
    contigs = {f"chr{at + 1}": megabases * 250_000 for at in range(4)}
    events, taken = [], []

    def free(contig, start, end):
        return all(other != contig or end + 3000 < low or start - 3000 > high for other, low, high in taken)

    def place(length):
        for _ in range(10_000):
            contig = drawn.choice(list(contigs))
            start = drawn.randrange(5000, contigs[contig] - length - 5000)
            if free(contig, start, start + length):
                taken.append((contig, start, start + length))
                return contig, start
        sys.exit("no place is free: give more megabases")

    clones = [name for name in CLONES for _ in range(max(4, 2 * megabases))] + [None] * (2 * megabases)
    for number, clone in enumerate(clones):
        kind = ["deletion", "duplication", "inversion", "translocation"][number % 4]
        extra = {"clone": clone} if clone else {}
        extra |= drawn.choice([{}, {"microhomology": drawn.randrange(1, 4)}, {"length": drawn.randrange(1, 20)}])
        if kind == "translocation" and clone:
            (one, start), (other, mate) = place(1), place(1)
            if one == other:
                kind = "inversion"
                taken.pop()
            else:
                extra.pop("length", None)
                events.append({"kind": kind, "haplotype": 1 + number % 2, "contig": one, "start": start,
                               "mate_contig": other, "mate_start": mate, **extra})
                continue
        kind = "deletion" if kind == "translocation" else kind
        length = int(10 ** drawn.uniform(2.5, 4.5))
        contig, start = place(length)
        events.append({"kind": kind, "contig": contig, "start": start, "end": start + length - 1, **extra})
    json.dump({
        "seed": seed,
        "synthetic": {"contigs": [{"name": name, "length": length} for name, length in contigs.items()],
                      "copied": 0.05},
        "somatic": {"clones": [{"name": name, "allele_fraction": share} for name, share in CLONES.items()]},
        "structure": {"events": events},
        "tumour": {"sample": "TUMOUR", "depth": 90, "contamination": 0},
        "normal": {"sample": "NORMAL", "depth": 30, "contamination": 0},
        "output": {"alignments": False, "reads": True},
    }, sys.stdout)


def records(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        for line in file:
            if not line.startswith("#"):
                fields = line.rstrip("\n").split("\t")
                info = dict(part.split("=", 1) if "=" in part else (part, True) for part in fields[7].split(";"))
                yield fields, info


def ends(fields, info):
    """The two ends of a junction, each (contig, position, side kept), in order; None for anything else."""
    contig, position, alternate = fields[0], int(fields[1]), fields[4]
    found = re.fullmatch(r"([A-Zacgtn]*)([\[\]])(.+):(\d+)[\[\]]([A-Zacgtn]*)", alternate)
    if found:
        before, bracket, mate, place, _ = found.groups()
        own = (contig, position, "left" if before else "right")
        return tuple(sorted([own, (mate, int(place), "right" if bracket == "[" else "left")]))
    # delly: symbolic alleles with the sides in CT (3to5: keeps left, then right).
    sides = {"3": "left", "5": "right"}
    if "CT" in info and "END" in info and info.get("SVTYPE") in ("DEL", "DUP", "INV"):
        one, other = info["CT"].split("to")
        shift = {"left": 0, "right": 1}
        first = (contig, position + (shift[sides[one]] if info["SVTYPE"] != "DEL" else 0), sides[one])
        second = (contig, int(info["END"]) + (1 if info["SVTYPE"] == "DEL" else shift[sides[other]]), sides[other])
        return tuple(sorted([first, second]))
    return None


def truth(path):
    found = {}
    for fields, info in records(path):
        if info.get("SVTYPE") == "BND" and "INHERITED" not in info:
            found[ends(fields, info)] = info["CLONE"]
    return found


def inherited(path):
    return {ends(fields, info) for fields, info in records(path) if info.get("SVTYPE") == "BND" and "INHERITED" in info}


def near(one, other, within):
    return all(a[0] == b[0] and a[2] == b[2] and abs(a[1] - b[1]) <= within for a, b in zip(one, other))


def calls(path, passed=lambda fields, info: fields[6] == "PASS"):
    found = {}
    for fields, info in records(path):
        junction = ends(fields, info)
        if junction and passed(fields, info):
            found[junction] = info
    return found


def score(name, truths, germline, found):
    hits, used = set(), set()
    for call, info in found.items():
        within = 500 if "IMPRECISE" in info else 20
        for junction in truths:
            if near(call, junction, within):
                hits.add(junction)
                used.add(call)
    false = [call for call in found if call not in used]
    of_germline = sum(any(near(call, one, 500) for one in germline) for call in false)
    cells = []
    for clone, share in CELLS.items():
        all_of = [junction for junction, of in truths.items() if of == clone]
        cells.append(f"{share}: {sum(one in hits for one in all_of)}/{len(all_of)}")
    precision = len(used) / len(found) if found else float("nan")
    recall = len(hits) / len(truths)
    print(f"{name:28} recall {recall:.3f} ({', '.join(cells)}), precision {precision:.3f} "
          f"({len(false)} false, {of_germline} of them inherited)")
    return false


def pairs(path, index):
    """A window of 100 kb around every second junction, and as many pairs of windows where nothing is."""
    with open(index, encoding="utf-8") as file:
        lengths = {line.split("\t")[0]: int(line.split("\t")[1]) for line in file}
    print("name\tcontig1\tstart1\tend1\tkeeps1\tcontig2\tstart2\tend2\tkeeps2")

    def window(contig, position):
        return f"{contig}\t{max(1, position - 50_000)}\t{min(lengths[contig], position + 50_000)}\t."

    drawn, truths = random.Random(1), truth(path)
    for number, (one, other) in enumerate(sorted(truths)):
        if one[0] != other[0]:
            print(f"true{number}\t{window(*one[:2])}\t{window(*other[:2])}")
    spots = sorted(lengths)
    count = 0
    while count < 60:
        one, other = drawn.choice(spots), drawn.choice(spots)
        first, second = drawn.randrange(60_000, lengths[one] - 60_000), drawn.randrange(60_000, lengths[other] - 60_000)
        if one != other:
            count += 1
            print(f"none{count}\t{window(one, first)}\t{window(other, second)}")


def compare(truth_path, plain, with_pairs, _):
    truths, germline = truth(truth_path), inherited(truth_path)
    false = score("marv", truths, germline, calls(plain))
    for call in false[:20]:
        print("    false:", call)
    across = {junction: clone for junction, clone in truths.items() if junction[0][0] != junction[1][0]}
    named = calls(with_pairs, lambda fields, info: fields[6] == "PASS" and "PAIR" in info)
    score("marv, two contigs", across, germline, {call: info for call, info in calls(plain).items() if call[0][0] != call[1][0]})
    score("marv, known pairs", across, germline, named)
    print(f"known pairs where nothing is, of 60: {sum(info['PAIR'].startswith('none') for info in named.values())} called")
    if os.path.exists("delly.vcf"):
        score("delly, somatic filter", truths, germline, calls("delly-somatic.vcf", lambda fields, info: True))
        score("delly, somatic filter, PASS", truths, germline, calls("delly-somatic.vcf"))

        def carried(fields, _info):
            normal = dict(zip(fields[8].split(":"), fields[10].split(":")))
            return fields[6] == "PASS" and int(normal["DV"]) + int(normal["RV"]) == 0

        score("delly, PASS, not in normal", truths, germline, calls("delly.vcf", carried))


def main():
    command, *rest = sys.argv[1:]
    if command == "plan":
        plan(int(rest[0]), int(rest[1]))
    elif command == "pairs":
        pairs(*rest)
    else:
        compare(*rest)


main()
