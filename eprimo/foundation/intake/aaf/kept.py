"""What is known of an object beside what the directory keeps of it, so that a change may say one attribute alone.

Some attributes make a value of the directory together: what somebody is to a school is told by four of them, the last
name by two. A change that replaces one is laid over what was said before of the others, and only of those: what a hand
corrected elsewhere since is not told again.
"""

import json
from collections.abc import Iterable, Mapping

from eprimo.foundation.intake.aaf.database import fetch, run
from eprimo.foundation.intake.aaf.files import Kind
from eprimo.foundation.intake.aaf.known import KEPT, KNOWN, TOGETHER
from eprimo.foundation.intake.aaf.known import told as told_text
from eprimo.foundation.intake.aaf.requests import AafObject, Values, changed
from eprimo.foundation.intake.aaf.told import Told
from eprimo.foundation.intake.aaf.values import key_of

WARDS, CHILDREN = "ENTEleveAutoriteParentale", "ENTPersRelEleveEleve"
_AT_ONCE = 5000
_PARTS = frozenset({"add", "delete"})


def laid_over(found: list[AafObject], academy: str, remarks: Told) -> list[AafObject]:
    """The objects of a delta: each change laid over what is known of its object."""
    changes = [one for one in found if one.op == "m" and one.kind is not None and one.key]
    known = _known(academy, [one.key for one in changes])
    values = _unknown_values(academy, changes)
    for one in changes:
        if one.key not in known:
            _leave_parts(one, remarks)
        _lay(one, known.get(one.key), values)
    return [*found, *_hear_guardians(found, academy)]


def _leave_parts(one: AafObject, remarks: Told) -> None:
    """Nothing was kept of the object yet: one value more or less of several cannot be told from all of them."""
    assert one.kind is not None  # noqa: S101 - the caller looked
    parts = [change for change in one.changes if change[0] in _PARTS and change[1] in KEPT[one.kind]]
    one.changes = [change for change in one.changes if change not in parts]
    for _, name, _ in parts:
        remarks.tell(
            "unknown_before",
            f"L’objet {one.key} ajoute ou retire une valeur, et les autres ne sont pas connues : laissé jusqu’à une"
            " livraison complète.",
            file=one.file,
            attribute=name,
        )


def _lay(one: AafObject, known: Values | None, values: Mapping[tuple[str, str], list[str]]) -> None:
    """The values of a change: those it makes, and beside them those that are read with them."""
    assert one.kind is not None  # noqa: S101 - the caller looked
    before = dict(known or {})
    for _, name, _ in one.changes:
        if name not in before and (one.key, name) in values:
            before[name] = values[one.key, name]
    made = changed(before, one.changes)
    one.values = dict(made)
    if known is None:
        return
    for group in TOGETHER[one.kind]:
        if not group.isdisjoint(made):
            one.values |= {name: known[name] for name in group if name in known and name not in made}
    one.kept = told_text(known | {name: said for name, said in made.items() if name in KEPT[one.kind]})


def _known(academy: str, keys: list[str]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = fetch(
            "SELECT key, said FROM intake_aafsaid WHERE academy = %(academy)s AND key = ANY(%(keys)s)",
            {"academy": academy, "keys": keys[start : start + _AT_ONCE]},
        )
        found |= {key: json.loads(said) for key, said in rows}
    return found


def _unknown_values(academy: str, changes: list[AafObject]) -> dict[tuple[str, str], list[str]]:
    """Of attributes that nobody here reads, and that a change adds to or takes from."""
    keys = [
        one.key
        for one in changes
        if one.kind is not None
        and any(op != "replace" and name not in KNOWN[one.kind] for op, name, _ in one.changes)
    ]
    if not keys:
        return {}
    rows = fetch(
        "SELECT key, attribute, said FROM intake_aafvalue WHERE academy = %(academy)s AND key = ANY(%(keys)s)",
        {"academy": academy, "keys": keys},
    )
    return {
        (key, attribute): json.loads(said) if isinstance(said, str) else said for key, attribute, said in rows
    }


def _hear_guardians(found: list[AafObject], academy: str) -> list[AafObject]:
    """Children of whom no guardian was ever said on their own side: the guardians' side is heard, here too.

    Of those who are in the delivery, written into them; of the others, a change of each. After the changes were laid
    over what is known.
    """
    guardians = {one.key: one for one in found if one.kind is Kind.GUARDIAN and CHILDREN in one.values}
    before = _known(academy, list(guardians))
    moved = {key: _keys(one.values[CHILDREN]) for key, one in guardians.items()}
    asked = set().union(*moved.values(), *(_keys(said.get(CHILDREN, ())) for said in before.values()))
    told = {one.key: one for one in found if one.kind is Kind.PUPIL and one.op != "d"}
    asked |= {one.key for one in told.values() if one.op == "a" and WARDS not in one.values}
    said = _known(academy, sorted(asked))
    more = []
    for child in sorted(asked):
        one = told.get(child)
        known = {} if one is not None and one.op == "a" else said.get(child)
        if known is None or WARDS in known or (one is not None and WARDS in one.values):
            continue
        adults = sorted(
            _naming(academy, child, set(moved))
            | {key for key, children in moved.items() if child in children}
        )
        if adults and one is not None:
            one.heard = adults
        elif adults:
            file = next(iter(guardians.values())).file
            more.append(AafObject("m", Kind.PUPIL, child, file, heard=adults, kept=told_text(known)))
    return more


def _naming(academy: str, child: str, but: set[str]) -> set[str]:
    """The guardians known to name this child."""
    rows = fetch(
        "SELECT key, said FROM intake_aafsaid WHERE academy = %(academy)s AND kind = 'R'"
        " AND strpos(said, %(child)s) > 0",
        {"academy": academy, "child": json.dumps(child, ensure_ascii=False)[1:-1]},
    )
    return {
        key for key, said in rows if key not in but and child in _keys(json.loads(said).get(CHILDREN, ()))
    }


def _keys(said: Iterable[str]) -> set[str]:
    return {key for one in said if (key := key_of(one))}


_HEARD = """
DROP TABLE IF EXISTS staging.aaf_kept;
CREATE UNLOGGED TABLE staging.aaf_kept AS
SELECT o.kind::text AS kind, o.key, o.op::text AS op, o.kept, w.person_id
FROM staging.aaf_object o LEFT JOIN staging.aaf_who w ON w.n = o.n AND w.op <> 'd'
UNION ALL
SELECT 'S', s.key, s.op::text, s.kept, NULL FROM staging.aaf_said_school s;
CREATE INDEX ON staging.aaf_kept (key); ANALYZE staging.aaf_kept
"""
# What a full delivery does not tell is gone, save objects that it could not read; another one says what goes.
_FORGET = """
DELETE FROM intake_aafsaid v WHERE v.academy = %(academy)s AND (
  %(full)s AND NOT EXISTS (SELECT FROM staging.aaf_kept s WHERE s.key = v.key)
    AND NOT EXISTS (SELECT FROM staging.aaf_untaken u WHERE u.key = v.key OR u.key = '' AND u.kind::text = v.kind)
  OR EXISTS (SELECT FROM staging.aaf_kept s WHERE s.key = v.key AND s.op = 'd'))
"""
_CHANGE = """
UPDATE intake_aafsaid v SET kind = s.kind, said = s.kept, person_id = s.person_id
FROM staging.aaf_kept s
WHERE v.academy = %(academy)s AND v.key = s.key AND s.op <> 'd' AND s.kept IS NOT NULL
  AND (s.person_id IS NOT NULL OR s.kind = 'S')
  AND (v.said <> s.kept OR v.person_id IS DISTINCT FROM s.person_id OR v.kind <> s.kind)
"""
_ADD = """
INSERT INTO intake_aafsaid (academy, kind, key, said, person_id)
SELECT DISTINCT ON (s.key) %(academy)s, s.kind, s.key, s.kept, s.person_id FROM staging.aaf_kept s
WHERE s.op <> 'd' AND s.kept IS NOT NULL AND (s.person_id IS NOT NULL OR s.kind = 'S')
  AND NOT EXISTS (SELECT FROM intake_aafsaid v WHERE v.academy = %(academy)s AND v.key = s.key)
"""


def keep_said(*, academy: str, full: bool) -> None:
    """Replace what was known by what this delivery says. After the plan: it knows who is who."""
    for statement in (_HEARD, _FORGET, _CHANGE, _ADD):
        run(statement, {"academy": academy, "full": full})
