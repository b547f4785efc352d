"""Rows of the registers for the examples of tests/addresses.py: people, roles, tags, articles, terms, notices."""

from functools import cached_property

from samdrift.foundation.clock import real_now
from samdrift.foundation.datasets.public import (
    Question,
    SavedQuestion,
    SecretLink,
    Subscription,
    follow_question,
    make_link,
    save_question,
)
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.mail.public import IncomingMail, hand_in
from samdrift.foundation.notices.models import Notice
from samdrift.registers.catalogue.commands.articles import Draft as ArticleDraft
from samdrift.registers.catalogue.commands.articles import publish_article, write_article
from samdrift.registers.catalogue.models import Article
from samdrift.registers.contracts.commands.proposals import propose_policy_end
from samdrift.registers.contracts.models import ContractFact, PriceItem, TermsProposal
from samdrift.registers.estate.models import ModelImport
from samdrift.registers.parties.commands import assign_role, make_token, name_deputy
from samdrift.registers.parties.models import ApiToken, Counterpart, Deputy, Interest, RoleAssignment
from samdrift.registers.tags.commands.rounds import start_round
from samdrift.registers.tags.models import HeldReport, TagRound, WalkPiece
from tests.priced import price_contract, word_contract
from tests.world import NOON, World


class RegisterRows:
    """Rows of who, where, what and on what terms, made when an address asks for them."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def held(self) -> HeldReport:
        return HeldReport.objects.create(
            community=self.world.community, code="ZZZZZZZZZZZ", reference="2025-X0000001", track_digest="d" * 64,
            received_at=NOON,
        )  # fmt: skip

    @cached_property
    def pair(self) -> Counterpart:
        """Two people who answer to each other."""
        world = self.world
        return Counterpart.objects.create(
            community=world.community, tier="user", unit=world.north, customer=world.dan.employment,
            provider=world.asta.employment, valid_from=NOON.date(),
        )  # fmt: skip

    @cached_property
    def token(self) -> ApiToken:
        return make_token(self.world.asta.scope, name="Script", permissions=None, expires_at=None, now=NOON)[0]

    @cached_property
    def role(self) -> RoleAssignment:
        first, somebody = self.world.someone("ADMIN"), self.world.someone("USR")
        return assign_role(first.scope, somebody.employment.uid, role="DPO", valid_from=NOON.date(), now=NOON)

    @cached_property
    def failed_job(self) -> JobRow:
        moment = real_now()
        return JobRow.objects.create(
            name="files.clear_orphans", payload={"community_id": self.world.community.pk}, state="failed",
            run_at=moment, enqueued_at=moment, failed_at=moment, last_error="",
        )  # fmt: skip

    @cached_property
    def interest(self) -> Interest:
        from samdrift.registers.parties.commands import InterestDraft, declare_interest

        holder = self.world.someone("BUD")
        draft = InterestDraft(
            counterpart_uid=self.world.contract.provider.uid, kind="gift", text="A calendar", happened_on=NOON.date()
        )
        return declare_interest(holder.scope, draft, today=NOON.date(), now=NOON)

    @cached_property
    def deputy(self) -> Deputy:
        holder, colleague = self.world.someone("BUD"), self.world.someone("USR")
        return name_deputy(
            holder.scope, holder.employment.uid, colleague.employment.uid, first_day=NOON.date(),
            last_day=NOON.date(), kind="leave", today=NOON.date(), now=NOON,
        )  # fmt: skip

    @cached_property
    def tag_round(self) -> TagRound:
        return start_round(self.world.asta.scope, self.world.site.uid, which="all", now=NOON)

    @cached_property
    def walk_piece(self) -> WalkPiece:
        world = self.world
        return WalkPiece.objects.create(
            community=world.community, site=world.site, person=world.asta.person, kind="skip", space=world.washroom,
            device_at=NOON, received_at=NOON, outcome="done", why="locked",
        )  # fmt: skip

    @cached_property
    def model_import(self) -> ModelImport:
        return ModelImport.objects.create(
            community=self.world.community, site=self.world.site, kind="ifc", file_name="x.ifc", digest="0" * 64,
            uploaded_at=NOON, state="diffed",
        )  # fmt: skip

    @cached_property
    def article(self) -> Article:
        words = dict.fromkeys(("en", "da", "sv"), "Help")
        writer = self.world.someone("SD-LEAD").scope
        article = write_article(writer, ArticleDraft(code="walk", title=words, body=words), now=NOON)
        return publish_article(writer, article.uid, expected_version=None, now=NOON)

    @cached_property
    def proposal(self) -> TermsProposal:
        world = self.world
        return propose_policy_end(world.bo.scope, world.contract.uid, "P5", valid_from=NOON.date(), now=NOON)

    @cached_property
    def fact(self) -> ContractFact:
        return word_contract(self.world)

    @cached_property
    def price(self) -> PriceItem:
        return price_contract(self.world)

    @cached_property
    def mail(self) -> IncomingMail:
        return hand_in(
            self.world.community.pk, b"From: a@b.example\r\n\r\nThe tap drips", arrived_at=NOON, source="http"
        )[0]

    @cached_property
    def notice(self) -> Notice:
        return Notice.objects.create(
            community=self.world.community, receiver=self.world.dan.person, kind="request.received", cause="walk",
            told_at=NOON,
        )  # fmt: skip

    @cached_property
    def kept_question(self) -> SavedQuestion:
        asked = Question(dataset="requests")
        return save_question(self.world.asta.scope, asked, name="Mine", shared=False, now=NOON)

    @cached_property
    def secret_link(self) -> SecretLink:
        return make_link(self.world.asta.scope, kind="wall", name="Hall", now=NOON)[0]

    @cached_property
    def subscription(self) -> Subscription:
        uid = self.kept_question.uid
        return follow_question(self.world.asta.scope, uid, every="week", only_changes=False, today=NOON.date())
