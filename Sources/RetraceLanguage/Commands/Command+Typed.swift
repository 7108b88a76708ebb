public import RetraceCatalog

extension Command {
  /// Makes a command whose arguments arrive with their Swift types.
  ///
  ///     static let head = Command(
  ///       "head", "Keep the first rows of a table.",
  ///       .required("table", "Rows to take from."), .optional("n", 10, "How many rows."),
  ///       group: .tables, examples: [Example("head(credit, 3)", "the first three rows")]
  ///     ) { (table: Table, n: Int) in … }
  public init<each Argument: CommandArgument>(
    _ name: String, _ summary: String, _ slots: repeat Slot<each Argument>, group: CommandGroup,
    discussion: String = "", examples: [Example], references: [String] = [],
    searchTerms: [String] = [],
    run: @escaping @Sendable (repeat each Argument) throws -> Value
  ) {
    self.init(
      name, summary, repeat each slots, group: group, discussion: discussion,
      examples: examples, references: references, searchTerms: searchTerms
    ) { (_: Invocation, arguments: repeat each Argument) throws -> Value in
      try run(repeat each arguments)
    }
  }

  /// Makes a command whose body gets the invocation before its typed arguments.
  public init<each Argument: CommandArgument>(
    _ name: String, _ summary: String, _ slots: repeat Slot<each Argument>, group: CommandGroup,
    discussion: String = "", examples: [Example], references: [String] = [],
    searchTerms: [String] = [],
    run: @escaping @Sendable (Invocation, repeat each Argument) throws -> Value
  ) {
    var descriptions: [ParameterDescription] = []
    for slot in repeat each slots { descriptions.append(slot.description) }
    self.init(
      CatalogEntry(
        name: name, summary: summary, discussion: discussion, examples: examples,
        references: references, searchTerms: searchTerms),
      group: group, parameters: descriptions
    ) { invocation in
      try run(invocation, repeat try invocation.read(each slots))
    }
  }
}
