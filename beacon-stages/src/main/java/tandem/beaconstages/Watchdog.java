package tandem.beaconstages;

/// Looks whether results come, whatever is going on meanwhile
/// (docs/decisions/recovery-of-the-coordinator.md).
///
/// @param step the last that was taken since the last result
/// @param sinceMs when the last result came, or when one was not due yet
/// @param stepMs when the last step was taken; `sinceMs` if none was
/// @param best highest slot that was reached since the work began
public record Watchdog(RepairStep step, long sinceMs, long stepMs, long best) {
  /// Three deadlines of most waits, which are 10 s or less.
  static final long PATIENCE_MS = 30_000;

  /// Some work begins.
  static Watchdog begin(long nowMs) {
    return new Watchdog(RepairStep.NONE, nowMs, nowMs, -1);
  }

  boolean isStalled() {
    return step != RepairStep.NONE;
  }

  /// A result came.
  Watchdog result(long nowMs) {
    return new Watchdog(RepairStep.NONE, nowMs, nowMs, best);
  }

  /// It is a result if it is further than ever.
  Watchdog reached(long nowMs, long slot) {
    return slot > best ? new Watchdog(RepairStep.NONE, nowMs, nowMs, slot) : this;
  }

  /// No result is due now; what was tried is not forgotten.
  Watchdog waits(long nowMs) {
    return new Watchdog(step, nowMs, nowMs, best);
  }

  boolean isDue(long nowMs) {
    return nowMs - stepMs >= PATIENCE_MS;
  }

  Watchdog stepped(long nowMs, RepairStep taken) {
    return new Watchdog(taken, sinceMs, nowMs, best);
  }
}
