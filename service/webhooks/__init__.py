"""One attempt to deliver a webhook, and the last look at where it goes.

`Sender` in `sender.py` makes it: `resolving` asks for the addresses of a name, `connecting`
reaches exactly these, `exchange` speaks HTTP. Nothing here knows Redis or schedules.
"""
