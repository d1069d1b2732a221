"""Functions that work as the owner of the tables: they see what their caller may not, and look at nothing of its own.

What the catalogue says is asked of all of them. Each trigger among them is then fired twice by the application's role:
with a temporary table of the name of each of ours, and where row-level security hides every row that it needs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from eprimo.foundation.access.wall import CALLED as OF_THE_WALL
from eprimo.foundation.accounts.logins import CALLED as OF_ACCOUNTS
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import ClassMembership, Mandate, Person, Territory
from eprimo.foundation.kernel.grants import CALLED
from eprimo.foundation.kernel.throttle import CALLED as OF_TRIES
from eprimo.foundation.presence.actions.self_check_in import CALLED as OF_PRESENCE
from eprimo.foundation.privacy.queries import CALLED as OF_PRIVACY
from eprimo.services.partners.children_present import CALLED as OF_PARTNERS
from eprimo.steering.consortium.wall import CALLED as OF_THE_GROUP
from eprimo.steering.orders.invoice.actions.invoices import seller_write
from tests import factories as make
from tests.cast import Cast
from tests.ground import lent
from tests.services.liaison import notes
from tests.steering.orders import billed, ordering

pytestmark = pytest.mark.django_db

# Those of extensions are their authors'; a schema that the application may not enter is of no use to it.
_OURS = """
SELECT n.nspname || '.' || p.proname, p.oid::regprocedure::text, p.prosrc, p.prosecdef,
  p.prorettype = 'trigger'::regtype, p.proconfig, has_function_privilege(%(role)s, p.oid, 'EXECUTE'),
  EXISTS (SELECT FROM aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) WHERE grantee = 0)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
  AND (p.prosecdef OR has_schema_privilege(%(role)s, n.oid, 'USAGE'))
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY 2
"""
_NAMES = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
  AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
"""


@dataclass(frozen=True)
class Function:
    name: str
    signature: str
    body: str
    definer: bool
    trigger: bool
    settings: list[str] | None
    callable: bool
    of_public: bool

    def named(self, names: set[str]) -> set[str]:
        """Which of these (« public.directory_person ») its body names in full."""
        return set(re.findall(r"\w+\.\w+", self.body)) & names

    def short(self, names: set[str]) -> set[str]:
        """Those that it names without their schema: in `public` they are words like no other, « directory_person »."""
        plain = {name.removeprefix("public.") for name in names if name.startswith("public.")}
        return set(re.findall(r"(?<![\w.])\w+", self.body)) & plain


def _run(statement: str, given: dict[str, object] | None = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall()) if cursor.description else []


def _functions() -> dict[str, Function]:
    found = [Function(*row) for row in _run(_OURS, {"role": settings.APPLICATION_ROLE})]  # type: ignore[arg-type]
    return {one.name: one for one in found}


def _relations() -> set[str]:
    return {str(name) for (name,) in _run(_NAMES)}


def _touched(function: Function, functions: dict[str, Function], relations: set[str]) -> set[str]:
    """Tables that it reads or writes, by itself or through what it calls."""
    found = function.named(relations)
    for called in function.named(set(functions)):
        found |= _touched(functions[called], functions, relations)
    return found


def test_a_function_of_the_owner_looks_at_nothing_of_its_caller() -> None:
    functions = _functions()
    definers = {name for name, one in functions.items() if one.definer}
    assert definers >= {
        "public.directory_raise_schools",
        "public.directory_school_link",
        "public.liaison_note_of_year",
    }
    for name in definers:
        assert functions[name].settings in (
            ["search_path=pg_catalog, pg_temp"],
            ['search_path=""'],
        ), (
            f"{name}: SET search_path = pg_catalog, pg_temp; temporary tables are looked at first where it does not say"
        )


def test_every_function_names_things_in_full() -> None:
    functions, relations = _functions(), _relations()
    assert functions["public.directory_raise_people"].named(relations) == {"public.directory_person"}
    short = {name: one.short(relations | set(functions)) for name, one in functions.items()}
    assert {name: words for name, words in short.items() if words} == {}, "public.… before each"


def test_every_trigger_that_touches_a_table_works_as_the_owner() -> None:
    """As its caller it would find nothing, and do nothing, where a policy hides the rows."""
    functions, relations = _functions(), _relations()
    touching = {
        name for name, one in functions.items() if one.trigger and _touched(one, functions, relations)
    }
    assert touching >= {
        "public.directory_affiliation_people",
        "public.directory_entered",
        "public.orders_part_is_sent",
    }
    assert sorted(name for name in touching if not functions[name].definer) == []


def test_the_application_calls_what_it_needs_and_nobody_else_anything() -> None:
    """Who may call a trigger's function hangs it on a table of the own, and fires it with rows of the own making."""
    functions = _functions().values()
    assert [one.name for one in functions if one.of_public] == []
    assert {one.signature for one in functions if one.callable} == {
        *CALLED, *OF_THE_WALL, *OF_ACCOUNTS, *OF_PRESENCE, *OF_PRIVACY, *OF_PARTNERS, *OF_TRIES,
        *OF_THE_GROUP,
    }  # fmt: skip
    assert [one.name for one in functions if one.callable and one.trigger] == []


def test_the_application_makes_no_table() -> None:
    """A temporary one would stand before ours for whoever is given the same connection."""
    for statement in (
        "CREATE TEMPORARY TABLE directory_person (LIKE public.directory_person)",
        "CREATE TEMPORARY VIEW directory_person AS SELECT 1",
        "SELECT 1 AS id INTO TEMPORARY directory_person",
        "CREATE TABLE directory_person_of_mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            _run(statement)


@dataclass(frozen=True)
class Fired:
    """What fires a function as the application, and what is then so when it did its work."""

    function: str
    statement: str
    holds: Callable[[dict[str, int]], bool] | None = None
    # Or what it refuses.
    refuses: str = ""

    @property
    def name(self) -> str:
        return self.function if "." in self.function else f"public.{self.function}"


def _epoch(table: str, key: str) -> Callable[[dict[str, int]], bool]:
    def raised(at: dict[str, int]) -> bool:
        return _run(f"SELECT epoch FROM public.{table} WHERE id = %(id)s", {"id": at[key]}) > [
            (at[f"{key}_epoch"],)
        ]

    return raised


def _stamped(at: dict[str, int]) -> bool:
    """What no session of a page writes reaches all, whatever it says of itself."""
    return _run("SELECT reach FROM public.kernel_outboxevent WHERE kind = 'nothing'", dict(at)) == [(None,)]


def _has_animal(at: dict[str, int]) -> bool:
    return _run(
        "SELECT animal <> '' FROM public.directory_person WHERE id = %(id)s", {"id": at["child"]}
    ) == [(True,)]


def _territory_named(at: dict[str, int]) -> bool:
    sql = "SELECT name FROM public.directory_territory WHERE circonscription_id = %(circonscription)s"
    return _run(sql, {"circonscription": at["circonscription"]}) == [("Valmarais Sud",)]


def _has_version(at: dict[str, int]) -> bool:
    return _run("SELECT number FROM public.content_version WHERE resource_id = %(link)s", at) == [(1,)]


def _put_away(at: dict[str, int]) -> bool:
    """The note, and every share of it."""
    sql = (
        "SELECT r.put_away, bool_and(h.put_away) FROM public.content_resource r"
        " JOIN public.content_share h ON h.resource_id = r.id WHERE r.id = %(note)s GROUP BY r.id"
    )
    return _run(sql, at) == [(True, True)]


def _without_level(at: dict[str, int]) -> bool:
    sql = (
        "SELECT level FROM public.directory_classmembership"
        " WHERE person_id = %(child)s AND class_group_id = %(own_class)s"
    )
    return _run(sql, at) == [("",)]


def _placed(key: str) -> Callable[[dict[str, int]], bool]:
    """By a link to a school that is not the one of the cast's people."""

    def is_elsewhere(at: dict[str, int]) -> bool:
        sql = "SELECT %(elsewhere)s = ANY(place_ids) FROM public.directory_person WHERE id = %(id)s"
        return _run(sql, {"elsewhere": at["elsewhere"], "id": at[key]}) == [(True,)]

    return is_elsewhere


FIRED = (
    Fired(
        "directory_school_link",
        "UPDATE public.directory_affiliation SET ends = NULL WHERE person_id = %(teacher)s",
        _epoch("directory_school", "school"),
    ),
    Fired(
        "directory_affiliation_people",
        "UPDATE public.directory_affiliation SET ends = NULL WHERE person_id = %(teacher)s",
        _epoch("directory_person", "teacher"),
    ),
    Fired(
        "directory_affiliation_people",
        "UPDATE public.directory_affiliation SET ends = NULL WHERE person_id = %(child)s",
        _epoch("directory_person", "guardian"),
    ),
    Fired(
        "directory_guardianship_people",
        "UPDATE public.directory_guardianship SET ends = NULL WHERE adult_id = %(guardian)s",
        _epoch("directory_person", "guardian"),
    ),
    Fired(
        "directory_restriction_people",
        "UPDATE public.directory_guardianrestriction SET ends = NULL WHERE id = %(restriction)s",
        _epoch("directory_person", "guardian"),
    ),
    Fired(
        "directory_mandate_people",
        "UPDATE public.directory_mandate SET ends = NULL WHERE person_id = %(inspector)s",
        _epoch("directory_person", "inspector"),
    ),
    Fired(
        "directory_member_places",
        "INSERT INTO public.directory_classmembership"
        " (person_id, class_group_id, school_id, starts, end_reason, source)"
        " VALUES (%(child)s, %(class)s, %(elsewhere)s, now(), '', 'manual')",
        _placed("child"),
    ),
    Fired(
        "directory_places_of_service",
        "INSERT INTO public.directory_serviceschool (service_id, school_id, starts, end_reason, source)"
        " VALUES (%(service)s, %(elsewhere)s, now(), '', 'manual')",
        _placed("agent"),
    ),
    Fired(
        "directory_new_people",
        "WITH link AS (INSERT INTO public.directory_affiliation"
        " (person_id, school_id, profile, function, reason, starts, end_reason, source)"
        " VALUES (%(newcomer)s, %(elsewhere)s, 'teacher', '', '', now(), '', 'aaf'))"
        " INSERT INTO public.directory_person"
        " (id, public_id, last_name, usual_name, first_name, civility, sex, protected, epoch)"
        " VALUES (%(newcomer)s, gen_random_uuid(), 'NOUVEAU', '', 'Ana', '', '', false, 0)",
        _placed("newcomer"),
    ),
    Fired(
        "directory_entered",
        "UPDATE public.directory_classmembership SET starts = starts - interval '1 day' WHERE person_id = %(child)s",
        _has_animal,
    ),
    Fired(
        "directory_territory_of",
        "UPDATE public.directory_circonscription SET name = 'Valmarais Sud' WHERE id = %(circonscription)s",
        _territory_named,
    ),
    Fired(
        "directory_commune_moved",
        "UPDATE public.directory_commune SET department_id = %(department)s WHERE id = %(commune)s",
        _epoch("directory_school", "school"),
    ),
    Fired(
        "access_territory_named",
        "INSERT INTO public.access_audience (kind, target, profile) VALUES ('territory', %(territory)s, 'mandate')",
        _epoch("directory_person", "inspector"),
    ),
    Fired(
        "content_of_no_school",
        "INSERT INTO public.content_version (resource_id, number, title, body, made_at)"
        " VALUES (%(link)s, 1, '', '{}', now())",
        _has_version,
    ),
    Fired(
        "content_of_no_school",
        "INSERT INTO public.content_version (resource_id, number, title, body, made_at)"
        " VALUES (%(note)s, 99, '', '{}', now())",
        refuses="has no school",
    ),
    Fired(
        "wall.place",
        "INSERT INTO public.directory_person"
        " (id, public_id, last_name, usual_name, first_name, civility, sex, protected, epoch, place_ids)"
        " VALUES (%(newcomer)s, gen_random_uuid(), 'NOUVEAU', '', 'Ana', '', '', false, 0, ARRAY[%(elsewhere)s])",
        lambda at: (
            _run("SELECT place_ids FROM public.directory_person WHERE id = %(newcomer)s", dict(at)) == [([0],)]
        ),
    ),
    Fired(
        "wall.stamp",
        "INSERT INTO public.kernel_outboxevent"
        " (kind, payload, created_at, due_at, state, attempts, last_error, reach) "
        "VALUES ('nothing', '{}', now(), now(), 'done', 0, '', '{0}')",
        _stamped,
    ),
    Fired(
        "liaison_note_of_year",
        "UPDATE public.liaison_note SET school_year = NULL WHERE resource_id = %(note)s",
        refuses="a note is published without a year",
    ),
    Fired(
        "liaison_put_away",
        "UPDATE public.directory_classgroup SET closed_at = now() WHERE id = %(own_class)s",
        _put_away,
    ),
    Fired(
        "orders_part_is_sent",
        "UPDATE public.orders_orderline SET accounts = accounts + 1 WHERE order_id = %(order)s",
        refuses="the order was sent",
    ),
    Fired(
        "orders_invoice_is_issued",
        "UPDATE public.orders_invoice SET closed_by_credit = true WHERE id = %(invoice)s",
        refuses="an invoice was issued",
    ),
    Fired(
        "prices_terms_stand",
        "UPDATE public.prices_priceterms SET minimum_ht = 1 WHERE market_id = %(market)s",
        refuses="the prices were awarded",
    ),
    Fired(
        "directory_levels_lost",
        "UPDATE public.directory_classgroup SET levels = '{CM1}' WHERE id = %(own_class)s",
        _without_level,
    ),
)  # fmt: skip


@lent
def at(cast: Cast) -> dict[str, int]:
    """Rows of each of these tables, by number, and the epochs that they had."""
    note = notes.sent(cast)
    made = ordering.ordering(cast)
    order = ordering.in_force(made, {"tilleuls": 100, "lettered": 40})
    seller_write(actor=cast.actor("contractor"), market=made.market, said=billed.SELLER)
    billed.account(made.market)
    invoice = billed.bill(made, order)
    restriction = make.restrict(
        cast.people["samira"].guardianships.get(child=cast.people["lea"]), cast.tilleuls, 1
    )
    Person.objects.filter(pk=cast.people["lea"].pk).update(animal="", chosen_animal="")
    found = {"note": note.pk, "order": order.pk, "restriction": restriction.pk, "school": cast.tilleuls.pk}
    found |= {"invoice": invoice.pk, "market": made.market.pk, "own_class": cast.ce1.pk}
    ClassMembership.objects.filter(person=cast.people["lea"], class_group=cast.ce1).update(level="CE1")
    for key, name in {
        "teacher": "teacher",
        "child": "lea",
        "guardian": "samira",
        "inspector": "inspector",
    }.items():
        found[key] = cast.people[name].pk
        found[f"{key}_epoch"] = Person.objects.get(pk=found[key]).epoch
    district = Mandate.objects.get(person=cast.people["inspector"]).circonscription_id or 0
    found |= {"elsewhere": cast.verne.pk, "class": cast.ce1_verne.pk, "newcomer": 987_654_321}
    found |= {
        "agent": cast.people["agent"].pk,
        "service": cast.people["agent"].mandates.get().service_id or 0,
    }
    found |= {"circonscription": district, "territory": Territory.objects.get(circonscription=district).pk}
    found |= {"commune": cast.tilleuls.commune_id or 0, "department": make.department("85", "Vendée").pk}
    found["link"] = Resource.objects.create(service="links", territory_id=found["territory"], title="x").pk
    connection.check_constraints()
    cast.tilleuls.refresh_from_db()
    return found | {"school_epoch": cast.tilleuls.epoch}


@transaction.atomic
def _whole(statement: str, at: dict[str, int]) -> None:
    """With what is checked at the end of a transaction."""
    _run(statement, at)
    _run("SET CONSTRAINTS ALL IMMEDIATE")


def _fire(one: Fired, at: dict[str, int]) -> None:
    """As the application, in a savepoint of its own."""
    with transaction.atomic():
        if one.refuses:
            with pytest.raises(IntegrityError, match=one.refuses):
                _whole(one.statement, at)
        else:
            _whole(one.statement, at)
            _run("RESET ROLE")
            assert one.holds is not None
            assert one.holds(at), one
        transaction.set_rollback(True)


def test_every_trigger_of_the_owner_is_fired_here() -> None:
    fired = {one.name for one in FIRED}
    assert {name for name, one in _functions().items() if one.definer and one.trigger} == fired


def test_no_temporary_table_stands_before_ours(at: dict[str, int]) -> None:
    """Of the name of each of our tables, empty, as who broke in would make them, were it given the right to."""
    tables = _run(
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
    )
    _run("RESET ROLE")
    _run(f'GRANT TEMPORARY ON DATABASE "{connection.settings_dict["NAME"]}" TO PUBLIC')
    # What it does not read it cannot copy the shape of.
    _run(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {settings.APPLICATION_ROLE}")
    _run(f"SET ROLE {settings.APPLICATION_ROLE}")
    for (table,) in tables:
        _run(f'CREATE TEMPORARY TABLE "{table}" (LIKE public."{table}")')
    # Whoever names a table short reads what was put before it.
    assert Person.objects.count() == 0
    for one in FIRED:
        _fire(one, at)


def test_triggers_see_what_their_caller_may_not(at: dict[str, int]) -> None:
    """Each table but the one that is written hides all its rows from the application."""
    functions, relations = _functions(), _relations()
    for one in FIRED:
        written = set(re.findall(r"(?:UPDATE|INTO) (public\.\w+)", one.statement))
        with transaction.atomic():
            _run("RESET ROLE")
            for table in _touched(functions[one.name], functions, relations) - written:
                _run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            _run(f"SET ROLE {settings.APPLICATION_ROLE}")
            _fire(one, at)
            transaction.set_rollback(True)
