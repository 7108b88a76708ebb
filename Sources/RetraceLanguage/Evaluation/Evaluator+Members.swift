import RetraceSyntax
import RetraceTables

extension Evaluator {
  /// The field of a value.
  func member(
    _ name: NameSyntax, of value: Value, base: SourceRange
  ) throws(Diagnostic) -> Value {
    if let field = try field(name.text, of: value, at: name.range) { return field }
    switch value {
    case .table(let table):
      throw commandHint(.unknownColumn(name.text, in: table, at: name.range), name, base)
    case .row(let row):
      throw commandHint(.unknownColumn(name.text, in: row.table, at: name.range), name, base)
    case .record(let record):
      throw unknownField(name, of: "the record", record.fields.map(\.name), base)
    case .object(let object):
      throw unknownField(name, of: "the \(object.kind)", object.fieldNames, base)
    default:
      let diagnostic = Diagnostic(
        .noFields, "\(value.shapePhrase) has no fields", at: name.range,
        labels: [.init(base, "this is \(value.shapePhrase)")])
      throw commandHint(diagnostic, name, base)
    }
  }

  /// The field of a value, nil if it has none of that name.
  func field(
    _ name: String, of value: Value, at range: SourceRange
  ) throws(Diagnostic) -> Value? {
    switch value {
    case .table(let table): return table[name].map(Value.column)
    case .row(let row): return row[name].map(Value.init)
    case .record(let record): return record[name]
    case .object(let object):
      do {
        return try object.field(name)
      } catch {
        throw Diagnostic(error, at: range, command: nil)
      }
    default: return nil
    }
  }

  private func unknownField(
    _ name: NameSyntax, of owner: String, _ names: [String], _ base: SourceRange
  ) -> Diagnostic {
    let near = Suggestions.names(near: name.text, among: names)
    let diagnostic = Diagnostic(
      .unknownField, "\(owner) has no field '\(name.text)'", at: name.range,
      facts: [Suggestions.listing("its fields", names, limit: 20)],
      help: Suggestions.question(near))
    return commandHint(diagnostic, name, base)
  }

  /// Adds that the name is a command's, if nothing nearer was found.
  private func commandHint(
    _ diagnostic: Diagnostic, _ name: NameSyntax, _ base: SourceRange
  ) -> Diagnostic {
    guard diagnostic.help == nil, context.registry[name.text] != nil else { return diagnostic }
    var copy = diagnostic
    let fix = "\(source.text[base]) | \(name.text)"
    copy.help = "'\(name.text)' is a command: \(fix)"
    copy.fix = fix
    return copy
  }
}
