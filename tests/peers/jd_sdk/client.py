"""
Calls one method through JD's own published SDK. Standard input: JSON with port, path, app_key, app_secret, access_token,
method and arguments. Standard output: the answer.
"""

import json
import os
import sys
import time

os.environ["TZ"] = "Asia/Shanghai"  # the SDK writes this machine's time, with its offset
time.tzset()

import jd  # noqa: E402
from jd.api import base  # noqa: E402


class Call(base.RestApi):
    """Any method: the SDK's own classes differ in their name and arguments only."""

    def __init__(self, given: dict[str, object]) -> None:
        super().__init__("127.0.0.1", given["port"])
        self.set_app_info(jd.appinfo(given["app_key"], given["app_secret"]))
        self.__dict__.update(given["arguments"])
        self.__dict__["_RestApi__named"] = given["method"]

    def getapiname(self) -> object:  # the SDK's spelling
        """Return the name of the method."""
        return self.__dict__["_RestApi__named"]


def main() -> None:
    """Make the call."""
    given = json.load(sys.stdin)
    base.N_REST = given["path"]
    json.dump(Call(given).getResponse(given["access_token"]), sys.stdout)


main()
