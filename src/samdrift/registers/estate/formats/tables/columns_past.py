"""The columns of tables that rooms above keep: requests, work and plans of another system, shifts and skills."""

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
PLANS: tuple[Column, ...] = (
    text_column("number", "plan", "plannumber", "plannr", "plannummer", "id", "nr", required=True, unique=True),
    text_column("name", "title", "task", "opgave", "titel", "uppgift", "beskrivelse", "beskrivning", required=True),
    text_column("site", "sitecode", "lokation", "lokationskode", "ejendom", "fastighet", "platskod", required=True),
    text_column("asset", "tag", "assettag", "equipment", "anlæg", "anlægsnr", "anläggning", "inventarnr"),
    text_column("asset_kind", "class", "klasse", "klass"),
    text_column("line", "serviceline", "linecode", "ydelse", "tjänst"),
    text_column("rule", "rrule", "recurrence", "regel"),
    typed("every", "whole", "interval", "hver", "var"),
    text_column("unit", "period", "enhed", "enhet"),
    typed("first", "date", "firstday", "start", "anchor", "førstedag", "förstadag", "startdato", "startdatum",
          required=True),
    typed("until", "date", "lastday", "end", "sidstedag", "sistadag"),
    text_column("holidays"),
    typed("lead_days", "whole", "lead", "varsel"),
    typed("before_days", "whole", "before"),
    typed("after_days", "whole", "after", "tolerance"),
    text_column("document", "certificate", "dokument", "attest", "intyg"),
    text_column("competent_body", "body", "sagkyndig", "kontrollorgan"),
    text_column("skill", "kompetence", "kompetens"),
    typed("hours", "number", "timer", "timmar"),
    typed("cost", "number", "pris", "omkostning", "kostnad"),
    text_column("tasks", "opgaver", "uppgifter"),
    text_column("system", "sourcesystem", "fagsystem", "källsystem"),
)  # fmt: skip
_DAYS = {
    "mon": ("monday", "mandag", "måndag", "ma"), "tue": ("tuesday", "tirsdag", "tisdag", "ti"),
    "wed": ("wednesday", "onsdag", "on"), "thu": ("thursday", "torsdag", "to"), "fri": ("friday", "fredag", "fr"),
    "sat": ("saturday", "lørdag", "lördag", "lø", "lö"), "sun": ("sunday", "søndag", "söndag", "sø", "sö"),
}  # fmt: skip
_WHO_AND_WHEN = (
    text_column("email", "mail", "workemail", "epost", "epostadresse", "epostadress", "mailadresse", "mejl",
                required=True),
    typed("valid_from", "date", "from", "validfrom", "fra", "fradato", "gyldigfra", "från", "frånochmed",
          "giltigfrån", "start", "firstday", "førstedag", "förstadag", required=True),
    typed("valid_to", "date", "to", "until", "til", "tildato", "gyldigtil", "till", "tillochmed", "giltigtill",
          "end", "expires", "udløber", "upphör", "lastday", "sidstedag", "sistadag"),
)  # fmt: skip
SHIFTS: tuple[Column, ...] = (
    *_WHO_AND_WHEN,
    *(text_column(day, *headers) for day, headers in _DAYS.items()),
    text_column("timezone", "zone", "tidszone", "tidszon"),
)
SKILLS: tuple[Column, ...] = (
    *_WHO_AND_WHEN,
    text_column("code", "skill", "qualification", "kode", "kompetence", "kvalifikation", "færdighed", "kod",
                "kompetens", "behörighet", "färdighet", required=True),
    text_column("number", "certificate", "certificatenumber", "nummer", "nr", "bevis", "certifikat", "intyg"),
)  # fmt: skip
PAST = {"requests": REQUESTS, "work": WORK, "plans": PLANS, "shifts": SHIFTS, "skills": SKILLS}
"""Kinds that come in by the thousand: their rows are read and compared in batches, and no column of theirs is lost."""
