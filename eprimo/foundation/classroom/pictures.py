"""The sixteen pictures of the little ones' password: drawn three at a time, closed, compared.

None of them is an animal: those stand for children. Three different ones in order make 3,360 secrets (11.7 bits):
little, hence accepted only where a first thing was shown, the class's own device or a badge, five times at most.
"""

import hmac
import random
import secrets
from dataclasses import dataclass
from zlib import crc32

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.accounts import encryption
from eprimo.foundation.classroom.models import PicturePassword
from eprimo.foundation.kernel.errors import DomainError

COUNT = 3
_PURPOSE = "eprimo pupils' pictures"

type Pictures = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """`key` is the file in `emoji/`; `word` is what it is called aloud."""

    key: str
    word: str | Promise


PICTURES = (
    Picture("umbrella", _("parapluie")),
    Picture("sailboat", _("bateau")),
    Picture("cherries", _("cerises")),
    Picture("rocket", _("fusée")),
    Picture("drum", _("tambour")),
    Picture("kite", _("cerf-volant")),
    Picture("headphone", _("casque")),
    Picture("mushroom", _("champignon")),
    Picture("key", _("clé")),
    Picture("bicycle", _("vélo")),
    Picture("balloon", _("ballon de fête")),
    Picture("teddy-bear", _("ours en peluche")),
    Picture("crayon", _("crayon")),
    Picture("four-leaf-clover", _("trèfle")),
    Picture("soccer-ball", _("ballon de foot")),
    Picture("open-book", _("livre")),
)
BY_KEY = {picture.key: picture for picture in PICTURES}


class PicturesUnreadable(DomainError):
    """The key that closed them is no longer given."""

    code = "pictures-unreadable"
    sentence = "Les images de cet élève ne peuvent plus être lues. Donnez-lui-en de nouvelles."
    status = 409


def grid_of(seed: object) -> list[Picture]:
    """Return the sixteen in the order of one child, always the same: fingers remember places. No secret."""
    order = list(PICTURES)
    random.Random(crc32(f"grid:{seed}".encode())).shuffle(order)  # noqa: S311 - a place is no secret
    return order


def draw_pictures(rng: random.Random | None = None) -> Pictures:
    """Three different ones, in order. `rng` is for seeded demo data and tests; secrets take the default."""
    first, second, third = (rng or secrets.SystemRandom()).sample([one.key for one in PICTURES], COUNT)
    return first, second, third


def pictures_close(person_id: int, pictures: Pictures) -> bytes:
    return encryption.encrypted(_PURPOSE, person_id, " ".join(pictures))


def pictures_open(row: PicturePassword) -> list[Picture]:
    """Return the three, in order. Raises PicturesUnreadable."""
    try:
        text = encryption.decrypted(_PURPOSE, row.person_id, bytes(row.pictures))
    except encryption.Unreadable as error:
        raise PicturesUnreadable from error
    return [BY_KEY[key] for key in text.split(" ")]


def pictures_match(row: PicturePassword, picked: tuple[str, ...]) -> bool:
    """Are these the three, in that order?"""
    try:
        right = " ".join(one.key for one in pictures_open(row))
    except PicturesUnreadable:
        return False
    return hmac.compare_digest(" ".join(picked).encode(), right.encode())
