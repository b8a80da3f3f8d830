package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is taken in parts (a quote invoiced, an invoice credited) is kept by VAT code and nature: the accounts it stands on. */
record SoldAs(String vat, Nature nature) {

    static SoldAs of(Line line) {
        return new SoldAs(line.vat(), line.nature());
    }

    /** The net amounts of lines, in the order in which the lines name them. */
    static Map<SoldAs, Money> nets(List<Line> lines) {
        Map<SoldAs, Money> nets = new LinkedHashMap<>();
        lines.forEach(line -> nets.merge(of(line), line.net(), Money::plus));
        return nets;
    }
}
