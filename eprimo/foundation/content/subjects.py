"""What a note speaks of, as a picture: who does not read yet tells two notes of one kind apart by it.

It is found in the author's words each time, and stored nowhere. It is right rather than frequent: a picture is taken
where one subject is named and nothing says that it will not be; else the note keeps the picture of its kind.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from eprimo.foundation.kernel.text import fold


@dataclass(frozen=True, slots=True)
class Picture:
    """`name` is the file in `emoji/`; `lesson` the school subject whose colour and gesture it has."""

    name: str
    lesson: str


# Something was said that takes back: « pas de piscine », « la sortie est annulée ».
DENIED = Picture("", "")

# Picture, lesson, words. What is done or met; what is eaten, worn or carried; then where; then on which occasion, and
# how one goes there. Of two in one title, the subject is what comes first here: « bottes pour la forêt ».
_THINGS = (
    (
        "person-swimming",
        "ep",
        r"piscines?|natation|aquatiques?|(?:maillots?|bonnets?) de bain|lunettes de piscine",
    ),
    ("camera", "ar", r"photos?|photographes?|photographies?"),
    (
        "books",
        "fr",
        r"livres|(?:le|un|ce|ton|votre|notre|son) livre|bibliotheque|mediatheque|bibliobus|lectures",
    ),
    ("bicycle", "ep", r"velos?|draisiennes?"),
    ("person-cartwheeling", "ep", r"gymnastique|gym|gymnase|motricite"),
    ("soccer-ball", "ep", r"foot|football"),
    ("running-shoe", "ep", r"sports?|sporti(?:f|ve)s?|cross|athletisme|endurance|baskets|olympiades"),
    ("ice-skate", "ep", r"patinoire|patinage|patins a glace"),
    ("skis", "ep", r"skis?|luges?|classe de neige"),
    ("birthday-cake", "ve", r"anniversaires?"),
    ("pancakes", "ve", r"crepes?"),
    ("cooking", "ve", r"cuisine|recettes?"),
    ("performing-arts", "ar", r"spectacles?|marionnettes?"),
    ("circus-tent", "ar", r"cirque"),
    ("clapper-board", "ar", r"cinema|films?"),
    ("musical-notes", "ar", r"musique|musical(?:e|es)?|chorale|chansons?|chanter|chants?|concerts?"),
    ("artist-palette", "ar", r"peinture|arts? (?:plastiques?|visuels?)"),
    ("crayon", "ar", r"dessins?|dessiner|coloriages?|feutres|crayons?"),
    ("stethoscope", "ve", r"medecin|infirmieres?|visite medicale|docteur|docteure"),
    ("toothbrush", "ve", r"dentiste|brosses? a dents|dents"),
    ("teddy-bear", "ve", r"doudous?|peluches?"),
    ("bed", "ve", r"siestes?|draps?|oreillers?|duvets?"),
    ("seedling", "sc", r"jardinage|potager|plantations?|graines?|semis"),
    ("horse", "ep", r"poneys?|equitation|centre equestre|cheval|chevaux"),
    ("sailboat", "ep", r"bateaux?|voiliers?|(?:a|de) la voile|seances? de voile"),
    ("fire-engine", "ve", r"pompiers?"),
    ("vertical-traffic-light", "ve", r"securite routiere|permis pieton"),
    ("game-die", "ma", r"jeux de societe|jeux de plateau|ludotheque"),
    ("microscope", "sc", r"sciences?|microscopes?"),
    ("ringed-planet", "sc", r"planetarium|planetes?"),
    ("ballot-box-with-ballot", "ve", r"elections?|delegues?"),
    ("busts-in-silhouette", "ve", r"reunions?"),
)
_ALONG = (
    ("sandwich", "ve", r"pique ?nique(?:s|r|nt|rons|ront)?"),
    ("fork-and-knife-with-plate", "ve", r"cantine|restaurant scolaire|repas|menus?|(?:petits? )?dejeuners?"),
    ("cookie", "ve", r"gouters?(?! (?:a|au|aux|des|du|de la|les?|la)\b)|collations?"),
    ("shortcake", "ve", r"gateaux?"),
    ("hiking-boot", "sc", r"bottes?|chaussures de (?:marche|randonnee)|randonnees?"),
    ("t-shirt", "ve", r"tee ?shirts?|t shirts?|vetements? de rechange"),
    ("coat", "ve", r"manteaux?|blousons?"),
    ("socks", "ve", r"chaussettes"),
    ("billed-cap", "ve", r"casquettes?"),
    ("glasses", "ve", r"lunettes"),
    ("scissors", "ar", r"ciseaux"),
    ("umbrella", "sc", r"parapluies?"),
)
_PLACES = (
    ("castle", "hg", r"chateaux?"),
    ("framed-picture", "ar", r"musees?|expositions?|expo"),
    ("performing-arts", "ar", r"theatre"),
    ("tractor", "sc", r"(?:a|de) la ferme|ferme pedagogique"),
    ("elephant", "sc", r"zoo|parc animalier|parc zoologique"),
    ("deciduous-tree", "sc", r"forets?|arbres?"),
    ("seedling", "sc", r"jardins?"),
    ("beach-with-umbrella", "sc", r"mer|plages?"),
    ("mountain", "sc", r"montagne"),
)
_OCCASIONS = (("christmas-tree", "ve", r"noel|sapins?"),)
_FEASTS = (("party-popper", "ve", r"fetes?|carnaval|kermesse|deguisements?|deguises?|boum"),)
_WAYS = (
    ("locomotive", "sc", r"en train"),
    ("person-walking", "ep", r"a pied|balades?|promenades?"),
)
_OUTING = (
    r"sorties? (?:scolaires?|pedagogiques?)|sorties?(?= (?:a|au|aux|en)\b)(?! (?:a|au|aux) (?:l.heure|\d))"
    r"|en sortie|(?:part|partons|partent|partirons) en (?:car|voyage|excursion)|excursions?|en car"
)
_OUTINGS = (("minibus", "sc", _OUTING),)
_RANKS = (_THINGS, _ALONG, _PLACES, _OCCASIONS, _FEASTS, _WAYS, _OUTINGS)
# In a text these are named beside what it is about: « prévoir un pique-nique ».
_GOES_ALONG = _RANKS.index(_ALONG)
# What holds such words and means something else.
_TRAPS = (
    r"salles? des fetes|bonnes fetes|fetes de fin d.annee|jours? de fete|jeux olympiques|photos? d.identite"
    r"|livres? d.or|(?:avant|apres|d.ici|depuis|vacances de|conges de) noel|en train d(?:e|.\w+)|dessins? animes?"
    r"|a cheval sur|chateaux? (?:d.eau|de sable|gonflables?)|pommes? de terre|films? (?:alimentaires?|plastiques?)"
    r"|(?:devant|derriere|pres d[eu]|a cote d[eu]|en face d[eu]|face au?|entre|par|rue d(?:e|u|es)) "
    r"(?:la |le |les |l )?\w+"
    r"|sorties? (?=.{0,80}\b(?:portails?|portes?|portillons?|grilles?|rues?|heures?)\b)"
)  # fmt: skip
# What takes back a whole note, wherever it stands.
_CANCELS = re.compile(
    r"\b(?:annul\w+|reporte(?:e|s|es)?|supprim\w+|suspend\w*|interromp\w+|au lieu d(?:e|u|es)?|a la place d(?:e|u|es)?"
    r"|remplac\w+ par|pas lieu|(?:est|sont|sera|seront|reste|restent|restera) (?:ferme|fini|termine|arrete)(?:e|s|es)?"
    r"|fermeture|c est fini)\b"
)
# No picture is laid on a grief or an alarm.
_GRAVE = re.compile(
    r"\b(?:dec(?:es|ede(?:e|s|es)?)|deuils?|obseques|mort(?:e|s|es)?|hommages?|accident\w*|blesse\w*|incendies?"
    r"|attentats?|alertes?|evacu\w+|confine\w*|intrusions?|minute de silence|plan vigipirate)\b"
)
# Of a title: a text says « avant la fin de la classe ».
_OVER = re.compile(r"\bfin d(?:e|es|u)\b")
# What takes back the words it stands with.
_NO = re.compile(
    r"\b(?:ne|n|ni|pas|plus|sans|sauf|jamais|aucune?|interdi\w*|fermee?s|fermee|(?<!la )(?<!de )(?<!une )ferme)\b"
)
# « N’oubliez pas » asks for what it names.
_ASKS = re.compile(r"\bne? (?:l |la |le |les )?oubli\w+ (?:pas|plus)\b|\bne pas oublier\b|\bsans oublier\b")
_OR = re.compile(r"\bou\b")
# In a text things are named in passing: what a note is about comes with one of these.
_HAPPENS = re.compile(
    r"\b(?:all(?:ons|ez)|irons|iront|ira|vont|part|partons|partent|partirons|commence\w*|repren\w+|apport\w+"
    r"|rapport\w+|prevoy\w+|prevoir|fet(?:ons|erons)|vien\w+|invit\w+|aur(?:a|ont) lieu|visit(?:ons|erons|e)|verra"
    r"|pique ?niqu\w+|participe\w*|prepar(?:ons|erons)|decouvr\w+|montre\w*)\b"
)
_ENDS = re.compile(r"(?<=[.!?…;]) |\n")
_ISLAND = re.compile(r"\b[Ll]a Réunion\b")
_ASIDE = re.compile(r"\([^()]{0,200}\)")
# A longer text speaks of many things; and one that was written to keep a page busy is not read.
_LONGEST = 3000


def picture_of(title: str, text: str = "", bring: Iterable[str] = ()) -> Picture | None:
    """Return the picture of the one subject of these words; DENIED when they take back; None when they name none, or
    two, or are too many.

    `bring`: what a note asks to bring, when it is about nothing else.
    """
    if len(text) > _LONGEST:
        return None
    named, told = _plain(title), [_plain(one) for one in _ENDS.split(text)]
    if any(bad.search(named) for bad in (_NO, _OVER, _GRAVE)) or any(map(_CANCELS.search, [named, *told])):
        return DENIED
    if _OR.search(named) or any(map(_GRAVE.search, told)):
        return None
    found = _one(_named_in(named)) or _told_in(told) or _brought(bring)
    return DENIED if found and _takes_back(told, found) else found


def _told_in(text: Iterable[str]) -> Picture | None:
    """The only subject of the sentences of a text, where something happens with it."""
    sentences = [(one, {named for named in _named_in(one) if named[0] != _GOES_ALONG}) for one in text]
    every = set[tuple[int, Picture]]().union(*(named for _, named in sentences))
    if len({picture for _, picture in every}) != 1:
        return None
    happens = any(named and _HAPPENS.search(one) for one, named in sentences)
    return _one(every) if happens else None


def _brought(things: Iterable[str]) -> Picture | None:
    """The one thing that all of a list are."""
    found = {_one(_named_in(_plain(one))) for one in things}
    return next(iter(found)) if len(found) == 1 else None


def _takes_back(text: Iterable[str], picture: Picture) -> bool:
    """A sentence that names it says no: « il n’y aura pas de piscine »; or one that a list follows."""
    return any(
        _NO.search(one) and (one.endswith(":") or any(named == picture for _, named in _named_in(one)))
        for one in text
    )


def _one(named: Iterable[tuple[int, Picture]]) -> Picture | None:
    """Of what is named, the subject; two of one rank are no subject."""
    ranks = dict[int, set[Picture]]()
    for rank, picture in named:
        ranks.setdefault(rank, set()).add(picture)
    first = ranks[min(ranks)] if ranks else set()
    return next(iter(first)) if len(first) == 1 else None


def _named_in(words: str) -> Iterator[tuple[int, Picture]]:
    anywhere, found, pictures = _lexicon()
    for place in anywhere.finditer(words):
        one = found.match(words, place.start())
        if one and one.lastgroup in pictures:
            yield pictures[one.lastgroup]


def _plain(text: str) -> str:
    """Without accents nor capitals, which titles in capitals lose; without what was said aside and names nothing."""
    folded = _ASKS.sub(" ", fold(_ISLAND.sub(" ", text)))
    return _ASIDE.sub(lambda aside: aside[0] if any(_named_in(aside[0])) else " ", folded)


@cache
def _lexicon() -> tuple[re.Pattern[str], re.Pattern[str], dict[str | None, tuple[int, Picture]]]:
    """Where something is named, then which it is: a word that is none costs six times less without groups."""
    pictures, pieces, plain = dict[str | None, tuple[int, Picture]](), [_TRAPS], [_TRAPS]
    for rank, subjects in enumerate(_RANKS):
        for name, lesson, words in subjects:
            group = f"g{len(pieces)}"
            pictures[group] = rank, Picture(name, lesson)
            pieces.append(f"(?P<{group}>{words})")
            plain.append(words)
    anywhere, found = (re.compile(rf"\b(?:{'|'.join(some)})\b") for some in (plain, pieces))
    return anywhere, found, pictures
