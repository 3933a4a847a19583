"""The estimated share of tumour in the normal against the simulated one, and the clonal substitutions that are kept.

Usage: tumour_in_normal.py TRUTH CALLS; CALLS0, CALLS2 ... CALLS30 are the folders of `marv call`, named by the share in
per cent. Clonal: half of the tumour's molecules carry the variant.
"""

import gzip
import json
import sys

SHARES = (0, 2, 5, 10, 20, 30)


def lines(path):
    with gzip.open(path, "rt") as file:
        for line in file:
            if not line.startswith("#"):
                fields = line.rstrip("\n").split("\t")
                yield (fields[0], fields[1], fields[3], fields[4]), fields


def main():
    truth, calls = sys.argv[1:3]
    clonal = {key for key, fields in lines(truth) if "TYPE=SNV" in fields[7] and "VAF_TRUE=0.5" in fields[7]}
    errors = []
    print("share   estimate   95 % interval     clonal substitutions kept")
    for share in SHARES:
        with open(f"{calls}{share}/quality.json", encoding="utf-8") as file:
            leak = json.load(file)["quality"]["tumour_in_normal"][0]
        kept = sum(fields[6] == "PASS" for key, fields in lines(f"{calls}{share}/somatic.vcf.gz") if key in clonal)
        low, high = leak["interval"]
        errors.append(abs(100 * leak["mean"] - share))
        print(f"{share:>4} %   {leak['mean']:>7.1%}   {low:>6.1%} to {high:<6.1%}   {kept} of {len(clonal)} = {kept / len(clonal):.3f}")
    print(f"mean absolute error: {sum(errors) / len(errors):.2f} points")


main()
