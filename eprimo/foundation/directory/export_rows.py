"""The rows of a copy of one's own data that the directory holds, chapter by chapter (`exports.py`)."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.directory.enums import GuardianKindChoice
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassMembership,
    Consent,
    ContactDetails,
    FamilyOpening,
    GroupMembership,
    Guardianship,
    Mandate,
    MandateProposal,
    Person,
    ServiceEnrolment,
    SupportAccess,
    TieProposal,
)
from eprimo.foundation.directory.queries.ties import tie_words
from eprimo.foundation.kernel.copy_chapters import Code, CopyRequest, Row, Viewpoint
from eprimo.ui import pictures

# In the words of a school for a child, of a form for an adult.
_SEX = {
    ("F", False): gettext_noop("Fille"), ("M", False): gettext_noop("Garçon"),
    ("F", True): gettext_noop("Féminin"), ("M", True): gettext_noop("Masculin"),
}  # fmt: skip


def identity(asked: CopyRequest) -> Iterator[Row]:
    for one in Person.objects.filter(pk=asked.subject_id):
        yield (
            one.last_name,
            one.usual_name,
            one.first_name,
            one.civility,
            Code(one.sex, _(_SEX[one.sex, asked.viewpoint == Viewpoint.OWN])) if one.sex else None,
            one.birth_date,
            _animal(one),
        )


def _animal(one: Person) -> Code | None:
    """« renard, violet »; None: never in a class."""
    animal, colour = pictures.animal_of(one.animal)
    return Code(one.animal, f"{pictures.ANIMALS[animal]}, {pictures.COLOURS[colour]}") if one.animal else None


def contact(asked: CopyRequest) -> Iterator[Row]:
    for one in ContactDetails.objects.filter(person=asked.subject_id):
        yield (
            one.email,
            one.phone_mobile,
            one.phone_home,
            one.phone_work,
            one.address,
            one.postcode,
            one.city,
            one.country,
        )


def schools(asked: CopyRequest) -> Iterator[Row]:
    rows = (
        Affiliation.objects.filter(person=asked.subject_id).select_related("school").order_by("starts", "pk")
    )
    for one in rows:
        what = Code(one.function or one.profile, str(one.get_function_display() or one.get_profile_display()))
        yield (one.school.name, one.school.uai, what, *_between(asked, one))


def classes(asked: CopyRequest) -> Iterator[Row]:
    rows = ClassMembership.objects.filter(person=asked.subject_id).select_related(
        "class_group__school", "class_group__year"
    )
    for one in rows.order_by("starts", "pk"):
        group = one.class_group
        yield (group.label, str(group.year), group.school.name, *_between(asked, one))


def groups(asked: CopyRequest) -> Iterator[Row]:
    rows = GroupMembership.objects.filter(person=asked.subject_id).select_related("group__school")
    for one in rows.order_by("starts", "pk"):
        yield (one.group.label, one.group.school.name, *_between(asked, one))


def attachments(asked: CopyRequest) -> Iterator[Row]:
    """Yield the classes and children the person is tied to. A child that one accompanies is another person: the copy
    says that there is one, not who."""
    rows = Attachment.objects.filter(person=asked.subject_id).select_related("class_group", "school")
    for one in rows.order_by("starts", "pk"):
        target = one.class_group.label if one.class_group else _("un élève")
        yield (Code(one.kind, str(one.get_kind_display())), target, one.school.name, *_between(asked, one))


def children(asked: CopyRequest) -> Iterator[Row]:
    """Yield the own children of whom the reader may know; that a decision stands on the own link is told, never its
    words."""
    links = Guardianship.objects.filter(adult=asked.subject_id, child__in=list(asked.children))
    links = links.exclude(kind=GuardianKindChoice.CONTACT).select_related("child")
    for one in links.order_by("starts", "pk"):
        kind = Code(one.kind, str(one.get_kind_display()))
        yield (
            one.child.first_name,
            one.child.shown_last_name,
            kind,
            asked.children[one.child_id] > 0,
            *_between(asked, one),
        )


def consents(asked: CopyRequest) -> Iterator[Row]:
    """Yield the own decisions; in the file that all guardians share, what holds, without anybody's name."""
    rows = Consent.objects.filter(child__in=_about(asked)).select_related("child", "school")
    if asked.viewpoint != Viewpoint.LEAVING:
        rows = rows.filter(given_by=asked.reader_id)
    for one in rows.order_by("starts", "pk"):
        yield (
            one.child.first_name,
            Code(one.use, str(one.get_use_display())),
            one.scope,
            Code(one.decision, str(one.get_decision_display())),
            one.school.name,
            *_between(asked, one),
        )


def enrolments(asked: CopyRequest) -> Iterator[Row]:
    rows = ServiceEnrolment.objects.filter(child=asked.subject_id).select_related("service", "school")
    for one in rows.order_by("starts", "pk"):
        yield (one.service.name, one.school.name, *_between(asked, one))


def mandates(asked: CopyRequest) -> Iterator[Row]:
    places = Mandate.objects.annotate(
        academy_name=F("academy__name"),
        department_name=F("department__name"),
        district=F("circonscription__name"),
        commune_name=F("commune__name"),
        epci_name=F("epci__name"),
        service_name=F("service__name"),
    )
    for one in places.filter(person=asked.subject_id).order_by("starts", "pk"):
        where = (
            one.service_name,
            one.district,
            one.commune_name,
            one.epci_name,
            one.department_name,
            one.academy_name,
        )
        role = Code(one.role, str(one.get_role_display()))
        yield (role, next(filter(None, where), ""), *_between(asked, one))


def proposals(asked: CopyRequest) -> Iterator[Row]:
    """Yield the mandates proposed to the person, or by the person: the role and what became of it, nobody's name."""
    rows = MandateProposal.objects.filter(Q(person=asked.subject_id) | Q(proposed_by=asked.subject_id))
    for one in rows.order_by("proposed_at", "pk"):
        role = Code(one.role, str(one.get_role_display()))
        state = Code(one.state, str(one.get_state_display()))
        yield (role, state, *map(asked.local, (one.proposed_at, one.decided_at)))


def ties(asked: CopyRequest) -> Iterator[Row]:
    """Yield the ties proposed to the person, or by the person: as what, where, and what became of it, nobody's name."""
    rows = TieProposal.objects.filter(Q(person=asked.subject_id) | Q(proposed_by=asked.subject_id))
    for one in rows.select_related("school").order_by("proposed_at", "pk"):
        what = Code(one.function or one.role or one.profile, tie_words(one))
        state = Code(one.state, str(one.get_state_display()))
        where = one.school.name if one.school else ""
        yield (what, where, state, *map(asked.local, (one.proposed_at, one.decided_at)))


def supports(asked: CopyRequest) -> Iterator[Row]:
    """Yield assistance asked, answered or ended by the person: the school and what became of it, nobody's name nor
    words of others."""
    own = Q(person=asked.subject_id) | Q(decided_by=asked.subject_id) | Q(ended_by=asked.subject_id)
    for one in SupportAccess.objects.filter(own).select_related("school").order_by("asked_at", "pk"):
        reason = one.reason if one.person_id == asked.subject_id else ""
        answer = one.answer if one.decided_by_id == asked.subject_id else ""
        state = Code(one.state, str(one.get_state_display()))
        yield (
            one.school.name,
            state,
            reason,
            answer,
            *map(asked.local, (one.asked_at, one.starts, one.ends)),
        )


def family_openings(asked: CopyRequest) -> Iterator[Row]:
    """Yield which school's families the person opened in the place of its direction, why and when."""
    rows = FamilyOpening.objects.filter(person=asked.subject_id).select_related("school")
    for one in rows.order_by("starts", "pk"):
        yield (one.school.name, one.reason, asked.local(one.starts))


def _about(asked: CopyRequest) -> list[int]:
    return list(asked.children) if asked.viewpoint == Viewpoint.OWN else [asked.subject_id]


def _between(asked: CopyRequest, one: object) -> Row:
    starts, ends = asked.local(getattr(one, "starts", None)), asked.local(getattr(one, "ends", None))
    return (starts.date() if starts else None, ends.date() if ends else None)
