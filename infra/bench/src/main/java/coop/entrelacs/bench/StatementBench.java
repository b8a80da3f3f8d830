package coop.entrelacs.bench;

import java.util.List;

/** Reading the busiest account of a full year's books. */
final class StatementBench {

    private final Deployment deployment;

    StatementBench(Deployment deployment) {
        this.deployment = deployment;
    }

    void run(List<Result> results) throws Exception {
        deployment.addCooperative();
    }
}
