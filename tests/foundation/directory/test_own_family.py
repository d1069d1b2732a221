"""« Nobody so tied: another director of the school, not named by the actor; else academy »."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from eprimo.console.school.actions import account_reactivate, account_suspend, restriction_read_reason
from eprimo.foundation.accounts.actions.sheets import sheets_make, words_reset
from eprimo.foundation.accounts.policies import may_make_sheets
from eprimo.foundation.directory.actions import adults, consents, guardians, merges
from eprimo.foundation.directory.actions.support import families_open
from eprimo.foundation.directory.enums import (
    ConsentDecision,
    ConsentUse,
    EndReason,
    GuardianKindChoice,
    Profile,
    RestrictionLevel,
)
from eprimo.foundation.directory.models import (
    Affiliation,
    FamilyOpening,
    GuardianRestriction,
    Guardianship,
    Person,
)
from eprimo.foundation.directory.policies.family import (
    can_open_families,
    children_left_to_academy,
    own_family,
    own_family_sql,
    own_family_values,
)
from eprimo.foundation.directory.queries.doubles import pairs_proposed
from eprimo.foundation.directory.queries.families import guardianship_kept, instead_of, links_left
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.statements import Statement
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

LEVEL = RestrictionLevel.PROTECTED_CONTACT


def _link(adult: Person, child: Person) -> Guardianship:
    return Guardianship.objects.get(adult=adult, child=child)


def _acts(cast: Cast) -> dict[str, Callable[[Actor], object]]:
    """Every act of a direction on a child, or on one of its guardians: Léa, and Paul, who answers for her."""
    school = cast.tilleuls
    link = _link(cast.paul, cast.lea)
    row = GuardianRestriction.objects.create(
        guardianship=link, school=school, level=LEVEL, reason="Jugement", ends=NOW + timedelta(days=9),
        in_force_until=NOW + timedelta(days=24), starts=NOW - timedelta(days=1),
    )  # fmt: skip
    twin = make.guardian(cast.lea, first_name="Paul", last_name="MARTIN")
    return {
        "set": lambda a: guardians.restriction_set(actor=a, link=link, level=LEVEL, ends=None, reason="x"),
        "change": lambda a: guardians.restriction_change(
            actor=a, restriction=row, level=LEVEL, ends=None, reason="x"
        ),
        "confirm": lambda a: guardians.restriction_confirm_end(actor=a, restriction=row),
        "lift": lambda a: guardians.restriction_lift(actor=a, restriction=row, reason="x"),
        "read": lambda a: restriction_read_reason(actor=a, restriction=row),
        "kind": lambda a: guardians.guardianship_change_kind(
            actor=a, link=link, kind=GuardianKindChoice.NO_EXERCISE, reason="x"
        ),
        "consent": lambda a: consents.consent_record(
            actor=a, school_id=school.pk, child=cast.lea, guardian=cast.samira, use=ConsentUse.IMAGE,
            decision=ConsentDecision.YES,
        ),
        "merge": lambda a: merges.person_merge(actor=a, kept=cast.paul, absorbed=twin, restrictions_seen=True),
        "apart": lambda a: merges.people_not_the_same(actor=a, one=cast.paul, other=twin),
        "letter": lambda a: sheets_make(actor=a, person_ids=[cast.paul.pk], school=school),
        "card": lambda a: sheets_make(actor=a, person_ids=[cast.lea.pk], school=school),
        "words": lambda a: words_reset(actor=a, person_id=cast.lea.pk, school=school),
        "suspend": lambda a: account_suspend(actor=a, person=cast.lea, reason="x"),
        "reactivate": lambda a: account_reactivate(actor=a, person=cast.paul),
    }  # fmt: skip


@pytest.mark.parametrize("kind", [*GuardianKindChoice.values, "restricted"])
def test_a_head_does_nothing_for_the_own_family(cast: Cast, kind: str) -> None:
    """Whatever she is to the child: a contact, a parent whom a court keeps away."""
    tie = make.guardianship(
        cast.director, cast.lea, kind="exercises" if kind == "restricted" else kind, priority=3
    )
    if kind == "restricted":
        make.restrict(tie, cast.tilleuls, 3)
        row = tie.restrictions.get()
        with pytest.raises(Forbidden):
            guardians.restriction_lift(actor=cast.actor("director"), restriction=row, reason="Levée")
    for name, do in _acts(cast).items():
        for who in ("director", "deputy"):
            with pytest.raises(Forbidden):
                do(cast.actor(who))
            assert name  # the name of the act shows when one passes
    assert not AuditLine.objects.filter(person_id__in=[cast.director.pk, cast.deputy.pk]).exists()


def test_nor_about_the_other_child_of_a_guardian_of_hers(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    with pytest.raises(Forbidden):
        guardians.restriction_set(
            actor=cast.actor("director"),
            link=_link(cast.samira, cast.noe),
            level=LEVEL,
            ends=None,
            reason="x",
        )
    # Of other families, all is as ever.
    guardians.restriction_set(
        actor=cast.actor("director"), link=_link(cast.no_exercise, cast.yanis), level=LEVEL, ends=None, reason="x"
    )  # fmt: skip


def test_another_director_does_all_of_it(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    other = make.person("Odile", "SECONDE")
    make.affiliation(other, cast.tilleuls, Profile.DIRECTOR)
    make.account(other)
    cast.people["other"] = other
    acts = _acts(cast)
    for name in ("read", "set", "confirm", "kind", "consent", "apart", "letter", "card", "words", "suspend"):
        acts[name](cast.actor("other"))
    told = instead_of(cast.actor("director"), cast.lea.pk)
    assert told is not None
    assert told.heads == ("Odile SECONDE",), "the page names who may"
    assert not can_open_families(cast.actor("academy"), cast.tilleuls.pk)


def test_a_deputy_whom_the_academy_named_acts(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    acts = _acts(cast)
    told = instead_of(cast.actor("director"), cast.paul.pk)
    assert told is not None
    assert told.heads == ()
    Affiliation.objects.filter(person=cast.deputy, profile=Profile.DEPUTY).update(named_by=cast.academy)
    acts["kind"](cast.actor("deputy"))
    assert [one.full_name for one in children_left_to_academy(cast.tilleuls.pk, NOW)] == []


def test_a_deputy_is_named_by_who_presses(cast: Cast) -> None:
    link = adults.deputy_name(
        actor=cast.actor("director"), school_id=cast.tilleuls.pk, adult=cast.teacher,
        ends=(NOW + timedelta(days=9)).date(), reason="Congé",
    )  # fmt: skip
    assert link.named_by_id == cast.director.pk


def test_a_teacher_prints_no_card_of_an_own_child(cast: Cast) -> None:
    make.guardianship(cast.teacher, cast.lea)
    teacher = cast.actor("teacher")
    assert not may_make_sheets(teacher, [cast.lea.pk])
    assert may_make_sheets(teacher, [cast.yanis.pk])


def test_a_tie_that_a_file_ended_is_one_still(cast: Cast) -> None:
    """A head would end it by an import; a link that was a mistake is none."""
    tie = make.guardianship(cast.director, cast.lea)
    tie.ends, tie.end_reason = NOW - timedelta(hours=1), EndReason.ABSENT_FROM_SOURCE
    tie.save()
    assert not may_make_sheets(cast.actor("director"), [cast.lea.pk])
    tie.end_reason = EndReason.CORRECTED
    tie.save()
    assert may_make_sheets(cast.actor("director"), [cast.lea.pk])


def test_pairs_of_the_own_family_are_not_proposed(cast: Cast) -> None:
    twin = make.guardian(cast.lea, cast.noe, first_name="Samira", last_name="MARTIN")
    found = pairs_proposed(cast.actor("director"), cast.tilleuls.pk).items
    assert [(one.first_id, one.second_id) for one in found] == [(cast.samira.pk, twin.pk)]
    make.guardianship(cast.director, cast.lea)
    assert pairs_proposed(cast.actor("director"), cast.tilleuls.pk).items == []


# --- else the academy ---


def test_the_academy_acts_for_such_a_child_only_and_says_why_first(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    academy, link = cast.actor("academy"), _link(cast.paul, cast.lea)
    with pytest.raises(NotVisible):
        guardianship_kept(academy, cast.paul.public_id, cast.lea.public_id)
    with pytest.raises(NotVisible):
        guardians.restriction_set(actor=academy, link=link, level=LEVEL, ends=None, reason="x")
    assert not may_make_sheets(academy, [cast.paul.pk])
    with pytest.raises(Forbidden):
        families_open(actor=cast.actor("inspector"), school=cast.tilleuls, reason="x")
    with pytest.raises(Forbidden):
        families_open(actor=academy, school=cast.verne, reason="Pas d’élève de la direction")

    families_open(actor=academy, school=cast.tilleuls, reason="Le père apporte un jugement")
    found = {(one.adult.first_name, one.child.first_name) for one in links_left(academy, cast.tilleuls)}
    assert found == {("Anne", "Léa"), ("Samira", "Léa"), ("Paul", "Léa"), ("Samira", "Noé")}
    row = guardians.restriction_set(actor=academy, link=link, level=LEVEL, ends=None, reason="Jugement du 3")
    consents.consent_record(
        actor=academy, school_id=cast.tilleuls.pk, child=cast.lea, guardian=cast.samira, use=ConsentUse.IMAGE,
        decision=ConsentDecision.NO,
    )  # fmt: skip
    sheets_make(actor=academy, person_ids=[cast.samira.pk], school=cast.tilleuls)
    assert row.school_id == cast.tilleuls.pk
    lines = AuditLine.objects.filter(person_id=cast.academy.pk, school_id=cast.tilleuls.pk)
    assert {line.act for line in lines} == {
        "directory.family.opened", "directory.restriction.set", "directory.consent.recorded", "accounts.sheet.printed",
    }  # fmt: skip
    for adult, child in ((cast.no_exercise, cast.yanis), (cast.guardian_verne, cast.lea_verne)):
        with pytest.raises(NotVisible):
            guardianship_kept(academy, adult.public_id, child.public_id)
        assert not may_make_sheets(academy, [adult.pk])


def test_the_academy_makes_two_rows_of_such_a_family_one(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    twin = make.guardian(cast.lea, first_name="Paul", last_name="MARTIN")
    stranger = make.guardian(cast.yanis, first_name="Paul", last_name="MARTIN")
    academy = cast.actor("academy")
    with pytest.raises(Forbidden):
        merges.person_merge(actor=academy, kept=cast.paul, absorbed=twin, restrictions_seen=True)
    families_open(actor=academy, school=cast.tilleuls, reason="Le père est là deux fois")
    with pytest.raises(Forbidden):
        merges.person_merge(actor=academy, kept=cast.no_exercise, absorbed=stranger, restrictions_seen=True)
    merges.person_merge(actor=academy, kept=cast.paul, absorbed=twin, restrictions_seen=True)
    assert AuditLine.objects.filter(act="directory.person.merged", person_id=cast.academy.pk).exists()


def test_what_the_academy_opened_shuts_after_two_hours(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    opening = families_open(actor=cast.actor("academy"), school=cast.tilleuls, reason="Jugement")
    assert families_open(actor=cast.actor("academy"), school=cast.tilleuls, reason="Encore") == opening
    with clock.frozen(NOW + timedelta(hours=2)):
        academy = cast.actor("academy")
        with pytest.raises(NotVisible):
            guardianship_kept(academy, cast.paul.public_id, cast.lea.public_id)
        assert not may_make_sheets(academy, [cast.paul.pk])
    assert FamilyOpening.objects.count() == 1


def test_an_academy_person_is_tied_as_anybody(cast: Cast) -> None:
    make.guardianship(cast.director, cast.lea)
    make.guardianship(cast.academy, cast.lea)
    academy = cast.actor("academy")
    families_open(actor=academy, school=cast.tilleuls, reason="Jugement")
    with pytest.raises(Forbidden):
        guardians.restriction_set(
            actor=academy, link=_link(cast.paul, cast.lea), level=LEVEL, ends=None, reason="x"
        )
    assert not may_make_sheets(academy, [cast.lea.pk])


def test_fixed_statements_know_the_same_children_as_the_query(cast: Cast) -> None:
    """Ended links count, mistakes do not; of a deputy, those of who named her too."""
    make.guardianship(cast.director, cast.yanis)
    make.guardianship(cast.teacher, cast.lea)
    Guardianship.objects.filter(adult=cast.teacher, child=cast.lea).update(ends=NOW - timedelta(days=9))
    make.guardianship(cast.teacher, cast.noe)
    Guardianship.objects.filter(adult=cast.teacher, child=cast.noe).update(end_reason=EndReason.CORRECTED)
    Affiliation.objects.filter(person=cast.deputy, profile=Profile.DEPUTY).update(named_by=cast.director)
    fixed = Statement(f"SELECT p.id FROM directory_person p WHERE {own_family_sql('p.id')}")
    found = {}
    for who in ("director", "deputy", "teacher", "samira", "staff"):
        actor = cast.actor(who)
        found[who] = {child for (child,) in fixed.rows(**own_family_values(actor))}
        assert found[who] == set(own_family(actor).values_list("child_id", flat=True)), who
    assert found["director"] == found["deputy"] == {cast.yanis.pk}
    assert found["teacher"] == {cast.lea.pk}
