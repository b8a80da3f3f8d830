package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.slider.IntegerSlider;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.data.value.ValueChangeMode;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Consumer;

/** An amount to slide, in whole euros, or to type to the cent: the slider for the eye and the thumb, the field for who knows. */
final class MoneySlider extends Div {

    private final String name;
    private final IntegerSlider slider;
    private final BigDecimalField field;
    private boolean quiet;

    /**
     * @param name by which services refuse the amount
     * @param most the right end; an amount beyond it can still be typed
     */
    MoneySlider(String name, String label, Money most, Consumer<Money> moved) {
        this.name = name;
        addClassName("money-slider");
        field = Fields.euros(name, label, Money.ZERO);
        field.setValueChangeMode(ValueChangeMode.LAZY);
        slider = new IntegerSlider(
                0, most.toEuros().setScale(0, RoundingMode.CEILING).intValueExact());
        slider.setAriaLabel(Texts.t("ui.pay.slider.of", label));
        slider.setStep(1);
        slider.setValueChangeMode(ValueChangeMode.LAZY);
        slider.setValueChangeTimeout(150);
        slider.addValueChangeListener(change -> {
            if (!quiet && change.isFromClient()) {
                Money amount = Money.of(BigDecimal.valueOf(change.getValue()));
                quietly(() -> field.setValue(amount.toEuros()));
                moved.accept(amount);
            }
        });
        field.addValueChangeListener(change -> {
            if (!quiet && change.getValue() != null) {
                Money amount = Fields.money(this.name, field);
                quietly(() -> slide(amount));
                moved.accept(amount);
            }
        });
        add(field, slider);
    }

    /** Shows an amount without telling anyone. */
    void show(Money amount) {
        quietly(() -> {
            field.setValue(amount.toEuros());
            field.setInvalid(false);
            slide(amount);
        });
    }

    Optional<Money> amount() {
        return Optional.ofNullable(field.getValue()).map(value -> Fields.money(name, field));
    }

    private void slide(Money amount) {
        int euros = amount.toEuros().setScale(0, RoundingMode.HALF_UP).intValue();
        slider.setValue(Math.clamp(euros, 0, slider.getMax().intValue()));
    }

    private void quietly(Runnable work) {
        quiet = true;
        try {
            work.run();
        } finally {
            quiet = false;
        }
    }
}
