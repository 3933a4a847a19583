"""Reads GA4GH Phenopackets 2.0 with the schema's own Python classes, which are not ours, and says what they refuse.

The reader of protobuf's JSON refuses an element or a value that the schema does not have. Writing it again must give the same
content: nothing was lost on the way. (An enumeration's first value is the schema's default, which is not written again.)
"""

import json
import sys

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from phenopackets.schema.v2 import Phenopacket

DEFAULTS = ("UNKNOWN_STATUS", [], 0, "")


def told(value):
    """A value without what is the schema's default."""
    if isinstance(value, dict):
        parts = {name: told(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in DEFAULTS}
    if isinstance(value, list):
        return [told(part) for part in value]
    return value


failures = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        read = Parse(text, Phenopacket())
    except ParseError as error:
        failures += 1
        print(f"{path}: {error}")
        continue
    if told(MessageToDict(read)) != told(json.loads(text)):
        failures += 1
        print(f"{path}: read and written again it differs")
    findings = [one for interpretation in read.interpretations for one in interpretation.diagnosis.genomic_interpretations]
    print(f"{path}: {len(findings)} findings, {len(read.measurements)} measurements, resources {len(read.meta_data.resources)}")
sys.exit(1 if failures else 0)
