from django.urls import path

from eprimo.foundation.accounts.views import activation, me, own_sheets, preferences, sign_in, ties

app_name = "accounts"

urlpatterns = [
    path("", me.me, name="me"),
    path("entrer", sign_in.sign_in, name="sign_in"),
    path("entrer/eleve", sign_in.sign_in_pupil, name="sign_in_pupil"),
    path("sortir", sign_in.sign_out, name="sign_out"),
    path("charte", sign_in.charter, name="charter"),
    path("activation", activation.activate, name="activate"),
    path("activation/acces", ties.by_code, name="tie_by_code"),
    path("acces/<uuid:public_id>", ties.own, name="tie"),
    path("oublie", sign_in.recover, name="recover"),
    path("oublie/code", sign_in.recover_use, name="recover_use"),
    path("role", me.switch, name="switch"),
    path("confort", preferences.comfort, name="comfort"),
    path("animal", preferences.animal, name="animal"),
    path("langue", preferences.language, name="language"),
    path("mot-de-passe", me.password, name="password"),
    path("fiches", own_sheets.sheets, name="sheets"),
    path("elargir", own_sheets.widen, name="widen"),
    path("adresse", me.email, name="email"),
    path("adresse/code", me.email_confirm, name="email_confirm"),
    path("nouveau/lu", me.read_news, name="news_read"),
    path("appareils/fin", me.end_others, name="sessions_end_others"),
    path("appareils/<uuid:session_id>/fin", me.end_session, name="session_end"),
]
