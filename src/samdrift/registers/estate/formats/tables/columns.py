"""The columns a table may have, and what people call them in English, Danish and Swedish."""

from collections.abc import Mapping

from samdrift.registers.estate.formats.tables.column import Column
from samdrift.registers.estate.formats.tables.column import text_column as _text
from samdrift.registers.estate.formats.tables.column import typed as _typed
from samdrift.registers.estate.formats.tables.columns_past import PAST

SITE = _text("site", "sitecode", "lokation", "lokationskode", "ejendom", "ejendomsnr", "ejendomsnummer", "plats",
             "platskod", "fastighet", "fastighetsnr", "adressekode", required=True)  # fmt: skip
BUILDING = _text("building", "buildingcode", "bygning", "bygningskode", "bygningsnr", "bygningsnummer", "byggnad",
                 "byggnadskod", "byggnadsnr", "hus")  # fmt: skip
STOREY = _text("storey", "floor", "level", "etage", "sal", "plan", "våning", "storeycode", "floorname")
SPACE = _text("space", "room", "roomnumber", "rum", "rumnr", "rumnummer", "lokale", "lokalenr", "rumsnummer", "lokal")
AREA = _typed("area_m2", "number", "area", "areal", "arealm2", "nettoareal", "netareal", "area m2", "yta", "ytam2",
              "nettoarea", "netarea", "nra", "nrf", "nta", "m2", "kvm", "buildingsize", "etageareal", "bruttoareal",
              "grossinternalarea")  # fmt: skip
ADDRESS = (
    _text("street", "address", "streetname", "adresse", "vej", "vejnavn", "adress", "gata", "gatuadress",
          "streetaddress"),
    _text("street_number", "streetnumber", "husnr", "husnummer", "houseno", "gatunummer"),
    _text("postal_code", "postcode", "zip", "zipcode", "postnr", "postnummer"),
    _text("town", "city", "posttown", "by", "postdistrikt", "ort", "postort", "stad"),
    _text("country", "land"),
)  # fmt: skip

KINDS: Mapping[str, tuple[Column, ...]] = {
    "sites": (
        _text("code", "sitecode", "assetcode", "kode", "lokationskode", "ejendomsnr", "ejendomsnummer", "kod",
              "platskod", "nr", "nummer", "number", "id", unique=True),
        _text("name", "sitename", "propertyname", "navn", "lokationsnavn", "ejendomsnavn", "namn", "platsnamn",
              "locationtext", "betegnelse", "benämning", required=True),
        *ADDRESS,
        _typed("latitude", "latitude", "lat", "breddegrad", "latitud", "bredd", "geoy"),
        _typed("longitude", "longitude", "lon", "lng", "long", "længdegrad", "longitud", "geox"),
        _text("coordinate_system", "coordinatereferencesystem", "crs", "koordinatsystem", "srs"),
        AREA,
        _text("use", "usage", "holdingtype", "anvendelse", "formål", "användning", "kategori", "category", "type"),
        _text("tenure", "tenuretype", "ejerforhold", "ejerform", "lejemål", "upplåtelseform"),
        _text("owner", "ejer", "ägare", "managedby"),
        _text("energy_label", "energyrating", "energimærke", "energiklass"),
        _text("phone", "telephone", "reporttel", "telefon", "tlf"),
        _text("opening_hours", "openinghours", "åbningstider", "öppettider"),
        _text("external_id", "uprn", "bfe", "bfenummer", "fastighetsbeteckning", "eksterntid", "externtid"),
        _text("district", "distrikt", "kreds", "område", "region"),
    ),
    "buildings": (
        SITE,
        _text("code", "buildingcode", "kode", "bygning", "bygningskode", "bygningsnr", "byggnad", "byggnadskod", "kod",
              "nr", required=True),
        _text("name", "buildingname", "navn", "bygningsnavn", "namn", "byggnadsnamn"),
        _text("use", "usage", "anvendelse", "användning", "type"),
        _typed("year", "whole", "yearbuilt", "byggeår", "opførelsesår", "byggår", "år"),
        AREA,
        _text("energy_label", "energyrating", "energimærke", "energiklass"),
    ),
    "storeys": (
        SITE, BUILDING,
        _text("code", "storeycode", "floor", "etage", "etagekode", "sal", "plan", "våning", "kode", "kod", "storey",
              required=True),
        _text("name", "storeyname", "navn", "etagenavn", "namn", "våningsnamn"),
        _typed("level", "whole", "levelno", "niveau", "nivå"),
        _typed("elevation_m", "number", "elevation", "kote", "plushöjd", "höjd"),
        AREA,
    ),
    "spaces": (
        SITE, BUILDING, STOREY,
        _text("number", "code", "roomnumber", "room", "rum", "rumnr", "rumnummer", "lokalenr", "lokalenummer",
              "rumsnr", "rumsnummer", "kode", "kod", "nr", required=True),
        _text("name", "roomname", "navn", "rumnavn", "lokalenavn", "namn", "rumsnamn", "lokale", "longname"),
        _text("use", "usage", "roomtype", "rumtype", "lokaletype", "anvendelse", "rumstyp", "användning", "type"),
        AREA,
        _text("floor_covering", "flooring", "gulv", "gulvbelægning", "gulvtype", "golv", "golvbeläggning"),
        _text("quality_profile", "quality", "profil", "kvalitetsprofil", "rengøringsprofil", "städprofil", "insta"),
        _text("security_zone", "zone", "sikkerhedszone", "säkerhetszon", "zon"),
        _text("replaces", "successorof", "madefrom", "erstatter", "opståetaf", "ersätter", "uppståttav"),
        _typed("capacity", "whole", "seats", "pladser", "kapacitet", "antalpladser", "platser"),
        _typed("bookable", "yes_no", "bookbar", "kanbookes", "bokningsbar"),
        _typed("cleaned", "yes_no", "cleaningincluded", "rengøres", "rengøring", "städas"),
    ),
    "assets": (
        SITE, BUILDING, STOREY, SPACE,
        _text("tag", "tagnumber", "assetno", "assettag", "code", "mærke", "mærkenr", "inventarnr", "aktivnr",
              "anlægsnr", "inventarienummer", "märkning", "kode", "kod", "nr", required=True, unique=True),
        _text("name", "description", "navn", "beskrivelse", "betegnelse", "namn", "beskrivning", "benämning"),
        _text("asset_class", "class", "type", "category", "klasse", "kategori", "anlægstype", "klass", "typ"),
        _text("maker", "make", "manufacturer", "fabrikat", "producent", "tillverkare"),
        _text("model", "modelnumber", "modelnr", "modell"),
        _text("serial", "serialnumber", "serialno", "serienr", "serienummer"),
        _typed("installed_on", "date", "installed", "installationdate", "installeret", "installationsdato",
               "installerad", "installationsdatum"),
        _typed("warranty_until", "date", "warranty", "warrantyto", "garanti", "garantitil", "garantiudløb",
               "garantitill"),
        _text("criticality", "kritikalitet", "kriticitet"),
        _typed("condition", "whole", "tilstand", "tilstandsgrad", "skick"),
    ),
    "people": (
        _text("email", "mail", "workemail", "arbejdsmail", "epost", "emailaddress", required=True, unique=True),
        _text("given_name", "firstname", "fornavn", "förnamn", required=True),
        _text("family_name", "lastname", "surname", "efternavn", "efternamn", required=True),
        _text("phone", "mobile", "workphone", "telefon", "mobil", "tlf"),
        _text("title", "role", "jobtitle", "stilling", "titel", "befattning"),
        _text("unit", "unitcode", "department", "enhed", "afdeling", "enhet", "avdelning"),
        _text("employer", "company", "organisation", "firma", "arbejdsgiver", "arbetsgivare", "företag"),
        _text("roles", "rolecodes", "roller", "rollekoder", "rollkoder"),
        _text("language", "sprog", "språk"),
        _text("external_id", "employeeno", "medarbejdernr", "medarbejdernummer", "anställningsnummer", "sso"),
        _typed("starts_on", "date", "start", "startdate", "ansatfra", "startdato", "startdatum"),
        _typed("ends_on", "date", "end", "enddate", "ansattil", "slutdato", "slutdatum"),
    ),
    "units": (
        _text("code", "unitcode", "kode", "enhedskode", "enhedsnr", "kod", "enhetskod", "nr", required=True,
              unique=True),
        _text("name", "unitname", "navn", "enhedsnavn", "namn", "enhetsnamn", required=True),
        _text("name_da", "danishname", "dansknavn", "navnda"),
        _text("name_sv", "swedishname", "svensktnamn", "namnsv"),
        _text("organisation", "employer", "company", "organisationskode", "organisationskod", "arbejdsgiver",
              "arbetsgivare"),
        _text("cost_centre", "costcenter", "omkostningssted", "omkostningsted", "kostnadsställe"),
        _text("parent", "parentcode", "parentunit", "overenhed", "overordnet", "överordnad", "förälder"),
        _text("kind", "unittype", "type", "art", "typ"),
        _typed("starts_on", "date", "validfrom", "start", "gyldigfra", "giltigfrån"),
        _typed("ends_on", "date", "validto", "end", "gyldigtil", "giltigtill"),
    ),
    **PAST,
}  # fmt: skip
"""Columns by kind of table; an earlier column takes a header that several know."""
