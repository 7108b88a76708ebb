import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// A map of the training rows by how sure the model was of their labels and how much that varied.
///
/// Source: S. Swayamdipta et al., "Dataset Cartography: Mapping and Diagnosing Datasets with
/// Training Dynamics", EMNLP 2020.
public struct DataMap: Sendable {
  /// A part of the map.
  ///
  /// The bounds are where the mean probability of the label is one standard deviation from ½.
  public enum Region: String, Sendable, CaseIterable {
    /// confidence − variability > ½: learned and kept.
    case easy
    /// ½ is within a standard deviation of the confidence.
    case ambiguous
    /// confidence + variability < ½: the model holds against the label; often a wrong one.
    case hard

    /// The region of a row; nil where a number is NaN.
    public init?(confidence: Double, variability: Double) {
      guard !confidence.isNaN, !variability.isNaN else { return nil }
      if confidence - variability > 0.5 {
        self = .easy
      } else if confidence + variability < 0.5 {
        self = .hard
      } else {
        self = .ambiguous
      }
    }
  }

  /// How the rows were learned.
  public let dynamics: TrainingDynamics
  /// The region of each row; nil where it has no label.
  public let regions: [Region?]
  /// The name of the run.
  public let runName: String
  /// The column whose values are compared; nil for none.
  public let cohort: String?
  let cohorts: Table?

  /// Draws the map of a run's training rows.
  ///
  /// - Parameters:
  ///   - run: a run with logits per row.
  ///   - options: which epochs and which record.
  ///   - by: a column of the training rows whose values are compared.
  /// - Throws: `RunError` for what is not recorded, ``ExplainError`` for a model of numbers.
  public init(
    _ run: Run, _ options: TrainingDynamics.Options = .init(), by cohort: String? = nil
  ) throws {
    let dynamics = try TrainingDynamics(run, options)
    guard dynamics.isClassification else {
      throw ExplainError.unsuited(
        "a data map shows how sure a model was of classes, '\(run.name)' predicts numbers; "
          + "dynamics(run) has the losses of its rows")
    }
    let (confidence, variability) = (
      dynamics.numbers("confidence"), dynamics.numbers("variability")
    )
    let regions = zip(confidence, variability).map {
      Region(confidence: $0, variability: $1)
    }
    self.dynamics = dynamics
    self.regions = regions
    runName = run.name
    self.cohort = cohort
    cohorts = try cohort.map { name in
      let rows = try run.requireTrain()
      guard let column = rows[name] else {
        throw ExplainError.unsuited(
          "the training rows have no column '\(name)' for 'by:'; they have: "
            + ExplanationText.list(rows.names, limit: 12))
      }
      return Self.compare(Cohorts(column, name: name), regions, confidence)
    }
  }

  /// A row per region: `region`, `rows`, `share`, `confidence`, `variability`.
  public var regionTable: Table {
    let known = Double(max(1, regions.count { $0 != nil }))
    let members = Region.allCases.map { region in
      regions.indices.filter { regions[$0] == region }
    }
    func means(_ name: String) -> Column {
      let numbers = dynamics.numbers(name)
      return Column(
        numbers: members.map { rows in
          rows.isEmpty ? .missing : Statistics.mean(rows.map { numbers[$0] })
        })
    }
    return Table([
      ("region", Column(texts: Region.allCases.map(\.rawValue))),
      ("rows", Column(numbers: members.map { Double($0.count) })),
      ("share", Column(numbers: members.map { Double($0.count) / known })),
      ("confidence", means("confidence")), ("variability", means("variability")),
    ])
  }

  /// The dynamics with the region of each row.
  public var rowTable: Table {
    var columns = dynamics.table.namedColumns
    columns.insert(
      ("region", Column(texts: regions.map { $0?.rawValue })), at: min(2, columns.count))
    return Table(columns, rowCount: dynamics.table.rowCount)
  }

  /// The rows with the lowest confidence, the lowest first.
  public func hardest(_ count: Int = 10) -> Table {
    let confidence = dynamics.numbers("confidence")
    let order = confidence.indices.filter { !confidence[$0].isNaN }.sorted {
      confidence[$0] == confidence[$1] ? $0 < $1 : confidence[$0] < confidence[$1]
    }
    let rows = rowTable.selecting(rows: Array(order.prefix(count)))
    let shown = ["row", "label", "confidence", "variability", "correctness", "region"]
    return Table(
      shown.compactMap { name in rows[name].map { (name: name, column: $0) } },
      rowCount: rows.rowCount)
  }

  /// A row per value of a column: how many of its rows lie where.
  private static func compare(
    _ cohorts: Cohorts, _ regions: [Region?], _ confidence: [Double]
  ) -> Table {
    func share(_ region: Region) -> Column {
      Column(
        numbers: cohorts.rows.map { rows in
          let known = rows.count { regions[$0] != nil }
          return known == 0
            ? .missing : Double(rows.count { regions[$0] == region }) / Double(known)
        })
    }
    return Table([
      (cohorts.name, Column(texts: cohorts.labels)),
      ("rows", Column(numbers: cohorts.rows.map { Double($0.count) })),
      ("easy", share(.easy)), ("ambiguous", share(.ambiguous)), ("hard", share(.hard)),
      (
        "confidence",
        Column(
          numbers: cohorts.rows.map { rows in
            let known = rows.map { confidence[$0] }.filter { !$0.isNaN }
            return known.isEmpty ? .missing : Statistics.mean(known)
          })
      ),
    ])
  }
}
