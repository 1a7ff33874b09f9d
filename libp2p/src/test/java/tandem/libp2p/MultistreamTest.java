package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultistreamTest {
  private static final String VERSION = "13 2f6d756c746973747265616d2f312e302e30 0a";
  private static final String SIMULTANEOUS =
      "1d 2f6c69627032702f73696d756c74616e656f75732d636f6e6e656374 0a";
  private static final String NOISE = "07 2f6e6f697365 0a";
  private static final String NA = "03 6e61 0a";

  private final Multistream multistream = new Multistream(1024, 4);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// coordinator-net.md 12.8.
  @Test
  void answersTheFirstBytesOfAGoDialer() throws IOException {
    String chosen = answer(VERSION + SIMULTANEOUS + NOISE);
    assertThat(chosen).isEqualTo("/noise");
    assertThat(out.toByteArray()).isEqualTo(hex(VERSION + NA + NOISE));
  }

  @Test
  void proposesTheVersionAndTheFirstProtocolInOneGo() throws IOException {
    String chosen = propose(VERSION + NOISE, "/noise", "/other");
    assertThat(chosen).isEqualTo("/noise");
    assertThat(out.toByteArray()).isEqualTo(hex(VERSION + NOISE));
  }

  @Test
  void proposesTheNextAfterARefusal() throws IOException {
    String yamux = "0d 2f79616d75782f312e302e30 0a";
    assertThat(propose(VERSION + NA + yamux, "/noise", "/yamux/1.0.0")).isEqualTo("/yamux/1.0.0");
    assertThat(out.toByteArray()).isEqualTo(hex(VERSION + NOISE + yamux));
  }

  @Test
  void saysWhenEverythingWasRefused() {
    assertThatThrownBy(() -> propose(VERSION + NA, "/noise"))
        .isInstanceOf(UnsupportedProtocolException.class);
  }

  @Test
  void leavesWhatFollowsTheAgreementInTheStream() throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(hex(VERSION + NOISE + "abcd"));
    multistream.answer(in, out, "/noise"::equals);
    assertThat(in.readAllBytes()).isEqualTo(hex("abcd"));
  }

  @Test
  void refusesAnotherVersion() {
    assertThatThrownBy(() -> answer(NOISE)).isInstanceOf(Libp2pException.class);
    assertThatThrownBy(() -> propose(NOISE, "/noise")).isInstanceOf(Libp2pException.class);
  }

  @Test
  void refusesAnAnswerThatIsNone() {
    assertThatThrownBy(() -> propose(VERSION + VERSION, "/noise"))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining("in answer to /noise");
  }

  @Test
  void refusesTokensThatAreTooLongEmptyOrWithoutLineFeed() {
    assertThatThrownBy(() -> answer("8108")).hasMessageContaining("above 1024");
    assertThatThrownBy(() -> answer("00")).hasMessageContaining("line feed");
    assertThatThrownBy(() -> answer("02 6e61")).hasMessageContaining("line feed");
    assertThatThrownBy(() -> answer("05 6e61")).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> answer("")).isInstanceOf(EOFException.class);
  }

  @Test
  void givesUpOnAPeerThatProposesForEver() {
    assertThatThrownBy(() -> answer(VERSION + SIMULTANEOUS.repeat(10)))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining("after 4 tokens");
    assertThat(out.toString(US_ASCII)).containsOnlyOnce("multistream");
  }

  private String answer(String input) throws IOException {
    return multistream.answer(new ByteArrayInputStream(hex(input)), out, "/noise"::equals);
  }

  private String propose(String input, String... protocols) throws IOException {
    return multistream.propose(new ByteArrayInputStream(hex(input)), out, List.of(protocols));
  }
}
