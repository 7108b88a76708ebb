internal import CLibedit
import Glibc

/// Reads inputs from a pipe, a file or a terminal that cannot place its cursor.
///
/// It reads UTF-8 whatever the locale says and never drops a byte: a line that is not UTF-8 is an
/// error with its place, and the next call goes on behind it.
public struct PlainLineReader {
  /// Bytes of a line at most.
  public static let lineLimit = 256 << 20

  /// Lines read so far.
  public private(set) var lineCount = 0

  private let descriptor: Int32
  private let isTerminal: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// Makes a reader of a file descriptor, standard input by default.
  public init(descriptor: Int32 = 0) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// The next line without its end, or nil behind the last one.
  ///
  /// Ctrl-C, SIGTERM and SIGHUP end the waiting as the end of the input does;
  /// ``TerminalSignals`` tells which.
  ///
  /// - Throws: ``InputError``; the line is then passed over.
  public mutating func line() throws(InputError) -> String? {
    guard let bytes = try lineBytes() else {
      // At a terminal Ctrl-D ends this input only.
      if isTerminal { isAtEnd = false }
      return nil
    }
    lineCount += 1
    var range = bytes
    if lineCount == 1, buffer[range].starts(with: [0xEF, 0xBB, 0xBF]) {
      range = range.dropFirst(3)
    }
    if !range.isEmpty, buffer[range.upperBound - 1] == 0x0D { range = range.dropLast() }
    if let place = Self.firstInvalidByte(in: buffer[range]) {
      throw .invalidUTF8(
        line: lineCount, byte: place - bytes.lowerBound + 1, value: buffer[place])
    }
    return String(decoding: buffer[range], as: UTF8.self)
  }

  /// Everything up to the end of the input.
  ///
  /// - Throws: ``InputError`` at the first line that is not text.
  public mutating func text() throws(InputError) -> String {
    var lines: [String] = []
    while let line = try line() { lines.append(line) }
    return lines.joined(separator: "\n")
  }

  /// Reads one input, by the rules of ``LineEditor``; prompts show at a terminal only.
  ///
  /// - Throws: ``InputError``; what was read of the input is then dropped.
  public mutating func read(
    prompt: PromptText, continuationPrompt: PromptText = "… ", isComplete: (String) -> Bool
  ) throws(InputError) -> InputOutcome {
    if let signal = TerminalSignals.termination { return .terminated(signal: signal) }
    TerminalSignals.clearInterrupts()
    var lines: [String] = []
    while true {
      if isTerminal { Self.show(lines.isEmpty ? prompt.plain : continuationPrompt.plain) }
      guard let line = try line() else {
        return outcomeAtEnd(of: lines.joined(separator: "\n"))
      }
      if EditedText(line).command != nil { return .line(line.trimmed) }
      lines.append(line)
      let text = lines.joined(separator: "\n")
      let isGivenUp = lines.count > 2 && lines.suffix(2).allSatisfy(\.isBlank)
      if text.isBlank || isGivenUp || isComplete(text) {
        return .line(text.trimmingTrailingBlanks())
      }
    }
  }

  private func outcomeAtEnd(of text: String) -> InputOutcome {
    if let signal = TerminalSignals.termination { return .terminated(signal: signal) }
    if isTerminal { Self.show("\n") }
    if TerminalSignals.interruptCount > 0 {
      TerminalSignals.clearInterrupts()
      return .interrupted(discarded: text)
    }
    if text.isEmpty { return .endOfFile }
    // At a terminal this was Ctrl-D; from a pipe, the parser says what is missing.
    return isTerminal ? .cancelled(discarded: text) : .line(text.trimmingTrailingBlanks())
  }

  // MARK: Bytes

  /// Where in the buffer the next line is, without its line feed.
  private mutating func lineBytes() throws(InputError) -> Range<Int>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        return start..<end
      }
      if isAtEnd || !isReadable() {
        defer { start = buffer.count }
        return start < buffer.count && isAtEnd ? start..<buffer.count : nil
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      guard searched <= Self.lineLimit else {
        lineCount += 1
        try dropRestOfLine()
        throw .lineTooLong(line: lineCount, limit: Self.lineLimit)
      }
      try fill()
    }
  }

  /// Waits for bytes; false if a signal came first.
  private func isReadable() -> Bool {
    Int(retrace_wait_readable(descriptor)) != RETRACE_WAIT_SIGNAL
  }

  private mutating func fill() throws(InputError) {
    let old = buffer.count
    let room = 65536
    var count = 0
    var code: Int32 = 0
    let descriptor = descriptor
    buffer.append(contentsOf: repeatElement(0, count: room))
    buffer.withUnsafeMutableBytes { bytes in
      count = Glibc.read(descriptor, bytes.baseAddress.map { $0 + old }, room)
      code = errno
    }
    buffer.removeLast(room - max(count, 0))
    if count == 0 {
      isAtEnd = true
    } else if count < 0, code != EINTR, code != EAGAIN {
      isAtEnd = true
      throw .unreadable(code: code)
    }
  }

  private mutating func dropRestOfLine() throws(InputError) {
    while !isAtEnd {
      buffer.removeAll(keepingCapacity: true)
      start = 0
      if !isReadable() { return }
      try fill()
      if let end = buffer.firstIndex(of: 0x0A) {
        start = end + 1
        return
      }
    }
  }

  /// The place of the first byte that belongs to no scalar, or nil.
  static func firstInvalidByte(in bytes: ArraySlice<UInt8>) -> Int? {
    do throws(Unicode.UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return bytes.startIndex + error.byteOffsets.lowerBound
    }
  }

  private static func show(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      _ = Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
    }
  }
}

extension String {
  /// The text without blanks at both ends.
  var trimmed: String {
    String(trimmingTrailingBlanks().drop { $0 == " " || $0 == "\t" })
  }
}
