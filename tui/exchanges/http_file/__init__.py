"""Files of requests (`.http`) as VS Code's REST Client and JetBrains' programs write them.

A file is sections, parted by lines that begin with `###`; a section is what stands above its
request, the request's line, its fields, its content, and what other programs do with the answer.
What is read is kept line by line, so that what is written again differs only where it was changed.
"""
