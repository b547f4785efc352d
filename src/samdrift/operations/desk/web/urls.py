"""Where the pages of the desk are."""

from django.urls import path

from samdrift.operations.desk.web import (
    answers,
    board,
    console,
    held,
    inbox,
    indicators,
    mail,
    measures,
    new,
    outages,
    queues,
)

app_name = "desk"
urlpatterns = [
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/arrivals/", inbox.arrivals, name="arrivals"),
    path("desk/board/", board.live_board, name="board"),
    path("desk/console/", console.console, name="console"),
    path("desk/console/found/", console.found, name="found"),
    path("desk/console/beside/", console.beside, name="beside"),
    path("desk/outages/", outages.outage_list, name="outages"),
    path("desk/outages/new/", outages.outage_new, name="outage_new"),
    path("desk/outages/<uuid:uid>/", outages.outage_change, name="outage"),
    path("desk/queues/", queues.queue_list, name="queues"),
    path("desk/answers/", answers.answer_list, name="answers"),
    path("desk/answers/new/", answers.answer_new, name="answer_new"),
    path("desk/answers/<uuid:uid>/", answers.answer_change, name="answer"),
    path("desk/held/", held.held_reports, name="held"),
    path("desk/held/<uuid:uid>/", held.settle, name="settle"),
    path("desk/new/", new.new_contact, name="new"),
    path("desk/month/", measures.month, name="month"),
    path("desk/month/contacts/", measures.behind, name="behind"),
    path("desk/indicators/", indicators.indicator_page, name="indicators"),
    path("desk/indicators/requests/", indicators.indicator_rows, name="indicator"),
    path("desk/mail/", mail.held, name="mail"),
    path("desk/mail/all/", mail.everything, name="mail_all"),
    path("desk/mail/boxes/", mail.boxes, name="mailboxes"),
    path("desk/mail/<uuid:uid>/", mail.one, name="mail_one"),
    path("desk/mail/<uuid:uid>/raw/", mail.raw, name="mail_raw"),
    path("mail/in/", mail.hand_in, name="mail_in"),
    path("desk/<uuid:uid>/<slug:move>/", inbox.act, name="act"),
]
