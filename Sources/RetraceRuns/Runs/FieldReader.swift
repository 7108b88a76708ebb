import RetraceTables

/// The fields of a JSON object of `run.json`, read with errors that name file and place.
struct FieldReader {
  let file: String
  let json: JSON
  var place = ""

  func wrong(_ key: String, _ reason: String) -> RunError {
    .damaged(file: file, place: place.isEmpty ? key : "\(place).\(key)", reason: reason)
  }

  /// A text; nil if it is absent or null.
  func text(_ key: String) throws -> String? {
    switch json[key] {
    case nil, .null?: return nil
    case .text(let text)?: return text
    default: throw wrong(key, "expected a text")
    }
  }

  /// A list; empty if it is absent.
  func array(_ key: String) throws -> [JSON] {
    switch json[key] {
    case nil, .null?: return []
    case .array(let items)?: return items
    default: throw wrong(key, "expected a list")
    }
  }

  /// A list of texts, also of numbers and logicals; empty if it is absent.
  func texts(_ key: String) throws -> [String] {
    try array(key).map { item in
      switch item {
      case .text(let text): return text
      case .number, .logical: return item.serialized
      default: throw wrong(key, "expected texts")
      }
    }
  }

  /// The members of an object; none if it is absent.
  func members(_ key: String) throws -> [JSON.Member] {
    switch json[key] {
    case nil, .null?: return []
    case .object(let members)?: return members
    default: throw wrong(key, "expected an object")
    }
  }

  /// A whole number from 0 to 2^53; nil if it is absent.
  func whole(_ key: String) throws -> Int? {
    guard let value = json[key], value != .null else { return nil }
    guard case .number(let number) = value, let whole = Int(exactly: number), whole >= 0,
      whole <= 1 << 53
    else { throw wrong(key, "expected a whole number from 0 on") }
    return whole
  }

  /// The name of a file inside the folder: a path out of it is refused.
  func fileName(_ key: String) throws -> String {
    guard let name = try text(key), !name.isEmpty else { throw wrong(key, "is absent") }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.hasPrefix("/"), !parts.contains(".."), !name.utf8.contains(0) else {
      throw wrong(key, "'\(name)' leads out of the run's folder")
    }
    return name
  }
}
