"""Errors of language models besides those that the protocol has."""

from answering.chat.protocol import ModelError


class ModelSetupError(Exception):
    """A language model cannot be used as it is set; the message is for the operator."""


class ModelFailedError(ModelError):
    """The model could not be reached, or refused, or said nothing that can be read."""


class ModelRefusedError(ModelFailedError):
    """The model refused this one request, such as one that is too long for it."""


class ModelClosedError(ModelFailedError):
    """The program is about to end, or has closed the model."""
