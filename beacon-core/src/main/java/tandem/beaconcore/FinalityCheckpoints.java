package tandem.beaconcore;

import tandem.beaconspec.Checkpoint;

/// What the head's state says of finality; the zero root stands for the genesis block.
public record FinalityCheckpoints(
    Checkpoint previousJustified, Checkpoint currentJustified, Checkpoint finalized) {}
