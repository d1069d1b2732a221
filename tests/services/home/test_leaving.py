"""Who left reads a calm page: what ended, until when the data is kept, what can be done until then."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.privacy.models import ContentObjection
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import notes as notes_of


def _home(sign_in: Any, who: Any) -> str:
    text: str = sign_in(who).get("/").content.decode()
    return text.replace("\u00a0", " ")


def test_who_left_is_told_and_may_come_in_until_the_erasure(cast: Cast, sign_in: Any) -> None:
    for who in (cast.former_teacher, cast.former_pupil, cast.former_guardian):
        text = _home(sign_in, who)
        assert "Votre départ" in text
        assert "1 octobre 2026" in text.replace("1er", "1")
        assert "30 décembre 2026" in text
        assert "École Les Tilleuls" in text
    # Nobody else's name: a decision may have ended the link.
    assert "Hugo" not in _home(sign_in, cast.former_guardian)


def test_who_has_a_right_now_or_to_come_is_not_leaving(cast: Cast, sign_in: Any) -> None:
    make.affiliation(cast.former_teacher, cast.verne, Profile.TEACHER, starts=NOW + timedelta(days=9))
    for who in (cast.former_teacher, cast.restricted_2, cast.contact, cast.teacher):
        assert "Votre départ" not in _home(sign_in, who)


def test_an_author_says_whether_contents_stay(cast: Cast, sign_in: Any) -> None:
    notes_of.to_sign(cast)
    Affiliation.objects.filter(person=cast.teacher).update(ends=NOW)
    text = _home(sign_in, cast.teacher)
    assert "sans votre nom" in text
    page = reverse("privacy:contents")
    client = sign_in(cast.teacher)
    assert client.post(page, {"what": "go"})["Location"] == "/"
    assert ContentObjection.objects.filter(person=cast.teacher).exists()
    assert "effacé avec votre compte" in client.get("/").content.decode()
    client.post(page, {"what": "stay"})
    assert not ContentObjection.objects.exists()
    assert client.post(page, {"what": "autre"}).status_code == 422
    acts = AuditLine.objects.filter(act="privacy.contents.decided", subject_id=cast.teacher.pk)
    assert [line.details["stay"] for line in acts.order_by("id")] == [False, True]


def test_the_choice_is_on_the_account_page_of_who_writes(cast: Cast, sign_in: Any) -> None:
    page = reverse("privacy:contents")
    assert page in sign_in(cast.teacher).get("/compte/").content.decode()
    assert page not in sign_in(cast.samira).get("/compte/").content.decode()
