package tandem.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.gossipsub.Rpc.Graft;
import tandem.gossipsub.Rpc.IHave;
import tandem.gossipsub.Rpc.IWant;
import tandem.gossipsub.Rpc.Message;
import tandem.gossipsub.Rpc.Prune;
import tandem.gossipsub.Rpc.Subscription;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;

class RpcCodecTest {
  private static Rpc random(SplittableRandom random) {
    RpcBuilder rpc = new RpcBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      rpc.add(new Subscription(random.nextBoolean(), "topic" + random.nextInt(9)));
      rpc.add(new Message("topic" + random.nextInt(9), bytes(random, 300), false));
      rpc.add(new IHave("t", List.of(bytes(random, 20), bytes(random, 20))));
      rpc.add(new IWant(List.of(bytes(random, 20))));
      rpc.add(new Graft("é" + random.nextInt(9)));
      rpc.add(new Prune("topic", random.nextInt(2) * random.nextLong(100_000)));
    }
    return rpc.build();
  }

  private static Bytes bytes(SplittableRandom random, int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  @Test
  void whatIsWrittenIsRead() throws RpcException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      Rpc rpc = random(random);
      assertThat(RpcCodec.decode(RpcCodec.encode(rpc))).isEqualTo(rpc);
    }
  }

  @Test
  void theBytesAreThoseOfTheSpecification() throws RpcException {
    Rpc rpc =
        new Rpc(
            List.of(new Subscription(true, "a")),
            List.of(new Message("b", Bytes.fromHex("0102"), false)),
            List.of(new IHave("c", List.of(Bytes.fromHex("03")))),
            List.of(new IWant(List.of(Bytes.fromHex("04")))),
            List.of(new Graft("d")),
            List.of(new Prune("e", 300)));
    byte[] expected =
        Hex.decode(
            "0a0508011201611207120201022201621a1a0a060a016312010312030a01041a030a0164"
                + "22060a016518ac02");
    assertThat(Hex.encode(RpcCodec.encode(rpc))).isEqualTo(Hex.encode(expected));
    assertThat(RpcCodec.decode(expected)).isEqualTo(rpc);
  }

  @ParameterizedTest
  @CsvSource({
    "1203 0a0101, from",
    "1203 1a0101, seqno",
    "1203 2a0101, signature",
    "1203 320101, key",
    "1202 0a00, an empty from"
  })
  void aMessageThatNamesAnAuthorIsMarked(String hex, String what) throws RpcException {
    Rpc rpc = RpcCodec.decode(Hex.decode(hex.replace(" ", "")));
    assertThat(rpc.messages().getFirst().attributed()).as(what).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0a05080112, runs over the end",
    "0800, wire type 0 instead of 2",
    "0b00, wire type 3",
    "00, field number 0",
    "ffffffffffffffffffff01, number of more than 10 bytes",
    "80, ends within a number",
    "1201 0a, ends within a number",
    "7d 0000, ends within a value"
  })
  void bytesThatAreWrongAreRefused(String hex, String why) {
    String bytes = hex.replace(" ", "");
    // Field 1 of wire type 3 does not reach skip(): it is refused as a message.
    assertThatThrownBy(() -> RpcCodec.decode(Hex.decode(bytes)))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining(why);
  }

  @Test
  void fieldsThatWeDoNotKnowArePassedOver() throws RpcException {
    // A varint, eight bytes, a string and four bytes, then a subscription.
    byte[] bytes = Hex.decode("78017901020304050607087a0161" + "7d01020304" + "0a03120161");
    assertThat(RpcCodec.decode(bytes).subscriptions())
        .containsExactly(new Subscription(false, "a"));
  }

  @Test
  void tooMuchOfAnythingIsRefused() {
    assertThatThrownBy(() -> RpcCodec.decode(new byte[RpcCodec.BYTES_MAX + 1]))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("at most");
    byte[] many = new byte[2 * (RpcCodec.ITEMS_MAX + 1)];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = 0x0a;
    }
    assertThatThrownBy(() -> RpcCodec.decode(many))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("65536 values");
  }

  @Test
  void anRpcIsSplitIntoPiecesThatHoldTheSame() throws RpcException {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200; i++) {
      Rpc rpc = random(random);
      List<Message> messages = new ArrayList<>();
      List<Bytes> ids = new ArrayList<>();
      for (byte[] piece : RpcCodec.encode(rpc, 400)) {
        assertThat(piece.length).isLessThanOrEqualTo(400);
        Rpc part = RpcCodec.decode(piece);
        messages.addAll(part.messages());
        part.ihaves().forEach(ihave -> ids.addAll(ihave.ids()));
      }
      assertThat(messages).containsExactlyElementsOf(rpc.messages());
      List<Bytes> expected = new ArrayList<>();
      rpc.ihaves().forEach(ihave -> expected.addAll(ihave.ids()));
      assertThat(ids).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void whatDoesNotFitAloneIsLeftOut() throws RpcException {
    Rpc rpc =
        new Rpc(
            List.of(new Subscription(true, "a")),
            List.of(new Message("b", Bytes.wrap(new byte[500]), false)),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    List<byte[]> pieces = RpcCodec.encode(rpc, 400);
    assertThat(pieces).hasSize(1);
    assertThat(RpcCodec.decode(pieces.getFirst()).messages()).isEmpty();
  }

  @Test
  void noBytesDoAnythingButDecodeOrFail() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = RpcCodec.encode(random(random));
      for (int change = random.nextInt(5); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 2));
      try {
        Rpc rpc = RpcCodec.decode(bytes);
        // Whatever was understood can be said again.
        assertThat(RpcCodec.encode(rpc)).isNotNull();
      } catch (RpcException e) {
        assertThat(e).hasMessageContaining(":");
      }
    }
  }
}
