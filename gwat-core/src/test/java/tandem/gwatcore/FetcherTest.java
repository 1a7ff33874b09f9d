package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.gwatcore.Fetcher.Ask;
import tandem.gwatcore.Fetcher.Limits;
import tandem.primitives.Hash32;

class FetcherTest {
  private static final Limits LIMITS = new Limits(100, 4, 2, 1_000, 500, 60_000, 10);
  private static final PeerKey A = new PeerKey("a");
  private static final PeerKey B = new PeerKey("b");

  private final Fetcher<String> fetcher = new Fetcher<>(LIMITS);

  @Test
  void asksForAHashOnePeerAtATime() {
    fetcher.want(hash(1), null, 0);
    List<Ask> asks = fetcher.plan(0, List.of(A, B));
    assertThat(asks).containsExactly(new Ask.Headers(0, A, List.of(hash(1))));
    assertThat(fetcher.plan(10, List.of(A, B))).isEmpty();
  }

  @Test
  void asksFirstThePeerThatIsSaidToHaveIt() {
    fetcher.want(hash(1), B, 0);
    assertThat(fetcher.plan(0, List.of(A, B)).getFirst().peer()).isEqualTo(B);
  }

  @Test
  void asksThePeerThatHadTheHeaderForTheBody() {
    fetcher.want(hash(1), B, 0);
    Ask.Headers ask = (Ask.Headers) fetcher.plan(0, List.of(A, B)).getFirst();
    fetcher.headers(ask, Map.of(hash(1), "header"), 5);
    assertThat(fetcher.header(hash(1))).isEqualTo("header");
    assertThat(fetcher.plan(5, List.of(A, B)))
        .containsExactly(new Ask.Bodies(1, B, List.of(hash(1))));
  }

  @Test
  void asksAnotherPeerWhenOneIsSilentOrDoesNotHaveIt() {
    fetcher.want(hash(1), null, 0);
    Ask.Headers first = (Ask.Headers) fetcher.plan(0, List.of(A, B)).getFirst();
    fetcher.headers(first, Map.of(), 5);
    assertThat(fetcher.plan(5, List.of(A, B)).getFirst().peer()).isEqualTo(B);
    assertThat(fetcher.plan(1_004, List.of(A, B))).isEmpty();
    fetcher.plan(1_005, List.of(A, B));
    assertThat(fetcher.plan(1_505, List.of(A, B)).getFirst().peer())
        .as("after a pause, when all were tried")
        .isEqualTo(A);
  }

  @Test
  void aLateAnswerBelongsToNoRequest() {
    fetcher.want(hash(1), null, 0);
    Ask ask = fetcher.plan(0, List.of(A)).getFirst();
    assertThat(fetcher.opened(ask.id(), B)).as("of another peer").isNull();
    assertThat(fetcher.opened(ask.id(), A)).isEqualTo(ask);
    fetcher.plan(1_000, List.of(A));
    assertThat(fetcher.opened(ask.id(), A)).isNull();
  }

  @Test
  void whatAVanishedPeerWasAskedIsAskedOfOthers() {
    fetcher.want(hash(1), A, 0);
    fetcher.plan(0, List.of(A, B));
    fetcher.peerGone(A, 10);
    assertThat(fetcher.plan(10, List.of(B)).getFirst().peer()).isEqualTo(B);
  }

  @Test
  void holdsNoMoreThanItsBoundsWhateverIsWanted() {
    for (int i = 0; i < 200; i++) {
      fetcher.want(hash(i), null, 0);
    }
    assertThat(fetcher.wantedCount()).isEqualTo(100);
    assertThat(fetcher.want(hash(500), null, 0)).isFalse();
    List<Ask> asks = fetcher.plan(0, List.of(A, B));
    assertThat(asks).hasSize(4);
    assertThat(asks)
        .allSatisfy(ask -> assertThat(((Ask.Headers) ask).hashes()).hasSizeLessThanOrEqualTo(4));
  }

  @Test
  void givesUpWhatNobodyHas() {
    fetcher.want(hash(1), null, 0);
    assertThat(fetcher.expire(59_999)).isEmpty();
    assertThat(fetcher.expire(60_000)).containsExactly(hash(1));
    assertThat(fetcher.isWanted(hash(1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void getsEverythingThatOneHonestPeerHasAmongSilentAndEmptyOnes(long seed) {
    Random random = new Random(seed);
    List<PeerKey> peers = new ArrayList<>();
    for (String name : List.of("silent", "empty", "headers-only", "honest")) {
      peers.add(new PeerKey(name));
    }
    Set<Hash32> missing = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      missing.add(hash(i));
      fetcher.want(hash(i), random.nextBoolean() ? peers.get(random.nextInt(4)) : null, 0);
    }
    for (long nowMs = 0; nowMs < 60_000 && !missing.isEmpty(); nowMs += 50) {
      for (Ask ask : fetcher.plan(nowMs, peers)) {
        boolean honest = ask.peer().id().equals("honest");
        switch (ask) {
          case Ask.Headers headers when honest || ask.peer().id().equals("headers-only") -> {
            Map<Hash32, String> found = new HashMap<>();
            headers.hashes().forEach(hash -> found.put(hash, "header"));
            fetcher.headers(headers, found, nowMs);
          }
          case Ask.Headers headers when ask.peer().id().equals("empty") ->
              fetcher.headers(headers, Map.of(), nowMs);
          case Ask.Bodies bodies when honest -> {
            missing.removeAll(bodies.hashes());
            bodies.hashes().forEach(fetcher::forget);
            fetcher.bodies(bodies, nowMs);
          }
          case Ask.Bodies bodies when !ask.peer().id().equals("silent") ->
              fetcher.bodies(bodies, nowMs);
          case Ask.Headers silent -> {}
          case Ask.Bodies silent -> {}
        }
      }
    }
    assertThat(missing).as("seed %d", seed).isEmpty();
  }

  private static Hash32 hash(int i) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) (i >> 8);
    bytes[1] = (byte) i;
    return Hash32.wrap(bytes);
  }
}
