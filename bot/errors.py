"""Failures that are told to the operator as they are: each is one sentence with what to do."""


class OperatorError(Exception):
    """Something that the operator can put right; the message says how."""


class SettingsError(OperatorError):
    """A setting has a value that cannot be used."""


class StartError(OperatorError):
    """The bot cannot start."""


class StoreBusyError(OperatorError):
    """Another process has the store."""


class QuestionFileError(OperatorError):
    """A file of questions cannot be used."""
