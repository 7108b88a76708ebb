import RetraceTables

/// A task done by Retrace and its rivals in turns.
struct Contest {
  let task: any BenchTask.Type
  let folder: InputFolder
  let options: BenchOptions

  init(_ task: any BenchTask.Type, folder: InputFolder, options: BenchOptions) {
    self.task = task
    self.folder = folder
    self.options = options
  }

  /// Writes inputs, lets everybody work in turns, and says how they stand.
  func run() throws -> Standing {
    try task.writeInputs(to: folder)
    let own = Contestant("retrace", rival: nil, arguments: worker(task), folder: folder)
    var rivals: [Contestant] = []
    for rival in task.rivals {
      guard own.isPresent, let arguments = try arguments(of: rival) else { continue }
      rivals.append(
        Contestant(rival.name, rival: rival, arguments: arguments, folder: folder))
    }
    let all = [own] + rivals
    for round in 0...(options.runs ?? task.runs) {
      // Who begins changes, so that no one always follows the same one.
      for contestant in round.isMultiple(of: 2) ? all : all.reversed() { contestant.run() }
    }
    for contestant in all { contestant.finish() }
    return try Standing(task, own: own, rivals: rivals, folder: folder)
  }

  private func arguments(of rival: Rival) throws -> [String]? {
    switch rival.program {
    case .task(let other):
      try other.writeInputs(to: folder)
      return worker(other)
    case .peer:
      return options.peers.map {
        [$0, "\(options.root)/scripts/bench_peers.py", task.name, rival.name, folder.path]
      }
    }
  }

  private func worker(_ task: any BenchTask.Type) -> [String] {
    ["/proc/self/exe", "--task", task.name, "--folder", folder.path, "--root", options.root]
  }
}
