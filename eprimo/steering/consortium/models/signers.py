"""Who signs orders in e-primo: a person, shown to be the signatory by an act that somebody else confirmed."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, Writes
from eprimo.steering.consortium.models.members import Piece, Signatory
from eprimo.steering.consortium.wall import ACADEMY, IN_GROUP, KEEPS, KEEPS_NOW, acts_for, either, through

_ASKED = through("signatory_id", "consortium_signatory", acts_for())
_KEPT = either(_ASKED, KEEPS, ACADEMY)


class SigningRight(models.Model):
    """The level « sign » of a mandate, for one signatory: asked with the recorded act that names the signatory, a right
    once the academy confirmed it, as long as the mandate holds and the signatory is in force."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Who asks for it does not confirm it.
    writes = Writes(
        read=IN_GROUP, insert=either(f"confirmed_at IS NULL AND {_ASKED}", KEEPS, ACADEMY),
        update=_KEPT, delete=_KEPT,
        columns={EVERY_COLUMN: "", "confirmed_at": f"{KEEPS_NOW} OR wall.holds('academy')"},
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    signatory = models.ForeignKey(Signatory, models.CASCADE, related_name="rights")
    # Empty when the mandate was erased with its person: that somebody signed until then stays, nameless.
    mandate = models.ForeignKey(Mandate, models.SET_NULL, related_name="signing_rights", null=True)
    piece = models.ForeignKey(Piece, models.SET_NULL, related_name="+", null=True)
    # Stays when the file itself has gone.
    piece_sha256 = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    # Refused before it was confirmed, ended afterwards.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "signatory", "mandate", condition=Q(ended_at=None), name="signing_right_one_open"
            ),
            models.CheckConstraint(
                condition=Q(piece_sha256__regex=r"^[0-9a-f]{64}$"), name="signing_right_act_given"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at")),
                name="signing_right_confirmed_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id} signs as {self.signatory_id}"

    @property
    def state(self) -> str:
        """« asked », « confirmed », « refused » or « ended »."""
        if self.ended_at is not None:
            return "refused" if self.confirmed_at is None else "ended"
        return "asked" if self.confirmed_at is None else "confirmed"
