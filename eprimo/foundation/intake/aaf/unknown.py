"""Attributes that nobody here knows: their values kept beside, for whoever will map them later."""

from datetime import datetime

from eprimo.foundation.intake.aaf.database import run

# Of those who are somebody of the directory, so that it goes with them.
_SAID = """
DROP TABLE IF EXISTS staging.aaf_value, staging.aaf_heard;
CREATE UNLOGGED TABLE staging.aaf_heard AS
SELECT o.kind::text AS kind, o.key, o.op::text AS op, w.person_id, NULL::bigint AS school_id, o.more
FROM staging.aaf_object o LEFT JOIN staging.aaf_who w ON w.n = o.n
WHERE NOT %(full)s OR o.more IS NOT NULL
UNION ALL
SELECT 'S', s.key, s.op::text, NULL, k.school_id, s.more
FROM staging.aaf_said_school s
LEFT JOIN intake_schoolkey k ON k.academy = %(academy)s AND k.key = s.key;
CREATE UNLOGGED TABLE staging.aaf_value AS
SELECT DISTINCT ON (h.kind, h.key, left(said.key, 100)) h.kind, h.key, left(said.key, 100) AS attribute,
  said.value AS said, h.person_id, h.school_id
FROM staging.aaf_heard h CROSS JOIN LATERAL jsonb_each(h.more) said
WHERE (h.person_id IS NOT NULL OR h.school_id IS NOT NULL) AND said.value <> '[]';
ANALYZE staging.aaf_value
"""
# A full delivery tells everything; another one, whole objects or single attributes of them.
_FORGET = """
DELETE FROM intake_aafvalue v
WHERE v.academy = %(academy)s
  AND NOT EXISTS (SELECT FROM staging.aaf_value s
                  WHERE s.kind = v.kind AND s.key = v.key AND s.attribute = v.attribute)
  AND (%(full)s OR EXISTS (SELECT FROM staging.aaf_heard h WHERE h.kind = v.kind AND h.key = v.key
                           AND (h.op IN ('a', 'd') OR h.more ? v.attribute)))
"""
_KEEP = """
INSERT INTO intake_aafvalue AS kept (academy, kind, key, attribute, said, person_id, school_id, told_at)
SELECT %(academy)s, kind, key, attribute, said, person_id, school_id, %(now)s FROM staging.aaf_value
ON CONFLICT (academy, kind, key, attribute) DO UPDATE
SET said = excluded.said, person_id = excluded.person_id, school_id = excluded.school_id, told_at = excluded.told_at
WHERE kept.said <> excluded.said OR kept.person_id IS DISTINCT FROM excluded.person_id
  OR kept.school_id IS DISTINCT FROM excluded.school_id
"""


def keep_unknown(*, academy: str, full: bool, now: datetime) -> None:
    """Replace what was kept by what this delivery says. After the plan: it knows who is who."""
    values = {"academy": academy, "full": full, "now": now}
    for statement in (_SAID, _FORGET, _KEEP):
        run(statement, values)
