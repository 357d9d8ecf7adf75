"""A network printer by IPP (RFC 8011): asked how it is, given the PDF as a named job, followed until the job has ended.

A job has a name of its own. When the connection breaks before the answer, the printer is asked whether it has a job of
that name: so a label is neither lost nor sent twice.
"""

import http.client
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from common.sentence import Sentence
from printing.printer_address import PrinterAddress
from printing.protocols.ipp_message import (
    AttributeGroup,
    Attributes,
    Message,
    Operation,
    Tag,
    Value,
    decode_message,
    encode_message,
)
from printing.protocols.outcome import Doubtful, NotPrinted, why

Fields = list[tuple[Tag, str, Value]]

PDF = "application/pdf"
STOPPED = 5
"""printer-state (RFC 8011, 5.4.11)."""
CANCELED, ABORTED, COMPLETED = 7, 8, 9
"""job-state (RFC 8011, 5.3.7)."""
PAUSE = 0.2
LONGEST_ANSWER = 1 << 20
"""Bytes: what is longer is no printer's answer."""
BLOCKING = {
    "media-empty": Sentence("papperet är slut. Fyll på."),
    "media-needed": Sentence("papperet är slut. Fyll på."),
    "media-jam": Sentence("papperet har fastnat. Ta ut det."),
    "door-open": Sentence("en lucka är öppen. Stäng den."),
    "cover-open": Sentence("en lucka är öppen. Stäng den."),
    "toner-empty": Sentence("färgen är slut. Byt den."),
    "marker-supply-empty": Sentence("färgen är slut. Byt den."),
    "paused": Sentence("den är pausad. Starta den."),
    "shutdown": Sentence("den är avstängd. Slå på den."),
}
"""printer-state-reasons (RFC 8011, 5.4.12), without their -error, -warning or -report."""


@dataclass(frozen=True)
class IppPrinter:
    """One printer's address."""

    uri: str
    """`ipp://host:631/printers/name` or `ipps://…`."""
    timeout: float = 5
    """Seconds for one answer."""
    patience: float = 60
    """Seconds for the printing."""

    def print(self, pdf: bytes, job_name: str) -> None:
        """Return when the job has ended well."""
        self.refuse_when_not_ready()
        try:
            answer = self._ask(Operation.PRINT_JOB, self._job_attributes(job_name), document=pdf)
        except (OSError, ValueError, http.client.HTTPException) as error:
            job_id = self._find(job_name, error)
        else:
            if not answer.succeeded:
                raise NotPrinted(
                    "Skrivaren %(printer)s tog inte emot etiketten (IPP %(code)s).",
                    printer=self.uri,
                    code=f"{answer.code:#06x}",
                )
            job_id = _integer(answer.first(AttributeGroup.JOB), "job-id")
        self._follow(job_id)

    def refuse_when_not_ready(self) -> None:
        """Ask the printer how it is. Raises NotPrinted."""
        try:
            answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, [])
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NotPrinted(
                "Skrivaren %(printer)s svarar inte (%(why)s). Kontrollera att den är på.",
                printer=self.uri,
                why=why(error),
            ) from error
        printer = answer.first(AttributeGroup.PRINTER)
        if problem := _problem(printer):
            raise NotPrinted(
                "Skrivaren %(printer)s kan inte skriva ut: %(problem)s", printer=self.uri, problem=problem
            )
        if PDF not in printer.get("document-format-supported", [PDF]):
            raise NotPrinted(
                "Skrivaren %(printer)s förstår inte PDF. Skriv ut från webbläsaren, eller använd ZPL.",
                printer=self.uri,
            )

    def _find(self, job_name: str, broken: Exception) -> int:
        """The job's number when the printer has it after all."""
        try:
            jobs = [job for which in ("not-completed", "completed") for job in self._jobs(which)]
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Doubtful(
                "Skrivaren %(printer)s bröt när den fick etiketten (%(why)s) och svarar inte. Titta om den kom ut.",
                printer=self.uri,
                why=why(broken),
            ) from error
        for job in jobs:
            if job.get("job-name") == [job_name]:
                return _integer(job, "job-id")
        raise NotPrinted(
            "Skrivaren %(printer)s bröt innan hela etiketten kommit fram (%(why)s).",
            printer=self.uri,
            why=why(broken),
        )

    def _jobs(self, which: str) -> list[Attributes]:
        wanted: Fields = [
            (Tag.KEYWORD, "which-jobs", which),
            (Tag.KEYWORD, "requested-attributes", "job-id"),
            (Tag.KEYWORD, "", "job-name"),
        ]
        answer = self._ask(Operation.GET_JOBS, wanted)
        if not answer.succeeded:
            raise ValueError(f"IPP {answer.code:#06x}")
        return [attributes for kind, attributes in answer.groups if kind == AttributeGroup.JOB]

    def _follow(self, job_id: int) -> None:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            try:
                job = self._job(job_id)
            except (OSError, ValueError, http.client.HTTPException) as error:
                raise Doubtful(
                    "Skrivaren %(printer)s tystnade när den fått etiketten (%(why)s). Titta om den kom ut.",
                    printer=self.uri,
                    why=why(error),
                ) from error
            state = job.get("job-state", [0])[0]
            if state == COMPLETED:
                return
            if state in (CANCELED, ABORTED):
                raise self._ended(job, Sentence("den avbröt etiketten."))
            time.sleep(PAUSE)
        self._take_back(job_id)

    def _take_back(self, job_id: int) -> None:
        """Out of patience: the job is cancelled, so that it does not come out once it has been sent elsewhere."""
        try:
            problem = _problem(self._ask(Operation.GET_PRINTER_ATTRIBUTES, []).first(AttributeGroup.PRINTER))
            self._ask(Operation.CANCEL_JOB, [(Tag.INTEGER, "job-id", job_id)])
            job = self._job(job_id)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Doubtful(
                "Skrivaren %(printer)s har etiketten men svarar inte (%(why)s). Titta om den kom ut.",
                printer=self.uri,
                why=why(error),
            ) from error
        raise self._ended(job, problem or Sentence("den är långsam."))

    def _ended(self, job: Attributes, problem: Sentence) -> Exception:
        """Not printed only when the printer says so: cancelled or aborted, and no side done."""
        stopped = job.get("job-state", [0])[0] in (CANCELED, ABORTED)
        sides = job.get("job-impressions-completed", [0])[0]
        if stopped and sides == 0:
            return NotPrinted(
                "Skrivaren %(printer)s skrev inte ut: %(problem)s Etiketten är återtagen och kan skickas igen.",
                printer=self.uri,
                problem=problem,
            )
        return Doubtful(
            "Skrivaren %(printer)s skrev inte ut i tid: %(problem)s Titta om den kom ut.",
            printer=self.uri,
            problem=problem,
        )

    def _job(self, job_id: int) -> Attributes:
        answer = self._ask(Operation.GET_JOB_ATTRIBUTES, [(Tag.INTEGER, "job-id", job_id)])
        if not answer.succeeded:
            raise ValueError(f"IPP {answer.code:#06x}")
        return answer.first(AttributeGroup.JOB)

    def _job_attributes(self, job_name: str) -> Fields:
        return [(Tag.NAME, "job-name", job_name), (Tag.MIME, "document-format", PDF)]

    def _ask(self, operation: Operation, attributes: Fields, document: bytes = b"") -> Message:
        always: Fields = [
            (Tag.CHARSET, "attributes-charset", "utf-8"),
            (Tag.LANGUAGE, "attributes-natural-language", "sv"),
            (Tag.URI, "printer-uri", self.uri),
            (Tag.NAME, "requesting-user-name", "returkoll"),
        ]
        groups: list[tuple[AttributeGroup, Fields]] = [
            (AttributeGroup.OPERATION, [*_target_first(always, attributes)])
        ]
        if document:
            # PWG 5100.13: actual size; a printer that does not know it ignores it.
            groups.append((AttributeGroup.JOB, [(Tag.KEYWORD, "print-scaling", "none")]))
        connection = self._connection()
        try:
            path = urlsplit(self.uri).path or "/"
            connection.request(
                "POST",
                path,
                encode_message(operation, groups) + document,
                {"Content-Type": "application/ipp"},
            )
            response = connection.getresponse()
            body = response.read(LONGEST_ANSWER)
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise ValueError(f"HTTP {response.status}")
        return decode_message(body)[0]

    def _connection(self) -> http.client.HTTPConnection:
        address = PrinterAddress.parse(self.uri)
        host, port = address.host, address.port
        if address.scheme == "ipps":
            return http.client.HTTPSConnection(
                host, port, timeout=self.timeout, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=self.timeout)


def _target_first(always: Fields, attributes: Fields) -> Fields:
    """RFC 8011, 4.1.5: charset, language, then the target: printer-uri, and a job-id right after it."""
    job = [attribute for attribute in attributes if attribute[1] == "job-id"]
    return [*always[:3], *job, *always[3:], *(attribute for attribute in attributes if attribute not in job)]


def _problem(printer: Attributes) -> Sentence | None:
    for reason in printer.get("printer-state-reasons", []):
        words = str(reason)
        for ending in ("-error", "-warning", "-report"):
            words = words.removesuffix(ending)
        if words in BLOCKING and not str(reason).endswith(("-warning", "-report")):
            return BLOCKING[words]
    if printer.get("printer-state") == [STOPPED]:
        return Sentence("den har stannat. Titta på dess skärm.")
    if printer.get("printer-is-accepting-jobs") == [False]:
        return Sentence("den tar inte emot utskrifter.")
    return None


def _integer(attributes: Attributes, name: str) -> int:
    value = attributes.get(name, [None])[0]
    if not isinstance(value, int):
        raise Doubtful("Skrivaren svarade utan jobbnummer. Titta om etiketten kom ut.")
    return value
