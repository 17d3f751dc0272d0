"""
Calls one API through the published SDK. Standard input: JSON with host, port, path, app_key, app_secret, session,
method and arguments. Standard output: JSON, the answer, or the error's code and sub_code as the SDK raises them.
"""

import json
import sys

import taobao_open
from taobao_open.api import base


class Call(base.RestApi):
    """Any API: the SDK's own classes differ in their name and arguments only."""

    def __init__(self, given: dict[str, object]) -> None:
        super().__init__(given["host"], given["port"])
        self.set_app_info(taobao_open.appinfo(given["app_key"], given["app_secret"]))
        self.__dict__.update(given["arguments"])
        self.__dict__["_RestApi__named"] = given["method"]

    def getapiname(self) -> object:  # the SDK's spelling
        """Return the name of the API."""
        return self.__dict__["_RestApi__named"]


def main() -> None:
    """Make the call."""
    given = json.load(sys.stdin)
    base.N_REST = given["path"]
    try:
        answer = Call(given).getResponse(given["session"])
    except base.TopException as refused:
        answer = {"code": refused.errorcode, "sub_code": refused.subcode}
    json.dump(answer, sys.stdout)


main()
