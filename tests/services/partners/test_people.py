"""Who is asked to an intervention, who opens it, and what homes and pages show of it to each."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.pages.forms import WordsForm
from eprimo.foundation.content.things.life import thing_readdress
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.date_lines import hours_and_place
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.news.service import NEWS
from eprimo.services.partners.actions import invitation_open, invitations_end, partner_invite
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.models import Invitation
from eprimo.ui.french import clock_time
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent
from tests.services.partners.coming import FROM, TODAY, UNTIL, intervention, invited

pytestmark = pytest.mark.django_db


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_teacher_asks_and_who_directs_opens(cast: Cast, sign_in: Any) -> None:
    made = intervention(cast)
    page = reverse("partners:guests", args=[made.public_id])
    thing = reverse("interventions:thing", args=[made.public_id])
    teacher = sign_in(cast.teacher)
    assert page in _text(teacher, thing)
    asked = teacher.post(page, {"person": str(cast.people["partner"].public_id)})
    assert asked["Location"] == page
    assert "La direction doit encore l’ouvrir" in _text(teacher, page)
    # Nothing of it before, and the teacher may not open it.
    assert sign_in(cast.people["partner"]).get(thing).status_code == 404
    one = Invitation.objects.get()
    with pytest.raises(Forbidden):
        invitation_open(actor=cast.actor("teacher"), resource=made, invitation=one)
    director = sign_in(cast.director)
    assert "Ouvrir une intervention" in _text(director, "/")
    director.post(reverse("partners:guest_open", args=[made.public_id, one.public_id]))
    assert "Ouvrir une intervention" not in _text(director, "/")
    shown = _text(sign_in(cast.people["partner"]), "/")
    for words in ("Chant", "Salle de musique", "Un pupitre", "CE1-A", "Qui est là"):
        assert words in shown, words
    acts = list(
        AuditLine.objects.filter(act__startswith="partners.")
        .order_by("at", "id")
        .values_list("act", "details")
    )
    assert acts == [("partners.invitation.asked", {}), ("partners.invitation.opened", {"classes": 1})]


def test_who_directs_opens_by_asking_and_a_second_time_changes_nothing(cast: Cast) -> None:
    made = intervention(cast)
    first, second = (invited(cast, made, opened=False, by="director") for _ in range(2))
    assert first.pk == second.pk
    assert first.classes == [cast.ce1.pk]
    assert AuditLine.objects.filter(act="partners.invitation.opened").count() == 1


@pytest.mark.parametrize("who", ["staff", "samira", "teacher_verne", "former_teacher"])
def test_nobody_is_asked_but_a_partner_whom_the_direction_invited_to_the_school(cast: Cast, who: str) -> None:
    made = intervention(cast)
    with pytest.raises(DomainError) as refused:
        partner_invite(actor=cast.actor("teacher"), resource=made, person_id=cast.people[who].public_id)
    assert refused.value.field == "person"


def test_a_partner_whose_dates_do_not_hold_the_day_is_not_asked(cast: Cast) -> None:
    late = make.person("Pia", "TARDIVE")
    make.affiliation(
        late, cast.tilleuls, Profile.PARTNER, starts=NOW + timedelta(days=3), ends=NOW + timedelta(days=9)
    )
    made = intervention(cast)
    with pytest.raises(DomainError):
        partner_invite(actor=cast.actor("teacher"), resource=made, person_id=late.public_id)
    with pytest.raises(DomainError, match="groupe"):
        partner_invite(
            actor=cast.actor("director"), resource=intervention(cast, cast.chorale, by="director"),
            person_id=late.public_id,
        )  # fmt: skip


def test_families_and_the_class_have_its_day_and_nobody_else_its_people(cast: Cast, sign_in: Any) -> None:
    """A family reads what the teacher wrote; who was invited stands for who manages it alone."""
    made = intervention(cast, bring=["Un pupitre"])
    invited(cast, made)
    for who in ("samira", "lea", "teacher", "director"):
        client = sign_in(cast.people[who])
        assert "Chant" in _text(client, "/"), who
        page = _text(client, reverse("interventions:thing", args=[made.public_id]))
        assert "MUSICIEN" not in page, who
    for who in ("noe", "teacher_cm2", "guardian_verne", "restricted_2"):
        assert sign_in(cast.people[who]).get(
            reverse("interventions:thing", args=[made.public_id])
        ).status_code == 404, who  # fmt: skip


def test_under_a_protected_contact_neither_hour_nor_place_is_read(cast: Cast, sign_in: Any) -> None:
    made = intervention(cast, cast.cm2, by="teacher_cm2")
    client = sign_in(cast.people["restricted_1"])
    for page in ("/", reverse("interventions:thing", args=[made.public_id]), reverse("agenda:home")):
        text = _text(client, page)
        assert "Chant" in text, page
        assert clock_time(FROM) not in text, page
        assert "Salle de musique" not in text, page


def test_the_sheet_of_a_day_has_hours_place_material_and_no_child(cast: Cast, sign_in: Any) -> None:
    made = intervention(cast)
    invited(cast, made)
    client = sign_in(cast.people["partner"])
    page = _text(client, reverse("partners:day"))
    for words in (hours_and_place(FROM, UNTIL, "Salle de musique"), "Un pupitre", "CE1-A", "LE GALL"):
        assert words in page, words
    assert "Yanis" not in page
    other = _text(client, reverse("partners:day") + "?jour=2026-11-25")
    assert "Aucune intervention ce jour-là" in other
    assert client.get(reverse("partners:day") + "?jour=x").status_code == 200


def test_the_names_cost_the_same_for_a_class_of_any_size(cast: Cast, sign_in: Any) -> None:
    made = intervention(cast)
    invited(cast, made)
    client = sign_in(cast.people["partner"])
    page, counts = reverse("partners:children", args=[made.public_id]), []
    for more in (0, 1, 27):
        for _ in range(more):
            make.pupil(cast.tilleuls, cast.ce1)
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(page)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_two_interventions_of_a_day_and_none_tomorrow(cast: Cast, sign_in: Any) -> None:
    for title in ("Chant", "Flûte"):
        invited(cast, intervention(cast, title=title))
    client = sign_in(cast.people["partner"])
    home = _text(client, "/")
    assert "Chant" in home
    assert "Flûte" in home
    with clock.frozen(NOW + timedelta(days=1)):
        assert "Vous n’intervenez pas aujourd’hui" in _text(sign_in(cast.people["partner"]), "/")


def test_ended_then_added_again_a_partner_has_nothing_of_before(cast: Cast, sign_in: Any) -> None:
    """The invitation to a class ends with the invitation to the school: another one does not bring it back."""
    made = intervention(cast)
    invited(cast, made)
    link = Affiliation.objects.get(person=cast.people["partner"])
    link.ends = NOW + timedelta(minutes=5)
    link.save()
    with clock.frozen(NOW + timedelta(minutes=10)):
        make.affiliation(
            cast.people["partner"], cast.tilleuls, Profile.PARTNER, starts=NOW + timedelta(minutes=6),
            ends=NOW + timedelta(days=9),
        )  # fmt: skip
        invitations_end()
        client = sign_in(cast.people["partner"])
        for page in ("partners:children", "partners:propose", "interventions:thing"):
            assert client.get(reverse(page, args=[made.public_id])).status_code == 404, page
        for page in ("/", reverse("partners:day"), reverse("agenda:home")):
            assert "Chant" not in _text(client, page), page
        # Asked and opened anew, it is the partner's again.
        invited(cast, made)
        assert "Yanis" in _text(
            sign_in(cast.people["partner"]), reverse("partners:children", args=[made.public_id])
        )


def test_a_partner_reads_the_inviting_class_and_no_other_that_has_the_intervention(
    cast: Cast, sign_in: Any
) -> None:
    made = intervention(cast)
    invited(cast, made)
    thing_readdress(
        actor=cast.actor("director"), kind=INTERVENTIONS, resource=made,
        targets=[(To.CLASS, cast.ce1.pk), (To.CLASS, cast.cm2.pk)], readers=EVERYBODY,
    )  # fmt: skip
    client = sign_in(cast.people["partner"])
    for page in ("/", reverse("partners:day"), reverse("agenda:home")):
        text = _text(client, page)
        assert "CE1-A" in text, page
        assert cast.cm2.label not in text, page
    for page in (
        reverse("interventions:thing", args=[made.public_id]),
        reverse("interventions:list"),
        reverse("agenda:paper"),
    ):
        assert cast.cm2.label not in _text(client, page), page


def test_a_closure_that_a_note_tells_strikes_the_line_of_who_does_not_read_the_note(
    cast: Cast, sign_in: Any
) -> None:
    made = intervention(cast)
    invited(cast, made)
    client = sign_in(cast.people["partner"])
    assert "N’a pas lieu" not in _text(client, "/")
    closing: dict[str, Any] = {
        "by": "director",
        "title": "Grève du midi",
        "kind": NoteKind.CLOSED,
        "event_on": TODAY,
    }
    sent(cast, classes=(cast.cm2,), **closing)
    assert "N’a pas lieu" not in _text(client, "/")
    sent(cast, classes=(cast.ce1,), **closing)
    for page in ("/", reverse("partners:day")):
        text = _text(client, page)
        assert "n’a pas lieu" in text.lower(), page
        assert "Grève du midi" not in text, page


def test_its_text_is_optional_since_its_day_says_enough(cast: Cast, sign_in: Any) -> None:
    made = intervention(cast, text="")
    assert made.published_at is not None
    page = sign_in(cast.teacher).get(reverse("interventions:thing", args=[made.public_id]))
    assert page.status_code == 200
    assert 'class="texte"' not in page.text
    typed = {"title": "Judo", "event_on": (TODAY + timedelta(days=2)).isoformat()}
    assert WordsForm(INTERVENTIONS, typed).is_valid()
    assert not WordsForm(NEWS, {"title": "Judo"}).is_valid()
