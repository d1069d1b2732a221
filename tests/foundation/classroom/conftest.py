"""A device lent to the CE1, a child who knows the own pictures, and the steps of a child at the door."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_of
from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.classroom.models import ClassDevice, PicturePassword
from eprimo.foundation.classroom.pictures import pictures_close
from eprimo.foundation.directory.models import ClassGroup, Person
from tests.cast import Cast

RIGHT = ("kite", "drum", "key")
WRONG = ("key", "drum", "kite")
WALL, WHO, PICTURES, BADGE = "/classe/", "/classe/qui", "/classe/images", "/b"


def knows(child: Person, pictures: tuple[str, str, str] = RIGHT) -> PicturePassword:
    """The child has these three pictures."""
    row, _ = PicturePassword.objects.update_or_create(
        person=child,
        defaults={
            "school_id": child.affiliations.get(ends=None).school_id,
            "pictures": pictures_close(child.pk, pictures),
            "tries": 0,
        },
    )
    return row


type Lend = Callable[..., ClassDevice]


@pytest.fixture
def lend(cast: Cast) -> Lend:
    """`lend(client, by="teacher", group=None)`: that browser becomes a device of the class."""

    def lent(client: Client, by: str = "teacher", group: ClassGroup | None = None) -> ClassDevice:
        device, key = device_pair(actor=cast.actor(by), class_group=group or cast.ce1, label="Tablette")
        client.cookies[settings.CLASS_COOKIE_NAME] = key
        return device

    return lent


@pytest.fixture
def tablet(client: Client, lend: Lend, cast: Cast) -> Client:
    """A device of the CE1, where Léa knows her pictures."""
    lend(client)
    knows(cast.lea)
    return client


def state_of(answer: Any) -> str:
    found = re.search(r'name="state" value="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()[:300]
    return found[1]


def touch(client: Client, answer: Any, *pictures: str) -> Any:
    """One touch after the other, from the page that was answered; with the third, the round key."""
    for picture in pictures:
        answer = client.post(PICTURES, {"state": state_of(answer), "picture": picture})
        if 'name="sent" value="1" aria-label="C’est moi">' in answer.text:
            answer = client.post(PICTURES, {"state": state_of(answer), "sent": "1"})
    return answer


def tries(client: Client, child: Person, pictures: tuple[str, ...]) -> Any:
    return touch(client, client.post(WHO, {"child": str(child.public_id)}), *pictures)


def signed_in_as(client: Client) -> Person | None:
    """Whose session the browser holds, on the row; None: none."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is None or not cookie.value:
        return None
    row = Session.objects.filter(pk=session_of(cookie.value)).select_related("account__person").first()
    return row.account.person if row else None
