import RetraceRuns
import RetraceTables
import Testing

/// What MLflow's own client reads from a store: an `expected.json`.
struct MLflowExpectation {
  let json: JSON

  init(path: String) throws { json = try JSONParser.parse(path: path) }

  /// Compares every run, param, tag and measure.
  func check(_ runs: [Run]) throws {
    guard case .array(let expected)? = json["runs"] else {
      Issue.record("no runs are expected")
      return
    }
    #expect(runs.count == expected.count)
    for one in expected {
      guard case .text(let id)? = one["run_id"] else { continue }
      let run = try #require(runs.first { $0.header.id == id })
      check(run, one)
    }
  }

  private func check(_ run: Run, _ expected: JSON) {
    let id = run.header.id
    #expect(expected["name"] == .text(run.name))
    #expect(expected["status"] == .text(run.header.status.rawValue.uppercased()))
    #expect(expected["lifecycle"] == .text(run.header.isDeleted ? "deleted" : "active"))
    #expect((expected["parent"] ?? .null) == run.header.parent.map(JSON.text) ?? .null)
    #expect(json["experiment_name"] == run.header.experiment.map(JSON.text))
    if case .number(let start)? = expected["start"], case .number(let end)? = expected["end"] {
      #expect(run.header.duration == (end - start) / 1_000)
      #expect(
        run.header.created.hasPrefix(
          Moment(secondsSince1970: (start / 1_000).rounded(.down)).text(isDate: false)))
    }
    #expect(sorted(expected["tags"]) == sorted(.object(run.header.tags)))
    #expect(
      sorted(expected["params"]).map { JSON.Member($0.key, typed($0.value)) }
        == sorted(.object(run.params)), "\(id)")
    checkMetrics(run, expected)
  }

  private func checkMetrics(_ run: Run, _ expected: JSON) {
    guard case .object(let histories)? = expected["metric_history"],
      let names = run.metrics["metric"], let values = run.metrics["value"],
      let steps = run.metrics["step"], let times = run.metrics["time"]
    else {
      Issue.record("no metrics in \(run.name)")
      return
    }
    var count = 0
    for history in histories {
      guard case .array(let points) = history.value else { continue }
      let rows = (0..<run.metrics.rowCount).filter { names[$0] == .text(history.key) }
      #expect(rows.count == points.count)
      count += rows.count
      for (row, point) in zip(rows, points) {
        guard case .array(let cells) = point, cells.count == 3 else { continue }
        #expect(steps[row] == .number(number(cells[0])))
        #expect(same(values[row], number(cells[1])), "\(run.name) \(history.key)")
        #expect(times[row] == .number(number(cells[2]) / 1_000))
      }
      let last = expected["metrics_last"]?[history.key].map(number) ?? .nan
      #expect(rows.last.map { same(values[$0], last) } == true)
    }
    #expect(count == run.metrics.rowCount)
  }

  private func same(_ cell: Cell, _ value: Double) -> Bool {
    guard case .number(let number) = cell else { return value.isNaN && cell == .missing }
    return number == value || (number.isNaN && value.isNaN)
  }

  private func number(_ json: JSON) -> Double {
    switch json {
    case .number(let number): number
    case .text("Infinity"): .infinity
    case .text("-Infinity"): -.infinity
    default: .nan
    }
  }

  private func typed(_ json: JSON) -> JSON {
    guard case .text(let text) = json else { return json }
    return Double(text).map(JSON.number) ?? json
  }

  private func sorted(_ json: JSON?) -> [JSON.Member] {
    guard case .object(let members)? = json else { return [] }
    return members.sorted { $0.key < $1.key }
  }
}
