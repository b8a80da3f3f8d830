package coop.entrelacs.members;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where someone stands on the path through the cooperative on a day; derived from dated rows, never stored. */
public sealed interface MemberStage {

    /** The stages by name, to filter a list by. */
    enum Name {
        APPLICANT,
        BUSINESS_SUPPORT,
        ENTREPRENEUR_EMPLOYEE,
        ASSOCIATE,
        SUPPORT_TEAM,
        LAPSED,
        FORMER
    }

    @JsonProperty("name")
    Name name();

    /** The day it began. */
    LocalDate since();

    /** No contract yet. */
    record Applicant(LocalDate since) implements MemberStage {
        @Override
        public Name name() {
            return Name.APPLICANT;
        }
    }

    /**
     * Under a CAPE.
     *
     * @param until its last day
     * @param renewal 0, 1 or 2
     */
    record InBusinessSupport(LocalDate since, UUID contract, LocalDate until, int renewal) implements MemberStage {
        @Override
        public Name name() {
            return Name.BUSINESS_SUPPORT;
        }
    }

    /**
     * Under a CESA and not an associate yet.
     *
     * @param associateBy the day by which they must be
     */
    record InEntrepreneurEmployment(LocalDate since, UUID contract, LocalDate associateBy) implements MemberStage {
        @Override
        public Name name() {
            return Name.ENTREPRENEUR_EMPLOYEE;
        }
    }

    /**
     * An associate, with or without a contract.
     *
     * @param kind that of the contract, or null
     */
    record InAssociation(
            LocalDate since,
            @Nullable UUID contract,
            @Nullable ContractKind kind) implements MemberStage {
        @Override
        public Name name() {
            return Name.ASSOCIATE;
        }
    }

    /** Employed by the cooperative for its common services. */
    record InSupportTeam(LocalDate since, UUID contract, boolean associate) implements MemberStage {
        @Override
        public Name name() {
            return Name.SUPPORT_TEAM;
        }
    }

    /** The last contract ran out and nobody said what comes next: someone should. */
    record Lapsed(LocalDate since) implements MemberStage {
        @Override
        public Name name() {
            return Name.LAPSED;
        }
    }

    /** Gone, since the day after their last one. */
    record Left(LocalDate since, ExitKind kind) implements MemberStage {
        @Override
        public Name name() {
            return Name.FORMER;
        }
    }
}
