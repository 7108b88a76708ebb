import ArgumentParser

/// Which form of the command a command line has.
///
/// The first word that is no option decides; the words `check`, `help`, `export` and `learn` are
/// commands there. A script of such a name is given as `./check`.
enum CommandLineForm {
  case run(RunCommand)
  case check(CheckCommand)
  case help(HelpCommand)

  /// Understands a command line.
  ///
  /// - Throws: ``CommandLineRefusal``.
  init(_ arguments: [String]) throws {
    let arguments = Self.separated(arguments)
    guard let position = Self.firstWord(arguments) else {
      self = .run(try Self.parse(arguments))
      return
    }
    var rest = arguments
    let word = rest.remove(at: position)
    switch word {
    case "check": self = .check(try Self.parse(rest))
    case "help": self = .help(try Self.parse(rest))
    case "export", "learn":
      throw CommandLineRefusal.misunderstood("this version has no '\(word)'", form: "retrace")
    default: self = .run(try Self.parse(arguments))
    }
  }

  /// Options that are followed by a value.
  private static let valued: Set<String> = [
    "--param", "--seed", "--width", "--color", "--allow-run", "--allow-net", "--allow-write", "-c",
  ]

  /// `-c'1 + 1'` as `-c '1 + 1'`: what follows `-c` is statements whatever it starts with.
  private static func separated(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var isValue = false
    for (position, word) in arguments.enumerated() {
      if isValue {
        isValue = false
        result.append(word)
      } else if word == "--" {
        return result + arguments[position...]
      } else if word.hasPrefix("-c"), word.utf8.count > 2 {
        result += ["-c", String(word.dropFirst(2))]
      } else {
        isValue = valued.contains(word)
        result.append(word)
      }
    }
    return result
  }

  private static func firstWord(_ arguments: [String]) -> Int? {
    var position = 0
    while position < arguments.count {
      let word = arguments[position]
      if valued.contains(word) {
        position += 2
      } else if word.hasPrefix("-"), word != "-", word != "--" {
        position += 1
      } else {
        return word == "--" ? nil : position
      }
    }
    return nil
  }

  private static func parse<Command: ParsableCommand>(_ arguments: [String]) throws -> Command {
    do {
      return try Command.parse(arguments)
    } catch {
      // The parser's own errors, its help and its version.
      if Command.exitCode(for: error).isSuccess {
        throw CommandLineRefusal.asked(Command.fullMessage(for: error))
      }
      let message = Command.message(for: error)
      let line = message.split(separator: "\n").first.map(String.init) ?? message
      throw CommandLineRefusal.misunderstood(
        line.first.map { $0.lowercased() + line.dropFirst() } ?? line,
        form: Command.configuration.commandName ?? "retrace")
    }
  }
}

/// Why a command line runs nothing.
enum CommandLineRefusal: Error {
  /// It asks for help or the version: the text.
  case asked(String)
  /// It is not understood: why, and the form of the command that it has.
  case misunderstood(String, form: String)
}
