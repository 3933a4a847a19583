"""The plan of bench/structural, the known pairs of its truth, and the comparison.

Usage: structural.py plan MEGABASES SEED [EXCHANGES] | chimeras SHARE R1 R2 | pairs TRUTH FAI | compare TRUTH CALLS CALLS_WITH_PAIRS CALLS_AT_60X [verbose] |
known TRUTH CALLS_WITH_PAIRS CALLS_AT_60X

A junction is found if one call joins the same sides of the same contigs within 100 bases of both ends (500 where the call says
that it is imprecise), whichever program made it. Insertions are left out: no program names their second end.
"""

import gzip
import json
import os
import random
import re
import subprocess
import sys

CLONES = {"half": 0.25, "fifth": 0.1, "tenth": 0.05, "twentieth": 0.025}
CELLS = {"half": "50 %", "fifth": "20 %", "tenth": "10 %", "twentieth": "5 %"}
EVENTS = ["DEL", "DUP", "INV", "TRA"]
# Shorter ones belong to small variants, of all programs.
SHORTEST = 200
# Pairs of windows where nothing is: those of 333 genomes with a table of 60. None called of so many says that there are fewer than 1
# in 100 genomes, with 95 % confidence (3 of 20,000 by the rule of three); of 6,000 it would not.
NOTHING = 20_000
KINDS = ["deletion", "duplication", "inversion", "translocation"]
# Where known pairs alone are asked for: the clones that the aim speaks of, and an inversion of this length for every four exchanges.
SPARSE = ["tenth", "twentieth"]
TURNED = 40_000


def plan(megabases, seed, exchanges=0):
    drawn = random.Random(seed)
    contigs = {f"chr{at + 1}": megabases * 125_000 for at in range(8)}
    events, taken = [], []
    # Chromosomes of each haplotype as they stand after the exchanges so far: lists of (contig, start, end).
    chromosomes = {1: [[(name, 0, length)] for name, length in contigs.items()]}
    chromosomes[2] = [list(parts) for parts in chromosomes[1]]

    def place(length, other=None):
        for _ in range(10_000):
            contig = drawn.choice([name for name in contigs if name != other])
            start = drawn.randrange(5000, contigs[contig] - length - 5000)
            if all(one != contig or start + length + 3000 < low or start - 3000 > high for one, low, high in taken):
                taken.append((contig, start, start + length))
                return contig, start
        sys.exit("no place is free: give more megabases")

    def exchange(parts, one, other):
        """Exchanges what lies right of two places; False if both are on one chromosome by now."""
        def cut(at):
            for chromosome in parts:
                for number, (contig, start, end) in enumerate(chromosome):
                    if contig == at[0] and start <= at[1] < end:
                        return chromosome, number
            sys.exit(f"{at} is on no chromosome")

        (first, here), (second, there) = cut(one), cut(other)
        if first is second:
            return False
        halves = lambda chromosome, number, at: (
            chromosome[:number] + [(at[0], chromosome[number][1], at[1])],
            [(at[0], at[1], chromosome[number][2])] + chromosome[number + 1:])
        (left, right), (mate_left, mate_right) = halves(first, here, one), halves(second, there, other)
        first[:], second[:] = left + mate_right, mate_left + right
        return True

    for clone in SPARSE if exchanges else [*CLONES, None]:
        for number in range(exchanges + exchanges // 4 if exchanges else max(8, (6 if clone else 3) * megabases)):
            kind = KINDS[number % 4] if not exchanges else "inversion" if number % 5 == 4 else "translocation"
            extra = {"clone": clone} if clone else {}
            extra |= drawn.choice([{}, {"microhomology": drawn.randrange(1, 4)}, {"length": drawn.randrange(1, 20)}])
            if kind == "translocation" and clone:
                contig, start = place(1)
                mate, mate_start = place(1, contig)
                haplotype = 1 + number // 4 % 2
                while not exchange(chromosomes[haplotype], (contig, start), (mate, mate_start)):
                    taken.pop()
                    mate, mate_start = place(1, contig)
                extra.pop("length", None)
                events.append({"kind": kind, "haplotype": haplotype, "contig": contig, "start": start,
                               "mate_contig": mate, "mate_start": mate_start, **extra})
                continue
            kind = "deletion" if kind == "translocation" else kind
            length = TURNED if exchanges else int(10 ** drawn.uniform(2.5, 4.5))
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


def chimeras(share, first, second):
    """The pairs of two FASTQ files in turn, with a share of chimeric molecules, as ligation and amplification make them: seven of
    ten joined with any other molecule, three folded back on themselves. Half of the first are turned round."""
    drawn, seen, pool = random.Random(1), 0, []

    def reads(path):
        with gzip.open(path, "rt") as file:
            while head := file.readline():
                bases, _, qualities = file.readline().rstrip(), file.readline(), file.readline().rstrip()
                yield head.rstrip(), bases, qualities

    for one, other in zip(reads(first), reads(second)):
        (name, *left), (_, *right) = one, other
        if pool and drawn.random() < share:
            if drawn.random() < 0.7:
                partner = drawn.choice(pool)
                (begin, end) = partner if drawn.random() < 0.5 else partner[::-1]
            else:
                begin, end = right, left
            # Where a molecule of 450 bases changes over: within the first read, between both, or within the second.
            at = drawn.randrange(450)
            join = lambda head, tail, bases: [head[part][:bases] + tail[part][: len(head[part]) - bases] for part in (0, 1)]
            if at < 151:
                left, right = join(left, begin, at), end
            elif at >= 299:
                right = join(end, right, 450 - at)
            else:
                right = end
        elif drawn.random() < 0.01:
            seen += 1
            if len(pool) < 5000:
                pool.append((left, right))
            elif (slot := drawn.randrange(seen)) < 5000:
                pool[slot] = (left, right)
        for bases, qualities in (left, right):
            sys.stdout.write(f"{name}\n{bases}\n+\n{qualities}\n")


def records(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        for line in file:
            if not line.startswith("#"):
                fields = line.rstrip("\n").split("\t")
                info = dict(part.split("=", 1) if "=" in part else (part, True) for part in fields[7].split(";"))
                yield fields, info


def bracketed(fields):
    """The two ends of a breakend record, each (contig, position, side kept), in order; None for anything else."""
    found = re.fullmatch(r"([A-Za-z.]*)([\[\]])(.+):(\d+)[\[\]]([A-Za-z.]*)", fields[4])
    if not found:
        return None
    before, bracket, mate, place, _ = found.groups()
    own = (fields[0], int(fields[1]), "left" if before else "right")
    return tuple(sorted([own, (mate, int(place), "right" if bracket == "[" else "left")]))


SIDES = {"3": "left", "5": "right", "+": "left", "-": "right"}


def symbolic(fields, end, one, other):
    return tuple(sorted([(fields[0], int(fields[1]), SIDES[one]), (fields[0], end, SIDES[other])]))


def ends(fields, info):
    """The junctions of a record of any of the programs. delly tells the sides that are joined in CT (3to5: what lies left of the
    first place, and right of the second), LUMPY in STRANDS (+-), of an inversion those of both its junctions."""
    if info.get("SVTYPE") == "BND":
        found = bracketed(fields)
        return [found] if found else []
    if info.get("SVTYPE") not in ("DEL", "DUP", "INV") or "END" not in info:
        return []
    if "CT" in info:
        one, other = info["CT"].split("to")
        return [symbolic(fields, int(info["END"]), one, other)]
    strands = [strand.split(":") for strand in info.get("STRANDS", "").split(",") if strand]
    return [symbolic(fields, int(info["END"]), *strand) for strand, count in strands if int(count)]


def truth(path, inherited=False):
    """Per junction the clone (None: inherited) and the kind of its event."""
    return {bracketed(fields): (info.get("CLONE"), info["EVENTTYPE"]) for fields, info in records(path)
            if info.get("SVTYPE") == "BND" and ("INHERITED" in info) == inherited}


def near(one, other, within):
    return all(a[0] == b[0] and a[2] == b[2] and abs(a[1] - b[1]) <= within for a, b in zip(one, other))


def short(junction):
    return junction[0][0] == junction[1][0] and junction[1][1] - junction[0][1] < SHORTEST


def calls(path, passed=lambda fields, info: fields[6] == "PASS"):
    found = {}
    for fields, info in records(path):
        for junction in ends(fields, info):
            if passed(fields, info) and not short(junction):
                found[junction] = info
    return found


def of(truths, part):
    return [junction for junction, told in truths.items() if part in told]


def placeable(truths):
    """Junctions at both ends of which reads of the normal can be placed: nine of ten with a mapping quality of 20 and more."""
    def count(*arguments):
        return int(subprocess.run(["samtools", "view", "-c", "-F", "3332", *arguments], capture_output=True, text=True, check=True).stdout)

    def sure(contig, position):
        place = f"{contig}:{max(1, position - 150)}-{position + 150}"
        return count("-q", "20", "normal.bam", place) >= 0.9 * count("normal.bam", place)

    return {junction for junction in truths if all(sure(*end[:2]) for end in junction)}


def score(name, truths, germline, found, known=(), sure=None):
    """`known`: junctions that are there as well, and are not asked for; `sure`: those whose ends can be placed."""
    hits, used = set(), set()
    for call, info in found.items():
        within = 500 if "IMPRECISE" in info else 100
        told = [junction for junction in [*truths, *known] if near(call, junction, within)]
        hits.update(told)
        used.update([call] if told else [])
    false = [call for call in found if call not in used]
    of_germline = sum(any(near(call, one, 500) for one in germline) for call in false)
    def asked(part, among=None):
        some = [one for one in of(truths, part) if among is None or one in among]
        return f"{sum(one in hits for one in some)}/{len(some)}"

    if sure is not None:
        name_sure = [one for one in truths if one in sure]
        recall_sure = sum(one in hits for one in name_sure) / max(1, len(name_sure))
    print(f"{name:32} recall {sum(one in hits for one in truths) / len(truths):.3f} ("
          + ", ".join(f"{share}: {asked(clone)}" for clone, share in CELLS.items()) + "; "
          + ", ".join(f"{kind} {asked(kind)}" for kind in EVENTS) + ")\n" + ("" if sure is None else f"{'':32} where both ends can be placed {recall_sure:.3f} ("
             + ", ".join(f"{share}: {asked(clone, sure)}" for clone, share in CELLS.items()) + ")\n") +
          f"{'':32} precision {len(used) / len(found) if found else float('nan'):.3f} "
          f"({len(false)} false of {len(found)}, {of_germline} of them inherited)")
    return hits, false


def is_known(one, other):
    """Whether the junction has a row in the table of known pairs: of two contigs, or of an inversion that is one."""
    return one[0] != other[0] or other[1] - one[1] > 0.9 * TURNED and one[2] == other[2]


def pairs(path, index):
    """Windows of 10 kb around the two ends of each translocation and long inversion, and pairs of windows of 5 kb where nothing is.

    Chance counts by the windows' share of all pairs of bases. In 10 Mb, where a genome's usual edges by chance are taken by length, as many
    are expected in two windows of 10 kb (2e-6 of 8) as in two of 200 kb of a human genome (8e-9 of 2,000).
    """
    with open(index, encoding="utf-8") as file:
        lengths = {line.split("\t")[0]: int(line.split("\t")[1]) for line in file}
    print("name\tcontig1\tstart1\tend1\tkeeps1\tcontig2\tstart2\tend2\tkeeps2")

    def window(contig, position, beside=5_000):
        return f"{contig}\t{max(1, position - beside)}\t{min(lengths[contig], position + beside)}\t."

    drawn, truths = random.Random(1), truth(path)
    for number, (one, other) in enumerate(sorted(truths)):
        if is_known(one, other):
            print(f"true{number}\t{window(*one[:2])}\t{window(*other[:2])}")
    spots = sorted(lengths)
    count = 0
    while count < NOTHING:
        one, other = drawn.choice(spots), drawn.choice(spots)
        first, second = drawn.randrange(60_000, lengths[one] - 60_000), drawn.randrange(60_000, lengths[other] - 60_000)
        if one != other:
            count += 1
            print(f"none{count}\t{window(one, first, 2500)}\t{window(other, second, 2500)}")


def rearrangements(truths, hits):
    """Exchanges and inversions of which one junction or both were found: what a known fusion needs."""
    events = []
    for junction, (clone, _) in sorted(truths.items(), key=lambda told: (told[0][0][0], told[0][1][0], told[0][0][1])):
        # Both junctions of one lie within some bases of each other.
        last = events[-1][1][-1] if events else None
        if last and all(a[0] == b[0] and abs(a[1] - b[1]) <= 50 for a, b in zip(last, junction)):
            events[-1][1].append(junction)
        else:
            events.append((clone, [junction]))
    cells = lambda clone: [any(one in hits for one in both) for of, both in events if of == clone]
    return ", ".join(f"{share}: {sum(cells(clone))}/{len(cells(clone))}" for clone, share in CELLS.items())


def known_pairs(truths, germline, with_pairs, shallow, sure, verbose=""):
    """Known pairs at both depths. Returns them."""
    asked = {junction: told for junction, told in truths.items() if is_known(*junction)}
    for depth, path in (("90x", with_pairs), ("60x", shallow)):
        named = calls(path, lambda fields, info: fields[6] == "PASS" and "PAIR" in info)
        hits, false = score(f"marv, {depth}, known pairs", asked, germline, named, truths, sure)
        print(f"{'':32} exchanges of known pairs, found by either junction: {rearrangements(asked, hits)}")
        print(f"{'':32} false calls of known pairs: {len(false)}, {sum(named[call]['PAIR'].startswith('none') for call in false)} "
              f"of them where nothing is, of {NOTHING} pairs of windows")
        if verbose:
            told = [(junction, fields, info) for fields, info in records(path) for junction in ends(fields, info)]
            for junction, (clone, kind) in asked.items():
                if junction not in hits:
                    near_by = {(fields[6], *(f"{name}={info.get(name)}" for name in ("BEST", "PAIR")), fields[9])
                               for call, fields, info in told if near(call, junction, 600)}
                    print("    missed:", depth, clone, kind, junction, "" if junction in sure else "an end cannot be placed", *near_by)
            for call in false:
                print("    false:", depth, call, named[call])
    return asked


def compare(truth_path, plain, with_pairs, shallow, verbose=""):
    truths, germline = truth(truth_path), truth(truth_path, inherited=True)
    print(f"junctions of {SHORTEST} bases and more; at their places within 100 bases, or 500 where the program says that it is not sure")
    sure = placeable(truths)
    hits, false = score("marv", truths, germline, calls(plain), sure=sure)
    if verbose:
        for junction, told in truths.items():
            if junction not in hits:
                print("    missed:", *told, junction, "" if junction in sure else "an end cannot be placed")
        for call in false:
            print("    false:", call)
    lone = [fields for fields, _ in records(plain) if fields[6] == "PASS" and not bracketed(fields)]
    at_an_end = lambda fields: any(end[0] == fields[0] and abs(end[1] - int(fields[1])) <= 100
                                   for junction in [*truths, *germline] for end in junction)
    print(f"{'marv, single breakends':32} {len(lone)} that pass, {sum(map(at_an_end, lone))} of them at an end of a junction")
    across = known_pairs(truths, germline, with_pairs, shallow, sure)
    score("marv, 60x, all", truths, germline, calls(shallow), sure=sure)
    elsewhere = {call: info for call, info in calls(with_pairs).items() if "PAIR" not in info}
    score("marv, with pairs, elsewhere", {one: told for one, told in truths.items() if one not in across}, germline, elsewhere, truths, sure)
    sample = lambda fields, column: dict(zip(fields[8].split(":"), fields[column].split(":")))
    if os.path.exists("delly.vcf"):
        every = lambda fields, info: True
        not_in_normal = lambda fields, info: not int(sample(fields, 10)["DV"]) + int(sample(fields, 10)["RV"])
        score("delly, filter -f somatic", truths, germline, calls("delly-somatic.vcf", every), sure=sure)
        score("delly, filter -f somatic, PASS", truths, germline, calls("delly-somatic.vcf"), sure=sure)
        score("delly, none in the normal", truths, germline, calls("delly.vcf", not_in_normal), sure=sure)
        score("delly, none in the normal, PASS", truths, germline, calls(
            "delly.vcf", lambda fields, info: fields[6] == "PASS" and not_in_normal(fields, info)), sure=sure)
    if os.path.exists("lumpy.vcf"):
        score("lumpy, none in the normal", truths, germline, calls("lumpy.vcf", lambda fields, info: not int(sample(fields, 10)["SU"])), sure=sure)


def main():
    command, *rest = sys.argv[1:]
    if command == "plan":
        plan(*map(int, rest))
    elif command == "chimeras":
        chimeras(float(rest[0]), *rest[1:])
    elif command == "pairs":
        pairs(*rest)
    elif command == "known":
        truths = truth(rest[0])
        known_pairs(truths, truth(rest[0], inherited=True), *rest[1:], placeable(truths), "verbose")
    else:
        compare(*rest)


main()
