import RetraceTables

/// An object of an XGBoost file, whose fields are read with errors that name file and place.
struct XGBoostFields {
  let file: String
  /// Where the object stands, such as `learner.objective`.
  let place: String
  let json: PackedJSON

  /// An error at a field of this object.
  func wrong(_ key: String, _ reason: String) -> ModelError {
    .unreadable(file: file, place: place.isEmpty ? key : "\(place).\(key)", reason: reason)
  }

  /// Whether a key is there and not null.
  func has(_ key: String) -> Bool {
    guard let value = json[key] else { return false }
    return value != .null
  }

  private func value(_ key: String) throws -> PackedJSON {
    guard let value = json[key] else { throw wrong(key, "it is absent") }
    return value
  }

  /// The object under a key.
  func object(_ key: String) throws -> XGBoostFields {
    let value = try value(key)
    guard case .object = value else { throw wrong(key, "expected an object") }
    return XGBoostFields(file: file, place: place.isEmpty ? key : "\(place).\(key)", json: value)
  }

  /// The text under a key.
  func text(_ key: String) throws -> String {
    guard case .text(let text) = try value(key) else { throw wrong(key, "expected a text") }
    return text
  }

  /// The texts under a key; none if it is absent.
  func texts(_ key: String) throws -> [String] {
    guard has(key) else { return [] }
    guard case .array(let items) = try value(key) else {
      throw wrong(key, "expected a list of texts")
    }
    return try items.map { item in
      guard case .text(let text) = item else { throw wrong(key, "expected a list of texts") }
      return text
    }
  }

  /// The objects under a key; none if it is absent.
  func objects(_ key: String) throws -> [XGBoostFields] {
    guard has(key) else { return [] }
    guard case .array(let items) = try value(key) else {
      throw wrong(key, "expected a list of objects")
    }
    return try items.enumerated().map { position, item in
      guard case .object = item else { throw wrong(key, "expected a list of objects") }
      return XGBoostFields(file: file, place: "\(place).\(key)[\(position)]", json: item)
    }
  }

  /// The numbers under a key, where true counts as 1.
  func numbers(_ key: String, count: Int? = nil) throws -> [Double] {
    let numbers: [Double]
    switch try value(key) {
    case .numbers(let found): numbers = found
    case .array(let items):
      numbers = try items.map { item in
        switch item {
        case .number(let number): return number
        case .logical(let flag): return flag ? 1 : 0
        default: throw wrong(key, "expected a list of numbers")
        }
      }
    default: throw wrong(key, "expected a list of numbers")
    }
    if let count, numbers.count != count {
      throw wrong(key, "expected \(count) numbers, got \(numbers.count)")
    }
    return numbers
  }

  /// The whole numbers under a key.
  func wholes(_ key: String, count: Int? = nil) throws -> [Int32] {
    let numbers = try numbers(key, count: count)
    var wholes: [Int32] = []
    wholes.reserveCapacity(numbers.count)
    for number in numbers {
      guard let whole = Int32(exactly: number) else {
        throw wrong(key, "expected whole numbers below 2^31, got \(number)")
      }
      wholes.append(whole)
    }
    return wholes
  }

  /// A whole number that is written as a text, or as a number; a default if it is absent.
  func count(_ key: String, default defaultCount: Int? = nil) throws -> Int {
    if let defaultCount, !has(key) { return defaultCount }
    let count: Int? =
      switch try value(key) {
      case .text(let text): Int(text)
      case .number(let number): Int(exactly: number)
      default: nil
      }
    guard let count, count >= 0 else { throw wrong(key, "expected a whole number from 0 on") }
    return count
  }
}
