import RetraceNumerics
import RetraceTables

/// What an event file holds.
struct EventContent {
  /// Numbers, one a tag and step, column by column.
  struct Scalars {
    var codes: [UInt32] = []
    var values: [Double] = []
    var steps: [Double] = []
    var times: [Double] = []
  }

  /// The distribution of many numbers at a step.
  struct Histogram {
    var tag = ""
    var step = 0.0
    var time = Double.missing
    var minimum = Double.missing
    var maximum = Double.missing
    var count = Double.missing
    var sum = Double.missing
    var sumOfSquares = Double.missing
    /// Left edge, right edge and how many numbers lie between, for those between which any do.
    var buckets: [(left: Double, right: Double, count: Double)] = []
  }

  /// Several numbers of a tag at a step.
  struct Tensor {
    let tag: String
    let step: Double
    let time: Double
    let values: [Double]
  }

  /// A text of a tag at a step.
  struct Text {
    let tag: String
    let step: Double
    let time: Double
    let text: String
  }

  var tags: [String] = []
  var scalars = Scalars()
  var histograms: [Histogram] = []
  var tensors: [Tensor] = []
  var texts: [Text] = []
  /// Hyperparameters of the plugin `hparams`, in the order in which it declares them.
  var params: [JSON.Member] = []
  /// What the plugin `hparams` says became of the run.
  var status: RunHeader.Status?
  /// The time of the first and of the last event, in seconds since 1970.
  var firstTime: Double?
  var lastTime: Double?
  /// How many records were read.
  var records = 0
  var notes: [String] = []

  /// Whether there is anything but hyperparameters and single numbers beside them.
  var isHyperparametersOnly: Bool {
    !params.isEmpty && histograms.isEmpty && tensors.isEmpty && texts.isEmpty
      && scalars.values.count <= tags.count
  }

  /// Whether there is anything at all.
  var isEmpty: Bool {
    scalars.values.isEmpty && histograms.isEmpty && tensors.isEmpty && texts.isEmpty
      && params.isEmpty
  }
}
