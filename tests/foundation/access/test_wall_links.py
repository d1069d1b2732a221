"""What gives rights, or takes them away: links, mandates, restrictions, assistance, as a stranger's statement in a page
of somebody else would write them."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from eprimo.foundation.directory.models import (
    GuardianRestriction,
    Mandate,
    SupportAccess,
)
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of
from tests.wall import session

pytestmark = pytest.mark.django_db

_LINK = "starts, end_reason, source) VALUES"
AFFILIATION = f"INSERT INTO directory_affiliation (person_id, school_id, profile, function, reason, {_LINK}"
GUARDIANSHIP = f"INSERT INTO directory_guardianship (adult_id, child_id, kind, priority, {_LINK}"
MANDATE = (
    "INSERT INTO directory_mandate (person_id, role, level, function, reason, academy_id, circonscription_id,"
    f" service_id, {_LINK}"
)
ENDS = "now(), '', 'manual')"
EVERYBODY = ("teacher", "samira", "lea", "partner", "agent", "inspector", "director_verne")


@pytest.fixture
def held(notes: Cast) -> dict[str, Any]:
    """Numbers that statements name."""
    restricted = GuardianRestriction.objects.filter(school=notes.tilleuls).order_by("-level")[0]
    asked = SupportAccess.objects.create(
        school=notes.tilleuls,
        person=notes.platform,
        role="platform",
        reason="x",
        hours=1,
        expires_at=clock.now(),
    )
    return {
        "tilleuls": notes.tilleuls.pk, "verne": notes.verne.pk, "lea": notes.lea.pk, "lea_verne": notes.lea_verne.pk,
        "teacher": notes.teacher.pk, "samira": notes.samira.pk, "restriction": restricted.pk,
        "link": restricted.guardianship_id, "academy": make.academy().pk, "support": asked.pk,
        "service": Mandate.objects.filter(person=notes.agent)[0].service_id,
        "district": Mandate.objects.filter(person=notes.inspector)[0].circonscription_id,
    }  # fmt: skip


def refused(sql: str, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            return changes(sql % {key: repr(value) for key, value in values.items()}) == 0
    except DatabaseError:
        return True


def wrong(cast: Cast, held: dict[str, Any], who: str, statements: dict[str, str]) -> list[str]:
    """Those of these statements that went through."""
    with session(key_of(cast.people[who])):
        values = held | {"me": cast.people[who].pk}
        return [name for name, sql in statements.items() if not refused(sql, values)]


RIGHTS = {
    "direct a school": f"{AFFILIATION} (%(me)s, %(tilleuls)s, 'director', '', '', {ENDS}",
    "direct the other": f"{AFFILIATION} (%(me)s, %(verne)s, 'director', '', '', {ENDS}",
    "an accomplice directs": f"{AFFILIATION} (%(samira)s, %(tilleuls)s, 'director', '', '', {ENDS}",
    "a parent of anybody": f"{GUARDIANSHIP} (%(me)s, %(lea)s, 'exercises', 1, {ENDS}",
    "a parent of elsewhere": f"{GUARDIANSHIP} (%(me)s, %(lea_verne)s, 'exercises', 1, {ENDS}",
    "academy": f"{MANDATE} (%(me)s, 'academy', '', '', '', %(academy)s, NULL, NULL, {ENDS}",
    "platform": f"{MANDATE} (%(me)s, 'platform', '', '', '', NULL, NULL, NULL, {ENDS}",
    "inspector": f"{MANDATE} (%(me)s, 'inspector', '', '', '', NULL, %(district)s, NULL, {ENDS}",
    "agent": f"{MANDATE} (%(me)s, 'commune_agent', '', '', '', NULL, NULL, %(service)s, {ENDS}",
    "own link again": "UPDATE directory_affiliation SET profile = 'director' WHERE person_id = %(me)s",
    "own mandate longer": "UPDATE directory_mandate SET ends = now() + interval '9 years' WHERE person_id = %(me)s",
    "another school": "UPDATE directory_affiliation SET school_id = %(verne)s WHERE school_id = %(tilleuls)s",
    "lift a restriction": "UPDATE directory_guardianrestriction SET lifted_at = now() WHERE id = %(restriction)s",
    "lower it": "UPDATE directory_guardianrestriction SET level = 1 WHERE id = %(restriction)s",
    "remove it": "DELETE FROM directory_guardianrestriction WHERE id = %(restriction)s",
    "hang it elsewhere": (
        "UPDATE directory_guardianrestriction SET guardianship_id = (SELECT max(id) FROM directory_guardianship)"
        " WHERE id = %(restriction)s"
    ),
    "a higher kind": "UPDATE directory_guardianship SET kind = 'exercises' WHERE id = %(link)s",
    "grant assistance": (
        "UPDATE directory_supportaccess SET state = 'granted', starts = now(), ends = now() + interval '1 hour',"
        " decided_at = now() WHERE id = %(support)s"
    ),
    "families of a school": (
        "INSERT INTO directory_familyopening (school_id, person_id, reason, starts, ends)"
        " VALUES (%(tilleuls)s, %(me)s, 'x', now(), now() + interval '1 hour')"
    ),
    "a paper of one's own": (
        "INSERT INTO directory_tieproposal (public_id, proven, first_name, last_name, civility, email, school_id,"
        " profile, role, function, level, starts, ends, reason, state, proposed_at, expires_at, code_hash) VALUES"
        " (gen_random_uuid(), false, 'A', 'B', '', '', %(verne)s, 'director', '', '', '', now(),"
        " now() + interval '1 day', '', 'open', now(), now() + interval '1 day', 'known') -- %(tilleuls)s"
    ),
    "end a switch": "UPDATE kernel_switch SET ends = now() + interval '1 second'",
    "set a switch": "INSERT INTO kernel_switch (act, roles, starts, reason) VALUES ('liaison', '{}', now(), 'x')",
}  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_gives_oneself_a_right_nor_takes_a_restriction_away(
    notes: Cast, held: dict[str, Any], who: str
) -> None:
    own = {"a paper of one's own"} if who == "director_verne" else set()
    assert set(wrong(notes, held, who, RIGHTS)) <= own


def test_who_directs_writes_of_others_of_the_own_school(notes: Cast, held: dict[str, Any]) -> None:
    kept = {"an accomplice directs", "lift a restriction", "grant assistance", "a higher kind"}
    assert set(wrong(notes, held, "director", RIGHTS)) == kept
    assert (
        wrong(
            notes, held, "deputy", {"me": f"{AFFILIATION} (%(me)s, %(tilleuls)s, 'director', '', '', {ENDS}"}
        )
        == []
    )


def test_the_platform_gives_what_it_gives_to_others_alone(notes: Cast, held: dict[str, Any]) -> None:
    others = {
        "academy": f"{MANDATE} (%(teacher)s, 'academy', '', '', '', %(academy)s, NULL, NULL, {ENDS}",
        "platform": f"{MANDATE} (%(teacher)s, 'platform', '', '', '', NULL, NULL, NULL, {ENDS}",
        "inspector": f"{MANDATE} (%(teacher)s, 'inspector', '', '', '', NULL, %(district)s, NULL, {ENDS}",
    }
    assert wrong(notes, held, "platform", others) == ["academy"]
    assert wrong(notes, held, "academy", others) == ["inspector"]
    assert (
        wrong(notes, held, "platform", {name: RIGHTS[name] for name in ("academy", "grant assistance")}) == []
    )


def test_a_restriction_is_read_by_all_who_compute_a_right(notes: Cast, held: dict[str, Any]) -> None:
    for who in ("teacher_verne", "guardian_verne", "academy"):
        with session(key_of(notes.people[who])):
            assert GuardianRestriction.objects.filter(pk=held["restriction"]).exists(), who


def test_two_made_one_open_no_school(notes: Cast, held: dict[str, Any]) -> None:
    """Inside that transaction the two are written where they were, and nowhere else."""
    pair = f"ARRAY[{notes.teacher.pk}, {notes.teacher_cm2.pk}]::bigint[]"
    for sql in (
        f"{AFFILIATION} (%(teacher)s, %(verne)s, 'director', '', '', {ENDS}",
        f"{GUARDIANSHIP} (%(teacher)s, %(lea_verne)s, 'exercises', 1, {ENDS}",
        f"{MANDATE} (%(teacher)s, 'academy', '', '', '', %(academy)s, NULL, NULL, {ENDS}",
    ):
        with session(key_of(notes.director)), transaction.atomic():
            changes(f"SELECT wall.widen({pair})")
            assert refused(sql, held), sql
            transaction.set_rollback(True)


def test_what_is_tried_here_would_be_there(notes: Cast, held: dict[str, Any]) -> None:
    """As a test writes, outside of any session: no statement is refused for what it says wrong."""
    own = {"own link again": notes.teacher.pk, "own mandate longer": notes.agent.pk}
    for name, sql in RIGHTS.items():
        with transaction.atomic():
            if name not in {"end a switch", "hang it elsewhere", "another school"}:
                assert not refused(sql, held | {"me": own.get(name) or make.person().pk}), name
            transaction.set_rollback(True)
