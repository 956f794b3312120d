"""What the pipeline says when a store fails under it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from vectorstore.errors import StoreError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def telling(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Databases and disks fail in many ways; callers know one, `StoreError`."""

    @wraps(function)
    def told(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            return function(*args, **kwargs)
        except (SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().rstrip(".")
            raise StoreError(
                f"The catalogue cannot be changed ({reason}): "
                "see that the disk has room and the database answers, and try again."
            ) from error

    return told
