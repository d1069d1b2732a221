from django.urls import path

from eprimo.services.messages import conversation_views, views

app_name = "messages"

urlpatterns = [
    path("", views.conversations, name="list"),
    path("ecrire/", conversation_views.to_school, name="to_school"),
    path("famille/", conversation_views.choose, name="choose"),
    path("famille/<uuid:child_id>/", conversation_views.to_family, name="to_family"),
    path("<uuid:public_id>/", conversation_views.one, name="one"),
    path("<uuid:public_id>/lu/", conversation_views.seen, name="seen"),
    path("<uuid:public_id>/retirer/", conversation_views.recall, name="recall"),
    path("<uuid:public_id>/montrer/", conversation_views.show, name="show"),
    path("<uuid:public_id>/terminer/", conversation_views.close, name="close"),
]
