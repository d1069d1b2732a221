"""What is joined follows its line: a voice that says the old work, a series, what was taken back, who reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    CommuneService,
    SchoolDayOff,
    ServiceSchool,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.privacy.retention_run import retention_work
from eprimo.services.homework.actions.files import removed_files_collect
from eprimo.services.homework.actions.lines import entries_put_off, week_copy
from eprimo.services.homework.models import Homework, HomeworkFile
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.homework.giving import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    THURSDAY,
    give,
    hours,
    two_levels,
    voice_on,
)
from tests.services.homework.test_files import sound_of
from tests.services.homework.test_pages import page
from tests.services.homework.test_study import study as study  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db
LIST = reverse("homework:list")
BEHIND = "La voix dit encore l’ancienne consigne"


def _voice(line: Homework) -> HomeworkFile:
    """As the form joins it."""
    row = voice_on(line)
    row.text, row.due_on = line.text, line.due_on
    row.save(update_fields=["text", "due_on"])
    return row


def _series(cast: Cast) -> list[HomeworkFile]:
    """A line of four Thursdays with one voice on all of them."""
    days = [THURSDAY + timedelta(days=7 * n) for n in range(1, 4)]
    first = give(cast, repeated=days)
    rows = [_voice(first)]
    for line in Homework.objects.exclude(pk=first.pk).order_by("due_on"):
        row = HomeworkFile.objects.get(pk=rows[0].pk)
        made = HomeworkFile(
            line=line, school_id=line.school_id, blob=row.blob, number=1, label=row.label, text=line.text,
            due_on=line.due_on,
        )  # fmt: skip
        made.save()
        rows.append(made)
    return rows


def _edit(line: Homework, **more: str) -> dict[str, str]:
    held = {"verb": line.verb, "subject": line.subject, "text": line.text, "due_on": str(line.due_on)}
    return held | more


@pytest.mark.parametrize("why", ["corrected", "another day", "put off"])
def test_a_voice_does_not_say_the_work_of_before(cast: Cast, sign_in: Any, why: str) -> None:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(skin="petits")
    line = give(cast)
    row = _voice(line)
    for who in (cast.samira, cast.lea):
        assert sound_of(row) in sign_in(who).get(LIST).text
    if why == "put off":
        SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=THURSDAY, last=THURSDAY)
        entries_put_off(actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), day=THURSDAY)
    else:
        said = {"text": "la page 13"} if why == "corrected" else {"due_on": str(FRIDAY)}
        answer = sign_in(cast.teacher).post(page("edit", line), _edit(line, **said))
        assert answer["Location"] == page("files", line)
    line.refresh_from_db()
    for who in (cast.samira, cast.lea):
        text = sign_in(who).get(LIST).text
        assert sound_of(row) not in text
        assert line.text in text, "the device reads it"
    for shown in (page("edit", line), page("files", line), f"{page('week', cast.ce1)}?semaine={MONDAY}"):
        assert BEHIND in sign_in(cast.teacher).get(shown).text
    keep = reverse("homework:voice_keep", args=[line.public_id, row.public_id])
    assert sign_in(cast.samira).post(keep).status_code == 403
    assert sign_in(cast.teacher).post(keep).status_code == 302
    assert BEHIND not in sign_in(cast.teacher).get(page("edit", line)).text
    assert sound_of(row) in sign_in(cast.samira).get(LIST).text
    assert AuditLine.objects.filter(act="homework.voice.kept").count() == 1


def test_a_week_taken_again_keeps_what_its_voices_speak_for(cast: Cast) -> None:
    """On the same day of the week it holds; where the day falls on another one, or it spoke for other words, not."""
    spoken, behind, moved = give(cast), give(cast, "la page 13"), give(cast, "la page 14", FRIDAY)
    for line in (spoken, behind, moved):
        _voice(line)
    Homework.objects.filter(pk=behind.pk).update(text="la page 15")
    off = NEXT_MONDAY + timedelta(days=4)
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=off, last=off)
    act = {"actor": cast.actor("teacher"), "place": cast.ce1, "hours": hours(cast), "source": MONDAY}
    assert week_copy(target=NEXT_MONDAY, **act).given == 3
    made = Homework.objects.exclude(pk__in=[spoken.pk, behind.pk, moved.pk]).order_by("text")
    held = {
        one.text: (one.files_joined.get().text == one.text, one.files_joined.get().due_on == one.due_on)
        for one in made
    }
    assert held == {"la page 12": (True, True), "la page 14": (True, False), "la page 15": (False, False)}
    HomeworkFile.objects.filter(line__in=made).delete()
    assert week_copy(target=NEXT_MONDAY, **act).without == 3, "there already, and without what is joined"


def test_a_wrong_file_comes_off_the_whole_series_at_once(cast: Cast, sign_in: Any) -> None:
    rows = _series(cast)
    other = _voice(give(cast, "autre"))
    second = rows[1]
    client = sign_in(cast.teacher)
    away = reverse("homework:file_remove", args=[second.line.public_id, second.public_id])
    assert 'name="scope" value="following"' in client.get(page("files", second.line)).text
    client.post(away, {"scope": "following"})
    assert set(HomeworkFile.objects.values_list("pk", flat=True)) == {rows[0].pk, other.pk}
    assert AuditLine.objects.get(act="homework.file.removed").details == {"files": 3}


def test_a_series_that_is_corrected_is_kept_at_once(cast: Cast, sign_in: Any) -> None:
    rows = _series(cast)
    line = rows[0].line
    client = sign_in(cast.teacher)
    client.post(page("edit", line), _edit(line, text="la page 13", scope="following"))
    keep = reverse("homework:voice_keep", args=[line.public_id, rows[0].public_id])
    client.post(keep, {"scope": "following"})
    for row in HomeworkFile.objects.select_related("line"):
        assert (row.text, row.due_on) == (row.line.text, row.line.due_on)
        assert row.text == "la page 13"


def test_the_files_of_what_was_taken_back_go_after_a_day_and_it_is_told(cast: Cast, sign_in: Any) -> None:
    line, stays = give(cast), give(cast, "autre")
    row, kept = _voice(line), _voice(stays)
    client = sign_in(cast.teacher)
    client.post(page("remove", line))
    assert client.get(sound_of(row)).status_code == 404, "nor by who gave it"
    assert sign_in(cast.people["substitute"]).get(sound_of(row)).status_code == 404
    assert removed_files_collect() == 0
    with clock.frozen(NOW + timedelta(hours=23)):
        assert removed_files_collect() == 0
    with clock.frozen(NOW + timedelta(hours=25)):
        assert removed_files_collect() == 1
        assert removed_files_collect() == 0
    assert list(HomeworkFile.objects.all()) == [kept]
    assert "n’est plus là" in sign_in(cast.teacher).post(page("restore", line), follow=True).text
    # Told once: what is joined since stays with it.
    sign_in(cast.teacher).post(page("remove", line))
    assert "n’est plus là" not in sign_in(cast.teacher).post(page("restore", line), follow=True).text
    sign_in(cast.teacher).post(page("remove", stays))
    assert "n’est plus là" not in sign_in(cast.teacher).post(page("restore", stays), follow=True).text


def test_the_nightly_run_takes_them(cast: Cast) -> None:
    row = _voice(give(cast))
    Homework.objects.update(removed_at=NOW - timedelta(days=2))
    with clock.frozen(NOW.replace(hour=2) + timedelta(days=1)):
        for _ in range(40):
            retention_work()
    assert not HomeworkFile.objects.filter(pk=row.pk).exists()


def test_a_file_leads_back_to_where_its_line_stands(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    Homework.objects.filter(pk=line.pk).update(due_on=NEXT_MONDAY)
    back = reverse("homework:line", args=[line.public_id])
    week = f"{page('week', cast.ce1)}?semaine={NEXT_MONDAY}"
    assert sign_in(cast.teacher).get(back)["Location"] == week
    assert sign_in(cast.people["staff"]).get(back)["Location"] == week
    assert sign_in(cast.samira).get(back)["Location"] == f"{LIST}#d-{NEXT_MONDAY}"
    assert sign_in(cast.zoe).get(back).status_code == 404


def test_a_head_opens_a_file_once_the_week_is_consulted(cast: Cast, sign_in: Any) -> None:
    row = _voice(give(cast))
    client = sign_in(cast.people["director"])
    assert client.get(sound_of(row)).status_code == 404
    client.post(reverse("homework:consult", args=[cast.ce1.public_id]), {"semaine": str(MONDAY)})
    assert client.get(sound_of(row)).status_code == 200


def test_agents_of_the_study_read_what_is_joined(cast: Cast, study: CommuneService, sign_in: Any) -> None:
    row = _voice(give(cast))
    client = sign_in(cast.people["agent"])
    assert sound_of(row) in client.get(LIST).text
    assert client.get(sound_of(row)).status_code == 200
    far = _voice(give(cast, "trop loin", NEXT_MONDAY + timedelta(days=3)))
    assert client.get(sound_of(far)).status_code == 404
    # The child is a pupil there, and the study serves the school: else nobody is enrolled, whatever a row says.
    ends = {"ends": NOW - timedelta(minutes=1)}
    for rows in (
        ServiceSchool.objects.filter(service=study),
        Affiliation.objects.filter(person=cast.lea, school=cast.tilleuls),
    ):
        was = dict(rows.values_list("pk", "ends"))
        rows.update(**ends)
        assert sign_in(cast.people["agent"]).get(sound_of(row)).status_code == 404
        for pk, before in was.items():
            type(rows[0]).objects.filter(pk=pk).update(ends=before)
    assert sign_in(cast.people["agent"]).get(sound_of(row)).status_code == 200


def test_one_pupil_without_a_level_is_one(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, yanis="CP")
    assert "lui est montré" in sign_in(cast.teacher).get(page("week", cast.ce1)).text
    two_levels(cast, yanis="")
    assert "leur est montré" in sign_in(cast.teacher).get(page("week", cast.ce1)).text
