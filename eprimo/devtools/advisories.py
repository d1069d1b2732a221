"""What is known against the packages of the locks: `make advisories` asks the open database of advisories (OSV) for all
of them in one question. Without a network it says so, and that nothing was looked at; it is no part of `make check`,
which is the same wherever it runs.

Ends with 1 when something is known against a package that is served or runs.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.request import Request, urlopen

from eprimo.devtools.sbom import Part, parts

DATABASE = "https://api.osv.dev/v1/querybatch"
_ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}
# The database takes a thousand packages in a question.
_AT_ONCE = 1_000
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Known:
    """A package, and the names of what is known against this version of it."""

    part: Part
    names: tuple[str, ...]


def known(found: Sequence[Part], database: str = DATABASE) -> list[Known]:
    """OSError, HTTPException or ValueError: the database did not answer, or with something else."""
    told = []
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        asked = {
            "queries": [
                {"package": {"name": one.name, "ecosystem": _ECOSYSTEMS[one.kind]}, "version": one.version}
                for one in some
            ]
        }
        request = Request(  # noqa: S310 - the address is ours
            database, json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            results = json.load(answer)["results"]
        if len(results) != len(some):
            raise ValueError("an answer for each package was expected")
        for part, result in zip(some, results, strict=True):
            if names := tuple(one["id"] for one in result.get("vulns", ())):
                told.append(Known(part, names))
    return told


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default=DATABASE, help="another address that answers as OSV does")
    asked = parser.parse_args(arguments)
    found = parts()
    try:
        told = known(found, asked.database)
    except (OSError, HTTPException, ValueError, KeyError) as error:
        print(f"e-primo : rien n’a été regardé, la base des avis ne répond pas ({error}).")
        return 0
    for one in told:
        where = "servi ou exécuté" if one.part.served else "outil"
        print(f"{one.part.name} {one.part.version} ({where}) : {', '.join(one.names)}")
    print(f"e-primo : {len(found)} composants regardés, {len(told)} avec un avis.")
    return int(any(one.part.served for one in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
