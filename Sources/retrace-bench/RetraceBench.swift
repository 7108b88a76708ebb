import Glibc

/// `retrace-bench`: how long the hot paths take, beside the libraries that people use for them.
///
/// To add a bench: one file in `Tasks/` with a type that conforms to ``BenchTask`` and one line in
/// ``allTasks``. It writes its inputs from keyed random streams into the common folder, prepares
/// all that is not to be timed, and returns the one call that is. What the call found goes into
/// ``Work/check()``, outside the time, so that peers can be compared. A peer is one function with
/// the same name in `scripts/bench_peers.py` and one ``Rival`` here, with the goal if there is one.
@main
struct RetraceBench {
  static func main() {
    exit(BenchCommand.run(Array(CommandLine.arguments.dropFirst())))
  }
}
