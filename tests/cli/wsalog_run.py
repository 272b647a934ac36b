"""Runs `wsalog annotate` on one file and reads its records; shared by score.py and check_samples.py."""
import json
import os
import subprocess
import tempfile


class CannotRun(Exception):
    """The program did not run, or printed something that is no record."""


def annotate(binary, path, timeout_s=60):
    """The records of one file, as a list of dicts, each with at least `line` and `code`.

    Nothing of the caller's is touched or read: no database, no configuration, no locale, no zone.
    """
    with tempfile.TemporaryDirectory() as home:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("WSALOG_", "LC_"))}
        env.update(HOME=home, XDG_STATE_HOME=home, XDG_CONFIG_HOME=home, LANG="C.UTF-8", TZ="UTC")
        command = [binary, "annotate", "--no-store", "--format=jsonl", path]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=env,
                                  timeout=timeout_s, check=False)
        except (OSError, subprocess.TimeoutExpired) as e:
            raise CannotRun(str(e)) from e
    if done.returncode != 0:
        raise CannotRun("exit status %d: %s" % (done.returncode,
                                                done.stderr.decode(errors="replace").strip()))
    records = []
    for raw in done.stdout.decode("utf-8").split("\n"):
        if not raw:
            continue
        try:
            record = json.loads(raw)
            record["line"], record["code"]
        except (ValueError, KeyError, TypeError) as e:
            raise CannotRun("not a record: %s" % raw[:200]) from e
        records.append(record)
    return records
