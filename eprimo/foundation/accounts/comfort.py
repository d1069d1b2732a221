"""Reading comfort: what a person chose for the own screen, as one value."""

from dataclasses import dataclass, fields
from typing import Self

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Comfort:
    """Names are those of the columns of `Account` and of the fields of `Actor`; values are those of the enums."""

    language: str
    theme: str
    reading: str
    font: str
    text_size: str
    animations: str

    @classmethod
    def of(cls, owner: Account | Actor) -> Self:
        return cls(**{field.name: getattr(owner, field.name) for field in fields(cls)})
