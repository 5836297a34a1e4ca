from django.db import connection


class CountQueries:
    """Says in the header X-Queries how many queries the answer took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = 0

        def count(execute, sql, parameters, many, context):
            nonlocal asked
            asked += 1
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(asked)
        return response
