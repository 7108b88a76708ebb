/// A stream of random numbers with a name, every element of which can be asked for directly.
///
/// The seed, the command, the purpose and an item's number make a key; draw i is
/// mix(key + (i + 1)·step), where mix is the finaliser of SplitMix64 and the odd step belongs to
/// the key, too. Nothing else enters: the same name gives the same draws on every machine, in
/// any order and on any thread. Work on many items takes one stream for each, so that an
/// item's numbers depend neither on the other items nor on how the work was divided.
///
/// ```swift
/// let stream = RandomStream(seed: 1, command: "lime", purpose: "samples")
/// var row = stream.item(17)
/// let u = row.nextUniform()
/// ```
///
/// Not for cryptography. Period 2^64 draws a stream.
///
/// Source: G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014; finaliser: D. Stafford's variant 13.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
  /// What all items of one seed, command and purpose have in common.
  @usableFromInline let root: UInt64
  /// The start of this item's counter.
  @usableFromInline let key: UInt64
  /// The odd distance between two of its values.
  @usableFromInline let step: UInt64
  /// How many words have been drawn in sequence so far; the next one is `word(at: position)`.
  public var position: UInt64

  /// Opens a stream at its beginning.
  ///
  /// - Parameters:
  ///   - seed: the user's seed.
  ///   - command: the name of the command that draws, such as `lime`.
  ///   - purpose: what the draws are for, such as `samples`; two purposes never share draws.
  ///   - item: the number of the row, tree or fold.
  public init(seed: UInt64, command: String, purpose: String, item: UInt64 = 0) {
    var root = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    root = Self.mix(root ^ Self.hash(command))
    root = Self.mix(root &* 0xD134_2543_DE82_EF95 &+ Self.hash(purpose))
    self.init(root: root, item: item)
  }

  @usableFromInline
  init(root: UInt64, item: UInt64) {
    self.root = root
    key = Self.mix(root &+ item &* 0x9E37_79B9_7F4A_7C15)
    step = Self.oddStep(key ^ root)
    position = 0
  }

  /// The stream of another item with the same seed, command and purpose, at its beginning.
  ///
  /// `stream.item(i)` equals the stream opened with `item: i`, without hashing the names again.
  @inlinable
  public func item(_ item: UInt64) -> RandomStream {
    RandomStream(root: root, item: item)
  }

  /// The stream of another item with the same seed, command and purpose, at its beginning.
  @inlinable
  public func item(_ item: Int) -> RandomStream {
    RandomStream(root: root, item: UInt64(bitPattern: Int64(item)))
  }

  /// The word at an index, 64 random bits, wherever the sequence stands.
  @inlinable
  public func word(at index: UInt64) -> UInt64 {
    Self.mix(key &+ (index &+ 1) &* step)
  }

  /// The word at an index as a number in [0, 1), a multiple of 2^−53.
  @inlinable
  public func uniform(at index: UInt64) -> Double {
    Double(word(at: index) &>> 11) * 0x1p-53
  }

  /// The word at an index as a number in (0, 1), never 0 or 1, for inverse distributions.
  @inlinable
  public func openUniform(at index: UInt64) -> Double {
    (Double(word(at: index) &>> 12) + 0.5) * 0x1p-52
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    defer { position &+= 1 }
    return word(at: position)
  }

  /// The next number in [0, 1), uniformly distributed on the multiples of 2^−53.
  @inlinable
  public mutating func nextUniform() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// The next number in (0, 1), never 0 or 1.
  @inlinable
  public mutating func nextOpenUniform() -> Double {
    (Double(next() &>> 12) + 0.5) * 0x1p-52
  }

  /// Stafford's variant 13 of the 64-bit finaliser: every input bit reaches every output bit.
  @inlinable
  static func mix(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 31)
  }

  /// An odd number with its bits well spread, as SplitMix chooses its steps.
  @inlinable
  static func oddStep(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ (mixed &>> 33)) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ (mixed &>> 33)) &* 0xC4CE_B9FE_1A85_EC53
    mixed = (mixed ^ (mixed &>> 33)) | 1
    // Long runs of equal bits would make neighbouring counters too alike.
    return (mixed ^ (mixed &>> 1)).nonzeroBitCount < 24 ? mixed ^ 0xAAAA_AAAA_AAAA_AAAA : mixed
  }

  /// FNV-1a over the text's UTF-8 bytes, mixed; the same in every process, unlike `Hasher`.
  static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mix(hash)
  }
}
