"""The attributes of the academic directory, first degree: what is read, what is known and not needed, and what is kept
beside so that a change may say one of them alone."""

import json

from eprimo.foundation.intake.aaf.files import Kind
from eprimo.foundation.intake.aaf.requests import AafObject, Values

# How tables name a kind.
LETTERS = {Kind.PUPIL: "E", Kind.GUARDIAN: "R", Kind.STAFF: "P", Kind.SCHOOL: "S"}

# What a flag of a pupil enrols in: attribute → kind of the commune's service.
SERVICES = {
    "ENTEleveRestaurantScolaire": "cantine",
    "ENTEleveGarderieMatin": "garderie-matin",
    "ENTEleveGarderieSoir": "garderie-soir",
    "ENTEleveEtudesSurveillees": "etude",
    "ENTEleveTransport": "transport",
}
_PERSON = {
    "ENTPersonJointure", "ENTPersonDateNaissance", "ENTPersonNom", "ENTPersonPrenom", "ENTPersonAutresPrenoms",
    "ENTPersonNomPatro", "ENTPersonCivilite", "ENTPersonMail", "categoriePersonne",
}  # fmt: skip
KNOWN: dict[Kind, frozenset[str]] = {
    Kind.SCHOOL: frozenset(
        {
            "ENTStructureJointure", "ENTStructureUAI", "ENTStructureSIREN", "ENTStructureNomCourant",
            "ENTStructureTypeStruct", "ENTStructureCodeTypeStruct", "ENTEcoleMinistereTutelle",
            "ENTEcoleCodeMinistereTutelle", "ENTEtablissementContrat", "ENTStructureBoitePostale",
            "ENTStructureAdresse", "ENTStructureCodePostal", "ENTStructureVille", "ENTStructureTelephone",
            "ENTStructureFax", "ENTStructureEmail", "ENTStructureMailSI", "ENTServAcAcademie",
            "ENTServAcCodeAcademie", "ENTEcoleSecteur", "ENTEcoleCirconscription", "ENTEcoleCommune",
            "ENTEcoleRPI", "categorieStructure",
        }
    ),
    Kind.PUPIL: frozenset(
        _PERSON
        | set(SERVICES)
        | {
            "ENTEleveINE", "ENTEleveAutoriteParentale", "ENTPersonStructRattach", "ENTPersonClasses",
            "ENTPersonGroupes", "ENTEleveNiveau", "ENTEleveCycle", "ENTEleveTypeClasse",
            "ENTEleveDateEntreeClasses", "ENTEleveDateSortieClasses", "ENTEleveDateEntreeStructRattach",
            "ENTEleveDateSortieStructRattach", "ENTPersonStructRattachDate",
        }
    ),
    Kind.GUARDIAN: frozenset(
        _PERSON
        | {
            "ENTPersonTelPerso", "ENTPersRelEleveTelPro", "ENTPersRelEleveTelMobile", "ENTPersonAdresse",
            "ENTPersonCodePostal", "ENTPersonVille", "ENTPersonPays", "ENTPersonAdresseDiffusion",
            "ENTPersRelEleveEleve",
        }
    ),
    Kind.STAFF: frozenset(
        _PERSON
        | {
            "ENTPersonStructRattach", "ENTPersonFonctions", "ENTEnsFonctionDir", "ENTEnsSpecialites",
            "ENTPersonCategorieEnseignant", "ENTPersonStructRattachDate", "ENTPersonFonctionsDate",
            "ENTEnsFonctionDirDate", "ENTPersonCategorieEnseignantDate",
        }
    ),
}  # fmt: skip

# Attributes that make a value of the directory together, by kind: attribute → those that are read when it changes. What
# somebody is to a school is told by four of them, the last name by two; a pupil who comes to a school brings the flags.
NAMES = frozenset({"ENTPersonNom", "ENTPersonNomPatro"})
_PLACE = frozenset({"ENTPersonStructRattach", "ENTPersonClasses", "ENTEleveNiveau"})
_POST = frozenset(
    {"ENTPersonStructRattach", "ENTPersonFonctions", "ENTEnsFonctionDir", "ENTPersonCategorieEnseignant"}
)
_SCHOOL = frozenset(
    {
        "ENTStructureUAI", "ENTStructureNomCourant", "ENTEcoleCommune", "ENTStructureTypeStruct",
        "ENTEtablissementContrat", "ENTEcoleSecteur",
    }
)  # fmt: skip
WARDS, CHILDREN = "ENTEleveAutoriteParentale", "ENTPersRelEleveEleve"
READ_WITH: dict[Kind, dict[str, frozenset[str]]] = {
    Kind.SCHOOL: dict.fromkeys(_SCHOOL, _SCHOOL),
    Kind.PUPIL: dict.fromkeys(NAMES, NAMES)
    | dict.fromkeys(_PLACE, _PLACE | set(SERVICES))
    | {WARDS: frozenset()},
    Kind.GUARDIAN: dict.fromkeys(NAMES, NAMES) | {CHILDREN: frozenset()},
    Kind.STAFF: dict.fromkeys(NAMES, NAMES) | dict.fromkeys(_POST, _POST),
}
KEPT = {kind: frozenset(read).union(*read.values()) for kind, read in READ_WITH.items()}


# Half a million of them are kept: the names they go by.
_SHORT = {
    "ENTPersonNom": "name", "ENTPersonNomPatro": "born", "ENTPersonStructRattach": "place",
    "ENTPersonClasses": "class", "ENTEleveNiveau": "level", WARDS: "wards", CHILDREN: "children",
    "ENTPersonFonctions": "posts", "ENTEnsFonctionDir": "heads", "ENTPersonCategorieEnseignant": "teaches",
    "ENTStructureUAI": "uai", "ENTStructureNomCourant": "called", "ENTEcoleCommune": "commune",
    "ENTStructureTypeStruct": "kind", "ENTEtablissementContrat": "contract", "ENTEcoleSecteur": "sector",
} | SERVICES  # fmt: skip
_LONG = {short: name for name, short in _SHORT.items()}
_IN_ORDER = {kind: tuple((name, _SHORT[name]) for name in sorted(names)) for kind, names in KEPT.items()}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def kept_of(found: AafObject, kind: Kind) -> str | None:
    """What is kept of an object once it is taken, the same text for the same words; none when it is not known whole."""
    if not is_whole(found):
        return None
    said = found.known | found.values if found.known else found.values
    return _encode(
        {short: [one for one in said[name] if one] for name, short in _IN_ORDER[kind] if name in said}
    )


def known_of(kept: str) -> Values:
    """The attributes that were kept; a name that is no more is left."""
    return {_LONG[short]: values for short, values in json.loads(kept).items() if short in _LONG}


def is_whole(found: AafObject) -> bool:
    """Are the attributes that are read together all there? Of a change, when what was said before is known."""
    return found.op == "a" or found.known is not None
