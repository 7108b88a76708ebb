package import RetraceCatalog
import RetraceTables

extension ParameterType {
  /// Whether the argument is kept unevaluated because bare names in it may be columns.
  package var isDeferred: Bool {
    switch self {
    case .columnName, .columnNames, .rowExpression: true
    case .any(let types): types.contains(where: \.isDeferred)
    default: false
    }
  }

  /// Checks a value that was given for a parameter of this type.
  ///
  /// - Throws: `ArgumentError` with what was expected and what was got.
  package func check(_ value: Value, _ parameter: String) throws(ArgumentError) {
    switch self {
    case .integer(let range):
      guard case .number = value else { break }
      _ = try value.argument.integer(parameter, range)
      return
    case .number(let range):
      guard case .number(let number) = value else { break }
      if !number.isNaN || range != -.infinity ... .infinity {
        _ = try value.argument.number(parameter, range)
      }
      return
    case .choice(let words):
      guard case .text(let text) = value else { break }
      guard words.contains(text) else {
        throw .outOfRange(
          parameter: parameter, expected: phrase, got: value.sourceText,
          suggestions: Suggestions.names(near: text, among: words))
      }
      return
    case .any(let types):
      // What takes a cell or a column of cells takes a missing cell.
      if case .missing = value, types.contains(.column), types.contains(where: \.isCell) {
        return
      }
      if case .some = types.first(where: { $0.admits(value, parameter) }) { return }
      // A value of the right kind outside of one type's range deserves that type's words.
      for type in types where type.admitsKind(of: value) { try type.check(value, parameter) }
    default:
      if admitsKind(of: value) { return }
    }
    throw .wrongKind(parameter: parameter, expected: phrase, got: value.shapePhrase)
  }

  /// Whether an object is taken as the table that stands for it, as it cannot be taken itself.
  package func takesTable(of object: any ObjectValue) -> Bool {
    switch self {
    case .table, .rows: true
    case .any(let types):
      types.contains(.table) && !types.contains { $0.admitsKind(of: .object(object)) }
    default: false
    }
  }

  private var isCell: Bool {
    switch self {
    case .number, .integer, .text, .flag: true
    default: false
    }
  }

  private func admits(_ value: Value, _ parameter: String) -> Bool {
    do throws(ArgumentError) { try check(value, parameter) } catch { return false }
    return true
  }

  private func admitsKind(of value: Value) -> Bool {
    switch (self, value) {
    case (.anything, _), (.integer, .number), (.number, .number), (.flag, .logical),
      (.choice, .text), (.text, .text), (.path, .text), (.table, .table), (.column, .column),
      (.row, .row), (.row, .record), (.rows, .row), (.rows, .record), (.rows, .table),
      (.list, .list), (.list, .column), (.record, .record), (.record, .row),
      (.function, .function), (.columnName, _), (.columnNames, _), (.rowExpression, _):
      true
    case (.row, .table(let table)): table.rowCount == 1
    case (.column, .list(let items)): Column(values: items) != nil
    case (.object(let kind), .object(let object)): object.kind == kind
    case (.any(let types), _): types.contains { $0.admitsKind(of: value) }
    default: false
    }
  }
}
