"""The page that lists the pictures of a folder, by person."""

import re
from itertools import groupby
from pathlib import Path

# First words of the names -> who it is. The longest that fits wins.
WHO = {
    "parent": "Samira Martin, deux enfants dans deux écoles",
    "mere-separee": "Katell Le Goff, mère séparée",
    "pere-separe": "Karim Haddad, père séparé",
    "pere-protege": "Un père dont les coordonnées sont protégées",
    "nom-long": "Une responsable au nom long",
    "petit": "Noé, élève de grande section (habillage des petits)",
    "eleve": "Léa, élève de CE1",
    "enseignante": "Claire Le Gall, enseignante de CE1",
    "enseignante-mere": "Nadia Roussel, enseignante et mère d’élève",
    "enseignant": "Bastien Perrot, enseignant qui arrive",
    "remplacant": "Rémi Vannier, remplaçant",
    "aesh": "Sophie Besnard, AESH",
    "atsem": "Odile Chauvin, ATSEM",
    "intervenant": "Luca Fabre, intervenant",
    "directrice": "Anne Guilbaud, directrice",
    "directeur": "Hugues Morel, directeur d’une école qui s’installe",
    "agente": "Aline Moinard, agente du restaurant scolaire",
    "inspectrice": "Iris Delaunay, inspectrice",
    "rectorat": "Alban Rivière, rectorat",
    "conseillere": "La conseillère pédagogique",
    "referent": "Le référent numérique",
    "departement": "La direction académique d’un département",
    "elue": "L’élue d’une commune membre",
    "coordinatrice": "Maëlle Rousseau, coordinatrice du groupement",
    "prestataire": "Yann Corre, prestataire de gestion",
    "titulaire": "L’assistance du titulaire du marché",
    "plateforme": "Lou Tessier, administratrice de la plateforme",
    "adulte": "Une adulte sans lien avec une école",
    "visiteur": "Avant d’entrer",
    "papier": "Sur papier",
    "courriel": "Par courriel",
    "tous": "Pour tous",
}
_NAME = re.compile(r"(?P<screen>.+?)-(?P<width>360|768|1440)(?P<theme>-sombre|-contraste)?")
_HEAD = """# Les écrans d’e-primo

{count} images, {size} Mo. Elles sont faites par `python -m tests.e2e.screens DOSSIER`, avec les personnes de la
démonstration, le mardi 24 novembre 2026 à 10 h. Le nom dit qui, quel écran, dans quel état, à quelle largeur,
de nuit (`-sombre`) ou en contraste élevé (`-contraste`) : `<qui>-<écran>[-état]-<largeur>[-sombre|-contraste].png`.
`-texte200` : un téléphone dont le texte est à 200 %. `-arabe`, `-anglais` : la langue.

Toutes les combinaisons ne sont pas ici. `python -m tests.e2e.screens DOSSIER --all` fait chaque écran aux trois
largeurs et dans les trois thèmes ; `-k mot` n’en fait qu’une partie (`-k composer`, `-k homes`, `-k school`…).
"""


def write_index(folder: Path) -> None:
    """`README.md` of the folder; links to what is in it, nothing else."""
    pictures = sorted(folder.glob("*.png"))
    size = sum(path.stat().st_size for path in pictures) / 1e6
    parts = [_HEAD.format(count=len(pictures), size=f"{size:.1f}".replace(".", ","))]
    order = list(WHO)
    by_person = sorted(pictures, key=lambda path: (order.index(_who(path.stem)), path.stem))
    for who, theirs in groupby(by_person, key=lambda path: _who(path.stem)):
        parts.append(f"\n## {WHO[who]}\n\n" + "".join(_lines(who, list(theirs))))
    (folder / "README.md").write_text("".join(parts), encoding="utf-8")


def _who(stem: str) -> str:
    found = [key for key in WHO if stem.startswith(f"{key}-")]
    assert found, f"{stem}: whose picture is it?"
    return max(found, key=len)


def _lines(who: str, pictures: list[Path]) -> list[str]:
    def screen(path: Path) -> str:
        # Paper has no width.
        found = _NAME.fullmatch(path.stem)
        return found["screen"] if found else path.stem

    lines = []
    for name, shots in groupby(sorted(pictures, key=screen), key=screen):
        words = name.removeprefix(f"{who}-").replace("-", " ")
        links = " · ".join(
            f"[{path.stem.removeprefix(f'{name}-').replace('-', ' ') if path.stem != name else 'A4'}]({path.name})"
            for path in shots
        )
        lines.append(f"- {words} : {links}\n")
    return lines
