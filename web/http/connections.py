"""Gunicorn's threads are for requests: a connection that says nothing holds none.

A browser opens connections ahead of need, up to six to a host. Gunicorn's own thread worker waits five seconds in a
thread for the first byte of each, and over TLS without end: what the client says first is its hello, and after the
handshake a thread is left waiting for a request that may never come. Four such connections and a worker answers nobody.
Here a connection goes back to the poller, which waits for any number of them, before its first byte and again
after its handshake.
"""

import selectors
import ssl

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker


class ConnectionWorker(ThreadWorker):
    """A thread worker whose silent connections wait with the poller."""

    def handle(self, conn: TConn) -> object:
        if not conn.data_ready and not has_data(conn):
            return _DEFER
        if self.cfg.is_ssl and not conn.initialized:
            if not self.shake_hands(conn):
                return False
            conn.data_ready = has_data(conn)
            if not conn.data_ready:
                return _DEFER
        return super().handle(conn)

    def is_parent_alive(self) -> bool:
        """Nothing watches over a worker whose main process is gone. It lets go of the port at once, so that a new start
        gets it, and answers only what is under way."""
        if super().is_parent_alive():
            return True
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()
        self.murder_keepalived(force=True)
        return False

    def shake_hands(self, conn: TConn) -> bool:
        """Whether TLS stands. A client that does not trust the certificate breaks off here: that is no error."""
        try:
            conn.init()
        except OSError as error:  # ssl.SSLError is one
            self.log.debug("no handshake with %s: %s", conn.client, error)
            return False
        return True


def has_data(conn: TConn) -> bool:
    """Whether the client has said something that is not read yet."""
    if isinstance(conn.sock, ssl.SSLSocket) and conn.sock.pending():
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(conn.sock, selectors.EVENT_READ)
        return bool(selector.select(timeout=0))
