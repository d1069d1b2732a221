"""Delivery reports as servers write them: Postfix, Exchange Online, Gmail, and what is none."""

POSTFIX = """\
Return-Path: <>
Delivered-To: rebonds@example.net
Received: by mx.example.net (Postfix) id 7F0A91C0D2; Tue, 24 Nov 2026 18:04:31 +0100 (CET)
Date: Tue, 24 Nov 2026 18:04:31 +0100 (CET)
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {envelope}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="7F0A91C0D2.1795540000/mx.example.net"
Message-Id: <20261124170431.8B1C21C0D3@mx.example.net>

This is a MIME-encapsulated message.

--7F0A91C0D2.1795540000/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<samira@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1
    <samira@example.org>: Recipient address rejected (in reply to RCPT TO command)

--7F0A91C0D2.1795540000/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 7F0A91C0D2
X-Postfix-Sender: rfc822; {envelope}
Arrival-Date: Tue, 24 Nov 2026 18:04:30 +0100 (CET)

Final-Recipient: rfc822; samira@example.org
Original-Recipient: rfc822;samira@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 {status} <samira@example.org>: Recipient address rejected

--7F0A91C0D2.1795540000/mx.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{envelope}>
Subject: 2 choses =?utf-8?q?=C3=A0?= faire sur e-primo
From: e-primo <ne-pas-repondre@example.net>
To: samira@example.org
Message-ID: <{token}@example.net>

--7F0A91C0D2.1795540000/mx.example.net--
"""

EXCHANGE = """\
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ecole.example.org>
To: <ne-pas-repondre@example.net>
Date: Tue, 24 Nov 2026 17:05:02 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="dcf31b9c-2d1e-4b0a-9e6a-1"
X-MS-Exchange-Message-Is-Ndr:
Subject: =?utf-8?B?Tm9uIHJlbWlz?=
In-Reply-To: <{token}@example.net>
MIME-Version: 1.0

--dcf31b9c-2d1e-4b0a-9e6a-1
Content-Type: multipart/alternative; boundary="alt"

--alt
Content-Type: text/plain; charset="utf-8"

Votre message n'a pas pu =C3=AAtre remis.

--alt--

--dcf31b9c-2d1e-4b0a-9e6a-1
Content-Type: message/delivery-status

Reporting-MTA: dns;PR0P264MB0001.FRAP264.PROD.OUTLOOK.COM
Received-From-MTA: dns;mail.example.net
Arrival-Date: Tue, 24 Nov 2026 17:05:00 +0000

Final-Recipient: rfc822;paul@ecole.example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--dcf31b9c-2d1e-4b0a-9e6a-1
Content-Type: message/rfc822

From: e-primo <ne-pas-repondre@example.net>
To: paul@ecole.example.org
Subject: 2 choses
Message-ID: <{token}@example.net>

Bonsoir

--dcf31b9c-2d1e-4b0a-9e6a-1--
"""

GMAIL = """\
Delivered-To: rebonds@example.net
X-Original-To: {envelope}
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {envelope}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
X-Failed-Recipients: paul@example.org
Message-ID: <6924a0b1.050a0220.1c3.GMR@mx.google.com>
Date: Tue, 24 Nov 2026 09:05:00 -0800 (PST)
Content-Type: multipart/report; boundary="000000000000c0ffee"; report-type=delivery-status

--000000000000c0ffee
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--000000000000c0ffee
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Tue, 24 Nov 2026 09:05:00 -0800 (PST)

Final-Recipient: rfc822; paul@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Tue, 24 Nov 2026 09:05:00 -0800 (PST)

--000000000000c0ffee--
"""

OUT_OF_OFFICE = """\
From: paul@example.org
To: {envelope}
Subject: Absent jusqu'au 2
In-Reply-To: <{token}@example.net>
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Je suis absent.
"""


def report(shape: str, token: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    envelope = f"rebonds+{token}@example.net"
    text = shape.format(envelope=envelope, token=token, action=action, status=status)
    return text.replace("\n", "\r\n").encode()
