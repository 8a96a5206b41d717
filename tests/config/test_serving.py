"""What config.yaml says about serving is checked when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config import Config, load
from feeds.config.serving import LimitsSection
from feeds.errors import ConfigError
from feeds.web.settings import settings_from_config


def faults(directory: Path, serve: str) -> list[str]:
    file = directory / "config.yaml"
    file.write_text(f"serve:\n{serve}")
    with pytest.raises(ConfigError) as found:
        load(file)
    return [str(fault) for fault in found.value.faults]


def loaded(directory: Path, serve: str) -> Config:
    file = directory / "config.yaml"
    file.write_text(f"serve:\n{serve}")
    return load(file)


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    serve = """\
  acces_log: text
  metrics: perhaps
  trusted_proxies: [10.0.0.0/33, 10.1.2.3, proxy.example]
  limits:
    storge: memory
    address: fast
    unconditional: 0/minute
    conditional: 5
"""
    network = "is no address or network; write one like 10.0.0.5 or fd00::/8"
    rate = "is no rate; write one like 10/minute or 10/10 minutes"
    assert faults(tmp_path, serve) == [
        "config.yaml:2: unknown key serve.acces_log; did you mean access_log?",
        "config.yaml:3: serve.metrics: is not true or false",
        f"config.yaml:4: serve.trusted_proxies.0: '10.0.0.0/33' {network}",
        f"config.yaml:4: serve.trusted_proxies.2: 'proxy.example' {network}",
        "config.yaml:6: unknown key serve.limits.storge; did you mean storage?",
        f"config.yaml:7: serve.limits.address: 'fast' {rate}",
        f"config.yaml:8: serve.limits.unconditional: '0/minute' {rate}",
        "config.yaml:9: serve.limits.conditional: is not a text; quote it",
    ]


@pytest.mark.parametrize(
    "rate",
    [
        *("", "10", "10/", "/minute", "-1/minute", "1.5/minute", "1/fortnight", "1/minute; 2/hour"),
        *("1/0 minutes", "1//minute", "٣/minute", "1/minute\n1/hour", "9999999999/second"),
    ],
)
def test_what_is_no_rate_is_refused(tmp_path: Path, rate: str) -> None:
    serve = f"  limits: {{storage: memory, address: {rate!r}}}\n"
    (fault,) = faults(tmp_path, serve)
    assert "is no rate" in fault


@pytest.mark.parametrize("storage", ["postgres://x", "redis", "memory://", "redis:/u:secret@x"])
def test_what_is_no_storage_is_refused_without_repeating_a_password(
    tmp_path: Path, storage: str
) -> None:
    assert faults(tmp_path, f"  limits:\n    storage: {storage}\n") == [
        "config.yaml:3: serve.limits.storage: is no storage; write memory or redis://HOST:6379/0"
    ]


def test_rates_that_would_limit_nothing_are_told(tmp_path: Path) -> None:
    assert faults(tmp_path, "  limits: {address: 5/minute}\n") == [
        "config.yaml:2: serve.limits: limits nothing without a storage; add storage: memory"
    ]


@pytest.mark.parametrize("nothing", ["  limits:\n", "  limits: {}\n", "  limits: {storage: }\n"])
def test_limits_are_off_unless_there_is_a_storage(tmp_path: Path, nothing: str) -> None:
    assert loaded(tmp_path, nothing).serve.limits == LimitsSection()
    assert LimitsSection().storage is None


@pytest.mark.parametrize("value", ["off", "false", "no", ""])
def test_the_access_log_may_be_called_off(tmp_path: Path, value: str) -> None:
    assert loaded(tmp_path, f"  access_log: {value}\n").serve.access_log is None


def test_a_place_below_a_section_has_its_line(tmp_path: Path) -> None:
    config = loaded(tmp_path, "  limits:\n    address: 9/minute\n    storage: memory\n")
    assert str(config.fault("serve.limits.storage", "x")) == (
        "config.yaml:4: serve.limits.storage: x"
    )


def test_another_server_is_told_all_of_it(tmp_path: Path) -> None:
    config = loaded(
        tmp_path, "  trusted_proxies: 10.1.2.3/8\n  access_log: json\n  metrics: true\n"
    )
    assert config.serve.trusted_proxies == ("10.0.0.0/8",)
    assert settings_from_config(tmp_path / "config.yaml").serve == config.serve


def test_a_library_that_is_missing_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from feeds.config.serving import ServeSection
    from feeds.web.app import require_libraries

    monkeypatch.setattr("feeds.web.app.find_spec", lambda _: None)
    require_libraries(ServeSection(access_log="text"))
    limits = LimitsSection(storage="redis://x")
    with pytest.raises(ConfigError) as found:
        require_libraries(ServeSection(metrics=True, limits=limits))
    assert str(found.value).splitlines() == [
        "serve.limits: needs limits; install it with: pip install 'feeds[serve]'",
        "serve.limits.storage: needs redis; install it with: pip install 'feeds[redis]'",
        "serve.metrics: needs prometheus_client; install it with: pip install 'feeds[serve]'",
    ]
