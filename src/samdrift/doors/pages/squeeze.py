"""Large pages are sent squeezed, so that none weighs more than 200 kB on the way; small ones are not worth the work."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORTH_IT = 60_000  # bytes; below, styles and script included, a page is light enough as it is


class LargePagesMiddleware(GZipMiddleware):
    """Django's compression, which hides the length of secrets by random padding, for large answers only."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, squeezed when it is large and whole."""
        if not isinstance(response, HttpResponse) or len(response.content) < WORTH_IT:
            return response
        return super().process_response(request, response)
