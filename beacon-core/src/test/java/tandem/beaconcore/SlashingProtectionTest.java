package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.SlashingProtection.Vote;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.MemoryStore;

class SlashingProtectionTest {
  private static final Bytes KEY = Bytes.of(new byte[48]);
  private static final Bytes OTHER_KEY = Bytes.fromHex("01".repeat(48));
  private static final Hash32 ROOT = Hash32.fromHex("11".repeat(32));
  private static final Hash32 OTHER_ROOT = Hash32.fromHex("22".repeat(32));

  private MemoryStore store = new MemoryStore();
  private SlashingProtection protection = new SlashingProtection(store);

  @Test
  void signsOneBlockASlotAndTheSameOneAgain() {
    assertThat(protection.recordBlock(KEY, 5, ROOT)).isTrue();
    assertThat(protection.recordBlock(KEY, 5, ROOT)).isTrue();
    assertThat(protection.recordBlock(KEY, 5, OTHER_ROOT)).isFalse();
    assertThat(protection.recordBlock(KEY, 4, ROOT)).isFalse();
    assertThat(protection.recordBlock(KEY, 6, OTHER_ROOT)).isTrue();
  }

  @Test
  void signsNoTwoVotesForATarget() {
    assertThat(mayAttest(KEY, 1, 2, ROOT)).isTrue();
    assertThat(mayAttest(KEY, 1, 2, ROOT)).isTrue();
    assertThat(mayAttest(KEY, 1, 2, OTHER_ROOT)).isFalse();
    assertThat(mayAttest(KEY, 0, 2, ROOT)).isFalse();
  }

  @Test
  void signsNoVoteThatSurroundsOrIsSurrounded() {
    assertThat(mayAttest(KEY, 3, 6, ROOT)).isTrue();
    assertThat(mayAttest(KEY, 2, 7, ROOT)).as("surrounds").isFalse();
    assertThat(mayAttest(KEY, 4, 5, ROOT)).as("is surrounded").isFalse();
    assertThat(mayAttest(KEY, 3, 7, ROOT)).isTrue();
  }

  @Test
  void keysDoNotMeet() {
    assertThat(protection.recordBlock(KEY, 5, ROOT)).isTrue();
    assertThat(protection.recordBlock(OTHER_KEY, 5, OTHER_ROOT)).isTrue();
    assertThat(mayAttest(KEY, 0, 0, ROOT)).isTrue();
  }

  @Test
  void remembersAfterARestart() {
    protection.recordBlock(KEY, 5, ROOT);
    mayAttest(KEY, 1, 2, ROOT);
    store = store.copy();
    protection = new SlashingProtection(store);
    assertThat(protection.recordBlock(KEY, 5, OTHER_ROOT)).isFalse();
    assertThat(mayAttest(KEY, 1, 2, OTHER_ROOT)).isFalse();
  }

  @Test
  void votesOfOneCallAreComparedWithEachOtherToo() {
    Vote first = new Vote(KEY, 1, 2, ROOT);
    Vote second = new Vote(KEY, 1, 2, OTHER_ROOT);
    Vote other = new Vote(OTHER_KEY, 1, 2, OTHER_ROOT);
    assertThat(protection.recordAttestations(List.of(first, second, other, first)))
        .containsExactly(first, other, first);
  }

  @Test
  void allowsNothingWhenTheDiskFails() {
    store.close();
    assertThatThrownBy(() -> mayAttest(KEY, 1, 2, ROOT)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> protection.recordBlock(KEY, 1, ROOT))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void aVoteFromTheFutureToThePastIsAMistakeOfTheCaller() {
    assertThatThrownBy(() -> mayAttest(KEY, 3, 2, ROOT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private boolean mayAttest(Bytes key, long source, long target, Hash32 root) {
    return !protection.recordAttestations(List.of(new Vote(key, source, target, root))).isEmpty();
  }
}
