"""A teacher says what is to be done; a child of five hears it. No microphone: a line says so."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from eprimo.services.homework.models import Homework, HomeworkFile
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.drill]

# What a microphone gives: a machine of tests has none.
_TONE = """
window.recorders = 0;
const Plain = window.MediaRecorder;
window.MediaRecorder = class extends Plain { constructor(...of) { super(...of); window.recorders += 1; } };
navigator.mediaDevices.getUserMedia = async () => {
  await new Promise((done) => setTimeout(done, 100));
  const context = new AudioContext();
  const [tone, out] = [context.createOscillator(), context.createMediaStreamDestination()];
  tone.connect(out);
  tone.start();
  return out.stream;
};
"""


def test_a_voice_is_recorded_sent_and_heard(cast: Cast, visit: Visit, work: Callable[[], None]) -> None:
    teacher = visit(cast.teacher, viewport=PHONE)
    teacher.open(reverse("homework:new"))
    fold = teacher.page.get_by_text("Joindre, photographier, dire la consigne")
    fold.click()
    teacher.page.get_by_role("button", name="Enregistrer ma voix").click()
    expect(teacher.page.get_by_text("Ce poste n’a pas de micro")).to_be_visible()
    assert faults_of(teacher) == []
    teacher.context.add_init_script(_TONE)
    teacher.open(reverse("homework:new"))
    fold.click()
    teacher.page.get_by_label("Une phrase, comme au tableau").fill("la comptine")
    # Two presses while the browser asks for the microphone are one recording; sent while it lasts, the voice goes too.
    teacher.page.get_by_role("button", name="Enregistrer ma voix").evaluate(
        "one => { one.click(); one.click() }"
    )
    expect(teacher.page.get_by_text("0:58")).to_be_visible()
    assert teacher.page.evaluate("window.recorders") == 1
    teacher.page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(teacher.page.get_by_text("vérification en cours")).to_be_visible()
    assert Homework.objects.get().text == "la comptine"
    work()
    row = HomeworkFile.objects.select_related("blob").get()
    assert (row.blob.state, row.blob.kind) == ("ready", "voice")
    family = visit(cast.samira, viewport=PHONE)
    family.open(reverse("homework:list"))
    assert faults_of(family) == []
    lasts = "async sound => { sound.play(); await new Promise(done => sound.onplaying = done); return sound.duration }"
    assert family.page.locator("audio.voix").evaluate(lasts) >= 1
