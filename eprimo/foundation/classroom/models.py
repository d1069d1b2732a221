"""Class mode: the devices of a class, the pictures and the badges of its pupils, the sessions opened from them."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Tier, Writes, joined, moves

# Who teaches or directs there; a row that moves with two people who are made one.
_RUN = "school_id = ANY ((SELECT wall.run())::bigint[])"
_OF_PUPIL = f"{_RUN} AND wall.leads(person_id)"

# Wrong pictures, shown with it away from the class, that kill a badge.
MOST_TRIES = 5


class ClassDoor(models.Model):
    """The settings of a class: what it asks at its door, and whether its children say there that they came. No row:
    three pictures, and they do not."""

    data_of = DataOf.NOBODY
    wall = Tier.SCHOOL
    writes = Writes(door=True, insert=_RUN, update=_RUN, columns={"secret says_here": ""})
    class_group = models.OneToOneField(ClassGroup, models.CASCADE, primary_key=True, related_name="door")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    secret = models.CharField(max_length=8, choices=Secret.choices, default=Secret.PICTURES)
    # Before the roll is called, a device of the class asks each child to touch the own animal.
    says_here = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            SameSchool("class_group", name="classdoor_class_group_same_school"),
            models.CheckConstraint(condition=Q(secret__in=Secret.values), name="class_door_secret_known"),
        ]

    def __str__(self) -> str:
        return f"door of class {self.class_group_id}"


class ClassDevice(models.Model):
    """A tablet or a computer that an adult lent to a class for the day. Revoked, the row is gone.

    The cookie holds the key; the row holds its keyed hash only.
    """

    wall = Tier.SCHOOL
    writes = Writes(
        door=True,
        insert=f"{_RUN} AND paired_by_id = wall.me()",
        update=_RUN,
        delete=_RUN,
        columns=moves("paired_by_id"),
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="devices")
    # Holds as long as this adult runs the class.
    paired_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    paired_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    # « Chrome sur une tablette Android ».
    label = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("id", "school", name="device_of_school"),
            SameSchool("class_group", name="classdevice_class_group_same_school"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("paired_at")), name="class_device_expires_later"
            ),
        ]
        indexes = [models.Index("expires_at", name="class_device_expires")]

    def __str__(self) -> str:
        return f"device of class {self.class_group_id}"


class ClassSession(models.Model):
    """A session that a child opened on a device of the class: it holds there only, and as long as the device does."""

    wall = Tier.SCHOOL
    # It ends with its session, which a child leaves and who runs the class ends.
    writes = Writes(
        door=True,
        delete=f"{_RUN} OR EXISTS (SELECT FROM public.accounts_session s WHERE s.id = session_id"
        " AND s.account_id = (SELECT wall.account()))",
    )
    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="class_session")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    device = models.ForeignKey(ClassDevice, models.CASCADE, related_name="sessions")

    class Meta:
        constraints = [
            SameSchool("device", name="classsession_device_same_school"),
        ]

    def __str__(self) -> str:
        return f"session {self.session_id} on device {self.device_id}"


class PicturePassword(models.Model):
    """A child's three pictures, in order: encrypted with a key kept outside the database, so that a lost card is
    printed again. `tries` counts wrong answers slowly: a right one takes none away, each day takes one (`tries.py`)."""

    wall = Tier.SCHOOL
    writes = Writes(
        door=True,
        insert=_OF_PUPIL,
        update=_OF_PUPIL,
        delete=joined("person_id"),
        columns={"school_id pictures made_at tries tried_at": "", **moves("person_id")},
    )
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="picture_password")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    pictures = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pictures of {self.person_id}"


class PictureTry(models.Model):
    """Wrong answers for one child on one device of the class: the device waits, longer each time; never the child."""

    wall = Tier.SCHOOL
    # Counted at the door; forgotten by who runs the class.
    writes = Writes(door=True, update=joined("person_id"), delete=_RUN, columns=moves("person_id"))
    device = models.ForeignKey(ClassDevice, models.CASCADE, related_name="tries")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    wrong = models.PositiveSmallIntegerField(default=0)
    waits_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameSchool("device", name="picturetry_device_same_school"),
            models.UniqueConstraint("device", "person", name="picture_try_once"),
        ]

    def __str__(self) -> str:
        return f"tries for {self.person_id} on device {self.device_id}"


class Badge(models.Model):
    """A printed square that opens a child's space: one at a time, printing again kills the one before.

    Only the keyed hash of its 128 bits is kept. `tries`: wrong pictures shown with it away from the class.
    """

    wall = Tier.SCHOOL
    writes = Writes(
        door=True,
        insert=_OF_PUPIL,
        update=f"{_OF_PUPIL} OR {joined('made_by_id')}",
        delete=joined("person_id"),
        columns={
            "school_id hash made_at made_by_id expires_at used_at tries tried_at": "wall.leads(NEW.person_id)",
            **moves("person_id"),
        },
    )
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="badge")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # Counted slowly, as those of the pictures.
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="badge_tries"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="badge_expires_later"),
        ]

    def __str__(self) -> str:
        return f"badge of {self.person_id}"
