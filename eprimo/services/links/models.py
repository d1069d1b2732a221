import re

from django.db import models

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.table_rules import DataOf


class Link(models.Model):
    """The address to which a link leads, and the picture it is known by."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="link")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    address = models.URLField(max_length=500)
    picture = models.CharField(max_length=20, default="link")

    class Meta:
        constraints = [
            SameSchool("resource", name="link_resource_same_school"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"

    @property
    def host(self) -> str:
        """The host of the address, « www.lumni.fr »: where one goes, in few letters."""
        return re.split(r"[/?#]", self.address.removeprefix("https://"))[0].rpartition("@")[2]
