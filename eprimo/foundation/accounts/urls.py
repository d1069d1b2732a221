from django.urls import path

from eprimo.foundation.accounts.views import (
    activation,
    animal,
    comfort,
    door,
    language,
    me,
    own_sheets,
    recovery,
    ties,
)

app_name = "accounts"

urlpatterns = [
    path("", me.me, name="me"),
    path("entrer", door.sign_in, name="sign_in"),
    path("entrer/eleve", door.sign_in_pupil, name="sign_in_pupil"),
    path("sortir", door.sign_out, name="sign_out"),
    path("charte", door.charter, name="charter"),
    path("activation", activation.activate, name="activate"),
    path("activation/acces", ties.by_code, name="tie_by_code"),
    path("acces/<uuid:public_id>", ties.own, name="tie"),
    path("oublie", recovery.recover, name="recover"),
    path("oublie/code", recovery.recover_use, name="recover_use"),
    path("role", me.switch, name="switch"),
    path("confort", comfort.comfort, name="comfort"),
    path("animal", animal.animal, name="animal"),
    path("langue", language.language, name="language"),
    path("mot-de-passe", me.password, name="password"),
    path("fiches", own_sheets.sheets, name="sheets"),
    path("elargir", own_sheets.widen, name="widen"),
    path("adresse", me.email, name="email"),
    path("adresse/code", me.email_confirm, name="email_confirm"),
    path("nouveau/lu", me.read_news, name="news_read"),
    path("appareils/fin", me.end_others, name="sessions_end_others"),
    path("appareils/<uuid:session_id>/fin", me.end_session, name="session_end"),
]
