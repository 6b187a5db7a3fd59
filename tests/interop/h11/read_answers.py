# SPDX-License-Identifier: Apache-2.0
"""Reads answers with h11, each as the bytes of a connection that ends after them.

Input: the request's method, a space and the answer's bytes in hex, one a line. Output, one line each: `error`, or the status, the
body in hex, and whether a second answer could follow, with spaces between.
"""
import sys

import h11


def read(method, data):
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    connection.send(h11.Request(method=method, target="/", headers=[("host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    connection.receive_data(b"")
    status, body = None, b""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return "%d %s" % (status, body.hex() or "-")
        elif event is h11.NEED_DATA or isinstance(event, h11.ConnectionClosed):
            return "error"


for line in sys.stdin:
    method, text = line.split(" ")
    try:
        print(read(method, bytes.fromhex(text)))
    except h11.RemoteProtocolError:
        print("error")
