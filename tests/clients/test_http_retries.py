"""An HTTP session retries temporary errors, and respects rate limits."""

import pytest
from http_site import READ, hang_up, ok, status, truncated

from checks.clients.errors import ReadError


class TestRetries:
    @pytest.mark.parametrize("code", [429, 502, 503, 504])
    def test_retries_temporary_errors(self, start, session, slept, code):
        site = start(status(code), status(code), ok("now"))
        assert session(site.base).get(READ).json().at() == "now"
        assert slept.seconds == [1, 2]

    def test_gives_up_after_three_attempts(self, start, session):
        site = start(status(503))
        with pytest.raises(ReadError, match="returned status 503") as caught:
            session(site.base).get(READ)
        assert caught.value.status == 503
        assert len(site.requests) == 3

    @pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 422, 500, 501])
    def test_does_not_retry_other_errors(self, start, session, slept, code):
        site = start(status(code))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert caught.value.status == code
        assert len(site.requests) == 1
        assert slept.seconds == []

    @pytest.mark.parametrize("header", [{"Retry_After": "7"}, {"Retry_After": "60"}, {"X_RateLimit_Reset": "0.5"}])
    def test_waits_as_long_as_the_response_header_says(self, start, session, slept, header):
        session(start(status(429, **header), ok()).base).get(READ)
        assert slept.seconds == [float(*header.values())]

    @pytest.mark.parametrize("value", ["0", "-3", "soon", "nan", ""])
    def test_uses_the_default_wait_if_the_header_is_invalid(self, start, session, slept, value):
        session(start(status(429, Retry_After=value), ok()).base).get(READ)
        assert slept.seconds == [1]

    def test_the_wait_applies_to_all_requests(self, start, session, slept):
        http = session(start(status(429, Retry_After="7"), ok()).base)
        http._limiter.sleep = lambda _: None
        http.get(READ)
        assert slept.seconds == [7]

    def test_waits_for_the_reset_if_no_requests_remain(self, start, session, slept):
        left = [ok(**{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0.5"}), ok()]
        http = session(start(*left).base)
        http.get(READ)
        assert slept.seconds == []
        http.get(READ)
        assert slept.seconds == [0.5]

    @pytest.mark.parametrize(
        ("remaining", "reset"), [("1", "9"), ("0", "soon"), ("0", "745"), ("none", "9"), ("0", "-1")]
    )
    def test_does_not_wait_if_requests_remain_or_the_reset_is_invalid(self, start, session, slept, remaining, reset):
        http = session(start(ok(**{"X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}), ok()).base)
        http.get(READ)
        http.get(READ)
        assert slept.seconds == []

    @pytest.mark.parametrize(
        ("date", "until", "seconds"),
        [
            ("Sat, 28 Nov 2026 12:00:00 GMT", "Sat, 28 Nov 2026 12:00:07 GMT", 7),
            ("Sat, 28 Nov 2026 12:00:00 GMT", "Saturday, 28-Nov-26 12:00:07 GMT", 7),
            ("Sat, 28 Nov 2026 12:00:00 GMT", "Sat, 28 Nov 2026 11:00:00 GMT", 1),
        ],
    )
    def test_measures_a_date_by_the_vendors_clock(  # noqa: PLR0913, PLR0917 - fixtures and a table
        self, start, session, slept, date, until, seconds
    ):
        def busy(handler):
            handler.send_response_only(429)
            for name, value in {"Date": date, "Retry-After": until, "Content-Length": "0"}.items():
                handler.send_header(name, value)
            handler.end_headers()

        session(start(busy, ok()).base).get(READ)
        assert slept.seconds[0] == seconds

    @pytest.mark.parametrize("value", ["61", "3600", "inf", "1e300"])
    def test_reports_the_rate_limit_instead_of_a_long_wait(self, start, session, slept, value):
        site = start(status(429, b"Rate limit for this resource has been exceeded", Retry_After=value), ok())
        with pytest.raises(ReadError, match="Rate limit for this resource has been exceeded"):
            session(site.base).get(READ)
        assert slept.seconds == []

    def test_retries_after_a_broken_connection(self, start, session):
        site = start(hang_up, truncated, ok("whole"))
        assert session(site.base).get(READ).json().at() == "whole"
        assert len(site.requests) == 3
