"""What can be wrong with the counter's file, each as one sentence a person can act on (reliability table A)."""

from __future__ import annotations

from servicedesk.errors import KnownError


class StoreMissingError(KnownError):
    code = "SD-1200"
    msgid = (
        "There is no counter in {place} yet. Nothing was changed. "
        "Set one up with 'servicedesk init', or look at 'servicedesk demo'."
    )


class StoreExistsError(KnownError):
    code = "SD-1203"
    msgid = "There is already a counter in {place}. It was left as it is. Choose another folder with --home."


class StoreInUseError(KnownError):
    code = "SD-1103"
    exit_code = 3
    msgid = "The counter is open in another window or program. Nothing was changed. Close it there, then try again."


class StoreOpenHereError(StoreInUseError):
    msgid = (
        "servicedesk is open already on this computer. Nothing was changed and its work is safe. "
        "Go on in the window that is open."
    )


class StoreOpenElsewhereError(StoreInUseError):
    msgid = (
        "servicedesk is open in the session of {user}. Nothing was changed and the work there is safe. "
        "Change over to that session, or have it closed there."
    )


class StoreLockedError(StoreInUseError):
    code = "SD-1111"
    msgid = (
        "Another program held the data file for {seconds} seconds. Nothing was saved meanwhile; everything before is "
        "safe. Close backup, antivirus or database programs that use it, then try again."
    )


class StoreDamagedError(KnownError):
    code = "SD-1201"
    exit_code = 1
    msgid = (
        "A record on this counter is damaged ({detail}). New entries are stopped to protect your data. "
        "Call IT: 'servicedesk restore' puts back the last backup, "
        "'servicedesk journal salvage' saves what can be read."
    )


class StoreKeyError(KnownError):
    code = "SD-1204"
    exit_code = 1
    msgid = (
        "The counter's file cannot be opened with the key of this machine: the key is missing or wrong, "
        "or the file is damaged. Nothing was changed. Call IT with the recovery code."
    )


class StoreTooNewError(KnownError):
    code = "SD-1205"
    exit_code = 1
    msgid = (
        "The counter's file was written by a newer servicedesk. It was left untouched and all work in it is safe. "
        "Install the newer version."
    )


class StoreNotMigratedError(KnownError):
    code = "SD-1207"
    exit_code = 1
    msgid = (
        "The counter's file could not be brought up to this version ({detail}). It is as it was and all work in it is "
        "safe. Install the version that was here before and call IT."
    )


class StoreReadOnlyError(KnownError):
    code = "SD-1102"
    exit_code = 1
    msgid = (
        "This counter may not write its data folder {place}. Nothing was changed. "
        "Call IT to give it the right to write there."
    )


class NotSavedError(KnownError):
    code = "SD-1101"
    exit_code = 1
    msgid = (
        "This was not saved ({detail}). Everything before it is safe. "
        "Free some disk space or call IT, then do it again."
    )


class SaveUnknownError(KnownError):
    code = "SD-1104"
    exit_code = 1
    msgid = (
        "The disk failed while saving and could not be asked what it kept. Do not enter this again yet. "
        "Restart servicedesk: it will say what was saved."
    )


class DiskFullError(NotSavedError):
    msgid = (
        "The disk is full. This was not saved; everything before it is safe. "
        "Free disk space or call IT, then do it again. The day's log can still be printed."
    )


class DiskFailedError(NotSavedError):
    code = "SD-1106"
    msgid = (
        "The disk reported an error, and a look at the file shows: this was not saved; everything before it is safe. "
        "Do it once more; if it fails again, call IT."
    )


class FolderGoneError(NotSavedError):
    code = "SD-1108"
    msgid = (
        "The counter's data folder {place} is gone or may not be written any more. "
        "This was not saved; everything before it is safe. Bring the folder back, or call IT."
    )


class OutOfMemoryError(NotSavedError):
    code = "SD-1109"
    msgid = (
        "This computer has no memory left. This was not saved; everything before it is safe. "
        "Close other programs, then do it again."
    )


class SafeStopError(NotSavedError):
    code = "SD-1107"
    msgid = (
        "The disk is failing, so nothing new is taken. Everything that was said to be saved is safe. "
        "Looking, printing and exporting still work. Call IT now, before anybody restarts the computer."
    )


class DiskNotReadError(StoreDamagedError):
    code = "SD-1110"
    msgid = (
        "The disk could not be read just now ({detail}). Nothing was changed and saved work stays as it is. "
        "Do it once more; if it fails again, call IT."
    )


class SqliteTooOldError(KnownError):
    code = "SD-1105"
    exit_code = 1
    msgid = (
        "The SQLite library here is {found}; at least {needed} is needed. Nothing was opened. "
        "Call IT to reinstall servicedesk."
    )
