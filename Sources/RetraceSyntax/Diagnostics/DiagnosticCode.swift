/// The stable code of a kind of error, with its title and an explanation.
///
/// Codes never change their meaning, so that they can be searched for; a new kind of error gets
/// a new code. All of them are listed: those of the parser in `DiagnosticCode+Syntax.swift`,
/// those of evaluation in `DiagnosticCode+Evaluation.swift`.
public struct DiagnosticCode: Sendable {
  /// The code as it is shown: `R0101`.
  public let name: String
  /// What the kind of error is, in a few words.
  public let title: String
  /// A longer text for `:explain`: what it means, why it is an error, what to do, an example.
  public let explanation: String

  init(_ name: String, _ title: String, _ explanation: String) {
    self.name = name
    self.title = title
    self.explanation = explanation
  }

  /// The code with a name, in any case and with or without the `R`; nil if there is none.
  public init?(named name: String) {
    let digits = name.drop { $0 == "R" || $0 == "r" }
    guard let code = Self.all.first(where: { $0.name.dropFirst() == digits }) else { return nil }
    self = code
  }

  /// All codes in order.
  public static let all: [DiagnosticCode] = syntax + evaluation
}

extension DiagnosticCode: Hashable {
  /// Whether two codes have the same name.
  public static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool {
    left.name == right.name
  }

  /// Feeds the name to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension DiagnosticCode: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
