"""The attributes of the academic directory, first degree: what is read, what is known and not needed, and what is kept
beside so that a change may say one of them alone."""

import json
from collections.abc import Mapping

from eprimo.foundation.intake.aaf.files import Kind
from eprimo.foundation.intake.aaf.requests import Values

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

# Attributes that make a value of the directory together, by kind: what somebody is to a school is told by four of them,
# the last name by two.
_NAMES = frozenset({"ENTPersonNom", "ENTPersonNomPatro"})
TOGETHER: dict[Kind, tuple[frozenset[str], ...]] = {
    Kind.SCHOOL: (
        frozenset(
            {
                "ENTStructureUAI", "ENTStructureNomCourant", "ENTEcoleCommune", "ENTStructureTypeStruct",
                "ENTEtablissementContrat", "ENTEcoleSecteur",
            }
        ),
    ),
    Kind.PUPIL: (
        _NAMES,
        frozenset({"ENTPersonStructRattach", "ENTPersonClasses", "ENTEleveNiveau"}),
        frozenset({"ENTEleveAutoriteParentale"}),
    ),
    Kind.GUARDIAN: (_NAMES, frozenset({"ENTPersRelEleveEleve"})),
    Kind.STAFF: (
        _NAMES,
        frozenset(
            {
                "ENTPersonStructRattach", "ENTPersonFonctions", "ENTEnsFonctionDir", "ENTPersonCategorieEnseignant",
            }
        ),
    ),
}  # fmt: skip
KEPT = {kind: frozenset[str]().union(*groups) for kind, groups in TOGETHER.items()}


def said_of(kind: Kind, values: Mapping[str, list[str]]) -> str:
    """What is kept of an object that was told whole, the same text for the same words."""
    return told({name: values[name] for name in KEPT[kind] if name in values})


def told(said: Values) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
