"""What a copy of one's own data says of the directory: who one is, where, with whom; never another adult's data."""

from eprimo.foundation.directory import export_rows as rows
from eprimo.foundation.directory.animals import animal_clear
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.copy_chapters import Chapter, Cleared, CopyColumn, LeftOut, Viewpoint

_ALL = frozenset(Viewpoint)
_OWN = frozenset({Viewpoint.OWN})
_CHILD = frozenset({Viewpoint.PUPIL, Viewpoint.GUARDIAN, Viewpoint.LEAVING})
_DATES = (CopyColumn("from", "Depuis le"), CopyColumn("until", "Jusqu’au"))

CHAPTERS = [
    Chapter(
        "identity",
        "Identité",
        "Le nom et la date de naissance que l’école connaît.",
        (
            CopyColumn("last_name", "Nom de famille"),
            CopyColumn("usual_name", "Nom d’usage"),
            CopyColumn("first_name", "Prénom"),
            CopyColumn("civility", "Civilité"),
            CopyColumn("sex", "Sexe"),
            CopyColumn("birth_date", "Date de naissance"),
            CopyColumn("animal", "Animal de l’élève"),
        ),
        rows.identity,
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
            CopyColumn("email", "E-mail"),
            CopyColumn("mobile", "Téléphone mobile"),
            CopyColumn("home_phone", "Téléphone du domicile"),
            CopyColumn("work_phone", "Téléphone du travail"),
            CopyColumn("address", "Adresse"),
            CopyColumn("postcode", "Code postal"),
            CopyColumn("city", "Commune"),
            CopyColumn("country", "Pays"),
        ),
        rows.contact,
        ("directory.ContactDetails",),
        _OWN,
        2,
    ),
    Chapter(
        "schools",
        "Les écoles",
        "Ce que l’on est, ou a été, dans chaque école.",
        (
            CopyColumn("school", "École"),
            CopyColumn("uai", "Numéro de l’école"),
            CopyColumn("as", "En tant que"),
            *_DATES,
        ),
        rows.schools,
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
        (
            CopyColumn("class", "Classe"),
            CopyColumn("year", "Année scolaire"),
            CopyColumn("school", "École"),
            *_DATES,
        ),
        rows.classes,
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
        (CopyColumn("group", "Groupe"), CopyColumn("school", "École"), *_DATES),
        rows.groups,
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
        (
            CopyColumn("kind", "Rattachement"),
            CopyColumn("target", "À qui, à quoi"),
            CopyColumn("school", "École"),
            *_DATES,
        ),
        rows.attachments,
        ("directory.Attachment",),
        _OWN,
        6,
    ),
    Chapter(
        "children",
        "Vos enfants",
        "Les enfants dont vous êtes responsable, et à quel titre.",
        (
            CopyColumn("first_name", "Prénom"),
            CopyColumn("last_name", "Nom"),
            CopyColumn("kind", "À quel titre"),
            CopyColumn("protected", "Une décision enregistrée protège des coordonnées"),
            *_DATES,
        ),
        rows.children,
        ("directory.Guardianship",),
        _OWN,
        7,
    ),
    Chapter(
        "consents",
        "Accords et refus",
        "Ce qui a été décidé pour l’enfant\u00a0: photo, associations.",
        (
            CopyColumn("child", "Enfant"),
            CopyColumn("use", "Pour quoi"),
            CopyColumn("scope", "Précision"),
            CopyColumn("decision", "Décision"),
            CopyColumn("school", "École"),
            *_DATES,
        ),
        rows.consents,
        ("directory.Consent",),
        frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        8,
    ),
    Chapter(
        "enrolments",
        "Services de la commune",
        "Cantine, garderie\u00a0: ce à quoi l’enfant est inscrit.",
        (CopyColumn("service", "Service"), CopyColumn("school", "École"), *_DATES),
        rows.enrolments,
        ("directory.ServiceEnrolment",),
        frozenset({Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        9,
    ),
    Chapter(
        "mandates",
        "Missions",
        "Ce que vous faites pour un territoire ou un service.",
        (CopyColumn("role", "Mission"), CopyColumn("place", "Où"), *_DATES),
        rows.mandates,
        ("directory.Mandate",),
        _OWN,
        10,
    ),
    Chapter(
        "mandate_proposals",
        "Missions proposées",
        "À vous, ou par vous, en attendant une deuxième personne.",
        (
            CopyColumn("role", "Mission"),
            CopyColumn("state", "État"),
            CopyColumn("proposed_at", "Proposée le"),
            CopyColumn("decided_at", "Décidée le"),
        ),
        rows.proposals,
        ("directory.MandateProposal",),
        _OWN,
        11,
    ),
    Chapter(
        "ties",
        "Accès proposés",
        "À vous, ou par vous\u00a0: rien ne s’ouvre avant que la personne accepte.",
        (
            CopyColumn("as", "En tant que"),
            CopyColumn("school", "École"),
            CopyColumn("state", "État"),
            CopyColumn("proposed_at", "Proposé le"),
            CopyColumn("decided_at", "Répondu le"),
        ),
        rows.ties,
        ("directory.TieProposal",),
        _OWN,
        12,
    ),
    Chapter(
        "support_accesses",
        "Assistances",
        "Demandées par vous, ou auxquelles vous avez répondu.",
        (
            CopyColumn("school", "École"),
            CopyColumn("state", "État"),
            CopyColumn("reason", "Votre motif"),
            CopyColumn("answer", "Votre réponse"),
            CopyColumn("asked_at", "Demandée le"),
            CopyColumn("starts", "Depuis le"),
            CopyColumn("ends", "Jusqu’au"),
        ),
        rows.supports,
        ("directory.SupportAccess",),
        _OWN,
        13,
    ),
    Chapter(
        "families_opened",
        "Familles de directions",
        "Écoles dont vous avez ouvert les familles à la place de la direction, et pourquoi.",
        (CopyColumn("school", "École"), CopyColumn("reason", "Motif"), CopyColumn("starts", "Le")),
        rows.family_openings,
        ("directory.FamilyOpening",),
        _OWN,
        13,
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
        "directory.TiePlace",
        "Les classes et les élèves pour qui un adulte est attendu\u00a0: la copie le dit quand il a accepté.",
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
        "L’animal que tu as choisi\u00a0: on t’en donne un autre.",
        lambda person_id: Person.objects.filter(pk=person_id).exclude(chosen_animal="").count(),
        animal_clear,
        12,
    ),
]
