package tandem.pairsim;

/// A cheap hash.
final class Mix {
  private Mix() {}

  /// A bijection of the 64-bit numbers in which each bit depends on each (SplitMix64's finaliser).
  static long of(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
