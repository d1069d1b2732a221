"""For each kind: its words in the language of who reads, from the catalogues of its own folder."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content.kinds import kind_of
from eprimo.ui.languages import speaking
from tests.cast import Cast
from tests.contract.things import KEYS, published
from tests.reference.contents import KINDS


@pytest.mark.parametrize("key", KEYS)
def test_its_words_are_said_in_the_language_of_who_reads(cast: Cast, key: str, sign_in: Any) -> None:
    name = kind_of(key).words.name
    published(cast, key, next(one for one in KINDS[key].objects if one.to == "class"))
    Account.objects.filter(person=cast.samira).update(language="ar")
    page = sign_in(cast.samira).get(reverse(f"{key}:list")).content.decode()
    with speaking("ar"):
        said = gettext(name)
    assert said != name
    assert f"<title>{said}" in page
    assert name not in page
