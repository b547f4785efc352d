"""Where the pages of promises are."""

from django.urls import path

from samdrift.operations.promises.web import pauses

app_name = "promises"
urlpatterns = [
    path("promises/pauses/", pauses.long_pauses, name="pauses"),
]
