"""Connections on which nothing is asked, and what a client may say on one."""

import os
import socket
import ssl
import threading

import pytest

from tests.web.serving.application import LARGE
from tests.web.serving.conftest import PATIENCE, Connect
from tests.web.serving.talk import REQUEST, ask, hear, post

SILENT = 12  # connections; the worker has fewer threads


def at(path: str) -> bytes:
    return REQUEST.replace(b"/ ", f"/{path} ".encode(), 1)


@pytest.mark.slow
def test_silent_connections_keep_nobody_waiting(connect: Connect) -> None:
    silent = [connect() for _ in range(SILENT)]
    assert ask(connect()).startswith(b"HTTP/1.1 200")
    for connection in silent:  # and each of them is answered once it speaks, twice if it asks twice
        assert ask(connection).startswith(b"HTTP/1.1 200")
        assert ask(connection).startswith(b"HTTP/1.1 200")


def test_a_client_that_breaks_off_its_handshake_leaves_the_server_well(connect: Connect) -> None:
    address = connect().getpeername()
    for said in (b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n", os.urandom(300)):
        with socket.create_connection(address, timeout=PATIENCE) as rude:
            rude.sendall(said)
    assert ask(connect()).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("size", [1, 1000, 100_000, 3_000_000])
def test_a_body_arrives_as_it_was_sent(connect: Connect, size: int) -> None:
    body = os.urandom(size)
    connection = connect()
    for _twice in range(2):
        assert ask(connection, post(body)).endswith(b"\r\n\r\n" + body)


def test_a_body_in_chunks_arrives_whole(connect: Connect) -> None:
    header = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection = connect()
    for _twice in range(2):
        connection.sendall(header + b"3\r\nabc\r\n")
        assert ask(connection, b"A;x=1\r\n0123456789\r\n0\r\nX-Note: 1\r\n\r\n").endswith(b"abc0123456789")


def test_two_requests_sent_in_one_go_are_answered_in_turn(connect: Connect) -> None:
    connection = connect()
    connection.sendall(post(b"one") + post(b"two"))
    came = b""
    while not came.endswith(b"two"):
        came += connection.recv(4096)
    assert came.index(b"one") < came.index(b"two")


def test_a_client_that_waits_for_leave_gets_it(connect: Connect) -> None:
    connection = connect()
    first = ask(connection, post(b"", more="Expect: 100-continue\r\n", length=5))
    assert first.startswith(b"HTTP/1.1 100 Continue\r\n")
    assert ask(connection, b"hello").endswith(b"hello")


def test_a_large_answer_arrives_whole(connect: Connect) -> None:
    assert len(ask(connect(), at("large")).partition(b"\r\n\r\n")[2]) == LARGE


def test_clients_that_do_not_take_their_answers_keep_nobody_waiting(connect: Connect) -> None:
    for _one in range(SILENT):
        connect().sendall(at("large"))
    for _one in range(SILENT):
        assert ask(connect()).startswith(b"HTTP/1.1 200")


def test_a_large_body_is_refused_before_it_is_received(connect: Connect) -> None:
    connection = connect()
    connection.sendall(post(b"", "/refused", length=60_000_000))
    assert hear(connection).endswith(b"ok")
    connection.sendall(b"x" * 1_000_000)  # a browser goes on sending, and is not cut off
    assert ask(connect()).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", b"400"),
        (b"\xff\xfe\r\n\r\n", b"400"),
        (post(b"", more="Content-Length: 3\r\n"), b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", b"431"),
        (b"GET /fails HTTP/1.1\r\nHost: localhost\r\n\r\n", b"500"),
    ],
)
def test_what_is_no_request_is_told_and_leaves_the_server_well(
    connect: Connect, said: bytes, status: bytes
) -> None:
    connection = connect()
    connection.sendall(said)
    assert hear(connection).startswith(b"HTTP/1.1 " + status)
    assert ask(connect()).startswith(b"HTTP/1.1 200")


def test_a_body_without_a_told_length_is_taken_up_to_a_megabyte(connect: Connect) -> None:
    connection = connect()
    connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n")
    assert hear(connection).startswith(b"HTTP/1.1 411")


@pytest.mark.parametrize(
    "chunks", [b"0x5\r\nhello\r\n0\r\n\r\n", b"-1\r\n\r\n", b"5\r\nhelloXX0\r\n\r\n", b"x\r\n\r\n"]
)
def test_what_are_no_chunks_is_a_fault_of_the_request(connect: Connect, chunks: bytes) -> None:
    connection = connect()
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.sendall(head + chunks)
    assert hear(connection).startswith(b"HTTP/1.1 400")
    assert ask(connect()).startswith(b"HTTP/1.1 200")


def test_the_newest_tls_is_spoken(connect: Connect) -> None:
    connection = connect()
    if isinstance(connection, ssl.SSLSocket):
        assert connection.version() == "TLSv1.3"
        cipher = connection.cipher()
        assert cipher is not None
        assert cipher[2] >= 128
    assert ask(connection).startswith(b"HTTP/1.1 200")


@pytest.mark.slow
def test_requests_are_answered_beside_one_another(connect: Connect) -> None:
    busy = threading.Thread(target=ask, args=(connect(), at("busy")))
    busy.start()
    assert ask(connect()).startswith(b"HTTP/1.1 200")
    assert busy.is_alive()
    busy.join()
