package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A case worked out by URSSAF's published model, translated into our words. */
record UrssafModelCase(
        String id, PayInput input, Map<String, BigDecimal> lines, Map<String, BigDecimal> totals, boolean executive) {

    private static final DateTimeFormatter FRENCH_DATE = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    /** The model's names of lines and our codes; the model gives slices 1 and 2 as one. */
    private static final Map<String, List<String>> LINES = Map.ofEntries(
            Map.entry("maladie employeur", List.of("health")),
            Map.entry("maladie salarié", List.of("health-alsace-moselle")),
            Map.entry("vieillesse plafonnée", List.of("pension-capped")),
            Map.entry("vieillesse déplafonnée", List.of("pension-uncapped")),
            Map.entry("allocations familiales", List.of("family")),
            Map.entry("ATMP", List.of("work-accident")),
            Map.entry("chômage", List.of("unemployment")),
            Map.entry("AGS", List.of("wage-guarantee")),
            Map.entry("retraite complémentaire (T1+T2)", List.of("pension-slice-1", "pension-slice-2")),
            Map.entry("CEG (T1+T2)", List.of("ceg-slice-1", "ceg-slice-2")),
            Map.entry("CET", List.of("cet")),
            Map.entry("APEC", List.of("apec")),
            Map.entry("FNAL", List.of("housing-fund", "housing-fund-small")),
            Map.entry("CSA", List.of("solidarity")),
            Map.entry("contribution au dialogue social", List.of("social-dialogue")),
            Map.entry("formation professionnelle", List.of("training", "training-small")),
            Map.entry("CPF CDD", List.of("training-fixed-term")),
            Map.entry("taxe d'apprentissage . base", List.of("apprenticeship", "apprenticeship-alsace-moselle")),
            Map.entry("taxe d'apprentissage . solde", List.of("apprenticeship-balance")),
            Map.entry("taxe d'apprentissage . CSA", List.of("apprenticeship-supplement")),
            Map.entry("PEEC", List.of("construction-effort")),
            Map.entry("versement mobilité", List.of("mobility")),
            Map.entry("prévoyance cadre", List.of("provident-executive")),
            Map.entry("prévoyance cadres (1,5 % T1)", List.of("provident-executive")),
            Map.entry("prévoyance santé (mutuelle)", List.of("health-cover")),
            Map.entry("forfait social (prévoyance 8 %)", List.of("cover-levy")),
            Map.entry("CSG déductible", List.of("csg-deductible")),
            Map.entry("CSG non déductible", List.of("csg-taxable")),
            Map.entry("CRDS", List.of("crds")),
            Map.entry(
                    "exonérations employeur (RGDU / réduction générale)",
                    List.of("general-reduction", "general-reduction-pension")));

    private static final Map<String, Integer> HEADCOUNTS = Map.of(
            "moins de 5", 4,
            "moins de 11", 10,
            "moins de 20", 19,
            "moins de 50", 49,
            "moins de 150", 149,
            "moins de 250", 249,
            "plus de 250", 250);

    static List<UrssafModelCase> read(Path file) {
        JsonNode root = JsonMapper.shared().readTree(file.toFile());
        List<UrssafModelCase> cases = new ArrayList<>();
        for (JsonNode node : root.get("cases")) {
            cases.add(of(node));
        }
        return cases;
    }

    private static UrssafModelCase of(JsonNode node) {
        Map<String, BigDecimal> lines = new TreeMap<>();
        for (JsonNode line : node.get("contributions")) {
            String code = line.get("code").asString();
            String party = line.get("party").asString();
            List<String> ours = LINES.getOrDefault(code, LINES.get(code + " " + party));
            if (ours == null) {
                throw new IllegalArgumentException("no line of ours for '" + code + "' (" + party + ")");
            }
            lines.merge(
                    ours.getFirst() + (party.equals("employeur") ? " employer" : " employee"),
                    line.get("amount").decimalValue(),
                    BigDecimal::add);
        }
        Map<String, BigDecimal> totals = new TreeMap<>();
        node.get("outputs")
                .properties()
                .forEach(e -> totals.put(
                        e.getKey(), e.getValue().isNumber() ? e.getValue().decimalValue() : BigDecimal.ZERO));
        Map<String, String> situation = new TreeMap<>();
        node.get("situation")
                .properties()
                .forEach(e -> situation.put(e.getKey(), e.getValue().asString().replace("'", "")));
        PayInput input = input(situation);
        return new UrssafModelCase(node.get("id").asString(), input, lines, totals, input.executive());
    }

    private static PayInput input(Map<String, String> s) {
        String week = s.get("salarié . contrat . temps de travail . temps partiel . heures par semaine");
        String cost = s.get("salarié . coût total employeur");
        String net = s.get("salarié . rémunération . net . à payer avant impôt");
        PayTarget target = cost != null
                ? new PayTarget.EmployerCost(euros(cost))
                : net != null
                        ? new PayTarget.NetBeforeTax(euros(net))
                        : new PayTarget.Gross(euros(s.get("salarié . contrat . salaire brut")));
        return new PayInput(
                LocalDate.parse(s.get("date"), FRENCH_DATE),
                s.get("salarié . contrat").equals("CDD"),
                "oui".equals(s.get("salarié . contrat . statut cadre")),
                week == null ? new WorkingTime.FullTime() : new WorkingTime.PartTime(number(week)),
                target,
                List.of(),
                euros(s.getOrDefault("salarié . rémunération . avantages en nature . autres . montant", "0 €/mois")),
                new PayInput.HealthCover(
                        euros(s.get("salarié . cotisations . prévoyances . santé . montant")),
                        percent(s.get("salarié . cotisations . prévoyances . santé . taux employeur"))),
                null,
                Rate.ZERO,
                new Establishment(
                        HEADCOUNTS.get(s.get("entreprise . salariés . effectif . seuil")),
                        percent(s.get("établissement . taux ATMP")),
                        percent(s.get("établissement . commune . taux versement mobilité")),
                        s.containsKey("établissement . commune . département"),
                        percent(s.get("entreprise . salariés . ratio alternants"))),
                null);
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text.substring(0, text.indexOf(' ')));
    }

    private static Money euros(String text) {
        return Money.of(number(text));
    }

    private static Rate percent(String text) {
        return new Rate(number(text));
    }

    boolean inverted() {
        return !(input.target() instanceof PayTarget.Gross);
    }

    /**
     * Where a calculation of ours is not the model's: lines to the cent, totals to what rounding so many lines can make.
     */
    List<String> differences(PayCalculation ours) {
        List<String> differences = new ArrayList<>();
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (PayCalculation.Line line : ours.lines()) {
            String code = LINES.values().stream()
                    .filter(codes -> codes.contains(line.code()))
                    .findFirst()
                    .orElseThrow()
                    .getFirst();
            amounts.merge(code + " employer", line.employerAmount().toEuros(), BigDecimal::add);
            amounts.merge(code + " employee", line.employeeAmount().toEuros(), BigDecimal::add);
        }
        BigDecimal cent = new BigDecimal("0.01");
        lines.forEach((code, amount) -> {
            BigDecimal our = amounts.getOrDefault(code, BigDecimal.ZERO);
            if (off(our, amount, cent)) {
                differences.add(code + ": ours " + our + ", the model's " + amount);
            }
        });
        amounts.forEach((code, amount) -> {
            if (amount.signum() != 0 && !lines.containsKey(code)) {
                differences.add(code + ": ours " + amount + ", none in the model");
            }
        });
        BigDecimal rounding = new BigDecimal("0.005").multiply(BigDecimal.valueOf(lines.size() + 2L));
        compare(differences, "brut", ours.gross(), cent);
        compare(differences, "plafond_ss_applique", ours.ceiling(), cent);
        compare(
                differences,
                "cotisations_employeur_nettes",
                ours.employerContributions().minus(ours.reduction()),
                rounding);
        compare(differences, "cotisations_salarie_nettes", ours.employeeContributions(), rounding);
        compare(differences, "net_a_payer_avant_impot", ours.netBeforeTax(), rounding);
        compare(differences, "montant_net_social", ours.netSocial(), rounding);
        compare(differences, "cout_total_employeur", ours.employerCost(), rounding);
        // The model also taxes the employer's provident cover, which the law exempts (CGI, art. 83, 1° quater): see the
        // decision on pay.
        Money provident = ours.lines().stream()
                .filter(line -> line.code().equals("provident-executive"))
                .map(PayCalculation.Line::employerAmount)
                .findFirst()
                .orElse(Money.ZERO);
        compare(differences, "net_imposable", ours.netTaxable().plus(provident), rounding);
        return differences;
    }

    private void compare(List<String> differences, String total, Money ours, BigDecimal tolerance) {
        BigDecimal theirs = totals.get(total);
        if (theirs != null && off(ours.toEuros(), theirs, tolerance)) {
            differences.add(total + ": ours " + ours + ", the model's " + theirs);
        }
    }

    private static boolean off(BigDecimal ours, BigDecimal theirs, BigDecimal tolerance) {
        return ours.subtract(theirs.setScale(6, RoundingMode.HALF_UP)).abs().compareTo(tolerance) > 0;
    }
}
