"""Which addresses a page may come from, whatever way they are written."""

from ipaddress import ip_address

import pytest

from ingest.errors import IngestError
from ingest.fetching.addresses import web_address
from ingest.fetching.networks import AllowList, is_public


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "this network"),
        ("10.0.0.1", "private"),
        ("100.64.0.1", "shared by a provider's customers"),
        ("100.100.100.200", "Alibaba's metadata"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("168.63.129.16", "Azure's own services"),
        ("169.254.169.254", "metadata of AWS, Azure, Google"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.192", "Oracle's metadata"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "6to4 relays"),
        ("192.168.1.1", "private"),
        ("198.18.0.1", "benchmarks"),
        ("203.0.113.5", "documentation"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "compatible with IPv4"),
        ("::ffff:127.0.0.1", "mapped loopback"),
        ("::ffff:169.254.169.254", "mapped metadata"),
        ("::ffff:8.8.8.8", "mapped, which no name has"),
        ("::ffff:0:127.0.0.1", "translated loopback"),
        ("64:ff9b::7f00:1", "loopback behind NAT64"),
        ("64:ff9b::a9fe:a9fe", "metadata behind NAT64"),
        ("64:ff9b:1::1", "local NAT64"),
        ("100::1", "discarded"),
        ("2001::1", "Teredo"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"),
        ("2001:db8::1", "documentation"),
        ("2002:7f00:1::", "loopback in 6to4"),
        ("2002:a00:1::1", "private in 6to4"),
        ("3fff::1", "documentation"),
        ("5f00::1", "segment routing"),
        ("fc00::1", "local"),
        ("fd00:ec2::254", "metadata of AWS"),
        ("fe80::1", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
    ],
)
def test_what_is_not_on_the_public_internet_is_refused(address: str, what: str) -> None:
    assert not is_public(ip_address(address)), what


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "93.184.216.34",
        "172.32.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::101:101",
    ],
)
def test_addresses_of_the_public_internet_are_taken(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.0x1",
        "127.0.0.01",
        "[fe80::1%25eth0]",
        "[::ffff:127.0.0.1%251]",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "exa%00mple.com",
        "exa\u200bmple.com",
        "exam\u202eple.com",
        "-",
        "a..b",
        ".",
        "",
    ],
)
def test_a_host_that_hides_what_it_means_is_refused(host: str) -> None:
    with pytest.raises(IngestError):
        web_address(f"http://{host}/", "x")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://example.org/", "does not begin with https:// or http://"),
        ("file:///etc/passwd", "does not begin with https:// or http://"),
        ("gopher://127.0.0.1:70/", "does not begin with https:// or http://"),
        ("data:text/html,x", "does not begin with https:// or http://"),
        ("https://user:secret@example.org/", "holds a name or a password"),
        ("https://example.org@127.0.0.1/", "holds a name or a password"),
        ("https://example.org\\@127.0.0.1/", "holds a space, a backslash or a control sign"),
        ("https://example.org/ x", "holds a space, a backslash or a control sign"),
        ("https://example.org/\r\nHost: x", "holds a space, a backslash or a control sign"),
        ("https://example.org:0/", "has the port 0, which there is not"),
        ("https://example.org:99999/", "has the port 99999"),
        ("https://[::1/", "cannot be understood"),
        ("https://" + "a" * 3_000, "is longer than 2,000 characters"),
        ("https://" + "a." * 200 + "org/", "has a host that is not a plain name or address"),
    ],
)
def test_an_odd_address_is_refused_with_the_reason(address: str, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        web_address(address, address)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://Example.ORG./a?b=1#c", "https://example.org/a?b=1"),
        ("http://example.org:80/", "http://example.org/"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
    ],
)
def test_an_address_is_kept_in_its_plain_form(address: str, kept: str) -> None:
    assert str(web_address(address, address)) == kept


@pytest.mark.parametrize(
    ("entry", "host", "address", "port", "permitted"),
    [
        ("", "example.org", "93.184.216.34", 443, True),
        ("", "example.org", "93.184.216.34", 22, False),
        ("", "example.org", "10.0.0.1", 443, False),
        ("wiki.local", "wiki.local", "10.0.0.1", 8123, True),
        ("Wiki.Local.", "wiki.local", "10.0.0.1", 80, True),
        ("wiki.local", "evil.wiki.local", "10.0.0.1", 80, False),
        ("wiki.local:8080", "wiki.local", "10.0.0.1", 8080, True),
        ("wiki.local:8080", "wiki.local", "10.0.0.1", 80, False),
        ("10.1.0.0/16", "any.example", "10.1.2.3", 80, True),
        ("10.1.0.0/16", "any.example", "10.2.2.3", 80, False),
        ("10.1.2.3:8000", "any.example", "10.1.2.3", 8000, True),
        ("10.1.2.3:8000", "any.example", "10.1.2.3", 8001, False),
        ("::1", "localhost", "::1", 80, True),
        ("[::1]:8080", "localhost", "::1", 8080, True),
        ("[::1]:8080", "localhost", "::1", 80, False),
        ("fd00::/8", "any.example", "fd12::1", 80, True),
        ("127.0.0.1", "any.example", "::ffff:127.0.0.1", 80, False),
    ],
)
def test_the_allow_list_opens_what_it_names_and_no_more(
    entry: str, host: str, address: str, port: int, permitted: bool
) -> None:
    assert AllowList([entry]).permits(host, address, port) is permitted


@pytest.mark.parametrize(
    "entry",
    ["http://wiki", "10.1.2.3/16", "*.local", "wiki:http", "wiki:70000", "300.1.1.1", "a b"],
)
def test_an_odd_entry_of_the_allow_list_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="FETCH_ALLOW has the entry") as caught:
        AllowList([entry])
    assert f"'{entry}'" in str(caught.value)
