package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.datepicker.DatePicker;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Pickers that speak the reader's language; weeks begin on Monday. */
public final class Pickers {

    private Pickers() {}

    public static DatePicker day() {
        Locale locale = Texts.locale();
        DatePicker picker = new DatePicker();
        picker.setLocale(locale);
        DatePicker.DatePickerI18n words = new DatePicker.DatePickerI18n();
        words.setMonthNames(Arrays.stream(Month.values())
                .map(month -> month.getDisplayName(TextStyle.FULL_STANDALONE, locale))
                .toList());
        List<DayOfWeek> sundayFirst = List.of(
                DayOfWeek.SUNDAY,
                DayOfWeek.MONDAY,
                DayOfWeek.TUESDAY,
                DayOfWeek.WEDNESDAY,
                DayOfWeek.THURSDAY,
                DayOfWeek.FRIDAY,
                DayOfWeek.SATURDAY);
        words.setWeekdays(sundayFirst.stream()
                .map(day -> day.getDisplayName(TextStyle.FULL_STANDALONE, locale))
                .toList());
        words.setWeekdaysShort(sundayFirst.stream()
                .map(day -> day.getDisplayName(TextStyle.SHORT_STANDALONE, locale))
                .toList());
        words.setFirstDayOfWeek(1);
        words.setToday(Texts.t("ui.today"));
        words.setCancel(Texts.t("ui.cancel"));
        // Days are written so in both languages; the first form is the one shown.
        words.setDateFormats(
                "dd/MM/yyyy", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d M yyyy", "ddMMyyyy", "yyyy-MM-dd", "d/M/yy");
        // A day that is typed is taken over by Tab; an overlay that opens by itself would take the focus. The button
        // opens it.
        picker.setAutoOpen(false);
        words.setBadInputErrorMessage(Texts.t("ui.day.bad"));
        picker.setI18n(words);
        return picker;
    }

    public static DatePicker day(String label) {
        DatePicker picker = day();
        picker.setLabel(label);
        return picker;
    }
}
