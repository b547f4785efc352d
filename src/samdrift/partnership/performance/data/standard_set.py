"""The default key figures of domain.md §3.4 with their words: what is counted of what, in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass

EDGES = ("2", "5", "10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure; texts of numbers, so that nothing is rounded on the way."""

    code: str
    name: Mapping[str, str]
    counted: Mapping[str, str]
    target: str
    weight: str = "0"
    source: str = "none"
    per: str = "contract"
    line: str = ""
    stretch: str = ""
    lower: bool = False
    scale: int = 100
    unit: str = "%"
    edges: tuple[str, str, str] = EDGES
    low_volume_under: int = 20
    fewest: int = 1
    earns_back: bool = True
    published: bool = False


def _words(english: str, danish: str, swedish: str) -> dict[str, str]:
    return {"en": english, "da": danish, "sv": swedish}


_LEFT_OUT = _words(
    " Left out: restricted cases, and promises both parties agreed do not count.",
    " Udeladt: fortrolige sager og løfter, som parterne er enige om ikke tæller.",
    " Utelämnat: sekretessbelagda ärenden och löften som parterna är ense om inte räknas.",
)


def _promises(english: str, danish: str, swedish: str) -> dict[str, str]:
    told = _words(english, danish, swedish)
    return {language: text + _LEFT_OUT[language] for language, text in told.items()}


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="K01", weight="8", target="98", stretch="99", source="promise.respond", per="unit", published=True,
        name=_words("P1 and P2 responded in time", "P1 og P2 påbegyndt til tiden", "P1 och P2 påbörjade i tid"),
        counted=_promises(
            "Response promises of P1 and P2 kept ÷ all of them due in the month.",
            "Overholdte responsløfter for P1 og P2 ÷ alle, der forfaldt i måneden.",
            "Hållna inställelselöften för P1 och P2 ÷ alla som förföll under månaden.",
        ),
    ),
    Figure(
        code="K02", weight="8", target="95", stretch="97.5", source="promise.urgent", per="unit",
        name=_words("P1 and P2 made safe and solved in time", "P1 og P2 sikret og løst til tiden",
                    "P1 och P2 säkrade och lösta i tid"),
        counted=_promises(
            "Promises to make P1 and P2 safe and to solve them kept ÷ all of them due in the month.",
            "Overholdte løfter om at sikre og løse P1 og P2 ÷ alle, der forfaldt i måneden.",
            "Hållna löften om att säkra och lösa P1 och P2 ÷ alla som förföll under månaden.",
        ),
    ),
    Figure(
        code="K03", weight="8", target="92", stretch="96", source="promise.solved", per="unit", published=True,
        name=_words("P3 to P5 solved in time", "P3 til P5 løst til tiden", "P3 till P5 lösta i tid"),
        counted=_promises(
            "Promises to solve P3 to P5 kept ÷ all of them due in the month; catering, mail and moves stand in K16.",
            "Overholdte løfter om at løse P3 til P5 ÷ alle, der forfaldt i måneden; forplejning, post og flytning "
            "står i K16.",
            "Hållna löften om att lösa P3 till P5 ÷ alla som förföll under månaden; servering, post och flytt står i "
            "K16.",
        ),
    ),
    Figure(
        code="K04", weight="3", target="78", stretch="85", source="request.first_time",
        name=_words("Solved at the first visit", "Løst ved første besøg", "Lösta vid första besöket"),
        counted=_words(
            "Requests called done in the month without a visit that came to nothing and not reopened by the day of "
            "freezing ÷ all called done in the month.",
            "Henvendelser meldt løst i måneden uden forgæves besøg og ikke genåbnet inden frysedagen ÷ alle meldt løst "
            "i måneden.",
            "Ärenden anmälda lösta under månaden utan förgäves besök och inte återöppnade före frysningsdagen ÷ alla "
            "anmälda lösta under månaden.",
        ),
    ),
    Figure(
        code="K05", weight="2", target="4", stretch="2", lower=True, source="request.reopened",
        name=_words("Reopened", "Genåbnet", "Återöppnade"),
        counted=_words(
            "Requests called done in the month and reopened by the day of freezing ÷ all called done in the month.",
            "Henvendelser meldt løst i måneden og genåbnet inden frysedagen ÷ alle meldt løst i måneden.",
            "Ärenden anmälda lösta under månaden och återöppnade före frysningsdagen ÷ alla anmälda lösta.",
        ),
    ),
    Figure(
        code="K06", weight="10", target="92", stretch="95", source="reading", per="unit", line="CLN", published=True,
        name=_words("Cleaning lots accepted at the first control", "Rengøringspartier godkendt ved første kontrol",
                    "Städpartier godkända vid första kontrollen"),
        counted=_words(
            "Cleaning lots accepted at their first control ÷ lots controlled in the month, from the control reports.",
            "Rengøringspartier godkendt ved første kontrol ÷ partier kontrolleret i måneden, fra kontrolrapporterne.",
            "Städpartier godkända vid första kontrollen ÷ partier kontrollerade under månaden, ur kontrollrapporterna.",
        ),
    ),
    Figure(
        code="K07", weight="6", target="99", stretch="99.5", source="visit.delivered", line="CLN",
        name=_words("Cleaning visits delivered", "Udførte rengøringsbesøg", "Utförda städbesök"),
        counted=_words(
            "Rooms of cleaning rounds done on their day ÷ rooms ordered for it. Left out: rooms that were occupied or "
            "locked.",
            "Rum på rengøringsrunder udført på dagen ÷ rum bestilt til dagen. Udeladt: rum, der var optaget eller "
            "låst.",
            "Rum på städrundor utförda på dagen ÷ rum beställda till dagen. Utelämnat: rum som var upptagna eller "
            "låsta.",
        ),
    ),
    Figure(
        code="K08", weight="5", target="95", stretch="98", source="plan.upkeep", line="MNT",
        name=_words("Planned maintenance on time", "Planlagt vedligehold til tiden", "Planerat underhåll i tid"),
        counted=_words(
            "Planned occurrences of upkeep done by their last allowed day ÷ those whose last day lies in the month, "
            "less those the client waived.",
            "Planlagt vedligehold udført senest på sidste tilladte dag ÷ det, hvis sidste dag ligger i måneden, "
            "fraregnet det, kunden har frafaldet.",
            "Planerat underhåll utfört senast sista tillåtna dag ÷ det vars sista dag ligger i månaden, utom det som "
            "kunden avstått från.",
        ),
    ),
    Figure(
        code="K09", weight="8", target="100", source="plan.statutory", line="MNT", low_volume_under=0, earns_back=False,
        published=True,
        name=_words("Statutory inspections on time, with certificate", "Lovpligtige eftersyn til tiden, med certifikat",
                    "Lagstadgade besiktningar i tid, med intyg"),
        counted=_words(
            "Statutory occurrences done and certified by their last day ÷ those whose last day lies in the month. "
            "Every one counts, and nothing is earned back.",
            "Lovpligtige eftersyn udført og certificeret senest sidste dag ÷ dem, hvis sidste dag ligger i måneden. "
            "Hvert eneste tæller, og intet optjenes tilbage.",
            "Lagstadgade besiktningar utförda och intygade senast sista dag ÷ de vars sista dag ligger i månaden. Var "
            "och en räknas, och inget tjänas tillbaka.",
        ),
    ),
    Figure(
        code="K10", weight="4", target="1", lower=True, line="FLT", source="none.fleet",
        name=_words("Vehicles overdue for service", "Køretøjer over servicetid", "Fordon med försenad service"),
        counted=_words("Overdue ÷ fleet, daily mean.", "Overskredne ÷ flåde, dagligt gennemsnit.",
                       "Försenade ÷ flotta, dagligt medelvärde."),
    ),
    Figure(
        code="K11", weight="4", target="95", line="FLT", source="none.fleet",
        name=_words("Vehicles available", "Køretøjer til rådighed", "Fordon tillgängliga"),
        counted=_words("Hours available ÷ hours planned.", "Timer til rådighed ÷ planlagte timer.",
                       "Tillgängliga timmar ÷ planerade timmar."),
    ),
    Figure(
        code="K12", weight="4", target="80", stretch="85", source="desk.level",
        name=_words("Calls answered within 60 seconds", "Opkald besvaret inden for 60 sekunder",
                    "Samtal besvarade inom 60 sekunder"),
        counted=_words(
            "Answered in time ÷ (answered + given up after that time). Telephone and chat.",
            "Besvaret i tide ÷ (besvaret + opgivet efter den tid). Telefon og chat.",
            "Besvarade i tid ÷ (besvarade + uppgivna efter den tiden). Telefon och chatt.",
        ),
    ),
    Figure(
        code="K13", weight="2", target="5", stretch="3", lower=True, source="desk.abandoned",
        name=_words("Calls given up", "Opgivne opkald", "Uppgivna samtal"),
        counted=_words(
            "(Given up − given up at once) ÷ (offered − given up at once).",
            "(Opgivet − straks opgivet) ÷ (modtaget − straks opgivet).",
            "(Uppgivna − genast uppgivna) ÷ (inkomna − genast uppgivna).",
        ),
    ),
    Figure(
        code="K14", weight="4", target="65", stretch="72", source="desk.resolved",
        name=_words(
            "Solved at first contact, net", "Løst ved første kontakt, netto", "Lösta vid första kontakten, netto"
        ),
        counted=_words(
            "Solved in the contact, less those whose caller came back within seven days ÷ contacts it could be "
            "asked of.",
            "Løst i kontakten, fraregnet dem, der vendte tilbage inden for syv dage ÷ kontakter, hvor det var muligt.",
            "Lösta i kontakten, utom de som återkom inom sju dagar ÷ kontakter där det var möjligt.",
        ),
    ),
    Figure(
        code="K15", weight="8", target="80", stretch="88", source="request.rated", fewest=30, published=True,
        name=_words("Users satisfied", "Tilfredse brugere", "Nöjda användare"),
        counted=_words(
            "Fours and fives ÷ answers given in the month; under thirty answers nothing is measured.",
            "Firere og femmere ÷ svar i måneden; under tredive svar måles intet.",
            "Fyror och femmor ÷ svar under månaden; under trettio svar mäts inget.",
        ),
    ),
    Figure(
        code="K16", weight="3", target="97", stretch="98.5", source="delivery.on_time",
        name=_words("Catering, mail and moves on time", "Mødeforplejning, post og flytning til tiden",
                    "Servering, post och flytt i tid"),
        counted=_promises(
            "Orders of catering, mail and moves (P3 to P5) done in time and mail runs gone on their day ÷ all of them "
            "due in the month.",
            "Bestillinger af forplejning, post og flytning (P3 til P5) udført til tiden og postruter kørt på dagen ÷ "
            "alle, der forfaldt i måneden.",
            "Beställningar av servering, post och flytt (P3 till P5) utförda i tid och postrundor körda på dagen ÷ "
            "alla som förföll under månaden.",
        ),
    ),
    Figure(
        code="K17", weight="3", target="98", line="LOS", source="none.lost_property",
        name=_words("Found items registered the same day", "Hittegods registreret samme dag",
                    "Hittegods registrerat samma dag"),
        counted=_words("Registered the same day ÷ handed in.", "Registreret samme dag ÷ indleveret.",
                       "Registrerade samma dag ÷ inlämnade."),
    ),
    Figure(
        code="K18", weight="1", target="45", lower=True, scale=1000, unit="g", edges=("5", "15", "30"), line="RES",
        source="reading", low_volume_under=0,
        name=_words("Food waste a guest", "Madspild pr. gæst", "Matsvinn per gäst"),
        counted=_words("Kilograms thrown away × 1,000 ÷ guests.", "Kilo smidt ud × 1.000 ÷ gæster.",
                       "Kilo som slängts × 1 000 ÷ gäster."),
    ),
    Figure(
        code="K19", weight="2", target="55", stretch="60", line="WST", source="reading",
        name=_words("Recycled", "Genanvendt", "Återvunnet"),
        counted=_words("Kilograms recycled ÷ kilograms of waste.", "Kilo genanvendt ÷ kilo affald.",
                       "Kilo återvunnet ÷ kilo avfall."),
    ),
    Figure(
        code="K20", weight="3", target="97", stretch="99", source="invoice.right",
        name=_words("Invoices right the first time", "Fakturaer rigtige første gang", "Fakturor rätt första gången"),
        counted=_words(
            "Invoices sent in the month that nobody queried or sent back by the day of freezing ÷ all sent in the "
            "month. A query withdrawn by then is none.",
            "Fakturaer sendt i måneden, som ingen har bestridt eller sendt retur inden frysedagen ÷ alle sendt i "
            "måneden. En indsigelse, der er trukket tilbage inden da, tæller ikke.",
            "Fakturor skickade under månaden som ingen bestridit eller skickat tillbaka före frysningsdagen ÷ alla "
            "skickade under månaden. En invändning som dragits tillbaka dessförinnan räknas inte.",
        ),
    ),
    Figure(
        code="K21", weight="2", target="100", source="reading", low_volume_under=0,
        name=_words(
            "Social obligations on plan", "Sociale forpligtelser efter planen", "Sociala åtaganden enligt plan"
        ),
        counted=_words("Places filled ÷ places planned by now.", "Besatte pladser ÷ planlagte til nu.",
                       "Tillsatta platser ÷ planerade hittills."),
    ),
    Figure(
        code="K22", weight="2", target="100", source="reading", low_volume_under=0,
        name=_words("Reports on time and complete", "Rapporter til tiden og fuldstændige",
                    "Rapporter i tid och fullständiga"),
        counted=_words("On time and complete ÷ due.", "Til tiden og fuldstændige ÷ forfaldne.",
                       "I tid och fullständiga ÷ förfallna."),
    ),
    Figure(
        code="K23", target="99.9", source="none.payroll",
        name=_words("Payslips right", "Lønsedler rigtige", "Lönespecifikationer rätt"),
        counted=_words("Right ÷ issued; a pool of its own.", "Rigtige ÷ udsendte; egen pulje.",
                       "Rätta ÷ utfärdade; egen pott."),
    ),
    Figure(
        code="K24", target="100", source="access.cleared", low_volume_under=0,
        name=_words("Clearances valid at access", "Gyldig sikkerhedsgodkendelse ved adgang",
                    "Giltig säkerhetsprövning vid tillträde"),
        counted=_words(
            "Times a company began work at a place it was cleared for that day ÷ times a company began work. "
            "Restricted places are in no figure. A breach is an incident, not a credit.",
            "Gange en virksomhed begyndte arbejde et sted, den var godkendt til den dag ÷ gange en virksomhed begyndte "
            "arbejde. Sikrede steder er i intet nøgletal. Et brud er en hændelse, ikke en bod.",
            "Gånger ett företag började arbeta på en plats det var godkänt för den dagen ÷ gånger ett företag började "
            "arbeta. Skyddade platser ingår i inget nyckeltal. Ett brott är en incident, inte ett vite.",
        ),
    ),
)  # fmt: skip
