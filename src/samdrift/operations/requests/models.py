"""Service requests, their comments, saved views and the counters their numbers come from."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel
from samdrift.registers.parties import public as parties

# What the requester wrote stays readable to the requester, whatever class the type or the place gave it.
OWN_RESTRICTED = ("D6", "D7", "D8")


def _asked_by(scope: Scope, column: str) -> Q:
    """Rows the person asked for; a scope without a person owns nothing, least of all what nobody signed."""
    return NOTHING if scope.person_id is None else Q(**{column: scope.person_id})


def _given_to(scope: Scope, prefix: str = "") -> Q:
    """Rows given to the person or to one of the person's teams."""
    mine = _asked_by(scope, f"{prefix}assignee")
    return mine | Q(**{f"{prefix}team__in": scope.team_ids}) if scope.team_ids else mine


class ServiceRequest(ScopedModel):
    """An ask, from submission to confirmation. Dates are facts; whether it is late is computed."""

    number = models.CharField(max_length=24)  # POL-2025-0048211; restricted classes get random ones
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    tag = models.ForeignKey("tags.Tag", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    request_type = models.ForeignKey("catalogue.RequestType", models.PROTECT, related_name="+", db_index=False)
    form = models.ForeignKey("catalogue.FormVersion", models.PROTECT, null=True, related_name="+", db_index=False)
    answers = models.JSONField(default=dict, blank=True)
    chip_code = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="en")
    channel = models.CharField(max_length=12)  # qr, web, phone, mail, counter, api, app
    requester = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    on_behalf_of = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)  # where a stranger wants to be answered
    device_key = models.CharField(max_length=64, blank=True)  # hash that links one stranger's reports; never shown
    track_digest = models.CharField(max_length=64, unique=True)
    impact = models.PositiveSmallIntegerField(default=3)
    urgency = models.PositiveSmallIntegerField(default=3)
    priority = models.PositiveSmallIntegerField(default=4)
    security = models.BooleanField(default=False)
    # Words of danger stand in it, and no agent has said yet whether there is any.
    danger_waits = models.BooleanField(default=False, db_default=False)
    # submitted, awaiting_approval, submitted_approved, triaged, assigned, in_progress, on_hold, made_safe, resolved,
    # closed, cancelled, duplicate, declined, rejected
    state = models.CharField(max_length=20, default="submitted")
    is_open = models.BooleanField(default=True)  # not closed, cancelled, duplicate, declined or rejected
    hold_reason = models.CharField(max_length=32, blank=True)
    entitlement = models.CharField(max_length=12, default="included")  # included, extra, out_of_scope
    price_estimate_minor = models.BigIntegerField(null=True, blank=True)
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    master = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey(  # the larger request this one is a part of
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    me_too = models.PositiveIntegerField(default=0)
    described_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    triaged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    # the next promise to fall due, and the final one; kept by commands, recomputed nightly
    next_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    at_risk_at = models.DateTimeField(null=True, blank=True)  # of the next promise
    paused = models.BooleanField(default=False)
    waiting_for_requester = models.BooleanField(default=False)
    resolution_code = models.CharField(max_length=32, blank=True)
    # When something happens without anybody: a pause ends, a question goes unanswered, silence closes.
    by_itself_at = models.DateTimeField(null=True, blank=True)
    # A lower priority the desk asked for and nobody agreed to yet, and who found it out of scope.
    asked_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    decline_asked_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decline_reason = models.CharField(max_length=400, blank=True, default="", db_default="")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_refused_at = models.DateTimeField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_reason = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()
    # Brought in from another system's table: what that system said of it stands in `ImportedRequest`.
    brought_in = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="a_request_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("received_at")), name="closed_after_received"
            ),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=5), name="priority_is_one_to_five"),
        ]
        indexes = [
            # Lists page by key on (received_at, id); each filter people live in has its own way in.
            models.Index(fields=["community", "-received_at", "-id"], name="request_newest"),
            models.Index(fields=["community", "unit", "-received_at", "-id"], name="request_by_unit"),
            models.Index(fields=["community", "state", "-received_at", "-id"], name="request_by_state"),
            models.Index(fields=["community", "line_code", "-received_at", "-id"], name="request_by_line"),
            models.Index(fields=["requester", "-received_at"], name="request_by_requester"),
            models.Index(fields=["site", "-received_at", "-id"], name="request_by_place"),
            models.Index(
                fields=["space", "-received_at"],
                condition=Q(space__isnull=False),
                name="request_by_room",
            ),
            models.Index(
                fields=["asset", "-received_at"],
                condition=Q(asset__isnull=False),
                name="request_by_thing",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="request_by_parent"),
            # What was closed or called done on a day: for sums kept by day.
            models.Index(
                fields=["contract", "closed_at"], condition=Q(closed_at__isnull=False), name="request_by_closed"
            ),
            models.Index(
                fields=["contract", "resolved_at"], condition=Q(resolved_at__isnull=False), name="request_by_resolved"
            ),
            models.Index(fields=["by_itself_at"], condition=Q(by_itself_at__isnull=False), name="request_by_itself"),
            models.Index(fields=["community", "received_at"], condition=Q(danger_waits=True), name="request_of_danger"),
            # What is open stays a small part however many years there are, so it has small indexes of its own. The
            # first carries what the gate asks, so that counting touches no row.
            models.Index(
                fields=[
                    "community",
                    "-received_at",
                    "-id",
                    "data_class",
                    "owner_party",
                    "contract",
                    "site",
                    "unit",
                    "line_code",
                ],
                condition=Q(is_open=True),
                name="open_request_newest",
            ),
            models.Index(fields=["community", "next_due_at", "id"], condition=Q(is_open=True), name="open_request_due"),
            models.Index(fields=["community", "unit"], condition=Q(is_open=True), name="open_request_by_unit"),
            models.Index(fields=["assignee", "next_due_at"], condition=Q(is_open=True), name="open_request_by_person"),
            models.Index(fields=["team", "next_due_at"], condition=Q(is_open=True), name="open_request_by_team"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "requests.view"
        rows = scope.narrow(
            permission,
            contract="contract_id",
            site="site_id",
            unit="unit_id",
            line="line_code",
            case="pk",
            own=_asked_by(scope, "requester"),
            assigned=_given_to(scope),
        )
        named = parties.case_rows(scope, permission, uid="pk", through=cls)
        return rows | _own_restricted(scope, permission) | named


def _own_restricted(scope: Scope, permission: str, prefix: str = "") -> Q:
    if not any(permission in grant.permissions and grant.reach == "own" for grant in scope.grants):
        return NOTHING
    restricted = Q(**{"community": scope.community_id, f"{prefix}data_class__in": OWN_RESTRICTED})
    return restricted & Q(owner_party__isnull=True) & _asked_by(scope, f"{prefix}requester")


class AboutRequest(ScopedModel):
    """A row seen by whoever sees its request."""

    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "requests.view"
        rows = scope.narrow(
            permission,
            contract="service_request__contract_id",
            site="service_request__site_id",
            unit="service_request__unit_id",
            line="service_request__line_code",
            case="service_request_id",
            own=_asked_by(scope, "service_request__requester"),
            assigned=_given_to(scope, "service_request__"),
        )
        named = parties.case_rows(scope, permission, uid="service_request_id", through=ServiceRequest)
        return rows | _own_restricted(scope, permission, "service_request__") | named


class Comment(AboutRequest):
    """Something said about a request. What one side says to itself has that party as owner, so the gate hides it."""

    visibility = models.CharField(max_length=10, default="all")  # all, customer, provider
    author = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    by_requester = models.BooleanField(default=False)  # also a stranger through the tracking link
    asks = models.BooleanField(default=False)  # a question the requester is waited for
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.TextField()
    language = models.CharField(max_length=2, default="en")
    said_at = models.DateTimeField()


class Witness(AboutRequest):
    """Somebody else who has the same problem and is kept informed."""

    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.CharField(max_length=120, blank=True)
    device_key = models.CharField(max_length=64, blank=True)
    track_digest = models.CharField(max_length=64, unique=True)
    said_at = models.DateTimeField()


class ImportedRequest(AboutRequest):
    """What another system said of a request that was brought in: its number there, its words, all other columns."""

    system = models.CharField(max_length=40)
    number = models.CharField(max_length=80)
    status = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=80, blank=True)
    request_type = models.CharField(max_length=160, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    told_due_at = models.DateTimeField(null=True, blank=True)
    rest = models.JSONField(default=dict)  # columns nothing else is made of, by their headers
    meant = models.JSONField(default=dict)  # what was understood of it last, to know what is news
    kept_at = models.DateTimeField()  # the request's own `changed_at` after that: another one means it lives here now
    import_uid = models.UUIDField()
    line = models.PositiveIntegerField()  # of the file

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "system", "number"], name="another_systems_number_comes_once")
        ]


class SavedView(ScopedModel):
    """A list's filters and order under a name, one person's own or shared with the community."""

    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    page = models.CharField(max_length=24, default="requests")
    query = models.CharField(max_length=600)
    shared = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        mine = Q(person=scope.person_id)
        return Q(community=scope.community_id) & (mine | Q(shared=True)) & Q(data_class="D1")


class NumberCounter(models.Model):
    """The last number given in a community and year."""

    id = models.BigAutoField(primary_key=True)
    community = models.ForeignKey("parties.Community", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "kind", "year"], name="one_counter_a_year")]
