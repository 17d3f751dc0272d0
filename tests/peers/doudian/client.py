"""
Calls one path through the published client, which creates its own token. Standard input: JSON with url, app_key,
app_secret, shop_id, path and arguments. Standard output: the answer to the call, or to the token call where it got no token.
"""

import json
import os
import sys
import time

os.environ["TZ"] = "Asia/Shanghai"  # the client writes this machine's time and means Beijing's
time.tzset()

from doudian import DouDian  # noqa: E402


def main() -> None:
    """Make the call."""
    given = json.load(sys.stdin)

    class Here(DouDian):
        """The client, with the gateway moved."""

        _gate_way = property(lambda _: given["url"], lambda _, __: None)

    client = Here(given["app_key"], given["app_secret"], shop_id=given["shop_id"])
    if client._token:
        answer = client.request(given["path"], given["arguments"])
    else:  # the client keeps why to itself: asked once more
        own = {"code": "", "grant_type": "authorization_self", "shop_id": given["shop_id"]}
        answer = client._request(path="/token/create", params=own, token_request=True)
    json.dump(answer, sys.stdout)


main()
