"""Faults of pages as they are told."""

import re

# Ids and addresses differ from page to page; the fault is the same.
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def said(faults: list[str]) -> str:
    """One line each."""
    return "\n".join(sorted({_ID.sub("…", fault) for fault in faults}))
