package tandem.ssz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BitsTest {
  @Test
  void settingABitLeavesTheOldValueAsItWas() {
    Bits none = Bits.zero(9);
    Bits one = none.with(8);
    assertThat(none.isEmpty()).isTrue();
    assertThat(one).isEqualTo(Bits.of(9, 8)).isNotEqualTo(none);
    assertThat(one.with(8)).isSameAs(one);
    assertThat(one.get(8)).isTrue();
    assertThat(one.get(7)).isFalse();
  }

  @Test
  void equalBitsOfOtherLengthsAreNotEqual() {
    assertThat(Bits.of(8, 3)).isNotEqualTo(Bits.of(7, 3));
  }

  @Test
  void unionIntersectionAndInclusionAreThoseOfSets() {
    Bits low = Bits.of(12, 0, 3);
    Bits high = Bits.of(12, 3, 11);
    assertThat(low.or(high)).isEqualTo(Bits.of(12, 0, 3, 11));
    assertThat(low.intersects(high)).isTrue();
    assertThat(low.intersects(Bits.of(12, 1))).isFalse();
    assertThat(low.or(high).contains(high)).isTrue();
    assertThat(low.contains(high)).isFalse();
    assertThat(high.stream().toArray()).containsExactly(3, 11);
    assertThat(high.count()).isEqualTo(2);
  }

  @Test
  void bitsOfAnotherLengthAndBitsThatDoNotExistAreRefused() {
    Bits bits = Bits.zero(9);
    assertThatThrownBy(() -> bits.get(9)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bits.with(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bits.of(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bits.or(Bits.zero(8))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bits.contains(Bits.zero(8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bits.intersects(Bits.zero(8)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
