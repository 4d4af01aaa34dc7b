"""The exceptions Nutgraf raises.

- NutgrafError
  - SourceError: a source cannot be read as a release; says which and at what step
  - ModelError: a model or data file is missing or unusable
  - DatasetError: an output dataset is unreadable or from another version
  - WorkerError: worker processes end before they read a document
  - QueryError: a search query or filter cannot be understood; says what is wrong with it
"""


class NutgrafError(Exception):
    """Base of every error raised on purpose."""


class SourceError(NutgrafError):
    """A source that cannot be read; becomes a row of the `errors` table."""

    def __init__(self, source: str, step: str, error: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.step = step
        self.error = error
        self.message = message

    def __reduce__(self) -> tuple[type["SourceError"], tuple[str, str, str, str]]:
        return (type(self), (self.source, self.step, self.error, self.message))


class ModelError(NutgrafError):
    """A model or data file is missing or unusable."""


class DatasetError(NutgrafError):
    """An output dataset is unreadable, locked or written by another version."""


class WorkerError(NutgrafError):
    """Worker processes end again and again, and no document is to blame."""


class QueryError(NutgrafError):
    """A search query or a filter cannot be understood."""
