import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Invocation {
  /// Does something with a model or run, and puts what its library refuses at the argument that
  /// is to blame.
  ///
  /// - Parameter rows: the parameter that got the rows.
  func locating<Result>(
    rows: String = "rows", _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let refusal as ModelError {
      throw diagnostic(refusal, rows: rows)
    } catch let refusal as RunError {
      throw diagnostic(refusal)
    } catch let refusal as ExplainError {
      throw diagnostic(refusal, rows: rows)
    }
  }

  private func diagnostic(_ refusal: ModelError, rows: String) -> Diagnostic {
    let text = "\(refusal)"
    switch refusal {
    case .absentColumn(let name, let available):
      let isTarget = self["target"].columnName == name
      let near = Suggestions.names(near: name, among: available)
      return error(
        .unknownColumn,
        isTarget
          ? "the table has no column '\(name)'"
          : "the model needs the column '\(name)', which the rows do not have",
        at: isTarget ? "target" : rows,
        facts: [Suggestions.listing("their columns", available)],
        help: isTarget
          ? Suggestions.question(near)
          : near.first.map { "if it is called '\($0)' there: rename(rows, \(name): \($0))" })
    case .wrongColumnKind(let name, _, let got):
      return error(
        .wrongType, text, at: rows,
        help: got.contains("number")
          ? "mutate(rows, \(name): text(\(name))) makes texts of numbers"
          : "mutate(rows, \(name): number(\(name))) makes numbers of texts")
    case .noScale(_, let available):
      return error(
        .unknownChoice, text, at: "output",
        help: available.first.map { "output: \"\($0.rawValue)\"" })
    case .unsuitedTarget: return error(.wrongType, text, at: isGiven("target") ? "target" : rows)
    case .noRows, .wrongWidth, .refusedRows, .unusablePrediction:
      return error(.failed, text, at: rows)
    case .noThreshold: return error(.outOfRange, text, at: "threshold")
    default: return error(.failed, text)
    }
  }

  private func diagnostic(_ refusal: RunError) -> Diagnostic {
    let text = "\(refusal)"
    switch refusal {
    case .absentColumn(_, let role, _): return error(.unknownColumn, text, at: role)
    case .unsuitedTarget: return error(.wrongType, text, at: "target")
    case .unsuitedColumn(let name, _):
      return error(.wrongType, text, at: "table", help: "drop: \(name) leaves it out")
    case .unsuitedOption(let name, _): return error(.outOfRange, text, at: name)
    case .noCheckpoint: return error(.pastTheEnd, text, at: "epoch")
    case .tooFewRows: return error(.failed, text, at: "table")
    case .unwritable: return error(.unwritableFile, text, at: "folder")
    case .absentRecord: return error(.missingRecord, text)
    default: return error(.failed, text)
    }
  }

  private func diagnostic(_ refusal: ExplainError, rows: String) -> Diagnostic {
    let text = "\(refusal)"
    switch refusal {
    case .noBackground: return error(.missingRecord, text, at: "model")
    case .tooFewRows, .notFinite: return error(.failed, text, at: rows)
    case .unsuitedModel: return error(.wrongType, text, at: "model")
    case .unknownFeature(let name, _):
      return error(.unknownColumn, text, at: parameter(naming: name) ?? "features")
    case .unknownClass(let name, _):
      return error(.unknownChoice, text, at: parameter(naming: name) ?? "class")
    case .noClasses: return error(.wrongType, text, at: "class")
    case .unknownMetric(let name, let available):
      return unknown("metric", name, available, at: isGiven("by") ? "by" : "metric")
    case .unknownMeasure(let name, let available):
      return unknown("metric", name, available, at: "metrics")
    case .unknownParameter(let name, let available):
      return unknown("parameter", name, available, at: "group")
    case .predictionNotFinite, .unsuited: return error(.failed, text)
    }
  }

  /// No run has what was named; near names are suggested.
  func unknown(
    _ noun: String, _ name: String, _ available: [String], at parameter: String
  ) -> Diagnostic {
    guard !available.isEmpty else {
      return error(
        .missingRecord, "the runs hold no \(noun)s", at: isGiven(parameter) ? parameter : nil)
    }
    return error(
      .unknownChoice, "there is no \(noun) '\(name)'", at: parameter,
      facts: [Suggestions.listing("\(noun)s", available)],
      help: Suggestions.question(Suggestions.names(near: name, among: available)))
  }

  /// The parameter whose argument names a column or class, of those that were given.
  private func parameter(naming name: String) -> String? {
    command.parameters.dropFirst(2).map(\.name).first { parameter in
      switch self[parameter] {
      case .absent: return false
      case .expression(let expression):
        let references = try? expression.columnReferences(in: nil)
        return references?.contains { $0.name == name } ?? false
      case .value(.text(let text), _): return text == name
      case .value(.list(let items), _):
        return items.contains { if case .text(name) = $0 { true } else { false } }
      case .value(.record(let record), _): return record[name] != nil
      default: return false
      }
    }
  }
}

extension BoundArgument {
  /// The one column that the argument names; nil if it is anything else.
  fileprivate var columnName: String? {
    guard case .expression(let expression) = self else { return nil }
    return expression.bareName
  }
}
