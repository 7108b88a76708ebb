import Glibc
public import RetraceLanguage
public import RetraceSyntax

/// A session: statements run in order, and what they left.
///
/// The prompt, scripts, documents and checks all run through one; they differ in where the
/// statements come from and where the results go.
public final class Session {
  /// The version of Retrace, for facts.
  public let version: String
  /// The cells that were run, in order.
  public private(set) var cells: [Cell] = []
  private var interpreter: Interpreter
  private var undone: Set<Int> = []
  private var earlier: [Environment] = []

  /// Starts a session.
  ///
  /// - Parameters:
  ///   - registry: all commands.
  ///   - host: the files that statements may touch.
  ///   - seed: the seed at the start.
  ///   - overrides: values of parameters from outside, by name.
  ///   - version: the version of Retrace.
  public init(
    registry: CommandRegistry, host: Host, seed: UInt64 = Environment.standardSeed,
    overrides: [String: String] = [:], version: String
  ) {
    self.version = version
    interpreter = Interpreter(registry: registry, host: host, seed: seed, overrides: overrides)
    startSeed = seed
  }

  /// The seed at the start.
  public let startSeed: UInt64

  /// All commands.
  public var registry: CommandRegistry { interpreter.registry }

  /// The files that statements may touch.
  public var host: Host { interpreter.host }

  /// The variables, results and seed as they are now.
  public var environment: Environment { interpreter.environment }

  /// The number of the cell that comes next.
  public var nextNumber: Int { (cells.last?.number ?? 0) + 1 }

  /// The error for parameters from outside that no script declares; nil if there is none, or if
  /// not all of the scripts parse.
  ///
  /// It is known before a statement runs, so that a mistyped name costs nothing.
  public func unknownOverrides(in scripts: [SessionScript]) -> Diagnostic? {
    guard !interpreter.overrides.isEmpty, scripts.allSatisfy(\.diagnostics.isEmpty) else {
      return nil
    }
    var declared: [String] = []
    for entry in scripts.lazy.flatMap(\.entries) {
      if case .parameter(let name, _) = entry.statement.kind, !declared.contains(name.text) {
        declared.append(name.text)
      }
    }
    let unknown = interpreter.overrides.keys.filter { !declared.contains($0) }.sorted()
    guard let first = unknown.first else { return nil }
    let near = Suggestions.names(near: first, among: declared)
    return Diagnostic(
      .badParameterValue, "--param \(first): no 'param' statement declares '\(first)'",
      at: SourceRange(0, 0),
      facts: [
        declared.isEmpty
          ? "no parameters are declared" : Suggestions.listing("parameters", declared)
      ], help: Suggestions.question(near))
  }

  /// Runs a statement as the next cell.
  public func run(_ statement: Statement, in source: SourceText) -> Cell {
    let seed = interpreter.environment.seed
    let before = interpreter.environment
    let number = nextNumber
    let start = Self.now()
    let result: Result<Outcome, Diagnostic>
    do {
      result = .success(try interpreter.run(statement, in: source, cell: number))
      earlier.append(before)
    } catch {
      result = .failure(error)
    }
    let cell = Cell(
      number: number, statement: statement, source: source, result: result, seed: seed,
      seconds: Self.now() - start)
    cells.append(cell)
    return cell
  }

  /// The cells that succeeded and were not undone: what a saved script holds.
  public var keptCells: [Cell] {
    cells.filter { $0.outcome != nil && !undone.contains($0.number) }
  }

  /// Takes the last statement that succeeded back: names hold again what they held before.
  ///
  /// - Returns: the cell that was undone; nil if there is none.
  public func undo() -> Cell? {
    guard let last = keptCells.last, let environment = earlier.popLast() else { return nil }
    undone.insert(last.number)
    interpreter.environment = environment
    return last
  }

  /// The value of an expression with the variables as they are, which stay as they are.
  public func evaluate(_ expression: Expression, in source: SourceText) throws -> Value {
    try interpreter.evaluate(expression, in: source)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
