"""A page of the console asked for, or sent to, by a person of the cast."""

from typing import Any

import pytest
from django.urls import reverse

from tests.cast import Cast


@pytest.fixture
def get(cast: Cast, client: Any, sign_in: Any) -> Any:
    """`get(who, name, *args)` → the response of that page for that person."""

    def page(who: str, name: str, *args: object, **query: str) -> Any:
        sign_in(cast.people[who])
        response = client.get(reverse(f"school:{name}", args=args), query)
        assert b"VARIABLE_INCONNUE" not in response.content
        return response

    return page


@pytest.fixture
def post(cast: Cast, client: Any, sign_in: Any) -> Any:
    def page(who: str, page: str, *args: object, **data: Any) -> Any:
        sign_in(cast.people[who])
        return client.post(reverse(f"school:{page}", args=args), data)

    return page
