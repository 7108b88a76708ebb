import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// A session of tests: runs statements and tells what came out, as text.
struct Session {
  var interpreter: Interpreter
  private var cell = 0

  init(commands: [Command] = testCommands, seed: UInt64 = 42, overrides: [String: String] = [:]) {
    let host = Host(baseFolder: "/nowhere", writing: .only([]))
    interpreter = Interpreter(
      registry: CommandRegistry(commands), host: host, seed: seed, overrides: overrides)
    interpreter.environment = Environment(seed: seed)
    interpreter.define("t", .table(Self.table))
    interpreter.define("r", .record(Record([("a", .number(1)), ("b", .text("x"))])))
  }

  /// Three rows with every kind of column and a missing cell in each.
  static let table = Table(
    [
      ("age", Column(numbers: [30, .missing, 50])),
      ("score", Column(numbers: [0.5, 1.5, -2])),
      ("job", Column(categories: ["cook", "smith", nil])),
      ("note", Column(texts: ["b", nil, "a"])),
      ("good", Column(logicals: [true, false, nil])),
      ("day", Column(.moments([0, 86_400, .missing], isDate: true))),
      ("credit risk", Column(numbers: [1, 2, 3])),
    ], origin: RowOrigin(name: "valid", positions: [7, 8, 9]))

  /// The outcome of the last of some statements; those before it must succeed.
  mutating func run(_ text: String) throws -> Outcome {
    let source = SourceText(name: "cell \(cell + 1)", text: text)
    let result = Parser.parse(text)
    if let diagnostic = result.finalDiagnostics.first { throw diagnostic }
    var outcome: Outcome?
    for statement in result.statements {
      cell += 1
      outcome = try interpreter.run(statement, in: source, cell: cell)
    }
    guard let outcome else { throw Diagnostic(.unfinished, "no statement", at: SourceRange(0, 0)) }
    return outcome
  }

  /// The value of the last of some statements, as it would be typed; columns as lists with their
  /// kind before them, tables as records of columns, errors as `code message`.
  static func result(_ text: String) -> String {
    var session = Session()
    do {
      return try session.run(text).value.map(describe) ?? "nothing"
    } catch let diagnostic as Diagnostic {
      return "\(diagnostic.code) \(diagnostic.message)"
    } catch {
      return "other error: \(error)"
    }
  }

  static func describe(_ value: Value) -> String {
    switch value {
    case .column(let column):
      return "\(column.kind)\(Value.list(column.values).sourceText)"
    case .table(let table):
      let columns = table.namedColumns.map { "\($0.name): \(describe(.column($0.column)))" }
      return "{\(columns.joined(separator: ", "))}"
    case .row(let row): return row.label ?? "row"
    case .list(let items): return "[\(items.map(describe).joined(separator: ", "))]"
    default: return value.sourceText
    }
  }

  /// The error of a text, as its code and message, the text with the place between « and », then
  /// labels, facts and help, a line each.
  static func error(_ text: String) -> String {
    var session = Session()
    do {
      let outcome = try session.run(text)
      return "no error but \(outcome.value.map(describe) ?? "nothing")"
    } catch let diagnostic as Diagnostic {
      let source = SourceText(text: text)
      let end = source.count
      let range = diagnostic.range
      var lines = ["\(diagnostic.code) \(diagnostic.message)"]
      lines.append(
        source[SourceRange(0, range.lowerBound)] + "«" + source[range] + "»"
          + source[SourceRange(range.upperBound, end)])
      lines += diagnostic.labels.map { "label \(source[$0.range]): \($0.text)" }
      lines += diagnostic.facts.map { "fact \($0)" }
      if let help = diagnostic.help { lines.append("help \(help)") }
      if let fix = diagnostic.fix {
        lines.append(Parser.parse(fix).finalDiagnostics.isEmpty ? "fix \(fix)" : "BAD FIX \(fix)")
      }
      return lines.joined(separator: "\n")
    } catch {
      return "other error: \(error)"
    }
  }
}
