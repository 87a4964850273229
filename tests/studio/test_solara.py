"""The page of Mesa's SolaraViz; skipped where the extra is not installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.studio import solara as launcher

ROOT = Path(__file__).parents[2]


def test_without_the_extra_one_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "find_spec", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        launcher.main()
    assert ended.value.code == 2
    assert "pip install 'tasuki[solara]'" in capsys.readouterr().err


@pytest.mark.filterwarnings("default")  # of widgets that the page is made of
def test_a_company_steps_to_its_horizon_and_the_page_renders(monkeypatch: pytest.MonkeyPatch) -> None:
    solara = pytest.importorskip("solara", reason="the extra solara is not installed")
    monkeypatch.chdir(ROOT)
    from sim.studio import solara_page

    company = solara_page.Company(policy="shared", accounts=1000)
    company.weeks = 3
    while company.running:
        company.step()
    company.step()
    curves = company.datacollector.get_model_vars_dataframe()
    assert list(curves.columns) == list(solara_page.CURVES)
    assert len(curves) == 3
    box, context = solara.render(solara_page.Page(), handle_error=False)
    assert box.children
    context.close()
