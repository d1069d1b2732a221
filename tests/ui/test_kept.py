"""What is composed once is what Django would compose each time."""

from uuid import UUID, uuid4

import pytest
from django import urls
from django.template import engines
from django.urls import NoReverseMatch

from eprimo.ui.addresses import reverse

ONE, OTHER = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("home:home", ()),
        ("liaison:note", (ONE,)),
        ("liaison:note", (OTHER,)),
        ("liaison:child", (ONE, OTHER)),
        ("liaison:child", (OTHER, UUID(int=1))),
        ("liaison:note", (str(ONE),)),
    ],
)
def test_an_address_is_the_one_of_its_route(name: str, args: tuple[UUID | str, ...]) -> None:
    assert reverse(name, args=args) == urls.reverse(name, args=args)
    places = "".join(f", args[{number}]" for number in range(len(args)))
    page = engines["screens"].from_string(f"{{{{ url('{name}'{places}) }}}}")
    assert page.render({"args": args}) == urls.reverse(name, args=args)


@pytest.mark.parametrize(
    ("name", "args"), [("liaison:note", ()), ("liaison:note", ("mot",)), ("nowhere:at_all", (ONE,))]
)
def test_an_address_that_no_route_has_is_refused(name: str, args: tuple[UUID | str, ...]) -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=args)
