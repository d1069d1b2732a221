"""Makes the filter of passwords that are guessed first (`foundation.accounts.leaked`).

    python -m eprimo.devtools.leaked passwords.json commonWords.json

The first is the list of the npm package `@zxcvbn-ts/language-common` 4.1.3 (MIT; 49,000 passwords of public leaks), the
second of `@zxcvbn-ts/language-fr` 4.1.2 (the 28,000 usual words of OpenSubtitles 2024 by OPUS, Helsinki-NLP, ODC-BY):
one word is guessed, however long. Nothing of them stands in the repository but prints. Beside them come Django's own
list, and French ones made by rule, which leaked lists of the world hold few of.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

from eprimo.foundation.accounts.leaked import FILE, SHORTEST, folded, print_of
from eprimo.foundation.accounts.passwords import context_list

# What stands before a word of the list: « vive les vacances », « mon petit chat ».
_BEFORE = (
    "mon", "ma", "mes", "mon petit", "ma petite", "mes petits", "notre", "nos", "le", "la", "les", "l", "un", "une",
    "le petit", "la petite", "petit", "petite", "vive", "vive le", "vive la", "vive les", "vive l", "viva la",
    "allez",
    "allez le", "allez la", "allez les", "aller", "j aime", "j aime le", "j aime la", "j aime les", "j adore",
    "je t aime",
    "je suis", "c est", "c est le", "c est la", "super", "nouveau", "nouvelle", "ancien", "salut", "bonjour",
    "coucou",
    "love", "i love", "au revoir", "merci", "bonne", "bon", "joyeux", "joyeuses",
)  # fmt: skip
# Words that are said so and stand in no list of names, towns or things of school.
_WORDS = (
    "danse", "musique", "vie", "france", "bleus", "verts", "jaunes", "om", "psg", "ecole", "vacances", "retraite",
    "liberte", "chien", "chat", "lapin", "cheval", "poisson", "bebe", "coeur", "tresor", "ange", "bijou", "prince",
    "princesse", "reine", "roi", "star", "boss", "chef", "patron", "fille", "fils", "filles", "enfants", "maman",
    "papa",
    "mamie", "papi", "famille", "maison", "voiture", "moto", "velo", "annee", "noel", "paques", "anniversaire",
    "journee", "soleil", "plage", "montagne", "chocolat", "fromage", "pain", "vin", "biere", "cafe", "mot de passe",
    "motdepasse", "secret", "code", "compte", "monde", "meilleur", "meilleure", "plus beau", "plus belle",
    "beau gosse",
)  # fmt: skip
# Said whole: songs, mottoes, tales, clubs, what one answers to « a new password ».
_WHOLE = (
    "liberte egalite fraternite", "liberte egalite", "le petit chaperon rouge", "petit chaperon rouge",
    "le petit prince", "les trois petits cochons", "blanche neige", "la belle et la bete", "la reine des neiges",
    "le roi lion", "sesame ouvre toi", "ouvre toi sesame", "abracadabra", "il etait une fois", "paris saint germain",
    "olympique de marseille", "olympique lyonnais", "allez les bleus", "allez l om", "ici c est paris",
    "je t aime pour la vie", "je t aime mon amour", "mon amour de ta vie", "mon amour de ma vie",
    "mon amour pour la vie",
    "l amour de ma vie", "pour la vie", "pour toujours", "la vie est belle", "c est la vie", "tout va bien",
    "je ne sais pas", "je sais pas", "je m en fous", "changez moi", "changez le", "a changer", "provisoire",
    "mot de passe oublie", "nouveau mot de passe", "mon nouveau mot de passe", "ancien mot de passe", "code secret",
    "c est moi", "c est moi qui voila", "c est nous", "coucou c est moi", "bonjour tout le monde", "bonne annee",
    "joyeux noel", "joyeux anniversaire", "poisson d avril", "pere noel", "la toussaint", "toussaint", "ascension",
    "pentecote", "carnaval", "grandes vacances", "rentree scolaire", "quatorze juillet", "premier mai",
    "pirouette cacahuete", "frere jacques", "au clair de la lune", "une souris verte", "un deux trois soleil",
    "maitre corbeau", "la cigale et la fourmi", "vive le vent", "petit papa noel", "mon beau sapin", "tic tac",
    "metro boulot dodo", "deux mille vingt six", "je suis charlie", "la marseillaise", "allons enfants",
    "ne pas oublier", "facile a retenir", "facile", "difficile", "administrateur", "utilisateur", "bienvenue",
    "amour de ma vie", "amour toujours", "plus belle la vie", "dieu est grand", "dieu est amour", "merci seigneur",
    "peace and love", "va te faire foutre", "ta mere la pute", "putain de merde", "nique ta mere", "je te deteste",
    "aide soignante", "sapeur pompier", "garde la peche", "fee clochette", "saint etienne", "jean francois",
)  # fmt: skip
_NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROWS = (
    "1234567890",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
)
# From the top of the keyboard down, key under key.
_COLUMNS = ("1aqw", "2zsx", "3edc", "4rfv", "5tgb", "6yhn", "7uj", "8ik", "9ol", "0pm")
# Children of one family, given one after the other.
_FIRST_NAMES = (
    "emma", "lea", "jade", "louise", "alice", "chloe", "lina", "lou", "manon", "camille", "sarah", "ines", "juliette",
    "zoe", "anna", "leo", "gabriel", "raphael", "louis", "lucas", "adam", "jules", "hugo", "arthur", "nathan", "tom",
    "noah", "theo", "enzo", "mathis",
)  # fmt: skip


def french() -> Iterator[str]:
    """Those of the rules, folded; among them shorter ones than are looked for."""
    nouns = {*context_list(), *map(folded, _WORDS)}
    yield from (folded(before) + noun for before, noun in product(_BEFORE, sorted(nouns)))
    yield from map(folded, _WHOLE)
    yield from ("".join(three) for three in permutations(_FIRST_NAMES, 3))
    yield from _counted()
    yield from _walked()


def _counted() -> Iterator[str]:
    """« un deux trois », from any number to any."""
    for start in range(len(_NUMBERS)):
        for end in range(start + 3, len(_NUMBERS) + 1):
            yield "".join(_NUMBERS[start:end])


def _walked() -> Iterator[str]:
    """Along the rows and down the columns of a keyboard, to and fro, two rows at once, twice the same."""
    columns = [[one[skip:] for one in _COLUMNS] for skip in (0, 1)]
    lines = [
        *_ROWS,
        *("".join(some) for some in columns),
        *("".join(one[::-1] for one in some) for some in columns),
    ]
    lines += ["".join(map("".join, zip(_ROWS[0], row, strict=False))) for row in (_ROWS[1], _ROWS[4])]
    lines += ["".join(map("".join, zip(row, _ROWS[0], strict=False))) for row in (_ROWS[1], _ROWS[4])]
    lines += ["0123456789abcdef", *(first + second for first, second in permutations(_ROWS[:4], 2))]
    for line in lines:
        for way in (line, line[::-1], line + line[::-1]):
            for length in range(SHORTEST, min(len(way), 20) + 1):
                yield from (way[at : at + length] for at in range(len(way) - length + 1))


def made(leaked: list[str]) -> bytes:
    """The file."""
    texts = {folded(one) for one in (*leaked, *CommonPasswordValidator().passwords)} | set(french())
    return b"".join(sorted({print_of(one) for one in texts if len(one) >= SHORTEST}))


def main(arguments: list[str] | None = None) -> int:
    """Write the filter, and say how many it holds."""
    parser = argparse.ArgumentParser(prog="python -m eprimo.devtools.leaked", description=__doc__)
    parser.add_argument("lists", type=Path, nargs="+", help="lists of passwords or words, as JSON")
    lists = parser.parse_args(arguments).lists
    held = made([one for path in lists for one in json.loads(path.read_text(encoding="utf-8"))])
    FILE.write_bytes(held)
    print(f"{FILE.name}: {len(held)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
