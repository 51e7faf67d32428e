"""The manual, read and tried: every block of its pages is run as what it is.

    from tests.support.manual.reading import read_page
    from tests.support.manual.rehearsing import rehearsal

A page is worked through from top to bottom, as its reader would, in a folder like a checkout. What
a block needs beside that stands in a comment before it, which nobody sees who reads the page:

    <!-- manual: HINT; HINT -->

| hint | |
|---|---|
| `served` | a server is at work at 127.0.0.1:8000, if the page has not started one |
| `stays until TEXT` | the command runs on in the background, and is ended with the page; TEXT is printed when it is ready |
| `ends WORDS` | before this, the command that has these words and still runs is ended, as by Ctrl-C |
| `exits N` | the status is N, not 0; of curl it is 22 for a reply of 400 and above |
| `needs TOOL, TOOL` | tools that are not part of `make setup`: the block is run by itself, or skipped and said so |
| `played models` | the makers of models are played by a server on loopback |
| `after NAME` | `given/NAME` comes first: what a reader's own code would have brought along |
| `saved as PATH` | the block is a file, which a later one uses |
| `posted to PATH` | the JSON is sent to the server of the page, which takes it |
| `printed by WORDS` | the block shows what the command with these words prints, which still runs |
| `picture` | the block shows what cannot be run or printed here |

Without a hint `sh`, `python` and `ts` are run, and `text` and `json` are what the block before them
has printed: `text` all of it, `json` any part. In both, ids and times stand for any, `…` for
anything in its line, and a line of its own for any lines. Whatever a block exports stays; so does
what is written. `127.0.0.1:8000` is where the page's server listens, whatever the port is here.
"""
