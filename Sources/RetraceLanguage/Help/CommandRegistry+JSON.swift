import RetraceCatalog
public import RetraceTables

extension CommandRegistry {
  /// The version of ``descriptionJSON``; raised when a field changes its meaning.
  public static let descriptionVersion = 1

  /// All commands as data, for editors and for generated pages.
  public var descriptionJSON: JSON {
    .record([
      "version": .number(Double(Self.descriptionVersion)),
      "groups": .array(
        CommandGroup.allCases.map {
          .record(["name": .text($0.rawValue), "title": .text($0.title)])
        }),
      "commands": .array(commands.map(\.descriptionJSON)),
    ])
  }
}

extension Command {
  /// The command as data.
  public var descriptionJSON: JSON {
    .record([
      "name": .text(name),
      "group": .text(group.rawValue),
      "usage": .text(usage),
      "summary": .text(entry.summary),
      "discussion": .text(entry.discussion),
      "parameters": .array(parameters.map(\.descriptionJSON)),
      "examples": .array(
        entry.examples.map {
          .record(["code": .text($0.code), "caption": .text($0.caption)])
        }),
      "references": .array(entry.references.map { .text($0) }),
      "search_terms": .array(entry.searchTerms.map { .text($0) }),
    ])
  }
}

extension ParameterDescription {
  fileprivate var descriptionJSON: JSON {
    .record([
      "name": .text(name),
      "summary": .text(summary),
      "takes": .text(type.phrase),
      "type": type.descriptionJSON,
      "default": defaultText.map { .text($0) } ?? .null,
      "required": .logical(defaultText == nil && !collectsNamed),
      "variadic": .logical(isVariadic),
      "collects_named": .logical(collectsNamed),
    ])
  }
}

extension ParameterType {
  fileprivate var descriptionJSON: JSON {
    switch self {
    case .integer(let range):
      .record([
        "kind": .text("integer"),
        "minimum": range.lowerBound == .min ? .null : .number(Double(range.lowerBound)),
        "maximum": range.upperBound == .max ? .null : .number(Double(range.upperBound)),
      ])
    case .number(let range):
      .record([
        "kind": .text("number"),
        "minimum": range.lowerBound.isFinite ? .number(range.lowerBound) : .null,
        "maximum": range.upperBound.isFinite ? .number(range.upperBound) : .null,
      ])
    case .choice(let words):
      .record(["kind": .text("choice"), "choices": .array(words.map { .text($0) })])
    case .object(let kind): .record(["kind": .text("object"), "object": .text(kind)])
    case .any(let types):
      .record(["kind": .text("any"), "types": .array(types.map(\.descriptionJSON))])
    case .flag: .record(["kind": .text("flag")])
    case .text: .record(["kind": .text("text")])
    case .path: .record(["kind": .text("path")])
    case .columnName: .record(["kind": .text("column_name")])
    case .columnNames: .record(["kind": .text("column_names")])
    case .rowExpression: .record(["kind": .text("row_expression")])
    case .table: .record(["kind": .text("table")])
    case .column: .record(["kind": .text("column")])
    case .row: .record(["kind": .text("row")])
    case .rows: .record(["kind": .text("rows")])
    case .list: .record(["kind": .text("list")])
    case .record: .record(["kind": .text("record")])
    case .function: .record(["kind": .text("function")])
    case .anything: .record(["kind": .text("anything")])
    }
  }
}
