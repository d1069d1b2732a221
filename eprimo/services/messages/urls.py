from django.urls import path

from eprimo.services.messages import views, writing

app_name = "messages"

urlpatterns = [
    path("", views.conversations, name="list"),
    path("ecrire/", writing.to_school, name="to_school"),
    path("famille/", writing.choose, name="choose"),
    path("famille/<uuid:child_id>/", writing.to_family, name="to_family"),
    path("<uuid:public_id>/", writing.one, name="one"),
    path("<uuid:public_id>/lu/", writing.seen, name="seen"),
    path("<uuid:public_id>/retirer/", writing.recall, name="recall"),
    path("<uuid:public_id>/montrer/", writing.show, name="show"),
    path("<uuid:public_id>/terminer/", writing.close, name="close"),
]
