package tandem.beaconcore;

import java.util.function.Consumer;
import tandem.beaconspec.BeaconConfig;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;

/// What all parts of the node share: its configuration, the time of the event that is being
/// handled, the stage, and where effects go.
final class Context {
  /// Calls of duties are numbered from here on, those of the stages from 1.
  private static final long DUTY_CALLS = 1L << 62;

  final MachineConfig config;
  final SlotTimes times;
  long nowMs;
  Stage stage = Stage.STARTING;
  private Consumer<? super BeaconNodeEffect> effects = effect -> {};
  private long nextCall = DUTY_CALLS;
  private long nextRequest = 1;

  Context(MachineConfig config) {
    this.config = config;
    this.times =
        new SlotTimes(
            config.genesis().genesisTime() * 1_000, config.beacon().secondsPerSlot() * 1_000L);
  }

  /// A new event begins.
  void begin(long timeMs, Consumer<? super BeaconNodeEffect> sink) {
    nowMs = timeMs;
    effects = sink;
  }

  BeaconConfig beacon() {
    return config.beacon();
  }

  void emit(BeaconNodeEffect effect) {
    effects.accept(effect);
  }

  void alarm(String text) {
    emit(new BeaconNodeEffect.Alarm(text));
  }

  void note(String text) {
    emit(new BeaconNodeEffect.Note(text));
  }

  /// The slot by the clock; -1 before genesis.
  long currentSlot() {
    return times.slotAt(nowMs);
  }

  /// A call to gwat beside those of the stages; its outcome goes to [Operations#linkEnded].
  CallId call(LinkRequest request, long timeoutMs) {
    CallId id = new CallId(nextCall++);
    emit(new BeaconNodeEffect.Call(id, request, timeoutMs));
    return id;
  }

  static boolean isDutyCall(CallId id) {
    return id.value() >= DUTY_CALLS;
  }

  long nextRequestId() {
    return nextRequest++;
  }
}
