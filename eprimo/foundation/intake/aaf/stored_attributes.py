"""What is known of an object beside what the directory keeps of it, so that a change may say one attribute alone;
the values of attributes that nobody here knows, kept for who asks for their data.

Some attributes make a value of the directory together: what somebody is to a school is told by four of them, the last
name by two. A change that replaces one is laid over what was said before of the others, and only of those: what a hand
corrected elsewhere since is not told again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from eprimo.foundation.intake.aaf.attributes import CHILDREN, LETTERS, NAMES, READ_WITH, WARDS, known_of
from eprimo.foundation.intake.aaf.database import fetch, run
from eprimo.foundation.intake.aaf.files import Kind
from eprimo.foundation.intake.aaf.requests import AafObject, Values
from eprimo.foundation.intake.aaf.values import key_of


def laid_over(found: list[AafObject], academy: str) -> list[AafObject]:
    """The objects of a delta: each change laid over what is known of its object."""
    known = {kind: _known(academy, kind, [one.key for one in found if one.kind is kind]) for kind in Kind}
    for one in found:
        if one.op == "m" and one.kind is not None and one.key:
            one.known = known[one.kind].get(one.key)
            _lay(one, READ_WITH[one.kind], one.known or {})
    found = [*found, *_hear_guardians(found, academy, known[Kind.GUARDIAN])]
    return [*found, *_others_of_the_person(found, academy)]


def _lay(one: AafObject, read_with: Mapping[str, frozenset[str]], known: Values) -> None:
    """Beside the values of a change, those that are read with them."""
    for touched in tuple(one.values):
        for name in read_with.get(touched, ()):
            if name in known:
                one.values.setdefault(name, known[name])


def _others_of_the_person(found: list[AafObject], academy: str) -> list[AafObject]:
    """What the other objects say of what an object tells, when several were made one person: it holds beside it.

    Not the name: the person's own object says it.
    """
    told = {(LETTERS[one.kind], one.key): one for one in found if one.kind is not None}
    rows = fetch(
        "SELECT c.kind, c.key, v.key, v.said FROM intake_aafsaid c JOIN intake_aafsaid v ON v.person_id = c.person_id"
        " AND v.academy = c.academy AND v.kind = c.kind AND v.key <> c.key"
        " WHERE c.academy = %(academy)s AND c.kind IN ('E', 'P') AND c.key = ANY(%(keys)s) ORDER BY 1, 2, 3",
        {"academy": academy, "keys": sorted(key for _, key in told)},
    )
    more: dict[tuple[str, str], AafObject] = {}
    for letter, key, other, said in rows:
        one = told.get((letter, key))
        if one is None or one.kind is None or one.op == "d" or (letter, other) in told:
            continue
        read, known = READ_WITH[one.kind], known_of(said)
        beside = more.setdefault((letter, other), AafObject("m", one.kind, other, one.file, known=known))
        for touched in (one.values.keys() & read.keys()) - NAMES:
            beside.values |= {name: known[name] for name in {touched, *read[touched]} if name in known}
    return [one for one in more.values() if one.values]


def _known(academy: str, kind: Kind, keys: Iterable[str]) -> dict[str, Values]:
    rows = fetch(
        "SELECT key, said FROM intake_aafsaid WHERE academy = %(academy)s AND kind = %(kind)s AND key = ANY(%(keys)s)",
        {"academy": academy, "kind": LETTERS[kind], "keys": sorted(keys)},
    )
    return {key: known_of(said) for key, said in rows}


def _hear_guardians(found: list[AafObject], academy: str, before: Mapping[str, Values]) -> list[AafObject]:
    """Children of whom no guardian was ever said on their own side: the guardians' side is heard, here too.

    Of those who are in the delivery, written into them; of the others, a change of each. After the changes were laid
    over what is known.
    """
    moved = {
        one.key: (one.file, _keys(one.values[CHILDREN]))
        for one in found
        if one.kind is Kind.GUARDIAN and CHILDREN in one.values
    }
    told = {one.key: one for one in found if one.kind is Kind.PUPIL}
    asked = {key for key, one in told.items() if one.op == "a"}
    asked = asked.union(
        *(children | _keys(before.get(key, {}).get(CHILDREN, ())) for key, (_, children) in moved.items())
    )
    known = _known(academy, Kind.PUPIL, asked)
    silent = sorted(key for key in asked if _is_silent(told.get(key), known.get(key)))
    named = _naming(academy, silent, moved)
    more = []
    for child in silent:
        adults = named[child]
        if not adults:
            continue
        if (one := told.get(child)) is None:
            file = next((file for file, children in moved.values() if child in children), "")
            one = AafObject("m", Kind.PUPIL, child, file, known=known[child])
            more.append(one)
        one.heard = sorted(adults)
    return more


def _is_silent(told: AafObject | None, known: Values | None) -> bool:
    """Did the child's own side never say who the guardians are? Not when nothing is known of the child."""
    if told is not None and (told.op == "d" or WARDS in told.values):
        return False
    return (told is not None and told.op == "a") or (known is not None and WARDS not in known)


def _naming(
    academy: str, children: list[str], moved: Mapping[str, tuple[str, set[str]]]
) -> dict[str, set[str]]:
    """The guardians that name each child: in the delivery, else as they were known."""
    named = {child: {key for key, (_, told) in moved.items() if child in told} for child in children}
    if not children:
        return named
    rows = fetch(
        "SELECT v.key, v.said FROM intake_aafsaid v WHERE v.academy = %(academy)s AND v.kind = 'R' AND EXISTS ("
        "SELECT FROM jsonb_array_elements_text(v.said::jsonb -> 'children') child"
        " WHERE split_part(child, '$', 1) = ANY(%(children)s))",
        {"academy": academy, "children": children},
    )
    for key, said in rows:
        for child in _keys(known_of(said)[CHILDREN]) if key not in moved else ():
            if child in named:
                named[child].add(key)
    return named


def _keys(said: Iterable[str]) -> set[str]:
    return {key for one in said if (key := key_of(one))}


_HEARD = """
DROP TABLE IF EXISTS staging.aaf_said;
CREATE UNLOGGED TABLE staging.aaf_said AS
SELECT o.kind::text AS kind, o.key, o.op::text AS op, o.kept, w.person_id
FROM staging.aaf_object o LEFT JOIN staging.aaf_who w ON w.n = o.n WHERE o.op = 'd' OR o.kept IS NOT NULL
UNION ALL
SELECT 'S', s.key, s.op::text, s.kept, NULL FROM staging.aaf_said_school s WHERE s.op = 'd' OR s.kept IS NOT NULL;
CREATE INDEX ON staging.aaf_said (key); ANALYZE staging.aaf_said
"""
# What a full delivery does not tell is gone, save objects that it could not read; another one says what goes.
_FORGET = """
DELETE FROM intake_aafsaid v WHERE v.academy = %(academy)s AND (
  %(full)s AND NOT EXISTS (SELECT FROM staging.aaf_said s WHERE s.kind = v.kind AND s.key = v.key)
    AND NOT EXISTS (SELECT FROM staging.aaf_untaken u WHERE u.key = v.key OR u.key = '' AND u.kind::text = v.kind)
  OR EXISTS (SELECT FROM staging.aaf_said s WHERE s.kind = v.kind AND s.key = v.key AND s.op = 'd'))
"""
_CHANGE = """
UPDATE intake_aafsaid v SET said = s.kept, person_id = s.person_id FROM staging.aaf_said s
WHERE v.academy = %(academy)s AND v.kind = s.kind AND v.key = s.key AND s.op <> 'd'
  AND (v.said <> s.kept OR v.person_id <> s.person_id)
"""
_ADD = """
INSERT INTO intake_aafsaid (academy, kind, key, said, person_id)
SELECT DISTINCT ON (s.key, s.kind) %(academy)s, s.kind, s.key, s.kept, s.person_id FROM staging.aaf_said s
WHERE s.op <> 'd' AND (s.person_id IS NOT NULL OR s.kind = 'S')
  AND NOT EXISTS (SELECT FROM intake_aafsaid v WHERE v.academy = %(academy)s AND v.kind = s.kind AND v.key = s.key)
"""


def keep_said(*, academy: str, full: bool) -> None:
    """Replace what was known by what this delivery says. After the plan: it knows who is who."""
    for statement in (_HEARD, _FORGET, _CHANGE, _ADD):
        run(statement, {"academy": academy, "full": full})


# Of those who are somebody of the directory, so that it goes with them.
_UNKNOWN_SAID = """
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
_UNKNOWN_FORGET = """
DELETE FROM intake_aafvalue v
WHERE v.academy = %(academy)s
  AND NOT EXISTS (SELECT FROM staging.aaf_value s
                  WHERE s.kind = v.kind AND s.key = v.key AND s.attribute = v.attribute)
  AND (%(full)s OR EXISTS (SELECT FROM staging.aaf_heard h WHERE h.kind = v.kind AND h.key = v.key
                           AND (h.op IN ('a', 'd') OR h.more ? v.attribute)))
"""
_UNKNOWN_KEEP = """
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
    for statement in (_UNKNOWN_SAID, _UNKNOWN_FORGET, _UNKNOWN_KEEP):
        run(statement, values)
