/// What the command line asks for.
struct BenchOptions {
  /// What is wrong with a command line.
  struct UsageError: Error, CustomStringConvertible {
    let description: String
  }

  /// The tasks to run, none for all.
  var names: [String] = []
  /// The Python that has the peers.
  var peers: String?
  /// How often each task is timed, nil for its own number.
  var runs: Int?
  /// Where inputs are kept; nil for a temporary folder.
  var folder: String?
  /// The repository.
  var root = "."
  /// The task to work at in this process.
  var worker: String?
  var printsJSON = false
  var printsList = false
  var printsHelp = false

  static let help = """
    usage: retrace-bench [--peers PYTHON] [--runs N] [--json] [--folder F] [NAME…]
           retrace-bench --list

    Times Retrace's hot paths on fixed generated inputs, each in a process of its own, and prints
    seconds (median, least, greatest; the first time apart) and peak memory.

      --peers PYTHON  run Python libraries on the same inputs in turns (A B A B) and print how
                      many times faster Retrace is (the median of the ratios pair by pair);
                      libraries that are not installed are skipped:
                      pip install numpy pandas pyarrow polars scikit-learn lime dice-ml torch
      --runs N        how often each program is timed after the first time
      --json          print one line of JSON per task instead of a table
      --folder F      keep the inputs in F, and take those that are there
      --root F        the repository, with scripts/ and .build/ (default: here)
      --list          the tasks
      NAME            the tasks to run (default: all)

    Seconds cover the bare call: no start of a process, no import, no inputs; `cpu` is the seconds
    that all cores together were busy (median), which other programs on the machine disturb least.
    The memory is the peak of the whole process that does the work once. Exit code: 0 done, 1 a program failed or
    found something else, 64 usage. Goals that are missed are told and change no exit code: they
    depend on the machine.
    """

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    func value(_ option: String) throws(UsageError) -> String {
      guard let value = rest.popFirst() else {
        throw UsageError(description: "'\(option)' needs a value")
      }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--help", "-h": printsHelp = true
      case "--list": printsList = true
      case "--json": printsJSON = true
      case "--peers": peers = try value(argument)
      case "--folder": folder = try value(argument)
      case "--root": root = try value(argument)
      case "--task": worker = try value(argument)
      case "--runs":
        let text = try value(argument)
        guard let number = Int(text), (1...1_000).contains(number) else {
          throw UsageError(description: "'--runs' takes 1 to 1000, got '\(text)'")
        }
        runs = number
      default:
        guard !argument.hasPrefix("-") else {
          throw UsageError(description: "there is no option '\(argument)'; see --help")
        }
        names.append(argument)
      }
    }
    for name in names + (worker.map { [$0] } ?? []) where Self.task(name) == nil {
      let all = allTasks.map { $0.name }.joined(separator: ", ")
      throw UsageError(description: "there is no task '\(name)'; there are \(all)")
    }
    guard worker == nil || folder != nil else {
      throw UsageError(description: "'--task' needs '--folder'")
    }
  }

  /// The task of a name.
  static func task(_ name: String) -> (any BenchTask.Type)? {
    allTasks.first { $0.name == name }
  }

  /// The tasks that are asked for, in the order of the catalogue.
  var tasks: [any BenchTask.Type] {
    names.isEmpty ? allTasks : allTasks.filter { names.contains($0.name) }
  }
}
