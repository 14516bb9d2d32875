"""The errors of comity, as one small tree.

::

    ComityError
    ├── VocabularyError (ValueError)      a data file of the vocabulary is wrong: file, key, reason
    ├── UnknownNameError (LookupError)    an unknown state, hotspot, form, body or source
    ├── QuestionError (ValueError)        a question that makes no sense (a pair of one, since > until)
    ├── SourceError (ValueError)          a file cannot be read as what it claims to be
    │   └── UnsafeArchiveError            an archive too large when unpacked, or that breaks its parser
    ├── LakeError (OSError)               the lake (the stored records) cannot be read or written
    │   ├── LakeBusyError                 another process is writing
    │   ├── LakeChangedError              another command changed it while it was read
    │   └── LakeDamagedError              the files on disk differ from the manifest
    ├── DeskError (RuntimeError)          the database of the desk (the web pages) cannot be read or written
    │   ├── SignInError                   a form without a reviewer, or from another session
    │   └── ConflictError                 somebody else changed the same thing in the meantime
    ├── SendError (RuntimeError)          an alert could not be sent over a channel
    ├── BriefError (ValueError)           a sentence that no record supports, or an unusable template
    ├── ExportError (OSError)             a file that exists already or cannot be written
    ├── CoderError (RuntimeError)         a program that reads acts from texts failed, or its cost limit is
  reached
    └── MissingExtraError (ImportError)   an optional part is not installed

Every message is a full sentence that says what to do. A wrong *row* of a file raises no exception: it is
stored as a reject with its reason (see :mod:`comity.records.schemas`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ComityError(Exception):
    """Base class of all errors that comity raises on purpose."""


class VocabularyError(ComityError, ValueError):
    """A vocabulary file is wrong; the message names the file, the key and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}")


class UnknownNameError(ComityError, LookupError):
    """A name is unknown; the message suggests similar names."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind, self.name = kind, name
        plain = {k.lower(): k for k in known}
        near = [plain[k] for k in get_close_matches(name.lower(), plain, n=3, cutoff=0.6)]
        hint = f"; did you mean {' or '.join(near)}?" if near else "."
        super().__init__(f"There is no {kind} called {name!r}{hint}")


class QuestionError(ComityError, ValueError):
    """The question cannot be asked as it stands."""


class SourceError(ComityError, ValueError):
    """A file cannot be read as what it claims to be."""


class UnsafeArchiveError(SourceError):
    """An archive is damaged, too large when unpacked, breaks its parser, or has paths outside its folder."""


class LakeError(ComityError, OSError):
    """The lake cannot be read or written."""


class LakeBusyError(LakeError):
    """Another process is writing to the lake."""


class LakeChangedError(LakeError):
    """Another command restored or compacted the lake while it was read."""


class LakeDamagedError(LakeError):
    """The files on disk differ from what the manifest says."""


class DeskError(ComityError, RuntimeError):
    """The desk's own database (cases, notes, visits) cannot be read or written."""


class SignInError(DeskError):
    """A form was sent without a reviewer, or with a token from another session."""


class ConflictError(DeskError):
    """Somebody else changed the same thing since the form was opened."""


class SendError(ComityError, RuntimeError):
    """An alert could not be sent over a channel; sending is tried again."""


class BriefError(ComityError, ValueError):
    """A brief cannot be built: no record supports one of its sentences, or the template is faulty."""


class ExportError(ComityError, OSError):
    """An export file exists already, cannot be written, or has an unknown ending."""


class CoderError(ComityError, RuntimeError):
    """A program that reads acts from texts gave no usable answer, or its cost limit is reached."""


class OfflineError(ComityError, OSError):
    """There is no network, or none of a publisher's hosts answers."""


class MissingExtraError(ComityError, ImportError):
    """An optional part is not installed; the message names the extra to install."""
