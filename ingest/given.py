"""What somebody gave to be read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a web server said about a version, to be asked whether it is still the newest."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The bytes of one document, and where they came from.

    `origin` is a path, a web address, or the name of an attachment, as it is kept and shown.
    `name` is the file name that the source's id and, for want of better, its title are made from.
    `media_type` is what a web server said, without parameters; None where nobody said anything.
    `validators` are there for what came from the web.
    """

    origin: str
    name: str
    data: bytes
    media_type: str | None = None
    charset: str | None = None
    validators: Validators | None = None
