"""What a page with a form shows: which fault stands beside which field, and what stands in the fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"input", "img", "br", "use", "meta", "link", "hr", "path", "rect"}


@dataclass
class Control:
    """An input, select or textarea as the page has it."""

    attributes: dict[str, str | None]
    value: str = ""
    ids_of_words: list[str] = field(default_factory=list)


class FormPage(HTMLParser):
    """`controls` by their names, `words` by the id of the element that they stand in, `links` by where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.controls: dict[str, Control] = {}
        self.words: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._inside: Control | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in EMPTY:
            self._open.append((tag, attributes))
        if tag in {"input", "select", "textarea"} and attributes.get("type") != "hidden":
            self._inside = Control(attributes, attributes.get("value") or "")
            name = attributes.get("name") or ""
            # Of several boxes with one name, the first one carries the fault.
            if attributes.get("type") != "checkbox" or name not in self.controls:
                self.controls[name] = self._inside
        if tag == "option" and "selected" in attributes and self._inside:
            self._inside.value = attributes.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag, attributes in self._open:
            if identity := attributes.get("id"):
                self.words[identity] = self.words.get(identity, "") + data
            if tag == "a" and (target := attributes.get("href")):
                self.links[target] = self.links.get(target, "") + data
        if self._open and self._open[-1][0] == "textarea" and self._inside:
            self._inside.value += data

    @property
    def faults(self) -> dict[str, str]:
        """By field: what stands beside it, as a screen reader finds it from the field. The list of all that is wrong
        has to say the same and to lead there."""
        found = {}
        for name, control in self.controls.items():
            if control.attributes.get("aria-invalid") == "true":
                described_by = (control.attributes.get("aria-describedby") or "").split()
                told = [self.words[one].strip() for one in described_by if one.endswith("-error")]
                assert len(told) == 1, f"expected a fault beside {name}, got {told}"
                assert told[0] in " ".join(self.links[f"#{control.attributes['id']}"].split())
                found[name] = told[0]
        return found

    @property
    def shown(self) -> dict[str, str]:
        """What stands in each field."""
        return {name: control.value for name, control in self.controls.items()}
