"""HTTP by hand: what a client says and hears, byte by byte."""

import socket

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def ask(connection: socket.socket, said: bytes = REQUEST) -> bytes:
    """The whole answer to it: header and body."""
    connection.sendall(said)
    return hear(connection)


def hear(connection: socket.socket) -> bytes:
    """One answer whose header tells its length."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += piece(connection, answer)
    header, _, body = answer.partition(b"\r\n\r\n")
    while len(body) < length_told(header):
        body += piece(connection, answer)
    return header + b"\r\n\r\n" + body


def piece(connection: socket.socket, before: bytes) -> bytes:
    came = connection.recv(65536)
    assert came, f"the connection ended after {before!r}"
    return came


def length_told(header: bytes) -> int:
    lines = header.lower().split(b"\r\n")
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)


def post(body: bytes, path: str = "/", more: str = "", length: int | None = None) -> bytes:
    told = len(body) if length is None else length
    header = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{more}Content-Length: {told}\r\n\r\n"
    return header.encode() + body
