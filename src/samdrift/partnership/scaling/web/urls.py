"""Where the pages of scaling are."""

app_name = "scaling"
urlpatterns: list[object] = []
