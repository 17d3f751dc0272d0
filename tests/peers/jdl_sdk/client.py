"""
Calls one path through the published SDK. Standard input: JSON with url, app_key, app_secret, access_token,
customer_code, path, solution and arguments. Standard output: the answer.
"""

import contextlib
import io
import json
import sys

from jd.api import JDL
from jd.comm import comm


def main() -> None:
    """Make the call; what the SDK prints meanwhile is dropped."""
    given = json.load(sys.stdin)
    comm.URL = given["url"]
    client = JDL(given["app_key"], given["app_secret"], given["customer_code"], access_token=given["access_token"])
    with contextlib.redirect_stdout(io.StringIO()):
        answer = client.comm.post(given["path"], given["arguments"], lopdn=given["solution"])
    json.dump(answer, sys.stdout)


main()
