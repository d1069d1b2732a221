"""A child chooses an animal: it stands beside the first name on every screen, and nobody else of the class has it."""

import re
from functools import partial
from typing import Any

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.animals import AnimalTaken, animal_choose, animals_for
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Entitlement, Person
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.privacy.actions import clearables, data_clear
from eprimo.foundation.privacy.erasure import _unname
from eprimo.ui import pictures
from tests import factories as make
from tests.at_once import at_once
from tests.cast import Cast

pytestmark = pytest.mark.django_db

_OF_AVA = re.compile(
    r'<span class="ava e-(\d)[^"]*"><svg[^>]*><use href="[^"#]*animals[^"#]*\.svg#([a-z-]+)"'
)


def _animals(group: ClassGroup) -> list[str]:
    """Of those who are in the class, as they are kept."""
    links = ClassMembership.objects.filter(class_group=group, ends=None)
    return list(Person.objects.filter(pk__in=links.values("person")).values_list("animal", flat=True))


def drawn(page: Any) -> set[tuple[str, int]]:
    """The animals of a page, each with the colour of its ring."""
    return {(animal, int(colour)) for colour, animal in _OF_AVA.findall(page.content.decode())}


def test_what_is_chosen_is_on_every_screen(cast: Cast, sign_in: Any) -> None:
    child = sign_in(cast.lea)
    page = child.get("/compte/animal")
    assert "Choisis ton animal" in page.content.decode()
    # Each leads back to what was touched: in view, with the focus on it.
    for sent, place in (({"animal": "unicorn"}, "unicorn"), ({"colour": "3"}, "anneau-3")):
        assert child.post("/compte/animal", sent)["Location"] == f"/compte/animal#{place}"
    assert Person.objects.get(pk=cast.lea.pk).animal == "unicorn-3"
    assert 'id="unicorn" name="animal" value="unicorn" data-ep-say="licorne" aria-pressed="true"' in (
        again := child.get("/compte/animal").content.decode()
    )
    assert (
        'id="anneau-3" name="colour" value="3" aria-label="violet" data-ep-say="violet" aria-pressed="true"'
        in again
    )
    # What was touched first stayed.
    # The own account, the mother's home, the teacher's class: the same animal in the same ring.
    for page in (
        child.get("/compte/"),
        sign_in(cast.samira).get("/"),
        sign_in(cast.teacher).get("/"),
        sign_in(cast.director).get(f"/ecole/classes/{cast.ce1.public_id}/"),
    ):
        assert ("unicorn", 3) in drawn(page), page.request["PATH_INFO"]


def test_children_of_a_class_never_share_one(cast: Cast) -> None:
    mates = Person.objects.filter(class_memberships__class_group=cast.ce1).exclude(pk=cast.lea.pk)
    taken = {pictures.animal_of(mate.seed)[0] for mate in mates}
    own = pictures.animal_of(Person.objects.get(pk=cast.lea.pk).seed)[0]
    assert own not in taken
    offered = animals_for(cast.actor("lea")).animals
    assert set(offered) == set(pictures.ANIMALS) - taken
    mate = mates.first()
    assert mate is not None
    Person.objects.filter(pk=mate.pk).update(animal="wolf-2")
    with pytest.raises(AnimalTaken):
        animal_choose(actor=cast.actor("lea"), animal="wolf", colour=5)
    # What a child has stays, even when another one has it too: its colour can change.
    Person.objects.filter(pk=cast.lea.pk).update(animal="wolf-1")
    animal_choose(actor=for_person(cast.lea.pk), animal="wolf", colour=5)
    assert Person.objects.get(pk=cast.lea.pk).animal == "wolf-5"


@pytest.mark.django_db(transaction=True)
def test_two_children_at_once_have_two(cast: Cast) -> None:
    other = Person.objects.filter(class_memberships__class_group=cast.ce1).exclude(pk=cast.lea.pk).first()
    assert other is not None
    actors = [for_person(one.pk) for one in (cast.lea, other)]
    came = at_once(*(partial(animal_choose, actor=one, animal="unicorn", colour=1) for one in actors))
    assert sum(isinstance(one, AnimalTaken) for one in came) == 1
    assert not [one for one in came if isinstance(one, BaseException) and not isinstance(one, AnimalTaken)]
    assert Person.objects.filter(animal="unicorn-1").count() == 1


def test_a_taken_one_comes_back_with_a_sentence(cast: Cast, sign_in: Any) -> None:
    mate = Person.objects.filter(class_memberships__class_group=cast.ce1).exclude(pk=cast.lea.pk).first()
    assert mate is not None
    Person.objects.filter(pk=mate.pk).update(animal="wolf-2")
    answer = sign_in(cast.lea).post("/compte/animal", {"animal": "wolf"})
    assert answer.status_code == 409
    told = answer.content.decode().partition('id="errors"')[2].partition("</div>")[0]
    assert "Un autre enfant de ta classe a cet animal" in told
    assert re.search(r'class="pris">.*#wolf"', told), "by a picture too, for who does not read"
    assert Person.objects.get(pk=cast.lea.pk).chosen_animal == ""


def test_children_of_a_very_large_class_share_in_other_rings(cast: Cast) -> None:
    for _ in range(40):
        make.pupil(cast.tilleuls, cast.ce1)
    assert animals_for(cast.actor("lea")).animals == list(pictures.ANIMALS)
    theirs = _animals(cast.ce1)
    assert len(set(theirs)) == len(theirs) > 40
    assert {animal for animal, _ in map(pictures.animal_of, theirs)} == set(pictures.ANIMALS)
    other = next(one for one in theirs if one != Person.objects.get(pk=cast.lea.pk).animal)
    animal, colour = pictures.animal_of(other)
    with pytest.raises(AnimalTaken):
        animal_choose(actor=cast.actor("lea"), animal=animal, colour=colour)


@pytest.mark.parametrize(
    "sent", [{"animal": "cow-face"}, {"colour": "9"}, {"colour": "x"}, {"animal": "fox-3"}]
)
def test_only_ours_are_kept(cast: Cast, sign_in: Any, sent: dict[str, str]) -> None:
    assert sign_in(cast.lea).post("/compte/animal", sent).status_code == 422
    assert Person.objects.get(pk=cast.lea.pk).chosen_animal == ""


def test_a_closed_school_keeps_the_page(cast: Cast, sign_in: Any) -> None:
    """As reading comfort: it is the child's own."""
    Entitlement.objects.all().delete()
    assert sign_in(cast.lea).get("/compte/animal").status_code == 200


def test_what_was_chosen_can_be_taken_back(cast: Cast) -> None:
    actor = cast.actor("lea")
    own = pictures.animal_of(Person.objects.get(pk=cast.lea.pk).seed)
    animal_choose(actor=actor, colour=7)
    assert pictures.animal_of(Person.objects.get(pk=cast.lea.pk).seed) == (own[0], 7)
    assert [one.key for one in clearables(actor)] == ["animal"]
    assert data_clear(actor=actor, keys=["animal"]) == 1
    assert not clearables(actor)
    theirs = _animals(cast.ce1)
    assert "" not in theirs
    assert len({animal for animal, _ in map(pictures.animal_of, theirs)}) == len(theirs)


def test_adults_have_their_initials(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.samira).get("/compte/animal").status_code == 404
    with pytest.raises(Forbidden):
        animal_choose(actor=cast.actor("teacher"), animal="fox", colour=1)


def test_the_trail_says_it_once(cast: Cast) -> None:
    for _ in range(2):
        animal_choose(actor=for_person(cast.lea.pk), animal="unicorn", colour=3)
    assert AuditLine.objects.filter(act="directory.animal.chosen").count() == 1


def test_it_goes_with_the_name(cast: Cast) -> None:
    animal_choose(actor=cast.actor("lea"), animal="unicorn", colour=3)
    _unname([person := Person.objects.get(pk=cast.lea.pk)])
    person.refresh_from_db()
    assert person.animal == person.chosen_animal == ""


def test_each_choice_is_read_back() -> None:
    for animal in pictures.ANIMALS:
        for colour in pictures.COLOURS:
            assert pictures.animal_of(pictures.chosen(animal, colour)) == (animal, colour)
    with pytest.raises(ValueError, match="cow-face"):
        pictures.chosen("cow-face", 1)
