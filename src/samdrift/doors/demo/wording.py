"""What the demonstration's contract says: clauses, an option nobody has used yet, facts whose sources differ, and
obligations; planted story 13, the clause about coffee that did not work and became one about what guests find.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from samdrift.doors.demo.people import Parties
from samdrift.doors.demo.terms import STARTS
from samdrift.foundation.scope import Scope
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

COFFEE = "11.4"
CLAUSES = (
    ("4", "Bilag 4: hvornår opgaver skal være løst", "Fristerne følger af tabel 2 til 4. De tælles i åbningstiden."),
    ("7.3", "Ventetid hos brugeren", "Uret står stille, mens leverandøren venter på et nødvendigt svar fra brugeren."),
    ("8.1", "Hvad der bestilles", "Mængder bestilles pr. enhed og sted. Ændringer varsles efter tabellen i bilag 5."),
    ("9.1", "Priser", "Priserne står i prisbogen. En måned er en tolvtedel af året."),
    ("9.2", "Regulering", "Priserne reguleres 1. januar efter nettoprisindekset for december; basis er december 2023."),
    (COFFEE, "Mødeforplejning", "Kaffe til møder leveres senest 10 minutter efter bestilling."),
    ("14.2", "Uddannelse", "Leverandøren fremlægger hvert år en plan for medarbejdernes uddannelse."),
    (
        "9.4", "Benchmarking",
        "Før en option bruges, holdes priserne op mod markedets. Over 5 % af medianen af mindst tre drøftes prisen.",
    ),
)  # fmt: skip
READING = (
    "Et svar er nødvendigt, når opgaven ikke kan fortsætte uden det. Spørgsmål om ønsker, der ikke haster, stopper "
    "ikke uret."
)  # fmt: skip
NOT_WORKING = "Gæster får kold kaffe, fordi den bæres ud for tidligt, og køkkenet må stå klar hele dagen."
OUTCOME = "Kaffe til møder står varm og klar, når gæsterne kommer, på det tidspunkt bestilleren har valgt."
FACTS = (
    ("customer", "Antal steder", "250", "Kontraktens bilag 1"),
    ("provider", "Antal steder", "over 200", "Leverandørens årsrapport"),
    ("customer", "Samlet areal", "400.000 m²", "Arealopgørelsen, NRA"),
    ("provider", "Samlet areal", "450.000 m²", "Pressemeddelelse, bruttoareal"),
    ("customer", "Kontraktens værdi pr. år", "212,0 mio. kr.", "Kontraktens bilag 4, prisniveau 2024"),
)  # fmt: skip
REPORTED = datetime(2025, 5, 20, 9, tzinfo=UTC)
CHANGED = datetime(2025, 9, 8, 9, tzinfo=UTC)
OPTION_BY = date(2026, 6, 28)  # a Sunday: the Friday before counts
OPTION_ENDS = date(2031, 12, 31)


def write_down(scope: Scope, contract_id: int, *, now: datetime) -> None:
    """Clauses, the option and the obligations, as the contract was signed."""
    for number, title, text in CLAUSES:
        draft = contracts.ClauseDraft(number=number, title=title, text=text, valid_from=STARTS)
        contracts.write_clause(scope, contract_id, draft, now=now)
    contracts.write_option(
        scope, contract_id, code="O1", name="Forlængelse i to år", ends_on=OPTION_ENDS, exercise_by=OPTION_BY,
        consequence="Priserne fortsætter uændret; målet for genanvendelse stiger til 65 %.", clause="3.2", now=now,
    )  # fmt: skip
    for code, side, text, due, months, clause in (
        ("PLAN", "provider", "En plan for medarbejdernes uddannelse", date(2025, 3, 1), 12, "14.2"),
        ("AREAL", "customer", "En opdateret arealopgørelse", date(2025, 2, 1), 12, "8.1"),
        ("CO2", "provider", "Regnskab for klimaaftryk", date(2026, 1, 10), 12, ""),
    ):  # fmt: skip
        contracts.write_obligation(
            scope, contract_id, code=code, side=side, text=text, due_on=due, every_months=months, clause=clause, now=now
        )


def tell_the_story(made: Parties, contract: contracts.Contract, *, as_of: datetime) -> None:
    """What came of it: facts, obligations kept, how 7.3 is read, and the clause about coffee."""
    uid, early = contract.uid, datetime(2025, 1, 20, 9, tzinfo=UTC)
    roles = {"customer": "CTR-C", "provider": "CTR-P"}
    for side, about, value, source in FACTS:
        contracts.state_fact(_as(made, roles[side], early), uid, about=about, value=value, source=source, now=early)
    for code, role, day, evidence in (
        ("AREAL", "CTR-C", date(2025, 2, 1), "Arealopgørelsen af 28. januar"),
        ("PLAN", "CTR-P", date(2025, 3, 1), "Uddannelsesplan 2025, bilag 2"),
    ):  # fmt: skip
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC) - timedelta(days=2)
        contracts.keep_obligation(_as(made, role, at), uid, code, due_on=day, evidence=evidence, now=at)
    read = contracts.propose_reading(_as(made, "CTR-C", early), uid, "7.3", READING, now=early)
    _accepted(made, "CTR-P", read.uid, early)
    contracts.report_clause(_as(made, "CTR-P", REPORTED), uid, COFFEE, NOT_WORKING, now=REPORTED)
    draft = contracts.ClauseDraft(
        number=COFFEE, title="Mødeforplejning", text=OUTCOME, valid_from=date(2025, 10, 1)
    )  # fmt: skip
    changed = contracts.propose_clause(_as(made, "CTR-P", CHANGED), uid, draft, now=CHANGED)
    _accepted(made, "CTR-C", changed.uid, CHANGED)
    contracts.tell_of_options(made.community.pk, now=as_of - timedelta(days=1))


def _accepted(made: Parties, role: str, uid: UUID, after: datetime) -> None:
    later = after + timedelta(days=3)
    contracts.accept_terms(_as(made, role, later), uid, expected_version=None, now=later)


def _as(made: Parties, role: str, moment: datetime) -> Scope:
    found = parties.scope_at(made.faces[role], None, now=moment)
    assert found is not None
    return found
