"""The words of a verdict: short, plain Swedish for somebody who packs with gloves on."""

from common.sentence import Day, Sentence
from registry.facts import DeviceFacts
from registry.models.guarantee import CountsFrom
from registry.verdict.asking import Option, Question
from registry.verdict.question import Case

# --- headlines


def returned(_case: Case) -> Sentence:
    return Sentence("Redan returnerad.")


def gone(_case: Case) -> Sentence:
    return Sentence("Finns inte längre i Sesam.")


def scrapped(_case: Case) -> Sentence:
    return Sentence("Kasserad i Sesam.")


def former(_case: Case) -> Sentence:
    return Sentence("Fel serienummer i Sesam, eller gammal etikett.")


def reported(_case: Case) -> Sentence:
    return Sentence("Vänta: Sesam ska rättas först.")


def elsewhere(case: Case) -> Sentence:
    if not _owner(case):
        return Sentence("Hör inte till er enhet.")
    return Sentence("Hör till %(unit)s.", {"unit": _owner(case)})


def guarantee(case: Case) -> Sentence:
    if case.standing and not case.standing.last_day:
        return Sentence("Skicka till leverantören.")
    return Sentence("Skicka till leverantören senast %(day)s.", {"day": _last_day(case)})


def unit_unknown(_case: Case) -> Sentence:
    return Sentence("Enheten är okänd i registret. Är produkten er?")


def box_unclear(_case: Case) -> Sentence:
    return Sentence("Ligger den i sin egen kartong?")


def delivery_unknown(case: Case) -> Sentence:
    if case.counts_from_order:
        return Sentence("När beställdes den?")
    return Sentence("När levererades den?")


def wrong_box(_case: Case) -> Sentence:
    return Sentence("Fel kartong.")


def unhandled(_case: Case) -> Sentence:
    return Sentence("Hanteras inte av huvudlagret.")


def warehouse(_case: Case) -> Sentence:
    return Sentence("Packa till huvudlagret.")


def unregistered(_case: Case) -> Sentence:
    return Sentence("Serienumret är inte registrerat.")


def serial_missing(_case: Case) -> Sentence:
    return Sentence("Skanna serienumret också.")


def nothing(_case: Case) -> Sentence:
    return Sentence("Okänd produkt.")


# --- what to do


def todo_returned(_case: Case) -> Sentence:
    return Sentence("Lägg den i kuvertet för den returen. Är den inte där: ring huvudlagret.")


def todo_report(_case: Case) -> Sentence:
    return Sentence("Packa den inte. Kontakta Stöd och Support: meddelandet är färdigt att skicka.")


def todo_former(case: Case) -> Sentence:
    return Sentence(
        "Läs serienumret på själva produkten. Är det %(serial)s: skanna det. "
        "Annars: kontakta Stöd och Support, så att Sesam rättas innan du packar.",
        {"serial": case.device.serial_number if case.device else ""},
    )


def todo_wait(_case: Case) -> Sentence:
    return Sentence("Packa den inte. Lägg den åt sidan tills Stöd och Support har rättat Sesam.")


def todo_unit_unknown(_case: Case) -> Sentence:
    return Sentence("Titta i WebSesam vilken enhet den är registrerad på, och svara här.")


def todo_box_unclear(case: Case) -> Sentence:
    return Sentence(
        "Koden för %(box)s sitter intill. Bilden visar inte om den sitter på den här produktens kartong.",
        {"box": case.unclear_box.name if case.unclear_box else ""},
    )


def todo_delivery_unknown(case: Case) -> Sentence:
    return Sentence(
        "Köptes den för mindre än %(days)s dagar sedan ska den till leverantören, annars till huvudlagret.",
        {"days": case.advised_days},
    )


def todo_elsewhere(case: Case) -> Sentence:
    if not _owner(case):
        return Sentence(
            "Ge den till enheten som den är registrerad på, eller be Stöd och Support flytta den i Sesam."
        )
    return Sentence(
        "Ge den till %(unit)s, eller be Stöd och Support flytta den i Sesam.", {"unit": _owner(case)}
    )


def todo_wrong_box(case: Case) -> Sentence:
    return Sentence(
        "Lägg produkten i sin egen kartong och skanna igen. Den här är till %(box)s.",
        {"box": case.box_article.name if case.box_article else ""},
    )


def todo_guarantee(_case: Case) -> Sentence:
    return Sentence("Registrera en retur till leverantör i WebSesam. Den ska inte till huvudlagret.")


def todo_unhandled(case: Case) -> Sentence:
    if case.has_unclear_guarantee():
        return Sentence(
            "Kontrollera returrätten i WebSesam först: datumet som den räknas från saknas här. "
            "Har den gått ut: följ er egen rutin. Den ska inte till huvudlagret."
        )
    if case.device is None and case.advised_days and case.article and case.article.has_serial:
        return Sentence(
            "Skanna serienumret också: leverantören tar tillbaka den i %(days)s dagar. "
            "Den ska inte till huvudlagret.",
            {"days": case.advised_days},
        )
    if case.device is None and case.advised_days:
        return Sentence(
            "Köptes den för mindre än %(days)s dagar sedan ska den till leverantören. "
            "Annars: följ er egen rutin. Den ska inte till huvudlagret.",
            {"days": case.advised_days},
        )
    return Sentence("Packa den inte till huvudlagret. Följ er egen rutin för sådana produkter.")


def todo_warehouse(case: Case) -> Sentence:
    if case.has_unclear_guarantee():
        return Sentence(
            "Kontrollera returrätten i WebSesam först: datumet som den räknas från saknas här. "
            "Har den gått ut: packa till huvudlagret."
        )
    if case.device is None and case.advised_days and case.was_bought_lately() is None:
        return Sentence(
            "Köptes den för mindre än %(days)s dagar sedan ska den till leverantören. Annars: lägg den i returen.",
            {"days": case.advised_days},
        )
    return Sentence("Lägg den i returen.")


def todo_unregistered(case: Case) -> Sentence:
    if case.near:
        return Sentence(
            "Jämför med förslagen. Stämmer inget: läs numret igen eller kontakta Stöd och Support."
        )
    return Sentence("Läs numret på produkten igen. Stämmer det: kontakta Stöd och Support innan du packar.")


def todo_serial_missing(_case: Case) -> Sentence:
    return Sentence("Serienumret står på produkten eller på kartongens etikett.")


def todo_nothing(_case: Case) -> Sentence:
    return Sentence("Skanna serienumret på produkten, eller skriv det.")


# --- what is asked


def whose_unit(case: Case) -> Question:
    unit = case.unit.name if case.unit else ""
    return Question(
        (
            Option("own-unit", Sentence("Ja, den hör till %(unit)s", {"unit": unit})),
            Option("another-unit", Sentence("Nej, till en annan enhet")),
        )
    )


def whose_box(case: Case) -> Question:
    box = case.unclear_box.name if case.unclear_box else ""
    return Question(
        (
            Option("own-box", Sentence("Ja, i sin egen")),
            Option("anothers-box", Sentence("Nej, i kartongen för %(box)s", {"box": box})),
        )
    )


def how_old(case: Case) -> Question:
    day = Day.of(case.first_day)
    options = (
        Option("recent", Sentence("%(day)s eller senare", {"day": day})),
        Option("earlier", Sentence("Före %(day)s", {"day": day})),
    )
    return Question(options, day_of="order" if case.counts_from_order else "delivery")


# --- why


def reasons(case: Case) -> tuple[Sentence, ...]:
    """The facts it rests on."""
    if case.device is None:
        return _without_device(case)
    return (*_of_device(case.device), *_of_package(case), *_of_guarantee(case))


def _of_device(device: DeviceFacts) -> list[Sentence]:
    said = [
        Sentence(
            "%(article)s med serienummer %(serial)s.",
            {"article": device.article.name, "serial": device.serial_number},
        )
    ]
    if device.by_individ:
        said.append(
            Sentence(
                "Hittad på individnumret. Kontrollera att det står %(serial)s på produkten.",
                {"serial": device.serial_number},
            )
        )
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


def _of_package(case: Case) -> list[Sentence]:
    said = []
    if case.unit and case.device and not case.device.unit and case.facts.told.own_unit:
        said.append(Sentence("Den som packade såg att den hör till %(unit)s.", {"unit": case.unit.name}))
    if case.unclear_box and case.facts.told.own_box:
        said.append(Sentence("Den som packade såg att den ligger i sin egen kartong."))
    if box := case.box_article:
        said.append(Sentence("Kartongens streckkod hör till %(box)s.", {"box": box.name}))
    count = len({device.id for device in case.facts.devices})
    if count > 1 and len({device.serial_number for device in case.facts.devices}) > 1:
        said.append(
            Sentence(
                "Här är %(count)s registrerade produkter på en gång. Lägg till dem en i taget.",
                {"count": count},
            )
        )
    said += [
        Sentence(
            "Här står också serienummer %(serial)s, som inte finns i registret. "
            "Är det produktens eget: kontakta Stöd och Support.",
            {"serial": serial},
        )
        for serial in case.facts.beside
    ]
    return said


def _of_guarantee(case: Case) -> list[Sentence]:
    applied, device = case.standing, case.device
    if applied is None or device is None:
        return [_category(case)]
    if applied.ends_by and not applied.unclear(case.today):
        over = Sentence(
            "Beställningens datum saknas, men returrätten gick ut senast %(day)s: den levererades innan.",
            {"day": Day.of(applied.ends_by)},
        )
        return [over, _category(case)]
    if applied.last_day is None:
        return [Sentence("Returrätten kan inte räknas ut: datum saknas."), _category(case)]
    said = [_counted(applied.term.counts_from, case)]
    if applied.holds(case.today):
        if applied.term.packaging:
            said.append(Sentence("Krav på förpackningen: %(demand)s", {"demand": applied.term.packaging}))
        if applied.term.minimum_value and device.price is None:
            said.append(
                Sentence(
                    "Gäller produkter för minst %(value)s kronor.", {"value": applied.term.minimum_value}
                )
            )
        return said
    said.append(Sentence("Returrätten gick ut %(day)s.", {"day": _last_day(case)}))
    return [*said, _category(case)]


def _counted(counts_from: CountsFrom, case: Case) -> Sentence:
    device, applied = case.device, case.standing
    days = applied.term.days if applied else 0
    if device and counts_from is CountsFrom.DELIVERY and device.delivery_date:
        day = Day.of(device.delivery_date)
        return Sentence("Levererad %(day)s. Returrätt i %(days)s dagar.", {"day": day, "days": days})
    if device and device.order_date:
        day = Day.of(device.order_date)
        return Sentence("Beställd %(day)s. Returrätt i %(days)s dagar.", {"day": day, "days": days})
    return Sentence("Returrätt i %(days)s dagar.", {"days": days})


def _category(case: Case) -> Sentence:
    label = case.article.category.label if case.article else Sentence("")
    if case.is_unhandled():
        return Sentence("Huvudlagret tar inte emot %(category)s.", {"category": label})
    return Sentence("Huvudlagret tar emot %(category)s.", {"category": label})


def _without_device(case: Case) -> tuple[Sentence, ...]:
    said = [
        Sentence("%(serial)s finns inte i registret.", {"serial": serial})
        for serial in case.facts.unregistered
        if case.article is None or case.article.has_serial
    ]
    if (count := len(case.facts.articles)) > 1:
        said.append(
            Sentence("Koderna hör till %(count)s olika artiklar. Ta en produkt i taget.", {"count": count})
        )
    if case.article:
        said.append(Sentence("Produkten är %(article)s.", {"article": case.article.name}))
        said.append(_category(case))
    return (*said, *_told_of_delivery(case))


def _told_of_delivery(case: Case) -> list[Sentence]:
    told, days = case.facts.told, case.advised_days
    if case.was_bought_lately() is None or days is None:
        return []
    if told.day:
        day = Day.of(told.day)
        if case.counts_from_order:
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


def _owner(case: Case) -> str:
    return case.device.unit.name if case.device and case.device.unit else ""


def _last_day(case: Case) -> Day:
    day = case.standing.last_day if case.standing else None
    return Day.of(day or case.today)
