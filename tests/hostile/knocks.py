"""Requests made to hurt, by a seed: framing, headers, addresses, fields and bodies as nobody means them."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from tests.hostile.texts import hostile_text
from tests.hostile.wire import Knock, request

Make = Callable[[random.Random, "Place"], Knock]
BOUNDARY = "limit"


@dataclass(frozen=True)
class Route:
    """An address of the application, its variable parts as None."""

    method: str
    parts: tuple[str | None, ...]

    def filled(self, rng: random.Random, place: "Place") -> str:
        """With the things that there are in most of its places, and something else in the others."""
        return "".join(
            quote(place.thing(rng), safe="", errors="surrogatepass") if part is None else part
            for part in self.parts
        )


@dataclass(frozen=True)
class Place:
    """Where a knock may go, and by whom."""

    routes: tuple[Route, ...]
    fields: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    """Of each the cookies, as the header says them, and the CSRF token. One of them is nobody."""
    return_number: str
    port: int

    def someone(self, rng: random.Random) -> list[tuple[str, str]]:
        """The headers of whoever asks. Mostly with the right token: what has none comes no further than the door."""
        cookies, token = rng.choice(self.people)
        said = [("Cookie", cookies)] if cookies else []
        if token and rng.random() < 0.9:
            said.append(("X-CSRFToken", token))
        if rng.random() < 0.3:
            said.append(
                (
                    "Accept",
                    rng.choice(["application/json", "text/html", "*/*;q=9", "\\", "application/json," * 500]),
                )
            )
        return said

    def route(self, rng: random.Random, *methods: str) -> Route:
        return rng.choice([one for one in self.routes if not methods or one.method in methods])

    def thing(self, rng: random.Random) -> str:
        """What an address may name."""
        return rng.choice([self.return_number, "1", "2", "3", self.text(rng)[:2000]])

    def text(self, rng: random.Random) -> str:
        return hostile_text(rng, self.port)


# --- what a client says of its own request


def of_framing(rng: random.Random, place: Place) -> Knock:
    """Where one request ends and the next one begins (RFC 9112, section 6.3)."""
    inner = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    chunked = b"5\r\nabcde\r\n0\r\n\r\n"
    lines, body = rng.choice(
        [
            (b"Content-Length: 3\r\nTransfer-Encoding: chunked", chunked + inner),
            (b"Transfer-Encoding: chunked\r\nContent-Length: 3", b"0\r\n\r\n" + inner),
            (b"Content-Length: 0\r\nContent-Length: 44", inner),
            (b"Content-Length: 0, 44", inner),
            (b"Content-Length: -1", b"x"),
            (b"Content-Length: +3", b"abc"),
            (b"Content-Length: 3_0", b"abc"),
            (b"Content-Length: 99999999999999999999", b"abc"),
            (b"Content-Length: 1e9", b"abc"),
            (b"Content-Length: \xd9\xa3", b"abc"),
            (b"Content-Length : 44", inner),
            (b"Content-Length: 200000", b"too little"),
            (b"Transfer-Encoding: xchunked", chunked + inner),
            (b"Transfer-Encoding: chunked, identity", chunked + inner),
            (b"Transfer-Encoding: identity, chunked", chunked + inner),
            (b"Transfer-Encoding:\x0bchunked", chunked + inner),
            (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", chunked + inner),
            (b"Transfer_Encoding: chunked", chunked + inner),
            (b"Transfer-Encoding: gzip, chunked", chunked),
            (b"Transfer-Encoding: chunked", b"ffffffffffffffff\r\nabc"),
            (b"Transfer-Encoding: chunked", b"-1\r\nabc\r\n0\r\n\r\n"),
            (b"Transfer-Encoding: chunked", b"0x5\r\nabcde\r\n0\r\n\r\n" + inner),
            (b"Transfer-Encoding: chunked", b"5;" + b"x" * 200_000 + b"\r\nabcde\r\n0\r\n\r\n"),
            (b"Transfer-Encoding: chunked", b"5\nabcde\n0\n\n" + inner),
            (b"Transfer-Encoding: chunked", b"5\r\nabcdeXX0\r\n\r\n" + inner),
            (b"Transfer-Encoding: chunked", b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n"),
            (b"Transfer-Encoding: chunked", b"0\r\nContent-Length: 44\r\nX-Pwned: 1\r\n\r\n"),
            (b"Expect: 100-continue\r\nContent-Length: 5", b"a=b&c"),
            (b"Expect: " + b"x" * 3000, b""),
            (b"Content-Encoding: gzip\r\nContent-Length: 5", b"a=b&c"),
            (b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__", b""),
            (b"Connection: close, Host, Cookie", b""),
        ]
    )  # fmt: skip
    target = rng.choice([b"/logga-in", b"/returer/", b"/api/v1/scan", b"/healthz"])
    head = (
        rng.choice([b"POST ", b"GET ", b"PUT "])
        + target
        + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    )
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    return Knock("framing", head + kind + lines + b"\r\n\r\n" + body, may_be_cut_off=True)


def of_first_line(rng: random.Random, place: Place) -> Knock:
    """What is no request, or an odd one."""
    line = rng.choice(
        [
            b"GET / HTTP/0.9", b"GET /", b"GET / HTTP/9.9", b"GET / HTTP/1.1 ", b"GET  / HTTP/1.1",
            b"GET\t/ HTTP/1.1", b"get / http/1.1",
            b"PRI * HTTP/2.0", b"OPTIONS * HTTP/1.1", b"CONNECT 127.0.0.1:22 HTTP/1.1",
            b"GET http://evil.example/ HTTP/1.1",
            b"GET https://localhost/returer/ HTTP/1.1", b"GET //evil.example/%2f.. HTTP/1.1",
            b"GET /" + b"a" * rng.choice([4000, 70_000]) + b" HTTP/1.1",
            b"GET /\xff\xfe HTTP/1.1", b"GET /\x00 HTTP/1.1", b"G\x00T / HTTP/1.1", b"A" * 200 + b" / HTTP/1.1",
            b"GET /?" + b"%" * 500 + b" HTTP/1.1",
            b"GET /# HTTP/1.1", b"GET ?x HTTP/1.1", b"GET returer HTTP/1.1", b"\x16\x03\x01\x02\x00\x01\x00", b"",
            b"\r\n\r\nGET / HTTP/1.1",
            b"GET /%u002e%u002e/ HTTP/1.1", b"GET /returer/;jsessionid=1 HTTP/1.1", b"DEBUG / HTTP/1.1",
            b"TRACE / HTTP/1.1", rng.randbytes(200),
        ]
    )  # fmt: skip
    end = rng.choice([b"\r\n", b"\r\n", b"\n", b"\r"])
    head = line + end + b"Host: localhost" + end + b"Connection: close" + end + end
    return Knock("first line", head, may_be_cut_off=True)


def of_headers(rng: random.Random, place: Place) -> Knock:
    """Many, long, odd, twice, and those that only a proxy may say."""
    odd = rng.choice(
        [
            [("X-Long", "a" * rng.choice([8000, 60_000, 200_000]))],
            [(f"X-{n}", "a") for n in range(rng.choice([90, 101, 5000]))],
            [("Cookie", "a=b; " * rng.choice([100, 10_000]))],
            [("Cookie", "session=" + "." * 3000), ("Cookie", "session=x")],
            [("Host", "evil.example")],
            [("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https")],
            [("Forwarded", 'for="[::1]";host=evil.example')],
            [("X-Original-URL", "/admin/"), ("X-Rewrite-URL", "/admin/"), ("X-HTTP-Method-Override", "DELETE")],
            [("Authorization", rng.choice(["Bearer rk_" + "x" * 5000, "Basic Og==", "Basic " + "%" * 90, "Bearer ",
            "Digest x", "\\"]))],
            [("Accept-Language", rng.choice(["sv;q=1e309", "x-" * 3000, "*", "../../etc/passwd", "sv\ttab",
            "q=" * 999]))],
            [("Range", rng.choice(["bytes=0-0," * 3000, "bytes=-99999999999", "bytes=9-1", "items=0-1"]))],
            [("If-None-Match", '"a",' * 5000), ("If-Modified-Since", "x" * 500)],
            [("If-Match", rng.choice(["*", '"', "W/" * 999]))],
            [("Idempotency-Key", hostile_text(rng, place.port).split("\r")[0].split("\n")[0][:3000])],
            [("Referer", rng.choice(["http://localhost/\\evil.example", "https://evil.example/", "http://[",
            "javascript:1", "http://localhost:99999/"]))],
            [("Origin", rng.choice(["null", "https://evil.example", "http://[", "a" * 3000]))],
            [("User-Agent", rng.choice(["() { :;}; touch pwned", "${jndi:ldap://127.0.0.1/x}", "\x1b[31m",
            "<pwned>"]))],
            [("Content-Type", rng.choice(["multipart/form-data", "multipart/form-data; boundary=", "a/b;" * 999,
            "text/html; charset=utf-7", "application/json; charset=x"]))],
            [("Connection", "keep-alive, close, x"), ("Keep-Alive", "timeout=-1")],
            [("X\x00Nul", "a")], [("X Space", "a")], [("", "a")], [("X-Fold", "a\r\n b")], [("Ünïcode", "å")],
            [("X-Bare", "a\nX-Pwned: 1")],
        ]
    )  # fmt: skip
    route = place.route(rng)
    body = b"a=b" if route.method in ("POST", "PUT") else b""
    sent = request(route.method, route.filled(rng, place)[:4000], [*place.someone(rng), *odd], body)
    return Knock("headers", sent, may_be_cut_off=True)


def of_method(rng: random.Random, place: Place) -> Knock:
    method = rng.choice(
        [
            "TRACE",
            "TRACK",
            "PROPFIND",
            "MOVE",
            "PATCH",
            "DELETE",
            "PUT",
            "OPTIONS",
            "HEAD",
            "SEARCH",
            "POST",
            "M-SEARCH",
        ]
    )
    return Knock("method", request(method, place.route(rng).filled(rng, place)[:4000], place.someone(rng)))


# --- what stands in it


def of_address(rng: random.Random, place: Place) -> Knock:
    """Paths out of the static files, in every spelling."""
    top = rng.choice(
        [
            "/static/",
            "/v/1/",
            "/",
            "/hjalp/",
            "/api/v1/",
            "/fs-static/",
            "/artiklar/1/",
            "/valj-losenord/",
            "/r/",
        ]
    )
    way = rng.choice(
        [
            "../",
            "%2e%2e/",
            "..%2f",
            "%2e%2e%2f",
            "..%5c",
            "%252e%252e/",
            "..%c0%af",
            "..%ef%bc%8f",
            ".%2e/",
            "//",
            "./",
            "%00/",
        ]
    )
    leaf = rng.choice(
        ["app.py", "etc/passwd", "instance/secret-key", ".git/config", "proc/self/environ", "README.md", ""]
    )
    return Knock("address", request("GET", top + way * rng.choice([1, 2, 12]) + leaf, place.someone(rng)))


def of_query(rng: random.Random, place: Place) -> Knock:
    pairs = [f"{quote_plus(name)}={_quoted(place.text(rng)[:6000])}" for name in some_fields(rng, place)]
    pairs = rng.choice([pairs, pairs * 3, [*pairs, "&" * 500], ["a"] * 3000, ["%", "%zz", "%ff=%fe", *pairs]])
    target = f"{place.route(rng, 'GET').filled(rng, place)[:2000]}?{'&'.join(pairs)}"
    return Knock("query", request("GET", target[:60_000], place.someone(rng)))


def some_fields(rng: random.Random, place: Place) -> list[str]:
    odd = [
        "__proto__",
        "a[b]",
        "a[]",
        "",
        "a.b",
        "_method",
        "csrf_token",
        "idempotency_key",
        "next",
        "roles",
        "is_admin",
    ]
    chosen = rng.sample(place.fields, min(len(place.fields), rng.choice([1, 4, 25])))
    chosen += rng.sample(odd, 2)
    return chosen + (chosen[:3] * 2 if rng.random() < 0.4 else [])  # the same one several times


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def of_form(rng: random.Random, place: Place) -> Knock:
    pairs = [f"{quote_plus(name)}={_quoted(place.text(rng))}" for name in some_fields(rng, place)]
    pairs = rng.choice(
        [pairs, pairs, pairs, pairs * 20, ["a=1"] * 20_000, ["&"] * 50_000, ["%ff%00=%"], ["=" * 9000]]
    )
    kind = rng.choice(
        ["application/x-www-form-urlencoded"] * 4
        + ["text/plain", "application/x-www-form-urlencoded; charset=utf-16", "", "x"]
    )
    headers = [*place.someone(rng), ("Content-Type", kind)]
    route = place.route(rng, "POST")
    return Knock("form", request("POST", route.filled(rng, place)[:4000], headers, "&".join(pairs).encode()))


def of_json(rng: random.Random, place: Place) -> Knock:
    names = {
        name: rng.choice([place.text(rng), None, -1, 2**63, 1.5, True, [], {}, ["1"], {"a": "b"}])
        for name in some_fields(rng, place)
    }
    plain = json.dumps(names)
    bodies: list[Callable[[], bytes]] = [
        lambda: plain.encode(),
        lambda: plain.encode("utf-16"),
        lambda: b"\xef\xbb\xbf" + plain.encode(),
        lambda: b"[" * rng.choice([500, 100_000]),
        lambda: b'{"a":' * rng.choice([500, 50_000]),
        lambda: b"[" * 900 + b"]" * 900,
        lambda: b'{"text": 1e999, "days": -Infinity, "line": NaN}',
        lambda: b'{"text": "a", "text": "b", "text": null}',
        lambda: b'{"text": ' + b"9" * rng.choice([400, 100_000]) + b"}",
        lambda: b'{"text": "\\ud800\\u0000"}',
        lambda: b'"' + b"a" * 300_000 + b'"',
        lambda: b"null",
        lambda: b"",
        lambda: b"{'text': 1}",
        lambda: b"[" + b"{}," * 50_000 + b"{}]",
        lambda: rng.randbytes(500),
        lambda: json.dumps({"texts": [place.text(rng) for _ in range(50)]}).encode(),
    ]
    body = rng.choice(bodies)()
    route = place.route(rng, "POST", "PUT", "DELETE")
    key = [("Idempotency-Key", f"k{rng.random()}")] if rng.random() < 0.8 else []
    kind = rng.choice(
        ["application/json"] * 4 + ["application/json; charset=latin-1", "text/json", "application/xml"]
    )
    headers = [*place.someone(rng), *key, ("Content-Type", kind)]
    return Knock("JSON", request(route.method, route.filled(rng, place)[:4000], headers, body))


def of_multipart(rng: random.Random, place: Place) -> Knock:
    def part(name: str, value: bytes, more: str = "") -> bytes:
        said = f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        return b"--limit\r\n" + said.encode("utf-8", "surrogatepass") + value + b"\r\n"

    def named(text: str) -> str:
        return '; filename="' + text.replace("\r", "").replace("\n", "")[:3000] + '"'

    end = b"--limit--\r\n"
    fields = [part(name, place.text(rng).encode("utf-8", "replace")) for name in some_fields(rng, place)]
    field = rng.choice(["file", "picture", *place.fields])
    bodies: list[Callable[[], bytes]] = [
        lambda: b"".join(fields) + end,
        lambda: part(field, b"x", named(place.text(rng))) + end,
        lambda: part("file", b"Serienummer;Artikel\n=1+1;x\n", named(place.text(rng) + ".csv")) + end,
        lambda: part(field, b"x", "; filename*=UTF-8''..%2f..%2fetc%2fpasswd") + end,
        lambda: part(field, b"x", "; filename*=x''%ff; filename=a") + end,
        lambda: part("a", b"x") * rng.choice([900, 3000]) + end,
        lambda: b"".join(fields),
        lambda: b"--limit" * 20_000,
        lambda: b"--limit\r\n" + b"X: y\r\n" * 20_000 + b"\r\nx\r\n" + end,
        lambda: b"--limit\r\n" + b"X: " + b"y" * 500_000 + b"\r\n\r\nx\r\n" + end,
        lambda: part("a", b"x" * 3_000_000) + end,
        lambda: (
            part(
                field, b"--other\r\n\r\nx\r\n--other--", '\r\nContent-Type: multipart/mixed; boundary="other"'
            )
            + end
        ),
        lambda: part(field, b"PGI+eDwvYj4=", "\r\nContent-Transfer-Encoding: base64") + end,
        lambda: part("_charset_", b"utf-7") + part(field, b"+ADw-pwned+AD4-") + end,
        lambda: b"preamble" * 5000 + b"".join(fields) + end + b"epilogue" * 5000,
        lambda: part(field, b"\r\n--limi" * 20_000) + end,
        lambda: b"--limit\nContent-Disposition: form-data; name=a\n\nx\n--limit--",
        lambda: rng.randbytes(2000),
    ]
    body = rng.choice(bodies)()
    boundary = rng.choice(["limit"] * 8 + ["", "x" * 5000, '"limit', "limit; boundary=x", "\\", "li mit"])
    headers = [*place.someone(rng), ("Content-Type", f"multipart/form-data; boundary={boundary}")]
    return Knock(
        "multipart", request("POST", place.route(rng, "POST").filled(rng, place)[:4000], headers, body)
    )


OFTEN: tuple[tuple[Make, int], ...] = (
    (of_framing, 8), (of_first_line, 6), (of_headers, 12), (of_method, 6), (of_address, 8), (of_query, 14),
    (of_form, 20), (of_json, 14),
    (of_multipart, 12),
)  # fmt: skip


def hostile_knock(rng: random.Random, place: Place) -> Knock:
    makes = [make for make, _often in OFTEN]
    return rng.choices(makes, [often for _make, often in OFTEN])[0](rng, place)
