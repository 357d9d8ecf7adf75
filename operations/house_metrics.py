"""Metrics of what lies in the database, asked when somebody looks: they are right whichever server is asked."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from database import db, utcnow
from operations.night import LastRun
from printing.job import PrintJob
from printing.printer import Printer
from printing.queue import State
from registry.models import ImportJob
from returns import Return

log = structlog.get_logger()


class HouseMetrics(Collector):
    """Gauges by name, with their labels."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """`returkoll_database_up` comes also when nothing else can be asked."""
        try:
            found = list(self._asked())
        except sa.exc.SQLAlchemyError as error:
            log.warning("metrics_without_database", error=str(error))
            found = []
        up = GaugeMetricFamily("returkoll_database_up", "Whether the database answers.")
        up.add_metric([], float(bool(found)))
        yield up
        yield from found

    def _asked(self) -> Iterator[GaugeMetricFamily]:
        yield self._counted("returkoll_returns_now", "Returns by their state.", Return.state)
        yield self._counted("returkoll_imports_now", "Imports by their state.", ImportJob.state)
        yield self._jobs()
        yield self._oldest_jobs()
        yield from self._nights()

    def _counted(self, name: str, what: str, column: Any) -> GaugeMetricFamily:
        family = GaugeMetricFamily(name, what, labels=["state"])
        for state, count in db.session.execute(sa.select(column, sa.func.count()).group_by(column)):
            family.add_metric([str(state)], count)
        return family

    def _jobs(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "returkoll_print_jobs_now",
            "Labels on their way, by printer and state.",
            labels=["printer", "state"],
        )
        query = (
            sa.select(Printer.name, PrintJob.state, sa.func.count())
            .join(PrintJob, PrintJob.printer_id == Printer.id)
            .where(PrintJob.state.not_in([State.PRINTED, State.CANCELLED]))
            .group_by(Printer.name, PrintJob.state)
        )
        for printer, state, count in db.session.execute(query):
            family.add_metric([printer, str(state)], count)
        return family

    def _oldest_jobs(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "returkoll_print_oldest_seconds", "Seconds that the oldest label has waited.", labels=["printer"]
        )
        query = (
            sa.select(Printer.name, sa.func.min(PrintJob.added_at))
            .join(PrintJob, PrintJob.printer_id == Printer.id)
            .where(PrintJob.state.in_([State.WAITING, State.SENDING]))
            .group_by(Printer.name)
        )
        now = utcnow()
        for printer, since in db.session.execute(query):
            family.add_metric([printer], max(0.0, (now - since).total_seconds()))
        return family

    def _nights(self) -> Iterator[GaugeMetricFamily]:
        age = GaugeMetricFamily(
            "returkoll_nightly_age_seconds", "Seconds since a nightly job last went well.", labels=["job"]
        )
        well = GaugeMetricFamily(
            "returkoll_nightly_well", "Whether a nightly job went well the last time.", labels=["job"]
        )
        took = GaugeMetricFamily(
            "returkoll_nightly_took_seconds", "Seconds that a nightly job took the last time.", labels=["job"]
        )
        now = utcnow()
        for run in db.session.scalars(sa.select(LastRun)):
            well.add_metric([run.job], float(run.well))
            took.add_metric([run.job], run.took_s)
            if run.well_at:
                age.add_metric([run.job], max(0.0, (now - run.well_at).total_seconds()))
        yield from (age, well, took)
