"""What who directs reads on the pages of the own family, and where the academy acts instead."""

from typing import Any

from django.urls import reverse

from eprimo.foundation.directory.models import FamilyOpening, GuardianRestriction, Guardianship
from tests import factories as make
from tests.cast import Cast


def _of(adult: str, child: str, cast: Cast) -> tuple[object, object]:
    return cast.people[adult].public_id, cast.people[child].public_id


def test_the_pages_say_why_and_who_may(cast: Cast, get: Any, post: Any) -> None:
    make.guardianship(cast.director, cast.lea)
    pages = (
        get("director", "person", cast.lea.public_id),
        get("director", "person", cast.paul.public_id),
        get("director", "guardianship", *_of("paul", "lea", cast)),
    )
    for page in pages:
        text = page.content.decode()
        assert "Vous n’agissez pas pour votre famille" in text
        assert "L’académie s’en occupe" in text
        for gone in ("Suspendre l’accès", "Noter un accord", "Poser une restriction", "Une autre fiche"):
            assert gone not in text
    assert get("director", "restrict", *_of("paul", "lea", cast)).status_code == 403
    assert post("director", "restrict", *_of("paul", "lea", cast), level="2", reason="x").status_code == 403
    assert post("director", "guardianship_kind", *_of("paul", "lea", cast), kind="contact").status_code == 403
    assert get("director", "consent", cast.lea.public_id).status_code == 403
    assert Guardianship.objects.get(adult=cast.paul).kind == "exercises"
    assert "Vous n’agissez pas" not in get("director", "person", cast.yanis.public_id).content.decode()


def test_a_class_says_whose_boxes_are_missing(cast: Cast, client: Any, sign_in: Any) -> None:
    make.guardianship(cast.director, cast.lea)
    sign_in(cast.director)
    page = client.get(reverse("sheets:class", args=[cast.ce1.public_id])).content.decode()
    assert "Votre famille n’a pas de case à cocher" in page
    assert str(cast.lea.public_id) not in page.partition('id="fiches"')[2].partition("</form>")[0].replace(
        reverse("sheets:class", args=[cast.ce1.public_id]), ""
    )
    assert str(cast.yanis.public_id) in page


def test_the_academy_opens_says_why_and_acts(cast: Cast, client: Any, sign_in: Any) -> None:
    make.guardianship(cast.director, cast.lea)
    sign_in(cast.academy)
    here = reverse("territory:families", args=[cast.tilleuls.uai])
    assert here in client.get(reverse("territory:school", args=[cast.tilleuls.uai])).content.decode()
    assert "Léa" not in client.get(here).content.decode(), "nothing shows before the reason"
    assert client.post(here, {"reason": " "}).status_code == 422
    assert client.post(here, {"reason": "Le père apporte un jugement"}).status_code == 302
    assert FamilyOpening.objects.get().person == cast.academy
    page = client.get(here).content.decode()
    link = reverse("school:guardianship", args=_of("paul", "lea", cast))
    assert link in page
    assert "Yanis" not in page
    restrict = reverse("school:restrict", args=_of("paul", "lea", cast))
    assert client.post(restrict, {"level": "1", "ends": "", "reason": "Jugement"}).status_code == 302
    assert GuardianRestriction.objects.get(guardianship__adult=cast.paul).set_by == cast.academy
    assert here in client.get(link).content.decode(), "and the way back is the list"
    letter = client.post(reverse("sheets:make_family", args=[cast.paul.public_id]))
    assert letter["Content-Type"] == "application/pdf"
    assert client.get(reverse("territory:families", args=[cast.verne.uai])).status_code == 404
