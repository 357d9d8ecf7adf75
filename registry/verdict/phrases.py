"""The words of a verdict: short, plain Swedish for somebody who packs with gloves on."""

from common.sentence import NO_SENTENCE, Day, Sentence
from registry.facts import DeviceFacts
from registry.models.guarantee import CountsFrom
from registry.verdict.asking import Option, Question
from registry.verdict.situation import Situation

# --- headlines


def headline_returned(_situation: Situation) -> Sentence:
    return Sentence("Redan returnerad.")


def headline_gone(_situation: Situation) -> Sentence:
    return Sentence("Finns inte längre i Sesam.")


def headline_scrapped(_situation: Situation) -> Sentence:
    return Sentence("Kasserad i Sesam.")


def headline_former(_situation: Situation) -> Sentence:
    return Sentence("Fel serienummer i Sesam, eller gammal etikett.")


def headline_reported(_situation: Situation) -> Sentence:
    return Sentence("Vänta: Sesam ska rättas först.")


def headline_elsewhere(situation: Situation) -> Sentence:
    if not _owner(situation):
        return Sentence("Hör inte till er enhet.")
    return Sentence("Hör till %(unit)s.", {"unit": _owner(situation)})


def headline_guarantee(situation: Situation) -> Sentence:
    if situation.standing and not situation.standing.last_day:
        return Sentence("Skicka till leverantören.")
    return Sentence("Skicka till leverantören senast %(day)s.", {"day": _last_day(situation)})


def headline_unit_unknown(_situation: Situation) -> Sentence:
    return Sentence("Enheten är okänd i registret. Är produkten er?")


def headline_box_unclear(_situation: Situation) -> Sentence:
    return Sentence("Ligger den i sin egen kartong?")


def headline_delivery_unknown(situation: Situation) -> Sentence:
    if situation.counts_from_order:
        return Sentence("När beställdes den?")
    return Sentence("När levererades den?")


def headline_wrong_box(_situation: Situation) -> Sentence:
    return Sentence("Fel kartong.")


def headline_unhandled(_situation: Situation) -> Sentence:
    return Sentence("Hanteras inte av huvudlagret.")


def headline_warehouse(_situation: Situation) -> Sentence:
    return Sentence("Packa till huvudlagret.")


def headline_unregistered(_situation: Situation) -> Sentence:
    return Sentence("Serienumret är inte registrerat.")


def headline_serial_missing(_situation: Situation) -> Sentence:
    return Sentence("Skanna serienumret också.")


def headline_nothing(_situation: Situation) -> Sentence:
    return Sentence("Okänd produkt.")


# --- what to do


def todo_returned(_situation: Situation) -> Sentence:
    return Sentence("Lägg den i kuvertet för den returen. Är den inte där: ring huvudlagret.")


def todo_report(_situation: Situation) -> Sentence:
    return Sentence("Packa den inte. Kontakta Stöd och Support: meddelandet är färdigt att skicka.")


def todo_former(situation: Situation) -> Sentence:
    return Sentence(
        "Läs serienumret på själva produkten. Är det %(serial)s: skanna det. "
        "Annars: kontakta Stöd och Support, så att Sesam rättas innan du packar.",
        {"serial": situation.device.serial_number if situation.device else ""},
    )


def todo_wait(_situation: Situation) -> Sentence:
    return Sentence("Packa den inte. Lägg den åt sidan tills Stöd och Support har rättat Sesam.")


def todo_unit_unknown(_situation: Situation) -> Sentence:
    return Sentence("Titta i WebSesam vilken enhet den är registrerad på, och svara här.")


def todo_box_unclear(situation: Situation) -> Sentence:
    return Sentence(
        "Koden för %(box)s sitter intill. Bilden visar inte om den sitter på den här produktens kartong.",
        {"box": situation.unclear_box.name if situation.unclear_box else ""},
    )


def todo_delivery_unknown(situation: Situation) -> Sentence:
    return Sentence(
        "Köptes den för mindre än %(days)s dagar sedan ska den till leverantören, annars till huvudlagret.",
        {"days": situation.advised_days},
    )


def todo_elsewhere(situation: Situation) -> Sentence:
    if not _owner(situation):
        return Sentence(
            "Ge den till enheten som den är registrerad på, eller be Stöd och Support flytta den i Sesam."
        )
    return Sentence(
        "Ge den till %(unit)s, eller be Stöd och Support flytta den i Sesam.", {"unit": _owner(situation)}
    )


def todo_wrong_box(situation: Situation) -> Sentence:
    return Sentence(
        "Lägg produkten i sin egen kartong och skanna igen. Den här är till %(box)s.",
        {"box": situation.box_article.name if situation.box_article else ""},
    )


def todo_guarantee(_situation: Situation) -> Sentence:
    return Sentence("Registrera en retur till leverantör i WebSesam. Den ska inte till huvudlagret.")


def todo_unhandled(situation: Situation) -> Sentence:
    if situation.has_unclear_guarantee():
        return Sentence(
            "Kontrollera returrätten i WebSesam först: datumet som den räknas från saknas här. "
            "Har den gått ut: följ er egen rutin. Den ska inte till huvudlagret."
        )
    if (
        situation.device is None
        and situation.advised_days
        and situation.article
        and situation.article.has_serial
    ):
        return Sentence(
            "Skanna serienumret också: leverantören tar tillbaka den i %(days)s dagar. "
            "Den ska inte till huvudlagret.",
            {"days": situation.advised_days},
        )
    if situation.device is None and situation.advised_days:
        return Sentence(
            "Köptes den för mindre än %(days)s dagar sedan ska den till leverantören. "
            "Annars: följ er egen rutin. Den ska inte till huvudlagret.",
            {"days": situation.advised_days},
        )
    return Sentence("Packa den inte till huvudlagret. Följ er egen rutin för sådana produkter.")


def todo_warehouse(situation: Situation) -> Sentence:
    if situation.has_unclear_guarantee():
        return Sentence(
            "Kontrollera returrätten i WebSesam först: datumet som den räknas från saknas här. "
            "Har den gått ut: packa till huvudlagret."
        )
    if situation.device is None and situation.advised_days and situation.was_bought_lately() is None:
        return Sentence(
            "Köptes den för mindre än %(days)s dagar sedan ska den till leverantören. Annars: lägg den i returen.",
            {"days": situation.advised_days},
        )
    return Sentence("Lägg den i returen.")


def todo_unregistered(situation: Situation) -> Sentence:
    if situation.near:
        return Sentence(
            "Jämför med förslagen. Stämmer inget: läs numret igen eller kontakta Stöd och Support."
        )
    return Sentence("Läs numret på produkten igen. Stämmer det: kontakta Stöd och Support innan du packar.")


def todo_serial_missing(_situation: Situation) -> Sentence:
    return Sentence("Serienumret står på produkten eller på kartongens etikett.")


def todo_nothing(_situation: Situation) -> Sentence:
    return Sentence("Skanna serienumret på produkten, eller skriv det.")


# --- what is asked


def whose_unit(situation: Situation) -> Question:
    unit = situation.unit.name if situation.unit else ""
    return Question(
        (
            Option("own-unit", Sentence("Ja, den hör till %(unit)s", {"unit": unit})),
            Option("another-unit", Sentence("Nej, till en annan enhet")),
        )
    )


def whose_box(situation: Situation) -> Question:
    box = situation.unclear_box.name if situation.unclear_box else ""
    return Question(
        (
            Option("own-box", Sentence("Ja, i sin egen")),
            Option("anothers-box", Sentence("Nej, i kartongen för %(box)s", {"box": box})),
        )
    )


def how_old(situation: Situation) -> Question:
    day = Day.of(situation.first_day)
    options = (
        Option("recent", Sentence("%(day)s eller senare", {"day": day})),
        Option("earlier", Sentence("Före %(day)s", {"day": day})),
    )
    return Question(options, day_of="order" if situation.counts_from_order else "delivery")


# --- why


def reasons(situation: Situation) -> tuple[Sentence, ...]:
    """The facts that the verdict rests on, as sentences."""
    if situation.device is None:
        return _without_device(situation)
    return (*_of_device(situation.device), *_of_package(situation), *_of_guarantee(situation))


def cautions(situation: Situation) -> tuple[Sentence, ...]:
    """Sentences about what somebody has to look at on the product before packing it."""
    device = situation.device
    individ = [_compare_serial(device)] if device and device.by_individ else []
    demand = _packaging_demand(situation) if situation.is_within_guarantee() else []
    return (*individ, *_beside(situation), *demand)


def _compare_serial(device: DeviceFacts) -> Sentence:
    return Sentence(
        "Hittad på individnumret. Kontrollera att det står %(serial)s på produkten.",
        {"serial": device.serial_number},
    )


def _beside(situation: Situation) -> list[Sentence]:
    return [
        Sentence(
            "Här står också serienummer %(serial)s, som inte finns i registret. "
            "Är det produktens eget: kontakta Stöd och Support.",
            {"serial": serial},
        )
        for serial in situation.facts.beside
    ]


def _packaging_demand(situation: Situation) -> list[Sentence]:
    demand = situation.standing.term.packaging if situation.standing else None
    return [Sentence("Krav på förpackningen: %(demand)s", {"demand": demand})] if demand else []


def _of_device(device: DeviceFacts) -> list[Sentence]:
    said = [
        Sentence(
            "%(article)s med serienummer %(serial)s.",
            {"article": device.article.name, "serial": device.serial_number},
        )
    ]
    if device.by_individ:
        said.append(_compare_serial(device))
    if device.scanned_is_reported:
        said.append(
            Sentence(
                "%(read)s är anmält till Stöd och Support, men Sesam har det inte än.",
                {"read": device.scanned_serial},
            )
        )
    elif device.scanned_serial:
        said.append(
            Sentence(
                "%(read)s är ett tidigare serienummer. I Sesam står det %(serial)s.",
                {"read": device.scanned_serial, "serial": device.serial_number},
            )
        )
    if device.unit:
        said.append(Sentence("Registrerad på %(unit)s.", {"unit": device.unit.name}))
    else:
        said.append(Sentence("I registret står ingen enhet för den."))
    if device.returned_in:
        said.append(Sentence("Ligger i retur %(number)s.", {"number": device.returned_in}))
    return said


def _of_package(situation: Situation) -> list[Sentence]:
    said = []
    if situation.unit and situation.device and not situation.device.unit and situation.facts.told.own_unit:
        said.append(Sentence("Den som packade såg att den hör till %(unit)s.", {"unit": situation.unit.name}))
    if situation.unclear_box and situation.facts.told.own_box:
        said.append(Sentence("Den som packade såg att den ligger i sin egen kartong."))
    if box := situation.box_article:
        said.append(Sentence("Kartongens streckkod hör till %(box)s.", {"box": box.name}))
    count = len({device.id for device in situation.facts.devices})
    if count > 1 and len({device.serial_number for device in situation.facts.devices}) > 1:
        said.append(
            Sentence(
                "Här är %(count)s registrerade produkter på en gång. Lägg till dem en i taget.",
                {"count": count},
            )
        )
    said += _beside(situation)
    return said


def _of_guarantee(situation: Situation) -> list[Sentence]:
    applied, device = situation.standing, situation.device
    if applied is None or device is None:
        return [_category(situation)]
    if applied.ends_by and not applied.unclear(situation.today):
        over = Sentence(
            "Beställningens datum saknas, men returrätten gick ut senast %(day)s: den levererades innan.",
            {"day": Day.of(applied.ends_by)},
        )
        return [over, _category(situation)]
    if applied.last_day is None:
        return [Sentence("Returrätten kan inte räknas ut: datum saknas."), _category(situation)]
    said = [_counted(applied.term.counts_from, situation)]
    if applied.holds(situation.today):
        said += _packaging_demand(situation)
        if applied.term.minimum_value and device.price is None:
            said.append(
                Sentence(
                    "Gäller produkter för minst %(value)s kronor.", {"value": applied.term.minimum_value}
                )
            )
        return said
    said.append(Sentence("Returrätten gick ut %(day)s.", {"day": _last_day(situation)}))
    return [*said, _category(situation)]


def _counted(counts_from: CountsFrom, situation: Situation) -> Sentence:
    device, applied = situation.device, situation.standing
    days = applied.term.days if applied else 0
    if device and counts_from is CountsFrom.DELIVERY and device.delivery_date:
        day = Day.of(device.delivery_date)
        return Sentence("Levererad %(day)s. Returrätt i %(days)s dagar.", {"day": day, "days": days})
    if device and device.order_date:
        day = Day.of(device.order_date)
        return Sentence("Beställd %(day)s. Returrätt i %(days)s dagar.", {"day": day, "days": days})
    return Sentence("Returrätt i %(days)s dagar.", {"days": days})


def _category(situation: Situation) -> Sentence:
    label = situation.article.category.label if situation.article else NO_SENTENCE
    if situation.is_unhandled():
        return Sentence("Huvudlagret tar inte emot %(category)s.", {"category": label})
    return Sentence("Huvudlagret tar emot %(category)s.", {"category": label})


def _without_device(situation: Situation) -> tuple[Sentence, ...]:
    said = [
        Sentence("%(serial)s finns inte i registret.", {"serial": serial})
        for serial in situation.facts.unregistered
        if situation.article is None or situation.article.has_serial
    ]
    if (count := len(situation.facts.articles)) > 1:
        said.append(
            Sentence("Koderna hör till %(count)s olika artiklar. Ta en produkt i taget.", {"count": count})
        )
    if situation.article:
        said.append(Sentence("Produkten är %(article)s.", {"article": situation.article.name}))
        said.append(_category(situation))
    return (*said, *_told_of_delivery(situation))


def _told_of_delivery(situation: Situation) -> list[Sentence]:
    told, days = situation.facts.told, situation.advised_days
    if situation.was_bought_lately() is None or days is None:
        return []
    if told.day:
        day = Day.of(told.day)
        if situation.counts_from_order:
            return [
                Sentence(
                    "Beställd %(day)s, enligt den som packade. Returrätt i %(days)s dagar.",
                    {"day": day, "days": days},
                )
            ]
        return [
            Sentence(
                "Levererad %(day)s, enligt den som packade. Returrätt i %(days)s dagar.",
                {"day": day, "days": days},
            )
        ]
    if told.recent:
        return [Sentence("Köpt för mindre än %(days)s dagar sedan, enligt den som packade.", {"days": days})]
    return [
        Sentence(
            "Köpt för mer än %(days)s dagar sedan, enligt den som packade: returrätten har gått ut.",
            {"days": days},
        )
    ]


def _owner(situation: Situation) -> str:
    return situation.device.unit.name if situation.device and situation.device.unit else ""


def _last_day(situation: Situation) -> Day:
    day = situation.standing.last_day if situation.standing else None
    return Day.of(day or situation.today)
