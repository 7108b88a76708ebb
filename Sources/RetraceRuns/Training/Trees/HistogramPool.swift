import RetraceNumerics

/// Histograms of gradients, one a leaf and column, in memory of its own.
///
/// A leaf's histograms stand one after another, each with a place for every bin and one for missing
/// cells. Leaves hold slots; a slot that is freed is given out again.
final class HistogramPool {
  /// Where each column's histogram starts inside a slot.
  let starts: [Int]
  /// How many sums a slot has.
  let width: Int
  private let memory: UnsafeMutablePointer<SplitSearch.Sums>
  private let count: Int
  private var free: [Int]

  /// Makes room for some leaves.
  init(_ columns: [BinnedColumns.Column], slots: Int) {
    var starts: [Int] = []
    var width = 0
    for column in columns {
      starts.append(width)
      width += column.count + 1
    }
    self.starts = starts
    self.width = width
    memory = .allocate(capacity: max(1, width * slots))
    memory.initialize(repeating: .zero, count: max(1, width * slots))
    count = slots
    free = Array((0..<slots).reversed())
  }

  deinit { memory.deallocate() }

  /// A slot that nobody holds; nil if all are held.
  func take() -> Int? { free.popLast() }

  /// Takes all slots back.
  func reset() { free = Array((0..<count).reversed()) }

  /// Gives a slot back.
  func giveBack(_ slot: Int) { free.append(slot) }

  /// The histogram of a column.
  func histogram(_ slot: Int, _ column: Int) -> UnsafeMutablePointer<SplitSearch.Sums> {
    memory + slot * width + starts[column]
  }
}

/// The inner loops of growing trees by histograms.
enum HistogramKernels {
  /// Adds the gradient pairs of some rows to the bins of their cells.
  ///
  /// - Parameters:
  ///   - codes: the bin of each row of the table.
  ///   - rows: which rows, or nil for the first `count`.
  ///   - pairs: the gradient and hessian of each of these rows, in their order.
  static func add(
    _ codes: UnsafePointer<UInt8>, rows: UnsafePointer<UInt32>?, count: Int,
    pairs: UnsafePointer<SIMD2<Float>>, to histogram: UnsafeMutablePointer<SplitSearch.Sums>
  ) {
    guard let rows else {
      for place in 0..<count {
        histogram[Int(codes[place])] += SplitSearch.Sums(pairs[place])
      }
      return
    }
    var place = 0
    while place &+ 4 <= count {
      // The four bins are fetched before the first sum is changed.
      let (a, b) = (Int(codes[Int(rows[place])]), Int(codes[Int(rows[place &+ 1])]))
      let (c, d) = (Int(codes[Int(rows[place &+ 2])]), Int(codes[Int(rows[place &+ 3])]))
      histogram[a] += SplitSearch.Sums(pairs[place])
      histogram[b] += SplitSearch.Sums(pairs[place &+ 1])
      histogram[c] += SplitSearch.Sums(pairs[place &+ 2])
      histogram[d] += SplitSearch.Sums(pairs[place &+ 3])
      place &+= 4
    }
    while place < count {
      histogram[Int(codes[Int(rows[place])])] += SplitSearch.Sums(pairs[place])
      place &+= 1
    }
  }

  /// Parts rows by the side of their bins, each side in its old order.
  ///
  /// Every row is written to both ends and one of the two advances, so there is no branch.
  ///
  /// - Parameters:
  ///   - side: 1 for each bin that goes left, else 0.
  ///   - spare: room for as many rows.
  /// - Returns: how many go left; they stand first.
  static func part(
    _ rows: UnsafeMutablePointer<UInt32>, count: Int, codes: UnsafePointer<UInt8>,
    side: UnsafePointer<UInt8>, spare: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var (left, right) = (0, 0)
    for place in 0..<count {
      let row = rows[place]
      let goesLeft = Int(side[Int(codes[Int(row)])])
      rows[left] = row
      spare[right] = row
      left &+= goesLeft
      right &+= 1 &- goesLeft
    }
    (rows + left).update(from: spare, count: right)
    return left
  }
}
