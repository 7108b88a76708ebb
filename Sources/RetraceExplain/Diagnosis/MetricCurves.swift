import RetraceNumerics
import RetraceRuns
import RetraceTables

/// The metrics of a run as curves, in the order of their first values.
struct MetricCurves {
  let curves: [MetricCurve]

  /// Takes the table apart, one pass over its rows.
  ///
  /// - Complexity: O(rows).
  init(_ metrics: Table) {
    guard case .numbers(let values)? = metrics["value"]?.storage,
      case .codes(let names)? = metrics["metric"]?.storage
    else {
      curves = []
      return
    }
    let splits: CodedValues? =
      if case .codes(let coded)? = metrics["split"]?.storage { coded } else { nil }
    func axis(_ name: String) -> [Double]? {
      if case .numbers(let numbers)? = metrics[name]?.storage { return numbers }
      return nil
    }
    let splitCodes = splits?.codes
    let (epochs, steps) = (axis("epoch"), axis("step"))
    // A group per pair of codes; missing splits are the last.
    let splitCount = (splits?.levels.count ?? 0) + 1
    var groups = [Int](repeating: -1, count: names.levels.count * splitCount)
    var rows: [[Int]] = []
    for row in values.indices where names.codes[row] != CodedValues.missingCode {
      let code = splitCodes?[row] ?? CodedValues.missingCode
      let split = code == CodedValues.missingCode ? splitCount - 1 : Int(code)
      let key = Int(names.codes[row]) * splitCount + split
      if groups[key] < 0 {
        groups[key] = rows.count
        rows.append([])
      }
      rows[groups[key]].append(row)
    }
    curves = rows.map { rows in
      let name = names.levels[Int(names.codes[rows[0]])]
      let parts = MetricName(name)
      let split = splits?.text(at: rows[0]) ?? parts.split ?? ""
      let x: [Double]
      let kind: MetricCurve.Axis
      if let epochs, rows.allSatisfy({ !epochs[$0].isNaN }) {
        (x, kind) = (rows.map { epochs[$0] }, .epoch)
      } else if let steps, rows.allSatisfy({ !steps[$0].isNaN }) {
        (x, kind) = (rows.map { steps[$0] }, .step)
      } else {
        (x, kind) = (rows.indices.map(Double.init), .index)
      }
      return MetricCurve(
        name: name, measure: parts.measure.lowercased(), split: split, axis: kind, x: x,
        y: rows.map { values[$0] })
    }
  }
}
