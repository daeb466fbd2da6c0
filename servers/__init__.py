"""The services of a host, on `socketserver.ThreadingTCPServer`, without a terminal library."""
