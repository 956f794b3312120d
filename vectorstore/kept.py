"""Values kept in memory: the ones that were used lately, up to a number."""

from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Kept(Generic[_Key, _Value]):
    """The last values that were put or asked for: at least `most`, at most twice as many.

    Safe to use from several threads without a lock: what two do at once may cost a value, which
    is then made again.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._newer: dict[_Key, _Value] = {}
        self._older: dict[_Key, _Value] = {}

    def get(self, key: _Key) -> _Value | None:
        """The value of a key, or None if it isn't kept."""
        value = self._newer.get(key)
        if value is None and (value := self._older.get(key)) is not None:
            self.put(key, value)
        return value

    def put(self, key: _Key, value: _Value) -> None:
        """Keep a value; it must not be None."""
        if len(self._newer) >= self._most:
            self._older, self._newer = self._newer, {}
        self._newer[key] = value

    def drop(self, key: _Key) -> None:
        """Forget a key, if it is kept."""
        self._newer.pop(key, None)
        self._older.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._older, self._newer = {}, {}
