"""Compares the table of `marv annotate` with what bcftools csq says of the same variants.

    annotation_compare.py OURS.tsv CSQ.vcf GTF FASTA TRANSCRIPTS

Two things are compared for each variant and transcript: the consequences, in csq's words, and the change of the protein. csq
states old and new residues from the first changed codon on; the name that HGVS gives to that is worked out here, apart from
marv, from the two proteins. Where csq states no residues (`>?`) there is nothing to compare. Differences are counted by kind, each with an example. Standard library only.
"""
import csv
import re
import sys
from collections import Counter, defaultdict

from annotation_inputs import bases, known, other_strand, transcripts, wanted

CODONS = dict(zip((a + b + c for a in "TCAG" for b in "TCAG" for c in "TCAG"),
                  "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"))
NAMES = dict(A="Ala", C="Cys", D="Asp", E="Glu", F="Phe", G="Gly", H="His", I="Ile", K="Lys", L="Leu", M="Met", N="Asn", P="Pro",
             Q="Gln", R="Arg", S="Ser", T="Thr", V="Val", W="Trp", Y="Tyr", X="Xaa", **{"*": "Ter"})

# Terms of marv in the words of csq; those that csq does not have are left out.
WORDS = {
    "splice_acceptor_variant": "splice_acceptor", "splice_donor_variant": "splice_donor", "stop_gained": "stop_gained",
    "frameshift_variant": "frameshift", "stop_lost": "stop_lost", "start_lost": "start_lost",
    "inframe_insertion": "inframe_insertion", "inframe_deletion": "inframe_deletion", "missense_variant": "missense",
    "protein_altering_variant": "inframe_altering", "splice_region_variant": "splice_region",
    "stop_retained_variant": "stop_retained", "start_retained_variant": "start_retained", "synonymous_variant": "synonymous",
    "coding_sequence_variant": "coding_sequence", "5_prime_UTR_variant": "5_prime_utr", "3_prime_UTR_variant": "3_prime_utr",
    "intron_variant": "intron", "upstream_gene_variant": "outside", "downstream_gene_variant": "outside",
}


def protein(held, transcript):
    exons = []
    for start, end in transcript.translated:
        letters = bases(held, transcript.contig, start, end)
        exons.append(letters if transcript.strand == "+" else other_strand(letters))
    coding = "".join(exons)
    residues = "".join(CODONS.get(coding[i:i + 3], "X") for i in range(0, len(coding) - 2, 3))
    return "M" + residues[1:]


def described(old, new, frameshift):
    """HGVS's name of what makes of one protein the other, both with their end."""
    name = lambda place: f"{NAMES[old[place]]}{place + 1}"
    first = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), None)
    if first is None:
        return "="
    ends = new.endswith("*")
    if old[first] == "*":
        return f"{name(first)}{NAMES[new[first]]}extTer{len(new) - 1 - first if ends else '?'}"
    if new[first] == "*":
        return f"{name(first)}Ter"
    if frameshift:
        return f"{name(first)}{NAMES[new[first]]}fsTer{len(new) - first if ends else '?'}"
    tail = 0
    while tail < min(len(old), len(new)) - first and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    lost, added = old[first:len(old) - tail], new[first:len(new) - tail]
    text = "".join(NAMES[residue] for residue in added)
    last = first + len(lost) - 1
    both = name(first) if last == first else f"{name(first)}_{name(last)}" if lost else ""
    if len(lost) == 1 and len(added) == 1:
        return f"{name(first)}{text}"
    if not added:
        return f"{both}del"
    if not lost:
        before = first - len(added)
        if before >= 0 and old[before:first] == added:
            return f"{name(before)}dup" if len(added) == 1 else f"{name(before)}_{name(first - 1)}dup"
        return f"{name(first - 1)}_{name(first)}ins{text}"
    return f"{both}delins{text}"


def of_csq(change, old, frameshift):
    match = re.fullmatch(r"(\d+)([A-Z*]+)(?:>(\d+)([A-Z*]+))?", change)
    if not match:
        return change
    at, before, _, after = match.groups()
    place = int(at) - 1
    if after is None:
        return "="
    new = old[:place] + after + ("" if "*" in after else old[place + len(before):])
    if "*" in new:
        new = new[:new.index("*") + 1]
    return described(old, new, frameshift)


def csq_answers(path):
    answers = defaultdict(dict)
    with open(path) as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            contig, position, _, ref, alt, _, _, info = line.rstrip("\n").split("\t")[:8]
            key = (contig, position, ref, alt)
            answers[key]
            for entry in info.split(";"):
                if entry.startswith("BCSQ="):
                    for answer in entry[5:].split(","):
                        fields = answer.split("|") + [""] * 7
                        answers[key].setdefault(fields[1], []).append(fields)
    return answers


def main(ours, csq, gtf, fasta, names):
    held = known(fasta)
    models = {t.symbol: t for t in transcripts(gtf, wanted(names))}
    proteins = {symbol: protein(held, t) for symbol, t in models.items() if t.translated}
    answers = csq_answers(csq)
    counts, differences, examples = Counter(), Counter(), {}
    with open(ours, newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if row["gene"] not in models or row["transcript"].split(".")[0] != models[row["gene"]].id:
                continue
            key = (row["contig"], row["position"], row["reference"], row["alternate"])
            found = answers[key].get(row["gene"], [])
            mine = {WORDS[term] for term in row["consequence"].split("&") if term in WORDS}
            theirs = {term.lstrip("*") for fields in found for term in fields[0].split("&")} or {"outside"}
            counts["variants"] += 1
            # csq tells an intron only where nothing else is told, and no splice region beside a change of the protein.
            coding = {"missense", "synonymous", "stop_gained", "frameshift", "inframe_insertion", "inframe_deletion", "stop_lost",
                      "start_lost", "stop_retained", "inframe_altering", "coding_sequence", "splice_donor", "splice_acceptor",
                      "start_retained", "5_prime_utr", "3_prime_utr"}
            reduce = lambda terms: frozenset(
                (terms & coding) - ({"coding_sequence"} if terms & {"splice_donor", "splice_acceptor"} else set())
                or terms - {"intron"} or terms)
            a, b = reduce(mine), reduce(theirs)
            if a == b:
                counts["consequence agrees"] += 1
            else:
                kind = ("consequence", "&".join(sorted(a)), "&".join(sorted(b)))
                differences[kind] += 1
                examples.setdefault(kind, (key, row["hgvs_c"].split(":")[-1], row["hgvs_p"].split(":")[-1], found[:1]))
            change = next((fields[5] for fields in found if fields[5]), "")
            said = row["hgvs_p"].split(":")[-1]
            if not change or not said or change.endswith("?"):
                continue
            counts["proteins"] += 1
            theirs = of_csq(change, proteins[row["gene"]], any("frameshift" in fields[0] for fields in found))
            said = said.removeprefix("p.").strip("()")
            said = "=" if said.endswith("=") else said
            if said == theirs:
                counts["protein agrees"] += 1
            else:
                kind = ("protein", re.sub(r"[\d]+|[A-Z][a-z][a-z]", "", said), re.sub(r"[\d]+|[A-Z][a-z][a-z]", "", theirs))
                differences[kind] += 1
                examples.setdefault(kind, (key, row["hgvs_c"].split(":")[-1], said, theirs, found[:1]))
    for name, all_of in (("consequence agrees", "variants"), ("protein agrees", "proteins")):
        print(f"{name}: {counts[name]} of {counts[all_of]} ({100 * counts[name] / max(1, counts[all_of]):.2f} %)")
    for kind, count in differences.most_common():
        print(f"{count}\t{kind[0]}\tmarv {kind[1]}\tcsq {kind[2]}\t{str(examples[kind])[:260]}")


if __name__ == "__main__":
    main(*sys.argv[1:6])
