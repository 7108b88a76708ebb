extension DiagnosticCode {
  /// Unknown name.
  public static let unknownName = DiagnosticCode(
    "R0201", "unknown name",
    """
    The name is neither a variable nor, where columns are in view, a column. Names are told apart by
    case. `:vars` lists the variables, `schema(t)` the columns of a table. A name that is to stand for
    itself is a text: `"name"`.
    """)

  /// Unknown column.
  public static let unknownColumn = DiagnosticCode(
    "R0202", "unknown column",
    """
    The table has no column of this name. `schema(t)` lists its columns. A column whose name is not a
    word stands in backquotes: `` `credit risk` ``.
    """)

  /// Unknown command.
  public static let unknownCommand = DiagnosticCode(
    "R0203", "unknown command",
    """
    There is no command of this name, and no variable that holds a function. `:help` lists the commands.
    """)

  /// Unknown field.
  public static let unknownField = DiagnosticCode(
    "R0204", "unknown field",
    """
    The value has no field of this name. The error lists the fields that it has.
    """)

  /// Unknown argument.
  public static let unknownArgument = DiagnosticCode(
    "R0205", "unknown argument",
    """
    The command has no parameter of this name. `:help NAME` shows its parameters.
    """)

  /// Not one of the choices.
  public static let unknownChoice = DiagnosticCode(
    "R0206", "not one of the choices",
    """
    The parameter takes one of a few texts; the error lists them.
    """)

  /// No such earlier result.
  public static let unknownResult = DiagnosticCode(
    "R0207", "no such earlier result",
    """
    `_` is the last shown result and `_7` that of cell 7. A cell that failed, was hidden by `;` or only
    assigned a name has none.
    """)

  /// Unknown category.
  public static let unknownLevel = DiagnosticCode(
    "R0208", "unknown category",
    """
    The value is not among the categories that the column, or the model, knows.
    """)

  /// Wrong type.
  public static let wrongType = DiagnosticCode(
    "R0301", "wrong type",
    """
    A value is of another type than is needed here. The error tells what was expected, what it got and,
    in a pipe, from which stage it came.
    """)

  /// Missing argument.
  public static let missingArgument = DiagnosticCode(
    "R0302", "missing argument",
    """
    A parameter without a default was not given. `:help NAME` shows the parameters of a command.
    """)

  /// Surplus argument.
  public static let surplusArgument = DiagnosticCode(
    "R0303", "surplus argument",
    """
    The command takes fewer arguments than were given. In a pipe the first argument is what the pipe
    delivers.
    """)

  /// Value out of range.
  public static let outOfRange = DiagnosticCode(
    "R0304", "value out of range",
    """
    A number lies outside of what the parameter accepts; the error tells the limits.
    """)

  /// An argument is given twice.
  public static let repeatedArgument = DiagnosticCode(
    "R0305", "an argument is given twice",
    """
    The same parameter was given twice: by name and by position, or once as the value of the pipe.
    """)

  /// Lengths do not agree.
  public static let unequalLengths = DiagnosticCode(
    "R0306", "lengths do not agree",
    """
    Columns that are combined element by element, or put into one table, have the same number of rows.
    """)

  /// A condition that is not true or false.
  public static let notACondition = DiagnosticCode(
    "R0307", "a condition that is not true or false",
    """
    `if`, `and`, `or`, `not` and `where` need true, false or missing, or a column of them. To compare
    write `==`.
    """)

  /// A function takes another number of arguments.
  public static let wrongFunction = DiagnosticCode(
    "R0308", "a function takes another number of arguments",
    """
    The function was called with more or fewer values than it has names for.
    """)

  /// Cannot be indexed.
  public static let notIndexable = DiagnosticCode(
    "R0401", "cannot be indexed",
    """
    Lists, columns, texts of a record and tables can be indexed with `[ ]`; this value cannot.
    """)

  /// Past the end.
  public static let pastTheEnd = DiagnosticCode(
    "R0402", "past the end",
    """
    Rows and elements count from 0, so the last of n is n − 1, or -1 counted from the end.
    """)

  /// Cannot be called.
  public static let notCallable = DiagnosticCode(
    "R0403", "cannot be called",
    """
    Only commands and functions can be called. A value stands without brackets behind it.
    """)

  /// Has no fields.
  public static let noFields = DiagnosticCode(
    "R0404", "has no fields",
    """
    The value has no fields that a `.` could reach. Records, tables, rows, runs and results have some.
    """)

  /// A column exists twice.
  public static let repeatedColumn = DiagnosticCode(
    "R0405", "a column exists twice",
    """
    The columns of a table have different names. Rename one of them, or leave it out.
    """)

  /// File not found.
  public static let fileNotFound = DiagnosticCode(
    "R0501", "file not found",
    """
    There is no file or folder of this name. Paths are relative to the folder of the script; at the
    prompt and with `-c` to the working folder. The error shows names nearby that are similar.
    """)

  /// A file cannot be read.
  public static let unreadableFile = DiagnosticCode(
    "R0502", "a file cannot be read",
    """
    The file is there, but it is not what it should be: damaged, cut off, of another kind, in another
    encoding. The error names the place in the file and the way out.
    """)

  /// A file cannot be written.
  public static let unwritableFile = DiagnosticCode(
    "R0503", "a file cannot be written",
    """
    The file or its folder does not allow writing, or the disk is full.
    """)

  /// Not allowed here.
  public static let notAllowed = DiagnosticCode(
    "R0504", "not allowed here",
    """
    Outside of the interactive shell nothing is run, fetched or written that was not allowed on the
    command line: `--allow-run=`, `--allow-net=`, `--allow-write=`.
    """)

  /// A file that is refused.
  public static let unsafeFile = DiagnosticCode(
    "R0505", "a file that is refused",
    """
    Pickle and joblib files are programs: reading them would run whatever they hold. Retrace never does.
    Export the table or model to a plain format; the error names one.
    """)

  /// Failed while running.
  public static let failed = DiagnosticCode(
    "R0601", "failed while running",
    """
    The command was called rightly, but could not do its work with these data; the message tells why.
    """)

  /// Interrupted.
  public static let interrupted = DiagnosticCode(
    "R0602", "interrupted",
    """
    The statement was stopped with Ctrl-C. What was computed before it is as it was.
    """)

  /// Too large.
  public static let tooLarge = DiagnosticCode(
    "R0603", "too large",
    """
    The work would need more memory or time than is sensible. The error tells the limit and how to
    stay below it.
    """)

  /// The run has no such record.
  public static let missingRecord = DiagnosticCode(
    "R0604", "the run has no such record",
    """
    The explanation needs something that was not recorded with the run: per-example losses, checkpoints,
    the training data. The error tells what, and how to record it.
    """)

  /// Functions call one another too deeply.
  public static let tooManyCalls = DiagnosticCode(
    "R0605", "functions call one another too deeply",
    """
    A function that calls itself without end, or functions that do so in a circle.
    """)

  /// A value of --param does not fit.
  public static let badParameterValue = DiagnosticCode(
    "R0606", "a value of --param does not fit",
    """
    `--param name=value` must name a parameter that a `param` statement declares, and have the type of
    its default.
    """)

  /// An expectation failed.
  public static let expectationFailed = DiagnosticCode(
    "R0701", "an expectation failed",
    """
    `expect(condition, message)` found the condition false. In a check the exit code is then 5.
    """)

  /// The codes of evaluation.
  static let evaluation: [DiagnosticCode] = [
    .unknownName, .unknownColumn, .unknownCommand, .unknownField, .unknownArgument,
    .unknownChoice, .unknownResult, .unknownLevel, .wrongType, .missingArgument, .surplusArgument,
    .outOfRange, .repeatedArgument, .unequalLengths, .notACondition, .wrongFunction,
    .notIndexable, .pastTheEnd, .notCallable, .noFields, .repeatedColumn, .fileNotFound,
    .unreadableFile, .unwritableFile, .notAllowed, .unsafeFile, .failed, .interrupted, .tooLarge,
    .missingRecord, .tooManyCalls, .badParameterValue, .expectationFailed,
  ]
}
