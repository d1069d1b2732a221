"""What is true of some people now, read in one statement: the facts that `sight.py` judges one person by."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from eprimo.foundation.directory.policies.scope import scope_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import with_periods

# Links in force at `now` of the people, of the children they answer for and of the adults who answer for them.
# Affiliations count in schools with an entitlement only, classes when they are of the running year and open.
_FACTS = with_periods("""
WITH asked AS (
  SELECT unnest(%(ids)s::bigint[]) AS id
), ward AS (
  SELECT g.id, g.adult_id, g.child_id, g.kind, g.priority,
         COALESCE((SELECT max(r.level) FROM directory_guardianrestriction r
                   WHERE r.guardianship_id = g.id AND in_force(r.starts, r.in_force_until, %(now)s)
                     AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s)), 0) AS restriction
  FROM directory_guardianship g JOIN asked ON asked.id = g.adult_id
  WHERE in_force(g.starts, g.ends, %(now)s)
), who AS (
  SELECT id FROM asked UNION SELECT child_id FROM ward
), aff AS (
  SELECT a.person_id, a.school_id, a.profile, a.function
  FROM who JOIN directory_affiliation a ON a.person_id = who.id
  WHERE in_force(a.starts, a.ends, %(now)s)
    AND EXISTS (SELECT FROM directory_entitlement e
                WHERE e.school_id = a.school_id AND e.starts <= %(now)s AND e.ends > %(now)s)
), come AS (
  -- Links that start later, at the school that the actor directs.
  SELECT a.person_id, a.profile, a.function, a.starts
  FROM asked JOIN directory_affiliation a ON a.person_id = asked.id AND a.school_id = %(directed)s
  WHERE a.starts > %(now)s AND (a.ends IS NULL OR a.ends > a.starts)
), cls AS (
  SELECT m.person_id, c.id, c.label, c.school_id
  FROM who JOIN directory_classmembership m ON m.person_id = who.id
  JOIN directory_classgroup c ON c.id = m.class_group_id AND c.closed_at IS NULL
  JOIN directory_school s ON s.id = c.school_id AND s.running_year_id = c.year_id
  WHERE in_force(m.starts, m.ends, %(now)s)
    AND EXISTS (SELECT FROM aff WHERE aff.person_id = m.person_id AND aff.school_id = c.school_id
                AND aff.profile = 'pupil')
), srv AS (
  SELECT e.child_id AS person_id, e.service_id
  FROM who JOIN directory_serviceenrolment e ON e.child_id = who.id
  WHERE e.service_id = ANY(%(services)s) AND in_force(e.starts, e.ends, %(now)s)
    AND EXISTS (SELECT FROM directory_serviceschool l JOIN aff ON aff.school_id = l.school_id
                WHERE l.service_id = e.service_id AND l.school_id = e.school_id
                  AND aff.person_id = e.child_id AND aff.profile = 'pupil'
                  AND in_force(l.starts, l.ends, %(now)s))
), grp AS (
  SELECT m.person_id FROM asked JOIN directory_groupmembership m ON m.person_id = asked.id
  WHERE m.group_id = ANY(%(groups)s) AND in_force(m.starts, m.ends, %(now)s)
), reach AS (
  SELECT DISTINCT s.id AS school_id
  FROM directory_school s JOIN directory_commune c ON c.id = s.commune_id
  JOIN directory_mandate m ON m.id = ANY(%(mandates)s)
  WHERE s.id IN (SELECT school_id FROM aff)
    AND (m.academy_id = s.academy_id OR m.department_id = c.department_id OR m.commune_id = c.id
         OR m.epci_id = c.epci_id
         OR EXISTS (SELECT FROM directory_schoolcirconscription l
                    WHERE l.school_id = s.id AND l.circonscription_id = m.circonscription_id
                      AND in_force(l.starts, l.ends, %(now)s)))
), served AS (
  SELECT DISTINCT l.school_id FROM directory_serviceschool l
  WHERE l.service_id = ANY(%(services)s) AND in_force(l.starts, l.ends, %(now)s)
), allows AS (
  SELECT school_id FROM directory_schoolsettings
  WHERE families_see_classmates AND school_id IN (SELECT school_id FROM cls)
), pro AS (
  SELECT id FROM directory_person WHERE protected AND id IN (SELECT id FROM asked)
)
SELECT json_build_object(
  'ward', (SELECT COALESCE(json_agg(ward ORDER BY ward.priority, ward.id), '[]') FROM ward),
  'aff', (SELECT COALESCE(json_agg(aff), '[]') FROM aff),
  'come', (SELECT COALESCE(json_agg(come ORDER BY come.starts), '[]') FROM come),
  'cls', (SELECT COALESCE(json_agg(cls ORDER BY cls.label), '[]') FROM cls),
  'srv', (SELECT COALESCE(json_agg(srv), '[]') FROM srv),
  'grp', (SELECT COALESCE(json_agg(person_id), '[]') FROM grp),
  'reach', (SELECT COALESCE(json_agg(school_id), '[]') FROM reach),
  'served', (SELECT COALESCE(json_agg(school_id), '[]') FROM served),
  'allows', (SELECT COALESCE(json_agg(school_id), '[]') FROM allows),
  'pro', (SELECT COALESCE(json_agg(id), '[]') FROM pro)
)::text
""")


@dataclass(frozen=True, slots=True)
class ClassFact:
    """A class of the running year that a pupil is in."""

    id: int
    label: str
    school_id: int


@dataclass(frozen=True, slots=True)
class Ward:
    """A child the person answers for, by which link, restricted how (0 to 3), and what is true of the child."""

    link_id: int
    child: "Facts"
    kind: str
    restriction: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that are true of one person now, as far as this actor's rights may depend on them."""

    person_id: int
    # Each: its school, profile and function.
    affiliations: tuple[tuple[int, str, str], ...]
    # Links to come at the school that the actor directs: profile, function, from when.
    coming: tuple[tuple[str, str, datetime], ...]
    classes: tuple[ClassFact, ...]
    # Of the actor's own services only.
    services: frozenset[int]
    in_group: bool
    protected: bool
    wards: tuple[Ward, ...]
    # Schools, among those of the page, of the actor's territory; that the actor's services serve; that let families
    # see the class.
    territory: frozenset[int]
    served: frozenset[int]
    allowing: frozenset[int]

    def schools_as(self, *profiles: str) -> set[int]:
        return {school for school, profile, _ in self.affiliations if profile in profiles}

    @property
    def class_ids(self) -> set[int]:
        return {one.id for one in self.classes}


def facts_of(actor: Actor, ids: Iterable[int]) -> dict[int, Facts]:
    """Return the facts of these people for this actor, by id: one statement, whatever their number."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    scope = scope_of(actor)
    values: dict[str, Any] = {
        "ids": wanted, "now": actor.now, "services": list(scope.services), "groups": list(scope.groups),
        "mandates": list(scope.mandates), "directed": scope.school_id if scope.directs else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        rows = json.loads(cursor.fetchone()[0])
    return {one: _facts(one, rows, with_wards=True) for one in wanted}


def _facts(person: int, rows: dict[str, Any], *, with_wards: bool) -> Facts:
    def own(name: str) -> list[dict[str, Any]]:
        return [row for row in rows[name] if row["person_id"] == person]

    wards = [row for row in rows["ward"] if with_wards and row["adult_id"] == person]
    return Facts(
        person_id=person,
        affiliations=tuple((row["school_id"], row["profile"], row["function"]) for row in own("aff")),
        coming=tuple(
            (row["profile"], row["function"], datetime.fromisoformat(row["starts"])) for row in own("come")
        ),
        classes=tuple(ClassFact(row["id"], row["label"], row["school_id"]) for row in own("cls")),
        services=frozenset(row["service_id"] for row in own("srv")),
        in_group=person in rows["grp"],
        protected=person in rows["pro"],
        wards=tuple(
            Ward(row["id"], _facts(row["child_id"], rows, with_wards=False), row["kind"], row["restriction"])
            for row in wards
        ),
        territory=frozenset(rows["reach"]),
        served=frozenset(rows["served"]),
        allowing=frozenset(rows["allows"]),
    )
