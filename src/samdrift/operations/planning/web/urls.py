"""Where the pages of plans are."""

from django.urls import path

from samdrift.operations.planning.web import feeds, occurrences, overview, plans, standards

app_name = "planning"
urlpatterns = [
    path("plans/", plans.plan_list, name="list"),
    path("plans/new/", plans.plan_new, name="new"),
    path("plans/occurrences/", occurrences.occurrence_list, name="occurrences"),
    path("plans/occurrences/<uuid:uid>/", occurrences.occurrence_page, name="occurrence"),
    path("plans/occurrences/<uuid:uid>/<slug:move>/", occurrences.act, name="act"),
    path("plans/certificates/<uuid:uid>/<uuid:file>/", occurrences.certificate, name="certificate"),
    path("plans/forecast/", overview.forecast, name="forecast"),
    path("plans/statutory/", overview.statutory, name="statutory"),
    path("plans/standards/", standards.standard_list, name="standards"),
    path("plans/standards/new/", standards.standard_new, name="standard_new"),
    path("plans/standards/<uuid:uid>/end/", standards.standard_end, name="standard_end"),
    path("plans/happening/", standards.happening, name="happening"),
    path("plans/readings/<uuid:uid>/", standards.reading_take, name="reading"),
    path("plans/calendars/", feeds.feed_list, name="feeds"),
    path("plans/calendars/<uuid:uid>/end/", feeds.feed_end, name="feed_end"),
    path("plans/feed/<str:token>.ics", feeds.feed, name="feed"),
    path("plans/<uuid:uid>/", plans.plan_page, name="plan"),
    path("plans/<uuid:uid>/edit/", plans.plan_edit, name="edit"),
    path("plans/<uuid:uid>/end/", plans.plan_end, name="end"),
]
