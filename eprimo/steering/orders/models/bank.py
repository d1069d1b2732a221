"""The bank account of the contractor: a change is proposed by one person, confirmed by another, and waits."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.wall import BUYS, contracted, either


class BankChange(models.Model):
    """Two people, also once they are not known any more: `confirmed_at` says that another one looked. Invoices bear it
    from `effective_on`; the last one counts."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(contracted(), read=either(contracted(), BUYS))
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="bank_changes")
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    # Taken back by one person, before it is effective.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "market", condition=Q(confirmed_at=None, withdrawn_at=None), name="bank_change_one_open"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, effective_on=None)
                | Q(confirmed_at__gte=F("proposed_at"), effective_on__isnull=False),
                name="bank_change_effective_when_confirmed",
            ),
            models.CheckConstraint(condition=~Q(iban=""), name="bank_change_says_iban"),
        ]

    def __str__(self) -> str:
        return f"account of the seller of {self.market_id}"
