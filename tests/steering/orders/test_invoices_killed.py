"""The run of invoices, killed and doubled: real workers ended by SIGKILL where chance has it, two of them at once.
Numbers follow one another without gap or double, each invoice is whole, and the next worker goes on where the last one
stopped. In the drill, of 1,500 members; `test_invoices_runs.py` kills one in this process."""

import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from eprimo.foundation.printing.confined.invoices import parsed, xml_of
from tests.databases import Databases, address_of, databases_of

pytestmark = pytest.mark.whole

MEMBERS = 1_500
# Invoices kept when each worker is killed.
STOPS = (3, 40, 200, 700)
WORK = ("worker", "--once")
_SHELL = "from tests.steering.orders.run_ground import build; "
# « 1,500 invoices ≤ 3 min on 2 cores »: one worker uses one of them.
_SECONDS = 180


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases_of("invoice_kills", tmp_path_factory.mktemp("var")) as made:
        made.run(made.template, "shell", "--no-imports", "-c", f"{_SHELL}build({MEMBERS})")
        yield made


def ask(databases: Databases, name: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address_of(databases.owner, name)) as reader:
        return reader.execute(query.encode()).fetchall()


def kept(databases: Databases, name: str) -> int:
    [(count,)] = ask(databases, name, "SELECT count(*) FROM orders_invoice")
    assert isinstance(count, int)
    return count


def proved(databases: Databases, name: str) -> None:
    """Whatever was stopped where: numbers from 1 without gap, one invoice an order, each with lines and file."""
    rows = ask(
        databases,
        name,
        "SELECT i.number, i.order_id, f.size, i.net = (SELECT sum(l.quantity * l.unit_ht) FROM orders_invoiceline l"
        " WHERE l.invoice_id = i.id) FROM orders_invoice i LEFT JOIN orders_invoicefile f ON f.invoice_id = i.id"
        " ORDER BY i.number",
    )
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row[1] for row in rows}) == len(rows)
    assert all(row[2] and row[3] for row in rows)
    assert ask(databases, name, "SELECT last_invoice FROM orders_invoicebook") == (
        [(len(rows),)] if rows else []
    )


def test_a_run_that_is_killed_goes_on_without_gap_or_double(databases: Databases) -> None:
    name = f"{databases.template}_killed"
    databases.make(name, databases.template)
    for stop in STOPS:
        process = databases.start(name, *WORK)
        while kept(databases, name) < stop and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        proved(databases, name)
        assert kept(databases, name) < MEMBERS
    both = [databases.start(name, *WORK) for _ in range(2)]
    for process in both:
        out, err = process.communicate()
        assert process.returncode == 0, f"{out[-2000:]} {err[-2000:]}"
    proved(databases, name)
    assert kept(databases, name) == MEMBERS
    assert ask(databases, name, "SELECT ended_at IS NOT NULL FROM orders_invoicerun") == [(True,)]
    [(pdf, xml)] = ask(databases, name, "SELECT pdf, xml FROM orders_invoicefile ORDER BY id DESC LIMIT 1")
    assert isinstance(pdf, bytes)
    assert isinstance(xml, bytes)
    assert xml_of(pdf) == xml
    parsed(xml)


def test_1500_invoices_are_issued_in_three_minutes(
    databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"{databases.template}_killed"
    databases.make(name, databases.template)
    since = time.monotonic()
    process = databases.start(name, *WORK)
    out, err = process.communicate()
    assert process.returncode == 0, f"{out[-2000:]} {err[-2000:]}"
    took, cpu = time.monotonic() - since, process.cpu
    proved(databases, name)
    assert kept(databases, name) == MEMBERS
    with capsys.disabled():
        told = f"{MEMBERS} invoices issued and checked in {took:.0f} s, {cpu:.0f} s of one core"
        sys.stdout.write(f"\n{told}\n")
    # What other work takes from the machine is not the run's.
    assert cpu < _SECONDS
