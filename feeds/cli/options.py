"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct
from msgspec.structs import asdict, replace

from feeds.cli.console import display, set_display
from feeds.config import Config, load
from feeds.config.file import NAMES, OWN_NAMES, find_config, no_config, read_config
from feeds.errors import ConfigError, Fault, collected

if TYPE_CHECKING:
    from feeds.pipeline.project import Project


Command = Callable[..., Any]
S = TypeVar("S", bound=Struct)
_NO_CONFIG = (
    "Run `feeds init`, or pass `--source DIR`. "
    "For a folder of posts, pass `--url URL --timezone ZONE`."
)


class Where(Struct, frozen=True):
    """Where everything is, by the options of a command; None for options that are not given."""

    config: Path | None = None
    source: Path | None = None
    generator: str | None = None
    output: Path | None = None
    state: Path | None = None
    url: str | None = None
    timezone: str | None = None

    @property
    def config_files(self) -> list[Path]:
        """Every file that can be the configuration; the first that exists is read."""
        if self.config:
            return [self.config]
        return [directory / name for directory, names in self._lookups for name in names]

    def config_file(self) -> Path | None:
        """Return the configuration that is read; None if there is none.

        Raises :class:`~feeds.errors.ConfigError` if there are two in one directory.
        """
        found = (find_config(directory, names) for directory, names in self._lookups)
        return self.config or next(filter(None, found), None)

    @property
    def _lookups(self) -> list[tuple[Path, tuple[str, ...]]]:
        if self.source is None:
            return [(Path(), NAMES)]
        # A config.yaml here may belong to another site than --source.
        return [(self.source, NAMES), (Path(), OWN_NAMES)]

    def arguments(self) -> list[str]:
        """Return the options as a command line."""
        given = ((name, value) for name, value in asdict(self).items() if value is not None)
        return [f"--{name}={value}" for name, value in given]


def taken(kind: type[S], given: Mapping[str, Any]) -> S:
    """Make a struct from those options of a command that are its fields."""
    return kind(**{name: given[name] for name in kind.__struct_fields__ if name in given})


class NumberRange(click.IntRange):
    """A whole number in a range, which help texts describe in words."""

    def _describe_range(self) -> str:
        return ""  # click would add [0<=x<=65535] to the help


generator_option = click.option(
    "--generator",
    metavar="NAME",
    help="The generator: jekyll, hugo, pelican, eleventy, zola, plain or auto.  [default: auto]",
)

_DIRECTORIES = (
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The configuration file.  [default: feeds.yaml]",
    ),
    click.option(
        "--source",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The site's folder.  [default: the current folder]",
    ),
    click.option(
        "--output",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The output folder, for the feeds.  [default: public]",
    ),
    click.option(
        "--state",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The state folder, for later builds.  [default: .feeds]",
    ),
)
url_option = click.option(
    "--url", metavar="URL", help="The site's URL, such as https://example.com."
)
timezone_option = click.option(
    "--timezone",
    metavar="ZONE",
    help="The time zone of dates without an offset, such as Europe/Paris.",
)
_SITE = generator_option, url_option, timezone_option


def shared_options(command: Command) -> Command:
    """Add the options of :class:`Where` to a command."""
    for option in reversed((*_DIRECTORIES, *_SITE)):
        command = option(command)
    return command


def directory_options(command: Command) -> Command:
    """Add the options that select the directories of a finished build to a command."""
    for option in reversed(_DIRECTORIES):
        command = option(command)
    return command


_COLORS = {"always": True, "never": False}


def _set_flag(context: click.Context, option: click.Parameter, is_given: bool) -> None:
    """Set the field of the display that has the option's name."""
    del context
    if is_given:
        set_display(replace(display(), **{str(option.name): True}))


def _set_color(context: click.Context, option: click.Parameter, when: str) -> None:
    del option
    set_display(replace(display(), color=_COLORS.get(when, display().color)))
    context.color = display().color  # for help and errors that click prints


def _display_flag(*names: str, shows: str) -> Callable[[Command], Command]:
    return click.option(
        *names, is_flag=True, expose_value=False, is_eager=True, callback=_set_flag, help=shows
    )


json_option = _display_flag("--json", shows="Print JSON, also for errors.")
color_option = click.option(
    "--color",
    type=click.Choice(["auto", *_COLORS]),
    default="auto",
    expose_value=False,
    is_eager=True,
    callback=_set_color,
    metavar="WHEN",
    help="Use colours: auto, always or never.  [default: auto]",
)


def _show_in_format(context: click.Context, option: click.Parameter, value: str) -> None:
    """Set the format of the display; ``--json`` is the short form of one."""
    del context, option
    if value != "text":
        set_display(replace(display(), json=value == "json", github=value == "github"))


format_option = click.option(
    "--format",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    metavar="FORMAT",
    help="Print text, json or github annotations.  [default: text]",
    expose_value=False,
    is_eager=True,
    callback=_show_in_format,
)


def verbose_option(shows: str) -> Callable[[Command], Command]:
    """Return the option --verbose of a command, and what it shows with it."""
    return _display_flag("-v", "--verbose", shows=shows)


def display_options(command: Command) -> Command:
    """Add the options that say how a command shows what it does.

    The command does not receive them as arguments: see :func:`~feeds.cli.console.display`.
    """
    for option in (
        color_option,
        json_option,
        _display_flag("-q", "--quiet", shows="Print only faults and errors."),
    ):
        command = option(command)
    return command


def display_arguments() -> list[str]:
    """Return the options that give another command the display of this one."""
    shown = display()
    flags = [f"--{name}" for name in ("quiet", "verbose", "json") if getattr(shown, name)]
    colors = [f"--color={word}" for word, color in _COLORS.items() if color is shown.color]
    return flags + colors


every_post_option = verbose_option("List every post that has a fault.")

scheduler_option = click.option(
    "--scheduler", metavar="URL", help="Do the work on a dask cluster: tcp://HOST:8786."
)


def project_at(where: Where, scheduler: str | None = None) -> tuple[Config, Project]:
    """Return the configuration and the project that these options select.

    ``scheduler`` is checked too. Raises :class:`~feeds.errors.ConfigError` with every fault
    found, of options, the configuration and the tree.
    """
    # 25 ms to load: `feeds hosting` and `feeds publish` need no project.
    from feeds.pipeline.project import open_project
    from feeds.pipeline.workers import require_scheduler

    found, base = _config(where)
    config = _with_options(found, base, where)
    if scheduler is not None:
        faults: list[Fault] = []
        collected(faults, lambda: require_scheduler(scheduler))
        config = config.with_faults(faults)
    # The site's pages may be there while --output names another directory.
    return config, open_project(config, base, (base / found.output, base / found.state))


def _with_options(config: Config, base: Path, where: Where) -> Config:
    """Return a configuration as the options change it, with the faults of the options.

    Its paths are relative to ``base``.
    """
    # A configuration file in the source folder names the posts folder itself.
    is_of_tree = where.config is None and base == where.source
    source = None if is_of_tree else where.source
    config = config.with_options(
        {
            "posts": _absolute(source),
            "output": _absolute(where.output),
            "state": _absolute(where.state),
            "generator": where.generator,
            "site.url": where.url,
            "site.timezone": where.timezone,
        }
    )
    wrong = _wrong_source(where)
    return config.with_faults(wrong, ["posts"] if wrong else [])


def _wrong_source(where: Where) -> list[Fault]:
    """Return the fault of --source, if it is not a directory."""
    if where.source is None or os.path.isdir(where.source):
        return []
    remedy = "name the folder that contains the posts"
    message = f"the folder {str(where.source)!r} does not exist; {remedy}"
    return [Fault("--source", 0, message)]


def _absolute(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())


def directories_at(where: Where) -> tuple[Path, Path]:
    """Return the output and the state directory of a finished build.

    This needs no posts and no URL, and no configuration if both directories are options.
    Raises :class:`~feeds.errors.ConfigError` with every fault found.
    """
    if where.output and where.state and not where.config:
        return where.output, where.state
    return build_at(where)[1:]


def build_at(where: Where) -> tuple[Config, Path, Path]:
    """Return the configuration, the output and the state directory of a finished build.

    The configuration is the default one if no file is found. Raises
    :class:`~feeds.errors.ConfigError` as :func:`directories_at` does.
    """
    file = where.config_file()
    config, base = (load(file, str(file)), file.parent) if file else (Config(), Path())
    output, state = where.output or base / config.output, where.state or base / config.state
    if not state.is_dir() and (wrong := _wrong_source(where)):
        raise ConfigError(wrong)
    is_named = where.output and where.state
    if file is None and not is_named and not state.is_dir():
        remedy = "run `feeds build`, or pass --output and --state"
        raise ConfigError([Fault(str(state), 0, f"contains no feeds yet; {remedy}")])
    return config, output, state


def _config(where: Where) -> tuple[Config, Path]:
    """Return the configuration before options change it, and the directory of its paths."""
    faults: list[Fault] = []
    file = collected(faults, where.config_file)
    if file:
        return read_config(file, str(file)), file.parent
    named = where.source, where.generator, where.url
    if not faults and named == (None, None, None):
        from feeds.generators import recognise_site  # 15 ms, see project_at

        broken: list[str] = []
        if collected(faults, lambda: recognise_site(Path(), broken.append)) is None and not faults:
            faults += no_config(Path(), _NO_CONFIG, broken).faults
    # Two configurations are an error of the directory that they are in.
    base = Path(faults[0].path).parent if faults and where.source else Path()
    return Config.unreadable(faults) if faults else Config(), base
