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
      long inOrder = plainNumbers.stream().reduce(7L, (sum, number) -> 31 * sum + number);
      assertThat(numbers.reduce(7, (sum, number) -> 31 * sum + number)).isEqualTo(inOrder);
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

  /// Runs of equal elements share pages and nodes, also within one sequence: a change of one
  /// element must not be seen in the others.
  @ParameterizedTest
  @ValueSource(ints = {64, 192, 1_024, 5_056})
  void sequencesOfRunsAreThoseOfTheirElements(int length) {
    SplittableRandom chance = new SplittableRandom(SEED + length);
    SszType<List<Hash32>> plainType = Ssz.vector(Ssz.BYTES32, length);
    SszType<List<Long>> plainNumbersType = Ssz.vector(Ssz.UINT64, length);
    for (int round = 0; round < 20; round++) {
      List<Hash32> plain = new ArrayList<>();
      List<Long> plainNumbers = new ArrayList<>();
      while (plain.size() < length) {
        long value = chance.nextInt(3);
        int run = Math.min(length - plain.size(), 1 + chance.nextInt(chance.nextInt(2) * 200 + 40));
        plain.addAll(Collections.nCopies(run, root(value)));
        plainNumbers.addAll(Collections.nCopies(run, value));
      }
      Sequence<Hash32> vector =
          Sequence.vectorType(Ssz.BYTES32, length).decode(plainType.encode(plain));
      LongSequence numbers =
          LongSequence.vectorType(length).decode(plainNumbersType.encode(plainNumbers));
      Sequence<Hash32> copy = vector.copy();
      Hash32 before = plainType.hashTreeRoot(plain);
      for (int change = 0; change < 5; change++) {
        assertThat(vector.toList()).isEqualTo(plain);
        assertThat(vector.hashTreeRoot()).isEqualTo(plainType.hashTreeRoot(plain));
        assertThat(numbers.hashTreeRoot()).isEqualTo(plainNumbersType.hashTreeRoot(plainNumbers));
        int index = chance.nextInt(length);
        vector.set(index, root(change + 5));
        plain.set(index, root(change + 5));
        numbers.set(index, change + 5);
        plainNumbers.set(index, change + 5L);
      }
      assertThat(copy.hashTreeRoot()).isEqualTo(before);
      copy.fill(root(9));
      assertThat(copy.hashTreeRoot())
          .isEqualTo(plainType.hashTreeRoot(Collections.nCopies(length, root(9))));
      assertThat(vector.toList()).isEqualTo(plain);
    }
  }

  @Test
  void listsGrowBehindWhatTheyWereDecodedFrom() {
    SplittableRandom chance = new SplittableRandom(SEED);
    for (int size = 0; size < 1_200; size += 1 + chance.nextInt(70)) {
      List<Long> plain = new ArrayList<>(Collections.nCopies(size, 3L));
      LongSequence numbers = LongSequence.listType(LIMIT).decode(NUMBERS.encode(plain));
      Sequence<Hash32> roots = Sequence.list(Ssz.BYTES32, LIMIT);
      roots.replaceAll(Collections.nCopies(size, root(3)));
      ByteSequence bytes = ByteSequence.listType(LIMIT).decode(new byte[size]);
      ByteSequence plainBytes = ByteSequence.list(LIMIT);
      for (int i = 0; i < size; i++) {
        plainBytes.append(0);
      }
      for (int i = 0; i < 40; i++) {
        plain.add((long) i);
        numbers.append(i);
        roots.append(root(i));
        bytes.append(i);
        plainBytes.append(i);
      }
      assertThat(numbers.hashTreeRoot()).isEqualTo(NUMBERS.hashTreeRoot(plain));
      assertThat(roots.hashTreeRoot())
          .isEqualTo(ROOTS.hashTreeRoot(plain.stream().map(SequenceTest::root).toList()));
      assertThat(bytes.hashTreeRoot()).isEqualTo(plainBytes.hashTreeRoot());
    }
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
    Sequence<Hash32> short32 = Sequence.list(Ssz.BYTES32, 32);
    assertThatThrownBy(() -> short32.replaceAll(Collections.nCopies(33, root(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(short32.size()).isZero();
  }

  private static Hash32 root(long number) {
    byte[] bytes = new byte[Hash32.LENGTH];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[i] = (byte) (number >>> 8 * i);
    }
    return Hash32.wrap(bytes);
  }
}
