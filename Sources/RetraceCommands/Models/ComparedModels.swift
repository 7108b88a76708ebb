import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

/// What `compare` takes: runs, a model, or the rows on which models are compared.
enum ComparedArgument: CommandArgument {
  case runs(RunsArgument)
  case model(ModelArgument)
  case table(Table)

  static var parameterType: ParameterType {
    .any([.object("run"), .object("runs"), .object("model"), .list, .table])
  }

  static func read(_ bound: BoundArgument, parameter: String) throws -> ComparedArgument {
    let value = try bound.value()
    switch value {
    case .table(let table): return .table(table)
    case .object(_ as ModelObject):
      return .model(try ModelArgument.read(bound, parameter: parameter))
    default: return .runs(try RunsArgument.read(bound, parameter: parameter))
    }
  }

  /// The runs that were given; none for anything else.
  var runs: [Run] {
    if case .runs(let runs) = self { return runs.runs }
    return []
  }

  /// Whether it asks for a comparison of models.
  var isOfModels: Bool {
    if case .runs = self { return false }
    return true
  }
}

/// Two models and the rows to compare them on.
struct ComparedModels {
  private let first: ModelArgument
  private let second: ModelArgument
  private let table: Table

  /// Takes the arguments of `compare` apart.
  ///
  /// - Throws: `Diagnostic` if they are not two models and a table.
  init(_ arguments: [ComparedArgument], _ invocation: Invocation) throws {
    var models: [ModelArgument] = []
    var tables: [Table] = []
    for argument in arguments {
      switch argument {
      case .model(let model): models.append(model)
      case .table(let table): tables.append(table)
      case .runs(let runs):
        for run in runs.runs {
          models.append(
            ModelArgument(model: try invocation.locating { try run.requireModel() }, run: run))
        }
      }
    }
    guard models.count == 2, let first = models.first, let second = models.last else {
      throw invocation.error(
        .missingArgument, "models are compared two at a time, got \(models.count)", at: "run",
        help: "compare(one, other, rows)")
    }
    guard let table = tables.first, tables.count == 1 else {
      throw invocation.error(
        .missingArgument,
        tables.isEmpty
          ? "models are compared on the rows of a table, which is missing"
          : "models are compared on one table, got \(tables.count)", at: "run",
        help: "compare(one, other, run.valid)")
    }
    (self.first, self.second, self.table) = (first, second, table)
  }

  /// Compares them.
  func compare(
    target: String?, metrics: [String], threshold: Double, resampling: Evaluation.Resampling,
    _ invocation: Invocation
  ) throws -> ModelComparison {
    let one = try ScoredRows(first.model, on: table, target: target, purpose: "'compare'")
    let two = try ScoredRows(second.model, on: table, target: one.target, purpose: "'compare'")
    return try ModelComparison(
      one, two, names: names, metrics: ModelMetric.resolve(metrics, outputs: one.outputs),
      threshold: threshold, resampling: resampling)
  }

  /// The names of the runs, else the families, where they differ.
  private var names: (first: String, second: String) {
    let runs = (first.run?.name, second.run?.name)
    if let one = runs.0, let two = runs.1, one != two { return (one, two) }
    let families = (first.model.family, second.model.family)
    return families.0 == families.1 ? ("first", "second") : families
  }
}
