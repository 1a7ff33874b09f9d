package tandem.ssz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Hash32;

/// Sequences against plain lists, whose roots are computed from scratch.
class SequenceTest {
  private static final long SEED = 7_001;
  private static final long LIMIT = 1L << 40;

  private static final SszType<List<Long>> NUMBERS = Ssz.list(Ssz.UINT64, LIMIT);
  private static final SszType<List<Hash32>> ROOTS = Ssz.list(Ssz.BYTES32, LIMIT);

  /// A sequence and what it should hold.
  private record Pair(
      LongSequence numbers,
      List<Long> plainNumbers,
      ByteSequence bytes,
      Sequence<Hash32> roots,
      List<Hash32> plainRoots) {
    Pair copy() {
      return new Pair(
          numbers.copy(),
          new ArrayList<>(plainNumbers),
          bytes.copy(),
          roots.copy(),
          new ArrayList<>(plainRoots));
    }

    void check() {
      assertThat(numbers.stream().boxed().toList()).isEqualTo(plainNumbers);
      assertThat(roots.toList()).isEqualTo(plainRoots);
      assertThat(numbers.hashTreeRoot()).isEqualTo(NUMBERS.hashTreeRoot(plainNumbers));
      assertThat(roots.hashTreeRoot()).isEqualTo(ROOTS.hashTreeRoot(plainRoots));
      ByteSequence anew = ByteSequence.list(LIMIT);
      for (int i = 0; i < bytes.size(); i++) {
        anew.append(bytes.get(i));
      }
      assertThat(bytes.hashTreeRoot()).isEqualTo(anew.hashTreeRoot());
    }
  }

  @Test
  void rootsAreThoseOfPlainListsAndCopiesDoNotSeeEachOther() {
    SplittableRandom chance = new SplittableRandom(SEED);
    List<Pair> pairs = new ArrayList<>();
    pairs.add(
        new Pair(
            LongSequence.list(LIMIT),
            new ArrayList<>(),
            ByteSequence.list(LIMIT),
            Sequence.list(Ssz.BYTES32, LIMIT),
            new ArrayList<>()));
    for (int step = 0; step < 4_000; step++) {
      Pair pair = pairs.get(chance.nextInt(pairs.size()));
      int size = pair.numbers().size();
      if (size == 0 || chance.nextInt(10) < 4) {
        long value = chance.nextLong();
        pair.numbers().append(value);
        pair.plainNumbers().add(value);
        pair.bytes().append((int) value);
        pair.roots().append(root(value));
        pair.plainRoots().add(root(value));
      } else if (chance.nextInt(20) > 0) {
        int index = chance.nextInt(size);
        long value = chance.nextInt(4) == 0 ? 0 : chance.nextLong();
        pair.numbers().set(index, value);
        pair.plainNumbers().set(index, value);
        pair.bytes().set(index, (int) value);
        pair.roots().set(index, root(value));
        pair.plainRoots().set(index, root(value));
      } else if (pairs.size() < 6) {
        pairs.add(pair.copy());
      } else {
        pair.check();
      }
    }
    assertThat(pairs).as("seed %d", SEED).hasSize(6);
    pairs.forEach(Pair::check);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 192, 320, 448, 8_192, 65_536})
  void vectorsOfEqualElementsHaveTheRootOfTheirElements(int length) {
    Hash32 element = root(5);
    Sequence<Hash32> roots = Sequence.vector(Ssz.BYTES32, length, element);
    List<Hash32> plainRoots = new ArrayList<>(Collections.nCopies(length, element));
    LongSequence numbers = LongSequence.vector(length);
    List<Long> plainNumbers = new ArrayList<>(Collections.nCopies(length, 0L));
    SszType<List<Hash32>> rootsType = Ssz.vector(Ssz.BYTES32, length);
    SszType<List<Long>> numbersType = Ssz.vector(Ssz.UINT64, length);
    SplittableRandom chance = new SplittableRandom(length);
    for (int i = 0; i < 5; i++) {
      assertThat(roots.hashTreeRoot()).isEqualTo(rootsType.hashTreeRoot(plainRoots));
      assertThat(numbers.hashTreeRoot()).isEqualTo(numbersType.hashTreeRoot(plainNumbers));
      int index = chance.nextInt(length);
      roots.set(index, root(i));
      plainRoots.set(index, root(i));
      numbers.set(index, i + 1L);
      plainNumbers.set(index, i + 1L);
    }
    assertThat(roots.toList()).isEqualTo(plainRoots);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 513, 1_500, 4_096})
  void listsOfZerosHaveTheRootOfTheirElements(int size) {
    ByteSequence zeros = ByteSequence.zeros(LIMIT, size);
    ByteSequence appended = ByteSequence.list(LIMIT);
    for (int i = 0; i < size; i++) {
      appended.append(0);
    }
    assertThat(zeros.hashTreeRoot()).isEqualTo(appended.hashTreeRoot());
    zeros.append(3);
    appended.append(3);
    assertThat(zeros.hashTreeRoot()).isEqualTo(appended.hashTreeRoot());
  }

  @Test
  void outsideOfItThereIsNothing() {
    LongSequence numbers = LongSequence.list(64);
    numbers.append(1);
    assertThatThrownBy(() -> numbers.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    for (int i = 1; i < 64; i++) {
      numbers.append(i);
    }
    assertThatThrownBy(() -> numbers.append(0)).isInstanceOf(IllegalStateException.class);
    LongSequence vector = LongSequence.vector(64);
    assertThatThrownBy(() -> vector.append(0)).isInstanceOf(IllegalStateException.class);
  }

  private static Hash32 root(long number) {
    byte[] bytes = new byte[Hash32.LENGTH];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[i] = (byte) (number >>> 8 * i);
    }
    return Hash32.wrap(bytes);
  }
}
