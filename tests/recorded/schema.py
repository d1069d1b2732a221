"""What `pg_dump -s` says, one line a fact: each says of which object it is, so that lines may stand in any order."""

import re
from collections import defaultdict
from collections.abc import Mapping

_OBJECT = re.compile(r"^-- Name: (?P<name>.*); Type: (?P<sort>[^;]*); Schema: (?P<schema>[^;]*);")
# Of the program itself, and keys that it draws for each dump.
_OF_THE_PROGRAM = ("--", "\\", "SET ", "SELECT pg_catalog.set_config")


def schema_lines(dump: str) -> Mapping[str, list[str]]:
    """The sort of object (TABLE, POLICY, FUNCTION…) → « schema.name: line »."""
    found: dict[str, list[str]] = defaultdict(list)
    name = sort = ""
    for line in dump.splitlines():
        if met := _OBJECT.match(line):
            sort, name = met["sort"], f"{met['schema']}.{met['name']}"
        elif line.strip() and sort and not line.startswith(_OF_THE_PROGRAM):
            # The comma after a column tells whether another follows.
            found[sort].append(f"{name}: {line.strip().removesuffix(',')}")
    return found
