"""The photo archive: a shelf of plain files, and a session for each dialect that asks for them.

`shelf` alone touches photos on disk, and `service` alone opens sockets; a dialect's session
translates between the two. A photo is acknowledged after it is on disk, never before.
"""
