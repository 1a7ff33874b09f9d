package tandem.gossipsub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// The router's choices, all from one seed.
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /// `of` in a random order.
  <T> List<T> shuffled(Collection<T> of) {
    List<T> list = new ArrayList<>(of);
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
    return list;
  }

  /// At most `count` of them.
  <T> List<T> some(Collection<T> of, int count) {
    List<T> list = shuffled(of);
    return list.size() <= count ? list : list.subList(0, Math.max(0, count));
  }
}
