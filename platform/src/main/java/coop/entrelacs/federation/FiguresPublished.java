package coop.entrelacs.federation;

import java.util.List;

/** A cooperative tells its federation its last months. Sums and counts only: no person, no customer, no activity. */
record FiguresPublished(List<MonthFigures> months) {

    static final String KIND = "figures.v1";

    FiguresPublished {
        months = List.copyOf(months);
    }
}
