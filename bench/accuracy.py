"""Recall and false calls of a somatic VCF against the truth of `marv simulate`, by kind and allele fraction.

Both files are in normal form (left-aligned, parsimonious), so alleles are compared as they stand. A multi-nucleotide
variant counts as found if it was called as one, or if each of its substitutions was.
"""

import gzip
import sys
from collections import defaultdict


def records(path):
    """(contig, position, reference, alternate), filter, and the INFO fields of each line."""
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if not line.startswith("#"):
                contig, position, _, reference, alternate, _, passed, info = line.rstrip("\n").split("\t")[:8]
                fields = dict(part.split("=", 1) for part in info.split(";") if "=" in part)
                fields["FLAGS"] = [part for part in info.split(";") if "=" not in part]
                yield (contig, int(position), reference, alternate), passed, fields


def substitutions(key):
    """The single substitutions of a multi-nucleotide variant."""
    contig, position, reference, alternate = key
    return [(contig, position + at, a, b) for at, (a, b) in enumerate(zip(reference, alternate)) if a != b]


def kind(key):
    _, _, reference, alternate = key
    return "SNV" if len(reference) == len(alternate) == 1 else "indel"


def main():
    truth_path, calls_path, bases = sys.argv[1], sys.argv[2], float(sys.argv[3]) / 1e6
    # Calls at hot spots are judged by tiers.py.
    called = {key for key, passed, info in records(calls_path) if passed == "PASS" and info.get("TIER") != "hotspot"}
    found, total, explained = defaultdict(int), defaultdict(int), set()
    for key, _, info in records(truth_path):
        if "HOTSPOT" in info["FLAGS"]:
            # Judged by tiers.py; here it is neither wanted nor false.
            explained.update([key, *substitutions(key)])
            continue
        cell = (info["TYPE"], float(info["VAF_TRUE"]))
        parts = substitutions(key) if info["TYPE"] == "MNV" else [key]
        total[cell] += 1
        found[cell] += key in called or all(part in called for part in parts)
        explained.update([key, *parts])
    false = defaultdict(int)
    for key in called - explained:
        false[kind(key)] += 1
    kinds = sorted({kind for kind, _ in total})
    fractions = sorted({fraction for _, fraction in total})
    print("recall    " + "".join(f"{fraction:>14.2f}" for fraction in fractions))
    for name in kinds:
        cells = [(found[name, fraction], total[name, fraction]) for fraction in fractions]
        print(f"{name:<10}" + "".join(f"{f / t if t else float('nan'):>8.3f}/{t:<5}" for f, t in cells))
    for name, members in (("SNV", {"SNV"}), ("indel", {"INS", "DEL"})):
        hits = sum(found[cell] for cell in total if cell[0] in members and cell[1] >= 0.1)
        wanted = sum(total[cell] for cell in total if cell[0] in members and cell[1] >= 0.1)
        recall = hits / wanted if wanted else float("nan")
        precision = hits / (hits + false[name]) if hits else float("nan")
        f1 = 2 * recall * precision / (recall + precision) if hits else float("nan")
        print(f"{name}: VAF >= 10 %: recall {recall:.3f}, precision {precision:.3f}, F1 {f1:.3f}; "
              f"false calls {false[name]} = {false[name] / bases:.2f} per Mb")
    if len(sys.argv) > 4:
        for key in sorted(called - explained)[:40]:
            print("false", *key)


main()
