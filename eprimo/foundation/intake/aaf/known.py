"""The attributes of the academic directory, first degree: what is read, what is known and not needed."""

from eprimo.foundation.intake.aaf.files import Kind

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
