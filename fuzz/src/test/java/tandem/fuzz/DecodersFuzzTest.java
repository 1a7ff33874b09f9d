package tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Each decoder against the inputs kept beside this test. With `JAZZER_FUZZ=1` and one method
/// chosen (`-Dtest=DecodersFuzzTest#block`) Jazzer searches for new ones; what it finds is kept
/// here.
class DecodersFuzzTest {
  @FuzzTest
  void header(byte[] bytes) throws Exception {
    attempt("header", bytes);
  }

  @FuzzTest
  void block(byte[] bytes) throws Exception {
    attempt("block", bytes);
  }

  @FuzzTest
  void transaction(byte[] bytes) throws Exception {
    attempt("transaction", bytes);
  }

  @FuzzTest
  void account(byte[] bytes) throws Exception {
    attempt("account", bytes);
  }

  @FuzzTest
  void dagRecord(byte[] bytes) throws Exception {
    attempt("dagRecord", bytes);
  }

  @FuzzTest
  void storedReceipts(byte[] bytes) throws Exception {
    attempt("storedReceipts", bytes);
  }

  @FuzzTest
  void wfdag(byte[] bytes) throws Exception {
    attempt("wfdag", bytes);
  }

  @FuzzTest
  void genesis(byte[] bytes) throws Exception {
    attempt("genesis", bytes);
  }

  @FuzzTest
  void keystore(byte[] bytes) throws Exception {
    attempt("keystore", bytes);
  }

  @FuzzTest
  void multiaddrText(byte[] bytes) throws Exception {
    attempt("multiaddrText", bytes);
  }

  @FuzzTest
  void multiaddr(byte[] bytes) throws Exception {
    attempt("multiaddr", bytes);
  }

  @FuzzTest
  void peerId(byte[] bytes) throws Exception {
    attempt("peerId", bytes);
  }

  @FuzzTest
  void linkRequest(byte[] bytes) throws Exception {
    attempt("linkRequest", bytes);
  }

  @FuzzTest
  void linkReply(byte[] bytes) throws Exception {
    attempt("linkReply", bytes);
  }

  @FuzzTest
  void enode(byte[] bytes) throws Exception {
    attempt("enode", bytes);
  }

  @FuzzTest
  void hello(byte[] bytes) throws Exception {
    attempt("hello", bytes);
  }

  @FuzzTest
  void disconnect(byte[] bytes) throws Exception {
    attempt("disconnect", bytes);
  }

  @FuzzTest
  void compressed(byte[] bytes) throws Exception {
    attempt("compressed", bytes);
  }

  @FuzzTest
  void gossipRpc(byte[] bytes) throws Exception {
    attempt("gossipRpc", bytes);
  }

  @FuzzTest
  void gossipPayload(byte[] bytes) throws Exception {
    attempt("gossipPayload", bytes);
  }

  @FuzzTest
  void requestPayload(byte[] bytes) throws Exception {
    attempt("requestPayload", bytes);
  }

  @FuzzTest
  void beaconConfig(byte[] bytes) throws Exception {
    attempt("beaconConfig", bytes);
  }

  @FuzzTest
  void beaconState(byte[] bytes) throws Exception {
    attempt("beaconState", bytes);
  }

  @FuzzTest
  void signedBeaconBlock(byte[] bytes) throws Exception {
    attempt("signedBeaconBlock", bytes);
  }

  @FuzzTest
  void attestation(byte[] bytes) throws Exception {
    attempt("attestation", bytes);
  }

  @FuzzTest
  void attesterSlashing(byte[] bytes) throws Exception {
    attempt("attesterSlashing", bytes);
  }

  @FuzzTest
  void signedAggregateAndProof(byte[] bytes) throws Exception {
    attempt("signedAggregateAndProof", bytes);
  }

  @FuzzTest
  void signedContributionAndProof(byte[] bytes) throws Exception {
    attempt("signedContributionAndProof", bytes);
  }

  @FuzzTest
  void status(byte[] bytes) throws Exception {
    attempt("status", bytes);
  }

  private static void attempt(String decoder, byte[] bytes) throws Exception {
    Decoders.ALL.get(decoder).accepts(bytes);
  }
}
