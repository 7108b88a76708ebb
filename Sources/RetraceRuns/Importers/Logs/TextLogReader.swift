import RetraceNumerics

/// Finds epochs, steps and measures in lines of text.
struct TextLogReader {
  private(set) var log = MetricLog()
  /// How many lines told measures of an epoch or step.
  private(set) var lineCount = 0
  /// The names of the measures.
  private(set) var names: Set<String> = []
  private var epoch = Double.missing
  private var step = Double.missing
  /// The measures of the epoch or step, which a later line may tell again.
  private var pending: [(name: String, value: Double)] = []

  /// Words that lead to a number but are no measures.
  private static let others: Set = [
    "epoch", "step", "iteration", "iter", "eta", "of", "batch", "info", "warning", "debug", "time",
    "at", "line", "seed", "version",
  ]

  /// Reads one line.
  mutating func read(_ line: Substring) {
    // What a terminal would show of a line that was overwritten.
    let shown = line.split { $0 == "\r" || $0 == "\u{8}" }.last ?? line
    let words = shown.split { " \t,|;()[]".contains($0) }
    var found: [(name: String, value: Double)] = []
    var (newEpoch, newStep) = (Double.missing, Double.missing)
    var position = 0
    while position < words.count {
      var word = words[position]
      position += 1
      // `loss: 0.1`, `loss:0.1`, `loss=0.1`, `loss = 0.1`, `epoch 3/12`.
      var number: Substring?
      var isMarked = false
      if let mark = word.firstIndex(where: { $0 == ":" || $0 == "=" }) {
        let rest = word[word.index(after: mark)...]
        word = word[..<mark]
        isMarked = true
        if !rest.isEmpty { number = rest }
      } else if position < words.count, words[position] == "=" || words[position] == ":" {
        position += 1
        isMarked = true
      }
      let name = String(word)
      guard let first = name.first, first.isLetter || first == "_" else { continue }
      if number == nil {
        guard position < words.count else { break }
        number = words[position]
      }
      guard let number else { continue }
      switch name.lowercased() {
      case "epoch": newEpoch = Self.count(number) ?? newEpoch
      case "step", "iteration", "iter": newStep = Self.count(number) ?? newStep
      case let lower where isMarked && !Self.others.contains(lower):
        if let value = Self.number(number) { found.append((name, value)) }
      default: continue
      }
    }
    if !newEpoch.isMissing || !newStep.isMissing {
      if newEpoch != epoch || newStep != step || !found.isEmpty { flush() }
      if !newEpoch.isMissing { epoch = newEpoch }
      step = newStep
    }
    guard !found.isEmpty, !epoch.isMissing || !step.isMissing else { return }
    pending = found
    lineCount += 1
    for measure in found where names.count < 1_000 { names.insert(measure.name) }
  }

  /// Ends the reading.
  mutating func finish() { flush() }

  private mutating func flush() {
    for (name, value) in pending { log.append(name, value, step: step, epoch: epoch) }
    pending = []
  }

  /// A whole number, or the first of two with a slash between.
  private static func count(_ word: Substring) -> Double? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count <= 15, let whole = Int(digits) else { return nil }
    let rest = word[digits.endIndex...]
    guard rest.isEmpty || rest.first == "/" || rest.first == ":" || rest.first == "." else {
      return nil
    }
    return Double(whole)
  }

  private static func number(_ word: Substring) -> Double? {
    JSONNumber.nonFinite(String(word)) ?? (word.count <= 40 ? Double(word) : nil)
  }
}
