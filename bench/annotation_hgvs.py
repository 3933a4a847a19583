"""Compares the table of `marv annotate` with the Python package hgvs of biocommons, on the same variants.

    annotation_hgvs.py OURS.tsv GTF FASTA TRANSCRIPTS MOST

hgvs gets the chromosome's bases and the exons from this script, and no database. It makes the description on the transcript from
the one on the chromosome, and from that the protein's. Needs `pip install hgvs`; asks at most MOST variants, evenly spread.
"""
import csv
import logging
import re
import sys
import time
from collections import Counter

import hgvs
import hgvs.dataproviders.interface
import hgvs.normalizer
import hgvs.parser
import hgvs.variantmapper
from hgvs.exceptions import HGVSError

from annotation_inputs import bases, known, other_strand, transcripts, wanted

logging.disable(logging.CRITICAL)


class Memory(hgvs.dataproviders.interface.Interface):
    """Bases and exons of a few transcripts on a few chromosomes."""

    required_version = "1.1"

    def __init__(self, held, models, accessions):
        self.held, self.contig = held, {accession: contig for contig, accession in accessions.items()}
        self.models, self.accessions, self.sequences = {t.id: t for t in models}, accessions, {}
        super().__init__()

    def data_version(self):
        return "1.1"

    def schema_version(self):
        return "1.1"

    def get_assembly_map(self, assembly_name):
        return {accession: contig for accession, contig in self.contig.items()}

    def get_seq(self, ac, start_i=None, end_i=None):
        if ac in self.contig:
            found = ""
            for place in [(start_i or 0) + 1]:
                found = bases(self.held, self.contig[ac], place, end_i)
            if found is None:
                # Beyond the known bases nothing is known.
                found = "".join(bases(self.held, self.contig[ac], p, p) or "N" for p in range((start_i or 0) + 1, end_i + 1))
            return found
        if ac.startswith("ENSP") or ac.startswith("MD5"):
            return ""
        if ac not in self.sequences:
            model = self.models[ac]
            parts = [bases(self.held, model.contig, start, end) for start, end in model.exons]
            self.sequences[ac] = "".join(part if model.strand == "+" else other_strand(part) for part in parts)
        return self.sequences[ac][start_i:end_i]

    def offsets(self, model):
        """0-based start of what is translated in the transcript, and its end."""
        first, last = model.translated[0], model.translated[-1]
        first, last = (first[0], last[1]) if model.strand == "+" else (first[1], last[0])
        offset, found = 0, []
        for start, end in model.exons:
            for place in (first, last):
                if start <= place <= end:
                    found.append(offset + (place - start if model.strand == "+" else end - place))
            offset += end - start + 1
        return min(found), max(found) + 1

    def get_tx_identity_info(self, tx_ac):
        model = self.models[tx_ac]
        start, end = self.offsets(model)
        return dict(tx_ac=tx_ac, alt_ac=tx_ac, alt_aln_method="transcript", cds_start_i=start, cds_end_i=end,
                    lengths=[end - start + 1 for start, end in model.exons], hgnc=model.symbol, translation_table="standard")

    def get_tx_info(self, tx_ac, alt_ac, alt_aln_method):
        return dict(self.get_tx_identity_info(tx_ac), alt_ac=alt_ac, alt_aln_method=alt_aln_method)

    def get_tx_exons(self, tx_ac, alt_ac, alt_aln_method):
        model, rows, offset = self.models[tx_ac], [], 0
        for number, (start, end) in enumerate(model.exons):
            length = end - start + 1
            rows.append(dict(tx_ac=tx_ac, alt_ac=alt_ac, alt_strand=1 if model.strand == "+" else -1,
                             alt_aln_method=alt_aln_method, ord=number, tx_start_i=offset, tx_end_i=offset + length,
                             alt_start_i=start - 1, alt_end_i=end, cigar=f"{length}="))
            offset += length
        return sorted(rows, key=lambda row: row["alt_start_i"])

    def get_tx_mapping_options(self, tx_ac):
        return [dict(tx_ac=tx_ac, alt_ac=self.accessions[self.models[tx_ac].contig], alt_aln_method="splign")]

    def get_pro_ac_for_tx_ac(self, tx_ac):
        return "ENSP" + tx_ac

    def get_acs_for_protein_seq(self, seq):
        return ["MD5_0"]

    def get_gene_info(self, gene):
        return None

    def get_similar_transcripts(self, tx_ac):
        return []

    def get_tx_for_gene(self, gene):
        return []

    def get_tx_for_region(self, alt_ac, alt_aln_method, start_i, end_i):
        return []


def plain(protein):
    """Without parentheses; how a silent change is written differs between programs."""
    text = re.sub(r"[()]", "", protein)
    return "=" if text.endswith("=") else text


def main(ours, gtf, fasta, names, most):
    models = transcripts(gtf, wanted(names))
    by_symbol = {model.symbol: model for model in models}
    with open(ours, newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t")
                if row["gene"] in by_symbol and row["transcript"].split(".")[0] == by_symbol[row["gene"]].id and row["hgvs_c"]]
    rows = rows[::max(1, len(rows) // most)][:most]
    accessions = {row["contig"]: row["hgvs_g"].split(":")[0] for row in rows}
    provider = Memory(known(fasta), models, accessions)
    parser = hgvs.parser.Parser()
    mapper = hgvs.variantmapper.VariantMapper(provider)
    normalizer = hgvs.normalizer.Normalizer(provider, alt_aln_method="splign", validate=False)
    # hgvs does not move what lies in an intron: it is moved on the chromosome, in the direction of transcription, first.
    backwards = hgvs.normalizer.Normalizer(provider, alt_aln_method="splign", validate=False, shuffle_direction=5)
    counts, kinds, examples = Counter(), Counter(), {}

    def differ(kind, row, mine, theirs):
        kinds[kind] += 1
        examples.setdefault(kind, (row["hgvs_g"], row["gene"], mine, theirs))

    begin = time.monotonic()
    for row in rows:
        mine, my_protein = row["hgvs_c"].split(":")[1], row["hgvs_p"].split(":")[-1]
        model = by_symbol[row["gene"]]
        try:
            genomic = parser.parse_hgvs_variant(f"{row['hgvs_g'].split(':')[0]}:{vcf_change(row)}")
            if str(normalizer.normalize(genomic)).split(":")[1] == row["hgvs_g"].split(":")[1]:
                counts["g."] += 1
            else:
                differ("g.", row, row["hgvs_g"], str(normalizer.normalize(genomic)))
            counts["g. asked"] += 1
            moved = (normalizer if model.strand == "+" else backwards).normalize(genomic)
            coding = mapper.g_to_c(moved, model.id)
            try:
                coding = normalizer.normalize(coding)
            except HGVSError:
                counts["c. not normalised by hgvs"] += 1
            theirs = str(coding).split(":")[1]
            counts["c. asked"] += 1
            if theirs == mine:
                counts["c."] += 1
            else:
                form = lambda text: re.sub(r"[ACGT]{2,}", "N", re.sub(r"\d+", "", text))
                differ(f"c. marv {form(mine)} hgvs {form(theirs)}", row, mine, theirs)
            if my_protein:
                counts["p. asked"] += 1
                theirs = str(mapper.c_to_p(coding)).split(":")[1]
                if plain(theirs) == plain(my_protein):
                    counts["p."] += 1
                else:
                    form = lambda text: re.sub(r"\d+|[A-Z][a-z][a-z]", "", plain(text))
                    differ(f"p. marv {form(my_protein)} hgvs {form(theirs)}", row, (mine, my_protein), (str(coding), theirs))
        except (HGVSError, NotImplementedError, AssertionError, TypeError, ValueError, IndexError, KeyError) as error:
            counts["hgvs has no answer"] += 1
            kind = f"no answer: {type(error).__name__}"
            differ(kind, row, mine, str(error)[:80])
    taken = time.monotonic() - begin
    for name in ("g.", "c.", "p."):
        asked = counts[f"{name} asked"]
        print(f"hgvs {hgvs.__version__}: {name} agrees in {counts[name]} of {asked} ({100 * counts[name] / max(1, asked):.2f} %)")
    print(f"no answer from hgvs: {counts['hgvs has no answer']}; its time: {taken:.0f} s for {len(rows)}")
    for kind, count in kinds.most_common():
        print(f"{count}\t{kind}\t{str(examples[kind])[:260]}")


def vcf_change(row):
    """A record of VCF as a change on the chromosome, without the bases that both alleles share."""
    at, ref, alt = int(row["position"]), row["reference"], row["alternate"]
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        at, ref, alt = at + 1, ref[1:], alt[1:]
    if not ref:
        return f"g.{at - 1}_{at}ins{alt}"
    last = at + len(ref) - 1
    place = str(at) if last == at else f"{at}_{last}"
    if not alt:
        return f"g.{place}del"
    if len(ref) == len(alt) == 1:
        return f"g.{at}{ref}>{alt}"
    return f"g.{place}delins{alt}"


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
