------------------------------ MODULE PairLink ------------------------------
(* The link protocol of a pair (pair-sync.md 4 to 9): the stage machines of both
   halves from HEAD_SYNC_READY on, and a link that loses, delays and repeats.

   A place is a spine of the beacon chain, <<number, branch>>; a chain is named by
   the place where it ends. Up to number Fork there is one branch, called 0; above
   it there are Branches. Genesis is <<0, 0>>.

   CHECKPOINT_SYNC and DAG_SYNC are one stage, SYNC, which ends by itself. DOWN is
   a gwat that does not run; a coordinator that does not run is like one in SYNC. docs/decisions/pair-model.md says what is left out. *)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Last,      \* number of the highest spine there will ever be
  Fork,      \* number of the last spine that both branches share
  Branches,  \* names of the branches above it: 1, 2, ...
  Faults,    \* how many things may go wrong in one behaviour
  Planted    \* an error to switch on, "none" in the real check

VARIABLES
  chain,  \* of the beacon network: head, justified and finalised place
  c,      \* the coordinator
  call,   \* its call under way: [state |-> "none" | "sent" | "answered", ...]
  late,   \* a call that it has given up and that gwat will still execute
  g,      \* gwat; its fields final and floor are on disk, the others in memory
  ghost,  \* what the invariants need to remember; no step reads it
  faults  \* that may still happen

vars == <<chain, c, call, late, g, ghost, faults>>

---------------------------------------------------------------------------
(* Places *)

At(p, n) == <<n, IF n <= Fork THEN 0 ELSE p[2]>>   \* ancestor of p with number n
Places   == {At(<<n, b>>, n) : n \in 0..Last, b \in Branches}
Genesis  == <<0, 0>>
p \sqsubseteq q == p[1] <= q[1] /\ p = At(q, p[1])
Common(p, q) ==
  IF p \sqsubseteq q THEN p ELSE IF q \sqsubseteq p THEN q ELSE At(p, Fork)

Nowhere == <<"nowhere">>

---------------------------------------------------------------------------
(* Both halves at their start *)

NoCall == [state |-> "none"]
NoLate == [kind |-> "none"]

(* chunk: what is being sent; sent: up to where gwat has confirmed, in WORKING up
   to where it has applied. Both are forgotten with each change of stage. *)
Coordinator ==
  [stage |-> "SYNC", link |-> FALSE, back |-> 0,
   chunk |-> NoLate, sent |-> Nowhere, verify |-> FALSE]

CTo(stage) ==
  [c EXCEPT !.stage = stage, !.chunk = NoLate, !.sent = Nowhere, !.verify = FALSE]

Gwat(stage, final, floor) ==
  [stage |-> stage, ready |-> FALSE, cp |-> Nowhere, final |-> final, floor |-> floor]

Init ==
  /\ chain = [head |-> At(<<1, 0>>, 1), just |-> Genesis, fin |-> Genesis]
  /\ c = Coordinator
  /\ call = NoCall
  /\ late = NoLate
  /\ g = Gwat("DOWN", Genesis, Genesis)
  /\ ghost = [synced |-> FALSE, end |-> Nowhere, cut |-> FALSE]
  /\ faults = Faults

---------------------------------------------------------------------------
(* The beacon network. Finality takes epochs and a call seconds: a place becomes
   final only when no call is under way that was made before. *)

(* Branch 1 is the one that the head is on first, without loss of generality. *)
Grow ==
  /\ chain.head[1] < Last
  /\ LET n == chain.head[1] IN
     chain' = [chain EXCEPT !.head = At(<<n + 1, IF n <= Fork THEN 1 ELSE @[2]>>, n + 1)]
  /\ UNCHANGED <<c, call, late, g, ghost, faults>>

Justify ==
  /\ call = NoCall /\ late = NoLate
  /\ \/ /\ chain.just # chain.head
        /\ chain' = [chain EXCEPT !.just = At(chain.head, @[1] + 1)]
     \/ /\ chain.fin # chain.just
        /\ chain' = [chain EXCEPT !.fin = chain.just]
  /\ UNCHANGED <<c, call, late, g, ghost, faults>>

(* The head moves to another branch: never away from what is final. *)
ChangeBranch ==
  /\ faults > 0
  /\ \E p \in Places :
       /\ p[1] >= chain.head[1] - 1
       /\ p # Common(p, chain.head) /\ chain.head # Common(p, chain.head)
       /\ chain.fin \sqsubseteq p
       /\ chain' = [chain EXCEPT !.head = p, !.just = Common(@, p)]
  /\ faults' = faults - 1
  /\ UNCHANGED <<c, call, late, g, ghost>>

---------------------------------------------------------------------------
(* gwat: what a call does to it. Each is the set of what may come of the call:
   the new g, the answer, and ghosts. *)

Result(to, answer) == [g |-> to, answer |-> answer, done |-> Nowhere]
Refused(to, why)   == Result(to, [ok |-> FALSE, why |-> why])
Ok(to)             == Result(to, [ok |-> TRUE])

GTo(stage) ==
  IF stage = "HEAD_SYNC" THEN [g EXCEPT !.stage = stage] ELSE Gwat(stage, g.final, g.floor)

(* A floor counts when it is finalised, and never sinks (Unwinder.raiseFloor). *)
Raise(to, fin) ==
  IF fin \sqsubseteq to.final /\ to.floor[1] < fin[1] THEN [to EXCEPT !.floor = fin] ELSE to

(* GwatStages.onReady, onChecked *)
Ready(q) ==
  IF g.stage = "SYNC" THEN {Refused(g, "locked")}
  ELSE IF g.ready /\ g.stage = "HEAD_SYNC_READY" /\ q.cp = g.cp THEN {Ok(g)}
  ELSE IF q.cp \sqsubseteq g.final
    THEN LET to == [GTo("HEAD_SYNC_READY") EXCEPT !.ready = TRUE, !.cp = q.cp,
                      !.final = IF Planted = "readiness unwinds" THEN q.cp ELSE @]
         IN {Ok(Raise(to, q.fin))}
    ELSE {Refused(GTo("HEAD_SYNC_READY"), "checkpoint"), Refused(GTo("SYNC"), "checkpoint")}

(* The spines up to `to` on top of what `at` has finalised: what is there already
   costs nothing, what contradicts is unwound, not below the floor (Finaliser). *)
Finalised(at, to) ==
  IF to \sqsubseteq at.final THEN at.final
  ELSE IF Common(to, at.final)[1] < at.floor[1] THEN Nowhere
  ELSE to

Failed(why) == Refused(GTo("HEAD_SYNC_READY"), why)

(* GwatStages.onHeadSync, onHeadSyncApplied, completeHeadSync: the one door to
   WORKING. What is finalised above the end of final data is unwound. *)
Data(q) ==
  LET applied == Finalised(Raise(g, q.fin), q.to)
      end     == IF q.last /\ Planted # "provisional stays" THEN q.to ELSE applied
      to      == [GTo("HEAD_SYNC") EXCEPT !.final = end]
  IN
  IF ~g.ready THEN {Refused(g, "not ready")}
  ELSE IF applied = Nowhere \/ end[1] < Raise(g, q.fin).floor[1] THEN {Failed("not applied")}
  ELSE IF q.last
    THEN {[Ok(Raise([GTo("WORKING") EXCEPT !.final = end], q.fin))
             EXCEPT !.done = q.to]}
    ELSE {Ok(Raise(to, q.fin))}

(* dag_sync and dag_finalize. The floor is that of the dag_sync before, which may
   be older than the call. *)
Work(q) ==
  LET applied == Finalised(g, q.to)
      to      == [g EXCEPT !.final = applied]
  IN
  IF g.stage # "WORKING" THEN {Refused(g, "synchronization")}
  ELSE IF applied = Nowhere THEN {Failed("not applied")}
  ELSE {Ok(to), Ok(Raise(to, q.fin))}

Results(q) ==
  CASE q.kind = "ready" -> Ready(q)
    [] q.kind = "data"  -> Data(q)
    [] q.kind = "work"  -> Work(q)
    [] q.kind = "read"  -> {Result(g, [ok |-> TRUE, stage |-> g.stage, final |-> g.final])}

(* gwat becomes `to`; done is the end of a head sync that this completes. *)
GwatBecomes(to, done) ==
  /\ g' = to
  /\ ghost' =
       [ghost EXCEPT
          !.synced = to.stage = "WORKING" /\ (@ \/ done # Nowhere),
          !.end = IF done # Nowhere THEN done ELSE IF to.final = g.final THEN @ ELSE Nowhere,
          !.cut = @ \/ ~(Common(g.final, chain.fin) \sqsubseteq to.final)]

Execute ==
  /\ call.state = "sent" /\ g.stage # "DOWN"
  /\ \E r \in Results(call.q) :
       /\ GwatBecomes(r.g, r.done)
       /\ call' = [state |-> "answered", q |-> [call.q EXCEPT !.fin = Nowhere], answer |-> r.answer]
  /\ UNCHANGED <<chain, c, late, faults>>

ExecuteLate ==
  /\ late # NoLate /\ g.stage # "DOWN"
  /\ \E r \in Results(late) : GwatBecomes(r.g, r.done)
  /\ late' = NoLate
  /\ UNCHANGED <<chain, c, call, faults>>

---------------------------------------------------------------------------
(* gwat: what it does by itself *)

GwatStarts ==
  /\ g.stage = "DOWN"
  /\ GwatBecomes(Gwat("SYNC", g.final, g.floor), Nowhere)
  /\ UNCHANGED <<chain, c, call, late, faults>>

(* Peers bring finalised blocks, as far as they have them, of any branch that the
   network has not left for good. None of them is confirmed: they are provisional. *)
FromPeers ==
  {g.final} \cup {p \in Places :
    /\ g.final \sqsubseteq p /\ p[1] <= chain.head[1]
    /\ p \sqsubseteq chain.fin \/ chain.fin \sqsubseteq p}

GwatSynced ==
  /\ g.stage = "SYNC"
  /\ \E p \in FromPeers : GwatBecomes([GTo("HEAD_SYNC_READY") EXCEPT !.final = p], Nowhere)
  /\ UNCHANGED <<chain, c, call, late, faults>>

(* GwatStages.followPeersWhenSilent: only a coordinator that cannot call is silent. *)
CatchUp ==
  /\ g.stage \in {"HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"}
  /\ c.stage = "SYNC" /\ call = NoCall
  /\ \E p \in FromPeers : GwatBecomes([GTo("CATCH_UP") EXCEPT !.final = p], Nowhere)
  /\ UNCHANGED <<chain, c, call, late, faults>>

---------------------------------------------------------------------------
(* The coordinator *)

Free == c.link /\ call = NoCall

Ask(q) == call' = [state |-> "sent", q |-> q]

(* Hears says what it makes of an answer. *)
Hears(q, next) ==
  /\ call.state = "answered" /\ call.q.kind = q
  /\ c' = next
  /\ call' = NoCall
  /\ UNCHANGED <<chain, late, g, ghost, faults>>

Synced ==
  /\ c.stage = "SYNC"
  /\ c' = CTo("HEAD_SYNC_READY")
  /\ UNCHANGED <<chain, call, late, g, ghost, faults>>

(* Connecting: three reads, which change nothing, as one step. *)
Connect ==
  /\ ~c.link /\ g.stage # "DOWN"
  /\ c' = [c EXCEPT !.link = TRUE]
  /\ UNCHANGED <<chain, call, late, g, ghost, faults>>

Checkpoint(back) ==
  CASE back = 0 -> chain.just [] back = 1 -> chain.fin [] back = 2 -> Genesis

(* HeadSyncing.advance, onChosen *)
AskReady ==
  /\ c.stage = "HEAD_SYNC_READY" /\ Free
  /\ Ask([kind |-> "ready", cp |-> Checkpoint(c.back), fin |-> chain.fin])
  /\ UNCHANGED <<chain, c, late, g, ghost, faults>>

(* HeadSyncing.onReadyAnswer, onNotReady; one refusal is enough to step back. *)
HearReady ==
  Hears("ready",
       IF call.answer.ok THEN [CTo("HEAD_SYNC") EXCEPT !.sent = call.q.cp]
       ELSE IF call.answer.why = "checkpoint" /\ Planted # "no step back"
         THEN [c EXCEPT !.back = (@ + 1) % 3]
         ELSE c)

(* HeadSyncing.onBuilt: a chunk is one spine. What had no answer is built anew, for
   the head may be another by now; a chunk is there still only if that error is
   planted. *)
SendChunk ==
  /\ c.stage = "HEAD_SYNC" /\ Free /\ ~c.verify
  /\ LET to   == IF c.sent = chain.head THEN c.sent ELSE At(chain.head, c.sent[1] + 1)
         next == [kind |-> "data", to |-> to, last |-> to = chain.head, fin |-> chain.fin]
     IN
     IF c.chunk # NoLate THEN Ask(c.chunk) /\ UNCHANGED c
     ELSE IF ~(c.sent \sqsubseteq chain.head) THEN c' = CTo("HEAD_SYNC_READY") /\ UNCHANGED call
     ELSE Ask(next) /\ c' = [c EXCEPT !.chunk = next]
  /\ UNCHANGED <<chain, late, g, ghost, faults>>

(* HeadSyncing.onHeadSyncAnswer *)
HearChunk ==
  Hears("data",
       IF ~call.answer.ok THEN CTo("HEAD_SYNC_READY")
       ELSE [c EXCEPT !.sent = call.q.to, !.verify = call.q.last, !.chunk = NoLate])

ReadBack ==
  /\ c.stage = "HEAD_SYNC" /\ Free /\ c.verify
  /\ Ask([kind |-> "read", fin |-> Nowhere])
  /\ UNCHANGED <<chain, c, late, g, ghost, faults>>

(* HeadSyncing.onReadBack, startWork: the one door to WORKING. *)
HearReadBack ==
  LET arrived == call.answer.stage = "WORKING" /\ call.answer.final = c.sent IN
  Hears("read",
       IF arrived THEN [CTo("WORKING") EXCEPT !.sent = c.sent, !.back = 0]
       ELSE CTo("HEAD_SYNC_READY"))

(* Working.advance. dag_sync is made each slot; it matters where gwat refuses it. *)
AskWork ==
  /\ c.stage = "WORKING" /\ Free
  /\ c.sent # chain.head \/ g.stage # "WORKING"
  /\ Ask([kind |-> "work", to |-> chain.head, fin |-> chain.fin])
  /\ UNCHANGED <<chain, c, late, g, ghost, faults>>

HearWork ==
  Hears("work", IF call.answer.ok THEN [c EXCEPT !.sent = call.q.to] ELSE CTo("HEAD_SYNC_READY"))

(* Connecting.lost *)
Lost == [(IF c.stage \in {"HEAD_SYNC", "WORKING"} THEN CTo("HEAD_SYNC_READY") ELSE c)
           EXCEPT !.link = FALSE]

(* Nobody is there to execute the call. *)
FindsGwatDown ==
  /\ call.state = "sent" /\ g.stage = "DOWN"
  /\ call' = NoCall
  /\ c' = Lost
  /\ UNCHANGED <<chain, late, g, ghost, faults>>

---------------------------------------------------------------------------
(* Faults *)

Fault == faults > 0 /\ faults' = faults - 1

(* A call without an answer: not executed, executed, or still to be executed. The
   coordinator cannot tell; it calls again, or after some such takes the link for
   lost. *)
TimedOut ==
  /\ Fault
  /\ call # NoCall
  /\ \/ late' = late
     \/ call.state = "sent" /\ late = NoLate /\ call.q.kind # "read" /\ late' = call.q
  /\ call' = NoCall
  /\ c' \in {IF Planted = "chunk again" THEN c ELSE [c EXCEPT !.chunk = NoLate], Lost}
  /\ UNCHANGED <<chain, g, ghost>>

CoordinatorCrashes ==
  /\ Fault
  /\ c # Coordinator
  /\ c' = Coordinator
  /\ \/ late' = late
     \/ call.state = "sent" /\ late = NoLate /\ call.q.kind # "read" /\ late' = call.q
  /\ call' = NoCall
  /\ UNCHANGED <<chain, g, ghost>>

(* With or without its database. *)
GwatCrashes ==
  /\ Fault
  /\ g.stage # "DOWN"
  /\ g' \in {Gwat("DOWN", g.final, g.floor), Gwat("DOWN", Genesis, Genesis)}
  /\ ghost' = [ghost EXCEPT !.synced = FALSE, !.end = Nowhere]
  /\ late' = NoLate
  /\ UNCHANGED <<chain, c, call>>

(* A block is missing, or readiness has waited too long (forgetIdleReadiness). *)
GwatGivesUp ==
  /\ Fault
  /\ g.stage \in {"HEAD_SYNC_READY", "HEAD_SYNC", "WORKING"}
  /\ g.ready \/ g.stage = "WORKING"
  /\ GwatBecomes(
       GTo(IF Planted = "timeout works" /\ g.ready THEN "WORKING" ELSE "HEAD_SYNC_READY"), Nowhere)
  /\ UNCHANGED <<chain, c, call, late>>

(* BeaconStages.resyncWhenBehind *)
Resync ==
  /\ Fault
  /\ c.stage # "SYNC" /\ call = NoCall
  /\ c' = CTo("SYNC")
  /\ UNCHANGED <<chain, call, late, g, ghost>>

---------------------------------------------------------------------------

CoordinatorSteps ==
  \/ Synced \/ Connect \/ FindsGwatDown
  \/ AskReady \/ HearReady \/ SendChunk \/ HearChunk \/ ReadBack \/ HearReadBack
  \/ AskWork \/ HearWork

GwatSteps == GwatStarts \/ GwatSynced

Faulty ==
  ChangeBranch \/ TimedOut \/ CoordinatorCrashes \/ GwatCrashes \/ GwatGivesUp \/ Resync

Next ==
  \/ Grow \/ Justify
  \/ CoordinatorSteps \/ GwatSteps \/ CatchUp
  \/ Execute \/ ExecuteLate
  \/ Faulty

Fairness ==
  /\ WF_vars(CoordinatorSteps) /\ WF_vars(GwatSteps)
  /\ WF_vars(Execute) /\ WF_vars(ExecuteLate)

Spec == Init /\ [][Next]_vars /\ Fairness

---------------------------------------------------------------------------
(* What must hold *)

(* WORKING is entered only by a head sync completed since it was last left. The
   coordinator forgets what is confirmed when it leaves. *)
S1 == /\ g.stage = "WORKING" => ghost.synced
      /\ c.stage = "WORKING" => c.sent # Nowhere

(* A completed head sync ends where the head's data end. *)
S3 == ghost.end # Nowhere => g.final = ghost.end

(* No block that the coordinator holds for final is unwound. *)
S7 == ~ghost.cut

(* Faults are finite, so this is "once they stop". *)
L1 == <>[](c.stage = "WORKING" /\ g.stage = "WORKING")
=============================================================================
