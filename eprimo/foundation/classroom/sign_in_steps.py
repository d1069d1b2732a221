"""What a child has touched so far, kept by the page and readable by the server only: nothing in an address, no row."""

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from eprimo.foundation.classroom.pictures import BY_KEY, COUNT
from eprimo.foundation.kernel import clock

LASTS = 15 * 60  # seconds


@dataclass(frozen=True, slots=True)
class Picking:
    """The child who is being said, and where: on a device of the class (its row), or with a badge (0). `badge` is the
    keyed hash of the badge that was shown; empty: none."""

    person_id: int
    device_id: int
    badge: str = ""
    picked: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return len(self.picked) == COUNT

    def touched(self, key: str) -> "Picking":
        """Return one picture more. An unknown one, a fourth, or one that is there already (small fingers tap twice, and
        the three are different) changes nothing."""
        if key not in BY_KEY or key in self.picked or self.complete:
            return self
        return replace(self, picked=(*self.picked, key))

    def touched_all(self, keys: Iterable[str]) -> "Picking":
        for key in keys:
            self = self.touched(key)  # noqa: PLW0642 - a picking is a value
        return self

    def taken_back(self, place: int) -> "Picking":
        """Return it without what stands at that place; those after it move up."""
        return replace(self, picked=(*self.picked[:place], *self.picked[place + 1 :]))

    def again(self) -> "Picking":
        return replace(self, picked=())


def _lock() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"eprimo pictures being touched")
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))


def sealed(picking: Picking) -> str:
    return _lock().encrypt_at_time(json.dumps(asdict(picking)).encode(), _now()).decode()


def unsealed(token: str) -> Picking | None:
    """Open what `sealed` closed; None when it is too old or not ours."""
    try:
        found = json.loads(_lock().decrypt_at_time(token.encode(), LASTS, _now()))
    except (InvalidToken, ValueError):
        return None
    return Picking(**{**found, "picked": tuple(found["picked"])})


def _now() -> int:
    return int(clock.now().timestamp())
