"""The public page of the project, and the coordinator's hand on it."""

from django.urls import path

from eprimo.console.governance.views import news
from eprimo.foundation.kernel.views import strong_screens

app_name = "group_news"

urlpatterns = strong_screens(
    [
        path("actualites/", news.page, name="page"),
        path("actualites/flux/", news.feed, name="feed"),
        path("groupement/actualites/", news.kept, name="kept"),
        path("groupement/actualites/ecrire/", news.write, name="write"),
        path("groupement/actualites/<uuid:public_id>/corriger/", news.correct, name="correct"),
        path("groupement/actualites/<uuid:public_id>/publier/", news.publish, name="publish"),
        path("groupement/actualites/<uuid:public_id>/retirer/", news.withdraw, name="withdraw"),
    ],
    but="feed page",
)
