import RetraceTables

extension Value {
  /// Whether two values are the same, as elements of lists are compared: of one kind with equal
  /// content.
  ///
  /// Missing equals missing; values of different kinds are never the same. Functions
  /// and objects are the same only as themselves.
  ///
  /// `==` of the language differs for missing, which it keeps missing, and for different kinds,
  /// which it refuses.
  package func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.missing, .missing): return true
    case (.number(let left), .number(let right)): return left == right
    case (.logical(let left), .logical(let right)): return left == right
    case (.text(let left), .text(let right)): return left.isSameText(as: right)
    case (.list(let left), .list(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.column(let left), .column(let right)):
      return left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
    case (.record(let left), .record(let right)): return left.isSame(as: right)
    case (.row(let left), .row(let right)): return Record(left).isSame(as: Record(right))
    case (.row(let row), .record(let record)), (.record(let record), .row(let row)):
      return Record(row).isSame(as: record)
    case (.table(let left), .table(let right)):
      return left.rowCount == right.rowCount && left.names == right.names
        && zip(left.columns, right.columns).allSatisfy {
          Value.column($0).isSame(as: .column($1))
        }
    case (.function(let left), .function(let right)): return left === right
    case (.object(let left), .object(let right)): return left === right
    default: return false
    }
  }
}

extension Record {
  /// Whether both have the same names with the same values, in any order.
  fileprivate func isSame(as other: Record) -> Bool {
    fields.count == other.fields.count
      && fields.allSatisfy { field in other[field.name].map(field.value.isSame) ?? false }
  }
}

extension String {
  /// Whether both have the same code points; composed and decomposed letters differ.
  package func isSameText(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Whether this stands before another by code points, which is also the order of the bytes.
  package func precedes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
