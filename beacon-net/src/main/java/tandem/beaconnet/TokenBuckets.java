package tandem.beaconnet;

import java.util.LinkedHashMap;
import java.util.Map;

/// How often each of many askers may do something: a bucket each, filled at a steady rate. Buckets
/// of those who asked longest ago go first when there are too many of them. Thread-safe.
///
/// @param <K> who asks
final class TokenBuckets<K> {
  private record Bucket(double tokens, long atMs) {}

  private final double perSecond;
  private final double burst;
  private final int askersMax;
  // Guards itself; in the order of last use.
  private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  TokenBuckets(double perSecond, double burst, int askersMax) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.askersMax = askersMax;
  }

  /// Takes `cost` tokens of `asker`, or nothing if there are not as many.
  boolean take(K asker, double cost, long nowMs) {
    synchronized (buckets) {
      Bucket bucket = buckets.getOrDefault(asker, new Bucket(burst, nowMs));
      double gained = Math.max(0, nowMs - bucket.atMs()) * perSecond / 1_000;
      double tokens = Math.min(burst, bucket.tokens() + gained);
      boolean enough = tokens >= cost;
      buckets.put(asker, new Bucket(enough ? tokens - cost : tokens, nowMs));
      if (buckets.size() > askersMax) {
        buckets.remove(buckets.keySet().iterator().next());
      }
      return enough;
    }
  }
}
