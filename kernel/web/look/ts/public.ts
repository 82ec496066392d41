// Script of the public pages. Each piece looks for its own marks and does nothing where there are none.
import { focusErrors, folds, revealScripted } from "./dom.ts";
import { finder } from "./finder.ts";
import { followKey } from "./follow.ts";
import { copyAndPrint, counters, drafts, sendOnce } from "./forms.ts";
import { here } from "./here.ts";
import { maps } from "./maps.ts";
import { officerMap } from "./officer-map.ts";
import { offline } from "./offline-start.ts";
import { photos } from "./photos.ts";
import { place } from "./place.ts";
import { proofs } from "./proof.ts";

revealScripted();
folds();
drafts();
counters();
photos();
copyAndPrint();
proofs();
sendOnce();
followKey();
finder();
maps();
officerMap();
place();
here();
offline();
focusErrors();
