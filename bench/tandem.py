"""Recall and allele fraction of internal tandem duplications of FLT3, and of partial ones as of KMT2A, for bench/tandem."""

import gzip
import json
import random
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# GRCh38, per locus the region of the shared data, its first base, 10 kb of it, and the exons of knowledge/loci/tandem.grch38.bed.
LOCI = {
    "FLT3": ("chr13:28003274-28100576", 28003274, 28029200, 28039200, [(28033887, 28033991), (28034082, 28034214), (28034301, 28034407)]),
    "KIT": ("chr4:54657957-54740715", 54657957, 54721000, 54731000, [(54723584, 54723698), (54725857, 54726050), (54727218, 54727324), (54727416, 54727542)]),
    "WT1": ("chr11:32387775-32435539", 32387775, 32391000, 32401000, [(32396257, 32396407)]),
    # The region ends with the gene: no place so near to its end that the reads beyond it are missing.
    "BCOR": ("chrX:40051246-40177329", 40051246, 40051246, 40061246, [(40051751, 40052400)]),
    # Not among the shared regions: the lengths of exons 13 and 9, in made-up sequence.
    "UBTF": ("chr17:made-up", None, 44206400, 44216400, [(44210792, 44210947), (44211873, 44212006)]),
}
FRACTIONS = [0.15, 0.10, 0.05]
BINS = [(3, 30), (31, 60), (61, 100), (101, 300)]


def cohort(shared):
    """Lengths and numbers of new bases; nothing else of the table is used."""
    lines = (shared / "cohorts/AML-multistage/AMLSG_FLT3ITD.txt").read_text().splitlines()
    head, rows = lines[0].split("\t"), [line.split("\t") for line in lines[1:]]
    length, new = head.index("Length"), head.index("NTS")
    rows = [row for row in rows if row[length].isdigit() and 3 <= int(row[length]) <= 300]
    return [(int(row[length]), len(row[new].strip("."))) for row in rows]


def made_up(marv, folder, contig, length, **synthetic):
    """A made-up reference."""
    plan = {"seed": 11, "synthetic": {"contigs": [{"name": contig, "length": length}], **synthetic},
            "tumour": {"sample": "T", "depth": 0.1}, "normal": {"sample": "N", "depth": 0.1}}
    folder.with_suffix(".json").write_text(json.dumps(plan))
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([marv, "simulate", "--plan", folder.with_suffix(".json"), "--out", folder], check=True, capture_output=True)
    return folder / "reference.fa"


def reference(marv, shared, path, locus):
    name, first, start, end, exons = LOCI[locus]
    contig, bases, inside = name.split(":")[0], [], False
    with gzip.open(shared / "grch38_gene_regions/haem22_grch38_regions.fa.gz", "rt") as fasta:
        for line in fasta:
            if line.startswith(">"):
                inside = line[1:].split()[0] == name
            elif inside:
                bases.append(line.strip())
    if first is None:
        shutil.copy(made_up(marv, path.with_suffix(".made-up"), contig, end - start, copied=0), path)
    else:
        bases = "".join(bases)[start - first : end - first]
        path.write_text(f">{contig}\n" + "\n".join(bases[at : at + 60] for at in range(0, len(bases), 60)) + "\n")
    subprocess.run(["samtools", "faidx", path], check=True)
    subprocess.run(["bwa", "index", path], check=True, stderr=subprocess.DEVNULL)
    exons = [(low - start - 1, high - start) for low, high in exons]
    path.with_suffix(".bed").write_text("".join(f"{contig}\t{low}\t{high}\t{locus}\n" for low, high in exons))
    return contig, exons


def simulate(marv, work, fasta, pair, depth):
    """One pair with one duplication, or with none, aligned with bwa."""
    folder = work / pair["name"]
    if (folder / "normal.bam.bai").exists():
        return folder
    folder.mkdir(exist_ok=True)
    somatic = {f"{kind}_rate": 0 for kind in ("snv", "mnv", "insertion", "deletion", "duplication", "delins", "neighbour")}
    if pair["length"]:
        somatic["clones"] = [{"name": "itd", "allele_fraction": pair["fraction"]}]
        event = {"contig": pair["contig"], "position": pair["position"], "clone": "itd", "kind": "duplication"}
        event["length"] = pair["length"] - len(pair["new"])
        if pair["new"]:
            event["bases"] = pair["new"]
        somatic["panel"] = [event]
    plan = {
        "seed": pair["seed"], "somatic": somatic, "purity": 1.0, "tumour_in_normal": pair["leak"],
        # Duplicates and the bases that both mates read take about 7 %.
        "tumour": {"sample": "T", "depth": depth * 1.075, "contamination": 0}, "normal": {"sample": "N", "depth": 30 * 1.075},
        "output": {"alignments": False, "reads": True},
    }  # fmt: skip
    aligned(marv, folder, plan, fasta)
    return folder


def aligned(marv, folder, plan, fasta):
    """Reads of a plan, by bwa."""
    (folder / "plan.json").write_text(json.dumps(plan))
    made = [marv, "simulate", "--plan", folder / "plan.json", "--reference", fasta, "--out", folder / "pair"]
    done = subprocess.run(made, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{folder}: {done.stderr}")
    for sample in ("tumour", "normal"):
        reads = [folder / "pair" / f"{sample}_R{mate}.fastq.gz" for mate in (1, 2)]
        align = f"bwa mem -K 10000000 -R '@RG\\tID:{sample}\\tSM:{sample[0].upper()}' {fasta} {reads[0]} {reads[1]} 2>/dev/null"
        align += f" | samtools fixmate -m -u - - | samtools sort -u - 2>/dev/null | samtools markdup - {folder / sample}.bam"
        subprocess.run(["bash", "-c", align], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["samtools", "index", f"{folder / sample}.bam"], check=True)
    shutil.move(folder / "pair/truth.vcf.gz", folder / "truth.vcf.gz")
    shutil.rmtree(folder / "pair")


def records(path):
    with gzip.open(path, "rt") as vcf:
        return [line.rstrip("\n").split("\t") for line in vcf if not line.startswith("#")]


def called(marv, folder, fasta):
    """The records of tandem.vcf.gz and of somatic.vcf.gz that passed, and CPU seconds."""
    out = folder / "calls"
    shutil.rmtree(out, ignore_errors=True)
    command = [marv, "call", "--tumour", folder / "tumour.bam", "--normal", folder / "normal.bam", "--reference", fasta]
    command += ["--out", out, "--itd", fasta.with_suffix(".bed"), "--threads", "1"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 16:
        stops = [line.split("--accept ")[1:] for line in done.stderr.splitlines() if "--accept" in line]
        names = [name.strip() for stop in stops for name in stop]
        done = subprocess.run(command + [f"--accept={name}" for name in names], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{folder}: {done.returncode} {done.stderr}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return records(out / "tandem.vcf.gz"), records(out / "somatic.vcf.gz"), seconds


def value(record, field, column=9):
    return record[column].split(":")[record[8].split(":").index(field)]


# A locus as long as KMT2A on a made-up contig; 14 kb, as from its exon 2 to its exon 8, and more.
PARTIAL = {"contig": "chr11", "length": 150_000, "locus": (30_000, 120_351), "start": 36_001, "lengths": [14_000, 20_000, 26_000]}
PARTIAL_FRACTIONS = [0.25, 0.10, 0.05]


def partial(marv, work, count, depth):
    """Partial tandem duplications by allele fraction; none must be called where there is none."""
    fasta = work / "ptd.fa"
    if not fasta.exists():
        shutil.copy(made_up(marv, work / "ptd", PARTIAL["contig"], PARTIAL["length"], copied=0.05, copy_divergence=0.1), fasta)
        subprocess.run(["samtools", "faidx", fasta], check=True)
        subprocess.run(["bwa", "index", fasta], check=True, stderr=subprocess.DEVNULL)
        fasta.with_suffix(".bed").write_text("\t".join([PARTIAL["contig"], *map(str, PARTIAL["locus"]), "KMT2A-PTD"]) + "\n")
    print(f"partial tandem duplications of 14 to 26 kb in a locus of 90 kb, made-up sequence, bwa, {depth:g}x against 30x")
    for fraction in [*PARTIAL_FRACTIONS, 0]:
        found, exact, folds, trues = 0, 0, [], 0
        for number in range(count):
            folder = work / f"ptd-{round(100 * fraction)}-{number}"
            length = PARTIAL["lengths"][number % 3]
            if not (folder / "normal.bam.bai").exists():
                folder.mkdir(exist_ok=True)
                plan = {"seed": 1 + number, "purity": 1.0, "tumour": {"sample": "T", "depth": depth * 1.075},
                        "normal": {"sample": "N", "depth": 30 * 1.075}, "output": {"alignments": False, "reads": True}}
                if fraction:
                    plan["somatic"] = {"clones": [{"name": "ptd", "allele_fraction": fraction}]}
                    start = PARTIAL["start"] + 1500 * number
                    plan["structure"] = {"events": [{"kind": "duplication", "clone": "ptd", "contig": PARTIAL["contig"],
                                                     "start": start, "end": start + length - 1}]}
                aligned(marv, folder, plan, fasta)
            tandem, _, _ = called(marv, folder, fasta)
            passed = [record for record in tandem if record[6] == "PASS"]
            found += bool(passed)
            start = PARTIAL["start"] + 1500 * number
            exact += any(abs(int(record[1]) - start) <= 10 for record in passed)
            told = [dict(part.split("=") for part in record[7].split(";") if "=" in part) for record in passed]
            folds += [float(info["FOLD"].split(",")[0]) - 1 for info in told if "FOLD" in info]
            trues += fraction
        fold = sum(folds) / len(folds) if folds else float("nan")
        print(f"{fraction:8.2f}  found {found} of {count}, at its place {exact}; mean rise of depth {fold:.3f} where the fraction is {fraction}")


def main():
    marv, shared, work = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]).absolute()
    count, depth = int(sys.argv[4]), float(sys.argv[5])
    for locus in sys.argv[6].split(","):
        if locus == "KMT2A-PTD":
            partial(marv, work, min(count, 12), depth)
        else:
            internal(marv, shared, work, locus, count, depth)


def internal(marv, shared, work, locus, count, depth):
    """Internal tandem duplications of a locus, by allele fraction and length."""
    draw, fasta = random.Random(20170109), work / f"{locus.lower()}.fa"
    (contig, exons), lengths = reference(marv, shared, fasta, locus), cohort(shared)
    of = "" if locus == "FLT3" else f"{locus.lower()}-"
    pairs = []
    for fraction in FRACTIONS:
        for place in range(count):
            # Half as in the cohort, half evenly over 3 to 300, so that the rare lengths are asked too.
            length, new = draw.choice(lengths) if place % 2 else (round(3 * 100 ** draw.random()), draw.choice([0, 0, 3, 8]))
            new = min(new, max(0, length - 3))
            low, high = draw.choice(exons)
            pairs.append({
                "contig": contig, "name": f"{of}{round(100 * fraction)}-{place}", "seed": len(pairs) + 1, "fraction": fraction, "length": length,
                "position": draw.randint(low + 1, high), "new": "".join(draw.choice("ACGT") for _ in range(new)), "leak": 0.0,
            })  # fmt: skip
    for place in range(count):
        pairs.append({"contig": contig, "name": f"{of}none-{place}", "seed": 10_000 + place, "fraction": 0, "length": 0, "position": 0, "new": "", "leak": 0.0})
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(lambda pair: simulate(marv, work, fasta, pair, depth), pairs))
    found, false, cpu, small, worst = [], 0, 0.0, 0, []
    for pair, folder in zip(pairs, folders):
        tandem, somatic, seconds = called(marv, folder, fasta)
        cpu += seconds
        passed = [record for record in tandem if record[6] == "PASS"]
        truth = records(folder / "truth.vcf.gz")
        told = truth[0] if truth else None
        same = lambda record: told and abs(len(record[4]) - len(record[3]) - len(told[4]) + len(told[3])) <= 1
        hits = [record for record in passed if same(record) and abs(int(record[1]) - int(told[1])) <= pair["length"] + 20]
        false += len(passed) - len(hits[:1])
        exact = [record for record in hits if record[1:2] + record[3:5] == told[1:2] + told[3:5]]
        small += any(record[6] == "PASS" and record[1:2] + record[3:5] == told[1:2] + told[3:5] for record in somatic) if told else 0
        if told:
            field = float(value(hits[0], "AF")) if hits else None
            low, high = map(float, value(hits[0], "AFCI").split(",")) if hits else (None, None)
            true = float(dict(part.split("=") for part in told[7].split(";") if "=" in part)["VAF_TRUE"])
            found.append((pair, bool(hits), bool(exact), field, true, bool(hits) and low <= true <= high))
            if not hits:
                worst.append(f"{pair['name']} length {pair['length']} new {len(pair['new'])}: " + "; ".join(" ".join(r[1:2] + r[6:7] + r[9:10]) for r in tandem))
    print(f"{locus}, {'real' if LOCI[locus][1] else 'made-up'} sequence, bwa, {depth:g}x against 30x, {count} pairs for each allele fraction")
    print(f"{'fraction':>8} {'length':>9} {'pairs':>6} {'found':>6} {'exact':>6} {'recall':>7} {'AF told / true':>15} {'in 95 %':>8}")
    for fraction in FRACTIONS:
        for low, high in BINS + [(3, 300)]:
            cell = [f for f in found if f[0]["fraction"] == fraction and low <= f[0]["length"] <= high]
            hits = [f for f in cell if f[1]]
            if not cell:
                continue
            ratio = sum(f[3] for f in hits) / sum(f[4] for f in hits) if hits else float("nan")
            inside = sum(f[5] for f in hits) / len(hits) if hits else float("nan")
            print(f"{fraction:8.2f} {low:4d}-{high:<4d} {len(cell):6d} {len(hits):6d} {sum(f[2] for f in hits):6d} {len(hits) / len(cell):7.3f} {ratio:15.3f} {inside:8.2f}")
    # Bias: the sum of what was told against that of the truth, with an interval from pairs drawn anew.
    short = [f for f in found if f[1] and f[0]["length"] <= 100]
    ratio = lambda some: sum(f[3] for f in some) / sum(f[4] for f in some)
    again = sorted(ratio(random.Random(seed).choices(short, k=len(short))) for seed in range(1000))
    print(f"AF told / true up to 100 bases: {ratio(short):.3f} (95 % {again[25]:.3f} to {again[974]:.3f}, {len(short)} pairs)")
    print(f"passed in somatic.vcf.gz with the same alleles: {small} of {len(found)}")
    print(f"false events that passed: {false} in {len(pairs)} pairs")
    print(f"marv call, whole: {cpu / len(pairs):.2f} CPU s a pair")
    print("not found:", *worst, sep="\n  ")


if __name__ == "__main__":
    main()
