"""Inputs of bench/annotation: gene models as GFF3 for bcftools csq, and random variants of the genes.

    annotation_inputs.py gff3 GTF TRANSCRIPTS > genes.gff3
    annotation_inputs.py variants GTF FASTA TRANSCRIPTS COUNT SEED > variants.vcf

TRANSCRIPTS names the transcripts that are wanted, one a line, without version. Standard library only.
"""
import gzip
import random
import re
import sys
from collections import defaultdict


def features(path):
    """Feature lines of a GTF as (contig, feature, start, end, strand, attributes)."""
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            contig, _, feature, start, end, _, strand, _, text = line.rstrip("\n").split("\t")
            yield contig, feature, int(start), int(end), strand, dict(re.findall(r'(\S+) "([^"]*)"', text))


class Transcript:
    """A transcript with exons and translated stretches (stop codon included), each in transcription order."""

    def __init__(self, contig, strand, attributes):
        self.contig, self.strand = contig, strand
        self.id = attributes["transcript_id"]
        self.gene, self.symbol = attributes["gene_id"], attributes.get("gene_name", attributes["gene_id"])
        self.biotype = attributes.get("transcript_biotype", "protein_coding")
        self.exons, self.translated = [], []

    def finish(self):
        merged = []
        for start, end in sorted(self.translated):
            if merged and start <= merged[-1][1] + 1:
                merged[-1][1] = max(end, merged[-1][1])
            else:
                merged.append([start, end])
        # A stop codon joined to the last stretch, unless an intron lies between.
        self.translated = [tuple(part) for part in merged]
        self.exons.sort()
        if self.strand == "-":
            self.exons.reverse()
            self.translated.reverse()


def transcripts(path, wanted):
    found = {}
    for contig, feature, start, end, strand, attributes in features(path):
        name = attributes.get("transcript_id")
        if name not in wanted or feature not in ("exon", "CDS", "stop_codon"):
            continue
        if name not in found:
            found[name] = Transcript(contig, strand, attributes)
        (found[name].exons if feature == "exon" else found[name].translated).append((start, end))
    for transcript in found.values():
        transcript.finish()
    return list(found.values())


def wanted(path):
    with open(path) as lines:
        return {line.split(".")[0].strip() for line in lines if line.strip()}


def gff3(gtf, names):
    out, genes = ["##gff-version 3"], defaultdict(list)
    for transcript in transcripts(gtf, wanted(names)):
        genes[transcript.gene].append(transcript)
    for gene, held in genes.items():
        first = held[0]
        start = min(start for transcript in held for start, _ in transcript.exons)
        end = max(end for transcript in held for _, end in transcript.exons)

        def row(feature, start, end, phase, text):
            out.append("\t".join([first.contig, "x", feature, str(start), str(end), ".", first.strand, phase, text]))

        biotype = "protein_coding" if any(transcript.translated for transcript in held) else held[0].biotype
        row("gene", start, end, ".", f"ID=gene:{gene};Name={first.symbol};biotype={biotype}")
        for transcript in held:
            exons = transcript.exons
            name = f"transcript:{transcript.id}"
            row("mRNA", min(s for s, _ in exons), max(e for _, e in exons), ".",
                f"ID={name};Parent=gene:{gene};biotype={transcript.biotype}")
            coded = [place for part in transcript.translated for place in part]
            for start, end in exons:
                row("exon", start, end, ".", f"Parent={name}")
                if coded:
                    low, high = min(coded), max(coded)
                    for side, (s, e) in enumerate([(start, min(end, low - 1)), (max(start, high + 1), end)]):
                        if s <= e:
                            five = (side == 0) == (transcript.strand == "+")
                            row("five_prime_UTR" if five else "three_prime_UTR", s, e, ".", f"Parent={name}")
            length = 0
            for start, end in transcript.translated:
                row("CDS", start, end, str(-length % 3), f"Parent={name}")
                length += end - start + 1
    print("\n".join(out))


def known(fasta):
    """Known stretches of a FASTA whose headers say contig:start-end."""
    held = defaultdict(list)
    with gzip.open(fasta, "rt") as lines:
        for line in lines:
            line = line.strip()
            if line.startswith(">"):
                contig, interval = line[1:].split()[0].split(":")
                held[contig].append([int(interval.split("-")[0]), []])
            else:
                held[contig][-1][1].append(line.upper())
    return {contig: [(start, "".join(parts)) for start, parts in pieces] for contig, pieces in held.items()}


def bases(held, contig, start, end):
    """Bases from start to end, from 1 and both included; None if not all are known."""
    for begin, letters in held.get(contig, []):
        if begin <= start and end < begin + len(letters):
            return letters[start - begin:end - begin + 1]
    return None


COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def other_strand(letters):
    return letters.translate(COMPLEMENT)[::-1]


def variants(gtf, fasta, names, count, seed):
    draw, held = random.Random(seed), known(fasta)
    asked = transcripts(gtf, wanted(names))
    coding = [(t.contig, start - 30, end + 30) for t in asked for start, end in t.translated]
    whole = [(t.contig, min(s for s, _ in t.exons), max(e for _, e in t.exons)) for t in asked]
    found = set()
    while len(found) < count:
        pool = coding if draw.random() < 0.7 else whole
        contig, low, high = draw.choice(pool)
        place = draw.randint(low, high)
        kind = draw.random()
        length = min(30, 1 + int(draw.expovariate(0.35)))
        letters = lambda count: "".join(draw.choice("ACGT") for _ in range(count))
        before = bases(held, contig, place - 1, place - 1)
        if kind < 0.6:
            ref, alt, at = bases(held, contig, place, place), letters(1), place
        elif kind < 0.72:
            ref, alt, at = bases(held, contig, place - 1, place + length - 1), before, place - 1
        elif kind < 0.84:
            ref, alt, at = before, (before or "") + letters(length), place - 1
        elif kind < 0.9:
            ref, at = before, place - 1
            alt = (before or "") + (bases(held, contig, place - length, place - 1) or "")
        elif kind < 0.95:
            length = draw.randint(2, 4)
            ref, alt, at = bases(held, contig, place, place + length - 1), letters(length), place
        else:
            ref, at = bases(held, contig, place, place + length - 1), place
            alt = letters(draw.randint(1, 12))
        if not ref or not alt or ref == alt or "N" in ref:
            continue
        found.add((contig, at, ref, alt))
    print("##fileformat=VCFv4.2")
    print("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for contig, at, ref, alt in sorted(found):
        print(contig, at, ".", ref, alt, ".", ".", ".", sep="\t")


if __name__ == "__main__":
    if sys.argv[1] == "gff3":
        gff3(*sys.argv[2:4])
    else:
        variants(*sys.argv[2:5], int(sys.argv[5]), int(sys.argv[6]))
