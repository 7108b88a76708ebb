import RetraceTables

/// The header of a safetensors file, read and checked.
struct TensorHeader {
  let entries: [TensorFile.Entry]
  let metadata: [String: String]

  init(_ file: MappedFile) throws {
    func wrong(_ place: String, _ reason: String) -> ModelError {
      .unreadableTensors(file: file.name, place: place, reason: reason)
    }
    let count = file.count
    guard count >= 8 else { throw wrong("", "it has \(count) bytes, expected at least 8") }
    let length = file.withBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }
    guard length <= UInt64(TensorFile.headerLimit) else {
      throw wrong("header", "its length is given as \(length), the limit is 100000000")
    }
    let start = 8 + Int(length)
    guard start <= count else {
      throw wrong("header", "\(length) bytes are announced, the file has \(count)")
    }
    let text = file.withBytes { Array($0[8..<start]) }
    let json: JSON
    do {
      json = try JSONParser.parse(text, name: file.name)
    } catch let error as TableError {
      guard case .json(_, _, let column, let reason) = error else { throw error }
      throw wrong("header, byte \(column)", reason)
    }
    guard case .object(let members) = json else { throw wrong("header", "expected an object") }
    var metadata: [String: String] = [:]
    var entries: [TensorFile.Entry] = []
    var names: Set<String> = []
    for member in members {
      if member.key == "__metadata__" {
        guard case .object(let texts) = member.value else {
          throw wrong(member.key, "expected an object of texts")
        }
        for case let text in texts {
          guard case .text(let value) = text.value else {
            throw wrong(member.key, "expected a text at '\(text.key)'")
          }
          metadata[text.key] = value
        }
        continue
      }
      guard names.insert(member.key).inserted else {
        throw wrong("tensor '\(member.key)'", "the name occurs twice")
      }
      do throws(Problem) {
        entries.append(try Self.entry(member, dataStart: start, fileSize: count))
      } catch {
        throw wrong("tensor '\(member.key)'", error.reason)
      }
    }
    if let problem = Self.gap(entries, from: start, to: count) { throw wrong("", problem) }
    self.entries = entries
    self.metadata = metadata
  }

  private struct Problem: Error { let reason: String }

  private static func entry(
    _ member: JSON.Member, dataStart: Int, fileSize: Int
  ) throws(Problem) -> TensorFile.Entry {
    guard case .text(let word) = member.value["dtype"] else {
      throw Problem(reason: "'dtype' is absent or no text")
    }
    guard let kind = TensorKind(rawValue: word) else {
      let known = TensorKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(reason: "the dtype '\(word)' is none of \(known)")
    }
    let shape = try wholes(member.value["shape"], "shape")
    let offsets = try wholes(member.value["data_offsets"], "data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw Problem(reason: "'data_offsets' takes a start and an end")
    }
    guard offsets[1] <= fileSize - dataStart else {
      throw Problem(
        reason: "it ends at byte \(offsets[1]) of the data, which has \(fileSize - dataStart)")
    }
    var size = kind.width
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      guard !overflows else { throw Problem(reason: "the shape \(shape) is too large") }
      size = product
    }
    guard size == offsets[1] - offsets[0] else {
      throw Problem(
        reason: "the shape \(shape) needs \(size) bytes, there are \(offsets[1] - offsets[0])")
    }
    return TensorFile.Entry(
      name: member.key, kind: kind, shape: shape,
      range: dataStart + offsets[0]..<dataStart + offsets[1])
  }

  private static func wholes(_ json: JSON?, _ key: String) throws(Problem) -> [Int] {
    guard case .array(let items) = json, items.count <= 64 else {
      throw Problem(reason: "'\(key)' is absent or no list of whole numbers")
    }
    var wholes: [Int] = []
    for item in items {
      guard case .number(let number) = item, let whole = Int(exactly: number), whole >= 0 else {
        throw Problem(reason: "'\(key)' takes whole numbers from 0 on")
      }
      wholes.append(whole)
    }
    return wholes
  }

  /// What is wrong where tensors overlap or leave bytes out; nil if nothing is.
  private static func gap(_ entries: [TensorFile.Entry], from start: Int, to end: Int) -> String? {
    var position = start
    let sorted = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for entry in sorted {
      if entry.range.lowerBound < position { return "the tensor '\(entry.name)' overlaps another" }
      if entry.range.lowerBound > position {
        return "\(entry.range.lowerBound - position) bytes before '\(entry.name)' are no tensor's"
      }
      position = entry.range.upperBound
    }
    return position == end ? nil : "\(end - position) bytes at the end are no tensor's"
  }
}
