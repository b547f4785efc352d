"""The columns of tables that tell what happened elsewhere or long ago: requests and work orders of another system."""

from samdrift.registers.estate.formats.tables.column import Column, text_column, typed

REQUESTS: tuple[Column, ...] = (
    text_column("number", "casenumber", "caseid", "caseenquiryid", "requestid", "servicerequestid", "ticket",
                "ticketnumber", "sagsnr", "sagsnummer", "ärendenr", "ärendenummer", "id", "nr", required=True,
                unique=True),
    text_column("title", "casetitle", "summary", "subject", "titel", "emne", "overskrift", "rubrik", "ämne"),
    text_column("description", "details", "text", "beskrivelse", "beskrivning"),
    text_column("request_type", "type", "servicename", "servicecode", "sagstype", "ärendetyp", "typ", "category",
                "kategori"),
    typed("opened_at", "moment", "opened", "opendt", "received", "receivedat", "createdat", "created",
          "requesteddatetime", "modtaget", "oprettet", "mottagen", "inkommen", "skapad", required=True),
    typed("acknowledged_at", "moment", "acknowledged", "bekræftet", "bekräftad"),
    typed("started_at", "moment", "started", "påbegyndt", "påbörjad"),
    typed("resolved_at", "moment", "resolved", "løst", "löst"),
    typed("closed_at", "moment", "closed", "closeddt", "lukket", "afsluttet", "stängd", "avslutad"),
    typed("due_at", "moment", "due", "targetdt", "slatargetdt", "expecteddatetime", "deadline", "frist",
          "svarfrist", "förfallodatum", "senast"),
    text_column("status", "casestatus", "state", "tilstand", "tillstånd"),
    text_column("channel", "source", "kanal", "kilde", "källa"),
    text_column("priority", "prioritet"),
    text_column("site", "sitecode", "lokation", "lokationskode", "ejendom", "fastighet", "platskod"),
    text_column("place", "location", "locationtext", "address", "adresse", "adress", "sted"),
    typed("latitude", "latitude", "lat", "breddegrad", "latitud"),
    typed("longitude", "longitude", "lon", "lng", "long", "længdegrad", "longitud"),
    text_column("requester", "requestername", "rekvirent", "melder", "anmälare"),
    text_column("requester_email", "email", "epost", "mail"),
    text_column("system", "sourcesystem", "fagsystem", "källsystem"),
)  # fmt: skip
WORK: tuple[Column, ...] = (
    text_column("number", "ordernumber", "orderno", "workorder", "wo", "ordrenr", "ordrenummer", "arbetsorder",
                "ordernummer", "id", "nr", unique=True),
    text_column("asset", "tag", "assettag", "equipment", "anlæg", "anlægsnr", "anläggning", "inventarnr",
                required=True),
    text_column("site", "sitecode", "lokation", "lokationskode", "ejendom", "fastighet", "platskod"),
    text_column("title", "shorttext", "originalshorttext", "text", "tekst", "description", "titel", "beskrivelse",
                "beskrivning", required=True),
    typed("done_at", "moment", "done", "finished", "date", "startdate", "bscstartdate", "basicstartdate", "dato",
          "udført", "datum", "utförd", required=True),
    text_column("kind", "type", "ordertype", "pmtype", "art", "typ"),
    typed("cost", "number", "cost", "totalcost", "pris", "omkostning", "kostnad"),
    typed("minutes", "whole", "minutter", "minuter"),
    text_column("line", "serviceline", "linecode", "ydelse", "tjänst"),
    text_column("system", "sourcesystem", "fagsystem", "källsystem"),
)  # fmt: skip
PAST = {"requests": REQUESTS, "work": WORK}
"""Kinds that come in by the thousand: their rows are read and compared in batches, and no column of theirs is lost."""
