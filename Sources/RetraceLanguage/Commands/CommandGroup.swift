/// The groups in which `:help` lists commands, in this order.
public enum CommandGroup: String, Sendable, CaseIterable {
  /// Reading, writing and reshaping tables.
  case tables
  /// Functions of columns and numbers.
  case columns
  /// Functions of lists.
  case lists
  /// Runs: examples, training, records.
  case runs
  /// Models: predictions and scores.
  case models
  /// Explanations of single decisions.
  case local
  /// Explanations of a model as a whole.
  case global
  /// How far to trust an explanation.
  case trust
  /// Fairness between groups.
  case fairness
  /// Changes of data over time.
  case drift
  /// Expectations, notes, cards.
  case governance
  /// Figures.
  case figures
  /// The language itself.
  case language

  /// The heading of the group.
  public var title: String {
    switch self {
    case .tables: "Tables"
    case .columns: "Columns and numbers"
    case .lists: "Lists"
    case .runs: "Runs"
    case .models: "Models"
    case .local: "Explaining a decision"
    case .global: "Explaining a model"
    case .trust: "Trust"
    case .fairness: "Fairness"
    case .drift: "Drift"
    case .governance: "Governance"
    case .figures: "Figures"
    case .language: "Language"
    }
  }
}
