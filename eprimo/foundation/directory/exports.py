"""What a copy of one's own data says of the directory: who one is, where, with whom; never another adult's data."""

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
    GroupMembership,
    Guardianship,
    Mandate,
    MandateProposal,
    Person,
    ServiceEnrolment,
    SupportAccess,
)
from eprimo.foundation.kernel.exporting import Asked, Chapter, Cleared, Code, Eye, Item, LeftOut, Row
from eprimo.ui import pictures

_ALL = frozenset(Eye)
_OWN = frozenset({Eye.OWN})
_CHILD = frozenset({Eye.PUPIL, Eye.GUARDIAN, Eye.LEAVING})
# In the words of a school for a child, of a form for an adult.
_SEX = {
    ("F", False): gettext_noop("Fille"), ("M", False): gettext_noop("Garçon"),
    ("F", True): gettext_noop("Féminin"), ("M", True): gettext_noop("Masculin"),
}  # fmt: skip
_DATES = (Item("from", "Depuis le"), Item("until", "Jusqu’au"))


def _identity(asked: Asked) -> Iterator[Row]:
    for one in Person.objects.filter(pk=asked.subject_id):
        yield (
            one.last_name,
            one.usual_name,
            one.first_name,
            one.civility,
            Code(one.sex, _(_SEX[one.sex, asked.eye == Eye.OWN])) if one.sex else None,
            one.birth_date,
            _animal(one),
        )


def _animal(one: Person) -> Code | None:
    """« renard, violet »; None: one is drawn."""
    animal, colour = pictures.animal_of(one.animal)
    return Code(one.animal, f"{pictures.ANIMALS[animal]}, {pictures.COLOURS[colour]}") if one.animal else None


def _contact(asked: Asked) -> Iterator[Row]:
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


def _schools(asked: Asked) -> Iterator[Row]:
    rows = (
        Affiliation.objects.filter(person=asked.subject_id).select_related("school").order_by("starts", "pk")
    )
    for one in rows:
        what = Code(one.function or one.profile, str(one.get_function_display() or one.get_profile_display()))
        yield (one.school.name, one.school.uai, what, *_between(asked, one))


def _classes(asked: Asked) -> Iterator[Row]:
    rows = ClassMembership.objects.filter(person=asked.subject_id).select_related(
        "class_group__school", "class_group__year"
    )
    for one in rows.order_by("starts", "pk"):
        group = one.class_group
        yield (group.label, str(group.year), group.school.name, *_between(asked, one))


def _groups(asked: Asked) -> Iterator[Row]:
    rows = GroupMembership.objects.filter(person=asked.subject_id).select_related("group__school")
    for one in rows.order_by("starts", "pk"):
        yield (one.group.label, one.group.school.name, *_between(asked, one))


def _attachments(asked: Asked) -> Iterator[Row]:
    """A child that one accompanies is another person: the copy says that there is one, not who."""
    rows = Attachment.objects.filter(person=asked.subject_id).select_related("class_group", "school")
    for one in rows.order_by("starts", "pk"):
        target = one.class_group.label if one.class_group else _("un élève")
        yield (Code(one.kind, str(one.get_kind_display())), target, one.school.name, *_between(asked, one))


def _children(asked: Asked) -> Iterator[Row]:
    """Only those of whom the reader may know; that a decision stands on the own link is told, never its words."""
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


def _consents(asked: Asked) -> Iterator[Row]:
    """One's own decisions; in the file that all guardians share, what holds, without anybody's name."""
    rows = Consent.objects.filter(child__in=_about(asked)).select_related("child", "school")
    if asked.eye != Eye.LEAVING:
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


def _enrolments(asked: Asked) -> Iterator[Row]:
    rows = ServiceEnrolment.objects.filter(child=asked.subject_id).select_related("service", "school")
    for one in rows.order_by("starts", "pk"):
        yield (one.service.name, one.school.name, *_between(asked, one))


def _mandates(asked: Asked) -> Iterator[Row]:
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


def _proposals(asked: Asked) -> Iterator[Row]:
    """To the person, or by the person: the role and what became of it, nobody's name."""
    rows = MandateProposal.objects.filter(Q(person=asked.subject_id) | Q(proposed_by=asked.subject_id))
    for one in rows.order_by("proposed_at", "pk"):
        role = Code(one.role, str(one.get_role_display()))
        state = Code(one.state, str(one.get_state_display()))
        yield (role, state, *map(asked.local, (one.proposed_at, one.decided_at)))


def _supports(asked: Asked) -> Iterator[Row]:
    """Asked, answered or ended by the person: the school and what became of it, nobody's name nor words of others."""
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


def _about(asked: Asked) -> list[int]:
    return list(asked.children) if asked.eye == Eye.OWN else [asked.subject_id]


def _between(asked: Asked, one: object) -> Row:
    starts, ends = asked.local(getattr(one, "starts", None)), asked.local(getattr(one, "ends", None))
    return (starts.date() if starts else None, ends.date() if ends else None)


CHAPTERS = [
    Chapter(
        "identity",
        "Identité",
        "Le nom et la date de naissance que l’école connaît.",
        (
            Item("last_name", "Nom de famille"),
            Item("usual_name", "Nom d’usage"),
            Item("first_name", "Prénom"),
            Item("civility", "Civilité"),
            Item("sex", "Sexe"),
            Item("birth_date", "Date de naissance"),
            Item("animal", "Animal choisi"),
        ),
        _identity,
        ("directory.Person",),
        _ALL,
        1,
        child_title="Qui tu es",
        child_words="Ton nom, ton jour de naissance, ton animal.",
    ),
    Chapter(
        "contact",
        "Comment vous joindre",
        "Les coordonnées que l’école a reçues de vous ou de ses fichiers.",
        (
            Item("email", "E-mail"),
            Item("mobile", "Téléphone mobile"),
            Item("home_phone", "Téléphone du domicile"),
            Item("work_phone", "Téléphone du travail"),
            Item("address", "Adresse"),
            Item("postcode", "Code postal"),
            Item("city", "Commune"),
            Item("country", "Pays"),
        ),
        _contact,
        ("directory.ContactDetails",),
        _OWN,
        2,
    ),
    Chapter(
        "schools",
        "Les écoles",
        "Ce que l’on est, ou a été, dans chaque école.",
        (Item("school", "École"), Item("uai", "Numéro de l’école"), Item("as", "En tant que"), *_DATES),
        _schools,
        ("directory.Affiliation",),
        _ALL,
        3,
        child_title="Ton école",
        child_words="Où tu vas à l’école.",
    ),
    Chapter(
        "classes",
        "Les classes",
        "Les classes de l’élève, année après année.",
        (Item("class", "Classe"), Item("year", "Année scolaire"), Item("school", "École"), *_DATES),
        _classes,
        ("directory.ClassMembership",),
        _CHILD,
        4,
        child_title="Ta classe",
        child_words="Les classes où tu es allé.",
    ),
    Chapter(
        "groups",
        "Les groupes",
        "Chorale, soutien, atelier\u00a0: les groupes de l’école.",
        (Item("group", "Groupe"), Item("school", "École"), *_DATES),
        _groups,
        ("directory.GroupMembership",),
        _ALL,
        5,
        child_title="Tes groupes",
        child_words="Les groupes où tu vas.",
    ),
    Chapter(
        "attachments",
        "Les classes et les élèves suivis",
        "À quoi l’école vous a rattaché.",
        (Item("kind", "Rattachement"), Item("target", "À qui, à quoi"), Item("school", "École"), *_DATES),
        _attachments,
        ("directory.Attachment",),
        _OWN,
        6,
    ),
    Chapter(
        "children",
        "Vos enfants",
        "Les enfants dont vous êtes responsable, et à quel titre.",
        (
            Item("first_name", "Prénom"),
            Item("last_name", "Nom"),
            Item("kind", "À quel titre"),
            Item("protected", "Une décision enregistrée protège des coordonnées"),
            *_DATES,
        ),
        _children,
        ("directory.Guardianship",),
        _OWN,
        7,
    ),
    Chapter(
        "consents",
        "Accords et refus",
        "Ce qui a été décidé pour l’enfant\u00a0: photo, associations.",
        (
            Item("child", "Enfant"),
            Item("use", "Pour quoi"),
            Item("scope", "Précision"),
            Item("decision", "Décision"),
            Item("school", "École"),
            *_DATES,
        ),
        _consents,
        ("directory.Consent",),
        frozenset({Eye.OWN, Eye.GUARDIAN, Eye.LEAVING}),
        8,
    ),
    Chapter(
        "enrolments",
        "Services de la commune",
        "Cantine, garderie\u00a0: ce à quoi l’enfant est inscrit.",
        (Item("service", "Service"), Item("school", "École"), *_DATES),
        _enrolments,
        ("directory.ServiceEnrolment",),
        frozenset({Eye.GUARDIAN, Eye.LEAVING}),
        9,
    ),
    Chapter(
        "mandates",
        "Missions",
        "Ce que vous faites pour un territoire ou un service.",
        (Item("role", "Mission"), Item("place", "Où"), *_DATES),
        _mandates,
        ("directory.Mandate",),
        _OWN,
        10,
    ),
    Chapter(
        "mandate_proposals",
        "Missions proposées",
        "À vous, ou par vous, en attendant une deuxième personne.",
        (
            Item("role", "Mission"),
            Item("state", "État"),
            Item("proposed_at", "Proposée le"),
            Item("decided_at", "Décidée le"),
        ),
        _proposals,
        ("directory.MandateProposal",),
        _OWN,
        11,
    ),
    Chapter(
        "support_accesses",
        "Assistances",
        "Demandées par vous, ou auxquelles vous avez répondu.",
        (
            Item("school", "École"),
            Item("state", "État"),
            Item("reason", "Votre motif"),
            Item("answer", "Votre réponse"),
            Item("asked_at", "Demandée le"),
            Item("starts", "Depuis le"),
            Item("ends", "Jusqu’au"),
        ),
        _supports,
        ("directory.SupportAccess",),
        _OWN,
        12,
    ),
]

LEFT_OUT = [
    LeftOut(
        "directory.PersonMerge",
        "Les fiches réunies\u00a0: ce que l’autre fiche contenait est déjà dans cette copie, et le reste sert à la "
        "direction pour les séparer si c’était une erreur.",
    ),
    LeftOut(
        "directory.NotTheSame",
        "Les personnes que l’école a dit ne pas être vous\u00a0: ce sont d’autres personnes.",
    ),
    LeftOut(
        "directory.NationalNumber",
        "L’identifiant national de l’élève (INE)\u00a0: seule la direction de l’école le lit. "
        "Demandez-le-lui.",
    ),
    LeftOut(
        "directory.ExternalKey",
        "Les numéros techniques des fichiers de l’école\u00a0: ils ne servent qu’à reconnaître une même "
        "personne d’un fichier à l’autre, et seule la direction les lit.",
    ),
    LeftOut(
        "directory.GuardianRestriction",
        "Les motifs et les pièces d’une décision de justice\u00a0: ils restent à la direction. La copie dit "
        "seulement qu’une décision est enregistrée sur votre lien.",
    ),
    LeftOut(
        "directory.YearChange",
        "Qui a préparé le changement d’année d’une école\u00a0: c’est dans le journal de l’école.",
    ),
    LeftOut(
        "directory.PlannedPupil",
        "La classe qui est proposée pour l’an prochain\u00a0: un travail de la direction, qui peut encore changer. La "
        "copie dit la classe dès qu’elle est celle de l’élève.",
    ),
    LeftOut(
        "directory.PlannedAttachment",
        "Les enseignants qui sont proposés pour une classe de l’an prochain\u00a0: un travail de la direction, qui "
        "peut encore changer.",
    ),
]

CLEARED = [
    Cleared(
        "animal",
        "Mon animal",
        "L’animal que tu as choisi\u00a0: tu retrouves celui du début.",
        lambda person_id: Person.objects.filter(pk=person_id).exclude(animal="").count(),
        lambda person_id: Person.objects.filter(pk=person_id).exclude(animal="").update(animal=""),
        12,
    ),
]
