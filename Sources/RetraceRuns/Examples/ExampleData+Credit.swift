import Glibc
import RetraceNumerics
import RetraceTables

extension ExampleData {
  /// Loan applications and whether the loan was repaid.
  static func credit(rows: Int, seed: UInt64) -> ExampleData {
    let draws = ExampleDraws(name: "credit", seed: seed, rows: rows)
    let nationality = draws.column("nationality") { stream, _ in
      stream.nextUniform() < 0.3 ? "foreign" : "domestic"
    }
    let age = draws.column("age") { stream, _ in
      ExampleDraws.normal(41, 13, in: 18...78, step: 1, &stream)
    }
    let employment = draws.column("employment") { stream, row in
      age[row] >= 66
        ? "retired"
        : ExampleDraws.pick(
          [("employed", 70), ("self_employed", 18), ("unemployed", 12)], &stream)
    }
    let income = draws.column("income") { stream, row in
      let base = ["employed": 36.0, "self_employed": 42, "unemployed": 14, "retired": 24]
      let drawn = (base[employment[row]] ?? 30) * Kernels.exp(0.35 * stream.nextNormal())
      return max(6, (drawn * 10).rounded() / 10)
    }
    let years = draws.withGaps(
      "years_employed",
      draws.column("years_employed") { stream, row in
        guard employment[row] != "unemployed" else { return 0 }
        return (max(0, age[row] - 20) * stream.nextUniform() * stream.nextUniform()).rounded()
      }, share: 0.06)
    let purpose = draws.column("purpose") { stream, _ in
      ExampleDraws.pick(
        [("car", 34), ("furniture", 26), ("education", 14), ("business", 14), ("repairs", 12)],
        &stream)
    }
    let duration = draws.column("duration_months") { stream, _ in
      Double(6 * (1 + stream.nextBelow(10)))
    }
    let amount = draws.column("amount") { stream, row in
      let drawn = 900 * Kernels.exp(0.6 * stream.nextNormal()) * (0.5 + duration[row] / 24)
      return max(200, (drawn / 50).rounded() * 50)
    }
    let credits = draws.column("existing_credits") { stream, _ in
      Double(stream.nextBelow(3) + (stream.nextUniform() < 0.15 ? 2 : 0))
    }
    let savings = draws.withGaps(
      "savings",
      draws.column("savings") { stream, row in
        (income[row] * 90 * stream.nextUniform() * stream.nextUniform() / 10).rounded() * 10
      }, share: 0.12)
    let housing = draws.column("housing") { stream, row in
      ExampleDraws.pick(
        [("own", age[row] > 35 ? 55 : 25), ("rent", 45), ("free", 8)], &stream)
    }
    // Nine in ten foreign applicants live in three of ten postcodes, one in ten of the others.
    let postcode = draws.column("postcode") { stream, row in
      let inSmallPart = stream.nextUniform() < (nationality[row] == "foreign" ? 0.9 : 0.1)
      return inSmallPart ? "P\(1 + stream.nextBelow(3))" : "P\(4 + stream.nextBelow(7))"
    }
    let formColor = draws.column("form_color") { stream, _ in
      ExampleDraws.pick([("blue", 1), ("green", 1), ("white", 1)], &stream)
    }
    let repaid = draws.column("repaid") { stream, row in
      var logOdds = 0.6 + 0.045 * (income[row] - 32) - 0.00032 * (amount[row] - 1_800)
      logOdds -= 0.022 * (duration[row] - 30) + 0.45 * credits[row]
      logOdds += 0.012 * (age[row] - 41) + (years[row].isMissing ? 0 : 0.03 * years[row])
      logOdds += savings[row].isMissing ? -0.3 : 0.0006 * savings[row]
      logOdds += ["business": -0.7, "education": -0.2, "car": 0.3][purpose[row]] ?? 0
      logOdds += housing[row] == "own" ? 0.5 : 0
      logOdds -= nationality[row] == "foreign" ? 1.1 : 0
      return stream.nextUniform() < ExampleDraws.probability(1.3 * logOdds + 0.6)
    }
    // Reminders are sent after the loan was paid out, when instalments fail to come.
    let reminders = draws.column("reminders") { stream, row in
      repaid[row]
        ? (stream.nextUniform() < 0.06 ? 1.0 : 0.0)
        : (stream.nextUniform() < 0.75 ? Double(1 + stream.nextBelow(4)) : 0.0)
    }
    let flipped = draws.flippedRows(share: 0.08)
    let table = Table([
      ("age", Column(numbers: age)), ("income", Column(numbers: income)),
      ("employment", Column(categories: employment)), ("years_employed", Column(numbers: years)),
      ("purpose", Column(categories: purpose)), ("amount", Column(numbers: amount)),
      ("duration_months", Column(numbers: duration)),
      ("existing_credits", Column(numbers: credits)), ("savings", Column(numbers: savings)),
      ("housing", Column(categories: housing)), ("postcode", Column(categories: postcode)),
      ("nationality", Column(categories: nationality)),
      ("form_color", Column(categories: formColor)), ("reminders", Column(numbers: reminders)),
      ("repaid", Column(categories: labels(repaid, flipped: flipped))),
    ])
    return ExampleData(
      name: "credit", table: table, target: "repaid",
      truth: Truth(
        protected: "nationality", proxy: "postcode", leak: "reminders", useless: "form_color",
        flippedRows: flipped,
        notes: [
          "foreign applicants repaid less often by design: log odds 1.4 lower, all else equal",
          "postcodes P1 to P3 hold 90% of the foreign and 10% of the domestic applicants",
          "reminders are sent after the loan was paid out, so they give the outcome away",
          "form_color is drawn without regard to anything",
          "the labels of 8% of the rows are flipped",
        ]))
  }

  /// `no` and `yes`, the other way round where flipped.
  static func labels(_ outcome: [Bool], flipped: [Int]) -> [String?] {
    var labels = outcome
    for row in flipped { labels[row].toggle() }
    return labels.map { $0 ? "yes" : "no" }
  }
}
