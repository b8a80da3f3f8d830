package coop.entrelacs.federation;

import coop.entrelacs.tenancy.TenantId;

/** In the federation, in the transaction that keeps them: a cooperative told new figures. What is computed on them follows. */
record FiguresArrived(TenantId cooperative) {}
