package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.crypto.BlsSignature;

class VotePileTest {
  private static final int SIZE = 10;

  private final SumBls bls = new SumBls();
  private final VotePile pile = new VotePile(SIZE);

  @Test
  void isNothingWhileNobodySigned() {
    assertThat(pile.best(_ -> 1)).isNull();
    assertThat(pile.members().isEmpty()).isTrue();
  }

  @Test
  void joinsSingleSignatures() {
    single(1);
    single(4);
    assertThat(best()).isEqualTo(bits(1, 4));
  }

  @Test
  void prefersTheLargerOfTwoAggregatesThatOverlap() {
    aggregate(1, 2);
    aggregate(2, 3, 4);
    assertThat(best()).isEqualTo(bits(2, 3, 4));
  }

  @Test
  void joinsAggregatesThatDoNotOverlapAndSinglesBesideThem() {
    aggregate(1, 2);
    aggregate(3, 4);
    single(2);
    single(9);
    assertThat(best()).isEqualTo(bits(1, 2, 3, 4, 9));
  }

  @Test
  void weighsAsItIsToldTo() {
    aggregate(1, 2, 3);
    aggregate(3, 4);
    VotePile.Choice choice = pile.best(position -> position == 4 ? 10 : 1);
    assertThat(choice).isNotNull();
    assertThat(choice.members()).isEqualTo(bits(3, 4));
    assertThat(pile.best(_ -> 0)).isNull();
  }

  @Test
  void forgetsAggregatesThatAnotherOneCovers() {
    assertThat(aggregate(1, 2)).isTrue();
    assertThat(aggregate(1, 2, 3)).isTrue();
    assertThat(aggregate(1, 3)).as("covered").isFalse();
    assertThat(pile.isCovered(bits(1, 2))).isTrue();
    assertThat(pile.isCovered(bits(1, 4))).isFalse();
  }

  @Test
  void singlesCoverNoAggregate() {
    single(1);
    single(2);
    assertThat(pile.isCovered(bits(1, 2))).isFalse();
  }

  @Test
  void keepsABoundedNumberOfAggregatesAndTheLargestAmongThem() {
    VotePile large = new VotePile(2_000);
    BitSet best = new BitSet();
    best.set(0, 3);
    large.addAggregate(best, BlsSignature.INFINITY);
    for (int i = 3; i < 1_000; i++) {
      large.addAggregate(bits(i, i + 1), BlsSignature.INFINITY);
    }
    assertThat(large.isCovered(best)).isTrue();
    assertThat(large.members().cardinality()).isLessThan(100);
  }

  @Test
  void refusesAMemberThatTheCommitteeDoesNotHave() {
    assertThatThrownBy(() -> aggregate(SIZE)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSignatureIsAlwaysTheOneOfItsMembers() {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      VotePile mixed = new VotePile(SIZE);
      BitSet all = new BitSet();
      for (int i = random.nextInt(6); i >= 0; i--) {
        BitSet some = BitSet.valueOf(new long[] {random.nextInt(1 << SIZE)});
        if (some.cardinality() == 1) {
          mixed.addSingle(some.nextSetBit(0), signature(some));
        } else if (!some.isEmpty()) {
          mixed.addAggregate(some, signature(some));
        }
        all.or(some);
      }
      VotePile.Choice choice = mixed.best(_ -> 1);
      if (all.isEmpty()) {
        assertThat(choice).isNull();
        continue;
      }
      assertThat(choice).as("seed %d round %d", seed, round).isNotNull();
      assertThat(choice.signature(bls)).isEqualTo(signature(choice.members()));
      assertThat(choice.weight()).isEqualTo(choice.members().cardinality());
      BitSet outside = (BitSet) choice.members().clone();
      outside.andNot(all);
      assertThat(outside.isEmpty()).isTrue();
    }
  }

  private BitSet best() {
    VotePile.Choice choice = pile.best(_ -> 1);
    assertThat(choice).isNotNull();
    assertThat(choice.signature(bls)).isEqualTo(signature(choice.members()));
    return choice.members();
  }

  private void single(int position) {
    pile.addSingle(position, signature(position));
  }

  private boolean aggregate(int... positions) {
    return pile.addAggregate(bits(positions), signature(positions));
  }

  private BlsSignature signature(BitSet members) {
    return signature(members.stream().toArray());
  }

  /// Of member i: the number 2^i.
  private BlsSignature signature(int... positions) {
    List<BlsSignature> parts = new ArrayList<>();
    for (int position : positions) {
      byte[] bytes = new byte[96];
      bytes[95 - position / 8] = (byte) (1 << position % 8);
      parts.add(BlsSignature.of(bytes));
    }
    return bls.aggregate(parts);
  }

  private static BitSet bits(int... positions) {
    BitSet set = new BitSet();
    for (int position : positions) {
      set.set(position);
    }
    return set;
  }
}
