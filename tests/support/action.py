"""The action of this repository, run in a plain shell as a runner of GitHub would run it.

Steps that use other actions are played: Python is a stand-in that installs this checkout, and
caches are directories. Everything else is the text of ``action.yml``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import ROOT
from tests.support.workflows import read_yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"'[^']*'|\b(?:inputs|steps|github)\.[\w.-]+")

_PYTHON = f"""\
#!/bin/sh
# Stands in for Python and pip: "installs" the checkout, and notes what pip was asked for.
[ "$1 $2 $3" = "-I -m venv" ] || exit 1
mkdir -p "$4/bin"
cat >"$4/bin/pip" <<'END'
#!/bin/sh
for word; do echo "$word"; done >>"$RUNNER_TEMP/installed"
END
cat >"$4/bin/feeds" <<'END'
#!/bin/sh
exec {sys.executable} -m feeds "$@"
END
chmod +x "$4/bin/pip" "$4/bin/feeds"
"""


@dataclass
class Ran:
    """What a run of the action did."""

    code: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    steps: list[str] = field(default_factory=list)
    """The names of the steps that ran, played ones too."""


class Runner:
    """A machine that runs the action. It is emptied before every run, except for caches."""

    def __init__(self, root: Path) -> None:
        self.workspace = root / "workspace"
        self.workspace.mkdir()
        self._temp = root / "temp"
        self._caches = root / "caches"
        self._caches.mkdir()
        self._action = read_yaml(ROOT / "action.yml")
        self._runs = 0

    def cache(self, key: str) -> Path:
        """Return the directory that a cache holds."""
        return self._caches / key

    @property
    def caches(self) -> list[str]:
        """The keys of all caches, the oldest first."""
        return sorted(one.name for one in self._caches.iterdir())

    @property
    def installed(self) -> list[str]:
        """The arguments of pip in the last run."""
        file = self._temp / "installed"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def run(self, event: str = "push", system: str = "Linux", **inputs: str) -> Ran:
        """Run every step with these inputs, until one fails."""
        self._runs += 1
        shutil.rmtree(self._temp, ignore_errors=True)
        self._temp.mkdir()
        known = {name: one["default"] for name, one in self._action["inputs"].items()}
        assert inputs.keys() <= known.keys()
        context: dict[str, str] = {f"inputs.{key}": one for key, one in (known | inputs).items()}
        context["github.event_name"] = event
        context["github.run_id"] = f"{self._runs:03}"
        context["github.run_attempt"] = "1"
        context["runner.os"] = system
        ran = Ran()
        for step in self._action["runs"]["steps"]:
            if "if" in step and not _holds(step["if"], context):
                continue
            ran.steps.append(step["name"])
            made = self._play(step, context) if "uses" in step else self._shell(step, context, ran)
            for name, text in made.items():
                context[f"steps.{step.get('id')}.outputs.{name}"] = text
            if ran.code:
                break
        for name, output in self._action["outputs"].items():
            ran.outputs[name] = _filled(output["value"], context)
        return ran

    def _shell(
        self, step: Mapping[str, Any], context: Mapping[str, str], ran: Ran
    ) -> dict[str, str]:
        files = {name: self._temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self._temp),
            "LC_ALL": "C.UTF-8",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_EVENT_NAME": context["github.event_name"],
            "RUNNER_TEMP": str(self._temp),
            "RUNNER_OS": context["runner.os"],
            "RUNNER_ARCH": "X64",
            **{name: str(file) for name, file in files.items()},
            **{name: _filled(text, context) for name, text in step["env"].items()},
        }
        script = self._temp / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        ran.code = done.returncode
        ran.log += done.stdout
        ran.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def _play(self, step: Mapping[str, Any], context: Mapping[str, str]) -> dict[str, str]:
        action = step["uses"].partition("@")[0]
        given = {name: _filled(text, context) for name, text in step["with"].items()}
        if action == "actions/setup-python":
            python = self._temp / "python"
            python.write_text(_PYTHON)
            python.chmod(0o755)
            return {"python-path": str(python)}
        if action == "actions/cache/save":
            shutil.copytree(given["path"], self._caches / given["key"], symlinks=True)
            return {}
        assert action == "actions/cache/restore", action
        prefixes = [given["key"], *filter(None, given.get("restore-keys", "").splitlines())]
        for prefix in prefixes:
            for key in reversed(self.caches):
                if key.startswith(prefix):
                    shutil.copytree(self._caches / key, given["path"], symlinks=True)
                    return {"cache-hit": str(key == given["key"]).lower()}
        return {}


def _filled(text: str, context: Mapping[str, str]) -> str:
    """Return a text with the values of its expressions, each of which is one name."""
    return _EXPRESSION.sub(lambda found: context.get(found[1], ""), text)


def _holds(condition: str, context: Mapping[str, str]) -> bool:
    """Return whether a condition holds: names, strings, ``==``, ``!=``, ``!``, ``&&``."""

    def value(found: re.Match[str]) -> str:
        word = found[0]
        return word if word.startswith("'") else repr(context.get(word, ""))

    python = re.sub(r"!(?!=)", " not ", _NAME.sub(value, condition).replace("&&", " and "))
    return bool(eval(python.strip(), {"startsWith": str.startswith}))
