"""The cast with something of everything that the product keeps of people, written as the product writes it."""

from datetime import timedelta
from typing import Any

from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.accounts.enums import CodePurpose
from eprimo.foundation.accounts.models import Account, KnownAddress, ScopedSecret, SignInCode
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.classroom.models import Badge, ClassDevice, ClassSession, PicturePassword, PictureTry
from eprimo.foundation.conversations.models import Conversation, Seat
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import ConsentDecision, ConsentUse, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Consent,
    ContactDetails,
    ExternalKey,
    FamilyOpening,
    Mandate,
    MandateProposal,
    NationalNumber,
    Person,
    SupportAccess,
    TiePlace,
    TieProposal,
    YearChange,
)
from eprimo.foundation.factors.models import Vouching
from eprimo.foundation.files.models import Upload
from eprimo.foundation.intake.models import AafSaid, AafValue, DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import Lane, Pause, Preference, PushDevice, Rhythm, Round
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark, Occasion
from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import (
    request_decide,
    request_extend,
    request_make,
    request_speak,
)
from eprimo.services.homework.actions.weeks import week_consult
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.follow_up import note_follower_add
from eprimo.services.liaison.actions.templates import template_keep
from eprimo.services.liaison.actions.threads import reply_answer, reply_write
from eprimo.services.liaison.models import Note, Pile, PilePhoto, PileSlip, Slip
from eprimo.services.partners.actions import word_propose
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.files.ready import joined
from tests.foundation.privacy.present import attended
from tests.services.homework.giving import give
from tests.services.liaison import notes as notes_of
from tests.services.partners.coming import intervention, invited


def furnish(cast: Cast) -> dict[str, Note]:
    """Notes read, signed, answered and talked about; then accounts, doors, traces of each person."""
    notes = _notes(cast)
    attended(cast)
    for person in cast.people.values():
        _account_of(person, cast)
        _directory_of(person, cast)
    for name in ("lea", "noe", "yanis"):
        _door_of(cast.people[name], cast)
    for name in ("teacher", "teacher_cm2"):
        _papers_of(cast.people[name], notes["sign"], cast)
    _requests_of(cast)
    make.join_group(cast.yanis, cast.chorale)
    make.attach(cast.delegate, cast.yanis, school=cast.tilleuls)
    _next_year_of(cast)
    return notes


def _next_year_of(cast: Cast) -> None:
    """What the school plans for its pupils and its teachers."""
    year = cast.tilleuls.running_year
    change = YearChange.objects.create(school=cast.tilleuls, from_year=year, to_year=year_after(year))
    plan_fill(change)


def multiply(cast: Cast, copies: int) -> list[Person]:
    """So many more families and teachers, each with an account and its traces."""
    made = []
    for _ in range(copies):
        child = make.pupil(cast.tilleuls, cast.ce1)
        made += [child, make.guardian(child), make.teacher(cast.tilleuls, cast.ce1)]
    for person in made:
        make.account(person)
        _account_of(person, cast)
        _directory_of(person, cast)
    for child in made[::3]:
        _door_of(child, cast)
    for teacher in made[2::3]:
        _papers_of(teacher, notes_of.to_sign(cast), cast)
    return made


def _notes(cast: Cast) -> dict[str, Note]:
    notes = {
        "sign": notes_of.to_sign(cast, to_pupils=True),
        "cm2": notes_of.to_sign(cast, by="teacher_cm2", classes=(cast.cm2,)),
        "alone": notes_of.to_sign(cast, children=(cast.lea,), title="Pour vous seuls"),
        "draft": notes_of.draft(cast, title="Brouillon"),
    }
    teacher = cast.actor("teacher")
    for who, child in (("paul", cast.lea), ("samira", cast.noe)):
        note = notes["sign" if child == cast.lea else "cm2"]
        note_sign(actor=cast.actor(who), note=note, child=child)
        reply_write(actor=cast.actor(who), note=note, child=child, body="Merci beaucoup.")
    reply_answer(actor=teacher, note=notes["sign"], child=cast.lea, guardian=cast.paul, body="Avec plaisir.")
    for one in Conversation.objects.order_by("id"):
        Seat.objects.create(
            school_year=one.school_year, conversation_id=one.id, school=cast.tilleuls, person=cast.teacher
        )
    note_follower_add(actor=teacher, note=notes["alone"], person=cast.staff)
    template_keep(actor=teacher, note=notes["sign"], for_school=False)
    asked = Occasion.objects.get(resource=notes["sign"].resource)
    for child in (cast.lea, cast.yanis):
        Mark.objects.create(occasion=asked, school=cast.tilleuls, child=child, state=MarkState.PACKED)
    week_consult(actor=cast.actor("director"), place=cast.ce1, resource=give(cast).resource)
    visit = intervention(cast)
    invited(cast, visit)
    word_propose(actor=cast.actor("partner"), resource=visit, text="Apportez des bouteilles vides.")
    joined(notes["sign"].resource)
    Upload.objects.create(
        resource=notes["sign"].resource, school=cast.tilleuls, made_by=cast.teacher, length=9
    )
    return notes


def _account_of(person: Person, cast: Cast) -> None:
    account = Account.objects.get(person=person)
    row, _ = session_open(account)
    SignInCode.objects.create(
        account=account, purpose=CodePurpose.ACTIVATION, hash=f"code{person.pk}", made_by=cast.director,
        expires_at=NOW + timedelta(days=90),
    )  # fmt: skip
    ScopedSecret.objects.create(account=account, school=cast.tilleuls, password=f"secret{person.pk}")
    KnownAddress.objects.create(account=account, address_hash=f"a{person.pk}", school=cast.tilleuls)
    PushDevice.objects.create(
        account=account, session=row, address=f"d{person.pk}", address_hash=f"d{person.pk}"
    )
    Vouching.objects.create(account=account, by=person)
    RefusalAlarm.objects.create(
        name=f"{person.pk:08d}"[-8:], person=person, school=cast.tilleuls, named_at=NOW, named_by=person,
        reason="Un ordinateur de la salle des maîtres",
    )  # fmt: skip
    Pause.objects.create(person=person, until=NOW + timedelta(days=300))
    Preference.objects.create(person=person, lane=Lane.TO_DO, channel="mail", rhythm=Rhythm.NOW)
    Round.objects.create(
        person=person, school=cast.tilleuls, channel="mail", rhythm=Rhythm.NOW, since=NOW, until=NOW, due_at=NOW,
        state="sent",
    )  # fmt: skip


def _directory_of(person: Person, cast: Cast) -> None:
    ExternalKey.objects.create(person=person, source=Source.AAF, academy="17", key=f"k{person.pk}")
    AafSaid.objects.create(
        person=person, academy="17", kind="E", key=f"k{person.pk}", said='{"name":["DUVAL"]}'
    )
    AafValue.objects.create(
        person=person,
        academy="17",
        kind="E",
        key=f"k{person.pk}",
        attribute="ENTDemain",
        said=["x"],
        told_at=NOW,
    )
    ContactDetails.objects.get_or_create(person=person, defaults={"email": f"p{person.pk}@exemple.fr"})
    MandateProposal.objects.create(
        person=person, role="contractor", reason="Marché", ends=NOW + timedelta(days=90), expires_at=NOW,
    )  # fmt: skip
    FamilyOpening.objects.create(person=person, school=cast.tilleuls, reason="Un jugement", ends=NOW)
    tie = TieProposal.objects.create(
        person=person, first_name="Aline", last_name="LEROY", school=cast.verne, profile="teacher", starts=NOW,
        ends=NOW + timedelta(days=90), expires_at=NOW, proposed_by=person,
    )  # fmt: skip
    TiePlace.objects.create(tie=tie, child=person)
    SupportAccess.objects.create(
        person=person, school=cast.tilleuls, role="contractor", hours=1, reason="Une fiche perdue", expires_at=NOW,
        ended_by=person,
    )  # fmt: skip
    if person in (cast.lea, cast.noe, cast.yanis):
        NationalNumber.objects.create(person=person, ine=f"{person.pk:010d}A")
        Consent.objects.create(
            child=person, school=cast.tilleuls, use=ConsentUse.IMAGE, decision=ConsentDecision.YES,
            given_by=cast.paul, source=Source.MANUAL,
        )  # fmt: skip


def _door_of(child: Person, cast: Cast) -> None:
    common: dict[str, Any] = {"person": child, "school": cast.tilleuls}
    PicturePassword.objects.create(pictures=b"x", **common)
    Badge.objects.create(
        hash=f"b{child.pk}", made_by=cast.teacher, expires_at=NOW + timedelta(days=300), **common
    )
    device = ClassDevice.objects.create(
        key_hash=f"c{child.pk}", school=cast.tilleuls, class_group=cast.ce1, paired_by=cast.teacher,
        expires_at=NOW + timedelta(hours=8), label="Tablette",
    )  # fmt: skip
    PictureTry.objects.create(device=device, wrong=1, **common)
    row, _ = session_open(Account.objects.get(person=child))
    ClassSession.objects.create(session=row, school=cast.tilleuls, device=device)


def _papers_of(by: Person, note: Note, cast: Cast) -> None:
    common = {"school": cast.tilleuls}
    slip = Slip.objects.create(note=note, child=cast.yanis, layout={}, printed_by=by, **common)
    pile = Pile.objects.create(made_by=by, role="teacher", **common)
    photo = PilePhoto.objects.create(pile=pile, number=1, thumbnail=b"x", **common)
    PileSlip.objects.create(pile=pile, photo=photo, slip=slip, picture=b"x", **common)


def _requests_of(cast: Cast) -> None:
    """Words of a guardian, of the other one, of the school."""
    asked = request_make(
        actor=cast.actor("samira"), kind=RequestKind.ERASE_CHILD, subject=cast.lea, words="Nous partons."
    )
    request_speak(actor=cast.actor("paul"), request=asked, agrees=True, words="D’accord.")
    request_extend(actor=cast.actor("director"), request=asked, reason="À vérifier.")
    request_decide(
        actor=cast.actor("director"), request=asked, accept=False, code="mission", answer="Élève ici."
    )
    for name in ("samira", "teacher", "lea"):
        about = cast.people[name]
        request_make(
            actor=cast.actor(name), kind=RequestKind.RECTIFY, subject=about, what="name", words="Un accent."
        )


def report_names(cast: Cast, *people: Person) -> OndeDelivery:
    """What an import told of them, and of somebody else."""
    lines = [{"kind": "pupils", "name": f"{one.last_name} {one.first_name}", "words": ""} for one in people]
    problems = [{"message": f"{one.first_name} {one.last_name} a changé de classe."} for one in people]
    report = {"lines": [*lines, {"kind": "classes", "name": "CE1-A"}], "problems": problems, "counts": {}}
    return OndeDelivery.objects.create(
        school=cast.tilleuls, state=DeliveryState.APPLIED, made_at=clock.now(), report=report
    )


def leave(*people: Person, at: Any = NOW) -> None:
    """Their last right ends."""
    for model in (Affiliation, Mandate):
        model.objects.filter(person__in=people).exclude(ends__lt=at).update(ends=at, end_reason="left")
