"""The footer of the terminal report shows the totals, the cause, and the tokens to revoke."""

from dataclasses import replace
from datetime import UTC, datetime

from checks.diagnosis.comparison import Baseline
from checks.engine.model import Verdict, passed
from checks.facts import bitbucket
from checks.report.terminal.footer import summary_lines
from checks.report.terminal.options import RenderOptions
from checks.settings.settings import Settings

PLAIN = RenderOptions()


class TestTheEnd:
    def test_counts_and_names_the_most_likely_cause(self, made):
        shown = list(summary_lines(made.run(*made.one_of_each()), PLAIN))
        assert shown == [
            "",
            "1 passed, 1 failed, 1 unknown, 1 error, 1 not applicable, 1 skipped",
            "",
            "Most likely cause: The consumer lacks Webhooks: Read and write.",
            "Fix: Select Webhooks: Read and write.",
            '     docs/create-consumer.md, section "Select the permissions"',
        ]

    def test_says_how_to_get_the_files_that_the_links_name(self, made):
        options = replace(PLAIN, links_note="The files are elsewhere.")
        assert "Note: The files are elsewhere." in summary_lines(made.run(*made.one_of_each()), options)
        passed_run = made.run(made.result(passed("a", "b", "b")))
        assert not any("Note" in line for line in summary_lines(passed_run, options))

    def test_suggests_revoking_the_tokens_after_all_checks_passed(self, made):
        run = made.run(made.result(passed("a", "b", "b")))
        assert list(summary_lines(run, PLAIN))[-3:] == [
            "If you created these tokens only for this run, revoke them:",
            "  TFE_TOKEN",
            '  docs/maintain-connection.md, section "Revoke tokens created for the checks"',
        ]

    def test_lists_what_uses_the_vcs_provider(self, made):
        listed = passed("registry modules", "all that use this VCS provider are listed", "network/aws")
        result = replace(made.result(listed), check=replace(made.result(listed).check, id="provider-users"))
        shown = list(summary_lines(made.run(result), PLAIN))
        at = shown.index("This VCS provider is used by:")
        assert shown[at + 1] == "  registry modules: network/aws"

    def test_does_not_suggest_revoking_if_tokens_cannot_be_revoked(self, made):
        run = made.run(made.result(passed("a", "b", "b")))
        assert not any("revoke" in line for line in summary_lines(run, replace(PLAIN, can_revoke=False)))

    def test_does_not_suggest_revoking_unused_tokens(self, made):
        run = made.run(made.result(passed("a", "b", "b"), reads=(bitbucket.ACCESS_TOKEN,)))
        assert not any("revoke" in line for line in summary_lines(run, PLAIN))

    def test_names_the_settings_that_enable_more_checks(self, made):
        run = made.run(*made.one_of_each(), settings=Settings(notes=("Something was not read.",)))
        shown = list(summary_lines(run, PLAIN))
        assert "  TFE_TOKEN and TFE_ORGANIZATION" in shown
        assert '      an HCP Terraform API token: docs/verify.md, section "HCP Terraform API' in shown
        assert "Note: Something was not read." in shown
        assert not any("revoke" in line for line in shown)

    def test_is_green_only_if_the_run_is_complete(self, made):
        look, result = replace(PLAIN, color=True), made.result(passed("a", "b", "b"))
        assert "\x1b[1;32m1 passed, 0 failed\x1b[0m" in summary_lines(made.run(result), look)
        assert "\x1b[1;33m1 passed, 0 failed\x1b[0m" in summary_lines(made.run(result, interrupted=True), look)


class TestChanges:
    def earlier(self, number):
        then = {("webhooks", f"acme/{one}"): Verdict.FAILED for one in range(number)}
        return Baseline(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), then)

    def shown(self, made, number, **look):
        passes = [passed(f"acme/{one}", "a webhook", "there") for one in range(number)]
        run = made.run(made.result(*passes), earlier=self.earlier(number))
        return list(summary_lines(run, replace(PLAIN, **look)))

    def test_are_counted_and_listed(self, made):
        shown = self.shown(made, 1)
        assert "Compared with 2026-11-23 12:00 UTC: 1 fixed." in shown
        assert "  fixed: Each repository has its webhook: acme/0" in shown

    def test_are_shortened_unless_the_report_is_verbose(self, made):
        assert "  fixed: and 97 more" in self.shown(made, 100)
        assert "  fixed: Each repository has its webhook: acme/99" in self.shown(made, 100, verbose=True)

    def test_state_that_neither_run_has_open_findings(self, made):
        run = made.run(made.result(passed("acme/a", "a webhook", "there")), earlier=self.earlier(0))
        assert "Compared with 2026-11-23 12:00 UTC: no open findings in either run." in list(summary_lines(run, PLAIN))
