"""What a member took away of what the group keeps of it, and when."""

from django.db import models

from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.wall import IN_GROUP, acts_for


class Takeaway(models.Model):
    """The last day on which a member took its archive, and its certificate of closing. None: it never did."""

    data_of = DataOf.NOBODY
    writes = kept_where(acts_for(), read=IN_GROUP, removed=False)
    member = models.OneToOneField(Member, models.PROTECT, related_name="takeaway")
    archive_on = models.DateField(null=True)
    certificate_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"taken away by {self.member_id}"
