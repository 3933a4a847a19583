"""Inputs and comparison of bench/real-genes.

    real_genes.py prepare SHARED_DATA TUMOUR_DEPTH [CONTIG...]    of all contigs or these, writes genes.fa, .gtf, .bed, sites.vcf, named.tsv, plan.json and the case's files
    real_genes.py compare HOTSPOTS NAMED RESULT       what the findings state of the planted variants, and beside them

Each chromosome is a contig of its genes, one behind another with 2 kb of N between; everything else is left out. Standard library only.
"""
import contextlib
import csv
import gzip
import io
import json
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import annotation_cohorts
from annotation_inputs import transcripts

GENES = ("NRAS DNMT3A SF3B1 IDH1 KIT TET2 NPM1 EZH2 ABL1 WT1 FLT3 IDH2 TP53 SRSF2 CEBPA ASXL1 RUNX1 U2AF1 BCR ZRSR2 BCOR "
         "STAG2").split()
BETWEEN = 2000
FRACTIONS = [0.05, 0.1, 0.2, 0.3, 0.45]
# Nearer ones would be another variant together.
APART = 250
SEED = 22


def regions(path):
    """(contig, first base from 1, sequence, gene) in the order of the file, the mitochondrion left out."""
    name, parts = None, []
    def told():
        place, gene = re.fullmatch(r"(\S+?:\d+-\d+)\s+(\S+).*", name).groups()
        contig, span = place.split(":")
        return contig, int(span.split("-")[0]), "".join(parts).upper(), gene
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.startswith(">"):
                if name and not name.startswith("chrM"):
                    yield told()
                name, parts = line[1:].strip(), []
            else:
                parts.append(line.strip())
    if name and not name.startswith("chrM"):
        yield told()


def prepare(shared, depth, *wanted):
    shared = Path(shared)
    folder = shared / "grch38_gene_regions"
    fasta = folder / "haem22_grch38_regions.fa.gz"
    gtf = folder / "hamlet-ref.gtf.gz"
    contigs, moves = defaultdict(list), defaultdict(list)
    for contig, start, sequence, _ in sorted(regions(fasta)):
        if wanted and contig not in wanted:
            continue
        at = sum(map(len, contigs[contig])) + BETWEEN + 1
        contigs[contig] += ["N" * BETWEEN, sequence]
        moves[contig].append((start, start + len(sequence) - 1, at - start))
    for contig in contigs:
        contigs[contig].append("N" * BETWEEN)

    def moved(contig, start, end):
        for first, last, by in moves.get(contig, []):
            if first <= start and end <= last:
                return start + by, end + by
        return None

    with open("genes.fa", "w") as out, open("genes.fa.fai", "w") as index:
        offset = 0
        for contig, parts in contigs.items():
            sequence = "".join(parts)
            offset += out.write(f">{contig}\n")
            index.write(f"{contig}\t{len(sequence)}\t{offset}\t{len(sequence)}\t{len(sequence) + 1}\n")
            offset += out.write(sequence + "\n")
    exons = defaultdict(set)
    with gzip.open(gtf, "rt") as lines, open("genes.gtf", "w") as out:
        for line in lines:
            if line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            place = moved(cells[0], int(cells[3]), int(cells[4]))
            if place:
                cells[3:5] = map(str, place)
                print(*cells, sep="\t", file=out)
                name = re.search(r'gene_name "([^"]+)"', cells[8])
                if cells[2] == "CDS" and name and name[1] in GENES:
                    exons[name[1]].add((cells[0], place[0] - 1, place[1]))
    with open("genes.bed", "w") as out:
        for gene, parts in exons.items():
            for contig, start, end in sorted(parts):
                print(contig, start, end, gene, sep="\t", file=out)
    # The variants of the cohorts, each place once and apart from its neighbours, in coding sequence.
    mane = shared / "gene_models_grch38/MANE.GRCh38.v1.5.summary.txt.gz"
    with gzip.open(mane, "rt") as lines, open("transcripts.txt", "w") as out:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["MANE_status"] == "MANE Select" and row["symbol"] in GENES:
                print(row["Ensembl_nuc"], file=out)
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        annotation_cohorts.variants(shared, gtf, fasta, "transcripts.txt")
    rows = [line.split("\t") for line in text.getvalue().splitlines() if not line.startswith("#")]
    random.Random(SEED).shuffle(rows)
    taken, kept = defaultdict(list), []
    for contig, at, named, ref, alt, *_ in rows:
        place = moved(contig, int(at), int(at) + len(ref) - 1)
        if place and all(abs(place[0] - other) >= APART for other in taken[contig]):
            taken[contig].append(place[0])
            kept.append((contig, place[0], ref, alt, named))
    kept.sort(key=lambda row: (list(contigs).index(row[0]), row[1]))
    with open("sites.vcf", "w") as out, open("named.tsv", "w") as names:
        print("##fileformat=VCFv4.2", file=out)
        for contig, parts in contigs.items():
            print(f"##contig=<ID={contig},length={sum(map(len, parts))}>", file=out)
        print("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", file=out)
        for contig, at, ref, alt, named in kept:
            print(contig, at, ".", ref, alt, ".", ".", ".", sep="\t", file=out)
            print(contig, at, ref, alt, *named.split(":", 2), sep="\t", file=names)
    none = {f"{kind}_rate": 0.0 for kind in ("snv", "mnv", "insertion", "deletion", "delins", "neighbour", "duplication")}
    plan = {
        "seed": SEED, "tumour": {"sample": "TUMOUR", "depth": float(depth) * 1.075, "contamination": 0},
        "normal": {"sample": "NORMAL", "depth": 32.25, "contamination": 0},
        "somatic": none | {"clones": [{"name": "trunk", "allele_fraction": 0.5}]},
        "hotspots": {"file": "sites.vcf", "share": 1.0, "fractions": FRACTIONS},
        "output": {"alignments": False, "reads": True},
    }
    Path("plan.json").write_text(json.dumps(plan, indent=1))
    Path("case.toml").write_text('sample = "S-0022"\ndate = 2026-11-26\n[disease]\ngroup = "AML"\n[patient]\nage = 60\nsex = "female"\n'
                                 '[marrow]\nblasts = 60\n')
    Path("analysis.toml").write_text('[reads]\ntumour = ["tumour.bam"]\nnormal = ["normal.bam"]\nreference = "genes.fa"\n[resources]\n'
                                     'store = "../store"\ngenes = "genes.bed"\npanel = "genes.bed"\n')
    referral = Path(__file__).resolve().parent.parent / "guidelines/ngc-haem-2022/vectors/base/MC0.json"
    Path("referral.json").write_text(referral.read_text())


def trimmed(contig, at, ref, alt):
    """Without the bases that both alleles have at their ends, as far as one is left."""
    at = int(at)
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        at, ref, alt = at + 1, ref[1:], alt[1:]
    return contig, at, ref, alt


def records(path):
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def compare(hotspots, named, result):
    truth = {}
    for row in records(hotspots):
        fraction = float(re.search(r"VAF_TRUE=([\d.]+)", row[7])[1])
        if fraction > 0:
            truth[trimmed(row[0], row[1], row[3], row[4])] = fraction
    names = {}
    with open(named) as lines:
        for row in csv.reader(lines, delimiter="\t"):
            names[trimmed(*row[:4])] = (row[5], row[6])
    # Findings name the line of the file that they come from.
    calls, by_line = {}, {}
    with gzip.open(f"{result}/calls/somatic.vcf.gz", "rt") as lines:
        for number, line in enumerate(lines, 1):
            if not line.startswith("#"):
                row = line.rstrip("\n").split("\t")
                key = trimmed(row[0], row[1], row[3], row[4])
                calls[key], by_line[number] = row, key
    stated = {}
    for finding in json.loads(Path(result, "findings.json").read_text())["variants"]:
        line = re.fullmatch(r".*somatic\.vcf\.gz, line (\d+)", finding["from"])
        if line:
            stated[by_line[int(line[1])]] = finding
    report = Path(result, "report/report.en.html").read_text() if Path(result, "report/report.en.html").exists() else ""
    passing = {key for key, row in calls.items() if row[6] == "PASS"}
    print(f"{len(truth)} variants of published cohorts planted")
    print("fraction   planted   called without a doubt   stated in the findings")
    for fraction in FRACTIONS:
        here = [key for key, value in truth.items() if abs(value - fraction) < 1e-6]
        print(f"{fraction:7.0%} {len(here):10} {sum(key in passing for key in here) / max(len(here), 1):17.3f} "
              f"{sum(key in stated for key in here) / max(len(here), 1):22.3f}")
    extra = passing - truth.keys()
    print(f"called without a doubt and not planted: {len(extra)}")
    for key in sorted(extra):
        print("  not planted:", *key, calls[key][5], calls[key][9])
    for key in sorted(key for key, fraction in truth.items() if fraction >= 0.2 and key not in passing):
        print("  missed:", *key, truth[key], *(calls[key][5:7] if key in calls else ["not in the file"]))
    for key in sorted(key for key, fraction in truth.items() if fraction >= 0.2 and key in passing and key not in stated):
        print("  called and not stated:", *key, truth[key], names.get(key))
    counts = Counter()
    for key in truth.keys() & stated.keys() & names.keys():
        gene, _ = names[key]
        finding = stated[key]
        counts["stated"] += 1
        counts["gene"] += finding["gene"] == gene
        counts["report"] += finding["protein"] is not None and finding["protein"].removeprefix("p.") in report
    print(f"of {counts['stated']} stated, {counts['gene']} with the gene of their table; {counts['report']} with their change in the report")


if __name__ == "__main__":
    {"prepare": prepare, "compare": compare}[sys.argv[1]](*sys.argv[2:])
