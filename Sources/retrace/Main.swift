import Glibc

/// The program: what it does lies in ``Application``, outside of the main actor.
@main
struct Main {
  static func main() { Glibc.exit(Application.run(Array(CommandLine.arguments.dropFirst()))) }
}
