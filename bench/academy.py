"""An academy of any size, made inside the server: schools of 130 pupils, their people, and two months of notes.

Ids are computed: school s (from 0), class s*6+c+1, person s*512 + place, note (class-1)*32+n+1. Places in a school:
1…130 pupils, 131…338 guardians (two a family, some alone), 401 director, 402…407 teachers, 408 AESH, 409 agent.
"""

import json
from datetime import datetime, timedelta

from bench.rows import execute, fetch, insert
from eprimo.devtools.generators.names import BOYS, FATHERS, GIRLS, MOTHERS, SURNAMES
from eprimo.foundation.access.models import Audience
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource, Share, Target, Version
from eprimo.foundation.directory import models as directory
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.links.models import Link
from eprimo.services.news.models import News

PUPILS, FAMILIES, CLASSES, NOTES, THINGS = 130, 104, 6, 32, 24
# Of the last so many notes of a class four in ten families acted, of the others nine in ten.
RECENT = 14
BLOCK = 512
TEACHERS, DELEGATES, PUPILS_OF_CLASS, GUARDIANS = range(4)  # places of the profiles of a class
GUARDIAN, DIRECTOR, TEACHER, AESH, AGENT = 131, 401, 402, 408, 409
BODY = """Nous visiterons le château jeudi de la semaine prochaine. **Départ à 8 h 45**, retour à 16 h 15.

- un pique-nique
- une gourde
- un vêtement de pluie

La sortie est gratuite. Merci de signer ce mot pour que votre enfant participe, et de nous dire s’il a besoin de
quelque chose de particulier ce jour-là. Vous pouvez lire [le programme](https://exemple.fr/programme)."""


def fill(schools: int, now: datetime) -> None:
    """Every table of an academy of that many schools, as of `now`."""
    year = now.year if now.month >= 9 else now.year - 1
    since = now - timedelta(days=84)
    execute("SET synchronous_commit = off; SET maintenance_work_mem = '384MB'; SET work_mem = '128MB'")
    _numbers(schools)
    _territory(year, since)
    _people(since)
    _links(since)
    _places()
    _accounts(since)
    _audiences()
    _notes(year, now)
    _things(now)
    _families_act(year)


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


def _notes(year: int, now: datetime) -> None:
    """A full list of notes a class, one every two days; the last of each class two hours ago."""
    execute(
        f"CREATE TEMP TABLE note AS SELECT s.s, s.id AS school, c, n, s.s * {CLASSES} + c + 1 AS class, "
        f"(s.s * {CLASSES} + c) * {NOTES} + n + 1 AS id, s.s * {BLOCK} + {TEACHER} + c AS author, "
        f"(ARRAY['information', 'sign', 'answer'])[n % 3 + 1] AS kind, "
        f"'{now.isoformat()}'::timestamptz - interval '2 hours' - ({NOTES - 1} - n) * interval '2 days' AS at "
        f"FROM s, generate_series(0, {CLASSES - 1}) c, generate_series(0, {NOTES - 1}) n"
    )
    execute("ANALYZE note")
    title = (
        "(ARRAY['Sortie au château', 'Piscine le jeudi matin', 'Réunion de rentrée', 'Photographe à l’école'])"
        "[n % 4 + 1]"
    )
    insert(
        Resource, "note", id="id", public_id="uuidv7()", service="'liaison'", school_id="school", owner_id="author",
        title=title, state="'published'", version="1", created_at="at", updated_at="at",
        published_at="at", visible_from="at",
    )  # fmt: skip
    body = json.dumps(richtext.parse(BODY)).replace("'", "''")
    insert(
        Version, "note", resource_id="id", school_id="school", number="1", title=title, body=f"'{body}'::jsonb",
        author_id="author", made_at="at",
    )  # fmt: skip
    insert(
        Note, "note", resource_id="id", school_id="school", kind="kind",
        questions="CASE kind WHEN 'answer' THEN jsonb_build_array(jsonb_build_object("
        "'text', 'Pouvez-vous accompagner la classe ?', 'choices', jsonb_build_array('Oui', 'Non'), "
        "'kind', 'offer')) "
        "ELSE '[]'::jsonb END",
        answer_by="CASE kind WHEN 'information' THEN NULL ELSE (at + interval '9 days')::date END",
        summary="'Nous visiterons le château jeudi de la semaine prochaine.'", school_year=str(year),
        delivered_at="at", event_on="CASE n % 6 WHEN 0 THEN (at + interval '20 days')::date END",
    )  # fmt: skip
    _dates_of_notes()
    insert(
        Target, "note", resource_id="id", school_id="school", kind="'class'", target="class", pupils="false"
    )
    shared = {"level": "1", "visible_from": "at", "service": "'liaison'", "updated_at": "at"}
    heads = {**shared, "level": "4"}
    insert(Share, "note", resource_id="id", audience_id="school", school_id="school", **heads)
    # A note follows the class: teachers, delegates and the guardians of whoever is its pupil today.
    for number in (TEACHERS, DELEGATES, GUARDIANS):
        insert(
            Share, "note", resource_id="id", audience_id=class_audience(number), school_id="school", **shared,
        )  # fmt: skip


def _dates_of_notes() -> None:
    """The day of one note in six, and the last day to sign or to answer of those that ask."""
    for number, sort, verb, after, which in (
        ("1", "event", "''", 20, "n % 6 = 0"), ("2", "deadline", "kind", 9, "kind <> 'information'"),
    ):  # fmt: skip
        day = f"(at + interval '{after} days')::date"
        insert(
            Occasion, f"note WHERE {which}", resource_id="id", school_id="school", n=number, sort=f"'{sort}'",
            verb=verb, on=day, until=day, over_at=f"({day} + 1)::timestamp AT TIME ZONE 'Europe/Paris'",
        )  # fmt: skip


def _things(now: datetime) -> None:
    """News and links of each school, to all of it: by its head, some of them over, taken back or not yet sent."""
    for number, profile in enumerate(("teacher", "staff", "guardian")):
        insert(
            Audience, "s", id=f"30000000 + id * 3 + {number}", kind="'school'", target="id", profile=f"'{profile}'",
            school_id="id",
        )  # fmt: skip
    for number, (service, own, columns) in enumerate((
        ("news", News, {"headline": "n = 3"}), ("links", Link, {"address": "'https://exemple.fr/' || n"}),
    )):  # fmt: skip
        execute(
            f"CREATE TEMP TABLE {service} AS SELECT s.id AS school, n, s * {BLOCK} + {DIRECTOR} AS author, "
            f"s * {THINGS} + n + 40000000 + {number} * 10000000 AS id, "
            "(ARRAY['published', 'published', 'published', 'published', 'withdrawn', 'draft'])[n % 6 + 1] AS state, "
            f"'{now.isoformat()}'::timestamptz - n * interval '3 days' AS at FROM s, generate_series(1, {THINGS}) n"
        )
        execute(f"ANALYZE {service}")
        sent = f"{service} WHERE state <> 'draft'"
        insert(
            Resource, service, id="id", public_id="uuidv7()", service=f"'{service}'", school_id="school",
            owner_id="author", title="'Kermesse et vide-grenier'", state="state", created_at="at", updated_at="at",
            version="CASE state WHEN 'draft' THEN 0 ELSE 1 END",
            published_at="CASE state WHEN 'draft' THEN NULL ELSE at END",
            visible_from="CASE state WHEN 'draft' THEN NULL ELSE at END",
        )  # fmt: skip
        insert(own, service, resource_id="id", school_id="school", **columns)
        insert(
            Version, sent, resource_id="id", school_id="school", number="1", title="'Kermesse et vide-grenier'",
            body=f"'{json.dumps(richtext.parse('Samedi, dans la cour.'))}'::jsonb", author_id="author", made_at="at",
        )  # fmt: skip
        insert(
            Target,
            service,
            resource_id="id",
            school_id="school",
            kind="'school'",
            target="school",
            pupils="false",
        )
        shared = {"school_id": "school", "visible_from": "at", "service": f"'{service}'", "updated_at": "at"}
        insert(Share, sent, resource_id="id", audience_id="school", level="4", **shared)
        for profile in range(3):
            insert(
                Share, sent, resource_id="id", audience_id=f"30000000 + school * 3 + {profile}", level="1", **shared,
            )  # fmt: skip


def _families_act(year: int) -> None:
    """Whom each note reached, what each guardian owes and did, and the notices of it, by the right each came by."""
    execute(
        "CREATE TEMP TABLE reached AS SELECT note.id AS note, note.school, note.class, note.kind, note.at, pupil.s, "
        "pupil.id AS child, pupil.family, abs(hashint8(note.id * 1000003 + pupil.id)) % 10 < "
        f"CASE WHEN n >= {NOTES - RECENT} THEN 4 ELSE 9 END AS done FROM note JOIN pupil USING (class)"
    )
    execute("ANALYZE reached")
    insert(
        Recipient, "reached", school_year=str(year), note_id="note", school_id="school", child_id="child",
        class_group_id="class", delivered_at="at", first_version="1",
        outcome="CASE WHEN done THEN 'done' ELSE 'waiting' END",
    )  # fmt: skip
    acted = "done AND (rank = 0 OR family % 2 = 0)"
    then = "at + interval '5 hours'"
    insert(
        Owed, "reached JOIN guardian USING (s, family)", school_year=str(year), note_id="note",
        school_id="reached.school", guardian_id="guardian.id", child_id="child", class_group_id="class",
        may_sign="kind <> 'information'",
        state=f"CASE WHEN kind <> 'information' AND done OR {acted} THEN 'done' ELSE 'expected' END",
        read_at=f"CASE WHEN {acted} THEN {then} END", read_version=f"CASE WHEN {acted} THEN 1 END",
        signed_at=f"CASE WHEN kind = 'sign' AND {acted} THEN {then} END",
        signed_version=f"CASE WHEN kind = 'sign' AND {acted} THEN 1 END",
        answers=f"CASE WHEN kind = 'answer' AND {acted} THEN ARRAY['Oui'] ELSE '{{}}' END::varchar[]",
        answered_at=f"CASE WHEN kind = 'answer' AND {acted} THEN {then} END",
        answered_version=f"CASE WHEN kind = 'answer' AND {acted} THEN 1 END",
    )  # fmt: skip
    insert(
        Notice, "reached JOIN guardian USING (s, family)", school_year=str(year), recipient_id="guardian.id",
        school_id="reached.school", lane="CASE kind WHEN 'information' THEN 'child' ELSE 'todo' END",
        state=f"CASE WHEN kind <> 'information' AND done OR {acted} THEN 'done' ELSE 'open' END",
        card="'liaison.' || CASE kind WHEN 'information' THEN 'read' ELSE kind END", resource_id="note",
        child_id="child", audience_id=class_audience(GUARDIANS), visible_from="at", bumped_at="at",
        due_on="CASE kind WHEN 'information' THEN NULL ELSE (at + interval '9 days')::date END",
    )  # fmt: skip


def count_accounts() -> int:
    return int(fetch("SELECT count(*) FROM accounts_account")[0][0])
