"""`python -m eprimo.devtools.messages extract|check|compile`: see docs/ui.md, « Languages »."""

import argparse
import sys

from eprimo.devtools.messages import catalogues, scope
from eprimo.devtools.messages.extract import texts
from eprimo.devtools.messages.in_templates import unmarked


def check() -> int:
    """1 when a text is not marked, not translated, or translated wrongly; each is told."""
    faults = [
        f"{path.relative_to(scope.ROOT)}: not marked: {words!r}"
        for path in scope.templates()
        for words in unmarked(path)
    ]
    wanted = texts()
    faults += [fault for language in scope.TRANSLATED for fault in catalogues.faults(language, wanted)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="messages", description="Texts of families, in every language.")
    parser.add_argument("act", choices=["extract", "check", "compile"])
    act = parser.parse_args(arguments).act
    if act == "check":
        return check()
    if act == "extract":
        catalogues.extract_all()
    else:
        catalogues.compile_stale()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
