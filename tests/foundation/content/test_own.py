"""« Owner: manage » (Content): what one wrote is seen in whatever role of that school, and changed by who writes."""

import pytest

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import seen_by, sees
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish, thing_withdraw
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_who_wrote_sees_it_as_a_partner_of_the_school_too(cast: Cast) -> None:
    """A partner writes no news, and is told none by the school."""
    kind, author = kind_of("news"), cast.actor("director")
    said = DraftInput(
        title="La kermesse", body=richtext.parse("Samedi."), targets=((To.SCHOOL, cast.tilleuls.pk),)
    )
    made = thing_publish(actor=author, kind=kind, resource=draft_save(actor=author, kind=kind, said=said))
    make.affiliation(cast.director, cast.tilleuls, Profile.PARTNER, ends=NOW.replace(year=NOW.year + 1))
    partner = cast.actor("director", Role.PARTNER, cast.tilleuls)
    for actor, seen in ((partner, True), (cast.actor("partner"), False)):
        assert Resource.objects.filter(seen_by(actor, kind), pk=made.pk).exists() is seen
        assert sees(actor, kind, made) is seen
    with pytest.raises(Forbidden):
        thing_withdraw(actor=partner, kind=kind, resource=made)
