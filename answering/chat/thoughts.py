"""Leaves out what a model thinks aloud before it replies."""

_BEGIN, _END = "<think>", "</think>"


class Thoughts:
    """Fed with the parts of one reply; gives them without a leading `<think>…</think>`.

    Servers of open models leave such a block in the reply unless they are set up to cut it out.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._past = False

    def feed(self, part: str) -> str:
        """What of the reply is certain with this part."""
        if self._past:
            return part
        self._held += part
        if not self._thinking:
            head = self._held.lstrip()
            if _BEGIN.startswith(head[: len(_BEGIN)]) and len(head) < len(_BEGIN):
                return ""
            if not head.startswith(_BEGIN):
                return self.finish()
            self._thinking = True
        _, end, rest = self._held.partition(_END)
        if not end:
            self._held = self._held[-len(_END) :]
            return ""
        self._past = True
        return rest

    def finish(self) -> str:
        """What was held back, once nothing more comes."""
        self._past = True
        held, self._held = self._held, ""
        return "" if self._thinking else held
