import RetraceTables

/// The JSON objects of numbers in rows that several tools write at the end of a training.
struct CurvesJSON {
  /// A measure, one number a round.
  struct Curve {
    /// The keys that lead to it.
    let path: [String]
    let values: [Double]
  }

  /// What one file holds.
  let json: JSON

  /// A file larger than this is no such file.
  static let sizeLimit = 256 << 20

  /// Reads a file that holds an object; nil if it holds anything else.
  ///
  /// - Parameter hints: one of these words has to stand near its start.
  static func read(_ path: String, hints: [String] = []) -> CurvesJSON? {
    guard let start = FileHead.read(path, count: 64),
      FileHead.firstCharacter(start) == UInt8(ascii: "{"), let head = FileHead.read(path)
    else { return nil }
    guard listsNumbersFirst(head) else { return nil }
    let text = String(decoding: head, as: UTF8.self)
    guard hints.isEmpty || hints.contains(where: { text.contains("\"\($0)\"") }),
      let file = try? RunFiles.mapped(path), file.count <= sizeLimit,
      let json = try? JSONParser.parse(file, allowingNonNumbers: true), case .object = json
    else { return nil }
    return CurvesJSON(json: json)
  }

  /// Whether the first list of a text holds numbers, in objects that are nested little, so that
  /// models and tables are not read as a whole to find that they are none.
  private static func listsNumbersFirst(_ head: [UInt8]) -> Bool {
    var (depth, place) = (0, 0)
    while place < head.count {
      switch head[place] {
      case UInt8(ascii: "{"):
        depth += 1
        guard depth <= 4 else { return false }
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\""):
        place += 1
        while place < head.count, head[place] != UInt8(ascii: "\"") {
          place += head[place] == UInt8(ascii: "\\") ? 2 : 1
        }
      case UInt8(ascii: "["):
        let first = head[(place + 1)...].first { $0 > 0x20 }
        // A digit, a sign, NaN, Infinity, null, or a text such as "NaN".
        return first.map { "0123456789-NIn\"".utf8.contains($0) } ?? false
      default: break
      }
      place += 1
    }
    return false
  }

  /// The curves of an object whose members are all lists of numbers; nil if one is anything else
  /// or there is none.
  static func curves(_ json: JSON?, below path: [String] = []) -> [Curve]? {
    guard case .object(let members)? = json, !members.isEmpty else { return nil }
    var curves: [Curve] = []
    for member in members {
      guard let values = numbers(member.value) else { return nil }
      curves.append(Curve(path: path + [member.key], values: values))
    }
    return curves
  }

  /// A list of numbers, of which those that are null are missing; nil if it is anything else.
  static func numbers(_ json: JSON?) -> [Double]? {
    guard case .array(let items)? = json else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(items.count)
    for item in items {
      guard let number = JSONNumber.of(item) else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
