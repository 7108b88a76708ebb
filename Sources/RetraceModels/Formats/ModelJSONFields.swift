import RetraceTables

/// A JSON object of a model file, whose fields are read with errors that name file and place.
struct ModelJSONFields {
  let file: String
  /// Where the object stands, such as `layers[2]`; empty for the whole file.
  let place: String
  let json: JSON

  /// An error at a field of this object.
  func wrong(_ key: String, _ reason: String) -> ModelError {
    .unreadable(file: file, place: path(key), reason: reason)
  }

  func path(_ key: String) -> String {
    place.isEmpty ? key : key.isEmpty ? place : "\(place).\(key)"
  }

  /// Whether a key is there and not null.
  func has(_ key: String) -> Bool {
    guard let value = json[key] else { return false }
    return value != .null
  }

  /// The value of a key that must be there.
  func value(_ key: String) throws -> JSON {
    guard let value = json[key] else { throw wrong(key, "it is absent") }
    return value
  }

  func text(_ key: String) throws -> String {
    guard case .text(let text) = try value(key) else { throw wrong(key, "expected a text") }
    return text
  }

  func array(_ key: String) throws -> [JSON] {
    guard case .array(let items) = try value(key) else { throw wrong(key, "expected a list") }
    return items
  }

  /// A list of texts.
  func texts(_ key: String) throws -> [String] {
    try array(key).enumerated().map { position, item in
      guard case .text(let text) = item else {
        throw wrong("\(key)[\(position)]", "expected a text")
      }
      return text
    }
  }

  /// A finite number.
  func number(_ key: String) throws -> Double { try number(try value(key), key) }

  /// A list of finite numbers.
  func numbers(_ key: String, count: Int? = nil) throws -> [Double] {
    try numbers(try value(key), key, count: count)
  }

  /// A finite number that stands somewhere under a key.
  func number(_ json: JSON, _ key: String, allowingInfinite: Bool = false) throws -> Double {
    switch json {
    case .number(let number) where number.isFinite || allowingInfinite && !number.isNaN:
      return number
    case .number: throw wrong(key, "expected a finite number")
    case .text("inf") where allowingInfinite: return .infinity
    case .text("-inf") where allowingInfinite: return -.infinity
    default: throw wrong(key, "expected a number")
    }
  }

  /// A list of finite numbers that stands somewhere under a key.
  func numbers(
    _ json: JSON, _ key: String, count: Int? = nil, allowingInfinite: Bool = false
  ) throws -> [Double] {
    guard case .array(let items) = json else { throw wrong(key, "expected a list of numbers") }
    if let count, items.count != count {
      throw wrong(key, "expected \(count) numbers, got \(items.count)")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(items.count)
    for (position, item) in items.enumerated() {
      if case .number(let number) = item, number.isFinite {
        numbers.append(number)
      } else {
        numbers.append(
          try number(item, "\(key)[\(position)]", allowingInfinite: allowingInfinite))
      }
    }
    return numbers
  }

  /// A list of whole numbers from a lowest one to below 2^31.
  func integers(_ key: String, from lowest: Int) throws -> [Int] {
    try numbers(key).enumerated().map { position, number in
      guard let whole = Int(exactly: number), whole >= lowest, whole <= Int(Int32.max) else {
        throw wrong("\(key)[\(position)]", "expected a whole number from \(lowest) on")
      }
      return whole
    }
  }

  /// A list of lists of numbers of equal lengths.
  func rows(_ key: String, columns: Int? = nil) throws -> [[Double]] {
    let items = try array(key)
    guard !items.isEmpty else { throw wrong(key, "expected rows of numbers, got none") }
    var count = columns
    return try items.enumerated().map { position, item in
      let row = try numbers(item, "\(key)[\(position)]", count: count)
      count = row.count
      return row
    }
  }

  /// One of the raw values of an enum.
  func choice<Choice>(_ key: String, _ type: Choice.Type) throws -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    let text = try text(key)
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw wrong(key, "'\(text)' is none of \(words)")
    }
    return choice
  }

  /// The object at a position of a list.
  func item(_ key: String, _ position: Int, _ json: JSON) throws -> ModelJSONFields {
    let name = "\(key)[\(position)]"
    guard case .object = json else { throw wrong(name, "expected an object") }
    return ModelJSONFields(file: file, place: path(name), json: json)
  }
}
