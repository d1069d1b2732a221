"""Events of orders and invoices that are carried on afterwards."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    """The contractor's bank account changes, or a change was taken back: every member is told."""

    change_id: int


@dataclass(frozen=True, slots=True)
class AccountChangeTold(Event):
    """One member is to be told of a change of account: one event a letter, so that none is written to twice."""

    change_id: int
    member_id: int
    withdrawn: bool
