"""The terminal report shows the results by step, shortens long lists, and has the same words without color."""

import unicodedata
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from checks.engine.model import Ended, Outcome, advice, failed, passed, unknown
from checks.report.terminal.footer import summary_lines
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import result_lines

PLAIN = RenderOptions()


def lines(*results, look=PLAIN):
    return list(result_lines(results, look))


def test_shows_every_outcome_under_the_heading_of_its_step(made):
    assert lines(*made.one_of_each()) == [
        "",
        "Step 2: Create an OAuth consumer in Bitbucket Cloud",
        "  passed   The consumer is private",
        "           Advice: scope: pipeline. Remove it.",
        "  FAILED   The consumer has every permission",
        "           Webhooks   expected  Read and write   actual  not granted",
        "           Fix: Select Webhooks: Read and write.",
        '           See: docs/create-consumer.md, section "Select the permissions"',
        "",
        "Step 3: Connect and authorize the VCS provider",
        "  UNKNOWN  The key belongs to the provider",
        "           key   expected  the same   actual  not reported",
        "           Next step: Ask the owner.",
        '           See: docs/troubleshoot.md, section "Invalid client_id"',
        "             (messages.invalid-client-id)",
        "  ERROR    The authorization works",
        "           The API token was refused.",
        '           See: docs/troubleshoot.md, section "If the problem persists"',
        "",
        "Create a Terraform workspace",
        "  n/a      The hostname resolves publicly",
        "           HCP Terraform is public.",
        "  skipped  The last fetch worked",
        '           Skipped because "The authorization works" did not pass.',
    ]


def test_shortens_and_counts_a_long_list_of_advice(made):
    first = made.one_of_each()[0]
    much = replace(first, findings=(*first.findings, *(advice(f"ws-{each}", "a", "b", "c") for each in range(5000))))
    shown = [line.strip() for line in lines(much) if "advice" in line.lower()]
    assert shown[0] == "Advice: scope: pipeline. Remove it."
    assert (len(shown), shown[-1]) == (4, "and advice on 4,998 more")
    assert len([line for line in lines(much, look=RenderOptions(verbose=True)) if "Advice" in line]) == 5001


def test_shows_each_result_as_soon_as_it_is_known(made):
    asked = []

    def results():
        for result in made.one_of_each():
            asked.append(result)
            yield result

    stream = result_lines(results(), PLAIN)
    while "passed" not in next(stream):
        pass
    assert len(asked) == 1


class TestFindings:
    def test_that_do_not_fit_on_a_line_are_split_into_several(self, made):
        found = failed("acme/network", "an active webhook", "a webhook to another host: " + "x" * 40, "Fix it.")
        assert lines(made.result(found))[3:7] == [
            "           acme/network",
            "             expected  an active webhook",
            "             actual    a webhook to another host:",
            " " * 23 + "x" * 40,
        ]

    def test_with_different_fixes_show_each_fix_below_the_finding(self, made):
        one, two = (
            failed("Account", "Write", "Read", "Select Write."),
            failed("Webhooks", "Read and write", "-", "Select both."),
        )
        assert lines(made.result(one, two))[3:7] == [
            "           Account    expected  Write            actual  Read",
            "             Fix: Select Write.",
            "           Webhooks   expected  Read and write   actual  -",
            "             Fix: Select both.",
        ]

    def test_show_only_the_first_few_and_the_number_of_the_others(self, made):
        found = [failed(f"acme/{number}", "a webhook", "none", "Create it.") for number in range(1234)]
        shown = "\n".join(lines(made.result(*found)))
        assert "acme/2" in shown
        assert "acme/3" not in shown
        assert "and 1,231 more" in shown
        assert shown.count("Create it.") == 1

    def test_are_all_shown_if_the_report_is_verbose(self, made):
        found = [failed(f"acme/{number}", "a webhook", "none", "Create it.") for number in range(9)]
        assert "acme/8" in "\n".join(lines(made.result(*found), look=replace(PLAIN, verbose=True)))

    def test_that_are_unknown_are_counted_below_the_failures(self, made):
        result = made.result(failed("a", "b", "c", "d"), unknown("e", "f", "g"), unknown("h", "i", "j"))
        assert "           and 2 unknown" in lines(result)

    def test_that_passed_and_the_requests_are_shown_only_if_the_report_is_verbose(self, made):
        result = made.result(passed("consumer", "private", "yes"), evidence=("GET https://x -> 200",))
        assert len(lines(result)) == 3
        shown = lines(result, look=replace(PLAIN, verbose=True))
        assert "           consumer   expected  private   actual  yes" in shown
        assert "           Read: GET https://x -> 200" in shown


class TestSkippedChecks:
    def skipped(
        self, made, name, reason="Skipped because a credential is not set: TFE_TOKEN (an HCP Terraform API token)."
    ):
        return made.result(ended=Ended(Outcome.SKIPPED, reason), name=name, title=f"It is {name}")

    def test_show_a_shared_reason_once(self, made):
        look = replace(PLAIN, given=frozenset())
        shown = lines(*(self.skipped(made, name) for name in "abc"), look=look)
        assert shown[2:] == [
            "  skipped  It is a",
            "  skipped  It is b",
            "  skipped  It is c",
            "           Skipped: needs TFE_TOKEN, TFE_ORGANIZATION",
        ]

    def test_show_different_reasons_separately(self, made):
        shown = lines(self.skipped(made, "a", "First."), self.skipped(made, "b", "Second."))
        assert shown[2:] == [
            "  skipped  It is a",
            "           First.",
            "  skipped  It is b",
            "           Second.",
        ]


def test_shows_the_traceback_of_a_failed_check_only_if_the_report_is_verbose(made):
    broken = made.result(ended=Ended(Outcome.ERROR, "The check itself failed."))
    broken = replace(broken, trace=("Traceback (most recent call last):", '  File "x.py", line 1\x1b'))
    assert "Traceback" not in "\n".join(lines(broken))
    shown = lines(broken, look=replace(PLAIN, verbose=True))
    assert "           Traceback (most recent call last):" in shown
    assert '             File "x.py", line 1\\x1b' in shown


def test_reports_a_check_without_findings(made):
    assert "           The check returned no findings." in lines(made.result())


class TestColor:
    def test_changes_no_words_when_turned_on(self, made):
        results = made.one_of_each()
        colored = "\n".join(lines(*results, look=replace(PLAIN, color=True)))
        assert "\x1b[1;31mFAILED\x1b[0m" in colored
        for code in ("0", "1", "2", "1;31", "32", "33", "35"):
            colored = colored.replace(f"\x1b[{code}m", "")
        assert colored.splitlines() == lines(*results)

    def test_is_off_by_default(self, made):
        assert "\x1b" not in "\n".join(lines(*made.one_of_each()))


@given(st.text(st.characters()), st.booleans())
def test_hostile_text_sends_no_control_characters_to_the_terminal(made, words, verbose):
    look = replace(PLAIN, verbose=verbose)
    run = made.hostile(words)
    for line in (*result_lines(run.results, look), *summary_lines(run, look)):
        assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(character) for character in line}


@settings(max_examples=30)
@given(st.lists(st.text("ab日本é", min_size=1, max_size=9), max_size=30).map(" ".join))
def test_ordinary_text_stays_within_the_width(made, words):
    for width in (60, 80, 110):
        for line in result_lines(made.hostile(words).results, replace(PLAIN, width=width, verbose=True)):
            assert wcswidth(line) <= width
