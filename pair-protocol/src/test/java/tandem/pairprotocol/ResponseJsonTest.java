package tandem.pairprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tandem.pairprotocol.Samples.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.pairprotocol.LinkRequest.Finalize;
import tandem.pairprotocol.LinkRequest.GetCandidates;
import tandem.pairprotocol.LinkRequest.HeadSync;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkRequest.Sync;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;

/// Answers as JSON (gwat-dag.md 10.1, pair-sync.md 7).
class ResponseJsonTest {
  private static final ConsensusInfo INFO = ConsensusInfo.plain(1, null, List.of());
  private static final Sync SYNC = new Sync(INFO);
  private static final HeadSyncReady READY = new HeadSyncReady(INFO);
  private static final GetCandidates CANDIDATES = new GetCandidates(1);
  private static final Finalize FINALIZE = new Finalize(List.of());
  private static final String SPINE =
      "0x6b580ac51bdbbbd4c237418fd1e4df3c1e23e1ba28e536e6efd61a35876ae72d";

  /// The examples of gwat-dag.md 10.1.
  @Test
  void answersAsTheOriginalDoes() {
    assertResult(
        SYNC,
        new LinkResponse.Synced(1_234_000),
        "{'error':null,'info':{'elapsed':'1.234ms'},'candidates':[]}");
    assertResult(
        CANDIDATES,
        new LinkResponse.Candidates(List.of(Hash32.fromHex(SPINE))),
        "{'error':null,'candidates':['" + SPINE + "']}");
    assertResult(
        CANDIDATES, new LinkResponse.Candidates(List.of()), "{'error':null,'candidates':[]}");
    assertResult(FINALIZE, new LinkResponse.Done(), "{'error':null}");
    assertResult(READY, new LinkResponse.Done(), "true");
    assertResult(new HeadSync(List.of(), true), new LinkResponse.Done(), "true");
  }

  private static void assertResult(LinkRequest request, LinkResponse response, String json) {
    LinkReply reply = LinkJson.encodeResponse(request, response);
    assertThat(Samples.overTheWire(((LinkReply.Result) reply).value())).isEqualTo(json(json));
  }

  /// Three methods never use a JSON-RPC error for a no; our `data` stands beside it there.
  @Test
  void refusesAsTheOriginalDoesAndSaysMoreBesideIt() {
    LinkResponse no =
        new LinkResponse.Refused(LinkError.of(Reason.SYNCHRONIZATION, Stage.HEAD_SYNC, 1_000));
    String data = "{'reason':'SYNCHRONIZATION','stage':'HEAD_SYNC','retryAfterMs':1000}";
    assertResult(
        SYNC, no, "{'error':'synchronization','info':null,'candidates':null,'data':" + data + "}");
    assertResult(
        CANDIDATES, no, "{'error':'synchronization','candidates':null,'data':" + data + "}");
    assertResult(FINALIZE, no, "{'error':'synchronization','data':" + data + "}");
    LinkReply.Error error = (LinkReply.Error) LinkJson.encodeResponse(READY, no);
    assertThat(error.code()).isEqualTo(-32000);
    assertThat(error.message()).isEqualTo("synchronization");
    assertThat(Samples.overTheWire(error.data())).isEqualTo(json(data));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void readsWhatItWrote(long seed) throws LinkFormatException {
    Samples samples = new Samples(seed);
    for (int i = 0; i < 200; i++) {
      for (LinkRequest request : samples.requests()) {
        LinkResponse response = samples.responseTo(request);
        assertThat(roundTrip(request, response)).as("seed %d", seed).isEqualTo(response);
        LinkError error = samples.error();
        LinkResponse refused = new LinkResponse.Refused(error);
        if (error.reason().code() == -32000) {
          assertThat(roundTrip(request, refused)).as("seed %d", seed).isEqualTo(refused);
        }
      }
    }
  }

  private static LinkResponse roundTrip(LinkRequest request, LinkResponse response)
      throws LinkFormatException {
    LinkReply reply =
        switch (LinkJson.encodeResponse(request, response)) {
          case LinkReply.Result(JsonNode value) -> new LinkReply.Result(Samples.overTheWire(value));
          case LinkReply.Error(int code, String message, @Nullable JsonNode data) ->
              new LinkReply.Error(code, message, data == null ? null : Samples.overTheWire(data));
        };
    return LinkJson.decodeResponse(request, reply);
  }

  /// What an original gwat says, without `data` (gwat-net.md 6.6, gwat-dag.md 10.3).
  @ParameterizedTest
  @CsvSource({
    "synchronization, SYNCHRONIZATION",
    "procedure is locked, PROCEDURE_LOCKED",
    "busy, BUSY",
    "not ready, NOT_READY",
    "bad params, BAD_PARAMS",
    "unknown spine hash, UNKNOWN_SPINE",
    "spine not found, UNKNOWN_SPINE",
    "insert uncompleted dag chain, UNKNOWN_SPINE",
    "checkpoint not finalized, CHECKPOINT_NOT_FINALIZED",
    "checkpoint bad number, CHECKPOINT_BAD_NUMBER",
    "checkpoint state not found, CHECKPOINT_STATE_NOT_FOUND",
    "missing trie node 12ab (path ) , CHECKPOINT_STATE_NOT_FOUND",
    "synchronizing, SYNCHRONIZATION",
    "invalid block, INVALID_BLOCK",
    "Procedure Is Locked, PROCEDURE_LOCKED",
    "fin nr is already used, OTHER",
    "method handler crashed, OTHER",
  })
  void understandsTheOriginalsTexts(String message, Reason reason) throws LinkFormatException {
    assertThat(LinkJson.decodeResponse(READY, new LinkReply.Error(-32000, message, null)))
        .isEqualTo(new LinkResponse.Refused(LinkError.ofMessage(reason, message)));
    JsonNode result = json("{}");
    ((tools.jackson.databind.node.ObjectNode) result).put("error", message);
    assertThat(LinkJson.decodeResponse(FINALIZE, new LinkReply.Result(result)))
        .isEqualTo(new LinkResponse.Refused(LinkError.ofMessage(reason, message)));
  }

  @Test
  void learnsFromTheCodeWhatAnOriginalLacks() throws LinkFormatException {
    assertThat(reasonOf(new LinkReply.Error(-32601, "the method does not exist", null)))
        .isEqualTo(Reason.NO_SUCH_METHOD);
    assertThat(reasonOf(new LinkReply.Error(-32602, "too many arguments, want at most 1", null)))
        .isEqualTo(Reason.INVALID_ARGUMENTS);
  }

  /// Neither means that gwat has left WORKING.
  @Test
  void takesAServerThatHasTooMuchToDoForABusyOne() throws LinkFormatException {
    assertThat(reasonOf(new LinkReply.Error(-32005, "too many requests at a time", null)))
        .isEqualTo(Reason.BUSY);
    assertThat(LinkJson.outcome(SYNC, new LinkReply.Error(-32002, "request timed out", null)))
        .isEqualTo(new LinkOutcome.TimedOut());
  }

  @Test
  void needsNothingOfData() throws LinkFormatException {
    for (String data :
        List.of(
            "1",
            "'text'",
            "[]",
            "{'reason':'NONE'}",
            "{'reason':5,'stage':[],'slot':'0x1','spine':'0x12','retryAfterMs':1.5}",
            "{'slot':99999999999999999999999}",
            "{'reason':null,'stage':null,'spine':null}")) {
      assertThat(LinkJson.decodeResponse(READY, new LinkReply.Error(-32000, "busy", json(data))))
          .as(data)
          .isEqualTo(new LinkResponse.Refused(LinkError.ofMessage(Reason.BUSY, "busy")));
    }
  }

  private static Reason reasonOf(LinkReply reply) throws LinkFormatException {
    return ((LinkResponse.Refused) LinkJson.decodeResponse(READY, reply)).error().reason();
  }

  /// An original gwat answers `false` only where the call was not carried out.
  @Test
  void takesFalseForANo() throws LinkFormatException {
    assertThat(LinkJson.decodeResponse(READY, new LinkReply.Result(json("false"))))
        .isInstanceOf(LinkResponse.Refused.class);
  }

  @Test
  void readsTheOriginalsBlocks() throws LinkFormatException {
    JsonNode block =
        json(
            "{'hash':'"
                + SPINE
                + "','number':null,'slot':'0x5','height':'0x5','timestamp':'0x6373','miner':'0x00'}");
    assertThat(
            LinkJson.decodeResponse(new LinkRequest.ReadBlock(null), new LinkReply.Result(block)))
        .isEqualTo(new LinkResponse.Block(new BlockRef(Hash32.fromHex(SPINE), null, 5, 0x6373)));
  }

  @Test
  void takesNonsenseForARefusalThatIsAskedAgain() {
    List<JsonNode> nonsense = new ArrayList<>();
    for (String text :
        List.of(
            "null",
            "1",
            "'x'",
            "[]",
            "[[]]",
            "{'error':5}",
            "{'error':{}}",
            "{'candidates':[5]}",
            "{'candidates':{}}",
            "{'error':null,'candidates':['0x1']}",
            "{'stage':'NOWHERE'}",
            "{'stage':'WORKING'}",
            "{'hash':null}",
            "'0x8000000000000000'",
            "1.5e10")) {
      nonsense.add(json(text));
    }
    for (LinkRequest request : new Samples(7).requests()) {
      for (JsonNode value : nonsense) {
        LinkOutcome outcome = LinkJson.outcome(request, new LinkReply.Result(value));
        assertThat(outcome).isInstanceOf(LinkOutcome.Answered.class);
        LinkFormatException fault =
            catchThrowableOfType(
                LinkFormatException.class,
                () -> LinkJson.decodeResponse(request, new LinkReply.Result(value)));
        if (fault != null) {
          LinkResponse response = ((LinkOutcome.Answered) outcome).response();
          assertThat(response)
              .isInstanceOfSatisfying(
                  LinkResponse.Refused.class,
                  refused -> assertThat(refused.error().reason()).isEqualTo(Reason.OTHER));
        }
      }
    }
  }

  @Test
  void boundsWhatARefusalSays() {
    String text = "x".repeat(5_000);
    LinkOutcome outcome = LinkJson.outcome(READY, new LinkReply.Error(-32000, text, null));
    LinkResponse response = ((LinkOutcome.Answered) outcome).response();
    assertThat(((LinkResponse.Refused) response).error().message()).hasSize(LinkError.MESSAGE_MAX);
  }

  @Test
  void encodesNoAnswerThatIsNone() {
    assertThatThrownBy(() -> LinkJson.encodeResponse(READY, new LinkResponse.Verdict(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no answer to");
    assertThatThrownBy(() -> LinkJson.encodeResponse(SYNC, new LinkResponse.Done()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysARefusalInOneSentence() {
    LinkError error =
        new LinkError(
            Reason.UNKNOWN_SPINE,
            "unknown spine hash",
            Stage.HEAD_SYNC,
            12L,
            Hash32.fromHex(SPINE),
            11L,
            1_000L);
    assertThat(error.brief())
        .startsWith("unknown spine hash 6b58")
        .endsWith(" at slot 12 (gwat is in HEAD_SYNC)");
  }

  @Test
  void givesEachReasonATextThatIsUnderstoodWithoutData() {
    for (Reason reason : Reason.values()) {
      if (reason != Reason.OTHER) {
        assertThat(Reason.ofMessage(reason.text() + ": more")).isEqualTo(reason);
      }
    }
  }
}
