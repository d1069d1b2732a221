"""Hours and places in a text: what a family under a protected contact must not read there, and what they become.

Right rather than frequent, as `subjects`: an hour as schools write it, and a place that is named. Each expression is
linear in the text. No database here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from eprimo.foundation.kernel.text import fold

_GAP = r"[ \u00a0\u202f]?"
_SPACE = r"[ \u00a0\u202f]"
_HOUR = rf"(?:[01]?\d|2[0-3])(?:{_GAP}(?:h|heures?){_GAP}(?:[0-5]\d)?|:[0-5]\d)"
_NUMBERS = (
    "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
)  # fmt: skip
_SPOKEN = (
    rf"(?:{'|'.join(sorted(_NUMBERS, reverse=True))}) heures?(?: et demie?| et quart| trente)?"
    r"|midi(?: et demie?| trente)?|minuit"
)
_TIME = rf"(?:{_HOUR}|{_SPOKEN})"
_DAY = r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
# « départ 9 heures », « mercredi midi »: an hour, and no length of time.
_BEGINS = r"départs?|retours?|arrivée|rendez-vous|rdv|accueil|ouverture|fermeture|début|fin"
_AHEAD = rf"à partir d[e’']|jusqu[’']à|avant|après|vers|dès|à|(?:{_BEGINS})(?:{_GAP}:)?|{_DAY}"
_BEFORE_AT = re.compile(rf"(?:{_BEGINS}|{_DAY})", re.IGNORECASE)
# « de 8 h 45 à 16 h 15 », « avant 18 h », « à midi », « 8:30 ».
_TIMES = re.compile(
    rf"\b(?:(?:entre|de){_SPACE}(?P<first>{_TIME}){_SPACE}?(?:et|à){_SPACE}(?P<last>{_TIME})"
    rf"|(?P<ahead>{_AHEAD}){_SPACE}(?P<at>{_TIME})|(?P<bare>{_HOUR}))(?!\w)(?!{_SPACE}de\b)",
    re.IGNORECASE,
)
# What goes before a length of time, which is no hour: « pendant 2 h », « durée : 1 h 30 ».
_LASTS = re.compile(
    r"(?:dur\w{0,5}|pendant|environ|compte\w{0,2}|en|toutes les|d’|de)[ :\u00a0]{0,3}\Z", re.IGNORECASE
)
_WHAT_LASTS = re.compile(r"\d{1,2}[ \u00a0]?heures?", re.IGNORECASE)

_PLACE = (
    r"piscine|ch[âa]teaux?|mus[ée]e|stade|gymnase|biblioth[èe]que|m[ée]diath[èe]que|th[ée][âa]tre|cin[ée]ma"
    r"|salle (?:des f[êe]tes|polyvalente|omnisports?|municipale|de spectacles?)|parc|for[êe]t|bois|plage|mer|ferme|gare"
    r"|mairie|[ée]glise|zoo|camping|patinoire|port|march[ée]|jardin|square|parking|arr[êe]t (?:de bus|du car)|centre"
    r"|base (?:de loisirs|nautique)|lac|[ée]tang|caserne|cirque|plan[ée]tarium|aquarium|h[ôo]tel|auberge|montagne"
    r"|op[ée]ra|maison|conservatoire|ludoth[èe]que|maternelle|coll[èe]ge|lyc[ée]e|universit[ée]|p[ée]riscolaire"
    r"|garderie|accueil de loisirs|restaurant|pr[ée]au|cour|portail|grille|parvis|dojo|terrain|piste|bowling|refuge"
    r"|[ée]cole (?:de musique|voisine|d[’']en face)|h[ôo]pital|cimeti[èe]re|monument|moulin|phare|abbaye|carrefour"
    r"|rond-point|a[ée]roport|m[ée]tro|tram(?:way)?|poney-club|complexe sportif|espace (?:aquatique|culturel)"
)
_TO = (
    r"(?:à la|à l[’']|au|aux|dans (?:la|le|l[’']|les)|devant (?:la|le|l[’'])|derrière (?:la|le|l[’'])"
    r"|près (?:de la|du|de l[’'])|en face (?:de la|du|de l[’'])|sur (?:la|le)|vers (?:la|le|l[’'])|sous (?:la|le))"
)
_CAPITAL = r"[A-ZÀÂÇÉÈÊËÎÏÔÙÛ][\w’'-]{1,40}"
_NAMED = rf"{_CAPITAL}(?:{_SPACE}(?:(?:de|du|des|la|le|les){_SPACE})?{_CAPITAL}){{0,3}}"
_WAYS = r"rue|avenue|boulevard|impasse|all[ée]e|quai|chemin|route|place|esplanade|sentier|lotissement|r[ée]sidence"
_CALLED = rf"(?:{_SPACE}(?:(?:de{_SPACE}la|de|du|des|le|la){_SPACE})?(?:d[’']|l[’'])?{_NAMED})?"
# « visite du château », « sortie cinéma », « en forêt »: what goes before stays where it is.
_VISIT = (
    rf"(?i:visit(?:e[rz]?|ons|erons|erez|eront|ent)|sorties?|séjours?|découverte){_SPACE}"
    rf"(?P<there>(?i:(?:de la|du|des|la|le|les){_SPACE}|(?:de )?l[’'])?(?i:{_PLACE})\b{_CALLED})"
    rf"|(?i:en{_SPACE}(?:for[êe]t|montagne|biblioth[èe]que|mer|ville))\b"
)
# « au château de Valmarais », « 12 rue des Lilas »; « à Nantes » where one goes there.
_PLACES = re.compile(
    rf"\b(?:{_VISIT})"
    rf"|\b(?i:{_TO}){_SPACE}?(?i:{_PLACE})\b{_CALLED}"
    rf"|\b(?:(?i:au|à la|à l[’']|dans la|devant la|devant le){_SPACE}?)?(?:\d{{1,4}}{_SPACE}?(?:bis|ter)?,?{_SPACE})?"
    rf"(?i:{_WAYS}){_SPACE}(?:(?:de{_SPACE}la|de|du|des){_SPACE}|(?:de{_SPACE})?l[’']|d[’'])?{_NAMED}"
    rf"|(?P<town>\bà{_SPACE}{_NAMED})"
)
# With one of these in its sentence, « à Nantes » is where one goes.
_GOES = re.compile(
    r"\b(?:all(?:ons|ez|er)|ir(?:ons|ont|a)|vont|part(?:ons|ent|irons|ir)?|visit\w{1,6}|rendez vous|retrouv\w{1,5}"
    r"|sorties?|arriv\w{1,5}|departs?|retours?|sejours?|voyages?|excursions?|classe decouverte|spectacle|rencontre)\b"
)
# At home, which is no place of the school's; « à la maison de quartier » is one.
_HOME = re.compile(r"(?:à|dans) la maison", re.IGNORECASE)
_OF = re.compile(r"\s(?:de|des|du)\b|\sd[’']", re.IGNORECASE)
_NO_TOWN = frozenset({"noel", "paques", "toussaint", "carnaval", "chaque", "bientot"})
_ENDS = re.compile(r"(?<=[.!?…;])\s|\n")

AT_HOUR, AT_HOURS, AT_PLACE = "l’heure indiquée", "aux heures indiquées", "au lieu indiqué"


@dataclass(frozen=True, slots=True)
class TimeOrPlace:
    """An hour or a place in a text, from one letter to another; and what may stand there instead."""

    start: int
    end: int
    instead: str
    times: tuple[time, ...] = ()
    place: str = ""


def told_in(text: str) -> list[TimeOrPlace]:
    """Find all hours and places of a text, in their order."""
    found = sorted((*_hours(text), *_places(text)), key=lambda one: one.start)
    kept: list[TimeOrPlace] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _hours(text: str) -> Iterator[TimeOrPlace]:
    for found in _TIMES.finditer(text):
        if found["first"]:
            times = (read_time(found["first"]), read_time(found["last"]))
            yield TimeOrPlace(found.start(), found.end(), AT_HOURS, times)
        elif found["at"]:
            ahead = found["ahead"]
            gap = "" if ahead[-1] in "’'" else " à " if _BEFORE_AT.match(ahead) else " "
            yield TimeOrPlace(found.start(), found.end(), f"{ahead}{gap}{AT_HOUR}", (read_time(found["at"]),))
        elif not _is_length(text, found):
            yield TimeOrPlace(found.start(), found.end(), AT_HOUR, (read_time(found["bare"]),))


def _is_length(text: str, found: re.Match[str]) -> bool:
    """« 2 heures » alone, or after what lasts."""
    before = text[max(0, found.start() - 16) : found.start()]
    return bool(_LASTS.search(before) or _WHAT_LASTS.fullmatch(found[0]))


def read_time(words: str) -> time:
    """Read an hour: « 8 h 45 », « 8:45 », « huit heures et demie », « midi »."""
    digits = re.findall(r"\d+", words)
    if digits:
        return time(int(digits[0]), int(digits[1]) if len(digits) > 1 else 0)
    plain = fold(words)
    half = 30 if "demi" in plain or "trente" in plain else 15 if "quart" in plain else 0
    if plain.startswith("midi"):
        return time(12, half)
    if plain.startswith("minuit"):
        return time(0, 0)
    said = re.match(r"[a-z -]+?(?= heure)", plain)
    number = said[0].replace(" ", "-") if said else ""
    return time(_NUMBERS.index(number) + 1 if number in _NUMBERS else 0, half)


def _places(text: str) -> Iterator[TimeOrPlace]:
    for start, sentence in _sentences(text):
        goes = bool(_GOES.search(fold(sentence)))
        for found in _PLACES.finditer(sentence):
            town = found["town"]
            if town and (not goes or fold(town[2:]) in _NO_TOWN):
                continue
            if _HOME.fullmatch(found[0]) and not _OF.match(sentence, found.end()):
                continue
            part = "there" if found["there"] else 0
            yield TimeOrPlace(start + found.start(part), start + found.end(), AT_PLACE, place=found[part])


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _ENDS.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]
