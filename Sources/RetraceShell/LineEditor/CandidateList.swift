/// Candidates laid out for the terminal.
struct CandidateList {
  let candidates: [CompletionCandidate]
  let columns: Int
  /// Rows at most; at least two are used.
  let rows: Int

  /// The rows of the list, none wider than the terminal.
  var lines: [String] {
    var lines: [String] = []
    var hidden = 0
    for (heading, members) in groups {
      var block = members.contains { $0.summary != nil } ? described(members) : packed(members)
      if let heading { block.insert((TextLayout.truncated(heading, to: columns - 1), 0), at: 0) }
      for (line, count) in block {
        if lines.count < max(rows - 1, 1) { lines.append(line) } else { hidden += count }
      }
    }
    if hidden > 0 {
      lines.append(TextLayout.truncated("… \(hidden) more; type on to narrow", to: columns - 1))
    }
    return lines
  }

  private var groups: [(heading: String?, members: [CompletionCandidate])] {
    var groups: [(heading: String?, members: [CompletionCandidate])] = []
    var place: [String?: Int] = [:]
    for candidate in candidates {
      if let known = place[candidate.group] {
        groups[known].members.append(candidate)
      } else {
        place[candidate.group] = groups.count
        groups.append((candidate.group, [candidate]))
      }
    }
    return groups
  }

  /// A row each, with its help.
  private func described(_ members: [CompletionCandidate]) -> [(String, Int)] {
    let room = max(columns - 1, 8)
    let widest = members.map { TextLayout.cellWidth(of: $0.text) }.max() ?? 0
    let width = min(widest, max(room / 2, 8))
    return members.map { member in
      let name = TextLayout.truncated(member.text, to: width)
      guard let summary = member.summary, room > width + 8 else { return ("  " + name, 1) }
      let gap = String(repeating: " ", count: width - TextLayout.cellWidth(of: name) + 2)
      let help = TextLayout.truncated(summary, to: room - width - 4)
      return ("  " + name + gap + help, 1)
    }
  }

  /// As many to a row as fit, ordered down the columns.
  private func packed(_ members: [CompletionCandidate]) -> [(String, Int)] {
    let room = max(columns - 1, 4)
    let names = members.map { TextLayout.truncated($0.text, to: room - 2) }
    let width = (names.map { TextLayout.cellWidth(of: $0) }.max() ?? 0) + 2
    let perRow = max(room / width, 1)
    let count = (names.count + perRow - 1) / perRow
    return (0..<count).map { row in
      var line = ""
      var inRow = 0
      for index in stride(from: row, to: names.count, by: count) {
        let gap = inRow * width - TextLayout.cellWidth(of: line)
        line += String(repeating: " ", count: max(gap, 0)) + "  " + names[index]
        inRow += 1
      }
      return (line, inRow)
    }
  }
}
