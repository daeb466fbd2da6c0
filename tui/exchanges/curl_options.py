"""The options of curl: which there are, which take a value, and which only concern its output."""

import re

from tui.exchanges.unfit import Unfit
from tui.printable import printable
from tui.words import _

_SHORT = (
    "a append E cert K config C continue-at b cookie c cookie-jar d data q disable D dump-header "
    "f fail F form P ftp-port G get g globoff I head H header h help 0 http1.0 i include "
    "k insecure 4 ipv4 6 ipv6 j junk-session-cookies l list-only L location M manual m max-time "
    "n netrc : next N no-buffer o output Z parallel # progress-bar x proxy U proxy-user "
    "p proxytunnel Q quote r range e referer J remote-header-name O remote-name R remote-time "
    "X request S show-error s silent Y speed-limit y speed-time 2 sslv2 3 sslv3 t telnet-option "
    "z time-cond 1 tlsv1 T upload-file B use-ascii u user A user-agent v verbose V version "
    "w write-out"
)  # fmt: skip
_FLAGS = (
    "anyauth append basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest "
    "disable disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure "
    "dump-ca-embed fail fail-early fail-with-body false-start follow form-escape ftp-create-dirs "
    "ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control get globoff haproxy-protocol "
    "head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only "
    "ignore-content-length include insecure ipv4 ipv6 junk-session-cookies list-only location "
    "location-trusted mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional "
    "next no-alpn no-buffer no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm "
    "ntlm-wb out-null parallel parallel-immediate path-as-is post301 post302 post303 progress-bar "
    "proxy-anyauth proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-insecure "
    "proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 "
    "proxytunnel raw remote-header-name remote-name remote-name-all remote-time remove-on-error "
    "retry-all-errors retry-connrefused sasl-ir show-error silent skip-existing socks5-basic "
    "socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke "
    "ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output suppress-connect-headers "
    "tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 "
    "tr-encoding trace-ids trace-time use-ascii verbose version xattr"
)  # fmt: skip
_VALUES = (
    "abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config "
    "connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data "
    "data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr "
    "dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save "
    "expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port "
    "ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 "
    "hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key "
    "key-type knownhosts krb libcurl limit-rate local-port login-options mail-auth mail-from "
    "mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir "
    "parallel-max parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir "
    "proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile "
    "proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name "
    "proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 "
    "pubkey quote random-file range rate referer request request-target resolve retry retry-delay "
    "retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service "
    "socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max "
    "tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket "
    "upload-file upload-flags url url-query user user-agent variable vlan-priority write-out"
)  # fmt: skip
_OUTPUT = (
    "cookie-jar create-dirs create-file-mode disable dump-header etag-save fail fail-early "
    "fail-with-body include junk-session-cookies keepalive keepalive-cnt keepalive-time libcurl "
    "no-buffer no-clobber no-keepalive no-progress-meter out-null output output-dir parallel "
    "parallel-immediate parallel-max progress-bar progress-meter remote-header-name remote-name "
    "remote-name-all remote-time remove-on-error show-error silent skip-existing stderr "
    "styled-output suppress-connect-headers tcp-nodelay trace trace-ascii trace-config trace-ids "
    "trace-time verbose write-out xattr buffer clobber"
)  # fmt: skip

OUTPUT = frozenset(_OUTPUT.split())
"""What concerns curl's own output and connections alone: it has no meaning here, and none is
missed."""

_LETTERS = dict(zip(_SHORT.split()[::2], _SHORT.split()[1::2], strict=True))
_IS_FLAG = frozenset(_FLAGS.split())
_TAKES_VALUE = frozenset(_VALUES.split())

Option = tuple[str, str]
"""A long name (`no-` before it: it is switched off) and a value; a word that is no option is `url`.
"""


def read(words: list[str]) -> list[Option]:
    """Read what stands behind `curl`; raises Unfit for an option that is not known, by its name."""
    found: list[Option] = []
    rest = list(reversed(words))
    only_words = False
    while rest:
        word = rest.pop()
        if only_words or not word.startswith("-") or word == "-":
            found.append(("url", word))
        elif word == "--":
            only_words = True
        elif word.startswith("--"):
            found.append(_long(word[2:], rest))
        else:
            found += _letters(word[1:], rest)
    return found


def _long(name: str, rest: list[str]) -> Option:
    if name in _TAKES_VALUE:
        return name, _value(f"--{name}", rest)
    if name in _IS_FLAG or (name.startswith("no-") and name[3:] in _IS_FLAG | {"keepalive"}):
        return name, ""
    if re.fullmatch(r"expand-[\w-]+", name) or name.partition("=")[0] in _TAKES_VALUE:
        raise Unfit(_("{option} cannot be read.").format(option=f"--{printable(name[:60])}"))
    raise _unknown(f"--{name}")


def _letters(letters: str, rest: list[str]) -> list[Option]:
    found: list[Option] = []
    for place, letter in enumerate(letters):
        name = _LETTERS.get(letter, "")
        if not name:
            raise _unknown(f"-{letter}")
        if name in _TAKES_VALUE:
            value = letters[place + 1 :]
            return [*found, (name, value or _value(f"-{letter}", rest))]
        found.append((name, ""))
    return found


def _value(option: str, rest: list[str]) -> str:
    if not rest:
        raise Unfit(_("{option} wants a value, and the command ends there.").format(option=option))
    return rest.pop()


def _unknown(option: str) -> Unfit:
    words = _("{option} is no option of curl that is known here.")
    return Unfit(words.format(option=printable(option[:60])))
