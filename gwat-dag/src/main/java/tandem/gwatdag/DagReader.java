package tandem.gwatdag;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// The DAG as the rules see it. It holds genesis and with each block all its ancestors.
public interface DagReader {
  /// [#number] of a block that is not finalised.
  long UNNUMBERED = -1;

  /// The valid block of this hash, or null if there is none.
  @Nullable DagBlock block(Hash32 hash);

  /// The number of a finalised block, else [#UNNUMBERED]. Numbers are those of order(S) for the
  /// last finalised spine S, without gap. They only shorten walks: a reader that numbers nothing
  /// gives the same order, merge sets and verdicts.
  long number(Hash32 hash);
}
