import RetraceModels
import RetraceNumerics
import RetraceTables

/// What the records of a run say, one after another.
///
/// The numbers of the fields are those of W&B's `wandb_internal.proto`.
struct WandBContent {
  /// The distribution of many numbers at a step, between edges.
  struct Histogram {
    let name: String
    let step: Double
    let time: Double
    let edges: [Double]
    let counts: [Double]
  }

  var notes: [String] = []
  private(set) var histograms: [Histogram] = []
  private var id = ""
  private var project: String?
  private var displayName = ""
  private var start: Double?
  private var exitCode: Int32?
  private var runtime: Double?
  private var config = WandBValues()
  private var summary = WandBValues()
  private var tags: [JSON.Member] = []
  private var environment: [JSON.Member] = []
  private var log = MetricLog()
  private var historyCount = 0
  /// The last number of each metric of the history.
  private var last: [String: Double] = [:]
  /// Names of the history whose values are neither numbers nor histograms.
  private var others: [String: Int] = [:]

  /// Reads a record.
  mutating func read(_ bytes: UnsafeRawBufferPointer) throws(ProtobufError) {
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      switch field.number {
      case 2: try readHistory(reader.message(field))
      case 3: try readUpdates(reader.message(field), of: \.summary)
      case 5: try readUpdates(reader.message(field), of: \.config)
      case 17: try readRun(reader.message(field))
      case 18: try readExit(reader.message(field))
      case 26: try readEnvironment(reader.message(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readRun(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: id = try reader.text(field)
      case 2: addTag("entity", try reader.text(field))
      case 3: project = try reader.text(field)
      case 4: try readUpdates(reader.message(field), of: \.config)
      case 5: try readUpdates(reader.message(field), of: \.summary)
      case 6: addTag("group", try reader.text(field))
      case 7: addTag("job_type", try reader.text(field))
      case 8: displayName = try reader.text(field)
      case 9: addTag("notes", try reader.text(field))
      case 10: addTag("tags", try reader.text(field))
      case 12: addTag("sweep", try reader.text(field))
      case 13: addEnvironment("host", try reader.text(field))
      case 17: start = try Self.timestamp(reader.message(field))
      case 19: try readTelemetry(reader.message(field))
      case 21: try readGit(reader.message(field))
      default: try reader.skip(field)
      }
    }
  }

  /// Adds a tag; W&B's own list of tags is one text, their names with commas between.
  private mutating func addTag(_ name: String, _ text: String) {
    guard !text.isEmpty else { return }
    guard let place = tags.firstIndex(where: { $0.key == name }) else {
      tags.append(.init(name, .text(text)))
      return
    }
    if name == "tags", case .text(let before) = tags[place].value {
      let known = before.split(separator: ",").map { $0.drop { $0 == " " } }
      if !known.contains(text[...]) { tags[place] = .init(name, .text("\(before), \(text)")) }
    } else {
      tags[place] = .init(name, .text(text))
    }
  }

  private mutating func addEnvironment(_ name: String, _ text: String) {
    guard !text.isEmpty else { return }
    if let place = environment.firstIndex(where: { $0.key == name }) {
      environment[place] = .init(name, .text(text))
    } else {
      environment.append(.init(name, .text(text)))
    }
  }

  private mutating func readTelemetry(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 4: addEnvironment("python", try reader.text(field))
      case 5: addEnvironment("wandb", try reader.text(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readGit(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: addEnvironment("git_remote", try reader.text(field))
      case 2: addEnvironment("git_commit", try reader.text(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readEnvironment(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: addEnvironment("os", try reader.text(field))
      case 2: addEnvironment("python", try reader.text(field))
      case 6: addEnvironment("program", try reader.text(field))
      case 12: addEnvironment("host", try reader.text(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readExit(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    // A code of 0 is not written.
    exitCode = 0
    while let field = try reader.next() {
      switch field.number {
      case 1: exitCode = Int32(truncatingIfNeeded: try reader.varint(field))
      case 2: runtime = Double(UInt32(truncatingIfNeeded: try reader.varint(field)))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readUpdates(
    _ message: ProtobufReader, of values: WritableKeyPath<Self, WandBValues>
  ) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: self[keyPath: values].set(try .init(reader.message(field)))
      case 2: self[keyPath: values].remove(try .init(reader.message(field)))
      default: try reader.skip(field)
      }
    }
  }

  /// Seconds since 1970 of a `google.protobuf.Timestamp`.
  private static func timestamp(_ message: ProtobufReader) throws(ProtobufError) -> Double {
    var reader = message
    var seconds = 0.0
    while let field = try reader.next() {
      switch field.number {
      case 1: seconds += Double(Int64(bitPattern: try reader.varint(field)))
      case 2: seconds += Double(Int32(truncatingIfNeeded: try reader.varint(field))) / 1e9
      default: try reader.skip(field)
      }
    }
    return seconds
  }

  private mutating func readHistory(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    var values = WandBValues()
    var step: Double?
    while let field = try reader.next() {
      switch field.number {
      case 1: values.set(try .init(reader.message(field)))
      case 2:
        var inner = try reader.message(field)
        step = 0
        while let number = try inner.next() {
          if number.number == 1 {
            step = Double(Int64(bitPattern: try inner.varint(number)))
          } else {
            try inner.skip(number)
          }
        }
      default: try reader.skip(field)
      }
    }
    func number(_ name: String) -> Double? {
      guard case .number(let number)? = values.members.first(where: { $0.key == name })?.value
      else { return nil }
      return number
    }
    let place = Place(
      step: number("_step") ?? step ?? Double(historyCount), epoch: number("epoch") ?? .missing,
      time: number("_timestamp") ?? .missing)
    historyCount += 1
    // A record has its values in no order.
    for member in values.members.sorted(by: { $0.key < $1.key }) {
      guard !["_step", "_timestamp", "_runtime"].contains(member.key) else { continue }
      add(member.value, member.key, place, depth: 0)
    }
  }

  /// Where in the training values were logged.
  private struct Place {
    let step: Double
    let epoch: Double
    let time: Double
  }

  private mutating func add(_ value: JSON, _ name: String, _ place: Place, depth: Int) {
    switch value {
    case .number(let number):
      log.append(name, number, step: place.step, epoch: place.epoch, time: place.time)
      last[name] = number
    case .logical(let flag):
      add(.number(flag ? 1 : 0), name, place, depth: depth)
    case .object(let members):
      if value["_type"] == .text("histogram"), let histogram = Self.histogram(value, name, place) {
        histograms.append(histogram)
      } else if value["_type"] != nil || depth >= WandBValues.depthLimit {
        others[name, default: 0] += 1
      } else {
        for member in members {
          add(member.value, "\(name).\(member.key)", place, depth: depth + 1)
        }
      }
    case .null: break
    case .text, .array: others[name, default: 0] += 1
    }
  }

  /// A histogram: counts and one more edges, or edges packed as start, width and number.
  private static func histogram(_ value: JSON, _ name: String, _ place: Place) -> Histogram? {
    guard let counts = numbers(value["values"]) else { return nil }
    var edges = numbers(value["bins"])
    if edges == nil, let packed = value["packedBins"], case .number(let start)? = packed["min"],
      case .number(let width)? = packed["size"]
    {
      edges = (0...counts.count).map { start + width * Double($0) }
    }
    guard let edges, edges.count == counts.count + 1, !counts.isEmpty else { return nil }
    return Histogram(
      name: name, step: place.step, time: place.time, edges: edges, counts: counts)
  }

  private static func numbers(_ value: JSON?) -> [Double]? {
    guard case .array(let items)? = value else { return nil }
    var numbers: [Double] = []
    for item in items {
      guard case .number(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The run that the records tell of.
  ///
  /// - Parameters:
  ///   - file: where they were read.
  ///   - name: what it is called if it has no name.
  ///   - artifacts: files that belong to it.
  mutating func run(file: String, name: String, artifacts: [String]) -> Run {
    addSummary()
    var header = RunHeader(name: displayName.isEmpty ? (id.isEmpty ? name : id) : displayName)
    header.id = id.isEmpty ? name : id
    header.experiment = project
    header.created = RunHeader.moment(milliseconds: start.map { $0 * 1_000 })
    header.duration = runtime
    header.tool = "wandb"
    header.status = exitCode.map { $0 == 0 ? .finished : .failed } ?? .running
    header.params = config.members.filter { $0.key != "_wandb" }
    header.tags = tags
    header.environment = environment
    if let exitCode, exitCode != 0 {
      notes.append("its program ended with the exit code \(exitCode)")
    }
    for (name, count) in others.sorted(by: { $0.key < $1.key }) {
      notes.append("without \(count) values of '\(name)', which are no numbers")
    }
    header.artifacts = artifacts
    header.notes = notes
    return Run(folder: file, header: header, metrics: log.table, tables: histogramTables)
  }

  /// Adds what the summary has beyond the history: best values, and what was set by hand.
  private mutating func addSummary() {
    for member in summary.members where !member.key.hasPrefix("_") {
      switch member.value {
      case .number(let number):
        guard let known = last[member.key] else {
          log.append(member.key, number)
          continue
        }
        if known != number, !(known.isNaN && number.isNaN) {
          log.append("\(member.key).summary", number)
        }
      case .object(let members) where member.value["_type"] == nil:
        // What `define_metric(summary: "min,max")` keeps.
        for inner in members {
          guard case .number(let number) = inner.value else { continue }
          let name = "\(member.key).\(inner.key)"
          if last[name] == nil { log.append(name, number) }
        }
      case .text(let text): tags.append(.init("summary.\(member.key)", .text(text)))
      default: break
      }
    }
  }
}
