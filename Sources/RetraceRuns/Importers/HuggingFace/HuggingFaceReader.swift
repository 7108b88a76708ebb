import Glibc
import RetraceNumerics
import RetraceTables

/// Reads the state of a Trainer, its arguments, checkpoints and results.
final class HuggingFaceReader {
  private let path: String
  /// The folder of the state; nil if a file was named.
  private let folder: String?
  private var notes: [String] = []
  private var log = MetricLog()
  private var rates: [(step: Double, rate: Double)] = []

  init(_ path: String) {
    self.path = path
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    folder = isFolder ? path : nil
  }

  /// The checkpoints of a folder by their steps.
  static func checkpoints(in folder: String) -> [(name: String, step: Int)] {
    RunFiles.names(in: folder).compactMap { name -> (name: String, step: Int)? in
      guard name.hasPrefix("checkpoint-"), let step = Int(name.dropFirst(11)), step >= 0,
        step <= 1 << 53
      else { return nil }
      return (name, step)
    }.sorted { ($0.step, $0.name) < ($1.step, $1.name) }
  }

  func run() throws -> Run {
    let state = try readState()
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var header = RunHeader(name: folder == nil ? FileHead.stem(path) : name)
    header.tool = "transformers"
    let last = number(state["global_step"])
    if case .array(let entries)? = state["log_history"] {
      for (position, entry) in entries.enumerated() {
        if position & 0xFFF == 0 { try Interruption.check() }
        add(entry, step: .missing)
      }
    } else {
      notes.append("without its metrics: the state has no 'log_history'")
    }
    let total = number(state["max_steps"])
    header.status = last.isMissing || total.isMissing || last < total ? .unknown : .finished
    for key in [
      "best_metric", "best_model_checkpoint", "best_global_step", "global_step", "epoch",
      "num_train_epochs", "max_steps", "total_flos",
    ] {
      if let value = state[key], value != .null { header.tags.append(.init(key, value)) }
    }
    if case .object(let trial)? = state["trial_params"] { header.params = trial }
    if let folder {
      readResults(folder, last: last, state: state)
      readArguments(folder, into: &header)
      header.checkpoints = checkpoints(folder)
    }
    header.notes = notes
    return Run(folder: path, header: header, metrics: log.table)
  }

  private func number(_ json: JSON?) -> Double { json.flatMap(JSONNumber.of) ?? .missing }

  private func parse(_ file: String) throws -> JSON {
    try ImportedJSON.parse(file, allowingNonNumbers: true)
  }

  /// The state of the folder, or of its latest checkpoint that has one that can be read.
  private func readState() throws -> JSON {
    guard let folder else { return try object(path) }
    var first: (any Error)?
    let own = "\(folder)/trainer_state.json"
    if access(own, F_OK) == 0 {
      do { return try object(own) } catch {
        first = error
        notes.append("without its own state: \(error)")
      }
    }
    for checkpoint in Self.checkpoints(in: folder).reversed() {
      let file = "\(folder)/\(checkpoint.name)/trainer_state.json"
      guard access(file, F_OK) == 0 else { continue }
      do {
        let state = try object(file)
        notes.append("read from the state of '\(checkpoint.name)', later steps are not in it")
        return state
      } catch {
        first = first ?? error
      }
    }
    throw first ?? RunError.noRun(folder: folder, reason: "there is no 'trainer_state.json' in it")
  }

  private func object(_ file: String) throws -> JSON {
    let json = try parse(file)
    guard case .object = json else {
      throw RunError.damaged(file: file, place: "", reason: "expected an object")
    }
    return json
  }

  /// Adds an entry of the log: its step and epoch, and every other number as a metric.
  private func add(_ entry: JSON, step fallback: Double) {
    guard case .object(let members) = entry else { return }
    let step = entry["step"] == nil ? fallback : number(entry["step"])
    let epoch = number(entry["epoch"])
    for member in members where member.key != "step" && member.key != "epoch" {
      guard let value = JSONNumber.of(member.value), !value.isMissing else { continue }
      // The loss without a prefix is that of training.
      let isTraining = member.key == "loss" || member.key == "grad_norm"
      log.append(
        member.key, value, step: step, epoch: epoch, split: isTraining ? "train" : nil)
      if member.key == "learning_rate" { rates.append((step, value)) }
    }
  }

  /// Adds the results of evaluations after training, unless the state has them.
  private func readResults(_ folder: String, last: Double, state: JSON) {
    var logged: [JSON] = []
    if case .array(let entries)? = state["log_history"] { logged = entries }
    for name in ["train_results.json", "eval_results.json", "test_results.json"] {
      let file = "\(folder)/\(name)"
      guard access(file, F_OK) == 0 else { continue }
      do {
        guard case .object(let members) = try object(file) else { continue }
        let isLogged = logged.contains { entry in
          members.allSatisfy { $0.key == "epoch" || entry[$0.key] == $0.value }
        }
        if !isLogged { add(.object(members), step: last) }
      } catch {
        notes.append("without its \(name): \(error)")
      }
    }
  }

  private func readArguments(_ folder: String, into header: inout RunHeader) {
    let file = "\(folder)/training_args.json"
    guard access(file, F_OK) == 0 else {
      if access("\(folder)/training_args.bin", F_OK) == 0 {
        notes.append(
          "without its params: 'training_args.bin' is a pickle, which can run code; save "
            + "training_args.to_json_string() as 'training_args.json'")
      }
      return
    }
    do {
      guard case .object(let members) = try object(file) else { return }
      header.params = members.filter { $0.value != .null } + header.params
      if case .number(let seed)? = members.first(where: { $0.key == "seed" })?.value {
        header.seed = UInt64(exactly: seed)
      }
      if case .text(let name)? = members.first(where: { $0.key == "run_name" })?.value,
        !name.isEmpty
      {
        header.tags.append(.init("run_name", .text(name)))
      }
    } catch {
      notes.append("without its params: \(error)")
    }
  }

  /// The checkpoints with their epochs, and the rates that were logged last before them.
  private func checkpoints(_ folder: String) -> [RunCheckpoint] {
    var result: [RunCheckpoint] = []
    for checkpoint in Self.checkpoints(in: folder) {
      let state = try? object("\(folder)/\(checkpoint.name)/trainer_state.json")
      let epoch = number(state?["epoch"])
      let weights = "\(checkpoint.name)/model.safetensors"
      let isThere = access("\(folder)/\(weights)", F_OK) == 0
      let rate = rates.last { $0.step <= Double(checkpoint.step) }?.rate
      result.append(
        RunCheckpoint(
          epoch: Int(exactly: epoch.isMissing ? 0 : epoch.rounded(.down)) ?? 0,
          step: checkpoint.step, file: isThere ? weights : checkpoint.name, learningRate: rate))
    }
    return result
  }
}
