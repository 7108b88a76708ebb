/// The features of a LightGBM model, with the levels of its categories.
///
/// LightGBM knows categories by codes. Where the model came from a pandas table, the codes are
/// positions in that column's levels; else the codes that training saw are the levels.
struct LightGBMFeatures {
  /// The features, in the order of the model.
  private(set) var features: [Feature]
  /// The positions of the levels of features whose codes are the levels.
  private var positions: [Int: [Int: Int]] = [:]

  init(
    _ header: LightGBMHeader, _ trailer: LightGBMTrailer, _ trees: [LightGBMTree], file: String
  ) throws {
    features = zip(header.names, header.infos).map { name, info in
      guard case .range(let range) = info, range.lowerBound.isFinite, range.upperBound.isFinite
      else { return Feature(name) }
      return Feature(name, range: range)
    }
    var seen: [Int: Set<Int>] = [:]
    for (feature, info) in header.infos.enumerated() {
      if case .codes(let codes) = info { seen[feature] = Set(codes) }
    }
    for tree in trees {
      tree.forEachCategory { feature, codes in
        guard feature < header.names.count else { return }
        seen[feature, default: []].formUnion(codes)
      }
    }
    let named = Self.named(header, trailer, seen)
    for (feature, list) in named {
      features[feature] = Feature(header.names[feature], .category(levels: trailer.levels[list]))
    }
    for (feature, codes) in seen where named[feature] == nil {
      let sorted = codes.sorted()
      guard sorted.count < 1 << 20 else {
        throw ModelError.unreadable(
          file: file, place: "feature_infos",
          reason: "'\(header.names[feature])' has \(sorted.count) categories, the limit is 2^20")
      }
      features[feature] = Feature(
        header.names[feature], .category(levels: sorted.map { "\($0)" }))
      positions[feature] = Dictionary(uniqueKeysWithValues: zip(sorted, 0...))
    }
  }

  /// Whether a feature's cells are not its codes, so that they cannot be compared as numbers.
  func isRenumbered(_ feature: Int) -> Bool { positions[feature] != nil }

  /// The positions of levels for codes; a code that is no level is left out.
  func positions(of codes: [Int], feature: Int) -> [Int] {
    guard let places = positions[feature] else {
      let count = features[feature].levels?.count ?? 0
      return codes.filter { $0 < count }
    }
    return codes.compactMap { places[$0] }
  }

  /// Which list of levels belongs to which feature.
  ///
  /// The file has the lists in the order of the columns, without their names: those of the
  /// features that the parameters call categorical. Columns whose levels are ordered have a list,
  /// too, but are compared as numbers; so where the counts differ, lists are assigned in order
  /// to features that they fit, if there is exactly one way.
  private static func named(
    _ header: LightGBMHeader, _ trailer: LightGBMTrailer, _ seen: [Int: Set<Int>]
  ) -> [Int: Int] {
    let lists = trailer.levels
    guard !lists.isEmpty else { return [:] }
    let highest = seen.mapValues { $0.max() ?? -1 }
    func fits(_ list: Int, _ feature: Int) -> Bool {
      if let code = highest[feature] { return code < lists[list].count }
      switch header.infos[feature] {
      case .unused: return true
      case .codes: return false
      case .range(let range):
        return range.lowerBound >= 0 && range.upperBound < Double(lists[list].count)
          && range.lowerBound == range.lowerBound.rounded()
          && range.upperBound == range.upperBound.rounded()
      }
    }
    let categorical =
      trailer.categorical?.filter { header.names.indices.contains($0) } ?? seen.keys.sorted()
    if categorical.count == lists.count,
      zip(lists.indices, categorical).allSatisfy({ fits($0, $1) })
    {
      return Dictionary(uniqueKeysWithValues: zip(categorical, lists.indices))
    }
    return onlyAssignment(lists: lists.count, features: header.names.count, fits: fits) ?? [:]
  }

  /// The one way to give lists, in order, to features, in order; nil if there are none or several.
  ///
  /// - Complexity: O(lists · features); beyond a million none is looked for.
  private static func onlyAssignment(
    lists: Int, features: Int, fits: (Int, Int) -> Bool
  ) -> [Int: Int]? {
    guard lists <= features, lists * features <= 1_000_000 else { return nil }
    // ways[l][f]: in how many ways the lists from l on go to the features from f on, 2 for more.
    var ways = [[UInt8]](
      repeating: [UInt8](repeating: 0, count: features + 1), count: lists + 1)
    ways[lists] = [UInt8](repeating: 1, count: features + 1)
    for list in (0..<lists).reversed() {
      for feature in (0..<features).reversed() {
        let taken = fits(list, feature) ? ways[list + 1][feature + 1] : 0
        ways[list][feature] = min(2, ways[list][feature + 1] + taken)
      }
    }
    guard ways[0][0] == 1 else { return nil }
    var result: [Int: Int] = [:]
    var list = 0
    for feature in 0..<features where list < lists {
      guard fits(list, feature), ways[list + 1][feature + 1] == 1 else { continue }
      result[feature] = list
      list += 1
    }
    return result
  }
}
