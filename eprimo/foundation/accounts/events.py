"""What happens to accounts that somebody else carries on: e-mails."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class RecoveryAsked(Event):
    """Somebody asked for a new password. 0: for a login that is nobody's, so that both cost the same."""

    account_id: int


@dataclass(frozen=True, slots=True)
class EmailChangeAsked(Event):
    """A new recovery address waits for its code, or the address is taken away; the old one is told."""

    account_id: int
    removed: bool


@dataclass(frozen=True, slots=True)
class AccountTold(Event):
    """Something happened to the account: its own address is told."""

    account_id: int
    news_id: int


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """The person's address is told, in case it was somebody else."""

    account_id: int
