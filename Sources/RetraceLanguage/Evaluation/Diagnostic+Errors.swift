import RetraceCatalog
import RetraceNumerics
public import RetraceSyntax
public import RetraceTables

extension Diagnostic {
  /// The diagnostic for an error that a command threw.
  ///
  /// - Parameters:
  ///   - error: a diagnostic stays as it is; an error of a library gives its description.
  ///   - range: the place of the call or argument.
  ///   - command: the command that was called.
  ///   - bound: its arguments, for errors that name a parameter.
  package init(
    _ error: any Error, at range: SourceRange, command: Command?, bound: [BoundArgument] = []
  ) {
    switch error {
    case let diagnostic as Diagnostic:
      self = diagnostic
    case is Interrupted:
      self.init(.interrupted, "stopped", at: range)
    case let argument as ArgumentError:
      self.init(argument, at: range, command: command, bound: bound)
    case let table as TableError:
      let position = command?.parameters.firstIndex { $0.type == .path }
      let place = position.flatMap { $0 < bound.count ? bound[$0].range : nil } ?? range
      self.init(table, at: place)
    default:
      self.init(.failed, "\(error)", at: range)
    }
  }

  /// The diagnostic for a table that could not be read or written.
  private init(_ error: TableError, at range: SourceRange) {
    let code: DiagnosticCode
    switch error {
    case .fileNotFound(let path, let near):
      self.init(
        .fileNotFound, "there is no file '\(path)'", at: range,
        help: Suggestions.question(near, quote: "\""))
      return
    case .wrongKind(_, let found, _):
      code = found.contains("pickle") || found.contains("joblib") ? .unsafeFile : .unreadableFile
    case .unknownColumn: code = .unknownColumn
    case .badOption: code = .outOfRange
    case .tooLarge: code = .tooLarge
    case .unwritable: code = .unwritableFile
    default: code = .unreadableFile
    }
    self.init(code, error.description, at: range)
  }

  private init(
    _ error: ArgumentError, at range: SourceRange, command: Command?, bound: [BoundArgument]
  ) {
    let name =
      switch error {
      case .wrongKind(let name, _, _), .outOfRange(let name, _, _, _), .absent(let name, _),
        .unknown(let name, _):
        name
      }
    let position = command?.parameters.firstIndex { $0.name == name }
    let place = position.flatMap { $0 < bound.count ? bound[$0].range : nil } ?? range
    let usage = command.map { "usage: \($0.usage)" }
    switch error {
    case .wrongKind:
      self.init(.wrongType, error.description, at: place, help: usage)
    case .outOfRange(_, let expected, let got, let suggestions):
      guard suggestions.isEmpty else {
        self.init(
          .unknownChoice, "'\(name):' takes \(expected), got \(got)", at: place,
          help: Suggestions.question(suggestions, quote: "\""))
        return
      }
      let code = expected.hasPrefix("\"") ? DiagnosticCode.unknownChoice : .outOfRange
      self.init(code, error.description, at: place, help: usage)
    case .absent:
      self.init(.missingArgument, error.description, at: place, help: usage)
    case .unknown:
      self.init(.unknownArgument, error.description, at: place, help: usage)
    }
  }

  /// The error for a column that a table does not have.
  public static func unknownColumn(
    _ name: String, in table: Table, at range: SourceRange
  ) -> Diagnostic {
    let near = Suggestions.names(near: name, among: table.names)
    return Diagnostic(
      .unknownColumn, "the table has no column '\(name)'", at: range,
      facts: [Suggestions.listing("its columns", table.names)], help: Suggestions.question(near))
  }

  /// The error for a value that is neither true, false nor missing, nor a column of these.
  package static func notACondition(
    _ value: Value, at range: SourceRange, needed: String
  ) -> Diagnostic {
    Diagnostic(
      .notACondition, "\(needed) is true, false or missing, got \(value.shapePhrase)", at: range,
      help: "to compare write '==', '<' and so on")
  }

  /// The same error at a call of a function whose text stands elsewhere.
  func moved(to range: SourceRange, from function: LambdaFunction) -> Diagnostic {
    var copy = self
    copy.range = range
    copy.labels = []
    copy.note = nil
    copy.fix = nil
    let place = function.name == "function" ? "the function" : "'\(function.name)'"
    let text = function.evaluator.source.text[self.range]
    copy.facts.append("in \(place): \(function.sourceText)")
    if !text.isEmpty, text != function.sourceText { copy.facts.append("at: \(text)") }
    return copy
  }
}
