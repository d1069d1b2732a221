"""A year of homework of every class: thirty-six weeks of eight lines, this one and the next among them.

Three lines in four ask something for a day, the others say what was done in class. A class has 288 lines; the 9,180
classes of 1,530 schools have two and a half million.
"""

import json
from datetime import datetime, timedelta

from bench.academy import (
    BLOCK,
    CLASSES,
    DELEGATES,
    GUARDIANS,
    PUPILS_OF_CLASS,
    TEACHER,
    TEACHERS,
    class_audience,
)
from bench.rows import execute, insert
from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource, Share, Target, Version
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.homework.models import Homework, HomeworkWeek

WEEKS, AHEAD, LINES = 36, 2, 8
# After those of notes and of things of schools.
_FIRST = 70_000_000
_TEXTS = (
    "ARRAY['Lire la page 24', 'Réviser les tables de 6 et de 7', 'Mots de la dictée', 'Apporter une boîte',"
    " 'Poésie, la première strophe', 'Exercice 3 page 41', 'Nous avons fabriqué un thermomètre', 'Lecture suivie']"
)


def give(now: datetime) -> None:
    """As of `now`; the classes and their audiences are there."""
    monday = now.date() - timedelta(days=now.weekday())
    first = monday - timedelta(weeks=WEEKS - AHEAD)
    execute(
        f"CREATE TEMP TABLE week AS SELECT s.id AS school, s.s * {CLASSES} + c + 1 AS class, "
        f"{_FIRST} + (s.s * {CLASSES} + c) * {WEEKS} + w AS id, s.s * {BLOCK} + {TEACHER} + c AS author, "
        f"'{first}'::date + w * 7 AS monday, LEAST('{now.isoformat()}'::timestamptz, "
        f"('{first}'::date + w * 7)::timestamptz) AS at "
        f"FROM s, generate_series(0, {CLASSES - 1}) c, generate_series(0, {WEEKS - 1}) w"
    )
    execute("ANALYZE week")
    title = "'Devoirs de la semaine'"
    insert(
        Resource, "week", id="id", public_id="uuidv7()", service="'homework'", school_id="school", title=title,
        state="'published'", version="1", created_at="at", updated_at="at", published_at="at", visible_from="at",
    )  # fmt: skip
    insert(
        Version, "week", resource_id="id", school_id="school", number="1", title=title,
        body=f"'{json.dumps(richtext.EMPTY)}'::jsonb", author_id="author", made_at="at",
    )  # fmt: skip
    insert(
        HomeworkWeek,
        "week",
        resource_id="id",
        school_id="school",
        to="'class'",
        target="class",
        monday="monday",
    )
    insert(
        Target, "week", resource_id="id", school_id="school", kind="'class'", target="class", pupils="true"
    )
    for number, level in ((TEACHERS, 4), (DELEGATES, 1), (PUPILS_OF_CLASS, 1), (GUARDIANS, 1)):
        insert(
            Share, "week", resource_id="id", audience_id=class_audience(number), school_id="school", level=str(level),
            visible_from="at", service="'homework'", updated_at="at",
        )  # fmt: skip
    _lines()


def _lines() -> None:
    """On the four days of class, two each; one line in four says what was done in class."""
    execute(
        "CREATE TEMP TABLE work AS SELECT week.*, n, n % 4 = 3 AS in_class, "
        "monday + (ARRAY[0, 1, 3, 4])[n / 2 + 1] AS due "
        f"FROM week, generate_series(0, {LINES - 1}) n"
    )
    text = f"({_TEXTS})[n + 1]"
    insert(
        Homework, "work", resource_id="id", school_id="school", n="n + 1", text=text, public_id="uuidv7()",
        subject="(ARRAY['fr', 'ma'])[n % 2 + 1]", verb="(ARRAY['read', 'review', 'bring', 'class'])[n % 4 + 1]",
        given_on="CASE WHEN in_class THEN due ELSE GREATEST(monday, due - 1) END", due_on="due", author_id="author",
        made_at="at",
    )  # fmt: skip
    insert(
        Occasion, "work WHERE NOT in_class", resource_id="id", school_id="school", n="n + 1", sort="'work'",
        verb="(ARRAY['read', 'review', 'bring'])[n % 4 + 1]", words=text, on="due", until="due",
        over_at="(due + 1)::timestamp AT TIME ZONE 'Europe/Paris'",
    )  # fmt: skip
