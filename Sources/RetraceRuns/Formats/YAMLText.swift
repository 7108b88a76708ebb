import RetraceTables
import Yams

/// Reads YAML as data: no tag makes anything but the value that is written.
enum YAMLText {
  /// Why a text was not read.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  /// How many values there may be, those that aliases repeat counted each time.
  static let valueLimit = 100_000

  /// Reads a text that is a mapping at its top.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - isTyped: whether plain scalars become numbers, logicals and null; else all are texts.
  /// - Throws: ``Unreadable``.
  static func members(
    _ bytes: UnsafeRawBufferPointer, isTyped: Bool
  ) throws -> [JSON.Member] {
    if !isTyped, let members = PlainYAML.members(bytes) { return members }
    if let objection = YAMLGuard.objection(to: bytes) { throw Unreadable(description: objection) }
    let root: Node?
    do {
      root = try compose(yaml: String(decoding: bytes, as: UTF8.self))
    } catch let error as YamlError {
      throw Unreadable(description: reason(error))
    }
    guard let root else { return [] }
    guard case .mapping = root else {
      if case .scalar(let scalar) = root, scalar.string.isEmpty { return [] }
      throw Unreadable(description: "it holds no names with values")
    }
    var conversion = Conversion(isTyped: isTyped)
    guard case .object(let members) = try conversion.json(root) else { return [] }
    return members
  }

  private static func reason(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return "line \(mark.line), column \(mark.column): \(problem)"
    case .duplicatedKeysInMapping(let names, _):
      return "the name '\(names.first ?? "")' stands in it twice"
    case .reader(let problem, _, _, _): return problem
    default: return "it is no YAML"
    }
  }

  /// Turns nodes into JSON and counts them.
  private struct Conversion {
    let isTyped: Bool
    var count = 0

    init(isTyped: Bool) { self.isTyped = isTyped }

    mutating func json(_ node: Node) throws -> JSON {
      count += 1
      guard count <= YAMLText.valueLimit else {
        throw Unreadable(description: "it holds more than \(YAMLText.valueLimit) values")
      }
      switch node {
      case .scalar(let scalar): return json(scalar)
      case .sequence(let sequence): return .array(try sequence.map { try json($0) })
      case .mapping(let mapping):
        return .object(
          try mapping.map { key, value in
            let name = try json(key)
            if case .text(let text) = name { return JSON.Member(text, try json(value)) }
            return JSON.Member(name.serialized, try json(value))
          })
      case .alias: return .null
      }
    }

    private func json(_ scalar: Node.Scalar) -> JSON {
      // `!!python/name:torch.nn.ReLU` has its value in the tag.
      let prefix = "tag:yaml.org,2002:python/"
      if scalar.string.isEmpty, scalar.tag.rawValue.hasPrefix(prefix) {
        return .text(String(scalar.tag.rawValue.dropFirst(prefix.count)))
      }
      guard scalar.style == .plain else { return .text(scalar.string) }
      return PlainYAML.value(scalar.string, isTyped: isTyped)
    }
  }
}
