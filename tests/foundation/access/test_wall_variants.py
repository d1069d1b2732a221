"""What a statement reaches that a stranger slips into a page: variants of the attacks that once fell, by rule.

A refusal is one of rights: a statement that fails for a column that is not there, or a value that is missing, proves
nothing, and fails the test.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import DatabaseError
from psycopg.errors import InsufficientPrivilege, UndefinedTable
from psycopg_pool import ConnectionPool

from eprimo.foundation.directory.models import ContactDetails, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.database_session import forget
from eprimo.foundation.kernel.owner import as_owner
from eprimo.steering.orders.enums import OrderKind
from eprimo.steering.orders.models import Order, OrderLine, Seller
from eprimo.steering.tender.models import Consultation, Criterion, Offer
from tests import wall
from tests.cast import Cast
from tests.config.served import database_url
from tests.foundation.access.variants import KEPT, REACH, REFUSED, Variant
from tests.foundation.access.variants_reads import READS
from tests.foundation.access.variants_writes import WRITES
from tests.foundation.access.walled import of_another_transaction
from tests.ground import lent
from tests.signed import signed
from tests.steering.consortium.group import Made, siren, siret
from tests.steering.orders.billed import account
from tests.steering.orders.ordering import ordering, sent

# Of one session: everybody it names, and what it stands for.
REACHED = """
SELECT ARRAY(SELECT 'person ' || id FROM directory_person)
  || ARRAY(SELECT 'details ' || person_id FROM directory_contactdetails)
  || ARRAY(SELECT 'thing ' || id FROM content_resource)
  || ARRAY(SELECT 'order ' || id FROM orders_order)
  || ARRAY(SELECT 'account ' || id FROM orders_bankchange)
  || ARRAY(SELECT 'login ' || id FROM accounts_account)
  || ARRAY(SELECT 'school ' || s FROM unnest(wall.schools()) s)
  || ARRAY(SELECT 'works at ' || s FROM unnest(wall.staff()) s)
  || ARRAY(SELECT 'directs ' || s FROM unnest(wall.directed()) s)
  || ARRAY(SELECT 'territory ' || s FROM unnest(wall.territory()) s)
  || ARRAY(SELECT 'child ' || s FROM unnest(wall.own()) s)
  || ARRAY(SELECT 'member ' || s FROM unnest(wall.own_members()) s)
  || ARRAY(SELECT 'holds ' || s FROM unnest(wall.markets_held()) s)
  || ARRAY['keeps ' || COALESCE(wall.keeps_market(), false)]
"""


@pytest.fixture(scope="module")
def pool(django_db_setup: None) -> Iterator[ConnectionPool[Any]]:
    """One connection, by the login of the pages, as production keeps it."""
    with ConnectionPool(
        database_url(), min_size=1, max_size=1, timeout=30, reset=forget, kwargs={"autocommit": True}
    ) as made:
        yield made


@lent
def walled(cast: Cast) -> Made:
    """The cast and the group with what is worth reading: telephones, orders of two members, accounts, an offer."""
    for name in ("lea_verne", "director", "director_verne", "teacher_verne"):
        ContactDetails.objects.create(person=cast.people[name], phone_mobile="06 11 11 11 11")
    made = ordering(cast)
    sent(made, {"tilleuls": 140})
    for key, school in (("brive", made.schools["brive"]), ("valmarais", made.schools["lettered"])):
        _draft(made, key, school)
    Seller.objects.create(market=made.market, name="Éditeur", siret=siret(siren("99900071")), iban="FR76")
    account(made.market)
    opened = Consultation.objects.create(market=made.market, offers_until=clock.now())
    Criterion.objects.create(consultation=opened, name="Ergonomie", weight=40, order=1)
    Offer.objects.create(
        consultation=opened, number=1, bidder="Candidat", siret=siret(siren("99900072")),
        deposited_at=clock.now(),
    )  # fmt: skip
    _fill(made)
    # What stands in the trail is of other transactions.
    of_another_transaction()
    connection.connection.execute("SELECT wall.throttle_take('login:lea', 5, 60, now())")
    return made


FILLED = Path(__file__).with_name("variants.sql")


def _fill(made: Made) -> None:
    with as_owner():
        connection.connection.execute(FILLED.read_text(encoding="utf-8").format(**_names(made)))


def _draft(made: Made, member: str, school: School) -> None:
    order = Order.objects.create(
        market=made.market, member=made[member], kind=OrderKind.COMPLEMENT, period=1,
        starts_on=made.market.starts_on, ends_on=made.market.second_period_on, accounts=80,
    )  # fmt: skip
    OrderLine.objects.create(order=order, school=school, uai=school.uai, name=school.name, accounts=80)


def _names(made: Made) -> dict[str, Any]:
    """Numbers for the braces of the statements."""
    cast, offer = made.cast, Offer.objects.get()
    found: dict[str, Any] = {name: one.pk for name, one in cast.people.items()}
    found |= {f"account_{name}": one.account.pk for name, one in cast.people.items()}
    found |= {
        "tilleuls": cast.tilleuls.pk, "verne": cast.verne.pk, "ferme": cast.ferme.pk, "ce1": cast.ce1.pk,
        "ce1_verne": cast.ce1_verne.pk, "chorale": cast.chorale.pk, "canteen": cast.canteen.pk,
        "commune": cast.tilleuls.commune_id, "academy_place": cast.tilleuls.academy_id,
        "district": cast.tilleuls.circonscriptions.get().circonscription_id, "market": made.market.pk,
        "valmarais": made["valmarais"].pk, "brive": made["brive"].pk, "offer": offer.pk,
        "order_brive": Order.objects.get(member=made["brive"]).pk, "consultation": offer.consultation_id,
        "criterion": Criterion.objects.get().pk, "bucket": "'login:lea'", "switch_counter": 0,
        "key_teacher": f"'{signed(cast.teacher.account)[0].key_hash}'", "former_pupil": cast.former_pupil.pk,
        "audit_partition": "kernel_auditline_2026_11",
    }  # fmt: skip
    return found


def _does(sql: str) -> tuple[str, list[Any]]:
    """What came of a statement: the kind of refusal and nothing, or `rows` and what they hold."""
    try:
        with transaction.atomic():
            cursor = connection.connection.execute(sql)
            rows = cursor.fetchall() if cursor.description else [1] * max(cursor.rowcount, 0)
    except InsufficientPrivilege:
        return "refused", []
    except DatabaseError as error:
        return f"{type(error).__name__}: {error}".splitlines()[0], []
    return "rows", rows


def _reached(made: Made, name: str) -> set[str]:
    """By a new session of this person."""
    with wall.session(signed(made.cast.people[name].account)[1]):
        return set(connection.connection.execute(REACHED).fetchone()[0])


def _filled(variant: Variant, made: Made) -> tuple[str, str]:
    names = _names(made)
    names["me"] = names[variant.who] if variant.who else 0
    return variant.sql.format(**names), variant.proof.format(**names)


def _kept(proof: str) -> list[Any]:
    """What stands there, columns that nobody reads too."""
    if not proof:
        return []
    with as_owner():
        return list(connection.connection.execute(proof).fetchall())


def _held(variant: Variant, made: Made) -> str:
    """What fell, in words; nothing where the wall held."""
    key = signed(made.cast.people[variant.who].account)[1] if variant.who else ""
    sql, proof = _filled(variant, made)
    before = {name: _reached(made, name) for name in variant.gains}
    kept = _kept(proof)
    with wall.session(key):
        how, rows = _does(sql)
    if how not in {"refused", "rows"}:
        return f"proves nothing: {how}"
    if variant.gains:
        for name, had in before.items():
            if more := _reached(made, name) - had:
                return f"{name} gains {sorted(more)[:8]}"
        return ""
    if proof:
        now = _kept(proof)
        return "" if now == kept else f"changed: {how} {rows[:3]} {str(kept)[:200]} {str(now)[:200]}"
    told = [row for row in rows if not isinstance(row, tuple) or any(row)]
    return f"rows: {told[:3]}" if told else ""


@pytest.mark.parametrize("variant", [*REACH, *READS, *WRITES], ids=str)
def test_a_slipped_statement_widens_reads_and_changes_nothing(walled: Made, variant: Variant) -> None:
    assert _held(variant, walled) == ""


def _like_new(line: "psycopg.Connection[Any]") -> list[tuple[Any, ...]]:
    """What a connection says of itself, but how often it was used."""
    rows = line.execute(
        "SELECT name, setting FROM pg_settings WHERE name NOT IN ('transaction_isolation', 'seed')"
        " UNION ALL SELECT 'cursor', name FROM pg_cursors WHERE name <> ''"
        " UNION ALL SELECT 'channel', pg_listening_channels()"
        " UNION ALL SELECT 'lock', locktype FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        " UNION ALL SELECT 'statement', name FROM pg_prepared_statements WHERE from_sql"
        " UNION ALL SELECT 'session', NULLIF(current_setting('eprimo.session', true), '')"
        " UNION ALL SELECT 'event', NULLIF(current_setting('eprimo.event', true), '')"
        " UNION ALL SELECT 'anything', NULLIF(current_setting('eprimo.anything', true), '')"
    ).fetchall()
    return sorted(rows, key=str)


def test_what_a_page_must_not_read_is_there(walled: Made) -> None:
    """A table without a row hides nothing: to read what nobody wrote proves nothing."""
    named = {
        table
        for one in (*READS, *WRITES)
        for table in re.findall(r"(?:FROM|UPDATE) ((?:accounts|directory|factors|kernel|orders|tender|consortium"
                                r"|prices|statistics|privacy|notifications)_\w+)", one.sql)
    }  # fmt: skip
    with as_owner():
        empty = [
            table for table in sorted(named)
            if not connection.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()
        ]  # fmt: skip
    assert empty == []


@pytest.mark.parametrize("statement", KEPT)
def test_nothing_of_a_statement_stays_on_a_connection(pool: ConnectionPool[Any], statement: str) -> None:
    """The next one finds a connection as it was, or a new one, and what it prepared says what it said."""
    asked = "SELECT 'of the product'"
    with pool.connection() as line:
        new = _like_new(line)
        assert line.execute(asked, prepare=True).fetchone() == ("of the product",)
        first = next(iter(line._prepared._names.values())).decode()
        for one in statement.format(first=first).split("; "):
            line.execute(one)
    with pool.connection() as line:
        assert _like_new(line) == new
        assert line.execute(asked, prepare=True).fetchone() == ("of the product",)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_login_of_the_pages_is_nothing_more(pool: ConnectionPool[Any], statement: str) -> None:
    with pool.connection() as line, pytest.raises((InsufficientPrivilege, UndefinedTable)):
        line.execute(statement)


def test_the_login_of_the_pages_is_of_no_role(db: None) -> None:
    found = connection.connection.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, EXISTS ("
        " SELECT FROM pg_auth_members m WHERE m.member = r.oid) FROM pg_roles r WHERE rolname = 'eprimo_app'"
    )
    assert found.fetchone() == (False,) * 6
