"""Archives that are documents: the parts of an EPUB or a DOCX file."""

from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ingest.decoding import called
from ingest.errors import IngestError
from ingest.given import Given

MOST_BYTES = 300 * 2**20
"""How much the parts of a document may unpack to."""

_MOST_PARTS = 20_000
_ENCRYPTED = 1  # bit of a part's flags


class Archive:
    """The parts of a document, by their names; every failure is an `IngestError`."""

    def __init__(self, given: Given) -> None:
        """Raises IngestError if it is damaged, encrypted, or would unpack to too much."""
        self._given = given
        try:
            self._zip = ZipFile(BytesIO(given.data))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self.damaged() from error
        parts = self._zip.infolist()
        # What unpacks to more than its part says ends in an error of `ZipFile`.
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise IngestError(
                given.origin,
                f"{called(given)} unpacks to more than {MOST_BYTES // 2**20} MB or "
                f"{_MOST_PARTS:,} parts: give a smaller document.",
            )
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise IngestError(
                given.origin,
                f"{called(given)} is encrypted: save it without a password and give it again.",
            )

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, or None if there is none of that name."""
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise self.damaged() from error

    def xml(self, name: str) -> Element | None:
        """The root of a part in XML, or None if there is none of that name.

        Entities and what lies outside are never read.
        """
        data = self.read(name)
        if data is None:
            return None
        try:
            root: Element = fromstring(data)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise self.damaged() from error
        return root

    def damaged(self) -> IngestError:
        """The error to raise for a document that is not as it should be."""
        return IngestError(
            self._given.origin,
            f"{called(self._given)} is damaged: open it in its own program and save it again.",
        )
