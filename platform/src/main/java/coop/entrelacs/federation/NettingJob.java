package coop.entrelacs.federation;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.shared.Money;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Waits for the cooperatives' answers, for a while, and then goes on without those who gave none. The answers themselves come by
 * messages: a node that dies here loses nothing, and the next one waits again.
 */
@Component
class NettingJob implements JobHandler<NettingJob.Waiting> {

    static final String KIND = "netting";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 500;

    record Waiting(UUID netting) {}

    private final NettingDesk desk;
    private final NettingRecords records;

    NettingJob(NettingDesk desk, NettingRecords records) {
        this.desk = desk;
        this.records = records;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Class<Waiting> parameters() {
        return Waiting.class;
    }

    @Override
    public JobReport run(Waiting parameters, JobProgress progress) {
        UUID id = parameters.netting();
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<NettingRecords.Party> parties = records.parties(id);
        progress.total(parties.size());
        long answered = 0;
        while (records.get(id).state() == NettingRecords.State.ASKING && System.nanoTime() < end) {
            long now = records.parties(id).stream()
                    .filter(party -> party.state() != NettingRecords.PartyState.ASKED)
                    .count();
            progress.advance(now - answered);
            answered = now;
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted; another node waits on", e);
            }
        }
        desk.stopWaiting(id);
        parties = records.parties(id);
        progress.advance(parties.size() - answered);
        JobReport.Builder report = JobReport.builder()
                .count(
                        "nettingParties",
                        parties.stream()
                                .filter(party -> party.state() != NettingRecords.PartyState.LEFT_OUT)
                                .count())
                .count(
                        "nettingLeftOut",
                        parties.stream()
                                .filter(party -> party.state() == NettingRecords.PartyState.LEFT_OUT)
                                .count())
                .total(
                        "nettingTransfers",
                        Money.sum(records.transfers(id, records.get(id).round()).stream()
                                .map(NettingRecords.Transfer::amount)
                                .toList()));
        return report.result("federation/nettings/" + id).build();
    }
}
