package coop.entrelacs.ui.jobs;

import coop.entrelacs.jobs.Job;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;

/** Jobs in words. */
final class JobWords {

    private JobWords() {}

    static String kind(Job job) {
        return Texts.t("job." + job.kind());
    }

    static State state(Job job) {
        Tone tone = switch (job.state()) {
            case QUEUED, RUNNING -> Tone.WAITING;
            case SUCCEEDED -> Tone.GOOD;
            case FAILED -> Tone.BAD;
            case CANCELLED -> Tone.NEUTRAL;
        };
        return new State(Texts.t("job-state." + job.state()), tone);
    }
}
