from __future__ import annotations

import pytest

from imageco.complaint._loopback import is_loopback

OURS = """
    127.0.0.1:50051 127.9.8.7:1 127.0.0.1 localhost:1 localhost [::1]:1 [::1] ::1
    [0:0:0:0:0:0:0:1]:1 [::ffff:127.0.0.1]:1 ipv4:127.0.0.1:1 ipv6:[::1]:1 dns:///localhost:1
    dns:localhost:1 dns:///[::1]:1 unix:/run/bridge unix:///run/bridge unix-abstract:bridge
"""
LOOK_ALIKES = """
    127.0.0.1.example.com:1 127.example.com:1 localhost.example.com:1 10.0.0.1:127 128.0.0.1:1
    [::2]:1 [1::1]:1 [::1%1]:1 0.0.0.0:1 [::]:1 127.1:1 127.0.0.01:1 2130706433:1 dns:///127.a:1
    dns://127.0.0.1/a:1 127.0.0.1:1,10.0.0.1:1 127.0.0.1:1,10.0.0.1 [::1]:1,[2001:db8::1]:1
    ipv4:127.0.0.1:1,10.0.0.1:1 ipv6:[::1]:1,[2001:db8::1]:1
    126.0.0.1:1 127.0.0.1@a:1 [::1]a:1 [::1]:1,10.0.0.1 unixes:1 :1 [ [] ]
"""


@pytest.mark.parametrize("target", OURS.split())
def test_knows_the_addresses_of_this_machine(target):
    assert is_loopback(target)


@pytest.mark.parametrize("target", ["", *LOOK_ALIKES.split()])
def test_is_not_taken_in_by_names_that_look_alike(target):
    assert not is_loopback(target)
