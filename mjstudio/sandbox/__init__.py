"""The embedded service: the same API on loopback, so that mjstudio works without an account.

service.py     Sandbox: the options, the state, and what tests inspect and order
thread.py      a server for tests, in a thread      child.py     the sandbox as a process
http/          server.py    the routes              serving.py   the server around them
               gate.py      records every request, and breaks those that a test ordered broken
               answers.py   JSON, errors, trace ids
               task_delivery.py   plain answers, streams, callbacks
               pictures.py uploads.py   files       raw_connections.py   below HTTP
work/          imagine.py   reads or refuses requests (with masks.py, references.py)
               tasks.py     progress over time      painter.py   which picture each action makes
               nodes.py     what a picture shows    gallery.py   the pictures made so far
               spool.py     their bytes             keeping.py   results saved for later runs
               texts.py     describe, shorten, translate         sizes.py urls.py
trouble/       faults.py    what a test can break   sabotage.py odd_streams.py forgeries.py   how
painting/      how pictures are painted

Exports no names, so that nothing here is imported before the service is started.
"""
