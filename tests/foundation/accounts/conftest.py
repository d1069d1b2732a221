"""People at the door: an adult with a password, a pupil with three words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.pupil_words import words_close
from tests import factories as make
from tests.cast import Cast

PASSWORD = "tasse cheval brume lente"
WORDS = ("tortue", "citron", "vélo")


@pytest.fixture
def adult(cast: Cast) -> Account:
    """Samira, guardian of Léa and Noé, with a password."""
    account = cast.samira.account
    make.secret(account, PASSWORD)
    return account


@pytest.fixture
def child(cast: Cast) -> Account:
    """Léa, pupil of the CE1, with three words."""
    account = cast.lea.account
    make.secret(account, words=words_close(account.pk, WORDS))
    return account


@pytest.fixture
def enter(client: Client) -> Callable[..., Any]:
    """`enter(login, secret, address=…, page=…)`: the answer of the sign-in page."""

    def post(
        login: str, secret: str, *, address: str = "198.51.100.7", page: str = "/compte/entrer", **data: str
    ) -> Any:
        return client.post(page, {"login": login, "secret": secret, **data}, REMOTE_ADDR=address)

    return post
