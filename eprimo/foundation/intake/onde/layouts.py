"""Which file is which, and where each of its values stands.

Files are known by their headers: the classic and the newer ones of ONDE, and those of the
templates that schools already use. The order of columns is free and unknown ones are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from eprimo.foundation.intake.onde.tables import Table
from eprimo.foundation.intake.onde.text_encoding import FileRefused
from eprimo.foundation.intake.records import Kind

PERSON = {
    "last_name": ("nom", "nomdefamille", "nomdenaissance"),
    "usual_name": ("nomusage", "nomdusage"),
    "first_name": ("prenom", "prenoms"),
    "external_id": ("externalid", "identifiantexterne"),
    "uai": ("uai", "codeuai", "numerouai", "uaiecole", "uaietablissement", "rne", "coderne"),
}
CONTACT = {
    "civility": ("civilite", "civiliteresponsable"),
    "email": ("courriel", "email", "mail", "adresseelectronique", "courrielresponsable"),
    "phone_home": ("telephonedomicile", "telephone", "teldomicile", "telephonefixe"),
    "phone_work": ("telephonetravail", "telephoneprofessionnel"),
    "phone_mobile": ("telephoneportable", "portable", "mobile", "telephonemobile"),
}
PUPIL = PERSON | {
    "last_name": (*PERSON["last_name"], "nomeleve", "nomdefamilleeleve"),
    "usual_name": (*PERSON["usual_name"], "nomusageeleve", "nomdusageeleve"),
    "first_name": (*PERSON["first_name"], "prenomeleve"),
    "birth_date": (
        "datenaissance",
        "datedenaissance",
        "neele",
        "nele",
        "datenaissanceeleve",
        "datedenaissanceeleve",
    ),
    "sex": ("sexe",),
    "ine": ("ine", "ineeleve", "numeroine", "identifiantnationaleleve"),
    "cycle": ("cycle",),
    "level": ("niveau", "niveaux"),
    "class": ("classe", "classes", "libelleclasse", "libelleclasses", "libelledelaclasse"),
    "state": ("etat", "etatinscription"),
    "insurance": ("attestationfournie", "attestation", "attestationassurance"),
    "association_consent": (
        "autorisationsassociations",
        "autorisationassociations",
        "autorisationassociation",
        "autorisationsassociation",
    ),
    "image_consent": ("autorisationsphotos", "autorisationphotos", "autorisationphoto", "autorisationsphoto"),
}
GUARDIAN = (
    PERSON
    | CONTACT
    | {
        "last_name": (*PERSON["last_name"], "nomresponsable", "nomdefamilleresponsable"),
        "usual_name": (*PERSON["usual_name"], "nomusageresponsable", "nomdusageresponsable"),
        "first_name": (*PERSON["first_name"], "prenomresponsable"),
        "address": ("adresse", "adresseresponsable"),
        "postcode": ("cp", "codepostal", "cpresponsable", "codepostalresponsable"),
        "city": ("commune", "ville", "communeresponsable"),
        "country": ("pays", "paysresponsable"),
    }
)
TEACHER = (
    PERSON
    | CONTACT
    | {
        "is_director": ("directeur", "directrice"),
        "function": ("fonction",),
        "class": ("classe", "classes", "libelleclasse"),
    }
)
CHILD = {
    "last_name": ("nomdefamilleenfant", "nomenfant", "nomdeleleve", "nomdelenfant", "nomdefamilledelenfant"),
    "usual_name": ("nomdusageenfant", "nomusageenfant", "nomdusagedeleleve", "nomdusagedelenfant"),
    "first_name": ("prenomenfant", "prenomdeleleve", "prenomdelenfant"),
    "class_label": ("classesenfants", "classesenfant", "classeenfant", "classesdeleleve", "classedeleleve"),
    "external_id": ("childexternalid",),
}
ALIASES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.PUPILS: PUPIL,
    Kind.GUARDIANS: GUARDIAN,
    Kind.TEACHERS: TEACHER,
}
REQUIRED = {
    Kind.PUPILS: {
        "last_name": "Nom",
        "first_name": "Prénom",
        "birth_date": "Date de naissance",
        "class": "Classe",
    },
    Kind.GUARDIANS: {"last_name": "Nom", "first_name": "Prénom"},
    Kind.TEACHERS: {"last_name": "Nom", "first_name": "Prénom"},
}
FRENCH = {Kind.PUPILS: "élèves", Kind.GUARDIANS: "responsables", Kind.TEACHERS: "enseignants"}

_PUPIL_MARKS = {"birth_date", "sex", "class", "level", "cycle", "ine", "insurance", "image_consent"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions of the known columns of one file."""

    kind: Kind
    columns: dict[str, tuple[int, ...]]
    """Field → positions; several when a template repeats a column (classes of a teacher)."""
    blocks: tuple[dict[str, int], ...] = ()
    """One per child of a guardian: field → position."""

    @property
    def block_width(self) -> int:
        """Columns of one child, 0 when the file has none."""
        return len(self.blocks[0]) if self.blocks else 0

    @property
    def blocks_close_the_row(self) -> bool:
        """True when children are the last columns: rows may then stop after any child."""
        used = [position for block in self.blocks for position in block.values()]
        known = [position for positions in self.columns.values() for position in positions]
        return bool(used) and min(used) > max(known) and sorted(used) == list(range(min(used), max(used) + 1))


def recognise(table: Table, file_name: str) -> Layout:
    """Tell the kind of a table and place its columns.

    Raises:
        FileRefused: another kind of file, or required columns are missing (they are named).
    """
    kind = _kind_of(table, file_name)
    blocks = _child_blocks(table.keys) if kind is Kind.GUARDIANS else ()
    layout = Layout(kind, _columns(table.keys, ALIASES[kind]), blocks)
    missing = [french for name, french in REQUIRED[kind].items() if name not in layout.columns]
    if kind is Kind.GUARDIANS and not _has_child_reference(blocks):
        missing += ["Nom de famille enfant", "Prénom enfant"]
    if missing:
        raise FileRefused(
            "missing_columns",
            f"Ce fichier des {FRENCH[kind]} n’a pas toutes ses colonnes. Il manque : {', '.join(missing)}.",
            line=table.header.line,
        )
    return layout


def _has_child_reference(blocks: tuple[dict[str, int], ...]) -> bool:
    return bool(blocks) and ({"last_name", "first_name"} <= blocks[0].keys() or "external_id" in blocks[0])


def _kind_of(table: Table, file_name: str) -> Kind:
    keys = set(table.keys)
    if any(_base(key) in names for key in keys for names in CHILD.values()) or "civiliteresponsable" in keys:
        return Kind.GUARDIANS
    teacher = _columns(table.keys, TEACHER)
    if "is_director" in teacher or ("class" in teacher and {"function", "civility"} & teacher.keys()):
        return Kind.TEACHERS
    if "function" in teacher:
        raise FileRefused(
            "other_kind",
            "C’est un fichier de personnels : seuls les élèves, les responsables et les enseignants"
            " viennent d’ONDE. Ajoutez les autres personnes à la main.",
        )
    pupil = _columns(table.keys, PUPIL)
    contact = {"email", "phone_home", "phone_work", "phone_mobile"} & teacher.keys()
    named = {"last_name", "first_name"} & pupil.keys()
    marks = _PUPIL_MARKS & pupil.keys()
    if not contact and ({"nomeleve", "prenomeleve"} & keys or (named and marks) or len(marks) > 1):
        return Kind.PUPILS
    if named and contact and "class" in teacher:
        raise FileRefused(
            "other_kind",
            "C’est un fichier d’invités : il ne vient pas d’ONDE. Ajoutez ces personnes à la main.",
        )
    if named and (kind := _kind_by_name(file_name)):
        return kind
    raise FileRefused(
        "unknown_file",
        "Ce n’est ni le fichier des élèves, ni celui des responsables, ni celui des enseignants d’ONDE :"
        " ses titres de colonnes ne sont pas les leurs.",
        line=table.header.line,
    )


def _kind_by_name(file_name: str) -> Kind | None:
    """Only to name the columns that a nearly right file lacks."""
    lowered = file_name.casefold()
    for kind, words in {
        Kind.PUPILS: ("eleve", "élève"),
        Kind.GUARDIANS: ("responsable", "parent"),
        Kind.TEACHERS: ("enseignant",),
    }.items():
        if any(word in lowered for word in words):
            return kind
    return None


def _columns(keys: list[str], aliases: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for name, writings in aliases.items():
        positions = tuple(i for i, key in enumerate(keys) if key in writings)
        if positions:
            found[name] = positions
    return found


def _base(key: str) -> str:
    """Key of a child's header without its number (``Prénom enfant 2``)."""
    return key.rstrip("0123456789")


def _child_blocks(keys: list[str]) -> tuple[dict[str, int], ...]:
    """The nth time a child's header comes belongs to the nth child: headers repeat unchanged."""
    places = {
        name: [i for i, key in enumerate(keys) if _base(key) in writings] for name, writings in CHILD.items()
    }
    count = max((len(positions) for positions in places.values()), default=0)
    return tuple(
        {name: positions[n] for name, positions in places.items() if n < len(positions)} for n in range(count)
    )
