"""Versions of the convention's text, and which one a member signed."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.texts import convention_text_add
from eprimo.steering.consortium.enums import Side
from eprimo.steering.consortium.errors import WrongFile, WrongOrder
from eprimo.steering.consortium.signatures import before_any_text, signature_of
from tests.steering.consortium.group import PDF, Made, signed

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2025, 11, 3), date(2026, 1, 21)


def add(group: Made, day: date, content: bytes = PDF, by: str = "coordinator") -> Any:
    file = GivenFile("convention.pdf", content)
    return convention_text_add(actor=group.cast.actor(by), market=group.market, dated_on=day, file=file)


def test_a_member_signed_the_version_of_its_day_whatever_comes_after(group: Made) -> None:
    first = add(group, FIRST)
    member = signed(group)
    assert add(group, SECOND, PDF + b"%%EOF\n").number == 2
    for side in Side:
        found = signature_of(member, side)
        assert found is not None
        assert found.text == first


def test_an_act_older_than_the_text_is_flagged_and_not_refused(group: Made, sign_in: Any) -> None:
    """Edge case « deliberation dated before the convention's text existed »."""
    add(group, date(2026, 1, 13))
    member = signed(group)
    assert before_any_text(group.market, date(2026, 1, 13)) == ""
    page = sign_in(group.cast.member_rep).get(reverse("consortium:member", args=[member.public_id]))
    assert "précède la première version" in page.content.decode()


def test_a_version_that_does_not_follow_is_refused(group: Made) -> None:
    add(group, FIRST)
    for day, content, error in (
        (FIRST, PDF + b" %%EOF", WrongOrder), (SECOND, PDF, WrongFile), (date(2027, 1, 1), PDF, WrongOrder),
        (SECOND, b"GIF89a", WrongFile),
    ):  # fmt: skip
        with pytest.raises(error):
            add(group, day, content)
    with pytest.raises(Forbidden):
        add(group, SECOND, by="member_rep")
    assert issubclass(WrongFile, DomainError)


def test_the_page_of_the_texts(group: Made, sign_in: Any) -> None:
    by, url = sign_in(group.cast.coordinator), reverse("consortium:texts")
    assert "Aucun texte" in by.get(url).content.decode()
    given = {"dated_on": "2025-11-03", "file": SimpleUploadedFile("convention v1.pdf", PDF)}
    assert by.post(url, given).status_code == 302
    wrong = by.post(url, {"dated_on": "2025-11-01", "file": SimpleUploadedFile("b.pdf", PDF + b"%%EOF\n")})
    assert wrong.status_code == 422
    own = sign_in(group.cast.member_rep)
    page = own.get(url)
    assert "convention v1.pdf" in page.content.decode()
    assert own.get(reverse("consortium:text_file", args=[page.context["texts"][0].public_id])).content == PDF
