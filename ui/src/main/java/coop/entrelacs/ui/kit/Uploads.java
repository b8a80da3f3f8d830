package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.upload.UploadI18N;

/** What an upload says, in the reader's language. */
public final class Uploads {

    private Uploads() {}

    public static UploadI18N words() {
        UploadI18N words = new UploadI18N();
        words.setAddFiles(
                new UploadI18N.AddFiles().setOne(Texts.t("ui.upload.choose")).setMany(Texts.t("ui.upload.choose")));
        words.setDropFiles(
                new UploadI18N.DropFiles().setOne(Texts.t("ui.upload.drop")).setMany(Texts.t("ui.upload.drop")));
        words.setError(new UploadI18N.Error()
                .setFileIsTooBig(Texts.t("ui.upload.too-big"))
                .setIncorrectFileType(Texts.t("ui.upload.type"))
                .setTooManyFiles(Texts.t("ui.upload.many")));
        words.setUploading(new UploadI18N.Uploading()
                .setStatus(new UploadI18N.Uploading.Status()
                        .setConnecting(Texts.t("ui.upload.connecting"))
                        .setProcessing(Texts.t("ui.upload.reading"))
                        .setStalled(Texts.t("ui.upload.stalled"))
                        .setHeld(Texts.t("ui.upload.held")))
                .setError(new UploadI18N.Uploading.Error()
                        .setServerUnavailable(Texts.t("ui.upload.failed"))
                        .setUnexpectedServerError(Texts.t("ui.upload.failed"))
                        .setForbidden(Texts.t("ui.upload.failed"))));
        return words;
    }
}
