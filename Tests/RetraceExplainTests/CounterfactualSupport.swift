import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables

/// What tests of counterfactuals have in common.
enum Changes {
  /// A table of a model's features from numbers; categories as texts.
  static func table(_ features: FeatureSpace, _ rows: [[Double]]) -> Table {
    Table(
      features.features.enumerated().map { position, feature in
        if let levels = feature.levels {
          return (
            feature.name,
            Column(
              categories: rows.map { $0[position].isNaN ? nil : levels[Int($0[position])] })
          )
        }
        return (feature.name, Column(numbers: rows.map { $0[position] }))
      }, rowCount: rows.count)
  }

  /// Data whose median absolute deviations are some units.
  static func data(_ features: FeatureSpace, units: [Double]) -> Table {
    table(
      features,
      [-1, 0, 1].map { side in
        zip(features.features, units).map { $0.levels == nil ? side * $1 : 0 }
      })
  }

  /// The numbers of a counterfactual as the model takes them.
  static func numbers(_ counterfactual: Counterfactual, _ features: FeatureSpace) -> [Double] {
    zip(counterfactual.cells, features.features).map { cell, feature in
      switch cell {
      case .number(let number): number
      case .logical(let flag): flag ? 1 : 0
      case .text(let text): feature.levels?.firstIndex(of: text).map(Double.init) ?? .nan
      case .missing: .missing
      }
    }
  }

  /// Every combination of choices, one list of numbers a feature.
  static func combinations(_ choices: [[Double]]) -> [[Double]] {
    choices.reduce([[]]) { rows, numbers in
      rows.flatMap { row in numbers.map { row + [$0] } }
    }
  }

  /// The distance between two rows: |a − b| / unit of numbers, 1 for categories.
  static func distance(
    _ first: [Double], _ second: [Double], units: [Double], _ features: FeatureSpace
  ) -> Double {
    zip(first, second).enumerated().reduce(0) { sum, cells in
      let (feature, (a, b)) = cells
      if a == b || (a.isNaN && b.isNaN) { return sum }
      if features.features[feature].levels != nil || a.isNaN || b.isNaN { return sum + 1 }
      return sum + abs(a - b) / units[feature]
    }
  }

  static func changeCount(_ first: [Double], _ second: [Double]) -> Int {
    zip(first, second).count { $0 != $1 && !($0.isNaN && $1.isNaN) }
  }
}
