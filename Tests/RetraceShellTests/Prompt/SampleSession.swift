import RetraceCatalog
import RetraceLanguage
import RetraceSession
import RetraceSyntax
import RetraceTables

/// A session with a few commands that stand for the real ones.
enum SampleSession {
  /// Makes a session and runs statements in it.
  static func make(_ text: String = "", folder: String = "/tmp") -> Session {
    let session = Session(
      registry: CommandRegistry(commands), host: Host(baseFolder: folder, writing: .anywhere),
      version: "0.0.0")
    run(text, in: session)
    return session
  }

  /// Runs statements.
  @discardableResult
  static func run(_ text: String, in session: Session) -> [RetraceSession.Cell] {
    let source = SourceText(text: text)
    return Parser.parse(text, pipesLastResult: true).statements.map {
      session.run($0, in: source)
    }
  }

  private static let table = ParameterDescription(
    name: "table", summary: "The table.", type: .table)

  private static let commands = [
    command("sample_table", []) { _ in
      .table(
        Table([
          (name: "age", column: Column(numbers: [31, 42])),
          (name: "income", column: Column(numbers: [1, 2])),
          (name: "loan type", column: Column(numbers: [0, 1])),
        ]))
    },
    command(
      "where",
      [table, ParameterDescription(name: "condition", summary: "Which.", type: .rowExpression)]),
    command(
      "group",
      [
        table,
        ParameterDescription(
          name: "by", summary: "Columns.", type: .columnNames, defaultText: "[]",
          isVariadic: true),
      ]),
    command("summarize", [table]),
    command(
      "train",
      [
        table, ParameterDescription(name: "target", summary: "What.", type: .columnName),
        ParameterDescription(
          name: "optimizer", summary: "How.", type: .choice(["sgd", "adam"]),
          defaultText: "\"sgd\""),
      ]),
    command("load", [ParameterDescription(name: "path", summary: "Where.", type: .path)]),
  ]

  private static func command(
    _ name: String, _ parameters: [ParameterDescription],
    run: @escaping Command.Body = { _ in .missing }
  ) -> Command {
    Command(
      CatalogEntry(name: name, summary: "Does \(name)."), group: .tables, parameters: parameters,
      run: run)
  }
}
