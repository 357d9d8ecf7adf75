"""Mappings that are stored under a name, so that next month's file of the same kind is read without any questions."""

import datetime

import sqlalchemy as sa

from common.privacy import PatientDataError, refuse_in_free_text
from common.sentence import Sentence
from database import AnySession
from registry.imports.columns.mapping import ColumnMapping
from registry.imports.problem import FileProblem
from registry.models import ImportProfile

LONGEST_NAME = 80


def save_profile(
    session: AnySession,
    name: str,
    mapping: ColumnMapping,
    *,
    full: bool,
    actor: str,
    now: datetime.datetime,
) -> ImportProfile:
    """Store the mapping under a name, in place of an earlier one of that name. It flushes."""
    check_name(name)
    profile = session.scalar(sa.select(ImportProfile).where(ImportProfile.name == name.strip()))
    if profile is None:
        profile = ImportProfile(name=name.strip())
        session.add(profile)
    profile.kind = mapping.kind
    profile.columns = dict(mapping.columns)
    profile.left_out = list(mapping.left_out)
    profile.full = full
    profile.changed_by, profile.changed_at = actor, now
    session.flush()
    return profile


def check_name(name: str) -> None:
    """Raises FileProblem for a name that a profile cannot have."""
    try:
        refuse_in_free_text(name)
    except PatientDataError as error:
        raise FileProblem.of(error.sentence) from error
    if len(name.strip()) > LONGEST_NAME:
        raise FileProblem("Texten är längre än %(most)s tecken. Korta den.", most=LONGEST_NAME)


def get_profile(session: AnySession, name: str) -> ImportProfile:
    """The profile of that name. Raises FileProblem, which lists the names there are, when there is none."""
    profile = session.scalar(sa.select(ImportProfile).where(ImportProfile.name == name.strip()))
    if profile is None:
        known = ", ".join(profile.name for profile in profiles(session)) or Sentence("inga")
        raise FileProblem("Profilen %(name)s finns inte. De som finns: %(known)s.", name=name, known=known)
    return profile


def profiles(session: AnySession) -> list[ImportProfile]:
    return list(session.scalars(sa.select(ImportProfile).order_by(ImportProfile.name)))
