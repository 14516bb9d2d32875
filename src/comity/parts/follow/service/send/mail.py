"""One e-mail per alert; the Message-ID contains the alert's id, so that repeats can be recognised."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from comity.errors import SendError
from comity.parts.follow.alerts.book import AlertEntry
from comity.parts.follow.service.send import wording
from comity.parts.follow.service.send.channels import Mail, secret
from comity.parts.follow.state import moment

TIMEOUT = 20.0


def message(channel: Mail, e: AlertEntry) -> EmailMessage:
    """Return the e-mail for one alert."""
    out = EmailMessage()
    out["From"], out["To"] = channel.sender, ", ".join(channel.to)
    out["Subject"] = "".join(c for c in f"comity: {wording.title(e.alert)}" if c.isprintable())
    out["Date"] = format_datetime(moment(e.told_at))
    out["Message-ID"] = f"<{e.alert.id}@comity>"
    out.set_content("\n\n".join(wording.lines(e.alert)) + "\n")
    return out


def send(channel: Mail, e: AlertEntry) -> None:
    """Send one alert by e-mail.

    Raises
    ------
    SendError
        When the mail server does not accept the message.
    """
    try:
        with smtplib.SMTP(channel.host, channel.port, timeout=TIMEOUT) as server:
            if not channel.plain:
                server.starttls(context=ssl.create_default_context())
            if channel.user:
                server.login(channel.user, secret(channel))
            server.send_message(message(channel, e))
    except (OSError, smtplib.SMTPException) as fault:
        text = f"Channel {channel.name}: the mail server did not take it ({type(fault).__name__})."
        raise SendError(text) from None
