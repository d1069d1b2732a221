"""Nameless rows of the erased go once nothing names them, and to find them is no puzzle for the server."""

import pytest

from eprimo.foundation.directory.models import Guardianship, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.erasure import stubs_forget, unnamed
from tests.cast import Cast


@pytest.mark.django_db
def test_to_find_them_joins_nothing() -> None:
    """Ninety joins took a second to plan, each night and each time."""
    assert "Join" not in unnamed().explain()


def test_who_is_named_by_anything_stays(cast: Cast) -> None:
    erased = Person.objects.create(first_name="", last_name="", erased_at=clock.now())
    Person.objects.filter(pk=cast.contact.pk).update(erased_at=clock.now())
    assert Guardianship.objects.filter(adult=cast.contact).exists()
    assert (stubs_forget(10), stubs_forget(10)) == (1, 0)
    assert not Person.objects.filter(pk=erased.pk).exists()
    assert Person.objects.filter(pk=cast.contact.pk).exists()
