package coop.entrelacs.shared;

/** Someone else changed the thing since it was read: read it again, then change it. */
public class ChangedMeanwhile extends Refusal {

    public ChangedMeanwhile() {
        super(Kind.STALE, "changed-meanwhile", null);
    }
}
