"""The fixed cast, those it lacks, and one object of every kind and state for the addresses to name."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.accounts.account_secrets import keep_secrets
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account, AccountSecret, Session
from eprimo.foundation.accounts.pupil_words import words_drawn
from eprimo.foundation.classroom.actions.devices import device_pair
from eprimo.foundation.directory.actions.mandates import Ground, mandate_propose
from eprimo.foundation.directory.actions.merges import person_merge
from eprimo.foundation.directory.actions.newcomers import Newcomer
from eprimo.foundation.directory.actions.support import support_ask, support_grant
from eprimo.foundation.directory.enums import MandateRole, Profile, Source, StaffFunction
from eprimo.foundation.directory.models import (
    Academy,
    Affiliation,
    Attachment,
    Circonscription,
    Guardianship,
    Mandate,
    SchoolSettings,
    SupportAccess,
)
from eprimo.foundation.factors.models import Factor, FactorKind
from eprimo.foundation.files.models import Upload
from eprimo.foundation.intake.models import Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.models import Switch
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.privacy.exports.actions import export_ask_child, export_ask_own, pupil_export
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.models import Export, ExportKind, RequestKind
from eprimo.foundation.privacy.requests.actions import request_make
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.follow_up import note_follower_add
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.templates import template_keep
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Pile, PilePhoto, PileSlip, Slip
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.models import ConventionText, Invitation
from tests import factories as make
from tests.cast import Cast, build_cast
from tests.conftest import NOW
from tests.foundation.files.ready import joined
from tests.matrix.deliveries import deliveries_of
from tests.matrix.inside import Inside
from tests.matrix.market import market_of
from tests.matrix.meetings import meetings_of
from tests.matrix.member_lists import lists_of
from tests.matrix.ties import ties_of
from tests.services.liaison import notes as notes_of
from tests.signed import signed
from tests.steering.consortium.group import group_of
from tests.steering.prices.schedule import scheduled

PASSWORD = "Sept cailloux bleus 42"
LATER = NOW + timedelta(days=60)


@dataclass
class Scene:
    cast: Cast
    notes: dict[str, Note] = field(default_factory=dict)
    # Any other object that an address or a body names.
    things: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    # The sessions that were read once, for those who ask from the doors inward.
    inside: Inside = field(default_factory=Inside)

    def __getitem__(self, name: str) -> Any:
        return self.things[name]

    def id(self, name: str) -> Any:
        """The public id of a person, of a class or of any other thing."""
        return (self.cast.people.get(name) or self.things[name]).public_id

    def note(self, name: str) -> Any:
        return self.notes[name].resource.public_id

    @property
    def everybody(self) -> list[str]:
        return ["anonymous", *(name for name in self.cast.people if name in self.keys)]


def _more_people(cast: Cast) -> None:
    """Twins out of reach of what the fixed cast reaches."""
    p, t, v = cast.people, cast.tilleuls, cast.verne
    p["staff_other"] = make.person("Simon", "SECRETAIRE")
    make.affiliation(p["staff_other"], t, Profile.STAFF, function=StaffFunction.SECRETARY)
    p["staff_verne"] = make.person("Sacha", "VERNE")
    make.affiliation(p["staff_verne"], v, Profile.STAFF, function=StaffFunction.AESH)
    p["partner_out"] = make.person("Pia", "SPORTIVE")
    make.affiliation(p["partner_out"], t, Profile.PARTNER, ends=LATER)
    make.join_group(p["partner_out"], make.group(t, "Judo"))
    evening = make.commune_service(t, kind="garderie-soir", name="Garderie")
    p["agent_other"] = make.person("Gaël", "GARDERIE")
    make.mandate(p["agent_other"], "commune_agent", service=evening, commune=t.commune)
    make.enrol(p["noe"], evening, t)
    p["agent_verne"] = make.person("Ève", "CANTINE")
    canteen = make.commune_service(v, name="Cantine Verne")
    make.mandate(p["agent_verne"], "commune_agent", service=canteen, commune=v.commune)
    district = Circonscription.objects.create(name="Valmarais Sud", department=make.department())
    p["inspector_out"] = make.person("Inès", "AILLEURS")
    make.mandate(p["inspector_out"], "inspector", circonscription=district)
    far = Academy.objects.create(code="99", name="Académie lointaine")
    p["academy_out"] = make.person("Ali", "LOINTAIN")
    make.mandate(p["academy_out"], "academy", academy=far)
    p["coordinator_manager"] = make.person("Cora", "COORDINATION")
    make.mandate(p["coordinator_manager"], "coordinator", level="manage")
    p["platform_two"] = make.person("Paz", "PLATEFORME")
    make.mandate(p["platform_two"], "platform")


def _accounts(scene: Scene) -> None:
    people = scene.cast.people
    for name, one in people.items():
        if not Account.objects.filter(person=one).exists():
            make.account(one, login=name.replace("_", "."))
    active = Account.objects.filter(state=AccountState.ACTIVE)
    stored = make_password(PASSWORD)
    keep_secrets(*(AccountSecret(account=account, password=stored) for account in active))
    pupils = Affiliation.objects.in_force(clock.now()).filter(profile=Profile.PUPIL)
    for account in Account.objects.filter(person__in=pupils.values("person")):
        make.secret(account, words=words_drawn(account.pk))


def _doubles(cast: Cast, things: dict[str, Any]) -> None:
    """Two rows that may be one in each school, and two that are."""
    for name, child, head in (("", cast.noe, "director"), ("_verne", cast.lea_verne, "director_verne")):
        for number in ("twin", "twin_two", "kept", "absorbed"):
            things[f"{number}{name}"] = make.guardian(child, first_name="Dominique", last_name="DOUBLE")
        things[f"merge{name}"] = person_merge(
            actor=cast.actor(head), kept=things[f"kept{name}"], absorbed=things[f"absorbed{name}"]
        )


def _places(scene: Scene) -> None:
    cast, things = scene.cast, scene.things
    things |= {
        "tilleuls": cast.tilleuls, "verne": cast.verne, "ferme": cast.ferme, "ce1": cast.ce1, "cm2": cast.cm2,
        "ce1_verne": cast.ce1_verne, "chorale": cast.chorale, "canteen": cast.canteen,
        "empty": make.class_group(cast.tilleuls, "CP", ("CP",)), "chorale_verne": make.group(cast.verne),
        "evening": Mandate.objects.get(person=cast.agent_other).service,
        "canteen_verne": Mandate.objects.get(person=cast.agent_verne).service,
    }  # fmt: skip
    suspended = make.teacher(cast.tilleuls, first_name="Sam", last_name="SUSPENDU")
    make.account(suspended, login="sam.suspendu")
    Account.objects.filter(person=suspended).update(state=AccountState.SUSPENDED, suspended_at=clock.now())
    things["suspended"] = suspended
    link = Affiliation.objects.get(person=cast.substitute)
    link.source, link.reason = Source.MANUAL, "Congé"
    link.save(update_fields=["source", "reason"])
    Mandate.objects.filter(person=cast.agent).update(school=cast.tilleuls)
    things |= {
        "substitute_link": link,
        "deputy_link": Affiliation.objects.get(person=cast.deputy),
        "substitute_tie": Attachment.objects.get(person=cast.substitute),
        "agent_mandate": Mandate.objects.get(person=cast.agent),
        "agent_verne_mandate": Mandate.objects.get(person=cast.agent_verne),
        "inspector_mandate": Mandate.objects.get(person=cast.inspector),
        "contractor_mandate": Mandate.objects.get(person=cast.contractor),
        "restriction": Guardianship.objects.get(adult=cast.restricted_1).restrictions.get(),
    }
    things["proposal"] = mandate_propose(
        actor=cast.actor("platform"), role=MandateRole.CONTRACTOR, ground=Ground(), ends=LATER.date(), reason="Marché",
        newcomer=Newcomer("Tim", "TITULAIRE", email="tim@exemple.fr"),
    )  # fmt: skip
    running = support_ask(
        actor=cast.actor("contractor"), school=cast.tilleuls, reason="Une fiche perdue", hours=4
    )
    things["support_running"] = support_grant(actor=cast.actor("director"), access=running)
    # While one runs nobody asks again; a request that waits has its own pages.
    things["support_asked"] = SupportAccess.objects.create(
        school=cast.tilleuls, person=cast.contractor, role=Role.CONTRACTOR, reason="Une autre", hours=1,
        expires_at=NOW + timedelta(days=2),
    )  # fmt: skip
    _doubles(cast, things)
    ties_of(scene)
    for name, school in (("delivery", cast.tilleuls), ("delivery_verne", cast.verne)):
        things[name] = OndeDelivery.objects.create(school=school, state=DeliveryState.CHECKED)
    done = {"state": DeliveryState.APPLIED, "made_at": NOW - timedelta(hours=2)}
    things["delivery_told"] = OndeDelivery.objects.create(
        school=cast.tilleuls, applied_at=NOW - timedelta(hours=2), report={"problems": []}, **done
    )
    for name, school in (("delivery_left", cast.tilleuls), ("delivery_left_verne", cast.verne)):
        things[name] = OndeDelivery.objects.create(
            school=school, applied_at=NOW - timedelta(hours=1), changed=1, journal={}, alarm=Alarm.RAISED,
            facts={"left": 130, "pupils": 136}, **done,
        )  # fmt: skip


def _notes(scene: Scene) -> None:
    """Notes of the day before, each in one state."""
    cast, notes = scene.cast, scene.notes
    with clock.frozen(NOW - timedelta(days=1)):
        notes["draft"] = notes_of.draft(cast)
        notes["sent"] = notes_of.to_sign(cast, to_pupils=True)
        notes["answer"] = notes_of.to_answer(cast)
        notes["cm2"] = notes_of.to_sign(cast, by="teacher_cm2", classes=(cast.cm2,))
        notes["school"] = notes_of.to_sign(cast, by="director", classes=(cast.ce1, cast.cm2))
        notes["named"] = notes_of.to_sign(cast, children=(cast.lea,))
        notes["group"] = notes_of.to_sign(cast, by="director", groups=(cast.chorale,))
        notes["service"] = notes_of.sent(cast, by="agent", service=cast.canteen)
        notes["withdrawn"] = notes_of.to_sign(cast, to_pupils=True)
        notes["verne"] = notes_of.to_sign(cast, by="teacher_verne", classes=(cast.ce1_verne,))
        teacher = cast.actor("teacher")
        note_follower_add(actor=teacher, note=notes["named"], person=cast.staff)
        scene.things["template_own"] = template_keep(actor=teacher, note=notes["sent"], for_school=False)
        director = cast.actor("director")
        scene.things["template"] = template_keep(actor=director, note=notes["sent"], for_school=True)
        # On a Sunday: nothing else of the scene is shut by it.
        for name, by, classes in (
            ("closing", "director", (cast.ce1, cast.cm2)), ("closing_verne", "director_verne", (cast.ce1_verne,)),
        ):  # fmt: skip
            closing = notes_of.sent(
                cast, by=by, title="Grève", kind=NoteKind.CLOSED, classes=classes,
                event_on=(NOW + timedelta(days=33)).date(),
            )  # fmt: skip
            scene.things[name] = closing.resource.public_id
    with clock.frozen(NOW - timedelta(hours=1)):
        for name in ("sent", "named", "withdrawn"):
            note = notes[name]
            note_correct(
                actor=cast.actor("teacher"),
                note=note,
                title="Sortie au port",
                body=note.resource.draft or _body(),
            )
        note_withdraw(actor=cast.actor("teacher"), note=notes["withdrawn"])
    SchoolSettings.objects.filter(school=cast.tilleuls).update(quiet_from="09:00", quiet_until="18:00")
    notes["scheduled"] = notes_of.to_sign(cast, to_pupils=True)
    SchoolSettings.objects.filter(school=cast.tilleuls).update(quiet_from="20:00", quiet_until="07:00")
    assert notes["scheduled"].delivered_at is None


def _papers(scene: Scene) -> None:
    """Slips of notes, and a pile of photographs of one teacher in each school: a slip to confirm, one confirmed."""
    for name, note, child, school, by in (
        ("", "sent", "lea", scene.cast.tilleuls, "teacher"),
        ("_verne", "verne", "lea_verne", scene.cast.verne, "teacher_verne"),
    ):
        who = scene.cast.people[by]
        layout = {
            "each": 2,
            "boxes": [["ask", 0, 0, 6, 60], ["ask", 0, 1, 40, 60]],
            "sign": [6, 117, 198, 15],
        }
        slips = [
            Slip.objects.create(
                note=scene.notes[note], school=school, child=scene.cast.people[child], layout=layout
            )
            for _ in range(2)
        ]
        pile = Pile.objects.create(school=school, made_by=who, role="teacher")
        photo = PilePhoto.objects.create(pile=pile, school=school, number=1, thumbnail=b"x", found=2)
        marks = {"asks": [[0]], "who": [0], "signed": True}
        common = {"pile": pile, "school": school, "photo": photo, "picture": b"x", "marks": marks}
        waiting = PileSlip.objects.create(slip=slips[0], **common)
        recorded = PileSlip.objects.create(slip=slips[1], state="recorded", **common)
        scene.things |= {
            f"slip{name}": slips[0], f"pile{name}": pile, f"seen{name}": waiting, f"noted{name}": recorded,
        }  # fmt: skip


def _files(scene: Scene) -> None:
    """A document on notes, as the worker leaves it: it may tell an hour."""
    for name in ("draft", "sent", "withdrawn", "cm2", "verne"):
        scene.things[f"file_{name}"] = joined(scene.notes[name].resource)
    resource = scene.notes["draft"].resource
    scene.things["upload"] = Upload.objects.create(
        resource=resource, school_id=resource.school_id, made_by=scene.cast.teacher, length=9
    )


def _factors(scene: Scene) -> None:
    """The director has three."""
    account = Account.objects.get(person=scene.cast.director)
    Account.objects.filter(pk=account.pk).update(factors_since=NOW)
    for number in range(3):
        scene.things["factor"] = Factor.objects.create(
            account=account,
            kind=FactorKind.PASSKEY,
            name="Clé",
            credential=b"x",
            credential_id=f"{number}".encode(),
        )


def _switch(scene: Scene) -> None:
    """Of each of two schools, for nobody who is there."""
    for name, school in (("switch", scene.cast.tilleuls), ("switch_verne", scene.cast.verne)):
        scene.things[name] = Switch.objects.create(
            act="liaison.thread", roles=["contractor"], reason="Essai", school_id=school.pk, starts=NOW
        )


def _alarm(scene: Scene) -> None:
    """Of each of two schools, about a family."""
    for name, school, who in (("alarm", "tilleuls", "samira"), ("alarm_verne", "verne", "guardian_verne")):
        scene.things[name] = RefusalAlarm.objects.create(
            name="0a1b2c3d", school=getattr(scene.cast, school), person=scene.cast.people[who]
        )


def _class_device(scene: Scene) -> None:
    """A device that the CE1 has."""
    cast = scene.cast
    scene.things["class_device"], _ = device_pair(
        actor=cast.actor("teacher"), class_group=cast.ce1, label="Tablette"
    )


def _copies(scene: Scene) -> None:
    """Copies that are ready: an own one, one of a child, one that the school left for a family."""
    cast = scene.cast
    scene.things["copy_samira"] = export_ask_own(actor=cast.actor("samira"))
    scene.things["copy_of_lea"] = export_ask_child(actor=cast.actor("paul"), child=cast.lea)
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.zoe.pk])
    scene.things["copy_left"] = Export.objects.get(kind=ExportKind.LEAVING)
    exports_make()


def _requests(scene: Scene) -> None:
    """What people ask of the school about data, and wait for; of each who decides."""
    cast = scene.cast
    for name, who, kind, about in (
        ("asked_lea", "samira", RequestKind.ERASE_CHILD, "lea"),
        ("asked_teacher", "teacher", RequestKind.RECTIFY, "teacher"),
        ("asked_verne", "guardian_verne", RequestKind.RECTIFY, "lea_verne"),
        ("asked_director", "director", RequestKind.ERASE_ACCOUNT, "director"),
        ("asked_inspector", "inspector", RequestKind.ERASE_ACCOUNT, "inspector"),
    ):
        scene.things[name] = request_make(
            actor=cast.actor(who), kind=kind, subject=cast.people[about], words="Merci", what="name"
        )


def _group(scene: Scene) -> None:
    """The purchasing group: Valmarais by its representative, Brive by a managing body, an OGEC by nobody."""
    cast = scene.cast
    scene.things["group"] = group = group_of(cast, cast.actor("coordinator_manager"))
    scene.things["text"] = ConventionText.objects.create(
        market=group.market, number=1, dated_on=NOW.date().replace(year=2025, month=10), name="convention.pdf",
        content=b"%PDF-1.7", sha256="0" * 64, size=8,
    )  # fmt: skip
    scene.things["invitation"] = Invitation.objects.create(
        member=group["ogec"], hash="0" * 64, expires_at=clock.now() + timedelta(days=9)
    )
    scene.things |= lists_of(scene)
    scene.things |= deliveries_of(scene)
    scene.things["claim"] = school_claim(
        actor=cast.actor("member_rep"), member=group["valmarais"], school=cast.tilleuls
    )
    scene.things["price"] = scheduled(cast.actor("coordinator_manager"), group.market)[0]
    market_of(scene)
    meetings_of(scene)


def _body() -> Any:
    from eprimo.foundation.content import richtext

    return richtext.parse("Nous irons au port.")


def build_scene() -> Scene:
    """Everything the matrix asks about, at the instant tests start at."""
    cast = build_cast()
    scene = Scene(cast=cast)
    _more_people(cast)
    _places(scene)
    _notes(scene)
    _papers(scene)
    _files(scene)
    # Who comes after the notes were sent.
    cast.people["tom"] = make.pupil(cast.tilleuls, cast.ce1, "Tom", "TARDIF")
    cast.people["guardian_tom"] = make.guardian(cast.people["tom"], first_name="Tina", last_name="TARDIF")
    _accounts(scene)
    _class_device(scene)
    _copies(scene)
    _requests(scene)
    _group(scene)
    for name, one in cast.people.items():
        row, key = signed(Account.objects.get(person=one))
        scene.keys[name] = key
        scene.things[f"session_{name}"] = Session.objects.get(pk=row.pk)
        scene.things[f"device_{name}"] = PushDevice.objects.create(
            account=row.account, address=name, address_hash=name
        )
    _factors(scene)
    _switch(scene)
    _alarm(scene)
    return scene
