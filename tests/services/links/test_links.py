"""Links: what is their own, beside what every kind has (tests/contract)."""

import pytest

from eprimo.services.links.forms import LinkForm
from eprimo.services.links.models import Link


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.lumni.fr/primaire", "www.lumni.fr"),
        ("https://mediatheque.exemple.fr", "mediatheque.exemple.fr"),
        ("https://exemple.fr?page=1#haut", "exemple.fr"),
        ("https://www.lumni.fr@autre.fr/", "autre.fr"),
        ("https://[::1/x", "[::1"),
    ],
)
def test_a_line_says_where_one_goes(address: str, host: str) -> None:
    """Whatever the form takes."""
    assert LinkForm({"address": address, "picture": "link"}).is_valid()
    assert Link(address=address).host == host
