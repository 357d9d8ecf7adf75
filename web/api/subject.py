"""What calls act on. Most calls that change something are one verb of one thing: it is found, it does that, it is
shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint, Schema

from accounts import RoleName
from accounts.tokens import Scope
from database import utcnow
from web.api.calls import writes
from web.http.access import actor

Verb = Callable[..., object]


@dataclass(frozen=True)
class Subject:
    """A kind of thing: how an address names it, who may change it, and how it is shown afterwards."""

    blueprint: APIBlueprint
    scope: Scope
    gives: type[Schema]
    named_by: str
    """The place in the address."""
    find: Callable[[Any], Any]
    """It answers 404 or 403 as the pages do."""
    show: Callable[[Any], Any]
    roles: Sequence[RoleName] = ()

    def verb(
        self, rule: str, *, takes: type[Schema] | None = None, method: str = "POST", summary: str
    ) -> Callable[[Verb], Verb]:
        """The function is called with the thing, with what else the address names, the body as `said` where it `takes`
        one, and `actor` and `now`. Its name is the endpoint's."""

        def decorate(act: Verb) -> Verb:
            def view(**given: Any) -> Any:
                thing = self.find(given.pop(self.named_by))
                act(thing, **given, actor=actor(), now=utcnow())
                return self.show(thing)

            view.__name__, view.__doc__ = act.__name__, act.__doc__
            writes(
                self.blueprint,
                rule,
                self.scope,
                self.gives,
                takes=takes,
                roles=self.roles,
                method=method,
                summary=summary,
            )(view)
            return act

        return decorate
