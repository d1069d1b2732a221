"""What happens to accounts that somebody else carries on: e-mails."""

from dataclasses import dataclass
from typing import ClassVar

from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import Event


class AccountEvent(Event):
    """An event that befalls an account: told before anything else."""

    __slots__ = ()

    lane: ClassVar[Lane] = Lane.FIRST


@dataclass(frozen=True, slots=True)
class RecoveryAsked(AccountEvent):
    """Somebody asked for a new password. 0: for a login that is nobody's, so that both cost the same."""

    account_id: int


@dataclass(frozen=True, slots=True)
class EmailChangeAsked(AccountEvent):
    """A new recovery address waits for its code, or the address is taken away; the old one is told."""

    account_id: int
    removed: bool


@dataclass(frozen=True, slots=True)
class EmailCodeDue(AccountEvent):
    """The old address was told: the code leaves for the new one."""

    account_id: int


@dataclass(frozen=True, slots=True)
class AccountTold(AccountEvent):
    """Something happened to the account: its own address is told."""

    account_id: int
    news_id: int


@dataclass(frozen=True, slots=True)
class OwnerToTell(AccountEvent):
    """Something was done with the account, or tried. 0: with a login that is nobody's, so that both cost the same."""

    account_id: int
    what: str


@dataclass(frozen=True, slots=True)
class SheetPrinted(AccountEvent):
    """A school (0: none) printed a sheet for somebody who came in once: that person is told."""

    account_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class SheetUsed(AccountEvent):
    """A sheet opened a way in beside the others: the person is told, and what the sheet before it left goes."""

    account_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class SheetVoided(AccountEvent):
    """The way in that the sheet of a school (0: of none) opened is shut."""

    account_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class AccountSuspended(AccountEvent):
    """Shut out by a decision: what made coming in easier goes, and does not come back with the account."""

    account_id: int


@dataclass(frozen=True, slots=True)
class PasswordChanged(AccountEvent):
    """The person's address is told, in case it was somebody else."""

    account_id: int
