"""The worker's part in deliveries."""

from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.queries import accounts_of_guardians
from eprimo.foundation.intake.aaf.worker_process import process_start
from eprimo.foundation.intake.actions.academy import academy_delivery_forget
from eprimo.foundation.intake.actions.deliveries import delivery_forget, delivery_report_forget
from eprimo.foundation.intake.actions.steps import delivery_apply, delivery_compare, delivery_read
from eprimo.foundation.intake.actions.undo import delivery_undo_forget
from eprimo.foundation.intake.events import (
    AafDeliveryForgotten,
    ChildrenEnrolled,
    DeliveryApproved,
    DeliveryForgotten,
    DeliveryRead,
    DeliveryReceived,
    DeliveryReportExpired,
    DeliveryUndoOver,
)
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every


@on(DeliveryReceived)
def read(event: DeliveryReceived) -> None:
    delivery_read(delivery_id=event.delivery_id)


@on(DeliveryRead)
def compare(event: DeliveryRead) -> None:
    delivery_compare(delivery_id=event.delivery_id)


@on(DeliveryApproved)
def apply(event: DeliveryApproved) -> None:
    delivery_apply(event=event)


@on(DeliveryForgotten)
def forget(event: DeliveryForgotten) -> None:
    delivery_forget(delivery_id=event.delivery_id)


@on(DeliveryReportExpired)
def forget_report(event: DeliveryReportExpired) -> None:
    delivery_report_forget(delivery_id=event.delivery_id)


@on(DeliveryUndoOver)
def forget_journal(event: DeliveryUndoOver) -> None:
    delivery_undo_forget(delivery_id=event.delivery_id)


@on(ChildrenEnrolled)
def tell_guardians(event: ChildrenEnrolled) -> None:
    for account_id in accounts_of_guardians(event.child_ids):
        account_tell(account_id=account_id, what=News.ENROLLED)


@on(AafDeliveryForgotten)
def forget_archive(event: AafDeliveryForgotten) -> None:
    academy_delivery_forget(delivery_id=event.delivery_id)


@every(5)
def carry_academies_on() -> int:
    """A process beside the worker: an academy takes minutes, and logs in as the owner of the tables."""
    return process_start()
