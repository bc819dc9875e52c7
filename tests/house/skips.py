"""A pytest plug-in: with CI=true a test that was left out fails the run.

One reason alone is let pass: that the real records are not beside the repository, and only when they are not.
"""

import os
from pathlib import Path

import pytest

NO_RECORDS = "the real records (../shared/data beside the repository) are not on this machine"
RECORDS = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None or exitstatus:
        return
    left_out = [report for report in reporter.stats.get("skipped", []) if not _allowed(str(report.longrepr))]
    if left_out:
        reporter.write_line("")
        for report in left_out:
            reporter.write_line(f"LEFT OUT, which CI does not allow: {report.nodeid}: {report.longrepr}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _allowed(reason: str) -> bool:
    return NO_RECORDS in reason and not RECORDS.is_dir()
