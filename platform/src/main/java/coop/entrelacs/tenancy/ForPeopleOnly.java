package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;

/** A program asks for what is left to people: to confirm, approve or grant, or to read what is sealed. */
public class ForPeopleOnly extends Refusal {

    ForPeopleOnly() {
        super(Kind.FORBIDDEN, "for-people-only", null);
    }
}
