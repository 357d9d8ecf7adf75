"""IPP messages: attributes to bytes and back (RFC 8010, 3)."""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

VERSION = b"\x02\x00"
END_OF_ATTRIBUTES = 0x03


class Operation(IntEnum):
    """RFC 8011, 5.4.15."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class AttributeGroup(IntEnum):
    """RFC 8010, 3.5.1."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04


class Tag(IntEnum):
    """RFC 8010, 3.5.2."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


Value = int | bool | str | bytes
Attributes = dict[str, list[Value]]


@dataclass
class Message:
    """A request or an answer; groups in order, several of a kind when there are several jobs."""

    code: int
    """Operation, or status: below 0x0100 is success (RFC 8011, B.1)."""
    request_id: int = 1
    groups: list[tuple[int, Attributes]] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        return self.code < 0x0100

    def first(self, group: AttributeGroup) -> Attributes:
        return next((attributes for kind, attributes in self.groups if kind == group), {})


def encode_message(
    operation: Operation, groups: list[tuple[AttributeGroup, list[tuple[Tag, str, Value]]]]
) -> bytes:
    """A request; the document follows it."""
    out = [VERSION, struct.pack(">HI", operation, 1)]
    for group, attributes in groups:
        out.append(bytes([group]))
        out += [_attribute(tag, name, value) for tag, name, value in attributes]
    return b"".join([*out, bytes([END_OF_ATTRIBUTES])])


def _attribute(tag: Tag, name: str, value: Value) -> bytes:
    encoded_name, encoded = name.encode("ascii"), _value(tag, value)
    return (
        struct.pack(">BH", tag, len(encoded_name)) + encoded_name + struct.pack(">H", len(encoded)) + encoded
    )


def _value(tag: Tag, value: Value) -> bytes:
    if tag is Tag.BOOLEAN:
        return b"\x01" if value else b"\x00"
    if isinstance(value, int):
        return struct.pack(">i", value)
    return value if isinstance(value, bytes) else value.encode("utf-8")


def decode_message(data: bytes) -> tuple[Message, bytes]:
    """A message and what follows it. Raises ValueError for what is no IPP."""
    try:
        return _decode(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"expected an IPP message, got {len(data)} bytes that end too early") from error


def _decode(data: bytes) -> tuple[Message, bytes]:
    code, request_id = struct.unpack_from(">HI", data, 2)
    message, at, name = Message(code, request_id), 8, ""
    while (tag := data[at]) != END_OF_ATTRIBUTES:
        at += 1
        if tag < 0x10:
            message.groups.append((tag, {}))
            continue
        if not message.groups:
            raise ValueError("expected an attribute group first, got an attribute")
        new_name, at = _string(data, at)
        value, at = _string(data, at)
        name = new_name.decode("ascii") or name  # a further value of the same attribute has no name
        message.groups[-1][1].setdefault(name, []).append(_decoded(tag, value))
    return message, data[at + 1 :]


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    if at + 2 + length > len(data):
        raise IndexError(at)
    return data[at + 2 : at + 2 + length], at + 2 + length


def _decoded(tag: int, value: bytes) -> Value:
    if tag in (Tag.INTEGER, Tag.ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == Tag.BOOLEAN:
        return value == b"\x01"
    return value.decode("utf-8") if 0x41 <= tag <= 0x49 else value
