package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.upload.UploadI18N;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Uploads;

/** What an upload of a request's papers says: as every upload, but for what it asks for and how large it may be. */
final class UploadWords {

    private UploadWords() {}

    static UploadI18N words() {
        UploadI18N words = Uploads.words();
        words.getAddFiles().setOne(Texts.t("ui.funds.papers.add")).setMany(Texts.t("ui.funds.papers.add"));
        words.getError().setFileIsTooBig(Texts.t("ui.funds.papers.too-big"));
        return words;
    }
}
