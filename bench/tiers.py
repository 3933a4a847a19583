"""Recall at hot spots and in the panel, against the truth of `marv simulate` with `hotspots` in its plan.

Usage: tiers.py TRUTH HOTSPOTS CALLS SITES PANEL_CALLS BASES
CALLS and SITES come from `marv call --hotspots HOTSPOTS --sites HOTSPOTS`, PANEL_CALLS from `marv call --panel` with every
base in the panel. The ceiling is what the fragments allow: the mean, over the sites with a variant, of the probability
that two of the fragments which tell there show it, drawn with its true fraction.
"""

import gzip
import sys
from collections import defaultdict


def lines(path):
    with gzip.open(path, "rt") as file:
        for line in file:
            if not line.startswith("#"):
                fields = line.rstrip("\n").split("\t")
                info = dict(part.partition("=")[::2] for part in fields[7].split(";"))
                yield (fields[0], int(fields[1]), fields[3], fields[4]), fields, info


def passed(path, tier):
    return {key for key, fields, info in lines(path) if fields[6] == "PASS" and info["TIER"] == tier}


def two_or_more(fragments, fraction):
    none = (1 - fraction) ** fragments
    return 1 - none - fragments * fraction * (1 - fraction) ** (fragments - 1) if fragments else 0.0


def main():
    truth_path, hotspots_path, calls_path, sites_path, panel_path, bases = sys.argv[1:7]
    telling = {}
    for key, fields, _ in lines(sites_path):
        sample = dict(zip(fields[8].split(":"), fields[9].split(":")))
        telling[key] = sum(int(count) for count in sample["AD"].split(","))
    truth = {key: (info["TYPE"], float(info["VAF_TRUE"]), "HOTSPOT" in info) for key, _, info in lines(truth_path)}
    hot = {key for key, _, _ in lines(hotspots_path)}
    called = passed(calls_path, "hotspot")
    cells = defaultdict(list)
    for key, (kind, fraction, at_hotspot) in truth.items():
        if at_hotspot:
            cells[fraction, "SNV" if kind == "SNV" else "indel"].append(key)
    print("hot spots       recall   ceiling   share   sites   fragments")
    for (fraction, kind), keys in sorted(cells.items()):
        recall = sum(key in called for key in keys) / len(keys)
        ceiling = sum(two_or_more(telling[key], fraction) for key in keys) / len(keys)
        mean = sum(telling[key] for key in keys) / len(keys)
        print(f"{kind:<6} {fraction:>5.0%} {recall:>11.3f} {ceiling:>9.3f} {recall / ceiling:>7.3f} {len(keys):>7} {mean:>9.1f}")
    empty = [key for key in hot if key not in truth]
    false = sum(key in called for key in empty)
    print(f"false: {false} of {len(empty)} hot spots without a variant = {1000 * false / len(empty):.2f} per 1,000")

    panel = passed(panel_path, "panel")
    print("panel (every base)")
    snvs = defaultdict(list)
    for key, (kind, fraction, _) in truth.items():
        if kind == "SNV":
            snvs[fraction].append(key)
    for fraction, keys in sorted(snvs.items()):
        print(f"SNV    {fraction:>5.0%} {sum(key in panel for key in keys) / len(keys):>11.3f} {len(keys):>25}")
    near = {(key[0], key[1] + shift) for key in truth for shift in range(-3, 4)}
    false = sum(len(key[2]) == len(key[3]) == 1 and key[:2] not in near for key in panel)
    print(f"false substitutions: {false} = {false / (float(bases) / 1e6):.2f} per Mb of panel")


main()
