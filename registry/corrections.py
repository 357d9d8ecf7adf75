"""Wrong serials in Sesam. They are reported to Stöd och Support, and stay open until an import shows the right ones."""

import datetime
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa

from common.privacy import refuse_in_number
from database import AnySession
from registry.models import Alias, AliasKind, Correction, Device, Unit
from registry.models.columns import table_of
from registry.serials import key

CORRECTION = table_of(Correction)
DEVICE = table_of(Device)
ALIAS = table_of(Alias)


@dataclass(frozen=True)
class SupportMessage:
    """A message that is ready to be sent. It is shown to be copied, and as a link that opens the mail program."""

    to: str
    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """The message as a mailto address, percent-encoded and with CRLF for line breaks (RFC 6068)."""
        body = quote(self.body.replace("\n", "\r\n"), safe="")
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={body}"


def support_message(
    scanned: str, device: Device | None, unit: Unit | None, sender: str, to: str = ""
) -> SupportMessage:
    """The message with what Stöd och Support needs to correct Sesam. Nothing about a patient is ever in it."""
    lines = ["Hej!", "", "Serienumret på en produkt stämmer inte med Sesam. Vi ber er rätta det.", ""]
    lines.append(f"Serienummer på produkten: {scanned}")
    if device is not None:
        lines += [
            f"Serienummer i Sesam: {device.serial_number}",
            f"Individnummer: {device.individ_number or 'saknas'}",
            f"Artikel: {device.article.number} {device.article.name}",
            f"Ordernummer: {device.order_number or 'saknas'}",
        ]
    else:
        lines.append("Serienummer i Sesam: vi hittar ingen individ med det numret.")
    if unit is not None:
        lines.append(f"Enhet: {unit.code} {unit.name}")
    lines += ["", "Hälsningar", sender]
    return SupportMessage(to, f"Rätta serienummer i Sesam: {scanned}", "\n".join(lines))


def report(
    session: AnySession,
    scanned: str,
    device: Device | None,
    unit: Unit | None,
    *,
    actor: str,
    now: datetime.datetime,
) -> Correction:
    """Note that the serial was reported. The device is flagged, and the serial that was found on it leads to it from
    now on. Reporting the same twice changes nothing."""
    refuse_in_number(scanned)
    wanted = sa.select(Correction).where(
        Correction.scanned_key == key(scanned),
        Correction.device_id == (device.id if device else None),
        Correction.corrected_at.is_(None),
    )
    if earlier := session.scalar(wanted):
        return earlier
    correction = Correction(
        device=device,
        unit=unit,
        scanned_serial=scanned,
        scanned_key=key(scanned),
        reported_by=actor,
        reported_at=now,
    )
    session.add(correction)
    if device is not None:
        device.flagged_at = device.flagged_at or now
        known = {key(device.serial_number), *(alias.serial_key for alias in device.aliases)}
        if key(scanned) not in known:
            device.aliases.append(
                Alias(serial_number=scanned, kind=AliasKind.REPORTED, valid_from=now.date())
            )
    session.flush()
    return correction


def open_corrections(session: AnySession, unit: Unit | None = None) -> list[Correction]:
    """The corrections that Stöd och Support has been told of and that no import has shown yet, the oldest first."""
    query = sa.select(Correction).where(Correction.corrected_at.is_(None)).order_by(Correction.reported_at)
    if unit is not None:
        query = query.where(Correction.unit_id == unit.id)
    return list(session.scalars(query))


def withdraw(session: AnySession, correction: Correction, *, now: datetime.datetime) -> None:
    """Close a report because the serial was right after all. The flag goes, unless another report is open."""
    if correction.corrected_at is not None:
        return
    correction.corrected_at = now
    session.flush()
    others = [other for other in open_corrections(session) if other.device_id == correction.device_id]
    if correction.device is not None and not others:
        correction.device.flagged_at = None
        correction.device.aliases = [
            a
            for a in correction.device.aliases
            if a.serial_key != correction.scanned_key or a.kind is not AliasKind.REPORTED
        ]
    session.flush()


def close_corrected(connection: sa.Connection, now: datetime.datetime) -> None:
    """Close the reports whose serials are registered now, and take away the flags. Called after an import."""
    registered = sa.exists(
        sa.select(sa.literal(1)).where(
            DEVICE.c.serial_key == CORRECTION.c.scanned_key, DEVICE.c.state == "registered"
        )
    )
    changed_meanwhile = sa.and_(
        CORRECTION.c.device_id.is_not(None),
        sa.exists(
            sa.select(sa.literal(1)).where(
                DEVICE.c.id == CORRECTION.c.device_id, DEVICE.c.flagged_at.is_(None)
            )
        ),
    )
    is_open = CORRECTION.c.corrected_at.is_(None)
    if connection.execute(sa.select(CORRECTION.c.id).where(is_open).limit(1)).first() is None:
        return
    done = CORRECTION.update().values(corrected_at=now).where(is_open, sa.or_(registered, changed_meanwhile))
    connection.execute(done)
    still_open = sa.select(CORRECTION.c.device_id).where(is_open, CORRECTION.c.device_id.is_not(None))
    connection.execute(
        DEVICE.update()
        .values(flagged_at=None)
        .where(DEVICE.c.flagged_at.is_not(None), DEVICE.c.id.not_in(still_open))
    )
    same_device = sa.exists(
        sa.select(sa.literal(1)).where(
            DEVICE.c.serial_key == ALIAS.c.serial_key, DEVICE.c.state == "registered"
        )
    )
    connection.execute(ALIAS.delete().where(ALIAS.c.kind == "reported", same_device))
