public import RetraceCatalog
import RetraceDisplay
import RetraceTables

extension Value {
  /// The value as the libraries take it.
  public var argument: Argument {
    switch self {
    case .missing: .missing
    case .number(let number): .number(number)
    case .logical(let flag): .flag(flag)
    case .text(let text): .text(text)
    case .list(let items): .list(items.map(\.argument))
    case .record(let record):
      .record(record.fields.map { (name: $0.name, value: $0.value.argument) })
    case .column(let column): .column(column)
    case .table(let table): .table(table)
    case .row(let row): .row(row)
    case .function(let function): .function(FunctionBridge(function))
    case .object(let object):
      if let known = object as? any CatalogObject {
        .object(known)
      } else {
        .object(ObjectBridge(object))
      }
    }
  }

  /// What a library gave, as a value.
  public init(_ argument: Argument) {
    switch argument {
    case .missing: self = .missing
    case .number(let number): self = Value(number: number)
    case .flag(let flag): self = .logical(flag)
    case .text(let text): self = .text(text)
    case .list(let items): self = .list(items.map { Value($0) })
    case .record(let fields):
      self = .record(Record(fields.map { (name: $0.name, value: Value($0.value)) }))
    case .column(let column): self = .column(column)
    case .table(let table): self = .table(table)
    case .row(let row): self = .row(row)
    case .function(let function):
      self = .function((function as? FunctionBridge)?.function ?? LibraryFunction(function))
    case .object(let object):
      if let bridge = object as? ObjectBridge {
        self = .object(bridge.object)
      } else if let known = object as? any ObjectValue {
        self = .object(known)
      } else {
        self = .object(LibraryObject(object))
      }
    }
  }
}

/// A function of the language that a library can call.
private struct FunctionBridge: CatalogFunction {
  let function: any FunctionValue

  init(_ function: any FunctionValue) {
    self.function = function
  }

  func call(_ arguments: [Argument]) throws -> Argument {
    try function.call(arguments.map { Value($0) }).argument
  }
}

/// An object of the language that libraries only hand on.
private struct ObjectBridge: CatalogObject {
  let object: any ObjectValue
  var kindPhrase: String { Value.object(object).kindPhrase }

  init(_ object: any ObjectValue) {
    self.object = object
  }
}

/// A function that a library gave.
private final class LibraryFunction: FunctionValue {
  let function: any CatalogFunction
  let name = "function"
  let parameterNames = ["value"]

  init(_ function: any CatalogFunction) {
    self.function = function
  }

  func call(_ arguments: [Value]) throws -> Value {
    Value(try function.call(arguments.map(\.argument)))
  }
}

/// An object that a library gave and nothing in the language knows more of.
private final class LibraryObject: ObjectValue {
  let object: any CatalogObject
  let fieldNames: [String] = []

  init(_ object: any CatalogObject) {
    self.object = object
  }

  var kind: String {
    let phrase = object.kindPhrase
    for article in ["a ", "an "] where phrase.hasPrefix(article) {
      return String(phrase.dropFirst(article.count))
    }
    return phrase
  }

  var summary: String { kind }
  func field(_ name: String) throws -> Value? { nil }
  func document() throws -> Document { Document([.headline(kind)]) }
  func json() throws -> JSON { .record(["kind": .text(kind)]) }
}
