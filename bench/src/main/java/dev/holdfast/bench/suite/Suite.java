package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;

/** Contenders that are measured together, so that what the machine does meets all of them. */
public interface Suite {
  /** One word. */
  String name();

  /** Starts what it needs, measures, adds to the report, and ends what it started. */
  void run(Plan plan, Report report) throws Exception;
}
