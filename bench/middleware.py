import time

from django.db import connection

ONCE_A_SESSION = ("PREPARE ", "SELECT pg_backend_pid()")


class CountQueries:
    """Sets the headers X-Queries and X-Seconds: the queries and seconds of the response.

    Without what each session sends once: PREPARE, and the question for a pooler.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked, begin = 0, time.perf_counter()

        def count(execute, sql, parameters, many, context):
            nonlocal asked
            asked += not str(sql).startswith(ONCE_A_SESSION)
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(asked)
        response["X-Seconds"] = str(time.perf_counter() - begin)
        return response
