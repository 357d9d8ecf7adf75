"""The server asks before it receives a large body: who may not send it is refused by the header alone."""

ASKED_BEFORE_BODY = "returkoll.asked_before_body"
"""In the WSGI environment of a request whose body is not here yet: the application says `100 Continue` to have it, or
answers for good (web/http/access.py)."""
NO_ROOM = "returkoll.no_room"
"""The same for a request that the server's disk had no room for: the application only says so (web/http/errors.py)."""
