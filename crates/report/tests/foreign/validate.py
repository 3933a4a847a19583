"""Reads FHIR R4 (4.0.1) bundles with fhir.resources, which is not ours, and says what it refuses.

Every resource is read by the model of its type, which knows the cardinalities, types and required codes of the specification, and
refuses an element that it does not know. Writing it again must give the same content: nothing was lost on the way.
"""

import json
import re
import sys
from datetime import datetime
from decimal import Decimal

from fhir.resources import construct_fhir_element


def plain(value):
    """A value as JSON has it, numbers as exact decimals, instants as such: the reader writes Z as +00:00."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", value):
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return Decimal(str(value)).normalize()
    return value


failures = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        bundle = json.load(file, parse_float=Decimal)
    construct_fhir_element("Bundle", bundle)
    for entry in bundle["entry"]:
        resource = entry["resource"]
        kind, key = resource["resourceType"], resource["id"]
        try:
            read = construct_fhir_element(kind, resource)
        except ValueError as error:
            failures += 1
            print(f"{path}: {kind} {key}: {error}")
            continue
        again = json.loads(read.json(), parse_float=Decimal)
        if plain(again) != plain(resource):
            failures += 1
            print(f"{path}: {kind} {key}: read and written again it differs")
    print(f"{path}: {len(bundle['entry'])} resources")
sys.exit(1 if failures else 0)
