import RetraceModels
import RetraceTables

/// Values by their names, of which a record gives one after another as JSON texts.
struct WandBValues {
  /// The names in the order of their first coming, and their values.
  var members: [JSON.Member] { slots.compactMap { $0 } }
  /// The members; nil for those that were removed.
  private var slots: [JSON.Member?] = []
  private var places: [String: Int] = [:]

  /// How deep names may lie in names, and how many inside one are set one by one.
  static let (depthLimit, innerLimit) = (16, 1_000)

  /// A name with its value, as records have it in several forms.
  struct Item {
    /// The name, and those inside it.
    var path: [String] = []
    var value = JSON.null

    /// Reads an item: `key` 1, `nested_key` 2, `value_json` 16.
    init(_ reader: ProtobufReader) throws(ProtobufError) {
      var reader = reader
      while let field = try reader.next() {
        switch field.number {
        case 1: path.insert(try reader.text(field), at: 0)
        case 2: path.append(try reader.text(field))
        case 16: value = WandBValues.value(try reader.bytes(field))
        default: try reader.skip(field)
        }
      }
    }
  }

  /// The value that a JSON text is; numbers that JSON does not have as Python writes them.
  static func value(_ bytes: UnsafeRawBufferPointer) -> JSON {
    let text = String(decoding: bytes, as: UTF8.self)
    if let number = ScalarText.number(text) { return .number(number) }
    guard let value = try? JSONParser.parse(text) else { return .text(text) }
    switch value {
    case .text("NaN"): return .number(.nan)
    case .text("Infinity"): return .number(.infinity)
    case .text("-Infinity"): return .number(-.infinity)
    default: return value
    }
  }

  /// Sets the value of a name, which may lie inside others.
  mutating func set(_ item: Item) {
    guard let name = item.path.first, item.path.count <= Self.depthLimit else { return }
    let rest = item.path.dropFirst()
    if let place = places[name] {
      let before = slots[place]?.value ?? .null
      slots[place] = .init(name, Self.setting(rest, of: before, to: item.value))
    } else {
      places[name] = slots.count
      slots.append(.init(name, Self.setting(rest, of: .null, to: item.value)))
    }
  }

  /// Removes a name.
  mutating func remove(_ item: Item) {
    guard item.path.count == 1, let place = places.removeValue(forKey: item.path[0]) else { return }
    slots[place] = nil
  }

  private static func setting(
    _ path: ArraySlice<String>, of value: JSON, to new: JSON
  ) -> JSON {
    guard let name = path.first else { return new }
    var members: [JSON.Member] = []
    if case .object(let known) = value { members = known }
    let rest = path.dropFirst()
    if let place = members.firstIndex(where: { $0.key == name }) {
      members[place] = .init(name, setting(rest, of: members[place].value, to: new))
    } else if members.count < innerLimit {
      members.append(.init(name, setting(rest, of: .null, to: new)))
    }
    return .object(members)
  }
}
