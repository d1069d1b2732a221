"""One size of academy: its database, its server, its pages."""

import sys

from django.db import connection

from bench import databases
from bench.academy import count_accounts
from bench.measure import Measure, compare, measured
from bench.pages import Page, acts_for, pages_for
from bench.processes import served


def one_size(
    schools: int, port: int, seconds: float, *, only: str = "", fresh: bool = False
) -> tuple[int, list[Measure]]:
    """(accounts, lines) of an academy of that many schools; the bare page is measured first and last."""
    name = databases.ensure(schools, _tell, fresh=fresh)
    accounts = count_accounts()
    pages = pages_for(schools)
    bare, *others = pages
    others += acts_for(schools)
    others = [page for page in others if only in page.name]
    postmaster = databases.postmaster()
    with served(name, port, postmaster) as server:
        lines = [measured(bare, server, seconds)]
        for page in others:
            _tell(f"{schools}: {page.name}")
            lines.append(measured(page, server, seconds))
        lines.append(measured(Page("bare page, again", bare.requests, limit=bare.limit), server, seconds))
    compare(lines)
    connection.close()
    return accounts, lines


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        print(f"… {line}", file=sys.stderr, flush=True)
