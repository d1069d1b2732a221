"""The statements that undo one import of a school, on sets: as those of the change of year, by its instant.

Parameters: school, at (the instant of the import), now, me (whose own links with the school stay; 0: nobody's), journal
(`merge.journal`). What it made ends; what it ended is
as it was, never past the day on which somebody left the school since, nor over a link that was made since.
"""

_HERE = (
    "l.child_id IN (SELECT a.person_id FROM directory_affiliation a"
    " WHERE a.school_id = %(school)s AND a.profile = 'pupil')"
)
_MADE = "l.source = 'onde' AND l.starts = %(at)s AND (l.ends IS NULL OR l.ends > %(now)s)"
_END = "SET ends = greatest(l.starts, %(now)s), end_reason = 'corrected'"


def _back(table: str, name: str, keys: str, which: str, *, leaves: bool = False) -> str:
    """Links that the import ended, with the end that they had. `leaves`: never past who left the school since."""
    gone = """LEFT JOIN LATERAL (
    SELECT max(coalesce(a.ends, 'infinity')) AS at FROM directory_affiliation a
    WHERE a.person_id = l.person_id AND a.school_id = l.school_id
    HAVING max(coalesce(a.ends, 'infinity')) <= %(now)s
  ) gone ON true"""
    limit = "gone.at" if leaves else "NULL::timestamptz"
    return f"""
UPDATE {table} l SET ends = said.ends, end_reason = said.reason
FROM (
  SELECT l.id, CASE WHEN stop.at IS NULL THEN was.ends ELSE least(was.ends, greatest(l.starts, stop.at)) END AS ends,
    CASE WHEN stop.at IS NULL OR was.ends <= stop.at THEN coalesce(was.reason, '')
         WHEN since.at = stop.at THEN 'corrected' ELSE 'left' END AS reason
  FROM {table} l
  LEFT JOIN jsonb_to_recordset(%(journal)s::jsonb -> '{name}') AS was(id bigint, ends timestamptz, reason text)
    ON was.id = l.id
  LEFT JOIN LATERAL (
    SELECT min(x.starts) AS at FROM {table} x
    WHERE ({keys}) AND x.id <> l.id AND x.starts >= %(at)s AND (x.ends IS NULL OR x.ends > x.starts)
  ) since ON true
  {gone if leaves else ""}
  CROSS JOIN LATERAL (SELECT least(since.at, {limit}) AS at) stop
  WHERE {which} AND l.end_reason IN ('absent', 'moved')
    AND (l.ends = %(at)s OR was.id IS NOT NULL AND l.ends = greatest(l.starts, %(at)s))
) said WHERE said.id = l.id"""  # noqa: S608 - names of this module


_OF_SCHOOL = "l.school_id = %(school)s"
_OWN = f"{_OF_SCHOOL} AND l.person_id <> %(me)s"

# In order: what was made makes room for what comes back.
UNDO = {
    "affiliations_made": f"UPDATE directory_affiliation l {_END} WHERE {_OWN} AND {_MADE}",
    "memberships_made": f"UPDATE directory_classmembership l {_END} WHERE {_OWN} AND {_MADE}",
    "attachments_made": f"UPDATE directory_attachment l {_END} WHERE {_OWN} AND {_MADE}",
    "guardianships_made": f"UPDATE directory_guardianship l {_END} WHERE {_HERE} AND {_MADE}",
    "reopened": """
UPDATE directory_guardianship l SET ends = was.ends, end_reason = was.reason
FROM jsonb_to_recordset(%(journal)s::jsonb -> 'reopened') AS was(id bigint, ends timestamptz, reason text)
WHERE was.id = l.id AND l.ends IS NULL""",
    "consents_made": """
UPDATE directory_consent SET ends = %(now)s
WHERE school_id = %(school)s AND source = 'onde' AND starts = %(at)s AND ends IS NULL""",
    "consents": """
UPDATE directory_consent SET ends = NULL WHERE school_id = %(school)s AND source = 'onde' AND ends = %(at)s""",
    "affiliations": _back(
        "directory_affiliation", "affiliations",
        "x.person_id = l.person_id AND x.school_id = l.school_id AND x.profile = l.profile", _OF_SCHOOL,
    ),
    "memberships": _back(
        "directory_classmembership", "memberships",
        "x.person_id = l.person_id AND x.class_group_id = l.class_group_id", _OF_SCHOOL, leaves=True,
    ),
    "attachments": _back(
        "directory_attachment", "attachments",
        "x.person_id = l.person_id AND x.class_group_id = l.class_group_id AND x.kind = l.kind",
        f"{_OF_SCHOOL} AND l.class_group_id IS NOT NULL", leaves=True,
    ),
    "guardianships": _back(
        "directory_guardianship", "guardianships", "x.adult_id = l.adult_id AND x.child_id = l.child_id", _HERE
    ),
    "classes": """
UPDATE directory_classgroup SET closed_at = NULL WHERE school_id = %(school)s AND closed_at = %(at)s""",
    # Whoever was put there by hand since stays there.
    "classes_made": """
UPDATE directory_classgroup c SET closed_at = %(now)s, label = left(c.label, 40) || ' (' || c.id || ')'
WHERE c.school_id = %(school)s AND c.closed_at IS NULL
  AND c.id IN (SELECT value::bigint FROM jsonb_array_elements_text(%(journal)s::jsonb -> 'classes_made'))
  AND NOT EXISTS (SELECT FROM directory_classmembership m WHERE m.class_group_id = c.id
                  AND (m.ends IS NULL OR m.ends > %(now)s))
  AND NOT EXISTS (SELECT FROM directory_attachment t WHERE t.class_group_id = c.id
                  AND (t.ends IS NULL OR t.ends > %(now)s))""",
}  # fmt: skip
