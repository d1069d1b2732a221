from django.urls import path

from eprimo.console.academy_directory import uploads, views
from eprimo.foundation.kernel.views import strong_screens

app_name = "academy_directory"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        # Its last part is the number of the archive: the script of the page names it so in the form.
        path("envoi/<uuid:public_id>/", uploads.upload, name="upload"),
        path("<slug:code>/envoi/", uploads.begin, name="send"),
        path("<uuid:public_id>/", views.delivery, name="delivery"),
        path("<uuid:public_id>/appliquer/", views.agree, name="agree"),
        path("<uuid:public_id>/abandonner/", views.drop, name="drop"),
    ]
)
