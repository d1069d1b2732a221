"""The statements of a change of year, on sets: one school, one instant. Epochs are raised by triggers (decision 0001).

Parameters: change, school, from_year, to_year, at (the instant of the switch); for the undo now, and journal: ends that
some links had before, by table. Braces are pieces of `_PIECES`.
"""

from eprimo.foundation.kernel.statements import with_periods

_WAS = (
    "LEFT JOIN jsonb_to_recordset(%(journal)s::jsonb -> '{}') AS was(id bigint, ends timestamptz, reason text)"
    " ON was.id = l.id"
)
_PIECES = {
    "old": "c.school_id = %(school)s AND c.year_id <= %(from_year)s AND c.closed_at IS NULL",
    "live": "in_force(l.starts, l.ends, %(at)s)",
    "end": "SET ends = %(at)s, end_reason = 'year_closed'",
    "pupil": "SELECT FROM directory_affiliation a WHERE a.person_id = l.person_id AND a.school_id = l.school_id"
    " AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(at)s)",
    "leaving": "SELECT person_id FROM directory_plannedpupil"
    " WHERE change_id = %(change)s AND outcome IN ('college', 'other')",
    "closed_then": "l.school_id = %(school)s AND l.ends = %(at)s AND l.end_reason = 'year_closed'",
    # Who left the school since the switch left the old class too: nobody is put where they are not any more.
    "gone": """LEFT JOIN LATERAL (
    SELECT max(coalesce(a.ends, 'infinity')) AS at FROM directory_affiliation a
    WHERE a.person_id = l.person_id AND a.school_id = l.school_id
    HAVING max(coalesce(a.ends, 'infinity')) > %(at)s AND max(coalesce(a.ends, 'infinity')) <= %(now)s
  ) gone ON true""",
} | {f"was_{name}": _WAS.format(name) for name in ("memberships", "attachments", "groups", "affiliations")}


def _whole(statements: dict[str, str]) -> dict[str, str]:
    return {name: with_periods(sql.format(**_PIECES)) for name, sql in statements.items()}


# Links whose end is not simply the switch: the undo gives them back what they had. (table, id, ends, reason)
_EARLIER = """
SELECT 'memberships', l.id, l.ends, l.end_reason FROM directory_classmembership l
JOIN directory_classgroup c ON c.id = l.class_group_id
WHERE {old} AND {live} AND (l.ends IS NOT NULL OR NOT EXISTS ({pupil}))
UNION ALL
SELECT 'attachments', l.id, l.ends, l.end_reason FROM directory_attachment l
JOIN directory_classgroup c ON c.id = l.class_group_id WHERE {old} AND {live} AND l.ends IS NOT NULL
UNION ALL
SELECT 'groups', l.id, l.ends, l.end_reason FROM directory_groupmembership l JOIN directory_group c ON c.id = l.group_id
WHERE {old} AND {live} AND l.ends IS NOT NULL
UNION ALL
SELECT 'affiliations', l.id, l.ends, l.end_reason FROM directory_affiliation l
WHERE l.school_id = %(school)s AND l.profile = 'pupil' AND {live} AND l.ends IS NOT NULL AND l.person_id IN ({leaving})
ORDER BY 1, 2
"""
EARLIER_ENDS = with_periods(_EARLIER.format(**_PIECES))
# What concerns classes of next year that are there already: after an earlier switch, or made by hand.
AGAIN = ("names_given", "classes_found", "names_taken", "classes_reopened")

# In order; each tells how many rows moved, under its name.
SWITCH = _whole(
    {
        # Who is no pupil of the school any more was not present on its last day.
        "ghosts": """
UPDATE directory_classmembership l SET end_reason = 'left', ends = greatest(l.starts, (
  SELECT max(a.ends) FROM directory_affiliation a
  WHERE a.person_id = l.person_id AND a.school_id = l.school_id AND a.profile = 'pupil' AND a.ends <= %(at)s))
FROM directory_classgroup c
WHERE c.id = l.class_group_id AND {old} AND {live} AND NOT EXISTS ({pupil})""",
        "memberships": """
UPDATE directory_classmembership l {end} FROM directory_classgroup c
WHERE c.id = l.class_group_id AND {old} AND {live}""",
        "attachments": """
UPDATE directory_attachment l {end} FROM directory_classgroup c
WHERE c.id = l.class_group_id AND {old} AND {live}""",
        "group_links": """
UPDATE directory_groupmembership l {end} FROM directory_group c
WHERE c.id = l.group_id AND {old} AND {live}""",
        "classes_closed": "UPDATE directory_classgroup c SET closed_at = %(at)s WHERE {old}",
        "groups_closed": "UPDATE directory_group c SET closed_at = %(at)s WHERE {old}",
        # A class of that year that nobody planned gives its name to the one that is planned.
        "names_given": """
UPDATE directory_classgroup g SET label = left(g.label, 40) || ' (' || g.id || ')'
FROM directory_plannedclass p
WHERE p.change_id = %(change)s AND p.class_group_id IS NOT NULL AND g.school_id = %(school)s
  AND g.year_id = %(to_year)s AND g.key = p.key AND g.id <> p.class_group_id
  AND NOT EXISTS (SELECT FROM directory_plannedclass o WHERE o.change_id = %(change)s AND o.class_group_id = g.id)""",
        # A class of that year and that name is the one that was planned: by an earlier switch, or made by hand.
        "classes_found": """
UPDATE directory_plannedclass p SET class_group_id = g.id FROM directory_classgroup g
WHERE p.change_id = %(change)s AND p.class_group_id IS NULL AND g.school_id = %(school)s
  AND g.year_id = %(to_year)s AND g.key = p.key
  AND NOT EXISTS (SELECT FROM directory_plannedclass o WHERE o.change_id = %(change)s AND o.class_group_id = g.id)""",
        # Two of them may have changed names with each other: first to names that nobody has.
        "names_taken": """
UPDATE directory_classgroup g SET label = '~' || g.id FROM directory_plannedclass p
WHERE p.change_id = %(change)s AND p.class_group_id = g.id AND g.label <> p.label""",
        "classes_reopened": """
UPDATE directory_classgroup g SET closed_at = NULL, label = p.label, levels = p.levels
FROM directory_plannedclass p WHERE p.change_id = %(change)s AND p.class_group_id = g.id""",
        "classes_made": """
WITH made AS (
  INSERT INTO directory_classgroup (public_id, school_id, year_id, label, levels, skin, validates_pupils, source)
  SELECT public_id, school_id, %(to_year)s, label, levels, skin, validates_pupils, source
  FROM directory_plannedclass WHERE change_id = %(change)s AND class_group_id IS NULL
  RETURNING id, public_id
)
UPDATE directory_plannedclass p SET class_group_id = made.id FROM made WHERE made.public_id = p.public_id""",
        # An import moves those that an import placed, as it does all year: the link bears the pupil's own source.
        "placed": """
INSERT INTO directory_classmembership (person_id, class_group_id, school_id, starts, end_reason, source, level)
SELECT l.person_id, p.class_group_id, %(school)s, %(at)s, '', a.source,
  CASE WHEN cardinality(p.levels) > 1 AND l.level = ANY(p.levels) THEN l.level ELSE '' END
FROM directory_plannedpupil l JOIN directory_plannedclass p ON p.id = l.planned_class_id
JOIN directory_affiliation a ON a.person_id = l.person_id AND a.school_id = %(school)s AND a.profile = 'pupil'
  AND in_force(a.starts, a.ends, %(at)s)
WHERE l.change_id = %(change)s AND l.outcome = 'class'""",
        "attached": """
INSERT INTO directory_attachment (person_id, class_group_id, school_id, kind, starts, end_reason, source)
SELECT l.person_id, p.class_group_id, %(school)s, l.kind, %(at)s, '', l.source
FROM directory_plannedattachment l JOIN directory_plannedclass p ON p.id = l.planned_class_id
WHERE p.change_id = %(change)s AND EXISTS (
  SELECT FROM directory_affiliation a WHERE a.person_id = l.person_id AND a.school_id = %(school)s
    AND a.profile IN ('teacher', 'director', 'deputy', 'staff')
    AND in_force(a.starts, a.ends, %(at)s))""",
        "left": """
UPDATE directory_affiliation l {end}
WHERE l.school_id = %(school)s AND l.profile = 'pupil' AND {live} AND l.person_id IN ({leaving})""",
        "year": "UPDATE directory_school SET running_year_id = %(to_year)s WHERE id = %(school)s",
    }
)


def _given_back(table: str, was: str, which: str = "{closed_then}") -> str:
    """Links that the switch ended, with the end that they had; never past the day on which somebody left."""
    return f"""
UPDATE {table} l SET ends = said.ends, end_reason = said.reason
FROM (
  SELECT l.id,
    CASE WHEN gone.at IS NULL THEN was.ends ELSE least(was.ends, greatest(l.starts, gone.at)) END AS ends,
    CASE WHEN gone.at IS NULL THEN coalesce(was.reason, '') ELSE 'left' END AS reason
  FROM {table} l {{{was}}} {{gone}}
  WHERE {which}
) said WHERE said.id = l.id AND l.school_id = %(school)s"""  # noqa: S608 - names of this module


UNDO = _whole(
    {
        # Next year's classes become archives of those who are in them: what was written there stays with them.
        "memberships_made": """
UPDATE directory_classmembership l SET ends = greatest(l.starts, %(now)s), end_reason = 'corrected'
FROM directory_classgroup c
WHERE c.id = l.class_group_id AND c.school_id = %(school)s AND c.year_id = %(to_year)s AND c.closed_at IS NULL
  AND (l.ends IS NULL OR l.ends > %(now)s)""",
        "attachments_made": """
UPDATE directory_attachment l SET ends = greatest(l.starts, %(now)s), end_reason = 'corrected'
FROM directory_classgroup c
WHERE c.id = l.class_group_id AND c.school_id = %(school)s AND c.year_id = %(to_year)s AND c.closed_at IS NULL
  AND (l.ends IS NULL OR l.ends > %(now)s)""",
        "classes_made": """
UPDATE directory_classgroup SET closed_at = %(now)s
WHERE school_id = %(school)s AND year_id = %(to_year)s AND closed_at IS NULL""",
        # Somebody who came back since has a link already: this one goes up to it.
        "left": """
UPDATE directory_affiliation l SET ends = said.ends, end_reason = said.reason
FROM (
  SELECT l.id, coalesce(since.starts, was.ends) AS ends,
    CASE WHEN since.starts IS NULL THEN coalesce(was.reason, '') ELSE 'corrected' END AS reason
  FROM directory_affiliation l {was_affiliations}
  LEFT JOIN LATERAL (
    SELECT min(a.starts) AS starts FROM directory_affiliation a
    WHERE a.person_id = l.person_id AND a.school_id = l.school_id AND a.profile = l.profile AND a.id <> l.id
      AND a.starts >= %(at)s
  ) since ON true
  WHERE {closed_then} AND l.profile = 'pupil'
) said WHERE said.id = l.id AND l.school_id = %(school)s""",
        "classes": """
UPDATE directory_classgroup SET closed_at = NULL
WHERE school_id = %(school)s AND year_id <= %(from_year)s AND closed_at = %(at)s""",
        "groups": """
UPDATE directory_group SET closed_at = NULL
WHERE school_id = %(school)s AND year_id <= %(from_year)s AND closed_at = %(at)s""",
        "memberships": _given_back(
            "directory_classmembership",
            "was_memberships",
            "l.school_id = %(school)s AND ({closed_then} OR was.id IS NOT NULL)",
        ),
        "attachments": _given_back("directory_attachment", "was_attachments"),
        "group_links": _given_back("directory_groupmembership", "was_groups"),
        "year": "UPDATE directory_school SET running_year_id = %(from_year)s WHERE id = %(school)s",
    }
)

# Of those whom the switch had leave, who goes to the collège and is still gone.
TO_COLLEGE = """
SELECT l.person_id FROM directory_affiliation l
JOIN directory_plannedpupil p ON p.person_id = l.person_id AND p.change_id = %(change)s AND p.outcome = 'college'
WHERE l.school_id = %(school)s AND l.profile = 'pupil' AND l.ends = %(at)s AND l.end_reason = 'year_closed'
ORDER BY 1
"""
