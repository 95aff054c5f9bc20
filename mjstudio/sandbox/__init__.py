"""The embedded service: the same API on loopback, so that the whole program works with no account.

service.py    Sandbox: options, state, what a test looks at and orders
server.py     routes                        answers.py   JSON, errors, trace ids
gate.py       every request: recorded, then broken where a test ordered it
imagine.py    what a request asks for, or why it is refused (masks.py, references.py)
tasks.py      progress over time            delivery.py  answers, streams, callbacks
painter.py    which picture each action makes            painting/  how it is painted
gallery.py    pictures made so far          spool.py     where their bytes lie
keeping.py    what a later run acts on again
pictures.py   GET of pictures, in ranges    uploads.py   pictures brought by the artist
sizes.py urls.py words.py                   leaves
faults.py     what a test asks it to break  sabotage.py events.py forgeries.py  how it is broken
wire.py       the connections themselves    thread.py serving.py  a server for tests, for the shell

Nothing of it is imported before somebody starts it: no name is exported here.
"""
