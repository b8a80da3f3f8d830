--liquibase formatted sql

--changeset activities:43-vat-as-it-stands
-- VAT that falls due on payment is a function of how the invoice stands: paid, credited, and the VAT that credit notes took back.
-- A part may be negative (a service line that takes back beside goods), so the bounds are on either side of zero.
ALTER TABLE receivable_vat ADD COLUMN credited_cents bigint NOT NULL DEFAULT 0;
ALTER TABLE receivable_vat DROP CONSTRAINT receivable_vat_vat_cents_check;
ALTER TABLE receivable_vat DROP CONSTRAINT receivable_vat_check;
UPDATE receivable_vat r SET credited_cents = (
    SELECT coalesce(sum(v.vat_cents), 0) FROM invoice i JOIN invoice_vat v ON v.invoice_id = i.id
     WHERE i.corrects_id = r.invoice_id AND i.state = 'VALIDATED' AND v.vat = r.vat AND NOT v.goods);
-- Not for rows of before: they say what stands on the accounts, and the next change of the invoice posts the difference.
ALTER TABLE receivable_vat ADD CONSTRAINT receivable_vat_waiting_check CHECK (waiting_cents
    BETWEEN least(0, vat_cents - credited_cents) AND greatest(0, vat_cents - credited_cents)) NOT VALID;
INSERT INTO receivable_vat (invoice_id, vat, vat_cents, credited_cents, waiting_cents)
    SELECT i.id, v.vat, v.vat_cents, 0, v.vat_cents
      FROM invoice i JOIN receivable r ON r.invoice_id = i.id JOIN invoice_vat v ON v.invoice_id = i.id
     WHERE NOT v.goods AND NOT i.vat_on_debits AND v.rate > 0 AND v.vat_cents <= 0
    ON CONFLICT DO NOTHING;
ALTER TABLE payment_vat DROP CONSTRAINT payment_vat_vat_cents_check;
ALTER TABLE payment_vat ADD CONSTRAINT payment_vat_vat_cents_check CHECK (vat_cents <> 0);

--changeset activities:43-quote-parts
-- How much of its quote an invoice is: parts are cut from the whole at their cumulated percentage, never rounded one by one.
ALTER TABLE invoice ADD COLUMN quote_part numeric(7, 4) CHECK (quote_part > 0 AND quote_part <= 100);
