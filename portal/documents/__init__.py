"""Documents: given a ready view, return bytes. Render, seal, verify, and take in what people
upload.

Nothing here fetches data, reads settings or knows the time: all of it is an argument. Rendering
and sealing run in the worker; WeasyPrint and pyHanko take a second to import, so they are imported
where they are used.
"""
