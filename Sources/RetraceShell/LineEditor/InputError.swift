import Glibc

/// What can be wrong with an input that is read line by line.
public enum InputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A line holds a byte that is not UTF-8; lines and bytes of a line count from 1.
  case invalidUTF8(line: Int, byte: Int, value: UInt8)

  /// A line is longer than what is taken for text.
  case lineTooLong(line: Int, limit: Int)

  /// The system refused to read.
  case unreadable(code: Int32)

  /// The error in the user's words.
  public var description: String {
    switch self {
    case .invalidUTF8(let line, let byte, let value):
      let digits = String(value, radix: 16, uppercase: true)
      let hex = "0x" + (digits.count < 2 ? "0" : "") + digits
      return "the input is not UTF-8: line \(line), byte \(byte) is \(hex);"
        + " save it as UTF-8 and try again"
    case .lineTooLong(let line, let limit):
      return "line \(line) of the input is longer than \(limit >> 20) MB; is it text?"
    case .unreadable(let code):
      return "the input cannot be read: \(String(cString: strerror(code)))"
    }
  }
}
