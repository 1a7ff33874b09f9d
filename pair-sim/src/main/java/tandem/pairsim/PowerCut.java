package tandem.pairsim;

/// The process ends here and now. No code of the node runs any more: hence no exception that it
/// could catch.
final class PowerCut extends Error {
  private static final long serialVersionUID = 1L;

  PowerCut() {
    super("the power is gone", null, false, false);
  }
}
