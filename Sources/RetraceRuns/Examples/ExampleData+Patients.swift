import Glibc
import RetraceNumerics
import RetraceTables

extension ExampleData {
  /// Hospital patients and whether they were admitted again within a month.
  static func patients(rows: Int, seed: UInt64) -> ExampleData {
    let draws = ExampleDraws(name: "patients", seed: seed, rows: rows)
    let insurance = draws.column("insurance") { stream, _ in
      stream.nextUniform() < 0.35 ? "public" : "private"
    }
    let age = draws.column("age") { stream, _ in
      ExampleDraws.normal(58, 18, in: 18...97, step: 1, &stream)
    }
    let sex = draws.column("sex") { stream, _ in stream.nextBool() ? "female" : "male" }
    let smoker = draws.column("smoker") { stream, _ in stream.nextUniform() < 0.24 }
    let bodyMass = draws.column("body_mass_index") { stream, row in
      ExampleDraws.normal(26 + (smoker[row] ? -0.8 : 0), 4.6, in: 15...52, step: 0.1, &stream)
    }
    let pressure = draws.column("blood_pressure") { stream, row in
      let mean = 108 + 0.3 * age[row] + 0.5 * (bodyMass[row] - 26)
      return ExampleDraws.normal(mean, 13, in: 80...220, step: 1, &stream)
    }
    let glucose = draws.withGaps(
      "glucose",
      draws.column("glucose") { stream, row in
        let mean = 88 + 1.6 * (bodyMass[row] - 26) + 0.25 * (age[row] - 58)
        return ExampleDraws.normal(
          mean + 10 * abs(stream.nextNormal()), 12, in: 55...320, step: 1, &stream)
      }, share: 0.1)
    let hemoglobin = draws.withGaps(
      "hemoglobin",
      draws.column("hemoglobin") { stream, row in
        ExampleDraws.normal(
          sex[row] == "male" ? 14.6 : 13.2, 1.4, in: 6...19, step: 0.1, &stream)
      }, share: 0.05)
    let admission = draws.column("admission") { stream, row in
      ExampleDraws.pick(
        [("emergency", age[row] > 65 ? 50 : 34), ("planned", 50), ("transfer", 9)], &stream)
    }
    let previous = draws.column("previous_admissions") { stream, row in
      let rate = 0.4 + 0.012 * max(0, age[row] - 40)
      // A geometric number: how often a coin of this bias comes up in a row.
      var count = 0.0
      while count < 12, stream.nextUniform() < rate / (1 + rate) { count += 1 }
      return count
    }
    let stay = draws.column("days_in_hospital") { stream, row in
      let mean = (admission[row] == "planned" ? 3.5 : 6) + 0.04 * (age[row] - 58)
      return max(1, (mean * Kernels.exp(0.5 * stream.nextNormal())).rounded())
    }
    let medicines = draws.column("medicines") { stream, row in
      Double(stream.nextBelow(5)) + (previous[row] / 2).rounded() + (age[row] > 70 ? 2 : 0)
    }
    // Nine in ten publicly insured patients live in four of twelve postcodes.
    let postcode = draws.column("postcode") { stream, row in
      let inSmallPart = stream.nextUniform() < (insurance[row] == "public" ? 0.9 : 0.12)
      return inSmallPart ? "H\(1 + stream.nextBelow(4))" : "H\(5 + stream.nextBelow(8))"
    }
    let bed = draws.column("bed") { stream, _ in Double(1 + stream.nextBelow(40)) }
    let readmitted = draws.column("readmitted") { stream, row in
      var logOdds = -1.5 + 0.02 * (age[row] - 58) + 0.42 * previous[row]
      logOdds += 0.06 * (stay[row] - 5) + 0.09 * (medicines[row] - 3)
      logOdds += glucose[row].isMissing ? 0 : 0.012 * (glucose[row] - 100)
      logOdds -= hemoglobin[row].isMissing ? -0.4 : 0.22 * (hemoglobin[row] - 13.9)
      logOdds += ["emergency": 0.7, "transfer": 0.4][admission[row]] ?? 0
      logOdds += (smoker[row] ? 0.5 : 0) + (insurance[row] == "public" ? 1.0 : 0)
      return stream.nextUniform() < ExampleDraws.probability(1.3 * logOdds)
    }
    // Calls are made to patients who came back, to ask why.
    let calls = draws.column("follow_up_calls") { stream, row in
      readmitted[row]
        ? (stream.nextUniform() < 0.7 ? Double(1 + stream.nextBelow(3)) : 0.0)
        : (stream.nextUniform() < 0.07 ? 1.0 : 0.0)
    }
    let flipped = draws.flippedRows(share: 0.08)
    let table = Table([
      ("age", Column(numbers: age)), ("sex", Column(categories: sex)),
      ("smoker", Column(logicals: smoker.map(Optional.some))),
      ("body_mass_index", Column(numbers: bodyMass)),
      ("blood_pressure", Column(numbers: pressure)), ("glucose", Column(numbers: glucose)),
      ("hemoglobin", Column(numbers: hemoglobin)), ("admission", Column(categories: admission)),
      ("previous_admissions", Column(numbers: previous)),
      ("days_in_hospital", Column(numbers: stay)), ("medicines", Column(numbers: medicines)),
      ("postcode", Column(categories: postcode)), ("insurance", Column(categories: insurance)),
      ("bed", Column(numbers: bed)), ("follow_up_calls", Column(numbers: calls)),
      ("readmitted", Column(categories: labels(readmitted, flipped: flipped))),
    ])
    return ExampleData(
      name: "patients", table: table, target: "readmitted",
      truth: Truth(
        protected: "insurance", proxy: "postcode", leak: "follow_up_calls", useless: "bed",
        flippedRows: flipped,
        notes: [
          "publicly insured patients came back more often by design: log odds 1.3 higher",
          "postcodes H1 to H4 hold 90% of the publicly and 12% of the privately insured",
          "follow_up_calls are made after the outcome, so they give it away",
          "bed is drawn without regard to anything",
          "the labels of 8% of the rows are flipped",
        ]))
  }
}
