"""mjstudio: a desktop studio for pictures made with Midjourney.

The map of the house, from the ground up:

    model/      what an artist works with. Plain Python: no Qt, no network, no disk
        prompt, parameters, lint    a prompt taken apart, put together, checked
        mistyped    parameters as phones and input methods type them
        action, geometry            the catalogue of actions; quadrants, zoom and pan
        picture, request, update    what the service returns, takes and tells
        job, comparison, delivery   a job, its states, its lineage; compared with; how it comes
        errors, account             the error tree; tokens, addresses, whose account
        ownership                   which tokens are one account, and whose a job is
        secret                      a token that is never shown; texts freed of every token
    api/        the service over HTTP. httpx and the model; no Qt
        client, connection          imagine() as a stream of updates, look-ups; one request
        ndjson, wire, records       bytes to records, untrusted JSON to the model
        failures, retry             errors from answers, when to try again
        proxies                     those of the environment, as people write them
        download, partial, imagefile  picture bytes without the token, taken up again; is it one?
        webhook, posts, roundtrip   callbacks received on loopback; a way round proven
        recipe                      a request for curl and for Python, without the token
    library/    what is kept on disk. No Qt
        settings, secrets           typed settings, the token in the keyring
        accounts                    marks of tokens that tell nothing of them; whose they are
        database, schema, backups   one SQLite file and its one thread; versions; copies
        journal, records, sidecars  jobs before they are sent, every step; as text; beside pictures
        draft_file                  the prompt being written
        pictures, atomic            files by content hash, written whole or not at all
        export, facts, embed, xmp   files with the prompt inside
        opened                      a picture's file opened, its size checked first
        recognise                   what such a file tells when it comes back
        thumbnails, previews        small copies; what was seen while a picture came
    mask/       the mask as a document. QtCore, QtGui, Pillow; no widgets
        bitmap, history, tiles      8 bits at the picture's size; undo by tiles
        tools, pen, stroke, document  pointer to pixels; what is open
        hand                        the tool and its settings, whichever mask is open
        encode, files, snapshot     to the service, to disk, to a worker
        meaning                     what a picture from another program means as a mask
        header, shelf, carry        sizes before decoding; kept for later; along a lineage
        shape, whole, softness      grown, shrunk, smoothed, feathered, in threads
        preflight                   islands, pinholes and specks
        difference, lock            what a redraw changed outside, and putting it back
    studio/     work in progress. QtCore objects with signals; no widgets
        tasks, loop                 the one place that starts coroutines; Qt's loop as asyncio's
        runner, delivery, pause     the queue; one job's way to the kept picture
        recovery                    what became of jobs that an earlier run left unfinished
        polling, lookups, callbacks what became of it: asked, together, or posted
        session, draft, references  what is looked at; the prompt being written
        prompt_undo, prompt_gate    its text and references, taken back as one; what holds it back
        draft_autosave              and saved by itself
        masking, images, pyramid    masks in the making; pictures decoded for the screen
        decoded, mask_memory        one budget for all that is kept decoded; masks put to sleep
        mask_keeping, mask_files, mask_carrying     masks saved by themselves, in and out, again
        preflight                   the open mask looked over after each step
        regions, region_queue, region_keeping   several regions, one after the other, kept
        comparing, pixels           before and after, reckoned from the kept files
        side, forgotten             the sandbox's jobs or an account's; what the sandbox lost
        connection, service         whose account, and the clients built for it
        accounts                    found out by the tasks that a token made, or asked
        opening, drag_files         files that come, and that leave by a drag
        models, studio              list models for views; everything wired together
        previews, history, timeline how a picture came; what happened to its job
    ui/         widgets: show state, emit intents; hold no truth of their own
        main_window, commands, window_commands      where things stand, every command once
        presses, window_keys                        one press, one job; digits by their place
        focus_ring                                  where the keyboard is: one ring for all
        picture_commands, saving, dragging, request_dialog  what is done with kept pictures
        stage, grid_view, single_view, action_bar   the picture and what it offers
        scrolling, wheel_guard                      a wheel, fingers, a pinch; where a wheel scrolls
        remembered                                  what comes back on the second day
        prompt_*, parameter_*, reference_strip      the prompt panel
        mask_*                                      mask mode
        compare_*, region_*, after_redraw           before and after; the regions that wait
        library_view, details_panel, job_list       what was made, what is known, what runs
        key_places                  keys by where they are, not by their character
        room, growing, relayout, fading_scroll      what a small window leaves, and how it is used
        window/         desk, docks, handles, pill: who stands where, for every size
        theme, tokens, stylesheet, icons, app_icon  how it looks
        clipboard                                   what happens to copied pictures at the end
    sandbox/    the embedded service: the same API on loopback, demo and test server
        server, tasks, gallery, faults              routes, progress, pictures, ordered trouble
        painter, nodes, keeping                     which picture each action makes; kept for later
        painting/                                   procedural pictures
    tour/       the whole main job in a real window: the self-test of every packaged build
    app         the composition root        cli     arguments -> window, tour or sandbox
    desktop/    later starts, opened files, notes, reports of crashes, new versions
        session_manager, sleep      the end of a session on X11; the computer asleep
    assets, paths, logs, output, instance, crash, ending, allocator     leaves

Arrows: ui -> studio -> {api, library, mask} -> model. `api`, `library` and `mask` do not know each
other; `sandbox` knows `model` only, and nothing knows `sandbox` but `app`, `cli` and `tour`.
import-linter and tests/test_architecture.py hold it.

Decisions that shape no single module:

- The sandbox runs as a child process, so that its painting never holds the window up, and ends
  when its standard input closes. A thread was simpler and made the window stutter.
- httpx is imported in `api` alone, so that its successor is one room away.
- Jobs are immutable and every step is a new one: signals carry them, lists compare them.
"""

__version__ = "0.1.0"
APP_ID = "io.github.mjstudio.mjstudio"
"""What desktops know the program by: the name of its entry, of its icon and of its windows."""
