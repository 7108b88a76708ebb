extension DiagnosticCode {
  /// Unexpected text.
  public static let unexpected = DiagnosticCode(
    "R0101", "unexpected text",
    """
    The parser met something that cannot stand at this place: an operator without an operand, a word
    that belongs to another construct, a sign that the language does not use.

    The mark shows the first word or sign that does not fit; what stands before it was understood.
    Operators that continue a statement stand at the end of a line, not at the start of the next
    (only `|` may start a line):

        total = first +
          second
    """)

  /// A bracket is not closed.
  public static let unclosedBracket = DiagnosticCode(
    "R0102", "a bracket is not closed",
    """
    A `(`, `[` or `{` was opened and its partner never came. The label shows the bracket; the error
    shows the place where the partner was missed.

    At the prompt an open bracket only means that the statement goes on in the next line. In a file, or
    where another bracket is closed first, it is an error.

        head(credit, 3        needs  head(credit, 3)
    """)

  /// A closing bracket has no partner.
  public static let strayCloser = DiagnosticCode(
    "R0103", "a closing bracket has no partner",
    """
    A `)`, `]` or `}` closes a bracket that was never opened. Remove it, or open the bracket.

        head(credit))         needs  head(credit)
    """)

  /// A text is not closed.
  public static let unclosedText = DiagnosticCode(
    "R0104", "a text is not closed",
    """
    A text starts with `"` or `'` and ends with the same quote on the same line. A line break inside a
    text is written `\\n`.

        load("credit.csv)     needs  load("credit.csv")

    A name in backquotes ends on its line, too.
    """)

  /// An unknown escape in a text.
  public static let badEscape = DiagnosticCode(
    "R0105", "an unknown escape in a text",
    """
    After a backslash a text knows `\\n` (new line), `\\t` (tab), `\\r` (carriage return), `\\"`, `\\'`,
    `\\\\` (a backslash), `\\u{e9}` (a character by its number in hexadecimal) and `\\(expression)`
    (the value of an expression). A backslash of a Windows path is written twice, or as a slash.
    """)

  /// A number is not written right.
  public static let badNumber = DiagnosticCode(
    "R0106", "a number is not written right",
    """
    Numbers are written `12`, `1_000`, `0.5`, `1e-3` or `5%`. A point has digits on both sides, so `.5`
    is `0.5` and `5.` is `5`: otherwise `1..3` (the list 1, 2, 3) could not be told apart. Thousands
    are set apart by `_`, never by a comma, which separates arguments. There are no hexadecimal
    numbers, and nothing larger than about 1.8e308.
    """)

  /// A character that the language does not use.
  public static let unknownCharacter = DiagnosticCode(
    "R0107", "a character that the language does not use",
    """
    The text holds a character that has no meaning in a statement: an invisible one (a no-break space,
    a zero-width space, a control character), a typographic one that only looks like a sign of the
    language (`−` for `-`, `≤` for `<=`), or a symbol.

    Such characters often come with text that was copied from a web page or a document. Inside of
    texts, comments and names in backquotes every visible character is allowed.
    """)

  /// Typographic quotes.
  public static let smartQuotes = DiagnosticCode(
    "R0108", "typographic quotes",
    """
    Word processors and web pages turn straight quotes into curly ones. A text stands between straight
    quotes: `"…"` or `'…'`.
    """)

  /// '=' inside an expression.
  public static let assignmentInExpression = DiagnosticCode(
    "R0109", "'=' inside an expression",
    """
    `=` gives a name to a value, and only at the start of a statement: `good = load("good.csv")`.

    To compare two values write `==`; to give an argument by name write `:`.

        where(credit, age == 30)
        head(credit, n: 5)
    """)

  /// An operator of another language.
  public static let foreignOperator = DiagnosticCode(
    "R0110", "an operator of another language",
    """
    Retrace has few operators, each with one spelling:

        and  or  not           &&  ||  !  of other languages
        == != < <= > >=        ===  <>  =<
        in, not in
        + - * / % ^            ** is ^; ++ += -= do not exist, as values never change
        =                      := and <- of other languages
        ->                     => of other languages: x -> x + 1
        |                      |> and %>% of other languages: a pipe
        #                      // -- and /* */ of other languages: a comment
    """)

  /// What follows '|' is not a call.
  public static let pipeNeedsCall = DiagnosticCode(
    "R0111", "what follows '|' is not a call",
    """
    `|` hands the value on its left to the command on its right: `credit | head(3)` is
    `head(credit, 3)`. To its right stands a command's name, with or without further arguments, and
    after that only `.name` and `[index]`.

    It is not the word for "or"; that is `or`:

        where(t, a > 1 or b > 2)

    To go on calculating with the result of a pipe put the pipe in brackets: `(t | length) / 2`.
    """)

  /// Comparisons and ranges do not chain.
  public static let chainedComparison = DiagnosticCode(
    "R0112", "comparisons and ranges do not chain",
    """
    `a < b < c` would compare the result of `a < b`, which is true or false, with `c`. Write both
    comparisons, `a < b and b < c`, or a range, `b in a..c` (both ends included).

    A range has two ends: `1..2..3` has no meaning.
    """)

  /// Two expressions side by side.
  public static let juxtaposition = DiagnosticCode(
    "R0113", "two expressions side by side",
    """
    Two expressions follow each other with nothing between them. An operator or a comma may be missing;
    the arguments of a command stand in brackets, also when there is only one: `head(credit)`; two
    statements on one line are separated by `;`.
    """)

  /// A statement of another language.
  public static let foreignStatement = DiagnosticCode(
    "R0114", "a statement of another language",
    """
    The language has four kinds of statements:

        name = expression        gives a name to a value; no let, var, const or def
        expression               shows a value; no print
        param name = default     a parameter that --param may set
        seed 42                  the seed of everything that is drawn at random

    All commands are there from the start, so nothing is imported. There are no loops: commands work
    on whole tables and columns, and `map(list, x -> …)` does something for each element. A function
    is a value with a name: `f = x -> x + 1`.
    """)

  /// A reserved word as a name.
  public static let reservedWord = DiagnosticCode(
    "R0115", "a reserved word as a name",
    """
    `true false missing and or not in if then else` are words of the language. A name that is spelled
    like one of them stands in backquotes, except after `.` and `$` and before `:`, where every word is
    a name.

        `if` = 3        t.in        f(not: 1)
    """)

  /// This cannot be assigned to.
  public static let badAssignment = DiagnosticCode(
    "R0116", "this cannot be assigned to",
    """
    Only a name can stand before `=`. Values never change: a table with another column is a new table,
    made by `mutate`, and may be given the old name.

        t = mutate(t, ratio: a / b)
    """)

  /// An 'if' lacks a part.
  public static let incompleteConditional = DiagnosticCode(
    "R0117", "an 'if' lacks a part",
    """
    `if` is an expression and always has a value, so it needs all three parts:

        if age < 25 then "young" else "old"
    """)

  /// An expression is missing.
  public static let missingOperand = DiagnosticCode(
    "R0118", "an expression is missing",
    """
    After an operator, a comma, a colon or a bracket something was expected that is not there.
    """)

  /// A comma is missing.
  public static let missingComma = DiagnosticCode(
    "R0119", "a comma is missing",
    """
    The elements of a list, the entries of a record and the arguments of a call are separated by commas.
    """)

  /// A record is not written right.
  public static let badRecord = DiagnosticCode(
    "R0120", "a record is not written right",
    """
    A record is written `{key: value, "another key": value}`: each entry has a key, a colon and a value,
    and no key comes twice. Curly brackets do nothing else; there are no blocks.
    """)

  /// A function is not written right.
  public static let badFunction = DiagnosticCode(
    "R0121", "a function is not written right",
    """
    A function is written `x -> x + 1` or `(x, y) -> x + y`: names, an arrow, one expression. As an
    operand it stands in brackets. No name may come twice.
    """)

  /// Nested too deeply.
  public static let tooDeep = DiagnosticCode(
    "R0122", "nested too deeply",
    """
    Brackets, operators and pipes of one statement may be nested or chained up to a fixed depth, so that
    no input can exhaust the memory of the program. Give the parts names, or use a list with `sum`.
    """)

  /// 'seed' takes a whole number.
  public static let badSeed = DiagnosticCode(
    "R0123", "'seed' takes a whole number",
    """
    `seed 42` sets the seed from here on. The number is whole, from 0 to 18446744073709551615.
    Everything that is drawn at random depends on it, and on nothing else.
    """)

  /// 'param' needs a name and a default.
  public static let badParameter = DiagnosticCode(
    "R0124", "'param' needs a name and a default",
    """
    `param rows = 1000` declares a parameter that `--param rows=50` may set from outside. Its default
    says what type it has.
    """)

  /// An argument is not written right.
  public static let misplacedArgument = DiagnosticCode(
    "R0125", "an argument is not written right",
    """
    An argument is an expression, or a name, a colon and an expression:
    `lime(model, row, samples: 500)`. The same name cannot be given twice.
    """)

  /// Nothing to pipe.
  public static let leadingPipe = DiagnosticCode(
    "R0126", "nothing to pipe",
    """
    A statement cannot start with `|`, except at the prompt, where it takes up the last result: `| head`
    is `_ | head` there. In a file a line that starts with `|` continues the statement before it, unless
    that ended with `;`.
    """)

  /// The statement is not finished.
  public static let unfinished = DiagnosticCode(
    "R0127", "the statement is not finished",
    """
    The text ends in the middle of a statement: after an operator, inside a bracket, before the `else`
    of an `if`. At the prompt it goes on in the next line.
    """)

  /// The codes of the parser.
  static let syntax: [DiagnosticCode] = [
    .unexpected, .unclosedBracket, .strayCloser, .unclosedText, .badEscape, .badNumber,
    .unknownCharacter, .smartQuotes, .assignmentInExpression, .foreignOperator, .pipeNeedsCall,
    .chainedComparison, .juxtaposition, .foreignStatement, .reservedWord, .badAssignment,
    .incompleteConditional, .missingOperand, .missingComma, .badRecord, .badFunction, .tooDeep,
    .badSeed, .badParameter, .misplacedArgument, .leadingPipe, .unfinished,
  ]
}
