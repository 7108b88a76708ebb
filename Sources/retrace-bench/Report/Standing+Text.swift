extension Standing {
  /// A line per program, under a line of titles.
  var text: String {
    var rows = [["", "median", "min", "max", "first", "cpu", "peak", "ratio", "goal", "", ""]]
    var absent: [String] = []
    for entry in entries {
      switch entry.absence {
      case .unavailable(let reason): absent.append("  \(entry.name): skipped, \(reason)")
      case .failed(let reason): absent.append("  \(entry.name): failed, \(reason)")
      case nil: rows.append(Self.row(entry))
      }
    }
    let table = rows.count > 1 ? [Layout.columns(rows, left: [0, 9, 10])] : []
    let note = task.note.map { ["  \($0)"] } ?? []
    return (table + absent + note).joined(separator: "\n") + "\n"
  }

  private static func row(_ entry: Entry) -> [String] {
    let verdict =
      switch entry.isMet {
      case true?: "met"
      case false?: "missed"
      case nil: ""
      }
    return [
      entry.name, Figures.seconds(Figures.median(entry.seconds)),
      Figures.seconds(entry.seconds.min() ?? .nan),
      Figures.seconds(entry.seconds.max() ?? .nan), Figures.seconds(entry.first),
      Figures.seconds(Figures.median(entry.cpuSeconds)), Figures.megabytes(entry.peak),
      entry.ratio.map { "\(Figures.short($0)) ×" } ?? "",
      entry.goal?.words ?? "", verdict, entry.agreement?.words ?? "",
    ]
  }

  /// How many goals were met, in a line.
  static func summary(of standings: [Standing]) -> String {
    let verdicts = standings.flatMap(\.entries).compactMap(\.isMet)
    let missed = standings.flatMap { standing in
      standing.entries.filter { $0.isMet == false }.map { "\(standing.task.name)/\($0.name)" }
    }
    let line = "\(verdicts.count(where: { $0 })) of \(verdicts.count) goals met"
    return missed.isEmpty ? line : "\(line); missed: \(missed.joined(separator: ", "))"
  }
}
