"""What a statement that was slipped into a page writes of the tables that carry no school: nothing that widens a reach,
nothing of the group for who has no part in it, and of the group nothing of another body."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from eprimo.foundation.directory.models import (
    Affiliation,
    Commune,
    CommuneService,
    Entitlement,
    FamilyOpening,
    Mandate,
    SchoolCirconscription,
    ServiceSchool,
)
from eprimo.foundation.kernel.models import Switch
from eprimo.foundation.kernel.table_rules import Tier
from eprimo.foundation.kernel.throttle import Limit, give_back, take
from eprimo.foundation.kernel.wall import tier_of
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import done, key_of, run
from tests.wall import session

pytestmark = pytest.mark.django_db

ADD_SERVICE = (
    "INSERT INTO directory_serviceschool (service_id, school_id, starts, end_reason, source)"
    " VALUES (%s, %s, now() - interval '1 day', '', 'manual')"
)
ADD_DISTRICT = (
    "INSERT INTO directory_schoolcirconscription (school_id, circonscription_id, starts, end_reason)"
    " VALUES (%s, %s, now() - interval '1 day', '')"
)
MOVE_SCHOOL = "UPDATE directory_school SET commune_id = %s WHERE id = %s"
OPEN_TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("eprimo.") and tier_of(model) is Tier.OPEN
)
EVERYBODY = (
    "",
    "lea",
    "samira",
    "teacher",
    "agent",
    "partner",
    "inspector",
    "member_rep",
    "contractor",
    "commission",
)


def _key(cast: Cast, who: str) -> str:
    return key_of(cast.people[who]) if who else ""


@pytest.mark.attack
@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_widens_a_reach_by_a_statement(cast: Cast, who: str) -> None:
    """A service serves one more school, a district has one more, a school lies in another town: agents, inspectors and
    towns would find its children there."""
    district = SchoolCirconscription.objects.get(school=cast.tilleuls).circonscription_id
    town = Commune.objects.create(insee="44900", name="Ailleurs", department=cast.tilleuls.commune.department)
    with session(_key(cast, who)):
        assert done(ADD_SERVICE, cast.canteen.pk, cast.verne.pk) == 0
        assert done(ADD_DISTRICT, cast.verne.pk, district) == 0
        assert done(MOVE_SCHOOL, town.pk, cast.verne.pk) == 0
        for table, column in (
            ("directory_commune", "department_id"), ("directory_communeservice", "commune_id"),
            ("directory_circonscription", "department_id"), ("directory_territory", "academy_id"),
            ("directory_classgroup", "school_id"), ("directory_group", "school_id"),
        ):  # fmt: skip
            assert done(f"UPDATE {table} SET {column} = {column} + 0, {column} = {column}") == 0
            assert done(f"DELETE FROM {table}") == 0, table


def test_who_directs_opens_the_own_school_to_a_service_and_no_other(cast: Cast) -> None:
    garden = CommuneService.objects.create(
        kind="after_school", name="Périscolaire", commune=cast.tilleuls.commune
    )
    with session(key_of(cast.director)):
        assert done(ADD_SERVICE, garden.pk, cast.verne.pk) == 0
        assert done(ADD_SERVICE, garden.pk, cast.tilleuls.pk) == 1
        assert (
            done(
                "UPDATE directory_serviceschool SET school_id = %s WHERE service_id = %s",
                cast.verne.pk,
                garden.pk,
            )
            == 0
        )
    assert ServiceSchool.objects.filter(school=cast.verne, service=garden).count() == 0


@pytest.mark.attack
@pytest.mark.parametrize("who", ["", "lea", "samira", "teacher"])
def test_the_group_and_what_is_nobodys_is_neither_written_nor_emptied_from_a_page(
    cast: Cast, who: str
) -> None:
    """Every table without a school: no row of it goes, whatever statement asks it."""
    left = set()
    for table in OPEN_TABLES:
        with session(_key(cast, who)):
            gone = done(f"DELETE FROM {table}")
        if gone:
            left.add(table)
    # One's own session and browser.
    assert left <= {"accounts_session", "notifications_pushdevice"}


@pytest.mark.attack
def test_migrations_and_tries_are_no_pages_to_change(cast: Cast) -> None:
    take(f"again:{cast.samira.account.pk}", Limit(6, 60))
    with session(key_of(cast.lea)):
        assert done("DELETE FROM django_migrations") == 0
        assert done("DELETE FROM kernel_throttle") == 0
        assert run("SELECT count(*) FROM kernel_throttle") == [(0,)]
        # By the function too: those of somebody else.
        with pytest.raises(DatabaseError), transaction.atomic():
            give_back(f"again:{cast.samira.account.pk}")
        # Nor spent: it would keep the owner out.
        with pytest.raises(DatabaseError), transaction.atomic():
            take(f"again:{cast.samira.account.pk}", Limit(6, 60))
    with session(key_of(cast.samira)):
        take(f"again:{cast.samira.account.pk}", Limit(6, 60))
        give_back(f"again:{cast.samira.account.pk}")
    assert run("SELECT count(*) FROM kernel_throttle") == [(0,)]


@pytest.mark.attack
@pytest.mark.parametrize("who", ["", "lea", "samira", "teacher_verne", "member_rep", "contractor"])
def test_reasons_names_and_accounts_are_read_by_who_may(cast: Cast, who: str) -> None:
    """Why a court restricts, who is proposed for a place, who bids, whose account is paid."""
    with session(_key(cast, who)):
        for sql in (
            "SELECT reason FROM directory_guardianrestriction", "SELECT lift_reason FROM directory_guardianrestriction",
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                run(sql)
        assert (
            run("SELECT * FROM wall.restriction_reasons((SELECT max(id) FROM directory_guardianrestriction))")
            == []
        )
        for table in ("directory_tieproposal", "directory_mandateproposal", "directory_supportaccess"):
            assert run(f"SELECT count(*) FROM {table}") == [(0,)], table
        if who != "contractor":
            assert run("SELECT count(*) FROM tender_offer") == [(0,)]


def test_who_directs_the_child_reads_why(cast: Cast) -> None:
    with session(key_of(cast.director)):
        found = run(
            "SELECT reason FROM wall.restriction_reasons((SELECT max(id) FROM directory_guardianrestriction))"
        )
    assert len(found) == 1
    assert found[0][0]


def test_why_a_row_was_written_is_read_by_who_answers_for_it(cast: Cast) -> None:
    """An affiliation: who directs, or the academy; a mandate: who gives such; an opening: who opens schools; families:
    the person who looked; a switch: whom it may stop, and who lifts it."""
    here = Affiliation.objects.get(person=cast.substitute, school=cast.tilleuls)
    agent, inspector = Mandate.objects.get(person=cast.agent), Mandate.objects.get(person=cast.inspector)
    opened = Entitlement.objects.get(school=cast.tilleuls)
    looked = FamilyOpening.objects.create(
        school=cast.tilleuls, person=cast.academy, reason="Plainte", starts=NOW, ends=NOW + timedelta(hours=2)
    )
    off = Switch.objects.create(act="x", reason="Menaces", starts=NOW, school_id=cast.tilleuls.pk)
    rows = (here, agent, inspector, opened, looked, off)
    for row in rows[:4]:
        type(row)._default_manager.filter(pk=row.pk).update(reason="Pourquoi")
    found = {}
    for who in ("director", "academy", "coordinator", "samira", "teacher_verne"):
        with session(key_of(cast.people[who])):
            told = [type(row)._default_manager.get(pk=row.pk).reason for row in rows]
        found[who] = "".join("x" if words else "." for words in told)
    assert found == {
        "director": "xx.x.x", "academy": "xxxxxx", "coordinator": "...x..", "samira": ".....x",
        "teacher_verne": "......",
    }  # fmt: skip


@pytest.mark.attack
@pytest.mark.parametrize("who", ["", "lea", "teacher", "inspector"])
def test_a_page_makes_nobody_elses_links_be_read_again(cast: Cast, who: str) -> None:
    with session(_key(cast, who)):
        for function, ids in (("schools", [cast.verne.pk]), ("people", [cast.director_verne.pk])):
            with pytest.raises(DatabaseError), transaction.atomic():
                run(f"SELECT directory_raise_{function}(%s::bigint[])", ids)
