package tandem.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.gossipsub.Rpc.Message;
import tandem.primitives.Bytes;

/// The router's tables: what they keep, for how long, and no more than that.
class TablesTest {
  private static final PeerName PEER = Fixtures.peer(1);

  private static Bytes id(int number) {
    return Fixtures.id("", Fixtures.data(number));
  }

  private static Message message(int bytes) {
    return new Message(Fixtures.TOPIC, Bytes.wrap(new byte[bytes]), false);
  }

  @Test
  void theCacheTellsOfThreeHeartbeatsAndAnswersForSix() {
    MessageCache cache = new MessageCache(GossipParams.DEFAULT);
    cache.put(id(1), message(10));
    for (int beat = 1; beat <= 6; beat++) {
      assertThat(cache.gossipIds(Fixtures.TOPIC)).as("beat " + beat).hasSize(beat <= 3 ? 1 : 0);
      assertThat(cache.answer(id(1), Fixtures.peer(beat), 3)).as("beat " + beat).isNotNull();
      cache.shift();
    }
    assertThat(cache.answer(id(1), PEER, 3)).isNull();
    assertThat(cache.gossipIds("another topic")).isEmpty();
  }

  @Test
  void theCacheDropsItsOldestWhenItHoldsTooManyOrTooMuch() {
    MessageCache many = new MessageCache(GossipParams.DEFAULT);
    for (int i = 0; i < 4_097; i++) {
      many.put(id(i), message(1));
    }
    assertThat(many.answer(id(0), PEER, 3)).isNull();
    assertThat(many.answer(id(1), PEER, 3)).isNotNull();
    MessageCache large = new MessageCache(GossipParams.DEFAULT);
    for (int i = 0; i < 65; i++) {
      large.put(id(i), message(1 << 20));
    }
    assertThat(large.answer(id(0), PEER, 3)).isNull();
    assertThat(large.answer(id(1), PEER, 3)).isNotNull();
  }

  @Test
  void whatWasSeenIsKnownForItsTimeAndWithinABound() {
    SeenMessages seen = new SeenMessages(1_000, 3);
    for (int i = 0; i < 4; i++) {
      seen.add(id(i), i);
    }
    assertThat(seen.contains(id(0))).isFalse();
    seen.markInvalid(id(1));
    assertThat(seen.isInvalid(id(1))).isTrue();
    assertThat(seen.isInvalid(id(2))).isFalse();
    seen.expire(1_001);
    assertThat(seen.contains(id(1))).isTrue();
    seen.expire(1_002);
    assertThat(seen.contains(id(1))).isFalse();
    assertThat(seen.contains(id(2))).isTrue();
  }

  @Test
  void messagesThatWaitAreBoundedInBytesAndGiveTheirRoomBack() {
    PendingMessages pending = new PendingMessages(GossipParams.DEFAULT);
    for (int i = 0; i < 32; i++) {
      assertThat(pending.hasRoomFor(message(1 << 20), PEER)).isTrue();
      pending.add(id(i), message(1 << 20), PEER, i);
    }
    assertThat(pending.hasRoomFor(message(1), PEER)).isFalse();
    assertThat(pending.take(id(5))).isNotNull();
    assertThat(pending.take(id(5))).isNull();
    assertThat(pending.hasRoomFor(message(1 << 20), PEER)).isTrue();
    pending.expire(30_010);
    assertThat(pending.take(id(9))).isNull();
    assertThat(pending.take(id(10))).isNotNull();
  }

  @Test
  void aPromiseIsBrokenOnceAndByWhoMadeIt() {
    Promises promises = new Promises(3_000);
    promises.add(id(1), Fixtures.peer(1), 0);
    promises.add(id(1), Fixtures.peer(2), 1_000);
    promises.add(id(2), Fixtures.peer(1), 0);
    promises.keep(id(2));
    assertThat(promises.broken(3_000)).isEmpty();
    assertThat(promises.broken(3_001)).containsOnlyKeys(Fixtures.peer(1)).containsValue(1);
    assertThat(promises.broken(4_001)).containsOnlyKeys(Fixtures.peer(2));
    assertThat(promises.broken(9_000)).isEmpty();
  }
}
