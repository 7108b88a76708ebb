import RetraceTables

extension Standing {
  /// The task and its programs; seconds, bytes.
  var json: JSON {
    .record([
      "task": .text(task.name), "summary": .text(task.summary),
      "programs": .array(entries.map(Self.json)),
    ])
  }

  private static func json(_ entry: Entry) -> JSON {
    var members = [JSON.Member("name", .text(entry.name))]
    switch entry.absence {
    case .unavailable(let reason): members.append(JSON.Member("skipped", .text(reason)))
    case .failed(let reason): members.append(JSON.Member("failed", .text(reason)))
    case nil:
      members += [
        JSON.Member("median", .number(Figures.median(entry.seconds))),
        JSON.Member("min", .number(entry.seconds.min() ?? .nan)),
        JSON.Member("max", .number(entry.seconds.max() ?? .nan)),
        JSON.Member("first", .number(entry.first)),
        JSON.Member("seconds", .array(entry.seconds.map(JSON.number))),
        JSON.Member("cpu_median", .number(Figures.median(entry.cpuSeconds))),
        JSON.Member("peak_bytes", .number(Double(entry.peak))),
      ]
    }
    if let ratio = entry.ratio { members.append(JSON.Member("ratio", .number(ratio))) }
    if let goal = entry.goal { members.append(JSON.Member("goal", .text(goal.words))) }
    if let isMet = entry.isMet { members.append(JSON.Member("met", .logical(isMet))) }
    if let agreement = entry.agreement {
      members.append(JSON.Member("agrees", .logical(agreement.isGood)))
      members.append(JSON.Member("agreement", .text(agreement.words)))
    }
    return .object(members)
  }
}
