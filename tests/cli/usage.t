Usage: what the program says when it is not understood, and help.

A misspelt command gets a suggestion, and nothing else happens:

  $ wsalog explian 10054
  wsalog: no command 'explian'; did you mean 'explain'?
  [2]

  $ wsalog frobnicate
  wsalog: no command 'frobnicate'; 'wsalog help' lists them
  [2]


A code alone is what people type first:

  $ wsalog 10054
  wsalog: no command '10054'; did you mean 'wsalog explain 10054'?
  [2]

  $ wsalog -2147014842
  wsalog: no command '-2147014842'; did you mean 'wsalog explain -2147014842'?
  [2]

  $ wsalog WSAECONNRESET
  wsalog: no command 'WSAECONNRESET'; did you mean 'wsalog explain WSAECONNRESET'?
  [2]


Likewise options; the values that an option takes are part of the message:

  $ wsalog explain --colour=never 10054
  wsalog explain: no option '--colour'; did you mean '--color'?
  [2]

  $ wsalog explain -list
  wsalog explain: no option '-list'; did you mean '--list'?
  [2]

  $ wsalog explain --color=sometimes 10054
  wsalog explain: --color takes auto, always or never, not 'sometimes'
  [2]

  $ wsalog explain --format
  wsalog explain: --format needs a value
  [2]

  $ wsalog explain --list=yes
  wsalog explain: --list takes no value
  [2]

  $ wsalog explain -Z
  wsalog explain: no option '-Z'; --help lists them
  [2]

  $ wsalog --color=never explain 10054
  wsalog: '--color=never' must come after a command; 'wsalog help' lists them
  [2]


A word from outside cannot put control sequences on the terminal:

  $ wsalog "$(printf 'a\033[2Jb')"
  wsalog: no command 'a\x1B[2Jb'; 'wsalog help' lists them
  [2]


What is missing is named, with an example:

  $ wsalog explain
  wsalog explain: which code? For example 'wsalog explain 10054'
  [2]


Help goes to standard output, and asking for it is no error. It begins with examples:

  $ wsalog 2>/dev/null | head -n 3
  wsalog finds Winsock error codes in logs, explains them and remembers them.
  
  Examples:

  $ wsalog --help >a; wsalog help >b; wsalog -h >c; wsalog >d; cmp a b; cmp a c; cmp a d

  $ wsalog explain --help
  wsalog explain: what a code means, by number, name or message text
  
  Usage: wsalog explain [OPTION]... CODE|NAME|TEXT...
  
  Examples:
    wsalog explain 10054                    what a code means and what to check
    wsalog explain 0x80072746 ECONNREFUSED  other spellings, several at once
    wsalog explain --search 'port in use'   codes by words of their explanation
    wsalog explain 10048 --call bind        when that function has failed
    wsalog explain --log app.log:12         what a line of a log reports
    wsalog explain --list                   all codes
  
  Options:
        --list                     all codes, one a line
        --search=WORDS             codes with all these words in their explanation
        --call=FUNCTION            what it means when this function reports it:
                                   bind, connect, recv
        --log=FILE:LINE            what that line of a log reports
        --format=text|json         form of the output
  
  Output:
    -o, --output=FILE              write to FILE
        --color=auto|always|never  when to use colour
  
  Help:
    -h, --help                     show this text
        --version                  show the version
  
  Exit status: 0 explained, 1 unknown code, 2 error.

  $ wsalog explain --help >a; wsalog help explain >b; wsalog explain -h >c; cmp a b; cmp a c

  $ wsalog explain --color=never --help 10054 >b; cmp a b

  $ wsalog help explian
  wsalog: no command 'explian'; did you mean 'explain'?
  [2]


Nothing of all help is wider than a terminal:

  $ for command in '' $(wsalog | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do wsalog help $command; done | grep -E '.{81}'
  [1]

  $ wsalog --version
  wsalog 0.1.0

  $ wsalog explain --version
  wsalog 0.1.0


Output that does not arrive is an error:

  $ wsalog >/dev/full
  wsalog: cannot write to standard output: No space left on device
  [2]

  $ wsalog >&-
  wsalog: cannot write to standard output: Bad file descriptor
  [2]

