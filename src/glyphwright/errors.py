"""Every error a user can meet, with the exit code the command line returns for it.

GlyphwrightError                15  anything of ours that has no code of its own
├── OptionError                  1  an argument or option that cannot be right
│   └── PageRangeError           1  pages asked for that the document does not have
├── InputError                   2  a file that cannot be read as a page
│   ├── UnsupportedFormatError   2  its content is no format that we read
│   ├── DamagedInputError        2  it is empty, truncated or corrupt
│   ├── TooLargeError            2  it has more pixels than the limit allows
│   └── EncryptedError           8  it needs a password, or another one
├── MissingDependencyError       3  an optional package is not installed
├── OutputError                  4  a result that cannot be made or would be invalid
├── FileAccessError              5  a path that is missing, unreadable or unwritable
└── ModelError                   9  a model file that is missing, damaged or of another kind

Exit code 0 is success, 10 that `data check` found something, and 130 an interrupt. A message is one line that names the
file, what is wrong and what to do.
"""

from typing import ClassVar


class GlyphwrightError(Exception):
    exit_code: ClassVar[int] = 15


class OptionError(GlyphwrightError):
    exit_code = 1


class PageRangeError(OptionError):
    pass


class InputError(GlyphwrightError):
    exit_code = 2


class UnsupportedFormatError(InputError):
    pass


class DamagedInputError(InputError):
    pass


class TooLargeError(InputError):
    pass


class EncryptedError(InputError):
    exit_code = 8


class MissingDependencyError(GlyphwrightError):
    exit_code = 3


class OutputError(GlyphwrightError):
    exit_code = 4


class FileAccessError(GlyphwrightError):
    exit_code = 5


class ModelError(GlyphwrightError):
    exit_code = 9
