"""The academies of France and their departments: enough to place a school by the number of its commune.

Codes are those of the ministry (academies, vice-rectorats) and of INSEE (departments, collectivities overseas); holiday
zones of the education code. An academy has a line for each of its calendars.
"""

from dataclasses import dataclass, replace

# Academy: code, name, holiday zone (a key of `holidays.ZONES`), time zone (empty: Paris), departments.
_ACADEMIES = """
01|Paris|C||75 Paris
02|Aix-Marseille|B||04 Alpes-de-Haute-Provence,05 Hautes-Alpes,13 Bouches-du-Rhône,84 Vaucluse
03|Besançon|A||25 Doubs,39 Jura,70 Haute-Saône,90 Territoire de Belfort
04|Bordeaux|A||24 Dordogne,33 Gironde,40 Landes,47 Lot-et-Garonne,64 Pyrénées-Atlantiques
06|Clermont-Ferrand|A||03 Allier,15 Cantal,43 Haute-Loire,63 Puy-de-Dôme
07|Dijon|A||21 Côte-d’Or,58 Nièvre,71 Saône-et-Loire,89 Yonne
08|Grenoble|A||07 Ardèche,26 Drôme,38 Isère,73 Savoie,74 Haute-Savoie
09|Lille|B||59 Nord,62 Pas-de-Calais
10|Lyon|A||01 Ain,42 Loire,69 Rhône
11|Montpellier|C||11 Aude,30 Gard,34 Hérault,48 Lozère,66 Pyrénées-Orientales
12|Nancy-Metz|B||54 Meurthe-et-Moselle,55 Meuse,57 Moselle,88 Vosges
13|Poitiers|A||16 Charente,17 Charente-Maritime,79 Deux-Sèvres,86 Vienne
14|Rennes|B||22 Côtes-d’Armor,29 Finistère,35 Ille-et-Vilaine,56 Morbihan
15|Strasbourg|B||67 Bas-Rhin,68 Haut-Rhin
16|Toulouse|C||09 Ariège,12 Aveyron,31 Haute-Garonne,32 Gers,46 Lot,65 Hautes-Pyrénées,81 Tarn,82 Tarn-et-Garonne
17|Nantes|B||44 Loire-Atlantique,49 Maine-et-Loire,53 Mayenne,72 Sarthe,85 Vendée
18|Orléans-Tours|B||18 Cher,28 Eure-et-Loir,36 Indre,37 Indre-et-Loire,41 Loir-et-Cher,45 Loiret
19|Reims|B||08 Ardennes,10 Aube,51 Marne,52 Haute-Marne
20|Amiens|B||02 Aisne,60 Oise,80 Somme
22|Limoges|A||19 Corrèze,23 Creuse,87 Haute-Vienne
23|Nice|B||06 Alpes-Maritimes,83 Var
24|Créteil|C||77 Seine-et-Marne,93 Seine-Saint-Denis,94 Val-de-Marne
25|Versailles|C||78 Yvelines,91 Essonne,92 Hauts-de-Seine,95 Val-d’Oise
27|Corse|corse||2A Corse-du-Sud,2B Haute-Corse
28|La Réunion|reunion|Indian/Reunion|974 La Réunion
31|Martinique|martinique|America/Martinique|972 Martinique
32|Guadeloupe|guadeloupe|America/Guadeloupe|971 Guadeloupe
32|Guadeloupe|saint-barth|America/St_Barthelemy|977 Saint-Barthélemy
32|Guadeloupe|saint-martin|America/Marigot|978 Saint-Martin
33|Guyane|guyane|America/Cayenne|973 Guyane
40|Nouvelle-Calédonie|caledonie|Pacific/Noumea|988 Nouvelle-Calédonie
41|Polynésie française|polynesie|Pacific/Tahiti|987 Polynésie française
42|Wallis-et-Futuna|wallis|Pacific/Wallis|986 Wallis-et-Futuna
43|Mayotte|mayotte|Indian/Mayotte|976 Mayotte
44|Saint-Pierre-et-Miquelon|miquelon|America/Miquelon|975 Saint-Pierre-et-Miquelon
70|Normandie|B||14 Calvados,27 Eure,50 Manche,61 Orne,76 Seine-Maritime
"""
# Communes whose clock is not their department's: the Marquesas (half an hour), the Gambier islands.
_CLOCKS = {
    **dict.fromkeys(("98718", "98723", "98731", "98746", "98756", "98757"), "Pacific/Marquesas"),
    "98719": "Pacific/Gambier",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A department and the academy it belongs to."""

    department: str
    department_name: str
    academy: str
    academy_name: str
    holiday_zone: str
    time_zone: str


def _read() -> dict[str, Place]:
    found = {}
    for line in _ACADEMIES.strip().splitlines():
        academy, name, zone, clock, departments = line.split("|")
        for department in departments.split(","):
            code, _, department_name = department.partition(" ")
            found[code] = Place(code, department_name, academy, name, zone, clock or "Europe/Paris")
    return found


PLACES = _read()


def place_of(insee: str) -> Place | None:
    """Return the department of a commune by its INSEE number, with the commune's own clock; None: no such
    department."""
    place = PLACES.get(insee[:3] if insee[:2] in {"97", "98"} else insee[:2])
    own = _CLOCKS.get(insee)
    return place if place is None or own is None else replace(place, time_zone=own)
