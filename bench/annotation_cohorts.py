"""Variants of published cohorts, on GRCh38, with what the tables say of the protein.

    annotation_cohorts.py variants SHARED_DATA GTF FASTA TRANSCRIPTS > cohorts.vcf
    annotation_cohorts.py compare OURS.tsv GTF FASTA TRANSCRIPTS

The tables are on GRCh37. A gene keeps its shape between the assemblies, so a position is moved by one distance: that on which most
variants agree by their number in the transcript, or, where the table numbers another transcript, one near it with which the
reference bases of the substitutions fit best. A variant whose reference bases then differ is left out. Nothing of a patient is written: the same variant is written once for each way in which the tables name it. Standard
library only.
"""
import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from annotation_compare import described, protein
from annotation_inputs import bases, known, transcripts, wanted

ALIASES = {"SFRS2": "SRSF2"}
THREE = dict(Ala="A", Cys="C", Asp="D", Glu="E", Phe="F", Gly="G", His="H", Ile="I", Lys="K", Leu="L", Met="M", Asn="N", Pro="P",
             Gln="Q", Arg="R", Ser="S", Thr="T", Val="V", Trp="W", Tyr="Y", Ter="*", Xaa="X", Sec="U")


def rows(shared):
    """(table, gene, start, end, deleted or None, inserted, c., p.); start is the base before an insertion."""
    with open(shared / "cohorts/AML-multistage/AMLSG_Genetic.txt", encoding="latin-1") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            kind, start, end = row["VARIANT_TYPE"], row["POSITION"], row["MAX_POSITION"]
            if kind not in ("Sub", "D", "I", "ID") or not start.isdigit():
                continue
            end = int(end) if end.isdigit() else int(start)
            inserted = "" if kind == "D" else row["MT"].upper()
            deleted = row["WT"].upper() if kind == "Sub" else "" if kind == "I" else None
            yield "AMLSG", row["GENE"], int(start), end, deleted, inserted, row["CDNA_CHANGE"], row["AA_CHANGE"]
    with open(shared / "interpretation/iwg-pm-mds-sample/maf.tsv") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if re.fullmatch("[ACGT]+", row["REF"]) and re.fullmatch("[ACGT]+", row["ALT"]):
                start = int(row["START"])
                yield ("IWG", row["GENE"], start, start + len(row["REF"]) - 1, row["REF"], row["ALT"], row["cDNA_CHANGE"],
                       row["PROTEIN_CHANGE"])
    with gzip.open(shared / "cohorts/maftools_laml/tcga_laml.maf.gz", "rt") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            deleted, inserted = row["Reference_Allele"].strip("-"), row["Tumor_Seq_Allele2"].strip("-")
            yield ("TCGA", row["Hugo_Symbol"], int(row["Start_Position"]), int(row["End_position"]), deleted, inserted, "",
                   row["Protein_Change"])


def coding_place(model, number):
    for start, end in model.translated:
        length = end - start + 1
        if number <= length:
            return start + number - 1 if model.strand == "+" else end - number + 1
        number -= length
    return None


def fitting(held, model, found, by):
    """The distance near one with which the reference bases of the gene's substitutions fit best, the first of the best."""
    asked = {(row[2], row[4]) for row in found if row[1] == model.symbol and row[4] and len(row[4]) == 1}
    fits = lambda by: sum(bases(held, model.contig, start + by, start + by) == base for start, base in asked)
    if fits(by) == len(asked):
        return by
    return max(range(by - 600, by + 601), key=lambda other: (fits(other), -abs(other - by)))


def variants(shared, gtf, fasta, names):
    held = known(fasta)
    models = {t.symbol: t for t in transcripts(gtf, wanted(names))}
    found = [(table, ALIASES.get(gene, gene), *rest) for table, gene, *rest in rows(Path(shared))]
    found = [row for row in found if row[1] in models]
    votes = defaultdict(Counter)
    for _, gene, start, end, deleted, inserted, coding, _ in found:
        number = re.fullmatch(r"c\.(\d+)(?:_\d+ins[ACGT]+|[ACGT]>[ACGT])", coding)
        ahead = "ins" in coding and models[gene].strand == "-"
        place = number and coding_place(models[gene], int(number[1]) + ahead)
        if place:
            votes[gene][place - start] += 1
    moved = {gene: fitting(held, models[gene], found, votes[gene].most_common(1)[0][0]) for gene in votes}
    written, counts = set(), Counter()
    for table, gene, start, end, deleted, inserted, _, named in found:
        counts["rows"] += 1
        model = models[gene]
        if gene not in moved or not re.fullmatch("[ACGT]*", inserted):
            counts["not placed"] += 1
            continue
        by = moved[gene]
        if deleted == "":
            anchor = bases(held, model.contig, start + by, start + by)
            record = (model.contig, start + by, anchor, (anchor or "") + inserted)
        else:
            before = bases(held, model.contig, start + by - 1, start + by - 1)
            there = bases(held, model.contig, start + by, end + by)
            if before is None or there is None or (deleted is not None and deleted != there):
                counts["not placed"] += 1
                continue
            record = (model.contig, start + by - 1, before + there, before + inserted)
        if None in record or record[2] == record[3]:
            counts["not placed"] += 1
            continue
        written.add((*record, table, gene, re.sub(r"[;\s]", "", named) or "-"))
    print("##fileformat=VCFv4.2")
    print("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for contig, at, ref, alt, table, gene, named in sorted(written):
        print(contig, at, f"{table}:{gene}:{named}", ref, alt, ".", ".", ".", sep="\t")
    print(f"{counts['rows']} rows on these genes, {counts['not placed']} without a place on GRCh38, "
          f"{len(written)} variants and names", file=sys.stderr)


def short(text):
    """One-letter names, without parentheses, without the residues that a deletion may repeat."""
    text = re.sub(r"[()]", "", text)
    text = re.sub("|".join(THREE), lambda match: THREE[match[0]], text)
    text = text.replace("fsTer", "fs*").replace("extTer", "ext*")
    text = re.sub(r"^p\.([A-Z])(\d+)\1$", r"p.\1\2=", text)
    text = re.sub(r"^p\.([A-Z]\d+)[A-Z]?fs\*1$", r"p.\1*", text)
    return re.sub(r"(del|dup)[A-Z]+$", r"\1", text)


def renamed(text, old):
    """The name that HGVS gives today to a change named in an older way, by what it makes of the protein; else the text."""
    place = r"p\.[A-Z*]?(\d+)(?:_[A-Z*]?(\d+))?"
    match = re.fullmatch(place + r"(?:([A-Z]*)>|(delins)|(ins)|(del)|(dup))([A-Z*]*)", text)
    if not match:
        return text
    first, last, _, _, inserted, deleted, doubled, added = match.groups()
    first, last = int(first), int(last or first)
    if inserted:
        new = old[:first] + added + old[first:]
    elif doubled:
        new = old[:last] + old[first - 1:last] + old[last:]
    else:
        new = old[:first - 1] + ("" if deleted else added) + old[last:]
    return "p." + short(described(old, new[:new.index("*") + 1], False)).removeprefix("p.")


# Tables that number the residues of another protein: WT1 of 517 residues, RUNX1 b of 453.
SHIFTS = {"WT1": 5, "RUNX1": 27}


def compare(ours, gtf, fasta, names):
    held = known(fasta)
    proteins = {t.symbol: protein(held, t) for t in transcripts(gtf, wanted(names))}
    counts, kinds, examples = Counter(), Counter(), {}
    with open(ours, newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            source, gene, theirs = row["id"].split(":", 2)
            if row["gene"] != gene or not row["hgvs_c"]:
                continue
            theirs, mine = short(theirs), short(row["hgvs_p"].split(":")[-1])
            if not re.match(r"p\.[A-Z*]?\d", theirs):
                counts[source, "states no protein"] += 1
                continue
            # The first residue behind a frameshift, and where it ends, are often left out.
            plain = lambda text: re.sub(r"^(p\.[A-Z]\d+)[A-Z]fs", r"\1fs", text)
            def same(theirs):
                bare = re.fullmatch(r"p\.[A-Z]+\d+fs\*?", theirs)
                return plain(mine) == plain(theirs) or bool(bare) and plain(mine).split("fs")[0] == plain(theirs).split("fs")[0]
            by = SHIFTS.get(gene, 0)
            shifted = re.sub(r"\d+", lambda number: str(int(number[0]) + by), theirs.split("*")[0]) + theirs[len(theirs.split("*")[0]):]
            try:
                if same(theirs):
                    counts[source, "the same"] += 1
                    continue
                if same(renamed(theirs, proteins[gene])):
                    counts[source, "the same under today's name"] += 1
                    continue
                if by and (same(shifted) or same(renamed(shifted, proteins[gene]))):
                    counts[source, "the same on another protein's numbers"] += 1
                    continue
            except (ValueError, IndexError):
                pass
            counts[source, "different"] += 1
            form = lambda text: re.sub(r"[A-Z*]?\d+|(?<=ins)[A-Z*]+|(?<=>)[A-Z*]+", "", text)
            kind = (source, form(mine) or "-", form(theirs))
            kinds[kind] += 1
            examples.setdefault(kind, (gene, row["hgvs_c"].split(":")[-1], mine, theirs))
    for source in sorted({key[0] for key in counts}):
        told = ", ".join(f"{count} {what}" for (held, what), count in sorted(counts.items()) if held == source)
        print(f"{source}: {told}")
    for kind, count in kinds.most_common():
        print(f"{count}\t{kind}\t{str(examples[kind])[:230]}")


if __name__ == "__main__":
    if sys.argv[1] == "variants":
        variants(*sys.argv[2:6])
    else:
        compare(*sys.argv[2:6])
