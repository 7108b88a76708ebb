import RetraceSyntax
import RetraceTables

extension Evaluator {
  /// The value of a bare name: a parameter, a column, a variable, an earlier result, a command.
  func lookUp(_ name: String, _ range: SourceRange) throws(Diagnostic) -> Value {
    if let value = scope.local(name) { return value }
    if let column = scope.column(name) { return .column(column) }
    if let value = try variableOrResult(name, range) { return value }
    if let command = context.registry[name] {
      return .function(CommandFunction(command, self))
    }
    throw unknown(name, range)
  }

  /// The value of a variable, whatever columns are in view.
  func lookUpVariable(_ name: String, _ range: SourceRange) throws(Diagnostic) -> Value {
    if let value = scope.local(name) { return value }
    if let value = try variableOrResult(name, range) { return value }
    let near = Suggestions.names(near: name, among: variableNames)
    throw Diagnostic(
      .unknownName, "there is no variable '\(name)'", at: range,
      facts: variableFacts(unless: near), help: Suggestions.question(near.map { "$\($0)" }))
  }

  /// The value of a variable or earlier result; nil if there is none.
  func variable(_ name: String) -> Value? {
    do throws(Diagnostic) {
      return try variableOrResult(name, SourceRange(0, 0))
    } catch { return nil }
  }

  /// The names of all variables and parameters in view.
  var variableNames: [String] {
    var names = Array(scope.variables.keys)
    var frame = scope.locals
    while let current = frame {
      names += current.names
      frame = current.parent
    }
    if let own = scope.own { names.append(own.name) }
    return names.sorted()
  }

  private func variableOrResult(
    _ name: String, _ range: SourceRange
  ) throws(Diagnostic) -> Value? {
    if let value = scope.variable(name) { return value }
    guard name.utf8.first == UInt8(ascii: "_") else { return nil }
    let digits = name.dropFirst()
    if digits.isEmpty {
      if let last = context.results.last { return last }
      throw Diagnostic(
        .unknownResult, "there is no earlier result that '_' could stand for", at: range)
    }
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    if let cell = Int(digits), let value = context.results.byCell[cell] { return value }
    let cells = context.results.byCell.keys.sorted().suffix(8).map { "_\($0)" }
    let facts = cells.isEmpty ? [] : ["results: \(cells.joined(separator: ", "))"]
    throw Diagnostic(
      .unknownResult, "cell \(digits) showed no result", at: range, facts: facts)
  }

  /// The error for a name that nothing has, with what is near or there.
  private func unknown(_ name: String, _ range: SourceRange) -> Diagnostic {
    var columns: [String] = []
    var tables: [Table] = []
    var frame = scope.columns
    while let current = frame {
      columns += current.table.names
      tables.append(current.table)
      frame = current.parent
    }
    if let table = tables.first {
      let near = Suggestions.names(near: name, among: columns + variableNames)
      return Diagnostic(
        .unknownColumn, "there is no column or variable '\(name)'", at: range,
        facts: [Suggestions.listing("columns", table.names)], help: Suggestions.question(near))
    }
    let near = Suggestions.names(near: name, among: variableNames)
    if near.isEmpty {
      let commands = Suggestions.names(near: name, among: context.registry.names)
      if let command = commands.first {
        return Diagnostic(
          .unknownName, "there is no variable '\(name)'", at: range,
          facts: variableFacts(unless: near),
          help: "did you mean the command '\(command)'?")
      }
    }
    return Diagnostic(
      .unknownName, "there is no variable '\(name)'", at: range,
      facts: variableFacts(unless: near),
      help: Suggestions.question(near) ?? "a text stands between quotes: \"\(name)\"")
  }

  private func variableFacts(unless near: [String]) -> [String] {
    let names = variableNames
    guard near.isEmpty, !names.isEmpty else { return [] }
    return [Suggestions.listing("variables", names)]
  }
}
