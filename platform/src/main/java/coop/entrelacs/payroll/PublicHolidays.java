package coop.entrelacs.payroll;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;

/** The legal holidays (Code du travail, art. L3133-1; for Alsace and Moselle, art. L3134-13), and the days they leave. */
final class PublicHolidays {

    private PublicHolidays() {}

    static boolean is(LocalDate day, boolean alsaceMoselle) {
        return switch (day.getMonthValue() * 100 + day.getDayOfMonth()) {
            case 101, 501, 508, 714, 815, 1101, 1111, 1225 -> true;
            case 1226 -> alsaceMoselle;
            default -> follows(easter(day.getYear()), day, alsaceMoselle);
        };
    }

    /** Easter Monday, Ascension Day, Whit Monday, and Good Friday where the old law holds. */
    private static boolean follows(LocalDate easter, LocalDate day, boolean alsaceMoselle) {
        return day.equals(easter.plusDays(1))
                || day.equals(easter.plusDays(39))
                || day.equals(easter.plusDays(50))
                || (alsaceMoselle && day.equals(easter.minusDays(2)));
    }

    /** Days of leave are counted so (jours ouvrables): all but Sundays and holidays. */
    static boolean isWorkingDay(LocalDate day, boolean alsaceMoselle) {
        return day.getDayOfWeek() != DayOfWeek.SUNDAY && !is(day, alsaceMoselle);
    }

    /** Days of pay are counted so: Monday to Friday, holidays included, because they are paid. */
    static boolean isPaidDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    /** Easter Sunday by the Gregorian reckoning (Meeus, Jones, Butcher). */
    static LocalDate easter(int year) {
        int a = year % 19;
        int century = year / 100;
        int c = year % 100;
        int h = (19 * a + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (century % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int sum = h + l - 7 * m + 114;
        return LocalDate.of(year, Month.of(sum / 31), sum % 31 + 1);
    }
}
