"""``feeds completion``: a script with which a shell completes commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_FEEDS_COMPLETE"
"""If it is set, ``feeds`` prints completions; click forms its name from the program's."""


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print a shell script that completes commands and options.

    \b
    Examples that load the script whenever the shell starts:
      bash   echo 'eval "$(feeds completion bash)"' >> ~/.bashrc
      zsh    echo 'eval "$(feeds completion zsh)"' >> ~/.zshrc
      fish   feeds completion fish > ~/.config/fish/completions/feeds.fish
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"click cannot complete commands for {shell}")
    # bash's class warns on standard error if bash is older than 4.4.
    click.echo(found(context.find_root().command, {}, "feeds", _VARIABLE).source())
