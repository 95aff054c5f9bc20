"""mjstudio: a desktop studio for pictures made with Midjourney.

The map of the house, from the ground up:

    texts/      texts for people, in the chosen language: gettext, for every room
    model/      the artist's things. Plain Python: no Qt, no network, no disk
        prompt, parameters, lint    a prompt parsed, composed, checked
        mistyped    parameters as phones and input methods type them
        action, geometry            the catalogue of actions; quadrants, zoom and pan
        picture, request, update    the service's results, requests and news
        version_rules               which version takes which parameter
        whole_request               the fields of a request that its prompt tells
        job, comparison, delivery_mode  a job, its states and lineage; comparing; delivery
        errors, account             the error tree; tokens and accounts
        address                     web addresses parsed and checked
        ownership                   which tokens share an account, and whose a job is
        pacing                      requests kept apart in time, jobs at once
        secret                      a token that is never shown; texts redacted
    files/      files on disk, for every room
        atomic, damaged             written whole or not at all; damaged ones set aside
        image_size                  an image's format and size from its first bytes
    api/        the service over HTTP. httpx and the model; no Qt
        client, http_exchange       imagine() as a stream of updates, look-ups; one request
        ndjson, wire, task_records  bytes to records, untrusted JSON to the model
        failures, retry             errors from answers, when to try again
        proxies                     the environment's proxies, as people write them
        download, resumable, imagefile  pictures, without the token; resumed; verified
        webhook, posts, roundtrip   callbacks received on loopback; a test callback
        recipe                      a request for curl and for Python, without the token
    library/    saved work and settings, on disk. No Qt
        settings                    every setting, declared once
        setting, settings_file      how they are declared; read, repaired, written
        secrets                     the token in the keyring
        accounts                    token marks that reveal nothing; facts on accounts
        database, schema, backups   one SQLite file and its one thread; versions; copies
        journal, job_records, sidecars  jobs before they are sent, every step; beside pictures
        draft_file                  the prompt being written
        pictures                    files by content hash
        export, facts, embed, xmp   files with the prompt embedded
        opened                      opens picture files, checking the size first
        recognise                   reads such a file back
        thumbnails, previews        small copies; preview histories
    mask/       the mask as a document. QtCore, QtGui, Pillow; no widgets
        document                    the open mask: one interface for its parts, in order
        recorded_bitmap, undo_history   bits with every change recorded; undo by tiles
        tool_session, surface       the current tool and its drag; what it edits
        tool_settings, hand         the tools' settings; the ones shared by all masks
        edits, shape_jobs           whole-mask edits, computed in threads
        step_queue                  what waits for them, in the order of the hand
        colour_picks                clicked colours, searched for in a thread
        readiness                   whether a mask can be sent
        tools/                      pointer to pixels
        pixels/                     8 bits at the picture's size, and computations on them
        store/                      to the service, to disk, from other programs
        reuse                       a mask transferred along a lineage
    studio/     work in progress. QtCore objects with signals; no widgets
        studio      everything wired together
        core/       the one place that starts coroutines; Qt's loop as asyncio's
        service/    the account, its use and its clients; looking up tasks
        pictures/   decoded for the screen, with one memory budget
        jobs/       the queue; one job's way to its picture; jobs of an earlier run
        prompt/     the prompt being written, with its references, saved, with undo
        masking/    masks and regions being made, saved automatically
        compare/    before and after, computed from the stored files
        gallery/    list models for views; files for drags
    ui/         widgets: show state, emit intents, hold no truth
        look/       tokens, theme, lettering, icons; the small widgets that features share
        canvas/     one viewport, one pan-and-zoom, one way to draw a picture
        commands/   what a command is; menus, palette, key list and buttons made of those that each
                    feature declares in its `commands`; chosen keys; one press, one job; fields
                    that leave input methods alone
        references/, prompt/        the prompt panel
        mask/, compare/             mask mode; before and after
        details/, jobs/, library/   a picture's details, the running jobs, the library
        settings/   the settings dialog, built from library/settings
        stage/      the picture and its actions
        window/     the layout for every size; what the next start restores; the licences
    sandbox/    the embedded service: the same API on loopback, demo and test server
        http/       routes, answers, connections
        work/       tasks and pictures: what each action makes; saved results
        trouble/    faults on order
        painting/   procedural pictures
        service, child, thread      the whole service; as a process; in a thread
    desktop/    the program on its desktop
        input_method                how fcitx5 is found
        instance, instance_server   one instance; requests of later starts
        file_opener, clipboard      files to open; copied pictures on exit
        job_notifications, tray     desktop notifications
        crash_watch, crash_report   crashes recorded and reported
        new_releases                newer versions
        updates                     the program replaced while it runs
        session_manager, sleep      the end of a session on X11; the computer asleep
        language, language_notices  the window's language; a new choice
        missing_face                the package with a font for Chinese
        ending, restart             every way to end; starting again
        display, libraries          why there can be no window; what packages it lacks
        glance                      a first look at the settings
    tour/       the whole main job in a real window: the self-test of every packaged build
    app         the composition root        cli     arguments -> window, tour or sandbox
    start       the first paint             options the command line
    assets, licences, paths, logs, output, allocator, preload  leaves

Arrows: ui -> studio -> {api, library, mask} -> files -> model -> texts. `api`, `library` and
`mask` do not know each other; `sandbox` knows `model`, `files` and `texts` only, and nothing knows
`sandbox` but `app`, `cli` and `tour`. Inside `ui`: window -> stage -> features -> prompt ->
references -> commands -> canvas -> look; inside `studio`: studio -> features -> jobs -> pictures ->
service -> core.
import-linter and tests/test_architecture.py enforce this.

Decisions that shape no single module:

- The sandbox runs as a child process, so that its painting never blocks the window, and exits
  when its standard input closes. Rejected: a thread, which is simpler but makes the window stutter.
- httpx is imported in `api` alone, so that replacing it affects one room.
- Jobs are immutable and every step is a new one: signals carry them, lists compare them.
"""

__version__ = "0.1.0"
APP_ID = "io.github.mjstudio.mjstudio"
"""What desktops know the program by: the name of its entry, of its icon and of its windows."""
