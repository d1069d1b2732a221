"""An academy of any size, made inside the server: schools of 130 pupils, with their people, links and accounts.

Ids are computed: school s (from 0), class s*6+c+1, person s*512 + place. Places in a school: 1…130 pupils, 131…338
guardians (two a family, some alone), 401 director, 402…407 teachers, 408 AESH, 409 agent.
"""

from datetime import datetime, timedelta

from bench.rows import execute, fetch, insert
from eprimo.devtools.generators.names import BOYS, FATHERS, GIRLS, MOTHERS, SURNAMES
from eprimo.foundation.access.models import Audience
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory import models as directory

PUPILS, FAMILIES, CLASSES = 130, 104, 6
# At most so many schools, spread over the academy, are asked for their pages; and so many others are as full as they.
MEASURED, NEIGHBOURS = 20, 2
BLOCK = 512
TEACHERS, DELEGATES, PUPILS_OF_CLASS, GUARDIANS = range(4)  # places of the profiles of a class
GUARDIAN, DIRECTOR, TEACHER, AESH, AGENT = 131, 401, 402, 408, 409


def measured(schools: int) -> list[int]:
    """The places in the academy, from 0, of the schools whose pages are asked for."""
    count = min(schools, MEASURED)
    return [number * (schools // count) for number in range(count)]


def full(schools: int) -> list[int]:
    """Those that keep the notes of years: the measured ones, and the first of their neighbours."""
    asked = measured(schools)
    beside = [place for place in range(min(schools, MEASURED + NEIGHBOURS)) if place not in asked]
    return [*asked, *beside[:NEIGHBOURS]]


def make(schools: int, now: datetime) -> None:
    """The schools and everybody in them, as of `now`."""
    year = year_of(now)
    since = now - timedelta(days=84)
    _numbers(schools)
    _territory(year, since)
    _people(since)
    _links(since)
    _places()
    _accounts(since)
    _audiences()


def year_of(now: datetime) -> int:
    """The school year of an instant, by the calendar year in which it begins."""
    return now.year if now.month >= 9 else now.year - 1


def _numbers(schools: int) -> None:
    """Temporary tables that the rest is drawn from."""
    execute(f"CREATE TEMP TABLE s AS SELECT s::bigint, s + 1 AS id FROM generate_series(0, {schools - 1}) s")
    execute(
        f"CREATE TEMP TABLE pupil AS SELECT s.s, s.id AS school, j, s.s * {BLOCK} + j + 1 AS id, "
        f"s.s * {CLASSES} + j % {CLASSES} + 1 AS class, j % {FAMILIES} AS family "
        f"FROM s, generate_series(0, {PUPILS - 1}) j"
    )
    execute(
        f"CREATE TEMP TABLE guardian AS SELECT s.s, s.id AS school, f AS family, rank, "
        f"s.s * {BLOCK} + {GUARDIAN} + 2 * f + rank AS id "
        f"FROM s, generate_series(0, {FAMILIES - 1}) f, generate_series(0, 1) rank WHERE rank = 0 OR f % 10 <> 9"
    )
    execute(
        f"CREATE TEMP TABLE adult AS SELECT s.s, s.id AS school, place, s.s * {BLOCK} + place AS id "
        f"FROM s, generate_series({DIRECTOR}, {AGENT}) place"
    )
    for table in ("s", "pupil", "guardian", "adult"):
        execute(f"ANALYZE {table}")


def _territory(year: int, since: datetime) -> None:
    d = directory
    insert(d.Academy, "(VALUES (1)) v", id="1", code="'99'", name="'Académie du banc'")
    insert(
        d.Department,
        "generate_series(1, 5) v",
        id="v",
        code="'9' || v",
        name="'Département ' || v",
        academy_id="1",
    )
    for one in (year - 1, year, year + 1):
        insert(
            d.SchoolYear, "(VALUES (1)) v", year=str(one), starts=f"'{one}-09-01'", ends=f"'{one + 1}-08-31'"
        )
    insert(
        d.Commune, "s WHERE s % 2 = 0", id="s / 2 + 1", insee="lpad((90000 + s / 2)::text, 5, '0')",
        name="'Commune ' || s", department_id="s % 5 + 1",
    )  # fmt: skip
    insert(
        d.Circonscription,
        "s WHERE s % 40 = 0",
        id="s / 40 + 1",
        name="'Circonscription ' || s",
        department_id="s % 5 + 1",
    )
    insert(
        d.School, "s", id="id", public_id="uuidv7()", uai="lpad(id::text, 7, '0') || 'A'",
        name="'École ' || (ARRAY['Les Tilleuls', 'Jules-Verne', 'du Bourg', 'Marie-Curie'])[s % 4 + 1] || ' ' || id",
        kind="'primaire'", sector="'public'", commune_id="s / 2 + 1", academy_id="1", running_year_id=str(year),
    )  # fmt: skip
    insert(d.SchoolSettings, "s", school_id="id")
    at = f"'{since.isoformat()}'::timestamptz"
    insert(d.SchoolCirconscription, "s", school_id="id", circonscription_id="s / 40 + 1", starts=at)
    insert(d.Entitlement, "s", school_id="id", starts=at, ends=f"{at} + interval '2 years'", source="'order'")
    insert(
        d.ClassGroup, f"s, generate_series(0, {CLASSES - 1}) c", id=f"s * {CLASSES} + c + 1", public_id="uuidv7()",
        school_id="s.id", year_id=str(year),
        label="(ARRAY['PS-MS', 'GS-CP', 'CP-CE1', 'CE1-CE2', 'CM1', 'CM2'])[c + 1]",
        levels="ARRAY[(ARRAY['PS', 'GS', 'CP', 'CE1', 'CM1', 'CM2'])[c + 1]]",
    )  # fmt: skip
    insert(
        d.CommuneService, "s WHERE s % 2 = 0", id="s / 2 + 1", public_id="uuidv7()", commune_id="s / 2 + 1",
        kind="'cantine'", name="'Restaurant scolaire'",
    )  # fmt: skip
    insert(d.ServiceSchool, "s", service_id="s / 2 + 1", school_id="id", starts=at)


def _people(since: datetime) -> None:
    names = {
        "girls": GIRLS, "boys": BOYS, "mothers": MOTHERS, "fathers": FATHERS, "surnames": SURNAMES,
    }  # fmt: skip
    for table, listed in names.items():
        execute(
            f"CREATE TEMP TABLE {table} AS SELECT row_number() OVER () - 1 AS n, name FROM unnest(%s::text[]) name",
            [list(listed)],
        )

    def drawn(table: str, seed: str) -> str:
        return f"(SELECT name FROM {table} WHERE n = abs(hashint8({seed})) % {len(names[table])})"

    family = f"s * {BLOCK} + family"
    insert(
        directory.Person, "pupil", id="id", public_id="uuidv7()", last_name=drawn("surnames", family),
        first_name=f"CASE WHEN j % 2 = 0 THEN {drawn('girls', 'id')} ELSE {drawn('boys', 'id')} END",
        birth_date=f"date '{since.year - 8}-01-01' + (id % 700)::int",
    )  # fmt: skip
    insert(
        directory.Person, "guardian", id="id", public_id="uuidv7()",
        last_name=f"CASE WHEN rank = 1 AND family % 3 = 0 THEN {drawn('surnames', 'id')} "
        f"ELSE {drawn('surnames', family)} END",
        first_name=f"CASE WHEN rank = 0 THEN {drawn('mothers', 'id')} ELSE {drawn('fathers', 'id')} END",
        civility="CASE WHEN rank = 0 THEN 'Mme' ELSE 'M.' END",
    )  # fmt: skip
    insert(
        directory.Person, "adult", id="id", public_id="uuidv7()", last_name=drawn("surnames", "id"),
        first_name=drawn("mothers", "id"), civility="'Mme'",
    )  # fmt: skip
    insert(
        directory.ContactDetails, "guardian", person_id="id", email="'famille' || id || '@courriel.example'",
        phone_mobile="'063998' || lpad((id % 10000)::text, 4, '0')",
    )  # fmt: skip
    for table in ("pupil", "guardian", "adult"):
        insert(
            directory.ExternalKey,
            table,
            person_id="id",
            source="'onde'",
            academy="'99'",
            key=f"'{table} ' || id",
        )


def _links(since: datetime) -> None:
    d, at = directory, f"'{since.isoformat()}'::timestamptz"
    insert(
        d.Affiliation,
        "pupil",
        person_id="id",
        school_id="school",
        profile="'pupil'",
        starts=at,
        source="'onde'",
    )
    insert(
        d.Affiliation, f"adult WHERE place < {AGENT}", person_id="id", school_id="school", starts=at, source="'onde'",
        profile=f"CASE place WHEN {DIRECTOR} THEN 'director' WHEN {AESH} THEN 'staff' ELSE 'teacher' END",
    )  # fmt: skip
    insert(
        d.ClassMembership, "pupil", person_id="id", class_group_id="class", school_id="school", starts=at,
        source="'onde'",
    )  # fmt: skip
    insert(
        d.Attachment, f"adult WHERE place BETWEEN {TEACHER} AND {AESH - 1}", person_id="id", school_id="school",
        class_group_id=f"s * {CLASSES} + place - {TEACHER} + 1", kind="'teaches'", starts=at, source="'onde'",
    )  # fmt: skip
    insert(
        d.Attachment, f"adult WHERE place = {AESH}", person_id="id", school_id="school", child_id=f"s * {BLOCK} + 1",
        kind="'assists'", starts=at,
    )  # fmt: skip
    insert(
        d.Guardianship, "pupil JOIN guardian USING (s, family)", adult_id="guardian.id", child_id="pupil.id",
        kind="'exercises'", priority="rank + 1", starts=at, source="'onde'",
    )  # fmt: skip
    insert(
        d.Mandate, f"adult WHERE place = {AGENT}", person_id="id", role="'commune_agent'", service_id="s / 2 + 1",
        commune_id="s / 2 + 1", starts=at,
    )  # fmt: skip
    insert(
        d.ServiceEnrolment,
        "pupil WHERE j % 3 < 2",
        child_id="id",
        service_id="s / 2 + 1",
        school_id="school",
        starts=at,
    )
    for use in ("image", "associations"):
        insert(
            d.Consent, "pupil", child_id="id", school_id="school", use=f"'{use}'", decision="'yes'", source="'onde'",
            starts=at,
        )  # fmt: skip


def _places() -> None:
    """Where people are: what triggers keep, silent while the tables are filled."""
    execute(
        "UPDATE directory_person p SET place_ids = w.places, work_place_ids = w.works_at"
        " FROM directory_places_of(ARRAY(SELECT id FROM directory_person)) w"
        " WHERE w.person_id = p.id AND p.place_ids <> w.places"
    )


def _accounts(since: datetime) -> None:
    """One account a person, seven in ten of them entered; no secret is hashed."""
    at = f"'{since.isoformat()}'::timestamptz"
    insert(
        Account, "directory_person", id="id", person_id="id",
        login="left(regexp_replace(eprimo_key(first_name) || '.' || eprimo_key(last_name), '[^a-z.]+', '-', 'g'), 48)"
        " || id",
        state=f"CASE WHEN id % 10 < 7 OR id % {BLOCK} >= {DIRECTOR} THEN 'active' ELSE 'expected' END",
        activated_at=f"CASE WHEN id % 10 < 7 OR id % {BLOCK} >= {DIRECTOR} THEN {at} END",
        charter_at=f"CASE WHEN id % 10 < 7 OR id % {BLOCK} >= {DIRECTOR} THEN {at} END",
    )  # fmt: skip


def _audiences() -> None:
    """Those that notes name: heads, teachers and delegates of classes, guardians of each child."""
    insert(Audience, "s", id="id", kind="'school'", target="id", profile="'head'", school_id="id")
    for number, profile in enumerate(("teacher", "delegate", "pupil", "guardian")):
        insert(
            Audience, f"s, generate_series(0, {CLASSES - 1}) c", id=class_audience(number, f"s * {CLASSES} + c + 1"),
            kind="'class'", target=f"s * {CLASSES} + c + 1",
            profile=f"'{profile}'", school_id="s.id",
        )  # fmt: skip
    insert(
        Audience,
        "pupil",
        id="20000000 + id",
        kind="'child'",
        target="id",
        profile="'guardian'",
        school_id="school",
    )


def class_audience(number: int, class_id: str = "class") -> str:
    """The expression of the id of a class's audience, by the place of its profile."""
    return f"10000000 + ({class_id} - 1) * 4 + {number}"


def count_accounts() -> int:
    return int(fetch("SELECT count(*) FROM accounts_account")[0][0])
