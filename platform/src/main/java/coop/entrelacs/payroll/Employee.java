package coop.entrelacs.payroll;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a slip is for, as it stood when the slip was made; kept with it for ever. NIR and IBAN are not in it. Slips made before contracts were
 * named have none; a classification is there where the profile names one.
 */
record Employee(
        UUID member,
        String number,
        String name,
        String kind,
        boolean executive,
        LocalDate contractFirstDay,
        @Nullable LocalDate contractLastDay,
        @Nullable BigDecimal monthlyHours,
        @Nullable String job,
        @Nullable UUID contract,
        @Nullable String classification) {}
