"""Pairs of rows that may be one adult: the same address or number, or two shared children under one name.

Never by a name alone, nor by a number alone: a home has one for everybody, so that the first names must be near too.
The number of the work place counts for nothing, nor does what more than four people share; two adults of one child who
have other first names are a couple, not one person.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.policies.family import family_of
from eprimo.foundation.directory.policies.merges import directed_schools
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import PAGE_SIZE, Page, page_of, read_mark
from eprimo.foundation.kernel.statements import with_periods


class Reason(StrEnum):
    CHILDREN = "children"
    EMAIL = "email"
    PHONE = "phone"


REASON_WORDS = {
    Reason.CHILDREN: "Mêmes enfants, même nom",
    Reason.EMAIL: "Même adresse électronique",
    Reason.PHONE: "Même téléphone, prénoms proches",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people, the lesser id first, and why they may be one."""

    first_id: int
    second_id: int
    reasons: tuple[Reason, ...]


_LASTS = "({0}.ends IS NULL OR {0}.ends > %(now)s)"
_NOW = "in_force({0}.starts, {0}.ends, %(now)s)"
_ADULTS = f"""
  SELECT a.person_id AS id FROM directory_affiliation a
  WHERE a.school_id = ANY(%({{schools}})s::bigint[]) AND a.profile <> 'pupil' AND {_NOW.format("a")}
  UNION
  SELECT g.adult_id FROM directory_affiliation a
  CROSS JOIN LATERAL (SELECT * FROM directory_guardianship x WHERE x.child_id = a.person_id OFFSET 0) g
  WHERE a.school_id = ANY(%({{schools}})s::bigint[]) AND a.profile = 'pupil'
    AND {_NOW.format("a")} AND {_NOW.format("g")}
"""  # noqa: S608 - fixed text
_WAYS = """CROSS JOIN LATERAL (VALUES ('email', lower(t.email)), ('phone', t.phone_mobile), ('phone', t.phone_home))
  w(kind, value)"""
# By which ways somebody of these schools is reached: of those that are directed; an academy reads no contact, and is
# answered by the second wall who shares one.
_WAY = {
    True: f"""SELECT DISTINCT t.person_id AS id, w.kind, w.value FROM near
  CROSS JOIN LATERAL (SELECT * FROM directory_contactdetails x WHERE x.person_id = near.id OFFSET 0) t {_WAYS}
  WHERE w.value <> ''""",  # noqa: S608 - fixed text
    False: "SELECT w.id, w.kind, w.value FROM wall.ways_shared((%(here)s::bigint[])[1]) w",
}
# Each is made once: the planner expects one row of them, and would make them again for each of another. Links and
# people are looked up by their keys, or it may read those of the whole academy.
_PAIRS = with_periods(f"""
WITH here AS MATERIALIZED ({_ADULTS.format(schools="here")}),
near AS MATERIALIZED ({_ADULTS.format(schools="near")}),
way AS MATERIALIZED ({{way}}),
common AS MATERIALIZED (
  SELECT kind, array_agg(id) AS ids FROM way GROUP BY kind, value HAVING count(*) BETWEEN 2 AND 4
), found AS (
  SELECT m.id AS one, w.id AS other, common.kind
  FROM common CROSS JOIN unnest(common.ids) m(id) CROSS JOIN unnest(common.ids) w(id)
  WHERE m.id < w.id AND (m.id IN (SELECT id FROM here) OR w.id IN (SELECT id FROM here))
  UNION
  SELECT least(g.adult_id, h.adult_id), greatest(g.adult_id, h.adult_id), 'children'
  FROM here CROSS JOIN LATERAL (SELECT * FROM directory_guardianship x WHERE x.adult_id = here.id OFFSET 0) g
  CROSS JOIN LATERAL (SELECT * FROM directory_guardianship x WHERE x.child_id = g.child_id OFFSET 0) h
  CROSS JOIN LATERAL (SELECT * FROM directory_person x WHERE x.id = g.adult_id OFFSET 0) p
  CROSS JOIN LATERAL (SELECT * FROM directory_person x WHERE x.id = h.adult_id OFFSET 0) q
  WHERE h.adult_id <> g.adult_id AND q.sort_key = p.sort_key AND {_NOW.format("g")} AND {_NOW.format("h")}
  GROUP BY 1, 2 HAVING count(DISTINCT g.child_id) >= 2
), pair AS (
  SELECT one, other, array_agg(DISTINCT kind ORDER BY kind) AS kinds, -count(DISTINCT kind)::int AS rank
  FROM found GROUP BY one, other
)
SELECT f.rank, f.one, f.other, f.kinds FROM pair f
JOIN directory_person p ON p.id = f.one AND p.erased_at IS NULL
JOIN directory_person q ON q.id = f.other AND q.erased_at IS NULL
CROSS JOIN LATERAL (
  SELECT array_agg(DISTINCT l.school_id) AS ids FROM (
    SELECT a.school_id FROM directory_affiliation a WHERE a.person_id IN (f.one, f.other) AND {_LASTS.format("a")}
    UNION ALL
    SELECT a.school_id FROM directory_guardianship g JOIN directory_affiliation a ON a.person_id = g.child_id
      AND a.profile = 'pupil' AND {_LASTS.format("a")}
    WHERE g.adult_id IN (f.one, f.other) AND {_LASTS.format("g")}
  ) l
) schools
WHERE NOT %(mine)s::bigint[] && ARRAY[f.one, f.other]
  AND schools.ids <@ %(near)s::bigint[] AND cardinality(schools.ids) >= %(least)s
  AND NOT EXISTS (SELECT FROM directory_notthesame n WHERE n.first_id = f.one AND n.second_id = f.other)
  AND NOT EXISTS (SELECT FROM directory_guardianship g
                  WHERE g.adult_id IN (f.one, f.other) AND g.child_id IN (f.one, f.other))
  AND (similarity(eprimo_key(p.first_name), eprimo_key(q.first_name)) > 0.5
       OR NOT EXISTS (SELECT FROM directory_guardianship g JOIN directory_guardianship h ON h.child_id = g.child_id
                      WHERE g.adult_id = f.one AND h.adult_id = f.other))
  AND (f.kinds <> ARRAY['phone'] OR similarity(eprimo_key(p.first_name), eprimo_key(q.first_name)) > 0.5)
  AND ({{mark}})
ORDER BY {{order}} LIMIT {PAGE_SIZE + 1}
""")  # noqa: S608 - fixed text
_FORWARDS, _BACKWARDS = "f.rank, f.one, f.other", "f.rank DESC, f.one DESC, f.other DESC"
_WIDTH = 3


def pairs_proposed(actor: Actor, school_id: int, *, after: str = "", before: str = "") -> Page[Pair]:
    """Return a page of pairs of people who may be one, of whom one at least is of this school: those the actor may make
    one. One statement or two.

    Raises NotVisible for a school that is not the actor's.
    """
    heads = actor.heads
    near = directed_schools(actor) if heads else _territory(actor)
    if school_id not in near or (heads and school_id != actor.school_id):
        raise NotVisible
    mark = read_mark(after, before, _WIDTH)
    sign = {"after": ">", "before": "<"}.get(mark.way, "")
    sql = _PAIRS.format(
        way=_WAY[heads],
        mark=f"(f.rank, f.one, f.other) {sign} (%(rank)s, %(one)s, %(other)s)" if sign else "true",
        order=_BACKWARDS if mark.way == "before" else _FORWARDS,
    )
    rank, one, other = mark.values or (0, 0, 0)
    values = {
        "now": actor.now, "here": [school_id], "near": sorted(near), "mine": _mine(actor), "rank": rank, "one": one,
        "other": other, "least": 1 if heads else 2,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    page = page_of(rows, mark, lambda row: list(row[:_WIDTH]))
    return Page(
        [Pair(row[1], row[2], tuple(map(Reason, row[3]))) for row in page.items], page.after, page.before
    )


def _mine(actor: Actor) -> list[int]:
    """The actor, and the own family: for somebody else to make one."""
    family = Person.objects.filter(family_of(actor)).order_by().values_list("pk", flat=True)
    return [actor.person_id, *family]


def _territory(actor: Actor) -> frozenset[int]:
    if actor.role != Role.ACADEMY:
        return frozenset()
    return frozenset(schools_of_mandates(actor).values_list("pk", flat=True))
