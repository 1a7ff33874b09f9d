package tandem.pairprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tandem.pairprotocol.Samples.json;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Calls as JSON (gwat-dag.md 10.1, gwat-net.md 6.3, R18).
class RequestJsonTest {
  private static final String SPINE =
      "0x6b580ac51bdbbbd4c237418fd1e4df3c1e23e1ba28e536e6efd61a35876ae72d";
  private static final String CREATOR = "0x00000000000000000000000000000000000000aa";
  private static final ConsensusInfo INFO =
      ConsensusInfo.plain(0x12c, List.of(Address.fromHex(CREATOR)), List.of(Hash32.fromHex(SPINE)));

  private static final String INFO_JSON =
      "{'slot':'0x12c','creators':['" + CREATOR + "'],'finalizing':['" + SPINE + "']}";

  /// The example of gwat-dag.md 10.1.
  @Test
  void readsTheOriginalsHeadSync() throws LinkFormatException {
    JsonNode params =
        json("[[" + INFO_JSON + ",{'slot':'0x0','creators':null,'finalizing':null}]]");
    assertThat(LinkJson.decodeRequest("dag_headSync", params))
        .isEqualTo(
            new LinkRequest.HeadSync(List.of(INFO, ConsensusInfo.plain(0, null, List.of())), true));
  }

  @Test
  void writesCallsAsTheOriginalCoordinatorDoes() {
    assertCall(new LinkRequest.HeadSyncReady(INFO), "dag_headSyncReady", "[" + INFO_JSON + "]");
    assertCall(new LinkRequest.Sync(INFO), "dag_sync", "[" + INFO_JSON + "]");
    assertCall(
        new LinkRequest.HeadSync(List.of(INFO), true), "dag_headSync", "[[" + INFO_JSON + "]]");
    assertCall(
        new LinkRequest.Finalize(List.of(Hash32.fromHex(SPINE))),
        "dag_finalize",
        "[['" + SPINE + "']]");
    assertCall(
        new LinkRequest.ValidateSpines(List.of(Hash32.fromHex(SPINE))),
        "dag_validateSpines",
        "[['" + SPINE + "']]");
    assertCall(new LinkRequest.GetCandidates(298), "dag_getCandidates", "[298]");
    assertCall(
        new LinkRequest.SyncSlotInfo(1668500000, 4, 32),
        "dag_syncSlotInfo",
        "[{'genesisTime':1668500000,'secondsPerSlot':4,'slotsPerEpoch':32}]");
    assertCall(new LinkRequest.ReadChainId(), "eth_chainId", "[]");
    assertCall(new LinkRequest.ReadBlock(0L), "eth_getBlockByNumber", "['0x0',false]");
    assertCall(new LinkRequest.ReadBlock(null), "eth_getBlockByNumber", "['latest',false]");
  }

  @Test
  void addsOursOnlyWhereItSaysSomething() {
    assertCall(
        new LinkRequest.HeadSync(List.of(INFO), false),
        "dag_headSync",
        "[[" + INFO_JSON + "],{'final':false}]");
    Hash32 spine = Hash32.fromHex(SPINE);
    assertCall(
        new LinkRequest.Sync(new ConsensusInfo(0, null, List.of(), spine, null)),
        "dag_sync",
        "[{'slot':'0x0','creators':null,'finalizing':[],'justifiedSpine':'" + SPINE + "'}]");
    assertCall(
        new LinkRequest.Finalize(List.of(), new FinalizeOrder(7, 42, null, spine)),
        "dag_finalize",
        "[[],{'order':7,'slot':'0x2a','finalizedSpine':'" + SPINE + "'}]");
    assertCall(new LinkRequest.ReadCoordinatedState(), "dag_coordinatedState", "[]");
    assertCall(new LinkRequest.ReadSyncStatus(), "dag_syncStatus", "[]");
  }

  private static void assertCall(LinkRequest request, String method, String params) {
    LinkCall call = LinkJson.encodeRequest(request);
    assertThat(call.method()).isEqualTo(method);
    assertThat(Samples.overTheWire(call.params())).isEqualTo(json(params));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void readsWhatItWrote(long seed) throws LinkFormatException {
    Samples samples = new Samples(seed);
    for (int i = 0; i < 200; i++) {
      for (LinkRequest request : samples.requests()) {
        LinkCall call = LinkJson.encodeRequest(request);
        assertThat(LinkJson.decodeRequest(call.method(), Samples.overTheWire(call.params())))
            .as("seed %d", seed)
            .isEqualTo(request);
      }
    }
  }

  @Test
  void routesEveryDagMethodOfACall() {
    Set<String> methods = new java.util.HashSet<>();
    for (LinkRequest request : new Samples(1).requests()) {
      if (request instanceof LinkRequest.Dag) {
        methods.add(LinkJson.encodeRequest(request).method());
      }
    }
    assertThat(methods).isEqualTo(LinkJson.DAG_METHODS);
  }

  @Test
  void takesAbsentMembersAsEmpty() throws LinkFormatException {
    assertThat(LinkJson.decodeRequest("dag_sync", json("[{}]")))
        .isEqualTo(new LinkRequest.Sync(ConsensusInfo.plain(0, null, List.of())));
    assertThat(LinkJson.decodeRequest("dag_finalize", json("[null]")))
        .isEqualTo(new LinkRequest.Finalize(List.of()));
    assertThat(LinkJson.decodeRequest("dag_finalize", null))
        .isEqualTo(new LinkRequest.Finalize(List.of()));
    assertThat(LinkJson.decodeRequest("dag_headSync", json("[[],null]")))
        .isEqualTo(new LinkRequest.HeadSync(List.of(), true));
    assertThat(LinkJson.decodeRequest("dag_headSync", json("[[],{}]")))
        .isEqualTo(new LinkRequest.HeadSync(List.of(), true));
    assertThat(LinkJson.decodeRequest("dag_syncSlotInfo", json("[{'genesisTime':5}]")))
        .isEqualTo(new LinkRequest.SyncSlotInfo(5, 0, 0));
    assertThat(LinkJson.decodeRequest("dag_sync", json("[{'slot':'0x1','unknown':{}}]")))
        .isEqualTo(new LinkRequest.Sync(ConsensusInfo.plain(1, null, List.of())));
  }

  /// gwat-net.md 8.2: for slots 0 and 1 the original asks up to 2^64 - 2 and 2^64 - 1.
  @Test
  void takesTheSlotThatUnderflowedInTheOriginal() throws LinkFormatException {
    assertThat(LinkJson.decodeRequest("dag_getCandidates", json("[18446744073709551615]")))
        .isEqualTo(new LinkRequest.GetCandidates(Long.MAX_VALUE));
  }

  /// gwat-dag.md 9.2: to the original this is no fault of the form.
  @Test
  void answersBadParamsWhereTheInstructionIsMissing() {
    for (String method : List.of("dag_headSyncReady", "dag_sync")) {
      for (JsonNode params : new JsonNode[] {null, json("[]"), json("[null]")}) {
        LinkFormatException fault =
            catchThrowableOfType(
                LinkFormatException.class, () -> LinkJson.decodeRequest(method, params));
        assertThat(fault.reply()).isEqualTo(new LinkReply.Error(-32000, "bad params", null));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dag_sync | [1] | invalid argument 0: not an object",
        "dag_sync | {} | non-array args",
        "dag_sync | [{},{}] | too many arguments, want at most 1",
        "dag_sync | [{'slot':1}] | invalid argument 0.slot: not a hex quantity",
        "dag_sync | [{'slot':'0x01'}] | leading zeros",
        "dag_sync | [{'slot':'1'}] | not a hex quantity",
        "dag_sync | [{'slot':'0x8000000000000000'}] | above 63 bits",
        "dag_sync | [{'slot':'0x10000000000000000'}] | above 64 bits",
        "dag_sync | [{'creators':{}}] | invalid argument 0.creators: not an array",
        "dag_sync | [{'creators':['0x00']}] | invalid argument 0.creators[0]: hex string of 2"
            + " digits",
        "dag_sync | [{'creators':[null]}] | invalid argument 0.creators[0]: not a string",
        "dag_sync | [{'finalizing':['00']}] | hex string without 0x prefix",
        "dag_sync | [{'justifiedSpine':5}] | invalid argument 0.justifiedSpine: not a string",
        "dag_headSync | [] | missing value for required argument 0",
        "dag_headSync | [{}] | invalid argument 0: not an array",
        "dag_headSync | [[{},{'slot':5}]] | invalid argument 0[1].slot",
        "dag_headSync | [[],true] | invalid argument 1: not an object",
        "dag_headSync | [[],{'final':1}] | invalid argument 1.final: not a boolean",
        "dag_getCandidates | ['0x1'] | invalid argument 0: not a whole number",
        "dag_getCandidates | [-1] | not an unsigned number of 64 bits",
        "dag_getCandidates | [18446744073709551616] | not an unsigned number of 64 bits",
        "dag_getCandidates | [1.5] | not a whole number",
        "dag_getCandidates | [1e3] | not a whole number",
        "dag_getCandidates | [] | missing value for required argument 0",
        "dag_syncSlotInfo | [{'genesisTime':'5'}] | invalid argument 0.genesisTime",
        "dag_coordinatedState | [1] | too many arguments, want at most 0",
        "eth_getBlockByNumber | ['pending',false] | not a hex quantity",
      })
  void saysWhichParameterIsWrong(String method, String params, String fault) {
    LinkFormatException thrown =
        catchThrowableOfType(
            LinkFormatException.class, () -> LinkJson.decodeRequest(method, json(params)));
    assertThat(thrown).hasMessageContaining(fault);
    assertThat(thrown.reply().code()).isEqualTo(-32602);
  }

  @Test
  void refusesHashesThatLookRightAndAreNot() {
    for (String hash :
        List.of("0x" + "g".repeat(64), "0x" + "é".repeat(64), "0X" + "0".repeat(64))) {
      ArrayNode params = JsonNodeFactory.instance.arrayNode();
      params.addArray().add(hash);
      assertThat(
              catchThrowableOfType(
                  LinkFormatException.class, () -> LinkJson.decodeRequest("dag_finalize", params)))
          .as(hash)
          .isNotNull();
    }
  }

  @Test
  void refusesWhatIsTooMuch() {
    ArrayNode many = JsonNodeFactory.instance.arrayNode();
    Collections.nCopies(LinkRequest.SPINES_MAX + 1, SPINE).forEach(many::add);
    assertThat(
            catchThrowableOfType(
                LinkFormatException.class,
                () ->
                    LinkJson.decodeRequest(
                        "dag_finalize", JsonNodeFactory.instance.arrayNode().add(many))))
        .hasMessageContaining("16385 elements, at most 16384");
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i <= LinkRequest.ENTRIES_MAX; i++) {
      entries.addObject();
    }
    assertThat(
            catchThrowableOfType(
                LinkFormatException.class,
                () ->
                    LinkJson.decodeRequest(
                        "dag_headSync", JsonNodeFactory.instance.arrayNode().add(entries))))
        .hasMessageContaining("65537 elements, at most 65536");
  }

  @Test
  void knowsNoOtherMethod() {
    LinkFormatException fault =
        catchThrowableOfType(
            LinkFormatException.class, () -> LinkJson.decodeRequest("dag_nothing", null));
    assertThat(fault.reply())
        .isEqualTo(
            new LinkReply.Error(
                -32601, "the method dag_nothing does not exist/is not available", null));
  }
}
