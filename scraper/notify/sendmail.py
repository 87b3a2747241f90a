"""Sending a message by the program ``sendmail``, as every mail system of a Unix machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
from email.message import EmailMessage

from scraper.model import Fault, Reason, fault
from scraper.web.plain_text import one_line, shortened

# Cron's PATH lacks the folders of the administrator's programs, among which it usually is (FHS 3.0 §4.10).
_FOLDERS = "/usr/sbin:/usr/lib:/sbin"
_TIMEOUT_SECONDS = 60
"""Chosen: it only puts the message into a queue."""
# Chosen: a sentence of the program, and not its whole output.
_MOST_SAID = 200


def send(message: EmailMessage) -> Fault | None:
    """Hand a message to ``sendmail``; return why it was not taken, or None.

    ``-t`` reads the recipients from the message, ``-oi`` lets no line of one dot end it.
    """
    program = shutil.which("sendmail", path=os.pathsep.join([os.environ.get("PATH", ""), _FOLDERS]))
    if program is None:
        return fault(Reason.NO_SENDMAIL)
    # A program of this machine is given lines that end as its own do.
    data = message.as_bytes(policy=message.policy.clone(linesep="\n"))
    try:
        done = subprocess.run(  # noqa: S603
            [program, "-oi", "-t"], input=data, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return fault(Reason.SENDMAIL_FAILED, program=program, why=f"it did not end in {_TIMEOUT_SECONDS} seconds")
    except OSError as error:
        return fault(Reason.SENDMAIL_FAILED, program=program, why=error.strerror or type(error).__name__)
    if done.returncode != 0:
        said = shortened(one_line(done.stderr.decode("utf-8", "replace")), _MOST_SAID)
        why = f"exit code {done.returncode}: {said}" if said else f"exit code {done.returncode}"
        return fault(Reason.SENDMAIL_FAILED, program=program, why=why)
    return None
