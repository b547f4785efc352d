"""Addresses of one's own questions."""

from django.urls import path

from samdrift.doors.ask import feeds, kept, views, walls

app_name = "ask"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("kept/<uuid:uid>/", kept.open_kept, name="kept"),
    path("kept/<uuid:uid>/forget/", kept.forget, name="forget"),
    path("kept/<uuid:uid>/follow/", kept.follow, name="follow"),
    path("kept/<uuid:uid>/feed/", feeds.make, name="make_feed"),
    path("links/<uuid:uid>/end/", feeds.end, name="end_link"),
    path("feeds/<str:token>/", feeds.feed, name="feed"),
    path("walls/", walls.walls, name="walls"),
    path("follows/<uuid:uid>/end/", kept.unfollow, name="unfollow"),
    path("<slug:code>/", views.question_page, name="question"),
    path("<slug:code>/keep/", kept.keep, name="keep"),
    path("<slug:code>/export/<slug:form>/", views.export, name="export"),
]
