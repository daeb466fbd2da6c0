"""Why a system refuses, in its own sentences: those that people meet, to be said in their language.

A system speaks the language of its locales, which a small machine has none of. So both programs
look its English sentences up in their catalogues, where these are; others are shown as they came.
"""

from protocol.config import N_

SENTENCES = (
    # errno, as glibc says it
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("Input/output error"),
    N_("No such device or address"),
    N_("Bad file descriptor"),
    N_("Resource temporarily unavailable"),
    N_("Cannot allocate memory"),
    N_("Permission denied"),
    N_("Device or resource busy"),
    N_("File exists"),
    N_("Invalid cross-device link"),
    N_("No such device"),
    N_("Not a directory"),
    N_("Is a directory"),
    N_("Invalid argument"),
    N_("Too many open files in system"),
    N_("Too many open files"),
    N_("Text file busy"),
    N_("File too large"),
    N_("No space left on device"),
    N_("Illegal seek"),
    N_("Read-only file system"),
    N_("Broken pipe"),
    N_("File name too long"),
    N_("Directory not empty"),
    N_("Too many levels of symbolic links"),
    N_("Address already in use"),
    N_("Cannot assign requested address"),
    N_("Address family not supported by protocol"),
    N_("Network is down"),
    N_("Network is unreachable"),
    N_("Software caused connection abort"),
    N_("Connection reset by peer"),
    N_("Transport endpoint is not connected"),
    N_("No buffer space available"),
    N_("Connection timed out"),
    N_("Connection refused"),
    N_("Host is down"),
    N_("No route to host"),
    N_("Stale file handle"),
    N_("Disk quota exceeded"),
    N_("Operation not supported"),
    # getaddrinfo
    N_("Name or service not known"),
    N_("Temporary failure in name resolution"),
    N_("Non-recoverable failure in name resolution"),
    N_("No address associated with hostname"),
    # macOS, where it says it otherwise
    N_("Operation timed out"),
    N_("Can't assign requested address"),
    N_("Socket is not connected"),
    N_("Disc quota exceeded"),
    N_("nodename nor servname provided, or not known"),
    # SQLite
    N_("database disk image is malformed"),
    N_("database is locked"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    N_("file is not a database"),
    N_("attempt to write a readonly database"),
    N_("unable to open database file"),
    # OpenSSL, of our files
    N_("key values mismatch"),
    N_("no certificate or crl found"),
    N_("no start line"),
    N_("pem lib"),
    # OpenSSL, of a peer
    N_("self-signed certificate"),
    N_("self-signed certificate in certificate chain"),
    N_("unable to get local issuer certificate"),
    N_("unable to get issuer certificate"),
    N_("certificate has expired"),
    N_("certificate is not yet valid"),
    N_("certificate revoked"),
    N_("wrong version number"),
    N_("unsupported protocol"),
)


def said(error: BaseException) -> str:
    """Return what an error says of itself, without the number and the path; never nothing."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
