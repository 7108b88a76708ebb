/// All commands of a session by name.
public struct CommandRegistry: Sendable {
  private final class Content: Sendable {
    let commands: [Command]
    let positions: [String: Int]

    init(_ commands: [Command]) {
      self.commands = commands
      positions = Dictionary(
        commands.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { _, last in last })
    }
  }

  private let content: Content

  /// Makes a registry; of commands with the same name the last one counts.
  public init(_ commands: [Command]) {
    let whole = Content(commands)
    let kept = commands.indices.filter { whole.positions[commands[$0].name] == $0 }
    content = kept.count == commands.count ? whole : Content(kept.map { commands[$0] })
  }

  /// All commands in the order of registration.
  public var commands: [Command] { content.commands }

  /// The names of all commands in the order of registration.
  public var names: [String] { content.commands.map(\.name) }

  /// The command of a name, nil if there is none.
  public subscript(name: String) -> Command? {
    content.positions[name].map { content.commands[$0] }
  }

  /// The commands of a group in the order of registration.
  public func commands(in group: CommandGroup) -> [Command] {
    content.commands.filter { $0.group == group }
  }
}
