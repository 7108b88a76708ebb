import ArgumentParser

/// `retrace [FILE]`: the shell, a script, statements.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrace",
    abstract: "Explain machine-learning training runs at the prompt.",
    usage: """
      retrace                      the shell
      retrace FILE                 run a script or a Markdown document
      retrace -c 'STATEMENTS'      run statements; may be repeated
      retrace -                    statements from standard input
      retrace check FILE...        compare a script with what it printed before
      retrace help [COMMAND]       the reference, offline
      """,
    discussion: """
      Exit codes: 0 fine, 1 a statement failed, 3 a check differs, 4 in a check data is missing \
      or changed, 5 an expect failed, 64 usage.
      """,
    version: Version.current)

  @OptionGroup var shared: SharedOptions

  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run statements; may be repeated.", valueName: "statements"))
  var statements: [String] = []

  @Argument(help: ArgumentHelp("A script or document; - for standard input.", valueName: "file"))
  var file: String?

  func validate() throws {
    if !statements.isEmpty, let file {
      throw ValidationError("give either -c or a file, not both (got '\(file)')")
    }
  }
}

/// `retrace check FILE…`: run again and compare.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrace check",
    abstract: "Run scripts or documents again and compare with what they printed before.",
    discussion: """
      Numbers agree within one unit of the last digit written, words exactly. A difference names \
      the statement, what was expected, what came, and the cause.
      """)

  @OptionGroup var shared: SharedOptions

  @Flag(help: "Write what was printed into the files.")
  var accept = false

  @Argument(help: ArgumentHelp("Scripts or documents.", valueName: "file"))
  var files: [String]
}

/// `retrace help [COMMAND]`: the reference.
struct HelpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrace help", abstract: "Show the reference of the language, offline.")

  @OptionGroup var shared: SharedOptions

  @Flag(help: "Print the whole reference as one Markdown page.")
  var markdown = false

  @Argument(help: ArgumentHelp("A command of the language.", valueName: "command"))
  var name: String?
}
