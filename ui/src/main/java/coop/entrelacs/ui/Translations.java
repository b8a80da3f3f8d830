package coop.entrelacs.ui;

import com.vaadin.flow.i18n.I18NProvider;
import coop.entrelacs.web.Words;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Tells Vaadin which languages there are, and gives it the words of every module's bundles. */
@Component
class Translations implements I18NProvider {

    private final transient Words words;

    Translations(Words words) {
        this.words = words;
    }

    @Override
    public List<Locale> getProvidedLocales() {
        return Words.LANGUAGES;
    }

    @Override
    public Locale getDefaultLocale() {
        return Words.LANGUAGES.getFirst();
    }

    @Override
    public String getTranslation(String key, Locale locale, Object... arguments) {
        return words.get(key, locale, arguments);
    }
}
