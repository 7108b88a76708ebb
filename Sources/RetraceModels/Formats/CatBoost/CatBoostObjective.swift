import RetraceTables

/// What CatBoost was trained for, as far as it tells what becomes of the sums.
struct CatBoostObjective {
  /// The scale of the sums.
  let scale: OutputScale
  /// What makes predictions of them.
  let link: TreeEnsemble.Link
  /// The classes, if the file names them.
  let classes: [Cell]?
  /// The loss, in CatBoost's word.
  private let loss: String

  init(_ fields: ModelJSONFields) throws {
    let info = fields.json["model_info"]
    let params = info?["params"]
    guard case .text(let loss)? = params?["loss_function"]?["type"] else {
      throw fields.wrong("model_info.params.loss_function.type", "it is absent")
    }
    self.loss = loss
    switch loss {
    case "Logloss", "CrossEntropy", "Focal": (scale, link) = (.margin, .logistic)
    case "MultiClass": (scale, link) = (.margin, .softmax)
    case "MultiClassOneVsAll": (scale, link) = (.margin, .logistic)
    case "Poisson", "Tweedie": (scale, link) = (.margin, .exponential)
    case "MultiRMSE", "MultiRMSEWithMissingValues", "MultiQuantile", "RMSEWithUncertainty",
      "MultiLogloss", "MultiCrossEntropy":
      throw fields.wrong(
        "model_info.params.loss_function",
        "'\(loss)' tells several numbers a row; a model of "
          + "one number or of classes can be read")
    default: (scale, link) = (.value, .identity)
    }
    let names =
      info?["class_params"]?["class_names"] ?? params?["data_processing_options"]?["class_names"]
    guard scale == .margin, link != .exponential, case .array(let items)? = names, !items.isEmpty
    else {
      classes = nil
      return
    }
    var seen: Set<Cell> = []
    classes = try items.enumerated().map { position, json in
      let place = "model_info.class_params.class_names[\(position)]"
      let cell: Cell
      switch json {
      case .text(let text): cell = .text(text)
      case .number(let number) where number.isFinite: cell = .number(number)
      case .logical(let flag): cell = .logical(flag)
      default: throw fields.wrong(place, "expected a text or a number")
      }
      guard seen.insert(cell).inserted else {
        throw fields.wrong(place, "'\(cell.displayText)' occurs twice")
      }
      return cell
    }
  }

  /// How many numbers come out, which a leaf has to have values for.
  func outputCount(_ fields: ModelJSONFields, values: Int) throws -> Int {
    guard loss != "MultiClass", loss != "MultiClassOneVsAll" else { return values }
    guard values == 1 else {
      throw fields.wrong(
        "", "a leaf has \(values) values, for the loss '\(loss)' it has one")
    }
    return 1
  }
}
