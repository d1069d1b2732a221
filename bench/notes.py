"""The notes of every class: two months of them, and in some schools those of years, with what families did.

A class has 32 notes that still live. A full school has 268 more a class before them, which everybody answered: 1,800
in all, as after nine years of the others' pace. Ids are computed, and grow with time within a class.
"""

import json
from datetime import datetime

from bench import academy
from bench.academy import BLOCK, CLASSES, DELEGATES, GUARDIANS, TEACHER, TEACHERS, class_audience
from bench.rows import execute, insert
from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource, Share, Target, Version
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.liaison.models import Note, Owed, Recipient

# Of each class: those of two months, and those that a full school keeps besides.
NOTES, OLDER = 32, 268
# Of the last so many notes of a class four in ten families acted, of the others of two months nine in ten.
RECENT = 14
# Ids of the notes of two months come after those of the older ones, and before those of other things.
_FIRST = 30_000_000
BODY = """Nous visiterons le château jeudi de la semaine prochaine. **Départ à 8 h 45**, retour à 16 h 15.

- un pique-nique
- une gourde
- un vêtement de pluie

La sortie est gratuite. Merci de signer ce mot pour que votre enfant participe, et de nous dire s’il a besoin de
quelque chose de particulier ce jour-là. Vous pouvez lire [le programme](https://exemple.fr/programme)."""


def give(now: datetime, full: list[int]) -> None:
    """As of `now`; classes and audiences are there. `full`: the places of the schools that keep older ones."""
    _notes(academy.year_of(now), now, full)
    _families_act(academy.year_of(now))


def _notes(year: int, now: datetime, full: list[int]) -> None:
    """A full list of notes a class, one every two days; the last of each class two hours ago."""
    # As PostgreSQL writes a list of numbers.
    places = "{" + ", ".join(map(str, full)) + "}"
    now_at = f"'{now.isoformat()}'::timestamptz - interval '2 hours'"
    common = (
        f"s.s, s.id AS school, s.s * {CLASSES} + c + 1 AS class, s.s * {BLOCK} + {TEACHER} + c AS author, n, "
        "(ARRAY['information', 'sign', 'answer'])[n % 3 + 1] AS kind"
    )
    execute(
        f"CREATE TEMP TABLE note AS SELECT {common}, {_FIRST} + (s.s * {CLASSES} + c) * {NOTES} + n + 1 AS id, "
        f"{now_at} - ({NOTES - 1} - n) * interval '2 days' AS at, "
        f"CASE WHEN n >= {NOTES - RECENT} THEN 4 ELSE 9 END AS tenths, false AS settled "
        f"FROM s, generate_series(0, {CLASSES - 1}) c, generate_series(0, {NOTES - 1}) n "
        # Before those, closer together: all of them are of this school year, as the links of families are.
        f"UNION ALL SELECT {common}, (s.s * {CLASSES} + c) * {OLDER} + n + 1, "
        f"{now_at} - {NOTES} * interval '2 days' - ({OLDER - 1} - n) * interval '90 minutes', 10, true "
        f"FROM s, generate_series(0, {CLASSES - 1}) c, generate_series(0, {OLDER - 1}) n WHERE s.s = ANY('{places}')"
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


def _families_act(year: int) -> None:
    """Whom each note reached, what each guardian owes and did, and the notices of it, by the right each came by."""
    execute(
        "CREATE TEMP TABLE reached AS SELECT note.id AS note, note.school, note.class, note.kind, note.at, pupil.s, "
        "pupil.id AS child, pupil.family, settled, abs(hashint8(note.id * 1000003 + pupil.id)) % 10 < tenths AS done "
        "FROM note JOIN pupil USING (class)"
    )
    execute("ANALYZE reached")
    insert(
        Recipient, "reached", school_year=str(year), note_id="note", school_id="school", child_id="child",
        class_group_id="class", delivered_at="at", first_version="1",
        outcome="CASE WHEN done THEN 'done' ELSE 'waiting' END",
    )  # fmt: skip
    acted = "done AND (settled OR rank = 0 OR family % 2 = 0)"
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
        child_id="child", audience_id=class_audience(GUARDIANS), visible_from="at", made_at="at", bumped_at="at",
        due_on="CASE kind WHEN 'information' THEN NULL ELSE (at + interval '9 days')::date END",
    )  # fmt: skip
