"""« Le verront : … » says whom a thing reaches, before it is sent: the same people as the page before sending."""

from typing import Any

import pytest

from eprimo.foundation.content.kinds import ADULTS, EVERYBODY, Readers, To, kind_of
from eprimo.foundation.content.things.addressing import Address, Choice
from eprimo.foundation.content.things.readers import Readership, readership
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.queries.reach import reached_families
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import draft

NEWS = kind_of("news")


def _seen(cast: Cast, *targets: Address, kind: Any = NOTE, readers: Any = ADULTS, **more: Any) -> Readership:
    ticked = [Choice(to, target, f"« {to} {target} »") for to, target in targets]
    return readership(kind, cast.tilleuls.pk, ticked, readers, **more)


@pytest.mark.parametrize(
    "fields",
    [
        {"classes": ("ce1",)}, {"classes": ("cm2",)}, {"classes": ("ce1", "cm2")}, {"children": ("lea",)},
        {"children": ("zoe", "yanis")}, {"classes": ("ce1",), "children": ("lea", "zoe")}, {"service": "canteen"},
    ],
)  # fmt: skip
def test_it_counts_whom_the_note_reaches(cast: Cast, fields: dict[str, Any]) -> None:
    classes = tuple(getattr(cast, name) for name in fields.get("classes", ()))
    children = tuple(cast.people[name] for name in fields.get("children", ()))
    service = cast.canteen if "service" in fields else None
    by = "agent" if service else "director"
    note = draft(cast, by=by, classes=classes, children=children, service=service)
    reached = reached_families(cast.actor(by), note)
    targets = [*((To.CLASS, one.pk) for one in classes), *((To.CHILD, one.pk) for one in children)]
    seen = _seen(cast, *targets, enrolled=service.pk if service else None)
    assert (seen.children, seen.guardians) == (reached.children, reached.guardians)
    assert seen.children


def test_who_may_not_read_is_not_counted(cast: Cast) -> None:
    """Zoé's guardians of the cast: one who reads with nothing hidden taken away, two whom a decision keeps out."""
    seen = _seen(cast, (To.CHILD, cast.zoe.pk))
    levels = sorted(GuardianRestriction.objects.values_list("level", flat=True))
    assert levels == [1, 2, 3]
    assert seen.guardians == 1
    # A contact does not read; who has no exercise of authority does.
    links = Guardianship.objects.filter(child=cast.yanis)
    assert links.filter(kind="contact").count() == 1
    assert _seen(cast, (To.CHILD, cast.yanis.pk)).guardians == links.count() - 1


def test_it_says_it_in_words(cast: Cast) -> None:
    ce1 = Choice(To.CLASS, cast.ce1.pk, "CE1-A")
    seen = readership(NOTE, cast.tilleuls.pk, [ce1], ADULTS)
    families = f"{seen.guardians}\u00a0responsables de {seen.children}\u00a0enfants"
    assert seen.words == f"{families} et l’équipe de CE1-A."
    assert seen.not_pupils
    everybody = readership(NOTE, cast.tilleuls.pk, [ce1], EVERYBODY)
    assert everybody.words == f"{families}, l’équipe de CE1-A et les élèves."
    assert not everybody.not_pupils
    team = _seen(cast, (To.TEAM, cast.tilleuls.pk), kind=NEWS)
    assert team.words == "l’équipe de l’école."
    above = Choice(To.TERRITORY, 1, "Les écoles (Rezé)")
    assert (
        readership(NEWS, None, [above], frozenset({Readers.STAFF})).words == "les équipes, les écoles (Rezé)."
    )
    assert not _seen(cast)


def test_it_asks_as_much_of_the_database_for_three_children_as_for_thirty(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        with django_assert_num_queries(2):
            _seen(cast, (To.CLASS, cast.ce1.pk))
        for number in range(27):
            make.guardian(make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}"))
